"""All words through one catalogue, for screen and paper. English is the source; other languages follow."""

from __future__ import annotations

import gettext

from iom_desktop import paths

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_language(code: str) -> None:
    """Take words from the catalogue for ``code`` ("en", "cy"); a language without one falls back to English."""
    global _catalogue
    _catalogue = gettext.translation(
        "iom_desktop", localedir=str(paths.resources() / "locale"), languages=[code], fallback=True
    )


def _(text: str) -> str:
    """``text`` in the language in use."""
    return _catalogue.gettext(text)


def plural(one: str, many: str, n: int) -> str:
    """``one`` or ``many`` as the language asks for ``n``; the caller formats the number in."""
    return _catalogue.ngettext(one, many, n)
