"""Transfers, as plain values."""
