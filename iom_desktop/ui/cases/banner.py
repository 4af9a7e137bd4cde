"""The banner of a case: who this is and what must never be forgotten about them, on every tab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.display.compliance_lines import chip_words, worth_a_chip
from iom_desktop.display.formats import distance, exact_date, numeric_date, short_date, spoken_datetime
from iom_desktop.display.labels import label, named_with_agency, rag_words, rosh_words
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.cases import Case, CaseDraft, Flag
from iom_desktop.domain.codes import Agency, Answer, IomStatus, Rag, Rosh, Sentence
from iom_desktop.domain.compliance import Compliance
from iom_desktop.domain.names import list_name
from iom_desktop.domain.people import Person
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.chips import Chip, ChipRow, ChipSpec
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import ElidedLabel, text_label

MOST_FLAGS = 7
"""Flags shown at most; the rest are behind "+n"."""

_RAG_ROLES = {
    Rag.RED: "rag-red", Rag.AMBER: "rag-amber", Rag.GREEN: "rag-green", Rag.BLUE: "rag-blue",
}  # fmt: skip
ROSH_ROLES = {
    Rosh.LOW: "severity-low", Rosh.MEDIUM: "severity-medium", Rosh.HIGH: "severity-high",
    Rosh.VERY_HIGH: "severity-very-high",
}  # fmt: skip
_GRAVE = 17
"""Flags up to this severity (serious and violent harm) are written in the grave role."""
_LONGEST = 28


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing the banner always says, in full and short for a narrow window."""

    full: str
    short: str
    role: str

    def chip(self, *, short: bool) -> ChipSpec:
        """The chip; a short one says the rest in its tooltip."""
        return ChipSpec(self.short if short else self.full, self.role, self.full if short else "")


# --- What it says --------------------------------------------------------------------------------------


def name_words(person: Person) -> str:
    """ "HUDSON, Mohammed", with what is hidden in it made visible."""
    return show_hidden(list_name(person.surname, person.forenames)) or _("Name not recorded")


def identity_words(person: Person, today: date, *, short: bool = False) -> str:
    """Age and CRN: "40 · D796000"."""
    age = person.age(today)
    unknown = _("age ?") if short else _("age not recorded")
    return f"{unknown if age is None else age} · {person.crn}"


def iom_standing(case: Case) -> Standing | None:
    """That the person is not under IOM: let go, waiting for a decision, or not taken on. Else nothing."""
    if case.iom_status is IomStatus.ADOPTED:
        return None
    word = label(case.iom_status).upper()
    if case.deselected_on is None:
        return Standing(word, word, "warn")
    return Standing(f"{word} {exact_date(case.deselected_on)}", word, "warn")


def cohort_standing(managed: CaseDraft) -> Standing:
    """The cohort, or that nobody has said."""
    if managed.cohort is None:
        return Standing(_("Cohort not recorded"), _("Cohort ?"), "missing")
    word = label(managed.cohort).upper()
    return Standing(word, word, "accent")


def rag_standing(managed: CaseDraft) -> Standing:
    """RAG as word and shape, or that nobody has said."""
    if managed.rag is None:
        return Standing(_("RAG not recorded"), _("RAG ?"), "missing")
    word = rag_words(managed.rag)
    return Standing(word, word, _RAG_ROLES[managed.rag])


def standings(managed: CaseDraft) -> tuple[Standing, ...]:
    """Risk of serious harm, risk to staff, domestic abuse, child safeguarding, MAPPA: always all five."""
    return (
        _rosh(managed),
        _answer(managed.risk_to_staff, _("Risk to staff"), _("No risk to staff"), _("Staff"), "error"),
        _answer(managed.domestic_abuse, _("Domestic abuse"), _("No domestic abuse"), _("DA"), "flag-grave"),
        _safeguarding(managed),
        _mappa(managed),
    )


def _rosh(managed: CaseDraft) -> Standing:
    if managed.rosh is None:
        return Standing(_("RoSH not recorded"), _("RoSH ?"), "missing")
    level = label(managed.rosh)
    full = rosh_words(managed).replace(level, level.upper(), 1)
    words = _("RoSH {level}")
    return Standing(words.format(level=full), words.format(level=level.upper()), ROSH_ROLES[managed.rosh])


def _answer(answer: Answer, yes: str, no: str, short: str, role: str) -> Standing:
    if answer is Answer.YES:
        return Standing(yes, short, role)
    if answer is Answer.NO:
        return Standing(no, _("{what}: no").format(what=short), "plain")
    return Standing(_("{what} not recorded").format(what=yes), f"{short} ?", "missing")


