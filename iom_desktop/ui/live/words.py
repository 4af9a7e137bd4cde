"""Words of the meeting, and who is meant by "PC Baker (police)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from iom_desktop.display.formats import count, exact_date
from iom_desktop.display.labels import agency_words, label, named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Who
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.conferences import Attendance, ConferenceAction, ItemState, Minute, MinuteKind
from iom_desktop.domain.text import show_hidden
from iom_desktop.services.actions import Owner

_WITH_AGENCY = re.compile(r"(?P<name>.*?)\s*\((?P<agency>[^()]+)\)\s*")
_OFFICERS = frozenset({Agency.POLICE.value, Agency.PROBATION.value})


@dataclass(frozen=True, slots=True)
class Slot:
    """One place to type in: an agency's update, the discussion, what was decided, who dissented.

    ``key`` names it in the draft journal; ``said_by`` is who of the agency is on the roll.
    """

    key: str
    words: str
    kind: MinuteKind
    agency: str = ""
    said_by: str = ""


def slots_of(agencies: Sequence[str], roll: Iterable[Attendance]) -> tuple[Slot, ...]:
    """The places to type in, agencies at the table before those that are not there."""
    names: dict[str, str] = {}
    present: list[str] = []
    others = list(dict.fromkeys(agencies))
    for one in roll:
        agency = one.said.agency
        if agency not in others:
            others.append(agency)
        if one.said.name:
            names.setdefault(agency, one.said.name)
        if one.said.how is not None and one.said.how.present and agency not in present:
            present.append(agency)
    ordered = [*(one for one in others if one in present), *(one for one in others if one not in present)]
    updates = [
        Slot(f"update:{agency}", agency_words(agency), MinuteKind.UPDATE, agency, names.get(agency, ""))
        for agency in ordered
    ]
    rest = (MinuteKind.DISCUSSION, MinuteKind.DECISION, MinuteKind.DISSENT)
    return (*updates, *(Slot(kind.value, label(kind), kind) for kind in rest))


def minute_head(minute: Minute) -> str:
    """What stands before the words of a minute: "Police, PC Baker", "Decision"."""
    said = minute.said
    if said.minute is MinuteKind.UPDATE:
        return named_with_agency(said.said_by, said.agency) if said.said_by else agency_words(said.agency)
    return f"{label(said.minute)}, {said.said_by}" if said.said_by else label(said.minute)


def state_words(state: ItemState) -> str:
    """How far the conference got, in one word; empty while it has not been there."""
    return "" if state is ItemState.TO_DISCUSS else label(state)


def minutes_words(used: int, planned: int) -> str:
    """ "4 of 8 min"."""
    return _("{used} of {planned} min").format(used=used, planned=planned)


def action_sentence(action: ConferenceAction) -> str:
    """ "1.1 PC Baker (police) books the bed, by Fri 27 Nov 2026", saying honestly what is missing of it."""
    who = named_with_agency(action.owner, action.agency) or _("nobody is named yet:")
    when = _("by {date}").format(date=exact_date(action.due_on)) if action.due_on else _("no day is set")
    what = action.what.rstrip(". ")
    if what[1:2].islower() or what[1:2] == " ":  # "Books ..." in mid-sentence; but "NHS ..."
        what = what[:1].lower() + what[1:]
    return show_hidden(f"{action.number} {who} {what}, {when}")


def age_words(action: ConferenceAction) -> str:
    """ "given Thu 5 Nov 2026, 17 days ago"."""
    return _("given {date}, {age} ago").format(
        date=exact_date(action.held_on), age=count(action.age_days, "day", "days")
    )


# --- Who does it -----------------------------------------------------------------------------------------


def owner_options(owners: Sequence[Owner], person: str) -> list[tuple[str, str]]:
    """Who can be named, as they are typed: "PC Baker (police)", and the person."""
    named = [named_with_agency(one.name, one.agency) for one in owners]
    return [(words, words) for words in dict.fromkeys([*named, person])]


def read_owner(typed: str, person: str, owners: Sequence[Owner]) -> tuple[Who | None, str, str]:
    """Who is meant: the person, or a name and an agency. Nobody where nothing is typed.

    An agency may stand in brackets after a name or alone; a name used before brings its own.
    """
    words = " ".join(typed.split())
    if not words:
        return None, "", ""
    if words.casefold() in (person.casefold(), _("the person").casefold()):
        return Who.PERSON, "", ""
    match = _WITH_AGENCY.fullmatch(words)
    name, agency = (match["name"], match["agency"].strip()) if match else (words, "")
    if not agency:
        known = next((one for one in owners if one.name.casefold() == name.casefold()), None)
        if known is not None:
            return known.who, known.name, known.agency
        code = _agency_code(name)
        if code in tuple(Agency):
            name, agency = "", code
    code = _agency_code(agency)
    who = Who.OFFICER if not code or code in _OFFICERS else Who.PARTNER
    return who, name, code


def _agency_code(words: str) -> str:
    """The code of an agency known by its word; a name of somebody's own stays."""
    said = words.strip().casefold()
    return next((one.value for one in Agency if said in (one.value, label(one).casefold())), words.strip())
