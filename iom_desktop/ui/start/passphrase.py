"""Choosing a passphrase: typed twice, with the plain rules beneath that are ticked off as they are met."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.ui import theme
from iom_desktop.ui.chips import paint_shape
from iom_desktop.ui.label import set_role, text_label
from iom_desktop.ui.start.surface import LONGEST_PASSPHRASE, show_box
from iom_desktop.ui.text_fields import TextLine


class _Sign(QWidget):
    """A tick where a rule is met, a ring where it is not."""

    def __init__(self) -> None:
        super().__init__()
        self.met = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(16), theme.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = theme.px(11)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        role = "good" if self.met else "muted"
        paint_shape(QPainter(self), box, "tick" if self.met else "ring", theme.mark(role))


class Rule(QWidget):
    """One rule: its sign, its words, and "met" or "not yet" for a screen reader."""

    def __init__(self, words: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._words = words
        self._sign = _Sign()
        self._label = text_label(words, role="small", name=f"{name}-words", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self._sign)
        row.addWidget(self._label, 1)
        self.set_met(False)

    @property
    def met(self) -> bool:
        """Whether the rule is met."""
        return self._sign.met

    def set_met(self, met: bool) -> None:
        """Show whether the rule is met."""
        self._sign.met = met
        self._sign.update()
        set_role(self._label, "body" if met else "small")
        said = _("met") if met else _("not yet")
        self.setAccessibleName(f"{self._words}: {said}")


class NewPassphrase(QWidget):
    """The rules for two fields in which a new passphrase is typed twice."""

    def __init__(self, first: TextLine, again: TextLine, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        from iom_desktop.ui.workspace import LONG_ENOUGH

        self._least = LONG_ENOUGH
        self._first, self._again = first, again
        self.long_enough = Rule(
            _("{count} characters or more: four or five words do well").format(count=self._least),
            name=f"{name}-long",
        )
        self.not_obvious = Rule(_("not among the first that anybody would try"), name=f"{name}-obvious")
        self.same_twice = Rule(_("the same both times"), name=f"{name}-same")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        rows.addWidget(show_box(first, again, name=f"{name}-show"))
        for rule in (self.long_enough, self.not_obvious, self.same_twice):
            rows.addWidget(rule)
        for field in (first, again):
            field.changed.connect(self._look)

    def _look(self) -> None:
        typed, again = self._first.line.text(), self._again.line.text()
        enough = len(typed) >= self._least
        self.long_enough.set_met(enough)
        self.not_obvious.set_met(enough and not self._fault())
        self.same_twice.set_met(bool(typed) and typed == again)

    def _fault(self) -> str:
        from iom_desktop.ui.workspace import passphrase_fault

        return passphrase_fault(self._first.line.text())

    def problems(self) -> list[UserError]:
        """What is wrong with what is typed, each naming its field."""
        fault = self._fault()
        if fault:
            return [UserError(fault, self._first.name)]
        if self._first.line.text() != self._again.line.text():
            return [UserError(_("Passphrase again: this is not the same as the first."), self._again.name)]
        return []

    def value(self) -> str:
        """The passphrase exactly as typed. Raises ``FieldErrors``."""
        problems = self.problems()
        if problems:
            raise FieldErrors(tuple(problems))
        return self._first.line.text()


def passphrase_fields(first: str, again: str) -> tuple[TextLine, TextLine]:
    """The two fields, called ``first`` and ``again``."""
    return (
        TextLine(first, _("Passphrase"), secret=True, limit=LONGEST_PASSPHRASE),
        TextLine(again, _("Passphrase again"), secret=True, limit=LONGEST_PASSPHRASE),
    )
