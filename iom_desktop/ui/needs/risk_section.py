"""The risk of serious harm on the tab: levels by group and setting, the words that explain them, earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iom_desktop.display.labels import label
from iom_desktop.display.risk_lines import assessed_words, whom_words
from iom_desktop.display.words import _
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.risk import RiskAssessment, RiskAssessmentDraft
from iom_desktop.domain.risk_prompts import Prompt
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.banner import ROSH_ROLES
from iom_desktop.ui.cases.lines import LineList
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.label import set_role, text_label
from iom_desktop.ui.needs.columns import assessment_columns
from iom_desktop.ui.needs.levels_field import LevelsGrid
from iom_desktop.ui.needs.risk_dialogs import levels_of_case
from iom_desktop.ui.needs.status_panel import other_prompts
from iom_desktop.ui.record_table import RecordTable

#: Pixels at 100% that the levels and their words need side by side.
_BESIDE = 760
_WORDS = ("who", "nature", "greatest", "increases", "reduces")


class RiskSection(QWidget):
    """``chosen`` gives a line that asks for something; ``earlier_chosen`` an earlier assessment."""

    chosen = Signal(object)
    earlier_chosen = Signal(object)

    def __init__(self, assess: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("risk-section")
        self.rosh = Chip("", name="risk-rosh")
        self.whom = text_label("", wrap=True, name="risk-whom")
        self.assessed = text_label("", role="muted", wrap=True, name="risk-assessed")
        self.levels = LevelsGrid()
        self.said: dict[str, QLabel] = {
            name: text_label("", wrap=True, selectable=True, name=f"risk-{name}") for name in _WORDS
        }
        self.prompts = LineList(name="risk-prompts")
        self.earlier = RecordTable(assessment_columns(), name="assessments-table")
        self.earlier_heading = text_label(
            _("Earlier assessments"), role="caption", name="earlier-assessments-heading"
        )
        self.earlier.record_activated.connect(self.earlier_chosen)
        self.prompts.chosen.connect(self.chosen)
        self._build(assess)

    def _build(self, assess: Callable[[], object]) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(text_label(_("Risk of serious harm"), role="heading", name="risk-heading"))
        head.addWidget(self.rosh)
        head.addWidget(self.whom, 1)
        head.addWidget(button(_("Assess risk…"), assess, name="assess-risk", shortcut="Ctrl+E"))
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(theme.px(24))
        self._beside.addWidget(self.levels, 0, Qt.AlignmentFlag.AlignTop)
        self._beside.addLayout(self._words(), 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(6))
        rows.addLayout(head)
        rows.addWidget(self.assessed)
        rows.addWidget(self.prompts)
        rows.addLayout(self._beside)
        rows.addWidget(self.earlier_heading)
        rows.addWidget(self.earlier)

    def _words(self) -> QGridLayout:
        captions = (
            _("Who is at risk"),
            _("Nature of the risk"),
            _("When it is greatest"),
            _("What increases it"),
            _("What reduces it"),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        for row, (caption, said) in enumerate(zip(captions, self.said.values(), strict=True)):
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(
                text_label(caption, role="caption", name=f"{said.objectName()}-label"), row, 0, top
            )
            grid.addWidget(said, row, 1)
        grid.setRowStretch(len(captions), 1)
        return grid

    def show_risk(
        self, assessments: Sequence[RiskAssessment], managed: CaseDraft, prompts: Sequence[Prompt]
    ) -> None:
        """Show the newest of ``assessments``; without any, what the case was brought in with."""
        newest = next(iter(assessments), None)
        said = newest.said if newest is not None else _brought_in(managed)
        level = managed.rosh
        if level is None:
            self.rosh.set_chip(_("Not recorded"), "missing")
        else:
            self.rosh.set_chip(label(level).upper(), ROSH_ROLES[level])
        self.whom.setText(whom_words(said))
        self.assessed.setText(_standing(newest, managed))
        self.levels.show_levels(said)
        for name, words in self.said.items():
            text = show_hidden(getattr(said, name))
            words.setText(text or _("not recorded"))
            set_role(words, "body" if text else "muted")
        self.prompts.set_lines(other_prompts(prompts))
        self.prompts.setVisible(bool(self.prompts.lines()))
        earlier = list(assessments[1:])
        self.earlier.set_records(earlier)
        self.earlier_heading.setVisible(bool(earlier))
        self._fit()

    def _fit(self) -> None:
        many = len(self.earlier.records())
        head = self.earlier.horizontalHeader().sizeHint().height()
        bar = self.earlier.horizontalScrollBar().sizeHint().height()
        self.earlier.setFixedHeight(head + min(max(many, 1), 6) * theme.row_height() + bar + 2)
        self.earlier.setVisible(many > 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_beside"):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = event.size().width() >= theme.px(_BESIDE)
        way = QBoxLayout.Direction
        self._beside.setDirection(way.LeftToRight if beside else way.TopToBottom)


def _standing(newest: RiskAssessment | None, managed: CaseDraft) -> str:
    """By whom and when it was assessed, or that nobody did here."""
    if newest is not None:
        return show_hidden(assessed_words(newest))
    if managed.rosh is None:
        return _("Nobody has assessed it yet.")
    return _("The level came with the case: nobody has assessed it here.")


def _brought_in(managed: CaseDraft) -> RiskAssessmentDraft:
    return RiskAssessmentDraft(
        levels=levels_of_case(managed),
        greatest=managed.risk_when,
        increases=managed.risk_increases,
        reduces=managed.risk_reduces,
    )
