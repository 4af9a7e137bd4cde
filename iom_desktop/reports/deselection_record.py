"""The record of a de-selection: one page for the file that says why a person was let go, and on what evidence.

What was decided stands first, then what changed since adoption, then what goes on.
"""

from __future__ import annotations

from iom_desktop.display import labels
from iom_desktop.display.formats import exact_date
from iom_desktop.display.pack_lines import copy_words
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import SharedMatter
from iom_desktop.domain.deselection import DeselectionFile, EvidenceLine
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.reports import pages, record_page
from iom_desktop.reports.paper import Sheet
from iom_desktop.reports.tables import RuledTable


def deselection_record(file: DeselectionFile, copy: NumberedCopy | None = None) -> bytes:
    """The record as a PDF on A4. The same records give the same bytes.

    One page, on a tighter sheet where that is needed; longer words are never cut, but go on to another page.
    """
    return record_page.print_record(lambda sheet: story(file, sheet), furniture(file, copy))


def furniture(file: DeselectionFile, copy: NumberedCopy | None = None) -> pages.Furniture:
    """What stands on every page."""
    one = file.deselection
    return record_page.furniture(
        _("De-selection record"),
        file.case.person,
        one.said.decided_on,
        marking=file.marking,
        superseded=not one.in_force,
        recorded=(one.recorded_by, file.recorded_at),
        copy=copy,
    )


def story(file: DeselectionFile, sheet: Sheet) -> list[RuledTable]:
    """Everything between the furniture, in order."""
    return [
        record_page.title(
            file.case.person,
            _("De-selection record"),
            file.deselection.said.decided_on,
            sheet,
            copy_said=copy_words(file.reader, file.left_out),
        ),
        *_superseded(file, sheet),
        record_page.facts(_facts(file), sheet),
        *record_page.section(_("The decision"), _decision(file), sheet, main=True),
        *record_page.section(_("What changed since adoption"), _evidence(file), sheet),
        *record_page.section(_("What goes on"), [(_("Exit plan"), _exit_plan(file))], sheet),
    ]


def _superseded(file: DeselectionFile, sheet: Sheet) -> list[RuledTable]:
    one = file.deselection
    if one.in_force:
        return []
    head = _("NO LONGER HOLDS since {date}").format(date=exact_date(one.superseded_on))
    why = one.supersede_reason
    words = _("{head} because: {reason}").format(head=head, reason=why) if why else head
    return [record_page.banded(words, sheet)]


def _facts(file: DeselectionFile) -> tuple[record_page.Fact, ...]:
    managed, nothing = file.case.managed, _("Not recorded")
    again = _("time {number} under IOM").format(number=file.episode) if file.episode > 1 else ""
    return (
        *record_page.person_facts(file.case.person, file.made_at.date()),
        (_("Under IOM since"), exact_date(file.deselection.adopted_on) or nothing, again),
        (_("Licence or order"), labels.sentence_words(managed) or nothing, managed.index_offence),
    )


def _decision(file: DeselectionFile) -> list[tuple[str, str]]:
    one = file.deselection
    kept_back = _("not in this copy") if SharedMatter.OFFENDING in file.left_out else ""
    return [
        (_("Reason"), one.reason),
        (_("In words"), one.said.words or kept_back),
        (_("Decided by"), labels.makers_words(one.said.decided_by)),
        (_("Dissent"), one.said.dissent or kept_back or _("none recorded")),
    ]


def _exit_plan(file: DeselectionFile) -> str:
    needs = SharedMatter.NEEDS in file.left_out or SharedMatter.HEALTH in file.left_out
    return file.deselection.said.exit_plan or (_("not in this copy") if needs else "")


def _evidence(file: DeselectionFile) -> list[tuple[str, str]]:
    """Topic by topic, as it was frozen that day; a topic is named once."""
    lines = file.deselection.said.evidence
    if not lines:
        # A copy that leaves lines out cannot say that there are none.
        said = _("None that this copy may hold.") if file.left_out else _("The panel named none.")
        return [(_("Evidence"), said)]
    return [(_caption(lines, place), line.words) for place, line in enumerate(lines)]


def _caption(lines: tuple[EvidenceLine, ...], place: int) -> str:
    topic = lines[place].topic
    return "" if place and lines[place - 1].topic is topic else labels.label(topic)
