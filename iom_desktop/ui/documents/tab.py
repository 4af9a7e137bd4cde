"""The tab "Documents": any paper of the case as it will be, for whose eyes, and what left already.

What a reader may not see is named beside the pages before anything can be printed or saved. Neither case text nor
what was chosen goes into the settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from iom_desktop.display.columns import Column
from iom_desktop.display.copy_columns import (
    about_copy,
    back_words,
    made_words,
    number_words,
    state_role,
    state_words,
)
from iom_desktop.display.formats import date_time, exact_date, short_date, time_of_day
from iom_desktop.display.labels import agency_words
from iom_desktop.display.subject_access_file import extract_file
from iom_desktop.display.subject_access_lines import chosen_words
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import Audience
from iom_desktop.domain.audit_log import Access
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.decisions import Decision
from iom_desktop.domain.deselection import Deselection
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.domain.paper_wishes import LoadedPaper, PaperWish
from iom_desktop.domain.plans import PlanState, PlanVersion
from iom_desktop.domain.register import CopyFilter, DocumentCopy
from iom_desktop.domain.subject_access import Choice, Extract, PassagesGone
from iom_desktop.errors import UserError
from iom_desktop.services import (
    audit_log,
    cases,
    decisions,
    deselections,
    letters,
    papers,
    plans,
    register,
    subject_access,
)
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.copies.settle import SettleDialog
from iom_desktop.ui.documents.chooser import OnFile, PaperChooser
from iom_desktop.ui.documents.extract_choice import ExtractDialog
from iom_desktop.ui.documents.giving import Giving, Paper, Step
from iom_desktop.ui.documents.kept_choice import KeptChoice
from iom_desktop.ui.documents.left_out import LeftOutPanel, left_out_words
from iom_desktop.ui.documents.preview import PdfPreview
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.letters.dialog import LetterDialog, letter_dialog_of
from iom_desktop.ui.letters.sent import LETTER_COLUMNS, SentLetterDialog, sent_key
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.segments import Segments
from iom_desktop.ui.workspace import Workspace

_SETTLE = "settle"
_EXTRACT = "extract"
#: Narrower than this, in pixels at 100%, the tab shows one of its three parts at a time.
_NARROW = 900


def _what(one: Access) -> str:
    """Who did what, and for whom, in one line."""
    if not one.disclosure:
        return _("{officer} opened it").format(officer=one.officer)
    return _("{officer}: {act}, for {whom}").format(officer=one.officer, act=one.words, whom=one.recipients)


ACCESS_COLUMNS: tuple[Column[Access], ...] = (
    Column(
        key="at",
        heading=_("When"),
        text=lambda one: f"{short_date(one.at)} {time_of_day(one.at.time())}",
        sort=lambda one: one.id,
        width=17,
        tooltip=lambda one: date_time(one.at),
    ),
    Column(key="what", heading=_("Who, and what"), text=_what, width=12, stretch=True, tooltip=_what),
)


class DocumentsTab(CaseTab):
    """Choose, look, give out; letters; what left, and who has looked in."""

    KEY = "documents"
    SHOWS = frozenset(
        {
            "case", "person", "decision", "deselection", "case_status", "offending", "risk_assessment",
            "risk_measure", "withheld", "marac", "safeguarding_check", "condition", "need", "flag", "plan",
            "goal", "required_action", "action_status", "action_note", "appointment", "appointment_outcome",
            "enforcement_step", "proceeding", "support", "service_access", "note", "letter", "code_item",
        }
    )  # fmt: skip

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Documents"), workspace, navigator, case_id, parent)
        self._wanted: LoadedPaper | None = None  #: being made
        self._shown: LoadedPaper | None = None  #: in the preview
        self._refused = ""  #: why there is none
        self.extract_choice = KeptChoice(workspace, case_id, self)
        self.extract_choice.changed.connect(self._choice_changed)
        self._reading = False  #: the extract is being read through
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._make)
        self.chooser = PaperChooser(case_id)
        self.chooser.changed.connect(self._make)
        self.preview = PdfPreview(name="plan-preview")
        self.giving = Giving(
            self,
            workspace,
            self._paper,
            key=self.KEY,
            usual=self._usual,
            hint=_("For example: case conference on 3 December."),
            given=self._gave,
            about=self.chooser.key,
        )
        self._make_buttons()
        self.left_out = LeftOutPanel(self.extract_button)
        self._make_tables()
        self._lay_out()
        QShortcut(QKeySequence("F6"), self, self.turn, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _make_buttons(self) -> None:
        self.print_button = button(
            _("Print..."), self.ask_print, name="documents-print", kind="primary", shortcut="Ctrl+P"
        )
        self.save_button = button(_("Save..."), self.ask_save, name="documents-save", shortcut="Ctrl+S")
        self.extract_button = button(
            _("What is left out..."),
            self.open_extract,
            name="documents-extract",
            shortcut="Ctrl+E",
            tooltip=_("Read the extract through, passage by passage"),
        )
        self.letter_button = button(
            _("Letter..."),
            self.write_letter,
            name="documents-letter",
            shortcut="Ctrl+N",
            tooltip=_("Write a letter"),
        )
        self.parts = Segments(
            (("pages", _("Pages")), ("paper", _("Which paper")), ("lists", _("Copies, letters"))),
            name="documents-parts",
            label=_("Part of the tab that is shown"),
        )
        self.parts.chosen.connect(self.show_part)

    def _make_tables(self) -> None:
        self.letters_table = RecordTable(
            LETTER_COLUMNS, name="letters-sent", empty=_("No letter has been sent yet.")
        )
        self.letters_table.record_activated.connect(lambda letter: self.open_letter(letter.id))
        self.access_table = RecordTable(
            ACCESS_COLUMNS, name="access-log", empty=_("Nobody has opened this case yet.")
        )
        self.copies_table = RecordTable(
            _copy_columns(self.workspace.today),
            name="copies-given-out",
            empty=_("No copy of a paper has been given out yet."),
        )
        self.copies_table.record_activated.connect(self.open_copy)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.parts)
        bar.addStretch(1)
        for one in (self.letter_button, self.save_button, self.print_button):
            bar.addWidget(one, 0, Qt.AlignmentFlag.AlignBottom)
        self._top = top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(theme.px(8))
        top.addWidget(self.chooser, 1)
        top.addLayout(bar)
        both = QHBoxLayout()
        both.setSpacing(theme.px(24))
        both.addWidget(self.preview, 3)
        both.addWidget(self._beside(), 2)
        self.body.addLayout(top)
        self.body.addWidget(self.left_out)
        self.body.addLayout(both, 1)
        self.body.addStretch(0)

    def _beside(self) -> QWidget:
        """What left already, and who looked in: one list at a time."""
        self.lists = Segments(
            (
                ("copies", _("Copies given out")),
                ("letters", _("Letters sent")),
                ("readers", _("Who has seen it")),
            ),
            name="documents-lists",
            label=_("Copies given out, letters sent, and who has seen this case"),
        )
        self._stack = QStackedWidget()
        self._tables = {
            "copies": self.copies_table,
            "letters": self.letters_table,
            "readers": self.access_table,
        }
        for table in self._tables.values():
            self._stack.addWidget(table)
        self.lists.chosen.connect(self.show_list)
        self.access_panel = QWidget()
        self.access_panel.setObjectName("access-panel")
        beside = QVBoxLayout(self.access_panel)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.px(8))
        beside.addWidget(self.lists)
        beside.addWidget(self._stack, 1)
        return self.access_panel

    def show_list(self, key: str) -> None:
        """Show the copies given out ("copies"), the letters sent ("letters") or who looked in ("readers")."""
        self.lists.choose(key)
        self._stack.setCurrentWidget(self._tables[key])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choices, pages and lists stand together, or one at a time in a narrow window."""
        super().resizeEvent(event)
        self._share_room()

    def show_part(self, key: str) -> None:
        """In a narrow window show the pages ("pages"), the choices ("paper") or what left ("lists")."""
        self.parts.choose(key)
        self._share_room()

    def _share_room(self) -> None:
        narrow = self.width() < theme.px(_NARROW)
        part = self.parts.key()
        above, beside = QBoxLayout.Direction.BottomToTop, QBoxLayout.Direction.LeftToRight
        self._top.setDirection(above if narrow else beside)
        self.parts.setVisible(narrow)
        self.chooser.setVisible(not narrow or part == "paper")
        self.preview.setVisible(not narrow or part == "pages")
        self.access_panel.setVisible(not narrow or part == "lists")
        self.left_out.set_brief(narrow and part == "pages")

    def turn(self) -> None:
        """F6: from the choices to the pages and back."""
        at: QWidget | None = self.window().focusWidget()
        chosen = at is not None and (at is self.chooser or self.chooser.isAncestorOf(at))
        self.show_part("pages" if chosen else "paper")
        (self.preview.view if chosen else self.chooser).setFocus(Qt.FocusReason.ShortcutFocusReason)

    # Showing ------------------------------------------------------------------------------------------------

    def on_changed(self, kinds: Iterable[str]) -> None:
        """A copy that was settled changes the lists, but no paper."""
        kinds = frozenset(kinds)
        super().on_changed(kinds)
        if "document_copy" in kinds and not self.is_stale:
            self._list_gone()

    def reload(self) -> None:
        """Read what is on file, the letters and what left; make the paper again."""
        read = self.workspace.read
        versions = read(plans.list_versions, self.case_id)
        self.chooser.set_on_file(
            OnFile(
                plans=[(one.id, _version_words(one)) for one in versions],
                decisions=_by_day(read(decisions.list_decisions, self.case_id)),
                deselections=_by_day(read(deselections.list_deselections, self.case_id)),
                in_force=_first_choice(versions),
            )
        )
        self.letters_table.set_records(read(letters.list_letters, self.case_id))
        self._list_gone()
        self._make()

    def _list_gone(self) -> None:
        """Read what left and who looked in."""
        read = self.workspace.read
        self.access_table.set_records(read(audit_log.list_access, self.case_id))
        wanted = CopyFilter(case_id=self.case_id)
        self.copies_table.set_records(read(register.list_copies, wanted, self.workspace.today()))

    def _make(self) -> None:
        """Load the records here, lay them out beside the window."""
        self._again.stop()
        self._usable(False)
        self.extract_button.setVisible(self.chooser.document() is Document.SUBJECT_ACCESS)
        if self._refused and self.notice_text() == self._refused:
            self.clear_notice()
        self._refused = ""
        try:
            loaded = self._load_wished()
        except UserError as problem:
            self._refuse(problem)
            return
        self._wanted = loaded
        run_job(
            self,
            _("Making the document"),
            lambda _progress: _bytes_of(loaded),
            lambda data: self._show(loaded, data),
            self._refuse,
        )

    def _refuse(self, problem: UserError) -> None:
        """There is no such paper: say why, and leave nothing of another in view."""
        self._wanted = self._shown = None
        self._refused = problem.message
        self.preview.clear()
        self.left_out.tell(None)
        self.notice(problem.message, "error")

    def _load_wished(self) -> LoadedPaper:
        wish = self.chooser.wish()
        if wish.document is not Document.SUBJECT_ACCESS:
            return self._load(wish)
        if self.extract_choice.bring_back():
            words = _("What you chose of this extract is back. {chosen}")
            said = words.format(chosen=chosen_words(self.extract_choice.choice)).strip()
            self.notice(said, "info", (_("Discard"), lambda: self.extract_choice.put(Choice())))
        try:
            return self._load(replace(wish, choice=self.extract_choice.choice))
        except PassagesGone as problem:
            self.notice(self.extract_choice.drop(problem.gone), "warn")
            self._again.stop()
            return self._load(replace(wish, choice=self.extract_choice.choice))

    def _load(self, wish: PaperWish) -> LoadedPaper:
        return self.workspace.read(papers.load_paper, wish, self.workspace.now())

    def _show(self, loaded: LoadedPaper, data: bytes) -> None:
        if loaded is not self._wanted:
            return  # another paper was chosen while this one was made
        try:
            self.preview.show_pdf(data)
        except UserError as problem:
            self._refuse(problem)
            return
        self._shown = loaded
        self.left_out.tell(loaded)
        self._usable(True)

    def _choice_changed(self) -> None:
        """The pages in view no longer say what is chosen: none of them may leave until they are made again."""
        self._wanted = None
        self._usable(False)
        if not self._reading:
            self._again.start()

    def open_extract(self) -> ExtractDialog:
        """Read the extract through: leave out more, give a passage after all. The pages follow when that is done."""
        dialog = ExtractDialog(
            self.workspace, self.case_id, self.extract_choice, self, draft_key=self._extract_key()
        )
        self._reading = True
        dialog.finished.connect(self._read_through)
        dialog.open()
        return dialog

    def _read_through(self) -> None:
        self._reading = False
        if self._wanted is None:
            self._again.start()

    def _extract_key(self) -> str:
        return f"{self.KEY}:{_EXTRACT}:{self.case_id}"

    def _usable(self, usable: bool) -> None:
        self.print_button.setEnabled(usable)
        self.save_button.setEnabled(usable)

    # Giving out ---------------------------------------------------------------------------------------------

    def ask_print(self) -> None:
        """Ask for whom, then print."""
        self.giving.ask_print()

    def ask_save(self) -> None:
        """Ask for whom, then save."""
        self.giving.ask_save()

    def _gave(self) -> None:
        """Something is on the register."""
        self._list_gone()
        if self._shown is not None and isinstance(self._shown.file, Extract):
            self.extract_choice.given_out()

    def _paper(self) -> Paper | None:
        """The paper that is previewed, or nothing while it is being made."""
        loaded = self._shown
        if loaded is None or loaded is not self._wanted:
            return None

        def make(copy: NumberedCopy | None, _step: Step) -> bytes:
            return _bytes_of(loaded, copy)

        day = self.workspace.today().isoformat()
        return Paper(
            subject=loaded.subject,
            file_name=f"{loaded.subject.title} {day}.pdf",
            make=make,
            document=self.preview.document,
            left_out=left_out_words(loaded),
            data=_data_of(loaded),
            also=_also_of(loaded),
        )

    def _usual(self) -> tuple[str, ...]:
        """For whom such a paper usually is."""
        reader = self.chooser.reader()
        case = self.workspace.read(cases.load_case, self.case_id)
        whom = {
            Audience.FULL: (_("Case file"),),
            Audience.CONFERENCE: (_("Case conference"),),
            Audience.PARTNER: (agency_words(reader.agency),),
            Audience.COURT: (_("The court"),),
            Audience.PERSON: (case.person.called,),
        }
        led = case.managed
        leads = () if reader.audience is Audience.PERSON else (led.police_lead, led.probation_lead)
        return (*whom[reader.audience], *leads)

    def resume(self, draft_key: str) -> None:
        """Open the dialog that stood open, over the paper it was about."""
        sent = draft_key.removeprefix(sent_key(""))
        if sent != draft_key:
            opened = self.open_letter(sent.partition(":")[0])
            if ":" in sent:
                opened.giving.resume(draft_key)
        elif draft_key.startswith(f"{self.KEY}:letter:"):
            self._open_letter_dialog(letter_dialog_of(self.workspace, draft_key, self))
        elif draft_key.startswith(f"{self.KEY}:{_SETTLE}:"):
            self._resume_copy(draft_key.rpartition(":")[2])
        elif draft_key == self._extract_key():
            self.chooser.paper_field.set_value(Document.SUBJECT_ACCESS.value)
            self.open_extract()
        else:
            self.chooser.choose(self.giving.about_of(draft_key))
            self.giving.resume(draft_key)

    # Copies given out ---------------------------------------------------------------------------------------

    def open_copy(self, copy: DocumentCopy) -> SettleDialog:
        """Open a copy that was given out: all that is known of it, and what became of it."""
        dialog = SettleDialog(self.workspace, copy, self, draft_key=f"{self.KEY}:{_SETTLE}:{copy.id}")
        dialog.accepted.connect(lambda: self.notice(_("The register says what became of it."), "good"))
        dialog.open()
        return dialog

    def _resume_copy(self, copy_id: str) -> None:
        found = [one for one in self.copies_table.records() if one.id == copy_id]
        if found:
            self.open_copy(found[0])

    # Letters ------------------------------------------------------------------------------------------------

    def write_letter(self) -> None:
        """Write a letter: the one that the record calls for, to begin with."""
        self._open_letter_dialog(LetterDialog(self.workspace, self.case_id, self, tab=self.KEY))

    def _open_letter_dialog(self, dialog: LetterDialog) -> None:
        dialog.accepted.connect(lambda: self.notice(dialog.saved_words(), "good"))
        dialog.open()

    def open_letter(self, letter_id: str) -> SentLetterDialog:
        """Open a letter as it was sent."""
        dialog = SentLetterDialog(self.workspace, letter_id, self)
        dialog.open()
        return dialog

    def go_to(self, record_id: str, field: str = "") -> None:
        """Select a letter that was sent or a copy that was given out; with ``field``, open it."""
        for key, table in (("letters", self.letters_table), ("copies", self.copies_table)):
            if not table.select_id(record_id):
                continue
            self.show_list(key)
            self.show_part("lists")
            if field and key == "letters":
                self.open_letter(record_id)
            elif field:
                self._resume_copy(record_id)


