"""The house rules as tests: who may import whom, and what may be written where.

The arrows between layers are contracts in ``pyproject.toml``, checked by import-linter. What it cannot see (a
label made outside its module, a colour written down) is found here in the syntax tree. Each rule is shown to
fail as well.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "iom_desktop"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]


# --- Arrows: import-linter ---------------------------------------------------------------------------------

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"


def lint_imports(folder: Path) -> tuple[int, str]:
    """Run the contracts of ``folder`` on the package in ``folder``; returns exit code and report."""
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            LINT_IMPORTS,
            "--no-cache",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def test_layers_point_down() -> None:
    code, report = lint_imports(ROOT)
    assert code == 0, report
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in report, report


# One import against each contract: (contract, module, what it must not import).
BAD_IMPORTS = [
    ("layers", "reports/bad.py", "import iom_desktop.services"),
    ("domain-is-plain", "domain/bad.py", "import openpyxl"),
    ("qt", "display/bad.py", "from PySide6.QtGui import QColor"),
    ("sql", "reports/bad_too.py", "import sqlalchemy"),
    ("sql-direct", "ui/bad.py", "from sqlalchemy.orm import Session"),
    ("keys", "services/bad.py", "from cryptography.fernet import Fernet"),
    ("ui-storage", "ui/bad_too.py", "import iom_desktop.storage"),
    ("paper", "ui/bad_three.py", "from reportlab.platypus import Paragraph"),
]


@pytest.fixture(scope="module")
def broken_house(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on a copy of the package in which every contract is broken once."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(PACKAGE, folder / "iom_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    for _, module, line in BAD_IMPORTS:
        with (folder / "iom_desktop" / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    code, report = lint_imports(folder)
    assert code == 1, report
    return report


def test_every_contract_is_shown_to_fail() -> None:
    assert {contract["id"] for contract in CONTRACTS} == {name for name, _, _ in BAD_IMPORTS}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["id"])
def test_contract_fails_when_broken(broken_house: str, contract: dict[str, str]) -> None:
    report = " ".join(broken_house.split())
    assert f"{contract['name']} BROKEN" in report, broken_house


# --- What may be written where: the syntax tree ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """One module: its path within the package, with forward slashes, and its syntax tree."""

    path: str
    tree: ast.Module


Finding = tuple[int, str]
Scanner = Callable[[Source], Iterator[Finding]]


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported, ``import_module("x")`` included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield node.lineno, argument.value


def called(node: ast.Call) -> str:
    """The last part of what is called: ``QLabel`` for ``QtWidgets.QLabel(...)``."""
    return last_name(node.func)


def last_name(node: ast.expr) -> str:
    """``c`` for the expression ``a.b.c``, ``c`` for ``c``, and nothing for the rest."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_within(name: str, modules: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of the modules or inside one."""
    return any(name == module or name.startswith(module + ".") for module in modules)


def names_used(tree: ast.AST, names: set[str]) -> Iterator[tuple[int, str]]:
    """Every place that imports or mentions one of the names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and last_name(node) in names:
            yield node.lineno, last_name(node)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in names)


def boxes_only_in_ask(source: Source) -> Iterator[Finding]:
    """Message boxes and file pickers belong to one module, so that tests and the lock can answer them."""
    if source.path == "ui/ask.py":
        return
    boxes = {"QMessageBox", "QFileDialog", "QInputDialog", "QErrorMessage"}
    for line, name in names_used(source.tree, boxes):
        yield line, f"{name} belongs in ui/ask.py"


def paragraphs_only_in_paper(source: Source) -> Iterator[Finding]:
    """ReportLab's Paragraph reads markup, files included: one function escapes what goes into it.

    The benchmark lays out text of its own, with bare ReportLab, to be measured against.
    """
    if source.path == "reports/paper.py" or source.path.startswith("bench/"):
        return
    for line, name in names_used(source.tree, {"Paragraph", "XPreformatted"}):
        yield line, f"{name} belongs in reports/paper.py"


NETWORK_MODULES = (
    "socket",
    "socketserver",
    "ssl",
    "http",
    "urllib.request",
    "ftplib",
    "imaplib",
    "poplib",
    "smtplib",
    "xmlrpc",
    "asyncio",
    "webbrowser",
    "PySide6.QtNetwork",
    "PySide6.QtNetworkAuth",
    "PySide6.QtWebEngineCore",
    "PySide6.QtWebEngineWidgets",
    "PySide6.QtWebEngineQuick",
    "PySide6.QtWebSockets",
    "PySide6.QtWebChannel",
    "PySide6.QtHttpServer",
)


def no_network(source: Source) -> Iterator[Finding]:
    """The program has no business on a network."""
    for line, name in imported(source.tree):
        if is_within(name, NETWORK_MODULES):
            yield line, f"{name} leads to a network"


HEX_COLOUR = re.compile(r"(?<![\w&#])#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?!\w)", re.IGNORECASE)
COLOUR_MAKERS = {"QColor", "HexColor", "toColor", "qRgb", "qRgba", "QRgba64"}


def docstrings(tree: ast.AST) -> set[int]:
    """The ids of the constants that are documentation."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def has_literal(call: ast.Call) -> bool:
    """Whether something written out is among the arguments."""
    return any(isinstance(argument, ast.Constant) for argument in call.args)


