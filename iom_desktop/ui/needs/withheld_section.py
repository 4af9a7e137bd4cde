"""What is not to be disclosed to the person: kept apart, and read only once somebody asks to see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.formats import N_, count, short_date
from iom_desktop.display.risk_lines import since_words
from iom_desktop.display.words import _
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.risk import Withheld, standing
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.lines import Line, LineList
from iom_desktop.ui.label import text_label, without_mnemonic

FIELD = "end-withheld"


class WithheldSection(QWidget):
    """Says how much is kept apart. Its words are hidden until "Show", and again as soon as the tab is left.

    Until then not even a widget holds them: what cannot be seen over a shoulder cannot be found on the page.
    """

    chosen = Signal(object)

    def __init__(self, keep: Callable[[], object], show: Callable[[], Sequence[Withheld]]) -> None:
        super().__init__()
        self.setObjectName("withheld-section")
        self._read = show
        self.shown = False
        self.count = text_label("", role="muted", wrap=True, name="withheld-count")
        self.lines = LineList(name="withheld-lines")
        self.lines.chosen.connect(self.chosen)
        self.show_button = button("", self.toggle, name="show-withheld", shortcut="Alt+S")
        keep_button = button(_("Keep apart…"), keep, name="withhold", kind="quiet", shortcut="Alt+K")
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        heading = text_label(_("Not to be disclosed to the person"), role="heading", name="withheld-heading")
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self.show_button)
        head.addWidget(keep_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        rows.addLayout(head)
        rows.addWidget(self.count)
        rows.addWidget(self.lines)

    def reload(self, standing_now: int) -> None:
        """Say how many things are kept apart, and read them again if they are being looked at."""
        words = count(standing_now, N_("item is kept apart"), N_("items are kept apart"))
        self.count.setText(
            _("{count}. No copy for the person can contain it.").format(count=words)
            if standing_now
            else _("Nothing is kept apart now.")
        )
        self._show()

    def toggle(self) -> None:
        """Show what is kept apart, or hide it again."""
        self.shown = not self.shown
        self._show()

    def _show(self) -> None:
        kept = self._read() if self.shown else ()
        self.lines.set_lines(withheld_lines(kept))
        self.lines.setVisible(bool(kept))
        words = _("Hide") if self.shown else _("Show")
        self.show_button.setText(without_mnemonic(words))
        self.show_button.setShortcut("Alt+S")
        name = _("Hide what is kept apart") if self.shown else _("Show what is kept apart")
        self.show_button.setAccessibleName(name)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.shown:
            self.toggle()


def withheld_lines(kept: Sequence[Withheld]) -> list[Line]:
    """What is kept apart, what still is first; each leads to where it is read whole and ended."""
    still = standing(kept)
    return [_line(one) for one in (*still, *(one for one in kept if one not in still))]


def _line(one: Withheld) -> Line:
    said, made = one.said, local_time(one.made_at).date()
    parts = [said.why, said.source, since_words(made, one.made_by)]
    ended = one.ended_on is not None
    if ended:
        parts.append(_("ended {date}: {why}").format(date=short_date(one.ended_on), why=one.ended_reason))
    return Line(
        show_hidden(said.words),
        detail=show_hidden(" · ".join(part for part in parts if part)),
        when=_("ended") if ended else _("kept apart"),
        role="muted" if ended else "overdue",
        tab="" if ended else "needs",
        record_id=one.id,
        field=FIELD,
    )
