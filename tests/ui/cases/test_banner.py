"""The banner holds everything it must in any width, and says honestly what nobody has recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from pytestqt.qtbot import QtBot

from iom_desktop.domain.appointments import Appointment, AppointmentDraft
from iom_desktop.domain.cases import Case, CaseDraft, Flag, flag_severity
from iom_desktop.domain.codes import Answer, Cohort, Rag, RiskGroup, Rosh, Sentence
from iom_desktop.domain.compliance import Compliance, Engagement, Failure, Stage
from iom_desktop.domain.people import Person
from iom_desktop.ui import theme
from iom_desktop.ui.cases.banner import (
    CaseBanner,
    flags_to_show,
    name_words,
    next_words,
    order_words,
    stage_chips,
    standings,
)

NOW = datetime(2026, 11, 22, 14, 0)
TODAY = NOW.date()

PERSON = Person(
    id="p", version=1, crn="D796000", pnc="", surname="Sampleton", forenames="Mohammed", known_as="Mo", aliases=(),
    date_of_birth=date(1986, 5, 23), sex="", ethnicity="", preferred_language="", interpreter_needed=False,
    address="", postcode="", accommodation="", mobile="",
)  # fmt: skip
MANAGED = CaseDraft(
    cohort=Cohort.FIXED, rag=Rag.RED, rosh=Rosh.HIGH, rosh_groups=(RiskGroup.PUBLIC, RiskGroup.STAFF),
    risk_to_staff=Answer.YES, domestic_abuse=Answer.YES, child_safeguarding=Answer.YES,
    safeguarding_checked_on=date(2026, 11, 3), mappa="Level 2", police_lead="PC Baker", sentence=Sentence.LICENCE,
    sentence_end=date(2027, 6, 13),
)  # fmt: skip


def flag(code: str, name: str = "", **more: object) -> Flag:
    plain = Flag(
        id=code, case_id="c", code=code, name=name or code, severity=flag_severity(code), note="",
        started_on=date(2026, 1, 1), review_on=None, ended_on=None,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def case(managed: CaseDraft = MANAGED, person: Person = PERSON, flags: tuple[Flag, ...] = ()) -> Case:
    return Case(
        id="c", version=1, person=person, managed=managed, flags=flags, has_decision=True, plan_faults=0
    )


def appointment(at: datetime, place: str = "Northgate") -> Appointment:
    return Appointment(
        id="a", version=1, case_id="c", series_id=None, said=AppointmentDraft(starts_at=at, place=place),
        type_name="Office visit", counts_toward_compliance=True, outcome_code="", outcome_name="", outcome_note="",
        outcome_at=None, outcome_by="", cancelled=False, cancel_reason="",
    )  # fmt: skip


@pytest.fixture
def banner(qtbot: QtBot) -> CaseBanner:
    made = CaseBanner()
    qtbot.addWidget(made)
    made.resize(1128, made.sizeHint().height())
    made.show()
    return made


def test_who_it_is(banner: CaseBanner) -> None:
    banner.show_case(case(), appointment(datetime(2026, 12, 1, 10)), NOW)
    assert banner.name.whole_text() == "SAMPLETON, Mohammed"
    assert banner.known_as.whole_text() == "“Mo”"
    assert banner.identity.text() == "40 · D796000"
    assert (banner.cohort.word, banner.rag.word) == ("FIXED", "RED")
    assert theme.shape(banner.rag.role) == "diamond"
    assert banner.second.whole_text() == (
        "PC Baker (police) · no probation lead recorded · Licence to 13/06/2027"
    )
    assert banner.coming.whole_text() == "next: Tue 1 Dec 2026 10:00 Northgate (in 9 days)"


@pytest.mark.parametrize(
    "rag, shape", [(Rag.RED, "diamond"), (Rag.AMBER, "triangle"), (Rag.GREEN, "circle"), (Rag.BLUE, "square")]
)
def test_a_colour_never_stands_alone(banner: CaseBanner, rag: Rag, shape: str) -> None:
    banner.show_case(case(replace(MANAGED, rag=rag)), None, NOW)
    assert (banner.rag.word, theme.shape(banner.rag.role)) == (rag.value.upper(), shape)


def test_what_is_hidden_in_a_name_shows() -> None:
    assert name_words(replace(PERSON, surname="Samp\u202eleton")) == "SAMP[RLO]LETON, Mohammed"


def test_the_five_standings_in_full(banner: CaseBanner) -> None:
    banner.show_case(case(), None, NOW)
    assert banner.standing.visible_words() == [
        "RoSH HIGH to the public and staff",
        "Risk to staff",
        "Domestic abuse",
        "Child safeguarding: yes, checked 3 Nov 2026",
        "MAPPA Level 2",
    ]


def test_what_nobody_recorded_is_said_and_never_a_no(banner: CaseBanner) -> None:
    bare = replace(PERSON, known_as="", date_of_birth=None)
    banner.show_case(case(CaseDraft(), bare), None, NOW)
    words = [*banner.standing.visible_words(), banner.cohort.word, banner.rag.word]
    assert words == [
        "RoSH not recorded",
        "Risk to staff not recorded",
        "Domestic abuse not recorded",
        "Child safeguarding not recorded",
        "MAPPA not recorded",
        "Cohort not recorded",
        "RAG not recorded",
    ]
    assert banner.identity.text() == "age not recorded · D796000"
    assert not banner.known_as.isVisible()
    assert banner.coming.whole_text() == "no appointment ahead"
    assert "order or licence not recorded" in banner.second.whole_text()


@pytest.mark.parametrize(
    "more, word",
    [
        ({"risk_to_staff": Answer.NO}, "No risk to staff"),
        ({"domestic_abuse": Answer.NO}, "No domestic abuse"),
        (
            {"child_safeguarding": Answer.NO, "safeguarding_checked_on": None},
            "Child safeguarding: no, not checked",
        ),
        ({"child_safeguarding": Answer.UNKNOWN}, "Child safeguarding: not known, checked 3 Nov 2026"),
        ({"mappa": "", "mappa_checked_on": date(2026, 10, 1)}, "MAPPA checked 1 Oct 2026, no level recorded"),
        ({"rosh": Rosh.VERY_HIGH, "rosh_groups": ()}, "RoSH VERY HIGH"),
    ],
)
def test_each_standing_as_it_is_recorded(more: dict[str, object], word: str) -> None:
    said = standings(replace(MANAGED, **more))  # type: ignore[arg-type]
    assert len(said) == 5
    assert word in [one.full for one in said]


@pytest.mark.parametrize("width", [1128, 872, 560])
@pytest.mark.parametrize("managed", [MANAGED, CaseDraft()])
def test_all_five_stay_in_view_in_any_width(banner: CaseBanner, width: int, managed: CaseDraft) -> None:
    flags = tuple(flag(code) for code in ("WEAP", "ALSH", "STRG", "RPIR"))
    banner.show_case(case(managed, flags=flags), None, NOW)
    banner.resize(width, banner.height())
    shown = banner.standing.visible_words()
    starts = [word.split()[0].rstrip(":") for word in shown[:5]]
    assert len(shown) >= 5, shown
    assert starts[0] == "RoSH"
    assert starts[4] in ("MAPPA", "Not")


def test_the_name_gives_way_last(banner: CaseBanner, qtbot: QtBot) -> None:
    banner.show_case(case(CaseDraft()), None, NOW)
    banner.resize(620, banner.height())
    assert (banner.cohort.word, banner.rag.word) == ("Cohort ?", "RAG ?")
    assert banner.cohort.toolTip() != ""
    qtbot.waitUntil(lambda: not banner.name.is_elided())
    banner.resize(1128, banner.height())
    assert banner.cohort.word == "Cohort not recorded"


def stands(stage: Stage, *failures: Failure) -> Compliance:
    return Compliance(
        stage=stage, failures=failures, holding=(), due=(), resets_on=None, falls_to=None,
        next_failure=Stage.SECOND_WARNING, engagement=Engagement(), reasons=(),
    )  # fmt: skip


def test_the_stage_stands_before_the_flags_where_there_is_one_to_know(banner: CaseBanner) -> None:
    missed = Failure(
        appointment_id="a", on=date(2026, 3, 3), what="Office visit, unacceptable absence",
        counts_until=date(2027, 3, 2), enforcement="",
    )  # fmt: skip
    banner.show_case(case(flags=(flag("WEAP", "Weapons"),)), None, NOW, stands(Stage.FIRST_WARNING, missed))
    words = banner.standing.visible_words() + banner.standing.hidden_words()
    assert words[5:] == ["First warning", "Weapons"]
    (chip,) = stage_chips(stands(Stage.FIRST_WARNING, missed))
    assert "Tue 3 Mar 2026" in chip.tooltip
    assert theme.shape(chip.role), "never colour alone"


@pytest.mark.parametrize("stage", [Stage.NO_FAILURES, Stage.NOT_STATUTORY, Stage.SENTENCE_ENDED, None])
def test_a_stage_that_is_nothing_to_know_is_not_in_the_way(banner: CaseBanner, stage: Stage | None) -> None:
    banner.show_case(case(), None, NOW, None if stage is None else stands(stage))
    assert len(banner.standing.visible_words() + banner.standing.hidden_words()) == 5


def test_a_stage_that_finds_no_room_is_behind_the_plus(banner: CaseBanner) -> None:
    banner.show_case(case(), None, NOW, stands(Stage.RECALL_IN_PROGRESS))
    banner.resize(560, banner.height())
    assert len(banner.standing.visible_words()) >= 5
    assert banner.standing.hidden_words() == ["Recall in progress"]


def test_seven_flags_by_severity_and_the_rest_behind_the_plus(banner: CaseBanner) -> None:
    codes = ("RPIR", "WEAP", "ARSO", "ALSH", "STRG", "REG26", "CUCK", "RVLN", "RSTO", "AMHL")
    flags = tuple(sorted((flag(code) for code in codes), key=lambda one: one.severity))
    banner.show_case(case(flags=flags), None, NOW)
    banner.resize(3000, banner.height())
    assert banner.standing.visible_words()[5:] == [one.code for one in flags[:7]]
    assert banner.standing.hidden_words() == [one.code for one in flags[7:]]


def test_a_flag_the_banner_says_already_is_not_said_twice() -> None:
    flags = [flag(code) for code in ("AV2S", "MAPP", "RHRH", "IIOM", "WEAP")]
    assert [one.code for one in flags_to_show(flags, MANAGED)] == ["WEAP"]
    shown = flags_to_show(flags, replace(MANAGED, risk_to_staff=Answer.UNKNOWN, mappa="", rosh=None))
    assert [one.code for one in shown] == ["AV2S", "MAPP", "RHRH", "WEAP"]


@pytest.mark.parametrize(
    "more, words",
    [
        ({}, "Licence to 13/06/2027"),
        ({"sentence_end": date(2026, 6, 13)}, "Licence ended 13/06/2026"),
        ({"sentence_end": TODAY}, "Licence to 22/11/2026"),
        ({"sentence_end": None}, "Licence, end not recorded"),
        ({"sentence": Sentence.NON_STATUTORY}, "Non-statutory"),
        ({"sentence": None}, "order or licence not recorded"),
    ],
)
def test_order_or_licence_and_until_when(more: dict[str, object], words: str) -> None:
    assert order_words(replace(MANAGED, **more), TODAY) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "at, words",
    [
        (datetime(2026, 11, 22, 15), "next: today 15:00 Northgate"),
        (datetime(2026, 11, 23, 9, 30), "next: tomorrow 09:30 Northgate"),
        (datetime(2026, 11, 24, 9, 30), "next: Tue 24 Nov 2026 09:30 Northgate (in 2 days)"),
    ],
)
def test_the_next_appointment_as_people_speak(at: datetime, words: str) -> None:
    assert next_words(appointment(at), NOW) == words


def test_markup_in_a_name_is_text(banner: CaseBanner) -> None:
    banner.show_case(case(person=replace(PERSON, surname="<b>A & B</b>")), None, NOW)
    assert banner.name.whole_text() == "<B>A & B</B>, Mohammed"