def colours_only_in_theme(source: Source) -> Iterator[Finding]:
    """One module owns the colours of the screen, one those of paper."""
    if source.path in {"ui/theme.py", "reports/paper.py"}:
        return
    documentation = docstrings(source.tree)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            for match in HEX_COLOUR.finditer(node.value):
                yield node.lineno, f"the colour {match.group()} belongs in ui/theme.py or reports/paper.py"
        elif isinstance(node, ast.Call) and called(node) in COLOUR_MAKERS and has_literal(node):
            yield node.lineno, f"{called(node)}(...) of a fixed colour belongs in ui/theme.py"


def labels_only_in_label(source: Source) -> Iterator[Finding]:
    """A bare QLabel guesses whether its text is HTML; the one module that makes labels says plain text."""
    if source.path == "ui/label.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and called(node) == "QLabel":
            yield node.lineno, "QLabel(...) belongs in ui/label.py"
        elif isinstance(node, ast.ClassDef) and "QLabel" in map(last_name, node.bases):
            yield node.lineno, f"{node.name}(QLabel) belongs in ui/label.py"


RICH_TEXT = {
    "RichText",
    "AutoText",
    "MarkdownText",
    "setHtml",
    "insertHtml",
    "appendHtml",
    "setMarkdown",
    "insertMarkdown",
    "QTextBrowser",
    "QStaticText",
}


def plain_text_only(source: Source) -> Iterator[Finding]:
    """Nothing on screen is read as markup: a note may hold a tag that opens a file."""
    for line, name in names_used(source.tree, RICH_TEXT):
        yield line, f"{name} reads text as markup"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node).endswith("setAcceptRichText(True)"):
            yield node.lineno, "setAcceptRichText(True) reads text as markup"


def print_only_in_command_line(source: Source) -> Iterator[Finding]:
    """What a window's program prints goes nowhere, or into somebody's log."""
    if source.path == "cli.py" or source.path.startswith(("bench/", "commands/")):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield node.lineno, "print(...) belongs in cli.py, commands or bench"


EMPTY_NAMES = {
    "util",
    "utils",
    "helper",
    "helpers",
    "manager",
    "managers",
    "controller",
    "controllers",
    "base",
}


def names_say_something(source: Source) -> Iterator[Finding]:
    """A module is named for what is in it."""
    for part in source.path.removesuffix(".py").split("/"):
        if EMPTY_NAMES & set(part.split("_")):
            yield 1, f"the name {part} says nothing"


def domain_is_plain(source: Source) -> Iterator[Finding]:
    """The domain imports the standard library, itself and errors, and nothing else there may ever be."""
    if not source.path.startswith("domain/"):
        return
    for line, name in imported(source.tree):
        top = name.split(".")[0]
        if top not in sys.stdlib_module_names and not is_within(
            name, ("iom_desktop.domain", "iom_desktop.errors", "__future__")
        ):
            yield line, f"the domain does not know {name}"


# What puts the program together may import every layer, but reaches for no library in a layer's stead. The
# benchmark does, to measure the bare library beside the program; the gallery holds widgets to draw them.
COMPOSITION = {"__main__", "app", "bench", "cli", "commands", "demo", "gallery", "selftest"}
LIBRARIES = {
    "PySide6": {"app", "bench", "gallery"},
    "sqlalchemy": {"bench"},
    "sqlcipher3": {"bench"},
    "reportlab": {"bench"},
    "alembic": set(),
    "cryptography": set(),
}


def composition_uses_layers(source: Source) -> Iterator[Finding]:
    """What stands above the layers imports layers, not the libraries that a layer stands for."""
    part = source.path.split("/")[0].removesuffix(".py")
    if part not in COMPOSITION:
        return
    for line, name in imported(source.tree):
        library = name.split(".")[0]
        if library in LIBRARIES and part not in LIBRARIES[library]:
            yield line, f"{name} belongs in a layer"


