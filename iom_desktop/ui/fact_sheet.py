"""What is known of the chosen line of a list: captions, and beside each the words, whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from iom_desktop.ui import theme
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.label import text_label

Fact = tuple[str, str]
"""A caption, and the words beside it."""


class FactSheet(Scrolled):
    """Shows facts, or nothing. ``name`` begins the names of its parts: "<name>-facts", "<name>-fact-0"."""

    def __init__(self, *, sheet: str, name: str, most_width: int) -> None:
        super().__init__(name=sheet, most_width=most_width)
        self._name = name
        self.shown: list[Fact] = []
        self._facts = QWidget()
        self._facts.setObjectName(f"{name}-facts")
        self.rows.addWidget(self._facts)
        self.rows.addStretch(1)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show ``facts`` in their order, from the top."""
        self.shown = list(facts)
        fresh = QWidget()
        fresh.setObjectName(f"{self._name}-facts")
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, (caption, said) in enumerate(self.shown):
            name = f"{self._name}-fact-{row}"
            grid.addWidget(text_label(caption, role="caption", name=f"{name}-label"), row, 0, top)
            grid.addWidget(text_label(said, wrap=True, selectable=True, name=name), row, 1, top)
        self.rows.replaceWidget(self._facts, fresh)
        self._facts.hide()
        self._facts.deleteLater()
        self._facts = fresh
        self.verticalScrollBar().setValue(0)
