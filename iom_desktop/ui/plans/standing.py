"""How the plan stands, in a few words: for the head of the page and the panel beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from iom_desktop.display import labels
from iom_desktop.display.formats import count, exact_date
from iom_desktop.display.words import _
from iom_desktop.domain import clarity
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.clarity import Fault
from iom_desktop.domain.plans import Plan, PlanState
from iom_desktop.ui.plans.host import Surroundings
from iom_desktop.ui.plans.readiness_panel import Standing
from iom_desktop.ui.plans.reading import PlanReading


def force_words(read: PlanReading, around: Surroundings) -> str:
    """Which version is in force, and how the one on the page stands to it."""
    if read.agreed is None:
        return _("No version has been agreed yet.")
    if read.shown.id == read.agreed.id:
        return _("A draft that changes it is being written.") if read.changes else ""
    record = read.agreed.agreement
    day = exact_date(around.local(record.at).date()) if record else ""
    force = _("Version {number}, agreed {day}, is in force.").format(number=read.agreed.number, day=day)
    if not read.shown.draft:
        return force
    changed = count(read.changes, "thing", "things") if read.changes else _("nothing so far")
    return _("{force} This draft changes {what} of it.").format(force=force, what=changed)


def readiness_standing(read: PlanReading) -> Standing:
    """How far the draft is from being agreed."""
    blocking = sum(fault.blocking for fault in read.readiness)
    done, of = clarity.complete_actions(read.draft, read.readiness)
    words = _("Nothing stands in the way")
    if blocking:
        words = count(blocking, "thing stands in the way", "things stand in the way")
    progress = _("{done} of {all} complete").format(done=done, all=count(of, "action", "actions"))
    return Standing(
        chip=_("NOT READY") if blocking else _("READY"),
        role="missing" if blocking else "good",
        words=words,
        detail="" if blocking else _("The plan can be agreed."),
        complete=done,
        of=of,
        progress=progress if of else _("No required actions yet"),
    )


def progress_standing(plan: Plan, late: int) -> Standing:
    """How far a version that was agreed has been carried out; ``late`` counts what ``owed`` found."""
    done = sum(action.status is ActionStatus.DONE for action in plan.actions())
    wanted = sum(action.status is not ActionStatus.NO_LONGER_NEEDED for action in plan.actions())
    current = plan.state is PlanState.AGREED
    words = count(late, "thing is late", "things are late") if late else _("Nothing is late")
    return Standing(
        chip="",
        role="muted",
        words=words if current else _("This version is history"),
        detail="" if current else _("It is kept as it was, and cannot be changed."),
        complete=done,
        of=wanted,
        progress=_("{done} of {all} done").format(done=done, all=count(wanted, "action", "actions")),
    )


def owed(plan: Plan, today: date) -> Iterator[Fault]:
    """What is late in the version in force, each leading to its action; nothing in one that is history."""
    if plan.state is not PlanState.AGREED:
        return
    for action in plan.actions():
        words = ""
        if action.overdue(today):
            words = f"{action.number} {labels.overdue_words(action, today)}"
        elif action.status is ActionStatus.MISSED:
            words = _("{number} was missed").format(number=action.number)
        if words:
            yield Fault(words=words, where=action.number, code="late", record_id=action.id)
