"""A plan of three pages as a PDF against an office suite that turns the same text into one.

The suite is given the text in the same tables, as an officer who keeps plans in a word processor has it. Its PDF has no
tags, no check code and no entry on a register.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from iom_desktop.bench import BenchRow
    from iom_desktop.storage.store import Store

#: Of the suite's time: at least twenty times as fast from the open program, and faster from a cold process.
OPEN, COLD = 1 / 20, 1.0
_TURNS = 5


def office(_many: int) -> Iterator[BenchRow]:
    """From the record to the bytes: in the open program, then as a command in a process of its own.

    Of the command what deriving the key takes is left out: it is slow on purpose.
    """
    from iom_desktop import bench

    with tempfile.TemporaryDirectory(prefix="iom-bench-") as home:
        folder = Path(home)
        with bench._small_store() as store:
            case_id, crn, file = _three_pages(store)
            text = folder / "plan.fodt"
            text.write_text(_document_of(file), encoding="utf-8")
            suite = _suite(text, folder)
            turns = bench._in_turn(suite, _open(store, case_id), _TURNS)
            yield _row("office", *turns, OPEN, suite is _nothing)
            key = _key_seconds()
            store.close()
            taken = bench._in_turn(suite, _cold(store.folder, crn, folder), _TURNS)
            yield _row("office_cold", taken[0], max(0.0, taken[1] - key), COLD, suite is _nothing)


def _row(name: str, floor: float, ours: float, target: float, missing: bool) -> BenchRow:
    from iom_desktop import bench

    if missing:
        return bench.BenchRow(
            name=name, floor=0.0, ours=ours, ratio=0.0, target=target, met=True,
            note="soffice is not installed here: nothing to compare with",
        )  # fmt: skip
    return bench._row(name, floor, ours, target, f"three pages; {floor / ours:.1f} times as fast as soffice")


def _three_pages(store: Store) -> tuple[str, str, Any]:
    """A case whose agreed plan takes three pages: its id, its CRN and its file."""
    from iom_desktop import bench
    from iom_desktop.bench.tagging import _pages
    from iom_desktop.services.case_files import load_case_file
    from iom_desktop.services.cases import list_cases

    with store.read() as session:
        for row in list_cases(session, bench.NOW):
            if row.plan_agreed:
                file = load_case_file(session, row.id, bench.NOW, in_force=True)
                if _pages(file) == 3:
                    return row.id, row.crn, file
    raise AssertionError("the invented caseload has plans of three pages")


_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.3" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
)


def _document_of(file: Any) -> str:
    """All the words of the plan in the same rows and columns, as a document such a suite opens."""
    from iom_desktop import bench

    def cell(said: Any) -> str:
        words = "".join(f"<text:p>{escape(text)}</text:p>" for text, _style in said)
        return f"<table:table-cell>{words}</table:table-cell>"

    tables = []
    for widths, _repeated, rows, _spans in bench._bare_tables(file):
        columns = f'<table:table-column table:number-columns-repeated="{len(widths)}"/>'
        made = ("<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in rows)
        tables.append(f"<table:table>{columns}{''.join(made)}</table:table>")
    return f"{_HEAD}{''.join(tables)}</office:text></office:body></office:document>"


def _nothing() -> None:
    """Stands for a suite that is not there."""


def _suite(text: Path, folder: Path) -> Callable[[], object]:
    """The suite as a cold process. Its profile is its own, and made before it is timed."""
    program = shutil.which("soffice")
    if program is None:
        return _nothing
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
        "--outdir", str(folder / "made"), str(text),
    ]  # fmt: skip

    def work() -> None:
        subprocess.run(command, check=True, capture_output=True)
        if not (folder / "made" / "plan.pdf").stat().st_size:
            raise AssertionError("soffice made nothing")

    return work


def _open(store: Store, case_id: str) -> Callable[[], object]:
    from iom_desktop import bench
    from iom_desktop.domain.documents import Document, NumberedCopy
    from iom_desktop.domain.paper_wishes import PaperWish
    from iom_desktop.reports.papers import make_paper
    from iom_desktop.services.papers import load_paper
    from iom_desktop.services.plans import plan_in_force

    with store.read() as session:
        plan = plan_in_force(session, case_id)
    wish = PaperWish(document=Document.PLAN, case_id=case_id, plan_id=plan.id if plan else "")
    copy = NumberedCopy(
        id="", number=1, of=1, code="7F3A-91C2", recipient="The file", made_by="PC Bench", made_at=bench.NOW,
        marking="OFFICIAL-SENSITIVE",
    )  # fmt: skip

    def work() -> bytes:
        with store.read() as session:
            return make_paper(load_paper(session, wish, bench.NOW), copy)

    return work


def _cold(store: Path, crn: str, folder: Path) -> Callable[[], object]:
    """The command ``document``, with its entry on the register."""
    from iom_desktop import bench, paths

    secret = folder / "passphrase"
    secret.write_text(bench._PASSPHRASE, encoding="utf-8")
    path = os.pathsep.join(filter(None, (str(paths.program_root()), os.environ.get("PYTHONPATH", ""))))
    command = [
        sys.executable, "-m", "iom_desktop", "document", "plan", crn, "--pdf", str(folder / "ours.pdf"),
        "--store", str(store), "--passphrase-file", str(secret), "--today", f"{bench.TODAY}",
    ]  # fmt: skip
    # An installed program has its bytecode; the first turn, which is not counted, makes it here.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    return lambda: subprocess.run(command, env=environment, check=True, capture_output=True)


def _key_seconds() -> float:
    """What deriving the key from the passphrase takes, at the cost of the bench's stores."""
    from iom_desktop import bench
    from iom_desktop.storage import keys

    def derive() -> object:
        return keys._stretch(bytearray(bench._PASSPHRASE.encode()), os.urandom(16), bench._COST)

    return statistics.median(bench._seconds(derive) for _turn in range(_TURNS))
