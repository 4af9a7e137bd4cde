"""People: adding, correcting and finding them."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain import identity, names
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import IomStatus
from iom_desktop.domain.people import LetterFormat, Person, PersonDraft, PersonMatch
from iom_desktop.domain.text import search_key
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.storage.tables import CaseRow, PersonRow

#: Below this likeness, 0 to 100, a name is not offered as a misspelling.
_LIKE = 74.0
#: Below this likeness, 0 to 100, two words are not taken for slips of one another.
_SLIP = 82
_MOST = 50
_MOST_LIKELY = 10


def person_from(row: PersonRow) -> Person:
    """The frozen record of a row."""
    return records.draft_of(Person, row, {"aliases": tuple, "letter_format": LetterFormat})


def add_person(session: Session, draft: PersonDraft, managed: CaseDraft, today: date) -> str:
    """Take a new person into the store with their case; returns the case's id.

    Raises ``UserError`` where the draft cannot be kept or the CRN belongs to somebody already.
    """
    person = draft.check(today)
    case = managed.check(today)
    if session.scalar(select(PersonRow.id).where(PersonRow.crn == person.crn)) is not None:
        raise UserError(f"CRN: {person.crn} belongs to somebody in this store already.", "crn")
    person_row = PersonRow(**records.columns_of(person))
    session.add(person_row)
    session.flush()
    case_row = CaseRow(
        person_id=person_row.id,
        iom_status=IomStatus.ADOPTED.value,
        has_decision=False,
        plan_faults=None,
        plan_number=None,
        plan_agreed=False,
        next_due_on=None,
        **records.columns_of(case),
    )
    session.add(case_row)
    session.flush()
    return case_row.id


def correct_person(session: Session, person_id: str, version: int, draft: PersonDraft, today: date) -> None:
    """Change what is recorded about a person. Raises ``UserError``, ``StaleEdit``."""
    person = draft.check(today)
    row = records.fetch_version(session, PersonRow, person_id, version)
    other = session.scalar(select(PersonRow.id).where(PersonRow.crn == person.crn, PersonRow.id != person_id))
    if other is not None:
        raise UserError(f"CRN: {person.crn} belongs to somebody else in this store.", "crn")
    records.write_onto(row, person)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a person can be found by."""

    case_id: str
    crn: str
    pnc: str
    surname: str
    forenames: str
    known_as: str
    aliases: tuple[str, ...]
    date_of_birth: date | None
    #: Every name, folded; a space on either side, so that a word met whole, or begun, is one look.
    names: str
    numbers: str  #: identifiers and dates as they may be typed, without punctuation, likewise between spaces


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed, taken apart."""

    words: tuple[str, ...]  #: all of it as words of a name
    whole: tuple[str, ...]  #: all of it as one number or date, in each form it may be kept in
    names: tuple[str, ...]  #: what of it can only be a name, where something else can only be a number
    numbers: tuple[str, ...]  #: that something else


class PeopleIndex:
    """Everybody in the store, folded for searching; kept in memory while the store is unlocked.

    At 20,000 people it holds a few megabytes, and a key stroke costs a few milliseconds.
    """

    def __init__(self, known: Iterable[_Known]) -> None:
        self._known = sorted(known, key=lambda one: (search_key(one.surname), search_key(one.forenames)))
        self._names = [one.names for one in self._known]
        self._numbers = [one.numbers for one in self._known]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self._names):
            for word in set(name.split()):
                self._places[word].append(place)
        self._words = list(self._places)

    def __len__(self) -> int:
        return len(self._known)

    def find(self, typed: str, most: int = _MOST) -> list[PersonMatch]:
        """People who answer to ``typed``: any part of a name, alias, CRN, PNC or date of birth.

        Several words, in any order, must all be met; a name may stand beside a number. Names and numbers met
        whole come first, then their beginnings, then what stands inside them; small misspellings follow, the
        likeliest first. Nothing typed finds nobody.
        """
        asked = _asked(typed)
        if not asked.words:
            return []
        found = self._exact(asked, most)
        if len(found) < most and not any(ch.isdigit() for ch in typed):
            found += self._alike(asked.words, {match.id for match in found}, most - len(found))
        return found

    def likely_same(self, draft: PersonDraft) -> list[PersonMatch]:
        """People a new one may be: the same CRN or PNC, the same date of birth with a like name, or a like name.

        A name that is only like is not enough where both dates of birth are known and lie apart.
        """
        found: list[PersonMatch] = []
        crn, pnc = _digits(draft.crn), _digits(identity.tidy_pnc(draft.pnc))
        name = search_key(f"{draft.surname} {draft.forenames}")
        near = self._near_any(name.split())
        for place, one in enumerate(self._known):
            because, score = "", 0.0
            if crn and crn in one.numbers and _digits(one.crn) == crn:
                because, score = "the same CRN", 100.0
            elif pnc and pnc in one.numbers and _digits(one.pnc) == pnc:
                because, score = "the same PNC ID", 99.0
            elif draft.date_of_birth is not None and draft.date_of_birth == one.date_of_birth:
                because, score = _like_with_birth(name, one)
            elif place in near:
                because, score = _like_by_name(draft, one)
            if because:
                found.append(_match(one, because, score))
        return sorted(found, key=lambda match: -match.score)[:_MOST_LIKELY]

    def _near_any(self, words: Sequence[str]) -> set[int]:
        """Places of the people of whom any name is near any of ``words``."""
        near = set[int]()
        for word in words:
            for name, _score, _place in process.extract(
                word, self._words, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=None
            ):
                near.update(self._places[name])
        return near

    def _exact(self, asked: _Asked, most: int) -> list[PersonMatch]:
        everybody = range(len(self._known))
        met: list[tuple[str, _Tiers]] = [("name", _tiers(self._names, asked.words, everybody))]
        met += [("number", _tiers(self._numbers, (form,), everybody)) for form in asked.whole]
        if asked.numbers:
            named = _holding(self._names, asked.names, everybody)
            # Beside a name even a whole number is part of what was asked for, so that it comes second.
            tier = _holding(self._numbers, asked.numbers, named)
            met.append(("number", ([], tier, [])))
        found: dict[int, PersonMatch] = {}
        for rank, score in enumerate((100.0, 98.0, 95.0)):
            hits = {at: because for because, tiers in reversed(met) for at in tiers[rank] if at not in found}
            for at in sorted(hits)[: most - len(found)]:
                found[at] = _match(self._known[at], hits[at], score)
        return list(found.values())

    def _alike(self, words: Sequence[str], seen: set[str], most: int) -> list[PersonMatch]:
        if max(map(len, words)) < 3:
            return []
        scores: dict[int, float] = {}
        for rank, word in enumerate(words):
            near = self._near(word)
            scores = near if rank == 0 else {at: scores[at] + near[at] for at in scores.keys() & near.keys()}
        likeliest = sorted(scores, key=lambda at: (-scores[at], at))
        fresh = (at for at in likeliest if self._known[at].case_id not in seen)
        return [_match(self._known[at], "like", scores[at] / len(words)) for at in islice(fresh, most)]

    def _near(self, word: str) -> dict[int, float]:
        """Places of the people with a name near ``word``, each with how near, 0 to 100."""
        near = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=_MOST)
        found: dict[int, float] = {}
        for name, score, _place in near:
            for at in self._places[name]:
                found[at] = max(score, found.get(at, 0.0))
        for name in self._words:
            if name.startswith(word):
                found.update(dict.fromkeys(self._places[name], 100.0))
        return found


def load_people_index(session: Session) -> PeopleIndex:
    """Read everybody's names and numbers."""
    rows = session.execute(
        select(
            CaseRow.id,
            PersonRow.crn,
            PersonRow.pnc,
            PersonRow.surname,
            PersonRow.forenames,
            PersonRow.known_as,
            PersonRow.date_of_birth,
            PersonRow.aliases,
        )
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .execution_options(yield_per=1_000)
    )
    return PeopleIndex(_known(*row) for row in rows)


