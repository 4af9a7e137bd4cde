"""Scenes of a conference as it sits: the roll, cases, the short forms, the covered screen, the read-back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.codes import IomStatus
from iom_desktop.domain.conferences import Conference, How, ItemState
from iom_desktop.gallery.stage import TODAY, Stage
from iom_desktop.services import cases, conferences
from iom_desktop.ui.live.page import CASES, READ_BACK, ROLL, LivePage
from iom_desktop.ui.navigation import Place

_NAMES = ("PC Baker", "D. Example", "S. Placeholder", "Northgate duty worker")
_HOWS = (How.IN_PERSON, How.IN_PERSON, How.REMOTE, How.REPORT)


def _page(stage: Stage, tab: str = ROLL, case_id: str = "") -> LivePage:
    """The conference that comes next, at the step of that name."""
    found: Conference | None = stage.workspace.read(conferences.next_conference, TODAY)
    if found is None:
        raise AssertionError("no conference is planned")
    stage.window.go(Place("live", tab=tab, record_id=found.id, field=case_id))
    stage.settle()
    page = stage.shell.page()
    if not isinstance(page, LivePage):
        raise AssertionError("live is another page")
    page.privacy.uncover()
    return page


def _cases(stage: Stage) -> LivePage:
    """The meeting at a case that has a plan, its roll taken before."""
    page = _page(stage)
    for line, name, how in zip(page.roll_view.roll.lines, _NAMES, _HOWS, strict=False):
        if line.record is None:
            line.name_line.setText(name)
            line.how.choose(how)
            stage.settle()
    page.begin()
    stage.settle()
    page.show_case(_with_plan(stage, page))
    page.desk.side.show_part("")
    stage.settle()
    return page


def _with_plan(stage: Stage, page: LivePage) -> str:
    """The case on the agenda with the most to be done, the same one for the same caseload."""
    lines = {line.id: line for line in stage.workspace.read(cases.list_cases, page.workspace.now())}
    ids = [one.case_id for one in page.desk.meeting.items if one.on_agenda]
    agreed = [case_id for case_id in ids if lines[case_id].plan_agreed and lines[case_id].has_decision]
    return (agreed or ids)[0]


def _roll(stage: Stage) -> QWidget:
    _page(stage)
    return stage.window


def _case(stage: Stage) -> QWidget:
    page = _cases(stage)
    side = page.desk.side
    if not page.desk.meeting.minutes_of(page.desk.case_id):
        side.pad.words.set_value("No arrest since we last met. Curfew checked three nights: in each time.")
        page.desk.send_current()
        stage.settle()
    side.pad.words.set_value("Kept three of four appointments; missed the last, on 19 November, because")
    stage.settle()
    return stage.window


def _referral(stage: Stage) -> QWidget:
    """Somebody who is not under IOM: no plan, and a formal decision to be taken."""
    page = _cases(stage)
    for item in page.desk.meeting.items:
        if stage.workspace.read(cases.load_case, item.case_id).iom_status is IomStatus.REFERRED:
            page.show_case(item.case_id)
            break
    stage.settle()
    return stage.window


def _drawer(open_it: Callable[[LivePage], object]) -> Callable[[Stage], QWidget]:
    def scene(stage: Stage) -> QWidget:
        open_it(_cases(stage))
        stage.settle()
        return stage.window

    return scene


def _action(page: LivePage) -> None:
    page.desk.side.open_action()
    form = page.desk.side.action
    form.who.set_value("PC Baker (police)")
    form.what.set_value("books the bed at Mill Court")
    form.due.set_value(date(2026, 11, 27))


def _stand(page: LivePage) -> None:
    page.desk.go_to_actions()
    lines = page.desk.glance.lines
    if lines:
        lines[0].asked.emit(lines[0].action.id, "missed")


def _put_off(page: LivePage) -> None:
    page.desk.turn_put_off(ItemState.DEFERRED)


def _keys(stage: Stage) -> QWidget:
    return stage.dialog(_cases(stage).show_keys)


def _covered(stage: Stage) -> QWidget:
    _cases(stage).privacy.cover()
    stage.settle()
    return stage.window


def _read_back(stage: Stage) -> QWidget:
    """With a decision, an action whose owner nobody named, a case put off and something half typed."""
    page = _cases(stage)
    desk = page.desk
    desk.side.pad.choose("decision")
    desk.side.pad.words.set_value("To be seen at home by both agencies each week until Christmas.")
    desk.send_current()
    for who, due in (("PC Baker (police)", date(2026, 11, 27)), ("", None)):
        desk.side.open_action()
        desk.side.action.who.set_value(who)
        desk.side.action.what.set_value("books the bed at Mill Court" if who else "asks for the tag report")
        desk.side.action.due.set_value(due)
        desk.send_current()
        stage.settle()
    desk.go_by(1)
    desk.turn_put_off(ItemState.DEFERRED)
    desk.side.put_off.reason.set_value("Probation is not here.")
    desk.send_current()
    stage.settle()
    page.show_step(READ_BACK)
    stage.settle()
    return stage.window


def _fix(stage: Stage) -> QWidget:
    page = _page(stage, CASES)
    unowned = next(one for one in page.desk.meeting.given if not one.owner)
    return stage.dialog(page.fix, unowned.action_id)


LIVE_SCENES = {
    "live-roll": _roll,
    "live-case": _case,
    "live-referral": _referral,
    "live-action": _drawer(_action),
    "live-status": _drawer(lambda page: page.desk.side.open_status()),
    "live-stand": _drawer(_stand),
    "live-put-off": _drawer(_put_off),
    "dialog-live-keys": _keys,
    "live-covered": _covered,
    "live-read-back": _read_back,
    "dialog-fix-action": _fix,
}
"""The scenes by name, as the gallery's table takes them."""
