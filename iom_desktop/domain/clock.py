"""Two kinds of time: moments are kept in UTC, appointments in the wall-clock time of the place."""

from __future__ import annotations

from datetime import UTC, datetime


def local_time(utc: datetime) -> datetime:
    """A moment kept in UTC as this computer's wall clock shows it, without a zone."""
    return utc.replace(tzinfo=UTC).astimezone().replace(tzinfo=None)


def local_now() -> datetime:
    """What this computer's wall clock shows, to the second."""
    return local_time(datetime.now(UTC)).replace(microsecond=0)


def utc_time(local: datetime) -> datetime:
    """What ``local_time`` was given: a moment of this computer's wall clock in UTC, without a zone."""
    return local.astimezone(UTC).replace(tzinfo=None)
