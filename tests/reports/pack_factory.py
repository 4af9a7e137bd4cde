"""Packs as they are loaded, with everything typed given by the test. Everybody is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus, Who
from iom_desktop.domain.audiences import CONFERENCE
from iom_desktop.domain.cases import Flag
from iom_desktop.domain.codes import IomStatus, Rag
from iom_desktop.domain.conferences import (
    AgendaReason,
    Conference,
    ConferenceCase,
    ConferenceDraft,
    ConferenceState,
    ItemState,
    Minute,
    MinuteDraft,
    MinuteKind,
    Reason,
)
from iom_desktop.domain.packs import Pack, PackAction, PackCase, PaperHead
from tests.reports import factory


def conference(**more: Any) -> Conference:
    """The conference of 3 December 2026."""
    said = ConferenceDraft(
        held_on=date(2026, 12, 3),
        starts_at=time(10),
        place="Mocktown Police Station, room 2",
        chair="Insp Placeholder",
        statement="Do not pass it on.",
        agencies=("police", "probation", "Made-up Trust"),
    )
    bare = Conference(
        id="c" * 32, version=1, said=said, state=ConferenceState.PLANNED, opened_at=None, closed_at=None,
        next_on=None, cases=0,
    )  # fmt: skip
    return replace(bare, **more)


def head(**more: Any) -> PaperHead:
    """The head of the table's copy 3."""
    bare = PaperHead(
        conference=conference(), reader=CONFERENCE, left_out=(), today=factory.TODAY, made_at=factory.NOW,
        made_by="PC Baker",
    )  # fmt: skip
    return replace(bare, **more)


def item(number: int = 1, **more: Any) -> ConferenceCase:
    """A case on the agenda."""
    bare = ConferenceCase(
        id=f"item-{number}", version=1, conference_id="c" * 32, case_id=f"case-{number}", crn=f"Z{number:06d}",
        person="SAMPLETON, Mo", rag=Rag.RED, position=number, minutes=8,
        reasons=(Reason(reason=AgendaReason.RED, words="Red since Tue 3 Nov 2026"),), ask="Is weekly contact enough?",
        state=ItemState.TO_DISCUSS, off_reason="", next_on=None,
    )  # fmt: skip
    return replace(bare, **more)


def pack_action(number: str = "1.1", what: str = "Attend the assessment", **more: Any) -> PackAction:
    """A required action of the plan in force."""
    said = ActionDraft(what=what, who=Who.PERSON, due_on=date(2026, 12, 1))
    said = replace(said, **more.pop("said", {}))
    action = Action(
        id=number, version=1, lineage=number, goal_id="g", number=number, said=said,
        status=more.pop("status", ActionStatus.NOT_STARTED),
    )  # fmt: skip
    return PackAction(action=action, due_on=said.due_on, overdue=False, since=False, **more)


def minute(words: str, kind: MinuteKind = MinuteKind.DECISION, **more: Any) -> Minute:
    """A minute of a conference."""
    said = MinuteDraft(case_id="case-1", minute=kind, words=words, agency=more.pop("agency", ""))
    bare = Minute(
        id=words, conference_id="c" * 32, said=said, replaces_id=None, correction_reason="", replaced=False,
        by="PC Baker", at=factory.NOW,
    )  # fmt: skip
    return replace(bare, **more)


def flag(name: str, code: str = "WEAP") -> Flag:
    """A flag that stands."""
    return Flag(
        id=name, case_id="case-1", code=code, name=name, severity=1, note="", started_on=date(2026, 1, 2),
        review_on=None, ended_on=None,
    )  # fmt: skip


def pack_case(number: int = 1, **more: Any) -> PackCase:
    """A case with little in it, or with what ``more`` brings; ``surname`` and ``forenames`` are the person's."""
    case = factory.case_file_one().case
    names = {key: more.pop(key) for key in ("surname", "forenames") if key in more}
    person = replace(case.person, **names)
    bare = PackCase(
        number=number, item=item(number), person=person, managed=case.managed, iom_status=IomStatus.ADOPTED, flags=(),
        decision=None, referral=None, since=(), since_on=None, has_plan=True, plan_agreed=True,
        actions=(pack_action(),), unserved=(), last_decisions=(), last_on=None,
    )  # fmt: skip
    return replace(bare, **more)


def pack(*cases: PackCase, **more: Any) -> Pack:
    """The pack of these cases."""
    return Pack(
        head=more.pop("head", head()), purpose="To decide who is managed under IOM.", cases=cases, **more
    )
