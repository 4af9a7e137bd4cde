"""From a name to a paper on the table: plan 1 written whole and printed, plan 3 told what it lacks and refused."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from iom_desktop.domain.actions import ActionDraft, Source, Who
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rag, Rosh, Sentence
from iom_desktop.domain.decisions import DecisionMaker
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.plans import Agreement, Plan, PlanState
from iom_desktop.services import audit_log, cases, decisions, needs, people, plans
from iom_desktop.ui import ask
from iom_desktop.ui.documents.preview import PdfPreview
from tests.journeys import papers
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    assert_shows,
    dialog,
    fill,
    finish_jobs,
    front_window,
    is_at,
    press,
    save,
    screen,
    tab_to,
    type_in,
    widget,
)
from tests.reports.pdf_text import body_of, pages_of, squeezed, words_of
from tests.stores import TODAY


def newest_plan(computer: Computer) -> Plan:
    case_id = computer.shell.place().case_id
    versions = computer.workspace.read(plans.list_versions, case_id)
    return computer.workspace.read(plans.load_plan, versions[0].id)


def blocking(computer: Computer) -> list[str]:
    faults = computer.workspace.read(plans.plan_readiness, newest_plan(computer))
    return [fault.words for fault in faults if fault.blocking]


def as_printed(words: str) -> str:
    """How the paper may set a typed sentence: with another capital, without "Must" and without its full stop."""
    return squeezed(words.removeprefix("Must ").rstrip(".")).casefold()


# --- Plan 1 --------------------------------------------------------------------------------------------


def add_the_person(computer: Computer) -> str:
    press("Alt+2", "Ctrl+N")
    fill(papers.PERSON)
    save()
    case_id = computer.shell.place().case_id
    assert_shows(
        "HUDSON, Mohammed", "“Mo”", "D796000", "FIXED", "AMBER", "Why IOM · missing", "Plan · missing"
    )
    press("Ctrl+E")
    assert dialog("managed-dialog").isVisible()
    fill(papers.MANAGED)
    save()
    for aspect, officer in papers.LEADS.items():
        press("Ctrl+Shift+S")
        assert dialog("status-dialog").isVisible()
        fill({"aspect": aspect, "officer": officer})
        save()
    case = computer.workspace.read(cases.load_case, case_id)
    assert (case.person.surname, case.person.known_as) == ("Hudson", "Mo")
    assert case.managed.sentence is Sentence.LICENCE
    assert (case.managed.police_lead, case.managed.ogrs) == ("PC Baker", 82)
    assert_shows("Licence to Sun 13 Jun 2027")
    return case_id


def record_why(computer: Computer, case_id: str) -> None:
    press("Ctrl+2")
    assert_shows("Nobody has recorded why this person is under IOM.")
    press("Ctrl+N")
    assert dialog("decision-dialog").isVisible()
    fill({"rationale": papers.RATIONALE, "decided_on": "06/09/2025"})
    for place, (name, agency) in enumerate(papers.DECIDERS):
        if place:
            press("Alt+P")
        fill({f"decided-by-{place}-name": name, f"decided-by-{place}-agency": agency})
    fill(
        {
            "scores": "OGRS 82%",
            "mappa_checked_on": "03/11/2026",
            "mappa_result": "Level 1",
        }
    )
    tab_to("review_on")
    type_in("1 March 2027")
    save()
    made = computer.workspace.read(decisions.current_decision, case_id)
    assert made is not None
    assert made.said.rationale == papers.RATIONALE
    assert made.said.decided_on == date(2025, 9, 6)
    assert made.said.cohort is Cohort.FIXED
    assert made.said.decided_by[:2] == (
        DecisionMaker(name="PC Baker", agency="police"),
        DecisionMaker(name="D. Williams", agency="probation"),
    )
    assert [maker.name for maker in made.said.decided_by] == [name for name, _agency in papers.DECIDERS]
    assert_shows(papers.RATIONALE, "PC Baker (police), D. Williams (probation)", "Sat 6 Sep 2025")
    assert "Why IOM · missing" not in screen()
    assert computer.workspace.read(cases.load_case, case_id).managed.mappa == "Level 1"
    assert_shows("MAPPA Level 1")


def record_needs(computer: Computer, case_id: str) -> None:
    press("Ctrl+3")
    for typed in papers.NEEDS:
        press("Ctrl+N")
        assert dialog("need-dialog").isVisible()
        fill(typed)
        if "score" in typed:
            assert_shows(f"score {typed['score']}: ")
        save()
    found = {need.code: need for need in computer.workspace.read(needs.list_needs, case_id)}
    assert {code: need.assessed.severity for code, need in found.items()} == {
        "DRUGS": Severity.SEVERE,
        "ACCOMMODATION": Severity.SEVERE,
        "FINANCE": Severity.STANDARD,
        "THINKING": Severity.STANDARD,
    }
    assert found["DRUGS"].assessed == NeedDraft(
        code="DRUGS",
        score=9,
        severity=Severity.SEVERE,
        linked_to_offending=True,
        linked_to_harm=True,
        strengths="His mother is in touch.",
        identified_on=TODAY,
    )
    press("Ctrl+E")
    assert dialog("risk-dialog").isVisible()
    fill(papers.RISK)
    save()
    managed = computer.workspace.read(cases.load_case, case_id).managed
    assert (managed.rosh, managed.risk_when) == (Rosh.HIGH, papers.RISK["greatest"])
    assert_shows("Drug misuse", "Accommodation", str(papers.RISK["greatest"]), "to the public", "RoSH HIGH")


def write_plan(computer: Computer) -> None:
    """Goals and actions, one after another, with nothing but the keyboard."""
    press("Ctrl+4")
    tab_to("case-plan-empty-action")
    press("Space")
    for place, (goal, actions) in enumerate(papers.PLAN):
        if place:
            press("G")
        assert dialog("goal-dialog").isVisible()
        fill(goal)
        save()
        press("N")
        for at, action in enumerate(actions):
            assert dialog("action-dialog").isVisible()
            assert is_at("what")
            fill(action)
            if at < len(actions) - 1:
                press("Ctrl+Shift+Return")
                assert_shows("Saved. Here is the next one.")
        save()
    press("W")
    fill(papers.PLAN_WORDS)
    save()


def check_plan(computer: Computer) -> None:
    plan = newest_plan(computer)
    assert [goal.said.words for goal in plan.goals] == [goal["words"] for goal, _actions in papers.PLAN]
    assert [goal.said.target_on for goal in plan.goals] == [
        date(2027, 2, 2),
        date(2027, 1, 31),
        date(2026, 12, 15),
    ]
    actions = {action.number: action.said for action in plan.actions()}
    assert list(actions) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2"]
    assert actions["1.1"] == ActionDraft(
        what="Must attend the assessment at Northgate Recovery Service",
        due_on=date(2026, 12, 1),
        due_time=time(10),
        source=Source.LICENCE,
        source_detail="condition 9 (drug treatment)",
        evidence="the service e-mails attendance the same day.",
        if_missed="home visit that evening by PC Baker, first warning letter next working day.",
        support="PC Baker drives him.",
        explained_on=date(2026, 11, 20),
        agreed=True,
    )
    assert (actions["1.2"].how_often, actions["1.2"].source) == ("every day", Source.LICENCE)
    patel, baker = actions["2.2"], actions["3.1"]
    assert (patel.who, patel.who_name, patel.who_agency) == (Who.PARTNER, "S. Patel", "North Area Council")
    assert (baker.who, baker.who_name, baker.who_agency) == (Who.OFFICER, "PC Baker", "police")
    assert (baker.due_on, baker.due_time) == (date(2026, 11, 23), time(15))
    assert plan.said.contingency == papers.PLAN_WORDS["contingency"]
    assert plan.said.persons_words == papers.PLAN_WORDS["persons_words"]
    assert plan.said.review_on == date(2027, 1, 3)


def save_paper(path: Path, goal: str = str(papers.PLAN[0][0]["words"])) -> bytes:
    """Ctrl+9 and the first field choose it, Ctrl+S asks for whom and where."""
    press("Ctrl+9")
    finish_jobs()
    tab_to("paper")
    type_in("Full")
    finish_jobs()
    assert goal in widget("plan-preview", PdfPreview).document.getAllText(0).text()
    press("Ctrl+S")
    assert dialog("copy-dialog").isVisible()
    fill({"recipients": "Case conference, North Area", "purpose": "conference on 3 December"})
    with ask.script(path) as asked:
        save()
    assert asked == ["Save the case plan"]
    finish_jobs()
    return path.read_bytes()


def test_plan_1_is_written_whole_agreed_and_put_on_paper(at_work: Computer, tmp_path: Path) -> None:
    case_id = add_the_person(at_work)
    record_why(at_work, case_id)
    record_needs(at_work, case_id)
    write_plan(at_work)
    check_plan(at_work)

    # On the screen: every sentence, and nothing in the way.
    shown = squeezed(screen()).casefold()
    assert [words for words in papers.plan_sentences() if as_printed(words) not in shown] == []
    assert blocking(at_work) == []
    assert_shows("READY", "Nothing stands in the way", "8 of 8 actions complete")

    # As a draft it is paper already, and says so.
    draft = save_paper(tmp_path / "draft.pdf")
    assert all("DRAFT" in page for page in pages_of(draft))

    press("Ctrl+4")
    tab_to("plan-agree")
    press("Space")
    assert dialog("agreement-dialog").isVisible()
    fill({"answer": "Agrees"})
    save()
    versions = at_work.workspace.read(plans.list_versions, case_id)
    assert [(one.number, one.state) for one in versions] == [(2, PlanState.DRAFT), (1, PlanState.AGREED)]
    agreed = at_work.workspace.read(plans.load_plan, versions[1].id)
    assert agreed.agreement is not None
    assert agreed.agreement.said.answer is Agreement.AGREES
    assert agreed.agreement.said.persons_words == papers.PLAN_WORDS["persons_words"]
    assert_shows("IN FORCE", "Agreed Sun 22 Nov 2026 by PC Test Baker", "Mo agrees")

    pdf = save_paper(tmp_path / "plan.pdf")
    text = (words_of(pdf) + body_of(pdf)).casefold()
    typed = [
        *papers.plan_sentences(),
        *papers.sentences(papers.RISK),
        *papers.sentences(papers.MANAGED),
        *papers.LEADS.values(),
        papers.RATIONALE,
        *(name for name, _agency in papers.DECIDERS),
        "OGRS 82%",
        "His mother is in touch.",
    ]
    assert [words for words in typed if as_printed(words) not in text] == []
    for words in (
        "Mohammed HUDSON", "known as Mo", "D796000", "born 23 May 1986", "Fixed", "AMBER", "MAPPA Level 1",
        "Tue 1 Dec 2026 10:00", "Thu 26 Nov 2026 14:30", "Mon 23 Nov 2026 15:00", "every day",
        "explained 20 Nov 2026, agreed", "2 Feb 2027", "31 Jan 2027", "15 Dec 2026",
        "S. Patel (North Area Council)", "PC Baker (police)", "Drug misuse", "Finance benefit and debt",
        "Version 1, agreed Sun 22 Nov 2026", "Mo agrees with this plan", "Page 1 of", "OFFICIAL-SENSITIVE",
        "made by PC Test Baker",
    ):  # fmt: skip
        assert squeezed(words).casefold() in text, words
    assert "DRAFT" not in {line for page in pages_of(pdf) for line in page}

    # And it is on record for whom, in the store and on the page.
    given = [one for one in at_work.workspace.read(audit_log.list_access, case_id) if one.disclosure]
    assert [(one.recipients, one.purpose) for one in given] == [
        ("Case conference, North Area", "conference on 3 December")
    ] * 2
    assert_shows("Case conference, North Area")
    assert at_work.workspace.verify() == []

    # What is changed after that is a draft, and says in plain words what it changes.
    press("Ctrl+4")
    assert_shows("Change the plan")
    tab_to("plan-agree")
    press("Space")
    press("Down")
    type_in("1.1")
    press("Return")
    assert dialog("action-dialog").isVisible()
    fill({"due_on": "8/12"})
    save()
    assert_shows("is in force. This draft changes 1 thing of it.")
    tab_to("plan-what-changed")
    press("Space")
    assert_shows("1.1 now due 8 December at 10:00, was 1 December at 10:00.")
    assert newest_plan(at_work).goals[0].actions[0].said.due_on == date(2026, 12, 8)
    in_force = at_work.workspace.read(plans.load_plan, agreed.id)
    assert in_force.goals[0].actions[0].said.due_on == date(2026, 12, 1)


# --- Plan 3 --------------------------------------------------------------------------------------------

LACKING = (
    "does not say what is to be done so that anybody could see it done.",
    "does not say by when or how often.",
    "does not say where the requirement comes from.",
    "does not say how it will be shown done.",
    "does not say what happens if it is missed.",
)


@pytest.fixture
def severe_drugs(at_work: Computer) -> str:
    """A case with two severe needs and no plan."""
    perform = at_work.workspace.perform
    case_id = perform(
        "Add person",
        people.add_person,
        PersonDraft(crn="Z300000", surname="Vaguely", forenames="Dan"),
        CaseDraft(cohort=Cohort.FIXED, rag=Rag.RED, rosh=Rosh.HIGH),
        TODAY,
    )
    for code in ("DRUGS", "ACCOMMODATION"):
        draft = NeedDraft(code=code, severity=Severity.SEVERE, identified_on=TODAY)
        perform("Record need", needs.record_need, case_id, draft, TODAY)
    return case_id


def test_plan_3_is_told_line_by_line_what_it_lacks_and_cannot_be_agreed(
    at_work: Computer, severe_drugs: str, tmp_path: Path
) -> None:
    press("Ctrl+K")
    type_in("vaguely")
    press("Return", "Ctrl+4")
    tab_to("case-plan-empty-action")
    press("Space")
    fill({"words": "Drugs"})
    save()
    press("N")
    for at, words in enumerate(papers.PLAN_3):
        fill({"what": words})
        press("Ctrl+Shift+Return" if at < 2 else "Ctrl+Return")
    assert front_window() is at_work.window

    faults = blocking(at_work)
    for number in ("1.1", "1.2", "1.3"):
        said = [words.removeprefix(f"{number} ") for words in faults if words.startswith(number)]
        assert [one for one in LACKING if one not in said] == []
    assert "Severe need: accommodation, nothing in the plan serves it." in faults
    assert_shows("NOT READY", "0 of 3 actions complete", *faults)

    # Agreeing leads to the list instead, and Enter there to the very field.
    tab_to("plan-agree")
    press("Space")
    assert front_window() is at_work.window
    assert_shows(f"The plan cannot be agreed yet: {len(faults)} things stand in the way.")
    for _step in range(len(faults)):
        chosen = at_work.window.focusWidget().currentIndex().data()  # type: ignore[attr-defined]
        if "1.2 does not say what happens if it is missed." in chosen:
            break
        press("Down")
    press("Return")
    assert dialog("action-dialog").isVisible()
    assert is_at("if_missed")
    press("Escape")

    plan = newest_plan(at_work)
    assert (plan.state, plan.agreement) == (PlanState.DRAFT, None)
    assert len(at_work.workspace.read(plans.list_versions, severe_drugs)) == 1
    draft = save_paper(tmp_path / "draft.pdf", "Drugs")
    assert all("DRAFT" in page for page in pages_of(draft))
    assert [words for words in papers.PLAN_3 if as_printed(words) not in words_of(draft).casefold()] == []
