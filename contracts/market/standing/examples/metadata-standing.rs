weir_types::metadata_main!(standing);
