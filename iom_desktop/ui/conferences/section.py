"""What the parts of a conference's page have in common, and what they ask of the page."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from iom_desktop.domain.conferences import Conference, ConferenceCase
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.navigation import Navigator
from iom_desktop.ui.page import Action, Page
from iom_desktop.ui.workspace import Workspace


class Host(Protocol):
    """The page of a conference, as its parts see it."""

    workspace: Workspace
    navigator: Navigator
    chosen_case: str  #: the case last looked at, in whichever part

    @property
    def page(self) -> Page:
        """The page itself, over which dialogs open."""

    @property
    def conference(self) -> Conference:
        """The conference shown."""

    @property
    def items(self) -> list[ConferenceCase]:
        """The cases on its agenda in their order, those taken off last."""

    def notice(
        self, text: str, level: str = "info", action: Action | None = None, *, lasting: bool = False
    ) -> None:
        """Say something above the page."""

    def show_part(self, key: str, case_id: str = "") -> None:
        """Turn to another part, at a case."""


class Section(QWidget):
    """A part of a conference's page. Subclasses fill ``rows`` and write ``refresh``.

    ``refresh`` runs when the part comes into view and when something it shows has changed while it is.
    """

    def __init__(self, host: Host, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.host = host
        self.workspace = host.workspace
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        self.rows.setSpacing(theme.px(8))

    def refresh(self) -> None:
        """Read again what the part shows."""
        raise NotImplementedError

    def go_to(self, record_id: str, field: str = "") -> None:
        """Bring a record into view; with ``field``, open what is meant by it."""

    def resume(self, draft_key: str) -> bool:
        """Open the dialog whose draft has this key; False where it is none of this part's."""
        return False

    def first_focus(self) -> None:
        """Put the keyboard where work begins."""

    def refuse(self, error: UserError) -> None:
        """Say above the page why something was not done."""
        self.host.notice(error.message, "error")
