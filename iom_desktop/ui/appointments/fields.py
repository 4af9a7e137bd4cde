"""The fields of an appointment, and the notes beneath them that follow the typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import QTimer

from iom_desktop.display.formats import spoken_date
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment, AppointmentDraft, Repeat, check_clock_time
from iom_desktop.domain.codes import APPOINTMENT_TYPES, Agency, CodeItem
from iom_desktop.domain.dates import parse_date, parse_time
from iom_desktop.domain.enforcement import is_statutory
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import appointments, cases, codes
from iom_desktop.ui.appointments.words import (
    clash_words,
    day_words,
    past_words,
    series_days_words,
    series_words,
    type_counts_words,
)
from iom_desktop.ui.cases.edit import code_choices
from iom_desktop.ui.code_field import CodeField
from iom_desktop.ui.form import (
    ChoiceField,
    DateField,
    Form,
    NumberField,
    TextBlock,
    TextLine,
    TickField,
    TimeField,
)
from iom_desktop.ui.label import text_label
from iom_desktop.ui.page import NoticeStrip
from iom_desktop.ui.workspace import Workspace

LOOK_AFTER_MS = 200
"""How long after the last keystroke the diary is asked for a clash."""

#: Fields of the draft that two fields of the form stand for.
_FIELD_OF = {"starts_at": "starts_on"}

Holidays = Mapping[date, str]
"""Bank holidays by day, with their names."""


def read_holidays(workspace: Workspace) -> dict[date, str]:
    """The bank holidays that the store knows."""
    return workspace.read(codes.holidays)


def day_field(
    name: str,
    label: str,
    today: date,
    *,
    holidays: Holidays | None = None,
    hint: str = "",
    required: bool = False,
) -> DateField:
    """A day ahead, typed as people write it; beneath it the exact date, how far off, and a holiday's name."""

    def show(day: date) -> str:
        named = (holidays or {}).get(day, "")
        return " · ".join(part for part in (spoken_date(day, today), named) if part)

    return DateField(
        name,
        label,
        parse=lambda text: parse_date(text, today, prefer="future", label=label, field=name),
        show=show,
        hint=hint or _("1/12, 1 Dec, tue, tomorrow, in 2 weeks"),
        required=required,
    )


def time_field(name: str, label: str, *, required: bool = False) -> TimeField:
    """A time of day, typed as people write it; "2" is asked whether morning or afternoon."""
    return TimeField(
        name,
        label,
        parse=lambda text: parse_time(text, label=label, field=name),
        hint=_("10, 2.30pm, noon"),
        required=required,
    )


def add_when(form: Form, today: date, holidays: Holidays) -> None:
    """Add day, time and length, side by side."""
    form.add_row(
        day_field("starts_on", _("Day"), today, holidays=holidays, required=True),
        time_field("starts_time", _("Time"), required=True),
        NumberField("minutes", _("Length in minutes"), least=1, most=24 * 60, required=True),
        stretches=(3, 2, 2),
    )


def appointment_form(
    workspace: Workspace,
    known: Sequence[Appointment],
    follow_up: FollowUp,
    *,
    name: str,
    booking: bool,
) -> Form:
    """The fields of an appointment; places and people of the ``known`` ones are offered while typing.

    ``booking`` also asks when, and whether it repeats; of one that stands, the time is changed by a move.
    """
    today = workspace.today()
    form = Form(name=name)
    form.add(
        CodeField(
            "type_code",
            _("Type"),
            [(item.code, item.name) for item in follow_up.types.values() if item.offered_on(today)],
            required=True,
            placeholder=_("Type any part of it: office, home, phone…"),
        )
    )
    form.add(
        TickField(
            "also_statutory",
            _("This is also a statutory appointment"),
            hint=_("Then missing it without an acceptable reason is a failure to comply."),
        )
    )
    if booking:
        add_when(form, today, follow_up.holidays)
    form.add_widget(follow_up.clash)
    form.add(TextLine("place", _("Place"), limit=300, suggestions=_places(known)))
    form.add_row(
        TextLine("with_name", _("With"), limit=300, suggestions=_people(known)),
        ChoiceField("with_agency", _("Agency"), code_choices(Agency)),
        stretches=(3, 2),
    )
    if booking:
        form.add_row(
            ChoiceField("repeat", _("Repeats"), code_choices(Repeat), blank=None),
            day_field("repeat_until", _("Until"), today, hint=_("The last day, where it repeats")),
            stretches=(2, 3),
        )
    else:
        form.add(NumberField("minutes", _("Length in minutes"), least=1, most=24 * 60, required=True))
    form.add_widget(follow_up.sentence)
    form.add(TextBlock("purpose", _("What it is for"), lines=2))
    return form


def _places(known: Sequence[Appointment]) -> list[str]:
    return sorted({one.said.place for one in known if one.said.place})


def _people(known: Sequence[Appointment]) -> list[str]:
    return sorted({one.said.with_name for one in known if one.said.with_name})


def values_of(said: AppointmentDraft) -> dict[str, Any]:
    """The form's values for an appointment, its repeat left out."""
    return {
        "type_code": said.type_code,
        "starts_on": None if said.starts_at is None else said.starts_at.date(),
        "starts_time": None if said.starts_at is None else said.starts_at.time(),
        "minutes": said.minutes,
        "place": said.place,
        "with_name": said.with_name,
        "with_agency": said.with_agency,
        "purpose": said.purpose,
        "also_statutory": said.also_statutory,
    }


