"""Suites of the integrations. One whose libraries are missing is skipped, with the reason."""
