"""What a letter is filled with, in words spoken to the person; and how its text falls into blocks on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from iom_desktop.display.formats import N_, long_date
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Sentence

#: Where an appointment is that needs no place of its own, by its type.
_PLACES = {
    "CHVS": N_("At your home"),
    "IOHV": N_("At your home"),
    "CODC": N_("At your door"),
    "COPT": N_("By telephone"),
    "IOTC": N_("By telephone"),
    "COVC": N_("By video call"),
}
#: What the person did, or did not do, by outcome.
_HAPPENED = {
    "UAAB": N_("You did not come. No reason has been accepted."),
    "AFTC": N_("You came, and you did not do what you were told to do."),
    "ATSH": N_("You came, and you were sent home because of how you behaved."),
    "ATFI": N_("You did not follow an instruction."),
    "AFTA": N_("You did not come."),
}
#: What a failure to comply makes the person liable to. Source: domain reference 3.7.
_LIABLE = {
    Sentence.LICENCE: N_("recall to prison"),
    Sentence.COMMUNITY_ORDER: N_("breach proceedings before a court, which could send you to prison"),
    Sentence.SUSPENDED_SENTENCE: N_("breach proceedings before a court, which could send you to prison"),
}


def spoken_clock(at: time) -> str:
    """ "10am", "2:30pm", "midday", "midnight": a time as people say it."""
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return _("midday") if at.hour else _("midnight")
    half = _("am") if at.hour < 12 else _("pm")
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes}{half}"


def spoken_moment(at: datetime) -> str:
    """ "Tuesday 1 December 2026 at 10am"."""
    return _("{day} at {time}").format(day=long_date(at), time=spoken_clock(at.time()))


def place_words(place: str, type_code: str) -> str:
    """Where an appointment is: the place on record, or what its type says; nothing where neither does."""
    return place or _(_PLACES.get(type_code, ""))


def failure_words(at: datetime, type_name: str, place: str, outcome_code: str, outcome_name: str) -> str:
    """One failure to comply as the person is told of it, in one line that ends with a full stop."""
    happened = _(_HAPPENED[outcome_code]) if outcome_code in _HAPPENED else f"{outcome_name}."
    what = ", ".join(part for part in (type_name, place) if part)
    return f"{spoken_moment(at)}. {what}. {happened}"


def liability_words(sentence: Sentence | None) -> str:
    """What follows "you will be liable to"; nothing for a sentence that leads to neither breach nor recall."""
    return _(_LIABLE[sentence]) if sentence in _LIABLE else ""


# --- Blocks ----------------------------------------------------------------------------------------------


class BlockKind(StrEnum):
    """What a block of a letter is."""

    TEXT = "text"
    HEADING = "heading"  #: a short line of its own with no stop at its end
    SIGNED = "signed"  #: the last block, where it is short: who signs


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a letter between two blank ones."""

    kind: BlockKind
    text: str


#: Longest line of a heading or of who signs, and most lines of who signs.
_SHORT, _SIGNERS = 60, 4


def blocks(words: str) -> tuple[Block, ...]:
    """The blocks of a letter's text in order. Nothing of the text is lost but blank lines."""
    parts = [part for part in _parted(words) if part.strip()]
    last = len(parts) - 1
    made: list[Block] = []
    for at, part in enumerate(parts):
        kind = BlockKind.TEXT
        if at == last and at and _is_signature(part):
            kind = BlockKind.SIGNED
        elif 0 < at < last - 1 and _is_heading(part):
            kind = BlockKind.HEADING
        made.append(Block(kind, part))
    return tuple(made)


def _parted(words: str) -> list[str]:
    parts, lines = list[str](), list[str]()
    for line in [*words.split("\n"), ""]:
        if line.strip():
            lines.append(line)
        elif lines:
            parts.append("\n".join(lines))
            lines = []
    return parts


def _is_heading(part: str) -> bool:
    return "\n" not in part and len(part) <= _SHORT and part.rstrip()[-1] not in ".,;:!"


def _is_signature(part: str) -> bool:
    lines = part.split("\n")
    return len(lines) <= _SIGNERS and all(len(line) <= _SHORT for line in lines)


# --- What is said of a letter ----------------------------------------------------------------------------


def day_words(day: date | None) -> str:
    """ "Tuesday 1 December 2026", or nothing: how a letter names a day."""
    return long_date(day)
