"""Licence conditions and requirements of an order."""
