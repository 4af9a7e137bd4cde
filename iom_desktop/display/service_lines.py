"""How a need that no service has met, and the wait for one, reads: on Today, in the case and on paper."""

from __future__ import annotations

from iom_desktop.display.formats import days
from iom_desktop.display.words import _
from iom_desktop.domain.service_access import Lack, UnservedNeed


def unserved_words(one: UnservedNeed) -> str:
    """ "Drug misuse (severe): waiting 41 days at Referred, target 28"."""
    need = _("{need} (severe)").format(need=one.need_name) if one.severe else one.need_name
    return f"{need}: {lack_words(one)}"


def lack_words(one: UnservedNeed) -> str:
    """What is amiss: "waiting 41 days at Referred, target 28", "no service followed, found 60 days ago"."""
    if one.lack is Lack.NEVER_FOLLOWED:
        if one.total_days is None:
            return _("no service followed")
        return _("no service followed, found {time} ago").format(time=days(one.total_days))
    if one.lack is Lack.NO_REASON:
        return _("ended before anybody went, and no reason is given")
    if one.lack is Lack.STALLED:
        return stalled_words(one.stage, one.stage_days, one.target_days)
    return late_words(one.total_days or 0, one.stage, one.target_days)


def stalled_words(stage: str, waited: int, target: int) -> str:
    """ "waiting 41 days at Referred, target 28"."""
    words = _("waiting {time} at {stage}, target {target}")
    return words.format(time=days(waited), stage=_(stage), target=target)


def late_words(waited: int, stage: str, target: int) -> str:
    """ "waiting 41 days since the need was found, now at Referred, target 28"."""
    words = _("waiting {time} since the need was found, now at {stage}, target {target}")
    return words.format(time=days(waited), stage=_(stage), target=target)
