"""By when: a date, with its time in the same field if that is how it is typed ("1 Dec 10:00")."""

from __future__ import annotations

import re
from datetime import date, time

from iom_desktop.display.formats import exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.dates import parse_date, parse_time
from iom_desktop.errors import UserError
from iom_desktop.ui.form import DateField, TimeField

_TAIL = re.compile(
    r"(?P<day>.+?)(?:\s*,\s*|\s+at\s+|\s+@\s*|\s+)"
    r"(?P<time>\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?|noon|midday|midnight)\s*",
    re.IGNORECASE,
)


def parse_due(text: str, today: date, label: str) -> tuple[date, time | None]:
    """The date that ``text`` means, looking ahead from ``today``, and the time where one is typed after it.

    Raises ``UserError`` beginning with ``label``.
    """
    try:
        return parse_date(text, today, prefer="future", label=label), None
    except UserError:
        tail = _TAIL.fullmatch(text.strip())
        if tail is None:
            raise
    at = parse_time(tail["time"], label=label)
    return parse_date(tail["day"], today, prefer="future", label=label), at


class DueField(DateField):
    """A date field that hands a time typed after the date to the time field beside it."""

    def __init__(self, name: str, label: str, today: date, at: TimeField) -> None:
        self._today, self._at, self._says = today, at, label
        super().__init__(
            name,
            label,
            parse=lambda text: parse_due(text, today, label)[0],
            show=exact_date,
            placeholder=_("1 Dec, tomorrow"),
        )
        self.line.editingFinished.connect(self.hand_over_time)

    def hand_over_time(self) -> None:
        """Move a time typed after the date into the time field."""
        text = self.line.text().strip()
        if not text:
            return
        try:
            day, at = parse_due(text, self._today, self._says)
        except UserError:
            return
        if at is not None:
            self.set_value(day)
            self._at.set_value(at)
