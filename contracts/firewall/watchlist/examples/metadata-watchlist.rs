weir_types::metadata_main!(watchlist);
