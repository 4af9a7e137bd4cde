"""The case plan in full: the paper on the case conference table.

What the person must do comes first; what explains it stands above in a few lines, and the record behind it
below. A section with nothing to say is left out, or says so in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iom_desktop.display import labels
from iom_desktop.display.formats import count, date_time, days, exact_date, join_words, short_date
from iom_desktop.display.pack_lines import copy_words
from iom_desktop.display.risk_lines import (
    assessed_words,
    check_words,
    kept_apart_words,
    levels_in_words,
    marac_words,
)
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.audiences import Audience, SharedMatter
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.cases import Flag
from iom_desktop.domain.clarity import carried_out_by
from iom_desktop.domain.codes import Answer
from iom_desktop.domain.conditions import Condition
from iom_desktop.domain.decisions import Decision
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.measures import PILLARS, Measure, Pillar, by_pillar
from iom_desktop.domain.names import spoken_name
from iom_desktop.domain.needs import Need, NeedStatus
from iom_desktop.domain.notes import Mark, Note
from iom_desktop.domain.plans import Plan
from iom_desktop.domain.service_access import RUNGS, ServiceAccess
from iom_desktop.reports import court_copy, pages, paper, plan_tables, tables, writing
from iom_desktop.reports.band import band_strip
from iom_desktop.reports.grid import columns
from iom_desktop.reports.paper import Run, Sheet
from iom_desktop.reports.tables import Cell, Row, RuledTable

#: What a tighter sheet saves, as a share of each page: it is tried where the last page holds no more than that.
_TIGHT_SAVES = 0.1
#: Words of a long field shown at the top of the first page, in characters; the whole then follows below.
_IN_SHORT = 330
#: Faults listed on paper; a plan with more is not read line by line in a meeting.
_FAULTS_SHOWN = 24

#: Lines to write on in the copy of a conference: for what is decided, and for new required actions.
_DECIDED, _NEW = 2, 4
#: A name of more characters than this is set smaller.
LONG_NAME = 30
#: A column of headings, and what stands beside them.
_SIDES = columns(2.5, 9.5)
_LADDER = 9 * paper.COLUMN  #: width of the service ladder, shared by its rungs
#: Rungs that take a column only where one of the services printed has reached them.
_SELDOM = frozenset({"wanted_on", "engaged_on"})


def case_plan(case_file: CaseFile, copy: NumberedCopy | None = None) -> bytes:
    """The case plan as a PDF on A4. The same records give the same bytes.

    A last page with next to nothing on it is saved by a tighter sheet where that is enough.
    """
    around = furniture(case_file, copy)
    chosen = story(case_file, paper.ROOMY)
    roomy = pages.fit(chosen, around)
    if roomy.pages > 1 and roomy.last_used < _TIGHT_SAVES * roomy.pages:
        tight = story(case_file, paper.TIGHT)
        if pages.fit(tight, around).pages < roomy.pages:
            chosen = tight
    return pages.print_pages(chosen, around)


def furniture(file: CaseFile, copy: NumberedCopy | None = None) -> pages.Furniture:
    """What stands on every page: marking, draft, whose plan it is, which copy."""
    person = file.case.person
    plan = file.plan
    version = _("No plan yet") if plan is None else labels.version_words(plan)
    return pages.Furniture(
        title=_("Case plan"),
        marking=file.marking,
        stamp=_("Draft") if plan is None or plan.draft else "",
        running=paper.joined([name_of(file), person.crn, _("Case plan"), version]),
        foot=version,
        copy=copy,
    )


def story(file: CaseFile, sheet: Sheet, *, write_on: bool = True) -> list[RuledTable]:
    """Everything between the furniture, in order.

    ``write_on``: with lines for what is decided in a conference's copy; in a pack the case's own page has them.
    """
    if file.audience is Audience.COURT:
        return _for_the_court(file, sheet)
    made: list[RuledTable] = []
    made += _title(file, sheet)
    made += _facts(file, sheet)
    made += _months(file, sheet)
    made += _in_short(file, sheet)
    made += plan_tables.plan_tables(file, sheet)
    if file.audience is Audience.CONFERENCE and write_on:
        made += [writing.decided(_DECIDED, sheet), writing.new_actions(_NEW, sheet, after=sheet.gap)]
    made += _behind_the_plan(file, sheet)
    made += _conditions(file, sheet)
    made += _needs(file, sheet)
    made += _services(file, sheet)
    made += _appointments(file, sheet)
    made += _notes(file, sheet)
    if file.plan is not None:
        made += plan_tables.closed_goals(file.plan, file, sheet)
    made += _in_full(file, sheet)
    made += _signed(file, sheet)
    return made


def _for_the_court(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """What was required and what was done first; how the person complied; which services were reached; then why.

    Nobody signs it, and the months under IOM with their arrests stay off it: an arrest proves nothing.
    """
    made = [*_title(file, sheet), *_facts(file, sheet), *court_copy.in_short(file, sheet)]
    made += plan_tables.plan_tables(file, sheet)
    if file.plan is not None:
        made += plan_tables.closed_goals(file.plan, file, sheet)
    made += _conditions(file, sheet)
    made += court_copy.failures(file, sheet)
    made += _appointments(file, sheet)
    made += _services(file, sheet)
    made += _needs(file, sheet)
    made += _in_short(file, sheet)
    made += _in_full(file, sheet)
    if file.plan is not None:
        rows = [_side(_("Agreement"), _agreement(file.plan, file, sheet), sheet, rule=False)]
        made.append(tables.table(_SIDES, None, rows, sheet))
    return made


# --- Who it is about -----------------------------------------------------------------------------------


def name_of(file: CaseFile) -> str:
    """The name as it heads a paper: "Mohammed HUDSON"."""
    person = file.case.person
    return spoken_name(person.surname.upper(), person.forenames)


def _title(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    person = file.case.person
    name = paper.paragraph(name_of(file), sheet.name if len(name_of(file)) <= LONG_NAME else sheet.long_name)
    also = _("also {names}").format(names=join_words(person.aliases)) if person.aliases else ""
    known = _("known as {name}").format(name=person.known_as) if person.known_as else ""
    name += paper.paragraph(paper.joined([known, also]), sheet.body)
    name += paper.paragraph(copy_words(file.reader, file.left_out), sheet.small)
    version = _("No plan yet") if file.plan is None else labels.version_words(file.plan)
    right = paper.paragraph(paper.strong(_("Case plan")), sheet.right)
    right += paper.paragraph(version.replace(", ", "\n", 1), sheet.right)
    row = Row((name, right), rule=False)
    return [tables.table(columns(8.5, 3.5), None, [row], sheet, after=2)]


def _facts(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """What identifies the person and the case: a label, the fact, and what goes with it."""
    facts = [_fact(*fact, sheet=sheet) for fact in facts_said(file)]
    rows = [Row(tuple(facts[at : at + 4]), rule=at + 4 >= len(facts)) for at in range(0, len(facts), 4)]
    return [tables.table(columns(3, 3, 3, 3), None, rows, sheet, after=sheet.gap / 2)]


def facts_said(file: CaseFile) -> Iterator[tuple[str, str, str, str]]:
    """What identifies the person and the case: label, fact, what goes with it, shape."""
    person, managed = file.case.person, file.case.managed
    age = person.age(file.today)
    born = _("born {date}").format(date=short_date(person.date_of_birth)) if person.date_of_birth else ""
    not_recorded = _("Not recorded")
    yield _("CRN"), person.crn or not_recorded, _("PNC {id}").format(id=person.pnc) if person.pnc else "", ""
    yield _("Age"), not_recorded if age is None else str(age), born, ""
    yield _("Cohort"), labels.label(managed.cohort) or not_recorded, _adopted(file), ""
    shape = labels.RAG_SHAPES[managed.rag] if managed.rag else ""
    phase = labels.label(managed.phase)
    yield _("RAG"), labels.rag_words(managed.rag) or not_recorded, phase, shape
    yield _("Licence or order"), labels.sentence_words(managed) or not_recorded, managed.index_offence, ""
    yield _("Police lead"), managed.police_lead or _("Nobody named"), "", ""
    yield _("Probation lead"), managed.probation_lead or _("Nobody named"), "", ""
    coming = file.next_appointment
    if coming is None:
        yield _("Next appointment"), _("Nothing booked"), "", ""
    else:
        yield _("Next appointment"), date_time(coming.starts_at), coming.said.place or coming.type_name, ""


def _adopted(file: CaseFile) -> str:
    adopted = file.case.managed.adopted_on
    return _("since {date}").format(date=short_date(adopted)) if adopted else ""


def _months(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """The months under IOM in one strip; nothing of somebody who never was."""
    if file.band is None or not file.band.under:
        return []
    row = Row(
        (
            paper.paragraph(_("Months under IOM"), sheet.label),
            [band_strip(file.band, _SIDES[1] - 8)],
        )
    )
    return [tables.table(_SIDES, None, [row], sheet, after=sheet.gap / 2)]


def _fact(label: str, fact: str, more: str, shape: str, *, sheet: Sheet) -> Cell:
    cell = paper.paragraph(label, sheet.label)
    cell += paper.paragraph(fact, sheet.shaped if shape else sheet.strong, shape=shape)
    return cell + paper.paragraph(more, sheet.small)


# --- Why, risk and flags -------------------------------------------------------------------------------


def _side(label: str, words: Cell, sheet: Sheet, **more: bool) -> Row:
    return Row((paper.paragraph(label, sheet.strong), words), **more)


def _in_short(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    rows = [
        _side(_("Why IOM"), _why(file.decision, sheet), sheet),
        _side(_("Risk"), _risk(file, sheet), sheet),
        _side(_("Flags"), _flags(file, sheet), sheet),
    ]
    if file.prompts:
        rows.append(_side(_("To ask"), _prompts(file, sheet), sheet))
    home = _home(file)
    if home:
        rows.append(_side(_("Lives"), paper.paragraph(home, sheet.body), sheet))
    return [tables.table(_SIDES, None, rows, sheet)]


def _shortened(words: str) -> str:
    """``words``, or their beginning to the end of a word where they are long."""
    if len(words) <= _IN_SHORT:
        return words
    return words[:_IN_SHORT].rsplit(None, 1)[0] + " …"


def _brief(words: str) -> list[str | Run]:
    if len(words) <= _IN_SHORT:
        return [words]
    return [_shortened(words).replace("\n", " "), paper.quiet(" " + _("(the whole is under In full)"))]


def decided_words(decision: Decision) -> str:
    """When it was decided, and by whom."""
    said = decision.said
    decided = (
        _("Decided {date}").format(date=exact_date(said.decided_on)) if said.decided_on else _("Decided")
    )
    makers = labels.makers_words(said.decided_by)
    return _("{decided} by {makers}").format(decided=decided, makers=makers) if makers else decided


def _why(decision: Decision | None, sheet: Sheet) -> Cell:
    if decision is None:
        return paper.paragraph(paper.strong(_("No decision record is on file.")), sheet.body)
    said = decision.said
    cell = paper.paragraph(_brief(said.rationale), sheet.body)
    facts = [
        decided_words(decision),
        join_words(decision.criteria_words),
        said.scores,
        _("review by {date}").format(date=exact_date(said.review_on)) if said.review_on else "",
    ]
    return cell + paper.paragraph(paper.joined(facts), sheet.small)


def _risk(file: CaseFile, sheet: Sheet) -> Cell:
    managed = file.case.managed
    level = labels.rosh_words(managed)
    words: list[str | Run] = []
    if level:
        words += [paper.strong(_("Serious harm: {level}.").format(level=level)), " "]
    else:
        words += [paper.strong(_("Risk of serious harm has not been assessed.")), " "]
    for lead, said in risk_notes(file):
        words += [paper.quiet(f"{lead}: "), *_brief(sentence(said)), " "]
    cell = paper.paragraph(words, sheet.body)
    if file.assessment is not None:
        facts = [levels_in_words(file.assessment.said), assessed_words(file.assessment)]
        cell += paper.paragraph(paper.joined(facts), sheet.small)
    return cell


def risk_notes(file: CaseFile) -> list[tuple[str, str]]:
    """What is written of the risk, each with its lead."""
    managed, assessed = file.case.managed, file.assessment
    notes = [
        (_("At risk"), "" if assessed is None else assessed.said.who),
        (_("Nature"), "" if assessed is None else assessed.said.nature),
        (_("Greatest"), managed.risk_when),
        (_("Increases"), managed.risk_increases),
        (_("Reduces"), managed.risk_reduces),
    ]
    return [(lead, said) for lead, said in notes if said]


def sentence(words: str) -> str:
    """``words`` with a full stop where they end in none."""
    return words if words.endswith((".", "!", "?", ":")) else words + "."


def flags_said(file: CaseFile) -> tuple[list[str], str]:
    """The flags by name, and what was checked and what nobody knows; as the reader may be told of them."""
    managed = file.case.managed
    checked = SharedMatter.SAFEGUARDING not in file.left_out
    checks = [
        _("Risk to staff") if managed.risk_to_staff is Answer.YES else "",
        _("Domestic abuse") if managed.domestic_abuse is Answer.YES else "",
        _("Child safeguarding") if managed.child_safeguarding is Answer.YES else "",
    ]
    names = [*checks, *(flag.name for flag in file.case.flags if flag.ended_on is None)]
    unknown = join_words(
        [
            _("risk to staff") if managed.risk_to_staff is Answer.UNKNOWN else "",
            _("domestic abuse") if checked and managed.domestic_abuse is Answer.UNKNOWN else "",
            _("child safeguarding") if checked and managed.child_safeguarding is Answer.UNKNOWN else "",
        ]
    )
    safeguarding = _("Safeguarding {checked}").format(
        checked=labels.checked_words(managed.safeguarding_checked_on)
    )
    mappa = f"{_mappa(managed.mappa)} {labels.checked_words(managed.mappa_checked_on)}"
    facts = [
        safeguarding if checked else "",
        mappa if SharedMatter.PUBLIC_PROTECTION not in file.left_out else "",
        _("not known: {what}").format(what=unknown) if unknown else "",
    ]
    return list(dict.fromkeys(name for name in names if name)), paper.joined(facts)


def no_flag_words(file: CaseFile) -> str:
    """That there is no flag, or none this reader is told of."""
    return _("No flag for this reader.") if file.left_out else _("No flag is recorded.")


def _flags(file: CaseFile, sheet: Sheet) -> Cell:
    said, facts = flags_said(file)
    cell = paper.paragraph(paper.strong(paper.joined(said)) if said else no_flag_words(file), sheet.body)
    return cell + paper.paragraph(facts, sheet.small) + _checks(file, sheet)


def _checks(file: CaseFile, sheet: Sheet) -> Cell:
    """The last MARAC and the last check of each kind of services, and that something is kept apart."""
    newest = {one.about: one for one in reversed(file.checks)}
    said = [
        *(_("MARAC: {what}").format(what=_lower(marac_words(one))) for one in file.maracs[:1]),
        *(check_words(one) for one in newest.values()),
        kept_apart_words(file.kept_apart),
    ]
    return paper.paragraph(paper.joined(said), sheet.small)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _prompts(file: CaseFile, sheet: Sheet) -> Cell:
    cell: Cell = []
    for one in file.prompts:
        cell += paper.paragraph(one.words, sheet.body)
    return cell


def _mappa(said: str) -> str:
    """ "MAPPA Level 2"; what names MAPPA itself ("Not MAPPA eligible") stands as it is."""
    if "mappa" in said.casefold():
        return said
    return _("MAPPA {level}").format(level=said or _("level not recorded,"))


def _home(file: CaseFile) -> str:
    person = file.case.person
    address = paper.joined([" ".join(person.address.split("\n")), person.postcode], ", ")
    interpreter = ""
    if person.interpreter_needed:
        interpreter = _("Interpreter needed: {language}").format(
            language=person.preferred_language or _("language not recorded")
        )
    return paper.joined([address, file.accommodation_name, interpreter])


# --- Behind the plan -----------------------------------------------------------------------------------


def _behind_the_plan(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """The risk management plan, what is done if it goes wrong, and when the plan is reviewed."""
    plan = file.plan
    held = by_pillar(file.measures)
    rows = [
        _side(labels.label(pillar), _measures(held[pillar], sheet), sheet)
        for pillar in PILLARS
        if held[pillar]
    ]
    head = Row((paper.heading(_("Risk management plan"), sheet), None)) if rows else None
    if wrong := _if_it_goes_wrong(file, held[Pillar.CONTINGENCY], sheet):
        rows.append(_side(_("If it goes wrong"), wrong, sheet))
    if plan is not None and plan.said.review_on:
        rows.append(
            _side(_("Plan reviewed"), paper.paragraph(exact_date(plan.said.review_on), sheet.body), sheet)
        )
    return [tables.table(_SIDES, head, rows, sheet)] if rows else []


def _measures(measures: Iterable[Measure], sheet: Sheet) -> Cell:
    cell: Cell = []
    for one in measures:
        words: list[str | Run] = [sentence(one.said.words)]
        if more := labels.measure_facts(one.said):
            words.append(paper.quiet(f" {more}"))
        cell += paper.paragraph(words, sheet.body)
    return cell


def _if_it_goes_wrong(file: CaseFile, measures: Iterable[Measure], sheet: Sheet) -> Cell:
    """The plan's own words, then each trigger with what is done and by whom."""
    cell = paper.paragraph("" if file.plan is None else file.plan.said.contingency, sheet.body)
    for one in measures:
        lead = one.said.trigger.rstrip(" .:;,")
        words: list[str | Run] = [paper.strong(f"{lead}: "), sentence(one.said.words)]
        if more := labels.measure_facts(one.said):
            words.append(paper.quiet(f" {more}"))
        cell += paper.paragraph(words, sheet.body)
    return cell


