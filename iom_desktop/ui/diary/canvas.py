"""What every view of the diary has: a heading that stays, appointments that are walked, chosen and moved.

A view is one widget that paints only what is in sight. Subclasses say where each appointment stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip

from iom_desktop.display.formats import time_of_day
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import ClashOf
from iom_desktop.domain.diary import DiaryEntry, Step, walk
from iom_desktop.ui import theme
from iom_desktop.ui.diary.pencil import Pencil
from iom_desktop.ui.diary.words import NO_CLASH, Sign, signs, spoken
from iom_desktop.ui.label import plain_tooltip

_STEPS = {
    Qt.Key.Key_Up: Step.UP,
    Qt.Key.Key_Down: Step.DOWN,
    Qt.Key.Key_Left: Step.LEFT,
    Qt.Key.Key_Right: Step.RIGHT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a view shows: the days from ``first`` on, and what stands in them."""

    first: date
    days: int
    entries: Sequence[DiaryEntry] = ()
    clashes: Mapping[str, frozenset[ClashOf]] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)

    def dates(self) -> list[date]:
        """Each day of it."""
        return [self.first + timedelta(days=step) for step in range(self.days)]


@dataclass(frozen=True, slots=True)
class Box:
    """Where an appointment stands: in pixels of the whole sheet, and its spot for the arrow keys."""

    entry: DiaryEntry
    rect: QRect
    spot: tuple[int, int]


