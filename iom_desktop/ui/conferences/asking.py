"""On a case: whether it comes before the next conference, and asking for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.conference_lines import reasons_words
from iom_desktop.display.formats import exact_date, spoken_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import AgendaRequest, Conference, ConferenceCase, RequestMatter
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import conferences
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.conferences.agenda_dialogs import AgendaRequestDialog, request_key
from iom_desktop.ui.label import set_role, text_label
from iom_desktop.ui.navigation import CaseTab, Place

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace


class NextAgenda(QWidget):
    """A line on a tab of a case: on the agenda, asked for, or neither; and the button that asks, or takes it back."""

    def __init__(self, tab: CaseTab, workspace: Workspace, case_id: str) -> None:
        super().__init__(tab)
        self.setObjectName("next-agenda")
        self._tab, self._workspace, self._case_id = tab, workspace, case_id
        self._asked: AgendaRequest | None = None
        self._coming: Conference | None = None
        self.said = text_label("", wrap=True, name="next-agenda-said")
        self.ask_button = button(
            _("Put on the next agenda…"), self.ask, name="next-agenda-ask", shortcut="Ctrl+Shift+A"
        )
        self.withdraw_button = button(
            _("No longer ask for it"), self.withdraw, name="next-agenda-withdraw", kind="quiet"
        )
        self.open_button = button(
            _("Open the agenda"), self.open_agenda, name="next-agenda-open", kind="quiet"
        )
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(text_label(_("The next case conference"), role="heading", name="next-agenda-heading"))
        top.addStretch(1)
        for made in (self.open_button, self.withdraw_button, self.ask_button):
            top.addWidget(made)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, theme.px(4), 0, 0)
        rows.setSpacing(theme.px(4))
        rows.addLayout(top)
        rows.addWidget(self.said)

    def reload(self) -> None:
        """Read again how it stands."""
        read = self._workspace.read
        waiting = [one for one in read(conferences.list_requests, self._case_id) if one.waiting]
        self._asked = next(iter(waiting), None)
        self._coming = one = read(conferences.next_conference, self._workspace.today())
        items = [] if one is None else read(conferences.list_cases, one.id)
        item = next((held for held in items if held.case_id == self._case_id and held.on_agenda), None)
        parts = [self._coming_words(item), *map(_asked_words, waiting)]
        self.said.setText(show_hidden("\n".join(filter(None, parts))))
        set_role(self.said, "body" if item is not None or waiting else "muted")
        self.open_button.setVisible(item is not None)
        self.withdraw_button.setVisible(self._asked is not None)

    def _coming_words(self, item: ConferenceCase | None) -> str:
        one = self._coming
        if one is None:
            return _("No conference is planned.")
        when = spoken_date(one.held_on, self._workspace.today())
        if item is None:
            return _("{when}: not on its agenda yet.").format(when=when)
        why = reasons_words(item.reasons) or _("Put on by hand.")
        return _("{when}: number {number} on the agenda. {why}").format(
            when=when, number=item.position, why=why
        )

    def ask(self) -> None:
        """Ask for the case to be put on the next agenda."""
        dialog = AgendaRequestDialog(self._workspace, self._case_id, self, tab=self._tab.KEY)
        dialog.accepted.connect(lambda: self._tab.notice(_("It is asked for the next agenda."), "good"))
        dialog.open()

    def withdraw(self) -> None:
        """Take back what was asked last."""
        if self._asked is None:
            return
        try:
            self._workspace.perform(
                "Withdraw agenda request",
                conferences.withdraw_request,
                self._asked.id,
                self._workspace.today(),
            )
        except UserError as error:
            self._tab.notice(error.message, "error")

    def open_agenda(self) -> None:
        """Show the next conference's agenda, at this case."""
        if self._coming is not None:
            place = Place("conference", self._case_id, "agenda", self._coming.id)
            self._tab.navigator.go(place)

    def resume(self, draft_key: str) -> bool:
        """Open the dialog again that stood open; False where it is none of this line's."""
        if draft_key != request_key(self._tab.KEY, self._case_id):
            return False
        self.ask()
        return True


def _asked_words(one: AgendaRequest) -> str:
    """ "Asked for by PC Baker, Thu 12 Nov 2026 (de-selection): settled for three months"."""
    matter = (
        f" ({label(one.matter)[:1].lower()}{label(one.matter)[1:]})"
        if one.matter is not RequestMatter.OTHER
        else ""
    )
    said = _("Asked for by {name}, {date}{matter}").format(
        name=one.by, date=exact_date(one.asked_on), matter=matter
    )
    return f"{said}: {one.words}" if one.words else said
