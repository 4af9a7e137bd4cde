"""Fields of the screening dialog: the questions of eligibility, and the scoring matrix with its live total."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from iom_desktop.display.formats import N_, count
from iom_desktop.display.labels import label as words_of
from iom_desktop.display.selection_lines import score_words
from iom_desktop.display.words import _
from iom_desktop.domain.selection import EligibilityAnswer, EligibilityCheck, Proposal, Score, total_of
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.field import Field
from iom_desktop.ui.label import text_label

_TOP = Qt.AlignmentFlag.AlignTop


class _Question:
    """The editors of one question of eligibility."""

    def __init__(self, check: EligibilityCheck, changed: Callable[[], object]) -> None:
        self.check = check
        words = words_of(check)
        self.caption = text_label(words, role="strong", name=f"eligibility-{check}-label")
        # Made in the order in which Tab goes through them.
        self.finding = self._line(f"eligibility-{check}", words, _("What was found"))
        self.bars = QCheckBox(_("Stands in the way"))
        self.bars.setObjectName(f"eligibility-{check}-bars")
        self.bars.setAccessibleName(_("{question}: stands in the way").format(question=words))
        self.follows = self._line(
            f"eligibility-{check}-follows",
            _("{question}: what follows").format(question=words),
            _("What follows from it"),
        )
        self.follows.setMaxLength(1000)
        self.follows.hide()
        for line in (self.finding, self.follows):
            line.textChanged.connect(lambda _text: changed())
        self.bars.toggled.connect(lambda _on: self._make_room())
        self.bars.toggled.connect(lambda _on: changed())

    def _make_room(self) -> None:
        """What follows is asked where something stands in the way, and shown where something is said."""
        self.follows.setVisible(self.bars.isChecked() or bool(self.follows.text()))

    @staticmethod
    def _line(name: str, words: str, placeholder: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(words)
        line.setPlaceholderText(placeholder)
        line.setMaxLength(300)
        return line

    def answer(self) -> EligibilityAnswer:
        """The answer as it stands in the editors."""
        return EligibilityAnswer(
            check=self.check,
            finding=self.finding.text(),
            stands_in_the_way=self.bars.isChecked(),
            words=self.follows.text(),
        )

    def show_answer(self, answer: EligibilityAnswer) -> None:
        """Put ``answer`` into the editors."""
        for line, words in ((self.finding, answer.finding), (self.follows, answer.words)):
            line.setText(words)
            line.setCursorPosition(0)
        self.bars.setChecked(answer.stands_in_the_way)
        self._make_room()


class EligibilityField(Field):
    """Each question with what was found, what follows from it, and whether it stands in the way."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label)
        self._proposed: dict[EligibilityCheck, EligibilityAnswer] = {}
        self.questions = {check: _Question(check, self._typed) for check in EligibilityCheck}
        inside = QWidget()
        inside.setObjectName(f"{name}-questions")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        for place, one in enumerate(self.questions.values()):
            row = 3 * place
            grid.addWidget(one.caption, row, 0)
            grid.addWidget(one.finding, row, 1)
            grid.addWidget(one.bars, row, 2)
            grid.addWidget(one.follows, row + 1, 1)
        self._build(inside, labelled=False)
        # The field itself hands the keyboard on; were the box inside to, Tab would go round in it.
        self.setFocusProxy(next(iter(self.questions.values())).finding)

    def propose(self, answers: Sequence[EligibilityAnswer]) -> None:
        """Show what the record says, except where the officer said otherwise than it did before."""
        for answer in answers:
            question = self.questions[answer.check]
            before = self._proposed.get(answer.check)
            if before is None or question.answer() == before:
                question.show_answer(answer)
            self._proposed[answer.check] = answer

    def value(self) -> tuple[EligibilityAnswer, ...]:
        return tuple(one.answer() for one in self.questions.values())

    def set_value(self, value: Sequence[EligibilityAnswer] | None) -> None:
        for answer in value or ():
            self.questions[answer.check].show_answer(answer)

    def text_snapshot(self) -> str:
        return json.dumps(
            [[one.check.value, one.finding, one.stands_in_the_way, one.words] for one in self.value()]
        )

    def restore_text(self, text: str) -> None:
        for check, finding, bars, follows in json.loads(text) if text else []:
            self.questions[EligibilityCheck(check)].show_answer(
                EligibilityAnswer(
                    check=EligibilityCheck(check), finding=finding, stands_in_the_way=bars, words=follows
                )
            )


