"""What the papers of a conference say in words: whose copy, what is left out, when each case comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from iom_desktop.display import labels
from iom_desktop.display.formats import count, days, exact_date, join_words, time_of_day
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import Audience, Reader, SharedMatter
from iom_desktop.domain.conferences import ConferenceAction, Reason
from iom_desktop.domain.documents import Document
from iom_desktop.domain.packs import PackReferral, PaperHead


def document_words(document: Document) -> str:
    """ "Conference pack"."""
    return labels.label(document)


def _small(word: str) -> str:
    """A word as it goes on in a sentence; MAPPA and MARAC stay in capitals."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def matters_words(matters: Iterable[SharedMatter]) -> str:
    """ "intelligence, what tells of somebody else and notes and contacts"."""
    said = [_small(labels.label(matter)) for matter in matters]
    # Some of them hold an "and" of their own.
    return "; ".join(said)


def copy_words(reader: Reader, left_out: Sequence[SharedMatter]) -> str:
    """Whose copy it is and what it leaves out by the rules; nothing for the file's own."""
    if reader.audience is Audience.FULL:
        return ""
    whose = labels.reader_words(reader)
    if not left_out or reader.audience is Audience.PERSON:
        return whose
    return _("{copy}. Left out of this copy: {matters}.").format(copy=whose, matters=matters_words(left_out))


def minuted_left_out(reader: Reader, left_out: Sequence[SharedMatter]) -> str:
    """What an agency's own copy of minutes and actions leaves out; nothing for the table's, which heard it all."""
    if reader.audience is not Audience.PARTNER or not left_out:
        return ""
    said = []
    if SharedMatter.NOTES in left_out:
        said.append(_("what other agencies told and the discussion"))
    if SharedMatter.NEEDS in left_out or SharedMatter.HEALTH in left_out:
        said.append(_("required actions of others for needs this agency may not see"))
    if SharedMatter.OFFENDING in left_out:
        said.append(_("the reasons for changes of colour and cohort"))
    return _("By the sharing rules: {what}.").format(what="; ".join(said)) if said else ""


def conference_words(head: PaperHead) -> str:
    """ "Case conference Thu 3 Dec 2026"."""
    return _("Case conference {day}").format(day=exact_date(head.conference.held_on))


def reasons_words(reasons: Iterable[Reason]) -> str:
    """ "Red: ... · Review was due Tue 3 Nov 2026": each reason in its own words, or its name."""
    return " · ".join(one.words or labels.label(one.reason) for one in reasons)


def clock_words(starts_at: time | None, before: int, minutes: int) -> str:
    """ "10:20, 8 minutes"; without a beginning, the minutes alone. ``before`` are those planned before it."""
    length = count(minutes, _("minute"), _("minutes"))
    return length if starts_at is None else f"{_begins(starts_at, before)}, {length}"


def begin_words(starts_at: time | None, before: int, minutes: int) -> str:
    """ "10:20"; without a beginning, how long: "8 min"."""
    return _("{minutes} min").format(minutes=minutes) if starts_at is None else _begins(starts_at, before)


def _begins(starts_at: time, before: int) -> str:
    # On a day without a change of the clocks: a conference has none.
    begins = datetime.combine(datetime(2000, 1, 1), starts_at) + timedelta(minutes=before)
    return time_of_day(begins.time())


def length_words(minutes: int) -> str:
    """ "2 hours 5 minutes"."""
    hours, rest = divmod(minutes, 60)
    said = [
        count(hours, _("hour"), _("hours")) if hours else "",
        count(rest, _("minute"), _("minutes")) if rest or not hours else "",
    ]
    return " ".join(part for part in said if part)


def referral_words(one: PackReferral) -> str:
    """ "Referred Mon 12 Oct 2026 by PC Baker (police); screened at 14 points"."""
    by = labels.named_with_agency(one.referrer, one.agency)
    said = _("Referred {day}").format(day=exact_date(one.referred_on))
    if by:
        said = _("{referred} by {whom}").format(referred=said, whom=by)
    if one.total is not None:
        points = count(one.total, _("point"), _("points"))
        said = _("{referred}; screened at {points}").format(referred=said, points=points)
    return said


def owner_words(one: ConferenceAction) -> str:
    """Who does an action of a conference; honest where nobody is named."""
    return labels.named_with_agency(one.owner, one.agency) or _("Nobody named yet")


def age_words(one: ConferenceAction) -> str:
    """ "from Thu 5 Nov 2026, 17 days ago"."""
    return _("from {day}, {time} ago").format(day=exact_date(one.held_on), time=days(one.age_days))


def agencies_words(agencies: Iterable[str]) -> str:
    """The agencies expected, in words."""
    return join_words([labels.agency_words(agency) for agency in agencies])
