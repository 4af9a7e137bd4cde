"""The first start: make a store, or open one that is there already."""

from __future__ import annotations

from PySide6.QtCore import Signal

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import text_label
from iom_desktop.ui.start.surface import Surface


class WelcomePage(Surface):
    """Two ways to begin."""

    make_asked = Signal()
    open_asked = Signal()

    def __init__(self) -> None:
        super().__init__(
            _("Welcome"),
            _(
                "Case files are kept in a store: one encrypted folder on this computer. "
                "Nothing is ever sent anywhere."
            ),
            name="welcome",
        )
        self.make_button = button(
            _("Make a new store"), self.make_asked.emit, name="welcome-make", kind="primary"
        )
        self.open_button = button(
            _("Open a store on this computer…"), self.open_asked.emit, name="welcome-open"
        )
        self.rows.addSpacing(theme.px(8))
        self.rows.addWidget(self.make_button)
        self.rows.addWidget(self.open_button)
        self.rows.addSpacing(theme.px(4))
        self.rows.addWidget(
            text_label(
                _("Making one takes two minutes. Have a printer or a pen at hand for the recovery key."),
                role="small",
                wrap=True,
                name="welcome-hint",
            )
        )

    def first_focus(self) -> None:
        self.make_button.setFocus()
