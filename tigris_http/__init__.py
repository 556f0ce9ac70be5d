"""Raw-HTTP client for Tigris object storage."""
