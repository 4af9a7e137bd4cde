"""The tab "Risk and needs": needs by pathway, the risk of serious harm, and the flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from iom_desktop.display.formats import exact_date, join_words
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Case, CaseDraft, Flag
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.needs import Need
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import cases, codes, needs
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.banner import ROSH_ROLES
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import hairline, set_role, text_label
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.needs import dialogs
from iom_desktop.ui.needs.columns import flag_columns, need_columns
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.workspace import Workspace

_RISK_FIELDS = ("rosh", "rosh_groups", "risk_when", "risk_increases", "risk_reduces")
_MOST_ROWS = 12


class NeedsTab(CaseTab):
    """What drives the offending, how grave the risk is and to whom, and what everybody must be warned of."""

    KEY = "needs"
    SHOWS = frozenset({"need", "case", "flag", "plan", "goal", "required_action"})

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Risk and needs"), workspace, navigator, case_id, parent)
        self.needs_table = RecordTable(
            need_columns(),
            name="needs-table",
            find_in="need",
        )
        self.flags_table = RecordTable(
            flag_columns(workspace.today()),
            name="flags-table",
        )
        self.no_needs = text_label(
            _("No need is recorded yet. Record the gravest first: a plan must answer it."),
            role="muted",
            wrap=True,
            name="no-needs",
        )
        self.no_flags = text_label(_("No risk flag is raised."), role="muted", wrap=True, name="no-flags")
        self._said = _two_columns()
        self.unassessed = text_label("", role="small", wrap=True, name="needs-unassessed")
        self.rosh = Chip("", name="risk-rosh")
        self._risk: dict[str, QLabel] = {
            name: text_label("", wrap=True, selectable=True, name=name.replace("_", "-"))
            for name in ("rosh_groups", "risk_when", "risk_increases", "risk_reduces")
        }
        self.review_button = button(
            _("Review done"), self.review_flag, name="review-flag", kind="quiet", shortcut="Alt+V",
            tooltip=_("The flag was looked at and stands: set its next review"),
        )  # fmt: skip
        self.end_button = button(_("End flag…"), self.open_end_flag, name="end-flag", kind="quiet")
        self._build()

    # How it looks -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._area = Scrolled(name="needs-scroll")
        rows = self._area.rows
        add = button(
            _("Record need…"), self.open_new_need, name="record-need", kind="primary", shortcut="Ctrl+N"
        )
        self.change_button = button(
            _("Change need…"), self._change_selected, name="change-need", tooltip=_("Enter on a line")
        )
        rows.addLayout(_heading(_("Needs by pathway"), "needs-heading", self.change_button, add))
        rows.addWidget(self.needs_table)
        rows.addWidget(self.no_needs)
        rows.addWidget(self.unassessed)
        rows.addLayout(self._said)
        rows.addWidget(hairline())
        risk = button(_("Change risk…"), self.open_risk, name="change-risk", shortcut="Ctrl+E")
        rows.addLayout(_heading(_("Risk of serious harm"), "risk-heading", risk, mark=self.rosh))
        rows.addLayout(self._risk_grid())
        rows.addWidget(hairline())
        raise_flag = button(_("Raise flag…"), self.open_raise_flag, name="raise-flag", shortcut="Alt+F")
        rows.addLayout(
            _heading(_("Risk flags"), "flags-heading", self.review_button, self.end_button, raise_flag)
        )
        rows.addWidget(self.flags_table)
        rows.addWidget(self.no_flags)
        rows.addStretch(1)
        self.body.addWidget(self._area)
        self.needs_table.record_activated.connect(lambda need: self.open_need(need.id))
        self.flags_table.selection_changed.connect(lambda _flag: self._set_flag_buttons())

    def _risk_grid(self) -> QGridLayout:
        grid = _two_columns()
        captions = (_("To whom"), _("When it is greatest"), _("What increases it"), _("What reduces it"))
        for row, (caption, said) in enumerate(zip(captions, self._risk.values(), strict=True)):
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(
                text_label(caption, role="caption", name=f"{said.objectName()}-label"), row, 0, top
            )
            grid.addWidget(said, row, 1)
        return grid

    def _fit(self, table: RecordTable, rows: int) -> None:
        """A table as tall as its rows, so that the page scrolls and not each list in it."""
        shown = max(1, min(rows, _MOST_ROWS))
        head = table.horizontalHeader().sizeHint().height()
        bar = table.horizontalScrollBar().sizeHint().height()
        table.setFixedHeight(head + shown * theme.row_height() + bar + 2)
        table.setVisible(rows > 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_area"):
            self._fit(self.needs_table, len(self.needs_table.records()))
            self._fit(self.flags_table, len(self.flags_table.records()))

    # What it shows ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read needs, risk and flags again."""
        read = self.workspace.read
        self._show_needs(read(needs.list_needs, self.case_id))
        self._show_risk(read(cases.load_case, self.case_id))
        flags = read(cases.list_flags, self.case_id)
        flags.sort(key=lambda flag: flag.ended_on is not None)
        self.flags_table.set_records(flags)
        self._fit(self.flags_table, len(flags))
        self.no_flags.setVisible(not flags)
        self._set_flag_buttons()

    def _show_needs(self, found: Sequence[Need]) -> None:
        items = self.workspace.read(codes.list_codes, NEEDS)
        pathways = list(dict.fromkeys(item.detail("pathway") for item in items.values()))
        place = {pathway: at for at, pathway in enumerate(pathways)}
        # Gravest first stays true within each pathway: the sort is stable.
        self.needs_table.set_records(sorted(found, key=lambda need: place.get(need.pathway, 99)))
        self._fit(self.needs_table, len(found))
        self.no_needs.setVisible(not found)
        self.change_button.setVisible(bool(found))
        self._show_said(found)
        known = {need.code for need in found}
        today = self.workspace.today()
        missing = [item.name for item in items.values() if item.code not in known and item.offered_on(today)]
        words = _("Nothing is recorded yet on: {needs}.").format(
            needs=join_words([_lower(one) for one in missing])
        )
        self.unassessed.setText(words if found and missing else "")
        self.unassessed.setVisible(bool(found and missing))

    def _show_said(self, found: Sequence[Need]) -> None:
        """Strengths and notes, each under its need's name."""
        while (item := self._said.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        row = 0
        for need in found:
            assessed = need.assessed
            for caption, words in ((_("strengths"), assessed.strengths), (_("note"), assessed.note)):
                if words:
                    head = _("{need}: {what}").format(need=need.name, what=caption)
                    name = f"need-{need.code.lower()}-{row}"
                    top = Qt.AlignmentFlag.AlignTop
                    head_label = text_label(head, role="caption", wrap=True, name=f"{name}-label")
                    head_label.setFixedWidth(theme.px(208))
                    self._said.addWidget(head_label, row, 0, top)
                    said = text_label(show_hidden(words), wrap=True, selectable=True, name=name)
                    self._said.addWidget(said, row, 1)
                    row += 1

    def _show_risk(self, case: Case) -> None:
        managed = case.managed
        if managed.rosh is None:
            self.rosh.set_chip(_("Not recorded"), "missing")
        else:
            self.rosh.set_chip(label(managed.rosh).upper(), ROSH_ROLES[managed.rosh])
        for name, said in self._risk.items():
            words = _to_whom(managed) if name == "rosh_groups" else show_hidden(getattr(managed, name))
            said.setText(words or _("not recorded"))
            set_role(said, "body" if words else "muted")

    def _flag(self) -> Flag | None:
        flag = self.flags_table.selected_record()
        return flag if isinstance(flag, Flag) and flag.ended_on is None else None

    def _set_flag_buttons(self) -> None:
        flag = self._flag()
        self.end_button.setEnabled(flag is not None)
        self.review_button.setEnabled(flag is not None and flag.review_on is not None)

    # What it does -------------------------------------------------------------------------------------------

    def _open(self, make: Callable[[], FormDialog], said: str, field: str = "") -> FormDialog | None:
        try:
            dialog = make()
        except UserError as error:
            self.notice(error.message, "error")
            return None
        dialog.finished.connect(
            lambda result: self.notice(said, "good") if result == QDialog.DialogCode.Accepted else None
        )
        dialog.open()
        if field:
            dialog.form.go_to(field)
        return dialog

    def open_new_need(self) -> FormDialog | None:
        """Open the dialog that records a need."""
        make = lambda: dialogs.NewNeedDialog(self.workspace, self.case_id, self)  # noqa: E731
        return self._open(make, _("The need is recorded."))

    def open_need(self, need_id: str, field: str = "") -> FormDialog | None:
        """Open the dialog that changes a need."""
        make = lambda: dialogs.NeedDialog(self.workspace, self.case_id, need_id, self)  # noqa: E731
        return self._open(make, _("The need is changed."), field)

    def _change_selected(self) -> None:
        need = self.needs_table.selected_record()
        if need is None:
            self.notice(_("Choose a need in the list first."))
        else:
            self.open_need(need.id)

    def open_risk(self, field: str = "") -> FormDialog | None:
        """Open the dialog for the risk of serious harm."""
        make = lambda: dialogs.RiskDialog(self.workspace, self.case_id, self)  # noqa: E731
        return self._open(make, _("The risk of serious harm is saved."), field)

    def open_raise_flag(self) -> FormDialog | None:
        """Open the dialog that raises a flag."""
        make = lambda: dialogs.RaiseFlagDialog(self.workspace, self.case_id, self)  # noqa: E731
        return self._open(make, _("The flag is raised."))

    def open_end_flag(self) -> FormDialog | None:
        """Open the dialog that ends the selected flag."""
        flag = self._flag()
        if flag is None:
            return None
        make = lambda: dialogs.EndFlagDialog(self.workspace, flag, self)  # noqa: E731
        return self._open(make, _("The flag is ended; it stays on record."))

    def review_flag(self) -> None:
        """Record that the selected flag was looked at and stands."""
        flag = self._flag()
        if flag is None or flag.review_on is None:
            return
        try:
            self.workspace.perform("Review risk flag", cases.review_flag, flag.id, self.workspace.today())
        except UserError as error:
            self.notice(error.message, "error")
            return
        again = next(
            (one for one in self.workspace.read(cases.list_flags, self.case_id) if one.id == flag.id), flag
        )
        words = _("The flag stands. Next review {date}.")
        self.notice(words.format(date=exact_date(again.review_on)), "good")

    def go_to(self, record_id: str, field: str = "") -> None:
        """Select a need or a flag; with ``field`` open the need, or the risk of the case, there."""
        if record_id == self.case_id or field in _RISK_FIELDS:
            self.open_risk(field)
        elif self.needs_table.select_id(record_id):
            self._come_to(self.needs_table)
            if field:
                self.open_need(record_id, field)
        elif self.flags_table.select_id(record_id):
            self._come_to(self.flags_table)

    def _come_to(self, table: RecordTable) -> None:
        table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(table, 0, theme.px(24))

    def resume(self, draft_key: str) -> None:
        """Open again the dialog that stood open."""
        _tab, _colon, rest = draft_key.partition(":")
        what, _colon, record_id = rest.partition(":")
        if what == "need":
            self.open_need(record_id)
        elif what == "end-flag" and self.flags_table.select_id(record_id):
            self.open_end_flag()
        elif what in ("new", "risk", "flag"):
            {"new": self.open_new_need, "risk": self.open_risk, "flag": self.open_raise_flag}[what]()


def _heading(words: str, name: str, *buttons: QWidget, mark: QWidget | None = None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    row.addWidget(text_label(words, role="heading", name=name))
    if mark is not None:
        row.addWidget(mark)
    row.addStretch(1)
    for one in buttons:
        row.addWidget(one)
    return row


def _to_whom(managed: CaseDraft) -> str:
    return join_words([label(group) for group in managed.rosh_groups])


def _two_columns() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(4))
    grid.setColumnStretch(1, 1)
    return grid


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
