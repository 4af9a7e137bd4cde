"""A dialog round one form: saves with Ctrl+Enter, keeps what is half typed, says inline what is wrong.

Esc asks nothing and loses nothing: what was typed stays in the draft journal and is there on the next
opening.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.form import Form
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.page import NoticeStrip

PAUSE_MS = 500
"""How long after the last keystroke a draft is written."""
LONGEST_MS = 2_000
"""How long at most after the first unwritten keystroke, however fast the typing."""


class DraftJournal(Protocol):
    """Where half-typed forms are kept, encrypted, until they are saved or discarded."""

    def save(self, key: str, values: dict[str, str]) -> None:
        """Keep ``values`` under ``key``."""

    def load(self, key: str) -> dict[str, str] | None:
        """What is kept under ``key``, or None."""

    def discard(self, key: str) -> None:
        """Forget what is kept under ``key``, if anything is."""


class DraftKeeper(QObject):
    """Writes a form into the journal as it is typed. Serves dialogs and forms that sit in a page alike."""

    def __init__(self, form: Form, journal: DraftJournal, key: str) -> None:
        super().__init__(form)
        self._form, self._journal, self._key = form, journal, key
        self._unwritten = False
        self._pause = self._timer(PAUSE_MS)
        self._longest = self._timer(LONGEST_MS)
        form.changed.connect(self._typed)

    def _timer(self, after: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        timer.timeout.connect(self.flush)
        return timer

    def _typed(self) -> None:
        self._unwritten = True
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def flush(self) -> None:
        """Write now what is not yet written; a form that is as it began leaves nothing behind."""
        self._pause.stop()
        self._longest.stop()
        if not self._unwritten:
            return
        self._unwritten = False
        if self._form.is_changed():
            self._journal.save(self._key, self._form.snapshot())
        else:
            self._journal.discard(self._key)

    def bring_back(self) -> bool:
        """Put back what was half typed; False if there was nothing."""
        texts = self._journal.load(self._key)
        if not texts:
            return False
        self._form.restore(texts)
        self._forget_typing()
        return True

    def discard(self) -> None:
        """Forget the draft, in the journal and here."""
        self._forget_typing()
        self._journal.discard(self._key)

    def _forget_typing(self) -> None:
        self._pause.stop()
        self._longest.stop()
        self._unwritten = False


class FormDialog(QDialog):
    """A form with Save and Cancel.

    ``submit`` does the saving: what it raises as ``UserError`` is shown in the form, which stays open. With
    a ``journal`` and ``draft_key`` what is half typed survives Esc, a lock and a crash. The title is words
    of the program ("Add required action"), never case text. Use ``open()`` and ``accepted`` where possible.

    When ``submit`` raises ``StaleEdit``, both versions are shown side by side. "Take theirs" calls
    ``take_theirs`` (closing the dialog without one); "Keep mine" calls ``keep_mine``, which makes the next
    ``submit`` win, and then submits again. Without ``keep_mine`` only theirs can be taken.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        form: Form,
        *,
        submit: Callable[[], object],
        name: str,
        journal: DraftJournal | None = None,
        draft_key: str = "",
        save_words: str = "",
        keep_mine: Callable[[], object] | None = None,
        take_theirs: Callable[[], object] | None = None,
        width: int = 640,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = form
        self._submit, self._keep_mine, self._take_theirs = submit, keep_mine, take_theirs
        self._width = width
        self._restored = False
        self._comparison: QWidget | None = None
        form.mark_clean()
        self.draft_key = draft_key
        self.drafts = DraftKeeper(form, journal, draft_key) if journal is not None and draft_key else None
        self._lay_out(title, save_words or _("Save"))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save)

    def _lay_out(self, title: str, save_words: str) -> None:
        name = self.objectName()
        self.notice = NoticeStrip(name=f"{name}-notice", parent=self)
        self.heading = text_label(title, role="title", name=f"{name}-title")
        self.save_button = button(
            save_words, self.save, name=f"{name}-save", kind="primary", tooltip="Ctrl+Enter"
        )
        self.save_button.setDefault(True)
        self.cancel_button = button(_("Cancel"), self.reject, name=f"{name}-cancel", tooltip="Esc")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(_padded(self.heading, 24, 16, 24, 8))
        rows.addWidget(self.notice)
        self.scroll_area = self._scrolling_form()
        rows.addWidget(self.scroll_area, 1)
        rows.addWidget(hairline())
        rows.addLayout(self._buttons())

    def _scrolling_form(self) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName(f"{self.objectName()}-inside")
        self._inside = QVBoxLayout(inside)
        self._inside.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(16))
        self._inside.setSpacing(theme.px(16))
        self._inside.addWidget(self.form)
        self._inside.addStretch(1)
        area = QScrollArea()
        area.setObjectName(f"{self.objectName()}-scroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        row.setSpacing(theme.px(8))
        row.addWidget(text_label(_("Ctrl+Enter saves. Esc keeps what you typed for later."), role="small"), 1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.save_button)
        return row

    # Opening ------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._restored:
            self._fit()

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        # After QDialog has had its way with the focus: it selects the whole text of the first field.
        if visible and not self._restored:
            self._restored = True
            self._first_focus()
            self._bring_back()

    def _fit(self) -> None:
        """As wide as asked and as tall as the form needs, within the screen."""
        screen = (self.screen() or QGuiApplication.primaryScreen()).availableGeometry()
        inside = self._inside
        bar = self.scroll_area.verticalScrollBar().sizeHint().width()
        # Never narrower than the form can be: a form is not scrolled sideways.
        least = inside.minimumSize().width() + bar
        self.scroll_area.setMinimumWidth(min(least, screen.width()))
        width = min(max(theme.px(self._width), least), screen.width())
        needs = inside.heightForWidth(width) if inside.hasHeightForWidth() else inside.sizeHint().height()
        # The scroll area gives a form no less than its least height, which wrapped words can put above what
        # they need.
        needs = max(needs, inside.minimumSize().height())
        around = self.sizeHint().height() - self.scroll_area.sizeHint().height()
        self.resize(width, min(needs + around + theme.px(8), screen.height() - theme.px(48)))

    def _first_focus(self) -> None:
        fields = self.form.fields()
        if fields and self.form.focused_field_name() is None:
            self.form.go_to(fields[0].name)
            # After what is there, so that typing goes on from it.
            fields[0].restore_cursor(str(len(fields[0].text_snapshot())))

    def _bring_back(self) -> None:
        if self.drafts is None:
            return
        clean = {field.name: field.text_snapshot() for field in self.form.fields()}
        if self.drafts.bring_back():
            forget = (_("Discard"), lambda: self._forget_draft(clean))
            self.notice.say(_("What you had typed is back."), "info", forget)

    def _forget_draft(self, clean: dict[str, str]) -> None:
        self.form.restore(clean)
        if self.drafts is not None:
            self.drafts.discard()

    # Closing ------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Submit; close if it went through, else say in the form what is wrong."""
        self.form.clear_errors()
        self._end_comparison()
        try:
            self._submit()
        except StaleEdit as stale:
            self._compare(stale)
        except UserError as error:
            self.form.show_error(error)
            self.flush_draft()
        else:
            if self.drafts is not None:
                self.drafts.discard()
            self.accept()

    def flush_draft(self) -> None:
        """Write the draft now, as before a lock."""
        if self.drafts is not None:
            self.drafts.flush()

    def done(self, result: int) -> None:
        if result == QDialog.DialogCode.Rejected:
            self.flush_draft()
        super().done(result)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow() and self._restored:
            self.flush_draft()

    # Somebody else saved first ------------------------------------------------------------------------------

    def _compare(self, stale: StaleEdit) -> None:
        """Show what they saved beside what is typed here, and let the officer decide."""
        self._end_comparison()
        panel = ComparisonPanel(stale, name=f"{self.objectName()}-comparison")
        panel.theirs_button.clicked.connect(self._take_their_version)
        panel.mine_button.clicked.connect(self._keep_my_version)
        panel.mine_button.setVisible(self._keep_mine is not None)
        self._comparison = panel
        self._inside.insertWidget(0, panel)
        panel.show()
        self.scroll_area.verticalScrollBar().setValue(0)
        panel.theirs_button.setFocus()

    def _end_comparison(self) -> None:
        if self._comparison is not None:
            self._inside.removeWidget(self._comparison)
            self._comparison.hide()
            self._comparison.deleteLater()
            self._comparison = None

    def _keep_my_version(self) -> None:
        if self._keep_mine is not None:
            self._keep_mine()
            self.save()

    def _take_their_version(self) -> None:
        self._end_comparison()
        if self.drafts is not None:
            self.drafts.discard()
        if self._take_theirs is not None:
            self._take_theirs()
            self.form.mark_clean()
        else:
            super().done(QDialog.DialogCode.Rejected)


class ComparisonPanel(QFrame):
    """Two versions of one record side by side; lines that differ are marked in words."""

    def __init__(self, stale: StaleEdit, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("surface", "raised")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        rows.setSpacing(theme.px(8))
        rows.addWidget(text_label(stale.message, role="heading", wrap=True, name=f"{name}-message"))
        rows.addLayout(self._grid(stale))
        self.theirs_button = button(_("Take theirs"), name=f"{name}-theirs")
        self.mine_button = button(_("Keep mine"), name=f"{name}-mine", kind="primary")
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addStretch(1)
        foot.addWidget(self.theirs_button)
        foot.addWidget(self.mine_button)
        rows.addLayout(foot)

    def _grid(self, stale: StaleEdit) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(text_label(_("Theirs, as saved"), role="caption"), 0, 1)
        grid.addWidget(text_label(_("Mine, as typed"), role="caption"), 0, 2)
        theirs, mine = dict(stale.theirs), dict(stale.mine)
        for row, label in enumerate(dict.fromkeys([*theirs, *mine]), start=1):
            differs = theirs.get(label, "") != mine.get(label, "")
            words = _("{label} (differs)").format(label=label) if differs else label
            grid.addWidget(text_label(words, role="caption", wrap=True), row, 0, Qt.AlignmentFlag.AlignTop)
            for place, version in ((1, theirs), (2, mine)):
                shown = version.get(label, "") or _("(nothing)")
                cell = text_label(shown, role="strong" if differs else "muted", wrap=True, selectable=True)
                cell.setObjectName(f"{self.objectName()}-{row}-{place}")
                grid.addWidget(cell, row, place, Qt.AlignmentFlag.AlignTop)
        return grid


def _padded(widget: QWidget, left: int, top: int, right: int, bottom: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(theme.px(left), theme.px(top), theme.px(right), theme.px(bottom))
    row.addWidget(widget, 1)
    return row
