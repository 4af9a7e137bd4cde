"""Speed and memory, each against a floor measured beside it in the same run.

A floor is the least the same libraries could take for the same records: an empty window, raw SQL, bare
ReportLab, plain inserts. Figures are medians of several turns, the two taken in turn, because machines are
noisy. The large store is made once and kept outside the checkout.
"""

from __future__ import annotations

import gc
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time as clock
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from iom_desktop import demo, paths
from iom_desktop.bench.access import access_report
from iom_desktop.bench.agenda import agenda
from iom_desktop.bench.compliance import compliance
from iom_desktop.bench.diary import calendar_week
from iom_desktop.bench.office import office
from iom_desktop.bench.pack import pack
from iom_desktop.bench.register import register
from iom_desktop.bench.tagging import tagging
from iom_desktop.domain.officers import Officer
from iom_desktop.errors import UserError
from iom_desktop.services import people, stores
from iom_desktop.storage import migrate
from iom_desktop.storage.keys import Cost
from iom_desktop.storage.store import Store, open_store

TURNS = 7
SMALL = 200
#: Of each person: a million appointments of 20,000 people, and a third as many notes beside them.
APPOINTMENTS, CONTACTS = 50, 67
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 14, 0)
#: Most milliseconds between a key and its list.
KEYSTROKE_MS = 50.0
_PASSPHRASE = "an invented passphrase for the bench"
#: The least the key file accepts: how a key is derived is not what is measured here.
_COST = Cost(memory_kib=64 * 1024, iterations=3, lanes=4)
_OFFICER = Officer(officer_id="bench", name="PC Bench", agency="police")
_IMPORT_ROWS = 10_000
_CHUNK = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchRow:
    """One figure. ``floor`` and ``ours`` are seconds unless ``unit`` says otherwise; ``ratio`` is ours to floor.

    For memory the ratio stands for the difference in MiB; for the slowest keystroke, for its milliseconds.
    """

    name: str
    floor: float
    ours: float
    ratio: float
    target: float
    met: bool
    unit: str = "s"
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The row as plain values."""
        return {
            key: round(value, 6) if isinstance(value, float) else value for key, value in asdict(self).items()
        }

    def as_line(self) -> str:
        """The row as a line to read."""
        verdict = "met" if self.met else "MISSED"
        return (
            f"{self.name:<22} floor {self.floor:10.4f} {self.unit:<4} ours {self.ours:10.4f} {self.unit:<4} "
            f"ratio {self.ratio:8.2f}  target {self.target:6.2f}  {verdict}  {self.note}"
        )


def _row(name: str, floor: float, ours: float, target: float, note: str = "") -> BenchRow:
    ratio = ours / floor if floor else float("inf")
    return BenchRow(
        name=name, floor=floor, ours=ours, ratio=ratio, target=target, met=ratio <= target, note=note
    )


def run_bench(many: int = 20_000, only: str | None = None) -> list[BenchRow]:
    """Every figure, or the one named ``only``, with a large store of ``many`` people."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if only is not None and only not in MEASURES:
        raise UserError(f"There is no figure named {only!r}; there are {', '.join(MEASURES)}.")
    if not SMALL <= many <= 100_000:
        raise UserError(f"People: a number from {SMALL} to 100,000 is needed.")
    names = [only] if only else list(MEASURES)
    return [row for name in names for row in MEASURES[name](many)]


def _in_turn(
    floor: Callable[[], object], ours: Callable[[], object], turns: int = TURNS
) -> tuple[float, float]:
    """Median seconds of each, taken in turn after one of each that is not counted."""
    floor(), ours()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(turns):
        for place, work in enumerate((floor, ours)):
            taken[place].append(_seconds(work))
    return statistics.median(taken[0]), statistics.median(taken[1])


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = clock.perf_counter()
    work()
    return clock.perf_counter() - start


# Stores.


def _kept_store(many: int) -> Path:
    """The folder of the large store, made if it is not there whole."""
    name = f"{migrate.HEAD}-{many}-{APPOINTMENTS}"
    return _kept(name, f"the large store of {many} people", lambda store: _fill(store, many))


