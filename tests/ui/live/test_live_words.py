"""Who is meant, and in which order the agencies come."""

from __future__ import annotations

import pytest

from iom_desktop.domain.actions import Who
from iom_desktop.domain.conferences import Attendance, AttendanceDraft, How
from iom_desktop.services.actions import Owner
from iom_desktop.ui.live.words import read_owner, slots_of

OWNERS = (Owner(Who.PARTNER, "S. Patel", "council"), Owner(Who.OFFICER, "PC Baker", "police"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", (None, "", "")),
        ("Mo", (Who.PERSON, "", "")),
        (" mo ", (Who.PERSON, "", "")),
        ("the person", (Who.PERSON, "", "")),
        ("PC Able (police)", (Who.OFFICER, "PC Able", "police")),
        ("D. Example (Probation)", (Who.OFFICER, "D. Example", "probation")),
        ("K. Fiction (Northgate Recovery)", (Who.PARTNER, "K. Fiction", "Northgate Recovery")),
        ("K. Fiction (voluntary sector)", (Who.PARTNER, "K. Fiction", "voluntary")),
        ("S. Patel", (Who.PARTNER, "S. Patel", "council")),
        ("pc baker", (Who.OFFICER, "PC Baker", "police")),
        ("Council", (Who.PARTNER, "", "council")),
        ("Sgt Nobody", (Who.OFFICER, "Sgt Nobody", "")),
        ("(police)", (Who.OFFICER, "", "police")),
    ],
)
def test_who_is_meant(typed: str, meant: tuple[Who | None, str, str]) -> None:
    assert read_owner(typed, "Mo", OWNERS) == meant


def there(agency: str, how: How, name: str = "") -> Attendance:
    said = AttendanceDraft(agency=agency, how=how, name=name)
    return Attendance(id=agency, version=1, conference_id="c", said=said)


def test_who_is_at_the_table_speaks_first_and_everybody_expected_is_there() -> None:
    roll = [
        there("health", How.REMOTE, "Duty worker"),
        there("police", How.APOLOGIES),
        there("prison", How.IN_PERSON),
    ]
    slots = slots_of(("police", "health", "council"), roll)
    assert [one.agency for one in slots[:-3]] == ["health", "prison", "police", "council"]
    assert slots[0].said_by == "Duty worker"
    assert [one.key for one in slots[-3:]] == ["discussion", "decision", "dissent"]
