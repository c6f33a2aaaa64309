weir_types::metadata_main!(auctioneer);
