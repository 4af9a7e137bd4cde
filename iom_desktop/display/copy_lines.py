"""What a numbered copy says of itself at the foot of its pages."""

from __future__ import annotations

from iom_desktop.display.formats import date_time, short_date
from iom_desktop.display.words import _
from iom_desktop.domain.documents import Due, NumberedCopy


def foot_words(copy: NumberedCopy | None, lead: str = "", *, name_staff: bool = True) -> str:
    """ "Version 2 · copy 3 of 8 for Northgate Council · made by PC Baker ... · check 7F3A-91C2 · destroy by ...".

    ``lead`` is what the paper says first, its version. Without a copy it is a preview, and says so.
    """
    if copy is None:
        return _joined(lead, _("Preview: not a numbered copy."))
    whom = _("copy {number} of {of} for {whom}").format(number=copy.number, of=copy.of, whom=copy.recipient)
    when = date_time(copy.made_at)
    made = _("made by {officer} {when}").format(officer=copy.made_by, when=when)
    return _joined(
        lead,
        whom,
        made if name_staff else _("made {when}").format(when=when),
        _("check {code}").format(code=copy.code),
        due_words(copy),
        copy.handling,
    )


def due_words(copy: NumberedCopy) -> str:
    """ "return by 3 Dec 2026", "destroy after use"; nothing for a copy that may be kept."""
    if copy.due is None:
        return ""
    day = short_date(copy.due_on) if copy.due_on else ""
    if copy.due is Due.RETURN:
        return _("return by {day}").format(day=day) if day else _("return after use")
    return _("destroy by {day}").format(day=day) if day else _("destroy after use")


def number_words(copy: NumberedCopy | None) -> str:
    """ "Copy 3 of 8"; "Preview" before there is one."""
    return _("Preview") if copy is None else _("Copy {number} of {of}").format(number=copy.number, of=copy.of)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
