"""The program with its window, put together: settings, looks, the window, and what happens when it goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from iom_desktop import paths
from iom_desktop.domain.clock import local_now
from iom_desktop.rubbish import look_seldom
from iom_desktop.ui import faults, theme
from iom_desktop.ui.settings_file import Settings, SettingsFile
from iom_desktop.ui.window import Window


def application(settings: Settings | None = None) -> QApplication:
    """The Qt application, dressed as ``settings`` say (light, at 100%, without them); the one there is, if one is."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("iom-desktop")
        app.setApplicationDisplayName("IOM Desktop")
        app.setDesktopFileName("iom-desktop")
    looks = settings or Settings(theme="light")
    theme.apply_theme(app, looks.theme, looks.factor, looks.comfortable)
    return app


def sweep() -> None:
    """Do at once what Qt puts off until the program is idle: take away what was closed."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def run(*, clock: Callable[[], datetime] = local_now, quit_when_painted: bool = False) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    ``clock`` shows local time. With ``quit_when_painted`` the program ends as soon as its first window is on
    the screen, for measuring how long that takes.
    """
    look_seldom()
    settings = SettingsFile()
    app = application(settings.settings)
    window = Window(settings, clock=clock)
    faults.install(window.explain_fault)
    if quit_when_painted:
        window.painted.connect(app.quit)
    else:
        faults.log_to(paths.settings_file().with_name("iom-desktop.log"))
    window.show()
    return app.exec()
