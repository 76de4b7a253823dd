"""Writes an app's files as one: all of them or none, whatever crashes in between.

Everything new is staged in ``<app>/.codegen-staged/``, on the app's own file system. Then the journal
is renamed into its place there: that is the commit point. Before it a crash is rolled back by removing
the folder; after it the write is rolled forward, by this process or by ``recover`` in a later one.
A pointer in the project's cache says which apps to look at.
"""

from __future__ import annotations

import errno
import hashlib
import json
import stat
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from codegen.disk import (
    Busy,
    app_key,
    busy,
    content_of,
    create_file,
    disk_fault,
    locked,
    locked_file,
    refuse_read_only,
    remove_empty_folders,
    sync_folder,
    write_durably,
)
from codegen.errors import CodegenError, DiskFault, EditConflict
from codegen.tree import STAGED_FOLDER, in_record, is_safe_path, refuse_obstacles, takes_part
from codegen.types import Digest, Problem

_JOURNAL = "journal.json"
_LOCK = "lock"


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
    with locked_file(app_dir / STAGED_FOLDER / _LOCK, app):
        try:
            _stage(app_dir, writes)
            refuse_changes(
                app, [w.path for w in writes if content_of(app_dir / w.path) != w.before]
            )
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
        raise busy(app) from error
    except OSError as error:
        with suppress(OSError):  # recover comes back to it
            _forget(cache, app_dir)
        raise disk_fault(error, app_dir) from error


def _stage(app_dir: Path, writes: tuple[Write, ...]) -> None:
    refuse_read_only(app_dir / write.path for write in writes)  # else it would fail half-way
    staged = app_dir / STAGED_FOLDER
    create_file(staged / ".gitignore", b"*\n")
    for number, write in enumerate(writes):
        if write.after is not None:
            create_file(staged / str(number), write.after)
            if write.before is not None:
                (staged / str(number)).chmod(stat.S_IMODE((app_dir / write.path).stat().st_mode))
    for folder in (staged, app_dir, app_dir.parent):
        sync_folder(folder)


def _pointer(cache: Path, app_dir: Path) -> Path:
    return cache / "journals" / f"{app_key(app_dir)}.json"


def refuse_changes(app: str, paths: list[str]) -> None:
    """Raises DiskFault where there are paths that changed during a build."""
    if paths:
        mend = "Nothing was written; run the build again."
        causes = (f"'{app}/{path}' changed while codegen was building" for path in paths)
        raise DiskFault(*(Problem(cause, mend) for cause in causes))


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
    if b'"made": true' in (content_of(pointer) or b""):
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
        remove_empty_folders(app_dir, (step.path for step in steps if step.after is None))
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
        if value["version"] != 1 or not all(_is_ours(s.path) for s in steps):
            raise ValueError("it names paths that codegen does not write")
    except (ValueError, KeyError, TypeError) as error:
        mend = f"It is no journal of this codegen: look into '{staged}' and remove that folder."
        raise DiskFault(Problem(f"'{path}' is broken: {error}", mend)) from error
    return steps


def _is_ours(path: str) -> bool:
    return in_record(path) or (is_safe_path(path) and takes_part(path))


def _pending(app_dir: Path, steps: tuple[_Step, ...]) -> tuple[_Step, ...]:
    """The steps not taken yet. A file that a person has edited since stops them all."""
    refuse_obstacles(app_dir, tuple(step.path for step in steps))
    now = {step.path: _digest(content_of(app_dir / step.path)) for step in steps}
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
    if _digest(content_of(source)) != step.after:
        raise OSError(errno.EIO, "it is not what the journal says", str(source))
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


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
        except Busy:
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
        with locked_file(lock, app) if lock.exists() else nullcontext():
            return (f"{app}: {_end(cache, app_dir)}",)
    except OSError as error:
        raise disk_fault(error, staged) from error


def _end(cache: Path, app_dir: Path) -> str:
    if (app_dir / STAGED_FOLDER / _JOURNAL).exists():
        _roll_forward(cache, app_dir)
        return "an interrupted write was finished"
    _roll_back(cache, app_dir)
    return "an interrupted write was taken back"
