"""A need from found to obtained, another to a coded reason, and the team's directory brought in, by keyboard."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from iom_desktop.domain.needs import NeedDraft
from iom_desktop.domain.service_access import NO_SERVICE, Barrier, RungRecord, ServiceOutcome
from iom_desktop.services.needs import record_need
from iom_desktop.services.providers import list_providers
from iom_desktop.services.service_access import list_service_access, needs_unserved
from iom_desktop.services.support import list_support
from iom_desktop.ui import ask
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    Fields,
    assert_shows,
    choose,
    dialog,
    fill,
    finish_jobs,
    is_at,
    press,
    save,
    screen,
    tab_to,
    type_in,
    type_over,
    wait_until,
    widget,
)
from tests.stores import TODAY

FOUND = date(2026, 10, 1)
DIRECTORY = Path(__file__).parent.parent / "inputs" / "providers.csv"


@pytest.fixture
def with_needs(case_id: str, at_work: Computer) -> Computer:
    """The Services tab of a person with two needs that nobody follows a service for."""
    for code, score in (("ACCOMMODATION", 8), ("ETE", 4)):
        draft = NeedDraft(code=code, score=score, identified_on=FOUND)
        at_work.workspace.perform("Record need", record_need, case_id, draft, TODAY)
    press("Ctrl+K")
    type_in("sampleton")
    press("Return", "Ctrl+7")
    return at_work


def bring_in_the_directory(computer: Computer, tmp_path: Path) -> None:
    """Alt+5, Ctrl+O: the preview tells of the bad row; Ctrl+Enter takes the others."""
    path = Path(shutil.copy(DIRECTORY, tmp_path / "providers.csv"))
    press("Alt+5")
    assert_shows("The directory is empty.")
    with ask.script(path):
        press("Ctrl+O")
        finish_jobs()
    assert_shows("providers.csv", "Will be added", "Not taken", "“Gardening” is not in the list of needs")
    assert computer.workspace.read(list_providers) == []
    press("Ctrl+Return")
    finish_jobs()
    wait_until(lambda: "3 rows added" in screen())
    assert_shows("1 row not taken, saved beside the file with the reasons.", "Befriending", "Housing options")
    assert (tmp_path / "providers - rejected rows.csv").exists()


def step(access_id: str, rung: str, fields: Fields) -> None:
    """Right on a service's ladder, the rung and what else is to be said, Enter."""
    wait_until(lambda: is_at(f"ladder-{access_id}"))
    press("Right")
    tab_to("rung", "Shift+Tab")
    type_in(rung[:5])
    fill(fields)
    press("Return")
    wait_until(lambda: f"{rung} Sun 22 Nov 2026" in widget(f"ladder-{access_id}").accessibleName())


def test_a_need_from_found_to_obtained_and_another_to_a_coded_reason(
    with_needs: Computer, case_id: str, tmp_path: Path
) -> None:
    workspace = with_needs.workspace
    bring_in_the_directory(with_needs, tmp_path)
    press("Alt+Left")
    assert_shows("No service is followed for", "Accommodation", "no service followed, found 52 days ago")
    assert len(workspace.read(needs_unserved, TODAY, 9)) == 2

    # The directory has a service for the grave one: chosen there, it is followed.
    tab_to("follow-ACCOMMODATION")
    press("Space")
    assert dialog("follow-dialog").isVisible()
    choose(widget("field-provider_service_id").box, "Housing options, Mocktown Council")  # type: ignore[attr-defined]
    assert_shows("Target: first attended within 28 days")
    save()
    (housing,) = workspace.read(list_service_access, case_id)
    assert (housing.said.service, housing.said.provider) == ("Housing options", "Mocktown Council")
    assert housing.said.identified_on == FOUND
    wait_until(lambda: "Waiting 52 days at Identified, target 28." in screen())

    # Rung by rung: Right on the ladder, what shows it, Enter.
    step(housing.id, "Referred", {"evidence": "Their receipt"})
    step(housing.id, "First attended", {"evidence": "Seen there"})
    step(housing.id, "Ended", {"outcome": "Achieved"})
    (housing,) = workspace.read(list_service_access, case_id)
    assert (housing.said.attended_on, housing.said.outcome) == (TODAY, ServiceOutcome.ACHIEVED)
    assert housing.said.record_of("referred_on") == RungRecord(
        rung="referred_on", by="PC Test Baker", agency="police", evidence="Their receipt"
    )
    wait_until(lambda: "52 days from the need found to the first attendance, target 28." in screen())

    # For the other there is nothing, and the reason is put on record.
    tab_to("none-ETE")
    press("Space")
    fill({"barrier": "No such service here", "barrier_words": "The course closed in May"})
    save()
    found = {one.said.need_code: one.said for one in workspace.read(list_service_access, case_id)}
    assert (found["ETE"].service, found["ETE"].barrier) == (NO_SERVICE, Barrier.NO_PROVISION)
    assert found["ETE"].note == "22/11/2026: not obtained, no such service here."
    wait_until(lambda: "Not obtained: no such service here: The course closed in May" in screen())
    assert workspace.read(needs_unserved, TODAY, 9) == []

    # What the officer did besides is service too.
    press("Ctrl+Shift+N")
    fill({"kind_code": "A lift to an appointment", "minutes": "40", "words": "To the council and back"})
    save()
    (given,) = workspace.read(list_support, case_id)
    assert (given.said.minutes, given.said.given_by) == (40, "PC Test Baker")
    wait_until(lambda: "Police once, 40 minutes" in screen())
    assert with_needs.workspace.verify() == []


def test_the_directory_is_found_checked_and_its_bad_row_put_right(at_work: Computer, tmp_path: Path) -> None:
    bring_in_the_directory(at_work, tmp_path)
    press("Ctrl+F")
    type_over("workshop")
    assert_shows("Workshop, Unfinished Works", "1 Oct 2026")
    press("Ctrl+T")
    wait_until(lambda: "Checked today" in screen())
    providers = {one.said.name: one for one in at_work.workspace.read(list_providers)}
    assert providers["Unfinished Works"].said.checked_on == TODAY
    rejected = tmp_path / "providers - rejected rows.csv"
    text = rejected.read_text(encoding="utf-8-sig")
    rejected.write_text(text.replace("Gardening", "Lifestyle and associates"), encoding="utf-8")
    with ask.script(rejected):
        press("Ctrl+O")
        finish_jobs()
    press("Ctrl+Return")
    finish_jobs()
    wait_until(lambda: "1 row added" in screen())
    providers = {one.said.name: one for one in at_work.workspace.read(list_providers)}
    services = [one.said.name for one in providers["Newly Invented Trust"].services]
    assert services == ["Allotment", "Befriending"]
