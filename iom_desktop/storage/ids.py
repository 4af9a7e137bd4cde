"""Record ids: UUIDv7, so that records made on two laptops never collide and stay in the order they were made."""

from __future__ import annotations

from uuid6 import uuid7


def new_id() -> str:
    """A new record id: 32 hexadecimal characters."""
    return uuid7().hex
