"""Compliance as it is read: the stage, what is due, the failures, how appointments went; screen and paper alike.

The reasons themselves are the engine's own sentences (``domain.compliance``): they are shown as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import N_, count, due_words, exact_date, long_date, short_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.compliance import Compliance, Due, DueKind, Engagement, Failure, Holding, Stage
from iom_desktop.domain.enforcement import EnforcementStep, Proceeding

Today = Callable[[], date]

#: The role of each stage, which brings its shape and colour.
STAGE_ROLES = {
    Stage.NOT_STATUTORY: "plain",
    Stage.SENTENCE_ENDED: "plain",
    Stage.NO_FAILURES: "good",
    Stage.FIRST_WARNING: "severity-medium",
    Stage.SECOND_WARNING: "severity-high",
    Stage.FINAL_WARNING: "severity-very-high",
    Stage.BREACH: "overdue",
    Stage.RECALL: "overdue",
    Stage.BREACH_IN_PROGRESS: "rag-red",
    Stage.RECALL_IN_PROGRESS: "rag-red",
}
_PROCEEDINGS_DUE = frozenset({Stage.BREACH, Stage.RECALL})
_IN_PROGRESS = frozenset({Stage.BREACH_IN_PROGRESS, Stage.RECALL_IN_PROGRESS})
#: Stages that the banner of a case has nothing to say about.
_QUIET = frozenset({Stage.NOT_STATUTORY, Stage.SENTENCE_ENDED, Stage.NO_FAILURES})
_SOON = 3
"""Days ahead in which what is due is said to be soon."""


# --- The stage -------------------------------------------------------------------------------------------


def worth_a_chip(stage: Stage) -> bool:
    """Whether the stage is something to know about a person on every tab."""
    return stage not in _QUIET


def stage_detail(found: Compliance) -> str:
    """The sentence under the stage: how many failures count, and what one more would bring."""
    many = len(found.failures)
    if found.stage is Stage.NOT_STATUTORY:
        return _("Breach and recall apply to orders and licences alone; how appointments go is shown below.")
    if found.stage is Stage.SENTENCE_ENDED:
        return _("Nothing more can be enforced under it.")
    if found.stage in _IN_PROGRESS:
        return _("The count goes back to 0 when it is resolved.")
    failures = count(many, N_("failure to comply counts"), N_("failures to comply count"))
    if found.stage in _PROCEEDINGS_DUE:
        return _("{failures}. It has not been begun.").format(failures=failures)
    if found.next_failure is found.stage:
        return _("{failures}.").format(failures=failures)
    then = label(found.next_failure).lower()
    if not many:
        return _("One failure to comply would mean: {stage}.").format(stage=then)
    return _("{failures}. One more would mean: {stage}.").format(failures=failures, stage=then)


def chip_words(found: Compliance) -> tuple[str, str, str]:
    """The stage in the banner: its words, its role, and more for whoever asks."""
    more = [stage_detail(found)]
    more += [f"{failure.what}, {exact_date(failure.on)}" for failure in found.failures]
    return label(found.stage), STAGE_ROLES[found.stage], "\n".join(more)


# --- What is due -----------------------------------------------------------------------------------------


def due_role(due: Due, today: date) -> str:
    """The role that goes with when it is due."""
    if due.overdue(today):
        return "overdue"
    return "due-soon" if (due.on - today).days <= _SOON else "muted"


def due_when(due: Due, today: date) -> str:
    """ "9 days overdue", "due tomorrow", "due in 3 days"."""
    return due_words(due.on, today)


_REMEDIES = {
    DueKind.OUTCOME: N_("Record outcome…"),
    DueKind.EVIDENCE: N_("Resolve…"),
    DueKind.ENFORCEMENT: N_("Decide…"),
    DueKind.LETTER: N_("Write letter…"),
    DueKind.RESPONSE: N_("Settle…"),
    DueKind.PROCEEDINGS: N_("Begin…"),
}


def remedy(kind: DueKind) -> str:
    """What a button says that does what is due."""
    return _(_REMEDIES[kind])


# --- Failures --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """A failure that counts, or one that is held until its evidence is in. ``id`` is the appointment's."""

    id: str
    on: date
    what: str
    until: date  #: the last day it counts, or that evidence is awaited
    held: bool
    enforcement: str


def counted(found: Compliance) -> list[Counted]:
    """The failures that count and those that are held, in order of time."""
    lines = [*map(_of_failure, found.failures), *map(_of_holding, found.holding)]
    return sorted(lines, key=lambda line: (line.on, line.id))


def _of_failure(one: Failure) -> Counted:
    return Counted(one.appointment_id, one.on, one.what, one.counts_until, False, one.enforcement)


def _of_holding(one: Holding) -> Counted:
    return Counted(one.appointment_id, one.on, one.what, one.evidence_by, True, "")


def counted_columns(today: Today) -> tuple[Column[Counted], ...]:
    """The table of failures."""
    return (
        Column("on", _("Date"), lambda one: exact_date(one.on), sort=lambda one: one.on, width=16),
        Column("what", _("What happened"), lambda one: one.what, width=28, stretch=True),
        Column(
            "standing",
            _("Counts"),
            lambda one: _standing(one, today()),
            sort=lambda one: (one.held, one.until),
            role=lambda one: _standing_role(one, today()),
            width=26,
        ),
        Column(
            "enforcement",
            _("What was done about it"),
            _enforcement,
            role=lambda one: None if one.enforcement or one.held else "missing",
            width=22,
            stretch=True,
        ),
    )


