"""A line of the risk management plan: words in columns that the arrows stop at, Enter opens and Del ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import join_words
from iom_desktop.display.plan_lines import Line, Part
from iom_desktop.display.words import _
from iom_desktop.domain.conditions import Condition
from iom_desktop.domain.measures import Measure, Pillar
from iom_desktop.domain.plans import Plan
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.plans.flow_text import BODY, QUIET, FlowText, Style
from iom_desktop.ui.plans.host import menu_action

_SMALL = Style(size="small", role="muted")
STRONG = Style(strong=True)
MISSING = Style(role="error")
Column = Sequence[tuple[Line, Style]]


class RiskLine(QWidget):
    """One record on the page. What is done with it, the page decides."""

    opened = Signal()
    ended = Signal()
    focused = Signal()
    #: Places to move the record by, and lines to move the keyboard by; negative is up.
    moved = Signal(int)
    stepped = Signal(int)
    #: What was chosen among its words: the field of the part.
    chosen = Signal(str)

    def __init__(self, record_id: str, *, name: str, columns: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.record_id = record_id
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.words = [
            FlowText(name=f"{name}-{place}", least=64, parent=self) for place in range(len(columns))
        ]
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(6))
        row.setSpacing(theme.px(16))
        for column, stretch in zip(self.words, columns, strict=True):
            column.chosen.connect(self.chosen)
            row.addWidget(column, stretch, Qt.AlignmentFlag.AlignTop)

    def show_columns(self, *columns: Column) -> None:
        """Show words in each column; parts with a field can be chosen."""
        for widget, lines in zip(self.words, columns, strict=True):
            widget.set_lines(lines, can_choose=any(part.field for line, _style in lines for part in line))
        self.setAccessibleName(". ".join(words for words in (one.text() for one in self.words) if words))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.fillRect(self.rect(), theme.colour("selected"))
            painter.fillRect(0, 0, theme.px(3), self.height(), theme.colour("accent"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """What can be done with the record, with the key that does it."""
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu_action(menu, _("Change…"), self.opened.emit, keys="Enter", name="change")
        menu_action(menu, _("End…"), self.ended.emit, keys="Del", name="end")
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            places = -1 if key == Qt.Key.Key_Up else 1
            (self.moved if alt else self.stepped).emit(places)
            return
        meaning: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Return: self.opened.emit,
            Qt.Key.Key_Enter: self.opened.emit,
            Qt.Key.Key_F2: self.opened.emit,
            Qt.Key.Key_Delete: self.ended.emit,
        }
        if key in meaning and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            meaning[key]()
        else:
            super().keyPressEvent(event)


class MeasureLine(RiskLine):
    """A measure: what is done and who does it; of the contingency first what calls for it."""

    def __init__(self, measure: Measure, parent: QWidget) -> None:
        contingency = measure.said.pillar is Pillar.CONTINGENCY
        columns = (4, 5, 3) if contingency else (9, 3)
        super().__init__(measure.id, name=f"measure-{measure.id}", columns=columns, parent=parent)
        said = measure.said
        what: list[tuple[Line, Style]] = [(_words(said.words), BODY)]
        if said.groups:
            groups = join_words([labels.label(group) for group in said.groups])
            what.append((_words(_("protects {groups}").format(groups=groups)), _SMALL))
        who = [(_words(said.who_name), BODY)] if said.who_name else []
        if said.agency:
            who.append((_words(labels.agency_words(said.agency)), _SMALL if said.who_name else BODY))
        trigger = [[(_words(said.trigger), BODY)]] if contingency else []
        self.show_columns(*trigger, what, who)


class ConditionLine(RiskLine):
    """A condition or requirement, and the required actions that rest on it; a part chosen is an action's id."""

    #: Chosen where nothing carries the condition out.
    ADD = "add-action"

    def __init__(
        self,
        condition: Condition,
        days: str,
        plan: Plan | None,
        resting: Resting,
        parent: QWidget,
        *,
        over: bool = False,
    ) -> None:
        super().__init__(condition.id, name=f"condition-{condition.id}", columns=(1,), parent=parent)
        self.condition = condition
        title = labels.condition_title(condition)
        head: list[Part] = [Part(title)]
        if days:
            head.append(Part(f" · {days}"))
        needed = condition.said.needs_action and not over
        lines: list[tuple[Line, Style]] = [(tuple(head), STRONG), (_words(condition.said.words), BODY)]
        if not needed:
            # What asks for nothing is named in one breath.
            lines = [((*head, Part(f" · {show_hidden(condition.said.words)}")), QUIET)]
        for action_id, words in resting:
            lines.append(((Part("→ "), Part(words, action_id)), QUIET))
        if needed and not resting:
            lines.append((_words(_("Nothing in the plan carries it out yet.")), MISSING))
            if plan is not None:
                lines.append(((Part(_("Add a required action"), self.ADD, True, True),), BODY))
        self.show_columns(lines)


Resting = Sequence[tuple[str, str]]
"""Required actions that rest on a condition: id, and number with what must be done."""


def _words(text: str) -> Line:
    return (Part(show_hidden(text)),)
