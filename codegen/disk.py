"""The disk: durable writes, locks, the project's cache, and what to say where the disk refuses.

This module knows bytes and paths, nothing of builds; it imports the standard library alone.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from codegen.errors import DiskFault
from codegen.types import Problem, digest_of

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_MENDS = {
    errno.ENOSPC: "Free some space on that disk and run again.",
    errno.EDQUOT: "Free some of your quota and run again.",
    errno.EROFS: "That disk is mounted read-only: choose another folder.",
    errno.EACCES: "Give yourself the right to it and run again.",
    errno.EPERM: "Give yourself the right to it and run again.",
}


def disk_fault(error: OSError, path: Path, mend: str = "") -> DiskFault:
    """The fault that says which path the disk refused and why; ``mend`` follows the usual one."""
    name = error.filename if isinstance(error.filename, str) else path
    usual = _MENDS.get(error.errno or 0, "Look at that path and run again.")
    return DiskFault(
        Problem(f"'{name}' cannot be used: {error.strerror or error}", f"{usual} {mend}".strip())
    )


def write_durably(path: Path, text: str) -> None:
    """Writes a file whole or not at all, and onto the disk itself. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    create_file(temporary, text.encode())
    temporary.replace(path)
    sync_folder(path.parent)


def create_file(path: Path, content: bytes) -> None:
    """Writes a file onto the disk itself; a crash may leave a part of it. Raises OSError."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Brings a folder's entries onto the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def content_of(path: Path) -> bytes | None:
    """A file's bytes; None without a file. Raises OSError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def refuse_read_only(paths: Iterable[Path]) -> None:
    """Raises PermissionError, with the folder, where files at these paths may not be written."""
    for path in paths:
        folder = next(parent for parent in path.parents if parent.exists())
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def remove_empty_folders(root: Path, deleted: Iterable[str]) -> None:
    """Removes the folders below ``root`` that lost their last file with these relative paths."""
    for folder in (parent for path in deleted for parent in (root / path).parents):
        if root in folder.parents:
            with suppress(OSError):  # not empty, or gone already
                folder.rmdir()


# --- The cache -------------------------------------------------------------------------------------


def open_cache(cache: Path) -> None:
    """Makes the project's cache where there is none yet, ignored by git. Raises DiskFault."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        if not (cache / ".gitignore").exists():
            write_durably(cache / ".gitignore", "*\n")
    except OSError as error:
        raise disk_fault(error, cache) from error


def app_key(app_dir: Path) -> str:
    """The name of an app's files in the cache: its folder's name and a digest of its path."""
    resolved = app_dir.resolve()
    return f"{resolved.name}-{digest_of(str(resolved))[:16]}"


# --- Locks -----------------------------------------------------------------------------------------


class Busy(DiskFault):
    """Another process holds the app's lock."""


@contextmanager
def locked(cache: Path, app_dir: Path, app: str) -> Iterator[None]:
    """Holds the app's lock, which ends with the process at the latest.

    Raises Busy at once where another process holds it, and DiskFault where files cannot be locked.
    """
    open_cache(cache)
    path = cache / "locks" / f"{app_key(app_dir)}.lock"
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    except OSError as error:
        raise disk_fault(error, path) from error
    with locked_file(path, app):
        yield


@contextmanager
def locked_file(path: Path, app: str) -> Iterator[None]:
    """Holds the lock that this file is. Raises as ``locked`` does, ``Busy`` where there is no file."""
    if fcntl is None:
        cause = "this platform cannot lock files, so two builds could write one app at once"
        raise DiskFault(Problem(cause, "On Windows, run codegen in WSL."))
    try:
        file = path.open("r+b")  # NFS locks no file that is open to read alone
    except FileNotFoundError as error:  # its owner is just removing it
        raise busy(app) from error
    except OSError as error:
        raise disk_fault(error, path) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise busy(app) from error
        except OSError as error:
            raise disk_fault(error, path) from error
        yield


def busy(app: str) -> Busy:
    """The fault that says who has to wait."""
    return Busy(Problem(f"another codegen is writing {app}", "Wait for it to end."))
