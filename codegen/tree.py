"""The tree: which files of an app's folder take part in a build, and which paths may be written."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from fnmatch import translate
from pathlib import Path, PurePosixPath

from codegen.disk import disk_fault
from codegen.errors import EditConflict
from codegen.types import File, Problem

RECORD_FOLDER = ".codegen"
STAGED_FOLDER = ".codegen-staged"
FILE_LIMIT_BYTES = 1024**2

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


def in_record(path: str) -> bool:
    """Whether a path is safe and lies below the record's folder."""
    return is_safe_path(path) and path.startswith(f"{RECORD_FOLDER}/")


def unwritable(file: File) -> str | None:
    """Why a file that a build emits may not be written, in words; None where it may."""
    if not is_safe_path(file.path):
        return f"an emitted file has the path {file.path!r}, which is not safe to write"
    if not takes_part(file.path):
        return f"an emitted file has the path '{file.path}', where codegen never writes"
    # What read_tree would not see again, the next build would take for deleted.
    if "\0" in file.text or _byte_count(file.text) > FILE_LIMIT_BYTES:
        return f"the emitted file '{file.path}' is no UTF-8 text of at most 1 MiB"
    return None


def _byte_count(text: str) -> int:
    """The size in UTF-8; beyond the limit where UTF-8 cannot say it."""
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        return FILE_LIMIT_BYTES + 1


def colliding(paths: Iterable[str]) -> list[str]:
    """What is wrong with paths that cannot lie side by side, in words.

    They are the same where case does not count, or a file and a folder at once.
    """
    seen: dict[str, str] = {}
    causes = []
    for path in sorted(paths):
        key = path.casefold()
        if key in seen:
            causes.append(f"the files '{seen[key]}' and '{path}' are one file to some disks")
        seen[key] = path
    for key in sorted(seen):
        folders = (str(folder) for folder in PurePosixPath(key).parents)
        causes += [f"'{seen[f]}' is to be both a file and a folder" for f in folders if f in seen]
    return causes


# --- On disk ---------------------------------------------------------------------------------------


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


def read_tree(app_dir: Path) -> tuple[File, ...]:
    """The files of an app's folder that take part in a build, sorted by path; none without a folder.

    These are UTF-8 texts of at most 1 MiB, as they are on disk, without databases, secrets, caches
    and what else ``takes_part`` refuses. Symbolic links inside the folder are never followed.
    Raises DiskFault where something cannot be read.
    """
    if not app_dir.exists():
        return ()
    try:
        return tuple(sorted(_text_files(app_dir, "")))
    except OSError as error:
        raise disk_fault(error, app_dir) from error


def _text_files(folder: Path, prefix: str) -> Iterator[File]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            if not (is_safe_path(path) and takes_part(path)):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not Path(entry.path, "pyvenv.cfg").exists():
                    yield from _text_files(Path(entry.path), f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                text = _text_of(Path(entry.path))
                if text is not None:
                    yield File(path, text)


def _text_of(path: Path) -> str | None:
    try:
        if path.lstat().st_size > FILE_LIMIT_BYTES:
            return None
        text = path.read_bytes().decode("utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return None if "\0" in text else text


def with_newlines(text: str) -> str:
    r"""The text with ``\n`` for each ``\r\n``: git may have converted what lies on disk."""
    return text.replace("\r\n", "\n")


def folder_files(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Relative path and content of each file below a folder, sorted; ``.pyc`` and links left out.

    Raises OSError where something cannot be read.
    """
    return tuple(sorted(_contents(folder, "")))


def _contents(folder: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _contents(Path(entry.path), f"{prefix}{entry.name}/")
            elif entry.is_file(follow_symlinks=False) and not entry.name.endswith(".pyc"):
                yield prefix + entry.name, Path(entry.path).read_bytes()
