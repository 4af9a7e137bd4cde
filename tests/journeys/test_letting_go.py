"""Letting somebody go: a colour changed with its reason, the evidence, the record, and taken on again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, IomStatus, Rag, Sentence
from iom_desktop.domain.decisions import DecisionMaker
from iom_desktop.domain.deselection import Topic
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.statuses import Aspect
from iom_desktop.services import audit_log, cases, deselections, offending, statuses
from iom_desktop.services.people import add_person
from iom_desktop.ui import ask
from iom_desktop.ui.workspace import unlock_store
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    assert_shows,
    dialog,
    errors,
    fill,
    finish_jobs,
    press,
    save,
    screen,
    tab_to,
    tick,
    type_in,
    wait_until,
)
from tests.reports.pdf_text import squeezed, words_of
from tests.stores import PASSPHRASE, TODAY, Clock

ADOPTED = date(2026, 2, 3)


@pytest.fixture
def case_id(store_folder: Path, clock: Clock) -> str:
    """Somebody under IOM since February."""
    store = unlock_store(store_folder, PASSPHRASE, clock=clock)
    draft = PersonDraft(crn="Z000001", surname="Sampleton", forenames="Mohammed", known_as="Mo")
    managed = CaseDraft(
        cohort=Cohort.FIXED, rag=Rag.RED, sentence=Sentence.LICENCE, adopted_on=ADOPTED, police_lead="PC Mock"
    )
    with store.write("Begin") as session:
        made = add_person(session, draft, managed, TODAY)
    store.close()
    return made


def test_from_red_to_let_go_and_back_again(case_id: str, at_work: Computer, tmp_path: Path) -> None:
    read = at_work.workspace.read

    # The case is opened; the months under IOM stand across the top.
    press("Alt+2")
    finish_jobs()
    type_in("sampleton")
    press("Return")
    finish_jobs()
    assert_shows("The months under IOM", "Under IOM, since Tue 3 Feb 2026")

    # An arrest before anything else, by the box that finds every action.
    press("Ctrl+K")
    type_in("Record arrest")
    press("Return")
    assert dialog("offending-dialog").isVisible()
    fill({"on_day": "9/3/2026", "offence": "Burglary dwelling"})
    save()
    assert [one.said.offence for one in read(offending.list_offending, case_id)] == ["Burglary dwelling"]

    # Green, since a day, for a reason, as somebody decided: nothing less will do.
    press("Ctrl+Shift+S")
    assert dialog("status-dialog").isVisible()
    fill({"value": "GREEN"})
    assert_shows("Stable, and getting ready to leave IOM. Contact: at least 1 in 28 days.")
    press("Ctrl+Return")
    assert {"Reason: this is needed.", "Decided by: this is needed."} <= set(errors())
    fill({"from_on": "1/9/2026", "reason": "No arrest since March.", "decided_by": "Case conference"})
    save()
    red, green = [one for one in read(statuses.list_statuses, case_id) if one.aspect is Aspect.RAG]
    assert (red.value, red.from_on, red.to_on) == ("red", ADOPTED, date(2026, 9, 1))
    assert (green.value, green.reason, green.current) == ("green", "No arrest since March.", True)
    assert read(cases.load_case, case_id).managed.rag is Rag.GREEN

    # The band is walked by the arrows, and tells what is drawn; Enter opens the history behind it.
    tab_to("band-canvas")
    assert_shows("Colour GREEN, since Tue 1 Sep 2026", "No arrest since March.")
    press("Left")
    assert_shows("Colour RED, Tue 3 Feb 2026 to Mon 31 Aug 2026")
    press("Return")
    assert dialog("status-history").isVisible()
    assert_shows("No arrest since March.", "no reason recorded")
    press("Escape")

    # Let go: what changed is drawn together; what the panel did not rely on is left out.
    press("Ctrl+2", "Ctrl+D")
    assert dialog("deselection-dialog").isVisible()
    assert_shows(
        "1 arrest since adoption on 03/02/2026", "Red from Tue 3 Feb 2026, Green from Tue 1 Sep 2026."
    )
    press("Ctrl+Return")
    assert any("Exit plan is needed" in words for words in errors())
    fill({"reason_code": "Risk reduced", "words": "Stable for eight months."})
    fill({"exit_plan": "Probation goes on to the end of the licence."})
    tab_to("decided-by-0-name")
    type_in("Sgt Invented Cole")
    press("Tab")
    type_in("Police")
    fill({"dissent": "Housing would have waited."})
    evidence = read(deselections.gather_evidence, case_id, TODAY)
    unused = next(n for n, line in enumerate(evidence) if line.topic is Topic.ACCOMMODATION)
    tick(f"evidence-{unused}-box", False)
    fill({"more": "He brought his own pay slips."})
    save()
    finish_jobs()
    (gone,) = read(deselections.list_deselections, case_id)
    assert (gone.reason, gone.said.decided_on, gone.adopted_on) == (
        "Risk reduced, and stayed so",
        TODAY,
        ADOPTED,
    )
    assert gone.said.decided_by == (DecisionMaker(name="Sgt Invented Cole", agency="police"),)
    topics = [line.topic for line in gone.said.evidence]
    assert Topic.ACCOMMODATION not in topics
    assert gone.said.evidence[-1].words == "He brought his own pay slips."
    assert read(cases.load_case, case_id).iom_status is IomStatus.DESELECTED
    assert_shows("DE-SELECTED Sun 22 Nov 2026", "Stable for eight months.", "He brought his own pay slips.")

    # The record for the file: on record for whom before it leaves.
    press("Ctrl+T")
    finish_jobs()
    wait_until(lambda: "of 1" in screen())
    press("Ctrl+S")
    fill({"recipients": "The case file"})
    out = tmp_path / "record.pdf"
    with ask.script(out):
        save()
    finish_jobs()
    text = words_of(out.read_bytes())
    for words in (
        "De-selection record",
        "1 arrest since adoption",
        "Housing would have waited.",
        "pay slips",
    ):
        assert squeezed(words) in text, words
    newest = read(audit_log.list_access, case_id)[0]
    assert (newest.document, newest.recipients) == (
        "record of de-selection, of Sun 22 Nov 2026, full, copy 1",
        "The case file",
    )

    press("Ctrl+T")
    assert_shows("Take de-selection back…")

    # Out of the usual list, and found by name.
    press("Alt+2")
    finish_jobs()
    press("Escape")
    assert_shows("0 people · 1 de-selected")
    type_in("sampleton")
    assert_shows("De-selected 22 Nov 2026")
    press("Return")
    finish_jobs()

    # Taken on again: a new decision, and the earlier time under IOM stays as it was.
    press("Ctrl+2", "Ctrl+N")
    assert dialog("decision-dialog").isVisible()
    fill(
        {
            "cohort": "Flex",
            "rationale": "Burglaries again.",
            "additionality": "Visits.",
            "objectives": "None.",
        }
    )
    fill({"timescale": "Six months"})
    tab_to("decided-by-0-name")
    type_in("Sgt Invented Cole")
    press("Tab")
    type_in("Police")
    save()
    finish_jobs()
    assert read(cases.load_case, case_id).iom_status is IomStatus.ADOPTED
    first, second = read(statuses.list_episodes, case_id)
    assert (first.adopted_on, first.ended_on, first.deselection_id) == (ADOPTED, TODAY, gone.id)
    assert (second.adopted_on, second.ended_on) == (TODAY, None)
    assert_shows("Times under IOM", "Earlier de-selections", "De-selected Sun 22 Nov 2026")
