"""Scenes of appointments: a booking over Christmas, a move, an outcome that demands enforcement, the missing ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.appointments import AppointmentDraft, MoveDraft, Repeat
from iom_desktop.domain.appointments import AskedBy as By
from iom_desktop.domain.enforcement import is_statutory
from iom_desktop.gallery.stage import NOW, Stage
from iom_desktop.services import appointments, cases
from iom_desktop.ui.appointments.dialogs import BookDialog, MoveDialog
from iom_desktop.ui.appointments.outcome import OutcomeDialog
from iom_desktop.ui.appointments.tab import AppointmentsTab
from iom_desktop.ui.outcomes.page import OutcomesPage


def _statutory_case(stage: Stage) -> str:
    """A case in which missing an appointment can be a failure to comply."""
    read, cast = stage.workspace.read, stage.cast
    every = [cast.agreed, cast.changing, *(row.id for row in read(cases.list_cases, NOW))]
    return next(one for one in every if is_statutory(read(cases.load_case, one).managed.sentence))


def _book(stage: Stage, case_id: str, at: datetime) -> str:
    said = AppointmentDraft(
        type_code="COAP",
        starts_at=at,
        minutes=30,
        place="Mocktown office",
        with_name="PC Baker",
        with_agency="police",
        repeat=Repeat.WEEKLY,
        repeat_until=datetime(2026, 12, 22).date(),
    )
    return stage.workspace.perform("Book appointment", appointments.book_appointment, case_id, said)


def _series(stage: Stage) -> QWidget:
    tab = stage.tab(_statutory_case(stage), "appointments", AppointmentsTab)
    dialog = stage.dialog(tab.open_book)
    if not isinstance(dialog, BookDialog):
        raise AssertionError("another dialog was opened")
    typed = {"type_code": "IOM home visit", "starts_on": "18/12", "starts_time": "10", "repeat": "weekly"}
    for name, words in {**typed, "repeat_until": "8/1", "also_statutory": "1"}.items():
        dialog.form.field(name).restore_text(words)
    dialog.follow_up.look()
    dialog._fit()
    stage.settle()
    return dialog


def _move(stage: Stage) -> QWidget:
    case_id = _statutory_case(stage)
    made = _book(stage, case_id, datetime(2026, 12, 1, 10))
    tab = stage.tab(case_id, "appointments", AppointmentsTab)
    dialog = stage.dialog(tab.open_move, made)
    if not isinstance(dialog, MoveDialog):
        raise AssertionError("another dialog was opened")
    for name, words in {"starts_on": "25/12", "asked_by": "person", "reason": "Starts work that day"}.items():
        dialog.form.field(name).restore_text(words)
    dialog.follow_up.look()
    dialog._fit()
    stage.settle()
    return dialog


def _moved(stage: Stage) -> QWidget:
    """One that was moved, chosen in the list, its history beneath."""
    case_id = _statutory_case(stage)
    made = _book(stage, case_id, datetime(2026, 12, 2, 15))
    said = MoveDraft(
        starts_at=datetime(2026, 12, 3, 15, 30),
        minutes=45,
        place="Mocktown office",
        asked_by=By.SERVICE,
        reason="The worker is away that day.",
    )
    stage.workspace.perform("Move appointment", appointments.move_appointment, made, 1, said)
    tab = stage.tab(case_id, "appointments", AppointmentsTab)
    tab.go_to(made)
    stage.settle()
    return stage.window


def _missed(stage: Stage) -> QWidget:
    """An outcome that does not comply, on a statutory appointment."""
    case_id = _statutory_case(stage)
    made = _book(stage, case_id, datetime(2026, 11, 17, 9))
    tab = stage.tab(case_id, "appointments", AppointmentsTab)
    dialog = stage.dialog(tab.open_outcome, made)
    if not isinstance(dialog, OutcomeDialog):
        raise AssertionError("another dialog was opened")
    dialog.form.field("outcome_code").set_value("AFTA")
    dialog.form.field("step_code").set_value("EA12")
    stage.settle()
    return dialog


def _outcomes(stage: Stage) -> QWidget:
    page = stage.page("outcomes", OutcomesPage)
    first, *others = page.model.appointments()
    page.filled.fill(first.id, first.version, outcome_code="ATTC", note="Came on time, asked about the flat.")
    for one in others:
        page.filled.fill(one.id, one.version, outcome_code="UAAB")
        if page.model.demands(one):
            break
    page.reload()
    page.sheet.choose(one.id)
    stage.settle()
    return stage.window


APPOINTMENT_SCENES: Mapping[str, Callable[[Stage], QWidget]] = {
    "outcomes-missing": _outcomes,
    "appointments-moved": _moved,
    "dialog-book-series": _series,
    "dialog-move-appointment": _move,
    "dialog-outcome-missed": _missed,
}
"""Every picture of them by its name."""