def _data_of(loaded: LoadedPaper) -> Callable[[NumberedCopy], bytes] | None:
    """What makes the same paper for machines; only of what is held about a person there is one."""
    file = loaded.file
    return partial(extract_file, file) if isinstance(file, Extract) else None


def _also_of(loaded: LoadedPaper) -> Callable[[Any, str], object] | None:
    """What goes on record with the copies: what the officer chose of an extract."""
    file = loaded.file
    if not isinstance(file, Extract):
        return None
    return lambda session, recipients: subject_access.record_choice(session, file, recipients)


def _bytes_of(loaded: LoadedPaper, copy: NumberedCopy | None = None) -> bytes:
    # ReportLab is needed only now.
    from iom_desktop.reports.papers import make_paper

    return make_paper(loaded, copy)


def _by_day(found: Iterable[Decision] | Iterable[Deselection]) -> list[tuple[str, str]]:
    """Each record by its day; one that no longer holds says so."""
    superseded = _("{day}, superseded")
    days = [(one.id, exact_date(one.said.decided_on), one.superseded_on is not None) for one in found]
    return [(record_id, superseded.format(day=day) if old else day) for record_id, day, old in days]


def _copy_columns(today: Callable[[], date]) -> tuple[Column[DocumentCopy], ...]:
    """The copies of a case beside its papers: which, for whom, and how each stands."""
    return (
        Column(
            key="made",
            heading=_("Given out"),
            text=lambda one: short_date(one.made_at.date()),
            sort=lambda one: (one.made_at, one.number),
            width=10,
            tooltip=made_words,
        ),
        Column(
            key="copy",
            heading=_("Paper, copy, for whom"),
            text=lambda one: f"{one.title}, {number_words(one)}, {one.recipient}",
            width=10,
            stretch=True,
            tooltip=about_copy,
        ),
        Column(
            key="state",
            heading=_("State"),
            text=lambda one: state_words(one, today()),
            width=14,
            role=lambda one: state_role(one, today()),
            tooltip=back_words,
        ),
    )


def _version_words(one: PlanVersion) -> str:
    if one.state is PlanState.DRAFT:
        return _("Version {n}, draft").format(n=one.number)
    agreed: date | None = None if one.agreed_at is None else local_time(one.agreed_at).date()
    words = _("Version {n}, agreed {day}").format(n=one.number, day=short_date(agreed))
    return words if one.state is PlanState.AGREED else _("{version}, superseded").format(version=words)


def _first_choice(versions: list[PlanVersion]) -> str:
    """The version in force: the agreed one, or the draft while none is agreed."""
    agreed = [one.id for one in versions if one.state is PlanState.AGREED]
    return (agreed or [one.id for one in versions] or [""])[0]
