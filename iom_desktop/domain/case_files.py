"""A case file: everything a report may print, already loaded for its audience."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.audiences import FULL, Audience, Reader, SharedMatter
from iom_desktop.domain.band import Band
from iom_desktop.domain.cases import Case
from iom_desktop.domain.clarity import Fault
from iom_desktop.domain.compliance_records import Compliance
from iom_desktop.domain.conditions import Condition
from iom_desktop.domain.decisions import Decision
from iom_desktop.domain.measures import Measure
from iom_desktop.domain.needs import Need
from iom_desktop.domain.notes import Note
from iom_desktop.domain.plans import Plan
from iom_desktop.domain.risk import Marac, RiskAssessment, SafeguardingCheck
from iom_desktop.domain.risk_prompts import Prompt
from iom_desktop.domain.service_access import ServiceAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What the case plan summary prints. ``appointments`` and ``services`` cover the last three months; the
    coming appointment is ``next_appointment``. ``left_out`` is what
    the copy of this ``reader`` leaves out by the rules, whether there is any of it or not. ``conditions`` are those
    not ended, ``measures`` the risk management plan in use, ``assessment`` the newest of the risk. ``prompts`` is
    what is still to be asked; ``kept_apart`` is how many things are not to be disclosed to the person, never what."""

    audience: Audience
    today: date
    made_at: datetime
    made_by: str
    case: Case
    accommodation_name: str
    decision: Decision | None
    needs: tuple[Need, ...]
    plan: Plan | None
    readiness: tuple[Fault, ...]
    appointments: tuple[Appointment, ...]
    next_appointment: Appointment | None
    services: tuple[ServiceAccess, ...]
    notes: tuple[Note, ...]
    marking: str = "OFFICIAL-SENSITIVE"
    reader: Reader = FULL
    left_out: tuple[SharedMatter, ...] = ()
    conditions: tuple[Condition, ...] = ()
    measures: tuple[Measure, ...] = ()
    assessment: RiskAssessment | None = None
    maracs: tuple[Marac, ...] = ()
    checks: tuple[SafeguardingCheck, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    kept_apart: int = 0
    band: Band | None = None  #: the months under IOM
    compliance: Compliance | None = None  #: loaded for the court alone