def _safeguarding(managed: CaseDraft) -> Standing:
    answer, on = managed.child_safeguarding, managed.safeguarding_checked_on
    what = _("Child safeguarding")
    if answer is Answer.UNKNOWN and on is None:
        return Standing(_("{what} not recorded").format(what=what), _("Safeguarding ?"), "missing")
    said = {Answer.YES: _("yes"), Answer.NO: _("no"), Answer.UNKNOWN: _("not known")}[answer]
    checked = _("checked {date}").format(date=short_date(on)) if on else _("not checked")
    role = "flag-grave" if answer is Answer.YES else "plain" if on and answer is Answer.NO else "missing"
    return Standing(
        f"{what}: {said}, {checked}",
        _("Safeguarding {answer} {date}").format(answer=said, date=numeric_date(on)[:5]).strip(),
        role,
    )


def _mappa(managed: CaseDraft) -> Standing:
    said, on = _shortened(managed.mappa), managed.mappa_checked_on
    if said:
        role = "plain" if said.casefold().startswith(("not", "no ")) else "flag-grave"
        words = said if "mappa" in said.casefold() else _("MAPPA {level}").format(level=said)
        return Standing(words, words.replace(_("Level "), "", 1), role)
    if on is None:
        return Standing(_("MAPPA not recorded"), _("MAPPA ?"), "missing")
    words = _("MAPPA checked {date}, no level recorded").format(date=short_date(on))
    return Standing(words, _("MAPPA ?"), "missing")


def _shortened(words: str) -> str:
    said = show_hidden(words)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST].rstrip()}…"


def flag_chip(flag: Flag, today: date) -> ChipSpec:
    """A flag, with since when and its review in the tooltip."""
    since = _("since {date}").format(date=exact_date(flag.started_on))
    review = ""
    if flag.review_on is not None:
        review = _("review {date}").format(date=exact_date(flag.review_on))
        if flag.review_on < today:
            review = _("{review}, overdue").format(review=review)
    role = "flag-grave" if flag.severity <= _GRAVE else "flag"
    return ChipSpec(flag.name, role, "\n".join(part for part in (flag.name, since, review) if part))


def stage_chips(compliance: Compliance | None) -> list[ChipSpec]:
    """The stage of the order or licence, where it is one to know of; before the flags."""
    if compliance is None or not worth_a_chip(compliance.stage):
        return []
    return [ChipSpec(*chip_words(compliance))]


def flags_to_show(flags: Sequence[Flag], managed: CaseDraft) -> list[Flag]:
    """The flags but those that the banner says already in words of its own."""
    said = {"IIOM"}
    if managed.rosh is not None:
        said |= {"RLRH", "RMRH", "RHRH", "RVHR"}
    if managed.risk_to_staff is Answer.YES:
        said.add("AV2S")
    if managed.mappa:
        said.add("MAPP")
    return [flag for flag in flags if flag.code not in said]


def lead_words(managed: CaseDraft) -> str:
    """Who leads: "PC Baker (police) · no probation lead recorded"."""
    police = named_with_agency(managed.police_lead, Agency.POLICE) if managed.police_lead else ""
    probation = named_with_agency(managed.probation_lead, Agency.PROBATION) if managed.probation_lead else ""
    return " · ".join((police or _("no police lead recorded"), probation or _("no probation lead recorded")))


def order_words(managed: CaseDraft, today: date) -> str:
    """Order or licence and until when: "Licence to 13/06/2027", or that it has ended, or is not recorded."""
    if managed.sentence is None:
        return _("order or licence not recorded")
    order, end = label(managed.sentence), managed.sentence_end
    if managed.sentence is Sentence.NON_STATUTORY:
        return order
    if end is None:
        return _("{order}, end not recorded").format(order=order)
    words = _("{order} ended {date}") if end < today else _("{order} to {date}")
    return words.format(order=order, date=numeric_date(end))


def next_words(appointment: Appointment | None, now: datetime) -> str:
    """The next appointment as people speak: "next: Tue 1 Dec 2026 10:00 Northgate (in 9 days)"."""
    if appointment is None:
        return _("no appointment ahead")
    at = appointment.starts_at
    away = (at.date() - now.date()).days
    where = appointment.said.place or appointment.type_name
    said = _("next: {when} {where}").format(when=spoken_datetime(at, now), where=where)
    return f"{said} ({distance(away)})" if away > 1 else said


# --- How it looks --------------------------------------------------------------------------------------


