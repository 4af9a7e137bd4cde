"""Letters: filled from the record, kept word for word as they were sent, with the enforcement step they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display import labels, letter_lines
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.cases import Case
from iom_desktop.domain.checks import LINE_LIMIT, Checks
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, ENFORCEMENT_ACTIONS, LETTER_TEMPLATES, CodeItem
from iom_desktop.domain.compliance import Compliance, Stage
from iom_desktop.domain.dates import working_days_after
from iom_desktop.domain.enforcement import HOLDING, EnforcementStep, StepDraft, is_statutory
from iom_desktop.domain.letters import Letter, LetterDraft, SentBy, blanks_in, fill
from iom_desktop.domain.names import spoken_name
from iom_desktop.domain.people import LetterFormat
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import enforcement, records
from iom_desktop.services.appointments import list_appointments
from iom_desktop.services.cases import load_case
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.compliance import assess, thresholds_of
from iom_desktop.storage import audit
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import AppointmentRow, LetterRow

#: The letter that announces an appointment.
APPOINTMENT = "APPOINTMENT"
#: The letter that asks why an appointment was missed, while evidence is awaited; and the one to somebody whom
#: no warning can follow.
MISSED, MISSED_NO_WARNING = "MISSED", "MISSED_NO_WARNING"
#: Steps that are a warning, and the stage each belongs to, in their order.
WARNINGS = {"EA02": Stage.FIRST_WARNING, "EA03": Stage.SECOND_WARNING, "EA04": Stage.FINAL_WARNING}
#: The step that asked for a letter.
_REQUESTED = "WLS"
#: The step that waits for evidence.
_AWAITS_EVIDENCE = "EA12"


class CalledFor(NamedTuple):
    """The letter that the record calls for, and the appointment it is about."""

    template_code: str
    appointment_id: str


# --- Filling from the record -----------------------------------------------------------------------------


def propose_letter(
    session: Session,
    case_id: str,
    template_code: str,
    appointment_id: str | None,
    now: datetime,
    *,
    letter_format: LetterFormat | None = None,
    sent_on: date | None = None,
    answer_by: date | None = None,
) -> LetterDraft:
    """A letter filled from the record, in the format the person reads best unless another is asked for.

    What cannot be filled stays as ``[what it stands for]``. ``answer_by`` is the last day for an answer or for
    evidence; without it, ``answer_day``. Raises ``UserError`` for a template that does not exist, and where
    the letter would say what is not so: see ``send_letter``.
    """
    item = _template(session, template_code)
    case = load_case(session, case_id)
    about = _about(session, case, appointment_id)
    _check_fits(session, case, item, about, now)
    told = letter_format or case.person.letter_format
    on = sent_on or now.date()
    values = dict(_person_values(session, case, on))
    if about is not None:
        values |= _appointment_values(about)
    by = answer_by or answer_day(session, template_code, appointment_id, on)
    values |= {"evidence_by": letter_lines.day_words(by), "respond_by": letter_lines.day_words(by)}
    values["failures"] = "\n".join(_failures(session, case, about, now))
    values |= _next_values(session, case_id, about, now)
    easy = told is LetterFormat.EASY_WORDS
    body = (item.detail("easy_body") if easy else "") or item.detail("body")
    return LetterDraft(
        template_code=item.code,
        appointment_id=appointment_id,
        letter_format=told,
        sent_on=on,
        addressed_to=_address(case),
        subject=fill(item.detail("subject"), values),
        words=_without_empty_lines(fill(body, values)),
    )


def _template(session: Session, code: str) -> CodeItem:
    item = list_codes(session, LETTER_TEMPLATES).get(code)
    if item is None:
        raise UserError("Letter: choose one from the list.", "template_code")
    return item


def _about(session: Session, case: Case, appointment_id: str | None) -> Appointment | None:
    if appointment_id is None:
        return None
    found = (one for one in list_appointments(session, case.id) if one.id == appointment_id)
    about = next(found, None)
    if about is None:
        raise UserError("Appointment: it is not one of this case.", "appointment_id")
    return about


def _person_values(session: Session, case: Case, on: date) -> Iterator[tuple[str, str]]:
    person, officer = case.person, asking(session)
    yield "called", person.called
    yield "name", spoken_name(person.surname, person.forenames)
    yield "officer", officer.name
    yield "agency", labels.agency_words(officer.agency)
    yield "today", letter_lines.day_words(on)
    yield "proceeding", letter_lines.liability_words(case.managed.sentence)


def _appointment_values(about: Appointment) -> dict[str, str]:
    said = about.said
    return {
        "appointment": about.type_name,
        "when": letter_lines.spoken_moment(about.starts_at),
        "place": letter_lines.place_words(said.place, said.type_code),
        "with": labels.named_with_agency(said.with_name, said.with_agency),
    }


def _next_values(session: Session, case_id: str, about: Appointment | None, now: datetime) -> dict[str, str]:
    standing = (one for one in list_appointments(session, case_id, now) if not one.cancelled)
    coming = next((one for one in standing if about is None or one.id != about.id), None)
    if coming is None:
        return {}
    return {
        "next_when": letter_lines.spoken_moment(coming.starts_at),
        "next_place": letter_lines.place_words(coming.said.place, coming.said.type_code),
    }


def _failures(session: Session, case: Case, about: Appointment | None, now: datetime) -> Iterator[str]:
    """A line for each failure that counts, the oldest first, the one the letter is about among them."""
    if not is_statutory(case.managed.sentence):
        return
    counting = {one.appointment_id for one in assess(session, case.id, now).failures}
    if about is not None:
        counting.add(about.id)
    for one in list_appointments(session, case.id):
        if one.id in counting:
            place = letter_lines.place_words(one.said.place, one.said.type_code)
            yield letter_lines.failure_words(
                one.starts_at, one.type_name, place, one.outcome_code, one.outcome_name
            )


def _address(case: Case) -> str:
    person = case.person
    lines = [spoken_name(person.surname, person.forenames), *person.address.split("\n"), person.postcode]
    return "\n".join(line.strip() for line in lines if line.strip())


def _without_empty_lines(words: str) -> str:
    """``words`` without a third line break in a row, as an empty value may leave."""
    while "\n\n\n" in words:
        words = words.replace("\n\n\n", "\n\n")
    return words.strip()


def answer_day(
    session: Session, template_code: str, appointment_id: str | None, sent_on: date
) -> date | None:
    """The last day for an answer or for evidence that the letter is to name; nothing where it names none.

    The one on record, where the step the letter is has been recorded. Otherwise it is worked out in working
    days: evidence from the appointment, an answer from the day of the letter. One that has passed by
    ``sent_on`` is not proposed.
    """
    item = list_codes(session, LETTER_TEMPLATES).get(template_code)
    if item is None or appointment_id is None or not _names_a_day(item):
        return None
    row = records.fetch(session, AppointmentRow, appointment_id)
    standing = _step_there(session, row, item)
    if standing is not None:
        return _day_of(standing, item)
    by = _worked_out(session, row, item, sent_on)
    return by if by is not None and by > sent_on else None


def _names_a_day(item: CodeItem) -> bool:
    return bool({"evidence_by", "respond_by"} & set(blanks_in(item.detail("body"))))


def _asks_for_evidence(item: CodeItem) -> bool:
    return "evidence_by" in blanks_in(item.detail("body"))


def _worked_out(session: Session, row: AppointmentRow, item: CodeItem, sent_on: date) -> date | None:
    holidays = enforcement.bank_holidays(session)
    if _asks_for_evidence(item):
        sentence = load_case(session, row.case_id).managed.sentence
        rules = thresholds_of(session, sentence, sent_on)
        if rules is None:
            return None
        return working_days_after(row.starts_at.date(), rules.evidence_working_days, holidays)
    step = list_codes(session, ENFORCEMENT_ACTIONS).get(item.detail("enforcement_code"))
    days = "" if step is None else step.detail("response_days")
    return working_days_after(sent_on, int(days), holidays) if days else None


def _step_there(session: Session, row: AppointmentRow, item: CodeItem) -> EnforcementStep | None:
    """The step that this letter is, where it is on record for this appointment already: the newest."""
    code = item.detail("enforcement_code")
    steps = [one for one in enforcement.list_steps(session, row.case_id) if one.appointment_id == row.id]
    return next((one for one in reversed(steps) if code and one.said.code == code), None)


def _day_of(step: EnforcementStep, item: CodeItem) -> date | None:
    first, second = step.said.respond_by, step.said.evidence_by
    return (second or first) if _asks_for_evidence(item) else (first or second)


# --- What a letter may say -------------------------------------------------------------------------------


def _check_fits(
    session: Session, case: Case, item: CodeItem, about: Appointment | None, now: datetime
) -> None:
    """Refuse a letter that would say what is not so. Raises ``UserError``."""
    code = item.detail("enforcement_code")
    needed = {"appointment", "when", "place", "failures"} & set(blanks_in(item.detail("body")))
    if code and not is_statutory(case.managed.sentence):
        raise UserError(
            "Letter: this person is under no licence and no order, so no warning can be sent.",
            "template_code",
        )
    if about is None:
        if code or needed:
            raise UserError("Appointment: say which one this letter is about.", "appointment_id")
        return
    if item.code == APPOINTMENT and (about.cancelled or about.starts_at <= now):
        raise UserError("Appointment: choose one that is still to come.", "appointment_id")
    if code:
        _check_enforceable(session, item, about)
    if item.code in (MISSED, MISSED_NO_WARNING):
        _check_missed(session, about)


def _check_missed(session: Session, about: Appointment) -> None:
    outcome = list_codes(session, APPOINTMENT_OUTCOMES).get(about.outcome_code)
    if about.cancelled:
        raise UserError("Appointment: this one was cancelled.", "appointment_id")
    if outcome is None:
        raise UserError("Appointment: say first what came of it.", "appointment_id")
    if outcome.yes("attended"):
        raise UserError("Appointment: the person came to this one.", "appointment_id")


def _check_enforceable(session: Session, item: CodeItem, about: Appointment) -> None:
    row = records.fetch(session, AppointmentRow, about.id)
    outcome = list_codes(session, APPOINTMENT_OUTCOMES).get(row.outcome_code)
    if outcome is None:
        raise UserError("Appointment: say first what came of it.", "appointment_id")
    if not enforcement.is_enforceable(session, row, outcome):
        raise UserError(
            "Appointment: what came of this one cannot lead to a warning, so this letter would be wrong.",
            "appointment_id",
        )
    warns = item.detail("enforcement_code") in WARNINGS
    if warns and row.outcome_code == HOLDING:
        raise UserError(
            "Appointment: evidence is still awaited; make the absence acceptable or unacceptable first.",
            "appointment_id",
        )


# --- Sending ---------------------------------------------------------------------------------------------


def check_letter(
    session: Session, case_id: str, draft: LetterDraft, now: datetime, answer_by: date | None = None
) -> LetterDraft:
    """The letter as it would be kept. Raises ``UserError`` as ``send_letter`` does; changes nothing."""
    item = list_codes(session, LETTER_TEMPLATES).get(draft.template_code)
    checks = Checks()
    said = checks.attempt(lambda: draft.check(item, now.date()), draft)
    checks.demand(
        said.sent_by is not SentBy.POST or "\n" in said.addressed_to.strip(),
        "addressed_to",
        "Addressed to: a letter by post needs an address under the name.",
    )
    checks.done()
    if item is None:
        raise AssertionError("a checked letter has its template")
    case = load_case(session, case_id)
    about = _about(session, case, said.appointment_id)
    _check_fits(session, case, item, about, now)
    if about is not None and item.detail("enforcement_code"):
        _check_days(session, item, about, said, answer_by)
    return said


def _check_days(
    session: Session, item: CodeItem, about: Appointment, said: LetterDraft, answer_by: date | None
) -> None:
    """The days of the letter must be possible, and be the ones that go on record."""
    checks = Checks()
    sent_on = said.sent_on or about.starts_at.date()
    checks.demand(
        sent_on >= about.starts_at.date(),
        "sent_on",
        f"Sent: {sent_on:%d/%m/%Y} is before the appointment, {about.starts_at:%d/%m/%Y}.",
    )
    if _names_a_day(item):
        row = records.fetch(session, AppointmentRow, about.id)
        standing = _step_there(session, row, item)
        by = answer_by or answer_day(session, item.code, about.id, sent_on)
        recorded = None if standing is None else _day_of(standing, item)
        if by is None:
            checks.demand(False, "answer_by", "Answer by: a date is needed.")
        elif recorded is not None and by != recorded:
            checks.demand(False, "answer_by", f"Answer by: {recorded:%d/%m/%Y} is on record already.")
        else:
            checks.demand(by >= sent_on, "answer_by", "Answer by: it is before the day of the letter.")
            checks.demand(
                letter_lines.day_words(by) in said.words,
                "words",
                f"Letter: it does not name {letter_lines.day_words(by)}, the day that goes on record.",
            )
    checks.done()


def send_letter(
    session: Session, case_id: str, draft: LetterDraft, now: datetime, answer_by: date | None = None
) -> str:
    """Put a letter on record as sent, word for word; returns its id. ``now`` is local time.

    The enforcement step of its template is recorded where the appointment has none such yet, with
    ``answer_by`` (``answer_day`` without it) as the last day for an answer, and a step that asked for a letter
    is settled. Raises ``UserError``: a blank nobody filled, a warning to somebody under no sentence or for an
    outcome that complies or awaits evidence, a day in the letter that is not the one on record.
    """
    said = check_letter(session, case_id, draft, now, answer_by)
    item = _template(session, said.template_code)
    row = LetterRow(case_id=case_id, **records.columns_of(said))
    session.add(row)
    session.flush()
    audit.disclosed(session, case_id, _document(item.name, said), _first_line(said.addressed_to))
    if said.appointment_id is not None and item.detail("enforcement_code"):
        _record_step(session, item, said, now.date(), answer_by)
    return row.id


def _record_step(
    session: Session, item: CodeItem, said: LetterDraft, today: date, answer_by: date | None
) -> None:
    if said.appointment_id is None or said.sent_on is None:
        raise AssertionError("a letter that is a step has its appointment and its day")
    row = records.fetch(session, AppointmentRow, said.appointment_id)
    if _step_there(session, row, item) is None:
        by = answer_by or answer_day(session, item.code, row.id, said.sent_on)
        code = item.detail("enforcement_code")
        step = StepDraft(
            code=code,
            decided_on=said.sent_on,
            evidence_by=by if code == _AWAITS_EVIDENCE else None,
            respond_by=by,
        )
        try:
            enforcement.record_step(session, row.id, step, today)
        except UserError as fault:
            raise _of_the_letter(fault) from None
    note = _("Letter sent: {name}.").format(name=item.name)
    enforcement.settle_steps_of(session, row.id, said.sent_on, note, (_REQUESTED,))


def _of_the_letter(fault: UserError) -> UserError:
    """What is wrong with the step, beside the field of the letter that it came from."""
    if isinstance(fault, FieldErrors):
        return FieldErrors(tuple(_of_the_letter(one) for one in fault.problems))
    named = {"decided_on": "sent_on", "respond_by": "answer_by", "evidence_by": "answer_by"}
    return UserError(fault.message, named.get(fault.field or "", "template_code"))


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:LINE_LIMIT]


def _document(name: str, said: LetterDraft) -> str:
    how = "" if said.sent_by is None else said.sent_by.value.replace("_", " ")
    return f"letter, {name}, {how}"


# --- Reading ---------------------------------------------------------------------------------------------


def list_letters(session: Session, case_id: str) -> list[Letter]:
    """Every letter sent in a case, the newest first."""
    rows = session.scalars(
        select(LetterRow)
        .where(LetterRow.case_id == case_id)
        .order_by(LetterRow.sent_on.desc(), LetterRow.id.desc())
    )
    names = list_codes(session, LETTER_TEMPLATES)
    return [_letter(row, names) for row in rows]


def load_letter(session: Session, letter_id: str) -> Letter:
    """One letter. Raises ``UserError`` where there is none."""
    return _letter(records.fetch(session, LetterRow, letter_id), list_codes(session, LETTER_TEMPLATES))


def _letter(row: LetterRow, names: dict[str, CodeItem]) -> Letter:
    return Letter(
        id=row.id,
        case_id=row.case_id,
        said=records.draft_of(LetterDraft, row, {"letter_format": LetterFormat, "sent_by": SentBy}),
        template_name=name_of(names, row.template_code),
        by=row.made_by,
    )


def list_templates(session: Session, case_id: str, today: date) -> list[CodeItem]:
    """The templates to choose from for a case on a day: no warnings where there is no licence and no order."""
    statutory = is_statutory(load_case(session, case_id).managed.sentence)
    return [
        item
        for item in list_codes(session, LETTER_TEMPLATES, today).values()
        if item.offered_on(today) and (statutory or not item.detail("enforcement_code"))
    ]


# --- Which letter is called for --------------------------------------------------------------------------


def letter_called_for(session: Session, case_id: str, now: datetime) -> CalledFor | None:
    """The letter that the record calls for now, or nothing.

    A failure that counts and has had no warning calls for the next warning in order, though never for one
    beyond the stage the case stands at; a failure to attend whose evidence is awaited, for the letter that
    asks for it. Where breach or recall is due no letter takes its place.
    """
    standing = assess(session, case_id, now)
    steps = enforcement.list_steps(session, case_id)
    warned = {one.appointment_id for one in steps if one.said.code in WARNINGS}
    unwarned = [one.appointment_id for one in standing.failures if one.appointment_id not in warned]
    template = _warning_due(session, standing, steps)
    if unwarned and template:
        return CalledFor(template, unwarned[-1])
    written = {
        one.said.appointment_id for one in list_letters(session, case_id) if one.said.template_code == MISSED
    }
    holding = [one.appointment_id for one in standing.holding if one.appointment_id not in written]
    return CalledFor(MISSED, holding[-1]) if holding else None


def letter_about(session: Session, case_id: str, appointment_id: str, now: datetime) -> str:
    """The template of the letter that fits this appointment; "" where none does.

    Still to come: its announcement. Awaiting evidence: the letter that asks for it. A failure that counts: the
    warning sent for it already, else the next in order. Missed with nothing to follow: the letter that says so.
    """
    about = _about(session, load_case(session, case_id), appointment_id)
    if about is None or about.cancelled:
        return ""
    if about.starts_at > now:
        return APPOINTMENT
    standing = assess(session, case_id, now)
    if about.id in {one.appointment_id for one in standing.holding}:
        return MISSED
    if about.id in {one.appointment_id for one in standing.failures}:
        steps = enforcement.list_steps(session, case_id)
        given = [one.said.code for one in steps if one.appointment_id == about.id]
        sent = [code for code in given if code in WARNINGS]
        return _template_of(session, sent[-1]) if sent else _warning_due(session, standing, steps)
    outcome = list_codes(session, APPOINTMENT_OUTCOMES).get(about.outcome_code)
    return MISSED_NO_WARNING if outcome is not None and outcome.detail("attended") == "no" else ""


def _warning_due(session: Session, standing: Compliance, steps: Iterable[EnforcementStep]) -> str:
    """The template of the warning that comes next at this stage; "" where none does."""
    if standing.stage not in WARNINGS.values():
        return ""
    return _template_of(session, _next_warning(_codes_given(steps, standing), standing.stage))


def _codes_given(steps: Iterable[EnforcementStep], standing: Compliance) -> set[str]:
    """Codes of the warnings given for the failures that count."""
    counting = {one.appointment_id for one in standing.failures}
    return {one.said.code for one in steps if one.appointment_id in counting and one.said.code in WARNINGS}


def _next_warning(given: set[str], stage: Stage) -> str:
    """The warning that comes after those given, at most the one of ``stage``."""
    order = list(WARNINGS)
    highest = max((order.index(code) + 1 for code in given), default=0)
    return order[min(highest, list(WARNINGS.values()).index(stage))]


def _template_of(session: Session, enforcement_code: str) -> str:
    templates = list_codes(session, LETTER_TEMPLATES).values()
    found = (one.code for one in templates if one.detail("enforcement_code") == enforcement_code)
    return next(found, "")