def draft_of(values: dict[str, Any]) -> AppointmentDraft:
    """The draft that the form's ``values`` make. What is missing stays empty, for the rules to judge."""
    return AppointmentDraft(
        type_code=values.get("type_code") or "",
        starts_at=moment(values.get("starts_on"), values.get("starts_time")),
        minutes=int(values.get("minutes") or 0),
        place=values.get("place") or "",
        with_name=values.get("with_name") or "",
        with_agency=values.get("with_agency") or "",
        purpose=values.get("purpose") or "",
        also_statutory=bool(values.get("also_statutory")),
        repeat=Repeat(values.get("repeat") or Repeat.NEVER),
        repeat_until=values.get("repeat_until"),
    )


def moment(day: date | None, at: time | None) -> datetime | None:
    """Day and time of day together, where both are known."""
    return None if day is None or at is None else datetime.combine(day, at)


def peek(form: Form) -> dict[str, Any]:
    """What the fields that can be read hold now; the others are left out."""
    found: dict[str, Any] = {}
    for field in form.fields():
        try:
            found[field.name] = field.value()
        except UserError:
            continue
    return found


def placed(error: UserError) -> UserError:
    """``error`` with the names of the form's own fields in place of the draft's."""
    if isinstance(error, FieldErrors):
        return FieldErrors(tuple(placed(problem) for problem in error.problems))
    if error.field in _FIELD_OF:
        return UserError(error.message, _FIELD_OF[error.field])
    return error


def check_time(values: Mapping[str, Any]) -> None:
    """Refuse, at the time's own field, an hour that the clocks skip. Raises ``UserError``."""
    at = moment(values.get("starts_on"), values.get("starts_time"))
    check_clock_time(at, "starts_time", _("Time"))


class FollowUp:
    """What the form says of itself as it is typed.

    Whether the type counts toward compliance, what day it is, how many a repeat makes, that a time is over, whom
    it clashes with. ``clash`` and ``sentence`` go where the form wants them; ``attach`` sets it to work.
    """

    def __init__(
        self,
        workspace: Workspace,
        case_id: str,
        *,
        leave_out: str = "",
        draft: Callable[[dict[str, Any]], AppointmentDraft] = draft_of,
        warn_past: bool = True,
    ) -> None:
        self._workspace, self._case_id = workspace, case_id
        self._leave_out, self._draft, self._warn_past = leave_out, draft, warn_past
        self._form: Form | None = None
        self._later: QTimer | None = None
        self.types = _appointment_types(workspace)
        self.holidays = read_holidays(workspace)
        self.statutory = is_statutory(workspace.read(cases.load_case, case_id).managed.sentence)
        self.sentence = text_label("", role="muted", wrap=True, name="follow-up-sentence")
        self.clash = NoticeStrip(name="follow-up-clash")
        self.sentence.hide()

    def attach(self, form: Form) -> None:
        """Follow what is typed in ``form`` from now on."""
        self._form = form
        self._later = QTimer(form)
        self._later.setSingleShot(True)
        self._later.setInterval(LOOK_AFTER_MS)
        self._later.timeout.connect(self.look)
        form.changed.connect(self._later.start)
        if "type_code" in {field.name for field in form.fields()}:
            form.field("type_code").changed.connect(self._say_type)
            self._say_type()

    def look(self) -> None:
        """Read the form and the diary now."""
        if self._form is None or self._later is None:
            return
        self._later.stop()
        draft = self._draft(peek(self._form))
        now = self._workspace.now()
        said = "\n".join(filter(None, self._sentences(draft, now)))
        self.sentence.setText(said)
        self.sentence.setVisible(bool(said))
        clashes = self._workspace.read(appointments.find_clashes, self._case_id, draft, self._leave_out)
        warning = clash_words(clashes)
        if not warning:
            self.clash.clear()
        elif warning != self.clash.text():
            self.clash.say(warning, "warn", lasting=True)

    def _sentences(self, draft: AppointmentDraft, now: datetime) -> list[str]:
        try:
            check_clock_time(draft.starts_at, "starts_time", _("Time"))
            skipped = ""
        except UserError as error:
            skipped = error.message
        past = past_words(draft, now) if self._warn_past else ""
        day = "" if draft.starts_at is None else day_words(draft.starts_at.date(), self.holidays)
        return [skipped, day, series_words(draft), series_days_words(draft, self.holidays), past]

    def _say_type(self) -> None:
        """Say whether the chosen type counts; only one that does not can be made statutory by a tick."""
        if self._form is None:
            return
        item = self.types.get(peek(self._form).get("type_code") or "")
        self._form.field("type_code").set_hint(type_counts_words(item, self.statutory))
        counts = item is None or item.yes("counts_toward_compliance")
        tick = self._form.field("also_statutory")
        asked = self.statutory and not counts
        tick.setVisible(asked or bool(tick.value() and not counts))
        if counts and item is not None:
            tick.set_value(False)


def _appointment_types(workspace: Workspace) -> dict[str, CodeItem]:
    items = workspace.read(codes.list_codes, APPOINTMENT_TYPES)
    return {code: item for code, item in items.items() if item.detail("kind") == "appointment"}
