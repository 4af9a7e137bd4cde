"""The small dialogs of the plan: goals, the words of the plan, agreement; statuses and progress of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.actions import REASON_NEEDED, ActionStatus
from iom_desktop.domain.dates import Prefer, parse_date
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, GoalState, PlanWords
from iom_desktop.domain.wordings import goals_for
from iom_desktop.ui.actions.wording_field import Suggestion, WordingField
from iom_desktop.ui.form import ChoiceField, DateField, Form, MultiChoiceField, TextBlock
from iom_desktop.ui.form_dialog import DraftJournal
from iom_desktop.ui.plans.plan_dialog import PlanDialog, serves_options


def day_field(
    name: str, label: str, today: date, *, prefer: Prefer, hint: str = "", placeholder: str = ""
) -> DateField:
    """A date field read from ``today``; ``prefer`` says which way what is left open points."""
    return DateField(
        name,
        label,
        parse=lambda text: parse_date(text, today, prefer=prefer, label=label),
        show=exact_date,
        hint=hint,
        placeholder=placeholder,
    )


class GoalDialog(PlanDialog):
    """A goal in the person's own words, by when, and what it serves."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        *,
        draft: GoalDraft,
        names: Mapping[str, str],
        today: date,
        submit: Callable[[GoalDraft], object],
        journal: DraftJournal,
        draft_key: str,
        start_at: str = "",
        again: bool = False,
        keep_mine: Callable[[], object] | None = None,
    ) -> None:
        form = Form(name="goal-form")
        self.words = WordingField(
            "words",
            _("Goal, in the person's own words"),
            required=True,
            placeholder=_("I will ..."),
            hint=_("Down shows wordings for the needs of the case."),
        )
        form.add(self.words)
        form.add(
            day_field(
                "target_on", _("By when"), today, prefer="future", placeholder=_("3 months, 6 months, 31 Jan")
            )
        )
        self.serves = MultiChoiceField(
            "serves", _("Serves"), serves_options(names, draft.serves), columns=2, most_rows=6
        )
        form.add(self.serves)
        form.set_values({"words": draft.words, "target_on": draft.target_on, "serves": draft.serves})
        self._needs = tuple(names)
        self.serves.changed.connect(self._suggest)
        self._suggest()
        super().__init__(
            parent,
            title,
            form,
            submit=lambda: submit(self.draft()),
            name="goal-dialog",
            journal=journal,
            draft_key=draft_key,
            start_at=start_at or "words",
            again=self._begin_next if again else None,
            keep_mine=keep_mine,
        )

    def draft(self) -> GoalDraft:
        """The goal as typed. Raises ``FieldErrors`` where a field cannot be read."""
        return GoalDraft(**self.form.values())

    def _suggest(self) -> None:
        codes = self.serves.value() or self._needs
        self.words.set_suggestions([Suggestion(words) for words in goals_for(codes)])

    def _begin_next(self) -> None:
        self.form.set_values({"words": "", "target_on": None, "serves": ()})


class PlanWordsDialog(PlanDialog):
    """What a plan says besides its goals."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        words: PlanWords,
        called: str,
        today: date,
        submit: Callable[[PlanWords], object],
        journal: DraftJournal,
        draft_key: str,
        start_at: str = "",
        keep_mine: Callable[[], object] | None = None,
    ) -> None:
        form = Form(name="plan-words-form")
        form.add(
            TextBlock(
                "contingency",
                _("If things go wrong: what happens, who does it, how soon"),
                placeholder=_("Missed script and no contact for 24 hours: same-day joint visit, then ..."),
            )
        )
        own = _("In {name}'s own words").format(name=called)
        form.add(TextBlock("persons_words", own, lines=2))
        form.add(
            day_field(
                "review_on", _("Plan reviewed on"), today, prefer="future", placeholder=_("6 weeks, 3 months")
            )
        )
        form.set_values(
            {
                "contingency": words.contingency,
                "persons_words": words.persons_words,
                "review_on": words.review_on,
            }
        )
        super().__init__(
            parent,
            _("Words of the plan"),
            form,
            submit=lambda: submit(PlanWords(**form.values())),
            name="plan-words-dialog",
            journal=journal,
            draft_key=draft_key,
            start_at=start_at,
            keep_mine=keep_mine,
        )


class AgreementDialog(PlanDialog):
    """What the person said when the plan was gone through with them."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        called: str,
        persons_words: str,
        today: date,
        submit: Callable[[AgreementDraft], object],
        journal: DraftJournal,
        draft_key: str,
    ) -> None:
        form = Form(name="agreement-form")
        answers = [(str(code), word) for code, word in labels.choices(Agreement)]
        self.answer = ChoiceField(
            "answer", _("What {name} says to the plan").format(name=called), answers, required=True
        )
        gone_through = day_field(
            "explained_on",
            _("Gone through with {name} on").format(name=called),
            today,
            prefer="past",
            hint=_("Fills the actions that have no such date of their own."),
        )
        form.add_row(self.answer, gone_through)
        self.reason = TextBlock("reason", _("Reason"), lines=2)
        form.add(self.reason)
        form.add(TextBlock("persons_words", _("In their own words"), lines=2))
        form.set_values({"answer": None, "explained_on": today, "reason": "", "persons_words": persons_words})
        self.answer.changed.connect(self._ask_reason)
        self._ask_reason()
        super().__init__(
            parent,
            _("Agree the plan"),
            form,
            submit=lambda: submit(self.draft()),
            name="agreement-dialog",
            journal=journal,
            draft_key=draft_key,
            start_at="answer",
            save_words=_("Agree and freeze this version"),
        )

    def draft(self) -> AgreementDraft:
        """What was said. Raises ``FieldErrors``."""
        values = self.form.values()
        answer = values["answer"]
        return AgreementDraft(**{**values, "answer": None if answer is None else Agreement(answer)})

    def _ask_reason(self) -> None:
        needed = self.answer.value() in (Agreement.DOES_NOT_AGREE, Agreement.COULD_NOT_ANSWER)
        self.reason.set_hint(_("Needed: why?") if needed else _("Only needed where they do not agree."))


