"""A paper held against the record by the code at its foot: is it current, and what has changed since?

The paper is loaded again as it was asked for, for the same reader, as of the moment it was made. Where what it
would say now is what it said then, nothing on it has changed; where not, what has is told in sentences, as far as
its reader may see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import exact_date
from iom_desktop.display.paper_subjects import conference_subject
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import Reader, SharedMatter, Sight
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.comparison import list_changes
from iom_desktop.domain.comparison_files import seen_by
from iom_desktop.domain.documents import READERS, Document, read_code
from iom_desktop.domain.packs import ConferencePaper
from iom_desktop.domain.paper_wishes import PaperWish
from iom_desktop.domain.plans import PlanState, PlanVersion
from iom_desktop.domain.register import DocumentCopy, PaperCheck, PaperStanding
from iom_desktop.domain.since import SinceLine, Subject
from iom_desktop.errors import UserError
from iom_desktop.services import audiences, packs
from iom_desktop.services.codes import list_codes
from iom_desktop.services.decisions import load_decision
from iom_desktop.services.deselections import load_deselection_file
from iom_desktop.services.papers import load_paper
from iom_desktop.services.plan_then import moment_of_copy, plan_then
from iom_desktop.services.plans import list_versions, load_plan
from iom_desktop.services.register import find_by_code
from iom_desktop.services.since import what_happened
from iom_desktop.storage.tables import AppointmentRow, DocumentCopyRow

#: Papers made of a version of a plan.
_OF_PLAN = frozenset({Document.SUMMARY, Document.PLAN, Document.COMPARISON})
#: Of these the officer chose what is on them; the register does not keep the choice.
_CHOSEN = frozenset({Document.PACK, Document.SUBJECT_ACCESS})
#: A paper is looked at before it is given out, at the longest for so long.
_LOOKED_AT = timedelta(hours=12)
#: How each paper of a conference is loaded.
_CONFERENCE: Mapping[Document, Callable[[Session, str, Reader, datetime], ConferencePaper]] = {
    Document.PACK: packs.load_pack,
    Document.MINUTES: packs.load_minutes,
    Document.ACTIONS: packs.load_action_list,
}
#: Lines told of what happened in a case since.
_MOST_LINES = 20


def check_paper(session: Session, typed: str, now: datetime) -> PaperCheck:
    """How the paper with this code stands to the record at local time ``now``.

    Raises ``UserError``: for a code mistyped, and for one that no paper of this store has.
    """
    code = read_code(typed)
    if code is None:
        raise UserError(
            _("This cannot be a code: one has eight letters and digits, as 7F3A-91C2. One may be mistyped."),
            "code",
        )
    copy = find_by_code(session, code)
    if copy is None:
        words = _("No paper of this store has the code {code}. It may be another office's.")
        raise UserError(words.format(code=code), "code")
    return _Check(session, copy, now).made()


class _Check:
    """One paper, and the record it is held against."""

    def __init__(self, session: Session, copy: DocumentCopy, now: datetime) -> None:
        self._session, self._copy, self._now = session, copy, now
        versions = list_versions(session, copy.case_id) if copy.case_id else []
        self._version = next((one for one in versions if one.id == copy.plan_id), None)
        self._in_force = next((one for one in versions if one.state is PlanState.AGREED), None)

    def made(self) -> PaperCheck:
        """The answer."""
        if self._copy.not_made:
            return self._answer(
                PaperStanding.NOT_MADE,
                _("The register says that this copy was never made: printing or saving it failed."),
            )
        return self._of_plan() or self._of_record() or self._again()

    def _answer(self, standing: PaperStanding, words: str, changes: tuple[str, ...] = ()) -> PaperCheck:
        in_force = self._in_force.number if self._in_force and self._copy.document in _OF_PLAN else None
        return PaperCheck(copy=self._copy, standing=standing, words=words, changes=changes, in_force=in_force)

    # What has taken its place ----------------------------------------------------------------------------

    def _of_plan(self) -> PaperCheck | None:
        """The answer where a newer version of the plan is in force."""
        mine, current = self._version, self._in_force
        if self._copy.document not in _OF_PLAN or mine is None or mine.state is not PlanState.SUPERSEDED:
            return None
        if current is None or current.agreed_at is None:
            return None
        words = _("No. It is of version {old} of the plan; version {new}, agreed on {day}, is in force now.")
        said = words.format(
            old=mine.number, new=current.number, day=exact_date(local_time(current.agreed_at).date())
        )
        return self._answer(PaperStanding.SUPERSEDED, said, tuple(self._plan_changes(current)))

    def _of_record(self) -> PaperCheck | None:
        """The answer where a decision or a de-selection no longer holds."""
        document, record_id = self._copy.document, self._record_id
        if document is Document.DECISION:
            over = load_decision(self._session, record_id).superseded_on
        elif document is Document.DESELECTION:
            over = load_deselection_file(self._session, record_id, self._now).deselection.superseded_on
        else:
            return None
        if over is None or over < self._copy.made_at.date():
            return None
        words = _("No. It was superseded on {day}, and no longer holds.").format(day=exact_date(over))
        return self._answer(PaperStanding.SUPERSEDED, words)

    # Whether it would read the same now ------------------------------------------------------------------

    def _again(self) -> PaperCheck:
        found = self._contents()
        if found is None:
            return self._answer(
                PaperStanding.UNKNOWN,
                _("It is on the register, but the program cannot hold what it says against the record."),
            )
        if self._copy.content in found:
            return self._answer(PaperStanding.CURRENT, self._current_words())
        changes = tuple(self._changes())
        if not changes and self._copy.document in _CHOSEN:
            return self._answer(
                PaperStanding.UNKNOWN,
                _(
                    "It would read otherwise now, by what was recorded or by what was chosen for it. Make it anew."
                ),
            )
        words = _("Not quite: something on it has changed since it was made on {day}.")
        return self._answer(
            PaperStanding.CHANGED,
            words.format(day=exact_date(self._copy.made_at.date())),
            changes or (_("It would read otherwise now. Make it anew to see how."),),
        )

    def _current_words(self) -> str:
        if self._copy.document not in _OF_PLAN or self._version is None:
            return _("Yes. Nothing on it has changed since it was made.")
        number, state = self._version.number, self._version.state
        if state is PlanState.AGREED:
            words = _("Yes. Version {number} of the plan is in force, and nothing on this paper has changed.")
        else:
            words = _(
                "Nothing on it has changed; but version {number} of the plan is a draft, not agreed yet."
            )
        return words.format(number=number)

    @property
    def _record_id(self) -> str:
        """The record the paper is of, or the older version of a comparison: what its series is named after."""
        series = self._session.get_one(DocumentCopyRow, self._copy.id).series
        return series.split(":")[1] if ":" in series else ""

    def _contents(self) -> frozenset[str] | None:
        """What the paper would say now, as of when it may have been loaded; nothing where that cannot be told."""
        load = self._loader()
        try:
            return None if load is None else frozenset(map(load, self._moments()))
        except UserError:
            return None  # the record it was made of is gone

    def _loader(self) -> Callable[[datetime], str] | None:
        copy, session = self._copy, self._session
        if copy.document in READERS and copy.case_id:
            wish = self._wish(copy.case_id)
            return lambda at: load_paper(session, wish, at).subject.content
        held = _CONFERENCE.get(copy.document)
        if held is None or not copy.conference_id:
            return None
        conference_id = copy.conference_id
        return lambda at: conference_subject(held(session, conference_id, copy.reader, at)).content

    def _wish(self, case_id: str) -> PaperWish:
        copy = self._copy
        of_plan = copy.document in _OF_PLAN
        compared = copy.document is Document.COMPARISON
        return PaperWish(
            document=copy.document,
            case_id=case_id,
            reader=copy.reader,
            plan_id=(copy.plan_id or "") if of_plan else "",
            record_id="" if of_plan else self._record_id,
            older_plan_id=self._record_id if compared else "",
            language=copy.language,
            large_print=copy.large_print,
        )

    def _moments(self) -> Iterator[datetime]:
        """When the paper may have been loaded: as it was made; or before, while it was looked at.

        An appointment that passed in between is no change of the record. Nor is anything where it would read the
        same if it were loaded now.
        """
        made = min(self._copy.made_at, self._now)
        yield from (made, self._now)
        row = AppointmentRow
        starts = select(row.starts_at).where(
            row.case_id == (self._copy.case_id or ""),
            row.starts_at > made - _LOOKED_AT,
            row.starts_at <= made,
        )
        for at in self._session.scalars(starts.order_by(row.starts_at.desc()).limit(3)):
            yield at - timedelta(minutes=1)

    # What has changed ------------------------------------------------------------------------------------

    def _changes(self) -> Iterator[str]:
        copy = self._copy
        if copy.case_id is None or copy.document in (Document.DECISION, Document.DESELECTION):
            return
        told = False
        if copy.document in _OF_PLAN and self._version is not None:
            for words in self._plan_changes(self._version):
                told = True
                yield words
        if copy.document is Document.COMPARISON:
            return
        sight = audiences.sight(self._session, copy.reader)

        def sees(line: SinceLine) -> bool:
            # The plan's own sentences have told of the actions already.
            if line.subject is Subject.ACTIONS and (told or not _all_work(sight)):
                return False
            return seen(line, sight)

        lines = what_happened(
            self._session,
            copy.case_id,
            copy.made_at,
            self._now,
            most=_MOST_LINES,
            sees=sees,
        )
        dated = sorted(lines, key=lambda one: (one.more > 0, one.day or copy.made_at.date()))
        yield from (line.words for line in dated)

    def _plan_changes(self, now: PlanVersion) -> Iterator[str]:
        """How the version ``now`` differs from what the paper shows, as its reader may see both."""
        session, plan_id = self._session, self._copy.plan_id
        if plan_id is None:
            return
        then = plan_then(session, plan_id, moment_of_copy(session, self._copy.id))
        if then.draft and now.id == plan_id and now.agreed_at is not None:
            words = _("The draft of version {number} was agreed on {day}.")
            yield words.format(number=now.number, day=exact_date(local_time(now.agreed_at).date()))
        sight = audiences.sight(session, self._copy.reader)
        older, newer = seen_by(then, load_plan(session, now.id), sight)
        names = {code: item.name for code, item in list_codes(session, NEEDS).items()}
        yield from (change.words for change in list_changes(older, newer, names))


def seen(line: SinceLine, sight: Sight) -> bool:
    """Whether a reader may see a line of news: all it is about, and the need it serves."""
    return sight.sees(*line.matters) and (not line.need_code or sight.sees_need(line.need_code))


def _all_work(sight: Sight) -> bool:
    # A line does not say which needs an action serves.
    return sight.sees(SharedMatter.NEEDS, SharedMatter.HEALTH)
