weir_types::metadata_main!(cash);
