"""The case page: opened with a record of it or not at all, its tabs made when first shown, back where it was left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from iom_desktop.domain.codes import Cohort, Rag
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.errors import UserError
from iom_desktop.services import cases, changes, decisions, notes
from iom_desktop.storage.tables import AuditEntryRow
from iom_desktop.ui.cases import page as page_module
from iom_desktop.ui.cases.page import KEYS, CasePage
from iom_desktop.ui.navigation import CaseTab, Navigator, Place
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Clock, Desk
from tests.ui.cases.colleague import COLLEAGUE, does
from tests.ui.conftest import RecordingNavigator


class OtherTab(CaseTab):
    """Stands in for the tabs of other folders: what is tested here is how the page treats them."""

    SHOWS = frozenset({"case"})

    def __init__(self, workspace: Workspace, navigator: Navigator, case_id: str) -> None:
        super().__init__("Other", workspace, navigator, case_id)
        self.loads = 0
        self.visited: list[tuple[str, str]] = []
        self.resumed: list[str] = []

    def reload(self) -> None:
        self.loads += 1

    def go_to(self, record_id: str, field: str = "") -> None:
        self.visited.append((record_id, field))

    def resume(self, draft_key: str) -> None:
        self.resumed.append(draft_key)


@pytest.fixture(autouse=True)
def _other_tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = ("overview", "why_iom", "needs")
    tabs = [(key, words, maker if key in ours else OtherTab) for key, words, maker in page_module.TABS]
    monkeypatch.setattr(page_module, "TABS", tuple(tabs))


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(known_as="Mo")


@pytest.fixture
def page(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> CasePage:
    made = CasePage(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1128, 728)
    made.show()
    return made


def consultations(desk: Desk) -> int:
    rows = desk.see(lambda session: session.scalars(select(AuditEntryRow)).all())
    return sum(row.operation == "consultation" for row in rows)


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_opening_is_a_consultation_and_shows_the_person(page: CasePage, desk: Desk) -> None:
    assert consultations(desk) == 1
    assert page.is_open
    assert page.banner.name.whole_text() == "SAMPLETON, Mo"
    assert page.title == "Case"
    assert page.current_key == "overview"


def test_where_the_opening_cannot_be_recorded_nothing_is_shown(
    workspace: Workspace, navigator: RecordingNavigator, case_id: str, desk: Desk, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def refuse(*_args: object) -> None:
        raise UserError("The disk is full: nothing was saved.")

    with monkeypatch.context() as patch:
        patch.setattr("iom_desktop.storage.audit.consulted", refuse)
        page = CasePage(workspace, navigator, case_id)
        qtbot.addWidget(page)
        page.show()
        page.show_tab("needs", "record")
    assert not page.is_open
    assert page.banner.name.whole_text() == ""
    assert not page.banner.isVisible()
    assert "The disk is full" in texts(page)
    assert consultations(desk) == 0
    page.open_case()
    assert page.is_open
    assert page.banner.isVisible()
    assert consultations(desk) == 1


def test_a_case_that_is_gone_says_so(
    workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    page = CasePage(workspace, navigator, "0" * 32)
    qtbot.addWidget(page)
    assert not page.is_open
    assert "no longer in the store" in texts(page)


def test_tabs_are_made_when_first_shown(page: CasePage) -> None:
    assert list(page._tabs) == ["overview"]
    page.show_tab("plan")
    assert list(page._tabs) == ["overview", "plan"]
    assert isinstance(page.tab("plan"), OtherTab)
    assert page.tab("plan").isVisible()


NUMBERED = [key for key in KEYS if key != "risk_plan"]
TURNS = [(Qt.Key(Qt.Key.Key_1 + place), key) for place, key in enumerate(NUMBERED)]


@pytest.mark.parametrize("pressed, key", [*TURNS, (Qt.Key.Key_R, "risk_plan")])
def test_ctrl_and_a_number_turn_to_a_tab(page: CasePage, qtbot: QtBot, pressed: Qt.Key, key: str) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.tab_bar, pressed, Qt.KeyboardModifier.ControlModifier)
    assert page.current_key == key


def test_ctrl_page_down_and_up_go_round(page: CasePage, qtbot: QtBot) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(page.tab_bar, Qt.Key.Key_PageUp, control)
    assert page.current_key == "documents"
    qtbot.keyClick(page.tab_bar, Qt.Key.Key_PageDown, control)
    qtbot.keyClick(page.tab_bar, Qt.Key.Key_PageDown, control)
    assert page.current_key == "why_iom"


def test_tab_labels_say_what_is_missing(page: CasePage, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    assert page.tab_bar.tabText(KEYS.index("why_iom")) == "Why IOM · missing"
    assert page.tab_bar.tabText(KEYS.index("plan")) == "Plan · missing"
    draft = DecisionDraft(
        decided_on=TODAY, cohort=Cohort.FLEX, rationale="Because.",
        decided_by=(DecisionMaker(name="A", agency="police"),),
    )  # fmt: skip
    desk.do(decisions.record_decision, case_id, draft, TODAY)
    qtbot.waitUntil(lambda: page.tab_bar.tabText(KEYS.index("why_iom")) == "Why IOM")


def test_a_change_reaches_banner_and_shown_tab_now_and_hidden_tab_later(
    page: CasePage, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    page.show_tab("plan")
    plan = page.tab("plan")
    page.show_tab("services")
    services = page.tab("services")
    assert isinstance(plan, OtherTab)
    assert isinstance(services, OtherTab)
    case = desk.see(cases.load_case, case_id)
    desk.do(cases.change_case, case_id, case.version, replace(case.managed, rag=Rag.GREEN), TODAY)
    qtbot.waitUntil(lambda: page.banner.rag.word == "GREEN")
    assert (services.loads, plan.loads) == (2, 1)
    page.show_tab("plan")
    assert plan.loads == 2


def test_show_tab_goes_to_the_record_and_resumes_the_dialog(page: CasePage) -> None:
    page.show_tab("plan", "r1", "due_on")
    page.show_tab("plan", draft="plan:new-action:g1")
    plan = page.tab("plan")
    assert isinstance(plan, OtherTab)
    assert plan.visited == [("r1", "due_on")]
    assert plan.resumed == ["plan:new-action:g1"]
    assert page.current_key == "plan"


def test_what_is_wanted_waits_until_the_page_is_in_view(
    workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot
) -> None:
    page = CasePage(workspace, navigator, case_id)
    qtbot.addWidget(page)
    page.show_tab("timeline", "r1")
    timeline = page.tab("timeline")
    assert isinstance(timeline, OtherTab)
    assert timeline.visited == []
    page.show()
    qtbot.waitUntil(lambda: timeline.visited == [("r1", "")])
    assert timeline.loads == 1


def test_a_draft_key_alone_finds_its_tab(page: CasePage) -> None:
    page.show_tab("", draft="plan:goal:g1")
    assert page.current_key == "plan"
    page.show_tab("no such tab")
    assert page.current_key == "overview"


def test_place_names_tab_and_open_dialog(page: CasePage, case_id: str) -> None:
    assert page.place() == Place("case", case_id, "overview")
    page.show_tab("needs")
    dialog = page.tab("needs").open_new_need()  # type: ignore[attr-defined]
    place = page.place()
    assert place == Place("case", case_id, "needs", draft=f"needs:new:{case_id}")
    assert Place.from_text(place.to_text()) == place
    dialog.reject()


def test_the_keyboard_begins_at_the_tabs(page: CasePage, qtbot: QtBot) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.tab_bar.hasFocus)


def test_what_a_colleague_did_since_is_on_the_overview(
    workspace: Workspace, navigator: RecordingNavigator, case_id: str, desk: Desk, clock: Clock, qtbot: QtBot
) -> None:
    desk.do(changes.look_into, case_id)
    clock.now += timedelta(days=1)
    words = NoteDraft(happened_at=clock(), words="Seen at the chemist.")
    does(desk.store, "Add note", notes.add_note, case_id, words, clock())
    clock.now += timedelta(days=1)
    page = CasePage(workspace, navigator, case_id)
    qtbot.addWidget(page)
    page.show()
    (line,) = page.tab("overview").answers("changed")  # type: ignore[attr-defined]
    assert line.words == "Note added: Seen at the chemist."
    assert line.detail == COLLEAGUE.name
    assert (line.when, line.tab) == ("yesterday 14:00", "timeline")
