"""Run, test and build IOM Desktop from a checkout, with nothing installed but Python.

    python3 dev.py run                 open the program; with no display, do the main job on the demo caseload
    python3 dev.py run ARGS            the program's command line: python3 dev.py run list --store DIR --json
    python3 dev.py test [PYTEST ARGS]  everything that must pass before a change lands
    python3 dev.py prove [PYTEST ARGS] the slow proofs that `test` leaves out
    python3 dev.py build               the packaged program, in dist/, which then tests itself
    python3 dev.py lock                write requirements/ again from pyproject.toml (needs uv)

Each makes the environment it needs in .venv, from the hash-locked files in requirements/, and makes it again
when those change. What this script itself has to say goes to standard error; standard output is the program's
own. It is written as for Python 3.7, so that an older Python gets a sentence and no traceback.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, NoReturn, Optional, Sequence, Tuple

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "iom-desktop.json"
OLDEST, NEWEST = (3, 11), (3, 13)


class Stop(Exception):
    """A sentence for whoever ran the command; exit code 2."""


def say(sentence: str) -> None:
    """Tell the person at the terminal, and leave standard output to the program."""
    print(f"dev.py: {sentence}", file=sys.stderr, flush=True)


# --- What the machine must have ----------------------------------------------------------------------------


class Need(NamedTuple):
    """A library by its file name, or a program by its command, and the packages that bring it."""

    name: str
    debian: str
    fedora: str

    def is_here(self) -> bool:
        """Whether the loader finds the library, or the shell the program."""
        if ".so." not in self.name:
            return shutil.which(self.name) is not None
        try:
            ctypes.CDLL(self.name)
        except OSError:
            return False
        return True


# What the Qt libraries from PyPI do not bring with them, read off them with objdump; a test reads it again.
QT = (
    Need("libEGL.so.1", "libegl1", "libglvnd-egl"),
    Need("libGL.so.1", "libgl1", "libglvnd-glx"),
    Need("libX11.so.6", "libx11-6", "libX11"),
    Need("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    Need("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    Need("libfreetype.so.6", "libfreetype6", "freetype"),
    Need("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    Need("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    Need("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
    Need("libgssapi_krb5.so.2", "libgssapi-krb5-2", "krb5-libs"),
    Need("libbrotlidec.so.1", "libbrotli1", "libbrotli"),
    Need("libbrotlicommon.so.1", "libbrotli1", "libbrotli"),
    Need("libzstd.so.1", "libzstd1", "libzstd"),
    Need("libz.so.1", "zlib1g", "zlib"),
)
X11 = (
    Need("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
    Need("libxcb.so.1", "libxcb1", "libxcb"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    Need("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    Need("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    Need("libxcb-render.so.0", "libxcb-render0", "libxcb"),
    Need("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    Need("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    Need("libxcb-shm.so.0", "libxcb-shm0", "libxcb"),
    Need("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
    Need("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
)
WAYLAND = (
    Need("libwayland-client.so.0", "libwayland-client0", "libwayland-client"),
    Need("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor"),
)
# The tests read the PDFs back as a person would see them, and what the Qt libraries ask for.
PDF_READERS = (
    Need("pdftotext", "poppler-utils", "poppler-utils"),
    Need("pdftoppm", "poppler-utils", "poppler-utils"),
    Need("pdfinfo", "poppler-utils", "poppler-utils"),
)
BUILD_TOOLS = (Need("objdump", "binutils", "binutils"),)


def check_python(version: Tuple[int, int], where: str) -> None:
    """Refuse a Python that the locked packages are not made for."""
    if not OLDEST <= version <= NEWEST:
        raise Stop(
            f"IOM Desktop needs Python 3.11, 3.12 or 3.13, and this is {version[0]}.{version[1]} ({where}): "
            "start dev.py with one of those."
        )


def check_machine(needs: Sequence[Need], may_install: bool = False) -> None:
    """Name each thing that is missing and the package that brings it; install them where that is welcome."""
    if not sys.platform.startswith("linux"):
        return
    missing = [need for need in needs if not need.is_here()]
    if missing and may_install and os.geteuid() == 0 and shutil.which("apt-get"):
        apt_install(sorted({need.debian for need in missing}))
        missing = [need for need in missing if not need.is_here()]
    if missing:
        raise Stop(what_is_missing(missing))


def what_is_missing(missing: Sequence[Need]) -> str:
    """One sentence with every missing name, its package, and the command that installs them all."""
    fedora = shutil.which("dnf") is not None
    named = [f"{need.name} (package {need.fedora if fedora else need.debian})" for need in missing]
    packages = sorted({need.fedora if fedora else need.debian for need in missing})
    command = "sudo dnf install" if fedora else "sudo apt-get install"
    return f"this machine lacks {', '.join(named)}: {command} {' '.join(packages)}"


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages, as root; whether it helped is for the caller to look at."""
    say(f"installing {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=sys.stderr, check=False)  # noqa: S607


def check_venv_module(may_install: bool = False) -> None:
    """Debian keeps the half of ``venv`` that installs pip in a package of its own."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if may_install and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        apt_install([package])
        importlib.invalidate_caches()
        if importlib.util.find_spec("ensurepip") is not None:
            return
    raise Stop(
        f"this Python lacks ensurepip, and so cannot make an environment: install the package {package}."
    )


# --- The environment ---------------------------------------------------------------------------------------


def venv_program(name: str) -> Path:
    """A program of the environment."""
    return VENV / "Scripts" / f"{name}.exe" if sys.platform == "win32" else VENV / "bin" / name


def fingerprint(path: Path) -> str:
    """What a file holds, in short; line ends as git may have changed them do not count."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def lock_file(kind: str) -> Path:
    """The hash-locked packages for ``run``, or for ``test``, which holds all of ``run`` too."""
    return ROOT / "requirements" / f"{kind}.txt"


def read_stamp() -> Dict[str, Optional[str]]:
    """What the environment was last made from; nothing when it is not there or was not finished."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(stamp: Dict[str, Optional[str]]) -> None:
    """Written last, in one step: an environment without it was not finished."""
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    unfinished.replace(STAMP)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started at once do not both make the environment: the second waits for the first."""
    with (ROOT / ".venv.lock").open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                file.seek(0)
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:
                    continue  # it gives up after ten seconds; an install may take longer
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def environment(kind: str, may_install: bool = False) -> Path:
    """The environment's Python, with the packages of ``requirements/KIND.txt`` and this checkout in it."""
    with one_at_a_time():
        made_for = f"{sys.version} {sys.base_prefix} {ROOT}"
        locks = {"run": fingerprint(lock_file("run")), "test": fingerprint(lock_file("test"))}
        project = fingerprint(ROOT / "pyproject.toml")
        stamp = read_stamp()
        stale = stamp.get("made_for") != made_for or stamp.get("run") != locks["run"]
        stale = stale or stamp.get(kind) not in (None, locks[kind]) or not venv_program("python").exists()
        if stale:
            check_venv_module(may_install)
            make_venv()
            stamp = {}
        if stamp.get(kind) != locks[kind]:
            STAMP.unlink(missing_ok=True)
            say(f"installing the packages of requirements/{kind}.txt (a minute or two)")
            pip("--require-hashes", "-r", str(lock_file(kind)))
        if stamp.get("project") != project:
            pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
        done = {"test": stamp.get("test"), "run": locks["run"], "made_for": made_for, "project": project}
        done[kind] = locks[kind]
        if done != stamp:
            write_stamp(done)
    return venv_program("python")


def make_venv() -> None:
    """An empty environment, whatever was there before."""
    say(f"making an environment in {VENV}")
    if VENV.is_symlink():
        VENV.unlink()
    # When .venv is active, sys.executable lies in what is about to be removed.
    python = getattr(sys, "_base_executable", sys.executable)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [python, "-m", "venv", "--clear", str(VENV)], env=plain_surroundings(), stdout=sys.stderr, check=False
    )
    if made.returncode:
        raise Stop(f"no environment could be made in {VENV}: see above for what Python said.")