class DiaryCanvas(QAbstractScrollArea):
    """Paints a sheet. Arrows walk the appointments; a press or an arrow chooses, Enter or a double press opens."""

    chosen = Signal(object)  #: the entry, or nothing
    opened = Signal(object)
    #: An empty place was pressed: its time.
    time_chosen = Signal(object)
    #: An appointment was dropped at a time: (entry, time).
    dropped = Signal(object, object)
    #: Somebody tried to drag what no longer moves.
    held = Signal(object)

    def __init__(self, now: Callable[[], datetime], *, name: str, words: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(theme.px(320), theme.px(200))
        self.now = now
        self.sheet = Sheet(first=now().date(), days=1)
        self.boxes: list[Box] = []
        self.cursor_at: datetime | None = None
        self.ghost: tuple[DiaryEntry, datetime] | None = None
        self._chosen_id = ""
        self._pressed: tuple[QPoint, Box] | None = None
        self._dragging = False
        self._size = QSize()
        self._laid_out = False
        self._picture: tuple[tuple[float, ...], QPixmap] | None = None

    def head_for(self, marks: Sequence[Sequence[str]], width: int) -> int:
        """How tall a heading of days is, each with its ``marks``, where a column is ``width`` pixels wide."""
        metrics = QFontMetrics(theme.font("small"))
        widest = max((metrics.horizontalAdvance(" · ".join(some)) for some in marks), default=0)
        lines = 0 if not widest else 1 if widest <= width - theme.px(12) else 2
        return theme.px(28 + 15 * lines)

    # For subclasses to say ----------------------------------------------------------------------------------

    def head_height(self) -> int:
        """Pixels on top that do not scroll away."""
        return 0

    def side_width(self) -> int:
        """Pixels at the left that do not scroll away."""
        return 0

    def place_boxes(self) -> tuple[list[Box], QSize]:
        """Where everything stands, and how large the whole sheet is without head and side."""
        raise NotImplementedError

    def paint_ground(self, pencil: Pencil, seen: QRect) -> None:
        """Paint what lies under the appointments, in sheet pixels."""

    def paint_box(self, pencil: Pencil, box: Box) -> None:
        """Paint one appointment, in sheet pixels."""
        pencil.block(box.rect, box.entry, self.signs_of(box.entry), self.now())

    def paint_head(self, pencil: Pencil, left: int) -> None:
        """Paint what stays on top; ``left`` is where the sheet begins."""

    def paint_side(self, pencil: Pencil, top: int) -> None:
        """Paint what stays at the left; ``top`` is where the sheet begins."""

    def ghost_rect(self, entry: DiaryEntry, at: datetime) -> QRect | None:
        """Where ``entry`` would stand if it began ``at``, in sheet pixels."""
        return None

    def time_at(self, point: QPoint) -> datetime | None:
        """The time at a point of the sheet; nothing where the view has none."""
        return None

    def drop_time(self, box: Box, grabbed: QPoint, point: QPoint) -> datetime | None:
        """Where ``box``, grabbed at one point of the sheet, goes when let go at another."""
        return None

    # What it shows ------------------------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet) -> None:
        """Show ``sheet``; what is chosen stays chosen where it is still there."""
        self.sheet = sheet
        self._dragging, self._pressed = False, None
        self.lay_out()

    def lay_out(self) -> None:
        """Place everything anew, as after a change of size; out of sight it waits until it is shown."""
        self._laid_out = self.isVisible()
        if not self._laid_out:
            return
        self.boxes, self._size = self.place_boxes()
        room = self.viewport().size()
        across = max(self._size.width() + self.side_width() - room.width(), 0)
        down = max(self._size.height() + self.head_height() - room.height(), 0)
        for bar, most, page in (
            (self.horizontalScrollBar(), across, room.width()),
            (self.verticalScrollBar(), down, room.height()),
        ):
            bar.setRange(0, most)
            bar.setPageStep(page)
            bar.setSingleStep(theme.px(24))
        self.repaint_all()

    def room_width(self) -> int:
        """Pixels that the sheet has from side to side without being scrolled."""
        return max(self.viewport().width() - self.side_width(), 1)

    def signs_of(self, entry: DiaryEntry) -> list[Sign]:
        """The signs of an appointment now."""
        return signs(entry, self.now(), self.clash_of(entry))

    def clash_of(self, entry: DiaryEntry) -> frozenset[ClashOf]:
        """Whose time it wants that another wants as well."""
        return self.sheet.clashes.get(entry.id, NO_CLASH)

    def chosen_entry(self) -> DiaryEntry | None:
        """The appointment that is chosen, while it is shown."""
        box = self._chosen_box()
        return None if box is None else box.entry

    def _chosen_box(self) -> Box | None:
        return next((box for box in self.boxes if box.entry.id == self._chosen_id), None)

    def choose(self, entry_id: str) -> bool:
        """Choose an appointment, bring it into sight and say it; False where it is not shown."""
        self._chosen_id = entry_id
        box = self._chosen_box()
        if box is not None:
            self.reveal(box.rect)
            self._say(spoken(box.entry, self.now(), self.clash_of(box.entry)))
        self.chosen.emit(None if box is None else box.entry)
        self.repaint_all()
        return box is not None

    def _say(self, words: str) -> None:
        self.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def set_ghost(self, ghost: tuple[DiaryEntry, datetime] | None, words: str = "") -> None:
        """Show where an appointment would go, saying ``words``; or no longer."""
        self.ghost = ghost
        if ghost is not None and (rect := self.ghost_rect(*ghost)) is not None and not self._dragging:
            self.reveal(rect)
        if words:
            self._say(words)
        self.viewport().update()

    def set_cursor_at(self, at: datetime | None) -> None:
        """Mark the time at which something would be booked."""
        self.cursor_at = at
        self.repaint_all()

    def reveal(self, rect: QRect) -> None:
        """Scroll as little as it takes to have ``rect`` of the sheet in sight."""
        seen = self.seen()
        for bar, low, high, first, last in (
            (self.horizontalScrollBar(), rect.left(), rect.right(), seen.left(), seen.right()),
            (self.verticalScrollBar(), rect.top(), rect.bottom(), seen.top(), seen.bottom()),
        ):
            if low < first:
                bar.setValue(bar.value() - (first - low))
            elif high > last:
                bar.setValue(bar.value() + min(high - last, low - first))

    def seen(self) -> QRect:
        """The part of the sheet in sight."""
        room = self.viewport().size() - QSize(self.side_width(), self.head_height())
        return QRect(QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value()), room)

    def _origin(self) -> QPoint:
        """Where the sheet's first pixel is in the viewport."""
        return QPoint(self.side_width(), self.head_height()) - self.seen().topLeft()

    def on_sheet(self, point: QPoint) -> QPoint:
        """A point of the viewport in pixels of the sheet."""
        return point - self._origin()

    def is_on_sheet(self, point: QPoint) -> bool:
        """Whether a point of the viewport lies on the sheet, not on head or side."""
        return point.x() >= self.side_width() and point.y() >= self.head_height()

    def box_at(self, point: QPoint) -> Box | None:
        """The appointment at a point of the viewport."""
        if not self.is_on_sheet(point):
            return None
        there = self.on_sheet(point)
        return next((box for box in reversed(self.boxes) if box.rect.contains(there)), None)

    # Painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture that is kept, then what is chosen and what is dragged over it."""
        area = self.viewport().rect()
        picture = self._kept_picture()
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, picture)
        painter.setClipRect(area.adjusted(self.side_width(), self.head_height(), 0, 0))
        painter.translate(self._origin())
        self._paint_over(Pencil(painter))
        painter.end()

    def _kept_picture(self) -> QPixmap:
        """All but what is chosen or dragged, painted anew only where something of it has changed."""
        size, ratio = self.viewport().size(), self.viewport().devicePixelRatio()
        seen_as = (size.width(), size.height(), ratio, self._origin().x(), self._origin().y())
        if self._picture is None or self._picture[0] != seen_as:
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            self._paint_all(picture, QRect(QPoint(0, 0), size))
            self._picture = (seen_as, picture)
        return self._picture[1]

    def repaint_all(self) -> None:
        """Paint anew, as when time has passed or something else is chosen."""
        self._picture = None
        self.viewport().update()

    def _paint_all(self, picture: QPixmap, area: QRect) -> None:
        painter = QPainter(picture)
        pencil = Pencil(painter)
        head, side, origin = self.head_height(), self.side_width(), self._origin()
        painter.fillRect(area, theme.colour("paper"))
        painter.setClipRect(area.adjusted(side, head, 0, 0))
        painter.translate(origin)
        seen = self.seen()
        self.paint_ground(pencil, seen)
        for box in self.boxes:
            if box.rect.intersects(seen):
                self.paint_box(pencil, box)
        painter.resetTransform()
        painter.setClipRect(QRect(side, 0, area.width() - side, head))
        self.paint_head(pencil, origin.x())
        painter.setClipRect(QRect(0, head, side, area.height()))
        self.paint_side(pencil, origin.y())
        painter.end()

    def _paint_over(self, pencil: Pencil) -> None:
        chosen = self._chosen_box()
        if chosen is not None:
            pencil.frame(chosen.rect, focused=self.hasFocus())
        if self.ghost is not None and (rect := self.ghost_rect(*self.ghost)) is not None:
            entry, at = self.ghost
            pencil.ghost(rect, f"{time_of_day(at.time())} {entry.person}")

    def paint_nothing_booked(self, pencil: Pencil, seen: QRect, top: int) -> None:
        """Say that there is nothing, where there is nothing."""
        room = QRect(seen.left() + theme.px(12), top, seen.width() - theme.px(24), theme.px(20))
        pencil.text(room, _("Nothing is booked in these days."), size="body", colour=theme.colour("muted"))

    # The mouse ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        point = event.position().toPoint()
        box = self.box_at(point)
        if box is not None:
            self._pressed = (self.on_sheet(point), box)
            self.choose(box.entry.id)
        elif self.is_on_sheet(point) and (at := self.time_at(self.on_sheet(point))) is not None:
            self.time_chosen.emit(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        point = self.on_sheet(event.position().toPoint())
        grabbed, box = self._pressed
        if not self._dragging:
            if (point - grabbed).manhattanLength() < QApplication.startDragDistance():
                return
            if not box.entry.can_be_moved:
                self._pressed = None
                self.held.emit(box.entry)
                return
            self._dragging = True
        self._scroll_near_edge(event.position().toPoint())
        at = self.drop_time(box, grabbed, point)
        if at is not None:
            self.set_ghost((box.entry, at))

    def _scroll_near_edge(self, point: QPoint) -> None:
        edge = theme.px(24)
        for bar, at, low, high in (
            (self.horizontalScrollBar(), point.x(), self.side_width(), self.viewport().width()),
            (self.verticalScrollBar(), point.y(), self.head_height(), self.viewport().height()),
        ):
            if at < low + edge:
                bar.setValue(bar.value() - bar.singleStep() // 2)
            elif at > high - edge:
                bar.setValue(bar.value() + bar.singleStep() // 2)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        ghost, dragged = self.ghost, self._dragging
        self._pressed, self._dragging = None, False
        if dragged and ghost is not None:
            if ghost[1] == ghost[0].starts_at:
                self.set_ghost(None)
            else:
                self.dropped.emit(*ghost)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        box = self.box_at(event.position().toPoint())
        if box is not None:
            self._pressed = None
            self.opened.emit(box.entry)

    # The keyboard -------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            # Alt and an arrow moves what is chosen; without anything chosen it goes back or forward as elsewhere.
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            if alt and Qt.Key(event.key()) in _STEPS and self.chosen_entry() is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Enter opens, Esc lets go of what is dragged; the rest is for the page."""
        if self._dragging and event.key() == Qt.Key.Key_Escape:
            self._pressed, self._dragging = None, False
            self.set_ghost(None)
            return
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = Qt.Key(event.key())
        if plain and key in _STEPS and self.ghost is None:
            self.walk(_STEPS[key])
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.boxes:
            order = sorted(self.boxes, key=lambda box: box.spot)
            self.choose(order[0 if key == Qt.Key.Key_Home else -1].entry.id)
        else:
            event.ignore()

    def walk(self, step: Step) -> None:
        """Go to the next appointment that way, or to the first while none is chosen."""
        if not self.boxes:
            return
        here = next((at for at, box in enumerate(self.boxes) if box.entry.id == self._chosen_id), -1)
        there = self._first() if here < 0 else walk([box.spot for box in self.boxes], here, step)
        self.choose(self.boxes[there].entry.id)

    def _first(self) -> int:
        """The first one that is still ahead and stands, or the first of all."""
        now = self.now()
        every = enumerate(self.boxes)
        ahead = [at for at, box in every if box.entry.starts_at >= now and not box.entry.cancelled]
        return min(
            ahead or range(len(self.boxes)),
            key=lambda at: (self.boxes[at].entry.starts_at, self.boxes[at].spot),
        )

    # Manners ------------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            box = self.box_at(event.pos())
            words = "" if box is None else spoken(box.entry, self.now(), self.clash_of(box.entry))
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self.viewport())
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._laid_out:
            self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "boxes"):
            self.lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
