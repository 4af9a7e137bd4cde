"""The tab "Risk and needs": who holds the person beside IOM, the risk, the flags, the needs, what is kept apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QWidget

from iom_desktop.display.formats import join_words
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Flag
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.needs import Need
from iom_desktop.domain.risk import CheckAbout, RiskAssessment, Withheld
from iom_desktop.domain.risk_prompts import PromptKind
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import cases, codes, needs, risk
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.lines import Line
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.needs import dialogs, flag_dialogs, risk_dialogs
from iom_desktop.ui.needs.columns import flag_columns, need_columns
from iom_desktop.ui.needs.risk_section import RiskSection
from iom_desktop.ui.needs.status_panel import Statuses, StatusPanel
from iom_desktop.ui.needs.withheld_section import WithheldSection
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.workspace import Workspace

#: Fields of an assessment; a case imported from elsewhere calls some of them otherwise.
_RISK_FIELDS = {
    "levels": "levels", "who": "who", "nature": "nature", "greatest": "greatest", "increases": "increases",
    "reduces": "reduces", "rosh": "levels", "rosh_groups": "levels", "risk_when": "greatest",
    "risk_increases": "increases", "risk_reduces": "reduces",
}  # fmt: skip
_VICTIM_CONTACT = "INVI"
_MOST_ROWS = 12


class NeedsTab(CaseTab):
    """Who else holds the person, how grave the risk is and to whom, what to be warned of, what drives it."""

    KEY = "needs"
    SHOWS = frozenset(
        {
            "need", "case", "flag", "plan", "goal", "required_action", "risk_assessment", "risk_measure", "marac",
            "safeguarding_check", "withheld",
        }
    )  # fmt: skip

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
        self.statuses = StatusPanel(self.open_mappa, self.open_new_marac, self.open_ask)
        self.risk = RiskSection(self.open_risk)
        self.withheld = WithheldSection(self.open_withhold, self._kept_apart)
        self.review_button = button(
            _("Review flag…"), self.open_review_flag, name="review-flag", kind="quiet", shortcut="Alt+V",
            tooltip=_("The flag was looked at and stands: say what was found, and when it is next"),
        )  # fmt: skip
        self.end_button = button(_("End flag…"), self.open_end_flag, name="end-flag", kind="quiet")
        self._build()

    # How it looks -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._area = Scrolled(name="needs-scroll")
        rows = self._area.rows
        for widget in (self.statuses, hairline(), self.risk, hairline()):
            rows.addWidget(widget)
        self._add_flags()
        rows.addWidget(hairline())
        self._add_needs()
        rows.addWidget(hairline())
        rows.addWidget(self.withheld)
        rows.addStretch(1)
        self.body.addWidget(self._area)
        for asked in (self.statuses, self.risk, self.withheld):
            asked.chosen.connect(self._follow)
        self.risk.earlier_chosen.connect(self._read_earlier)
        self.needs_table.record_activated.connect(lambda need: self.open_need(need.id))
        self.flags_table.record_activated.connect(lambda _flag: self.open_review_flag())
        self.flags_table.selection_changed.connect(lambda _flag: self._set_flag_buttons())

    def _add_flags(self) -> None:
        rows = self._area.rows
        raise_flag = button(_("Raise flag…"), self.open_raise_flag, name="raise-flag", shortcut="Alt+F")
        rows.addLayout(
            _heading(_("Risk flags"), "flags-heading", self.review_button, self.end_button, raise_flag)
        )
        rows.addWidget(self.flags_table)
        rows.addWidget(self.no_flags)

    def _add_needs(self) -> None:
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
        """Read everything again, but for the words of what is kept apart."""
        read = self.workspace.read
        self._show_needs(read(needs.list_needs, self.case_id))
        self._show_risk()
        flags = read(cases.list_flags, self.case_id)
        flags.sort(key=lambda flag: flag.ended_on is not None)
        self.flags_table.set_records(flags)
        self._fit(self.flags_table, len(flags))
        self.no_flags.setVisible(not flags)
        self._set_flag_buttons()
        self.withheld.reload(read(risk.count_withheld, self.case_id))

    def _show_risk(self) -> None:
        read, today = self.workspace.read, self.workspace.today()
        managed = read(cases.load_case, self.case_id).managed
        prompts = read(risk.list_prompts, self.case_id, today)
        self.statuses.show_statuses(
            Statuses(
                managed=managed,
                maracs=read(risk.list_maracs, self.case_id),
                checks=read(risk.list_checks, self.case_id),
                prompts=prompts,
                today=today,
            )
        )
        self.risk.show_risk(read(risk.list_assessments, self.case_id), managed, prompts)

    def _kept_apart(self) -> Sequence[Withheld]:
        return self.workspace.read(risk.list_withheld, self.case_id)

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

    def _flag(self) -> Flag | None:
        flag = self.flags_table.selected_record()
        return flag if isinstance(flag, Flag) and flag.ended_on is None else None

    def _set_flag_buttons(self) -> None:
        flag = self._flag()
        self.end_button.setEnabled(flag is not None)
        self.review_button.setEnabled(flag is not None)

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
        """Open the dialog that records an assessment of the risk of serious harm."""
        make = lambda: risk_dialogs.AssessRiskDialog(self.workspace, self.case_id, self)  # noqa: E731
        return self._open(make, _("The assessment is recorded."), field)

    def open_mappa(self) -> FormDialog | None:
        """Open the dialog for what is known of MAPPA."""
        make = lambda: risk_dialogs.MappaDialog(self.workspace, self.case_id, self)  # noqa: E731
        return self._open(make, _("MAPPA is saved."))

    def open_new_marac(self) -> FormDialog | None:
        """Open the dialog that records a MARAC."""
        make = lambda: risk_dialogs.NewMaracDialog(self.workspace, self.case_id, self)  # noqa: E731
        return self._open(make, _("The MARAC is recorded."))

    def open_marac(self, marac_id: str) -> FormDialog | None:
        """Open the dialog that changes a MARAC."""
        make = lambda: risk_dialogs.MaracDialog(self.workspace, self.case_id, marac_id, self)  # noqa: E731
        return self._open(make, _("The MARAC is changed."))

    def open_ask(self, about: CheckAbout | None = None) -> FormDialog | None:
        """Open the dialog that records that services were asked."""
        make = lambda: risk_dialogs.AskCheckDialog(self.workspace, self.case_id, about, self)  # noqa: E731
        return self._open(make, _("It is recorded that they were asked."))

    def open_answer(self, check_id: str) -> FormDialog | None:
        """Open the dialog for the answer to a safeguarding check."""
        make = lambda: risk_dialogs.AnswerCheckDialog(self.workspace, self.case_id, check_id, self)  # noqa: E731
        return self._open(make, _("The answer is recorded."))

    def open_withhold(self) -> FormDialog | None:
        """Open the dialog that keeps information apart."""
        make = lambda: risk_dialogs.WithholdDialog(self.workspace, self.case_id, self)  # noqa: E731
        return self._open(make, _("The information is kept apart."))

    def open_end_withheld(self, withheld_id: str) -> FormDialog | None:
        """Open the dialog in which something kept apart is read whole, and ended."""
        kept = next((one for one in self._kept_apart() if one.id == withheld_id), None)
        if kept is None or kept.ended_on is not None:
            return None
        make = lambda: risk_dialogs.EndWithheldDialog(self.workspace, kept, self)  # noqa: E731
        return self._open(make, _("It is no longer kept apart; it stays on record."))

    def open_raise_flag(self, code: str = "") -> FormDialog | None:
        """Open the dialog that raises a flag."""
        make = lambda: flag_dialogs.RaiseFlagDialog(self.workspace, self.case_id, self, code)  # noqa: E731
        return self._open(make, _("The flag is raised."))

    def open_review_flag(self) -> FormDialog | None:
        """Open the dialog that says that the selected flag was looked at and stands."""
        flag = self._flag()
        if flag is None:
            return None
        make = lambda: flag_dialogs.ReviewFlagDialog(self.workspace, flag, self)  # noqa: E731
        return self._open(make, _("The review is recorded."))

    def open_end_flag(self) -> FormDialog | None:
        """Open the dialog that ends the selected flag."""
        flag = self._flag()
        if flag is None:
            return None
        make = lambda: flag_dialogs.EndFlagDialog(self.workspace, flag, self)  # noqa: E731
        return self._open(make, _("The flag is ended; it stays on record."))

    # Where it leads -----------------------------------------------------------------------------------------

    def _follow(self, line: Line) -> None:
        self.go_to(line.record_id, line.field)

    def _read_earlier(self, earlier: RiskAssessment) -> None:
        self.navigator.open_case(self.case_id, "timeline", earlier.id)

    def go_to(self, record_id: str, field: str = "") -> None:
        """Select a need or a flag; with ``field`` open what puts it right, with the cursor there."""
        if field in _RISK_FIELDS or (record_id == self.case_id and not field):
            self.open_risk(_RISK_FIELDS.get(field, ""))
        elif field in self._asked():
            self._asked()[field](record_id)
        elif self.needs_table.select_id(record_id):
            self._come_to(self.needs_table)
            if field:
                self.open_need(record_id, field)
        elif self.flags_table.select_id(record_id):
            self._come_to(self.flags_table)
            if field == "review":
                self.open_review_flag()
        else:
            self._come_to_line(record_id)

    def _asked(self) -> dict[str, Callable[[str], object]]:
        """What each prompt and line opens. A MARAC or check that is named is opened itself."""
        own = {one.id for one in self.workspace.read(risk.list_maracs, self.case_id)}
        return {
            PromptKind.MAPPA.value: lambda _id: self.open_mappa(),
            PromptKind.MARAC.value: lambda one: self.open_marac(one) if one in own else self.open_new_marac(),
            PromptKind.CHILD_CHECK.value: lambda _id: self.open_ask(CheckAbout.CHILD),
            PromptKind.ADULT_CHECK.value: lambda _id: self.open_ask(CheckAbout.ADULT),
            PromptKind.VICTIM_CONTACT.value: lambda _id: self.open_raise_flag(_VICTIM_CONTACT),
            "answer": self.open_answer,
            "end-withheld": self.open_end_withheld,
        }

    def _come_to_line(self, record_id: str) -> None:
        """Put the keyboard on the line of a MARAC or check; at an assessment or what is kept apart, on its part."""
        for column in self.statuses.columns.values():
            for line in column.lines.buttons():
                if line.line.record_id == record_id:
                    line.setFocus(Qt.FocusReason.OtherFocusReason)
                    self._area.ensureWidgetVisible(line)
                    return
        kept = any(one.id == record_id for one in self._kept_apart())
        part = self.withheld if kept else self.risk
        self._area.ensureWidgetVisible(part, 0, theme.px(24))
        if kept:
            self.withheld.show_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _come_to(self, table: RecordTable) -> None:
        table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(table, 0, theme.px(24))

    def resume(self, draft_key: str) -> None:
        """Open again the dialog that stood open."""
        _tab, _colon, rest = draft_key.partition(":")
        what, _colon, record_id = rest.partition(":")
        of_a_record: dict[str, Callable[[str], object]] = {
            "need": self.open_need,
            "marac": self.open_marac,
            "answer": self.open_answer,
            "end-withheld": self.open_end_withheld,
        }
        of_a_flag = {"review-flag": self.open_review_flag, "end-flag": self.open_end_flag}
        of_the_case: dict[str, Callable[[], object]] = {
            "new": self.open_new_need,
            "risk": self.open_risk,
            "flag": self.open_raise_flag,
            "mappa": self.open_mappa,
            "new-marac": self.open_new_marac,
            "ask": self.open_ask,
            "withhold": self.open_withhold,
        }
        if what in of_a_record:
            of_a_record[what](record_id)
        elif what in of_a_flag and self.flags_table.select_id(record_id):
            of_a_flag[what]()
        elif what in of_the_case:
            of_the_case[what]()


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


def _two_columns() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(4))
    grid.setColumnStretch(1, 1)
    return grid


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
