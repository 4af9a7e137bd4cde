"""Reading a subject access extract through before it goes: every passage, what is printed of it, and why not more.

The whole text of a passage, with what is left out of it, shows here alone; the pages and the files never have it.
What is chosen holds at once. Nothing leaves from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from iom_desktop.display.extract_columns import (
    PASSAGE_COLUMNS,
    PassageRow,
    about_row,
    explained,
    passage_row,
)
from iom_desktop.display.formats import N_, count
from iom_desktop.display.subject_access_lines import untold_words
from iom_desktop.display.words import _
from iom_desktop.domain.extract_reading import (
    REASON_LIMIT,
    HeldPassage,
    PassageState,
    ReadThrough,
    give,
    gone_from,
    leave_out,
    undo,
)
from iom_desktop.domain.text import search_key
from iom_desktop.errors import UserError
from iom_desktop.services.subject_access import read_through
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.documents.kept_choice import KeptChoice
from iom_desktop.ui.form import Form, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import set_plain_tooltip, text_label, without_mnemonic
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.segments import Segments
from iom_desktop.ui.workspace import Workspace

#: In pixels at 100%.
_WIDE, _HIGH = 1180, 860
_LEAST_WIDE, _LEAST_HIGH = 640, 480
_ALL, _LEFT_OUT, _MINE = "all", "left-out", "mine"
_FIND_AFTER_MS = 150
_PASSAGE = "@passage"
_STATES = {
    _ALL: frozenset(PassageState),
    _LEFT_OUT: frozenset({PassageState.PARTLY, PassageState.LEFT_OUT, PassageState.BY_OFFICER}),
    _MINE: frozenset({PassageState.BY_OFFICER, PassageState.GIVEN}),
}


class ReasonForm(Form):
    """The reason for one passage; a draft of it knows which."""

    passage = ""

    def snapshot(self) -> dict[str, str]:
        return super().snapshot() | {_PASSAGE: self.passage}


class ExtractDialog(FormDialog):
    """A list of every passage to search and filter, the selected one whole, and what the officer chooses of it."""

    def __init__(
        self,
        workspace: Workspace,
        case_id: str,
        kept: KeptChoice,
        parent: QWidget | None = None,
        *,
        draft_key: str,
    ) -> None:
        self.workspace, self._case_id, self.kept = workspace, case_id, kept
        self._rows: list[PassageRow] = []
        self._keys: dict[str, str] = {}  # what a passage is found by
        self._typed: dict[str, str] = {}  # reasons half typed, by passage
        self._reason_form = ReasonForm(name="extract-form")
        self.reason = TextLine("reason", _("Why this may be given after all"), limit=REASON_LIMIT)
        self._reason_form.add(self.reason)
        super().__init__(
            parent,
            _("What is left out"),
            self._reason_form,
            submit=self.give,
            name="extract-dialog",
            journal=workspace.drafts,
            draft_key=draft_key,
            save_words=_("Give after all"),
            width=_WIDE,
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FIND_AFTER_MS)
        self._timer.timeout.connect(self._list)
        self._set_up()
        self._read()

    # Layout -------------------------------------------------------------------------------------------------

    def _lay_out(self, title: str, save_words: str) -> None:
        super()._lay_out(title, save_words)
        rows = self.layout()
        if not isinstance(rows, QVBoxLayout):
            raise AssertionError("a form dialog lays its parts out in a column")
        # Wrapped words ask for more height than they need at this width.
        rows.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self.summary = text_label("", role="muted", wrap=True, name="extract-summary")
        self.table = RecordTable(
            PASSAGE_COLUMNS,
            name="extract-passages",
            key=lambda row: row.passage.ref,
            empty=_("No passage answers to this."),
        )
        shown = QVBoxLayout()
        shown.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(8))
        shown.setSpacing(theme.px(6))
        shown.addWidget(self.summary)
        shown.addWidget(self._tick())
        shown.addLayout(self._filters())
        shown.addWidget(self.table, 3)
        for one in self._passage():
            shown.addWidget(one, 2 if one is self.words else 0)
        shown.addWidget(self.form)
        rows.insertLayout(rows.indexOf(self.scroll_area), shown, 1)
        self.scroll_area.hide()

    def _filters(self) -> QHBoxLayout:
        self.find_box = QLineEdit()
        self.find_box.setObjectName("extract-find")
        self.find_box.setPlaceholderText(_("Words in a passage"))
        self.find_box.setAccessibleName(_("Find among the passages"))
        self.find_box.setClearButtonEnabled(True)
        self.find_box.setMaxLength(200)
        self.find_box.setFixedWidth(theme.px(240))
        self.which = Segments(
            [(_ALL, _("All")), (_LEFT_OUT, _("Left out")), (_MINE, _("Chosen by you"))],
            name="extract-which",
            label=_("Which passages"),
        )
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self.find_box)
        row.addWidget(self.which, 1)
        return row

    def _passage(self) -> Sequence[QWidget]:
        """The passage selected: which it is, what becomes of it, and all that is held."""
        self.about = text_label("", role="strong", wrap=True, name="extract-about")
        self.why = text_label("", role="muted", wrap=True, name="extract-why")
        self.words = QPlainTextEdit()
        self.words.setObjectName("extract-words")
        self.words.setAccessibleName(_("The passage as it is held"))
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setPlaceholderText(_("The passage you select is shown here whole, as it is held."))
        self.words.setMinimumHeight(theme.px(48))
        self.table.setMinimumHeight(theme.px(98))
        return self.about, self.why, self.words

    def _tick(self) -> QCheckBox:
        words = _(
            "Mark also what the extract does not mention: the person then knows that there is something"
        )
        self.tell_all = QCheckBox(without_mnemonic(words))
        self.tell_all.setObjectName("extract-tell-all")
        self.tell_all.setShortcut(QKeySequence("Alt+M"))
        set_plain_tooltip(self.tell_all, "Alt+M")
        return self.tell_all

    def _buttons(self) -> QHBoxLayout:
        self.leave_button = button(_("Leave out"), self.leave_out, name="extract-leave", shortcut="Alt+L")
        self.put_back_button = button(_("Put back"), self.undo, name="extract-put-back", shortcut="Alt+P")
        self.take_back_button = button(_("Take back"), self.undo, name="extract-take-back", shortcut="Alt+T")
        # Enter is for the field that has the keyboard, never for giving something away.
        self.save_button.setDefault(False)
        self.save_button.setProperty("kind", "plain")
        self.save_button.setShortcut(QKeySequence("Alt+G"))
        self.cancel_button.setText(_("Done"))
        self.cancel_button.setAccessibleName(_("Done"))
        self.cancel_button.setProperty("kind", "primary")
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(8))
        row.setSpacing(theme.px(8))
        for one in (self.leave_button, self.put_back_button, self.save_button, self.take_back_button):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        return row

    def _set_up(self) -> None:
        self.find_box.textChanged.connect(lambda _text: self._timer.start())
        self.find_box.installEventFilter(self)
        self.reason.line.installEventFilter(self)
        self.which.chosen.connect(lambda _key: self._list())
        self.table.selection_changed.connect(lambda _row: self._show_passage())
        self.table.record_activated.connect(lambda _row: self._go_on())
        self.tell_all.setChecked(self.kept.choice.tell_all)
        self.tell_all.toggled.connect(self._tell_all)
        QShortcut(QKeySequence("Ctrl+F"), self, self._go_find)

    def _fit(self) -> None:
        screen = self.screen().availableGeometry()
        wide, high = screen.width(), screen.height() - theme.px(48)
        self.setMinimumSize(min(theme.px(_LEAST_WIDE), wide), min(theme.px(_LEAST_HIGH), high))
        self.resize(min(theme.px(_WIDE), wide), min(theme.px(_HIGH), high))

    def _first_focus(self) -> None:
        if self.table.selected_record() is None and self._rows:
            self.table.selectRow(0)
        self.table.setFocus()

    # What it shows ------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Read every passage as it is held; what was chosen about one that is gone is dropped, and that is said."""
        choice = self.kept.choice
        found = self.workspace.read(
            read_through, self._case_id, self.workspace.now(), tell_all=choice.tell_all
        )
        gone = gone_from(choice, found.passages)
        if gone:
            self.notice.say(self.kept.drop(gone), "warn")
        self._found = found
        self._keys = {}
        self._choose_rows()

    def _choose_rows(self) -> None:
        """Work out what becomes of each passage, and list them."""
        choice = self.kept.choice
        self._rows = [passage_row(one, at, choice) for at, one in enumerate(self._found.passages)]
        for key, words in ((_LEFT_OUT, _("Left out ({n:,})")), (_MINE, _("Chosen by you ({n:,})"))):
            self.which.set_words(key, words.format(n=sum(row.state in _STATES[key] for row in self._rows)))
        self.summary.setText(_summary(self._found))
        self._list()

    def _list(self) -> None:
        self._timer.stop()
        wanted, words = _STATES[self.which.key()], search_key(self.find_box.text()).split()
        self.table.set_records(
            row for row in self._rows if row.state in wanted and self._answers(row.passage, words)
        )
        self._show_passage()

    def _answers(self, passage: HeldPassage, words: Sequence[str]) -> bool:
        if not words:
            return True
        key = self._keys.get(passage.ref)
        if key is None:
            one = passage
            said = (one.number, one.matter, one.record, one.on, one.label, one.held, one.by_rule)
            key = self._keys[passage.ref] = search_key(" ".join(said))
        return all(word in key for word in words)

    def selected(self) -> PassageRow | None:
        """The passage selected."""
        row: PassageRow | None = self.table.selected_record()
        return row

    def _show_passage(self) -> None:
        row, choice = self.selected(), self.kept.choice
        self.about.setText("" if row is None else about_row(row))
        self.why.setText("" if row is None else explained(row))
        self.words.setPlainText("" if row is None else row.passage.held)
        state = None if row is None else row.state
        can_give = row is not None and row.passage.can_be_given(choice)
        self.leave_button.setVisible(row is not None and row.passage.can_be_left_out(choice))
        self.put_back_button.setVisible(state is PassageState.BY_OFFICER)
        self.take_back_button.setVisible(state is PassageState.GIVEN)
        self.save_button.setVisible(can_give)
        words = _("Change the reason") if state is PassageState.GIVEN else _("Give after all")
        self.save_button.setText(words)
        self.save_button.setShortcut(QKeySequence("Alt+G"))
        self.save_button.setAccessibleName(words)
        self.form.setVisible(can_give)
        self._show_reason(row)

    def _show_reason(self, row: PassageRow | None) -> None:
        """The reason of the passage selected; one that was half typed for another waits for it."""
        before, now = self._reason_form.passage, "" if row is None else row.passage.ref
        if before == now:
            return
        if before and self.form.is_changed():
            self._typed[before] = self.reason.line.text()
        self._reason_form.passage = now
        self.form.clear_errors()
        self.form.set_values({"reason": "" if row is None else row.reason})
        if now in self._typed:
            self.reason.line.setText(self._typed[now])

    # Choosing -----------------------------------------------------------------------------------------------

    def leave_out(self) -> None:
        """Leave out the passage selected."""
        row = self.selected()
        if row is not None and row.passage.can_be_left_out(self.kept.choice):
            self.kept.put(leave_out(self.kept.choice, row.passage))
            self._chosen(row)

    def give(self) -> None:
        """Give the passage selected after all. Raises ``UserError`` where no reason is typed."""
        row = self.selected()
        if row is not None and row.passage.can_be_given(self.kept.choice):
            self.kept.put(give(self.kept.choice, row.passage, self.reason.value()))
            self._chosen(row)

    def undo(self) -> None:
        """Let the rules hold again for the passage selected."""
        row = self.selected()
        if row is not None and row.state in _STATES[_MINE]:
            self.kept.put(undo(self.kept.choice, row.passage.ref))
            self._chosen(row)

    def _chosen(self, row: PassageRow) -> None:
        self._typed.pop(row.passage.ref, None)
        self._reason_form.passage = ""
        self.form.mark_clean()
        if self.drafts is not None:
            self.drafts.discard()
        self._choose_rows()
        self.table.setFocus()

    def _tell_all(self, wanted: bool) -> None:
        self.kept.put(replace(self.kept.choice, tell_all=wanted))
        self._read()

    def save(self) -> None:
        """Ctrl+Enter gives the passage after all, where it has its reason. The dialog stays open."""
        self.form.clear_errors()
        try:
            self.give()
        except UserError as error:
            self.form.show_error(error)

    # Keyboard -----------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Enter on a passage: to its reason where it may be given after all, otherwise to its text."""
        (self.words if self.form.isHidden() else self.reason).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_find(self) -> None:
        self.find_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_box.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Down lead from the search to the list; Enter in the reason gives the passage."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if watched is self.find_box and (enter or event.key() == Qt.Key.Key_Down):
                self._list()
                self._first_focus()
                return True
            if watched is self.reason.line and enter:
                self.save()
                return True
        return super().eventFilter(watched, event)

    # What was half typed ------------------------------------------------------------------------------------

    def _bring_back(self) -> None:
        texts = self.workspace.drafts.load(self.draft_key) or {}
        if texts and not self.table.select_id(texts.get(_PASSAGE, "")):
            self.workspace.drafts.discard(self.draft_key)  # the passage it was typed about is gone
        super()._bring_back()


def _summary(found: ReadThrough) -> str:
    """ "212 passages. Not mentioned at all: safeguarding (2)."."""
    many = count(len(found.passages), N_("passage"), N_("passages"))
    return " ".join(part for part in (f"{many}.", untold_words(found.untold)) if part)
