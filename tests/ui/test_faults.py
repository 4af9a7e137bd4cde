"""A bug says a plain sentence and leaves no case text behind."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from iom_desktop.errors import UserError
from iom_desktop.ui import faults

CASE_TEXT = "Sampleton owes a debt in Mocktown"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "logs" / "program.log"
    logger = logging.getLogger("iom_desktop")
    before, propagate = list(logger.handlers), logger.propagate
    faults.log_to(path)
    yield path
    for handler in [one for one in logger.handlers if one not in before]:
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = propagate


@pytest.fixture
def hooks() -> Iterator[list[str]]:
    before = sys.excepthook, threading.excepthook
    told: list[str] = []
    faults.install(told.append)
    yield told
    sys.excepthook, threading.excepthook = before


def fail(error: Exception) -> None:
    try:
        raise error
    except Exception:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]


def test_a_bug_is_told_without_its_text(hooks: list[str], log: Path) -> None:
    fail(KeyError(CASE_TEXT))
    assert len(hooks) == 1
    assert "went wrong" in hooks[0]
    assert "KeyError at" in hooks[0]
    written = log.read_text(encoding="utf-8")
    assert "KeyError at" in written
    assert "test_faults.py:" in written
    for said in (hooks[0], written):
        assert "Sampleton" not in said
        assert "Mocktown" not in said


def test_what_was_made_for_the_officer_is_told_as_it_is(hooks: list[str], log: Path) -> None:
    fail(UserError("The disk is full."))
    assert hooks == ["The disk is full."]
    assert not log.exists()


def test_a_bug_in_a_thread_is_logged_alone(hooks: list[str], log: Path) -> None:
    def work() -> None:
        raise ValueError(CASE_TEXT)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert hooks == []
    assert "ValueError" in log.read_text(encoding="utf-8")
    assert "Sampleton" not in log.read_text(encoding="utf-8")


def test_the_log_never_carries_a_traceback(log: Path) -> None:
    try:
        raise ValueError(CASE_TEXT)
    except ValueError:
        logging.getLogger("iom_desktop.somewhere").exception("it failed")
    written = log.read_text(encoding="utf-8")
    assert "it failed" in written
    assert "Sampleton" not in written
    assert "Traceback" not in written


def test_a_log_grown_large_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "program.log"
    path.write_bytes(b"x" * (300 << 10))
    logger = logging.getLogger("iom_desktop")
    before, propagate = list(logger.handlers), logger.propagate
    faults.log_to(path)
    assert not path.exists()
    for handler in [one for one in logger.handlers if one not in before]:
        logger.removeHandler(handler)
    logger.propagate = propagate
