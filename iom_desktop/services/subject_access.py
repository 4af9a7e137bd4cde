"""Everything held about one person, as it is given to them: read from every kind of record, by the rules.

``domain.subject_access`` says what is left out, ``display.subject_access_lines`` how each column is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import String, and_, cast, or_, select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import date_time, exact_date
from iom_desktop.display.subject_access_lines import (
    KINDS,
    MATTERS,
    About,
    Col,
    agency_or_officer,
    mark_words,
    record_title,
    recorded_words,
)
from iom_desktop.display.words import _
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import CodeItem
from iom_desktop.domain.documents import fingerprint
from iom_desktop.domain.extract_reading import HeldPassage, ReadThrough
from iom_desktop.domain.known_names import SOMEBODY, Discretion, WhyOut
from iom_desktop.domain.names import spoken_name
from iom_desktop.domain.subject_access import (
    UNTOLD,
    Choice,
    Extract,
    ExtractRecord,
    ExtractSection,
    Ground,
    OtherPeople,
    Passage,
    PassagesGone,
    ground_of_passage,
    ground_of_record,
    hidden_parts,
    joined_spans,
)
from iom_desktop.services import records
from iom_desktop.services.audit_log import list_access
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.known_names import kept_apart, service_names
from iom_desktop.storage import audit, tables
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import CaseRow, DecisionRow, DocumentCopyRow, PersonRow, Record

#: More openings of one case than any case has.
_ALL = 1_000_000
#: The kinds of record that an appointment carries with it: what hides it hides them.
_OF_APPOINTMENT = frozenset({"appointment_move", "appointment_outcome", "enforcement_step", "letter"})


def load_extract(
    session: Session,
    case_id: str,
    now: datetime,
    choice: Choice | None = None,
    *,
    large_print: bool = False,
) -> Extract:
    """Everything held about the person of a case, at local time ``now``, as it is to be given to them.

    ``choice`` is what the officer decided on reading it. Raises ``PassagesGone`` where it names a passage that the
    extract does not have, or that reads otherwise since; ``UserError`` where one is given after all without a
    reason.
    """
    extract = _Reading(session, case_id, (choice or Choice()).check()).extract(now)
    return replace(extract, large_print=large_print)


def read_through(session: Session, case_id: str, now: datetime, *, tell_all: bool = False) -> ReadThrough:
    """Every passage with what is held and what the rules make of it, for the officer's screen and nothing else.

    No paper and no file is made of this: they are made of an ``Extract``, which does not hold what is left out.
    """
    return _HeldReading(session, case_id, Choice(tell_all=tell_all)).read_through(now)


def record_choice(session: Session, extract: Extract, recipients: str = "") -> None:
    """Put on record what the officer chose: each passage given after all with its reason, and how many were left
    out. Needs a writing session. ``recipients`` are who is given the extract.
    """
    for key, reason in extract.choice.restored.items():
        audit.disclosed(
            session,
            extract.case_id,
            f"subject access extract: {key} given after all",
            recipients,
            reason=f"{key}: {reason}",
            passages=(extract.refs.get(key, key),),
        )
    if extract.choice.left_out:
        keys = sorted(extract.choice.left_out)
        audit.disclosed(
            session,
            extract.case_id,
            f"subject access extract: {len(keys)} more left out",
            recipients,
            passages=tuple(extract.refs.get(key, key) for key in keys),
        )


class _Reading:
    """One reading of a case for its extract."""

    def __init__(self, session: Session, case_id: str, choice: Choice) -> None:
        self._session, self._choice = session, choice
        self._case = records.fetch(session, CaseRow, case_id)
        self._person = records.fetch(session, PersonRow, self._case.person_id)
        self._codes: dict[str, dict[str, CodeItem]] = {}
        self._named = self._leads_and_makers()
        self._people = self._other_people()
        self._apart = self._kept_apart()
        self._called: dict[tuple[str, str], str] = {}
        self._hidden: dict[str, Ground] = {}  # appointments that are left out, by id
        self._untold: Counter[Ground] = Counter()
        self._found: set[str] = set()  # passages of the choice, as it names them
        self._changed: set[str] = set()  # those of them that read otherwise since
        self._left_out: set[str] = set()
        self._restored: dict[str, str] = {}
        self._refs: dict[str, str] = {}

    def extract(self, now: datetime) -> Extract:
        """Everything, matter by matter."""
        person = self._person
        sections = tuple(self._sections())
        self._check_choice()
        return Extract(
            case_id=self._case.id,
            name=spoken_name(person.surname, person.forenames),
            crn=person.crn,
            made_at=now,
            made_by=asking(self._session).name,
            sections=sections,
            choice=Choice(
                left_out=frozenset(self._left_out), restored=self._restored, tell_all=self._choice.tell_all
            ),
            untold=dict(self._untold),
            refs=self._refs,
        )

    def _check_choice(self) -> None:
        asked = self._choice.left_out | self._choice.restored.keys()
        gone = (asked - self._found) | self._changed
        if gone:
            raise PassagesGone(frozenset(gone))

    # Who and what is named -----------------------------------------------------------------------------------

    def _leads_and_makers(self) -> set[str]:
        """The staff who are named: who leads the case, and who decided about it."""
        named = {self._case.police_lead, self._case.probation_lead}
        for kind in (DecisionRow, tables.DeselectionRow):
            for makers in self._session.scalars(select(kind.decided_by).where(kind.case_id == self._case.id)):
                named |= {one.get("name", "") for one in makers}
        return {name.casefold() for name in named if name}

    def _other_people(self) -> OtherPeople:
        person = self._person
        forenames = _forenames(person.forenames, person.known_as)
        mine = [f"{one} {person.surname}" for one in forenames] + [person.crn]
        mine += [f"{person.surname} {one}" for one in forenames]
        found = OtherPeople((*mine, *person.aliases, *self._named), [self._case.mappa_reference])
        rows = self._session.execute(
            select(PersonRow.surname, PersonRow.forenames, PersonRow.known_as, PersonRow.crn).where(
                PersonRow.id != person.id
            )
        )
        for surname, names, known_as, crn in rows:
            found.add(surname, _forenames(names, known_as), crn)
        return found

    def _kept_apart(self) -> Discretion:
        """Finds what was copied out of what is kept apart, and those told of there. Staff may be named in a text."""
        person, session, case_id = self._person, self._session, self._case.id
        return Discretion(
            kept_apart=kept_apart(session, case_id),
            open_words=(*service_names(session, case_id), person.address, person.postcode),
            own_names=(person.surname, person.forenames, person.known_as, *person.aliases, *self._named),
        )

    def code(self, list_name: str, code: str) -> str:
        """The name of a code of a list."""
        if list_name not in self._codes:
            self._codes[list_name] = list_codes(self._session, list_name)
        return name_of(self._codes[list_name], code)

    def staff(self, name: str, agency: str = "") -> str:
        """Somebody at work: by name who leads the case or decided about it, anybody else by agency."""
        if name and name.casefold() in self._named:
            return name
        return agency_or_officer(agency) if name or agency else ""

    def other(self, kind: str, record_id: str) -> str:
        """How a record that another points to is called."""
        key = (kind, record_id)
        if key not in self._called:
            self._called[key] = self._call(kind, record_id)
        return self._called[key]

    def _call(self, kind: str, record_id: str) -> str:
        session = self._session
        if kind == "action":
            row = tables.ActionRow
            newest = select(row.what).where(row.lineage == record_id).order_by(row.id.desc()).limit(1)
            return session.scalar(newest) or ""
        found = session.get(tables.KINDS[kind], record_id)
        if found is None:
            return ""
        told: dict[str, Any] = {
            "conference": lambda row: ", ".join(filter(None, (exact_date(row.held_on), row.place))),
            "plan": lambda row: str(row.number),
            "goal": lambda row: row.words,
            "condition": lambda row: " ".join(filter(None, (row.number, row.words))),
            "appointment": lambda row: date_time(row.starts_at),
        }
        said: str = told[kind](found)
        return said

    # Matters -------------------------------------------------------------------------------------------------

    def _sections(self) -> Iterator[ExtractSection]:
        for place, (code, title, kinds) in enumerate(MATTERS, start=1):
            found = self._access(place) if code == "access" else self._records(place, kinds)
            yield ExtractSection(number=place, code=code, title=_(title), records=tuple(found))

    def _records(self, section: int, kinds: Iterable[str]) -> Iterator[ExtractRecord]:
        count = 0
        for kind in kinds:
            about = KINDS[kind]
            for row in sorted(self._rows(kind), key=lambda row: _order(row, about)):
                values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
                ground = self._ground(kind, values)
                if ground in UNTOLD and not self._choice.tell_all:
                    self._untold[ground] += 1
                    continue
                count += 1
                yield self._record(f"{section}.{count}", kind, values, ground)

    def _rows(self, kind: str) -> list[Any]:
        row: Any = tables.KINDS[kind]
        if kind == "person":
            return [self._person]
        if kind == "case":
            return [self._case]
        mine = row.case_id == self._case.id
        if kind == "document_copy":
            # A paper about several cases is nobody's own, and names each.
            among = cast(DocumentCopyRow.case_ids, String).contains(f'"{self._case.id}"')
            mine = or_(mine, and_(row.case_id.is_(None), among))
        return list(self._session.scalars(select(row).where(mine)))

    def _ground(self, kind: str, values: Mapping[str, Any]) -> Ground | None:
        ground = ground_of_record(kind, values)
        if kind == "appointment" and ground is not None:
            self._hidden[values["id"]] = ground
        if kind in _OF_APPOINTMENT:
            return self._hidden.get(values["appointment_id"] or "")
        return ground

    # Records -------------------------------------------------------------------------------------------------

    def _record(
        self, number: str, kind: str, values: Mapping[str, Any], ground: Ground | None
    ) -> ExtractRecord:
        about = KINDS[kind]
        passages = [
            self._passage(number, kind, column, col, values, ground) for column, col in about.columns.items()
        ]
        if ground is not None:
            return ExtractRecord(
                number=number, kind=kind, title=_("A record"), on="", passages=tuple(passages)
            )
        ref = f"{kind}:{values['id']}"
        passages.append(
            self._own(number, ref, "recorded", _("Recorded"), values["made_at"], values["made_by"])
        )
        if values["version"] > 1:
            at, by = values["changed_at"], values["changed_by"]
            passages.append(self._own(number, ref, "changed", _("Last changed"), at, by))
        named = next((one.words for one in passages if one.column == about.named_by), "")
        return ExtractRecord(
            number=number,
            kind=kind,
            title=record_title(about, named),
            on=_day_words(_day_of(values, about)),
            passages=tuple(passages),
        )

    def _own(self, number: str, ref: str, column: str, label: str, utc: datetime, name: str) -> Passage:
        at, by = local_time(utc).replace(microsecond=0), self.staff(name)
        made = Passage(
            key=f"{number}/{column}",
            column=column,
            label=label,
            words=recorded_words(at, by),
            value={"at": at, "by": by},
        )
        return self._redacted(made, f"{ref}/{column}", None, scan=False)

    def _passage(
        self,
        number: str,
        kind: str,
        column: str,
        col: Col,
        values: Mapping[str, Any],
        of_record: Ground | None,
    ) -> Passage:
        words, value = col.read(values[column], values, self)
        made = Passage(
            key=f"{number}/{column}",
            column=column,
            label=_(col.label),
            words=words,
            value=value,
            long=col.long and bool(words),
            grounds=hidden_parts(kind, column, values),
        )
        ref = f"{kind}:{values['id']}/{column}"
        return self._redacted(made, ref, of_record or ground_of_passage(kind, column, values), scan=col.scan)

    def _redacted(self, made: Passage, ref: str, ground: Ground | None, *, scan: bool) -> Passage:
        """The passage with what is to be left out taken out of it, by the rules and by the officer's choice."""
        choice = self._choice
        name = next((one for one in (made.key, ref) if one in choice.left_out), "")
        if name:
            self._chosen(made, ref, name)
            self._left_out.add(made.key)
            if made.words:
                return _marked(made, ground or Ground.OFFICER)
        name = next((one for one in (made.key, ref) if one in choice.restored), "")
        if name:
            self._chosen(made, ref, name)
            if (read := choice.read.get(name)) and read.content != fingerprint(made.words):
                self._changed.add(name)
            self._restored[made.key] = choice.restored[name]
            return replace(made, restored=True)
        return self._by_rule(made, ref, ground, scan=scan)

    def _chosen(self, made: Passage, ref: str, name: str) -> None:
        self._found.add(name)
        self._refs[made.key] = ref

    def _by_rule(self, made: Passage, _ref: str, ground: Ground | None, *, scan: bool) -> Passage:
        """The passage as the rules have it."""
        if ground is not None:
            return _marked(made, ground)
        if not scan or not made.words:
            return made
        words, grounds = self._without_names(made.words)
        if not grounds:
            return made
        # A list that names somebody is given as the words of the paper.
        return replace(made, words=words, value=words, grounds=(*made.grounds, *grounds))

    def _without_names(self, words: str) -> tuple[str, tuple[Ground, ...]]:
        spans = joined_spans([*self._people.spans(words), *self._kept_apart_in(words)])
        if not spans:
            return words, ()
        parts, at = [], 0
        for start, end, ground in spans:
            parts += [words[at:start], mark_words(ground)]
            at = end
        return "".join((*parts, words[at:])), tuple(ground for _start, _end, ground in spans)

    def _kept_apart_in(self, words: str) -> Iterator[tuple[int, int, Ground]]:
        for span in self._apart.spans(words):
            if span.why is WhyOut.KEPT_APART:
                yield span.start, span.end, Ground.THIRD_PARTY
            elif span.by == SOMEBODY:
                yield span.start, span.end, Ground.NAME

    # Who has seen it -----------------------------------------------------------------------------------------

    def _access(self, section: int) -> Iterator[ExtractRecord]:
        """Who opened the case and who was given papers about it (s.62), from the first time."""
        seen = list_access(self._session, self._case.id, _ALL)
        for count, one in enumerate(reversed(seen), start=1):
            number = f"{section}.{count}"
            told = [
                ("officer", _("By"), self.staff(one.officer), False),
                ("document", _("Paper"), one.document, False),
                ("recipients", _("For"), one.recipients, False),
                ("purpose", _("What for"), one.purpose, True),
            ]
            passages = [
                self._redacted(
                    Passage(key=f"{number}/{column}", column=column, label=label, words=words, value=words),
                    f"access:{one.id}/{column}",
                    None,
                    scan=scan,
                )
                for column, label, words, scan in told
            ]
            yield ExtractRecord(
                number=number,
                kind="access",
                title=_("Paper given out") if one.disclosure else _("Record opened"),
                on=date_time(one.at),
                passages=tuple(passages),
            )


