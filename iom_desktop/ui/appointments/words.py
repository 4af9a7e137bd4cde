"""Sentences about appointments that the screens say while an officer types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from iom_desktop.display.formats import N_, count, date_time, exact_date, join_words, long_date
from iom_desktop.display.labels import label, named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import (
    SERIES_LIMIT,
    Appointment,
    AppointmentDraft,
    Clash,
    ClashOf,
    Repeat,
    occurrences,
    same_time_next_week,
)
from iom_desktop.domain.codes import CodeItem
from iom_desktop.domain.enforcement import HOLDING

#: As many days or clashes are named one by one; the rest are counted.
_NAMED = 4

#: What an outcome means, said to whoever chooses it. Wording: domain reference 4.3.
_MEANINGS = {
    "AFTC": N_("For example, they did not follow instructions."),
    "ATSS": N_("For example, the building was unexpectedly closed."),
    "UAAB": N_("They did not provide suitable evidence."),
    "AFTA": N_("You may still need to ask for evidence and look at it."),
}


def which(one: Appointment) -> str:
    """Which appointment it is: "Planned office visit, Tue 17 Nov 2026 10:00, Mill Street, D. Maker (probation)"."""
    said = one.said
    parts = [
        one.type_name,
        date_time(one.starts_at),
        said.place,
        named_with_agency(said.with_name, said.with_agency),
    ]
    return ", ".join(part for part in parts if part)


def type_counts_words(item: CodeItem | None, statutory: bool) -> str:
    """Whether appointments of this type count toward compliance, in a sentence; nothing without a type."""
    if item is None:
        return ""
    if not statutory:
        return _("This case is not statutory: what is missed is noted, and no enforcement can follow.")
    if item.yes("counts_toward_compliance"):
        return _("Counts toward compliance: missing it without an acceptable reason is a failure to comply.")
    return _("Does not count toward compliance by itself.")


def day_words(day: date, holidays: Mapping[date, str]) -> str:
    """That a day is a bank holiday or at the weekend: "Friday 25 December 2026 is Christmas Day."."""
    if day in holidays:
        return _("{day} is {holiday}.").format(day=long_date(day), holiday=holidays[day])
    return _("{day} is at the weekend.").format(day=long_date(day)) if day.weekday() >= 5 else ""


def series_words(draft: AppointmentDraft) -> str:
    """How many appointments a repeat makes, and the last of them; nothing while there is none to count."""
    if draft.starts_at is None or draft.repeat_until is None or draft.repeat is Repeat.NEVER:
        return ""
    apart = (draft.repeat_until - draft.starts_at.date()).days
    if apart < 0:
        return ""
    many = apart // draft.repeat.days + 1
    made = count(many, N_("appointment"), N_("appointments"))
    if many > SERIES_LIMIT:
        return _("{repeat}: that makes {many}; the most is {limit}.").format(
            repeat=label(draft.repeat), many=made, limit=SERIES_LIMIT
        )
    last = draft.starts_at.date() + timedelta(days=draft.repeat.days * (many - 1))
    return _("{repeat}: that makes {many}, the last on {day}.").format(
        repeat=label(draft.repeat), many=made, day=exact_date(last)
    )


def series_days_words(draft: AppointmentDraft, holidays: Mapping[date, str]) -> str:
    """Which ones of a series, after the first, fall on a bank holiday, and how many at the weekend."""
    starts = list(islice(occurrences(draft), SERIES_LIMIT + 1))
    if not 2 <= len(starts) <= SERIES_LIMIT:
        return ""
    days = [at.date() for at in starts]
    closed = [f"{exact_date(day)} ({holidays[day]})" for day in days[1:] if day in holidays]
    weekend = sum(day.weekday() >= 5 for day in days)
    said = []
    if closed:
        more = [_("{count} more").format(count=len(closed) - _NAMED)] if len(closed) > _NAMED else []
        said.append(_("On a bank holiday: {days}.").format(days=join_words([*closed[:_NAMED], *more])))
    if weekend == len(days):
        said.append(_("All of them are at the weekend."))
    elif weekend:
        said.append(_("{count} of them at the weekend.").format(count=weekend))
    return " ".join(said)


def past_words(draft: AppointmentDraft, now: datetime) -> str:
    """That the time typed is over, where it is."""
    if draft.starts_at is None or draft.starts_at > now:
        return ""
    return _("This time has passed: once it is saved, its outcome is missing.")


def clash_words(clashes: Sequence[Clash]) -> str:
    """What stands at the same time already, for the person and for who would see them; a line for each."""
    lines = [_clash_line(one) for one in clashes[:_NAMED]]
    if len(clashes) > _NAMED:
        lines.append(_("and {count} more at the same time").format(count=len(clashes) - _NAMED))
    return "\n".join(lines)


def _clash_line(one: Clash) -> str:
    there, when = one.standing, date_time(one.standing.starts_at)
    if one.of is ClashOf.PERSON:
        what = _("{type}, {when}").format(type=there.type_name, when=when)
        if there.said.with_name:
            what = _("{what}, with {name}").format(what=what, name=there.said.with_name)
        return _("The person has another appointment at that time: {what}.").format(what=what)
    return _("{officer} sees somebody else at that time: {person}, {type}, {when}.").format(
        officer=there.said.with_name, person=there.person, type=there.type_name, when=when
    )


def next_time(
    starts_at: datetime, now: datetime, holidays: Mapping[date, str]
) -> tuple[datetime, list[date]]:
    """The same time next week; of weeks on whose day is a bank holiday, the week after. Also the days passed over."""
    following, passed = same_time_next_week(starts_at, now), []
    while following.date() in holidays:
        passed.append(following.date())
        following += timedelta(days=7)
    return following, passed


def meaning(item: CodeItem | None, counts: bool, statutory: bool) -> str:
    """What choosing an outcome means for compliance, in a sentence or two."""
    if item is None:
        return ""
    said = _(_MEANINGS[item.code]) + " " if item.code in _MEANINGS else ""
    if not item.yes("action_required"):
        return said + _("Complies, or acceptable: no enforcement step is called for.")
    if not statutory:
        return said + _("This case is not statutory: it is noted, and no enforcement can follow.")
    if counts and item.code == HOLDING:
        return said + _("Not yet a failure to comply: say what is done about it.")
    if counts:
        return said + _("A failure to comply: an enforcement step is called for.")
    return said + _("Not complied with, but this appointment does not count toward compliance.")
