"""Two versions of a case's plan held against each other, for those who will read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from iom_desktop.domain.audiences import FULL, Reader
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.comparison_files import ComparisonFile, VersionHead, differences, seen_by
from iom_desktop.domain.copies import flags_for, managed_for, person_for
from iom_desktop.domain.documents import READERS, Document
from iom_desktop.domain.plans import Plan
from iom_desktop.errors import UserError
from iom_desktop.services import audiences
from iom_desktop.services.cases import load_case
from iom_desktop.services.codes import list_codes
from iom_desktop.services.plans import list_versions, load_plan
from iom_desktop.storage.reading import asking


def load_comparison(
    session: Session,
    case_id: str,
    older_number: int,
    newer_number: int,
    reader: Reader,
    now: datetime,
) -> ComparisonFile:
    """What changed between two versions of the case's plan, as ``reader`` may see it, at local time ``now``.

    Raises ``UserError`` for a version that is not there, for the same one twice, and for a reader to whom this
    paper is not given.
    """
    if reader.audience not in READERS[Document.COMPARISON]:
        raise UserError("What changed in the plan is not given to the person; give them My plan.", "audience")
    older_id, newer_id = _two_versions(session, case_id, older_number, newer_number)
    sight = audiences.sight(session, reader)
    older, newer = load_plan(session, older_id), load_plan(session, newer_id)
    seen_older, seen_newer = seen_by(older, newer, sight)
    case = load_case(session, case_id)
    names = {code: item.name for code, item in list_codes(session, NEEDS).items()}
    found = differences(seen_older, seen_newer, names)
    return ComparisonFile(
        case=replace(
            case,
            person=person_for(case.person, sight),
            managed=managed_for(case.managed, sight),
            flags=flags_for(case.flags, sight),
        ),
        older=_head(seen_older),
        newer=_head(seen_newer),
        goals=found.goals,
        plan=found.plan,
        same_goals=found.same_goals,
        same_actions=found.same_actions,
        made_at=now,
        made_by=asking(session).name,
        reader=reader,
        left_out=() if reader == FULL else sight.left_out,
    )


def _two_versions(session: Session, case_id: str, older: int, newer: int) -> tuple[str, str]:
    """The ids of the two versions. Raises ``UserError`` in a sentence."""
    versions = {one.number: one.id for one in list_versions(session, case_id)}
    if not versions:
        raise UserError("There is no plan yet, so nothing has changed.")
    if len(versions) == 1:
        raise UserError("There is only one version of the plan, so there is nothing to compare it with.")
    for number in (older, newer):
        if number not in versions:
            raise UserError(
                f"There is no version {number} of the plan; the versions are 1 to {max(versions)}."
            )
    if older == newer:
        raise UserError(f"Version {older} cannot be compared with itself; choose two versions.")
    if older > newer:
        raise UserError(f"Version {older} is newer than version {newer}; name the older one first.")
    return versions[older], versions[newer]


def _head(plan: Plan) -> VersionHead:
    agreement = plan.agreement
    if agreement is not None:
        # Paper speaks wall-clock time; the store keeps moments in UTC.
        agreement = replace(agreement, at=local_time(agreement.at))
    return VersionHead(plan_id=plan.id, number=plan.number, state=plan.state, agreement=agreement)
