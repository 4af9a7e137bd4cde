"""Enforcement: what is decided about an outcome that did not comply, and breach or recall.

Statutory cases only: a case without a sentence, or a non-statutory one, can never produce enforcement.
Dates are worked out in working days. Source: domain reference 4.3 to 4.5; periods are dated settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import CodeItem, Sentence
from iom_desktop.domain.dates import working_days_after

#: "Failed to attend": evidence is awaited, and the outcome must be changed to acceptable or unacceptable.
HOLDING = "AFTA"
#: Steps that begin a breach or a recall by themselves.
BEGINS_PROCEEDING = frozenset({"IBR", "BIP", "EA08", "EA11", "REC", "BRE01", "BRE02"})
#: A warning taken back: the failure it was for no longer counts.
WITHDRAWS = frozenset({"EA07"})
#: The steps offered first after an outcome, short list before the full one. Source: domain reference 4.4.
COMMON_STEPS: Mapping[str, tuple[str, ...]] = {
    HOLDING: ("EA12", "WLS", "ROM"),
    "": ("WLS", "EA02", "EA03", "EA04", "IBR", "ROM", "NFA"),
}


class ProceedingKind(StrEnum):
    """Breach of an order, or recall on licence."""

    BREACH = "breach"
    RECALL = "recall"


#: What failing to comply leads to, by sentence.
PROCEEDING_OF: Mapping[Sentence, ProceedingKind] = {
    Sentence.LICENCE: ProceedingKind.RECALL,
    Sentence.COMMUNITY_ORDER: ProceedingKind.BREACH,
    Sentence.SUSPENDED_SENTENCE: ProceedingKind.BREACH,
}


def is_statutory(sentence: Sentence | None) -> bool:
    """Whether failing to comply can lead to breach or recall at all."""
    return sentence in PROCEEDING_OF


def statutory_on(day: date, sentence: Sentence | None, starts: date | None, ends: date | None) -> bool:
    """Whether the person was subject to a statutory sentence on ``day``, as far as its dates are known."""
    return is_statutory(sentence) and (starts is None or starts <= day) and (ends is None or day <= ends)


def common_steps(outcome_code: str) -> tuple[str, ...]:
    """Codes of the steps offered first after this outcome."""
    return COMMON_STEPS.get(outcome_code, COMMON_STEPS[""])


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDraft:
    """An enforcement step as typed. Empty dates are worked out: see ``check``."""

    code: str = ""
    decided_on: date | None = None
    evidence_by: date | None = None
    respond_by: date | None = None
    note: str = ""

    def check(
        self,
        item: CodeItem | None,
        appointment_on: date,
        today: date,
        *,
        evidence_days: int | None,
        holidays: frozenset[date],
    ) -> StepDraft:
        """The draft cleaned, with its dates. Raises ``FieldErrors``.

        ``evidence_days``: working days after the appointment that evidence is awaited for, where it is awaited.
        The response is due ``response_days`` (of the list's item) working days after the decision.
        """
        checks = Checks()
        checks.demand(item is not None, "code", "Enforcement: choose one from the list.")
        day = self.decided_on or today
        checks.demand(day <= today, "decided_on", f"Decided: {day:%d/%m/%Y} is in the future.")
        checks.demand(
            day >= appointment_on,
            "decided_on",
            f"Decided: {day:%d/%m/%Y} is before the appointment, {appointment_on:%d/%m/%Y}.",
        )
        for name, words, by in (
            ("evidence_by", "Evidence by", self.evidence_by),
            ("respond_by", "Answer by", self.respond_by),
        ):
            checks.demand(by is None or by >= day, name, f"{words}: it is before the day of the decision.")
        evidence_by = self.evidence_by
        if evidence_by is None and evidence_days is not None:
            evidence_by = working_days_after(appointment_on, evidence_days, holidays)
        respond_by = self.respond_by
        if respond_by is None and item is not None and item.detail("response_days"):
            respond_by = working_days_after(day, int(item.detail("response_days")), holidays)
        cleaned = replace(
            self,
            decided_on=day,
            evidence_by=evidence_by,
            respond_by=respond_by,
            note=checks.note(self.note, "note", "Note"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class EnforcementStep:
    """A step as the store has it. ``outstanding``: its code leaves something to be done until it is settled."""

    id: str
    version: int
    case_id: str
    appointment_id: str
    said: StepDraft
    name: str
    outstanding: bool
    by: str
    settled_on: date | None
    settled_note: str

    @property
    def decided_on(self) -> date:
        """The day it was decided."""
        if self.said.decided_on is None:
            raise ValueError("a step in the store has its day")
        return self.said.decided_on

    @property
    def open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.outstanding and self.settled_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingDraft:
    """A breach or recall as typed. ``status_code`` is of the list of proceeding statuses."""

    proceeding: ProceedingKind | None = None
    started_on: date | None = None
    reason: str = ""
    status_code: str = ""
    status_on: date | None = None
    resolved_on: date | None = None
    result_note: str = ""

    def check(self, item: CodeItem | None, today: date) -> ProceedingDraft:
        """The draft cleaned. A status that ends it (column ``ends``) needs the day it was resolved. ``FieldErrors``."""
        checks = Checks()
        checks.demand(self.proceeding is not None, "proceeding", "Kind: choose breach or recall.")
        checks.demand(self.started_on is not None, "started_on", "Started: a date is needed.")
        checks.demand(item is not None, "status_code", "Status: choose one from the list.")
        of = "" if item is None else item.detail("proceeding")
        checks.demand(
            self.proceeding is None or of in ("", self.proceeding.value),
            "status_code",
            f"Status: that is a status of a {of}, not of a {self.proceeding}.",
        )
        ends = item is not None and item.yes("ends")
        checks.demand(
            not ends or self.resolved_on is not None,
            "resolved_on",
            "Resolved: this status ends it, so a date is needed.",
        )
        checks.demand(
            ends or self.resolved_on is None,
            "status_code",
            "Status: it is said to be resolved, so choose a status that ends it.",
        )
        earlier = self.started_on
        for name, words, day in (
            ("started_on", "Started", self.started_on),
            ("status_on", "Status since", self.status_on),
            ("resolved_on", "Resolved", self.resolved_on),
        ):
            if day is None:
                continue
            checks.demand(day <= today, name, f"{words}: {day:%d/%m/%Y} is in the future.")
            checks.demand(
                earlier is None or day >= earlier,
                name,
                f"{words}: {day:%d/%m/%Y} is before it started.",
            )
        cleaned = replace(
            self,
            status_on=self.status_on or self.resolved_on or self.started_on,
            reason=checks.note(self.reason, "reason", "Reason", required=True),
            result_note=checks.note(self.result_note, "result_note", "Result"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Proceeding:
    """A breach or recall as the store has it."""

    id: str
    version: int
    case_id: str
    said: ProceedingDraft
    status_name: str
    by: str

    @property
    def open(self) -> bool:
        """Whether it is still going on."""
        return self.said.resolved_on is None
