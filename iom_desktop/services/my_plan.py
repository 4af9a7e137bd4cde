"""My plan, loaded for the person: by the sharing rules first, then with everybody's name and every secret out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from iom_desktop.domain.audiences import THE_PERSON
from iom_desktop.domain.codes import HELP_NUMBERS, OFFICE
from iom_desktop.domain.my_plan import (
    WEEKS,
    Around,
    MyPlan,
    Office,
    PhoneNumber,
    coming,
    first_monday,
    my_plan,
)
from iom_desktop.domain.plans import Plan
from iom_desktop.services.appointments import list_appointments
from iom_desktop.services.case_files import load_case_file
from iom_desktop.services.codes import list_codes
from iom_desktop.services.known_names import discretion_for, service_names


def load_my_plan(
    session: Session,
    case_id: str,
    now: datetime,
    *,
    plan_id: str | None = None,
    language: str = "en",
    large_print: bool = False,
) -> MyPlan:
    """The person's own copy at local time ``now``: of version ``plan_id``, else of the plan in force.

    Appointments are those still to come until the calendar's four weeks end.
    """
    file = load_case_file(session, case_id, now, reader=THE_PERSON, plan_id=plan_id, in_force=plan_id is None)
    until = datetime.combine(first_monday(now.date()) + timedelta(weeks=WEEKS), time())
    appointments = coming(list_appointments(session, case_id, now, until), now, until)
    managed = file.case.managed
    texts = [*_typed(file.plan), *(one.said.place for one in appointments)]
    texts += [managed.police_phone, managed.probation_phone]
    around = Around(
        appointments=appointments,
        numbers=tuple(_numbers(session)),
        office=load_office(session),
        services=frozenset(name.casefold() for name in service_names(session, case_id)),
        discretion=discretion_for(session, file.case, texts),
    )
    return my_plan(file, around, language=language, large_print=large_print)


def _typed(plan: Plan | None) -> Iterator[str]:
    """Every text of the plan that its copy could hold."""
    if plan is None:
        return
    yield plan.said.persons_words
    if plan.agreement is not None:
        yield plan.agreement.said.persons_words
    for goal in plan.goals:
        yield goal.said.words
        for action in goal.actions:
            said = action.said
            yield from (
                said.what,
                said.how_often,
                said.support,
                said.evidence,
                said.if_missed,
                said.who_agency,
            )


def _numbers(session: Session) -> Iterator[PhoneNumber]:
    """The help numbers of the list, in its order, as far as they have one."""
    for item in list_codes(session, HELP_NUMBERS).values():
        telephone = item.detail("telephone").strip()
        if telephone:
            yield PhoneNumber(name=item.name, telephone=telephone, when=item.detail("when"))


def load_office(session: Session) -> Office:
    """The office as the list has it: its address, telephone and hours, as far as anybody gave them."""
    item = next(iter(list_codes(session, OFFICE).values()), None)
    if item is None:
        return Office()
    return Office(
        address=item.detail("address"), telephone=item.detail("telephone"), hours=item.detail("hours")
    )
