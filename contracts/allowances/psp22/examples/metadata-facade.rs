weir_types::metadata_main!(facade);