def _conditions(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """The conditions and requirements: those that need action with what carries each out, the rest in one row."""
    if not file.conditions:
        return []
    needing = [one for one in file.conditions if one.said.needs_action]
    rows = [_condition_row(one, file, sheet) for one in needing]
    rest = [one for one in file.conditions if not one.said.needs_action]
    if rest:
        said = "; ".join(f"{one.said.number} {one.said.words.rstrip('.')}".strip() for one in rest)
        lead = paper.paragraph(_("Also in force"), sheet.small)
        rows.append(Row((lead, paper.paragraph(f"{said}.", sheet.small))))
    named = (paper.paragraph(words, sheet.label) for words in (_("Carried out by"),))
    head = Row((paper.heading(_("Conditions and requirements"), sheet), None, *named))
    return [tables.table(columns(2.5, 7.5, 2), head, rows, sheet)]


def _condition_row(condition: Condition, file: CaseFile, sheet: Sheet) -> Row:
    words = paper.paragraph(condition.said.words, sheet.body)
    words += paper.paragraph(labels.condition_days(condition, file.today), sheet.small)
    carried = () if file.plan is None else carried_out_by(file.plan, condition)
    if carried:
        said = paper.paragraph(join_words([one.number for one in carried]), sheet.strong)
    else:
        # A copy that leaves actions out cannot say that there is none.
        said = paper.paragraph("" if file.left_out else paper.strong(_("Nothing yet")), sheet.small)
    return Row((paper.paragraph(labels.condition_title(condition), sheet.strong), words, said))


def _needs(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    if not file.needs:
        return []
    head = Row(
        (
            paper.heading(_("Needs"), sheet),
            *(
                paper.paragraph(words, sheet.label)
                for words in (_("How severe"), _("Work"), _("Strengths and notes"))
            ),
        )
    )
    rows = [_need_row(need, sheet) for need in file.needs]
    return [tables.table(columns(3.5, 2.5, 2, 4), head, rows, sheet)]


def _need_row(need: Need, sheet: Sheet) -> Row:
    severity = paper.paragraph(labels.severity_words(need), sheet.strong if need.severe else sheet.body)
    name = paper.paragraph(need.name, sheet.strong if need.severe else sheet.body)
    name += paper.paragraph(labels.linked_words(need), sheet.small)
    work = paper.paragraph(labels.label(need.assessed.status), sheet.body)
    at_rest = need.assessed.status in (NeedStatus.DONE, NeedStatus.SUPPORT_NOT_REQUIRED)
    if need.severe and not need.served and not at_rest:
        work += paper.paragraph(paper.strong(_("Nothing in the plan serves it")), sheet.small)
    notes = paper.paragraph(need.assessed.strengths, sheet.body) + paper.paragraph(
        need.assessed.note, sheet.body
    )
    return Row((name, severity, work, notes))


def _services(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    if not file.services:
        return []
    shown = _rungs_shown(file)
    rungs = [
        words for (field, _word), words in zip(RUNGS, labels.rung_words(), strict=True) if field in shown
    ]
    widths = (paper.WIDTH - _LADDER, *(_LADDER / len(rungs),) * len(rungs))
    head = Row(
        (
            paper.heading(_("Services"), sheet),
            *(paper.paragraph(words, sheet.label) for words in rungs),
        )
    )
    rows = [row for service in file.services for row in _service_rows(service, file, shown, sheet)]
    return [tables.table(widths, head, rows, sheet)]


def _rungs_shown(file: CaseFile) -> frozenset[str]:
    """The rungs that have a column: all but those seldom reached, where no service printed has them."""
    reached = {field for service in file.services for field, _words, _day in service.said.reached()}
    return frozenset(field for field, _words in RUNGS if field not in _SELDOM or field in reached)


def _service_rows(
    service: ServiceAccess, file: CaseFile, shown: frozenset[str], sheet: Sheet
) -> Iterator[Row]:
    said = service.said
    name = paper.paragraph(said.service or service.need_name, sheet.strong)
    name += paper.paragraph(paper.joined([said.provider, service.need_name.lower()]), sheet.small)
    more = _service_words(service)
    yield Row((name, *_ladder(service, file, shown, sheet)), keep_next=bool(more), rule=not more)
    if more:
        yield Row((paper.paragraph(more, sheet.small),))


def _ladder(service: ServiceAccess, file: CaseFile, shown: frozenset[str], sheet: Sheet) -> list[Cell]:
    """A cell for each rung shown: the day it was reached, and the days since the rung before or waited so far."""
    reached = [day for _field, _words, day in service.said.reached()]
    waits = bool(reached) and service.said.ended_on is None and service.said.barrier is None
    cells: list[Cell] = []
    before = None
    for field, _words, day in service.said.rungs():
        if field not in shown:
            continue
        if day is not None:
            cell = paper.paragraph(short_date(day), sheet.small_ink)
            if before is not None:
                cell += paper.paragraph(_("after {time}").format(time=days((day - before).days)), sheet.small)
            before = day
        elif before is not None and before == reached[-1] and waits:
            word = _("{time} so far").format(time=days((file.today - before).days))
            cell, waits = paper.paragraph(paper.strong(word), sheet.small), False
        else:
            cell = paper.paragraph("–", sheet.small)
        cells.append(cell)
    return cells


def _service_words(service: ServiceAccess) -> list[str | Run]:
    said = service.said
    words: list[str | Run] = []
    barrier = labels.barrier_words(service)
    if barrier:
        words += [
            paper.strong(_("Not obtained: ") if not service.obtained else _("Stopped: ")),
            paper.inked(barrier),
            "  ",
        ]
    if said.outcome is not None:
        words += [paper.strong(labels.label(said.outcome)), "  "]
    total = service.days_to_attendance()
    if total is not None:
        words += [_("{time} from need to first attendance").format(time=days(total)), "  "]
    if said.note:
        words.append(paper.inked(said.note))
    return words


def _appointments(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    rows = []
    if file.next_appointment is not None:
        rows.append(_appointment_row(file.next_appointment, file, sheet, coming=True))
    past = [
        one
        for one in file.appointments
        if file.next_appointment is None or one.id != file.next_appointment.id
    ]
    rows += [_appointment_row(one, file, sheet) for one in reversed(past)]
    if not rows:
        return []
    head = Row(
        (
            paper.heading(_("Appointments"), sheet),
            *(
                paper.paragraph(words, sheet.label)
                for words in (_("What"), _("Where and with whom"), _("What came of it"))
            ),
        )
    )
    return [tables.table(columns(3, 3, 3, 3), head, rows, sheet)]


def _appointment_row(one: Appointment, file: CaseFile, sheet: Sheet, *, coming: bool = False) -> Row:
    said = one.said
    when = paper.paragraph(date_time(one.starts_at), sheet.strong if coming else sheet.body)
    what = paper.paragraph(one.type_name or said.type_code, sheet.body) + paper.paragraph(
        said.purpose, sheet.small
    )
    where = paper.paragraph(said.place, sheet.body)
    where += paper.paragraph(labels.named_with_agency(said.with_name, said.with_agency), sheet.small)
    outcome = paper.paragraph(labels.outcome_words(one), sheet.body)
    if coming and not outcome:
        outcome = paper.paragraph(paper.strong(_("The next one")), sheet.body)
    elif one.outcome_missing(file.made_at):
        outcome = paper.paragraph(paper.strong(_("Outcome not recorded")), sheet.body)
    outcome += paper.paragraph(one.outcome_note, sheet.small)
    return Row((when, what, where, outcome), band=coming)


def _notes(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """The notes that may be read in the room; in an agency's own copy, all that agency may see.

    The person signs this paper: what must not be told to them, what tells of somebody else, and what is
    intelligence stays off it, without a word that there is any.
    """
    partner = file.audience is Audience.PARTNER
    shown = [note for note in file.notes if partner or _for_the_room(note)]
    if not shown:
        return []
    head = Row((paper.heading(_("Notes"), sheet),))
    return [tables.table(columns(3, 9), head, [_note_row(note, sheet) for note in shown], sheet)]


def _for_the_room(note: Note) -> bool:
    said = note.said
    return not (said.not_disclosable or said.third_party or said.mark is Mark.INTELLIGENCE)


def _note_row(note: Note, sheet: Sheet) -> Row:
    said = note.said
    when = paper.paragraph(date_time(said.happened_at), sheet.body)
    about = paper.joined(
        [
            note.type_name,
            labels.label(said.mark),
            _("tells of somebody else") if said.third_party else "",
            _("NOT TO BE TOLD TO THE PERSON") if said.not_disclosable else "",
            note.by,
        ]
    )
    return Row((when, paper.paragraph(said.words, sheet.body) + paper.paragraph(about, sheet.small)))


def _in_full(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """The fields too long for the top of the first page, and the notes on flags."""
    rows = []
    if file.decision is not None and len(file.decision.said.rationale) > _IN_SHORT:
        rows.append(_side(_("Why IOM"), paper.paragraph(file.decision.said.rationale, sheet.body), sheet))
    for lead, words in risk_notes(file):
        if len(words) > _IN_SHORT:
            rows.append(
                _side(_("Risk: {what}").format(what=lead.lower()), paper.paragraph(words, sheet.body), sheet)
            )
    rows += [_side(flag.name, _flag_words(flag, sheet), sheet) for flag in file.case.flags if flag.note]
    if not rows:
        return []
    return [tables.table(_SIDES, Row((paper.heading(_("In full"), sheet),)), rows, sheet)]


def _flag_words(flag: Flag, sheet: Sheet) -> Cell:
    facts = [
        _("since {date}").format(date=exact_date(flag.started_on)),
        _("review by {date}").format(date=exact_date(flag.review_on)) if flag.review_on else "",
    ]
    return paper.paragraph(flag.note, sheet.body) + paper.paragraph(paper.joined(facts), sheet.small)


# --- Signed --------------------------------------------------------------------------------------------


def _signed(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """The person's words, what they answered, what is not clear yet, and the lines to sign on."""
    name = file.case.person.called
    rows = []
    if file.plan is not None:
        words = [file.plan.said.persons_words]
        if file.plan.agreement is not None:
            words.append(file.plan.agreement.said.persons_words)
        spoken: Cell = []
        for said in dict.fromkeys(w for w in words if w):
            spoken += paper.paragraph(_quoted(said), sheet.words)
        if spoken:
            rows.append(_side(_("In {name}’s words").format(name=name), spoken, sheet))
        unclear = _unclear(file, sheet)
        if unclear:
            rows.append(_side(_("Not clear yet"), unclear, sheet))
        rows.append(_side(_("Agreement"), _agreement(file.plan, file, sheet), sheet, keep_next=True))
    rows.append(_side(_("Signed"), _sign_lines(file, sheet), sheet, rule=False))
    return [tables.table(_SIDES, None, rows, sheet)]


def _quoted(words: str) -> str:
    return words if words[:1] in "“‘\"'" else f"“{words}”"


def _agreement(plan: Plan, file: CaseFile, sheet: Sheet) -> Cell:
    record = plan.agreement
    if record is None:
        return paper.paragraph(_("This is a draft. It has not been agreed yet."), sheet.body)
    cell = paper.paragraph(paper.strong(labels.agreement_words(record, file.case.person)), sheet.body)
    cell += paper.paragraph(record.said.reason, sheet.body)
    explained = record.said.explained_on
    facts = [
        _("Recorded {when} by {officer}").format(when=date_time(record.at), officer=record.by)
        if record.by
        else _("Recorded {when}").format(when=date_time(record.at)),
        _("gone through on {date}").format(date=exact_date(explained)) if explained else "",
    ]
    return cell + paper.paragraph(paper.joined(facts), sheet.small)


def _unclear(file: CaseFile, sheet: Sheet) -> Cell:
    if file.plan is None or not file.plan.draft:
        return []
    faults = [fault.words for fault in file.readiness if fault.blocking]
    cell: Cell = []
    for words in faults[:_FAULTS_SHOWN]:
        cell += paper.paragraph(words, sheet.body)
    if len(faults) > _FAULTS_SHOWN:
        more = _("And {count}; the program lists them all.").format(
            count=count(len(faults) - _FAULTS_SHOWN, "more", "more")
        )
        cell += paper.paragraph(more, sheet.small)
    return cell


def _sign_lines(file: CaseFile, sheet: Sheet) -> Cell:
    managed = file.case.managed
    who = [
        (name_of(file), ""),
        (managed.police_lead or _("Police"), _("police") if managed.police_lead else ""),
        (managed.probation_lead or _("Probation"), _("probation") if managed.probation_lead else ""),
    ]
    width = _SIDES[1] / 3
    cells = tuple(
        [
            paper.SignLine(width - paper.GUTTER),
            *paper.paragraph(paper.joined([name, role], ", "), sheet.small),
            *paper.paragraph(_("Date"), sheet.small),
        ]
        for name, role in who
    )
    return [tables.table((width,) * 3, None, [Row(cells, rule=False)], sheet, after=0)]
