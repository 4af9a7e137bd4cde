"""Why this person: referred, screened by the matrix, decided, decided again, and the record printed for the file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from iom_desktop.domain.codes import Cohort, IomStatus
from iom_desktop.domain.decisions import DecisionMaker, DecisionOutcome
from iom_desktop.domain.selection import Recommendation, ReferralState
from iom_desktop.services import audit_log, cases, decisions, referrals, statuses
from iom_desktop.services.timeline import list_timeline
from iom_desktop.ui import ask
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    assert_shows,
    dialog,
    errors,
    fill,
    finish_jobs,
    front_window,
    press,
    save,
    screen,
    tab_to,
    type_in,
    wait_until,
)
from tests.reports.pdf_text import squeezed, words_of
from tests.stores import NOW, TODAY

GROUNDS = "Four burglaries of homes within a mile since August."
WHY = "Persistent burglar whose offending follows his heroin use. The order alone has not slowed it."


@pytest.mark.usefixtures("case_id")
def test_referred_screened_decided_superseded_and_printed(at_work: Computer, tmp_path: Path) -> None:
    read = at_work.workspace.read

    # Somebody nobody has on file is put forward; the case opens where the decision will stand.
    press("Alt+2")
    finish_jobs()
    press("Ctrl+Shift+N")
    assert dialog("refer-person").isVisible()
    save_without = front_window()
    press("Ctrl+Return")
    assert front_window() is save_without
    assert any("Grounds" in words for words in errors())
    fill(
        {
            "surname": "Exampleford",
            "forenames": "Dean",
            "known_as": "Deano",
            "date_of_birth": "2/4/1997",
            "crn": "X900417",
            "referrer": "Sgt Invented Cole",
            "agency": "Police",
            "referred_on": "3/11/2026",
            "grounds": GROUNDS,
        }
    )
    save()
    finish_jobs()
    (row,) = [one for one in read(cases.list_cases, NOW) if one.crn == "X900417"]
    (referral,) = read(referrals.list_referrals, row.id)
    assert (referral.said.grounds, referral.said.agency, referral.state) == (
        GROUNDS,
        "police",
        ReferralState.REFERRED,
    )
    assert_shows("Whether Deano comes under IOM", "REFERRED", "Sgt Invented Cole (police)", GROUNDS)
    assert_shows("It has not been screened.", "Why IOM · waiting")

    # Screened: what the record knows is proposed; the officer says what it does not know.
    press("Ctrl+Shift+S")
    assert dialog("screening-dialog").isVisible()
    assert_shows("No MAPPA level recorded, not checked", "29", "OGRS is not recorded: choose")
    press("Ctrl+Return")
    assert any("choose an answer" in words for words in errors())
    fill({"score-0": "75%", "score-4": "Current"})
    assert_shows("Total: 6 of 23 points", "With 6 points the rules come to: Not recommended")
    fill({"recommendation": "Fixed"})
    press("Ctrl+Return")
    assert any("is needed" in words for words in errors())
    fill({"override_reason": "Three victims are over eighty."})
    save()
    finish_jobs()
    (screening,) = read(referrals.list_screenings, row.id)
    assert (screening.total, screening.said.recommendation) == (6, Recommendation.FIXED)
    assert screening.said.override_reason == "Three victims are over eighty."
    assert_shows("6 of 23 points", "Fixed cohort", "Three victims are over eighty.", "As the officer judges")

    # To which panel it goes.
    press("Ctrl+G")
    fill({"panel_on": "3/12/2026"})
    save()
    assert_shows("Thu 3 Dec 2026 (in 11 days)")

    # The panel decides: what screening recommends stands in the form already.
    press("Ctrl+N")
    assert dialog("decision-dialog").isVisible()
    assert_shows("Tue 3 Nov 2026, Sgt Invented Cole (police)", "Taken on", "Fixed")
    fill(
        {
            "rationale": WHY,
            "additionality": "Evening visits.",
            "objectives": "No burglary for six months.",
            "timescale": "Six months",
        }
    )
    tab_to("decided-by-0-name")
    type_in("Sgt Invented Cole")
    press("Tab")
    type_in("Police")
    press("Alt+P")
    type_in("D. Williams")
    press("Tab")
    type_in("Probation")
    fill({"dissent": "The council would have waited.", "criteria": ("neighbourhood_crime",)})
    fill({"mappa_checked_on": "20/11/2026", "mappa_result": "Not MAPPA"})
    save()
    finish_jobs()
    first = read(decisions.current_decision, row.id)
    assert first is not None
    assert (first.said.outcome, first.said.cohort, first.said.referral_id) == (
        DecisionOutcome.ACCEPT,
        Cohort.FIXED,
        referral.id,
    )
    assert first.said.decided_by == (
        DecisionMaker(name="Sgt Invented Cole", agency="police"),
        DecisionMaker(name="D. Williams", agency="probation"),
    )
    case = read(cases.load_case, row.id)
    assert (case.iom_status, case.managed.adopted_on, case.managed.cohort) == (
        IomStatus.ADOPTED,
        TODAY,
        Cohort.FIXED,
    )
    assert read(referrals.load_referral, referral.id).state is ReferralState.DECIDED
    assert_shows("Why Deano is under IOM", WHY, "The council would have waited.", "Taken on, fixed cohort")

    # The panel changes its mind: the first decision gives way, with a reason, and stays.
    press("Ctrl+N")
    fill({"cohort": "Flex", "rationale": "Seen again with the new assessment."})
    press("Ctrl+Return")
    assert any("is needed" in words for words in errors())
    fill({"supersede_reason": "OGRS was read from somebody else's record."})
    save()
    finish_jobs()
    second, kept = read(decisions.list_decisions, row.id)
    assert (kept.id, kept.said, kept.superseded_on) == (first.id, first.said, TODAY)
    assert kept.supersede_reason == "OGRS was read from somebody else's record."
    assert (second.said.cohort, second.said.referral_id) == (Cohort.FLEX, referral.id)
    assert [
        (one.value, one.to_on) for one in read(statuses.list_statuses, row.id) if one.aspect.value == "cohort"
    ][-1] == ("flex", None)
    assert_shows("Earlier decisions", "Decision of Sun 22 Nov 2026, superseded Sun 22 Nov 2026")
    assert_shows("OGRS was read from somebody else's record.", "Seen again with the new assessment.")

    # The record for the file: on screen as on paper, on record for whom before it leaves.
    press("Ctrl+T")
    finish_jobs()
    wait_until(lambda: "of 1" in screen())
    press("Ctrl+S")
    fill({"recipients": "The case file", "purpose": "For the file"})
    out = tmp_path / "record.pdf"
    with ask.script(out):
        save()
        finish_jobs()
    text = words_of(out.read_bytes())
    for words in (
        "Dean EXAMPLEFORD",
        "Taken on, flex cohort",
        "Seen again with the new assessment.",
        "Sgt Invented Cole (police)",
        GROUNDS,
        "6 of 23",
        "Three victims are over eighty.",
        "Fixed cohort",
    ):
        assert squeezed(words) in text, words
    assert "SUPERSEDED" not in text
    newest = read(audit_log.list_access, row.id)[0]
    assert (newest.document, newest.recipients, newest.purpose) == (
        "decision record, of Sun 22 Nov 2026, full, copy 1",
        "The case file",
        "For the file",
    )
    press("Ctrl+T")
    assert_shows("Seen again with the new assessment.")

    # The timeline tells the whole of it.
    told = [entry.heading for entry in read(list_timeline, row.id)]
    for heading in (
        "Referred for IOM: Sgt Invented Cole (police)",
        "Referral screened: 6 of 23 points, fixed cohort",
        "Decision: taken on under IOM: fixed, superseded Sun 22 Nov 2026",
        "Decision: taken on under IOM: flex",
    ):
        assert heading in told
    assert referral.said.referred_on == date(2026, 11, 3)
    finish_jobs()
