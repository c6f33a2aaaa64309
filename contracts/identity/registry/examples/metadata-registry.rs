weir_types::metadata_main!(registry);
