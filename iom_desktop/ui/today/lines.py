"""The lines of Today: a virtual list in which each matter is a group that folds.

Thousands of lines cost what the visible ones cost: nothing is a widget, and of a long group the first few
show until more are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from iom_desktop.display import formats
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.today import MATTER_OF_DUE, SCREEN_REFERRAL, Matter, TodayItem
from iom_desktop.ui import theme
from iom_desktop.ui.chips import paint_shape

FEW = 3
"""Lines of each matter that show at first, so that every matter of a column is seen at a glance."""
_MOST_CHARACTERS = 300
_LINE_ROLE = Qt.ItemDataRole.UserRole + 1
_REVIEWS = {"case": "IOM review", "plan": "Plan review", "flag": "Risk flag review", "": "Review"}

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Heading:
    """The first line of a group: what it is about, how many lines it has, whether they are folded away."""

    matter: Matter
    count: int
    folded: bool
    at_least: bool = False  #: there are more than ``count``, and nobody counted them

    @property
    def number(self) -> str:
        """ "52", or "500+" where there are more."""
        return f"{self.count:,}+" if self.at_least else f"{self.count:,}"

    @property
    def words(self) -> str:
        """ "Outcome missing"."""
        return label(self.matter)


@dataclass(frozen=True, slots=True)
class More:
    """The line under the first few of a long group: press it to see the rest."""

    matter: Matter
    count: int
    elsewhere: bool = False  #: the rest is not listed here: the caseload has it
    cut_short: bool = False  #: ``count`` are listed of more; the rest comes as these are put right

    @property
    def words(self) -> str:
        """ "Show 52 more"."""
        if self.cut_short:
            return _("There are more than these {count:,}, which come first.").format(count=self.count)
        words = _("{count:,} more in the caseload") if self.elsewhere else _("Show {count:,} more")
        return words.format(count=self.count)


Line = Heading | More | TodayItem


class Shown(Enum):
    """How much of a group shows."""

    NONE = "none"
    FEW = "few"
    ALL = "all"


def what_words(item: TodayItem) -> str:
    """What the line is about, after the person's name; empty where the group says it all."""
    if item.matter is Matter.REVIEW_DUE:
        if item.review == "flag" and item.words:
            return _("{flag}: review").format(flag=item.words)
        return _(_REVIEWS[item.review])
    if item.matter is Matter.PLAN_NOT_CLEAR and item.words.isdigit():
        return formats.count(int(item.words), "thing stands in the way", "things stand in the way")
    return item.words or item.crn


def when_words(item: TodayItem) -> str:
    """The exact day, with year and time, then where and with whom."""
    moment = formats.date_time(item.at) if item.at else formats.exact_date(item.due)
    if item.matter in MATTER_OF_DUE.values():
        moment = _("by {date}").format(date=moment)
    return " · ".join(part for part in (moment, item.place, item.officer) if part)


#: Days that come by themselves: nothing is due on them.
_COMING = frozenset({Matter.MARAC_COMING, Matter.RELEASE_AHEAD})


def standing_words(item: TodayItem, now: datetime) -> str:
    """How it stands against today: "15:30", "9 days overdue", "in 9 days"; empty without a day."""
    if item.matter in _COMING and item.due is not None:
        away = (item.due - now.date()).days
        return _("today") if not away else formats.distance(away)
    if item.matter is Matter.APPOINTMENT and item.at is not None:
        return formats.time_of_day(item.at.time())
    if item.matter is Matter.OUTCOME_MISSING and item.at is not None:
        away = (now.date() - item.at.date()).days
        return formats.spoken_datetime(item.at, now) if away <= 1 else formats.distance(-away)
    return formats.due_words(item.due, now.date())


def is_late(item: TodayItem, now: datetime) -> bool:
    """Whether the day has passed."""
    return item.due is not None and item.due < now.date()


