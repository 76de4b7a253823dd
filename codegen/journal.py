"""Writes an app's files as one: all of them or none, whatever crashes in between.

Everything new is staged in ``<app>/.codegen-staged/``, on the app's own file system. Then the journal
is renamed into its place there: that is the commit point. Before it a crash is rolled back by removing
the folder; after it the write is rolled forward, by this process or by ``recover`` in a later one.
A pointer in the project's cache says which apps to look at.

This module knows bytes and paths, nothing of builds; it imports the standard library alone.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path

from codegen.errors import CodegenError, DiskFault, EditConflict
from codegen.types import Digest, Problem, digest_of

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

RECORD_FOLDER = ".codegen"
STAGED_FOLDER = ".codegen-staged"
FILE_LIMIT_BYTES = 1024**2
_JOURNAL = "journal.json"
_LOCK = "lock"

# --- Paths -----------------------------------------------------------------------------------------

_NO_PART = (
    *(RECORD_FOLDER, f"{STAGED_FOLDER}*", ".git", ".venv", "venv", "node_modules", "__pycache__"),
    *(".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".tox", ".nox", "htmlcov"),
    *("*.egg-info", "*.pyc", "*.db", "*.db-*", "*.sqlite*", "*.log", ".coverage*"),
    # Secrets: what takes part is handed to generated code.
    *(".env", ".env.*", ".envrc", "*.pem", "*.key"),
)
_TAKES_NO_PART = re.compile("|".join(translate(pattern) for pattern in _NO_PART))
_UNSAFE_CHARACTER = re.compile("[\x00-\x1f\x7f\\\\\ud800-\udfff]")


def is_safe_path(path: str) -> bool:
    """Whether a path is relative, of forward slashes, free of ``..`` and of no odd characters."""
    parts = path.split("/")
    if _UNSAFE_CHARACTER.search(path) or not {"", ".", ".."}.isdisjoint(parts):
        return False
    # What the common file systems take, less room for ".codegen/base/" and ".txt".
    return len(path.encode()) <= 1000 and all(len(part.encode()) <= 200 for part in parts)


def takes_part(path: str) -> bool:
    """Whether a file at this path of an app's folder takes part in builds.

    Names compare without regard to case, since some file systems do.
    """
    parts = path.casefold().split("/")
    return parts[0] != "instance" and not any(
        part != ".env.example" and _TAKES_NO_PART.match(part) for part in parts
    )


def obstacle(app_dir: Path, path: str) -> str | None:
    """What on disk keeps a text file from being at this path, in words; None where nothing does.

    A symbolic link is an obstacle wherever it points. Raises OSError where the disk cannot be asked.
    """
    parts = path.split("/")
    place = app_dir
    for number, part in enumerate(parts, start=1):
        place = place / part
        try:
            mode = place.lstat().st_mode
        except FileNotFoundError:
            return None
        name = f"'{app_dir.name}/{'/'.join(parts[:number])}'"
        if stat.S_ISLNK(mode):
            return f"{name} is a symbolic link, and codegen writes through none"
        if number < len(parts) and not stat.S_ISDIR(mode):
            return f"{name} is no folder, but '{path}' belongs into it"
        if number == len(parts) and not stat.S_ISREG(mode):
            return f"{name} is no file, but one belongs there"
    return None


def refuse_obstacles(app_dir: Path, paths: tuple[str, ...]) -> None:
    """Raises EditConflict where something is in the way of a path, DiskFault where nobody can tell."""
    try:
        found = dict.fromkeys(filter(None, (obstacle(app_dir, path) for path in paths)))
    except OSError as error:
        raise disk_fault(error, app_dir) from error
    if found:
        raise EditConflict(*(Problem(cause, "Move it away and run again.") for cause in found))


# --- The disk --------------------------------------------------------------------------------------

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
    _create(temporary, text.encode())
    temporary.replace(path)
    sync_folder(path.parent)


def _create(path: Path, content: bytes) -> None:
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


# --- The lock --------------------------------------------------------------------------------------


class _Busy(DiskFault):
    """Another process holds the app's lock."""


