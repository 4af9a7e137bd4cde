"""For whom a copy is, how it leaves, how it is marked and what is to become of it: asked before it leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QListView, QWidget

from iom_desktop.display.formats import exact_date
from iom_desktop.display.labels import label, reader_words
from iom_desktop.display.words import _
from iom_desktop.domain.dates import parse_date
from iom_desktop.domain.documents import Document, Due, Means, PaperSubject
from iom_desktop.domain.documents import Form as Leaving
from iom_desktop.domain.register import CopyDraft, DocumentRule, Marking
from iom_desktop.errors import UserError
from iom_desktop.reports.protect import SHORTEST_PASSWORD, check_password
from iom_desktop.services import register
from iom_desktop.ui.form import ChoiceField, DateField, Form, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.text_fields import completer_for
from iom_desktop.ui.workspace import Workspace

#: What a dialog is opened for, in the key of its draft.
PRINTING, SAVING = "print", "save"


class LinesField(TextBlock):
    """One name a line, with suggestions for the line that is being typed."""

    def __init__(self, name: str, label: str, *, suggestions: Sequence[str], limit: int) -> None:
        super().__init__(name, label, required=True, limit=limit, lines=2, most_lines=6)
        self._offered = list(dict.fromkeys(one for one in suggestions if one))
        self.completer = completer_for(self._offered, self.block)
        self.completer.setWidget(self.block)
        self._popup = self.completer.popup() or QListView()
        self.completer.activated.connect(self._take)
        # Before the completer's own, which would hand Enter on to the text.
        self._popup.installEventFilter(self)
        self._taking = False
        self.block.textChanged.connect(self._suggest)

    def lines(self) -> tuple[str, ...]:
        """The names, without the lines that hold none."""
        return tuple(line.strip() for line in self.text_snapshot().splitlines() if line.strip())

    def set_value(self, value: str | None) -> None:
        self._taking = True
        super().set_value(value)
        self._taking = False

    def restore_text(self, text: str) -> None:
        self.set_value(text)

    def _line(self) -> QTextCursor:
        cursor = self.block.textCursor()
        # The whole line as typed, however it is wrapped.
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _suggest(self) -> None:
        popup, typed = self._popup, self._line().selectedText().strip()
        if self._taking or not typed or not self.block.hasFocus():
            popup.hide()
            return
        there = {line.strip().casefold() for line in self.block.toPlainText().splitlines()}
        model = self.completer.model()
        if isinstance(model, QStringListModel):
            model.setStringList([one for one in self._offered if one.casefold() not in there])
        self.completer.setCompletionPrefix(typed)
        if self.completer.completionCount() == 0:
            popup.hide()
            return
        below = self.block.cursorRect()
        below.setWidth(self.block.viewport().width())
        self.completer.complete(below)

    def _take(self, words: str) -> None:
        self._taking = True
        cursor = self._line()
        cursor.insertText(words)
        self.block.setTextCursor(cursor)
        self._taking = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While suggestions show, Enter and Tab take one and write no line of their own."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in keys:
            chosen = self._popup.currentIndex()
            if watched is self._popup and chosen.isValid():
                self._take(str(chosen.data()))
                self._popup.hide()
                return True
        return super().eventFilter(watched, event)


class PasswordField(TextLine):
    """A password: never in the draft journal, not even how long it is."""

    def __init__(self, name: str, label: str, *, hint: str = "") -> None:
        super().__init__(name, label, hint=hint, secret=True, limit=127)

    def value(self) -> str:
        # Spaces at its ends belong to it.
        return self.line.text()

    def text_snapshot(self) -> str:
        return ""

    def restore_text(self, text: str) -> None:
        """Nothing was kept."""

    def cursor_snapshot(self) -> str:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a dialog asks about: the paper, and what its rules say."""

    subject: PaperSubject
    usual: CopyDraft
    rule: DocumentRule
    markings: dict[str, Marking]
    last: int  #: the highest number given to a copy of it


