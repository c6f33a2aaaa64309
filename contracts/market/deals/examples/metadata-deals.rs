weir_types::metadata_main!(deals);
