"""Outcomes missing, entered one after another in one list and saved together."""
