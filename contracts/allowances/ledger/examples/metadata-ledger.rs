weir_types::metadata_main!(ledger);
