"""Papers: which there are, which copy of one lies on the table, and how it is told from any other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum, StrEnum

from iom_desktop.domain.audiences import Audience, Reader


class Document(StrEnum):
    """A kind of paper. Each paper of a kind counts its own copies."""

    SUMMARY = "summary"  #: the case plan on one page
    PLAN = "plan"  #: the full case plan; for the person, "My plan"
    DECISION = "decision"
    DESELECTION = "deselection"
    LETTER = "letter"
    COMPARISON = "comparison"
    SUBJECT_ACCESS = "subject_access"
    DAY_SHEET = "day_sheet"
    PACK = "pack"
    MINUTES = "minutes"
    ACTIONS = "actions"
    ACCESS = "access"  #: access to services
    COMMISSIONER = "commissioner"
    ATTENDANCE = "attendance"
    REGISTER = "register"  #: the register of copies itself, as a spreadsheet


#: Who may be given each paper about one case. The others have the readers of their own screens.
READERS: Mapping[Document, tuple[Audience, ...]] = {
    Document.SUMMARY: (Audience.FULL, Audience.CONFERENCE, Audience.PARTNER, Audience.COURT),
    Document.PLAN: tuple(Audience),
    Document.DECISION: (Audience.FULL, Audience.CONFERENCE, Audience.PARTNER, Audience.COURT),
    Document.DESELECTION: (Audience.FULL, Audience.CONFERENCE, Audience.PARTNER, Audience.COURT),
    Document.COMPARISON: (Audience.FULL, Audience.CONFERENCE, Audience.PARTNER, Audience.COURT),
    Document.LETTER: (Audience.PERSON,),
    Document.SUBJECT_ACCESS: (Audience.PERSON,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSubject:
    """Which paper it is, told before any copy of it is made.

    ``series`` names what the copies are counted for (a version of a plan, a conference, a letter) with no case
    text in it; ``title`` and ``version`` are the program's own words ("Case plan", "Version 2, agreed 20 Nov
    2026"). ``content`` is the fingerprint of all that is printed but the foot. ``case_ids`` are the cases on it:
    giving it out is a disclosure in each.
    """

    document: Document
    series: str
    title: str
    version: str
    reader: Reader
    content: str
    case_ids: tuple[str, ...]
    case_id: str | None = None  #: where it is about one case
    conference_id: str | None = None
    plan_id: str | None = None
    plan_version: int | None = None
    language: str = "en"
    large_print: bool = False


class Form(StrEnum):
    """In what form a copy leaves the program."""

    PRINTED = "printed"
    SAVED = "saved"
    PROTECTED = "protected"  #: saved behind a password


class Means(StrEnum):
    """How a copy is sent."""

    BY_HAND = "by_hand"
    POST = "post"
    EMAIL = "email"
    COURT_PORTAL = "court_portal"
    KEPT = "kept"  #: in the officer's own file


class Due(StrEnum):
    """What is to be done with a copy after use."""

    RETURN = "return"
    DESTROY = "destroy"


class Settled(StrEnum):
    """What became of a copy that was to be returned or destroyed."""

    RETURNED = "returned"
    DESTROYED = "destroyed"
    KEPT = "kept"  #: the recipient may keep it after all
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedCopy:
    """What a copy says of itself at the head and the foot of every page. ``made_at`` is local time.

    A paper printed without one is a preview, and says so.
    """

    id: str
    number: int
    of: int
    code: str  #: the check code, "7F3A-91C2"
    recipient: str
    made_by: str
    made_at: datetime
    marking: str = ""  #: in capitals at the head and the foot; none for a letter
    handling: str = ""  #: what the marking asks of whoever holds it
    due: Due | None = None
    due_on: date | None = None


# --- Check codes ---------------------------------------------------------------------------------------

#: Crockford's base 32: no I, L, O or U, so that a code can be read aloud and typed back.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = {"O": "0", "I": "1", "L": "1"}
CODE_LENGTH = 8


def make_code(*parts: str | bytes) -> str:
    """The check code of what is given, as in "7F3A-91C2": seven characters of its hash and one of its own."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(4, "big") + data)
    number = int.from_bytes(digest.digest()[:5], "big")
    body = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(CODE_LENGTH - 1))
    code = body + _last(body)
    return f"{code[:4]}-{code[4:]}"


def read_code(text: str) -> str | None:
    """The code that was typed, tidied; nothing where it cannot be one: a letter too many, or one typed wrongly."""
    typed = "".join(char for char in text.upper() if char.isalnum())
    typed = "".join(_READ_AS.get(char, char) for char in typed)
    if len(typed) != CODE_LENGTH or any(char not in _ALPHABET for char in typed):
        return None
    return f"{typed[:4]}-{typed[4:]}" if _last(typed[:-1]) == typed[-1] else None


def _last(body: str) -> str:
    """Luhn's check character over 32: one wrong character, or two neighbours swapped, give another."""
    total, factor = 0, 2
    for char in reversed(body):
        product = _ALPHABET.index(char) * factor
        total += product // 32 + product % 32
        factor = 3 - factor
    return _ALPHABET[-total % 32]


# --- Fingerprints --------------------------------------------------------------------------------------

#: When and by whom a file was loaded is not what is in it.
_NOT_CONTENT = frozenset({"made_at", "made_by", "today", "copy", "changed_at", "changed_by", "version"})


def fingerprint(*parts: object) -> str:
    """A hash of everything in ``parts`` that a paper could print, in hexadecimal.

    Fields that say nothing are left out, so that a field added later does not make an old paper a new one.
    """
    return hashlib.sha256("\n".join(map(_said, parts)).encode()).hexdigest()


def _said(value: object) -> str:
    if is_dataclass(value) and not isinstance(value, type):
        inner = (
            f"{one.name}={_said(found)}"
            for one in fields(value)
            if one.name not in _NOT_CONTENT and not _empty(found := getattr(value, one.name))
        )
        return f"{type(value).__name__}({';'.join(inner)})"
    if isinstance(value, Enum):
        return repr(value.value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ";".join(sorted(f"{_said(key)}:{_said(one)}" for key, one in value.items())) + "}"
    if isinstance(value, frozenset | set):
        return "{" + ";".join(sorted(map(_said, value))) + "}"
    if isinstance(value, tuple | list):
        return "[" + ";".join(map(_said, value)) + "]"
    return repr(value)


def _empty(value: object) -> bool:
    return value is None or value is False or value in ("", (), [], {}, frozenset())
