"""What happens when the program itself goes wrong: a plain sentence, and a log without a word of case text.

The text of an exception may hold what somebody typed. Only its type and the place in the code are written
down, and only those are shown.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from iom_desktop.errors import UserError

Teller = Callable[[str], object]
_LARGEST_LOG = 256 << 10
_log = logging.getLogger("iom_desktop")


class _Plain(logging.Formatter):
    """Never an exception's text nor a traceback, whatever a caller passes along."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_info = record.exc_text = record.stack_info = None
        return super().format(record)


def log_to(path: Path) -> None:
    """Keep a log at ``path``, begun anew when it has grown large. Without a place for it there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LARGEST_LOG:
            path.unlink()
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(_Plain("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    _log.addHandler(handler)
    _log.propagate = False


def where(traceback: TracebackType | None) -> str:
    """The file and line where an exception arose, the file as a path within the program where it is ours."""
    if traceback is None:
        return "?"
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    file = Path(traceback.tb_frame.f_code.co_filename)
    parts = file.parts
    inside = parts[parts.index("iom_desktop") :] if "iom_desktop" in parts else parts[-2:]
    return f"{'/'.join(inside)}:{traceback.tb_lineno}"


def explain(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None, tell: Teller
) -> None:
    """Log where an exception arose and tell the officer: its own sentence if it was made for them, else ours."""
    if isinstance(error, UserError):
        tell(error.message)
        return
    from iom_desktop.display.words import _

    place = f"{kind.__name__} at {where(traceback)}"
    _log.error("uncaught %s", place)
    sentence = _("Something in the program went wrong, and nothing was saved by it ({place}). You can go on.")
    tell(sentence.format(place=place))


def install(tell: Teller) -> None:
    """Meet every exception that nobody caught, on the window's thread and off it."""

    def on_main(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
            return
        explain(kind, error, traceback, tell)

    def on_thread(args: threading.ExceptHookArgs) -> None:
        _log.error("uncaught in a thread: %s at %s", args.exc_type.__name__, where(args.exc_traceback))

    sys.excepthook = on_main
    threading.excepthook = on_thread