CLOCKS = {"datetime.today", "datetime.now", "datetime.utcnow", "date.today", "time.time"}


def domain_has_no_clock(source: Source) -> Iterator[Finding]:
    """``today`` is an argument: a rule gives the same answer whenever it is asked.

    One module reads the clock, for the layers above to call; the rules of the domain do not call it either.
    """
    if not source.path.startswith("domain/") or source.path == "domain/clock.py":
        return
    for line, name in imported(source.tree):
        if is_within(name, ("iom_desktop.domain.clock",)):
            yield line, "a rule is given the time, and does not ask for it"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ".".join(ast.unparse(node.func).split(".")[-2:]) in CLOCKS:
            yield node.lineno, f"{ast.unparse(node.func)}() reads the clock"


#: Modules through which a paper leaves the window, on the register first.
PAPER_DOORS = ("ui/documents/giving.py", "ui/documents/printing.py", "ui/ask.py")
#: What else is written at the officer's wish: a spreadsheet of services, a calendar, the store's recovery key.
OTHER_FILES = ("ui/workspace.py", "ui/providers/page.py", "ui/diary/page.py", "ui/start/recovery_key.py")


def papers_leave_by_one_door(source: Source) -> Iterator[Finding]:
    """No paper is printed or saved but by the module that puts every copy on the register first."""
    if not source.path.startswith("ui/") or source.path in PAPER_DOORS:
        return
    names = {"print_pdf", "QPdfWriter", "QPrintDialog"}
    if source.path not in OTHER_FILES:
        names |= {"printer", "save_file", "save_path", "write_atomically", "write_bytes"}
    for line, name in names_used(source.tree, names):
        yield line, f"{name} belongs in ui/documents/giving.py"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "*.pdf" in node.value:
            yield node.lineno, "a PDF is saved in ui/documents/giving.py"


