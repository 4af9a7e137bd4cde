"""Selection in words: what screen and paper say of referrals, screenings, decisions and episodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from iom_desktop.display.formats import N_, count, exact_date, spoken_date
from iom_desktop.display.labels import label, named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.decisions import Decision, DecisionOutcome
from iom_desktop.domain.episodes import Episode
from iom_desktop.domain.selection import Referral, ReferralState, Score, Screening


@dataclass(frozen=True, slots=True)
class Step:
    """One step from referral to decision: its name, what is said of it, and whether it was taken."""

    key: str
    name: str
    said: str
    done: bool


def steps(
    referral: Referral | None, screening: Screening | None, decision: Decision | None, today: date
) -> tuple[Step, ...]:
    """Where selection stands. ``decision`` is the newest about this referral, a deferral too."""
    settled = decision is not None and decision.said.outcome.final
    return (
        Step("referred", _("Referred"), "" if referral is None else referral_words(referral), bool(referral)),
        Step(
            "screened",
            _("Screened"),
            "" if screening is None else screening_words(screening),
            bool(screening),
        ),
        _panel(referral, decision, today),
        Step("decided", _("Decided"), "" if decision is None else decided_words(decision), settled),
    )


def _panel(referral: Referral | None, decision: Decision | None, today: date) -> Step:
    day = None if referral is None else referral.panel_on
    words = spoken_date(day, today)
    if decision is not None and decision.said.outcome.final:
        decided = decision.said.decided_on
        if day is not None and decided is not None and decided < day:
            words = _("decided before {date}").format(date=exact_date(day))
        return Step("panel", _("Panel"), words or _("no day was set"), done=True)
    if referral is not None and referral.state is ReferralState.DEFERRED and (day is None or day <= today):
        words = _("again, no day set")
        return Step("panel", _("Panel"), words, done=False)
    return Step("panel", _("Panel"), words, done=day is not None and day <= today)


def referral_words(referral: Referral) -> str:
    """ "Tue 3 Nov 2026, PC Baker (police)"."""
    who = named_with_agency(referral.said.referrer, referral.said.agency)
    return f"{exact_date(referral.said.referred_on)}, {who}"


def points_words(screening: Screening) -> str:
    """ "14 of 23 points"."""
    points = count(screening.most, N_("point"), N_("points"))
    return _("{total} of {points}").format(total=screening.total, points=points)


def screening_words(screening: Screening) -> str:
    """ "Fri 6 Nov 2026, 14 of 23 points: Fixed cohort"."""
    day = exact_date(screening.said.screened_on)
    return f"{day}, {points_words(screening)}: {label(screening.said.recommendation)}"


def matrix_words(screening: Screening) -> str:
    """Which matrix the points are of: "Scoring matrix of 1 Apr 2026, as it stood on Fri 6 Nov 2026"."""
    on = exact_date(screening.matrix_on)
    return version_words(screening.matrix_since, on)


def version_words(since: date | None, on: str) -> str:
    """The version of a matrix by the day of its newest change, and the day it was read for."""
    if since is None:
        return _("Scoring matrix as it came with the program, as it stood on {on}").format(on=on)
    return _("Scoring matrix of {since}, as it stood on {on}").format(since=exact_date(since), on=on)


def score_words(score: Score) -> str:
    """ "3 of 4"."""
    return _("{points} of {most}").format(points=score.points, most=score.most)


def outcome_words(decision: Decision) -> str:
    """ "Accepted, fixed cohort", "Referred elsewhere: MAPPA"."""
    said = decision.said
    word = label(said.outcome)
    if said.outcome is DecisionOutcome.ACCEPT and said.cohort is not None:
        return _("{decision}, {cohort} cohort").format(decision=word, cohort=label(said.cohort).lower())
    elsewhere = said.elsewhere if said.outcome is DecisionOutcome.REFER_ELSEWHERE else ""
    return f"{word}: {elsewhere}" if elsewhere else word


def decided_words(decision: Decision) -> str:
    """ "Thu 5 Nov 2026: Accepted, fixed cohort"."""
    return f"{exact_date(decision.said.decided_on)}: {outcome_words(decision)}"


def _ordinal(number: int) -> str:
    tail = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


def episode_words(episode: Episode, adopted_on: date | None = None) -> str:
    """ "1st: adopted Sun 3 Mar 2024, de-selected Thu 5 Jun 2025". ``adopted_on`` is what the case says of it."""
    begun = adopted_on or episode.adopted_on
    words = (
        _("adopted {date}").format(date=exact_date(begun)) if begun else _("adopted on a day nobody recorded")
    )
    ended = (
        _("de-selected {date}").format(date=exact_date(episode.ended_on))
        if episode.ended_on
        else _("and still")
    )
    return f"{_ordinal(episode.number)}: {words}, {ended}"


def episodes_words(episodes: Sequence[Episode], adopted_on: date | None) -> list[str]:
    """Each time under IOM in a line, where there was more than one, or the only one has ended."""
    if len(episodes) < 2 and all(one.ended_on is None for one in episodes):
        return []
    running = [one for one in episodes if one.ended_on is None]
    return [episode_words(one, adopted_on if one in running else None) for one in episodes]
