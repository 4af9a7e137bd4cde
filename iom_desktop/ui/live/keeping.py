"""What is half typed in a meeting: kept as it is typed, through a lock and a kill, and found again by case."""

from __future__ import annotations

from iom_desktop.ui.workspace import Workspace

#: The forms in which something can be half typed about one case.
MINUTE, ACTION, STATUS, STAND, PUT_OFF = "minute", "action", "status", "stand", "put_off"
PARTS = (MINUTE, ACTION, STATUS, STAND, PUT_OFF)


def draft_key(conference_id: str, case_id: str, part: str) -> str:
    """Where the journal keeps a form of one case of one conference."""
    return f"live:{conference_id}:{case_id}:{part}"


def half_typed(workspace: Workspace, conference_id: str) -> dict[str, set[str]]:
    """The cases about which something is half typed, each with the forms it is typed in."""
    found: dict[str, set[str]] = {}
    before = f"live:{conference_id}:"
    for key in workspace.drafts.all():
        case_id, colon, part = key.removeprefix(before).partition(":")
        if key.startswith(before) and colon and part in PARTS:
            found.setdefault(case_id, set()).add(part)
    return found
