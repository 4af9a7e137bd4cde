"""Changing a status where it is shown, the band drawn from it, and the history behind it."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Phase, Rag, Sentence
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.offending import OffendingDraft
from iom_desktop.domain.statuses import Aspect, StatusDraft, StatusPeriod
from iom_desktop.services import cases, offending, statuses
from iom_desktop.services.band import load_band
from iom_desktop.ui import theme
from iom_desktop.ui.cases.banner import CaseBanner
from iom_desktop.ui.cases.overview import OverviewTab
from iom_desktop.ui.offending.dialog import StrikeDialog
from iom_desktop.ui.statuses.band_view import LEAST_MONTH, BandView
from iom_desktop.ui.statuses.dialog import StatusDialog, draft_key
from iom_desktop.ui.statuses.history import HistoryDialog
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Desk
from tests.ui.conftest import RecordingNavigator

ADOPTED = date(2026, 2, 3)
MANAGED = CaseDraft(cohort=Cohort.FIXED, rag=Rag.AMBER, sentence=Sentence.LICENCE, adopted_on=ADOPTED)


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(managed=MANAGED)


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> OverviewTab:
    made = OverviewTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1100, 600)
    made.show()
    return made


def periods(desk: Desk, case_id: str, aspect: Aspect) -> list[StatusPeriod]:
    return [one for one in desk.see(statuses.list_statuses, case_id) if one.aspect is aspect]


def fill(dialog: StatusDialog, **values: object) -> None:
    for name, value in values.items():
        dialog.form.field(name).set_value(value)


# --- The dialog --------------------------------------------------------------------------------------------


def test_a_colour_is_changed_with_its_reason_and_the_band_shows_it(
    tab: OverviewTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    dialog = tab.open_status(Aspect.RAG)
    fill(
        dialog, value="red", reason="Two arrests in a week", decided_by="A. Chair", from_on=date(2026, 11, 2)
    )
    dialog.save()
    assert not dialog.isVisible()
    now = periods(desk, case_id, Aspect.RAG)[-1]
    assert (now.value, now.from_on, now.reason, now.decided_by) == (
        "red",
        date(2026, 11, 2),
        "Two arrests in a week",
        "A. Chair",
    )
    qtbot.waitUntil(lambda: any("RED" in one.words for one in tab.band.canvas.stops))


@pytest.mark.parametrize(("colour", "months"), [("red", 1), ("amber", 3), ("green", 6)])
def test_a_colour_says_what_it_asks_for_and_presets_its_review(
    tab: OverviewTab, colour: str, months: int
) -> None:
    dialog = tab.open_status(Aspect.RAG)
    form = dialog.status_form
    fill(dialog, from_on=date(2026, 11, 2))
    fill(dialog, value=colour)
    assert "Contact: at least 1 in" in form.value.editor.accessibleDescription()
    assert form.review_on.value() == add_months(date(2026, 11, 2), months)
    dialog.reject()


def test_custody_proposes_blue_and_asks_when_they_are_out(tab: OverviewTab, desk: Desk, case_id: str) -> None:
    dialog = tab.open_status(Aspect.PHASE)
    form = dialog.status_form
    assert form.blue.isHidden()
    assert form.release_on.isHidden()
    fill(dialog, value="custody")
    assert not form.blue.isHidden()
    assert form.blue.value()
    out = TODAY + timedelta(days=40)
    fill(dialog, reason="Sentenced", decided_by="Court", release_on=out)
    dialog.save()
    managed = desk.see(cases.load_case, case_id).managed
    assert (managed.phase, managed.rag, managed.release_on) == (Phase.CUSTODY, Rag.BLUE, out)


def test_blue_is_never_forced(tab: OverviewTab, desk: Desk, case_id: str) -> None:
    dialog = tab.open_status(Aspect.PHASE)
    fill(dialog, value="custody", blue=False, reason="Remanded", decided_by="Court")
    dialog.save()
    managed = desk.see(cases.load_case, case_id).managed
    assert (managed.phase, managed.rag) == (Phase.CUSTODY, Rag.AMBER)


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    tab: OverviewTab, desk: Desk, case_id: str
) -> None:
    dialog = tab.open_status(Aspect.POLICE_LEAD)
    dialog.save()
    assert dialog.form.field("officer").error_text() == "Police lead: this is needed."
    fill(dialog, aspect="rag", value="green", from_on=ADOPTED - timedelta(days=1), reason="x", decided_by="y")
    dialog.save()
    assert "too early" in dialog.form.field("from_on").error_text()
    assert [one.id for one in periods(desk, case_id, Aspect.RAG)] == [""]
    dialog.reject()


def test_half_typed_it_comes_back(tab: OverviewTab, case_id: str) -> None:
    dialog = tab.open_status(Aspect.PHASE)
    fill(dialog, value="reset", reason="Half ty")
    dialog.reject()
    tab.resume(draft_key(case_id, Aspect.PHASE))
    again = tab.findChildren(StatusDialog)[-1]
    assert again.status_form.chosen() is Aspect.PHASE
    assert (again.form.field("value").value(), again.form.field("reason").value()) == ("reset", "Half ty")
    again.reject()
    other = tab.open_status(Aspect.COHORT)
    assert other.form.field("reason").value() == "", "what was begun for the phase is not the cohort's"
    other.reject()


# --- The band ----------------------------------------------------------------------------------------------


def course(desk: Desk, case_id: str) -> None:
    for value, on in (("red", date(2026, 5, 1)), ("green", date(2026, 9, 1))):
        draft = StatusDraft(aspect=Aspect.RAG, value=value, from_on=on, reason="Why", decided_by="Panel")
        desk.do(statuses.change_status, case_id, draft, TODAY)
    draft = OffendingDraft(on_day=date(2026, 4, 20), offence="Burglary")
    desk.do(offending.record_offending, case_id, draft, TODAY)


@pytest.fixture
def view(desk: Desk, case_id: str, qtbot: QtBot) -> BandView:
    course(desk, case_id)
    made = BandView(name="band")
    qtbot.addWidget(made)
    made.resize(900, 160)
    made.show()
    made.show_band(desk.see(load_band, case_id, TODAY))
    return made


def test_the_keyboard_walks_the_band_and_enter_opens_the_history(view: BandView, qtbot: QtBot) -> None:
    canvas = view.canvas
    canvas.setFocus()
    canvas.go(0)
    heard: list[str] = []
    for _step in range(len(canvas.stops)):
        at = canvas.stop()
        heard.append("" if at is None else at.words)
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert any("Colour RED, Fri 1 May 2026 to Mon 31 Aug 2026" in one for one in heard)
    assert any("Arrest Mon 20 Apr 2026: Burglary" in one for one in heard)
    canvas.go(next(n for n, one in enumerate(canvas.stops) if one.aspect is Aspect.RAG))
    with qtbot.waitSignal(view.opened) as asked:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert asked.args == ["rag"]


def test_what_is_drawn_is_told_in_words_too(view: BandView) -> None:
    said = view.canvas.accessibleDescription()
    assert "Under IOM, since Tue 3 Feb 2026" in said
    assert "Colour: AMBER Tue 3 Feb 2026 to Thu 30 Apr 2026; RED" in said
    assert "1 arrest: Mon 20 Apr 2026" in said


def test_segments_follow_one_another_without_a_gap(view: BandView) -> None:
    rects = [one.rect for one in view.canvas.stops if one.aspect is Aspect.RAG]
    assert len(rects) == 3
    for before, after in itertools.pairwise(rects):
        assert abs(before.right() - after.left()) < 0.01
    assert rects[-1].right() <= view.canvas.width()


def test_many_years_scroll_and_begin_at_today(desk: Desk, qtbot: QtBot) -> None:
    managed = CaseDraft(cohort=Cohort.FIXED, rag=Rag.RED, adopted_on=date(2019, 1, 7))
    case_id = desk.person(crn="Z000009", managed=managed)
    view = BandView(name="band")
    qtbot.addWidget(view)
    view.resize(700, 160)
    view.show()
    view.show_band(desk.see(load_band, case_id, TODAY))
    bar = view.area.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.value() == bar.maximum()
    assert view.canvas.width() >= 90 * theme.px(LEAST_MONTH)
    assert view.canvas.height() <= view.area.height(), "nothing is cut off below"


# --- The history, the banner, offending --------------------------------------------------------------------


def test_the_history_of_one_aspect_or_of_all(tab: OverviewTab, desk: Desk, case_id: str) -> None:
    course(desk, case_id)
    dialog = tab.open_history(Aspect.RAG)
    assert [one.value for one in dialog.table.records()] == ["green", "red", "amber"]
    dialog.which.button("").click()
    assert {one.aspect for one in dialog.table.records()} == {Aspect.COHORT, Aspect.RAG, Aspect.PHASE}
    dialog.accept()
    assert isinstance(dialog, HistoryDialog)


def test_the_chips_of_the_banner_ask_to_be_changed(
    workspace: Workspace, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    banner = CaseBanner()
    qtbot.addWidget(banner)
    banner.show_case(desk.see(cases.load_case, case_id), None, workspace.now())
    for chip, aspect in ((banner.rag, "rag"), (banner.cohort, "cohort")):
        with qtbot.waitSignal(banner.change_asked) as asked:
            qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
        assert asked.args == [aspect]
        with qtbot.waitSignal(banner.change_asked):
            qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert banner.iom.isHidden()


def test_an_arrest_is_recorded_and_struck_out(
    tab: OverviewTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    dialog = tab.open_offending()
    dialog.form.field("offence").set_value("Burglary dwelling")
    dialog.save()
    qtbot.waitUntil(lambda: len(tab.offending.table.records()) == 1)
    tab.offending.table.selectRow(0)
    strike = tab.offending.strike()
    assert isinstance(strike, StrikeDialog)
    strike.form.field("reason").set_value("His brother")
    strike.save()
    (one,) = desk.see(offending.list_offending, case_id)
    assert (one.stands, one.struck_reason) == (False, "His brother")
    qtbot.waitUntil(lambda: tab.offending.strike_button.isHidden())
