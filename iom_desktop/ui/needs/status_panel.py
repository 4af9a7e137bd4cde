"""MAPPA, MARAC and safeguarding side by side, each with what is to be asked beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from iom_desktop.display.risk_lines import (
    check_detail,
    check_due,
    check_words,
    children_words,
    mappa_detail,
    mappa_words,
    marac_detail,
    marac_next,
    marac_words,
)
from iom_desktop.display.words import _
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.risk import CheckAnswer, Marac, SafeguardingCheck
from iom_desktop.domain.risk_prompts import Prompt, PromptKind
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.lines import Line, LineList
from iom_desktop.ui.label import hairline, text_label

TAB = "needs"
#: Pixels at 100% that three columns need side by side.
_BESIDE = 820
#: In which column each prompt stands; the others stand with the risk of serious harm.
_COLUMN_OF = {
    PromptKind.MAPPA: "mappa",
    PromptKind.MARAC: "marac",
    PromptKind.CHILD_CHECK: "safeguarding",
    PromptKind.ADULT_CHECK: "safeguarding",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statuses:
    """What the three columns are drawn from."""

    managed: CaseDraft
    maracs: Sequence[Marac]
    checks: Sequence[SafeguardingCheck]
    prompts: Sequence[Prompt]
    today: date


def prompt_line(prompt: Prompt) -> Line:
    """What is to be asked, a press away from where it is answered."""
    return Line(prompt.words, when=_("to ask"), role="missing", tab=TAB, field=prompt.kind.value)


def other_prompts(prompts: Sequence[Prompt]) -> list[Line]:
    """The prompts that belong to none of the three columns."""
    return [prompt_line(one) for one in prompts if one.kind not in _COLUMN_OF]


def lines_of(said: Statuses) -> dict[str, list[Line]]:
    """The lines of each column, what is to be asked first."""
    found: dict[str, list[Line]] = {"mappa": [], "marac": [], "safeguarding": []}
    for prompt in said.prompts:
        if prompt.kind in _COLUMN_OF:
            found[_COLUMN_OF[prompt.kind]].append(prompt_line(prompt))
    mappa = show_hidden(mappa_words(said.managed))
    found["mappa"].append(Line(mappa, detail=show_hidden(mappa_detail(said.managed)), tab=TAB, field="mappa"))
    found["marac"] += [_marac(one, said.today) for one in said.maracs] or [Line(_("No MARAC is recorded."))]
    found["safeguarding"].append(Line(children_words(said.managed)))
    found["safeguarding"] += [_check(one, said.today) for one in said.checks] or [
        Line(_("No check was asked for here."))
    ]
    return found


def _marac(marac: Marac, today: date) -> Line:
    owed = marac.said.next_on is not None and marac.said.next_on < today
    return Line(
        marac_words(marac),
        detail=show_hidden(marac_detail(marac)),
        when=marac_next(marac, today),
        role="overdue" if owed else "muted",
        tab=TAB,
        record_id=marac.id,
        field="marac",
    )


def _check(check: SafeguardingCheck, today: date) -> Line:
    grave = check.answer in (CheckAnswer.KNOWN_CURRENT, CheckAnswer.REFUSED)
    return Line(
        check_words(check),
        detail=show_hidden(check_detail(check)),
        when=check_due(check, today) or (_("of concern") if grave else ""),
        role="overdue" if check.overdue(today) else "flag-grave" if grave else "muted",
        tab=TAB,
        record_id=check.id,
        field="answer",
    )


class _Column(QWidget):
    """A heading with what one does there, and its lines."""

    def __init__(self, key: str, words: str, does: QPushButton) -> None:
        super().__init__()
        self.setObjectName(f"status-{key}")
        self.lines = LineList(name=f"status-{key}-lines")
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(text_label(words, role="heading", name=f"status-{key}-heading"), 1)
        head.addWidget(does)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        rows.addLayout(head)
        rows.addWidget(hairline())
        rows.addWidget(self.lines)
        rows.addStretch(1)


class StatusPanel(QWidget):
    """Three columns, or one under another where there is little room. ``chosen`` gives the line pressed."""

    chosen = Signal(object)

    def __init__(
        self,
        mappa: Callable[[], object],
        marac: Callable[[], object],
        check: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("risk-statuses")
        change = button(_("Change…"), mappa, name="change-mappa", kind="quiet", shortcut="Alt+M")
        change.setAccessibleName(_("Change MAPPA"))
        record = button(_("Record MARAC…"), marac, name="record-marac", kind="quiet", shortcut="Alt+R")
        ask = button(_("Ask services…"), check, name="ask-check", kind="quiet", shortcut="Alt+C")
        self.columns = {
            "mappa": _Column("mappa", _("MAPPA"), change),
            "marac": _Column("marac", _("MARAC"), record),
            "safeguarding": _Column("safeguarding", _("Safeguarding"), ask),
        }
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setContentsMargins(0, 0, 0, 0)
        for column in self.columns.values():
            self._across.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
            column.lines.chosen.connect(self.chosen)
        self._space()

    def show_statuses(self, said: Statuses) -> None:
        """Show the statuses and what is to be asked."""
        for key, lines in lines_of(said).items():
            self.columns[key].lines.set_lines(lines)

    def lines(self, key: str) -> Sequence[Line]:
        """The lines of column ``key``: "mappa", "marac" or "safeguarding"."""
        return self.columns[key].lines.lines()

    def _space(self) -> None:
        self._across.setSpacing(theme.px(20))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_across"):
            self._space()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = event.size().width() >= theme.px(_BESIDE)
        way = QBoxLayout.Direction
        self._across.setDirection(way.LeftToRight if beside else way.TopToBottom)
