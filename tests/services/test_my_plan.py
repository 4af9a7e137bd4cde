"""My plan: what is on it, by whose role; and that nobody's name and nothing kept apart can get onto it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from iom_desktop.display import my_plan_lines
from iom_desktop.display.paper_subjects import my_plan_subject
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft
from iom_desktop.domain.audiences import LEFT_FROM_THE_PERSON, SharedMatter
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rag, Sentence
from iom_desktop.domain.known_names import WhyOut
from iom_desktop.domain.my_plan import Helper, MyPlan, Role, first_monday
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, PlanState, PlanWords
from iom_desktop.domain.providers import ProviderDraft
from iom_desktop.domain.risk import WithheldDraft
from iom_desktop.reports.my_plan import my_plan
from iom_desktop.services import actions, appointments, notes, plans, providers, risk
from iom_desktop.services.known_names import WORKER_COLUMNS
from iom_desktop.services.my_plan import load_my_plan
from iom_desktop.storage.tables import KINDS, Record, Words
from tests.planted import SECRETS, plant
from tests.reports.pdf_text import words_of
from tests.stores import NOW, TODAY, Desk

POLICE, PROBATION = "PC Zedekiah Quillfeather", "Ottoline Brambleworth"
MANAGED = CaseDraft(
    cohort=Cohort.FIXED,
    rag=Rag.RED,
    sentence=Sentence.LICENCE,
    police_lead=POLICE,
    police_phone="01632 960 001",
    probation_lead=PROBATION,
    probation_phone="01632 960 002",
)


def book(desk: Desk, case_id: str, days: int, name: str, **more: Any) -> str:
    at = datetime.combine(TODAY + timedelta(days=days), time(10))
    draft = AppointmentDraft(type_code="CHVS", starts_at=at, with_name=name, purpose="Search him", **more)
    return desk.do(appointments.book_appointment, case_id, draft)


def add(desk: Desk, goal: str, what: str, **more: Any) -> str:
    return desk.do(actions.add_action, goal, ActionDraft(what=what, **more), TODAY)


@pytest.fixture(scope="module")
def mo(shared_desk: Desk) -> str:
    """Somebody with a plan of every kind of action, and appointments in and out of the four weeks."""
    desk = shared_desk
    desk.do(providers.add_provider, ProviderDraft(name="Northgate Recovery", contact="I. Trial"), TODAY)
    case_id = desk.newcomer(surname="Sampleton", known_as="Mo", managed=MANAGED)
    plan = desk.do(plans.start_plan, case_id)
    goal = desk.do(plans.add_goal, plan, GoalDraft(words="I will stop using.", serves=("DRUGS",)))
    add(
        desk,
        goal,
        "Attend the clinic.",
        how_often="every Monday",
        due_on=date(2026, 12, 1),
        due_time=time(10),
        source=Source.LICENCE,
        evidence="A note to Ottoline",
        if_missed="Quillfeather visits that evening",
        support=f"{POLICE} drives Mo there",
    )
    done = add(desk, goal, "Fetch the form.")
    desk.do(actions.set_action_status, done, ActionStatus.DONE, "", TODAY, TODAY)
    add(desk, goal, "Write to the clinic.", who=Who.OFFICER, who_name=PROBATION, who_agency="probation")
    add(desk, goal, "See Mo weekly.", who=Who.PARTNER, who_name="I. Trial", who_agency="Northgate Recovery")
    harm = desk.do(plans.add_goal, plan, GoalDraft(words="I will keep people safe.", serves=("RISK",)))
    add(desk, harm, "Watch the lock-up.", who=Who.OFFICER, who_name=POLICE, who_agency="police")
    add(
        desk,
        harm,
        "Visit unannounced.",
        who=Who.OFFICER,
        who_name=POLICE,
        explained_on=TODAY,
        who_agency="police",
    )
    version = desk.see(plans.load_plan, plan).version
    desk.do(
        plans.word_plan, plan, version, PlanWords(contingency="Recall him", persons_words="A room first.")
    )
    for days, name in ((1, POLICE), (7, PROBATION), (9, "C. Unknown"), (40, POLICE), (-3, POLICE)):
        book(desk, case_id, days, name, place="14 Sample Terrace")
    gone = book(desk, case_id, 10, POLICE)
    row = desk.see(appointments.load_appointment, gone)
    desk.do(
        appointments.cancel_appointment,
        gone,
        row.version,
        CancelDraft(asked_by=AskedBy.SERVICE, reason="Ill"),
    )
    return case_id


@pytest.fixture(scope="module")
def mine(shared_desk: Desk, mo: str) -> MyPlan:
    return shared_desk.see(load_my_plan, mo, NOW)


# --- What is on it -------------------------------------------------------------------------------------


def test_what_i_do_and_what_others_do_for_me(mine: MyPlan) -> None:
    first = mine.goals[0].actions
    assert [one.words for one in first] == ["Attend the clinic."]  # what is done is off it
    assert first[0].support == "Your police officer drives Mo there"
    assert first[0].if_missed == "Your police officer visits that evening"
    assert first[0].evidence == "A note to your probation officer"
    assert (first[0].by, first[0].at, first[0].rule) == (date(2026, 12, 1), time(10), Source.LICENCE)
    assert [(one.words, one.helper) for one in mine.others] == [
        ("Write to the clinic.", Helper(Role.PROBATION_LEAD)),
        ("See Mo weekly.", Helper(Role.OTHER, "Northgate Recovery")),
        ("Visit unannounced.", Helper(Role.POLICE_LEAD)),
    ]
    assert mine.words == ("A room first.",)
    assert mine.sentence is Sentence.LICENCE


def test_what_serves_risk_alone_is_left_out_until_the_person_was_told(mine: MyPlan) -> None:
    left = [one for one in mine.left_out if one.why is WhyOut.UNTOLD]
    assert [one.where for one in left] == ["2.1"]
    assert "Required action 2.1 is not on it: nobody has gone through it with the person." in (
        my_plan_lines.left_out_words(mine)
    )
    assert "In 1.1: “PC Zedekiah Quillfeather” became “Your police officer”." in my_plan_lines.left_out_words(
        mine
    )


def test_appointments_are_those_to_come_in_the_four_weeks(mine: MyPlan) -> None:
    days = [(one.starts_at.date() - TODAY).days for one in mine.appointments]
    assert days == [1, 7, 9]  # neither the cancelled one, nor those before and after
    assert [one.helper for one in mine.appointments] == [
        Helper(Role.POLICE_LEAD),
        Helper(Role.PROBATION_LEAD),
        Helper(Role.OTHER),
    ]
    assert all(one.must for one in mine.appointments)
    assert {one.place for one in mine.appointments} == {"14 Sample Terrace"}


@pytest.mark.parametrize(
    "on, monday",
    [(date(2026, 11, day), date(2026, 11, 16)) for day in range(16, 21)]
    + [(date(2026, 11, day), date(2026, 11, 23)) for day in range(21, 28)],
)
def test_the_calendar_begins_this_monday_and_at_a_weekend_the_next(on: date, monday: date) -> None:
    assert first_monday(on) == monday


def test_four_weeks_with_what_is_to_be_done_on_each_day(mine: MyPlan) -> None:
    weeks = my_plan_lines.weeks(mine)
    assert [len(week) for week in weeks] == [7] * 4
    assert weeks[0][0].on == date(2026, 11, 23)  # today is a Sunday
    busy = {day.on: list(my_plan_lines.day_lines(day)) for week in weeks for day in week if day.busy}
    assert busy == {
        date(2026, 11, 23): ["10:00 Home visit"],
        date(2026, 11, 29): ["10:00 Home visit"],
        date(2026, 12, 1): ["10:00 Home visit", "Do 1.1"],
    }
    tuesday = my_plan_lines.weeks(replace(mine, made_at=datetime(2026, 11, 24, 9)))
    assert [day.on.day for week in tuesday for day in week if day.past] == [23]


def test_the_numbers_are_the_leads_and_those_of_the_list(mine: MyPlan) -> None:
    assert [(one.role, one.telephone) for one in mine.telephones[:2]] == [
        (Role.POLICE_LEAD, "01632 960 001"),
        (Role.PROBATION_LEAD, "01632 960 002"),
    ]
    assert ("Emergency", "999") in [(one.name, one.telephone) for one in mine.telephones]


def test_the_agreed_version_is_printed_before_a_newer_draft(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    assert shared_desk.see(load_my_plan, case_id, NOW).plan_number is None
    plan = shared_desk.do(plans.start_plan, case_id)
    goal = shared_desk.do(plans.add_goal, plan, GoalDraft(words="I will work.", serves=("ETE",)))
    clear = {"due_on": TODAY, "source": Source.VOLUNTARY, "evidence": "Slip", "if_missed": "We talk"}
    add(shared_desk, goal, "Sign on.", serves=("ETE",), explained_on=TODAY, agreed=True, **clear)
    version = shared_desk.see(plans.load_plan, plan).version
    words = PlanWords(review_on=TODAY + timedelta(days=30), contingency="Ring")
    shared_desk.do(plans.word_plan, plan, version, words)
    draft = shared_desk.see(load_my_plan, case_id, NOW)
    assert (draft.plan_number, draft.state, draft.agreed_on) == (1, PlanState.DRAFT, None)
    said = AgreementDraft(
        answer=Agreement.DOES_NOT_AGREE, reason="Too much", persons_words="No.", explained_on=TODAY
    )
    shared_desk.do(plans.agree_plan, plan, said, TODAY)
    agreed = shared_desk.see(load_my_plan, case_id, NOW)
    assert (agreed.plan_number, agreed.state, agreed.answer) == (
        1,
        PlanState.AGREED,
        Agreement.DOES_NOT_AGREE,
    )
    assert agreed.words == ("No.",)
    newest = shared_desk.see(plans.newest_plan, case_id)
    assert newest is not None
    assert newest.number == 2
    assert shared_desk.see(load_my_plan, case_id, NOW, plan_id=newest.id).plan_number == 2


def test_what_left_it_makes_no_other_paper(mine: MyPlan) -> None:
    subject = my_plan_subject(mine)
    assert my_plan_subject(replace(mine, left_out=())).content == subject.content
    assert my_plan_subject(replace(mine, made_by="Somebody else")).content == subject.content
    assert my_plan_subject(replace(mine, words=("Else",))).content != subject.content
    assert my_plan_subject(replace(mine, large_print=True)).content != subject.content


# --- What cannot get onto it ---------------------------------------------------------------------------

NAMES = ("zedekiah", "quillfeather", "ottoline", "shelly", "mockforth", "trialson")
INTELLIGENCE = "The lorry behind Invented Quay holds eleven stolen quad bikes."
WITHHELD = "Shelly Mockforth begged that nobody ever learns her new telephone number."
TYPED = (
    f"{POLICE} knows. Ask OTTOLINE. Tell Shelly, or S. Mockforth. B. Trialson, Dr Trialson: "
    f"we heard the lorry behind Invented Quay holds eleven stolen quad bikes, and she begged that nobody ever "
    f"learns her new telephone number."
)
#: Whose words are kept from the person.
KEPT = ("flag", "marac", "safeguarding_check", "risk_measure", "risk_assessment")
PHRASES = ("stolenquadbikes", "inventedquay", "nobodyeverlearns", "newtelephone")


def secrets_in(text: str) -> list[str]:
    squeezed = "".join(text.lower().split())
    return [secret for secret in (*NAMES, *PHRASES) if secret in squeezed]


def text_columns(kind: type[Record]) -> list[str]:
    """The columns of a kind of record in which something is typed."""
    return [column.name for column in kind.__table__.columns if isinstance(column.type, Words)]


@pytest.fixture(scope="module")
def planted(shared_desk: Desk) -> str:
    """A case with a record of nearly every kind."""
    return plant(shared_desk).case_id


def test_the_sharing_rules_hold_on_it_too(shared_desk: Desk, planted: str) -> None:
    mine = shared_desk.see(load_my_plan, planted, NOW)
    printed = words_of(my_plan(mine)).casefold()
    for matter in LEFT_FROM_THE_PERSON:
        assert SECRETS[matter].casefold() not in printed, matter
    assert set(mine.rules) == LEFT_FROM_THE_PERSON
    assert SECRETS[SharedMatter.NEEDS].casefold() in printed  # else it would prove nothing


@pytest.fixture(scope="module")
def riddled(shared_desk: Desk, planted: str) -> str:
    """The same case, every text of each record holding every secret."""
    desk, case_id = shared_desk, planted
    for mark in ({"mark": Mark.INTELLIGENCE}, {"third_party": True}, {"not_disclosable": True}):
        note = NoteDraft(happened_at=NOW - timedelta(days=1), words=INTELLIGENCE, **mark)
        desk.do(notes.add_note, case_id, note, NOW)
    desk.do(risk.withhold, case_id, WithheldDraft(words=WITHHELD, why=WITHHELD, source="Sister"))
    named = {(column.class_.__tablename__, column.key) for column in WORKER_COLUMNS}
    with desk.store.write("Test") as session:
        connection = session.connection()

        def put(table: str, column: str, text: str, where: str) -> None:
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = ? WHERE {where} = ?", (text, case_id))

        for kind in KINDS.values():
            table: Any = kind.__table__
            if "case_id" not in table.columns or table.name in ("note", "withheld", "document_copy"):
                continue
            for column in text_columns(kind):
                words = INTELLIGENCE if table.name in KEPT else TYPED
                put(table.name, column, "B. Trialson" if (table.name, column) in named else words, "case_id")
        for column in text_columns(KINDS["case"]):
            put("iom_case", column, TYPED, "id")
        put("iom_case", "police_lead", POLICE, "id")
        put("iom_case", "probation_lead", PROBATION, "id")
    return case_id


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("large_print", [False, True])
def test_no_name_and_no_secret_is_on_it_wherever_it_was_typed(
    shared_desk: Desk, riddled: str, language: str, large_print: bool
) -> None:
    mine = shared_desk.see(load_my_plan, riddled, NOW, language=language, large_print=large_print)
    assert secrets_in(TYPED) == [*NAMES, *PHRASES], "the text planted holds them all"
    assert all((mine.goals, mine.goals[0].actions, mine.words, mine.appointments))
    assert mine.goals[0].words == (
        "Your police officer knows. Ask your probation officer. Tell [somebody], or [somebody]. [a worker], "
        "[a worker]: we heard [left out], and she [left out]."
    )
    assert secrets_in(words_of(my_plan(mine))) == []
    # Nor in what the report is given, but for what the officer is told of.
    assert secrets_in(repr(replace(mine, left_out=()))) == []
    told = " ".join(my_plan_lines.left_out_words(mine)).lower()
    assert all(secret in told for secret in ("quillfeather", "stolen quad bikes", "mockforth"))


def test_somebody_else_of_the_store_is_not_named(shared_desk: Desk, mo: str) -> None:
    shared_desk.newcomer(surname="Gossamer", forenames="Perpetua Anne")
    shared_desk.newcomer(surname="Book", forenames="Read")
    case_id = shared_desk.newcomer(managed=MANAGED)
    plan = shared_desk.do(plans.start_plan, case_id)
    words = "Stay away from Perpetua Gossamer. Read the book. A gossamer wing."
    shared_desk.do(plans.add_goal, plan, GoalDraft(words=words))
    mine = shared_desk.see(load_my_plan, case_id, NOW)
    assert mine.goals[0].words == "Stay away from [somebody]. Read the book. A gossamer wing."


def test_every_column_that_names_somebody_is_known() -> None:
    """Whoever adds a column in which a worker is named adds it to ``WORKER_COLUMNS``."""
    known = {(column.class_.__tablename__, column.key) for column in WORKER_COLUMNS}
    names = {
        "who_name",
        "with_name",
        "given_by",
        "assessed_by",
        "reviewed_by",
        "said_by",
        "screened_by",
        "asked_by",
    }
    for kind in KINDS.values():
        table: Any = kind.__table__
        for column in table.columns:
            if "case_id" in table.columns and column.name in names and isinstance(column.type, Words):
                assert (table.name, column.name) in known