def pip(*arguments: str) -> None:
    """Install into the environment."""
    command = [str(venv_program("python")), "-m", "pip", "install", "-qq", *arguments]
    surroundings = {
        **plain_surroundings(),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_USER": "0",
    }
    if subprocess.run(command, env=surroundings, stdout=sys.stderr, check=False).returncode:
        raise Stop(
            "the packages could not be installed: see above for what pip said, and run the command again."
        )


def plain_surroundings() -> Dict[str, str]:
    """The variables of this process, less those by which another Python's packages would get in."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}


# --- run ---------------------------------------------------------------------------------------------------

# The commands that draw, and so need Qt's libraries though they open no window.
DRAWING = ("gallery", "self-test", "bench")


def has_display() -> bool:
    """Whether a window can be opened, or whoever started this has said where to draw."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def program_surroundings() -> Dict[str, str]:
    """The program's variables: with no display, what is drawn is drawn in memory."""
    surroundings = plain_surroundings()
    if not has_display():
        surroundings["QT_QPA_PLATFORM"] = "offscreen"
    return surroundings


def run(arguments: List[str]) -> int:
    """Open the program, pass on a command line, or with no display do the main job."""
    if not arguments and has_display():
        check_machine(QT + screen_needs())
    elif arguments[:1] and arguments[0] in DRAWING:
        check_machine(QT)
    python = environment("run")
    if arguments or has_display():
        hand_over([str(python), "-P", "-m", "iom_desktop", *arguments])
    return main_job(python)


def screen_needs() -> Tuple[Need, ...]:
    """The libraries by which Qt reaches the kind of screen there is."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return ()
    return WAYLAND if os.environ.get("WAYLAND_DISPLAY") else X11


def hand_over(command: List[str]) -> NoReturn:
    """Become the program: its input, output, signals and exit code are the caller's own."""
    if sys.platform == "win32":  # where exec returns to the shell at once
        sys.exit(subprocess.run(command, env=program_surroundings(), check=False).returncode)
    os.execve(command[0], command, program_surroundings())  # noqa: S606


