"""The tab "Why IOM": where selection stands, the decision as a page, earlier records folded beneath, and its paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.formats import exact_date
from iom_desktop.display.labels import label
from iom_desktop.display.paper_subjects import decision_subject, deselection_subject
from iom_desktop.display.selection_lines import episodes_words, outcome_words, referral_words, steps
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Case
from iom_desktop.domain.codes import IomStatus
from iom_desktop.domain.decision_files import DecisionFile
from iom_desktop.domain.decisions import Decision
from iom_desktop.domain.deselection import Deselection, DeselectionFile
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.selection import Referral, Screening
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import cases, decisions, deselections, referrals
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.decisions.dialog import DecisionDialog, draft_key, imported_rationale
from iom_desktop.ui.decisions.referral_dialogs import (
    PanelDialog,
    ReferDialog,
    WithdrawDialog,
    panel_key,
    refer_key,
    withdraw_key,
)
from iom_desktop.ui.decisions.screening_dialog import ScreeningDialog, screen_key
from iom_desktop.ui.decisions.sheets import (
    DecisionSheet,
    Folded,
    ReferralSheet,
    ScreeningSheet,
    StepsBar,
    folded_screening,
)
from iom_desktop.ui.deselection.dialog import (
    DeselectionDialog,
    ProposeDialog,
    ReverseDialog,
    propose_key,
    reverse_key,
)
from iom_desktop.ui.deselection.dialog import draft_key as deselect_key
from iom_desktop.ui.deselection.sheet import DeselectionSheet, title_words
from iom_desktop.ui.documents.giving import Giving, Paper
from iom_desktop.ui.documents.preview import PdfPreview
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.workspace import Workspace

_PAGE_WIDTH = 800


class WhyIomTab(CaseTab):
    """Why this person is under IOM, or is not, and how far that is: or plainly that nobody has recorded it."""

    KEY = "why_iom"
    SHOWS = frozenset({"decision", "case", "note", "referral", "screening", "deselection", "code_item"})

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Why IOM"), workspace, navigator, case_id, parent)
        self.mark = Chip("", name="decision-mark")
        self._waiting: Referral | None = None
        self._in_force: Decision | None = None
        self._printed: DecisionFile | DeselectionFile | None = None
        self._wanted: DecisionFile | DeselectionFile | None = None
        self._let_go: list[Deselection] = []
        self._away: Deselection | None = None
        self._heading = text_label("", role="title", wrap=True, name="why-iom-heading")
        self._steps = QVBoxLayout()
        self._sheets = QVBoxLayout()
        self._sheets.setSpacing(theme.px(12))
        self._folded: list[Folded] = []
        self.preview = PdfPreview(name="decision-preview")
        self.preview.hide()
        self.giving = Giving(
            self,
            workspace,
            self._paper,
            key=f"{self.KEY}:paper",
            usual=(_("Case file"),),
            hint=_("For example: for the file."),
        )
        self._make_buttons()
        self._build()

    def _make_buttons(self) -> None:
        self.record_button = button(
            _("Record decision…"), self.open_dialog, name="record-decision", kind="primary", shortcut="Ctrl+N"
        )
        self.refer_button = button(
            _("Refer…"), self.open_refer, name="refer", shortcut="Ctrl+Shift+N", tooltip=_("Refer for IOM")
        )
        self.screen_button = button(
            _("Screen…"), self.open_screening, name="screen-referral", shortcut="Ctrl+Shift+S"
        )
        self.panel_button = button(_("Set panel…"), self.open_panel, name="set-panel", shortcut="Ctrl+G")
        self.withdraw_button = button(
            _("Withdraw referral…"),
            self.open_withdraw,
            name="withdraw-referral",
            kind="quiet",
            shortcut="Ctrl+Del",
        )
        self.deselect_button = button(_("De-select…"), self.open_deselect, name="deselect", shortcut="Ctrl+D")
        self.propose_button = button(
            _("Propose de-selection…"),
            self.open_propose,
            name="propose-deselection",
            kind="quiet",
            tooltip=_("It comes on the agenda of the next conference"),
        )
        self.reverse_button = button(
            _("Take de-selection back…"), self.open_reverse, name="reverse-deselection", kind="quiet"
        )
        self.paper_button = button(
            _("Record on paper"), self.show_paper, name="decision-paper", shortcut="Ctrl+T"
        )
        self.back_button = button(
            _("Back to the page"), self.show_page, name="decision-page", shortcut="Ctrl+T"
        )
        self.print_button = button(
            _("Print..."), self.giving.ask_print, name="decision-print", kind="primary", shortcut="Ctrl+P"
        )
        self.save_button = button(
            _("Save as PDF..."), self.giving.ask_save, name="decision-save", shortcut="Ctrl+S"
        )

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self._heading, 1)
        head.addWidget(self.mark)
        top = FlowLayout()
        for one in (
            self.record_button,
            self.screen_button,
            self.panel_button,
            self.refer_button,
            self.withdraw_button,
            self.deselect_button,
            self.propose_button,
            self.reverse_button,
            self.paper_button,
            self.print_button,
            self.save_button,
            self.back_button,
        ):
            top.addWidget(one)
        self._area = Scrolled(name="why-iom-scroll", spacing=12, most_width=_PAGE_WIDTH)
        # The keyboard can come to the page itself, to scroll a long record.
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_("Decision record"))
        self._area.rows.addLayout(self._steps)
        self._area.rows.addLayout(self._sheets)
        self._area.rows.addStretch(1)
        self.body.addLayout(head)
        self.body.addLayout(top)
        self.body.addSpacing(theme.px(4))
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.preview, 1)

    # What it shows ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read referrals, screenings and decisions again."""
        read = self.workspace.read
        case = read(cases.load_case, self.case_id)
        found = read(decisions.list_decisions, self.case_id)
        referred = read(referrals.list_referrals, self.case_id)
        screenings = read(referrals.list_screenings, self.case_id)
        self._let_go = read(deselections.list_deselections, self.case_id)
        self._away = read(deselections.deselection_in_force, self.case_id)
        self._waiting = next((one for one in referred if one.state.open), None)
        self._in_force = found[0] if found and found[0].superseded_on is None else None
        current = next((one for one in found if one.superseded_on is None and one.said.outcome.final), None)
        self._head(case, current)
        unfolded = {one.record_id for one in self._folded if one.is_unfolded}
        self._clear_sheets()
        self._show_steps(referred, screenings, found)
        self._show_sheets(case, current, found, referred, screenings)
        for one in self._folded:
            if one.record_id in unfolded:
                one.turn()
        self._show_buttons(case)
        if not self.preview.isHidden():
            self._make_paper()

    def _head(self, case: Case, current: Decision | None) -> None:
        called = show_hidden(case.person.called)
        headings = {
            IomStatus.ADOPTED: _("Why {name} is under IOM"),
            IomStatus.REFERRED: _("Whether {name} comes under IOM"),
            IomStatus.NOT_ADOPTED: _("Why {name} is not under IOM"),
            IomStatus.DESELECTED: _("Why {name} was under IOM"),
        }
        self._heading.setText(headings[case.iom_status].format(name=called))
        if case.iom_status is IomStatus.REFERRED and self._waiting is not None:
            self.mark.set_chip(label(self._waiting.state).upper(), "warn")
        elif current is None:
            self.mark.set_chip(_("No decision record"), "missing")
        elif case.iom_status is IomStatus.DESELECTED:
            self.mark.set_chip(_("De-selected").upper(), "plain")
        else:
            word = label(current.said.cohort) or label(current.said.outcome)
            self.mark.set_chip(word.upper(), "accent" if current.said.cohort else "plain")

    def _show_buttons(self, case: Case) -> None:
        on_paper = not self.preview.isHidden()
        waits = self._waiting is not None
        shown = {
            self.record_button: not on_paper,
            self.screen_button: waits and not on_paper,
            self.panel_button: waits and not on_paper,
            self.withdraw_button: waits and not on_paper,
            self.refer_button: not waits and not case.has_decision and not on_paper,
            self.deselect_button: case.iom_status in (IomStatus.ADOPTED, IomStatus.DESELECTED)
            and not on_paper,
            self.propose_button: case.iom_status is IomStatus.ADOPTED and not on_paper,
            self.reverse_button: self._away is not None and not on_paper,
            self.paper_button: (self._in_force is not None or self._away is not None) and not on_paper,
            self.print_button: on_paper,
            self.save_button: on_paper,
            self.back_button: on_paper,
        }
        for one, visible in shown.items():
            one.setVisible(visible)

    def _clear_sheets(self) -> None:
        self._folded = []
        for layout in (self._steps, self._sheets):
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.setParent(None)
                    widget.deleteLater()

    def _show_steps(
        self, referred: Sequence[Referral], screenings: Sequence[Screening], found: Sequence[Decision]
    ) -> None:
        """The strip of the newest referral, from referral to decision."""
        if not referred:
            return
        newest = referred[0]
        screening = next((one for one in screenings if one.referral_id == newest.id), None)
        about = [one for one in found if one.said.referral_id == newest.id and one.superseded_on is None]
        today = self.workspace.today()
        made = steps(newest, screening, about[0] if about else None, today)
        self._steps.addWidget(StepsBar(made, name="selection-steps"))

    def _show_sheets(
        self,
        case: Case,
        current: Decision | None,
        found: Sequence[Decision],
        referred: Sequence[Referral],
        screenings: Sequence[Screening],
    ) -> None:
        if self._away is not None:
            self._heading_row(title_words(self._away), "deselected-heading")
            self._sheets.addWidget(DeselectionSheet(self._away, self.workspace))
            self._heading_row(_("The decision that took them on"), "taken-on-heading")
        told = self._show_waiting(screenings)
        if current is not None:
            if self._waiting is not None:
                self._heading_row(_("The decision on file"), "current-heading")
            self._sheets.addWidget(DecisionSheet(current, self.workspace, name="decision"))
        elif self._waiting is None:
            self._say_missing()
        self._show_episodes(case)
        rest = [one for one in referred if one is not self._waiting]
        self._show_selection(rest, [one for one in screenings if one.id != told])
        self._show_earlier([one for one in found if one is not current])
        self._show_let_go([one for one in self._let_go if self._away is None or one.id != self._away.id])

    def _heading_row(self, words: str, name: str) -> None:
        if self._sheets.count():
            self._sheets.addWidget(hairline())
        self._sheets.addWidget(text_label(words, role="heading", name=name))

    def _show_waiting(self, screenings: Sequence[Screening]) -> str:
        """The referral that waits and its newest screening, whole; returns that screening's id."""
        if self._waiting is None:
            return ""
        self._heading_row(_("The referral"), "referral-heading")
        self._sheets.addWidget(ReferralSheet(self._waiting, self.workspace, name="referral"))
        screening = next((one for one in screenings if one.referral_id == self._waiting.id), None)
        if screening is None:
            words = _(
                "It has not been screened. Screening holds it against eligibility and the scoring matrix."
            )
            self._sheets.addWidget(text_label(words, role="muted", wrap=True, name="not-screened"))
            return ""
        self._heading_row(_("The screening"), "screening-heading")
        self._sheets.addWidget(ScreeningSheet(screening, self.workspace, name="screening"))
        return screening.id

    def _show_episodes(self, case: Case) -> None:
        found = self.workspace.read(decisions.list_episodes, self.case_id)
        lines = episodes_words(found, case.managed.adopted_on)
        if not lines:
            return
        self._heading_row(_("Times under IOM"), "episodes-heading")
        for number, words in enumerate(lines, start=1):
            self._sheets.addWidget(text_label(words, wrap=True, name=f"episode-{number}"))

    def _show_selection(self, referred: Sequence[Referral], screenings: Sequence[Screening]) -> None:
        if not referred and not screenings:
            return
        self._heading_row(_("Referrals and screenings"), "selection-heading")
        for place, one in enumerate(referred):
            name = f"referral-{place}"
            words = _("{state}: {referral}").format(state=label(one.state), referral=referral_words(one))
            sheet = ReferralSheet(one, self.workspace, name=f"{name}-sheet")
            self._fold(Folded(one.id, words, sheet, name=name))
        for place, screening in enumerate(screenings):
            self._fold(folded_screening(screening, self.workspace, name=f"screening-{place}"))

    def _show_earlier(self, earlier: Sequence[Decision]) -> None:
        if not earlier:
            return
        self._heading_row(_("Earlier decisions"), "earlier-heading")
        for place, one in enumerate(earlier):
            self._fold(self._folded_decision(one, f"superseded-{place}"))

    def _show_let_go(self, earlier: Sequence[Deselection]) -> None:
        if not earlier:
            return
        self._heading_row(_("Earlier de-selections"), "let-go-heading")
        for place, one in enumerate(earlier):
            name = f"let-go-{place}"
            why = (
                ""
                if one.in_force
                else _("Why it no longer holds: {reason}").format(reason=one.supersede_reason)
            )
            paper = button(_("Paper"), partial(self.show_paper, one.id), name=f"{name}-paper", kind="quiet")
            day = exact_date(one.said.decided_on)
            paper.setAccessibleName(_("Paper of the de-selection of {date}").format(date=day))
            sheet = DeselectionSheet(one, self.workspace, name=f"{name}-sheet")
            self._fold(Folded(one.id, title_words(one), sheet, name=name, why=why, paper=paper))

    def _folded_decision(self, one: Decision, name: str) -> Folded:
        what = outcome_words(one)
        day = exact_date(one.said.decided_on)
        if one.superseded_on is None:
            words = _("Decision of {date}: {what}").format(date=day, what=what)
        else:
            words = _("Decision of {date}, superseded {until}: {what}").format(
                date=day, until=exact_date(one.superseded_on), what=what
            )
        why = ""
        if one.supersede_reason:
            why = _("Why it was replaced: {reason}").format(reason=one.supersede_reason)
        paper = button(_("Paper"), partial(self.show_paper, one.id), name=f"{name}-paper", kind="quiet")
        paper.setAccessibleName(_("Paper of the decision of {date}").format(date=day))
        sheet = DecisionSheet(one, self.workspace, name=f"{name}-sheet")
        return Folded(one.id, words, sheet, name=name, why=why, paper=paper)

    def _fold(self, one: Folded) -> None:
        self._folded.append(one)
        self._sheets.addWidget(one)

    def _say_missing(self) -> None:
        words = _(
            "Nobody has recorded why this person is under IOM. Record who referred them, what criteria they "
            "meet, why IOM was chosen, and who decided."
        )
        self._sheets.addWidget(text_label(words, wrap=True, name="no-decision"))
        imported = imported_rationale(self.workspace, self.case_id)
        if imported is None:
            return
        rationale, note = imported
        when = exact_date(note.said.happened_at.date()) if note.said.happened_at else ""
        heading = _("The imported caseload says ({date}):").format(date=when)
        self._sheets.addWidget(text_label(heading, role="caption", wrap=True, name="imported-heading"))
        self._sheets.addWidget(
            text_label(show_hidden(rationale), wrap=True, selectable=True, name="imported-rationale")
        )
        offer = _("“Record decision” begins with these words.")
        self._sheets.addWidget(text_label(offer, role="muted", wrap=True, name="imported-offer"))

    # The record on paper ------------------------------------------------------------------------------------

    def show_paper(self, decision_id: str = "") -> None:
        """Show the record of a decision as it will be on paper: the one in force unless another is named."""
        self._area.hide()
        self.preview.show()
        self._paper_of = decision_id
        self._printed = None
        self._make_paper()
        self._show_buttons(self.workspace.read(cases.load_case, self.case_id))
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_page(self) -> None:
        """Back from the paper to the page."""
        self.preview.hide()
        self.preview.clear()
        self._printed = self._wanted = None
        self._paper_of = ""
        self._area.show()
        self.reload()

    def _make_paper(self) -> None:
        in_force = self._away or self._in_force
        wanted = self._paper_of or (in_force.id if in_force else "")
        self._usable(False)
        if not wanted:
            return
        file = self._file_of(wanted)
        self._wanted = file
        run_job(
            self,
            _("Making the decision record"),
            lambda _progress: _bytes_of(file),
            lambda data: self._show_made(file, data),
            lambda problem: self.notice(problem.message, "error"),
        )

    def _file_of(self, record_id: str) -> DecisionFile | DeselectionFile:
        """A decision or a de-selection, loaded for its paper."""
        read, now = self.workspace.read, self.workspace.now()
        if any(one.id == record_id for one in self._let_go):
            return read(deselections.load_deselection_file, record_id, now)
        return read(decisions.load_decision_file, record_id, now)

    def _show_made(self, file: DecisionFile | DeselectionFile, data: bytes) -> None:
        if file is not self._wanted or self.preview.isHidden():
            return  # another was asked for while this one was made
        try:
            self.preview.show_pdf(data)
        except UserError as problem:
            self.notice(problem.message, "error")
            return
        self._printed = file
        self._usable(True)

    def _usable(self, usable: bool) -> None:
        for one in (self.print_button, self.save_button):
            one.setEnabled(usable)

    def _paper(self) -> Paper | None:
        file = self._printed
        if file is None:
            return None
        away = isinstance(file, DeselectionFile)
        return Paper(
            subject=deselection_subject(file)
            if isinstance(file, DeselectionFile)
            else decision_subject(file),
            file_name=_("De-selection record.pdf") if away else _("Decision record.pdf"),
            make=lambda copy, _step: _bytes_of(file, copy),
            document=self.preview.document,
        )

    # What it does -------------------------------------------------------------------------------------------

    def open_dialog(self, field: str = "") -> DecisionDialog | None:
        """Open the dialog that records a decision, with the cursor in ``field``."""
        try:
            dialog = DecisionDialog(self.workspace, self.case_id, self)
        except UserError as error:
            self.notice(error.message, "error")
            return None
        self._open(dialog, _("The decision is recorded."))
        if field:
            dialog.form.go_to(field)
        return dialog

    def open_refer(self) -> ReferDialog:
        """Open the dialog that puts the person forward."""
        dialog = ReferDialog(self.workspace, self.case_id, self)
        self._open(dialog, _("The referral is recorded."))
        return dialog

    def open_screening(self) -> ScreeningDialog | None:
        """Open the screening of the referral that waits."""
        if self._waiting is None:
            return None
        dialog = ScreeningDialog(self.workspace, self._waiting.id, self)
        self._open(dialog, _("The screening is recorded."))
        return dialog

    def open_panel(self) -> PanelDialog | None:
        """Open the dialog that says to which panel the referral goes."""
        if self._waiting is None:
            return None
        dialog = PanelDialog(self.workspace, self._waiting.id, self)
        self._open(dialog, _("The panel is set."))
        return dialog

    def open_withdraw(self) -> WithdrawDialog | None:
        """Open the dialog that takes the referral back."""
        if self._waiting is None:
            return None
        dialog = WithdrawDialog(self.workspace, self._waiting.id, self)
        self._open(dialog, _("The referral is withdrawn. It stays on record."))
        return dialog

    def open_deselect(self) -> DeselectionDialog:
        """Open the dialog that lets the person go, with what has changed drawn together."""
        dialog = DeselectionDialog(self, self.workspace, self.case_id)
        self._open(dialog, _("The de-selection is recorded."))
        return dialog

    def open_propose(self) -> ProposeDialog:
        """Open the dialog that puts the question before the next conference."""
        dialog = ProposeDialog(self, self.workspace, self.case_id)
        self._open(dialog, _("It comes on the agenda of the next conference."))
        return dialog

    def open_reverse(self) -> ReverseDialog | None:
        """Open the dialog that takes the de-selection in force back."""
        if self._away is None:
            return None
        called = self.workspace.read(cases.load_case, self.case_id).person.called
        dialog = ReverseDialog(self, self.workspace, self._away.id, called)
        self._open(dialog, _("The de-selection no longer holds. It stays on record."))
        return dialog

    def _open(self, dialog: QDialog, done: str) -> None:
        dialog.accepted.connect(lambda: self.notice(done, "good"))
        dialog.open()

    def go_to(self, record_id: str, field: str = "") -> None:
        """Unfold the record ``record_id``; with ``field``, begin: "screen", "refer", or a field of the decision."""
        for one in self._folded:
            if one.record_id == record_id:
                if not one.is_unfolded:
                    one.turn()
                QTimer.singleShot(0, one, lambda shown=one: self._area.ensureWidgetVisible(shown))
        if field == "screen":
            self.open_screening()
        elif field == "refer":
            self.open_refer()
        elif field:
            self.open_dialog(field)

    def resume(self, draft_key_: str) -> None:
        """Open again the dialog that stood open."""
        waiting = "" if self._waiting is None else self._waiting.id
        away = "" if self._away is None else self._away.id
        opens: dict[str, Callable[[], object]] = {
            draft_key(self.case_id): self.open_dialog,
            refer_key(self.case_id): self.open_refer,
            screen_key(waiting): self.open_screening,
            panel_key(waiting): self.open_panel,
            withdraw_key(waiting): self.open_withdraw,
            deselect_key(self.case_id): self.open_deselect,
            propose_key(self.case_id): self.open_propose,
            reverse_key(away): self.open_reverse,
        }
        if draft_key_ in opens:
            opens[draft_key_]()
        elif draft_key_.startswith(self.giving.key):
            self.show_paper()
            self.giving.resume(draft_key_)


def _bytes_of(file: DecisionFile | DeselectionFile, copy: NumberedCopy | None = None) -> bytes:
    # ReportLab is needed only now.
    if isinstance(file, DeselectionFile):
        from iom_desktop.reports.deselection_record import deselection_record

        return deselection_record(file, copy)
    from iom_desktop.reports.decision_record import decision_record

    return decision_record(file, copy)
