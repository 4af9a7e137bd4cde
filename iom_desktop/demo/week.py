"""Inventing appointments and notes, and what followed from those that were missed."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache

from iom_desktop.demo.invented import InventedAppointment, InventedCase, InventedOutcome
from iom_desktop.demo.words import APPOINTMENT_TYPES, CONTACT_TYPES, MOVE_REASONS, NOTES, OUTCOMES
from iom_desktop.display.formats import exact_date
from iom_desktop.domain import letters
from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft, MoveDraft, Repeat
from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    BANK_HOLIDAYS,
    COMPLIANCE_RULES,
    ENFORCEMENT_ACTIONS,
    LETTER_TEMPLATES,
    CodeItem,
    Sentence,
)
from iom_desktop.domain.codes import (
    APPOINTMENT_TYPES as TYPES,
)
from iom_desktop.domain.dates import add_months, working_days_after
from iom_desktop.domain.enforcement import (
    BEGINS_PROCEEDING,
    HOLDING,
    PROCEEDING_OF,
    ProceedingDraft,
    ProceedingKind,
    StepDraft,
    statutory_on,
)
from iom_desktop.domain.letters import LetterDraft, SentBy
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.people import LetterFormat
from iom_desktop.services import codes
from iom_desktop.services.enforcement import FIRST_STATUS


def meet(
    rng: random.Random, case: InventedCase, today: date, contacts: int, appointments: int | None = None
) -> None:
    """About ``contacts`` appointments and notes of the past year, and what is booked next.

    A third of them are appointments, or as many as ``appointments`` says.
    """
    called = case.person.known_as or case.person.forenames
    past = contacts // 3 if appointments is None else appointments
    for _ in range(past):
        day = _on_a_weekday(today - timedelta(days=rng.randrange(1, 360)), today)
        case.appointments.append(_appointment(rng, case, day, rng.choice(OUTCOMES)))
    if rng.random() < 0.2:
        day = _on_a_weekday(today - timedelta(days=rng.randrange(1, 6)), today)
        case.appointments.append(_appointment(rng, case, day, ""))
    if rng.random() < 0.6:
        day = _on_a_weekday(today + timedelta(days=rng.randrange(0, 15)), today)
        case.appointments.append(_appointment(rng, case, day, ""))
    for _ in range(contacts - past):
        words = rng.choice(NOTES).format(officer=case.police.name, called=called)
        intelligence = words.startswith("Intelligence")
        at = datetime.combine(today - timedelta(days=rng.randrange(1, 360)), time(rng.randrange(8, 19), 15))
        case.notes.append(
            NoteDraft(
                happened_at=at,
                type_code=rng.choice(CONTACT_TYPES),
                words=words,
                mark=Mark.INTELLIGENCE if intelligence else rng.choice((Mark.FACT, Mark.FACT, Mark.OPINION)),
                third_party=words.startswith("Neighbour"),
                not_disclosable=intelligence,
            )
        )


def _on_a_weekday(day: date, today: date) -> date:
    """``day``, or the Friday before it where it is past, the Monday after it where it is to come; today stays."""
    weekend = day.weekday() - 4
    if weekend <= 0 or day == today:
        return day
    return day - timedelta(days=weekend) if day < today else day + timedelta(days=3 - weekend)


def _appointment(rng: random.Random, case: InventedCase, day: date, outcome: str) -> InventedAppointment:
    kind = rng.choice(APPOINTMENT_TYPES)
    officer = rng.choice((case.police, case.probation))
    draft = AppointmentDraft(
        type_code=kind,
        starts_at=datetime.combine(day, time(rng.randrange(9, 17), rng.choice((0, 30)))),
        place="Mocktown office"
        if kind in ("COAP", "CAIS")
        else case.person.address
        if kind in ("CHVS", "IOHV")
        else "",
        with_name=officer.name,
        with_agency=officer.agency,
        purpose=rng.choice(("", "Go through the plan.", "Weekly visit.")),
    )
    if not outcome:
        return InventedAppointment(said=draft)
    note = rng.choice(("", "On time and talked freely.", "Short visit."))
    at = datetime.combine(day, time(18))
    return InventedAppointment(said=draft, outcomes=(InventedOutcome(at=at, code=outcome, note=note),))


# What followed. --------------------------------------------------------------------------------------------


def follow_up(rng: random.Random, case: InventedCase, today: date) -> None:
    """What became of the appointments: moves and cancellations, enforcement, letters, breach and recall."""
    _await_evidence(rng, case, today)
    _fall_away(rng, case, today)
    _book_series(rng, case, today)
    case.appointments = [_rearranged(rng, case, one, today) for one in case.appointments]
    case.appointments.sort(key=lambda one: one.starts_at)
    _enforce(rng, case, today)


def _await_evidence(rng: random.Random, case: InventedCase, today: date) -> None:
    """Somebody who did not come in the last days, and is asked why."""
    day = _on_a_weekday(today - timedelta(days=rng.randrange(1, 12)), today)
    if rng.random() < 0.1 and _statutory(case, day):
        case.appointments.append(_missed(case, day, HOLDING, "Nobody came; telephone off."))


def _fall_away(rng: random.Random, case: InventedCase, today: date) -> None:
    """Somebody who stopped coming to the office in the last months."""
    if rng.random() >= 0.08:
        return
    day = today - timedelta(days=rng.randrange(30, 120))
    for _ in range(rng.randrange(2, 6)):
        day = _on_a_weekday(day, today)
        if day < today and _statutory(case, day):
            case.appointments.append(_missed(case, day, "UAAB", "Did not come and did not ring."))
        day += timedelta(days=rng.randrange(7, 16))


def _missed(case: InventedCase, day: date, code: str, note: str) -> InventedAppointment:
    said = AppointmentDraft(
        type_code="COAP",
        starts_at=datetime.combine(day, time(11)),
        place="Mocktown office",
        with_name=case.probation.name,
        with_agency=case.probation.agency,
    )
    outcome = InventedOutcome(at=datetime.combine(day, time(18)), code=code, note=note)
    return InventedAppointment(said=said, outcomes=(outcome,))


def _book_series(rng: random.Random, case: InventedCase, today: date) -> None:
    """A weekly visit for the coming weeks."""
    if rng.random() >= 0.2:
        return
    first = _on_a_weekday(today + timedelta(days=rng.randrange(1, 8)), today)
    said = AppointmentDraft(
        type_code="IOHV",
        starts_at=datetime.combine(first, time(rng.randrange(9, 17))),
        place=case.person.address,
        with_name=case.police.name,
        with_agency=case.police.agency,
        purpose="Weekly visit.",
        repeat=Repeat.WEEKLY,
        repeat_until=first + timedelta(days=7 * rng.randrange(2, 6)),
    )
    case.appointments.append(InventedAppointment(said=said, series=1))


def _rearranged(
    rng: random.Random, case: InventedCase, one: InventedAppointment, today: date
) -> InventedAppointment:
    if one.series:
        return one
    if (
        one.said.type_code in ("CAIS", "IOHV")
        and _statutory(case, one.starts_at.date())
        and rng.random() < 0.15
    ):
        one = replace(one, said=replace(one.said, also_statutory=True))
    if rng.random() < 0.06:
        asked = MoveDraft(
            starts_at=one.starts_at,
            minutes=one.said.minutes,
            place=one.said.place,
            asked_by=rng.choice((AskedBy.PERSON, AskedBy.POLICE, AskedBy.PROBATION)),
            reason=rng.choice(MOVE_REASONS),
        )
        booked = one.starts_at - timedelta(days=rng.randrange(1, 5))
        one = replace(one, said=replace(one.said, starts_at=booked), moves=(asked,))
    if not one.outcomes and one.starts_at.date() > today and rng.random() < 0.08:
        asked_by = rng.choice((AskedBy.PERSON, AskedBy.POLICE))
        one = replace(one, cancelled=CancelDraft(asked_by=asked_by, reason="Booked twice by mistake."))
    return one


def _statutory(case: InventedCase, day: date) -> bool:
    managed = case.managed
    return statutory_on(day, managed.sentence, managed.sentence_start, managed.sentence_end)


@cache
def _items(list_name: str) -> dict[str, CodeItem]:
    return {item.code: item for item in codes.shipped(list_name)}


@cache
def holidays() -> frozenset[date]:
    """The bank holidays as shipped."""
    return frozenset(date.fromisoformat(code) for code in _items(BANK_HOLIDAYS))


def enforceable(case: InventedCase, one: InventedAppointment, code: str) -> bool:
    """Whether the services would let this outcome lead to enforcement."""
    counts = one.said.also_statutory or _items(TYPES)[one.said.type_code].yes("counts_toward_compliance")
    required = _items(APPOINTMENT_OUTCOMES)[code].yes("action_required")
    return counts and required and _statutory(case, one.starts_at.date())


class _Count:
    """Failures as they mount up over time, and where that leads."""

    def __init__(self, sentence: Sentence) -> None:
        self.kind = PROCEEDING_OF[sentence]
        rule = _items(COMPLIANCE_RULES)[sentence.value]
        steps = (("first_warning", "EA02"), ("second_warning", "EA03"), ("final_warning", "EA04"))
        begins = "EA11" if self.kind is ProceedingKind.RECALL else "IBR"
        self._codes = {int(rule.detail(name)): code for name, code in steps if rule.detail(name)}
        self._begins, self._limit = begins, int(rule.detail("proceedings"))
        self._days: list[date] = []
        self._last = date.min

    def step_for(self, day: date) -> str:
        """The step a failure on ``day`` calls for; it is counted."""
        self._days = [one for one in self._days if add_months(one, 12) > day]
        self._days.append(day)
        many = len(self._days)
        return self._begins if many >= self._limit else self._codes.get(many, "EA05")

    def not_before(self, day: date) -> date:
        """``day``, or the day of the last decision where that is later; it is the last one from now on."""
        self._last = max(self._last, day)
        return self._last

    def reset(self) -> None:
        """A breach or recall was resolved."""
        self._days = []


def _enforce(rng: random.Random, case: InventedCase, today: date) -> None:
    sentence = case.managed.sentence
    if sentence is None or sentence not in PROCEEDING_OF:
        return
    count = _Count(sentence)
    for place, one in enumerate(case.appointments):
        said = one.outcomes[-1] if one.outcomes else None
        if said is None or not enforceable(case, one, said.code):
            continue
        day = one.starts_at.date()
        if _under_way(case, day):
            case.appointments[place] = _decided(one, "NFA", min(day + timedelta(days=1), today))
        elif said.code == HOLDING:
            case.appointments[place] = _decided(one, "EA12", min(day + timedelta(days=1), today))
        elif day < today - timedelta(days=25) or rng.random() < 0.5:
            case.appointments[place] = _answered(rng, case, one, count, today)


def _under_way(case: InventedCase, day: date) -> bool:
    """Whether a breach or recall was open on ``day``."""
    last = case.proceedings[-1] if case.proceedings else None
    return last is not None and (last.resolved_on is None or day <= last.resolved_on)


def _decided(one: InventedAppointment, code: str, day: date) -> InventedAppointment:
    last = one.outcomes[-1]
    at = max(last.at, datetime.combine(day, time(9)))
    step = StepDraft(code=code, decided_on=day)
    return replace(one, outcomes=(*one.outcomes[:-1], replace(last, at=at, step=step)))


def _answered(
    rng: random.Random, case: InventedCase, one: InventedAppointment, count: _Count, today: date
) -> InventedAppointment:
    """Decide about a failure: often it was first held for evidence that did not come."""
    day = one.starts_at.date()
    if one.outcomes[-1].code == "UAAB" and rng.random() < 0.4:
        asked = day + timedelta(days=1)
        held = InventedOutcome(
            at=datetime.combine(asked, time(9)), code=HOLDING, step=StepDraft(code="EA12", decided_on=asked)
        )
        said = working_days_after(day, 6, holidays())
        if said > today:
            return replace(one, outcomes=(held,))
        last = replace(one.outcomes[-1], at=datetime.combine(said, time(10)), why="No evidence came.")
        one = replace(one, outcomes=(held, last))
    # No warning is dated before the one it follows.
    decided = count.not_before(max(one.outcomes[-1].at.date(), min(day + timedelta(days=2), today)))
    code = count.step_for(day)
    one = _decided(one, code, decided)
    if code in BEGINS_PROCEEDING:
        _proceed(rng, case, code, decided, count, today)
    elif rng.random() < 0.85:
        one = replace(one, letter=_letter(case, one, code, decided))
    return one


def _proceed(
    rng: random.Random, case: InventedCase, code: str, day: date, count: _Count, today: date
) -> None:
    ends = day + timedelta(days=rng.randrange(20, 70))
    over = ends <= today and rng.random() < 0.8
    result = "REC05" if count.kind is ProceedingKind.RECALL else "BRE08"
    case.proceedings.append(
        ProceedingDraft(
            proceeding=count.kind,
            started_on=day,
            reason=_items(ENFORCEMENT_ACTIONS)[code].name,
            status_code=result if over else FIRST_STATUS[count.kind],
            status_on=ends if over else day,
            resolved_on=ends if over else None,
            result_note="Order to continue; fine of 60 pounds." if over and result == "BRE08" else "",
        )
    )
    if over:
        count.reset()


def _letter(case: InventedCase, one: InventedAppointment, code: str, day: date) -> LetterDraft:
    template = next(
        item for item in codes.shipped(LETTER_TEMPLATES) if item.detail("enforcement_code") == code
    )
    easy = case.person.letter_format is LetterFormat.EASY_WORDS
    answer = working_days_after(
        day, int(_items(ENFORCEMENT_ACTIONS)[code].detail("response_days")), holidays()
    )
    kind = _items(TYPES)[one.said.type_code].name
    when = f"{exact_date(one.starts_at.date())} at {one.starts_at:%H:%M}"
    values = {
        "called": case.person.known_as or case.person.forenames,
        "appointment": kind,
        "when": when,
        "place": one.said.place or "the place agreed",
        "failures": f"{kind}, {when}: {_items(APPOINTMENT_OUTCOMES)[one.outcomes[-1].code].name}.",
        "respond_by": exact_date(answer),
        "next_when": "a day you will be told",
        "next_place": "Mocktown office",
        "proceeding": "breach proceedings"
        if case.managed.sentence is not Sentence.LICENCE
        else "recall to prison",
        "officer": case.probation.name,
        "agency": "Probation",
    }
    return LetterDraft(
        template_code=template.code,
        letter_format=case.person.letter_format,
        sent_on=day,
        sent_by=SentBy.POST,
        addressed_to=f"{case.person.forenames} {case.person.surname}\n{case.person.address}\n{case.person.postcode}",
        subject=template.detail("subject"),
        words=letters.fill(template.detail("easy_body" if easy else "body"), values),
    )
