"""The tab "Services": a ladder for each need, so that one glance shows where the person fell off."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.labels import severity_words
from iom_desktop.display.service_lines import lack_words
from iom_desktop.display.words import _
from iom_desktop.domain.needs import Need
from iom_desktop.domain.service_access import ServiceAccess, UnservedNeed, not_followed, unserved_needs
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import needs, service_access, support
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import ElidedLabel, hairline, set_role, text_label
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.service_access.dialog import FollowDialog, ServiceDialog
from iom_desktop.ui.service_access.ladder import Ladder
from iom_desktop.ui.service_access.step_strip import StepStrip, has_half_typed_step
from iom_desktop.ui.service_access.why import NoneFoundDialog, WhyDialog
from iom_desktop.ui.service_access.words import (
    need_standing,
    remark,
    shown_by,
    standing,
    summary,
    title,
)
from iom_desktop.ui.support.dialog import SupportDialog
from iom_desktop.ui.support.panel import SupportPanel
from iom_desktop.ui.workspace import Workspace


class ServiceCard(QWidget):
    """One service: its name, how it stands, its ladder, what shows it, and what is to be said and done."""

    def __init__(self, one: ServiceAccess, tab: ServicesTab) -> None:
        super().__init__()
        self.one, self._tab = one, tab
        self.setObjectName(f"service-{one.id}")
        today = tab.workspace.today()
        self.strip: StepStrip | None = None
        self.ladder = Ladder(one, today, name=f"ladder-{one.id}")
        self.ladder.opened.connect(lambda: tab.open_service(one.id))
        self.ladder.stepped.connect(lambda places: tab.step(one.id, places))
        self.ladder.next_asked.connect(self.open_strip)
        self.remark = text_label(
            show_hidden(remark(one, today)), role="muted", wrap=True, name=f"remark-{one.id}"
        )
        if one.stalled(today) is not None:
            set_role(self.remark, "overdue")
        self._make_buttons()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, theme.px(4), 0, theme.px(8))
        self._rows.setSpacing(theme.px(4))
        self._rows.addLayout(self._heading(standing(one, today)))
        self._rows.addWidget(self.ladder)
        self._rows.addLayout(self._foot())

    def _make_buttons(self) -> None:
        one = self.one
        self.step_button = button(
            _("Record next step"),
            self.open_strip,
            name=f"next-{one.id}",
            kind="quiet",
            tooltip=_("Right arrow"),
        )
        self.step_button.setAccessibleName(
            _("Record the next step of {service}").format(service=one.said.service)
        )
        self.why_button = button(
            _("Say why…"), lambda: self._tab.open_why(one.id), name=f"why-{one.id}", kind="quiet"
        )
        self.why_button.setAccessibleName(
            _("Say why {service} was not obtained").format(service=one.said.service)
        )
        self._offers = {
            self.step_button: bool(one.said.next_rungs()) and one.said.barrier is None,
            self.why_button: one.waiting,
        }

    def _heading(self, stands: tuple[str, str]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(
            ElidedLabel(show_hidden(title(self.one)), role="strong", name=f"title-{self.one.id}"), 1
        )
        row.addWidget(Chip(stands[0], stands[1], name=f"standing-{self.one.id}"))
        return row

    def _foot(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        self.shown_by = text_label(
            show_hidden(shown_by(self.one)), role="small", wrap=True, name=f"shown-{self.one.id}"
        )
        for label in (self.remark, self.shown_by):
            words.addWidget(label)
            label.setVisible(bool(label.text()))
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addLayout(words, 1)
        for made, offered in self._offers.items():
            foot.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
            made.setVisible(offered)
        return foot

    def open_strip(self) -> None:
        """Open the strip that records the next rung, the keyboard in it."""
        if not self._offers[self.step_button]:
            return
        if self.strip is None:
            self.strip = StepStrip(self._tab.workspace, self.one, self.close_strip)
            self._rows.addWidget(self.strip)
            self.step_button.hide()
        self.strip.begin()
        self._tab.bring_to_view(self)

    def close_strip(self) -> None:
        """Put the strip away; the keyboard goes back to the ladder."""
        if self.strip is not None:
            self._rows.removeWidget(self.strip)
            self.strip.hide()
            self.strip.deleteLater()
            self.strip = None
        self.step_button.setVisible(self._offers[self.step_button])
        self.ladder.setFocus()


class NotFollowed(QWidget):
    """A need that weighs and for which no service is followed: said loudly, with what to do about it."""

    def __init__(self, need: Need, words: str, tab: ServicesTab) -> None:
        super().__init__()
        code = need.assessed.code
        self.setObjectName(f"unfollowed-{code}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        row.setSpacing(theme.px(12))
        role = "overdue" if need.severe else "missing"
        row.addWidget(Chip(severity_words(need), role, name=f"unfollowed-{code}-severity"))
        row.addWidget(text_label(need.name, role="heading", name=f"unfollowed-{code}-name"))
        row.addWidget(text_label(words, role="overdue", wrap=True, name=f"unfollowed-{code}-words"), 1)
        self.button = button(_("Follow a service…"), lambda: tab.open_new(code), name=f"follow-{code}")
        self.button.setAccessibleName(_("Follow a service for {need}").format(need=need.name))
        self.none_button = button(
            _("None to be had…"), lambda: tab.open_none(code), name=f"none-{code}", kind="quiet"
        )
        self.none_button.setAccessibleName(_("Say why there is no service for {need}").format(need=need.name))
        row.addWidget(self.button)
        row.addWidget(self.none_button)


class NeedHeading(QWidget):
    """The need that the services beneath it are for, and how it stands with all of them."""

    def __init__(
        self,
        name: str,
        need: Need | None,
        tries: Sequence[ServiceAccess],
        stands: tuple[str, str],
        tab: ServicesTab,
    ) -> None:
        super().__init__()
        code = tries[0].said.need_code
        self.setObjectName(f"need-{code}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(8), 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(text_label(name, role="heading", name=f"need-{code}-name"))
        row.addWidget(text_label(_detail(need, tries), role="muted", name=f"need-{code}-detail"), 1)
        self.standing = Chip(stands[0], stands[1], name=f"need-{code}-standing")
        row.addWidget(self.standing)
        self.standing.setVisible(len(tries) > 1)  # one try says for itself how it stands
        self.again_button = button(
            _("Try another…"), lambda: tab.open_new(code), name=f"again-{code}", kind="quiet"
        )
        self.again_button.setAccessibleName(_("Follow another service for {need}").format(need=name))
        row.addWidget(self.again_button)


def _detail(need: Need | None, tries: Sequence[ServiceAccess]) -> str:
    """ "severe · 2 services tried"; a need that is no longer recorded says so."""
    weight = severity_words(need) if need is not None else _("not among the needs recorded")
    if len(tries) == 1:
        return weight
    return f"{weight} · " + _("{many} services tried").format(many=len(tries))


class ServicesTab(CaseTab):
    """The needs nobody follows yet, then each need with every service tried, then what officers gave themselves."""

    KEY = "services"
    SHOWS = frozenset({"service_access", "need", "code_item", "provider", "provider_service", "support"})

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Services"), workspace, navigator, case_id, parent)
        self.cards: list[ServiceCard] = []
        self.headings: list[NeedHeading] = []
        self.unfollowed: list[NotFollowed] = []
        self.support: SupportPanel | None = None
        self._parts: list[QWidget] = []
        self._begun = False
        self.add_button = button(
            _("Follow a service…"), self.open_new, name="follow-service", kind="primary", shortcut="Ctrl+N"
        )
        self.sum = text_label("", role="muted", wrap=True, name="services-summary")
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.sum, 1)
        top.addWidget(self.add_button)
        self._area = Scrolled(name="services-scroll", spacing=4, most_width=1120)
        self._area.rows.addStretch(1)
        self.body.addLayout(top)
        self.body.addWidget(self._area, 1)

    # Reading ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        read, today = self.workspace.read, self.workspace.today()
        services = read(service_access.list_service_access, self.case_id)
        own = read(needs.list_needs, self.case_id)
        waiting = not_followed(own, services)
        self.sum.setText(summary(services, len(waiting), today))
        # Also while a dialog that is just closing still has the keyboard.
        at = self.window().focusWidget()
        focused = next((card.one.id for card in self.cards if card.ladder is at), "")
        typing = self._half_typed()
        scrolled = self._area.verticalScrollBar().value()
        self._clear()
        self._fill(services, own, waiting)
        self._area.verticalScrollBar().setValue(scrolled)
        if focused and (card := self._card(focused)) is not None:
            card.ladder.setFocus()
        for access_id in typing:
            if (card := self._card(access_id)) is not None:
                card.open_strip()

    def _half_typed(self) -> list[str]:
        """The services whose next step is being typed, here or when the window was last locked."""
        if not self._begun:
            self._begun = True
            every = self.workspace.read(service_access.list_service_access, self.case_id)
            return [one.id for one in every if has_half_typed_step(self.workspace, one.id)]
        for card in self.cards:
            if card.strip is not None:
                card.strip.keeper.flush()
        return [card.one.id for card in self.cards if card.strip is not None]

    def _clear(self) -> None:
        for part in self._parts:
            self._area.rows.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.cards, self.unfollowed, self.headings = [], [], [], []

    def _fill(self, services: Sequence[ServiceAccess], own: Sequence[Need], waiting: Sequence[Need]) -> None:
        lacking = {one.need_code: one for one in unserved_needs(own, services, self.workspace.today())}
        if waiting:
            self._put(text_label(_("No service is followed for"), role="heading", name="unfollowed-heading"))
            self.unfollowed = [NotFollowed(need, lack_words(lacking[need.code]), self) for need in waiting]
            for line in self.unfollowed:
                self._put(line)
            self._put(hairline())
        if not services and not waiting:
            words = _(
                "No service is followed. Record the needs of the case, or follow a service with Ctrl+N."
            )
            self._put(text_label(words, role="muted", wrap=True, name="services-empty"))
        for code in _in_order(services, own):
            self._put_need(code, services, own, lacking.get(code))
        given = self.workspace.read(support.list_support, self.case_id)
        self.support = SupportPanel(given, self.open_support)
        self._put(self.support)

    def _put_need(
        self, code: str, services: Sequence[ServiceAccess], own: Sequence[Need], lacking: UnservedNeed | None
    ) -> None:
        tries = [one for one in services if one.said.need_code == code]
        need = next((need for need in own if need.code == code), None)
        heading = NeedHeading(tries[0].need_name, need, tries, need_standing(tries, lacking), self)
        self.headings.append(heading)
        self._put(heading)
        for one in tries:
            card = ServiceCard(one, self)
            self.cards.append(card)
            self._put(card)
        self._put(hairline())

    def _put(self, part: QWidget) -> None:
        self._area.rows.insertWidget(self._area.rows.count() - 1, part)
        self._parts.append(part)
        part.show()

    def _card(self, access_id: str) -> ServiceCard | None:
        return next((card for card in self.cards if card.one.id == access_id), None)

    def bring_to_view(self, card: ServiceCard) -> None:
        """Scroll so that a card, or the strip that is open in it, shows whole once it is laid out."""

        def look() -> None:
            self._area.ensureWidgetVisible(card if card.strip is None else card.strip, 0, theme.px(4))

        QTimer.singleShot(0, card, look)

    # Going there --------------------------------------------------------------------------------------------

    def go_to(self, record_id: str, field: str = "") -> None:
        """Bring a service into view; with a field, open it with the cursor there."""
        if self.is_stale or self._card(record_id) is None:
            self._refresh()
        card = self._card(record_id)
        if card is None:
            return
        card.ladder.setFocus()
        self._area.ensureWidgetVisible(card)
        if field in ("barrier", "barrier_words"):
            self.open_why(record_id)
        elif field:
            self.open_service(record_id, field)

    def resume(self, draft_key: str) -> None:
        verb, _colon, rest = draft_key.removeprefix(f"{self.KEY}:").partition(":")
        if verb == "new":
            self.open_new(rest.partition(":")[2])
        elif verb == "change":
            self.open_service(rest)
        elif verb == "why":
            self.open_why(rest)
        elif verb == "none":
            self.open_none(rest.partition(":")[2])
        elif verb == "support":
            self.open_support()

    def step(self, access_id: str, places: int) -> None:
        """Go from a service's ladder to the one ``places`` further down."""
        ids = [card.one.id for card in self.cards]
        at = ids.index(access_id) + places
        if 0 <= at < len(self.cards):
            self.cards[at].ladder.setFocus()
            self._area.ensureWidgetVisible(self.cards[at])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_area"):
            self.mark_stale()

    # Doing --------------------------------------------------------------------------------------------------

    def open_new(self, need_code: str = "") -> FollowDialog:
        """Open the dialog that begins to follow a service, for a need where one is given."""
        dialog = FollowDialog(self.workspace, self.case_id, need_code, self)
        dialog.accepted.connect(lambda: self._followed(dialog.made))
        dialog.open()
        if need_code:
            dialog.form.go_to("provider_service_id" if dialog.fields.offers else "service")
        return dialog

    def _followed(self, access_id: str) -> None:
        self._refresh()
        self.go_to(access_id)

    def open_service(self, access_id: str, field: str = "") -> FormDialog | None:
        """Open a service, with the cursor at ``field`` where one is given."""
        dialog = self._opened(lambda: ServiceDialog(self.workspace, access_id, self))
        if dialog is not None and field in {one.name for one in dialog.form.fields()}:
            dialog.form.go_to(field)
        return dialog

    def open_why(self, access_id: str) -> FormDialog | None:
        """Open the dialog that says why a service was not obtained."""
        return self._opened(lambda: WhyDialog(self.workspace, access_id, self))

    def open_none(self, need_code: str) -> FormDialog | None:
        """Open the dialog that says why a need has no service at all."""
        return self._opened(lambda: NoneFoundDialog(self.workspace, self.case_id, need_code, self))

    def open_support(self) -> FormDialog | None:
        """Open the dialog that records support an officer gave."""
        return self._opened(lambda: SupportDialog(self.workspace, self.case_id, self))

    def _opened(self, make: Callable[[], FormDialog]) -> FormDialog | None:
        try:
            dialog = make()
        except UserError as error:
            self.notice(error.message, "warn")
            return None
        dialog.open()
        return dialog


def _in_order(services: Sequence[ServiceAccess], own: Sequence[Need]) -> list[str]:
    """The needs that services are followed for: those of the case with the gravest first, then any other."""
    followed = dict.fromkeys(one.said.need_code for one in services)
    order = [need.code for need in own if need.code in followed]
    return [*order, *(code for code in followed if code not in order)]