class StandingRow(ChipRow):
    """The five standings and the flags in one line. Where the five do not fit in full, they are said short."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(MOST_FLAGS, name=name, parent=parent)
        self._standings: tuple[Standing, ...] = ()
        self._flags: tuple[ChipSpec, ...] = ()
        self._short: bool | None = None

    def set_standing(self, said: Sequence[Standing], flags: Sequence[ChipSpec]) -> None:
        """Show ``said`` and then ``flags``, the gravest first."""
        self._standings, self._flags = tuple(said), tuple(flags)
        self._max = len(self._standings) + MOST_FLAGS
        self._short = None
        self._choose()

    def _needs(self, *, short: bool) -> int:
        metrics = self._more._metrics()
        chips = [one.chip(short=short) for one in self._standings]
        marks = sum(theme.px(16) for chip in chips if theme.shape(chip.role))
        words = sum(metrics.horizontalAdvance(chip.word) + 2 * theme.px(8) + 1 for chip in chips)
        more = self._more_width(len(self._flags)) + self._gap() if self._flags else 0
        return words + marks + more + self._gap() * max(len(chips) - 1, 0)

    def _choose(self) -> None:
        short = self._needs(short=False) > self.width()
        if short is not self._short:
            self._short = short
            self.set_chips([one.chip(short=short) for one in self._standings] + list(self._flags))

    def sizeHint(self) -> QSize:
        return QSize(self._needs(short=False) if self._standings else 0, theme.px(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._choose()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_standings"):
            self._short = None
            self._choose()


class PressedChip(Chip):
    """A chip that a press, Space or Enter asks to change."""

    pressed = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__("", name=name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class CaseBanner(QFrame):
    """Three lines that stay where they are on every tab: who, what to know, who leads and what comes next.

    Pressing the cohort or the colour asks to change it: ``change_asked`` gives the aspect.
    """

    change_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case-banner")
        self.name = ElidedLabel(role="title", name="banner-name")
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.known_as = ElidedLabel(role="body", name="banner-known-as")
        self.known_as.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.identity = text_label("", role="body", name="banner-identity")
        self.iom = Chip("", name="banner-iom")
        self.iom.hide()
        self.cohort = PressedChip(name="banner-cohort")
        self.rag = PressedChip(name="banner-rag")
        self.cohort.pressed.connect(lambda: self.change_asked.emit("cohort"))
        self.rag.pressed.connect(lambda: self.change_asked.emit("rag"))
        self.standing = StandingRow(name="banner-standing")
        self.second = ElidedLabel(role="muted", name="banner-second")
        self.second.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.coming = ElidedLabel(role="body", name="banner-next")
        self.coming.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._case: Case | None = None
        self._today: date | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(theme.px(4))
        self.first = QHBoxLayout()
        self.first.setSpacing(theme.px(8))
        for part in (self.name, self.known_as, self.identity, self.iom, self.cohort, self.rag):
            self.first.addWidget(part)
        self.first.addStretch(1)
        self._rows.addLayout(self.first)
        self._rows.addWidget(self.standing)
        # Where room is short what comes next stands under the leads: neither gives way.
        self.last = FlowLayout(gap=12, line_gap=2)
        self.last.addWidget(self.second)
        self.last.addWidget(self.coming)
        self._rows.addLayout(self.last)
        self._space()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _space(self) -> None:
        self._rows.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(4))

    def show_case(
        self,
        case: Case,
        appointment: Appointment | None,
        now: datetime,
        compliance: Compliance | None = None,
    ) -> None:
        """Say what there is to say of ``case`` at local time ``now``, the stage of its order or licence included."""
        today, person, managed = now.date(), case.person, case.managed
        self.name.set_text(name_words(person))
        self.known_as.set_text(f"“{show_hidden(person.known_as)}”" if person.known_as else "")
        self.known_as.setVisible(bool(person.known_as))
        self._case, self._today = case, today
        self._fit_first()
        flags = [flag_chip(flag, today) for flag in flags_to_show(case.flags, managed)]
        self.standing.set_standing(standings(managed), stage_chips(compliance) + flags)
        self.second.set_text(f"{lead_words(managed)} · {order_words(managed, today)}")
        self.coming.set_text(next_words(appointment, now))
        self.coming.setMinimumWidth(min(self.coming.sizeHint().width(), theme.px(320)))

    def _fit_first(self) -> None:
        """What is not recorded is said short where the name would have to give way to it."""
        self._say_first(short=False)
        parts = (self.name, self.known_as, self.identity, self.iom, self.cohort, self.rag)
        shown = [part.sizeHint().width() for part in parts if not part.isHidden()]
        margins = self._rows.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self.first.spacing() * len(shown)
        if sum(shown) > room:
            self._say_first(short=True)

    def _say_first(self, *, short: bool) -> None:
        if self._case is None or self._today is None:
            return
        managed = self._case.managed
        standing = iom_standing(self._case)
        self.iom.setVisible(standing is not None)
        if standing is not None:
            spec = standing.chip(short=short)
            self.iom.set_chip(spec.word, spec.role, spec.tooltip)
        self.identity.setText(identity_words(self._case.person, self._today, short=short))
        for chip, said in ((self.cohort, cohort_standing(managed)), (self.rag, rag_standing(managed))):
            spec = said.chip(short=short)
            changes = _("Press to change it")
            chip.set_chip(
                spec.word, spec.role, f"{said.full}\n{changes}" if spec.word != said.full else changes
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_first()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_rows"):
            self._space()
            self._fit_first()
