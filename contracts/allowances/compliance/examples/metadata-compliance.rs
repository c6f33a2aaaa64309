weir_types::metadata_main!(compliance);
