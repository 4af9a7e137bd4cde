"""What an outcome would lead to, before it is saved: the compliance engine asked about a supposed history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from iom_desktop.domain import compliance
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, CodeItem
from iom_desktop.domain.compliance import Compliance, Contact
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes
from iom_desktop.services.compliance import history_of, thresholds_of
from iom_desktop.services.enforcement import bank_holidays
from iom_desktop.storage.tables import AppointmentRow


def foresee(session: Session, appointment_id: str, outcome_code: str, now: datetime) -> Compliance:
    """Where the case would stand at ``now`` (local time), had the appointment this outcome. Nothing is stored.

    Raises ``UserError`` where there is no such appointment.
    """
    row = records.fetch(session, AppointmentRow, appointment_id)
    item = list_codes(session, APPOINTMENT_OUTCOMES).get(outcome_code)
    history = history_of(session, row.case_id)
    contacts = [
        _with_outcome(one, outcome_code, item) if one.id == appointment_id else one
        for one in history.contacts
    ]
    rules = thresholds_of(session, history.sentence, now.date())
    return compliance.judge(replace(history, contacts=contacts), rules, bank_holidays(session), now)


def _with_outcome(one: Contact, code: str, item: CodeItem | None) -> Contact:
    if item is None:
        return one._replace(outcome=code, outcome_name=code, attended=None, acceptable=None)
    answer = {"yes": True, "no": False}
    return one._replace(
        outcome=code,
        outcome_name=item.name,
        attended=answer.get(item.detail("attended")),
        acceptable=answer.get(item.detail("acceptable")),
        action_required=item.yes("action_required"),
    )
