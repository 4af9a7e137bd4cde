"""What changed between two versions of a plan, in words for screen and paper."""

from __future__ import annotations

from iom_desktop.display.formats import N_, count, exact_date, join_words
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.comparison import Change, Changed
from iom_desktop.domain.comparison_files import ComparisonFile, GoalChanges, VersionHead
from iom_desktop.domain.plans import Agreement


def version_words(version: VersionHead) -> str:
    """ "Version 1, agreed Fri 20 Nov 2026 by PC Baker", "Version 2, draft"."""
    said = _("Version {number}").format(number=version.number)
    agreement = version.agreement
    if agreement is None:
        return f"{said}, {label(version.state).lower()}"
    on, answer = exact_date(agreement.at.date()), agreement.said.answer
    if answer in (Agreement.AGREES, None):
        told = _("agreed {date}, recorded by {officer}")
    else:
        told = _("{answer}, {date}, recorded by {officer}")
    words = told.format(date=on, officer=agreement.by, answer=label(answer).lower())
    return f"{said}, {words}"


def summary_words(file: ComparisonFile) -> str:
    """ "2 new, 3 changed, 1 gone." and how much is as it was."""
    many = [f"{number} {label(kind).lower()}" for kind in Changed if (number := file.count(kind))]
    said = ", ".join(many) if many else _("Nothing is different between the two")
    return f"{said}. {same_words(file)}"


def same_words(file: ComparisonFile) -> str:
    """ "4 goals and 7 required actions are as they were."; that nothing is, where nothing is."""
    kept = [
        count(file.same_goals, N_("goal"), N_("goals")) if file.same_goals else "",
        count(file.same_actions, N_("required action"), N_("required actions")) if file.same_actions else "",
    ]
    said = [one for one in kept if one]
    if not said:
        return _("No goal and no required action is as it was.")
    one = file.same_goals + file.same_actions == 1
    told = _("{what} is as it was.") if one else _("{what} are as they were.")
    return told.format(what=join_words(said))


def goal_words(goal: GoalChanges) -> str:
    """ "Goal 1: I will stop.", its number alone where the reader may not see what it is for."""
    number = _("Goal {number}").format(number=goal.number)
    if goal.kind is Changed.GONE:
        number = _("Goal {number} of the older version").format(number=goal.number)
    return f"{number}: {goal.words}" if goal.words else number


def before_words(change: Change) -> str:
    """How it read before; nothing where the sentence says that itself."""
    return _("Before: {words}").format(words=change.before) if change.before else ""
