"""All words through one catalogue, for screen and paper. English is the source; other languages follow.

A paper may be in another language than the window: ``in_language`` holds for what is done inside it, in its own
thread alone.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from iom_desktop import paths

#: The language that every wording is written in.
SOURCE = "en"
_language: ContextVar[str] = ContextVar("language", default=SOURCE)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Take words from the catalogue for ``code`` ("en", "cy") within the block.

    A language without a catalogue, and a wording that is not in it, fall back to English.
    """
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def language() -> str:
    """The language in use, as in ``in_language``."""
    return _language.get()


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == SOURCE:
        return gettext.NullTranslations()
    folder = str(paths.resources() / "locale")
    return gettext.translation("iom_desktop", localedir=folder, languages=[code], fallback=True)


def _(text: str) -> str:
    """``text`` in the language in use. No words are no words in every language."""
    return _catalogue(_language.get()).gettext(text) if text else ""


def plural(one: str, many: str, n: int) -> str:
    """``one`` or ``many`` as the language asks for ``n``; the caller formats the number in."""
    return _catalogue(_language.get()).ngettext(one, many, n)
