"""People: adding, correcting and finding them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain import names
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.people import Person, PersonDraft, PersonMatch
from iom_desktop.domain.text import search_key
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.storage.tables import CaseRow, PersonRow

#: Below this likeness, 0 to 100, a name is not offered as a misspelling.
_LIKE = 74.0
_MOST = 50


def person_from(row: PersonRow) -> Person:
    """The frozen record of a row."""
    return records.draft_of(Person, row, {"aliases": tuple})


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
        has_decision=False,
        plan_faults=None,
        plan_number=None,
        plan_agreed=False,
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
    date_of_birth: date | None
    names: str  #: every name, folded
    numbers: str  #: identifiers and dates as they may be typed, without punctuation


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

        Whole hits come first; small misspellings follow, the likeliest first. Nothing typed finds nobody.
        """
        words = search_key(typed).split()
        if not words:
            return []
        found = self._exact(words, _digits(typed), most)
        if len(found) < most and not any(ch.isdigit() for ch in typed):
            found += self._alike(words, {match.id for match in found}, most - len(found))
        return found

    def likely_same(self, draft: PersonDraft) -> list[PersonMatch]:
        """People a new one may be: the same CRN, PNC or date of birth with a like name, or a like name."""
        found: dict[str, PersonMatch] = {}
        crn, pnc = _digits(draft.crn), _digits(draft.pnc)
        name = search_key(f"{draft.surname} {draft.forenames}")
        for one in self._known:
            because, score = _likeness(one, crn, pnc, name, draft.date_of_birth)
            if because:
                found[one.case_id] = _match(one, because, score)
        return sorted(found.values(), key=lambda match: -match.score)[:10]

    def _exact(self, words: Sequence[str], digits: str, most: int) -> list[PersonMatch]:
        first = words[0]
        starts: list[tuple[int, str]] = []
        holds: list[tuple[int, str]] = []
        by_number = len(digits) >= 2
        for place, name in enumerate(self._names):
            if first in name and all(word in name for word in words):
                padded = f" {name}"
                bucket = starts if all(f" {word}" in padded for word in words) else holds
                bucket.append((place, "name"))
            elif by_number and digits in self._numbers[place]:
                holds.append((place, "number"))
            if len(starts) >= most:
                break
        return [
            _match(self._known[place], because, 100.0 if rank < len(starts) else 95.0)
            for rank, (place, because) in enumerate((starts + holds)[:most])
        ]

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
        ).join(PersonRow, PersonRow.id == CaseRow.person_id)
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
    dates = f" {born:%d%m%Y} {born:%d%m%y} {born:%Y%m%d} {born.day}{born.month}{born:%Y}" if born else ""
    return _Known(
        case_id=case_id,
        crn=crn,
        pnc=pnc,
        surname=surname,
        forenames=forenames,
        known_as=known_as,
        date_of_birth=born,
        names=search_key(every),
        numbers=f"{_digits(crn)} {_digits(pnc)}{dates}",
    )


def _digits(text: str) -> str:
    """Letters and digits of an identifier or date, in one case and without punctuation."""
    folded = re.sub(r"[^0-9a-z]", "", text.casefold())
    return folded if any(ch.isdigit() for ch in folded) else ""


def _likeness(one: _Known, crn: str, pnc: str, name: str, born: date | None) -> tuple[str, float]:
    if crn and _digits(one.crn) == crn:
        return "the same CRN", 100.0
    if pnc and _digits(one.pnc) == pnc:
        return "the same PNC ID", 99.0
    same_birth = born is not None and born == one.date_of_birth
    alike = fuzz.token_set_ratio(name, one.names) if name else 0.0
    if same_birth and alike >= 60:
        return "the same date of birth and a like name", 90.0 + alike / 20
    return ("a like name", alike * 0.9) if alike >= 90 else ("", 0.0)


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