def main_job(python: Path) -> int:
    """On the demo caseload: make a store, list it, and print one person's plan to out/."""
    pdf = ROOT / "out" / "demo_plan.pdf"
    pdf.parent.mkdir(exist_ok=True)
    say("there is no display: doing the main job on the demo caseload instead")
    with tempfile.TemporaryDirectory(prefix="iom-desktop-demo-") as folder:
        passphrase = Path(folder, "passphrase")
        passphrase.touch(mode=0o600)
        passphrase.write_text(secrets.token_urlsafe(24), encoding="ascii")
        where = ["--store", str(Path(folder, "store")), "--passphrase-file", str(passphrase)]
        program(python, ["demo", *where, "--people", "268", "--seed", "1"])
        people = json.loads(program(python, ["list", *where, "--json"]))
        person = next((one for one in people if one["clear_plan"]), people[0])
        say(f"the caseload holds {len(people)} people; printing the plan of {person['crn']}")
        program(python, ["plan", person["crn"], *where, "--pdf", str(pdf)])
    say(f"the plan is in {pdf}")
    return 0


def program(python: Path, arguments: List[str]) -> str:
    """One command of the program; returns what it wrote to standard output."""
    command = [str(python), "-P", "-m", "iom_desktop", *arguments]
    done = subprocess.run(
        command, env=program_surroundings(), stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if done.returncode:
        raise Stop(f"the program stopped at '{arguments[0]}', with exit code {done.returncode}.")
    return done.stdout


# --- test, prove, build, lock -------------------------------------------------------------------------------------


def test(arguments: List[str]) -> int:
    """Everything that must pass, the quickest first; stops at the first that does not."""
    check_machine(QT + PDF_READERS + BUILD_TOOLS, may_install=True)
    python = str(environment("test", may_install=True))
    checks = [
        ("ruff check", [python, "-m", "ruff", "check", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("mypy", [python, "-m", "mypy"]),
        ("pytest", [python, "-m", "pytest", "-n", "2", "-m", "not proof", *arguments]),
    ]
    surroundings = {**plain_surroundings(), "QT_QPA_PLATFORM": "offscreen"}
    for name, command in checks:
        say(name)
        code = subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode
        if code:
            say(f"stopped: {name} did not pass (exit code {code})")
            return code
    say("everything passed: ruff, mypy and pytest")
    return 0


def prove(arguments: List[str]) -> int:
    """The tests marked as slow proofs."""
    check_machine(QT + PDF_READERS + BUILD_TOOLS, may_install=True)
    python = str(environment("test", may_install=True))
    surroundings = {**plain_surroundings(), "QT_QPA_PLATFORM": "offscreen"}
    command = [python, "-m", "pytest", "-n", "2", "-m", "proof", *arguments]
    return subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode


def build(arguments: List[str]) -> int:
    """Package the program, then have the packaged program test itself."""
    check_machine(QT + X11 + WAYLAND + BUILD_TOOLS, may_install=True)
    python = str(environment("test", may_install=True))
    command = [python, "-m", "PyInstaller", "--noconfirm", "--clean", *arguments, "build.spec"]
    if subprocess.run(command, cwd=ROOT, env=plain_surroundings(), check=False).returncode:
        raise Stop("PyInstaller did not finish: see above for what it said.")
    packaged = (
        ROOT / "dist" / "iom-desktop" / ("iom-desktop.exe" if sys.platform == "win32" else "iom-desktop")
    )
    say(f"built {packaged}; it tests itself now")
    return subprocess.run([str(packaged), "self-test"], env=program_surroundings(), check=False).returncode


def lock(arguments: List[str]) -> int:
    """Pin the newest versions that pyproject.toml allows, for every platform and Python it names."""
    uv = shutil.which("uv")
    if uv is None:
        raise Stop("writing the lock files needs uv: install it with 'pip install uv'.")
    compiling = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
    ]
    compiling += [
        "--no-emit-index-url",
        "--no-emit-find-links",
        "pyproject.toml",
        "--extra",
        "setup",
        *arguments,
    ]
    surroundings = {**plain_surroundings(), "UV_CUSTOM_COMPILE_COMMAND": "python3 dev.py lock"}
    for more in (
        ["-o", "requirements/run.txt"],
        ["--extra", "test", "-c", "requirements/run.txt", "-o", "requirements/test.txt"],
    ):
        if subprocess.run([*compiling, *more], cwd=ROOT, env=surroundings, check=False).returncode:
            raise Stop("the lock files were not written: see above for what uv said.")
    return 0


COMMANDS = {"run": run, "test": test, "prove": prove, "build": build, "lock": lock}


def main(arguments: List[str]) -> int:
    """Do what is asked; exit code 2 and one sentence where that cannot be done."""
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        check_python(sys.version_info[:2], sys.executable)
        return COMMANDS[arguments[0]](arguments[1:])
    except Stop as problem:
        say(str(problem))
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
