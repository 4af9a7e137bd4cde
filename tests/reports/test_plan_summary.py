"""The case plan on one page: always one, what presses most on it, no sentence cut, the rest counted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from iom_desktop.domain.actions import ActionStatus, Source, Who
from iom_desktop.domain.audiences import CONFERENCE, COURT, Audience, Reader, SharedMatter
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.service_access import Barrier
from iom_desktop.reports import pages, paper
from iom_desktop.reports.one_page import sentences
from iom_desktop.reports.plan_summary import furniture, plan_summary, story
from tests.reports import factory
from tests.reports.pdf_text import pages_of, squeezed, words_of

READERS = [
    (CONFERENCE, (SharedMatter.NOTES,)),
    (COURT, (SharedMatter.INTELLIGENCE, SharedMatter.RISK)),
    (Reader(Audience.PARTNER, "council"), tuple(SharedMatter)),
]


def lines_of(file: CaseFile) -> list[str]:
    found = pages_of(plan_summary(file))
    assert len(found) == 1
    return found[0]


def says(file: CaseFile, *words: str) -> None:
    text = squeezed("".join(lines_of(file)))
    missing = [one for one in words if squeezed(one) not in text]
    assert not missing


def test_what_the_person_must_do_stands_first() -> None:
    lines = lines_of(factory.case_file_one())
    order = ["Next appointment", "WHAT MO MUST DO", "WHAT WE WILL DO", "Why IOM", "Risk", "Flags", "Services",
             "Next seen", "Agreement"]  # fmt: skip
    places = [lines.index(one) for one in order]
    assert places == sorted(places)


def test_an_action_says_by_when_if_not_and_how_it_stands() -> None:
    says(
        factory.case_file_one(),
        "1.1 Attend the assessment at Northgate Recovery Service. Licence condition 9, drug treatment Tue 1 Dec 2026"
        " 10:00 Home visit that evening by PC Baker, first warning letter next working day. In progress",
        "Released without an address, heroin daily, robbery index.",
        "Serious harm: High to the public.", "Domestic abuse · Weapons",
        "Tue 1 Dec 2026 10:00 Drug treatment assessment",
        "Mo agrees with this plan.", "Reviewed by Thu 14 Jan 2027.",
    )  # fmt: skip


@pytest.mark.parametrize("many", [1, 8, 13, 40, 100])
def test_one_page_however_many_actions(many: int) -> None:
    file = factory.long_plan_file(many)
    lines = lines_of(file)
    assert file.plan is not None
    stand = [one for one in file.plan.actions() if one.status.open or one.status is ActionStatus.MISSED]
    theirs = [one for one in stand if one.said.who in (Who.PERSON, None)]
    text = " ".join(lines)
    printed = {line for line in lines if re.fullmatch(r"\d+\.\d+", line)}
    left = [int(n) for n in re.findall(r"and (\d+) more required actions? in the full plan", text)]
    assert len(printed) + sum(left) == len(stand)
    assert len(printed) > 3 or len(printed) == len(stand)
    assert theirs == [] or theirs[0].number in printed


def test_what_presses_most_is_what_is_printed() -> None:
    def action(n: int) -> object:
        return factory.action(
            f"1.{n}", f"Bring paper {n}. " * 8, due_on=factory.TODAY + timedelta(days=200 - n)
        )

    late = factory.action("1.40", "Ring the clinic.", due_on=factory.TODAY - timedelta(days=3))
    goal = factory.goal("1", "I will go", *(action(n) for n in range(1, 40)), late)  # type: ignore[arg-type]
    lines = lines_of(factory.case_file(plan=factory.plan(goal)))
    numbers = [line for line in lines if re.fullmatch(r"1\.\d+", line)]
    assert "1.40" in numbers
    assert numbers == sorted(numbers, key=lambda one: int(one[2:]))
    assert "1.1" not in numbers
    assert "1.39" in numbers


LONG = " ".join(f"Sentence {n} says what was seen that day." for n in range(400))[:12_000]
WORD = "".join(chr(ord("a") + n % 26) for n in range(2000))
TYPED = {
    "long": LONG,
    "unbroken": WORD,
    "chinese": "\u4e2d\u6587" * 900,
    "markup": "<b>&</b>" * 300,
    "arabic": "\u0645\u0631\u062d\u0628\u0627 " * 300,
    "emoji": "\U0001f600" * 700,
    "lines": "a\nb\n" * 500,
}


def stuffed(words: str, name: str = "") -> CaseFile:
    """A case file with ``words`` in every field the page prints, and in every name unless ``name`` is given."""
    file = factory.case_file_one()
    assert file.plan is not None
    assert file.decision is not None
    name = name or " ".join(words.split())[:200]
    person = replace(
        file.case.person, surname=name[:60], forenames=name[:60], known_as=name[:60], aliases=(name,) * 20
    )
    actions = tuple(
        factory.action(f"1.{n}", words, how_often=words[:200], if_missed=words, source=Source.LICENCE,
                       source_detail=words[:300], who=who, who_name=name if who is Who.PARTNER else "")
        for n, who in enumerate((Who.PERSON, None, Who.PARTNER, Who.PERSON, Who.PARTNER), 1)
    )  # fmt: skip
    managed = replace(
        file.case.managed, risk_when=words, risk_increases=words, risk_reduces=words, index_offence=name,
        police_lead=name, probation_lead=name,
    )  # fmt: skip
    coming = factory.appointment(datetime(2026, 12, 1, 10), place=name, with_name=name, type_name=name)
    served = factory.service(
        "Drugs", service=name, provider=name, identified_on=factory.TODAY, barrier=Barrier.WAITING_LIST,
        barrier_words=words,
    )  # fmt: skip
    return replace(
        file,
        case=replace(
            file.case,
            person=person,
            managed=managed,
            flags=tuple(factory.flag(f"{name} {n}") for n in range(30)),
        ),
        decision=factory.decision_one(rationale=words),
        plan=replace(
            file.plan, goals=(factory.goal("1", words, *actions), factory.goal("2", words, *actions))
        ),
        services=(served,) * 9,
        next_appointment=coming,
    )


@pytest.mark.parametrize("kind", TYPED)
def test_one_page_whatever_was_typed(kind: str) -> None:
    for reader, out in READERS:
        file = replace(stuffed(TYPED[kind]), reader=reader, audience=reader.audience, left_out=out)
        assert len(pages_of(plan_summary(file, factory.numbered()))) == 1


def test_no_sentence_is_cut() -> None:
    text = " ".join(lines_of(stuffed(LONG, name="Sample")))
    cut = [
        one
        for one in re.findall(r"Sentence \d+(?:(?!Sentence).)*", text)
        if "says what was seen that day." not in one
    ]
    assert "Sentence 0 says what was seen that day." in text
    assert not cut
    assert "is in the full plan." in text


@pytest.mark.parametrize(
    "words, limit, said, everything",
    [
        ("One. Two. Three.", 99, "One. Two. Three.", True),
        ("One. Two. Three.", 9, "One. Two.", False),
        ("One. Two. Three.", 4, "One.", False),
        ("One. Two. Three.", 3, "", False),
        ("No end here at all", 10, "", False),
        ("Asked?\nTold!  Gone.", 13, "Asked? Told!", False),
        ("", 10, "", True),
        ("At 3.15 he came. He left.", 20, "At 3.15 he came.", False),
    ],
)
def test_whole_sentences(words: str, limit: int, said: str, everything: bool) -> None:
    assert sentences(words, limit) == (said, everything)


def test_nothing_on_file_says_so() -> None:
    says(factory.case_file(), "No plan has been written yet.", "No decision record is on file.",
         "Risk of serious harm has not been assessed.", "No flag is recorded.", "Nothing is booked.")  # fmt: skip


def test_nothing_left_to_do_says_so() -> None:
    done = factory.action("1.1", "Go.", ActionStatus.DONE)
    file = factory.case_file(plan=factory.plan(factory.goal("1", "I will go", done)))
    says(file, "Nothing is left to do.", "also tells of 1 action done or no longer needed.")


def test_whose_copy_it_is_and_what_is_left_out() -> None:
    for reader, out in READERS:
        file = replace(factory.case_file_one(), reader=reader, audience=reader.audience, left_out=out)
        says(file, "Left out of this copy:")


def test_services_say_how_far_each_came() -> None:
    waits = factory.service(
        "Housing", service="Rooms", identified_on=date(2026, 11, 2), referred_on=date(2026, 11, 3)
    )
    came = factory.service(
        "Drugs", service="Clinic", identified_on=date(2026, 10, 2), attended_on=date(2026, 11, 3)
    )
    barred = factory.service("Work", service="Jobs", identified_on=date(2026, 10, 2), barrier=Barrier.WAITING_LIST,
                             barrier_words="until May")  # fmt: skip
    says(factory.case_file(services=(waits, came, barred)), "Rooms: waiting: referred 3 Nov 2026",
         "Clinic: first attended 3 Nov 2026", "Jobs: not obtained. ", "until May")  # fmt: skip


def test_the_room_reckoned_is_the_room_taken() -> None:
    for file in (factory.case_file_one(), factory.long_plan_file(40), stuffed(LONG)):
        around = furniture(file)
        room = pages.room(replace(around, running=""))
        laid = story(file, room)
        assert sum(sum(one.heights) + one.getSpaceAfter() for one in laid) <= room
        assert all(one.repeatRows <= 1 for one in laid)


def test_the_page_is_marked_and_numbered() -> None:
    text = words_of(plan_summary(factory.case_file_one(), factory.numbered()))
    assert text.count("OFFICIAL-SENSITIVE") == 2
    for words in ("Case plan on one page", "copy 3 of 8", "check 7F3A-91C2", "Page 1 of 1"):
        assert squeezed(words) in text
    assert squeezed("Preview: not a numbered copy.") in words_of(plan_summary(factory.case_file_one()))


def test_the_same_records_give_the_same_bytes() -> None:
    assert plan_summary(factory.case_file_one()) == plan_summary(factory.case_file_one())


def test_nothing_is_set_under_nine_points() -> None:
    assert min(style.fontSize for style in vars(paper.TIGHT).values() if hasattr(style, "fontSize")) >= 9
