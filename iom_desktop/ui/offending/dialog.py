"""Recording an arrest, a charge or a conviction, and the list of what is recorded."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import exact_date, yes_no
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.offending import Offending, OffendingDraft, OffendingEvent
from iom_desktop.domain.text import show_hidden
from iom_desktop.services import offending
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.edit import code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, TextBlock, TextLine, TickField
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.workspace import Workspace


def draft_key(case_id: str) -> str:
    """The key of an event being recorded."""
    return f"overview:offending:{case_id}"


def strike_key(offending_id: str) -> str:
    """The key of an event being struck out."""
    return f"overview:strike:{offending_id}"


class OffendingDialog(FormDialog):
    """Records an arrest, a charge, a conviction or something else of the kind."""

    def __init__(self, page: QWidget | None, workspace: Workspace, case_id: str) -> None:
        today = workspace.today()
        form = Form(name="offending-form")
        form.add_row(
            ChoiceField("event", _("What happened"), code_choices(OffendingEvent), blank=None),
            date_field("on_day", _("Date"), today, prefer="past", required=True),
        )
        form.add(TextLine("offence", _("Offence"), required=True, limit=300))
        form.add(
            TickField(
                "neighbourhood",
                _("Neighbourhood crime"),
                hint=_("Robbery, burglary of a home, theft from the person, theft of or from a vehicle."),
            )
        )
        form.add(TextBlock("note", _("Note"), lines=2))
        form.field("event").set_value(OffendingEvent.ARREST.value)
        form.field("on_day").set_value(today)

        def record() -> None:
            values = form.values()
            draft = OffendingDraft(**values | {"event": OffendingEvent(values["event"])})
            workspace.perform(
                "Record arrest, charge or conviction", offending.record_offending, case_id, draft, today
            )

        super().__init__(
            page,
            _("Record arrest, charge or conviction"),
            form,
            submit=record,
            name="offending-dialog",
            journal=workspace.drafts,
            draft_key=draft_key(case_id),
            save_words=_("Record"),
            width=560,
        )


class StrikeDialog(FormDialog):
    """Strikes out what was recorded in error."""

    def __init__(self, page: QWidget | None, workspace: Workspace, one: Offending) -> None:
        form = Form(name="strike-form")
        hint = _("It stays on record with the reason, and counts for nothing.")
        form.add(TextBlock("reason", _("Why it is struck out"), required=True, lines=2, hint=hint))
        super().__init__(
            page,
            _("Strike out {event} of {date}").format(
                event=label(one.said.event).lower(), date=exact_date(one.said.on_day)
            ),
            form,
            submit=lambda: workspace.perform(
                "Strike out offending",
                offending.strike_out,
                one.id,
                form.values()["reason"],
                workspace.today(),
            ),
            name="strike-dialog",
            journal=workspace.drafts,
            draft_key=strike_key(one.id),
            save_words=_("Strike out"),
            width=560,
        )


def offending_columns() -> tuple[Column[Offending], ...]:
    """The columns of the list."""

    def role(one: Offending) -> str | None:
        return None if one.stands else "muted"

    return (
        Column("event", _("What happened"), lambda one: label(one.said.event), width=11, role=role),
        Column(
            "on_day",
            _("Date"),
            lambda one: exact_date(one.said.on_day),
            sort=lambda one: one.said.on_day,
            width=14,
        ),
        Column(
            "offence",
            _("Offence"),
            lambda one: show_hidden(one.said.offence),
            width=20,
            stretch=True,
            role=role,
        ),
        Column(
            "neighbourhood", _("Neighbourhood crime"), lambda one: yes_no(one.said.neighbourhood), width=16
        ),
        Column("struck", _("Struck out"), struck_words, width=24),
    )


def struck_words(one: Offending) -> str:
    """When and why it was struck out; empty where it stands."""
    if one.struck_on is None:
        return ""
    return f"{exact_date(one.struck_on)} · {show_hidden(one.struck_reason)}"


class OffendingList(QWidget):
    """What is recorded, the newest first. Enter on a line strikes it out, which asks for a reason first."""

    def __init__(self, page: QWidget, workspace: Workspace, case_id: str) -> None:
        super().__init__()
        self.setObjectName("offending-list")
        self._page, self._workspace, self._case_id = page, workspace, case_id
        self.table = RecordTable(
            offending_columns(),
            name="offending-table",
            empty=_("No arrest, charge or conviction is on record."),
        )
        self.strike_button = button(_("Strike out…"), self.strike, name="strike-offending")
        self.nothing = text_label(
            _("No arrest, charge or conviction is on record."), role="muted", name="no-offending"
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.nothing)
        rows.addWidget(self.table)

    def reload(self) -> None:
        """Read the list again."""
        found = self._workspace.read(offending.list_offending, self._case_id)
        self.table.set_records(found)
        self.nothing.setVisible(not found)
        self.table.setVisible(bool(found))
        self.strike_button.setVisible(any(one.stands for one in found))
        self._fit()

    def _fit(self) -> None:
        """As tall as its rows, up to six: the page scrolls, not the list."""
        rows = min(6, max(1, len(self.table.records())))
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + rows * theme.row_height() + theme.px(4))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "nothing"):
            self._fit()

    def resume(self, draft_key_: str) -> None:
        """Open again the dialog that stood open over one of the list."""
        self.table.select_id(draft_key_.rpartition(":")[2])
        self.strike()

    def strike(self) -> StrikeDialog | None:
        """Ask why the chosen one is struck out."""
        chosen = self.table.selected_record()
        if not isinstance(chosen, Offending) or not chosen.stands:
            return None
        dialog = StrikeDialog(self._page, self._workspace, chosen)
        dialog.open()
        return dialog
