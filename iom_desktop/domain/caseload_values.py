"""How one cell of a caseload spreadsheet is read: dates in every form, letters for words, percentages, names.

Each function takes the cell and the column's heading, and raises ``UserError`` with a sentence that begins
with the heading. Nothing is guessed: what cannot be read for certain is refused, or read and remarked on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

from iom_desktop.domain import dates
from iom_desktop.domain.codes import Answer, Cohort, Rag, Rosh, Sentence
from iom_desktop.domain.sheets import Cell
from iom_desktop.domain.text import search_key, show_hidden
from iom_desktop.errors import UserError

E = TypeVar("E", bound=Enum)

#: A word for "nothing is known here". It says no more than an empty cell.
_NOTHING = frozenset((
    "", "n a", "na", "nil", "none", "nk", "n k", "not known", "unknown", "tbc", "tba", "tbd",
    "not recorded", "dont know",
))  # fmt: skip
_SPREADSHEET_ERRORS = frozenset((
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA",
))  # fmt: skip
_SHORT = 30


def quoted(words: str) -> str:
    """A cell as a message may repeat it: what cannot be seen made visible, never more than a few words."""
    shown = show_hidden(" ".join(words.split()))
    return f"“{shown}”" if len(shown) <= _SHORT else "what the cell holds"


def says_nothing(words: str) -> bool:
    """Whether a coded cell or a date is empty in all but form: "-", "n/a", "tbc"."""
    return search_key(words) in _NOTHING


def refuse_errors(words: str, heading: str, field: str) -> str:
    """``words``, unless the cell shows that a formula of the spreadsheet went wrong: then ``UserError``."""
    if words.startswith("#") and (words in _SPREADSHEET_ERRORS or set(words) == {"#"}):
        raise UserError(
            f"{heading}: the cell shows the spreadsheet's error {words[:20]}, not a value.", field
        )
    return words


_COHORTS = {
    "fixed": Cohort.FIXED, "fix": Cohort.FIXED, "flex": Cohort.FLEX, "flexible": Cohort.FLEX,
    "free": Cohort.FREE,
}  # fmt: skip
_RAGS = {
    "red": Rag.RED, "r": Rag.RED, "amber": Rag.AMBER, "a": Rag.AMBER, "green": Rag.GREEN, "g": Rag.GREEN,
    "blue": Rag.BLUE, "b": Rag.BLUE,
}  # fmt: skip
_ROSHES = {
    "low": Rosh.LOW, "l": Rosh.LOW, "medium": Rosh.MEDIUM, "med": Rosh.MEDIUM, "m": Rosh.MEDIUM,
    "high": Rosh.HIGH,
    "h": Rosh.HIGH, "very high": Rosh.VERY_HIGH, "v high": Rosh.VERY_HIGH, "vh": Rosh.VERY_HIGH,
    "v": Rosh.VERY_HIGH,
    "veryhigh": Rosh.VERY_HIGH, "vhigh": Rosh.VERY_HIGH,
}  # fmt: skip
_SENTENCES = {
    "licence": Sentence.LICENCE, "license": Sentence.LICENCE, "on licence": Sentence.LICENCE,
    "lic": Sentence.LICENCE,
    "custody licence": Sentence.LICENCE, "prison licence": Sentence.LICENCE,
    "community order": Sentence.COMMUNITY_ORDER, "co": Sentence.COMMUNITY_ORDER,
    "order": Sentence.COMMUNITY_ORDER,
    "comm order": Sentence.COMMUNITY_ORDER, "community sentence": Sentence.COMMUNITY_ORDER,
    "suspended sentence order": Sentence.SUSPENDED_SENTENCE,
    "suspended sentence": Sentence.SUSPENDED_SENTENCE,
    "sso": Sentence.SUSPENDED_SENTENCE, "ss": Sentence.SUSPENDED_SENTENCE,
    "suspended": Sentence.SUSPENDED_SENTENCE,
    "non statutory": Sentence.NON_STATUTORY, "nonstatutory": Sentence.NON_STATUTORY,
    "non stat": Sentence.NON_STATUTORY,
    "nonstat": Sentence.NON_STATUTORY, "voluntary": Sentence.NON_STATUTORY, "ns": Sentence.NON_STATUTORY,
    "not statutory": Sentence.NON_STATUTORY,
}  # fmt: skip
_YES_NO = {
    "yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False,
}  # fmt: skip


def cohort(words: str, heading: str) -> Cohort:
    """Fixed, flex or free."""
    return _one_of(_COHORTS, words, heading, "cohort", "fixed, flex or free")


def rag(words: str, heading: str) -> Rag:
    """Red, amber, green or blue, in full or by the first letter."""
    return _one_of(_RAGS, words, heading, "rag", "red, amber, green or blue")


def rosh(words: str, heading: str) -> Rosh:
    """Low, medium, high or very high, in full or by letter."""
    return _one_of(_ROSHES, words, heading, "rosh", "low, medium, high or very high")


def sentence(words: str, heading: str) -> Sentence:
    """What the person is subject to."""
    known = "licence, community order, suspended sentence order or non-statutory"
    return _one_of(_SENTENCES, words, heading, "sentence", known)


def answer(words: str, heading: str, field: str) -> Answer:
    """A yes or a no. Whatever says nothing is unknown, never a "no"."""
    return Answer.YES if yes_or_no(words, heading, field) else Answer.NO


def yes_or_no(words: str, heading: str, field: str) -> bool:
    """Yes or no, in full, by letter, or as a spreadsheet's true and false."""
    said = _YES_NO.get(search_key(words))
    if said is None:
        raise UserError(f"{heading}: {quoted(words)} is neither yes nor no.", field)
    return said


