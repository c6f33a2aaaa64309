weir_types::metadata_main!(auction);