@contextmanager
def locked(cache: Path, app_dir: Path, app: str) -> Iterator[None]:
    """Holds the app's lock, which ends with the process at the latest.

    Raises DiskFault at once where another process holds it, and where files cannot be locked.
    """
    open_cache(cache)
    path = cache / "locks" / f"{app_key(app_dir)}.lock"
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    except OSError as error:
        raise disk_fault(error, path) from error
    with _locked_path(path, app):
        yield


@contextmanager
def _locked_path(path: Path, app: str) -> Iterator[None]:
    if fcntl is None:
        cause = "this platform cannot lock files, so two builds could write one app at once"
        raise DiskFault(Problem(cause, "On Windows, run codegen in WSL."))
    try:
        file = path.open("r+b")  # NFS locks no file that is open to read alone
    except FileNotFoundError as error:  # its owner is just removing it
        raise _busy(app) from error
    except OSError as error:
        raise disk_fault(error, path) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(app) from error
        except OSError as error:
            raise disk_fault(error, path) from error
        yield


def _busy(app: str) -> _Busy:
    return _Busy(Problem(f"another codegen is writing {app}", "Wait for it to end."))


# --- The journal -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Write:
    """One file's bytes before and after; None is no file."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class _Step:
    """A Write as the journal keeps it; what comes after is staged under the step's number."""

    number: int
    path: str
    before: Digest | None
    after: Digest | None


def write_all(cache: Path, app_dir: Path, app: str, writes: tuple[Write, ...]) -> None:
    """Brings all these files onto the disk, or none. The caller holds the app's lock.

    Raises EditConflict where a link or a folder is in the way, and DiskFault where a file is no longer
    as it was before, or the disk refuses. The app is then as it was, unless the message says that the
    next command finishes the write.
    """
    refuse_obstacles(app_dir, tuple(write.path for write in writes))
    if not writes:
        return
    _open_staged(cache, app_dir, app)
    # A codegen run from another folder has another cache: it sees this lock alone.
    with _locked_path(app_dir / STAGED_FOLDER / _LOCK, app):
        try:
            _stage(app_dir, writes)
            _refuse_changed(app_dir, app, writes)
            _commit(app_dir, writes)
        except OSError as error:
            raise disk_fault(error, app_dir) from error
        finally:
            if not (app_dir / STAGED_FOLDER / _JOURNAL).exists():
                with suppress(OSError):  # recover comes back to it
                    _roll_back(cache, app_dir)
        _roll_forward(cache, app_dir)


def _open_staged(cache: Path, app_dir: Path, app: str) -> None:
    pointer = {"app": app, "app_dir": str(app_dir), "made": not app_dir.exists()}
    try:
        write_durably(_pointer(cache, app_dir), json.dumps(pointer))
        app_dir.mkdir(parents=True, exist_ok=True)
        (app_dir / STAGED_FOLDER).mkdir()
        (app_dir / STAGED_FOLDER / _LOCK).touch()
    except FileExistsError as error:
        raise _busy(app) from error
    except OSError as error:
        with suppress(OSError):  # recover comes back to it
            _forget(cache, app_dir)
        raise disk_fault(error, app_dir) from error


def _stage(app_dir: Path, writes: tuple[Write, ...]) -> None:
    _refuse_read_only(app_dir, writes)
    staged = app_dir / STAGED_FOLDER
    _create(staged / ".gitignore", b"*\n")
    for number, write in enumerate(writes):
        if write.after is not None:
            _create(staged / str(number), write.after)
            if write.before is not None:
                (staged / str(number)).chmod(stat.S_IMODE((app_dir / write.path).stat().st_mode))
    for folder in (staged, app_dir, app_dir.parent):
        sync_folder(folder)


def _pointer(cache: Path, app_dir: Path) -> Path:
    return cache / "journals" / f"{app_key(app_dir)}.json"


