weir_types::metadata_main!(settlement);
