"""dev.py: what it refuses, what it names, and the environment it makes, repairs and makes again."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


# --- The lock files ----------------------------------------------------------------------------------------


def pins(kind: str) -> dict[str, str]:
    """Every pinned package of a lock file, with all that stands behind it: version, markers, hashes."""
    text = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^([a-z0-9._-]+)==", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def wanted(requirement: str) -> str:
    """The package's name, as lock files spell it."""
    return re.split(r"[<>=!~ ;\[]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize("kind", ["run", "test"])
def test_lock_holds_what_the_project_needs(kind: str) -> None:
    needed = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["setup"]]
    if kind == "test":
        needed += PROJECT["optional-dependencies"]["test"]
    assert {wanted(one) for one in needed} <= set(pins(kind)), "run python3 dev.py lock"


@pytest.mark.parametrize("kind", ["run", "test"])
def test_every_pin_has_hashes_and_nothing_names_a_place(kind: str) -> None:
    assert all("--hash=sha256:" in rest for rest in pins(kind).values())
    text = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--(?:index|extra|find|trusted)|^-e|file:|/(?:home|opt|tmp|root|Users)/", text)


def test_test_lock_contains_run_lock() -> None:
    versions = {kind: {n: rest.split()[0] for n, rest in pins(kind).items()} for kind in ("run", "test")}
    assert versions["run"].items() <= versions["test"].items()


def test_python_range_is_the_one_the_project_declares() -> None:
    assert PROJECT["requires-python"] == ">={}.{},<{}.{}".format(*dev.OLDEST, 3, dev.NEWEST[1] + 1)


# --- What the machine must have ----------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "said"), [((3, 10), "this is 3.10"), ((3, 14), "this is 3.14")])
def test_wrong_python_is_refused_in_a_sentence(version: tuple[int, int], said: str) -> None:
    with pytest.raises(dev.Stop, match=f"needs Python 3.11, 3.12 or 3.13, and {said} "):
        dev.check_python(version, "/usr/bin/python3")


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_right_python_is_taken(version: tuple[int, int]) -> None:
    dev.check_python(version, "/usr/bin/python3")


def test_an_old_python_can_read_the_script() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


MISSING = dev.Need("libiom-none.so.9", "libiom9", "iom-libs")
MISSING_PROGRAM = dev.Need("iom-no-such-program", "iom-tools", "iom-tools")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux shares its libraries")


@linux
@pytest.mark.parametrize(
    ("manager", "said"),
    [
        (
            "apt-get",
            "this machine lacks libiom-none.so.9 (package libiom9), iom-no-such-program (package iom-tools): "
            "sudo apt-get install iom-tools libiom9",
        ),
        (
            "dnf",
            "this machine lacks libiom-none.so.9 (package iom-libs), "
            "iom-no-such-program (package iom-tools): sudo dnf install iom-libs iom-tools",
        ),
    ],
)
def test_missing_libraries_are_named_with_their_packages(
    monkeypatch: pytest.MonkeyPatch, manager: str, said: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name == manager else None)
    with pytest.raises(dev.Stop) as stopped:
        dev.check_machine([MISSING, MISSING_PROGRAM])
    assert str(stopped.value) == said


