"""Referrals, screenings and decisions set out to be read, whole or folded to a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from iom_desktop.display.formats import date_time, exact_date, spoken_date
from iom_desktop.display.labels import label, makers_words, named_with_agency
from iom_desktop.display.selection_lines import (
    Step,
    matrix_words,
    outcome_words,
    points_words,
    score_words,
    screening_words,
)
from iom_desktop.display.words import _
from iom_desktop.domain.decisions import Decision, DecisionOutcome
from iom_desktop.domain.selection import Referral, Screening
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.workspace import Workspace


class StepsBar(QWidget):
    """Referred, screened, panel, decided: side by side, each with its day; a step to come is quiet."""

    def __init__(self, steps: Sequence[Step], *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        for number, step in enumerate(steps, start=1):
            row.addWidget(self._step(number, step), 1)

    def _step(self, number: int, step: Step) -> QFrame:
        frame = QFrame()
        frame.setObjectName(f"{self.objectName()}-{step.key}")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(2))
        rows.addWidget(hairline())
        head = f"{number}  {step.name}" + (" ✓" if step.done else "")
        name = f"{self.objectName()}-{step.key}"
        rows.addWidget(text_label(head, role="strong" if step.done else "muted", name=f"{name}-name"))
        said = show_hidden(step.said) or _("not yet")
        rows.addWidget(text_label(said, role="small", wrap=True, name=f"{name}-said"))
        rows.addStretch(1)
        return frame


class _Sheet(QWidget):
    """Captions with words beside them, one under another."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(8))

    def _add(self, key: str, caption: str, words: str, role: str = "body") -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        head = text_label(caption, role="caption", wrap=True, name=f"{self.objectName()}-{key}-label")
        head.setFixedWidth(theme.px(128))
        said = text_label(
            show_hidden(words), role=role, wrap=True, selectable=True, name=f"{self.objectName()}-{key}"
        )
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(said, 1)
        self._rows.addLayout(row)

    def _add_recorded(self, words: str) -> None:
        self._rows.addWidget(text_label(words, role="small", wrap=True, name=f"{self.objectName()}-recorded"))


def _recorded(workspace: Workspace, record: Decision | Referral | Screening) -> str:
    when = date_time(workspace.local(record.recorded_at))
    return _("Recorded by {name}, {when}").format(name=record.recorded_by, when=when)


class DecisionSheet(_Sheet):
    """One decision, set out to be read. What was not asked for this decision is left out."""

    def __init__(self, decision: Decision, workspace: Workspace, *, name: str) -> None:
        super().__init__(name=name)
        said, today = decision.said, workspace.today()
        nothing = _("not recorded")
        taken_on = said.outcome is DecisionOutcome.ACCEPT
        self._add("outcome", _("Decision"), outcome_words(decision), "strong")
        self._add("rationale", _("Why IOM") if taken_on else _("Why"), said.rationale)
        if taken_on:
            self._add("additionality", _("What IOM adds"), said.additionality or nothing)
            self._add("objectives", _("Objectives"), said.objectives or nothing)
            self._add("timescale", _("Timescale"), said.timescale or nothing)
            self._add("cohort", _("Cohort"), label(said.cohort))
        self._add("decided-by", _("Decided by"), makers_words(said.decided_by))
        self._add("dissent", _("Dissent"), said.dissent or _("none recorded"))
        self._add("decided-on", _("Date of decision"), spoken_date(said.decided_on, today))
        self._add("criteria", _("Criteria met"), "\n".join(decision.criteria_words) or nothing)
        self._add("scores", _("Scores relied on"), said.scores or nothing)
        referrer = named_with_agency(said.referrer, said.referrer_agency)
        self._add("referrer", _("Referred by"), referrer or nothing)
        checked = exact_date(said.mappa_checked_on)
        mappa = " · ".join(part for part in (said.mappa_result, checked) if part)
        self._add("mappa", _("MAPPA checked"), mappa or nothing)
        self._add_review(decision, workspace)
        self._add_recorded(_recorded(workspace, decision))

    def _add_review(self, decision: Decision, workspace: Workspace) -> None:
        today, on = workspace.today(), decision.said.review_on
        late = on is not None and decision.superseded_on is None and on < today
        review = spoken_date(on, today)
        self._add(
            "review",
            _("Review"),
            _("{date}: overdue").format(date=review) if late else review or _("no review date"),
            "overdue" if late else "body",
        )


