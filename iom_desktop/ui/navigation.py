"""Where one can go in the window, and the tabs of a case."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from PySide6.QtWidgets import QWidget

from iom_desktop.ui.page import Page

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the window: a page, or one tab of a case, down to the record and the field the cursor goes to.

    ``draft`` is the key of the draft of a dialog that stood open there, so that it is opened again.
    """

    page: str  #: "today", "caseload", "case", "import", "settings" ...
    case_id: str = ""
    tab: str = ""
    record_id: str = ""
    field: str = ""
    draft: str = ""

    def to_text(self) -> str:
        """The place as kept in the encrypted draft journal across a lock."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Place:
        """The place kept by ``to_text``."""
        return cls(**json.loads(text))


class Navigator(Protocol):
    """What a page asks of the window."""

    def go(self, place: Place) -> None:
        """Show ``place``; it becomes a step that Back returns from."""

    def open_case(
        self, case_id: str, tab: str = "overview", record_id: str = "", field: str = "", draft: str = ""
    ) -> None:
        """Show a tab of a case, with the cursor at ``record_id``'s ``field`` where they are given."""


class CaseTab(Page):
    """One tab of a case. Subclasses set ``KEY``, ``SHOWS`` and write ``reload``.

    A dialog opened by a tab has a draft key that begins with the tab's ``KEY`` ("plan:new-action:<goal id>");
    ``resume`` opens it again after a lock.
    """

    KEY: ClassVar[str] = ""

    def __init__(
        self,
        title: str,
        workspace: Workspace,
        navigator: Navigator,
        case_id: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, name=f"case-{self.KEY}", parent=parent)
        self.workspace = workspace
        self.navigator = navigator
        self.case_id = case_id

    def go_to(self, record_id: str, field: str = "") -> None:
        """Bring ``record_id`` into view and select it; with ``field``, open it with the cursor there."""

    def resume(self, draft_key: str) -> None:
        """Open the dialog whose draft has this key."""
