weir_types::metadata_main!(matching);
