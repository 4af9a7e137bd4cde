"""A program killed while it prints or saves: after the next start no page of it is found on the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from iom_desktop.domain.plans import GoalDraft
from iom_desktop.services import audit_log, plans
from iom_desktop.storage import temporary
from iom_desktop.ui.workspace import unlock_store
from tests.stores import PASSPHRASE, Clock, Desk

ROOT = Path(__file__).parents[3]
CANARY = "Qvxzephyrine"


def pages_under(*folders: Path) -> list[Path]:
    """Every file that holds a PDF or the canary, wherever in the file it begins."""
    held = []
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if any(one in content for one in (b"%PDF-", CANARY.encode(), CANARY.encode("utf-16-be"))):
            held.append(path)
    return held


@pytest.mark.proof
@pytest.mark.skipif(sys.platform != "linux", reason="a kill, and CUPS's way to spool, are other things there")
@pytest.mark.parametrize("way", ["print", "save", "save over"])
def test_nothing_of_a_paper_is_left_after_a_kill(desk: Desk, tmp_path: Path, way: str) -> None:
    case_id = desk.person(surname=CANARY)
    plan = desk.do(plans.start_plan, case_id)
    desk.do(plans.add_goal, plan, GoalDraft(words=f"I will keep {CANARY}."))
    store = desk.store.folder
    desk.store.close()
    home, outside = tmp_path / "home", tmp_path / "outside"
    for folder in (home, outside):
        folder.mkdir()
    target = outside / "plan.pdf"
    if way == "save over":
        target.write_bytes(b"an older file")
    places = {
        name: str(home) for name in ("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
    }
    arguments = [str(store), PASSPHRASE, case_id, way.split()[0], str(target)]
    killed = subprocess.Popen(
        [sys.executable, "-m", "tests.ui.documents.half_given", *arguments],
        cwd=ROOT,
        env=os.environ | places | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
    )
    assert killed.stdout is not None
    assert killed.stdout.readline() == b"ready\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait(30)
    killed.stdout.close()

    before = pages_under(store, home, outside)
    if way == "print":
        assert [path.is_relative_to(store) for path in before] == [True], (
            "spooled inside the store, only there"
        )
    elif way == "save over":
        assert [path.parent for path in before] == [outside], "there is something to be cleared"
    opened = unlock_store(store, PASSPHRASE, clock=Clock())
    assert pages_under(store, home, outside) == []
    assert not temporary.folder(store).exists() or not list(temporary.folder(store).iterdir())
    assert [path.read_bytes() for path in outside.iterdir()] == ([b"an older file"] if " " in way else [])
    with opened.read() as session:
        (given,) = [one for one in audit_log.list_access(session, case_id) if one.disclosure]
    assert given.recipients == "A. Chair", "it is on record all the same"
    opened.close()
