"""A program of its own that types half a minute at a conference and then waits to be killed. Run with -m."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import cast

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from iom_desktop.ui import theme
from iom_desktop.ui.lock import where_key
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.window import Window
from tests.journeys.keyboard import is_at, press, type_in, wait_until

KEPT = "No arrest since we last met."
TYPED = "He said that he would come"
BACK = 4


def minute_and_a_half() -> None:
    """At the first case of the open conference: one minute kept, half of the next typed, the cursor back in it."""
    press("Alt+4", "Ctrl+Return")
    wait_until(lambda: is_at("roll-1-how"))
    press("Ctrl+Return")
    wait_until(lambda: is_at("words"))
    type_in(KEPT)
    press("Ctrl+Return")
    type_in(TYPED)
    press(*["Left"] * BACK)


def main() -> None:
    """Arguments: settings file, passphrase, the time. Says "kept" once a kill would lose nothing."""
    settings, passphrase, now = Path(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3])
    app = QApplication(sys.argv[:1])
    theme.apply_theme(app, "light")
    window = Window(SettingsFile(settings), clock=lambda: now)
    window.show()
    window.activateWindow()
    wait_until(window.is_loaded)
    wait_until(lambda: is_at("passphrase"))
    type_in(passphrase)
    press("Return")
    wait_until(lambda: window.shell is not None)
    minute_and_a_half()
    workspace = window.workspace
    assert workspace is not None
    assert window.shell is not None
    place = window.shell.place()
    draft = f"live:{place.record_id}:{place.field}:minute"

    def kept() -> bool:
        values = cast("dict[str, str]", workspace.drafts.load(draft) or {})
        where = workspace.drafts.load(where_key(workspace.officer.officer_id)) or {}
        return place.field in where.get("place", "") and TYPED in values.values() and "@cursor" in values

    wait_until(kept)
    sys.stdout.write("kept\n")
    sys.stdout.flush()
    while True:
        QTest.qWait(1000)


if __name__ == "__main__":
    main()
