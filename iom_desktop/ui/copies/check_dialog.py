"""A paper held against the record by the code at its foot: is it current, and if not, what has changed?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.copy_columns import about_copy, person_words
from iom_desktop.display.words import _
from iom_desktop.domain.documents import read_code
from iom_desktop.domain.register import DocumentCopy, PaperCheck, PaperStanding
from iom_desktop.errors import UserError
from iom_desktop.services import cases, paper_checks
from iom_desktop.services.key_back import can_be_keyed
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.form import TextLine
from iom_desktop.ui.label import hairline, set_role, text_label
from iom_desktop.ui.workspace import Workspace

Leads = Callable[[DocumentCopy], object]

#: How each answer looks. The words always say it too.
_LOOKS = {
    PaperStanding.CURRENT: "good",
    PaperStanding.CHANGED: "warn",
    PaperStanding.SUPERSEDED: "error",
    PaperStanding.UNKNOWN: "info",
    PaperStanding.NOT_MADE: "error",
}


class CheckDialog(QDialog):
    """Type the code; the answer stands beneath it in one sentence. Nothing is changed by asking."""

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget | None = None,
        *,
        open_case: Leads,
        key_back: Leads,
        settle: Leads,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("check-dialog")
        self.setWindowTitle(_("Check a paper"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._leads = {"open-case": open_case, "key-back": key_back, "settle": settle}
        self.found: PaperCheck | None = None
        self._lay_out()
        self.code.line.textChanged.connect(self._typed)
        for keys in ("Return", "Enter"):
            QShortcut(QKeySequence(keys), self.code.line, self.check).setContext(
                Qt.ShortcutContext.WidgetShortcut
            )

    def _lay_out(self) -> None:
        self.code = TextLine(
            "code",
            _("The code at the foot of the paper"),
            hint=_(
                "Eight letters and digits, as in 7F3A-91C2. Small letters will do, and the dash can be left out."
            ),
            limit=40,
        )
        self.code.setMaximumWidth(theme.px(360))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        rows.setSpacing(theme.px(12))
        rows.addWidget(text_label(_("Check a paper"), role="title", name="check-title"))
        rows.addWidget(self.code)
        rows.addWidget(self._answer(), 1)
        rows.addWidget(hairline())
        rows.addLayout(self._foot())
        self.resize(theme.px(680), theme.px(480))

    def _answer(self) -> QWidget:
        self.answer = QFrame()
        self.answer.setObjectName("check-answer")
        self.answer.setProperty("notice", "info")
        self.words = text_label("", role="title", wrap=True, name="check-words")
        self.person = text_label("", role="strong", wrap=True, name="check-person")
        self.about = text_label("", wrap=True, name="check-about")
        self.changes = Scrolled(name="check-changes")
        rows = QVBoxLayout(self.answer)
        rows.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        rows.setSpacing(theme.px(8))
        for label in (self.words, self.person, self.about):
            rows.addWidget(label)
        rows.addWidget(self.changes, 100)
        rows.addStretch(1)
        self.answer.hide()
        holder = QWidget()
        holder.setObjectName("check-holder")
        around = QVBoxLayout(holder)
        around.setContentsMargins(0, 0, 0, 0)
        # All the room there is: wrapped words beside something that stretches would be given too little.
        around.addWidget(self.answer)
        return holder

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.buttons = {
            "open-case": button(_("Open the case"), self._go("open-case"), name="check-open-case"),
            "key-back": button(_("Key it back"), self._go("key-back"), name="check-key-back"),
            "settle": button(_("Settle"), self._go("settle"), name="check-settle"),
        }
        for made in self.buttons.values():
            made.setAutoDefault(True)  # Enter presses the one that has the keyboard
            made.hide()
            row.addWidget(made)
        row.addStretch(1)
        row.addWidget(button(_("Close"), self.reject, name="check-close", tooltip="Esc"))
        return row

    # Asking -------------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        """A whole code is looked up at once; anything less takes the last answer away."""
        if read_code(self.code.line.text()) is not None:
            self.check()
        else:
            self._show(None)

    def check(self) -> None:
        """Hold the paper with the typed code against the record."""
        try:
            found = self._workspace.read(paper_checks.check_paper, self.code.value(), self._workspace.now())
            if found.copy.case_id is not None:
                # What has changed in a case is told of it: that is an opening, on record before it is shown.
                words = "Check a paper by its code"
                self._workspace.perform(words, cases.open_case, found.copy.case_id)
        except UserError as problem:
            self._show(None)
            self._say(problem.message, "error")
            return
        self._show(found)

    def _show(self, found: PaperCheck | None) -> None:
        self.found = found
        for made in self.buttons.values():
            made.hide()
        while self.changes.rows.count():
            item = self.changes.rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.answer.setVisible(found is not None)
        self.changes.setVisible(found is not None and bool(found.changes))
        for label in (self.person, self.about):
            label.setVisible(found is not None)
        if found is None:
            return
        self._say(found.words, _LOOKS[found.standing])
        self.person.setText(person_words(found.copy))
        self.about.setText(about_copy(found.copy))
        for place, change in enumerate(found.changes):
            self.changes.rows.addWidget(text_label(change, wrap=True, name=f"check-change-{place}"))
        self.changes.rows.addStretch(1)
        copy = found.copy
        about = not copy.not_made
        self.buttons["open-case"].setVisible(copy.case_id is not None)
        self.buttons["key-back"].setVisible(about and can_be_keyed(copy.document, copy.plan_id))
        self.buttons["settle"].setVisible(about)

    def _say(self, words: str, look: str) -> None:
        self.answer.show()
        set_role(self.answer, look, "notice")
        self.words.setText(words)

    def _go(self, where: str) -> Callable[[], object]:
        def press() -> None:
            if self.found is None:
                return
            copy = self.found.copy
            self.accept()
            self._leads[where](copy)

        return press
