weir_types::metadata_main!(policy);
