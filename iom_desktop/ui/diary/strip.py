"""What stands beneath the diary: the chosen appointment in words with what can be done, and what the signs mean."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.appointments import ClashOf
from iom_desktop.domain.diary import STEP, DiaryEntry
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.diary.pencil import Pencil
from iom_desktop.ui.diary.words import chosen_words, clash_words, detail_words, legend, signs
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import ElidedLabel, text_label


class ChosenStrip(QFrame):
    """One appointment: who and when, what and where, its signs in words, and its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("diary-chosen")
        self.setProperty("surface", "ground")
        self.entry: DiaryEntry | None = None
        self.heading = ElidedLabel("", role="heading", name="diary-chosen-heading")
        self.detail = text_label("", role="muted", wrap=True, name="diary-chosen-detail")
        self.open_button = button(_("Open"), name="diary-open", tooltip=_("Open the appointment  Enter"))
        self.outcome_button = button(_("Outcome…"), name="diary-outcome", tooltip=_("Outcome  O"))
        self.move_button = button(_("Move…"), name="diary-move", tooltip=_("Move  M"))
        self.leave_button = button(_("Leave it"), name="diary-leave", tooltip=_("Leave it where it is  Esc"))
        self._nudges = self._made_nudges()
        self._rows = QVBoxLayout(self)
        self._rows.addWidget(self.heading)
        self._rows.addWidget(self.detail)
        buttons = QWidget()
        buttons.setObjectName("diary-chosen-buttons")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        buttons.setSizePolicy(policy)
        flow = FlowLayout(buttons, gap=8, line_gap=4)
        for made in (self.open_button, self.outcome_button, self.move_button, self.leave_button):
            flow.addWidget(made)
        for made, _days, _minutes in self._nudges:
            flow.addWidget(made)
        self._rows.addWidget(buttons)
        margin = theme.px(8)
        self._rows.setContentsMargins(theme.px(12), margin, theme.px(12), margin)
        self._rows.setSpacing(theme.px(4))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    @staticmethod
    def _made_nudges() -> list[tuple[QPushButton, int, int]]:
        made = []
        for short, words, key, days, minutes, name in (
            (_("−{minutes} min"), _("{minutes} min earlier"), "Alt+Up", 0, -STEP, "up"),
            (_("+{minutes} min"), _("{minutes} min later"), "Alt+Down", 0, STEP, "down"),
            (_("−1 day"), _("A day earlier"), "Alt+Left", -1, 0, "left"),
            (_("+1 day"), _("A day later"), "Alt+Right", 1, 0, "right"),
        ):
            whole = words.format(minutes=STEP)
            one = button(short.format(minutes=STEP), name=f"diary-nudge-{name}", tooltip=f"{whole}  {key}")
            one.setAccessibleName(whole)
            made.append((one, days, minutes))
        return made

    def nudges(self) -> list[tuple[QPushButton, int, int]]:
        """The buttons that move by a little: each with its days and minutes."""
        return self._nudges

    def show_entry(self, one: DiaryEntry | None, now: datetime, clash: frozenset[ClashOf]) -> None:
        """Show an appointment, or that none is chosen."""
        self.entry = one
        self.leave_button.hide()
        self.move_button.setText(_("Move…"))
        if one is None:
            self.heading.set_text(_("No appointment is chosen"))
            self.detail.setText(
                _("Arrow keys go from one to the next, with Ctrl they mark a time; N books at it.")
            )
        else:
            marks = [sign.word for sign in signs(one, now)]
            self.heading.set_text(chosen_words(one))
            self.detail.setText(" · ".join(filter(None, (*marks, clash_words(clash), detail_words(one)))))
        self.open_button.setEnabled(one is not None)
        over = one is not None and one.starts_at <= now and not one.cancelled
        self.outcome_button.setEnabled(over)
        movable = one is not None and one.can_be_moved
        self.move_button.setEnabled(movable)
        for made, _days, _minutes in self._nudges:
            made.setEnabled(movable)

    def show_pending(self, words: str) -> None:
        """Show where the appointment would go, and how to say yes or no."""
        self.detail.setText(words)
        self.move_button.setText(_("Move here…"))
        self.leave_button.show()


class Legend(QWidget):
    """The signs and their words in one line, for where a block has no room for a word."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("diary-legend")
        self.setAccessibleName(", ".join(sign.word for sign in legend()))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        pencil = Pencil(painter)
        left = 0
        for sign in legend():
            room = QRect(left, 0, self.width() - left, self.height())
            left += pencil.sign(room, sign, word=True) + theme.px(16)
        painter.end()
