"""Selection: a referral, its screening for eligibility and by points, and what is put to the panel."""

from __future__ import annotations

from enum import StrEnum


class ReferralState(StrEnum):
    """How far a referral has got. Source: domain reference 2.3."""

    REFERRED = "referred"
    SCREENED = "screened"
    DEFERRED = "deferred"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


#: A referral in one of these states waits for a decision.
OPEN_REFERRALS = (ReferralState.REFERRED, ReferralState.SCREENED, ReferralState.DEFERRED)
