"""How a person's name is written: in lists by surname, in sentences as spoken, and as initials."""

from __future__ import annotations

from typing import Literal

NameStyle = Literal["list", "spoken"]


def full_name(surname: str, forenames: str, *, style: NameStyle = "spoken") -> str:
    """The name in one of two styles: "list" is "HUDSON, Mohammed", "spoken" is "Mohammed Hudson".

    A missing part leaves no stray comma or space; with neither part the answer is empty.
    """
    return list_name(surname, forenames) if style == "list" else spoken_name(surname, forenames)


def list_name(surname: str, forenames: str) -> str:
    """ "HUDSON, Mohammed": for lists, banners and headers, where the eye runs down surnames."""
    return ", ".join(part for part in (_spaced(surname).upper(), _spaced(forenames)) if part)


def spoken_name(surname: str, forenames: str) -> str:
    """ "Mohammed Hudson": for sentences."""
    return " ".join(part for part in (_spaced(forenames), _spaced(surname)) if part)


def initials(surname: str, forenames: str) -> str:
    """ "MAH" for Mohammed Ali Hudson: each forename, then the surname. Punctuation is passed over."""
    return "".join(_first_letter(part) for part in [*forenames.split(), _spaced(surname)])


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _first_letter(word: str) -> str:
    return next((char.upper() for char in word if char.isalnum()), "")
