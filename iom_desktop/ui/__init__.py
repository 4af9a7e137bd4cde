"""The window: pages, dialogs and the widgets they share. PySide6 lives here and in ``app``."""

from iom_desktop.ui.immortals import keep_alive

keep_alive()