class _Line:
    """One criterion: its name and reason, its answers to choose from, its points."""

    def __init__(self, place: int, changed: Callable[[], object]) -> None:
        self.proposal: Proposal | None = None
        name = f"score-{place}"
        self.caption = text_label("", role="strong", wrap=True, name=f"{name}-label")
        self.because = text_label("", role="small", wrap=True, name=f"{name}-because")
        self.points = text_label("", role="strong", name=f"{name}-points")
        self.points.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.box = ChoiceBox()
        self.box.setObjectName(name)
        self.box.currentIndexChanged.connect(lambda _place: self._tell())
        self.box.currentIndexChanged.connect(lambda _place: changed())

    def show_proposal(self, proposal: Proposal, code: str) -> None:
        """Show a criterion with the answer ``code`` chosen."""
        self.proposal = proposal
        self.caption.setText(show_hidden(proposal.criterion.name))
        self.box.blockSignals(True)
        self.box.clear()
        self.box.setAccessibleName(proposal.criterion.name)
        self.box.addItem(_("Choose…"), "")
        for answer in proposal.criterion.answers:
            points = count(answer.points, N_("point"), N_("points"))
            self.box.addItem(f"{answer.name}  ({points})", answer.code)
        self.box.blockSignals(False)
        self.choose(code)

    def show(self, shown: bool) -> None:
        """Show the line, or put it away where the matrix of the day is shorter."""
        for part in (self.caption, self.because, self.points, self.box):
            part.setVisible(shown)

    def choose(self, code: str) -> None:
        """Choose the answer ``code``; one that is not offered leaves it to be chosen."""
        self.box.setCurrentIndex(max(self.box.findData(code), 0))
        self._tell()

    def code(self) -> str:
        """The answer chosen, "" where none is."""
        return str(self.box.currentData() or "")

    def score(self) -> Score | None:
        """The line as it counts; nothing while no answer is chosen."""
        return None if self.proposal is None else self.proposal.score(self.code())

    def _tell(self) -> None:
        if self.proposal is not None:
            score = self.score()
            self.points.setText("" if score is None else score_words(score))
            self.because.setText(show_hidden(self.proposal.because if score is None else score.because))


class MatrixField(Field):
    """The matrix: a line for each criterion, what the record proposes chosen already, the total below."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label)
        self._lines: list[_Line] = []
        self._shown = 0
        inside = QWidget()
        inside.setObjectName(f"{name}-matrix")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(8))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(2))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnMinimumWidth(1, theme.px(260))
        self._grid.setColumnMinimumWidth(2, theme.px(56))
        rows.addLayout(self._grid)
        self.total: QLabel = text_label("", role="heading", name=f"{name}-total")
        rows.addWidget(self.total)
        self._build(inside, labelled=False)

    @property
    def lines(self) -> list[_Line]:
        """The lines of the matrix shown, one a criterion."""
        return self._lines[: self._shown]

    def propose(self, proposals: Sequence[Proposal], before: dict[str, str]) -> None:
        """Show the matrix of a day. What the officer chose stays; ``before``: what was chosen last time.

        ``before`` counts where the record proposes nothing.
        """
        chosen = {
            line.proposal.criterion.name: line.code()
            for line in self.lines
            if line.proposal is not None and line.code() and line.code() != line.proposal.code
        }
        while len(self._lines) < len(proposals):
            self._add_line()
        self._shown = len(proposals)
        for place, line in enumerate(self._lines):
            line.show(place < self._shown)
        for line, one in zip(self.lines, proposals, strict=True):
            name = one.criterion.name
            line.show_proposal(one, chosen.get(name) or one.code or before.get(name, ""))
        self._changed()

    def _add_line(self) -> None:
        """One more line; Tab comes to it after the last."""
        place = len(self._lines)
        line = _Line(place, self._changed)
        row = 3 * place
        self._grid.addWidget(line.caption, row, 0)
        self._grid.addWidget(line.box, row, 1, 2, 1, _TOP)
        self._grid.addWidget(line.points, row, 2, 2, 1, _TOP)
        self._grid.addWidget(line.because, row + 1, 0, _TOP)
        self._grid.setRowMinimumHeight(row + 2, theme.px(6))
        if not self._lines:
            self.setFocusProxy(line.box)
        elif self.isVisible():
            # Made late, it would be the last of the whole dialog.
            QWidget.setTabOrder(self._lines[-1].box, line.box)
        self._lines.append(line)

    def _changed(self) -> None:
        scores = self.value()
        most = sum(line.proposal.criterion.most for line in self.lines if line.proposal is not None)
        left = len(self.lines) - len(scores)
        words = _("Total: {total} of {points}").format(
            total=total_of(scores), points=count(most, N_("point"), N_("points"))
        )
        if left:
            words += ", " + count(left, N_("criterion not answered"), N_("criteria not answered"))
        self.total.setText(words)
        self._typed()

    def value(self) -> tuple[Score, ...]:
        found = (line.score() for line in self.lines)
        return tuple(score for score in found if score is not None)

    def set_value(self, value: Sequence[Score] | None) -> None:
        codes = {one.code for one in value or ()}
        for line in self.lines:
            answers = () if line.proposal is None else line.proposal.criterion.answers
            line.choose(next((one.code for one in answers if one.code in codes), ""))

    def text_snapshot(self) -> str:
        return json.dumps([line.code() for line in self.lines])

    def restore_text(self, text: str) -> None:
        kept = set(json.loads(text)) if text else set()
        for line in self.lines:
            answers = () if line.proposal is None else line.proposal.criterion.answers
            code = next((one.code for one in answers if one.code in kept), None)
            if code is not None:
                line.choose(code)
