"""Writing the store's files whole or not at all, and asking what kind of disk they lie on."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from enum import Enum
from pathlib import Path

from iom_desktop.errors import StoreBusy, UserError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

#: Held by whoever changes keys, head or the count of wrong passphrases; its contents mean nothing.
LOCK_FILE = "case.lock"
#: A file half written when the program was stopped is cleared away after this many seconds.
STALE_AFTER = 3600
_UNFINISHED = ".new"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM}
#: What Linux calls disks that are not this machine's own, or that cannot share memory between programs.
_NETWORK_TYPES = {
    "9p", "afs", "afpfs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "gpfs", "lustre", "ncpfs",
    "nfs", "nfs4", "pvfs2", "smb", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs",
}  # fmt: skip
_NETWORK_FUSE = {
    "ceph", "curlftpfs", "davfs", "davfs2", "glusterfs", "gvfsd-fuse", "onedriver", "rclone", "s3fs",
    "smbnetfs", "sshfs", "vmhgfs-fuse", "google-drive-ocamlfuse",
}  # fmt: skip


class Disk(Enum):
    """What a store's folder lies on. On a removable disk the database gives up sharing for safety."""

    FIXED = "fixed"
    REMOVABLE = "removable"


# --- Writing -------------------------------------------------------------------------------------------


def write_atomically(
    path: Path, data: bytes, keep_previous: bool = False, *, sync_folder: bool = True
) -> None:
    """Put ``data`` at ``path`` so that a reader, or a power cut, finds the old file or the new one whole.

    ``keep_previous`` leaves the old bytes beside it as ``<name>.previous``. Without ``sync_folder`` a power
    cut may bring the old file back (never a broken one), and the write costs a quarter less. Raises
    ``UserError`` when the disk is full, read-only or failing; the old file is then untouched.
    """
    try:
        if keep_previous and path.exists():
            write_atomically(previous_of(path), path.read_bytes())
        _write(path, data, sync_folder)
    except OSError as failure:
        raise disk_error(failure, path) from None


def write_whole(path: Path, data: bytes, named: Callable[[Path], AbstractContextManager[object]]) -> None:
    """As ``write_atomically``, for a file outside the store that a kill must not leave half of lying about.

    A new file is written without a name and given one when it is whole, where the system can. Elsewhere, and
    where an older file is replaced, it is written beside its place within ``named(part)``. Raises ``UserError``.
    """
    if _write_nameless(path, data):
        return
    part = _part_of(path)
    with named(part):
        try:
            _write(path, data, sync_folder_too=True, part=part)
        except OSError as failure:
            raise disk_error(failure, path) from None


def _write_nameless(path: Path, data: bytes) -> bool:
    """Write a new file that has no name until it is whole; False where that cannot be done here."""
    if not hasattr(os, "O_TMPFILE") or path.is_symlink() or path.exists():
        return False
    with contextlib.ExitStack() as opened:
        try:
            folder = os.open(path.parent, os.O_RDONLY)
            opened.callback(os.close, folder)
            handle = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o600)
            opened.callback(os.close, handle)
            _write_all(handle, data)
            sync(handle)
            # As open(2) has it; Python follows the link only where a folder is given. A file that came between
            # is left alone.
            os.link(f"/proc/self/fd/{handle}", path.name, dst_dir_fd=folder, follow_symlinks=True)
        except OSError:
            return False  # a file system without such files, or a folder that will not do: writing says which
    with contextlib.suppress(OSError):
        sync_folder(path.parent)
    return True


def previous_of(path: Path) -> Path:
    """Where ``write_atomically`` keeps the bytes that ``path`` held before."""
    return path.with_name(f"{path.name}.previous")


def _part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}{_UNFINISHED}")


