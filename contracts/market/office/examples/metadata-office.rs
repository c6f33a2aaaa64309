weir_types::metadata_main!(office);