@linux
@pytest.mark.parametrize(
    ("user", "welcome", "installed"), [(0, True, True), (0, False, False), (1000, True, False)]
)
def test_only_root_who_asked_for_it_gets_packages_installed(
    monkeypatch: pytest.MonkeyPatch, user: int, welcome: bool, installed: bool
) -> None:
    commands: list[list[str]] = []

    def remember(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    monkeypatch.setattr(subprocess, "run", remember)
    with pytest.raises(dev.Stop, match="libiom9"):
        dev.check_machine([MISSING], may_install=welcome)
    assert [command[:2] + command[-1:] for command in commands] == (
        [["apt-get", "-qq", "update"], ["apt-get", "-qq", "libiom9"]] if installed else []
    )


@linux
def test_what_is_here_is_not_asked_for() -> None:
    dev.check_machine([dev.Need("libc.so.6", "libc6", "glibc"), dev.Need("sh", "dash", "bash")])


def needed_by(library: Path) -> set[str]:
    """The libraries that one library names as its own needs."""
    told = subprocess.run(["objdump", "-p", library], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^\s*NEEDED\s+(\S+)", told, flags=re.MULTILINE))


# Part of every Linux on which Python itself starts, or of the Qt packages.
EVERYWHERE = re.compile(
    r"lib(?:c|m|dl|rt|pthread|gcc_s|stdc\+\+|resolv)\.so|ld-linux|lib(?:Qt6|icu|pyside6|shiboken6)"
)


@linux
@pytest.mark.skipif(shutil.which("objdump") is None, reason="objdump reads what a library needs")
@pytest.mark.parametrize(
    ("libraries", "table"),
    [
        (["Core", "Gui", "Widgets", "Pdf", "PdfWidgets", "PrintSupport", "Svg", "Network", "DBus"], dev.QT),
        (["XcbQpa"], dev.QT + dev.X11),
        (["WaylandClient"], dev.QT + dev.WAYLAND),
    ],
)
def test_tables_name_every_library_qt_needs(libraries: list[str], table: tuple[dev.Need, ...]) -> None:
    import PySide6

    folder = Path(PySide6.__file__).parent / "Qt" / "lib"
    needed = set().union(*(needed_by(folder / f"libQt6{name}.so.6") for name in libraries))
    assert {name for name in needed if not EVERYWHERE.match(name)} <= {need.name for need in table}


# --- The environment: a small checkout with a program that says what it was given --------------------------

SPEAKER = """
import json, os, sys
print(json.dumps({"args": sys.argv[1:], "input": sys.stdin.read(), "cwd": os.getcwd(), "prefix": sys.prefix}))
sys.exit(7)
"""
BACKEND = '''
"""Puts the checkout on the path, as an editable install does, with nothing fetched."""
import zipfile
from pathlib import Path

def get_requires_for_build_editable(settings=None):
    return []

def build_editable(folder, settings=None, metadata=None):
    name = "iom_desktop-0.1-py3-none-any.whl"
    with zipfile.ZipFile(Path(folder, name), "w") as wheel:
        wheel.writestr("iom_desktop.pth", str(Path.cwd()))
        about = "iom_desktop-0.1.dist-info/"
        wheel.writestr(about + "METADATA", "Metadata-Version: 2.1\\nName: iom-desktop\\nVersion: 0.1\\n")
        wheel.writestr(about + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(about + "RECORD", "")
    return name
'''
SMALL_PROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose lock files hold nothing, so that no package has to be fetched."""
    folder = tmp_path_factory.mktemp("a checkout")  # with a space, as on an officer's machine
    files = {
        "dev.py": (ROOT / "dev.py").read_text(encoding="utf-8"),
        "backend.py": BACKEND,
        "pyproject.toml": SMALL_PROJECT,
        "requirements/run.txt": "# nothing\n",
        "requirements/test.txt": "# nothing\n",
        "iom_desktop/__init__.py": "",
        "iom_desktop/__main__.py": SPEAKER,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


Speak = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def speak(checkout: Path, tmp_path: Path) -> Speak:
    """Run ``dev.py run`` with arguments, from another folder, with something to read."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(checkout / "dev.py"), "run", *arguments]
        return subprocess.run(
            command,
            cwd=tmp_path,
            input="typed in",
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return call


def test_program_gets_arguments_input_and_folder_and_gives_its_exit_code(
    speak: Speak, checkout: Path, tmp_path: Path
) -> None:
    done = speak("list", "--store", "a folder", "--json")
    assert done.returncode == 7, done.stderr
    assert json.loads(done.stdout) == {
        "args": ["list", "--store", "a folder", "--json"],
        "input": "typed in",
        "cwd": str(tmp_path),
        "prefix": str(checkout / ".venv"),
    }


@pytest.mark.proof
def test_environment_is_made_once_repaired_and_made_again(speak: Speak, checkout: Path) -> None:
    speak("list")
    assert speak("list").stderr == ""
    left_over = checkout / ".venv" / "left_over"
    left_over.touch()

    lock = checkout / "requirements" / "run.txt"
    lock.write_text(lock.read_text(encoding="utf-8") + "# a new version\n", encoding="utf-8")
    remade = speak("list")
    assert "making an environment" in remade.stderr
    assert remade.returncode == 7
    assert not left_over.exists()

    # As an interrupted set-up leaves it: no stamp, and half of the programs.
    (checkout / ".venv" / "iom-desktop.json").unlink()
    shutil.rmtree(dev_programs(checkout))
    repaired = speak("list")
    assert "making an environment" in repaired.stderr
    assert repaired.returncode == 7
    assert speak("list").stderr == ""


def dev_programs(checkout: Path) -> Path:
    """The folder of the environment's programs."""
    return checkout / ".venv" / ("Scripts" if sys.platform == "win32" else "bin")


def test_a_lock_that_cannot_be_installed_ends_in_a_sentence(tmp_path: Path, checkout: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns(".venv*", "__pycache__"))
    (copy / "requirements" / "run.txt").write_text(
        f"no-such-1.0-py3-none-any.whl --hash=sha256:{0:064}\n", encoding="utf-8"
    )
    command = [sys.executable, str(copy / "dev.py"), "run", "list"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith("dev.py: the packages could not be installed")
    assert not (copy / ".venv" / "iom-desktop.json").exists()


# --- run with no display, test -----------------------------------------------------------------------------


@linux
@pytest.mark.parametrize(
    ("variable", "there"),
    [("DISPLAY", True), ("WAYLAND_DISPLAY", True), ("QT_QPA_PLATFORM", True), (None, False)],
)
def test_a_display_is_known_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str | None, there: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, "1")
    assert dev.has_display() is there
    assert (dev.program_surroundings().get("QT_QPA_PLATFORM") == "offscreen") is not there


@linux
def test_with_no_display_the_main_job_is_done_and_the_pdf_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stores: set[Path] = set()

    def program(python: Path, arguments: list[str]) -> str:
        stores.add(Path(arguments[arguments.index("--store") + 1]))
        secret = Path(arguments[arguments.index("--passphrase-file") + 1])
        assert len(secret.read_text(encoding="utf-8")) >= 12
        assert secret.stat().st_mode & 0o077 == 0
        if arguments[0] == "plan":
            assert arguments[1] == "X000002"
            Path(arguments[arguments.index("--pdf") + 1]).write_bytes(b"%PDF")
        caseload = [{"crn": "X000001", "clear_plan": False}, {"crn": "X000002", "clear_plan": True}]
        return json.dumps(caseload) if arguments[0] == "list" else ""

    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "environment", lambda kind: Path(sys.executable))
    monkeypatch.setattr(dev, "program", program)
    assert dev.main(["run"]) == 0
    said = capfd.readouterr()
    assert said.out == ""
    assert f"the plan is in {tmp_path / 'out' / 'demo_plan.pdf'}" in said.err
    assert (tmp_path / "out" / "demo_plan.pdf").exists()
    assert len(stores) == 1
    assert not stores.pop().parent.exists()


@pytest.mark.parametrize("failing", [None, 0, 1, 2, 3])
def test_checks_run_in_order_and_stop_at_the_first_that_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], failing: int | None
) -> None:
    ran: list[str] = []

    def check(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(" ".join(command[2:]))
        return subprocess.CompletedProcess(command, 1 if len(ran) - 1 == failing else 0)

    monkeypatch.setattr(dev, "check_machine", lambda needs, may_install: None)
    monkeypatch.setattr(dev, "environment", lambda kind, may_install: Path(sys.executable))
    monkeypatch.setattr(subprocess, "run", check)
    code = dev.main(["test", "-k", "plan"])
    every = ["ruff check .", "ruff format --check .", "mypy", "pytest -n 2 -m not proof -k plan"]
    names = ["ruff check", "ruff format", "mypy", "pytest"]
    said = capfd.readouterr().err.splitlines()[-1]
    if failing is None:
        assert (code, ran, said) == (0, every, "dev.py: everything passed: ruff, mypy and pytest")
    else:
        assert (code, ran) == (1, every[: failing + 1])
        assert said == f"dev.py: stopped: {names[failing]} did not pass (exit code 1)"


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["--help"], 0), (["walk"], 2)])
def test_what_it_can_do_is_told(capfd: pytest.CaptureFixture[str], arguments: list[str], code: int) -> None:
    assert dev.main(arguments) == code
    said = capfd.readouterr()
    assert said.out == ""
    assert "python3 dev.py test" in said.err


def test_ci_runs_what_a_developer_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines()[-1] == "exec python3 dev.py test"
