"""What has been filled in and not saved yet: kept with the drafts, so that a lock or a crash loses none of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from PySide6.QtWidgets import QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.appointments import OutcomeDraft
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.ui.field import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What is filled in of one appointment. ``version`` is the appointment's when it was begun."""

    outcome_code: str = ""
    note: str = ""
    step_code: str = ""
    version: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing has been filled in."""
        return not (self.outcome_code or self.note.strip() or self.step_code)

    def draft(self, *, demanded: bool) -> OutcomeDraft:
        """What is to be saved; a step only where one is ``demanded``."""
        step = StepDraft(code=self.step_code) if demanded and self.step_code else None
        return OutcomeDraft(outcome_code=self.outcome_code, note=self.note, enforcement=step)


_NOTHING = Filled()


class FilledField(Field):
    """Never seen: everything filled in on the page, by appointment, so that a draft keeper can write it down."""

    def __init__(self) -> None:
        super().__init__("filled", _("Filled in"))
        self._by_id: dict[str, Filled] = {}
        self._build(QWidget(), labelled=False)
        self.hide()

    def of(self, appointment_id: str) -> Filled:
        """What is filled in of an appointment; an empty one where nothing is."""
        return self._by_id.get(appointment_id, _NOTHING)

    def fill(self, appointment_id: str, version: int, **said: str) -> None:
        """Fill in part of a row; a row from which everything is taken again is forgotten."""
        before = self._by_id.get(appointment_id, Filled(version=version))
        after = replace(before, **said)  # type: ignore[arg-type]
        if after.empty:
            self._by_id.pop(appointment_id, None)
        else:
            self._by_id[appointment_id] = after
        self._typed()

    def renew(self, appointment_id: str, version: int) -> None:
        """Take what is filled in as meant for the appointment as it is now."""
        if appointment_id in self._by_id:
            self._by_id[appointment_id] = replace(self._by_id[appointment_id], version=version)
            self._typed()

    def forget(self, appointment_id: str) -> None:
        """Forget what was filled in of an appointment, as once it is saved."""
        if self._by_id.pop(appointment_id, None) is not None:
            self._typed()

    def ids(self) -> Iterator[str]:
        """The appointments of which something is filled in."""
        return iter(tuple(self._by_id))

    def value(self) -> dict[str, Filled]:
        return dict(self._by_id)

    def set_value(self, value: dict[str, Filled] | None) -> None:
        self._by_id = dict(value or {})
        self._typed()

    def text_snapshot(self) -> str:
        return json.dumps({key: asdict(row) for key, row in self._by_id.items()}) if self._by_id else ""

    def restore_text(self, text: str) -> None:
        try:
            self._by_id = {key: Filled(**row) for key, row in json.loads(text or "{}").items()}
        except (ValueError, TypeError, AttributeError):
            self._by_id = {}  # a draft of another version of the program
        self._typed()
