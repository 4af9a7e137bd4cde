"""What changed, in plain words: one line of the overview for each change since the officer last looked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.display.formats import N_, ago, exact_date, spoken_datetime
from iom_desktop.display.labels import label, label_of
from iom_desktop.display.words import _
from iom_desktop.domain.changes import Change, Deed, FieldChange
from iom_desktop.domain.codes import Answer, Cohort, Phase, Rag, RiskGroup, Rosh, Sentence
from iom_desktop.domain.needs import NeedStatus, Severity
from iom_desktop.domain.service_access import RUNGS
from iom_desktop.ui.cases.lines import Line

#: (kind, deed): words for one, words for many, the tab where it is.
_SAID: dict[tuple[str, Deed], tuple[str, str, str]] = {
    ("case", Deed.ADDED): (N_("Case added"), "", "overview"),
    ("case", Deed.CHANGED): (N_("How the person is managed changed"), "", "overview"),
    ("person", Deed.CHANGED): (N_("Details of the person changed"), "", "overview"),
    ("referral", Deed.ADDED): (N_("Referred for IOM"), N_("referrals recorded"), "why_iom"),
    ("referral", Deed.CHANGED): (N_("Panel set"), N_("panels set"), "why_iom"),
    ("referral", Deed.ENDED): (N_("Referral withdrawn"), N_("referrals withdrawn"), "why_iom"),
    ("screening", Deed.ADDED): (N_("Referral screened"), N_("screenings recorded"), "why_iom"),
    ("decision", Deed.ADDED): (N_("Decision recorded"), N_("decisions recorded"), "why_iom"),
    ("need", Deed.ADDED): (N_("Need recorded"), N_("needs recorded"), "needs"),
    ("need", Deed.CHANGED): (N_("Need changed"), N_("needs changed"), "needs"),
    ("flag", Deed.ADDED): (N_("Risk flag raised"), N_("risk flags raised"), "needs"),
    ("flag", Deed.CHANGED): (N_("Risk flag reviewed"), N_("risk flags reviewed"), "needs"),
    ("flag", Deed.ENDED): (N_("Risk flag ended"), N_("risk flags ended"), "needs"),
    ("risk_assessment", Deed.ADDED): (N_("Risk assessed"), N_("risk assessments recorded"), "needs"),
    ("risk_measure", Deed.ADDED): (N_("Added to the risk plan"), N_("measures added to the risk plan"), "risk_plan"),
    ("risk_measure", Deed.CHANGED): (N_("Risk plan changed"), N_("measures of the risk plan changed"), "risk_plan"),
    ("risk_measure", Deed.ENDED): (N_("Ended in the risk plan"), N_("measures of the risk plan ended"), "risk_plan"),
    ("condition", Deed.ADDED): (N_("Condition recorded"), N_("conditions recorded"), "risk_plan"),
    ("condition", Deed.CHANGED): (N_("Condition changed"), N_("conditions changed"), "risk_plan"),
    ("marac", Deed.ADDED): (N_("MARAC recorded"), N_("MARACs recorded"), "needs"),
    ("marac", Deed.CHANGED): (N_("MARAC changed"), N_("MARACs changed"), "needs"),
    ("safeguarding_check", Deed.ADDED): (
        N_("Safeguarding check asked for"), N_("safeguarding checks asked for"), "needs"
    ),
    ("safeguarding_check", Deed.ENDED): (
        N_("Safeguarding check answered"), N_("safeguarding checks answered"), "needs"
    ),
    ("safeguarding_check", Deed.CHANGED): (
        N_("Safeguarding answer corrected"), N_("safeguarding answers corrected"), "needs"
    ),
    ("withheld", Deed.ADDED): (N_("Information kept apart"), N_("times information kept apart"), "needs"),
    ("withheld", Deed.ENDED): (N_("Information no longer kept apart"), N_("times no longer kept apart"), "needs"),
    ("plan", Deed.ADDED): (N_("New version of the plan begun"), N_("versions of the plan begun"), "plan"),
    ("plan", Deed.CHANGED): (N_("Words of the plan changed"), N_("versions of the plan changed"), "plan"),
    ("plan", Deed.AGREED): (N_("Plan agreed"), N_("versions of the plan agreed"), "plan"),
    ("goal", Deed.ADDED): (N_("Goal added"), N_("goals added"), "plan"),
    ("goal", Deed.CHANGED): (N_("Goal changed"), N_("goals changed"), "plan"),
    ("required_action", Deed.ADDED): (N_("Required action added"), N_("required actions added"), "plan"),
    ("required_action", Deed.CHANGED): (N_("Required action changed"), N_("required actions changed"), "plan"),
    ("action_status", Deed.ADDED): (N_("Required action"), N_("changes to how required actions stand"), "plan"),
    ("action_note", Deed.ADDED): (N_("Progress note added"), N_("progress notes added"), "plan"),
    ("appointment", Deed.ADDED): (N_("Appointment booked"), N_("appointments booked"), "appointments"),
    ("appointment", Deed.CHANGED): (N_("Appointment changed"), N_("appointments changed"), "appointments"),
    ("appointment", Deed.MOVED): (N_("Appointment moved"), N_("appointments moved"), "appointments"),
    ("appointment", Deed.CANCELLED): (N_("Appointment cancelled"), N_("appointments cancelled"), "appointments"),
    ("appointment", Deed.OUTCOME): (N_("Outcome recorded"), N_("outcomes recorded"), "appointments"),
    ("enforcement_step", Deed.ADDED): (N_("Enforcement decided"), N_("enforcement steps decided"), "compliance"),
    ("enforcement_step", Deed.ENDED): (N_("Enforcement settled"), N_("enforcement steps settled"), "compliance"),
    ("proceeding", Deed.ADDED): (N_("Breach or recall begun"), N_("breaches or recalls begun"), "compliance"),
    ("proceeding", Deed.CHANGED): (
        N_("Breach or recall came on"), N_("breaches or recalls came on"), "compliance"
    ),
    ("proceeding", Deed.ENDED): (
        N_("Breach or recall resolved"), N_("breaches or recalls resolved"), "compliance"
    ),
    ("letter", Deed.ADDED): (N_("Letter sent"), N_("letters sent"), "documents"),
    ("support", Deed.ADDED): (N_("Support given"), N_("times support given"), "services"),
    ("service_access", Deed.ADDED): (N_("Service asked for"), N_("services asked for"), "services"),
    ("service_access", Deed.CHANGED): (N_("Service came on"), N_("services came on"), "services"),
    ("deselection", Deed.ADDED): (N_("De-selected"), N_("de-selections recorded"), "why_iom"),
    ("deselection", Deed.ENDED): (
        N_("De-selection no longer holds"), N_("de-selections that no longer hold"), "why_iom"
    ),
    ("offending", Deed.ADDED): (
        N_("Recorded"), N_("arrests, charges or convictions recorded"), "overview"
    ),
    ("offending", Deed.ENDED): (
        N_("Struck out"), N_("arrests, charges or convictions struck out"), "overview"
    ),
    ("note", Deed.ADDED): (N_("Note added"), N_("notes added"), "timeline"),
    ("conference_case", Deed.ADDED): (N_("Put on the agenda"), N_("conferences it was put before"), "timeline"),
    ("conference_case", Deed.CHANGED): (N_("Case conference"), N_("case conferences"), "timeline"),
    ("minute", Deed.ADDED): (N_("Minuted at a case conference"), N_("minutes of a case conference"), "timeline"),
    ("agenda_request", Deed.ADDED): (
        N_("Asked for the next case conference"), N_("times asked for the next case conference"), "timeline"
    ),
    ("document_copy", Deed.ENDED): (
        N_("What became of a copy"), N_("copies of which it is known what became of them"), "documents"
    ),
    ("document", Deed.GIVEN_OUT): (N_("Document printed or saved"), N_("documents printed or saved"), "documents"),
}  # fmt: skip

_FIELDS: dict[str, str] = {
    "cohort": N_("Cohort"), "rag": N_("RAG"), "phase": N_("Phase"), "sentence": N_("Order or licence"),
    "sentence_start": N_("Order start"), "sentence_end": N_("Order end"), "index_offence": N_("Index offence"),
    "release_on": N_("Expected out"),
    "ogrs": N_("OGRS"), "adopted_on": N_("Adopted on"), "police_lead": N_("Police lead"),
    "police_phone": N_("Police telephone"), "probation_phone": N_("Probation telephone"),
    "probation_lead": N_("Probation lead"), "next_conference_on": N_("Next conference"),
    "review_on": N_("Review"), "mappa": N_("MAPPA"), "mappa_checked_on": N_("MAPPA checked"),
    "domestic_abuse": N_("Domestic abuse"), "child_safeguarding": N_("Child safeguarding"),
    "safeguarding_checked_on": N_("Safeguarding checked"), "risk_to_staff": N_("Risk to staff"),
    "panel_on": N_("Panel"), "heard_on": N_("Heard"), "next_on": N_("Next heard"), "answered_on": N_("Answered"),
    "from_on": N_("From"), "to_on": N_("Until"), "who_name": N_("Who"), "number": N_("Number"),
    "mappa_category": N_("MAPPA category"), "mappa_reference": N_("Held by MAPPA"),
    "rosh": N_("RoSH"), "rosh_groups": N_("RoSH to"), "severity": N_("Severity"), "status": N_("Status"),
    "score": N_("Score"), "starts_at": N_("When"),
    "identified_on": N_("Identified"), "referred_on": N_("Referred"), "accepted_on": N_("Accepted"),
    "offered_on": N_("Offered"), "attended_on": N_("First attended"), "ended_on": N_("Ended"),
}  # fmt: skip

_CODES: dict[tuple[str, str], type[StrEnum]] = {
    ("case", "cohort"): Cohort, ("case", "rag"): Rag, ("case", "phase"): Phase, ("case", "sentence"): Sentence,
    ("case", "domestic_abuse"): Answer, ("case", "child_safeguarding"): Answer, ("case", "risk_to_staff"): Answer,
    ("case", "rosh"): Rosh, ("need", "severity"): Severity, ("need", "status"): NeedStatus,
}  # fmt: skip
_RUNGS = frozenset(name for name, _words in RUNGS)
#: Long texts: that they changed is enough, the words are where the line leads.
_TEXTS: dict[str, str] = {
    "risk_when": N_("when the risk is greatest"), "risk_increases": N_("what increases the risk"),
    "risk_reduces": N_("what reduces the risk"), "outcome": N_("outcome"), "note": N_("note"),
    "strengths": N_("strengths"),
}  # fmt: skip


def change_line(change: Change, now: datetime, local: Callable[[datetime], datetime]) -> Line:
    """The line for ``change`` at local time ``now``; ``local`` turns the store's time into wall-clock time."""
    one, many, tab = _SAID.get((change.kind, change.deed), (N_("Something else changed"), "", "timeline"))
    said = _(one) if change.count == 1 or not many else f"{change.count} {_(many)}"
    if change.status is not None:
        said = f"{said}: {label(change.status).lower()}"
    parts = [spoken_datetime(change.when, now), change.words]
    words = " · ".join(part for part in parts if part)
    who = _("you") if change.mine else change.by
    fields = "; ".join(filter(None, (_field(change.kind, one) for one in change.fields)))
    return Line(
        f"{said}: {words}" if words else said,
        " · ".join(part for part in (fields, who) if part),
        ago(local(change.at), now),
        "muted",
        tab,
        change.record_id if change.kind not in ("case", "person", "document") else "",
    )


