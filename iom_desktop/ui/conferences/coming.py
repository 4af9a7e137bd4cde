"""The conference that comes next, large: when and where, who is expected, what is on its agenda, what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.conference_lines import agencies_words, meeting_words
from iom_desktop.display.formats import distance, long_date, time_of_day
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import Conference, ConferenceCase, ConferenceState
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button, set_words
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import set_role, text_label

Act = Callable[[], object]


class ComingConference(QFrame):
    """A card with the facts of one conference and the buttons of what is next to be done about it."""

    def __init__(
        self, *, open_it: Act, build: Act, papers: Act, start: Act, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("coming")
        self.setProperty("surface", "raised")
        self.caption = text_label("", role="caption", name="coming-caption")
        self.day = text_label("", role="number", wrap=True, name="coming-day")
        self.agenda = text_label("", role="strong", wrap=True, name="coming-agenda")
        self._facts = {
            "place": text_label("", wrap=True, name="coming-place"),
            "chair": text_label("", wrap=True, name="coming-chair"),
            "agencies": text_label("", wrap=True, name="coming-agencies"),
        }
        self.start_button = button(
            _("Start the conference"), start, name="coming-start", shortcut="Ctrl+Return"
        )
        self.open_button = button(_("Open the agenda"), open_it, name="coming-open", shortcut="Ctrl+O")
        self.build_button = button(_("Build the agenda…"), build, name="coming-build", shortcut="Ctrl+B")
        self.papers_button = button(_("Open the pack"), papers, name="coming-papers", shortcut="Ctrl+P")
        self._lay_out()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        rows.setSpacing(theme.px(4))
        rows.addWidget(self.caption)
        rows.addWidget(self.day)
        rows.addWidget(self.agenda)
        rows.addSpacing(theme.px(4))
        facts = QGridLayout()
        facts.setHorizontalSpacing(theme.px(16))
        facts.setVerticalSpacing(theme.px(2))
        facts.setColumnStretch(1, 1)
        captions = {"place": _("Place"), "chair": _("Chair"), "agencies": _("Agencies expected")}
        for row, (key, words) in enumerate(captions.items()):
            facts.addWidget(text_label(words, role="caption", name=f"coming-{key}-label"), row, 0)
            facts.addWidget(self._facts[key], row, 1)
        rows.addLayout(facts)
        rows.addSpacing(theme.px(8))
        buttons = FlowLayout(gap=8)
        for made in (self.start_button, self.build_button, self.open_button, self.papers_button):
            buttons.addWidget(made)
        across = QHBoxLayout()
        across.addLayout(buttons, 1)
        rows.addLayout(across)

    def show_conference(self, one: Conference, items: Sequence[ConferenceCase], today: date) -> None:
        """Show ``one`` with what is on its agenda."""
        open_now = one.state is ConferenceState.OPEN
        self.caption.setText(_("In progress") if open_now else _("The next conference"))
        self.day.setText(_day_words(one, today))
        self.agenda.setText(meeting_words(one, items))
        set_role(self.agenda, "strong" if items else "overdue")
        nothing = _("not said yet")
        said = {
            "place": show_hidden(one.said.place) or nothing,
            "chair": show_hidden(one.said.chair) or nothing,
            "agencies": show_hidden(agencies_words(one.said.agencies)) or nothing,
        }
        for key, words in said.items():
            self._facts[key].setText(words)
        words = _("Go on with the conference") if open_now else _("Start the conference")
        set_words(self.start_button, words)
        self.build_button.setVisible(not open_now)
        # What is next to be done stands out: an agenda before a meeting, the meeting on its day.
        begins = open_now or one.held_on <= today
        set_role(self.start_button, "primary" if begins else "plain", "kind")
        set_role(self.build_button, "plain" if begins or items else "primary", "kind")
        set_role(self.open_button, "primary" if items and not begins else "plain", "kind")


def _day_words(one: Conference, today: date) -> str:
    """ "Thursday 3 December 2026, 10:00 · in 11 days"."""
    day = long_date(one.held_on)
    if one.said.starts_at is not None:
        day = _("{day}, {time}").format(day=day, time=time_of_day(one.said.starts_at))
    away = (one.held_on - today).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get(away) or distance(away)
    return f"{day} · {near}"