def load_asked(workspace: Workspace, subject: PaperSubject) -> Asked:
    """The rules of a paper and how many copies of it there are."""
    read = workspace.read
    return Asked(
        subject=subject,
        usual=read(register.usual_draft, subject, workspace.today()),
        rule=read(register.rule_for, subject.document, subject.reader.audience),
        markings=read(register.list_markings),
        last=read(register.last_number, subject.series),
    )


class CopyDialog(FormDialog):
    """For whom the copies are, what for, how they leave, how they are marked, and until when they are out.

    ``give_out`` is called with the draft and the password of a protected one; it says whether the copies are on
    their way, and raises ``UserError``.
    """

    def __init__(
        self,
        parent: QWidget,
        workspace: Workspace,
        asked: Asked,
        give_out: Callable[[CopyDraft, str], bool],
        *,
        draft_key: str,
        leaving: Leaving,
        printable: bool = True,
        left_out: str = "",
        usual: Sequence[str] = (),
        hint: str = "",
    ) -> None:
        self.workspace, self.asked, self._give_out = workspace, asked, give_out
        self._printable = printable
        form = Form(name="copy-form")
        self._add_about(form, left_out)
        self._add_fields(form, (workspace.officer.name, *usual), hint)
        form.set_values(
            {
                "form": leaving.value,
                "marking": asked.usual.marking,
                "due": asked.usual.due.value if asked.usual.due else None,
                "due_on": asked.usual.due_on,
            }
        )
        super().__init__(
            parent,
            _("Give out a numbered copy"),
            form,
            submit=self._submit_copy,
            name="copy-dialog",
            journal=workspace.drafts,
            draft_key=draft_key,
            save_words=_("Continue..."),
            width=700,
        )
        for name in ("form", "marking", "due", "recipients"):
            form.field(name).changed.connect(self._tell)
        self._tell()

    # Layout -------------------------------------------------------------------------------------------------

    def _add_about(self, form: Form, left_out: str) -> None:
        subject = self.asked.subject
        parts = [subject.title, subject.version]
        if subject.document in _CASE_PAPERS:
            parts.append(reader_words(subject.reader))
        about = " · ".join(part for part in parts if part)
        form.add_widget(text_label(about, role="strong", wrap=True, name="copy-about"))
        self.left_out_label = text_label(left_out, role="muted", wrap=True, name="copy-left-out")
        self.left_out_label.setVisible(bool(left_out))
        form.add_widget(self.left_out_label)

    def _add_fields(self, form: Form, suggestions: Sequence[str], hint: str) -> None:
        self.recipients_field = LinesField("recipients", _("For whom"), suggestions=suggestions, limit=20_000)
        form.add(self.recipients_field)
        form.add(TextLine("purpose", _("What for"), hint=hint))
        forms = [Leaving.PRINTED, Leaving.SAVED, Leaving.PROTECTED] if self._printable else [Leaving.SAVED]
        leaving = [(one.value, _leaving_words(one, self._printable)) for one in forms]
        form.add_row(
            ChoiceField("form", _("How it leaves"), leaving, blank=None),
            ChoiceField("means", _("How it is sent"), [(one.value, label(one)) for one in Means]),
        )
        self._add_password(form)
        self._add_marking(form)

    def _add_password(self, form: Form) -> None:
        hint = _("At least {n} characters. Tell it by telephone, never in the same message.")
        form.add_row(
            PasswordField("password", _("Password"), hint=hint.format(n=SHORTEST_PASSWORD)),
            PasswordField("password_again", _("The password again"), hint=_("It is kept nowhere.")),
        )

    def _add_marking(self, form: Form) -> None:
        usual = self.asked.rule.marking
        options = [(one.code, one.words or _("No marking")) for one in _usual_first(self.asked)]
        form.add_row(
            ChoiceField(
                "marking",
                _("Marking"),
                options,
                blank=None,
                hint=_("Usual for this paper: {marking}.").format(marking=usual.words or _("no marking")),
            ),
            ChoiceField("due", _("After use"), [(one.value, label(one)) for one in Due], blank=_("Kept")),
            DateField(
                "due_on",
                _("Returned or destroyed by"),
                parse=lambda text: parse_date(text, self.workspace.today(), prefer="future"),
                show=exact_date,
            ),
            stretches=(5, 5, 6),
        )
        form.add(
            TextBlock("marking_reason", _("Why it may be marked lower"), limit=2_000, lines=1, most_lines=4)
        )

    # What is said -------------------------------------------------------------------------------------------

    def _chosen(self) -> Leaving:
        return Leaving(self.form.field("form").value() or Leaving.SAVED.value)

    def _tell(self) -> None:
        """Show what the choices made ask for."""
        leaving, protected = self._chosen(), self._chosen() is Leaving.PROTECTED
        due = bool(self.form.field("due").value())
        asked = {
            "password": protected,
            "password_again": protected,
            "marking_reason": self._is_lower(),
            "due_on": due,
        }
        more = [name for name, wanted in asked.items() if self.form.field(name).isHidden() == wanted]
        for name in more:
            self.form.field(name).setVisible(asked[name])
        if more and self.isVisible():
            QTimer.singleShot(0, self, self._fit)
        words = _("Print...") if leaving is Leaving.PRINTED else _("Save...")
        self.save_button.setText(words)
        self.save_button.setAccessibleName(words)
        self.form.field("recipients").set_hint(self._number_hint())

    def _number_hint(self) -> str:
        many, first = len(self.recipients_field.lines()), self.asked.last + 1
        if many > 1:
            words = _("Copies {first} to {last}: one for each line.")
            return words.format(first=first, last=first + many - 1)
        return _("One name and agency a line. Each line gets a numbered copy; the next is copy {n}.").format(
            n=first
        )

    def _is_lower(self) -> bool:
        wanted = self.asked.markings.get(self.form.field("marking").value() or "")
        return wanted is not None and wanted.level < self.asked.rule.marking.level

    # What it does -------------------------------------------------------------------------------------------

    def draft(self) -> CopyDraft:
        """The draft as typed. Raises ``FieldErrors`` where something cannot be read."""
        values: dict[str, Any] = self.form.values()
        due = values["due"]
        return CopyDraft(
            recipients=self.recipients_field.lines(),
            purpose=values["purpose"],
            form=Leaving(values["form"]),
            means=Means(values["means"]) if values["means"] else None,
            marking=values["marking"] or "",
            marking_reason=values["marking_reason"] if self._is_lower() else "",
            due=Due(due) if due else None,
            due_on=values["due_on"] if due else None,
        )

    def _submit_copy(self) -> None:
        draft = self.draft()
        password = self._password() if draft.form is Leaving.PROTECTED else ""
        if not self._give_out(draft, password):
            raise UserError(
                _("Nothing was printed: no printer was chosen.")
                if draft.form is Leaving.PRINTED
                else _("Nothing was saved: no file was chosen.")
            )
        self._forget_password()

    def _password(self) -> str:
        """The password typed twice. Raises ``UserError``."""
        first, second = self.form.field("password").value(), self.form.field("password_again").value()
        check_password(first)
        if first != second:
            raise UserError(_("The password again: the two are not the same."), "password_again")
        return str(first)

    def _forget_password(self) -> None:
        for name in ("password", "password_again"):
            self.form.field(name).set_value("")

    def done(self, result: int) -> None:
        self._forget_password()
        super().done(result)


#: Papers that have a reader of their own to be named.
_CASE_PAPERS = frozenset(
    {
        Document.SUMMARY,
        Document.PLAN,
        Document.DECISION,
        Document.DESELECTION,
        Document.COMPARISON,
        Document.PACK,
        Document.MINUTES,
        Document.ACTIONS,
    }
)


def _leaving_words(leaving: Leaving, printable: bool) -> str:
    words = {
        Leaving.PRINTED: _("Print"),
        Leaving.SAVED: _("Save as PDF") if printable else _("Save"),
        Leaving.PROTECTED: _("Save with a password"),
    }
    return words[leaving]


def _usual_first(asked: Asked) -> list[Marking]:
    usual = asked.rule.marking
    return [usual, *(one for one in asked.markings.values() if one.code != usual.code)]
