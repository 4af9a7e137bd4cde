"""What is drawn on a page: each piece of text with its font, size and place, read from the PDF's own operators."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Piece(NamedTuple):
    """Text drawn by one operator. Lengths are in points from the left and the bottom of the page."""

    page: int  #: from 1
    text: str
    font: str
    size: float
    left: float
    right: float
    base: float

    @property
    def top(self) -> float:
        """How high its capitals reach, with room for an accent."""
        return self.base + 0.8 * self.size

    @property
    def bottom(self) -> float:
        """How low a g reaches."""
        return self.base - 0.22 * self.size


@dataclass
class _Face:
    name: str
    embedded: bool
    widths: dict[int, float]
    letters: dict[int, str]


@dataclass
class _State:
    """What the operators have set."""

    ctm: Matrix = _SAME
    face: _Face | None = None
    size: float = 0.0
    spaced: float = 0.0
    words: float = 0.0
    leading: float = 0.0


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def pieces(data: bytes) -> list[Piece]:
    """Every piece of text of a PDF, in the order drawn."""
    known: dict[Any, _Face] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [one for number, page in enumerate(pdf.pages, 1) for one in _of_page(page, number, known)]


def faces(data: bytes) -> dict[str, bool]:
    """The fonts of a PDF by name, and whether each is embedded."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        known: dict[Any, _Face] = {}
        found = [
            _face(font, known)
            for page in pdf.pages
            for font in page.obj.get("/Resources", {}).get("/Font", {}).values()
        ]
        return {one.name: one.embedded for one in found}


def _of_page(page: pikepdf.Page, number: int, known: dict[Any, _Face]) -> Iterator[Piece]:
    fonts = {
        name: _face(font, known) for name, font in page.obj.get("/Resources", {}).get("/Font", {}).items()
    }
    reader = _Reader(fonts)
    for operands, operator in pikepdf.parse_content_stream(page):
        name, said = str(operator), list(operands)
        if name in ("Tj", "TJ"):
            parts = [said[0]] if name == "Tj" else list(said[0])
            piece, reader.text = _drawn(parts, reader.state, reader.text, number)
            if piece.text.strip():
                yield piece
        elif name in _SETS:
            setattr(reader.state, _SETS[name], float(said[0]))
        elif name in _DOES:
            _DOES[name](reader, said)


#: The operators that set one number.
_SETS = {"Tc": "spaced", "Tw": "words", "TL": "leading"}


class _Reader:
    """What the operators of a page have set so far."""

    def __init__(self, fonts: dict[str, _Face]) -> None:
        self.fonts = fonts
        self.state, self.kept = _State(), list[_State]()
        self.text = self.line = _SAME

    def keep(self, _said: list[Any]) -> None:
        self.kept.append(_State(**vars(self.state)))

    def restore(self, _said: list[Any]) -> None:
        self.state = self.kept.pop()

    def turn(self, said: list[Any]) -> None:
        self.state.ctm = _times(_matrix(said), self.state.ctm)

    def begin(self, _said: list[Any]) -> None:
        self.text = self.line = _SAME

    def choose(self, said: list[Any]) -> None:
        self.state.face, self.state.size = self.fonts[str(said[0])], float(said[1])

    def move(self, said: list[Any]) -> None:
        self.text = self.line = _times((1, 0, 0, 1, float(said[0]), float(said[1])), self.line)

    def move_and_lead(self, said: list[Any]) -> None:
        self.state.leading = -float(said[1])
        self.move(said)

    def next_line(self, _said: list[Any]) -> None:
        self.text = self.line = _times((1, 0, 0, 1, 0, -self.state.leading), self.line)

    def place(self, said: list[Any]) -> None:
        self.text = self.line = _matrix(said)


_DOES = {
    "q": _Reader.keep,
    "Q": _Reader.restore,
    "cm": _Reader.turn,
    "BT": _Reader.begin,
    "Tf": _Reader.choose,
    "Td": _Reader.move,
    "TD": _Reader.move_and_lead,
    "T*": _Reader.next_line,
    "Tm": _Reader.place,
}


def _matrix(said: list[Any]) -> Matrix:
    a, b, c, d, e, f = map(float, said)
    return a, b, c, d, e, f


def _drawn(parts: list[Any], state: _State, text: Matrix, number: int) -> tuple[Piece, Matrix]:
    face = state.face
    assert face is not None
    advance, seen, words = 0.0, 0.0, ""
    for part in parts:
        if isinstance(part, pikepdf.String):
            for code in bytes(part):
                advance += face.widths.get(code, 0.0) / 1000 * state.size + state.spaced
                advance += state.words if code == 32 else 0.0
                words += face.letters.get(code, "?")
                # A space at the end of a line is drawn for who has it read.
                seen = seen if words[-1].isspace() else advance
        else:
            advance -= float(part) / 1000 * state.size
    begin = _times(text, state.ctm)
    after = _times((1, 0, 0, 1, advance, 0), text)
    end = _times(_times((1, 0, 0, 1, seen, 0), text), state.ctm)
    scale = abs(begin[3])
    piece = Piece(number, words, face.name, round(state.size * scale, 3), begin[4], end[4], begin[5])
    return piece, after


def _face(font: Any, known: dict[Any, _Face]) -> _Face:
    key = font.objgen
    if key not in known:
        known[key] = _new_face(font)
    return known[key]


def _new_face(font: Any) -> _Face:
    name = str(font.BaseFont).lstrip("/").split("+")[-1]
    descriptor = font.get("/FontDescriptor")
    embedded = descriptor is not None and any(
        key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")
    )
    first = int(font.get("/FirstChar", 0))
    widths = {first + at: float(one) for at, one in enumerate(font.get("/Widths", []))}
    return _Face(name, embedded, widths, _letters(font))


def _letters(font: Any) -> dict[int, str]:
    """What each code stands for, by the font's own table."""
    table = font.get("/ToUnicode")
    if table is None:
        return {code: chr(code) for code in range(256)}
    found: dict[int, str] = {}
    text = table.read_bytes().decode("latin-1")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        for first, last, listed, start in re.findall(rf"{_HEX}\s*{_HEX}\s*(?:\[(.*?)\]|{_HEX})", block, re.S):
            codes = range(int(first, 16), int(last, 16) + 1)
            letters = re.findall(_HEX, listed)
            if not letters:
                letters = [f"{int(start, 16) + at:0{len(start)}X}" for at in range(len(codes))]
            found.update(zip(codes, map(_letter, letters), strict=False))
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        found.update((int(code, 16), _letter(said)) for code, said in re.findall(rf"{_HEX}\s*{_HEX}", block))
    return found


_HEX = r"<\s*([0-9A-Fa-f\s]+?)\s*>"


def _letter(said: str) -> str:
    """The characters of one code; ReportLab writes those beyond 16 bits as their bare number."""
    digits = "".join(said.split())
    if len(digits) % 4:
        return chr(int(digits, 16))
    return bytes.fromhex(digits).decode("utf-16-be", "replace")
