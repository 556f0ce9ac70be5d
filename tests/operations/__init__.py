"""Models of operations that take several requests."""