SCANNERS: list[Scanner] = [
    papers_leave_by_one_door,
    boxes_only_in_ask,
    paragraphs_only_in_paper,
    no_network,
    colours_only_in_theme,
    labels_only_in_label,
    plain_text_only,
    print_only_in_command_line,
    names_say_something,
    domain_is_plain,
    composition_uses_layers,
    domain_has_no_clock,
]


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    """Every module of the package."""
    return [
        Source(path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"), str(path)))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


@pytest.mark.parametrize("scanner", SCANNERS, ids=lambda scanner: scanner.__name__)
def test_house_rule(sources: list[Source], scanner: Scanner) -> None:
    found = [f"{source.path}:{line}: {words}" for source in sources for line, words in scanner(source)]
    assert not found, f"{scanner.__doc__}\n" + "\n".join(found)


# A module that breaks the rule once, and is found: (rule, where, what it says).
BAD_SNIPPETS = [
    (papers_leave_by_one_door, "ui/plans/tab.py", "print_pdf(data, printing_on, step, spool)"),
    (papers_leave_by_one_door, "ui/plans/tab.py", "chosen = ask.printer(self, 'Case plan')"),
    (papers_leave_by_one_door, "ui/plans/tab.py", "self.workspace.save_file(path, data)"),
    (papers_leave_by_one_door, "ui/diary/page.py", "ask.save_path(self, 'Save', name, _('PDF (*.pdf)'))"),
    (papers_leave_by_one_door, "ui/diary/page.py", "QPrintDialog(chosen, self)"),
    (boxes_only_in_ask, "ui/window.py", "QMessageBox.warning(self, 'a', 'b')"),
    (boxes_only_in_ask, "ui/window.py", "from PySide6.QtWidgets import QFileDialog as Picker"),
    (boxes_only_in_ask, "ui/cases/page.py", "QtWidgets.QInputDialog.getText(self, 'a', 'b')"),
    (paragraphs_only_in_paper, "reports/case_plan.py", "story.append(platypus.Paragraph(note, style))"),
    (paragraphs_only_in_paper, "reports/case_plan.py", "from reportlab.platypus import Paragraph as P"),
    (no_network, "services/people.py", "import socket"),
    (no_network, "services/people.py", "from urllib.request import urlopen"),
    (no_network, "services/people.py", "from urllib import request"),
    (no_network, "services/people.py", "import http.client"),
    (no_network, "ui/window.py", "from PySide6.QtNetwork import QTcpSocket"),
    (no_network, "ui/window.py", "from PySide6 import QtNetwork"),
    (no_network, "ui/window.py", "import PySide6.QtWebEngineWidgets"),
    (no_network, "ui/window.py", "importlib.import_module('socket')"),
    (colours_only_in_theme, "ui/banner.py", "colour = '#b00'"),
    (colours_only_in_theme, "ui/banner.py", "sheet = f'QWidget {{ color: #1a2B3c; width: {w} }}'"),
    (colours_only_in_theme, "ui/banner.py", "QColor(255, 0, 0)"),
    (colours_only_in_theme, "display/labels.py", "AMBER = '#ffbf00ff'"),
    (labels_only_in_label, "ui/banner.py", "name = QLabel(person.name)"),
    (labels_only_in_label, "ui/banner.py", "name = QtWidgets.QLabel()"),
    (labels_only_in_label, "ui/banner.py", "class Name(QLabel): pass"),
    (plain_text_only, "ui/banner.py", "view.setHtml(note)"),
    (plain_text_only, "ui/banner.py", "name.setTextFormat(Qt.TextFormat.RichText)"),
    (plain_text_only, "ui/banner.py", "edit.setAcceptRichText(True)"),
    (print_only_in_command_line, "services/people.py", "print(person)"),
    (names_say_something, "services/utils.py", ""),
    (names_say_something, "ui/plan_manager.py", ""),
    (names_say_something, "storage/base/rows.py", ""),
    (domain_is_plain, "domain/people.py", "from dateutil import parser"),
    (domain_is_plain, "domain/people.py", "from iom_desktop.display.words import _"),
    (composition_uses_layers, "demo.py", "from PySide6.QtWidgets import QWidget"),
    (composition_uses_layers, "cli.py", "import sqlalchemy.orm"),
    (domain_has_no_clock, "domain/people.py", "age = datetime.date.today().year - born.year"),
    (domain_has_no_clock, "domain/people.py", "from iom_desktop.domain.clock import local_now"),
    (domain_has_no_clock, "domain/people.py", "now = datetime.now(tz=UTC)"),
]
# What is like a fault and is none.
GOOD_SNIPPETS = [
    (papers_leave_by_one_door, "ui/documents/giving.py", "self._workspace.save_file(path, data)"),
    (papers_leave_by_one_door, "ui/diary/page.py", "self.workspace.save_file(path, data)"),
    (papers_leave_by_one_door, "commands/giving.py", "save(path, make(copy))"),
    (boxes_only_in_ask, "ui/ask.py", "QMessageBox.warning(self, 'a', 'b')"),
    (paragraphs_only_in_paper, "reports/paper.py", "from reportlab.platypus import Paragraph"),
    (no_network, "services/people.py", "from urllib.parse import quote; import socketless"),
    (colours_only_in_theme, "ui/theme.py", "QColor('#b00')"),
    (
        colours_only_in_theme,
        "ui/banner.py",
        "'''See #1234.'''\ne = '&#233;'; n = '#1'; QColor(theme.red)",
    ),
    (labels_only_in_label, "ui/label.py", "class Plain(QLabel): pass"),
    (labels_only_in_label, "ui/banner.py", "def name(self) -> QLabel: return self.findChild(QLabel)"),
    (
        plain_text_only,
        "ui/banner.py",
        "edit.setAcceptRichText(False); Qt.TextFormat.PlainText",
    ),
    (print_only_in_command_line, "cli.py", "print(report)"),
    (print_only_in_command_line, "ui/window.py", "workspace.print(report)"),
    (names_say_something, "storage/database.py", ""),
    (
        domain_is_plain,
        "domain/people.py",
        "import re; from iom_desktop.domain.text import clean",
    ),
    (domain_is_plain, "services/people.py", "import sqlalchemy"),
    (composition_uses_layers, "bench/__init__.py", "import sqlcipher3"),
    (composition_uses_layers, "storage/store.py", "import sqlalchemy"),
    (domain_has_no_clock, "domain/clock.py", "now = datetime.now()"),
    (domain_has_no_clock, "services/today.py", "from iom_desktop.domain.clock import local_now"),
    (domain_has_no_clock, "domain/people.py", "def age(born: date, today: date) -> int: return today.year"),
]


@pytest.mark.parametrize(("scanner", "path", "code"), BAD_SNIPPETS)
def test_house_rule_finds_a_fault(scanner: Scanner, path: str, code: str) -> None:
    assert len(list(scanner(Source(path, ast.parse(code))))) == 1


@pytest.mark.parametrize(("scanner", "path", "code"), GOOD_SNIPPETS)
def test_house_rule_lets_the_rest_pass(scanner: Scanner, path: str, code: str) -> None:
    assert list(scanner(Source(path, ast.parse(code)))) == []


def test_every_house_rule_is_shown_to_fail() -> None:
    assert {scanner for scanner, _, _ in BAD_SNIPPETS} == set(SCANNERS)