def _write(path: Path, data: bytes, sync_folder_too: bool, part: Path | None = None) -> None:
    unfinished = part or _part_of(path)
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            _write_all(handle, data)
            sync(handle)
        finally:
            os.close(handle)
        _replace(unfinished, path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    if sync_folder_too:
        sync_folder(path.parent)


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _replace(source: Path, target: Path) -> None:
    """Rename over ``target``. On Windows a virus scanner or a reader may hold the file for a moment."""
    tries = 20 if sys.platform == "win32" else 1
    for left in reversed(range(tries)):
        try:
            source.replace(target)
            return
        except PermissionError:
            if not left:
                raise
            time.sleep(0.02)


def sync(handle: int) -> None:
    """Wait until what was written to ``handle`` is on the disk, not only in the disk's own memory."""
    if sys.platform == "darwin":
        with contextlib.suppress(OSError):
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def sync_file(path: Path) -> None:
    """``sync`` for a file that something else wrote."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        sync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the names in ``folder`` are on the disk. Windows has no such call and needs none."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as failure:
            # Some file systems of USB sticks cannot do this, and say so.
            if failure.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(handle)


def make_folder(folder: Path) -> None:
    """Make ``folder``, for this user alone, if it is not there. Raises ``UserError``."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as failure:
        raise disk_error(failure, folder) from None


def clear_unfinished(folder: Path) -> None:
    """Remove what ``write_atomically`` left in ``folder`` when the program was stopped half-way."""
    for path in folder.glob(f".*{_UNFINISHED}"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_AFTER:
                path.unlink()


def disk_error(failure: OSError, path: Path) -> UserError:
    """The sentence for a file that could not be written or read: what is wrong, and in which folder."""
    folder = path if path.is_dir() else path.parent
    if failure.errno in _NO_ROOM:
        return UserError(
            f"The disk is full: there is no room left in {folder}. Make room there and try again."
        )
    if failure.errno == errno.EROFS:
        return UserError(f"The disk that holds {folder} can only be read, not written to.")
    if failure.errno in _NOT_ALLOWED:
        return UserError(f"This user account may not write to {folder}.")
    if failure.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO):
        return UserError(f"The folder {folder} is no longer there; was a disk taken out?")
    if failure.errno == errno.EIO:
        return UserError(f"The disk that holds {folder} reports a fault. Make a backup to another disk now.")
    reason = os.strerror(failure.errno) if failure.errno else "unknown reason"
    return UserError(f"A file in {folder} could not be used: {reason}.")


# --- One program at a time -----------------------------------------------------------------------------


@contextlib.contextmanager
def locked(path: Path, *, wait: float = 5.0) -> Iterator[None]:
    """Hold ``path`` as a lock against other programs and threads; the system lets go if this program dies.

    Raises ``StoreBusy`` after ``wait`` seconds, and ``UserError`` where the file cannot be made.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as failure:
        raise disk_error(failure, path) from None
    try:
        _take(handle, path, time.monotonic() + wait)
        try:
            yield
        finally:
            _let_go(handle)
    finally:
        os.close(handle)


def _take(handle: int, path: Path, until: float) -> None:
    while not _try_to_take(handle):
        if time.monotonic() >= until:
            raise StoreBusy(
                f"Another program is busy with the store in {path.parent}. Try again in a moment."
            )
        time.sleep(0.005)


if sys.platform == "win32":

    def _try_to_take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _let_go(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:

    def _try_to_take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


# --- What kind of disk ---------------------------------------------------------------------------------


def check_folder_usable(folder: Path) -> Disk:
    """What ``folder`` lies on; it need not exist yet. Raises ``UserError`` for a network drive.

    A network drive promises neither that a write is on the disk nor that a lock holds, and the database needs
    both. Where the system does not say, the disk counts as fixed.
    """
    disk = _disk_of(_nearest_existing(folder))
    if disk is None:
        raise UserError(
            f"{folder} is on a network drive or a shared folder. Case records can be damaged there, because "
            "such a drive may lose a change after saying it was saved. Choose a folder on this computer.",
            "folder",
        )
    return disk


def _nearest_existing(folder: Path) -> Path:
    resolved = folder.resolve()
    for candidate in (resolved, *resolved.parents):
        if candidate.exists():
            return candidate
    return resolved


def mount_of(folder: Path, mounts: str) -> tuple[str, str]:
    """Device and file system type that ``folder`` lies on, by a table like ``/proc/self/mounts``."""
    best: tuple[int, str, str] = (-1, "", "")
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescape(fields[1]))
        if folder.is_relative_to(point) and len(point.parts) >= best[0]:
            # Of two mounts on one folder the later hides the earlier.
            best = (len(point.parts), _unescape(fields[0]), fields[2])
    return best[1], best[2]


def _unescape(text: str) -> str:
    for escaped, plain in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(escaped, plain)
    return text


def is_network_type(kind: str) -> bool:
    """Whether Linux calls a network drive, or a virtual machine's shared folder, by this name."""
    return kind in _NETWORK_TYPES or (
        kind.startswith("fuse.") and kind.removeprefix("fuse.") in _NETWORK_FUSE
    )


def _device_can_be_taken_out(device: Path) -> bool:
    if "/usb" in str(device):
        return True
    for part in (device, device.parent):  # of a partition, it is the whole disk above it that knows
        if _says(part / "removable") == "1" or _says(part / "device" / "type") == "SD":
            return True
    slaves = device / "slaves"  # an encrypted volume stands on another device
    return slaves.is_dir() and any(_device_can_be_taken_out(part.resolve()) for part in slaves.iterdir())


def _says(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


if sys.platform == "win32":

    def _disk_of(folder: Path) -> Disk | None:
        """Nothing stands for a network drive."""
        import ctypes

        removable, remote = 2, 4  # DRIVE_REMOVABLE, DRIVE_REMOTE of GetDriveTypeW
        kind = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)
        if kind == remote or (folder.anchor.startswith("\\\\") and not folder.anchor.startswith("\\\\?\\")):
            return None
        return Disk.REMOVABLE if kind == removable else Disk.FIXED

elif sys.platform == "darwin":

    def _disk_of(folder: Path) -> Disk | None:
        """Nothing stands for a network drive."""
        import ctypes

        # struct statfs of <sys/mount.h>: f_flags stands at byte 64; the whole is 2,168 bytes.
        flags_at, size, local, removable = 64, 2168, 0x1000, 0x200  # MNT_LOCAL, MNT_REMOVABLE
        space = ctypes.create_string_buffer(size)
        libc = ctypes.CDLL(None)
        statfs = getattr(libc, "statfs$INODE64", None) or libc.statfs
        if statfs(os.fsencode(folder), space) != 0:
            return Disk.FIXED
        flags = int.from_bytes(space.raw[flags_at : flags_at + 4], sys.byteorder)
        if not flags & local:
            return None
        return Disk.REMOVABLE if flags & removable else Disk.FIXED

else:

    def _disk_of(folder: Path) -> Disk | None:
        """Nothing stands for a network drive."""
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return Disk.FIXED
        source, kind = mount_of(folder, mounts)
        if is_network_type(kind):
            return None
        return Disk.REMOVABLE if _can_be_taken_out(source) else Disk.FIXED

    def _can_be_taken_out(source: str) -> bool:
        """Best effort: a device that says so itself, or that hangs on USB or on a card reader."""
        try:
            number = Path(source).stat().st_rdev
            device = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}").resolve(strict=True)
        except OSError:
            return False
        return _device_can_be_taken_out(device)