def _known(
    case_id: str,
    crn: str,
    pnc: str,
    surname: str,
    forenames: str,
    known_as: str,
    born: date | None,
    aliases: list[str],
) -> _Known:
    every = " ".join((surname, forenames, known_as, *aliases))
    # "Smith-Jones" is typed in one word too, and so is "de Souza".
    in_one = [part for part in every.split() if _HYPHEN.search(part)]
    if " " in surname:
        in_one.append(surname.replace(" ", ""))
    every = " ".join((every, *(_HYPHEN.sub("", part) for part in in_one)))
    dates = _dates_as_typed(born) if born else ""
    return _Known(
        case_id=case_id,
        crn=crn,
        pnc=pnc,
        # Names recur: each is held once, however many bear it.
        surname=sys.intern(surname),
        forenames=sys.intern(forenames),
        known_as=sys.intern(known_as),
        aliases=tuple(aliases),
        date_of_birth=born,
        names=sys.intern(f" {search_key(every)} "),
        numbers=f" {_digits(crn)} {_digits(pnc)}{dates} ",
    )


# --- What was typed ------------------------------------------------------------------------------------

_HYPHEN = re.compile("[-\u2010\u2011\u2013]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BY = r"[\s./-]+"
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?{_BY}(\d{{1,2}}|(?:{'|'.join(_MONTHS)})[a-z]*){_BY}(\d{{4}}|\d{{2}})\b",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(rf"\b(\d{{4}}){_BY}(\d{{1,2}}){_BY}(\d{{1,2}})\b")


def _asked(typed: str) -> _Asked:
    words = tuple(search_key(typed).split())
    if not any(ch.isdigit() for ch in typed):
        return _Asked(words, (), (), ())
    rest, date_typed = _without_date(typed)
    parts = rest.split()
    numbers = [number for part in parts if (number := _digits(part))] + [date_typed] * bool(date_typed)
    names = tuple(word for part in parts if not _digits(part) for word in search_key(part).split())
    whole = {date_typed if not parts else "", _digits(typed), _digits(identity.tidy_pnc(typed))}
    return _Asked(
        words, tuple(form for form in whole if len(form) >= 2), names, tuple(numbers) if names else ()
    )


def _without_date(typed: str) -> tuple[str, str]:
    """``typed`` without the date in it, and that date as the index keeps it; nothing where there is none."""
    found = _DAY_FIRST.search(typed)
    if found is not None:
        day, month, year = found.groups()
        at = int(month) if month.isdigit() else _MONTHS.index(month[:3].casefold()) + 1
        return typed.replace(found[0], " "), f"{int(day):02}{at:02}{year}"
    found = _YEAR_FIRST.search(typed)
    if found is not None:
        year, month, day = found.groups()
        return typed.replace(found[0], " "), f"{year}{int(month):02}{int(day):02}"
    return typed, ""


_Tiers = tuple[list[int], list[int], list[int]]
"""Places met whole, at the beginning, and inside; each is in all the later ones too."""


def _tiers(texts: Sequence[str], parts: Sequence[str], places: Iterable[int]) -> _Tiers:
    inside = _holding(texts, parts, places)
    begun = _holding(texts, [f" {part}" for part in parts], inside)
    return _holding(texts, [f" {part} " for part in parts], begun), begun, inside


def _holding(texts: Sequence[str], parts: Iterable[str], places: Iterable[int]) -> list[int]:
    """The places whose text holds every one of ``parts``."""
    left: Iterable[int] = places
    for part in parts:
        if isinstance(left, range):
            # Everybody, still: walking the texts is twice as quick as looking each up.
            left = [at for at, text in enumerate(texts) if part in text]
        else:
            left = [at for at in left if part in texts[at]]
    return list(left)


def _dates_as_typed(born: date) -> str:
    # Written out by hand: strftime costs more than all the rest of the index.
    day, month, year = f"{born.day:02}", f"{born.month:02}", f"{born.year:04}"
    return f" {day}{month}{year} {day}{month}{year[2:]} {year}{month}{day} {born.day}{born.month}{year}"


def _digits(text: str) -> str:
    """Letters and digits of an identifier or date, in one case and without punctuation."""
    folded = re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKC", text).casefold())
    return folded if any(ch.isdigit() for ch in folded) else ""


# --- May it be the same person? --------------------------------------------------------------------------


def _like_with_birth(name: str, one: _Known) -> tuple[str, float]:
    if not name:
        return "", 0.0
    ways = _ways(one.surname, one.forenames, one.known_as, one.aliases)
    alike = max([fuzz.token_set_ratio(name, one.names), *(fuzz.token_sort_ratio(name, way) for way in ways)])
    return ("the same date of birth and a like name", 90.0 + alike / 20) if alike >= 60 else ("", 0.0)


def _like_by_name(draft: PersonDraft, one: _Known) -> tuple[str, float]:
    alike = max(
        (
            _likeness(ours.split(), theirs.split())
            for ours in _ways(draft.surname, draft.forenames, draft.known_as, draft.aliases)
            for theirs in _ways(one.surname, one.forenames, one.known_as, one.aliases)
        ),
        default=0.0,
    )
    if not search_key(draft.forenames):
        # A surname alone is compared with surnames: half the county has it for a forename.
        alike = _word_likeness(search_key(draft.surname), search_key(one.surname))
    if _apart(draft.date_of_birth, one.date_of_birth):
        return ("the same name, another date of birth", 70.0) if alike == 100 else ("", 0.0)
    return ("a like name", alike * 0.9) if alike else ("", 0.0)


def _ways(surname: str, forenames: str, known_as: str, aliases: Sequence[str]) -> list[str]:
    """The ways somebody is named in full, folded."""
    ways = [f"{surname} {forenames}", f"{surname} {known_as}" if known_as else ""]
    for alias in aliases:
        ways.append(alias if len(alias.split()) > 1 else f"{surname} {alias}")
    return [key for way in ways if (key := search_key(way))]


def _likeness(ours: list[str], theirs: list[str]) -> float:
    """How like two full names are, 0 to 100; 0 unless two words at least, and every one of the shorter, agree."""
    fewer, more = sorted((ours, theirs), key=len)
    if len(fewer) < 2:
        return 0.0
    left, total = list(more), 0.0
    for word in fewer:
        best = max(left, key=lambda other: _word_likeness(word, other))
        near = _word_likeness(word, best)
        if not near:
            return 0.0
        left.remove(best)
        total += near
    # A middle name that one of them does not give counts a little.
    return total / len(fewer) - 2 * len(left)


def _word_likeness(one: str, other: str) -> float:
    """100 for the same, less for a slip (a letter left out, doubled, swapped, changed in a long word), 0 for others."""
    ratio = fuzz.ratio(one, other)
    if ratio < _SLIP and len(one) >= 4 and sorted(one) == sorted(other) and OSA.distance(one, other) == 1:
        return float(_SLIP)
    return ratio if ratio >= _SLIP else 0.0


def _apart(one: date | None, other: date | None) -> bool:
    """Whether two dates of birth are both known and no slip makes one of the other."""
    if one is None or other is None:
        return False
    swapped = (one.day, one.month, one.year) == (other.month, other.day, other.year)
    agree = (one.day == other.day) + (one.month == other.month) + (one.year == other.year)
    return not swapped and agree < 2


def _match(one: _Known, because: str, score: float) -> PersonMatch:
    return PersonMatch(
        id=one.case_id,
        crn=one.crn,
        pnc=one.pnc,
        name=names.list_name(one.surname, one.forenames),
        known_as=one.known_as,
        date_of_birth=one.date_of_birth,
        because=because,
        score=score,
    )