def _field(kind: str, change: FieldChange) -> str:
    """ "RAG red, was amber"; a long text only by its name."""
    if change.name in _TEXTS:
        return _(_TEXTS[change.name])
    if change.name not in _FIELDS:
        return ""
    name, now, before = _(_FIELDS[change.name]), _value(kind, change.name, change.after), ""
    if change.name not in _RUNGS:
        before = _value(kind, change.name, change.before)
    if not now:
        return _("{field} taken out, was {before}").format(field=name, before=before)
    said = f"{name} {now}"
    return _("{now}, was {before}").format(now=said, before=before) if before else said


def _value(kind: str, name: str, value: str) -> str:
    if name == "rosh_groups":
        return ", ".join(label_of(RiskGroup, code) for code in value.split(", ") if code)
    if code := _CODES.get((kind, name)):
        return label_of(code, value).lower()
    return _day(value)


def _day(value: str) -> str:
    """A date kept as ISO reads as a date; anything else as it stands."""
    try:
        return exact_date(date.fromisoformat(value))
    except ValueError:
        return value


def first_look() -> str:
    """What is said when the officer has never opened the case."""
    return _("You have not opened this case before.")


def nothing_new(since: str) -> str:
    """What is said when nothing happened. ``since`` is when the officer last looked."""
    return _("Nothing has changed since you last looked, {since}.").format(since=since)
