"""What officers gave themselves, by agency and one by one, at the foot of the Services tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.formats import count, exact_date
from iom_desktop.display.labels import agency_words, named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.support import Support, support_by_agency
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import text_label


def time_words(minutes: int) -> str:
    """ "45 minutes", "1 h 30 min", "2 h"; empty for none."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return count(rest, "minute", "minutes") if rest else ""
    return (
        _("{hours} h {minutes} min").format(hours=hours, minutes=rest)
        if rest
        else _("{hours} h").format(hours=hours)
    )


def totals_words(given: Sequence[Support]) -> str:
    """ "Police 3 times, 2 h 15 min; Probation once"."""
    parts = []
    for one in support_by_agency(given):
        times = _("once") if one.times == 1 else _("{many} times").format(many=one.times)
        spent = time_words(one.minutes)
        said = f"{agency_words(one.agency)} {times}"
        parts.append(f"{said}, {spent}" if spent else said)
    return "; ".join(parts)


def support_words(one: Support) -> str:
    """ "A lift to an appointment, for drug misuse, 45 minutes: To the clinic and back"."""
    named = [one.kind_name]
    if one.need_name:
        named.append(_("for {need}").format(need=one.need_name[:1].lower() + one.need_name[1:]))
    if one.said.minutes:
        named.append(time_words(one.said.minutes))
    said = ", ".join(named)
    return f"{said}: {show_hidden(one.said.words)}" if one.said.words else said


class SupportPanel(QWidget):
    """The totals, a line for each support given, and the button that records one."""

    def __init__(self, given: Sequence[Support], give: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("support-panel")
        self.lines: list[tuple[str, str, str]] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        rows.setSpacing(theme.px(6))
        self.give_button = button(_("Support given…"), give, name="give-support", shortcut="Ctrl+Shift+N")
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(
            text_label(_("Support officers gave themselves"), role="heading", name="support-heading")
        )
        self.totals = text_label(
            totals_words(given) or _("none recorded"), role="muted", wrap=True, name="support-totals"
        )
        head.addWidget(self.totals, 1)
        head.addWidget(self.give_button)
        rows.addLayout(head)
        if given:
            rows.addLayout(self._grid(given))

    def _grid(self, given: Sequence[Support]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(2, 1)
        for row, one in enumerate(given):
            who = named_with_agency(one.said.given_by, one.said.agency or "")
            said = (exact_date(one.said.given_on), show_hidden(who), support_words(one))
            self.lines.append(said)
            for column, words in enumerate(said):
                role = "caption" if column < 2 else "body"
                label = text_label(
                    words, role=role, wrap=column == 2, selectable=column == 2, name=f"support-{row}-{column}"
                )
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
        return grid
