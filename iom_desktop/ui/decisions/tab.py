"""The tab "Why IOM": the decision record as a page, earlier ones folded beneath."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from iom_desktop.display.formats import date_time, exact_date, spoken_date
from iom_desktop.display.labels import label, makers_words, named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.decisions import Decision
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import cases, decisions
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.decisions.dialog import DecisionDialog, draft_key, imported_rationale
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.workspace import Workspace

_PAGE_WIDTH = 800


class DecisionSheet(QWidget):
    """One decision, set out to be read."""

    def __init__(self, decision: Decision, workspace: Workspace, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(8))
        said, today = decision.said, workspace.today()
        nothing = _("not recorded")
        review, late = spoken_date(said.review_on, today), False
        if said.review_on is not None and decision.superseded_on is None and said.review_on < today:
            late = True
        self._add("rationale", _("Why IOM"), said.rationale)
        self._add("cohort", _("Cohort"), label(said.cohort))
        self._add("decided-by", _("Decided by"), makers_words(said.decided_by))
        self._add("decided-on", _("Date of decision"), spoken_date(said.decided_on, today))
        self._add("criteria", _("Criteria met"), "\n".join(decision.criteria_words) or nothing)
        self._add("scores", _("Scores relied on"), said.scores or nothing)
        referrer = named_with_agency(said.referrer, said.referrer_agency)
        self._add("referrer", _("Referred by"), referrer or nothing)
        checked = exact_date(said.mappa_checked_on)
        mappa = " · ".join(part for part in (said.mappa_result, checked) if part)
        self._add("mappa", _("MAPPA checked"), mappa or nothing)
        self._add(
            "review",
            _("Review"),
            _("{date}: overdue").format(date=review) if late else review or _("no review date"),
            "overdue" if late else "body",
        )
        recorded = date_time(workspace.local(decision.recorded_at))
        words = _("Recorded by {name}, {when}").format(name=decision.recorded_by, when=recorded)
        self._rows.addWidget(text_label(words, role="small", wrap=True, name=f"{name}-recorded"))

    def _add(self, key: str, caption: str, words: str, role: str = "body") -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        head = text_label(caption, role="caption", wrap=True, name=f"{self.objectName()}-{key}-label")
        head.setFixedWidth(theme.px(128))
        said = text_label(
            show_hidden(words), role=role, wrap=True, selectable=True, name=f"{self.objectName()}-{key}"
        )
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(said, 1)
        self._rows.addLayout(row)


class Folded(QWidget):
    """A superseded decision: one line that opens into the whole."""

    def __init__(self, decision: Decision, workspace: Workspace, place: int) -> None:
        super().__init__()
        name = f"superseded-{place}"
        self.setObjectName(name)
        self.decision_id = decision.id
        self._sheet = DecisionSheet(decision, workspace, name=f"{name}-sheet")
        self._sheet.hide()
        self.switch: QPushButton = button("", self.turn, name=f"{name}-switch", kind="quiet")
        words = _("Decision of {date}, superseded {until}").format(
            date=exact_date(decision.said.decided_on), until=exact_date(decision.superseded_on)
        )
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(text_label(words, role="strong", wrap=True, name=f"{name}-words"), 1)
        top.addWidget(self.switch)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        rows.addLayout(top)
        if decision.supersede_reason:
            why = _("Why it was replaced: {reason}").format(reason=show_hidden(decision.supersede_reason))
            rows.addWidget(text_label(why, role="muted", wrap=True, selectable=True, name=f"{name}-why"))
        rows.addWidget(self._sheet)
        self._name()

    def _name(self) -> None:
        words = _("Fold away") if self.is_unfolded else _("Show whole")
        self.switch.setText(words)
        self.switch.setAccessibleName(words)

    @property
    def is_unfolded(self) -> bool:
        """Whether the whole decision shows."""
        return not self._sheet.isHidden()

    def turn(self) -> None:
        """Show the whole, or fold it away again."""
        self._sheet.setVisible(self._sheet.isHidden())
        self._name()


class WhyIomTab(CaseTab):
    """Why this person is under IOM, or plainly that nobody has recorded it."""

    KEY = "why_iom"
    SHOWS = frozenset({"decision", "case", "note"})

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Why IOM"), workspace, navigator, case_id, parent)
        self.mark = Chip("", name="decision-mark")
        self.record_button = button(
            _("Record decision…"), self.open_dialog, name="record-decision", kind="primary", shortcut="Ctrl+N"
        )
        self._heading = text_label("", role="title", wrap=True, name="why-iom-heading")
        self._sheets = QVBoxLayout()
        self._sheets.setSpacing(theme.px(12))
        self._folded: list[Folded] = []
        self._build()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        top.addWidget(self._heading, 1)
        top.addWidget(self.mark)
        top.addWidget(self.record_button)
        self._area = Scrolled(name="why-iom-scroll", spacing=12, most_width=_PAGE_WIDTH)
        # The keyboard can come to the page itself, to scroll a long record.
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_("Decision record"))
        self._area.rows.addLayout(self._sheets)
        self._area.rows.addStretch(1)
        self.body.addLayout(top)
        self.body.addWidget(self._area, 1)

    # What it shows ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the decisions again."""
        case = self.workspace.read(cases.load_case, self.case_id)
        found = self.workspace.read(decisions.list_decisions, self.case_id)
        current = found[0] if found and found[0].superseded_on is None else None
        called = show_hidden(case.person.called)
        self._heading.setText(_("Why {name} is under IOM").format(name=called))
        if current is None:
            self.mark.set_chip(_("No decision record"), "missing")
        else:
            self.mark.set_chip(label(current.said.cohort).upper(), "accent")
        self._show_sheets(current, [one for one in found if one is not current])

    def _show_sheets(self, current: Decision | None, earlier: Sequence[Decision]) -> None:
        unfolded = {one.decision_id for one in self._folded if one.is_unfolded}
        while (item := self._sheets.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._folded = [Folded(one, self.workspace, place) for place, one in enumerate(earlier)]
        if current is not None:
            self._sheets.addWidget(DecisionSheet(current, self.workspace, name="decision"))
        else:
            self._say_missing()
        if earlier:
            self._sheets.addWidget(hairline())
            self._sheets.addWidget(text_label(_("Earlier decisions"), role="heading", name="earlier-heading"))
        for one in self._folded:
            self._sheets.addWidget(one)
            if one.decision_id in unfolded:
                one.turn()

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

    # What it does -------------------------------------------------------------------------------------------

    def open_dialog(self, field: str = "") -> DecisionDialog | None:
        """Open the dialog that records a decision, with the cursor in ``field``."""
        try:
            dialog = DecisionDialog(self.workspace, self.case_id, self)
        except UserError as error:
            self.notice(error.message, "error")
            return None
        dialog.accepted.connect(lambda: self.notice(_("The decision is recorded."), "good"))
        dialog.open()
        if field:
            dialog.form.go_to(field)
        return dialog

    def go_to(self, record_id: str, field: str = "") -> None:
        """Unfold the decision ``record_id``; with ``field``, begin a new one there."""
        for one in self._folded:
            if one.decision_id == record_id:
                if not one.is_unfolded:
                    one.turn()
                QTimer.singleShot(0, one, lambda shown=one: self._area.ensureWidgetVisible(shown))
        if field:
            self.open_dialog(field)

    def resume(self, draft_key_: str) -> None:
        """Open again the dialog that stood open."""
        if draft_key_ == draft_key(self.case_id):
            self.open_dialog()