def _refuse_read_only(app_dir: Path, writes: tuple[Write, ...]) -> None:
    """Asks now what would otherwise fail half-way."""
    for write in writes:
        folder = next(f for f in (app_dir / write.path).parents if f.exists())
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def _refuse_changed(app_dir: Path, app: str, writes: tuple[Write, ...]) -> None:
    changed = [write.path for write in writes if _content(app_dir / write.path) != write.before]
    refuse_changes(app, changed)


def refuse_changes(app: str, paths: list[str]) -> None:
    """Raises DiskFault where there are paths that changed during a build."""
    if paths:
        mend = "Nothing was written; run the build again."
        causes = (f"'{app}/{path}' changed while codegen was building" for path in paths)
        raise DiskFault(*(Problem(cause, mend) for cause in causes))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _digest(content: bytes | None) -> Digest | None:
    return None if content is None else Digest(hashlib.sha256(content).hexdigest())


def _commit(app_dir: Path, writes: tuple[Write, ...]) -> None:
    steps = [
        {"path": write.path, "before": _digest(write.before), "after": _digest(write.after)}
        for write in writes
    ]
    write_durably(app_dir / STAGED_FOLDER / _JOURNAL, json.dumps({"version": 1, "steps": steps}))


def _roll_back(cache: Path, app_dir: Path) -> None:
    _remove_staged(app_dir)
    _forget(cache, app_dir)


def _forget(cache: Path, app_dir: Path) -> None:
    """Removes the pointer, and an app's folder that was made for nothing."""
    pointer = _pointer(cache, app_dir)
    if b'"made": true' in (_content(pointer) or b""):
        with suppress(OSError):  # gone, or a person has put something into it
            app_dir.rmdir()
    pointer.unlink(missing_ok=True)


def _remove_staged(app_dir: Path) -> None:
    staged = app_dir / STAGED_FOLDER
    if staged.exists():
        (staged / _JOURNAL).unlink(missing_ok=True)
        sync_folder(staged)
        for path in sorted(staged.iterdir()):
            path.unlink()
        staged.rmdir()
        sync_folder(app_dir)


def _roll_forward(cache: Path, app_dir: Path) -> None:
    try:
        steps = _read_journal(app_dir / STAGED_FOLDER)
        pending = _pending(app_dir, steps)
        for step in pending:
            _take(app_dir, step)
        _remove_empty_folders(app_dir, steps)
        for folder in sorted({(app_dir / step.path).parent for step in steps}):
            if folder.exists():
                sync_folder(folder)
        _remove_staged(app_dir)
        _pointer(cache, app_dir).unlink(missing_ok=True)
    except OSError as error:
        mend = "The write is recorded: the next codegen command finishes it."
        raise disk_fault(error, app_dir, mend) from error


def _read_journal(staged: Path) -> tuple[_Step, ...]:
    path = staged / _JOURNAL
    try:
        value = json.loads(path.read_bytes())
        steps = tuple(
            _Step(number, str(step["path"]), step["before"], step["after"])
            for number, step in enumerate(value["steps"])
        )
        if value["version"] != 1 or not all(is_safe_path(s.path) and _is_ours(s) for s in steps):
            raise ValueError("it names paths that codegen does not write")
    except (ValueError, KeyError, TypeError) as error:
        mend = f"It is no journal of this codegen: look into '{staged}' and remove that folder."
        raise DiskFault(Problem(f"'{path}' is broken: {error}", mend)) from error
    return steps


def _is_ours(step: _Step) -> bool:
    return takes_part(step.path) or step.path.startswith(f"{RECORD_FOLDER}/")