def _standing(one: Counted, today: date) -> str:
    if not one.held:
        return _("Counts through {day}").format(day=short_date(one.until))
    if one.until < today:
        return _("Held: was due {day}").format(day=short_date(one.until))
    return _("Held: evidence by {day}").format(day=short_date(one.until))


def _standing_role(one: Counted, today: date) -> str | None:
    if not one.held:
        return None
    return "overdue" if one.until < today else "missing"


def _enforcement(one: Counted) -> str:
    if one.held:
        return _("To be resolved")
    return one.enforcement or _("Nothing yet")


# --- Steps and proceedings -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepLine:
    """An enforcement step with the words of the appointment that it is about."""

    step: EnforcementStep
    about: str

    @property
    def id(self) -> str:
        """The step's id."""
        return self.step.id


def step_columns(today: Today) -> tuple[Column[StepLine], ...]:
    """The table of enforcement steps."""
    return (
        Column(
            "decided",
            _("Decided"),
            lambda one: exact_date(one.step.decided_on),
            sort=lambda one: one.step.decided_on,
            width=16,
        ),
        Column("step", _("Step"), lambda one: one.step.name, width=24, stretch=True),
        Column("about", _("About"), lambda one: one.about, width=22, stretch=True),
        Column(
            "standing",
            _("How it stands"),
            lambda one: step_standing(one.step, today()),
            role=lambda one: _step_role(one.step, today()),
            width=26,
            tooltip=lambda one: one.step.settled_note,
        ),
        Column("by", _("By"), lambda one: one.step.by, width=12),
    )


def step_standing(step: EnforcementStep, today: date) -> str:
    """Whether a step is done with, and if not until when it is waited for."""
    if step.settled_on is not None:
        return _("Settled {day}").format(day=short_date(step.settled_on))
    by = step_waits_until(step)
    if step.outstanding:
        return _("Open: {due}").format(due=due_words(by, today)) if by else _("Open")
    if step.said.respond_by is not None:
        return _("Done; answer by {day}").format(day=short_date(step.said.respond_by))
    return _("Done")


def step_waits_until(step: EnforcementStep) -> date | None:
    """The day by which something is awaited."""
    return step.said.respond_by or step.said.evidence_by


def _step_role(step: EnforcementStep, today: date) -> str | None:
    if not step.open:
        return "done"
    by = step_waits_until(step)
    return "overdue" if by is not None and by < today else "missing"


def proceeding_heading(one: Proceeding) -> str:
    """ "Breach, begun Tue 3 Nov 2026"."""
    kind = label(one.said.proceeding)
    return _("{kind}, begun {day}").format(kind=kind, day=exact_date(one.said.started_on))


def proceeding_standing(one: Proceeding) -> str:
    """Its status and since when, or how and when it ended."""
    said = one.said
    if said.resolved_on is not None:
        return _("Resolved {day}: {status}").format(day=exact_date(said.resolved_on), status=one.status_name)
    return _("{status}, since {day}").format(status=one.status_name, day=exact_date(said.status_on))


# --- Engagement ------------------------------------------------------------------------------------------


def kept_words(engagement: Engagement) -> str:
    """ "14 of 16 kept", or that there were none."""
    if not engagement.planned:
        return _("No appointments in the time that counts")
    many = count(engagement.planned, N_("appointment"), N_("appointments"))
    return _("{kept} of {many} kept").format(kept=engagement.kept, many=many)


def engagement_parts(engagement: Engagement) -> Iterator[tuple[str, str, str]]:
    """Key, words and role of each part that the appointments fall into, the empty ones left out."""
    parts = (
        ("kept", engagement.kept, N_("kept"), "good"),
        ("acceptable", engagement.acceptable, N_("not kept, for an acceptable reason"), "rag-blue"),
        ("missed", engagement.missed, N_("missed"), "rag-amber"),
        ("not_complied", engagement.not_complied, N_("instructions not followed"), "rag-red"),
        ("awaited", engagement.awaited, N_("without an outcome"), "missing"),
    )
    for key, many, words, role in parts:
        if many:
            yield key, f"{many} {_(words)}", role


def engagement_detail(engagement: Engagement) -> str:
    """The last ones in a row, and when the last was kept."""
    said = []
    if engagement.kept_in_a_row > 1:
        said.append(_("The last {many} kept in a row.").format(many=engagement.kept_in_a_row))
    if engagement.last_kept is not None:
        said.append(_("Last kept on {day}.").format(day=exact_date(engagement.last_kept)))
    return " ".join(said)


# --- As a text -------------------------------------------------------------------------------------------


def failures_as_text(found: Compliance) -> str:
    """The failures that count in one line each, as the reason for what follows from them."""
    return "\n".join(f"{exact_date(one.on)}: {one.what}." for one in found.failures)


def as_text(found: Compliance, today: date) -> str:
    """The whole of it as plain sentences, one to a line, to be read out or put into a report."""
    lines = [_("Compliance on {day}: {stage}.").format(day=long_date(today), stage=label(found.stage))]
    lines += found.reasons
    if found.due:
        lines.append(_("To be done:"))
        lines += [f"{exact_date(due.on)} ({due_when(due, today)}): {due.words}" for due in found.due]
    return "\n".join(lines)
