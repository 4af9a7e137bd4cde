"""Two versions of a plan compared, in sentences that could be read out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from iom_desktop.display.formats import count, exact_date
from iom_desktop.display.plan_lines import Line, Part
from iom_desktop.display.words import _
from iom_desktop.domain.plans import PlanState, PlanVersion
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.form import ChoiceField
from iom_desktop.ui.label import text_label
from iom_desktop.ui.plans.flow_text import FlowText, Style
from iom_desktop.ui.plans.host import Surroundings

Compare = Callable[[str, str], Sequence[str]]
"""What changed from one version to another, given their ids."""


def version_line(version: PlanVersion, around: Surroundings) -> str:
    """ "Version 2, agreed Fri 20 Nov 2026, in force" and its like."""
    words = _("Version {number}").format(number=version.number)
    if version.state is PlanState.DRAFT or version.agreed_at is None:
        return f"{words}, {_('draft')}"
    agreed = _("agreed {day}").format(day=exact_date(around.local(version.agreed_at).date()))
    state = _("in force") if version.state is PlanState.AGREED else _("superseded")
    return f"{words}, {agreed}, {state}"


class VersionsView(QWidget):
    """Two versions to choose, and what changed from the older to the newer."""

    def __init__(
        self,
        compare: Compare,
        close: Callable[[], object],
        give: tuple[Callable[[], object], Callable[[], object]],
        parent: QWidget | None = None,
    ) -> None:
        """``give``: what prints and what saves the comparison that is shown."""
        super().__init__(parent)
        self.setObjectName("plan-versions")
        self._compare, self._close = compare, close
        self._versions: list[PlanVersion] = []
        self.back = button(_("Back to the plan"), close, name="versions-back", tooltip="Esc")
        self.print_button = button(
            _("Print what changed..."), give[0], name="versions-print", shortcut="Ctrl+P"
        )
        self.save_button = button(_("Save as PDF..."), give[1], name="versions-save", shortcut="Ctrl+S")
        self.older = ChoiceField("older", _("From"), blank=None)
        self.newer = ChoiceField("newer", _("To"), blank=None)
        self.summary = text_label("", role="strong", wrap=True, name="versions-summary")
        self.changes = FlowText(name="versions-changes")
        for field in (self.older, self.newer):
            field.changed.connect(self._show_changes)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(16))
        head.addWidget(text_label(_("What changed"), role="title", name="versions-title"), 1)
        for widget in (self.print_button, self.save_button, self.back):
            head.addWidget(widget)
        chosen = FlowLayout(gap=16)
        chosen.addWidget(self.older)
        chosen.addWidget(self.newer)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(16), theme.px(16))
        column.addWidget(self.changes)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("versions-scroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(_("What changed"))
        area.setWidget(inside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(8))
        rows.setSpacing(theme.px(12))
        rows.addLayout(head)
        rows.addLayout(chosen)
        rows.addWidget(self.summary)
        rows.addWidget(area, 1)

    def show_versions(
        self, versions: Sequence[PlanVersion], around: Surroundings, older_id: str, newer_id: str
    ) -> None:
        """Offer ``versions`` and compare the two named."""
        self._versions = list(versions)
        options = [(one.id, version_line(one, around)) for one in versions]
        for field, chosen in ((self.older, older_id), (self.newer, newer_id)):
            field.set_options(options)
            field.set_value(chosen)
        self._show_changes()

    def pair(self) -> tuple[str, str]:
        """The ids of the two versions compared."""
        return self.older.value() or "", self.newer.value() or ""

    def _show_changes(self) -> None:
        older, newer = self.pair()
        if not older or not newer:
            return
        said = list(self._compare(older, newer))
        self.summary.setText(
            count(len(said), "change", "changes") if said else _("Nothing is different between the two.")
        )
        self.changes.set_lines([(_line(sentence), Style(gap=10)) for sentence in said])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)


def _line(sentence: str) -> Line:
    """A sentence with what it is about ("1.1", "Goal 2") as its lead."""
    words = sentence.split(" ")
    leading = 2 if words[0] == "Goal" else 1
    if leading == 1 and not words[0][:1].isdigit():
        return (Part(sentence),)
    return (Part(" ".join(words[:leading]) + " ", lead=True), Part(" ".join(words[leading:])))
