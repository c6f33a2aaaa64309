weir_types::metadata_main!(issuer);
