"""What may be kept of a typed or pasted text, how it is searched, and how it is shown or written to a cell.

Everything typed passes through ``clean`` once, before it is kept. Nothing is shortened: what is too long, or
holds a character that cannot be kept, is refused in a sentence that never quotes the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from iom_desktop.errors import UserError

# Characters with no place in a case file: controls other than tab and newline, halves of a surrogate pair,
# and the code points that Unicode promises never to assign.
_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")

# What word processors and web pages leave behind in a paste. Joiners (ZWJ, ZWNJ) stay: Persian, Hindi and
# other scripts spell with them. Direction marks stay too: names show them, see ``show_hidden``.
_PASTED: dict[int, str | None] = {
    0x00A0: " ",  # no-break space
    0x2007: " ",  # figure space
    0x202F: " ",  # narrow no-break space
    0x00AD: None,  # soft hyphen
    0x200B: None,  # zero-width space
    0x2060: None,  # word joiner
    0xFEFF: None,  # byte order mark
    0xF0B7: "\u2022",  # the bullet of Word's Symbol font
    0xF0A7: "\u2022",  # the bullet of Word's Wingdings font
}


def clean(
    text: str, *, label: str, field: str | None = None, limit: int = 20_000, multiline: bool = True
) -> str:
    """``text`` as it will be kept: NFC, newlines as LF, without trailing spaces or outer blank lines.

    With ``multiline`` false every run of spaces, tabs and newlines becomes one space. ``limit`` counts
    characters after tidying. Raises ``UserError`` naming ``label`` (and carrying ``field``) for a character
    that cannot be kept, with its place, and for a text over the limit.
    """
    lined = _LINE_ENDS.sub("\n", text)
    refused = _REFUSED.search(lined)
    if refused:
        raise UserError(_refusal(lined, refused.start(), label), field)
    kept = unicodedata.normalize("NFC", lined.translate(_PASTED))
    kept = _lines_tidied(kept) if multiline else " ".join(kept.split())
    if len(kept) > limit:
        too_long = f"{len(kept):,} characters is too long; the most that can be kept is {limit:,}"
        raise UserError(f"{label}: {too_long}.", field)
    return kept


def _lines_tidied(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _refusal(text: str, at: int, label: str) -> str:
    place = f"place {at - text.rfind(chr(10), 0, at)}"
    if "\n" in text:
        place += f" of line {text.count(chr(10), 0, at) + 1}"
    kind = {"Cc": "a control character", "Cs": "half of a character"}.get(
        unicodedata.category(text[at]), "not a character"
    )
    return f"{label}: there is a character that cannot be kept at {place} ({kind}, U+{ord(text[at]):04X})."


_APOSTROPHES = frozenset(
    "'`\u00b4\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u2032\uff07"
)
_PLAIN_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "ng",
    "ŧ": "t", "ĸ": "k", "ß": "ss",
}  # fmt: skip
_VIRAMA = 9


class _SearchTable(dict[int, str]):
    """What each code point becomes in a search key, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = key = _key_of(chr(code))
        return key


def _key_of(char: str) -> str:
    """The search key of one character: plain lower-case letters and digits, a space, or nothing."""
    if char in _APOSTROPHES:
        return ""
    folded = char
    for _pass in range(2):  # folding case can uncover an accent, and taking accents apart a capital
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", folded).casefold())
    return "".join(_plain(part) for part in folded)


def _plain(char: str) -> str:
    if char in _PLAIN_LETTERS:
        return _PLAIN_LETTERS[char]
    if char in _APOSTROPHES:  # some are letters to Unicode
        return ""
    category = unicodedata.category(char)
    if category[0] in "LN":
        return char
    if category in ("Mn", "Mc"):
        # Accents go. Vowel signs (class 0) and the virama are letters in all but name.
        return char if unicodedata.combining(char) in (0, _VIRAMA) and not _is_selector(char) else ""
    return "" if category in ("Cf", "Me") else " "


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or char == "\u034f"


_SEARCH_TABLE = _SearchTable()


def search_key(text: str) -> str:
    """``text`` as it is compared in a search: no accents, capitals or punctuation, and single spaces.

    "O'Brien" and "OBRIEN" share a key, with any kind of apostrophe, as do "Smith-Jones" and "Smith Jones".
    Any string has a key; a text of nothing but punctuation has an empty one.
    """
    return " ".join(text.translate(_SEARCH_TABLE).split())


def fold_words(text: str) -> list[str]:
    """The words of ``text`` as search keys, in order: for the full-text index and what is looked up there."""
    return search_key(text).split()


def placed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of ``text`` as ``fold_words`` has them, each with the places where it begins and ends.

    What cannot be seen within a word belongs to it, so that nothing is hidden from whoever looks for the word.
    """
    key, start = "", -1
    for at, char in enumerate(text):
        part = _SEARCH_TABLE[ord(char)]
        if part.isspace():
            if key:
                yield key, start, at
            key, start = "", -1
        else:
            start = at if start < 0 else start
            key += part.replace(" ", "")
    if key:
        yield key, start, len(text)


_HIDDEN_NAMES = {
    "\u00ad": "SHY", "\u034f": "CGJ", "\u061c": "ALM", "\u115f": "HCF", "\u1160": "HJF", "\u180e": "MVS",
    "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM", "\u2028": "LS",
    "\u2029": "PS", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2060": "WJ", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\u2800": "BLANK",
    "\u3164": "HF", "\ufeff": "BOM", "\uffa0": "HHF",
}  # fmt: skip
_JOINERS = "\u200c\u200d"


def show_hidden(text: str) -> str:
    """``text`` with what cannot be seen made visible, as in "Ann[RLM]". For names and short values.

    A joiner stays as it is after a letter of a script that spells with joiners; so do newlines and tabs.
    """
    return "".join(_shown(text, at, char) for at, char in enumerate(text))


def _shown(text: str, at: int, char: str) -> str:
    if char in _JOINERS and at and _takes_joiners(text[at - 1]):
        return char
    if char in _HIDDEN_NAMES:
        return f"[{_HIDDEN_NAMES[char]}]"
    if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn"):
        return char
    return f"[U+{ord(char):04X}]"


def _takes_joiners(char: str) -> bool:
    if char < "\u0590" or unicodedata.category(char)[0] not in "LMS":
        return False
    return not unicodedata.name(char, "").startswith(("LATIN", "GREEK", "CYRILLIC"))


_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def spreadsheet_safe(text: str) -> str:
    """``text`` for a cell of a spreadsheet or CSV: what would run as a formula gets an apostrophe first.

    Looks past leading spaces and invisible characters, since some spreadsheets do.
    """
    seen = text.lstrip(" \u00a0\u200b\u200e\u200f\ufeff")
    return "'" + text if seen.startswith(_FORMULA_STARTS) else text
