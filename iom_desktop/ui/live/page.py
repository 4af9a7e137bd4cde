"""The conference as it sits: the roll, one screen for each case, the read-back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.display.words import _
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.workspace import Workspace


class LivePage(Page):
    """One conference, run from the keyboard."""

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("The conference"), name="live", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self._conference_id = ""

    def arrive(self, place: Place) -> None:
        """Show the conference that ``place`` names."""
        self._conference_id = place.record_id
        self.reload()

    def place(self) -> Place:
        """Where the officer is."""
        return Place("live", record_id=self._conference_id)

    def reload(self) -> None:
        """Without a conference there is nothing to show."""
        self.show_empty(
            _("No conference is chosen"),
            _("Start one from Conferences."),
            (_("Conferences"), lambda: self.navigator.go(Place("conferences"))),
        )
