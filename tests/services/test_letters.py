"""Letters: filled from the record, refused while they would say what is not so, kept with the step they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.compliance import Stage
from iom_desktop.domain.enforcement import EnforcementStep, StepDraft
from iom_desktop.domain.letters import LetterDraft, SentBy, unfilled
from iom_desktop.domain.people import LetterFormat
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import appointments, audit_log, enforcement, letters
from iom_desktop.services.compliance import assess
from iom_desktop.storage.tables import LetterRow
from tests.stores import NOW, TODAY, Desk

PLACE = "Probation office, Mill Street"
TUESDAY = datetime(2026, 11, 17, 10)
THURSDAY = datetime(2026, 11, 19, 14, 30)
NEXT = datetime(2026, 11, 26, 10)


def person(desk: Desk, sentence: Sentence | None = Sentence.LICENCE, **more: object) -> str:
    return desk.newcomer(
        managed=CaseDraft(sentence=sentence),
        address="14 Sample Terrace\nMocktown",
        postcode="NM1 2AB",
        **more,
    )


def visit(desk: Desk, case_id: str, at: datetime, code: str = "COAP", **more: object) -> str:
    said = {"place": PLACE, "with_name": "D. Williams", "with_agency": "probation"} | more
    draft = AppointmentDraft(type_code=code, starts_at=at, **said)  # type: ignore[arg-type]
    return desk.do(appointments.book_appointment, case_id, draft)


def outcome(desk: Desk, appointment_id: str, code: str, step: str = "", why: str = "") -> None:
    said = OutcomeDraft(
        outcome_code=code, change_reason=why, enforcement=StepDraft(code=step) if step else None
    )
    desk.do(appointments.record_outcome, appointment_id, said, NOW)


def failed(desk: Desk, case_id: str, at: datetime = TUESDAY, step: str = "WLS", code: str = "UAAB") -> str:
    made = visit(desk, case_id, at)
    outcome(desk, made, code, step)
    return made


def proposed(desk: Desk, case_id: str, template: str, about: str | None, **more: object) -> LetterDraft:
    return desk.see(letters.propose_letter, case_id, template, about, NOW, **more)


def send(desk: Desk, case_id: str, draft: LetterDraft, answer_by: date | None = None) -> str:
    return desk.do(letters.send_letter, case_id, replace(draft, sent_by=SentBy.POST), NOW, answer_by)


def steps_of(desk: Desk, case_id: str) -> list[EnforcementStep]:
    return desk.see(enforcement.list_steps, case_id)


def refusal(fault: pytest.ExceptionInfo[UserError]) -> tuple[str | None, str]:
    return fault.value.field, fault.value.message


# --- Filled from the record ------------------------------------------------------------------------------


def test_a_first_warning_is_filled_from_the_record(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    about = failed(shared_desk, case_id)
    visit(shared_desk, case_id, NEXT)
    made = proposed(shared_desk, case_id, "FIRST_WARNING", about)
    assert made.addressed_to == "Mo Sampleton\n14 Sample Terrace\nMocktown\nNM1 2AB"
    assert made.subject == "Formal warning"
    assert unfilled(made.words) == ()
    for words in (
        "Dear Mo,",
        f"Tuesday 17 November 2026 at 10am. Planned office visit, {PLACE}. You did not come.",
        "No reason has been accepted.",
        "It is unacceptable.",
        "in the 12 months that begin on the day of this letter, you will be liable to recall to prison.",
        "Tell us by Tuesday 1 December 2026.",  # seven working days after Sunday 22 November
        f"Thursday 26 November 2026 at 10am\n{PLACE}",
        "PC Test Baker\nPolice",
    ):
        assert words in made.words, words


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (Sentence.LICENCE, "liable to recall to prison"),
        (Sentence.COMMUNITY_ORDER, "liable to breach proceedings before a court"),
        (Sentence.SUSPENDED_SENTENCE, "liable to breach proceedings before a court"),
    ],
)
def test_what_follows_is_that_of_the_sentence(shared_desk: Desk, sentence: Sentence, words: str) -> None:
    case_id = person(shared_desk, sentence)
    made = proposed(shared_desk, case_id, "FIRST_WARNING", failed(shared_desk, case_id))
    assert words in made.words


def test_every_failure_that_counts_stands_in_a_second_warning_the_oldest_first(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    first = failed(shared_desk, case_id, TUESDAY)
    second = failed(shared_desk, case_id, THURSDAY, code="ATSH")
    visit(shared_desk, case_id, datetime(2026, 11, 20, 9))  # no outcome: no failure
    words = proposed(shared_desk, case_id, "SECOND_WARNING", second).words
    assert words.index("Tuesday 17 November 2026 at 10am") < words.index(
        "Thursday 19 November 2026 at 2:30pm"
    )
    assert "you were sent home because of how you behaved" in words
    assert "20 November" not in words
    assert first != second


@pytest.mark.parametrize("code", ["APPOINTMENT", "MISSED", "MISSED_NO_WARNING", "FIRST_WARNING"])
@pytest.mark.parametrize("told", LetterFormat)
def test_a_letter_is_in_the_format_that_the_person_reads(
    shared_desk: Desk, code: str, told: LetterFormat
) -> None:
    case_id = person(shared_desk, letter_format=told)
    coming = visit(shared_desk, case_id, NEXT)
    missed = failed(shared_desk, case_id, step="EA12", code="AFTA")
    absent = failed(shared_desk, case_id, THURSDAY)
    about = {"APPOINTMENT": coming, "FIRST_WARNING": absent}.get(code, missed)
    made = proposed(shared_desk, case_id, code, about)
    assert made.letter_format is told
    assert unfilled(made.words) == ()
    other = LetterFormat.STANDARD if told is LetterFormat.EASY_WORDS else LetterFormat.EASY_WORDS
    assert proposed(shared_desk, case_id, code, about, letter_format=other).words != made.words


def test_easy_words_are_short(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    visit(shared_desk, case_id, NEXT)
    for code, about in (
        ("MISSED", failed(shared_desk, case_id, step="EA12", code="AFTA")),
        ("FIRST_WARNING", failed(shared_desk, case_id, THURSDAY)),
    ):
        words = proposed(shared_desk, case_id, code, about, letter_format=LetterFormat.EASY_WORDS).words
        sentences = [one for line in words.split("\n") for one in line.replace("?", ".").split(". ")]
        assert max(len(one.split()) for one in sentences) <= 16


def test_what_the_record_lacks_is_left_in_words_and_refused(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    about = failed(shared_desk, case_id)
    made = proposed(shared_desk, case_id, "FIRST_WARNING", about)
    assert unfilled(made.words) == (
        "[the day and time of the next appointment]",
        "[where the next appointment is]",
    )
    with pytest.raises(FieldErrors) as caught:
        send(shared_desk, case_id, made)
    assert refusal(caught) == (
        "words",
        "Letter: fill in [the day and time of the next appointment], [where the next appointment is].",
    )
    assert shared_desk.see(letters.list_letters, case_id) == []
    assert [step.said.code for step in steps_of(shared_desk, case_id)] == ["WLS"]


@pytest.mark.parametrize(
    ("code", "words"), [("CHVS", "At your home"), ("COPT", "By telephone"), ("COVC", "By video call")]
)
def test_a_type_without_a_place_says_where_all_the_same(shared_desk: Desk, code: str, words: str) -> None:
    case_id = person(shared_desk)
    made = proposed(shared_desk, case_id, "APPOINTMENT", visit(shared_desk, case_id, NEXT, code, place=""))
    assert f"Where: {words}" in made.words


def test_a_cancelled_appointment_is_not_the_next(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    gone = visit(shared_desk, case_id, NEXT)
    visit(shared_desk, case_id, NEXT + timedelta(days=1))
    version = shared_desk.see(appointments.load_appointment, gone).version
    cancel = CancelDraft(asked_by=AskedBy.PERSON, reason="Ill")
    shared_desk.do(appointments.cancel_appointment, gone, version, cancel)
    words = proposed(shared_desk, case_id, "FIRST_WARNING", failed(shared_desk, case_id)).words
    assert "Friday 27 November 2026" in words
    assert "26 November" not in words


# --- The day for an answer -------------------------------------------------------------------------------


def test_evidence_is_awaited_from_the_appointment_and_an_answer_from_the_letter(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    missed = failed(shared_desk, case_id, THURSDAY, step="WLS", code="AFTA")
    absent = failed(shared_desk, case_id, TUESDAY)
    see = shared_desk.see
    assert see(letters.answer_day, "MISSED", missed, TODAY) == date(2026, 11, 26)
    assert see(letters.answer_day, "FIRST_WARNING", absent, date(2026, 11, 20)) == date(2026, 12, 1)
    assert see(letters.answer_day, "FIRST_WARNING", absent, date(2026, 12, 21)) == date(
        2027, 1, 4
    )  # Christmas
    assert see(letters.answer_day, "APPOINTMENT", missed, TODAY) is None


def test_a_day_for_evidence_that_has_passed_is_left_to_the_officer(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    visit(shared_desk, case_id, NEXT)
    missed = failed(shared_desk, case_id, datetime(2026, 11, 2, 10), step="WLS", code="AFTA")
    made = proposed(shared_desk, case_id, "MISSED", missed)
    assert unfilled(made.words) == ("[the last day for evidence]",)
    by = date(2026, 11, 30)
    made = proposed(shared_desk, case_id, "MISSED", missed, answer_by=by)
    send(shared_desk, case_id, made, by)
    newest = steps_of(shared_desk, case_id)[-1]
    assert (newest.said.code, newest.said.evidence_by, newest.said.respond_by) == ("EA12", by, by)


def test_the_day_in_the_letter_is_the_day_on_record(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    visit(shared_desk, case_id, NEXT)
    about = failed(shared_desk, case_id)
    made = proposed(shared_desk, case_id, "FIRST_WARNING", about)
    with pytest.raises(FieldErrors) as caught:
        send(shared_desk, case_id, made, date(2026, 12, 4))
    assert refusal(caught) == (
        "words",
        "Letter: it does not name Friday 4 December 2026, the day that goes on record.",
    )
    with pytest.raises(FieldErrors) as caught:
        send(shared_desk, case_id, replace(made, sent_on=date(2026, 11, 16)))
    first = caught.value.problems[0]
    assert (first.field, first.message) == (
        "sent_on",
        "Sent: 16/11/2026 is before the appointment, 17/11/2026.",
    )


def test_a_day_on_record_already_stays(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    visit(shared_desk, case_id, NEXT)
    about = visit(shared_desk, case_id, TUESDAY)
    said = StepDraft(code="EA02", respond_by=date(2026, 12, 8))
    shared_desk.do(
        appointments.record_outcome, about, OutcomeDraft(outcome_code="UAAB", enforcement=said), NOW
    )
    made = proposed(shared_desk, case_id, "FIRST_WARNING", about)
    assert "Tell us by Tuesday 8 December 2026." in made.words
    with pytest.raises(FieldErrors, match="08/12/2026 is on record already"):
        send(shared_desk, case_id, made, date(2026, 12, 9))
    send(shared_desk, case_id, made)
    assert [step.said.code for step in steps_of(shared_desk, case_id)] == ["EA02"]


# --- What a letter may not say ---------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["FIRST_WARNING", "SECOND_WARNING", "FINAL_WARNING", "MISSED"])
@pytest.mark.parametrize("sentence", [None, Sentence.NON_STATUTORY])
def test_nobody_without_a_sentence_is_warned(shared_desk: Desk, code: str, sentence: Sentence | None) -> None:
    case_id = person(shared_desk, sentence)
    about = visit(shared_desk, case_id, TUESDAY)
    outcome(shared_desk, about, "UAAB")
    with pytest.raises(UserError) as caught:
        proposed(shared_desk, case_id, code, about)
    assert refusal(caught) == (
        "template_code",
        "Letter: this person is under no licence and no order, so no warning can be sent.",
    )
    draft = LetterDraft(
        template_code=code, appointment_id=about, addressed_to="Mo\nHere", subject="W", words="W"
    )
    with pytest.raises(UserError, match="under no licence"):
        send(shared_desk, case_id, draft)
    offered = {one.code for one in shared_desk.see(letters.list_templates, case_id, TODAY)}
    assert offered == {"APPOINTMENT", "MISSED_NO_WARNING"}
    assert shared_desk.see(letters.letter_called_for, case_id, NOW) is None


@pytest.mark.parametrize(
    ("template", "code", "kind", "words"),
    [
        ("FIRST_WARNING", "AFTA", "COAP", "evidence is still awaited"),
        ("FIRST_WARNING", "AAME", "COAP", "cannot lead to a warning"),
        ("FIRST_WARNING", "ATTC", "COAP", "cannot lead to a warning"),
        ("FIRST_WARNING", "UAAB", "CAIS", "cannot lead to a warning"),  # an IOM contact does not count
        ("FIRST_WARNING", "", "COAP", "say first what came of it"),
        ("MISSED", "AFTC", "COAP", "the person came"),
        ("MISSED_NO_WARNING", "ATTC", "CAIS", "the person came"),
        ("MISSED_NO_WARNING", "", "COAP", "say first what came of it"),
        ("APPOINTMENT", "UAAB", "COAP", "still to come"),
    ],
)
def test_a_letter_that_would_be_wrong_is_refused(
    shared_desk: Desk, template: str, code: str, kind: str, words: str
) -> None:
    case_id = person(shared_desk)
    about = visit(shared_desk, case_id, TUESDAY, kind)
    if code:
        demanded = shared_desk.see(enforcement.demands_enforcement, about, code)
        outcome(shared_desk, about, code, "WLS" if demanded else "")
    with pytest.raises(UserError, match=words) as caught:
        proposed(shared_desk, case_id, template, about)
    assert caught.value.field == "appointment_id"


def test_an_iom_visit_that_is_also_statutory_can_be_warned_about(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    about = visit(shared_desk, case_id, TUESDAY, "CAIS", also_statutory=True)
    outcome(shared_desk, about, "UAAB", "WLS")
    assert "IOM office visit" in proposed(shared_desk, case_id, "FIRST_WARNING", about).words


def test_a_letter_needs_its_appointment_and_it_must_be_of_the_case(shared_desk: Desk) -> None:
    case_id, other = person(shared_desk), person(shared_desk)
    about = failed(shared_desk, other)
    with pytest.raises(UserError, match="say which one this letter is about"):
        proposed(shared_desk, case_id, "FIRST_WARNING", None)
    with pytest.raises(UserError, match="not one of this case"):
        proposed(shared_desk, case_id, "FIRST_WARNING", about)
    with pytest.raises(UserError, match="choose one from the list"):
        proposed(shared_desk, case_id, "NO_SUCH", None)


def test_a_letter_by_post_needs_an_address(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    made = proposed(shared_desk, case_id, "APPOINTMENT", visit(shared_desk, case_id, NEXT))
    assert made.addressed_to == "Mo Sampleton"
    with pytest.raises(FieldErrors) as caught:
        send(shared_desk, case_id, made)
    assert caught.value.field == "addressed_to"
    by_hand = replace(made, sent_by=SentBy.BY_HAND)
    assert shared_desk.do(letters.send_letter, case_id, by_hand, NOW)


# --- Sent ------------------------------------------------------------------------------------------------


def test_what_is_sent_is_kept_word_for_word_and_on_record(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    made = proposed(shared_desk, case_id, "APPOINTMENT", visit(shared_desk, case_id, NEXT))
    said = replace(made, words=made.words + "\n\nLlŷr & <b>Gŵyn</b>", sent_by=SentBy.AT_OFFICE)
    letter_id = shared_desk.do(letters.send_letter, case_id, said, NOW)
    (letter,) = shared_desk.see(letters.list_letters, case_id)
    assert letter == shared_desk.see(letters.load_letter, letter_id)
    assert (letter.said, letter.template_name, letter.by) == (said, "Appointment", "PC Test Baker")
    (access,) = shared_desk.see(audit_log.list_access, case_id)
    assert (access.document, access.recipients) == ("letter, Appointment, at office", "Mo Sampleton")
    assert steps_of(shared_desk, case_id) == []  # an appointment's letter is no step


def test_a_warning_sent_is_its_step_settles_the_request_and_moves_the_stage(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    visit(shared_desk, case_id, NEXT)
    about = failed(shared_desk, case_id)
    assert shared_desk.see(letters.letter_called_for, case_id, NOW) == ("FIRST_WARNING", about)
    assert [due.kind.value for due in shared_desk.see(assess, case_id, NOW).due] != []
    send(shared_desk, case_id, proposed(shared_desk, case_id, "FIRST_WARNING", about))
    requested, sent = steps_of(shared_desk, case_id)
    assert (requested.said.code, requested.open, requested.settled_note) == (
        "WLS",
        False,
        "Letter sent: First warning.",
    )
    assert (sent.said.code, sent.decided_on, sent.said.respond_by) == ("EA02", TODAY, date(2026, 12, 1))
    standing = shared_desk.see(assess, case_id, NOW)
    assert standing.stage is Stage.FIRST_WARNING
    assert standing.failures[0].enforcement == "First Warning Letter Sent"
    assert standing.due == ()
    assert shared_desk.see(letters.letter_called_for, case_id, NOW) is None


def test_the_same_letter_again_is_no_second_step(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    visit(shared_desk, case_id, NEXT)
    made = proposed(shared_desk, case_id, "FIRST_WARNING", failed(shared_desk, case_id))
    send(shared_desk, case_id, made)
    send(shared_desk, case_id, made)
    assert len(shared_desk.see(letters.list_letters, case_id)) == 2
    assert [step.said.code for step in steps_of(shared_desk, case_id)] == ["WLS", "EA02"]


def test_nothing_is_kept_of_a_letter_that_fails(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    visit(shared_desk, case_id, NEXT)
    made = proposed(shared_desk, case_id, "FIRST_WARNING", failed(shared_desk, case_id))
    with pytest.raises(FieldErrors) as caught:
        shared_desk.do(letters.send_letter, case_id, replace(made, sent_on=TODAY + timedelta(days=1)), NOW)
    assert {one.field for one in caught.value.problems} == {"sent_by", "sent_on"}
    with shared_desk.store.read() as session:
        assert session.scalars(select(LetterRow).where(LetterRow.case_id == case_id)).all() == []


# --- Which letter is called for --------------------------------------------------------------------------


def warned(desk: Desk, case_id: str, at: datetime, template: str) -> str:
    about = failed(desk, case_id, at)
    send(desk, case_id, proposed(desk, case_id, template, about))
    return about


def test_warnings_go_up_one_by_one_as_the_licence_has_them(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    visit(shared_desk, case_id, NEXT)
    days = [TUESDAY - timedelta(days=back) for back in (40, 30, 20, 10)]
    for day, template in zip(days, ("FIRST_WARNING", "SECOND_WARNING", "FINAL_WARNING"), strict=False):
        about = failed(shared_desk, case_id, day)
        assert shared_desk.see(letters.letter_called_for, case_id, NOW) == (template, about)
        send(shared_desk, case_id, proposed(shared_desk, case_id, template, about))
    failed(shared_desk, case_id, days[3])
    assert shared_desk.see(assess, case_id, NOW).stage is Stage.RECALL
    assert shared_desk.see(letters.letter_called_for, case_id, NOW) is None


def test_no_second_warning_before_there_was_a_first(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    failed(shared_desk, case_id, TUESDAY)
    latest = failed(shared_desk, case_id, THURSDAY)
    assert shared_desk.see(assess, case_id, NOW).stage is Stage.SECOND_WARNING
    assert shared_desk.see(letters.letter_called_for, case_id, NOW) == ("FIRST_WARNING", latest)


def test_an_order_has_one_warning_and_then_breach(shared_desk: Desk) -> None:
    case_id = person(shared_desk, Sentence.COMMUNITY_ORDER)
    visit(shared_desk, case_id, NEXT)
    warned(shared_desk, case_id, TUESDAY, "FIRST_WARNING")
    failed(shared_desk, case_id, THURSDAY)
    assert shared_desk.see(assess, case_id, NOW).stage is Stage.BREACH
    assert shared_desk.see(letters.letter_called_for, case_id, NOW) is None


def test_a_failure_to_attend_calls_for_the_letter_that_asks_for_evidence_once(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    visit(shared_desk, case_id, NEXT)
    missed = failed(shared_desk, case_id, THURSDAY, step="WLS", code="AFTA")
    assert shared_desk.see(letters.letter_called_for, case_id, NOW) == ("MISSED", missed)
    send(shared_desk, case_id, proposed(shared_desk, case_id, "MISSED", missed))
    assert shared_desk.see(letters.letter_called_for, case_id, NOW) is None
    requested, pending = steps_of(shared_desk, case_id)
    assert not requested.open
    assert (pending.said.code, pending.open) == ("EA12", True)
    assert pending.said.evidence_by == date(2026, 11, 26)


def test_with_nothing_amiss_no_letter_is_called_for(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    visit(shared_desk, case_id, NEXT)
    assert shared_desk.see(letters.letter_called_for, case_id, NOW) is None


# --- Which letter fits an appointment --------------------------------------------------------------------


def about(desk: Desk, case_id: str, appointment_id: str) -> str:
    return desk.see(letters.letter_about, case_id, appointment_id, NOW)


def test_the_letter_that_fits_an_appointment(shared_desk: Desk) -> None:
    case_id = person(shared_desk)
    coming = visit(shared_desk, case_id, NEXT)
    kept = visit(shared_desk, case_id, TUESDAY - timedelta(days=1))
    outcome(shared_desk, kept, "ATTC")
    iom = visit(shared_desk, case_id, TUESDAY, "CAIS")
    outcome(shared_desk, iom, "UAAB")
    first = warned(shared_desk, case_id, TUESDAY, "FIRST_WARNING")
    second = failed(shared_desk, case_id, THURSDAY)
    held = failed(shared_desk, case_id, THURSDAY + timedelta(days=1), step="EA12", code="AFTA")
    assert [about(shared_desk, case_id, one) for one in (coming, kept, iom, first, second, held)] == [
        "APPOINTMENT",
        "",
        "MISSED_NO_WARNING",
        "FIRST_WARNING",
        "SECOND_WARNING",
        "MISSED",
    ]


def test_where_recall_is_due_no_warning_fits(shared_desk: Desk) -> None:
    case_id = person(shared_desk, Sentence.COMMUNITY_ORDER)
    first, second = failed(shared_desk, case_id, TUESDAY), failed(shared_desk, case_id, THURSDAY)
    assert about(shared_desk, case_id, first) == about(shared_desk, case_id, second) == ""