def remedy_words(item: TodayItem) -> str:
    """What pressing the line leads to."""
    return {
        Matter.APPOINTMENT: _("Open"),
        Matter.OUTCOME_MISSING: _("Record the outcome"),
        Matter.PROCEEDINGS_DUE: _("Begin it"),
        Matter.ENFORCEMENT_DUE: _("Decide"),
        Matter.EVIDENCE_DUE: _("Resolve it"),
        Matter.LETTER_DUE: _("Send the letter"),
        Matter.RESPONSE_DUE: _("Settle it"),
        Matter.ACTION_OVERDUE: _("Go to the action"),
        Matter.ACTION_DUE: _("Go to the action"),
        Matter.REVIEW_DUE: _("Review"),
        Matter.SAFEGUARDING_DUE: _("Record the answer"),
        Matter.MARAC_COMING: _("Open"),
        Matter.MARAC_PASSED: _("Record the outcome"),
        Matter.COPIES_OVERDUE: _("Settle them"),
        Matter.RISK_PROMPT: _("Make the check"),
        Matter.RELEASE_AHEAD: _("Open the case"),
        Matter.ASSESSMENT_OLD: _("Assess the risk"),
        Matter.PLAN_NOT_CLEAR: _("Go to the plan"),
        Matter.NO_PLAN: _("Begin a plan"),
        Matter.NEED_UNSERVED: _("Go to the service"),
        Matter.REFERRAL_WAITING: _("Screen it") if item.asks == SCREEN_REFERRAL else _("Record the decision"),
        Matter.NO_DECISION: _("Record the decision"),
    }[item.matter]


