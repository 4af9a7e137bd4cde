"""A program of its own that types half a sentence and then waits to be killed. Run with -m; see ``main``."""

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
from tests.journeys.keyboard import is_at, press, tab_to, type_in, wait_until

BEGUN = "He said that he would come on "
REST = "Tuesday, and then he did not"
BACK = 9
"""How far the cursor is moved back into what was typed."""


def type_half_a_sentence() -> None:
    """In the decision record of the one person in the store: words, and the cursor back among them."""
    press("Ctrl+K")
    type_in("sampleton")
    press("Return", "Ctrl+2", "Ctrl+N")
    tab_to("rationale")
    type_in(BEGUN + REST)
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
    type_half_a_sentence()
    workspace = window.workspace
    assert workspace is not None
    assert window.shell is not None
    draft = f"why_iom:decision:{window.shell.place().case_id}"

    def kept() -> bool:
        values = cast("dict[str, str]", workspace.drafts.load(draft) or {})
        where = workspace.drafts.load(where_key(workspace.officer.officer_id)) or {}
        at_place = draft in where.get("place", "")
        return at_place and values.get("rationale") == BEGUN + REST and "@cursor" in values

    wait_until(kept)
    sys.stdout.write("kept\n")
    sys.stdout.flush()
    while True:
        QTest.qWait(1000)


if __name__ == "__main__":
    main()
