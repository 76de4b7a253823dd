"""From a Candidate to the disk: merge a person's edits in, plan what changes, apply it.

A file has three texts: ``base`` as it was emitted last time, ``disk`` as it is now, ``new`` as it is
emitted now. What a person wrote is never overwritten: either the build need not touch it, or the
whole build is refused. Texts that differ only in ``\\r\\n`` for ``\\n`` count as the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from codegen.disk import disk_fault, locked
from codegen.errors import EditConflict, Rejected
from codegen.journal import Write, refuse_changes, settle, write_all
from codegen.record import record_contents
from codegen.tree import (
    RECORD_FOLDER,
    colliding,
    in_record,
    read_tree,
    refuse_obstacles,
    unwritable,
    with_newlines,
)
from codegen.types import Candidate, Digest, File, Problem

ChangeKind: TypeAlias = Literal["create", "update", "delete"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one file: ``before`` is its text on disk now, ``after`` the text to be."""

    path: str
    kind: ChangeKind
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What a Candidate with this digest changes in the app's folder.

    ``kept`` are the Candidate's files that lie on disk already. Among them ``hand_edited`` are
    emitted files with a person's edits, and ``hand_added`` files of a person's own.
    """

    app: str
    app_dir: Path
    changes: tuple[Change, ...]
    kept: tuple[File, ...]
    hand_edited: tuple[str, ...]
    hand_added: tuple[str, ...]
    digest: Digest


# --- Merge -----------------------------------------------------------------------------------------


def merge(
    app: str, disk: tuple[File, ...], base: tuple[File, ...], new: tuple[File, ...]
) -> Candidate:
    """The tree as it will be: what is emitted now, with a person's edits and own files.

    Raises EditConflict, with a Problem for each file, where an edited file would have to change, and
    Rejected where an emitted file is none that may be written.
    """
    _refuse_emitted(new)
    on_disk, emitted_before, emitted = _texts(disk), _texts(base), _texts(new)
    conflicts = [
        _conflict(app, path, text, emitted_before.get(path), emitted.get(path))
        for path, text in sorted(on_disk.items())
        if _is_conflict(text, emitted_before.get(path), emitted.get(path))
    ]
    if conflicts:
        raise EditConflict(*conflicts)
    merged = (
        (path, _merged(on_disk.get(path), emitted_before.get(path), emitted.get(path)))
        for path in sorted(on_disk.keys() | emitted.keys())
    )
    return Candidate(app, tuple(File(path, text) for path, text in merged if text is not None))


def _texts(files: Iterable[File]) -> dict[str, str]:
    return {file.path: file.text for file in files}


def _same(one: str | None, other: str | None) -> bool:
    """Whether both are the same text, or both no file."""
    if one is None or other is None:
        return one is other
    return with_newlines(one) == with_newlines(other)


def _is_conflict(disk: str, base: str | None, new: str | None) -> bool:
    return not (_same(disk, new) or _same(disk, base) or _same(base, new))


def _merged(disk: str | None, base: str | None, new: str | None) -> str | None:
    """The text to be, where there is no conflict."""
    if _same(disk, new):
        return disk
    if disk is None or _same(disk, base):
        return None if new is None else with_newlines(new)
    return disk


def _conflict(app: str, path: str, disk: str, base: str | None, new: str | None) -> Problem:
    if base is None:
        cause = f"'{app}/{path}' is a file of your own where this build has one to write"
        return Problem(cause, "Rename yours or move it away; nothing was written.")
    edit = f"'{app}/{path}' was edited by hand (from line {_first_difference(disk, base)})"
    original = f"as it was emitted it is in '{RECORD_FOLDER}/base/{path}.txt'"
    if new is None:
        mend = (
            "Move what you need of it to a file of your own and delete it, or change the spec back"
        )
        return Problem(f"{edit}, and this build would delete it", f"{mend}; {original}.")
    mend = "Take the edit out or move it to a file of your own, or change the spec back"
    return Problem(f"{edit}, and this build would change it too", f"{mend}; {original}.")


def _first_difference(disk: str, base: str) -> int:
    ours, theirs = disk.splitlines(), base.splitlines()
    pairs = enumerate(zip(ours, theirs, strict=False), start=1)
    return next((line for line, (a, b) in pairs if a != b), min(len(ours), len(theirs)) + 1)


def _refuse_emitted(new: tuple[File, ...]) -> None:
    """Emitted paths and texts come from a model: none of them is trusted."""
    causes = [cause for file in new if (cause := unwritable(file))]
    _reject(causes + colliding(file.path for file in new))


def _reject(causes: Iterable[str]) -> None:
    mend = "Nothing was written: build again, and report this if it comes back."
    if problems := [Problem(cause, mend) for cause in causes]:
        raise Rejected(*problems)


# --- Plan ------------------------------------------------------------------------------------------


def plan(
    app_dir: Path,
    *,
    disk: tuple[File, ...],
    base: tuple[File, ...],
    new: tuple[File, ...],
    candidate: Candidate,
) -> ChangeSet:
    """What has to be written for the Candidate to lie on disk.

    The Candidate is what ``merge`` made of the other three, or a part of it that a person accepted
    (the declined files with their text on disk). Raises EditConflict where it would change a file that
    is not as it was emitted, or where a link, a folder or a file that is no text is in the way, and
    Rejected for a path that may not be written.
    """
    app_dir = app_dir.resolve()
    on_disk, emitted_before, emitted = _texts(disk), _texts(base), _texts(new)
    wanted = _texts(candidate.files)
    changes = tuple(
        _change(path, on_disk.get(path), wanted.get(path))
        for path in sorted(on_disk.keys() | wanted.keys())
        if on_disk.get(path) != wanted.get(path)
    )
    _refuse_emitted(tuple(File(c.path, c.after) for c in changes if c.after is not None))
    _refuse_overwriting(candidate.app, app_dir, changes, emitted_before)
    kept = tuple(file for file in candidate.files if on_disk.get(file.path) == file.text)
    differing = [file.path for file in kept if not _same(file.text, emitted_before.get(file.path))]
    return ChangeSet(
        app=candidate.app,
        app_dir=app_dir,
        changes=changes,
        kept=kept,
        hand_edited=tuple(
            path
            for path in differing
            if path in emitted_before and not _same(on_disk[path], emitted.get(path))
        ),
        hand_added=tuple(p for p in differing if p not in emitted_before and p not in emitted),
        digest=candidate.digest,
    )


def _change(path: str, before: str | None, after: str | None) -> Change:
    kind: ChangeKind = "create" if before is None else "delete" if after is None else "update"
    return Change(path, kind, before, after)


def _refuse_overwriting(
    app: str, app_dir: Path, changes: tuple[Change, ...], base: dict[str, str]
) -> None:
    conflicts = [
        _conflict(app, change.path, change.before, base.get(change.path), change.after)
        for change in changes
        if change.before is not None and not _same(change.before, base.get(change.path))
    ]
    if conflicts:
        raise EditConflict(*conflicts)
    refuse_obstacles(app_dir, tuple(change.path for change in changes))
    unread = [c.path for c in changes if c.before is None and (app_dir / c.path).exists()]
    if unread:
        cause = "lies there, but is no text that codegen can read"
        mend = "Rename it or move it away; nothing was written."
        raise EditConflict(*(Problem(f"'{app}/{path}' {cause}", mend) for path in unread))


# --- Apply -----------------------------------------------------------------------------------------


def apply(
    change_set: ChangeSet,
    record_files: tuple[File, ...],
    *,
    checked: Digest,
    verified: Digest,
    cache: Path,
) -> None:
    """Writes the ChangeSet and the record's files, all of them or none.

    ``checked`` and ``verified`` are the digests in the two reports; ``record_files`` are the whole
    record, with paths below ``.codegen/``; what ``lock/`` and ``base/`` held
    besides goes. Raises Rejected where the digests differ, EditConflict where a link or a folder is in
    the way, and DiskFault where another codegen is writing the app, a file of it changed since it was
    read, or the disk refuses.
    """
    _refuse_unproven(change_set, checked, verified)
    app_dir = change_set.app_dir
    with locked(cache, app_dir, change_set.app):
        settle(cache, app_dir, change_set.app)
        _refuse_changed_since(change_set)
        writes = tuple(
            Write(change.path, _encoded(change.before), _encoded(change.after))
            for change in change_set.changes
        )
        record = _record_writes(app_dir, record_files)
        write_all(cache, app_dir, change_set.app, (*writes, *record))


def _refuse_unproven(change_set: ChangeSet, checked: Digest, verified: Digest) -> None:
    after = (File(c.path, c.after) for c in change_set.changes if c.after is not None)
    tree = Candidate(change_set.app, (*change_set.kept, *after))
    if {tree.digest, checked, verified} != {change_set.digest}:
        cause = f"what would be written to '{change_set.app}' is not what was checked and verified"
        raise Rejected(Problem(cause, "Nothing was written; run the build again."))


def _refuse_changed_since(change_set: ChangeSet) -> None:
    """The whole tree counts: files that stay as they are were verified together with the others."""
    before = (File(c.path, c.before) for c in change_set.changes if c.before is not None)
    then = _texts((*change_set.kept, *before))
    now = _texts(read_tree(change_set.app_dir))
    changed = (path for path in then.keys() | now.keys() if then.get(path) != now.get(path))
    refuse_changes(change_set.app, sorted(changed))


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _record_writes(app_dir: Path, files: tuple[File, ...]) -> tuple[Write, ...]:
    _refuse_outside_record(files)
    now = _record_on_disk(app_dir)
    wanted = {file.path: file.text.encode() for file in files}
    writes = (Write(path, now.get(path), text) for path, text in sorted(wanted.items()))
    gone = (
        Write(path, now[path], None)
        for path in sorted(now.keys() - wanted.keys())
        if path.startswith(_REPLACED)
    )
    return tuple(w for w in (*writes, *gone) if _lines(w.before) != _lines(w.after))


_REPLACED = (f"{RECORD_FOLDER}/lock/", f"{RECORD_FOLDER}/base/")
"""Where the record is replaced as a whole: what it no longer has is deleted."""


def _refuse_outside_record(files: tuple[File, ...]) -> None:
    paths = [file.path for file in files]
    causes = [f"'{path}' is no path of a record" for path in paths if not in_record(path)]
    _reject(causes + colliding(paths))


def _record_on_disk(app_dir: Path) -> dict[str, bytes]:
    try:
        return dict(record_contents(app_dir))
    except OSError as error:
        raise disk_fault(error, app_dir / RECORD_FOLDER) from error


def _lines(content: bytes | None) -> bytes | None:
    return None if content is None else content.replace(b"\r\n", b"\n")


def lies_there(app_dir: Path, record: tuple[File, ...]) -> bool:
    """Whether the record on disk is this one, to the byte but for line ends."""
    lying = {path: content.replace(b"\r\n", b"\n") for path, content in record_contents(app_dir)}
    return lying == {file.path: file.text.encode() for file in record}
