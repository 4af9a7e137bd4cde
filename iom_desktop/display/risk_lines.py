"""Risk in words: assessments, MAPPA, MARAC and safeguarding checks, the same on screen and paper."""

from __future__ import annotations

from datetime import date

from iom_desktop.display.formats import due_words, exact_date, join_words, short_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer, RiskGroup
from iom_desktop.domain.risk import (
    CheckAbout,
    Marac,
    RiskAssessment,
    RiskAssessmentDraft,
    SafeguardingCheck,
    Setting,
    settings_of,
)


def level_words(said: RiskAssessmentDraft, group: RiskGroup, setting: Setting) -> str:
    """The level to a group in a setting: "High", "not assessed", or nothing where none is ever given."""
    if setting not in settings_of(group):
        return ""
    found = next((one.level for one in said.levels if (one.group, one.setting) == (group, setting)), None)
    return label(found) if found else _("not assessed")


def overall_words(said: RiskAssessmentDraft) -> str:
    """ "High, to the public and staff". Empty without a level."""
    if said.overall is None:
        return ""
    whom = join_words([label(group) for group in said.groups])
    return _("{level}, to {groups}").format(level=label(said.overall), groups=whom)


def whom_words(said: RiskAssessmentDraft) -> str:
    """Whom the overall level is to: "to the public and staff". Empty without a level."""
    groups = join_words([label(group) for group in said.groups])
    return _("to {groups}").format(groups=groups) if groups else ""


def levels_in_words(said: RiskAssessmentDraft) -> str:
    """Each level in one sentence's part: "the public: High in the community, Medium in custody; staff: ..."."""
    parts = []
    for group in RiskGroup:
        mine = [one for one in said.levels if one.group is group]
        if mine:
            levels = [
                _("{level} {setting}").format(level=label(one.level), setting=label(one.setting).lower())
                for one in mine
            ]
            parts.append(_("{group}: {levels}").format(group=label(group), levels=", ".join(levels)))
    return "; ".join(parts)


def assessed_words(assessment: RiskAssessment) -> str:
    """ "Assessed Tue 3 Nov 2026 by D. Williams"."""
    said = assessment.said
    return _("Assessed {date} by {name}").format(date=exact_date(said.assessed_on), name=said.assessed_by)


# --- MAPPA ---------------------------------------------------------------------------------------------


def mappa_words(managed: CaseDraft) -> str:
    """ "Level 2, category M1". What names MAPPA itself stands as it is."""
    category = managed.mappa_category
    parts = (managed.mappa, _("category {code}").format(code=category) if category else "")
    return ", ".join(part for part in parts if part) or _("Level not recorded")


def mappa_detail(managed: CaseDraft) -> str:
    """Where it is held, and when that was checked."""
    held = managed.mappa_reference
    checked = managed.mappa_checked_on
    parts = (
        _("held: {where}").format(where=held) if held else "",
        _("checked {date}").format(date=exact_date(checked)) if checked else _("not checked"),
    )
    return " · ".join(part for part in parts if part)


# --- MARAC ---------------------------------------------------------------------------------------------


def marac_words(marac: Marac) -> str:
    """What was done last: "Heard Tue 3 Mar 2026, as perpetrator", "Considered 4 Mar 2026, not referred"."""
    said = marac.said
    role = label(said.role).lower()
    if said.heard_on is not None:
        return _("Heard {date}, as {role}").format(date=exact_date(said.heard_on), role=role)
    if said.referred_on is not None:
        return _("Referred {date}, as {role}").format(date=exact_date(said.referred_on), role=role)
    if said.next_on is not None:
        return _("To be heard, as {role}").format(role=role)
    return _("Considered {date}, as {role}: not referred").format(
        date=exact_date(marac.recorded_on), role=role
    )


def marac_next(marac: Marac, today: date) -> str:
    """ "Next Sat 5 Dec 2026", or that the hearing is past and nobody said what came of it. Empty without a day."""
    day = marac.said.next_on
    if day is None:
        return ""
    if day < today:
        return _("{date}: outcome not recorded").format(date=exact_date(day))
    return _("next {date}").format(date=exact_date(day))


def marac_detail(marac: Marac) -> str:
    """When it was referred, where, what came of it, and the note."""
    said = marac.said
    referred = (
        _("referred {date}").format(date=exact_date(said.referred_on))
        if said.referred_on is not None and said.heard_on is not None
        else ""
    )
    return " · ".join(part for part in (referred, said.place, said.outcome, said.note) if part)


# --- Safeguarding --------------------------------------------------------------------------------------


def children_words(managed: CaseDraft) -> str:
    """What the case says of its children: "Child safeguarding: yes, checked Tue 3 Nov 2026"."""
    said = {Answer.YES: _("yes"), Answer.NO: _("no"), Answer.UNKNOWN: _("not known")}
    on = managed.safeguarding_checked_on
    checked = _("checked {date}").format(date=exact_date(on)) if on else _("not checked")
    return _("Child safeguarding: {answer}, {checked}").format(
        answer=said[managed.child_safeguarding], checked=checked
    )


def check_words(check: SafeguardingCheck) -> str:
    """ "Children: known now (Mon 9 Nov 2026)", "Adults: no answer yet"."""
    about = label(check.about)
    if check.answer is None:
        return _("{about}: no answer yet").format(about=about)
    answer = label(check.answer).lower()
    return _("{about}: {answer} ({date})").format(
        about=about, answer=answer, date=exact_date(check.answered_on)
    )


def check_due(check: SafeguardingCheck, today: date) -> str:
    """When the answer is due: "9 days overdue", "due in 3 days". Empty once it came."""
    return "" if check.answer is not None else due_words(check.due_on, today)


def check_detail(check: SafeguardingCheck) -> str:
    """Whom was asked when, by whom, and what they said."""
    asked = _("asked {date} of {whom} by {name}").format(
        date=exact_date(check.asked_on), whom=check.asked_of, name=check.asked_by
    )
    return " · ".join(part for part in (asked, check.note) if part)


def about_services(about: CheckAbout) -> str:
    """Whom a check asks: "children's services"."""
    return _("children's services") if about is CheckAbout.CHILD else _("adult services")


def kept_apart_words(count: int) -> str:
    """What a paper says of it: that there is something, and never what. Empty for nothing."""
    if not count:
        return ""
    if count == 1:
        return _("1 item is kept apart: see the record.")
    return _("{count} items are kept apart: see the record.").format(count=count)


def since_words(on: date, by: str) -> str:
    """ "kept apart 3 Nov 2026 by PC Baker"."""
    return _("kept apart {date} by {name}").format(date=short_date(on), name=by)
