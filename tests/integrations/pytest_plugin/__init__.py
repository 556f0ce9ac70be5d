"""The pytest plugin, by runs of pytest inside a test."""
