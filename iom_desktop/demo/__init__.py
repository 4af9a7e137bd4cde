"""The invented caseload of the demo, the gallery and the speed tests.

Nobody in it lives: surnames, places and numbers are made up and look it. The same seed gives the same people.
At 268 people its proportions are those of the 2020 inspection (``inspection_2020.csv``), so that each report
can be held against the inspectors' figures.
"""

from __future__ import annotations

from iom_desktop.demo.invented import InventedAppointment, InventedCase, InventedGoal
from iom_desktop.demo.people import invent
from iom_desktop.demo.rows import as_plan, count_faults, fill
from iom_desktop.demo.words import POLICE, PROBATION, SURNAMES

__all__ = [
    "POLICE",
    "PROBATION",
    "SURNAMES",
    "InventedAppointment",
    "InventedCase",
    "InventedGoal",
    "as_plan",
    "count_faults",
    "fill",
    "invent",
]