class LinesModel(QAbstractListModel):
    """The items of one column, grouped by matter in the order of ``Matter``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self._items: list[TodayItem] = []
        self._shown: dict[Matter, Shown] = {}
        self._totals: Mapping[Matter, int] = {}
        self._cut_short: Collection[Matter] = ()

    def set_items(
        self, items: Sequence[TodayItem], totals: Mapping[Matter, int], cut_short: Collection[Matter] = ()
    ) -> None:
        """Show ``items``; as much of each group shows as before.

        ``totals`` counts what is not listed too; of the groups in ``cut_short`` there is more, uncounted.
        """
        self._totals, self._cut_short = totals, cut_short
        self._items = list(items)
        self._rebuild()

    def show(self, matter: Matter, shown: Shown) -> None:
        """Show none, a few or all lines of a group."""
        self._shown[matter] = shown
        self._rebuild()

    def _rebuild(self) -> None:
        groups: dict[Matter, list[TodayItem]] = {matter: [] for matter in Matter}
        for item in self._items:
            groups[item.matter].append(item)
        lines: list[Line] = []
        for matter, group in groups.items():
            if group:
                lines.extend(self._lines_of(matter, group))
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def _lines_of(self, matter: Matter, group: list[TodayItem]) -> Iterator[Line]:
        shown = self._shown.get(matter, Shown.FEW)
        total = max(self._totals.get(matter, 0), len(group))
        cut_short = matter in self._cut_short
        yield Heading(matter, total, shown is Shown.NONE, cut_short)
        if shown is Shown.NONE:
            return
        # One line too many is shown rather than a line that says so.
        if shown is Shown.ALL or len(group) <= FEW + 1:
            yield from group
            if total > len(group):
                yield More(matter, total - len(group), elsewhere=True)
            elif cut_short:
                yield More(matter, len(group), cut_short=True)
            return
        yield from group[:FEW]
        yield More(matter, total - FEW)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == _LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.person if isinstance(line, TodayItem) else line.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _aloud(line)
        return None


def _aloud(line: Line) -> str:
    if isinstance(line, Heading):
        state = _("folded") if line.folded else _("unfolded")
        return f"{line.words}, {line.number}, {state}"
    if isinstance(line, More):
        return line.words
    risk = _("Risk to staff") if line.risk_to_staff else ""
    return ", ".join(
        filter(None, (line.person, risk, what_words(line), when_words(line), remedy_words(line)))
    )


class _LineDelegate(QStyledItemDelegate):
    """Paints a heading with its count and a fold sign, or an item in as many lines as its words need."""

    def __init__(self, view: TodayList) -> None:
        super().__init__(view)
        self._view = view
        self._ruler = (
            _Ruler()
        )  # of this list alone: what it has seen goes with the list when the store is locked

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = self._view.lines_model.lines[index.row()]
        if not isinstance(line, TodayItem):
            return QSize(10, theme.px(36 if isinstance(line, Heading) else 30))
        room = QRect(0, 0, self._view.viewport().width(), 0)
        return QSize(10, _item_places(line, room, self._view.now(), self._ruler).bottom)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._view.lines_model.lines[index.row()]
        painter.save()
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        self._ground(painter, option.rect, here, index.row())
        if isinstance(line, Heading):
            self._heading(painter, option.rect, line)
        elif isinstance(line, More):
            room = option.rect.adjusted(theme.px(12), 0, -theme.px(12), 0)
            _draw(painter, room, line.words, "small", "accent")
        else:
            self._item(painter, option.rect, line, here or index.row() == self._view.hovered)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, here: bool, row: int) -> None:
        if here:
            painter.fillRect(rect, theme.colour("selected"))
            focused = self._view.hasFocus()
            bar = QRect(rect.left(), rect.top(), theme.px(3), rect.height() - 1)
            painter.fillRect(bar, theme.colour("accent" if focused else "edge"))
        elif row == self._view.hovered:
            painter.fillRect(rect, theme.colour("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))

    def _heading(self, painter: QPainter, rect: QRect, line: Heading) -> None:
        room = rect.adjusted(theme.px(8), theme.px(6), -theme.px(12), 0)
        side = theme.px(7)
        x, y = float(room.left() + theme.px(2)), float(room.center().y())
        sign = (
            [(x, y - side / 2), (x + side * 0.7, y), (x, y + side / 2)]
            if line.folded
            else [
                (x - 1, y - side * 0.35),
                (x + side - 1, y - side * 0.35),
                (x - 1 + side / 2, y + side * 0.4),
            ]
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("muted"))
        painter.drawPolygon(QPolygonF([QRectF(px, py, 0, 0).topLeft() for px, py in sign]))
        room.setLeft(room.left() + theme.px(16))
        _draw(painter, room, line.number, "small", "muted", right=True)
        room.setRight(room.right() - theme.px(48))
        _draw(painter, room, line.words, "small", "muted", strong=True)

    def _item(self, painter: QPainter, rect: QRect, item: TodayItem, remedy: bool) -> None:
        now = self._view.now()
        places = _item_places(item, rect, now, self._ruler)
        late = is_late(item, now)
        _draw(painter, places.name, item.person, "body", "ink", strong=True)
        standing = standing_words(item, now)
        _draw(
            painter,
            places.standing,
            standing,
            "small",
            "overdue" if late else "muted",
            right=True,
            strong=late,
        )
        if item.risk_to_staff:
            self._risk(painter, places.risk)
        _draw(painter, places.what, what_words(item), "body", "ink" if item.due else "muted")
        _draw(painter, places.when, when_words(item), "small", "muted")
        if remedy:
            _draw(painter, places.remedy, _remedy_sign(item), "small", "accent", right=True)

    @staticmethod
    def _risk(painter: QPainter, room: QRect) -> None:
        side = theme.px(10)
        box = QRectF(room.left(), room.center().y() - side / 2 + 0.5, side, side)
        paint_shape(painter, box, "bang", theme.mark("flag-grave"))
        words = room.adjusted(side + theme.px(3), 0, 0, 0)
        _draw(painter, words, _("Risk to staff"), "small", "flag-grave", strong=True)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the parts of an item stand in its rectangle, so that every word of it has room."""

    name: QRect
    risk: QRect
    standing: QRect
    what: QRect
    when: QRect
    remedy: QRect
    bottom: int  #: how tall the item is


