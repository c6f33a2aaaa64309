weir_types::metadata_main!(oracle);