class ReferralSheet(_Sheet):
    """One referral: by whom, from which agency, when, on what grounds."""

    def __init__(self, referral: Referral, workspace: Workspace, *, name: str) -> None:
        super().__init__(name=name)
        said, today = referral.said, workspace.today()
        self._add("referrer", _("Referred by"), named_with_agency(said.referrer, said.agency))
        self._add("referred-on", _("Date of referral"), spoken_date(said.referred_on, today))
        self._add("grounds", _("Grounds"), said.grounds)
        self._add("state", _("Where it stands"), label(referral.state))
        if referral.withdrawn_on is not None:
            words = f"{exact_date(referral.withdrawn_on)}: {referral.withdrawn_reason}"
            self._add("withdrawn", _("Withdrawn"), words)
        self._add_recorded(_recorded(workspace, referral))


class ScreeningSheet(_Sheet):
    """One screening: eligibility, the points line by line, what was recommended."""

    def __init__(self, screening: Screening, workspace: Workspace, *, name: str) -> None:
        super().__init__(name=name)
        said = screening.said
        who = named_with_agency(said.screened_by, said.agency)
        self._add("screened", _("Screened"), f"{spoken_date(said.screened_on, workspace.today())}, {who}")
        for one in said.eligibility:
            words = ". ".join(filter(None, (one.finding, one.words)))
            if one.stands_in_the_way:
                words = _("Stands in the way: {words}").format(words=words)
            self._add(one.check.value, label(one.check), words, "strong" if one.stands_in_the_way else "body")
        self._rows.addWidget(self._points(screening))
        self._add("recommended", _("Recommended"), label(said.recommendation), "strong")
        if said.override_reason:
            self._add("override", _("Other than the rules come to"), said.override_reason)
        if said.note:
            self._add("note", _("Note"), said.note)
        self._add_recorded(f"{matrix_words(screening)}. {_recorded(workspace, screening)}")

    def _points(self, screening: Screening) -> QWidget:
        inside = QWidget()
        inside.setObjectName(f"{self.objectName()}-points")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnMinimumWidth(0, theme.px(128))
        grid.setColumnStretch(1, 1)
        for row, score in enumerate(screening.said.scores):
            name = f"{self.objectName()}-score-{row}"
            grid.addWidget(self._cell(show_hidden(score.criterion), "caption", f"{name}-label"), row, 0)
            words = show_hidden(f"{score.name}. {score.because}" if score.because else score.name)
            grid.addWidget(self._cell(words, "body", name), row, 1)
            grid.addWidget(self._number(score_words(score), "body", f"{name}-points"), row, 2)
        row = len(screening.said.scores)
        grid.addWidget(hairline(), row, 0, 1, 3)
        grid.addWidget(self._cell(_("Total"), "strong", f"{self.objectName()}-total-label"), row + 1, 0)
        total = self._number(points_words(screening), "strong", f"{self.objectName()}-total")
        grid.addWidget(total, row + 1, 1, 1, 2)
        return inside

    @staticmethod
    def _cell(words: str, role: str, name: str) -> QWidget:
        made = text_label(words, role=role, wrap=True, name=name)
        made.setAlignment(Qt.AlignmentFlag.AlignTop)
        if role == "caption":
            made.setFixedWidth(theme.px(128))
        return made

    @staticmethod
    def _number(words: str, role: str, name: str) -> QWidget:
        made = text_label(words, role=role, name=name)
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        return made


class Folded(QWidget):
    """A record in one line that opens into the whole. ``paper`` is what a decision's button calls."""

    def __init__(
        self,
        record_id: str,
        words: str,
        sheet: QWidget,
        *,
        name: str,
        why: str = "",
        paper: QPushButton | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.record_id = record_id
        self._sheet = sheet
        self._sheet.hide()
        self.switch: QPushButton = button("", self.turn, name=f"{name}-switch", kind="quiet")
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        self._words = words
        top.addWidget(text_label(show_hidden(words), role="strong", wrap=True, name=f"{name}-words"), 1)
        if paper is not None:
            top.addWidget(paper)
        top.addWidget(self.switch)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        rows.addLayout(top)
        if why:
            rows.addWidget(
                text_label(show_hidden(why), role="muted", wrap=True, selectable=True, name=f"{name}-why")
            )
        rows.addWidget(self._sheet)
        self._name()

    def _name(self) -> None:
        words = _("Fold away") if self.is_unfolded else _("Show whole")
        self.switch.setText(words)
        self.switch.setAccessibleName(words)

    @property
    def is_unfolded(self) -> bool:
        """Whether the whole record shows."""
        return not self._sheet.isHidden()

    def turn(self) -> None:
        """Show the whole, or fold it away again."""
        self._sheet.setVisible(self._sheet.isHidden())
        self._name()


def folded_screening(screening: Screening, workspace: Workspace, *, name: str) -> Folded:
    """A screening in one line."""
    sheet = ScreeningSheet(screening, workspace, name=f"{name}-sheet")
    return Folded(screening.id, screening_words(screening), sheet, name=name)
