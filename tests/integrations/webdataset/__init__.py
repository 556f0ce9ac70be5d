"""Shards and samples of webdataset on a bucket."""
