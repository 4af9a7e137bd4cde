"""What a service ladder says: on the screen, and to somebody who hears it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from iom_desktop.display.formats import N_, count, days, exact_date
from iom_desktop.display.labels import barrier_words, label
from iom_desktop.display.words import _
from iom_desktop.domain.service_access import ServiceAccess


def title(one: ServiceAccess) -> str:
    """ "Drug treatment, Northgate Recovery"."""
    return ", ".join(part for part in (one.said.service, one.said.provider) if part)


def standing(one: ServiceAccess, today: date) -> tuple[str, str]:
    """How it stands in a few words, and the role that goes with them."""
    said = one.said
    if one.stalled(today) is not None:
        return _("Stalled"), "overdue"
    if said.ended_on is not None:
        outcome = label(said.outcome)
        return (_("Ended: {outcome}").format(outcome=outcome.lower()) if outcome else _("Ended")), "plain"
    if one.obtained:
        return _("Attending"), "good"
    if said.barrier is not None:
        return _("Not obtained"), "warn"
    return _("Waiting"), "missing"


def remark(one: ServiceAccess, today: date) -> str:
    """The sentence under a ladder: since when it has stalled, or why the service was not obtained."""
    stalled = one.stalled(today)
    if stalled is not None:
        since = [day for _name, _words, day in one.said.rungs() if day is not None][-1]
        return _("Nothing has happened since it was {stage} on {day}, {time} ago. Why?").format(
            stage=_(stalled.start).lower(), day=exact_date(since), time=days(stalled.days)
        )
    why = barrier_words(one)
    if why:
        return _("Not obtained: {why}").format(why=why[:1].lower() + why[1:])
    waited = one.days_to_attendance()
    if waited is not None:
        return _("{time} from the need found to the first attendance.").format(time=days(waited))
    return ""


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
    parts.append(remark(one, today))
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
