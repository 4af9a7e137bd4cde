"""The papers that more than one file of tests looks at."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from iom_desktop import demo
from iom_desktop.gallery.papers import PAPERS, make_papers
from iom_desktop.gallery.stage import NOW, OFFICER, TODAY
from iom_desktop.reports import paper, tables
from iom_desktop.services.cases import list_cases
from iom_desktop.storage.store import open_store
from tests.stores import PASSPHRASE, Clock, Desk


@dataclass(frozen=True, slots=True)
class Made:
    """Every paper of the gallery by its name, and what was asked for while they were made."""

    papers: Mapping[str, bytes]
    tables: tuple[tuple[str, tuple[float, ...]], ...]  #: (module, widths)
    shapes: tuple[tuple[str, str], ...]  #: (shape, words beside it)


@pytest.fixture(scope="session")
def made(made_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The papers of a small invented caseload: always the same."""
    folder = Path(shutil.copytree(made_store, tmp_path_factory.mktemp("papers") / "store"))
    opened = open_store(folder, PASSPHRASE, clock=Clock())
    widths: list[tuple[str, tuple[float, ...]]] = []
    shapes: list[tuple[str, str]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "table", _told(tables.table, widths))
        patch.setattr(paper, "paragraph", _shaped(paper.paragraph, shapes))
        try:
            desk = Desk(opened)
            desk.do(lambda session: demo.fill(session, demo.invent(16, 1, TODAY), TODAY))
            agreed = next(row.id for row in desk.see(list_cases, NOW) if row.plan_number is not None)
            workspace = SimpleNamespace(
                read=desk.see,
                perform=lambda _words, verb, *said, **more: desk.do(verb, *said, **more),
                store_name="North Area",
                officer=OFFICER,
            )
            cast = SimpleNamespace(agreed=agreed, changing="", unclear="", bare="")
            stage: Any = SimpleNamespace(workspace=workspace, cast=cast)
            papers = dict(make_papers(stage, PAPERS))
        finally:
            opened.close()
    return Made(papers, tuple(widths), tuple(shapes))


def _told(table: Callable[..., Any], widths: list[tuple[str, tuple[float, ...]]]) -> Callable[..., Any]:
    def counted(of: Iterable[float], *said: Any, **more: Any) -> Any:
        module = sys._getframe(1).f_globals["__name__"].rsplit(".", 1)[-1]
        widths.append((module, tuple(of)))
        return table(of, *said, **more)

    return counted


def _shaped(paragraph: Callable[..., Any], shapes: list[tuple[str, str]]) -> Callable[..., Any]:
    def counted(words: paper.Words, *said: Any, **more: Any) -> Any:
        if more.get("shape"):
            runs = [words] if isinstance(words, str | paper.Run) else words
            shapes.append((more["shape"], "".join(run if isinstance(run, str) else run.text for run in runs)))
        return paragraph(words, *said, **more)

    return counted