def _kept(name: str, what: str, fill: Callable[[Store], object]) -> Path:
    """The folder of the store ``name``, which holds ``what``; filled and kept if it is not there whole."""
    folder = paths.cache_dir() / f"bench-{name}"
    finished = folder / "finished"
    if finished.exists():
        return folder
    if folder.exists():
        import shutil

        shutil.rmtree(folder)
    print(f"Making {what} once, in {folder} ...", file=sys.stderr, flush=True)
    store, _recovery = stores.make_store(folder, _OFFICER, _PASSPHRASE, "Bench", cost=_COST)
    try:
        fill(store)
    finally:
        store.close()
    finished.touch()
    return folder


def _fill(store: Store, many: int) -> None:
    cases = demo.invent(many, 1, TODAY, CONTACTS, APPOINTMENTS)
    batch: list[demo.InventedCase] = []
    for case in cases:
        batch.append(case)
        if len(batch) == _CHUNK:
            _write(store, batch)
            batch = []
    _write(store, batch)


def _write(store: Store, batch: list[demo.InventedCase]) -> None:
    if batch:
        with store.write("Make the bench caseload") as session:
            demo.fill(session, batch, TODAY)


@contextmanager
def _small_store(many: int = SMALL) -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="iom-bench-") as folder:
        store, _recovery = stores.make_store(
            Path(folder) / "store", _OFFICER, _PASSPHRASE, "Bench", cost=_COST
        )
        try:
            _fill(store, many)
            yield store
        finally:
            store.close()


@contextmanager
def _large_store(many: int) -> Iterator[Store]:
    store = open_store(_kept_store(many), _PASSPHRASE)
    try:
        yield store
    finally:
        store.close()


# The figures.

_EMPTY_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, QApplication.quit)
app = QApplication(sys.argv[:1])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""
_OUR_WINDOW = "from iom_desktop.app import run; import sys; sys.exit(run(quit_when_painted=True))"


def start(_many: int) -> Iterator[BenchRow]:
    """Process start to the first window painted."""
    with tempfile.TemporaryDirectory(prefix="iom-bench-") as home:
        environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "APPDATA": home}
        root = str(paths.program_root())
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))

        def run(code: str) -> Callable[[], object]:
            command = [sys.executable, "-c", code]
            return lambda: subprocess.run(command, env=environment, check=True, capture_output=True)

        floor, ours = _in_turn(run(_EMPTY_WINDOW), run(_OUR_WINDOW), turns=9)
    yield _row("start", floor, ours, 2.5)


def open_case(many: int) -> Iterator[BenchRow]:
    """From the case's line in the caseload to its page in the window, read and painted."""
    _application()
    with _small_store() as small, _large_store(many) as large:
        floor, ours = _in_turn(_opening(small), _opening(large), turns=15)
    yield _row("open_case", floor, ours, 1.5, f"{many} people against {SMALL}")


def _application() -> Any:
    from iom_desktop.app import application

    return application()


class _Nowhere:
    """A navigator that goes nowhere: the page is looked at alone."""

    def go(self, _place: object) -> None:
        """Stay."""

    def open_case(self, *_where: object, **_more: object) -> None:
        """Stay."""


def _opening(store: Store) -> Callable[[], object]:
    from iom_desktop.app import sweep
    from iom_desktop.services.cases import list_cases
    from iom_desktop.ui.cases.page import CasePage
    from iom_desktop.ui.workspace import Workspace

    workspace = Workspace(store, clock=lambda: NOW)
    with store.read() as session:
        ids = [row.id for row in list_cases(session, NOW)]
    places = iter(range(0, 10**9, 37))

    def work() -> None:
        page = CasePage(workspace, _Nowhere(), ids[next(places) % len(ids)])
        page.resize(1000, 760)
        page.show()
        page.grab()
        page.close()
        page.deleteLater()
        sweep()

    return work


_COLUMNS = (
    "c.id, p.crn, p.surname, p.forenames, p.known_as, p.pnc, p.date_of_birth, c.cohort, c.rag, c.rosh, c.sentence, "
    "c.sentence_end, c.police_lead, c.probation_lead, c.has_decision, c.plan_faults, c.plan_number, c.plan_agreed, "
)
# These statements are made of constants only.
_CASELOAD_SQL = (
    f"SELECT {_COLUMNS} n.at, c.review_on FROM iom_case c JOIN person p ON p.id = c.person_id LEFT JOIN "
    "(SELECT case_id, min(starts_at) AS at FROM appointment WHERE starts_at >= ? AND NOT cancelled GROUP BY case_id) n "
    "ON n.case_id = c.id ORDER BY p.surname, p.forenames"
)


