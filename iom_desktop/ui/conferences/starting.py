"""Starting a conference, or going on with one, from wherever it is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import spoken_date
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import Conference, ConferenceState
from iom_desktop.services import conferences
from iom_desktop.ui import ask
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.workspace import Workspace


def start(parent: QWidget, workspace: Workspace, navigator: Navigator, one: Conference) -> None:
    """Open ``one`` and go to where it is run. Another day than its own is asked about. Raises ``UserError``."""
    if one.state is ConferenceState.PLANNED:
        today = workspace.today()
        if one.held_on != today:
            when = spoken_date(one.held_on, today)
            detail = _("It is planned for {when}.").format(when=when)
            if not ask.confirm(parent, _("Start the conference today?"), detail, yes=_("Start it")):
                return
        workspace.perform("Open conference", conferences.open_conference, one.id)
    navigator.go(Place("live", record_id=one.id))
