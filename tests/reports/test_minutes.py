"""The minutes and the action list on paper: everything minuted, corrections shown, an agency after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.audiences import Audience, Reader, SharedMatter
from iom_desktop.domain.conferences import (
    Attendance,
    AttendanceDraft,
    ConferenceAction,
    ConferenceState,
    How,
    ItemState,
    MinuteKind,
)
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.packs import ActionPaper, MinutedCase, MinutesPaper
from iom_desktop.domain.statuses import Aspect, StatusPeriod
from iom_desktop.reports.minutes import action_list_pdf, agencies_in_order, minutes_pdf
from tests.reports import factory
from tests.reports.pack_factory import conference, head, item, minute
from tests.reports.pdf_text import pages_of, squeezed, words_of

CLOSED = conference(
    state=ConferenceState.CLOSED,
    opened_at=datetime(2026, 12, 3, 10, 2),
    closed_at=datetime(2026, 12, 3, 11, 47),
    next_on=date(2027, 1, 7),
)


def attendance(agency: str, how: How, **said: str) -> Attendance:
    return Attendance(
        id=agency, version=1, conference_id="c" * 32, said=AttendanceDraft(agency=agency, how=how, **said)
    )


def action(agency: str = "police", what: str = "Visit together", **more: Any) -> ConferenceAction:
    bare = ConferenceAction(
        conference_id="c" * 32, held_on=date(2026, 11, 5), case_id="case-1", crn="Z000001", person="SAMPLETON, Mo",
        lineage=what, action_id=what, number="1.1", what=what, owner="PC Mock", agency=agency,
        due_on=date(2026, 12, 9), status=ActionStatus.NOT_STARTED, done_on=None, age_days=28, overdue=False,
    )  # fmt: skip
    return replace(bare, **more)


def case(number: int = 1, **more: Any) -> MinutedCase:
    bare = MinutedCase(
        number=number, item=item(number, state=ItemState.DISCUSSED), minutes=(), outcomes=(), deselected=False,
        statuses=(), actions=(),
    )  # fmt: skip
    return replace(bare, **more)


def paper(*cases: MinutedCase, **more: Any) -> MinutesPaper:
    bare = MinutesPaper(
        head=head(conference=CLOSED),
        purpose="To decide.",
        attendance=(),
        general=(),
        previous=(),
        cases=cases,
    )
    return replace(bare, **more)


def says(pdf: bytes, *said: str) -> None:
    text = words_of(pdf)
    for words in said:
        assert squeezed(words) in text, words


def test_what_a_conference_did_is_all_there() -> None:
    period = StatusPeriod(
        id="s", case_id="case-1", aspect=Aspect.RAG, value="red", from_on=date(2026, 12, 3), to_on=None,
        reason="Two arrests.", decided_by="Insp Placeholder", review_on=None,
    )  # fmt: skip
    told = case(
        minutes=(
            minute("Kept three of four.", MinuteKind.UPDATE, agency="probation"),
            minute("Housing comes first.", MinuteKind.DISCUSSION),
            minute("Weekly visits by both.", MinuteKind.DECISION),
            minute("The council would rather wait.", MinuteKind.DISSENT, agency="council"),
        ),
        outcomes=(DecisionOutcome.ACCEPT,),
        statuses=(period,),
        actions=(action(),),
    )
    deferred = case(
        2,
        item=item(2, state=ItemState.DEFERRED, off_reason="Nobody came for it", next_on=date(2027, 1, 7)),
    )
    off = case(3, item=item(3, state=ItemState.TAKEN_OFF, off_reason="Moved away"), deselected=True)
    made = paper(
        told, deferred, off,
        attendance=(attendance("police", How.IN_PERSON, name="PC Mock"),
                    attendance("council", How.REPORT, contribution="A room is free.")),
        previous=(action("health", "Call the clinic", overdue=True),),
        general=(minute("The room was cold.", MinuteKind.DISCUSSION),),
    )  # fmt: skip
    says(
        minutes_pdf(made, factory.numbered()),
        "Thu 3 Dec 2026 from 10:02 to 11:47", "1 discussed; 1 deferred; 1 taken off the agenda",
        "Probation: Kept three of four.", "Housing comes first.", "Weekly visits by both.",
        "Council: The council would rather wait.", "Taken on", "Colour: RED from Thu 3 Dec 2026. Two arrests.",
        "Visit together", "PC Mock (police)", "Wed 9 Dec 2026", "Deferred to Thu 7 Jan 2027: Nobody came for it",
        "Taken off: Moved away", "No longer managed under IOM", "Sent a report", "A room is free.",
        "Probation Expected; nothing recorded", "Made-up Trust Expected; nothing recorded",
        "Call the clinic from Thu 5 Nov 2026, 28 days ago", "overdue", "The room was cold.",
        "Next conference Thu 7 Jan 2027", "Copy 3 of 8",
    )  # fmt: skip


def test_a_correction_stands_beside_what_it_corrects() -> None:
    wrong = minute("Two failures.", MinuteKind.DISCUSSION, replaced=True)
    right = minute(
        "One failure.", MinuteKind.DISCUSSION, replaces_id=wrong.id, correction_reason="Counted twice"
    )
    says(
        minutes_pdf(paper(case(minutes=(wrong, right)))),
        "Corrected since. It read: Two failures.",
        "One failure. Corrected Sun 22 Nov 2026 14:02 by PC Baker: Counted twice",
    )


@pytest.mark.parametrize("closed", [True, False])
def test_draft_is_said_on_every_page_until_it_is_closed(closed: bool) -> None:
    about = head(conference=CLOSED if closed else conference())
    many = tuple(case(n, minutes=(minute("Said. " * 60),)) for n in range(1, 20))
    for pdf in (
        minutes_pdf(paper(*many, head=about), factory.numbered()),
        action_list_pdf(
            ActionPaper(head=about, new=tuple(action(what=f"Task {n}") for n in range(60)), previous=()),
            factory.numbered(),
        ),
    ):
        found = pages_of(pdf)
        assert len(found) > 1
        for number, page in enumerate(found, 1):
            assert ("DRAFT" in page) is not closed
            assert page.count("OFFICIAL-SENSITIVE") == 2
            assert f"Page {number} of {len(found)}" in page
            assert any("Conference copy · copy 3 of 8 for Insp Placeholder" in line for line in page)


def test_the_copy_of_an_agency_says_what_it_leaves_out() -> None:
    reader = Reader(Audience.PARTNER, "council")
    about = head(conference=CLOSED, reader=reader, left_out=(SharedMatter.NOTES, SharedMatter.HEALTH))
    for pdf in (
        minutes_pdf(paper(case(), head=about)),
        action_list_pdf(ActionPaper(head=about, new=(), previous=())),
    ):
        says(pdf, "Copy for council", "what other agencies told and the discussion", "By the sharing rules")
    assert "Leftout" not in words_of(minutes_pdf(paper(case())))


def test_agencies_in_order() -> None:
    found = [
        action(agency)
        for agency in ("", "Zed Housing", "voluntary", "council", "Abel Trust", "probation", "police")
    ]
    assert agencies_in_order(found) == [
        "police", "probation", "council", "voluntary", "Abel Trust", "Zed Housing", "",
    ]  # fmt: skip


def test_the_action_list_by_agency() -> None:
    made = ActionPaper(
        head=head(conference=CLOSED),
        new=(action("council", "Ask for the flat"), action("", "Bring the letter", owner="Mo Sampleton")),
        previous=(
            action("police", "Call the clinic", age_days=28),
            action("council", "Old promise", overdue=True),
        ),
    )
    lines = [line for page in pages_of(action_list_pdf(made)) for line in page]
    order = ["Police", "Call the clinic", "Council", "Ask for the flat", "Old promise", "Bring the letter"]
    places = [lines.index(line) for line in order]
    assert places == sorted(places)
    says(
        action_list_pdf(made), "2 required actions", "Carried over", "28 days ago", "overdue", "Mo Sampleton"
    )


def test_nothing_to_do_is_said() -> None:
    says(action_list_pdf(ActionPaper(head=head(), new=(), previous=())), "No required action was given")


@pytest.mark.parametrize(
    "words", ["<b>&amp;<img src=x>", "x" * 3_000, "عربي\u202e", "中文 " * 100, "a\n\n" * 200]
)
def test_hazards_print(words: str) -> None:
    told = case(
        item=item(1, person=words[:60], off_reason=words, ask=words),
        minutes=(minute(words), minute(words, MinuteKind.UPDATE, agency=words[:200])),
        actions=(action(words[:200], words),),
    )
    made = paper(
        told, attendance=(attendance(words[:200], How.ABSENT, name=words[:300], contribution=words),)
    )
    printed = minutes_pdf(made)
    listed = ActionPaper(head=head(), new=(action(words[:200], words),), previous=())
    assert action_list_pdf(listed)
    if "<b>" in words:
        says(printed, words)


def test_nothing_minuted_is_no_fault() -> None:
    text = words_of(minutes_pdf(paper()))
    assert "None" in text  # the count of cases says so
    assert "null" not in text


def test_the_same_minutes_give_the_same_bytes() -> None:
    assert minutes_pdf(paper(case())) == minutes_pdf(paper(case()))