def _item_places(item: TodayItem, rect: QRect, now: datetime, ruler: _Ruler) -> _Places:
    """The parts under one another. What is beside the name stands beneath it where both do not fit."""
    left, width, line = rect.left() + theme.px(12), rect.width() - theme.px(24), theme.px(18)
    late = is_late(item, now)
    name = ruler.width(item.person, "body", strong=True)
    risk = ruler.width(_("Risk to staff"), "small", strong=True) + theme.px(13) if item.risk_to_staff else 0
    standing = ruler.width(standing_words(item, now), "small", strong=late)
    gap = theme.px(10)
    beside = name + gap + risk + (gap if risk else 0) + standing <= width
    top = rect.top() + theme.px(5)
    name_place = QRect(left, top, name if beside else width, line)
    second = top if beside or not (risk or standing) else top + line
    risk_left = left + name + gap if beside else left
    risk_place = QRect(risk_left, second, risk, line)
    standing_place = QRect(left + width - standing, second, standing, line)
    top = second + line
    remedy = ruler.width(_remedy_sign(item), "small")
    # Some words leave the remedy its room, whether it shows or not: nothing moves under the mouse.
    what, when = what_words(item), when_words(item)
    narrow = width - remedy - gap
    beside_what = not when or ruler.width(what, "body") <= narrow
    what_place = QRect(left, top, width if not beside_what else narrow, 0)
    what_place.setHeight(ruler.height(what, "body", what_place.width()))
    when_place = QRect(left, top + what_place.height(), width if beside_what else narrow, 0)
    when_place.setHeight(ruler.height(when, "small", when_place.width()) if when else 0)
    last = when_place if when else what_place
    bottom = last.top() + last.height()
    first_line = top if beside_what and when else bottom - line
    remedy_place = QRect(left + width - remedy, first_line, remedy, line)
    return _Places(
        name_place,
        risk_place,
        standing_place,
        what_place,
        when_place,
        remedy_place,
        bottom + theme.px(6) - rect.top(),
    )


def _remedy_sign(item: TodayItem) -> str:
    return f"{remedy_words(item)} ›"


class _Ruler:
    """Measures words, and remembers what it measured while the theme stays, so that long lists lay out quickly."""

    MOST = 50_000

    def __init__(self) -> None:
        self._theme: theme.Theme | None = None
        self._metrics: dict[tuple[str, bool], QFontMetrics] = {}
        self._widths: dict[tuple[str, str, bool], int] = {}
        self._heights: dict[tuple[str, str, int], int] = {}

    def metrics(self, size: str, strong: bool = False) -> QFontMetrics:
        """How the theme's font measures."""
        if self._theme is not theme.current() or len(self._widths) + len(self._heights) > self.MOST:
            self._theme = theme.current()
            self._metrics, self._widths, self._heights = {}, {}, {}
        if (size, strong) not in self._metrics:
            self._metrics[size, strong] = QFontMetrics(theme.font(size, strong=strong))
        return self._metrics[size, strong]

    def width(self, text: str, size: str, *, strong: bool = False) -> int:
        """How wide ``text`` is in one line."""
        if not text:
            return 0
        metrics = self.metrics(size, strong)
        if (text, size, strong) not in self._widths:
            self._widths[text, size, strong] = metrics.horizontalAdvance(text) + 2
        return self._widths[text, size, strong]

    def height(self, text: str, size: str, width: int) -> int:
        """How tall ``text`` is when it goes on in as many lines as it needs; a line at least."""
        metrics = self.metrics(size)
        key = (text, size, width)
        if key not in self._heights:
            plain, taken = _plain(text), 0
            if self.width(plain, size) > width:
                flags = int(Qt.TextFlag.TextWordWrap)
                taken = metrics.boundingRect(QRect(0, 0, max(width, 1), 1 << 16), flags, plain).height()
            self._heights[key] = max(taken, theme.px(18))
        return self._heights[key]


def _plain(text: str) -> str:
    """The words in one paragraph; a very long text is not laid out whole for a line of a list."""
    said = " ".join(text.split())
    return said if len(said) <= _MOST_CHARACTERS else f"{said[: _MOST_CHARACTERS - 1].rstrip()}…"


def _draw(
    painter: QPainter,
    room: QRect,
    text: str,
    size: str,
    role: str,
    *,
    strong: bool = False,
    right: bool = False,
) -> None:
    """Write ``text`` into ``room``: in several lines where that is taller than one, else in one."""
    painter.setFont(theme.font(size, strong=strong))
    painter.setPen(theme.colour(role))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    metrics = QFontMetrics(painter.font())
    plain = _plain(text)
    if room.height() > theme.px(20) and metrics.horizontalAdvance(plain) > room.width():
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap), plain)
        return
    shown = metrics.elidedText(plain, Qt.TextElideMode.ElideRight, max(room.width(), 0))
    flags = int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
    painter.drawText(room, flags, shown)