def caseload(many: int) -> Iterator[BenchRow]:
    """The caseload list: records read and handed to the table."""
    from iom_desktop.services.cases import list_cases

    _application()
    with _large_store(many) as store, store.read() as session:
        raw: Any = session.connection().connection.driver_connection

        def ours() -> object:
            return list_cases(session, NOW)

        floor, taken = _in_turn(lambda: raw.execute(_CASELOAD_SQL, (NOW.isoformat(" "),)).fetchall(), ours)
    yield _row("caseload", floor, taken, 2.0, f"{many} lines")


_TYPED = (
    "mockingham",
    "madeupova",
    "sampelton",
    "z000123",
    "23/05",
    "o'sample",
    "zara fict",
    "ffugenw",
    "exmapleby",
)
_SEARCH_SQL = (
    f"SELECT {_COLUMNS} c.review_on FROM iom_case c JOIN person p ON p.id = c.person_id WHERE p.surname LIKE ?1 OR "
    "p.forenames LIKE ?1 OR p.known_as LIKE ?1 OR p.crn LIKE ?1 OR p.pnc LIKE ?1 OR p.date_of_birth LIKE ?1 LIMIT 50"
)


def search(many: int) -> Iterator[BenchRow]:
    """Each keystroke of a search for a person."""
    with _large_store(many) as store, store.read() as session:
        raw: Any = session.connection().connection.driver_connection
        index = people.load_people_index(session)
        keys = [word[:end] for word in _TYPED for end in range(1, len(word) + 1)]
        floors, ours = [], []
        for typed in keys:
            pattern = f"%{typed}%"
            floor, taken = _in_turn(
                lambda pattern=pattern: raw.execute(_SEARCH_SQL, (pattern,)).fetchall(),  # type: ignore[misc]
                lambda typed=typed: index.find(typed),  # type: ignore[misc]
                turns=5,
            )
            floors.append(floor)
            ours.append(taken)
    yield _row("search", statistics.median(floors), statistics.median(ours), 2.0, f"{len(keys)} keystrokes")
    slowest = max(ours) * 1000
    yield BenchRow(
        name="search_slowest",
        floor=max(floors) * 1000,
        ours=slowest,
        ratio=slowest,
        target=KEYSTROKE_MS,
        met=slowest <= KEYSTROKE_MS,
        unit="ms",
        note="the slowest keystroke, in milliseconds",
    )


def plan_pdf(_many: int) -> Iterator[BenchRow]:
    """The case plan summary against bare ReportLab laying out the same text and tables."""
    from iom_desktop.reports.case_plan import case_plan
    from iom_desktop.services.case_files import load_case_file
    from iom_desktop.services.cases import list_cases

    with _small_store(40) as store, store.read() as session:
        agreed = [row for row in list_cases(session, NOW) if row.plan_agreed]
        files = [load_case_file(session, row.id, NOW, in_force=True) for row in agreed[:5]]
    bare = [_bare_tables(file) for file in files]
    floor, ours = _in_turn(
        lambda: [_bare_pdf(tables) for tables in bare], lambda: [case_plan(file) for file in files]
    )
    yield _row("plan_pdf", floor, ours, 1.5, f"{len(files)} plans")


_BareCell = list[tuple[str, Any]]  # (text, paragraph style) of each paragraph of a cell
_BareTable = tuple[Any, int, list[list[_BareCell]], list[Any]]  # widths, repeated rows, cells, spans


def _bare_tables(file: Any) -> list[_BareTable]:
    """What our document says, as plain text in plain tables: taken from it beforehand, not timed."""
    from iom_desktop.reports import paper
    from iom_desktop.reports.case_plan import story

    return bare_tables(story(file, paper.ROOMY))


def bare_tables(tables: Iterable[Any]) -> list[_BareTable]:
    """The text of ``tables`` as plain text in plain tables."""

    def words(fragment: Any) -> str:
        # Once measured, ReportLab keeps a fragment as its words, each with its own style.
        return fragment.text if hasattr(fragment, "text") else "".join(text for _style, text in fragment[1:])

    def said(cell: Any) -> _BareCell:
        flowables = cell if isinstance(cell, list | tuple) else [cell]
        return [(" ".join(map(words, one.frags)), one.style) for one in flowables if hasattr(one, "frags")]

    return [
        (
            table._argW,
            table.repeatRows,
            [[said(cell) for cell in row] for row in table._cellvalues],
            table._spanCmds,
        )
        for table in tables
    ]


