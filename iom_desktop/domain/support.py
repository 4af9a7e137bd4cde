"""Support officers give themselves: a lift, a benefit form. It is service too, logged by agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Agency, CodeItem

#: The kind that says nothing by itself, so that words are needed.
OTHER_KIND = "OTHER"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportDraft:
    """Support as typed. ``minutes`` is the officer's time; ``need_code`` may be empty."""

    kind_code: str = ""
    given_on: date | None = None
    given_by: str = ""
    agency: Agency | None = None
    need_code: str = ""
    minutes: int | None = None
    words: str = ""

    def check(self, today: date, kind: CodeItem | None, known_need: bool) -> SupportDraft:
        """The draft cleaned. ``known_need``: the need is of the list, or none is named. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(kind is not None, "kind_code", "Kind: choose one from the list.")
        checks.demand(self.given_on is not None, "given_on", "When: a date is needed.")
        checks.demand(
            self.given_on is None or self.given_on <= today,
            "given_on",
            f"When: {self.given_on:%d/%m/%Y} is in the future." if self.given_on else "",
        )
        checks.demand(self.agency is not None, "agency", "Agency: choose one from the list.")
        checks.demand(known_need, "need_code", "Need: choose one from the list.")
        checks.demand(
            self.minutes is None or 0 < self.minutes <= 24 * 60, "minutes", "Time: 1 minute to 24 hours."
        )
        cleaned = replace(
            self,
            given_by=checks.line(self.given_by, "given_by", "By", required=True),
            words=checks.note(
                self.words, "words", "What was done", required=kind is not None and kind.code == OTHER_KIND
            ),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Support as the store has it."""

    id: str
    case_id: str
    said: SupportDraft
    kind_name: str
    need_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySupport:
    """What officers of one agency gave: how often, and for how long as far as anybody said."""

    agency: Agency
    times: int
    minutes: int


def support_by_agency(given: Iterable[Support]) -> list[AgencySupport]:
    """The totals of each agency that gave any: the one that gave most often first."""
    times, minutes = Counter[Agency](), Counter[Agency]()
    for one in given:
        if one.said.agency is not None:
            times[one.said.agency] += 1
            minutes[one.said.agency] += one.said.minutes or 0
    order = list(Agency)
    return [
        AgencySupport(agency=agency, times=many, minutes=minutes[agency])
        for agency, many in sorted(times.items(), key=lambda pair: (-pair[1], order.index(pair[0])))
    ]
