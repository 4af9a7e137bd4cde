"""The papers of a conference: pack, minutes and action list, each for its reader, each copy numbered and on record."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtPdf import QPdfBookmarkModel
from PySide6.QtWidgets import QHBoxLayout, QListView, QStackedWidget, QVBoxLayout, QWidget

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import time_of_day
from iom_desktop.display.labels import label, reader_words
from iom_desktop.display.paper_subjects import conference_subject
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import Audience, Reader
from iom_desktop.domain.conferences import ConferenceCase, ConferenceState
from iom_desktop.domain.documents import Document
from iom_desktop.errors import UserError
from iom_desktop.services import packs, register
from iom_desktop.ui import theme
from iom_desktop.ui.button import button, set_words
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.conferences.copies import CopiesDialog, copies_key
from iom_desktop.ui.conferences.paper_making import (
    DOCUMENTS,
    Loaded,
    Wanted,
    make_preview,
    paper_of,
    readers_for,
)
from iom_desktop.ui.conferences.section import Host, Section
from iom_desktop.ui.documents.giving import Giving, Paper
from iom_desktop.ui.documents.preview import PdfPreview
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.jobs import Job, Progress, run_job
from iom_desktop.ui.label import text_label
from iom_desktop.ui.page import Action
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.segments import Segments

MAKE = "make"
#: Begins the keys of the questions about a copy.
KEY = "conference:papers"
#: Narrower than this, in pixels at 100%, the paper has the whole width.
_NARROW = 860
_CONFERENCE = "conference"


class PapersSection(Section):
    """Choose a paper and its reader, make it, look at it, print or save it; or a copy for each agency at once."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="conference-papers")
        self._made: Loaded | None = None
        self._wanted: Wanted | None = None
        self._job: Job | None = None
        self._fuller: set[str] = set()
        self.which = Segments(
            [(one.value, label(one)) for one in DOCUMENTS],
            name="papers-which",
            label=_("Which paper"),
        )
        self.which.chosen.connect(lambda _key: self._chose())
        self.reader = ChoiceBox()
        self.reader.setObjectName("papers-reader")
        self.reader.setAccessibleName(_("Whose copy"))
        self.reader.currentIndexChanged.connect(lambda _place: self._chose())
        self.preview = PdfPreview(name="papers-preview", list_pages=False)  # its contents stand beside it
        self.nothing = text_label("", role="muted", wrap=True, name="papers-nothing")
        self.said = text_label("", role="muted", wrap=True, name="papers-said")
        self.giving = Giving(
            host.page,
            self.workspace,
            self._paper,
            key=KEY,
            usual=(_("Case conference"),),
            hint=_("For example: case conference on 3 December."),
            given=self._say,
            about=self._about,
            say=self._tell,
        )
        self._make_side()
        self._make_buttons()
        self._lay_out()
        if host.conference.state is ConferenceState.CLOSED:
            self.which.choose(Document.MINUTES)

    def _make_side(self) -> None:
        self.cases = RecordTable(
            self._case_columns(),
            name="papers-cases",
            empty=_("No case is on the agenda yet."),
            sortable=False,
            find_in="person",
        )
        self.cases.record_activated.connect(lambda one: self.turn_fuller(one.case_id))
        self.cases.installEventFilter(self)
        self.bookmarks = QPdfBookmarkModel(self)
        self.bookmarks.setDocument(self.preview.document)
        self.contents = QListView()
        self.contents.setObjectName("papers-contents")
        self.contents.setAccessibleName(_("Contents of the paper"))
        self.contents.setModel(self.bookmarks)
        self.contents.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        for signal in (self.contents.activated, self.contents.clicked):
            signal.connect(self._go_to_page)

    def _case_columns(self) -> tuple[Column[ConferenceCase], ...]:
        return (
            Column("number", _("No."), lambda one: str(one.position), align="right", width=3),
            Column("person", _("Person"), lambda one: one.person, width=12, stretch=True),
            Column(
                "fuller",
                _("Fuller"),
                lambda one: _("Yes") if one.case_id in self._fuller else "",
                width=5,
                role=lambda one: "done" if one.case_id in self._fuller else None,
            ),
        )

    def _make_buttons(self) -> None:
        self.make_button = button(
            _("Make it"), self.make, name="papers-make", kind="primary", shortcut="Ctrl+M"
        )
        self.print_button = button(_("Print…"), self.giving.ask_print, name="papers-print", shortcut="Ctrl+P")
        self.save_button = button(
            _("Save as PDF…"), self.giving.ask_save, name="papers-save", shortcut="Ctrl+S"
        )
        self.copies_button = button(
            _("One for each agency…"), self.ask_copies, name="papers-copies", shortcut="Ctrl+Shift+S"
        )
        self.side_button = button(
            _("Cases and contents"), self._share_room, name="papers-side-shown", kind="segment"
        )
        self.side_button.setCheckable(True)

    def _lay_out(self) -> None:
        top = FlowLayout(gap=8)
        for widget in (
            self.which, self.reader, self.make_button, self.print_button, self.save_button, self.copies_button,
            self.side_button,
        ):  # fmt: skip
            top.addWidget(widget)
        self.side = QWidget()
        self.side.setObjectName("papers-side")
        side = QVBoxLayout(self.side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(theme.px(4))
        self.fuller_hint = text_label(
            _("Space asks for fuller pages of a case."), role="small", wrap=True, name="papers-fuller-hint"
        )
        side.addWidget(self.fuller_hint)
        side.addWidget(self.cases, 1)
        self.contents_heading = text_label(_("Contents"), role="heading", name="papers-contents-heading")
        side.addWidget(self.contents_heading)
        side.addWidget(self.contents, 1)
        empty = QWidget()
        empty.setObjectName("papers-empty")
        inside = QVBoxLayout(empty)
        inside.addWidget(self.nothing, 0, Qt.AlignmentFlag.AlignTop)
        inside.addStretch(1)
        self.stack = QStackedWidget()
        self.stack.addWidget(empty)
        self.stack.addWidget(self.preview)
        both = QHBoxLayout()
        both.setSpacing(theme.px(16))
        both.addWidget(self.side, 2)
        both.addWidget(self.stack, 5)
        self.rows.addLayout(top)
        self.rows.addWidget(self.said)
        self.rows.addLayout(both, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list stands beside the paper, or in its place where there is little width."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        narrow = self.width() < theme.px(_NARROW)
        asked_for = self.side_button.isChecked()
        self.side_button.setVisible(narrow)
        self.side.setVisible(not narrow or asked_for)
        self.stack.setVisible(not narrow or not asked_for)

    # Showing ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Offer the readers and the cases there are now. A paper that was made stays as it was made."""
        self._offer_readers()
        self.cases.set_records([one for one in self.host.items if one.on_agenda])
        self._say()

    def _offer_readers(self) -> None:
        held = self.reader.currentData()
        self.reader.blockSignals(True)
        self.reader.clear()
        for one in readers_for(self.host.conference.said.agencies):
            self.reader.addItem(reader_words(one), one.agency or _CONFERENCE)
        self.reader.setCurrentIndex(max(0, self.reader.findData(held)))
        self.reader.blockSignals(False)

    def wanted(self) -> Wanted:
        """What is chosen now."""
        agency = str(self.reader.currentData() or _CONFERENCE)
        reader = Reader(Audience.CONFERENCE) if agency == _CONFERENCE else Reader(Audience.PARTNER, agency)
        document = Document(self.which.key())
        fuller = frozenset(self._fuller) if document is Document.PACK else frozenset()
        return Wanted(conference_id=self.host.conference.id, document=document, reader=reader, fuller=fuller)

    def _chose(self) -> None:
        """Another paper or reader: what is shown is no longer what is chosen."""
        self._say()
        if self._made is not None:
            self.make()

    def _say(self) -> None:
        """Say how the paper shown stands to what is chosen, and let only that be given out."""
        made, pack = self._made, Document(self.which.key()) is Document.PACK
        current = made is not None and made.wanted == self.wanted()
        self.print_button.setEnabled(current)
        self.save_button.setEnabled(current)
        self.cases.setVisible(pack)
        self.fuller_hint.setVisible(pack)
        words = _("Make it again") if made is not None else _("Make it")
        set_words(self.make_button, words)
        self.contents.setVisible(made is not None)
        self.contents_heading.setVisible(made is not None)
        self.nothing.setText(
            _(
                "Ctrl+M makes the pack as a PDF: contents, a page for each case, and fuller pages where you ask for "
                "them. Each copy that leaves has its number and is on record for whom."
            )
            if pack
            else _(
                "Ctrl+M makes it as a PDF. Each copy that leaves has its number and is on record for whom."
            )
        )
        self.stack.setCurrentIndex(0 if made is None else 1)
        self.said.setText(self._standing(current))

    def _standing(self, current: bool) -> str:
        made = self._made
        if made is None:
            return ""
        subject = conference_subject(made.paper)
        words = _("{paper}, {copy}, made at {time}; the next to be given out is copy {number}.").format(
            paper=made.wanted.title,
            copy=reader_words(made.wanted.reader).lower(),
            time=time_of_day(made.paper.head.made_at.time()),
            number=self.workspace.read(register.last_number, subject.series) + 1,
        )
        if not current:
            words = _("{words} You have chosen something else since.").format(words=words)
        return words

    def _go_to_page(self, index: QModelIndex) -> None:
        self.side_button.setChecked(False)
        self._share_room()
        page = self.bookmarks.data(index, int(QPdfBookmarkModel.Role.Page))
        where = self.bookmarks.data(index, int(QPdfBookmarkModel.Role.Location))
        self.preview.view.pageNavigator().jump(page, where)

    # Making -------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make what is chosen, in the background; what was being made before is dropped."""
        if self._job is not None:
            self._job.cancel()
        wanted, workspace, now = self.wanted(), self.workspace, self.workspace.now()
        self._wanted = wanted

        def work(progress: Progress) -> Loaded:
            return make_preview(workspace, wanted, now, progress)

        words = _("Making the {paper}").format(paper=wanted.title.lower())
        self._job = run_job(self, words, work, self._finish, self._fail)

    def _fail(self, problem: UserError) -> None:
        self._job = None
        self.refuse(problem)

    def _finish(self, made: Loaded) -> None:
        self._job = None
        if made.wanted != self._wanted:
            return  # something else was chosen while this one was made
        try:
            # On record first: nothing is shown of a case whose opening could not be recorded.
            self.workspace.perform(f"Make {made.wanted.title.lower()}", packs.consult_paper, made.paper)
            self.preview.show_pdf(made.data)
        except UserError as problem:
            self.refuse(problem)
            return
        self._made = made
        self._say()

    def turn_fuller(self, case_id: str) -> None:
        """Ask for fuller pages of a case, or no longer."""
        self._fuller ^= {case_id}
        self.cases.viewport().update()
        self._say()

    # Giving out ---------------------------------------------------------------------------------------------

    def _paper(self) -> Paper | None:
        made = self._made
        if made is None or made.wanted != self.wanted():
            return None
        return paper_of(made, self.preview.document)

    def _about(self) -> str:
        """What is chosen, so that a question that stood open is asked about the same paper again."""
        wanted = self.wanted()
        agency = wanted.reader.agency or _CONFERENCE
        return "/".join((wanted.conference_id, wanted.document.value, agency, *sorted(wanted.fuller)))

    def _tell(self, words: str, level: str, action: Action | None) -> None:
        self.host.notice(words, level, action)

    def ask_copies(self) -> None:
        """Ask for which agencies and into which folder, then make a numbered copy for each."""
        wanted = replace(self.wanted(), reader=Reader(Audience.CONFERENCE))
        CopiesDialog(self.host, self.giving, wanted, self).open()

    # Keyboard, coming here ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space asks for fuller pages of the chosen case."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.cases and pressed and isinstance(event, QKeyEvent):
            one: ConferenceCase | None = self.cases.selected_record()
            if event.key() == Qt.Key.Key_Space and one is not None:
                self.turn_fuller(one.case_id)
                return True
        return super().eventFilter(watched, event)

    def go_to(self, record_id: str, field: str = "") -> None:
        """With "make" make the pack; with the name of a paper, make that."""
        if field in DOCUMENTS:
            self.which.choose(field)
            field = MAKE
        if field == MAKE:
            self._say()
            self.make()
        elif record_id:
            self.cases.select_id(record_id)

    def resume(self, draft_key: str) -> bool:
        """Open again the dialog that stood open."""
        if draft_key == copies_key(self.host.conference.id):
            self.ask_copies()
            return True
        return draft_key.startswith(f"{KEY}:") and self._resume_giving(draft_key)

    def _resume_giving(self, draft_key: str) -> bool:
        """Make the paper again that was asked about, and ask again; what was previewed went with the lock."""
        conference_id, document, agency, *fuller = self.giving.about_of(draft_key).split("/")
        if conference_id != self.host.conference.id:
            return False
        self._offer_readers()
        self._fuller = set(fuller)
        self.which.choose(document)
        self.reader.setCurrentIndex(max(0, self.reader.findData(agency)))
        self.make()
        self.giving.resume(draft_key)
        return True

    def first_focus(self) -> None:
        """On making it."""
        self.make_button.setFocus(Qt.FocusReason.OtherFocusReason)