def _one_of(known: Mapping[str, E], words: str, heading: str, field: str, choices: str) -> E:
    found = known.get(search_key(words))
    if found is None:
        raise UserError(f"{heading}: {quoted(words)} is not one of {choices}.", field)
    return found


_PERCENTAGE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,6}))? ?(?:%|per ?cent)?", re.IGNORECASE)


def percentage(words: str, heading: str, remark: Callable[[str], None]) -> int:
    """A whole percentage, 0 to 100, of "96", "96%", "0.96" or "45.6"; the last two are remarked on."""
    match = _PERCENTAGE.fullmatch(words.strip())
    if match is None:
        raise UserError(f"{heading}: {quoted(words)} is not a percentage.", "ogrs")
    exact = float(f"{match[1]}.{match[2] or 0}")
    if 0 < exact < 1 and "%" not in words:
        exact *= 100
    if exact > 100:
        raise UserError(f"{heading}: {quoted(words)} is more than 100 per cent.", "ogrs")
    whole = int(exact + 0.5)
    if match[2] and float(f"0.{match[2]}"):
        remark(f"{heading}: {quoted(words)} is kept as {whole}%.")
    return whole


_MAPPA_LEVEL = re.compile(r"(?:mappa )?(?:level |lvl |l)?([123])")


def mappa(words: str, heading: str, remark: Callable[[str], None]) -> str:
    """ "Level 1" to "Level 3", or the words as they stand. "No" is kept as no level, and remarked on."""
    key = search_key(words)
    level = _MAPPA_LEVEL.fullmatch(key)
    if level:
        return f"Level {level[1]}"
    if key in ("n", "no", "not mappa", "no mappa"):
        remark(f"{heading}: {quoted(words)} is kept as no MAPPA level.")
        return ""
    return words


_SEXES = {"m": "Male", "male": "Male", "f": "Female", "female": "Female"}


def sex(words: str) -> str:
    """ "Male" and "Female" for their letters; other words as they stand."""
    return _SEXES.get(search_key(words), words)


# Dates are read as they are typed, but a file was written some other day: "tomorrow" in it means nothing.
_RELATIVE = re.compile(
    r"\b(today|now|tomorrow|yesterday|next|last|this|ago|in|days?|weeks?|wks?|fortnights?|months?|mths?|"
    r"years?|yrs?|heddiw|yfory|ddoe)\b"
    r"|^[+-]|^\D*$|[0-9] ?[dwmy]$",
    re.IGNORECASE,
)
_YEARLESS = re.compile(
    "[0-9]{1,2}[ ./-][0-9]{1,2}|[0-9]{1,2}(?:st|nd|rd|th)?[ -]?[a-z]+|[a-z]+ [0-9]{1,2}", re.IGNORECASE
)
_DAY_NUMBER = re.compile(r"[1-9][0-9]{4}(?:\.0+)?")
_WRITE_IT = "write it like 01/12/2026."
_DAY_ZERO = date(1899, 12, 30)
_TIME_AFTER = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")


