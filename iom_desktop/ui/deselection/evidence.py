"""The evidence as a page: what changed since adoption, topic by topic, each line to be kept or left out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.labels import label
from iom_desktop.domain.deselection import EvidenceLine, Topic
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.field import Field
from iom_desktop.ui.label import text_label


class _Line(QWidget):
    """One sentence with its tick."""

    def __init__(self, line: EvidenceLine, *, name: str) -> None:
        super().__init__()
        self.line = line
        self.setObjectName(name)
        self.box = QCheckBox()
        self.box.setObjectName(f"{name}-box")
        self.box.setAccessibleName(show_hidden(line.words))
        self.box.setChecked(True)
        words = text_label(show_hidden(line.words), wrap=True, name=f"{name}-words")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)


class EvidenceField(Field):
    """The lines drawn together by the program. Ticked lines are the evidence; unticking one leaves it out."""

    def __init__(self, name: str, label_: str, lines: Sequence[EvidenceLine], *, hint: str = "") -> None:
        super().__init__(name, label_, hint=hint)
        self._lines: list[_Line] = []
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        topic: Topic | None = None
        for place, line in enumerate(lines):
            if line.topic is not topic:
                topic = line.topic
                rows.addSpacing(theme.px(4))
                rows.addWidget(text_label(label(topic), role="caption", name=f"evidence-topic-{topic.value}"))
            made = _Line(line, name=f"evidence-{place}")
            made.box.toggled.connect(lambda _on: self._typed())
            self._lines.append(made)
            rows.addWidget(made)
        if self._lines:
            inside.setFocusProxy(self._lines[0].box)
        self._build(inside)

    def value(self) -> tuple[EvidenceLine, ...]:
        return tuple(one.line for one in self._lines if one.box.isChecked())

    def set_value(self, value: Sequence[EvidenceLine] | None) -> None:
        wanted = set(value or ())
        for one in self._lines:
            one.box.setChecked(one.line in wanted)

    def text_snapshot(self) -> str:
        # What is left out, so that a line that is new when the draft comes back is in.
        return json.dumps([one.line.words for one in self._lines if not one.box.isChecked()])

    def restore_text(self, text: str) -> None:
        left_out = set(json.loads(text)) if text else set()
        for one in self._lines:
            one.box.setChecked(one.line.words not in left_out)


def added_lines(words: str) -> tuple[EvidenceLine, ...]:
    """What the officer adds: a line of evidence for each line typed."""
    return tuple(
        EvidenceLine(topic=Topic.OTHER, words=one.strip()) for one in words.splitlines() if one.strip()
    )
