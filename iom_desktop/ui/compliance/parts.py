"""Parts of the tab "Compliance": the stage said large, what is due with what does it, how appointments went."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.display.compliance_lines import (
    STAGE_ROLES,
    due_role,
    due_when,
    engagement_detail,
    engagement_parts,
    kept_words,
    proceeding_heading,
    proceeding_standing,
    remedy,
    stage_detail,
)
from iom_desktop.display.formats import exact_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.compliance import Compliance, Due, Engagement
from iom_desktop.domain.enforcement import Proceeding
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.chips import Chip, paint_shape
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import text_label


class _Shape(QWidget):
    """The shape of a role, drawn as large as a title."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stage-shape")
        self.role = "plain"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(22), theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        inset = theme.px(1)
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        paint_shape(QPainter(self), box, theme.shape(self.role), theme.mark(self.role))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class StageHeading(QWidget):
    """The stage in words and shape, and under it the sentence that says what it rests on."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stage")
        self._shape = _Shape()
        self.words = text_label("", role="title", wrap=True, name="stage-words")
        self.detail = text_label("", role="muted", wrap=True, name="stage-detail")
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        line.addWidget(self._shape)
        line.addWidget(self.words, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(2))
        rows.addLayout(line)
        rows.addWidget(self.detail)

    def show_stage(self, found: Compliance) -> None:
        """Say the stage of ``found``."""
        self.words.setText(label(found.stage))
        self.detail.setText(stage_detail(found))
        self._shape.role = STAGE_ROLES[found.stage]
        self._shape.setVisible(bool(theme.shape(self._shape.role)))
        self._shape.update()


class DueLine(QWidget):
    """One thing to be done: when, what, and the button that does it."""

    def __init__(self, due: Due, today: date, act: Callable[[Due], object], place: int) -> None:
        super().__init__()
        self.due = due
        name = f"due-{place}"
        self.setObjectName(name)
        when = Chip(
            due_when(due, today), due_role(due, today), tooltip=exact_date(due.on), name=f"{name}-when"
        )
        holder = QWidget()
        holder.setMinimumWidth(theme.px(136))
        beside = QHBoxLayout(holder)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(when, 0, Qt.AlignmentFlag.AlignLeft)
        said = text_label(show_hidden(due.words), wrap=True, name=f"{name}-words", selectable=True)
        if not place:
            said.setProperty("role", "strong")
        self.button = button(
            remedy(due.kind),
            lambda: act(due),
            name=f"{name}-act",
            kind="quiet" if place else "primary",
        )
        self.button.setAccessibleDescription(due.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(2), 0, theme.px(2))
        row.setSpacing(theme.px(12))
        row.addWidget(holder)
        row.addWidget(said, 1)
        row.addWidget(self.button)


class EngagementView(QWidget):
    """How appointments of the time that counts went: kept first, then what was not."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("engagement")
        self.kept = text_label("", role="strong", wrap=True, name="engagement-kept")
        self.detail = text_label("", role="muted", wrap=True, name="engagement-detail")
        self._parts = QWidget()
        self._parts.setObjectName("engagement-parts")
        self._flow = FlowLayout(self._parts, gap=8, line_gap=4)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        for part in (self.kept, self._parts, self.detail):
            rows.addWidget(part)

    def show_engagement(self, engagement: Engagement) -> None:
        """Say how appointments went."""
        self.kept.setText(kept_words(engagement))
        self.detail.setText(engagement_detail(engagement))
        self.detail.setVisible(bool(self.detail.text()))
        while (item := self._flow.takeAt(0)) is not None:
            chip = item.widget()
            if chip is not None:
                chip.hide()
                chip.deleteLater()
        for key, words, role in engagement_parts(engagement):
            self._flow.addWidget(Chip(words, role, name=f"engagement-{key}"))
        self._parts.setVisible(self._flow.count() > 0)

    def part_words(self) -> Iterator[str]:
        """What the chips say."""
        for place in range(self._flow.count()):
            item = self._flow.itemAt(place)
            chip = None if item is None else item.widget()
            if isinstance(chip, Chip):
                yield chip.word


class ProceedingLine(QWidget):
    """A breach or recall: since when, why, how it stands or ended, and the button that brings it up to date."""

    def __init__(self, one: Proceeding, change: Callable[[str], object], place: int) -> None:
        super().__init__()
        self.one = one
        name = f"proceeding-{place}"
        self.setObjectName(name)
        self.button = button(
            _("Bring up to date…"), lambda: change(one.id), name=f"{name}-change", kind="quiet"
        )
        self.button.setAccessibleDescription(proceeding_heading(one))
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        top.addWidget(text_label(proceeding_heading(one), role="strong", name=f"{name}-heading"))
        top.addWidget(Chip(_("Open") if one.open else _("Resolved"), "missing" if one.open else "done"))
        top.addStretch(1)
        top.addWidget(self.button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(2))
        rows.addLayout(top)
        for key, words, role in (
            ("standing", proceeding_standing(one), "body"),
            ("reason", one.said.reason, "muted"),
            ("result", one.said.result_note, "muted"),
        ):
            if words:
                said = text_label(show_hidden(words), role=role, wrap=True, selectable=True)
                said.setObjectName(f"{name}-{key}")
                rows.addWidget(said)