def day(
    cell: Cell, today: date, heading: str, field: str, prefer: dates.Prefer, remark: Callable[[str], None]
) -> date:
    """The day a cell means. A spreadsheet's bare day number, and a day without a year, are remarked on."""
    if isinstance(cell, date):
        return _within_reason(cell, heading, field)
    words = _TIME_AFTER.sub("", cell.strip())
    if _DAY_NUMBER.fullmatch(words):
        found = _DAY_ZERO + timedelta(days=int(float(words)))
        remark(f"{heading}: the number {words} is read as the spreadsheet's day {found:%d/%m/%Y}.")
        return found
    _refuse_relative(words, heading, field)
    found = _written(lambda: dates.parse_date(words, today, prefer=prefer, label=heading, field=field))
    if _YEARLESS.fullmatch(words):
        remark(f"{heading}: {quoted(words)} has no year and is read as {found:%d/%m/%Y}.")
    return found


def birth_day(cell: Cell, today: date, heading: str, remark: Callable[[str], None]) -> date:
    """The day of birth a cell means: never in the future, never without its year."""
    field = "date_of_birth"
    words = cell.isoformat() if isinstance(cell, date) else _TIME_AFTER.sub("", cell.strip())
    if _DAY_NUMBER.fullmatch(words):
        words = day(words, today, heading, field, "past", remark).isoformat()
    _refuse_relative(words, heading, field)
    if _YEARLESS.fullmatch(words):
        raise UserError(f"{heading}: {quoted(words)} has no year.", field)
    return _written(lambda: dates.parse_birth_date(words, today, label=heading, field=field))


def _written(rule: Callable[[], date]) -> date:
    """What ``rule`` reads; its advice for typing makes way for advice that holds in a spreadsheet."""
    try:
        return rule()
    except UserError as refused:
        said, typing, _examples = refused.message.partition("; type it like")
        raise UserError(f"{said}; {_WRITE_IT}" if typing else said, refused.field) from None


def _refuse_relative(words: str, heading: str, field: str) -> None:
    if _RELATIVE.search(words):
        raise UserError(f"{heading}: {quoted(words)} cannot be read as a date; {_WRITE_IT}", field)


def _within_reason(found: date, heading: str, field: str) -> date:
    if not 1880 <= found.year <= 2199:
        raise UserError(f"{heading}: the year {found.year} cannot be right.", field)
    return found


_PARTICLES = frozenset((
    "de", "da", "di", "du", "del", "della", "la", "le", "van", "der", "den", "von", "ap", "bin", "bint",
))  # fmt: skip
_NAME_PART = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


def in_capitals(name: str) -> bool:
    """Whether a name is written in capitals throughout, and long enough for that to mean anything."""
    letters = [char for char in name if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)


def from_capitals(name: str) -> str:
    """A name written in capitals as it is usually spelt: O'Brien, McDonald, Smith-Jones, Van der Berg.

    "Mac" is left alone (Macdonald, Mackie, Mace). A name with any small letter in it stays as it stands.
    """
    if not in_capitals(name):
        return name
    words = [_NAME_PART.sub(lambda part: _spelt(part[0]), word) for word in name.split(" ")]
    return " ".join(
        word.lower() if n and word.lower() in _PARTICLES else word for n, word in enumerate(words)
    )


def _spelt(part: str) -> str:
    first, *rest = re.split("(['’ʼ])", part)
    # A single letter after the apostrophe is a possessive, not a name of its own.
    return _capitalised(first) + "".join(p.lower() if len(p) < 2 else _capitalised(p) for p in rest)


def _capitalised(piece: str) -> str:
    if piece.startswith("MC") and len(piece) > 3:
        return "Mc" + piece[2:].capitalize()
    return piece.capitalize()


def forenames_from_capitals(name: str) -> str:
    """Forenames as ``from_capitals``, leaving initials of one or two letters (J, AJ) as they are."""
    if not in_capitals(name):
        return name
    return " ".join(word if len(word) < 3 else from_capitals(word) for word in name.split(" "))


def split_name(words: str, remark: Callable[[str], None], heading: str) -> tuple[str, str]:
    """(surname, forenames) of a name in one cell: "HUDSON, Mohammed", "Mohammed HUDSON"; else the last word.

    Only the last of these is a guess, and is remarked on.
    """
    if "," in words:
        surname, _comma, forenames = words.partition(",")
        return surname.strip(), forenames.strip()
    parts = words.split()
    loud = [part for part in parts if in_capitals(part)]
    if loud and len(loud) < len(parts):
        quiet = [part for part in parts if part not in loud]
        return " ".join(loud), " ".join(quiet)
    if len(parts) > 1:
        remark(f"{heading}: the last word is taken for the surname; check it.")
        return parts[-1], " ".join(parts[:-1])
    return words.strip(), ""
