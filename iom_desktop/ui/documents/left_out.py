"""What a copy leaves out, and what the officer should know of it: read before anything can leave."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.audiences import FULL
from iom_desktop.domain.paper_wishes import LoadedPaper
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import text_label

#: So many sentences of what is left out, and of advice, are said before one asks for more; in a brief panel one.
_FIRST = 4


def left_out_words(loaded: LoadedPaper) -> str:
    """All that this copy leaves out, in sentences."""
    return " ".join(_sentences(loaded))


def _sentences(loaded: LoadedPaper) -> tuple[str, ...]:
    if loaded.left_out:
        return loaded.left_out
    if loaded.wish.reader == FULL:
        return (_("This is the full copy, for the file: no sharing rule leaves anything out of it."),)
    return (_("No rule leaves anything out of this copy."),)


class LeftOutPanel(QFrame):
    """A calm panel above the pages. A long list is begun, and told in full where that is asked for."""

    def __init__(self, leads_on: QWidget | None = None) -> None:
        """``leads_on`` is a button to change what is left out, where that can be changed."""
        super().__init__()
        self.setObjectName("left-out-panel")
        self.setProperty("notice", "info")
        self._loaded: LoadedPaper | None = None
        self._brief = False
        self.left_out_label = text_label("", wrap=True, name="left-out")
        self.advice_label = text_label("", role="muted", wrap=True, name="paper-advice")
        self.more_button = button("", self._tell, name="left-out-more", kind="quiet", shortcut="Alt+L")
        self.more_button.setCheckable(True)
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(self.left_out_label)
        words.addWidget(self.advice_label)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        row.addLayout(words, 1)
        beside = QVBoxLayout()
        beside.setSpacing(theme.px(4))
        if leads_on is not None:
            beside.addWidget(leads_on)
        beside.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignRight)
        beside.addStretch(1)
        row.addLayout(beside)
        self.hide()

    def tell(self, loaded: LoadedPaper | None) -> None:
        """Tell of ``loaded``; without it there is nothing to tell."""
        self._loaded = loaded
        self.more_button.setChecked(False)
        self._tell()

    def set_brief(self, brief: bool) -> None:
        """Whether there is little room: then only the first sentence is said unasked."""
        if brief is not self._brief:
            self._brief = brief
            self._tell()

    def _tell(self) -> None:
        loaded = self._loaded
        self.setVisible(loaded is not None)
        if loaded is None:
            return
        left_out, advice = _sentences(loaded), loaded.advice
        first, advised = (1, 0) if self._brief else (_FIRST, _FIRST)
        many = len(left_out[first:]) + len(advice[advised:])
        if self.more_button.isChecked():
            first, advised = len(left_out), len(advice)
        self.left_out_label.setText(" ".join(left_out[:first]))
        self.advice_label.setText(" ".join(advice[:advised]))
        self.advice_label.setVisible(bool(advice[:advised]))
        words = _("Less") if self.more_button.isChecked() else _("{n} more").format(n=many)
        self.more_button.setText(words)
        self.more_button.setAccessibleName(words)
        self.more_button.setVisible(many > 0)
