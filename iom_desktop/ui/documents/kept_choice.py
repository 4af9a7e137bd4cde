"""What an officer chose about the extract of one case: kept while its tab is open, and until it is given out also
in the encrypted journal.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from iom_desktop.display.formats import join_words
from iom_desktop.display.words import _
from iom_desktop.domain.extract_reading import choice_of, choice_texts, names_of, undo
from iom_desktop.domain.subject_access import Choice
from iom_desktop.ui.workspace import Workspace


class KeptChoice(QObject):
    """One case's choice. ``changed`` follows each change of it."""

    changed = Signal()

    def __init__(self, workspace: Workspace, case_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        # A choice is its officer's own, also where a store has several.
        self._key = f"documents:extract-choice:{case_id}:{workspace.officer.officer_id}"
        self._choice: Choice | None = None

    def bring_back(self) -> bool:
        """Read what the journal kept, the first time this is asked; whether anything was."""
        if self._choice is not None:
            return False
        kept = self._workspace.drafts.load(self._key)
        self._choice = choice_of(kept) if kept else Choice()
        return bool(self._choice)

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        self.bring_back()
        return self._choice or Choice()

    def put(self, choice: Choice) -> None:
        """Choose so from now on."""
        self._choice = choice
        if choice:
            self._workspace.drafts.save(self._key, choice_texts(choice))
        else:
            self._workspace.drafts.discard(self._key)
        self.changed.emit()

    def drop(self, gone: Iterable[str]) -> str:
        """Choose no longer about passages that are gone, and say so in a sentence."""
        gone = frozenset(gone)
        named = join_words(names_of(self.choice, gone))
        self.put(undo(self.choice, *gone))
        return _(
            "What you chose about this no longer holds, and was dropped: {passages}. It is not in the extract any "
            "more, or reads otherwise now: read it through again."
        ).format(passages=named)

    def given_out(self) -> None:
        """The extract has left: what was chosen stays for another copy, but is no half-done work any more."""
        self._workspace.drafts.discard(self._key)
