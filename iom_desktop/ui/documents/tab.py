"""The tab "Documents": the case plan summary as it will be on paper, letters sent, and who has seen the case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import date_time, short_date, time_of_day
from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.display.words import _
from iom_desktop.domain.audit_log import Access
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.domain.plans import PlanState, PlanVersion
from iom_desktop.errors import UserError
from iom_desktop.services import audit_log, case_files, letters, plans
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.documents.giving import Giving, Paper
from iom_desktop.ui.documents.preview import PdfPreview
from iom_desktop.ui.form import ChoiceField
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.label import text_label
from iom_desktop.ui.letters.dialog import LetterDialog, letter_dialog_of
from iom_desktop.ui.letters.sent import LETTER_COLUMNS, SentLetterDialog, sent_key
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.workspace import Workspace

#: Narrower than this, in pixels at 100%, the tab shows one of its two parts at a time.
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
    """Preview, save and print; letters. Every copy that leaves is on record before it does."""

    KEY = "documents"
    SHOWS = frozenset(
        {
            "case", "person", "decision", "need", "flag", "plan", "goal", "required_action", "action_status",
            "action_note", "appointment", "service_access", "note", "letter",
        }
    )  # fmt: skip

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Documents"), workspace, navigator, case_id, parent)
        self._case_file: CaseFile | None = None
        self._wanted: CaseFile | None = None
        self.preview = PdfPreview(name="plan-preview")
        self.version_field = ChoiceField("version", _("Case plan summary"), (), blank=None)
        self.version_field.changed.connect(self._make)
        self.print_button = button(
            _("Print..."), self.ask_print, name="documents-print", kind="primary", shortcut="Ctrl+P"
        )
        self.save_button = button(
            _("Save as PDF..."), self.ask_save, name="documents-save", shortcut="Ctrl+S"
        )
        self.giving = Giving(
            self,
            workspace,
            self._paper,
            key=self.KEY,
            usual=(_("Case conference"),),
            hint=_("For example: case conference on 3 December."),
            given=self._list_access,
        )
        self.letter_button = button(
            _("Write a letter..."), self.write_letter, name="documents-letter", shortcut="Ctrl+N"
        )
        self.letters_table = RecordTable(
            LETTER_COLUMNS, name="letters-sent", empty=_("No letter has been sent yet.")
        )
        self.letters_table.record_activated.connect(lambda letter: self.open_letter(letter.id))
        self.access_table = RecordTable(
            ACCESS_COLUMNS, name="access-log", empty=_("Nobody has opened this case yet.")
        )
        self.access_button = button(
            _("Letters, readers"), self._share_room, name="documents-access", kind="segment"
        )
        self.access_button.setCheckable(True)
        self._lay_out()

    def _lay_out(self) -> None:
        pressed = QHBoxLayout()
        pressed.setSpacing(theme.px(8))
        pressed.addStretch(1)
        for one in (self.access_button, self.letter_button, self.save_button, self.print_button):
            pressed.addWidget(one)
        self._top = top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(theme.px(8))
        self.version_field.setMaximumWidth(theme.px(360))
        # As wide as it may be before the room beside it takes any.
        top.addWidget(self.version_field, 100)
        top.addLayout(pressed, 1)
        self.access_panel = QWidget()
        self.access_panel.setObjectName("access-panel")
        beside = QVBoxLayout(self.access_panel)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.px(8))
        beside.addWidget(text_label(_("Letters sent"), role="heading", name="letters-heading"))
        beside.addWidget(self.letters_table, 2)
        beside.addWidget(text_label(_("Who has seen this case"), role="heading", name="access-heading"))
        beside.addWidget(self.access_table, 3)
        both = QHBoxLayout()
        both.setSpacing(theme.px(24))
        both.addWidget(self.preview, 5)
        both.addWidget(self.access_panel, 3)
        self.body.addLayout(top)
        self.body.addLayout(both, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Letters and who has seen the case stand beside the pages, or in their place in a narrow window."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        narrow = self.width() < theme.px(_NARROW)
        asked_for = self.access_button.isChecked()
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._top.setDirection(below if narrow else beside)
        self.access_button.setVisible(narrow)
        self.access_panel.setVisible(not narrow or asked_for)
        self.preview.setVisible(not narrow or not asked_for)

    # Showing ------------------------------------------------------------------------------------------------

    def on_changed(self, kinds: Iterable[str]) -> None:
        """A copy given out changes who has seen the case, but no paper."""
        kinds = frozenset(kinds)
        super().on_changed(kinds)
        if "document_copy" in kinds and not self.is_stale:
            self._list_access()

    def reload(self) -> None:
        """Read the versions, the letters and who has seen the case; make the document again."""
        chosen = self.version_field.value()
        versions = self.workspace.read(plans.list_versions, self.case_id)
        options = [(one.id, _version_words(one)) for one in versions] or [("", _("No plan yet"))]
        self.version_field.set_options(options)
        wanted = chosen if chosen in dict(options) else _first_choice(versions)
        self.version_field.set_value(wanted)
        self.letters_table.set_records(self.workspace.read(letters.list_letters, self.case_id))
        self._list_access()
        self._make()

    def _list_access(self) -> None:
        self.access_table.set_records(self.workspace.read(audit_log.list_access, self.case_id))

    def _make(self) -> None:
        """Load the records here, lay them out beside the window."""
        try:
            case_file = self._load()
        except UserError as problem:
            self.notice(problem.message, "error")
            return
        self._usable(False)
        self._wanted = case_file
        run_job(
            self,
            _("Making the case plan summary"),
            lambda _progress: _bytes_of(case_file),
            lambda data: self._show(case_file, data),
            lambda problem: self.notice(problem.message, "error"),
        )

    def _load(self) -> CaseFile:
        return self.workspace.read(
            case_files.load_case_file,
            self.case_id,
            self.workspace.now(),
            plan_id=self.version_field.value() or None,
        )

    def _show(self, case_file: CaseFile, data: bytes) -> None:
        if case_file is not self._wanted:
            return  # another version was chosen while this one was made
        try:
            self.preview.show_pdf(data)
        except UserError as problem:
            self.notice(problem.message, "error")
            return
        self._case_file = case_file
        self._usable(True)

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

    def resume(self, draft_key: str) -> None:
        """Open the dialog that stood open."""
        sent = draft_key.removeprefix(sent_key(""))
        if sent != draft_key:
            opened = self.open_letter(sent.partition(":")[0])
            if ":" in sent:
                opened.giving.resume(draft_key)
        elif draft_key.startswith(f"{self.KEY}:letter:"):
            self._open_letter_dialog(letter_dialog_of(self.workspace, draft_key, self))
        else:
            self.giving.resume(draft_key)

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
        """Select a letter that was sent; with ``field``, open it."""
        if self.letters_table.select_id(record_id) and field:
            self.open_letter(record_id)

    def _paper(self) -> Paper | None:
        """The document that is previewed, or nothing while it is being made."""
        case_file = self._case_file
        if case_file is None:
            return None
        return Paper(
            subject=plan_subject(case_file, Document.SUMMARY),
            file_name=_("Case plan {day}.pdf").format(day=self.workspace.today().isoformat()),
            make=lambda copy, _step: _bytes_of(case_file, copy),
            document=self.preview.document,
        )


def _bytes_of(case_file: CaseFile, copy: NumberedCopy | None = None) -> bytes:
    # ReportLab is needed only now.
    from iom_desktop.reports.case_plan import case_plan

    return case_plan(case_file, copy)


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
