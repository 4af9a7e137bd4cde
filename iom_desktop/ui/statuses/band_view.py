"""The months under IOM drawn as a band: lanes of what held, marks of what happened, today at the right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from iom_desktop.display.labels import label
from iom_desktop.display.status_lines import (
    band_lines,
    happening_words,
    mark_words,
    segment_detail,
    segment_words,
    value_words,
)
from iom_desktop.display.words import _
from iom_desktop.domain.band import Band, Happening, Mark, Segment
from iom_desktop.domain.codes import Phase, Rag
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.statuses import Aspect
from iom_desktop.ui import theme
from iom_desktop.ui.chips import paint_shape
from iom_desktop.ui.label import ElidedLabel, plain_tooltip

LEAST_MONTH = 34
"""Pixels a month is given at least, at 100%: with more months than fit the band scrolls."""
_LANE, _MARKS, _AXIS, _GAP = 20, 16, 18, 3
_SHAPES = {
    Happening.CONFERENCE: "ring",
    Happening.ARREST: "triangle",
    Happening.CHARGE: "square",
    Happening.CONVICTION: "diamond",
    Happening.OTHER: "cross",
}
#: How a stretch too narrow for its letter is told from its neighbours without its colour.
_PATTERNS = {
    Rag.RED.value: Qt.BrushStyle.Dense3Pattern,
    Rag.AMBER.value: Qt.BrushStyle.BDiagPattern,
    Rag.GREEN.value: Qt.BrushStyle.HorPattern,
    Rag.BLUE.value: Qt.BrushStyle.DiagCrossPattern,
}
_ALWAYS = (Aspect.COHORT, Aspect.RAG, Aspect.PHASE)


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing of the band that the keyboard comes to: where it is drawn, and what is said of it."""

    row: int
    rect: QRectF
    words: str
    detail: str
    aspect: Aspect | None = None
    segment: Segment | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the band: a lane of segments or the marks of some kinds."""

    caption: str
    aspect: Aspect | None = None
    happenings: tuple[Happening, ...] = ()

    @property
    def height(self) -> int:
        return theme.px(_LANE if self.aspect is not None else _MARKS)


def _rows(band: Band) -> list[_Row]:
    """The rows worth drawing: a lead officer who never changed is in the banner already."""
    rows = [
        _Row(label(aspect), aspect)
        for aspect, segments in band.lanes
        if aspect in _ALWAYS or len({one.value for one in segments}) > 1
    ]
    events = tuple(one for one in Happening if one is not Happening.CONFERENCE)
    for caption, kinds in ((_("Conferences"), (Happening.CONFERENCE,)), (_("Offending"), events)):
        if any(one.happening in kinds for one in band.marks):
            rows.append(_Row(caption, None, kinds))
    return rows


class BandCanvas(QWidget):
    """The band itself. Arrows walk it, Enter opens the history; what is pointed at is told in words."""

    pointed = Signal(str)
    opened = Signal(str)

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.band: Band | None = None
        self.rows: list[_Row] = []
        self.stops: list[Stop] = []
        self._at = -1
        self._room = 0

    def show_band(self, band: Band, room: int) -> None:
        """Draw ``band``, at least ``room`` pixels wide."""
        self.band, self.rows, self._room = band, _rows(band), room
        self._at = min(self._at, -1)
        self.setAccessibleName(_("The months under IOM"))
        self.setAccessibleDescription("\n".join(band_lines(band)))
        self._place()

    def fit(self, room: int) -> None:
        """Be at least ``room`` pixels wide from now on."""
        if room != self._room:
            self._room = room
            self._place()

    # Where things are ---------------------------------------------------------------------------------------

    def _place(self) -> None:
        band = self.band
        if band is None:
            return
        days = max(1, (band.to_on - band.from_on).days)
        least = round(days / 30.4 * theme.px(LEAST_MONTH))
        self.setFixedSize(max(self._room, least), self.top_of(len(self.rows)))
        at = self.stops[self._at].words if 0 <= self._at < len(self.stops) else ""
        self.stops = list(self._stops(band))
        self._at = next((place for place, one in enumerate(self.stops) if one.words == at), -1)
        self.update()

    def top_of(self, row: int) -> int:
        """Where row number ``row`` begins."""
        return theme.px(_AXIS) + sum(one.height + theme.px(_GAP) for one in self.rows[:row])

    def x_of(self, day: date) -> float:
        """Where ``day`` begins."""
        band = self.band
        if band is None:
            return 0.0
        days = max(1, (band.to_on - band.from_on).days)
        return (day - band.from_on).days / days * (self.width() - theme.px(8)) + theme.px(2)

    def _stops(self, band: Band) -> Iterator[Stop]:
        for place, row in enumerate(self.rows):
            top, height = self.top_of(place), row.height
            if row.aspect is not None:
                for segment in band.lane(row.aspect):
                    left = self.x_of(segment.from_on)
                    rect = QRectF(left, top, max(3.0, self.x_of(segment.to_on) - left), height)
                    words, detail = segment_words(row.aspect, segment), segment_detail(segment)
                    yield Stop(place, rect, words, detail, row.aspect, segment)
            else:
                for marks in self._clusters(band, row.happenings):
                    left = self.x_of(marks[0].on)
                    rect = QRectF(left, top, theme.px(12), height)
                    yield Stop(place, rect, "; ".join(map(mark_words, marks)), "", None, None, marks)

    def _clusters(self, band: Band, kinds: tuple[Happening, ...]) -> Iterator[tuple[Mark, ...]]:
        """Marks so near one another that they would lie on each other stand together, with their number."""
        held: list[Mark] = []
        for mark in band.marks:
            if mark.happening not in kinds:
                continue
            if held and self.x_of(mark.on) - self.x_of(held[0].on) >= theme.px(14):
                yield tuple(held)
                held = []
            held.append(mark)
        if held:
            yield tuple(held)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.height())

    # How it looks -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.band is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter, self.band)
        for one in self.stops:
            if one.segment is not None and one.aspect is not None:
                self._paint_segment(painter, one, one.aspect, one.segment)
            else:
                self._paint_marks(painter, one)
        self._paint_gaps(painter, self.band)
        if self.hasFocus() and 0 <= self._at < len(self.stops):
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.stops[self._at].rect.adjusted(-1, -1, 1, 1), 3, 3)

    def _paint_axis(self, painter: QPainter, band: Band) -> None:
        """Months along the top; January brings its year, and years stand alone where months are narrow."""
        painter.setFont(theme.font("small"))
        metrics = QFontMetrics(theme.font("small"))
        day = band.from_on.replace(day=1)
        free = 0.0
        while day < band.to_on:
            left = max(self.x_of(day), 0.0)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(left, theme.px(_AXIS) - 2), QPointF(left, self.height()))
            first = day <= band.from_on
            words = f"{day:%b %Y}" if day.month == 1 or first else f"{day:%b}"
            if left >= free and left + metrics.horizontalAdvance(words) < self.width():
                painter.setPen(theme.colour("muted"))
                painter.drawText(QPointF(left + 2, theme.px(_AXIS) - 5), words)
                free = left + metrics.horizontalAdvance(words) + theme.px(8)
            day = add_months(day, 1)

    def _paint_segment(self, painter: QPainter, stop: Stop, aspect: Aspect, segment: Segment) -> None:
        role = _role_of(aspect, segment.value)
        box = stop.rect.adjusted(0.5, 1.5, -0.5, -1.5)
        metrics = QFontMetrics(theme.font("small", strong=True))
        words, letter = value_words(aspect, segment.value), value_words(aspect, segment.value)[:1]
        shape = theme.shape(role) if aspect is Aspect.RAG and segment.value else ""
        side = theme.px(9)
        inside = box.width() - theme.px(8)
        painter.setPen(QPen(theme.colour("edge") if role == "plain" else theme.mark(role), 1))
        painter.setBrush(theme.soft(role))
        painter.drawRect(box)
        said = ""
        for text, with_shape in ((words, True), (words, False), (letter, True), (letter, False)):
            if with_shape and not shape:
                continue
            need = metrics.horizontalAdvance(text) + (side + theme.px(4) if with_shape else 0)
            if need <= inside:
                said = text
                break
        else:
            with_shape = False
        if not said:
            self._paint_narrow(painter, box, segment.value, theme.mark(role))
            return
        left = box.left() + theme.px(4)
        if with_shape and shape:
            middle = box.center().y()
            paint_shape(painter, QRectF(left, middle - side / 2, side, side), shape, theme.mark(role))
            left += side + theme.px(4)
        painter.setFont(theme.font("small", strong=bool(segment.value)))
        painter.setPen(theme.colour(role if segment.value else "muted"))
        painter.drawText(
            QRectF(left, box.top(), box.right() - left, box.height()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            said,
        )

    def _paint_narrow(self, painter: QPainter, box: QRectF, value: str, colour: QColor) -> None:
        """Too narrow for a letter: a pattern of its own beside the colour."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour, _PATTERNS.get(value, Qt.BrushStyle.VerPattern)))
        painter.drawRect(box)

    def _paint_marks(self, painter: QPainter, stop: Stop) -> None:
        gravest = max(stop.marks, key=lambda one: list(Happening).index(one.happening) % 4)
        side = theme.px(10)
        top = stop.rect.center().y() - side / 2
        role = "accent" if gravest.happening is Happening.CONFERENCE else "overdue"
        shape = _SHAPES[gravest.happening]
        paint_shape(painter, QRectF(stop.rect.left(), top, side, side), shape, theme.mark(role))
        if len(stop.marks) > 1:
            painter.setFont(theme.font("small", strong=True))
            painter.setPen(theme.colour(role))
            painter.drawText(
                QPointF(stop.rect.left() + side + 1, stop.rect.bottom() - theme.px(3)), str(len(stop.marks))
            )

    def _paint_gaps(self, painter: QPainter, band: Band) -> None:
        """Between two episodes, and after the last one ended, the lanes are empty and say so."""
        lanes = [place for place, row in enumerate(self.rows) if row.aspect is not None]
        if not lanes:
            return
        ends = [*(one.from_on for one in band.under[1:]), band.to_on]
        for stretch, until in zip(band.under, ends, strict=False):
            if stretch.to_on >= until:
                continue
            left, right = self.x_of(stretch.to_on), self.x_of(until)
            top, bottom = self.top_of(lanes[0]), self.top_of(lanes[-1]) + self.rows[lanes[-1]].height
            words = _("not under IOM")
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("muted"))
            if QFontMetrics(theme.font("small")).horizontalAdvance(words) < right - left:
                box = QRectF(left, top, right - left, bottom - top)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    # Pointing -----------------------------------------------------------------------------------------------

    def stop(self) -> Stop | None:
        """What the keyboard stands on."""
        return self.stops[self._at] if 0 <= self._at < len(self.stops) else None

    def go(self, place: int) -> None:
        """Stand on stop number ``place``."""
        if not self.stops:
            return
        self._at = max(0, min(place, len(self.stops) - 1))
        one = self.stops[self._at]
        self.pointed.emit(_told(one))
        self._bring_into_view(one)
        self.update()

    def _bring_into_view(self, one: Stop) -> None:
        above: QWidget | None = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            x = round(min(one.rect.center().x(), one.rect.left() + theme.px(60)))
            above.ensureVisible(x, 0, theme.px(60), 0)

    def _row_step(self, step: int) -> None:
        """To the neighbouring row, as near below or above as there is something."""
        now = self.stop()
        if now is None:
            self.go(len(self.stops) - 1)
            return
        row = now.row + step
        there = [(place, one) for place, one in enumerate(self.stops) if one.row == row]
        if there:
            x = now.rect.center().x()
            self.go(min(there, key=lambda pair: abs(pair[1].rect.center().x() - x))[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        key = event.key()
        if key in (keys.Key_Left, keys.Key_Right):
            self.go(self._at + (1 if key == keys.Key_Right else -1))
        elif key in (keys.Key_Up, keys.Key_Down):
            self._row_step(1 if key == keys.Key_Down else -1)
        elif key == keys.Key_Home:
            self.go(0)
        elif key == keys.Key_End:
            self.go(len(self.stops) - 1)
        elif key in (keys.Key_Return, keys.Key_Enter, keys.Key_Space):
            self._open(self.stop())
        else:
            super().keyPressEvent(event)

    def _open(self, one: Stop | None) -> None:
        self.opened.emit("" if one is None or one.aspect is None else one.aspect.value)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        current = next(
            (n for n, one in enumerate(self.stops) if one.aspect is Aspect.RAG and one.segment is not None
             and one.segment.to_on == (self.band.to_on if self.band else None)),
            0,
        )  # fmt: skip
        self.go(self._at if self._at >= 0 else current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.pointed.emit("")
        self.update()

    def _under(self, point: QPointF) -> int:
        found = (
            place for place, one in enumerate(self.stops) if one.rect.adjusted(-1, 0, 1, 0).contains(point)
        )
        return next(found, -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._under(event.position())
        held = self.stop() if self.hasFocus() else None
        self.pointed.emit(_told(self.stops[place]) if place >= 0 else "" if held is None else _told(held))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        held = self.stop() if self.hasFocus() else None
        self.pointed.emit("" if held is None else _told(held))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        place = self._under(event.position())
        if place >= 0:
            self.go(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._open(self.stop())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._under(QPointF(event.pos()))
            if place >= 0:
                one = self.stops[place]
                text = "\n".join(filter(None, (one.words, one.detail)))
                QToolTip.showText(event.globalPos(), plain_tooltip(text), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


def _told(one: Stop) -> str:
    return " · ".join(filter(None, (one.words, one.detail.replace("\n", "; "))))


def _role_of(aspect: Aspect, value: str) -> str:
    if not value:
        return "plain"
    if aspect is Aspect.RAG:
        return f"rag-{value}"
    if aspect is Aspect.COHORT:
        return "accent"
    return "rag-blue" if value == Phase.CUSTODY.value else "plain"


class BandView(QWidget):
    """The band with its captions at the left; longer than there is room, it scrolls, and begins at today.

    ``opened`` gives the aspect whose history is asked for, or nothing for the whole.
    """

    opened = Signal(str)

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.canvas = BandCanvas(name=f"{name}-canvas")
        self.area = QScrollArea()
        self.area.setObjectName(f"{name}-scroll")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.canvas)
        self.captions = _Captions(self.canvas)
        self.told = ElidedLabel(role="small", name=f"{name}-told")
        self._resting = ""
        #: Whether today is kept in view; once somebody scrolls, it is they who say what shows.
        self._follows = True
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.captions, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.area, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(2))
        rows.addLayout(row)
        rows.addWidget(self.told)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.canvas.pointed.connect(self._tell)
        self.canvas.opened.connect(self.opened)
        bar = self.area.horizontalScrollBar()
        bar.rangeChanged.connect(lambda _least, most: bar.setValue(most) if self._follows else None)
        bar.actionTriggered.connect(lambda _action: self._let_go())
        self.setFocusProxy(self.canvas)

    def show_band(self, band: Band) -> None:
        """Draw ``band``, today in view."""
        self.canvas.show_band(band, self._room())
        self._resting = _resting_words(band)
        self._tell("")
        self._fit()
        self.show_today()

    def _tell(self, words: str) -> None:
        self.told.set_text(words or self._resting)

    def _let_go(self) -> None:
        self._follows = False

    def show_today(self) -> None:
        """Scroll so that today shows."""
        self._follows = True
        bar = self.area.horizontalScrollBar()
        bar.setValue(bar.maximum())

    def _room(self) -> int:
        return max(theme.px(120), self.area.viewport().width())

    def _fit(self) -> None:
        bar = self.area.horizontalScrollBar().sizeHint().height()
        scrolls = self.canvas.width() > self.area.viewport().width()
        self.area.setFixedHeight(self.canvas.height() + (bar if scrolls else 0))
        self.captions.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized()

    def _resized(self) -> None:
        self.canvas.fit(self._room())
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "canvas") and self.canvas.band:
            self.canvas.show_band(self.canvas.band, self._room())
            self._fit()


class _Captions(QWidget):
    """What each row of the band is."""

    def __init__(self, canvas: BandCanvas) -> None:
        super().__init__()
        self.setObjectName("band-captions")
        self._canvas = canvas

    def fit(self) -> None:
        """As wide as the longest caption, as tall as the band."""
        metrics = QFontMetrics(theme.font("small"))
        widths = [metrics.horizontalAdvance(row.caption) for row in self._canvas.rows]
        self.setFixedSize(max(widths, default=0) + theme.px(4), self._canvas.height())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("muted"))
        for place, row in enumerate(self._canvas.rows):
            box = QRectF(0, self._canvas.top_of(place), self.width(), row.height)
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), row.caption
            )


def _resting_words(band: Band) -> str:
    """What is said while nothing is pointed at: how long under IOM, and what is marked."""
    said = [segment_words(None, one) for one in band.under]
    for happening in Happening:
        number = sum(one.happening is happening for one in band.marks)
        if number:
            said.append(happening_words(happening, number))
    return " · ".join(said) or _("Never under IOM")
