"""Sentences about appointments that the screens say while an officer types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from iom_desktop.display.formats import N_, count, date_time, exact_date, spoken_datetime
from iom_desktop.display.labels import label, named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment, AppointmentDraft, Repeat, occurrences
from iom_desktop.domain.codes import CodeItem

#: More of a series than this is not counted out; the service refuses it anyway.
_COUNTED = 400

#: What an outcome means, said to whoever chooses it. Wording: domain reference 4.3.
_MEANINGS = {
    "AFTC": N_("For example, they did not follow instructions."),
    "ATSS": N_("For example, the building was unexpectedly closed."),
    "UAAB": N_("They did not provide suitable evidence."),
    "AFTA": N_("You may still need to ask for evidence and look at it."),
}


def which(one: Appointment, now: datetime) -> str:
    """Which appointment it is: "Planned office visit, Tue 17 Nov 2026 10:00, Mill Street, D. Maker (probation)"."""
    said = one.said
    parts = [
        one.type_name,
        date_time(one.starts_at),
        said.place,
        named_with_agency(said.with_name, said.with_agency),
    ]
    return ", ".join(part for part in parts if part)


def series_words(draft: AppointmentDraft) -> str:
    """How many appointments a repeat makes, and the last of them; nothing while there is none to count."""
    if draft.repeat is Repeat.NEVER or draft.starts_at is None or draft.repeat_until is None:
        return ""
    if draft.repeat_until < draft.starts_at.date():
        return ""
    starts = list(islice(occurrences(draft), _COUNTED + 1))
    if len(starts) > _COUNTED:
        return _("That is more than {count} appointments.").format(count=_COUNTED)
    return _("{repeat}: that makes {many}, the last on {day}.").format(
        repeat=label(draft.repeat),
        many=count(len(starts), N_("appointment"), N_("appointments")),
        day=exact_date(starts[-1].date()),
    )


def past_words(draft: AppointmentDraft, now: datetime) -> str:
    """That the time typed is over, where it is."""
    if draft.starts_at is None or draft.starts_at > now:
        return ""
    return _("This time has passed: once it is saved, its outcome is missing.")


def clash_words(clashes: Sequence[Appointment], now: datetime) -> str:
    """Which appointment stands at the same time already; nothing where none does."""
    if not clashes:
        return ""
    first = clashes[0]
    what = _("{type}, {when}").format(type=first.type_name, when=spoken_datetime(first.starts_at, now))
    if len(clashes) == 1:
        return _("At the same time there is already: {what}.").format(what=what)
    return _("At the same time there are already {many} appointments, the first: {what}.").format(
        many=len(clashes), what=what
    )


def meaning(item: CodeItem | None, counts: bool) -> str:
    """What choosing an outcome means for compliance, in a sentence or two."""
    if item is None:
        return ""
    said = _(_MEANINGS[item.code]) + " " if item.code in _MEANINGS else ""
    if not item.yes("action_required"):
        return said + _("Complies, or acceptable: no enforcement step is called for.")
    if counts:
        return said + _("A failure to comply: an enforcement step is called for.")
    return said + _("Not complied with, but this type of appointment does not count toward compliance.")
