"""Letting a person go, and the record of it."""
