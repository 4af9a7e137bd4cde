"""The roll: each agency expected on a line, how it takes part by one key, who sits there, what it brought."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from iom_desktop.display.labels import agency_words, choices
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import Attendance, AttendanceDraft, How
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.form import Form
from iom_desktop.ui.label import hairline, set_role, text_label
from iom_desktop.ui.live.rows import bring_into_view

HOWS = tuple(How)
_FIRST_KEY = int(Qt.Key.Key_1)


class HowChooser(QWidget):
    """How an agency takes part. 1 to 5 choose, Left and Right move, Up and Down go to the next agency."""

    chosen = Signal(str)
    #: Up (-1) or down (1) to another agency.
    moved = Signal(int)

    def __init__(self, agency: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(_("How {agency} takes part").format(agency=agency))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._group = QButtonGroup(self)
        self._buttons: dict[How, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        for number, (how, words) in enumerate(choices(How), start=1):
            made = button(f"{number} {words}", name=f"{name}-{how.value}", kind="segment")
            made.setAccessibleName(f"{agency}: {words}")
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _on=False, how=how: self.choose(how))
            self._group.addButton(made)
            self._buttons[how] = made
            row.addWidget(made)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def how(self) -> How | None:
        """What is chosen, if anything is."""
        return next((how for how, made in self._buttons.items() if made.isChecked()), None)

    def show_how(self, how: How | None) -> None:
        """Show ``how`` without telling anybody."""
        self._group.setExclusive(False)
        for one, made in self._buttons.items():
            made.setChecked(one is how)
        self._group.setExclusive(True)

    def choose(self, how: How) -> None:
        """Take ``how``."""
        self._buttons[how].setChecked(True)
        self.chosen.emit(how.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - _FIRST_KEY
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif 0 <= number < len(HOWS):
            self.choose(HOWS[number])
        elif event.key() in steps:
            now = self.how()
            at = -1 if now is None else HOWS.index(now)
            self.choose(HOWS[max(0, min(len(HOWS) - 1, at + steps[Qt.Key(event.key())]))])
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark(on=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark(on=False)

    def _mark(self, *, on: bool) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, RollLine):
            above = above.parentWidget()
        if above is not None:
            if on:
                bring_into_view(above)
            set_role(above.agency_label, "large-strong" if on else "large")
            above.marker.setVisible(on)


class RollLine(QWidget):
    """One agency, or one more person of it."""

    chosen = Signal()
    typed = Signal()
    #: The keyboard left a field in which something was typed.
    finished = Signal()

    def __init__(self, agency: str, record: Attendance | None, *, number: int) -> None:
        super().__init__()
        self.agency = agency
        self.record: Attendance | None = None
        name = f"roll-{number}"
        self.setObjectName(name)
        words = agency_words(agency)
        self.marker = text_label("›", role="accent", name=f"{name}-marker")
        keep = self.marker.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.marker.setSizePolicy(keep)
        self.marker.hide()
        self.agency_label = text_label(show_hidden(words), role="large", name=f"{name}-agency")
        self.how = HowChooser(words, name=f"{name}-how")
        self.name_line = self._line(
            f"{name}-name", _("Name"), _("Name of who is there, {agency}"), words, 170
        )
        self.contribution = self._line(
            f"{name}-contribution", _("What it brought"), _("What {agency} brought"), words, 220
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self._head(), 0, Qt.AlignmentFlag.AlignTop)
        fields = QWidget()
        fields.setObjectName(f"{name}-fields")
        flow = FlowLayout(fields, gap=8, line_gap=4)
        for part in (self.how, self.name_line, self.contribution):
            flow.addWidget(part)
        fields.setSizePolicy(_as_tall_as_needed())
        row.addWidget(fields, 1)
        self.how.chosen.connect(lambda _how: self.chosen.emit())
        self.setSizePolicy(_as_tall_as_needed())
        self.take(record)

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedWidth(theme.px(180))
        head.setMinimumHeight(theme.px(32))
        inside = QHBoxLayout(head)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(4))
        inside.addWidget(self.marker)
        inside.addWidget(self.agency_label, 1)
        self.agency_label.setWordWrap(True)
        return head

    def _line(self, name: str, hint: str, spoken: str, agency: str, width: int) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setPlaceholderText(hint)
        made.setAccessibleName(spoken.format(agency=agency))
        made.setFixedWidth(theme.px(width))
        made.setMaxLength(500 if hint == _("Name") else 4000)
        made.textEdited.connect(lambda _text: self.typed.emit())
        made.editingFinished.connect(self.finished)
        return made

    def take(self, record: Attendance | None) -> None:
        """Show what is on record, but where something else is half typed."""
        half = {} if self.record is None and record is None else self.half_typed()
        self.record = record
        said = record.said if record is not None else AttendanceDraft(agency=self.agency)
        self.how.show_how(said.how)
        for key, line, text in (
            ("name", self.name_line, said.name),
            ("contribution", self.contribution, said.contribution),
        ):
            if key not in half and line.text() != text:
                line.setText(text)

    def half_typed(self) -> dict[str, str]:
        """What is typed and not on record: the fields by name."""
        said = self.record.said if self.record is not None else AttendanceDraft(agency=self.agency)
        typed = {"name": self.name_line.text(), "contribution": self.contribution.text()}
        kept = {"name": said.name, "contribution": said.contribution}
        return {key: text for key, text in typed.items() if text.strip() != kept[key]}

    def is_changed(self) -> bool:
        """Whether there is something to be recorded."""
        said = None if self.record is None else self.record.said.how
        return bool(self.half_typed()) or self.how.how() is not said

    def draft(self) -> AttendanceDraft:
        """What the line says now."""
        return AttendanceDraft(
            agency=self.agency,
            name=self.name_line.text(),
            how=self.how.how(),
            contribution=self.contribution.text(),
        )


class Roll(Form):
    """Who takes part. What is typed is half typed until somebody says how they take part."""

    #: A line is to be recorded.
    record_asked = Signal(object)
    #: Another agency than those expected is to be put on the roll.
    agency_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(name="live-roll-form")
        self.lines: list[RollLine] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(8))
        holder = QWidget()
        holder.setObjectName("live-roll-lines")
        self._column.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(self._column)
        self.add_widget(holder)
        self.other = QLineEdit()
        self.other.setObjectName("roll-other")
        self.other.setPlaceholderText(_("Somebody else is there: type the agency, then Enter"))
        self.other.setAccessibleName(_("Another agency"))
        self.other.setMaxLength(200)
        self.other.setMaximumWidth(theme.px(420))
        self.other.returnPressed.connect(self._add_other)
        self.add_widget(self.other)

    def set_roll(self, agencies: Sequence[str], roll: Sequence[Attendance]) -> None:
        """A line for each agency expected and each person on the roll; what is half typed stays where it is."""
        wanted = lines_of(agencies, roll)
        if [(one.agency, one.record and one.record.id) for one in self.lines] != [
            (agency, record and record.id) for agency, record in wanted
        ]:
            self._rebuild(wanted)
        else:
            for line, (_agency, record) in zip(self.lines, wanted, strict=True):
                line.take(record)
        self.mark_clean()

    def _rebuild(self, wanted: Sequence[tuple[str, Attendance | None]]) -> None:
        """Lines that are there already stay as they are: the keyboard may be in one of them."""
        left = list(self.lines)
        made: list[RollLine] = []
        for number, (agency, record) in enumerate(wanted, start=1):
            line = _same(left, agency, record)
            if line is None:
                line = RollLine(agency, record, number=number)
                self._listen(line)
            else:
                left.remove(line)
                line.take(record)
            made.append(line)
        for gone in left:
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.lines = made
        for place, line in enumerate(made):
            if self._column.indexOf(line) != place:
                self._column.removeWidget(line)
                self._column.insertWidget(place, line)
        self._tab_order()

    def _tab_order(self) -> None:
        chain: list[QWidget] = [
            part for line in self.lines for part in (line.how, line.name_line, line.contribution)
        ]
        chain.append(self.other)
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)

    def _listen(self, line: RollLine) -> None:
        line.chosen.connect(lambda: self.record_asked.emit(line))
        line.finished.connect(lambda: self._finished(line))
        line.typed.connect(self.changed)
        line.how.moved.connect(lambda by: self.move_from(line, by))
        for part in (line.how, line.name_line, line.contribution):
            part.installEventFilter(self)

    def _finished(self, line: RollLine) -> None:
        if line.is_changed() and line.how.how() is not None:
            self.record_asked.emit(line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next agency; Up and Down too, from the fields."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.modifiers():
            line = next(
                (one for one in self.lines if isinstance(watched, QWidget) and one.isAncestorOf(watched)),
                None,
            )
            step = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            by = step.get(Qt.Key(event.key()), 0)
            if line is not None and by:
                self.move_from(line, by)
                return True
        return super().eventFilter(watched, event)

    def move_from(self, line: RollLine, by: int) -> None:
        """Go to how the next agency takes part, or the one before."""
        at = self.lines.index(line) + by
        if 0 <= at < len(self.lines):
            self.lines[at].how.setFocus(Qt.FocusReason.TabFocusReason)
        elif by > 0:
            self.other.setFocus(Qt.FocusReason.TabFocusReason)

    def first_focus(self) -> None:
        """Go to the first agency of which nobody has said how it takes part."""
        line = next((one for one in self.lines if one.record is None), next(iter(self.lines), None))
        (self.other if line is None else line.how).setFocus(Qt.FocusReason.OtherFocusReason)

    def unsaid(self) -> list[str]:
        """The agencies of which nobody has said how they take part."""
        return [agency_words(one.agency) for one in self.lines if one.record is None]

    def _add_other(self) -> None:
        words = self.other.text().strip()
        if words:
            self.other.clear()
            self.agency_asked.emit(words)

    # The draft journal --------------------------------------------------------------------------------------

    def _texts(self) -> dict[str, str]:
        return {
            f"{key}|{number}|{line.agency}": text
            for number, line in enumerate(self.lines)
            for key, text in line.half_typed().items()
        }

    def restore(self, texts: dict[str, str]) -> None:
        """Put back what was half typed into the lines that are still there."""
        for name, text in texts.items():
            key, _bar, rest = name.partition("|")
            number, _bar, agency = rest.partition("|")
            if not number.isdigit() or int(number) >= len(self.lines):
                continue
            line = self.lines[int(number)]
            if line.agency == agency:
                (line.name_line if key == "name" else line.contribution).setText(text)


def _as_tall_as_needed() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy


def lines_of(agencies: Sequence[str], roll: Sequence[Attendance]) -> list[tuple[str, Attendance | None]]:
    """A line for each on the roll, under its agency, and one for each agency expected that has none."""
    found: list[tuple[str, Attendance | None]] = []
    every = dict.fromkeys([*agencies, *(one.said.agency for one in roll)])
    for agency in every:
        there = [one for one in roll if one.said.agency == agency]
        found += [(agency, one) for one in there] or [(agency, None)]
    return found


def _same(lines: Sequence[RollLine], agency: str, record: Attendance | None) -> RollLine | None:
    """The line that stands for this already: of the same record, or of the agency before it was recorded."""
    if record is not None:
        for one in lines:
            if one.record is not None and one.record.id == record.id:
                return one
    return next((one for one in lines if one.agency == agency and one.record is None), None)


class RollView(Scrolled):
    """What is read out first, and the roll."""

    def __init__(self) -> None:
        super().__init__(name="live-roll", spacing=10)
        self.statement = text_label("", role="large", wrap=True, name="live-statement")
        self.statement_heading = text_label(_("To be read out"), role="caption")
        self.facts = text_label("", role="large-muted", wrap=True, name="live-facts")
        self.roll = Roll()
        self.hint = text_label(
            _("Keys 1 to 5 say how an agency takes part. Enter goes to the next, Tab to its name."),
            role="muted",
            wrap=True,
            name="live-roll-hint",
        )
        self.begin_button = button("", name="live-begin", kind="primary")
        self.rows.addWidget(self.facts)
        self.rows.addWidget(self.statement_heading)
        self.rows.addWidget(self.statement)
        self.rows.addWidget(hairline())
        self.rows.addWidget(text_label(_("Who is here"), role="title", name="live-roll-title"))
        self.rows.addWidget(self.hint)
        self.rows.addWidget(self.roll)
        foot = QHBoxLayout()
        foot.addWidget(self.begin_button)
        foot.addStretch(1)
        self.rows.addLayout(foot)
        self.rows.addStretch(1)

    def show_statement(self, words: str) -> None:
        """The confidentiality statement; nothing where the scheme has none."""
        self.statement.setText(show_hidden(words))
        self.statement.setVisible(bool(words))
        self.statement_heading.setVisible(bool(words))
