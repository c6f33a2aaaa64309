weir_types::metadata_main!(desk);
