"""What Today says of selection: referrals that wait to be screened or decided for too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.selection import OPEN_REFERRALS, WAITS_DAYS
from iom_desktop.domain.today import DECIDE_REFERRAL, SCREEN_REFERRAL, Matter
from iom_desktop.services.today_risk import RiskLine
from iom_desktop.storage.tables import ReferralRow, ScreeningRow


def referrals_waiting(session: Session, today: date, most: int) -> Iterator[RiskLine]:
    """Referrals that have waited longer than they should, the oldest first."""
    row = ReferralRow
    screened = exists().where(ScreeningRow.referral_id == row.id)
    found = session.execute(
        select(row.id, row.case_id, row.referred_on, screened)
        .where(
            row.state.in_([state.value for state in OPEN_REFERRALS]),
            row.referred_on < today - timedelta(days=WAITS_DAYS),
        )
        .order_by(row.referred_on, row.id)
        .limit(most)
    )
    for referral_id, case_id, on, is_screened in found:
        words = _("to be decided, referred {date}") if is_screened else _("to be screened, referred {date}")
        yield RiskLine(
            Matter.REFERRAL_WAITING,
            case_id,
            referral_id,
            words.format(date=exact_date(on)),
            on + timedelta(days=WAITS_DAYS),
            DECIDE_REFERRAL if is_screened else SCREEN_REFERRAL,
        )
