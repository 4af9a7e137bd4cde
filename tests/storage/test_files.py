"""Whole-file writes, the lock between programs, and what kind of disk a folder lies on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from iom_desktop.errors import StoreBusy, UserError
from iom_desktop.storage import files
from tests.storage.conftest import fill

# --- Writing ---------------------------------------------------------------------------------------------


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "case.keys"
    for data in (b"one", b"", b"three" * 100_000):
        files.write_atomically(path, data)
        assert path.read_bytes() == data
    assert [found.name for found in tmp_path.iterdir()] == ["case.keys"]


def test_the_previous_file_is_kept_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "case.keys"
    for data in (b"one", b"two", b"three"):
        files.write_atomically(path, data, keep_previous=True)
    assert path.read_bytes() == b"three"
    assert files.previous_of(path).read_bytes() == b"two"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions elsewhere")
def test_only_this_user_may_read_it(tmp_path: Path) -> None:
    files.write_atomically(tmp_path / "f", b"x")
    files.make_folder(tmp_path / "made")
    assert (tmp_path / "f").stat().st_mode & 0o077 == 0
    assert (tmp_path / "made").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EDQUOT, "The disk is full"),
        (errno.EROFS, "only be read"),
        (errno.EACCES, "may not write"),
        (errno.EIO, "reports a fault"),
        (errno.ENOTDIR, "no longer there"),
        (errno.EMFILE, "could not be used"),
    ],
)
@pytest.mark.parametrize("call", ["write", "fsync", "open"])
def test_a_failing_disk_leaves_the_old_file_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str, call: str
) -> None:
    path = tmp_path / "case.head"
    files.write_atomically(path, b"old")

    def fail(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(UserError, match=said) as told:
        files.write_atomically(path, b"new")
    monkeypatch.undo()
    assert str(tmp_path) in told.value.message
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["case.head"]


def test_a_write_that_takes_only_part_is_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data)[:7]))
    files.write_atomically(tmp_path / "f", b"seven at a time, to the end")
    assert (tmp_path / "f").read_bytes() == b"seven at a time, to the end"


def test_a_full_disk_leaves_the_old_file(tiny_disk: Path) -> None:
    path = tiny_disk / "case.keys"
    files.write_atomically(path, b"old")
    fill(tiny_disk)
    with pytest.raises(UserError, match="The disk is full"):
        files.write_atomically(path, b"new" * 10_000)
    assert path.read_bytes() == b"old"
    assert sorted(found.name for found in tiny_disk.iterdir()) == ["case.keys", "filler"]


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no longer there"):
        files.write_atomically(tmp_path / "gone" / "f", b"x")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError):
        files.make_folder(tmp_path / "file")


def test_what_a_stopped_program_left_is_cleared_in_time(tmp_path: Path) -> None:
    old, young, other = tmp_path / ".a.1.new", tmp_path / ".b.2.new", tmp_path / "c.new"
    for path in (old, young, other):
        path.write_bytes(b"")
    long_ago = time.time() - 2 * files.STALE_AFTER
    for path in (old, other):
        os.utime(path, (long_ago, long_ago))
    files.clear_unfinished(tmp_path)
    assert sorted(tmp_path.iterdir()) == [young, other]
    files.clear_unfinished(tmp_path / "gone")


# --- The lock --------------------------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from iom_desktop.storage import files
with files.locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_program_waits_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "case.lock"
    root = Path(files.__file__).parents[2]
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(StoreBusy, match="busy"), files.locked(path, wait=0.05):
            pass
        holder.kill()
    with files.locked(path, wait=2):
        pass


def test_threads_take_turns(tmp_path: Path) -> None:
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            with files.locked(tmp_path / "case.lock"):
                inside += 1
                most = max(most, inside)
                time.sleep(0)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_lock_is_let_go_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), files.locked(tmp_path / "case.lock"):
        raise KeyError
    with files.locked(tmp_path / "case.lock", wait=0):
        pass


# --- What kind of disk -----------------------------------------------------------------------------------

MOUNTS = """\
/dev/sda2 / ext4 rw,relatime 0 0
fileserver:/team /mnt/team nfs4 rw,vers=4.2 0 0
//server/share /mnt/my\\040share cifs rw 0 0
/dev/sdb1 /mnt/team/stick vfat rw 0 0
me@host:/ /home/me/remote fuse.sshfs rw 0 0
/dev/sdc1 /home/me/ntfs fuseblk rw 0 0
portal /run/user/1000/doc fuse.portal rw 0 0
C:\\134 /mnt/c 9p rw 0 0
/dev/sdd1 /over ext4 rw 0 0
host:/x /over nfs rw 0 0
a broken
"""


@pytest.mark.skipif(sys.platform == "win32", reason="paths of Linux")
@pytest.mark.parametrize(
    ("folder", "source", "kind", "network"),
    [
        ("/home/me/store", "/dev/sda2", "ext4", False),
        ("/", "/dev/sda2", "ext4", False),
        ("/mnt/team/store", "fileserver:/team", "nfs4", True),
        ("/mnt/teamwork", "/dev/sda2", "ext4", False),
        ("/mnt/my share/a/b", "//server/share", "cifs", True),
        ("/mnt/team/stick/store", "/dev/sdb1", "vfat", False),
        ("/home/me/remote", "me@host:/", "fuse.sshfs", True),
        ("/home/me/ntfs", "/dev/sdc1", "fuseblk", False),
        ("/run/user/1000/doc/x", "portal", "fuse.portal", False),
        ("/mnt/c/Users", "C:\\", "9p", True),
        ("/over/x", "host:/x", "nfs", True),
    ],
)
def test_the_mount_a_folder_lies_on(folder: str, source: str, kind: str, network: bool) -> None:
    assert files.mount_of(Path(folder), MOUNTS) == (source, kind)
    assert files.is_network_type(kind) is network


def test_a_network_drive_is_refused_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_disk_of", lambda _folder: None)
    with pytest.raises(UserError, match=r"network drive.*may lose a change") as told:
        files.check_folder_usable(tmp_path)
    assert told.value.field == "folder"


def test_a_folder_to_be_made_is_judged_by_where_it_will_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def judge(folder: Path) -> files.Disk:
        asked.append(folder)
        return files.Disk.REMOVABLE

    monkeypatch.setattr(files, "_disk_of", judge)
    assert files.check_folder_usable(tmp_path / "not" / "yet") is files.Disk.REMOVABLE
    assert asked == [tmp_path.resolve()]


def test_this_machines_own_disk_is_usable(tmp_path: Path) -> None:
    assert files.check_folder_usable(tmp_path) in set(files.Disk)


@pytest.mark.skipif(sys.platform != "linux", reason="devices of Linux")
@pytest.mark.parametrize(
    ("device", "flags", "removable"),
    [
        ("pci0/sda/sda1", {"pci0/sda/removable": "0\n"}, False),
        ("pci0/sda/sda1", {"pci0/sda/removable": "1\n"}, True),
        ("pci0/usb1/1-2/sdb/sdb1", {"pci0/usb1/1-2/sdb/removable": "0\n"}, True),
        ("mmc0/mmcblk0/p1", {"mmc0/mmcblk0/device/type": "SD\n"}, True),
        ("mmc0/mmcblk0/p1", {"mmc0/mmcblk0/device/type": "MMC\n"}, False),
    ],
)
def test_what_can_be_taken_out(tmp_path: Path, device: str, flags: dict[str, str], removable: bool) -> None:
    (tmp_path / device).mkdir(parents=True)
    for name, text in flags.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="ascii")
    assert files._device_can_be_taken_out(tmp_path / device) is removable
    mapped = tmp_path / "virtual" / "dm-0" / "slaves"
    mapped.mkdir(parents=True)
    (mapped / "part").symlink_to(tmp_path / device)
    assert files._device_can_be_taken_out(mapped.parent) is removable
