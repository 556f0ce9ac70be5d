"""Traces and metrics, read back through the SDK of OpenTelemetry."""
