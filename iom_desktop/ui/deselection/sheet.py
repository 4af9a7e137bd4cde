"""De-selections set out to be read, and what can be done about one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.formats import date_time, exact_date
from iom_desktop.display.labels import label, makers_words
from iom_desktop.display.words import _
from iom_desktop.domain.deselection import Deselection, EvidenceLine
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace


class DeselectionSheet(QWidget):
    """One de-selection, whole: why, on what evidence, what goes on, who decided."""

    def __init__(self, one: Deselection, workspace: Workspace, *, name: str = "deselection") -> None:
        super().__init__()
        self.setObjectName(name)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(8))
        said = one.said
        self._add("reason", _("Reason"), one.reason, "strong")
        self._add("words", _("Why they were let go"), said.words)
        self._add("exit-plan", _("Exit plan"), said.exit_plan)
        self._add("evidence", _("What had changed"), evidence_words(said.evidence))
        self._add("decided-by", _("Decided by"), makers_words(said.decided_by))
        self._add("dissent", _("Dissent"), said.dissent or _("none recorded"))
        self._add("decided-on", _("Date of decision"), exact_date(said.decided_on))
        self._add("adopted-on", _("Under IOM since"), exact_date(one.adopted_on) or _("not recorded"))
        when = date_time(workspace.local(one.recorded_at))
        words = _("Recorded by {name}, {when}").format(name=one.recorded_by, when=when)
        self._rows.addWidget(text_label(words, role="small", wrap=True, name=f"{name}-recorded"))

    def _add(self, key: str, caption: str, words: str, role: str = "body") -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        name = f"{self.objectName()}-{key}"
        head = text_label(caption, role="caption", wrap=True, name=f"{name}-label")
        head.setFixedWidth(theme.px(128))
        said = text_label(show_hidden(words), role=role, wrap=True, selectable=True, name=name)
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(said, 1)
        self._rows.addLayout(row)


def evidence_words(lines: tuple[EvidenceLine, ...]) -> str:
    """The evidence, a line each, its topic named once."""
    said: list[str] = []
    for place, line in enumerate(lines):
        first = not place or lines[place - 1].topic is not line.topic
        said.append(f"{label(line.topic)}: {line.words}" if first else line.words)
    return "\n".join(said) or _("The panel named none.")


def title_words(one: Deselection) -> str:
    """What a line says of one that is folded away."""
    day = exact_date(one.said.decided_on)
    if one.in_force:
        return _("De-selected {date}: {reason}").format(date=day, reason=one.reason)
    return _("De-selection of {date}, no longer held from {until}: {reason}").format(
        date=day, until=exact_date(one.superseded_on), reason=one.reason
    )
