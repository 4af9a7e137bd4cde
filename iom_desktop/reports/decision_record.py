"""The decision record: on one page for the file, who put the person forward, what was found, and what was decided.

What was decided stands first, then what it rests on. Words too long for one page go on to a second, which says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from iom_desktop.display import labels, selection_lines
from iom_desktop.display.formats import exact_date, join_words
from iom_desktop.display.pack_lines import copy_words
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import SharedMatter
from iom_desktop.domain.decision_files import DecisionFile
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.record_copies import OF_SCREENING
from iom_desktop.domain.selection import EligibilityAnswer, Score, Screening
from iom_desktop.reports import pages, paper, record_page, tables
from iom_desktop.reports.grid import columns
from iom_desktop.reports.paper import Run, Sheet
from iom_desktop.reports.tables import Cell, Row, RuledTable

_THREE = columns(2.5, 8, 1.5)


def decision_record(file: DecisionFile, copy: NumberedCopy | None = None) -> bytes:
    """The decision record as a PDF on A4. The same records give the same bytes.

    One page, on a tighter sheet where that is needed; longer words are never cut, but go on to another page.
    """
    return record_page.print_record(lambda sheet: story(file, sheet), furniture(file, copy))


def furniture(file: DecisionFile, copy: NumberedCopy | None = None) -> pages.Furniture:
    """What stands on every page."""
    decision = file.decision
    return record_page.furniture(
        _("Decision record"),
        file.case.person,
        decision.said.decided_on,
        marking=file.marking,
        superseded=decision.superseded_on is not None,
        recorded=(decision.recorded_by, file.recorded_at),
        copy=copy,
    )


def story(file: DecisionFile, sheet: Sheet) -> list[RuledTable]:
    """Everything between the furniture, in order."""
    return [
        record_page.title(
            file.case.person,
            _("Decision record"),
            file.decision.said.decided_on,
            sheet,
            copy_said=copy_words(file.reader, file.left_out),
        ),
        *_superseded(file, sheet),
        record_page.facts(_facts(file), sheet),
        *record_page.section(_("The decision"), _decision(file, sheet), sheet, main=True),
        *record_page.section(_("The referral"), _referral(file), sheet),
        *_screening(file, sheet),
    ]


# --- Whether it holds, and who ---------------------------------------------------------------------------


def _superseded(file: DecisionFile, sheet: Sheet) -> list[RuledTable]:
    decision = file.decision
    if decision.superseded_on is None:
        return []
    on = exact_date(decision.superseded_on)
    head = _("SUPERSEDED on {date}").format(date=on)
    why = decision.supersede_reason
    words = _("{head} because: {reason}").format(head=head, reason=why) if why else head
    return [record_page.banded(words, sheet)]


def _facts(file: DecisionFile) -> tuple[record_page.Fact, ...]:
    managed = file.case.managed
    leads = paper.joined([managed.police_lead, managed.probation_lead], ", ")
    return (
        *record_page.person_facts(file.case.person, file.made_at.date()),
        (_("Licence or order"), labels.sentence_words(managed) or _("Not recorded"), managed.index_offence),
        (_("Leads"), leads or _("Nobody named"), ""),
    )


# --- What was decided ------------------------------------------------------------------------------------


def _decision(file: DecisionFile, sheet: Sheet) -> Iterator[tuple[str, Cell | str]]:
    decision, said = file.decision, file.decision.said
    nothing = _not_said(file, SharedMatter.OFFENDING) or _("not recorded")
    taken_on = said.outcome is DecisionOutcome.ACCEPT
    outcome = paper.strong(selection_lines.outcome_words(decision))
    again = ""
    if file.episode is not None and file.episode > 1:
        again = " · " + _("time {number} under IOM").format(number=file.episode)
    yield _("Decision"), paper.paragraph([outcome, again], sheet.body)
    yield _("Why IOM") if taken_on else _("Why"), said.rationale or _not_said(file, SharedMatter.OFFENDING)
    if taken_on:
        yield _("What IOM adds"), said.additionality or nothing
        yield _("Objectives"), said.objectives or nothing
        yield _("Timescale"), said.timescale or nothing
    yield _("Criteria met"), join_words(decision.criteria_words) or nothing
    yield _("Scores relied on"), said.scores
    yield _("Decided by"), labels.makers_words(said.decided_by)
    yield _("Dissent"), said.dissent or _not_said(file, SharedMatter.OFFENDING) or _("none recorded")
    yield _("MAPPA check"), _mappa(file)
    yield _("Review"), exact_date(said.review_on) or _("no review date")


def _not_said(file: DecisionFile, matter: SharedMatter) -> str:
    """That this copy does not say it, where its reader may not know of ``matter``: it may well be recorded."""
    return _("not in this copy") if matter in file.left_out else ""


def _mappa(file: DecisionFile) -> str:
    said, managed = file.decision.said, file.case.managed
    if said.mappa_checked_on is None and not said.mappa_result:
        return _not_said(file, SharedMatter.PUBLIC_PROTECTION) or _("not recorded with this decision")
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
    yield _("Grounds"), referral.said.grounds or _not_said(file, SharedMatter.OFFENDING)


# --- What screening found --------------------------------------------------------------------------------


def _screening(file: DecisionFile, sheet: Sheet) -> list[RuledTable]:
    screening = file.screening
    if screening is None:
        kept_back = any(matter in file.left_out for matter in OF_SCREENING)
        words = _("not in this copy") if kept_back else _("No screening is on record for this decision.")
        return record_page.section(_("The screening"), iter([(_("Screening"), words)]), sheet)
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
