"""The recovery key as text on paper: easy to copy by hand, hard to copy wrongly.

256 random bits in Crockford's base 32 (https://www.crockford.com/base32.html), which has no I, L, O or U, and
a checksum of 20 bits: fourteen groups of four. Small letters, spaces, dashes, O for 0, I and L for 1 are all
forgiven.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {char: value for value, char in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_KEY_BYTES = 32
_DIGITS = 52  # 260 bits, of which the last four are nought
_CHECK_DIGITS = 4
LENGTH = _DIGITS + _CHECK_DIGITS
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


class NotRecoveryKey(Exception):
    """What was typed is no recovery key; ``looks_like_one`` where it was probably meant to be."""

    def __init__(self, message: str, *, looks_like_one: bool) -> None:
        super().__init__(message)
        self.message = message
        self.looks_like_one = looks_like_one


def new_recovery_key() -> tuple[bytearray, str]:
    """A random recovery key, and its text for paper."""
    key = bytearray(os.urandom(_KEY_BYTES))
    return key, as_text(key)


def as_text(key: bytearray) -> str:
    """``key`` in fourteen groups of four, the last of them the checksum."""
    number = int.from_bytes(key, "big") << 4
    digits = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_DIGITS)))
    whole = digits + _checksum(key)
    return "-".join(whole[at : at + 4] for at in range(0, LENGTH, 4))


def _checksum(key: bytearray) -> str:
    start = int.from_bytes(hashlib.sha256(b"iom-desktop recovery key" + key).digest()[:3], "big") >> 4
    return "".join(_ALPHABET[start >> 5 * place & 31] for place in reversed(range(_CHECK_DIGITS)))


@contextmanager
def read(text: str) -> Iterator[bytearray]:
    """The key that ``text`` spells, overwritten when the block ends. Raises ``NotRecoveryKey``."""
    key = _read(text)
    try:
        yield key
    finally:
        key[:] = bytes(len(key))


def _read(text: str) -> bytearray:
    typed = _BETWEEN.sub("", text).upper()
    alike = _looks_like_one(text, typed)
    strange = next((char for char in typed if char not in _VALUES), None)
    if strange is not None:
        shown = f"“{strange}”" if strange.isprintable() and len(strange) == 1 else "one of its characters"
        raise NotRecoveryKey(
            f"The recovery key has no letter {shown}; look at it again.", looks_like_one=alike
        )
    if len(typed) != LENGTH:
        raise NotRecoveryKey(
            f"The recovery key has {LENGTH} letters and digits; {len(typed)} were typed.",
            looks_like_one=alike,
        )
    number = 0
    for char in typed[:_DIGITS]:
        number = number << 5 | _VALUES[char]
    key = bytearray((number >> 4).to_bytes(_KEY_BYTES, "big"))
    checksum = "".join(_ALPHABET[_VALUES[char]] for char in typed[_DIGITS:])
    if number & 15 or not hmac.compare_digest(checksum, _checksum(key)):
        raise NotRecoveryKey(
            "The recovery key was not copied exactly: its checksum does not fit. Compare it group by group.",
            looks_like_one=alike,
        )
    return key


def _looks_like_one(text: str, typed: str) -> bool:
    """Many groups of four, or about the right letters in one piece: few passphrases are like that."""
    groups = _BETWEEN.split(text.strip())
    fours = sum(len(group) == 4 for group in groups)
    near = abs(len(typed) - LENGTH) <= 2 and sum(char in _VALUES for char in typed) >= len(typed) - 2
    spelt = near and any(char.isdigit() for char in typed)
    return (fours >= 10 and fours >= len(groups) - 2) or spelt