class _HeldReading(_Reading):
    """A reading that also keeps what is held. Nobody has chosen anything in it."""

    def __init__(self, session: Session, case_id: str, choice: Choice) -> None:
        super().__init__(session, case_id, choice)
        self._held: dict[str, tuple[str, str]] = {}

    def _by_rule(self, made: Passage, ref: str, ground: Ground | None, *, scan: bool) -> Passage:
        self._held[made.key] = ref, made.words
        return super()._by_rule(made, ref, ground, scan=scan)

    def read_through(self, now: datetime) -> ReadThrough:
        """Every passage that says something, or has a mark."""
        extract = self.extract(now)
        return ReadThrough(passages=tuple(self._passages(extract)), untold=extract.untold)

    def _passages(self, extract: Extract) -> Iterator[HeldPassage]:
        for section in extract.sections:
            for record in section.records:
                # One that is only marked has no title of its own; the officer is told what it is.
                known = KINDS.get(record.kind)
                title = record.title if known is None else _(known.title)
                for one in record.passages:
                    ref, held = self._held[one.key]
                    if held or one.words:
                        yield HeldPassage(
                            ref=ref,
                            key=one.key,
                            matter=section.title,
                            record=title,
                            on=record.on,
                            label=one.label,
                            held=held,
                            by_rule=one.words,
                            grounds=one.grounds,
                            whole=one.whole,
                        )


def _marked(made: Passage, ground: Ground) -> Passage:
    return replace(made, words=mark_words(ground), value=None, grounds=(ground,), whole=True, long=False)


def _forenames(forenames: str, known_as: str) -> list[str]:
    """What somebody may be called before the surname."""
    return [one for one in dict.fromkeys((forenames, known_as)) if one]


def _day_of(values: Mapping[str, Any], about: About) -> date | datetime:
    """The day or the moment a record is of; when it was made where it has none of its own."""
    found = values[about.day_of]
    if found is None or about.day_of == "made_at":
        return local_time(values["made_at"]).replace(microsecond=0)
    day: date | datetime = found
    return day


def _day_words(on: date | datetime) -> str:
    return date_time(on) if isinstance(on, datetime) else exact_date(on)


def _order(row: Record, about: About) -> tuple[datetime, str]:
    """By time, and in the order recorded within a day."""
    on = _day_of({about.day_of: getattr(row, about.day_of), "made_at": row.made_at}, about)
    return (on if isinstance(on, datetime) else datetime.combine(on, time())), row.id
