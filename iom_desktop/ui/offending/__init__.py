"""Arrests, charges and convictions."""
