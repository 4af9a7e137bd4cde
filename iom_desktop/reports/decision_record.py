"""The decision record: on one page for the file, who put the person forward, what was found, and what was decided.

What was decided stands first, then what it rests on. Words too long for one page go on to a second, which says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from iom_desktop.display import labels, selection_lines
from iom_desktop.display.formats import date_time, exact_date, join_words, short_date
from iom_desktop.display.words import _
from iom_desktop.domain.decision_files import DecisionFile
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.names import spoken_name
from iom_desktop.domain.selection import EligibilityAnswer, Score, Screening
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.paper import Run, Sheet
from iom_desktop.reports.tables import Cell, Row, RuledTable

_SIDE = 110.0  #: width of the column of labels, in points
_POINTS = 54.0  #: width of the column of points
_SIDES = (_SIDE, paper.WIDTH - _SIDE)
_THREE = (_SIDE, paper.WIDTH - _SIDE - _POINTS, _POINTS)
#: A name of more characters than this is set smaller.
_LONG_NAME = 30


def decision_record(file: DecisionFile) -> bytes:
    """The decision record as a PDF on A4. The same records give the same bytes.

    One page, on a tighter sheet where that is needed; longer words are never cut, but go on to another page.
    """
    around = furniture(file)
    chosen = story(file, paper.ROOMY)
    if pages.fit(chosen, around).pages > 1:
        chosen = story(file, paper.TIGHT)
    return pages.print_pages(chosen, around)


def furniture(file: DecisionFile) -> pages.Furniture:
    """What stands on every page: marking, whose record it is, whether it still holds, who made it and when."""
    superseded = file.decision.superseded_on is not None
    title = _("Decision record")
    made = _("made by {officer} {when}").format(officer=file.made_by, when=date_time(file.made_at))
    recorded = _("recorded by {officer} {when}").format(
        officer=file.decision.recorded_by, when=date_time(file.recorded_at)
    )
    check = _("check {code}").format(code=file.check_code) if file.check_code else ""
    continued = _("{title} of {date}, continued").format(
        title=title, date=exact_date(file.decision.said.decided_on)
    )
    return pages.Furniture(
        title=title,
        marking=file.marking,
        stamp=_("Superseded") if superseded else "",
        running=paper.joined([_name(file), file.case.person.crn, continued]),
        foot=paper.joined([recorded, made, check]),
    )


def story(file: DecisionFile, sheet: Sheet) -> list[RuledTable]:
    """Everything between the furniture, in order."""
    return [
        *_title(file, sheet),
        *_superseded(file, sheet),
        *_facts(file, sheet),
        *_section(_("The decision"), _decision(file, sheet), sheet, main=True),
        *_section(_("The referral"), _referral(file), sheet),
        *_screening(file, sheet),
    ]


# --- Who, and whether it holds ---------------------------------------------------------------------------


def _name(file: DecisionFile) -> str:
    person = file.case.person
    return spoken_name(person.surname.upper(), person.forenames)


def _title(file: DecisionFile, sheet: Sheet) -> list[RuledTable]:
    said = _name(file)
    name = paper.paragraph(said, sheet.name if len(said) <= _LONG_NAME else sheet.long_name)
    known = file.case.person.known_as
    name += paper.paragraph(_("known as {name}").format(name=known) if known else "", sheet.body)
    right = paper.paragraph(paper.strong(_("Decision record")), sheet.right)
    right += paper.paragraph(exact_date(file.decision.said.decided_on), sheet.right)
    row = Row((name, right), rule=False)
    return [tables.table((paper.WIDTH - 150, 150.0), None, [row], sheet, after=2)]


def _superseded(file: DecisionFile, sheet: Sheet) -> list[RuledTable]:
    decision = file.decision
    if decision.superseded_on is None:
        return []
    on = exact_date(decision.superseded_on)
    head = _("SUPERSEDED on {date}").format(date=on)
    why = decision.supersede_reason
    words = _("{head} because: {reason}").format(head=head, reason=why) if why else head
    row = Row((paper.paragraph(paper.strong(words), sheet.body),), band=True)
    return [tables.table((paper.WIDTH,), None, [row], sheet, after=sheet.gap / 2)]


def _facts(file: DecisionFile, sheet: Sheet) -> list[RuledTable]:
    person, managed = file.case.person, file.case.managed
    nothing = _("Not recorded")
    age = person.age(file.made_at.date())
    born = _("born {date}").format(date=short_date(person.date_of_birth)) if person.date_of_birth else ""
    leads = paper.joined([managed.police_lead, managed.probation_lead], ", ")
    facts = (
        (_("CRN"), person.crn or nothing, _("PNC {id}").format(id=person.pnc) if person.pnc else ""),
        (_("Age"), nothing if age is None else str(age), born),
        (_("Licence or order"), labels.sentence_words(managed) or nothing, managed.index_offence),
        (_("Leads"), leads or _("Nobody named"), ""),
    )
    cells = tuple(
        paper.paragraph(caption, sheet.label)
        + paper.paragraph(fact, sheet.strong)
        + paper.paragraph(more, sheet.small)
        for caption, fact, more in facts
    )
    return [tables.table((paper.WIDTH / 4,) * 4, None, [Row(cells)], sheet)]


# --- What was decided ------------------------------------------------------------------------------------


def _section(
    heading: str, lines: Iterator[tuple[str, Cell | str]], sheet: Sheet, *, main: bool = False
) -> list[RuledTable]:
    """A heading, and lines with a label beside them; what says nothing is left out."""
    rows = []
    for caption, said in lines:
        cell = paper.paragraph(said, sheet.body) if isinstance(said, str) else said
        if cell:
            rows.append(Row((paper.paragraph(caption, sheet.label), cell)))
    if not rows:
        return []
    head = Row((paper.heading(heading, sheet, main=main),))
    return [tables.table(_SIDES, head, rows, sheet)]


def _decision(file: DecisionFile, sheet: Sheet) -> Iterator[tuple[str, Cell | str]]:
    decision, said = file.decision, file.decision.said
    nothing = _("not recorded")
    taken_on = said.outcome is DecisionOutcome.ACCEPT
    outcome = paper.strong(selection_lines.outcome_words(decision))
    again = ""
    if file.episode is not None and file.episode > 1:
        again = " · " + _("time {number} under IOM").format(number=file.episode)
    yield _("Decision"), paper.paragraph([outcome, again], sheet.body)
    yield _("Why IOM") if taken_on else _("Why"), said.rationale
    if taken_on:
        yield _("What IOM adds"), said.additionality or nothing
        yield _("Objectives"), said.objectives or nothing
        yield _("Timescale"), said.timescale or nothing
    yield _("Criteria met"), join_words(decision.criteria_words) or nothing
    yield _("Scores relied on"), said.scores
    yield _("Decided by"), labels.makers_words(said.decided_by)
    yield _("Dissent"), said.dissent or _("none recorded")
    yield _("MAPPA check"), _mappa(file)
    yield _("Review"), exact_date(said.review_on) or _("no review date")


def _mappa(file: DecisionFile) -> str:
    said, managed = file.decision.said, file.case.managed
    if said.mappa_checked_on is None and not said.mappa_result:
        return _("not recorded with this decision")
    where = (
        _("held as {reference}").format(reference=managed.mappa_reference) if managed.mappa_reference else ""
    )
    return paper.joined([said.mappa_result, labels.checked_words(said.mappa_checked_on), where])


def _referral(file: DecisionFile) -> Iterator[tuple[str, Cell | str]]:
    referral, said = file.referral, file.decision.said
    if referral is None:
        referrer = labels.named_with_agency(said.referrer, said.referrer_agency)
        yield _("Referred by"), referrer or _("No referral is on record for this decision.")
        return
    yield _("Referred by"), labels.named_with_agency(referral.said.referrer, referral.said.agency)
    yield _("On"), exact_date(referral.said.referred_on)
    yield _("Grounds"), referral.said.grounds


# --- What screening found --------------------------------------------------------------------------------


def _screening(file: DecisionFile, sheet: Sheet) -> list[RuledTable]:
    screening = file.screening
    if screening is None:
        words = _("No screening is on record for this decision.")
        return _section(_("The screening"), iter([(_("Screening"), words)]), sheet)
    said = screening.said
    who = labels.named_with_agency(said.screened_by, said.agency)
    rows = [_side(_("Screened"), f"{exact_date(said.screened_on)}, {who}", sheet)]
    rows += [_question(one, sheet) for one in said.eligibility]
    rows += [_score(one, sheet) for one in said.scores]
    rows.append(_total(screening, sheet))
    recommended = paper.paragraph(paper.strong(labels.label(said.recommendation)), sheet.body)
    rows.append(Row((paper.paragraph(_("Recommended"), sheet.label), recommended)))
    if said.override_reason:
        rows.append(_side(_("Other than the rules come to"), said.override_reason, sheet))
    if said.note:
        rows.append(_side(_("Note"), said.note, sheet))
    head = Row((paper.heading(_("The screening"), sheet), paper.paragraph("", sheet.label)))
    return [tables.table(_THREE, head, rows, sheet)]


def _side(caption: str, words: str, sheet: Sheet) -> Row:
    return Row((paper.paragraph(caption, sheet.label), paper.paragraph(words, sheet.body)))


def _question(one: EligibilityAnswer, sheet: Sheet) -> Row:
    said = paper.joined([one.finding, one.words], ". ")
    bars: list[str | Run] = [paper.strong(_("Stands in the way.")), " "] if one.stands_in_the_way else []
    return Row(
        (paper.paragraph(labels.label(one.check), sheet.label), paper.paragraph([*bars, said], sheet.body))
    )


def _score(one: Score, sheet: Sheet) -> Row:
    words: list[str | Run] = [f"{one.name}. " if one.because else one.name]
    words += [paper.quiet(one.because)] if one.because else []
    return Row(
        (
            paper.paragraph(one.criterion, sheet.label),
            paper.paragraph(words, sheet.body),
            paper.paragraph(selection_lines.score_words(one), sheet.right),
        )
    )


def _total(screening: Screening, sheet: Sheet) -> Row:
    total = _("{total} of {most}").format(total=screening.total, most=screening.most)
    return Row(
        (
            paper.paragraph(paper.strong(_("Total")), sheet.label),
            paper.paragraph(paper.quiet(selection_lines.matrix_words(screening)), sheet.body),
            paper.paragraph(paper.strong(total), sheet.right),
        ),
        band=True,
    )
