"""What only the court's copy of a case plan has: the whole in four lines, and the failures to comply in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from iom_desktop.display import compliance_lines, labels
from iom_desktop.display.formats import N_, count, exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus, Source
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.reports import paper, tables
from iom_desktop.reports.grid import columns
from iom_desktop.reports.paper import Sheet
from iom_desktop.reports.tables import Cell, Row, RuledTable

_SIDES = columns(2.5, 9.5)
_FAILURES = columns(3, 5, 4)

#: What became of the required actions, in the order in which a court asks.
_BECAME = {
    ActionStatus.DONE: N_("done"),
    ActionStatus.MISSED: N_("missed"),
    ActionStatus.IN_PROGRESS: N_("in progress"),
    ActionStatus.NOT_STARTED: N_("not started"),
    ActionStatus.CANNOT_BE_DONE_YET: N_("cannot be done yet"),
    ActionStatus.NO_LONGER_NEEDED: N_("no longer needed"),
}


def in_short(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """What was required, what was done, how the person complied, and which services were reached, in a few lines."""
    head = Row((paper.heading(_("In short"), sheet, main=True),))
    rows = [
        Row((paper.paragraph(caption, sheet.strong), paper.paragraph(words, sheet.body)))
        for caption, words in _said(file)
        if words
    ]
    return [tables.table(_SIDES, head, rows, sheet)]


def _said(file: CaseFile) -> Iterator[tuple[str, str]]:
    yield _("Required"), required_words(file)
    yield _("Done"), became_words(file)
    found = file.compliance
    if found is not None:
        engaged = compliance_lines.kept_words(found.engagement)
        parts = [
            words
            for key, words, _role in compliance_lines.engagement_parts(found.engagement)
            if key != "kept"
        ]
        stage = f"{labels.label(found.stage)}. {compliance_lines.stage_detail(found)}"
        over = _("In the last 12 months: {parts}.").format(parts="; ".join([engaged, *parts]))
        yield _("Compliance"), f"{stage} {over}"
    yield _("Services"), reached_words(file)


def required_words(file: CaseFile) -> str:
    """ "8 required actions, 5 of them by the licence or order; 7 conditions and requirements in force"."""
    actions = [] if file.plan is None else [one for goal in file.plan.goals for one in goal.actions]
    if not actions:
        said = _("No plan with required actions is on record.")
    else:
        said = count(len(actions), N_("required action"), N_("required actions"))
        legal = sum(one.said.source in (Source.LICENCE, Source.ORDER) for one in actions)
        if legal:
            said = _("{actions}, {many} of them by the licence or order").format(actions=said, many=legal)
    if file.conditions:
        many = count(
            len(file.conditions),
            N_("condition or requirement in force"),
            N_("conditions and requirements in force"),
        )
        said = f"{said.rstrip('.')}; {many}"
    return said if said.endswith(".") else f"{said}."


def became_words(file: CaseFile) -> str:
    """ "3 done; 1 missed; 4 not started, of which 2 are overdue"."""
    if file.plan is None:
        return ""
    actions = [one for goal in file.plan.goals for one in goal.actions]
    many = Counter(one.status for one in actions)
    said = [f"{many[status]} {_(words)}" for status, words in _BECAME.items() if many[status]]
    late = sum(one.overdue(file.today) for one in actions)
    if late:
        said.append(_("{many} overdue on the day of this paper").format(many=late))
    return f"{'; '.join(said)}." if said else ""


def reached_words(file: CaseFile) -> str:
    """How many of the services sought in the time printed the person got to."""
    if not file.services:
        return _("No service of the last three months is on record.")
    reached = sum(one.obtained for one in file.services)
    said = _("{reached} of {many} reached in the last three months").format(
        reached=reached, many=count(len(file.services), N_("service"), N_("services"))
    )
    barred = sum(one.said.barrier is not None for one in file.services)
    if barred:
        said = f"{said}; {_('for {many} a reason is recorded').format(many=barred)}"
    return f"{said}."


def failures(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """Each failure to comply that counts, with what was done about it; or nothing."""
    if file.compliance is None:
        return []
    lines = compliance_lines.counted(file.compliance)
    if not lines:
        return []
    head = Row(
        (
            paper.heading(_("Failures to comply"), sheet),
            paper.paragraph(_("What happened"), sheet.label),
            paper.paragraph(_("What was done about it"), sheet.label),
        )
    )
    rows = [
        Row((_day(exact_date(one.on), sheet), paper.paragraph(one.what, sheet.body), _done(one, sheet)))
        for one in lines
    ]
    return [tables.table(_FAILURES, head, rows, sheet)]


def _day(words: str, sheet: Sheet) -> Cell:
    return paper.paragraph(words, sheet.body)


def _done(one: compliance_lines.Counted, sheet: Sheet) -> Cell:
    if one.held:
        words = _("Not counted while evidence is awaited, by {day}").format(day=exact_date(one.until))
    else:
        words = one.enforcement or _("Nothing is recorded")
    return paper.paragraph(words, sheet.body)
