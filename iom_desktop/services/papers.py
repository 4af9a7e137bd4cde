"""Any paper about one case, loaded for its reader: the one place that knows what each is made of.

What a paper is made of is read only once that paper is wanted: a command makes one and ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from iom_desktop.display import labels, paper_subjects
from iom_desktop.display.formats import join_words
from iom_desktop.display.pack_lines import matters_words
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import FULL, Audience, SharedMatter
from iom_desktop.domain.documents import READERS, Document
from iom_desktop.domain.paper_wishes import LetterFile, LoadedPaper, PaperWish
from iom_desktop.errors import UserError
from iom_desktop.services import audiences


def load_paper(session: Session, wish: PaperWish, now: datetime) -> LoadedPaper:
    """The paper ``wish`` names, at local time ``now``, as its reader may have it.

    Raises ``UserError``: a reader to whom this paper is not given, and nothing to print it of.
    """
    if wish.reader.audience not in READERS.get(wish.document, ()):
        raise UserError(
            _("{paper}: this paper is not given to this reader ({reader}).").format(
                paper=labels.label(wish.document), reader=labels.reader_words(wish.reader).lower()
            ),
            "audience",
        )
    if wish.document is Document.PLAN and wish.reader.audience is Audience.PERSON:
        return _my_plan(session, wish, now)
    return _LOADERS[wish.document](session, wish, now)


def _left_out(matters: tuple[SharedMatter, ...]) -> tuple[str, ...]:
    if not matters:
        return ()
    return (_("Left out of this copy by rule: {matters}.").format(matters=matters_words(matters)),)


def _plan(session: Session, wish: PaperWish, now: datetime) -> LoadedPaper:
    from iom_desktop.services.case_files import load_case_file

    file = load_case_file(
        session,
        wish.case_id,
        now,
        reader=wish.reader,
        plan_id=wish.plan_id or None,
        in_force=not wish.plan_id,
    )
    return LoadedPaper(
        wish=wish,
        subject=paper_subjects.plan_subject(file, wish.document),
        file=file,
        left_out=_left_out(file.left_out),
    )


def _my_plan(session: Session, wish: PaperWish, now: datetime) -> LoadedPaper:
    from iom_desktop.display import my_plan_lines
    from iom_desktop.services.my_plan import load_my_plan

    mine = load_my_plan(
        session,
        wish.case_id,
        now,
        plan_id=wish.plan_id or None,
        language=wish.language,
        large_print=wish.large_print,
    )
    # The register speaks the program's language, whatever the paper does.
    subject = paper_subjects.my_plan_subject(mine)
    return LoadedPaper(
        wish=wish,
        subject=subject,
        file=mine,
        left_out=(*_left_out(mine.rules), *my_plan_lines.left_out_words(mine)),
        advice=my_plan_lines.advice_words(mine),
    )


def _decision(session: Session, wish: PaperWish, now: datetime) -> LoadedPaper:
    from iom_desktop.domain.record_copies import decision_file_for
    from iom_desktop.services.decisions import decision_in_force, load_decision_file

    decision_id = wish.record_id
    if not decision_id:
        newest = decision_in_force(session, wish.case_id)
        if newest is None:
            raise UserError(_("No decision is recorded for this person."))
        decision_id = newest.id
    file = load_decision_file(session, decision_id, now)
    if wish.reader != FULL:
        file = decision_file_for(file, audiences.sight(session, wish.reader))
    subject = paper_subjects.decision_subject(file)
    return LoadedPaper(wish=wish, subject=subject, file=file, left_out=_left_out(file.left_out))


def _deselection(session: Session, wish: PaperWish, now: datetime) -> LoadedPaper:
    from iom_desktop.domain.record_copies import deselection_file_for
    from iom_desktop.services.deselections import deselection_in_force, load_deselection_file

    record_id = wish.record_id
    if not record_id:
        newest = deselection_in_force(session, wish.case_id)
        if newest is None:
            raise UserError(_("No de-selection is recorded for this person."))
        record_id = newest.id
    file = load_deselection_file(session, record_id, now)
    if wish.reader != FULL:
        file = deselection_file_for(file, audiences.sight(session, wish.reader))
    subject = paper_subjects.deselection_subject(file)
    return LoadedPaper(wish=wish, subject=subject, file=file, left_out=_left_out(file.left_out))


def _letter(session: Session, wish: PaperWish, now: datetime) -> LoadedPaper:
    from iom_desktop.services.cases import load_case
    from iom_desktop.services.letters import list_letters, load_letter
    from iom_desktop.services.my_plan import load_office

    letter_id = wish.record_id
    if not letter_id:
        sent = list_letters(session, wish.case_id)
        if not sent:
            raise UserError(_("No letter to this person is on record."))
        letter_id = sent[0].id
    letter = load_letter(session, letter_id)
    reference = load_case(session, wish.case_id).person.crn
    file = LetterFile(letter, reference, load_office(session))
    subject = paper_subjects.letter_subject(letter.id, letter.case_id, letter.template_name, letter.said)
    return LoadedPaper(wish=wish, subject=subject, file=file)


def _comparison(session: Session, wish: PaperWish, now: datetime) -> LoadedPaper:
    from iom_desktop.services.comparisons import load_comparison
    from iom_desktop.services.plans import list_versions

    versions = list_versions(session, wish.case_id)
    numbers = {one.id: one.number for one in versions}
    if len(versions) < 2:
        raise UserError(_("There are no two versions of this plan to compare."))
    newer = numbers.get(wish.plan_id, versions[0].number)
    before = max((one.number for one in versions if one.number < newer), default=versions[-1].number)
    older = numbers.get(wish.older_plan_id, before)
    file = load_comparison(session, wish.case_id, older, newer, wish.reader, now)
    subject = paper_subjects.comparison_subject(file)
    return LoadedPaper(wish=wish, subject=subject, file=file, left_out=_left_out(file.left_out))


def _subject_access(session: Session, wish: PaperWish, now: datetime) -> LoadedPaper:
    from iom_desktop.display import subject_access_lines
    from iom_desktop.services.subject_access import load_extract

    extract = load_extract(session, wish.case_id, now, wish.choice, large_print=wish.large_print)
    marked = [
        f"{subject_access_lines.ground_inside(ground)} ({many})" for ground, many in extract.counts().items()
    ]
    said = _("Left out, with a mark at the place: {what}.").format(what=join_words(marked)) if marked else ""
    chosen = subject_access_lines.chosen_words(extract.choice)
    untold = subject_access_lines.untold_words(extract.untold)
    return LoadedPaper(
        wish=wish,
        subject=paper_subjects.subject_access_subject(extract),
        file=extract,
        left_out=tuple(one for one in (said, chosen, untold) if one),
        advice=(_("Saved without a password, it has a machine-readable file (JSON) beside the PDF."),),
    )


_LOADERS: Mapping[Document, Callable[[Session, PaperWish, datetime], LoadedPaper]] = {
    Document.SUMMARY: _plan,
    Document.PLAN: _plan,
    Document.DECISION: _decision,
    Document.DESELECTION: _deselection,
    Document.LETTER: _letter,
    Document.COMPARISON: _comparison,
    Document.SUBJECT_ACCESS: _subject_access,
}