class StatusDialog(PlanDialog):
    """How an action stands from now on, since when, and why."""

    def __init__(
        self,
        parent: QWidget | None,
        number: str,
        *,
        status: ActionStatus,
        today: date,
        submit: Callable[[ActionStatus, str, date], object],
        journal: DraftJournal,
        draft_key: str,
    ) -> None:
        form = Form(name="status-form")
        self.status = ChoiceField(
            "status",
            _("{number} is now").format(number=number),
            [(str(code), word) for code, word in labels.choices(ActionStatus)],
            blank=None,
            required=True,
        )
        on_day = day_field("on_day", _("Since"), today, prefer="past")
        on_day.required = True
        form.add_row(self.status, on_day)
        self.reason = TextBlock("reason", _("Reason"), lines=2)
        form.add(self.reason)
        form.set_values({"status": status.value, "on_day": today, "reason": ""})
        self.status.changed.connect(self._ask_reason)
        self._ask_reason()
        super().__init__(
            parent,
            _("How {number} stands").format(number=number),
            form,
            submit=lambda: self._send(submit),
            name="status-dialog",
            journal=journal,
            draft_key=draft_key,
            start_at="reason" if status in REASON_NEEDED else "on_day",
            width=520,
        )

    def _send(self, submit: Callable[[ActionStatus, str, date], object]) -> None:
        values = self.form.values()
        submit(ActionStatus(values["status"]), values["reason"], values["on_day"])

    def _ask_reason(self) -> None:
        needed = self.status.value() in REASON_NEEDED
        self.reason.set_hint(_("Needed: why?") if needed else _("Only if it helps whoever reads it."))


class WordsDialog(PlanDialog):
    """One block of words: a progress note, or the reason why a goal ends or begins again."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        label: str,
        *,
        field: str,
        hint: str = "",
        submit: Callable[[str], object],
        journal: DraftJournal,
        draft_key: str,
        save_words: str = "",
    ) -> None:
        form = Form(name=f"{field}-form")
        block = TextBlock(field, label, lines=3, hint=hint, required=True)
        form.add(block)
        super().__init__(
            parent,
            title,
            form,
            submit=lambda: submit(str(form.values()[field])),
            name=f"{field}-dialog",
            journal=journal,
            draft_key=draft_key,
            save_words=save_words,
            width=520,
        )


def goal_state_words(state: GoalState, number: str) -> tuple[str, str, str]:
    """Title, what to say, and the button for moving goal ``number`` to ``state``."""
    return {
        GoalState.ACHIEVED: (
            _("Goal {number} is achieved").format(number=number),
            _("What was achieved, and what helped"),
            _("Goal achieved"),
        ),
        GoalState.REMOVED: (
            _("Take goal {number} out").format(number=number),
            _("Why it is taken out"),
            _("Take it out"),
        ),
        GoalState.ACTIVE: (
            _("Work on goal {number} again").format(number=number),
            _("Why it is worked on again"),
            _("Work on it again"),
        ),
    }[state]
