"""The tab "Timeline": everything in the case in one list, by kind and by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from iom_desktop.display.formats import N_, count
from iom_desktop.display.words import _
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.services import timeline
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import CaseTab, Navigator, Place
from iom_desktop.ui.notes.dialog import NoteDialog
from iom_desktop.ui.notes.reader import NoteReader
from iom_desktop.ui.segments import Segments
from iom_desktop.ui.timeline.kinds import KindToggles
from iom_desktop.ui.timeline.model import marks
from iom_desktop.ui.timeline.view import TimelineView
from iom_desktop.ui.workspace import Workspace

SEARCH_AFTER_MS = 120
"""How long after the last keystroke the words are looked for."""

#: The tab in which a record of a kind is opened; a note is read where it stands.
TAB_OF = {
    Kind.APPOINTMENT: "appointments",
    Kind.ENFORCEMENT: "compliance",
    Kind.SERVICE: "services",
    Kind.DECISION: "why_iom",
    Kind.PLAN: "plan",
    Kind.ACTION: "plan",
    Kind.CONFERENCE: "overview",
    Kind.NEED: "needs",
    Kind.RISK: "needs",
    Kind.STATUS: "overview",
    Kind.OFFENDING: "overview",
    Kind.PAPER: "documents",
}


#: Records that have their place in another tab than the rest of their kind.
TAB_OF_RECORD = {"letter": "documents", "risk_measure": "risk_plan", "condition": "risk_plan"}


class TimelineTab(CaseTab):
    """The whole case, the newest first. What lies ahead stands above today."""

    KEY = "timeline"
    SHOWS = frozenset(
        {
            "note", "appointment", "appointment_outcome", "appointment_move", "enforcement_step", "proceeding",
            "letter", "support", "service_access", "decision", "plan", "goal", "required_action",
            "action_status", "action_note", "need", "flag", "conference", "conference_case", "minute",
            "agenda_request", "code_item", "case_status", "deselection", "offending", "risk_measure",
            "condition", "document_copy",
        }
    )  # fmt: skip

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Timeline"), workspace, navigator, case_id, parent)
        self._every: list[TimelineEntry] = []
        self._found: list[TimelineEntry] = []
        self._begun = False
        self.search = QLineEdit()
        self.search.setObjectName("timeline-search")
        self.search.setPlaceholderText(_("Find words in this case  Ctrl+F"))
        self.search.setAccessibleName(_("Find words in this case"))
        self.kinds = KindToggles(name="timeline-kinds")
        self.found = text_label("", role="muted", name="timeline-found")
        self.detail = Segments(
            [("full", _("Full")), ("compact", _("Compact"))],
            name="timeline-detail",
            label=_("How much is shown"),
        )
        self.view = TimelineView(workspace.today, name="timeline-list")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SEARCH_AFTER_MS)
        self._build()

    # How it looks -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.add_button = button(
            _("Add note…"), self.open_note, name="add-note", kind="primary", shortcut="Ctrl+Shift+N"
        )
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        top.addWidget(self.search, 1)
        top.addWidget(self.found)
        top.addWidget(self.detail)
        top.addWidget(self.add_button)
        self.body.addLayout(top)
        self.body.addWidget(self.kinds)
        self.body.addWidget(self.view, 1)
        self.search.textChanged.connect(lambda _text: self._later.start())
        self.search.installEventFilter(self)
        self._later.timeout.connect(self.look)
        self.kinds.changed.connect(self._show)
        self.detail.chosen.connect(lambda key: self.view.set_full(key == "full"))
        self.view.entry_activated.connect(self.open_entry)
        self.view.typed.connect(self._type_into_search)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._to_search)

    # Reading ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self._every = self.workspace.read(timeline.list_timeline, self.case_id)
        self.look()
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self, lambda: self.view.begin_at(self.workspace.today()))

    def look(self) -> None:
        """Look now for the words in the search box."""
        self._later.stop()
        words = self.search.text()
        self._found = self._every
        if words.strip():
            self._found = self.workspace.read(timeline.entries_with, self.case_id, self._every, words)
        self.kinds.set_counts(Counter(entry.kind for entry in self._found))
        self._show()

    def _show(self) -> None:
        wanted = self.kinds.kinds()
        shown = [entry for entry in self._found if entry.kind in wanted]
        self.view.set_entries(shown, self._empty_words())
        self.found.setText(self._found_words(shown))

    def _found_words(self, shown: Sequence[TimelineEntry]) -> str:
        if len(shown) == len(self._every):
            return count(len(shown), N_("entry"), N_("entries"))
        return _("{shown:,} of {every:,}").format(shown=len(shown), every=len(self._every))

    def _empty_words(self) -> str:
        if not self._every:
            return _("Nothing is recorded in this case yet. Write the first note with Ctrl+Shift+N.")
        if self.search.text().strip():
            return _("Nothing in this case holds these words. Esc clears the search.")
        return _("Nothing of this kind.")

    # Keys ---------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                self.look()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._later.isActive():
                    self.look()
                self.view.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _type_into_search(self, letters: str) -> None:
        self.search.setFocus()
        self.search.setText(letters)

    # Going there --------------------------------------------------------------------------------------------

    def go_to(self, record_id: str, field: str = "") -> None:
        """Choose the entry of a record, whatever was filtered; with a field, open it."""
        if self.is_stale:
            self._refresh()
        self._begun = True
        if not self._choose(record_id):
            self.search.clear()
            self.kinds.show_kinds(frozenset(Kind))
            self._refresh()
            if not self._choose(record_id):
                return
        self.view.setFocus()
        chosen = self.view.chosen()
        if field and chosen is not None:
            self.open_entry(chosen)

    def _choose(self, record_id: str) -> bool:
        return self.view.choose(lambda entry: record_id in (entry.id, entry.opened_by))

    def open_entry(self, entry: TimelineEntry) -> NoteReader | None:
        """Open a record in its own tab, or the conference it belongs to; a note is read here."""
        if entry.record == "conference":
            self.navigator.go(Place("conference", record_id=entry.opened_by))
            return None
        tab = TAB_OF_RECORD.get(entry.record) or TAB_OF.get(entry.kind)
        if tab is not None:
            self.navigator.open_case(self.case_id, tab, entry.opened_by)
            return None
        reader = NoteReader(entry, marks(entry), self)
        reader.open()
        return reader

    def resume(self, draft_key: str) -> None:
        if draft_key.startswith(f"{self.KEY}:note:"):
            self.open_note()

    # Doing --------------------------------------------------------------------------------------------------

    def open_note(self) -> NoteDialog:
        """Open the dialog that adds a note."""
        dialog = NoteDialog(self.workspace, self.case_id, self)
        dialog.accepted.connect(lambda: self._added(dialog.made))
        dialog.open()
        return dialog

    def _added(self, note_id: str) -> None:
        self._refresh()
        self.go_to(note_id)