class TodayList(QListView):
    """One column's lines. Enter or a click goes where a line is put right; on a heading it folds the group.

    Left and Right fold and unfold the group of the line that has the keyboard.
    """

    item_activated = Signal(object)
    #: What is not listed here is wanted: of which matter.
    rest_asked = Signal(object)

    def __init__(self, now: Callable[[], datetime], *, name: str, words: str, empty: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.now = now
        self.hovered = -1
        self._empty = empty
        self._laid_out_for = 0
        self.lines_model = LinesModel(self)
        self.setModel(self.lines_model)
        self.setItemDelegate(_LineDelegate(self))
        self.setResizeMode(
            QListView.ResizeMode.Adjust
        )  # words go on in more lines where the list is narrower
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setMinimumSize(theme.px(160), theme.px(64))
        self.entered.connect(lambda index: self._hover(index.row()))

    def set_items(
        self,
        items: Sequence[TodayItem],
        totals: Mapping[Matter, int] | None = None,
        cut_short: Collection[Matter] = (),
    ) -> None:
        """Show ``items``; the line that has the keyboard and the scroll position stay."""
        kept = self._line_here()
        down = self.verticalScrollBar().value()
        self.lines_model.set_items(items, totals or {}, cut_short)
        self._go_to(kept)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(down)

    def items(self) -> list[TodayItem]:
        """The items that are not folded away, in the order shown."""
        return [line for line in self.lines_model.lines if isinstance(line, TodayItem)]

    def count(self) -> int:
        """How many lines there are, with those that do not show."""
        return sum(line.count for line in self.lines_model.lines if isinstance(line, Heading))

    def cut_short(self) -> bool:
        """Whether there are more lines than anybody counted."""
        return any(isinstance(line, Heading) and line.at_least for line in self.lines_model.lines)

    def headings(self) -> list[tuple[str, int]]:
        """The groups and how many lines each has."""
        return [(line.words, line.count) for line in self.lines_model.lines if isinstance(line, Heading)]

    def _line_here(self) -> Line | None:
        row = self.currentIndex().row()
        return self.lines_model.lines[row] if 0 <= row < len(self.lines_model.lines) else None

    def _go_to(self, wanted: Line | None) -> None:
        if wanted is None:
            return
        for row, line in enumerate(self.lines_model.lines):
            same_group = isinstance(wanted, Heading) and isinstance(line, Heading)
            if line == wanted or (same_group and line.matter is wanted.matter):
                self.setCurrentIndex(self.lines_model.index(row))
                return

    def _show(self, matter: Matter, shown: Shown) -> None:
        """Show so much of a group; the keyboard stays in its line, or goes to the heading."""
        down = self.verticalScrollBar().value()
        row = self.currentIndex().row()
        self.lines_model.show(matter, shown)
        if shown is Shown.ALL:
            self.setCurrentIndex(self.lines_model.index(row))
        else:
            self._go_to(Heading(matter, 0, False))
        self.doItemsLayout()
        self.verticalScrollBar().setValue(down)

    def _press(self, line: Line | None) -> None:
        if isinstance(line, Heading):
            self._show(line.matter, Shown.FEW if line.folded else Shown.NONE)
        elif isinstance(line, More):
            if line.elsewhere or line.cut_short:
                self.rest_asked.emit(line.matter)
            else:
                self._show(line.matter, Shown.ALL)
        elif line is not None:
            self.item_activated.emit(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where the list is narrower, words go on in more lines and the items are taller.
        if self.viewport().width() != self._laid_out_for:
            self._laid_out_for = self.viewport().width()
            self.doItemsLayout()

    # Keyboard and mouse -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self._line_here()
        keys = Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Space) and line is not None:
            self._press(line)
        elif event.key() in (keys.Key_Left, keys.Key_Right) and line is not None:
            self._show(line.matter, Shown.NONE if event.key() == keys.Key_Left else Shown.ALL)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index == self.currentIndex():
            self._press(self._line_here())

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.lines_model.lines:
            first_item = next(
                (row for row, line in enumerate(self.lines_model.lines) if isinstance(line, TodayItem)), 0
            )
            self.setCurrentIndex(self.lines_model.index(first_item))
        self.viewport().update()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.lines_model.lines:
            return
        painter = QPainter(self.viewport())
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("muted"))
        room = self.viewport().rect().adjusted(theme.px(12), theme.px(16), -theme.px(12), 0)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(room, flags, self._empty)
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
