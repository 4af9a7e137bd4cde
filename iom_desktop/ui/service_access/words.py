"""What a service ladder says: on the screen, and to somebody who hears it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from iom_desktop.display.formats import N_, count, days, exact_date
from iom_desktop.display.labels import barrier_words, label, named_with_agency
from iom_desktop.display.service_lines import late_words, stalled_words
from iom_desktop.display.words import _
from iom_desktop.domain.service_access import Lack, ServiceAccess, UnservedNeed


def title(one: ServiceAccess) -> str:
    """ "Drug treatment, Northgate Recovery"."""
    return ", ".join(part for part in (one.said.service, one.said.provider) if part)


def standing(one: ServiceAccess, today: date) -> tuple[str, str]:
    """How it stands in a few words, and the role that goes with them."""
    said = one.said
    if one.stalled(today) is not None:
        return _("Stalled"), "overdue"
    if one.late(today):
        return _("Past its target"), "due-soon"
    if said.ended_on is not None:
        outcome = label(said.outcome)
        return (_("Ended: {outcome}").format(outcome=outcome.lower()) if outcome else _("Ended")), "plain"
    if one.obtained:
        return _("Attending"), "good"
    if said.barrier is not None:
        return _("Not obtained"), "warn"
    return _("Waiting"), "missing"


def remark(one: ServiceAccess, today: date) -> str:
    """The sentence under a ladder: where it has stalled and against which target, or why it was not obtained."""
    stalled = one.stalled(today)
    if stalled is not None:
        since = exact_date(one.said.reached()[-1][2])
        words = capital(stalled_words(stalled.start, stalled.days, one.target_days))
        return _("{words}. Nothing has happened since {day}. Why?").format(words=words, day=since)
    why = barrier_words(one)
    if why and not one.obtained:
        return _("Not obtained: {why}").format(why=why[:1].lower() + why[1:])
    if why:
        return _("Stopped: {why}").format(why=why[:1].lower() + why[1:])
    total = one.total_days(today)
    if total is None:
        return ""
    if one.late(today):
        return capital(late_words(total, one.reached, one.target_days)) + "."
    if one.waiting:
        return _("{time} since the need was found, target {target}.").format(
            time=days(total), target=one.target_days
        )
    return _("{time} from the need found to the first attendance, target {target}.").format(
        time=days(total), target=one.target_days
    )


def capital(words: str) -> str:
    """The words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def shown_by(one: ServiceAccess) -> str:
    """Who brought it to the furthest rung that anybody said so of, and what shows it."""
    dated = [(words, day, one.said.record_of(name)) for name, words, day in one.said.reached()]
    told = [(words, day, record) for words, day, record in dated if record.by or record.evidence]
    if not told:
        return ""
    words, day, record = told[-1]
    who = named_with_agency(record.by, record.agency)
    said = _("{rung} {day}").format(rung=_(words), day=exact_date(day))
    if who:
        said = _("{said}, by {who}").format(said=said, who=who)
    return f"{said}: {record.evidence}" if record.evidence else f"{said}."


def need_standing(tries: Sequence[ServiceAccess], lacking: UnservedNeed | None) -> tuple[str, str]:
    """How a need stands with all its tries, in a few words, and the role that goes with them."""
    if any(one.obtained for one in tries):
        return _("Service reached"), "good"
    if lacking is not None:
        return label(lacking.lack), "missing" if lacking.lack is Lack.LATE else "overdue"
    if tries and all(one.said.barrier is not None for one in tries):
        return _("Reason on record"), "warn"
    return _("Within its target"), "plain"


def spoken(one: ServiceAccess, today: date) -> str:
    """The whole ladder as one text for a screen reader."""
    parts = [one.need_name, title(one), standing(one, today)[0]]
    before: date | None = None
    for _name, words, day in one.said.rungs():
        if day is None:
            continue
        gap = "" if before is None else _(", {time} later").format(time=days((day - before).days))
        parts.append(f"{_(words)} {exact_date(day)}{gap}")
        before = day
    parts += [shown_by(one), remark(one, today)]
    return " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts if part)


def summary(services: Sequence[ServiceAccess], unfollowed: int, today: date) -> str:
    """How the case stands as a whole: "1 of 4 services reached, 2 waiting (1 stalled), 1 not obtained"."""
    if not services:
        return ""
    reached = sum(one.obtained for one in services)
    waiting = sum(one.waiting for one in services)
    stalled = sum(one.stalled(today) is not None for one in services)
    refused = sum(not one.obtained and not one.waiting for one in services)
    parts = [
        _("{reached} of {many} reached").format(
            reached=reached, many=count(len(services), N_("service"), N_("services"))
        )
    ]
    if waiting:
        parts.append(_("{many} waiting").format(many=waiting))
    if stalled:
        parts[-1] += " " + _("({many} stalled)").format(many=stalled)
    if refused:
        parts.append(_("{many} not obtained").format(many=refused))
    if unfollowed:
        parts.append(_("{many} not yet followed").format(many=count(unfollowed, N_("need"), N_("needs"))))
    return ", ".join(parts)
