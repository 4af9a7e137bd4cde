"""Keeps None, True and False alive on Python 3.11 under a PySide6 that takes references it never gives back.

PySide6 6.12 (the first with a QtPdf package of its own) is built as if these objects could not die, which
holds from Python 3.12 on. On 3.11 each ``setText`` or ``setPen`` takes one reference to ``None`` away, and
after some minutes of painting the interpreter stops with "deallocating None". Giving each of them references
enough for years of use makes 3.11 behave as 3.12 does.
"""

from __future__ import annotations

import ctypes
import sys

_ENOUGH = 1 << 40
"""References: at a million a second, twelve days without a pause; real use spends a few thousand a second."""


def keep_alive() -> None:
    """Give the constants of the language references enough; nothing to do from Python 3.12 on."""
    if sys.version_info >= (3, 12) or ctypes.sizeof(ctypes.c_ssize_t) < 8:
        return
    for constant in (None, True, False, NotImplemented, Ellipsis):
        # An object begins with its reference count.
        ctypes.c_ssize_t.from_address(id(constant)).value += _ENOUGH