def _bare_pdf(tables: list[_BareTable]) -> bytes:
    """The same text in the same tables with the same fonts, as ReportLab's manual lays them out."""
    return bare_pages([tables])


def bare_pages(parts: Iterable[list[_BareTable]]) -> bytes:
    """The same of several parts, each begun on a page of its own."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    flowables: list[Any] = []
    for tables in parts:
        flowables += [*([PageBreak()] if flowables else []), *_bare_flowables(tables)]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title="Case plan", leftMargin=36, rightMargin=36).build(flowables)
    return out.getvalue()


def _bare_flowables(tables: list[_BareTable]) -> list[Any]:
    from xml.sax.saxutils import escape

    from reportlab.platypus import Paragraph, Spacer, Table

    flowables: list[Any] = []
    for widths, repeated, rows, spans in tables:
        cells = [[[Paragraph(escape(text), style) for text, style in cell] for cell in row] for row in rows]
        rules = [("LINEBELOW", (0, 0), (-1, -1), 0.5, "grey"), ("VALIGN", (0, 0), (-1, -1), "TOP"), *spans]
        flowables += [Table(cells, colWidths=widths, repeatRows=repeated, style=rules), Spacer(1, 8)]
    return flowables


def import_caseload(_many: int) -> Iterator[BenchRow]:
    """Importing 10,000 rows against inserting the same records with SQLAlchemy, audited."""
    with tempfile.TemporaryDirectory(prefix="iom-bench-") as folder:
        file = Path(folder) / "caseload.csv"
        file.write_text(_caseload_csv(_IMPORT_ROWS), encoding="utf-8")
        turn = iter(range(1000))

        def fresh() -> Store:
            place = Path(folder) / f"store{next(turn)}"
            return stores.make_store(place, _OFFICER, _PASSPHRASE, "Bench", cost=_COST)[0]

        floors, ours = [], []
        for _ in range(5):
            store = fresh()
            ours.append(_seconds(lambda store=store: _import_into(store, file)))  # type: ignore[misc]
            rows = _rows_of(store)
            store.close()
            store = fresh()
            floors.append(_seconds(lambda store=store, rows=rows: _insert_into(store, rows)))  # type: ignore[misc]
            store.close()
    yield _row("import", statistics.median(floors), statistics.median(ours), 2.0, f"{_IMPORT_ROWS} rows")


def _import_into(store: Store, file: Path) -> None:
    from iom_desktop.services.caseload_import import import_file

    done = import_file(store, file, TODAY)
    if done.report.added != _IMPORT_ROWS:
        raise AssertionError(f"{done.report.added} rows were added")


_Copied = list[tuple[type[Any], dict[str, Any]]]


def _rows_of(store: Store) -> _Copied:
    """The very records an import made, to be inserted plainly."""
    from sqlalchemy import select

    from iom_desktop.storage.tables import CaseRow, DecisionRow, FlagRow, NeedRow, NoteRow, PersonRow

    found: _Copied = []
    with store.read() as session:
        for kind in (PersonRow, CaseRow, DecisionRow, NeedRow, NoteRow, FlagRow):
            names = [column.key for column in kind.__table__.columns if column.key not in ("version",)]
            for row in session.scalars(select(kind)):
                found.append((kind, {name: getattr(row, name) for name in names}))
    return found


def _insert_into(store: Store, rows: _Copied) -> None:
    with store.write("Insert the same records") as session:
        last: type[Any] | None = None
        for kind, columns in rows:
            if kind is not last:
                session.flush()
                last = kind
            session.add(kind(**columns))


_HEADINGS = (
    "CRN,PNC ID,Surname,Forenames,Known as,Date of birth,Sex,Address,Postcode,Mobile,Cohort,Adopted on,"
    "Why adopted,RAG,Order or licence,Order start,Order end,Index offence,OGRS %,RoSH,Domestic abuse,"
    "Needs (severe),Needs (standard),Police lead,Probation lead,Notes\n"
)
_NEED_WORDS = {
    "ACCOMMODATION": "Accommodation",
    "DRUGS": "Drug misuse",
    "ALCOHOL": "Alcohol misuse",
    "ETE": "Education training and employment",
    "FINANCE": "Finance benefit and debt",
    "RELATIONSHIPS": "Relationships",
    "LIFESTYLE": "Lifestyle and associates",
    "WELLBEING": "Emotional wellbeing",
    "THINKING": "Thinking and behaviour",
    "ATTITUDES": "Attitudes",
}
_SENTENCE_WORDS = {
    "licence": "Licence",
    "community_order": "Community order",
    "suspended_sentence": "Suspended sentence order",
    "non_statutory": "Non-statutory",
}


def _caseload_csv(many: int) -> str:
    """An export of ``many`` invented people, in the columns officers have today."""
    import csv

    out = io.StringIO()
    out.write(_HEADINGS)
    writer = csv.writer(out)
    # Who is only referred stands in no caseload.
    taken_on = (case for case in demo.invent(2 * many, 2, TODAY, 0) if case.managed.adopted_on is not None)
    for case in islice(taken_on, many):
        person, managed = case.person, case.managed
        needs = {
            severity: "; ".join(_NEED_WORDS[n.code] for n in case.needs if n.severity == severity)
            for severity in ("severe", "standard")
        }
        writer.writerow(
            [
                person.crn, person.pnc, person.surname, person.forenames, person.known_as,
                f"{person.date_of_birth:%d/%m/%Y}", person.sex, person.address, person.postcode, person.mobile,
                str(managed.cohort).capitalize(), f"{managed.adopted_on:%d/%m/%Y}",
                "" if case.decision is None else case.decision.rationale, str(managed.rag).capitalize(),
                _SENTENCE_WORDS[str(managed.sentence)], f"{managed.sentence_start:%d/%m/%Y}",
                f"{managed.sentence_end:%d/%m/%Y}", managed.index_offence, managed.ogrs,
                str(managed.rosh).replace("_", " ").capitalize(),
                str(managed.domestic_abuse).capitalize(), needs["severe"], needs["standard"], managed.police_lead,
                managed.probation_lead, "Dog at address. Visit in pairs.",
            ]
        )  # fmt: skip
    return out.getvalue()


_MEMORY = """
import sys
from pathlib import Path
from iom_desktop.bench import open_and_weigh
print(open_and_weigh(Path(sys.argv[1])))
"""


def memory(many: int) -> Iterator[BenchRow]:
    """What the program weighs with the caseload of the large store on screen, against an empty store."""
    large = _kept_store(many)
    with tempfile.TemporaryDirectory(prefix="iom-bench-") as home:
        empty = Path(home) / "store"
        stores.make_store(empty, _OFFICER, _PASSPHRASE, "Bench", cost=_COST)[0].close()
        environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "APPDATA": home}
        environment["PYTHONPATH"] = str(paths.program_root())

        def weigh(folder: Path) -> float:
            command = [sys.executable, "-c", _MEMORY, str(folder)]
            done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            return float(done.stdout.split()[-1])

        floors, ours = [], []
        for _ in range(5):
            floors.append(weigh(empty))
            ours.append(weigh(large))
    floor, taken = statistics.median(floors), statistics.median(ours)
    more = taken - floor
    yield BenchRow(
        name="memory", floor=floor, ours=taken, ratio=more, target=60.0, met=more <= 60.0, unit="MiB",
        note="the ratio is the MiB more",
    )  # fmt: skip


def open_and_weigh(folder: Path) -> float:
    """Unlock the store in ``folder`` in a real window, visit Today, the caseload and a case; MiB in use then."""
    from iom_desktop.ui.navigation import Place
    from iom_desktop.ui.settings_file import SettingsFile
    from iom_desktop.ui.window import Window
    from iom_desktop.ui.workspace import Workspace

    app = _application()
    workspace = Workspace(open_store(folder, _PASSPHRASE), clock=lambda: NOW)
    window = Window(SettingsFile(), clock=lambda: NOW)
    window.enter(workspace)
    window.resize(1280, 800)
    window.show()
    for page in ("today", "caseload"):
        window.go(Place(page))
        app.processEvents()
        window.grab()
    workspace.people()
    gc.collect()
    weight = _mebibytes_in_use()
    window.close()
    return weight


def _mebibytes_in_use() -> float:
    if sys.platform == "linux":
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - the kernel's, not a file
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024 / 1024


#: The figures by name.
MEASURES: dict[str, Callable[[int], Iterator[BenchRow]]] = {
    "start": start,
    "open_case": open_case,
    "caseload": caseload,
    "compliance": compliance,
    "access_report": access_report,
    "agenda": agenda,
    "calendar_week": calendar_week,
    "search": search,
    "plan_pdf": plan_pdf,
    "pack": pack,
    "tagging": tagging,
    "register": register,
    "office": office,
    "import": import_caseload,
    "memory": memory,
}
