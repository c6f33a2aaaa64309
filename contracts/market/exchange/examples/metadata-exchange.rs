weir_types::metadata_main!(exchange);
