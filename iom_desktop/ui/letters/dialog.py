"""Writing a letter: filled from the record, changed by hand, looked at as pages, put on record as sent."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.formats import exact_date, join_words
from iom_desktop.display.words import _
from iom_desktop.domain.checks import LINE_LIMIT
from iom_desktop.domain.codes import ENFORCEMENT_ACTIONS, LETTER_TEMPLATES, CodeItem
from iom_desktop.domain.documents import Form as Leaving
from iom_desktop.domain.letters import LetterDraft, SentBy, blanks_in, unfilled
from iom_desktop.domain.people import LetterFormat
from iom_desktop.domain.register import CopyDraft
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, cases, codes, letters
from iom_desktop.services.my_plan import load_office
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.documents.giving import Giving, Paper
from iom_desktop.ui.documents.preview import PdfPreview
from iom_desktop.ui.form import Form
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.label import set_role, text_label
from iom_desktop.ui.letters.fields import letter_form
from iom_desktop.ui.letters.giving_out import MEANS, letter_paper, pages_of, unsent_id
from iom_desktop.ui.page import Action
from iom_desktop.ui.workspace import Workspace

#: How long after the last keystroke the page is made anew, in milliseconds.
LOOK_AFTER_MS = 400
#: Narrower than this, in pixels at 100%, the dialog shows words or page, one at a time.
_BOTH = 940
_WIDE, _HIGH = 1200, 820
#: What the record fills; changed by hand it stays as it was changed.
_FILLED = ("addressed_to", "subject", "words")
#: What the filling depends on.
_ASKED = ("template_code", "appointment_id", "letter_format", "sent_on")


def letter_key(tab: str, case_id: str, template_code: str = "", appointment_id: str | None = None) -> str:
    """The key of a half-written letter, on the tab of this key."""
    return f"{tab}:letter:{case_id}:{template_code}:{appointment_id or ''}"


class LetterDialog(FormDialog):
    """Writes one letter. ``sent`` is its id once it is on record.

    Without a template the one that the record calls for is begun with. ``tab`` is the key of the case's tab it
    is opened on, so that a letter half written comes back there.
    """

    def __init__(
        self,
        workspace: Workspace,
        case_id: str,
        parent: QWidget | None = None,
        *,
        template_code: str = "",
        appointment_id: str | None = None,
        tab: str = "documents",
    ) -> None:
        self.workspace, self.case_id = workspace, case_id
        self.sent = ""
        key = letter_key(tab, case_id, template_code, appointment_id)
        begun = _begin_with(workspace, case_id, template_code, appointment_id)
        self._templates = workspace.read(codes.list_codes, LETTER_TEMPLATES)
        self._steps = workspace.read(codes.list_codes, ENFORCEMENT_ACTIONS)
        person = workspace.read(cases.load_case, case_id).person
        self._reference = person.crn
        self._office = workspace.read(load_office)
        self._put: dict[str, str] = {}  # what the record filled last
        self._filling = False
        self._wanted: LetterDraft | None = None
        form = letter_form(workspace, case_id, begun[1])
        self._first_filling(form, begun, person.letter_format)
        super().__init__(
            parent,
            _("Write a letter"),
            form,
            submit=self._send,
            name="letter-dialog",
            journal=workspace.drafts,
            draft_key=key,
            save_words=_("Put on record as sent"),
            width=_WIDE,
        )
        self.giving = Giving(self, workspace, lambda: None, key=f"{key}:copy", say=self._say)
        self._look_timer = QTimer(self)
        self._look_timer.setSingleShot(True)
        self._look_timer.setInterval(LOOK_AFTER_MS)
        self._look_timer.timeout.connect(self.look)
        self._connect()
        self._tell()
        self._look_timer.start(0)

    def _first_filling(self, form: Form, begun: tuple[str, str | None], told: LetterFormat) -> None:
        form.set_values(
            {
                "template_code": begun[0] or None,
                "appointment_id": begun[1],
                "letter_format": told.value,
                "sent_on": self.workspace.today(),
            }
        )
        self.form = form
        self._fill()

    def _connect(self) -> None:
        for name in _ASKED:
            self.form.field(name).changed.connect(self._asked)
        self.form.field("answer_by").changed.connect(self._answer_changed)
        self.form.changed.connect(self._tell)
        self.form.changed.connect(self._look_timer.start)

    # Layout -------------------------------------------------------------------------------------------------

    def _lay_out(self, title: str, save_words: str) -> None:
        super()._lay_out(title, save_words)
        rows = self.layout()
        if not isinstance(rows, QVBoxLayout):
            raise AssertionError("a form dialog lays its parts out in a column")
        at = rows.indexOf(self.scroll_area)
        rows.removeWidget(self.scroll_area)
        self.preview = PdfPreview(name="letter-preview")
        beside = QVBoxLayout()
        beside.setContentsMargins(theme.px(16), theme.px(8), theme.px(24), theme.px(16))
        beside.addWidget(self.preview)
        self.page_panel = QWidget()
        self.page_panel.setObjectName("letter-page")
        self.page_panel.setLayout(beside)
        both = QHBoxLayout()
        both.setSpacing(0)
        both.addWidget(self.scroll_area, 1)
        both.addWidget(self.page_panel, 1)
        rows.insertLayout(at, both, 1)
        self.blanks_label = text_label("", role="error", wrap=True, name="letter-blanks")
        self.form.add_widget(self.blanks_label)

    def _buttons(self) -> QHBoxLayout:
        """What putting on record does, above the buttons; print and save beside them."""
        self.sending_label = text_label("", role="small", wrap=True, name="letter-sending")
        self.page_button = button(
            _("Show the page"), self._share_room, name="letter-show-page", kind="segment", shortcut="Alt+P"
        )
        self.page_button.setCheckable(True)
        self.save_pdf_button = button(
            _("Save as PDF..."), self.save_pdf, name="letter-save-pdf", shortcut="Ctrl+S"
        )
        self.print_button = button(_("Print..."), self.print_page, name="letter-print", shortcut="Ctrl+P")
        pressed = QHBoxLayout()
        pressed.setSpacing(theme.px(8))
        pressed.addWidget(self.page_button)
        pressed.addStretch(1)
        for one in (self.cancel_button, self.save_pdf_button, self.print_button, self.save_button):
            pressed.addWidget(one)
        column = QVBoxLayout()
        column.setSpacing(theme.px(8))
        column.addWidget(self.sending_label)
        column.addLayout(pressed)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(12))
        row.addLayout(column)
        return row

    def _fit(self) -> None:
        screen = self.screen().availableGeometry()
        width = min(theme.px(_WIDE), screen.width())
        self.resize(width, min(theme.px(_HIGH), screen.height() - theme.px(48)))
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        narrow = self.width() < theme.px(_BOTH)
        page = self.page_button.isChecked()
        self.page_button.setVisible(narrow)
        self.page_panel.setVisible(not narrow or page)
        self.scroll_area.setVisible(not narrow or not page)

    # Filling from the record --------------------------------------------------------------------------------

    def _asked(self) -> None:
        if not self._filling:
            self._fill()

    def _answer_changed(self) -> None:
        if not self._filling:
            self._fill(keep_answer=True)

    def _fill(self, *, keep_answer: bool = False, by_hand_too: bool = False) -> None:
        """Fill from the record what nobody has changed by hand."""
        asked = self._asked_for()
        if asked is None or not asked.template_code:
            return
        about = (asked.template_code, asked.appointment_id)
        read = self.workspace.read
        for name in ("template_code", "appointment_id"):
            self.form.field(name).set_hint("")
        self._filling = True
        try:
            if not keep_answer:
                day = read(letters.answer_day, *about, asked.sent_on)
                self.form.field("answer_by").set_value(day)
            filled = read(
                letters.propose_letter,
                self.case_id,
                *about,
                self.workspace.now(),
                letter_format=asked.letter_format,
                sent_on=asked.sent_on,
                answer_by=_value(self.form, "answer_by"),
            )
            self._show_filled(filled, by_hand_too)
        except UserError as fault:
            # Not an error yet: nobody has asked for anything to be kept.
            self.form.field(fault.field or "template_code").set_hint(fault.message)
        finally:
            self._filling = False
        self._say_answer_field()

    def _asked_for(self) -> LetterDraft | None:
        sent_on = _value(self.form, "sent_on")
        if sent_on is None:
            return None
        return LetterDraft(
            template_code=self.form.field("template_code").value() or "",
            appointment_id=self.form.field("appointment_id").value(),
            letter_format=LetterFormat(self.form.field("letter_format").value()),
            sent_on=sent_on,
        )

    def _show_filled(self, filled: LetterDraft, by_hand_too: bool) -> None:
        for name in ("template_code", "appointment_id"):
            self.form.field(name).clear_error()
        fresh = {name: getattr(filled, name) for name in _FILLED}
        kept = [name for name in _FILLED if self._by_hand(name) and not by_hand_too]
        for name in _FILLED:
            if name not in kept:
                self.form.field(name).set_value(fresh[name])
        if "words" in kept and fresh["words"] != self._put.get("words"):
            self._offer_to_fill()
        self._put = fresh

    def _by_hand(self, name: str) -> bool:
        return self.form.field(name).text_snapshot() not in ("", self._put.get(name, ""))

    def _offer_to_fill(self) -> None:
        words = _("The letter was changed by hand, so its words stay as they are.")
        self.notice.say(words, "info", (_("Fill it afresh"), lambda: self._fill(by_hand_too=True)))

    # What is said beside it ---------------------------------------------------------------------------------

    def _template(self) -> CodeItem | None:
        return self._templates.get(self.form.field("template_code").value() or "")

    def _say_answer_field(self) -> None:
        item = self._template()
        blanks = () if item is None else blanks_in(item.detail("body"))
        field = self.form.field("answer_by")
        field.setVisible(bool({"respond_by", "evidence_by"} & set(blanks)))
        words = _("Evidence by") if "evidence_by" in blanks else _("Answer by")
        if field.label is not None:
            field.label.setText(words)
        field.editor.setAccessibleName(words)

    def _tell(self) -> None:
        """Say which blanks are left, and what putting on record does."""
        texts = [self.form.field(name).text_snapshot() for name in ("subject", "words")]
        left = [words.strip("[]") for words in unfilled("\n".join(texts))]
        said = _("Still to be filled in: {blanks}.").format(blanks=join_words(left)) if left else ""
        self.blanks_label.setText(said)
        self.blanks_label.setVisible(bool(left))
        self._say_answer_field()
        self.sending_label.setText(self._sending_words(bool(left)))
        set_role(self.sending_label, "small")

    def _sending_words(self, blanks_left: bool) -> str:
        if blanks_left:
            return _("Nothing is on record yet. Fill in what is left in square brackets first.")
        first = _(
            "Nothing is on record as sent until you press “Put on record as sent” (Ctrl+Enter). "
            "Print it or save it first."
        )
        item = self._template()
        step = None if item is None else self._steps.get(item.detail("enforcement_code"))
        if step is None:
            return first
        by = _value(self.form, "answer_by")
        then = _("That also records the step “{step}”, with an answer by {day}.").format(
            step=step.name, day=exact_date(by) or _("a day still to be given")
        )
        return f"{first} {then}"

    # The page -----------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Make the page of what is typed, beside the window."""
        self._look_timer.stop()
        draft = self._typed()
        self._wanted = draft
        run_job(
            self,
            _("Making the letter"),
            lambda _progress: pages_of(draft, self._reference, self._office),
            lambda data: self._show_page(draft, data),
            lambda problem: self.notice.say(problem.message, "error"),
        )

    def _show_page(self, draft: LetterDraft, data: bytes) -> None:
        if draft is not self._wanted:
            return  # more was typed while this one was made
        try:
            self.preview.show_pdf(data)
        except UserError as problem:
            self.notice.say(problem.message, "error")

    def _typed(self) -> LetterDraft:
        """The letter as it stands, right or not."""
        text = {name: self.form.field(name).text_snapshot() for name in _FILLED}
        by = self.form.field("sent_by").value()
        return LetterDraft(
            template_code=self.form.field("template_code").value() or "",
            appointment_id=self.form.field("appointment_id").value(),
            letter_format=LetterFormat(self.form.field("letter_format").value()),
            sent_on=_value(self.form, "sent_on"),
            sent_by=SentBy(by) if by else None,
            **text,
        )

    # Out of the program -------------------------------------------------------------------------------------

    def _checked(self) -> LetterDraft:
        """The letter as it would be kept. Raises ``UserError``."""
        self.form.values()  # dates that cannot be read are told beside their fields
        return self.workspace.read(
            letters.check_letter,
            self.case_id,
            self._typed(),
            self.workspace.now(),
            _value(self.form, "answer_by"),
        )

    def print_page(self) -> None:
        """Print the letter. It is not on record as sent by that."""
        self._give_out(Leaving.PRINTED)

    def save_pdf(self) -> None:
        """Save the letter. It is not on record as sent by that."""
        self._give_out(Leaving.SAVED)

    def _give_out(self, leaving: Leaving) -> None:
        """A letter goes to whom it is addressed to: nobody need be asked for."""
        self.form.clear_errors()
        try:
            said = self._checked()
            draft = CopyDraft(
                recipients=(said.addressed_to.strip().partition("\n")[0][:LINE_LIMIT],),
                form=leaving,
                means=MEANS.get(said.sent_by) if said.sent_by else None,
            )
            self.giving.give_out(draft, paper=self._paper(said))
        except UserError as fault:
            self.form.show_error(fault)

    def _paper(self, said: LetterDraft) -> Paper:
        item = self._template()
        return letter_paper(
            unsent_id(self.case_id, said),
            self.case_id,
            said.template_code if item is None else item.name,
            said,
            self._reference,
            self._office,
        )

    def _say(self, words: str, level: str, action: Action | None) -> None:
        """What became of a copy; and, where it left, that the letter is not sent by that."""
        then = _("The letter is not on record as sent until you press “Put on record as sent”.")
        self.notice.say(f"{words} {then}" if level == "good" else words, level, action)

    def _send(self) -> None:
        self.form.values()
        self.sent = self.workspace.perform(
            _("Send letter"),
            letters.send_letter,
            self.case_id,
            self._typed(),
            self.workspace.now(),
            _value(self.form, "answer_by"),
        )

    def saved_words(self) -> str:
        """What was done, once it is on record."""
        return _("The letter is on record as sent.")

    def done(self, result: int) -> None:
        self._look_timer.stop()
        self._wanted = None
        self.preview.clear()
        super().done(result)


def letter_dialog_of(workspace: Workspace, draft_key: str, parent: QWidget | None = None) -> LetterDialog:
    """The dialog whose half-written letter has this key, made again."""
    tab, _kind, case_id, template_code, appointment_id = draft_key.split(":")
    return LetterDialog(
        workspace,
        case_id,
        parent,
        template_code=template_code,
        appointment_id=appointment_id or None,
        tab=tab,
    )


def _begin_with(
    workspace: Workspace, case_id: str, template_code: str, appointment_id: str | None
) -> tuple[str, str | None]:
    """Which letter to begin: the one asked for, the one that fits the appointment, the one the record calls for,
    or that of the next appointment.
    """
    now = workspace.now()
    if template_code:
        return template_code, appointment_id
    if appointment_id is not None:
        return workspace.read(letters.letter_about, case_id, appointment_id, now), appointment_id
    called_for = workspace.read(letters.letter_called_for, case_id, now)
    if called_for is not None:
        return called_for
    coming = workspace.read(appointments.next_appointment, case_id, now)
    return letters.APPOINTMENT, None if coming is None else coming.id


def _value(form: Form, name: str) -> Any:
    """What a field holds; nothing where it cannot be read."""
    try:
        return form.field(name).value()
    except UserError:
        return None
