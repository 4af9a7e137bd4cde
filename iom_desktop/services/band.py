"""The band of a case, read for screen and paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.band import Band, Happening, Mark, band
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.conferences import ConferenceState, ItemState
from iom_desktop.services import records
from iom_desktop.services.statuses import list_episodes, list_statuses
from iom_desktop.storage.tables import CaseRow, ConferenceCaseRow, ConferenceRow, OffendingRow


def load_band(session: Session, case_id: str, today: date) -> Band:
    """The months under IOM of a case up to today: what held when, conferences, arrests and convictions."""
    case = records.fetch(session, CaseRow, case_id)
    known_since = local_time(case.made_at).date()
    return band(
        list_episodes(session, case_id),
        list_statuses(session, case_id),
        _marks(session, case_id),
        known_since,
        today,
    )


def _marks(session: Session, case_id: str) -> Iterator[Mark]:
    events = session.execute(
        select(OffendingRow.event, OffendingRow.on_day, OffendingRow.offence).where(
            OffendingRow.case_id == case_id, OffendingRow.struck_on.is_(None)
        )
    )
    for event, on, offence in events:
        yield Mark(happening=Happening(event), on=on, words=offence)
    held = session.scalars(
        select(ConferenceRow.held_on)
        .join(ConferenceCaseRow, ConferenceCaseRow.conference_id == ConferenceRow.id)
        .where(
            ConferenceCaseRow.case_id == case_id,
            ConferenceCaseRow.state.in_((ItemState.DISCUSSED.value, ItemState.TO_DISCUSS.value)),
            ConferenceRow.state != ConferenceState.PLANNED.value,
        )
    )
    for on in held:
        yield Mark(happening=Happening.CONFERENCE, on=on)