def _pending(app_dir: Path, steps: tuple[_Step, ...]) -> tuple[_Step, ...]:
    """The steps not taken yet. A file that a person has edited since stops them all."""
    refuse_obstacles(app_dir, tuple(step.path for step in steps))
    now = {step.path: _digest(_content(app_dir / step.path)) for step in steps}
    pending = tuple(step for step in steps if now[step.path] != step.after)
    edited = [step.path for step in pending if now[step.path] not in (None, step.before)]
    if edited:
        staged = app_dir / STAGED_FOLDER
        mend = (
            "Move your text elsewhere, put the file back as it was and run codegen again, or give the"
            f" interrupted write up by removing '{staged}'. Nothing was lost."
        )
        causes = (f"'{app_dir.name}/{p}' was edited after a write was interrupted" for p in edited)
        raise EditConflict(*(Problem(cause, mend) for cause in causes))
    return pending


def _take(app_dir: Path, step: _Step) -> None:
    target = app_dir / step.path
    if step.after is None:
        target.unlink(missing_ok=True)
        return
    source = app_dir / STAGED_FOLDER / str(step.number)
    if _digest(_content(source)) != step.after:
        raise OSError(errno.EIO, "it is not what the journal says", str(source))
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _remove_empty_folders(app_dir: Path, steps: tuple[_Step, ...]) -> None:
    deleted = (app_dir / step.path for step in steps if step.after is None)
    for folder in (parent for path in deleted for parent in path.parents):
        if app_dir in folder.parents:
            with suppress(OSError):  # not empty, or gone already
                folder.rmdir()


# --- Recovery --------------------------------------------------------------------------------------


def recover(cache: Path, outs: tuple[Path, ...]) -> tuple[str, ...]:
    """Ends the writes that a crash interrupted, and says of each app what was done, as a line.

    Apps are found by the cache's pointers, and in the folders ``outs``; one that another process is
    writing is left alone. Raises EditConflict where finishing would overwrite an edit made after the
    crash, and DiskFault; the other apps are ended first.
    """
    lines: list[str] = []
    errors: list[CodegenError] = []
    for app_dir, app in sorted(_interrupted(cache, outs).items()):
        try:
            with locked(cache, app_dir, app):
                lines.extend(settle(cache, app_dir, app))
        except _Busy:
            continue
        except CodegenError as error:
            errors.append(error)
    if errors:
        raise type(errors[0])(*(problem for error in errors for problem in error.problems))
    return tuple(lines)


def _interrupted(cache: Path, outs: tuple[Path, ...]) -> dict[Path, str]:
    """The apps, by their resolved folders, that a write may have been interrupted in."""
    found = {
        staged.parent.resolve(): staged.parent.name
        for out in outs
        for staged in out.glob(f"*/{STAGED_FOLDER}")
    }
    for path in (cache / "journals").glob("*.json"):
        try:
            pointer = json.loads(path.read_bytes())
            found[Path(pointer["app_dir"])] = str(pointer["app"])
        except FileNotFoundError:  # its owner has just ended
            continue
        except (ValueError, KeyError, TypeError) as error:
            raise DiskFault(Problem(f"'{path}' is broken: {error}", "Remove it.")) from error
    return found


def settle(cache: Path, app_dir: Path, app: str) -> tuple[str, ...]:
    """Ends the app's interrupted write, if there is one. The caller holds the app's lock.

    Returns a line that says what was done, or none. Raises as ``recover`` does.
    """
    refuse_obstacles(app_dir, (f"{STAGED_FOLDER}/{_JOURNAL}",))
    staged = app_dir / STAGED_FOLDER
    try:
        if not staged.exists():
            _forget(cache, app_dir)
            return ()
        lock = staged / _LOCK
        with _locked_path(lock, app) if lock.exists() else nullcontext():
            return (f"{app}: {_end(cache, app_dir)}",)
    except OSError as error:
        raise disk_fault(error, staged) from error


def _end(cache: Path, app_dir: Path) -> str:
    if (app_dir / STAGED_FOLDER / _JOURNAL).exists():
        _roll_forward(cache, app_dir)
        return "an interrupted write was finished"
    _roll_back(cache, app_dir)
    return "an interrupted write was taken back"
