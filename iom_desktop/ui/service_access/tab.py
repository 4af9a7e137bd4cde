"""The tab "Services": a ladder for each need, so that one glance shows where the person fell off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.labels import severity_words
from iom_desktop.display.words import _
from iom_desktop.domain.needs import Need
from iom_desktop.domain.service_access import ServiceAccess, not_followed
from iom_desktop.errors import UserError
from iom_desktop.services import needs, service_access
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import ElidedLabel, hairline, set_role, text_label
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.service_access.dialog import FollowDialog, ServiceDialog
from iom_desktop.ui.service_access.ladder import Ladder
from iom_desktop.ui.service_access.words import remark, standing, summary, title
from iom_desktop.ui.workspace import Workspace


class ServiceCard(QWidget):
    """One service: its need and name, how it stands, its ladder, and what is to be said of it."""

    def __init__(self, one: ServiceAccess, tab: ServicesTab) -> None:
        super().__init__()
        self.one = one
        self.setObjectName(f"service-{one.id}")
        today = tab.workspace.today()
        self.ladder = Ladder(one, today, name=f"ladder-{one.id}")
        self.ladder.opened.connect(lambda: tab.open_service(one.id))
        self.ladder.stepped.connect(lambda places: tab.step(one.id, places))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        rows.setSpacing(theme.px(4))
        rows.addLayout(self._heading(standing(one, today)))
        rows.addWidget(self.ladder)
        self.why_button = button(
            _("Say why…"), lambda: tab.open_service(one.id, "barrier"), name=f"why-{one.id}", kind="quiet"
        )
        self.remark = text_label(remark(one, today), role="muted", wrap=True, name=f"remark-{one.id}")
        if one.stalled(today) is not None:
            set_role(self.remark, "overdue")
        if self.remark.text():
            foot = QHBoxLayout()
            foot.setSpacing(theme.px(8))
            foot.addWidget(self.remark, 1)
            foot.addWidget(self.why_button, 0, Qt.AlignmentFlag.AlignTop)
            rows.addLayout(foot)
        self.why_button.setParent(self)
        self.why_button.setVisible(one.stalled(today) is not None)

    def _heading(self, stands: tuple[str, str]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(text_label(self.one.need_name, role="heading", name=f"need-{self.one.id}"))
        row.addWidget(ElidedLabel(title(self.one), role="muted", name=f"title-{self.one.id}"), 1)
        row.addWidget(Chip(stands[0], stands[1], name=f"standing-{self.one.id}"))
        return row


class NotFollowed(QWidget):
    """A need that weighs and for which no service is followed yet, with the button that begins it."""

    def __init__(self, need: Need, tab: ServicesTab) -> None:
        super().__init__()
        code = need.assessed.code
        self.setObjectName(f"unfollowed-{code}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(2), 0, theme.px(2))
        row.setSpacing(theme.px(12))
        row.addWidget(text_label(need.name, role="strong", name=f"unfollowed-{code}-name"))
        role = "overdue" if need.severe else "muted"
        row.addWidget(text_label(severity_words(need), role=role, name=f"unfollowed-{code}-severity"), 1)
        self.button = button(
            _("Follow a service…"), lambda: tab.open_new(code), name=f"follow-{code}", kind="quiet"
        )
        self.button.setAccessibleName(_("Follow a service for {need}").format(need=need.name))
        row.addWidget(self.button)


class ServicesTab(CaseTab):
    """The needs nobody follows yet, then every service with its ladder in the order the needs were found."""

    KEY = "services"
    SHOWS = frozenset({"service_access", "need", "code_item"})

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Services"), workspace, navigator, case_id, parent)
        self.cards: list[ServiceCard] = []
        self.unfollowed: list[NotFollowed] = []
        self._parts: list[QWidget] = []
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
        services = self.workspace.read(service_access.list_service_access, self.case_id)
        waiting = not_followed(self.workspace.read(needs.list_needs, self.case_id), services)
        self.sum.setText(summary(services, len(waiting), self.workspace.today()))
        # Also while a dialog that is just closing still has the keyboard.
        at = self.window().focusWidget()
        focused = next((card.one.id for card in self.cards if card.ladder is at), "")
        scrolled = self._area.verticalScrollBar().value()
        self._clear()
        self._fill(services, waiting)
        self._area.verticalScrollBar().setValue(scrolled)
        if focused and (card := self._card(focused)) is not None:
            card.ladder.setFocus()

    def _clear(self) -> None:
        for part in self._parts:
            self._area.rows.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.cards, self.unfollowed = [], [], []

    def _fill(self, services: Sequence[ServiceAccess], waiting: Sequence[Need]) -> None:
        if waiting:
            self._put(text_label(_("Not yet followed"), role="heading", name="unfollowed-heading"))
            self.unfollowed = [NotFollowed(need, self) for need in waiting]
            for line in self.unfollowed:
                self._put(line)
            if services:
                self._put(hairline())
        if not services and not waiting:
            words = _(
                "No service is followed. Record the needs of the case, or follow a service with Ctrl+N."
            )
            self._put(text_label(words, role="muted", wrap=True, name="services-empty"))
        self.cards = [ServiceCard(one, self) for one in services]
        for place, card in enumerate(self.cards):
            if place:
                self._put(hairline())
            self._put(card)

    def _put(self, part: QWidget) -> None:
        self._area.rows.insertWidget(self._area.rows.count() - 1, part)
        self._parts.append(part)
        part.show()

    def _card(self, access_id: str) -> ServiceCard | None:
        return next((card for card in self.cards if card.one.id == access_id), None)

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
        if field:
            self.open_service(record_id, field)

    def resume(self, draft_key: str) -> None:
        verb, _colon, rest = draft_key.removeprefix(f"{self.KEY}:").partition(":")
        if verb == "new":
            self.open_new(rest.partition(":")[2])
        elif verb == "change":
            self.open_service(rest)

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
            dialog.form.go_to("service")
        return dialog

    def _followed(self, access_id: str) -> None:
        self._refresh()
        self.go_to(access_id)

    def open_service(self, access_id: str, field: str = "") -> FormDialog | None:
        """Open a service, with the cursor at ``field`` where one is given."""
        try:
            dialog = ServiceDialog(self.workspace, access_id, self)
        except UserError as error:
            self.notice(error.message, "warn")
            return None
        dialog.open()
        if field in {one.name for one in dialog.form.fields()}:
            dialog.form.go_to(field)
        return dialog
