"""Fonts: Lato, carried by the program and put into every document, and what stands in for what it lacks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import fontpkg_lato
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from iom_desktop.domain.text import show_hidden

REGULAR, BOLD, ITALIC = "Lato", "Lato-Bold", "Lato-Italic"
_FILES = {REGULAR: "Lato-Regular.ttf", BOLD: "Lato-Bold.ttf", ITALIC: "Lato-Italic.ttf"}

#: Where common computers keep fonts with characters Lato lacks, the best first. Any of them may be missing.
FALLBACK_FONTS: tuple[str, ...] = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
    "%WINDIR%/Fonts/segoeui.ttf",
    "%WINDIR%/Fonts/seguisym.ttf",
    "%WINDIR%/Fonts/msyh.ttc",
    "%WINDIR%/Fonts/malgun.ttf",
    "%WINDIR%/Fonts/Nirmala.ttf",
)


class _Widths(dict[str, float]):
    """The width of each character in thousandths of the size; of one the font lacks, what it draws in its place."""

    def __init__(self, face: Any) -> None:
        super().__init__({chr(code): width for code, width in face.charWidths.items()})
        self._default = face.defaultWidth

    def __missing__(self, char: str) -> float:
        return float(self._default)


class _Font(TTFont):
    """A font that is quicker to measure: breaking lines asks for the width of every word some six times."""

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name, file)
        self._widths = _Widths(vars(self)["face"])

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802 (ReportLab's)
        """The width of ``text`` in points."""
        return 0.001 * size * sum(map(self._widths.__getitem__, text))


@cache
def register() -> None:
    """Read Lato once for the life of the program."""
    folder = Path(fontpkg_lato.__file__).resolve().parent / "files"
    for name, file in _FILES.items():
        pdfmetrics.registerFont(_Font(name, str(folder / file)))


def _characters(font: str) -> frozenset[str]:
    """Every character ``font`` can draw."""
    face: Any = vars(pdfmetrics.getFont(font))["face"]
    return frozenset(map(chr, face.charToGlyph))


@cache
def _plain(font: str) -> frozenset[str]:
    """The characters of ``font`` that need no second look: drawn as they are, and seen."""
    register()
    return frozenset(char for char in _characters(font) if show_hidden(char) == char) | frozenset("\n\t")


@cache
def _fallbacks() -> tuple[tuple[str, frozenset[str]], ...]:
    """The fonts of this computer that may stand in, with their characters. Read when first needed."""
    found = []
    for place in FALLBACK_FONTS:
        path = Path(place.replace("%WINDIR%", os.environ.get("WINDIR", "C:/Windows")))
        if not path.is_file():
            continue
        name = f"Fallback-{path.stem}"
        try:
            pdfmetrics.registerFont(_Font(name, str(path)))
            found.append((name, _characters(name)))
        except (TTFError, OSError, KeyError, ValueError):
            continue  # a font that cannot be embedded is as good as none
    return tuple(found)


def drawable(text: str, font: str) -> list[tuple[str, str]]:
    """``text`` in pieces of (words, font), each of which that font can draw.

    What cannot be seen (a direction mark) and what no font at hand has is spelt out: "[RLO]", "[U+4E2D]".
    """
    plain = _plain(font)
    if plain.issuperset(text):
        return [(text, font)]

    def shown() -> Iterator[tuple[str, str]]:
        for char in show_hidden(text):
            if char in plain:
                yield char, font
                continue
            stand_in = next((name for name, characters in _fallbacks() if char in characters), None)
            yield (char, stand_in) if stand_in else (f"[U+{ord(char):04X}]", font)

    return [("".join(c for c, _f in run), name) for name, run in groupby(shown(), key=lambda one: one[1])]
