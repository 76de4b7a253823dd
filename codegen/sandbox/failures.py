"""What a failure of generated code says: short, the same every time, and honest about the walls."""

from __future__ import annotations

import errno
import os
import re
import socket
import traceback
from collections.abc import Iterator
from typing import Final

import pytest

from codegen.sandbox.base import Limits

DETAIL_CHARACTERS: Final = 4000
_PLACES: Final = 4
_ADDRESS: Final = re.compile(r" at 0x[0-9a-fA-F]+")
_SYSTEM_CALLS: Final = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        # on the file and the line that made the call
        (
            r"/subprocess\.py:|\b(fork|forkpty|exec[lv]p?e?|popen|(posix_)?spawn\w*)\s*\(",
            "starting processes",
        ),
        (r"/socket\.py:|socket", "network sockets"),
        (r"\bkill(pg)?\s*\(", "signalling other processes"),
        (r"chmod|chown|utime|xattr|truncate|O_TRUNC", "changing the mode, owner or times of files"),
    )
)


def describe(error: BaseException, app_folder: str) -> str:
    """The places of the app and its tests that the error came through, then the error."""
    lines = [*_places(error, f"{app_folder}/"), _text(error)]
    return _ADDRESS.sub(" at 0x0", "\n".join(lines).replace(f"{app_folder}/", "")).strip()


def shortened(detail: str, ending: str = "") -> str:
    """The detail, cut so that it is short with its ending on a line of its own."""
    room = DETAIL_CHARACTERS - len(ending) - 2
    kept = detail if len(detail) <= room else f"{detail[: room - 1]}…"
    return f"{kept}\n{ending}".strip()


def _places(error: BaseException, prefix: str) -> list[str]:
    found = [
        f"{frame.filename[len(prefix):]}:{frame.lineno} in {frame.name}"
        for frame in traceback.StackSummary.extract(
            traceback.walk_tb(error.__traceback__), lookup_lines=False
        )
        if frame.filename.startswith(prefix)
    ]
    return found if len(found) <= _PLACES else [found[0], "…", *found[1 - _PLACES :]]


def _text(error: BaseException) -> str:
    if isinstance(error, pytest.FixtureLookupError):
        return error.msg or f"fixture {error.argname!r} not found"
    return "".join(traceback.format_exception_only(error)).rstrip()


def refusal(error: BaseException | None, app_root: str, limits: Limits) -> str:
    """The sentence that names the wall this error, or one that led to it, came from; empty if none."""
    for cause in _chain(error):
        wall = _wall(cause, app_root, limits)
        if wall:
            return f"The sandbox refuses this: {wall}."
    return ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _wall(error: BaseException, root: str, limits: Limits) -> str:
    """The one table from exceptions to walls."""
    if isinstance(error, MemoryError):
        return f"more than the memory limit of {_size(limits.address_space_bytes)}"
    if isinstance(error, socket.gaierror):
        return "network sockets"
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return "more threads than a run may have"
    if not isinstance(error, OSError):
        return ""
    if error.errno == errno.EFBIG:
        return f"a file over the file size limit of {_size(limits.file_size_bytes)}"
    if error.errno == errno.EMFILE:
        return f"more than {limits.open_files} open files"
    if error.errno == errno.EXDEV and not _inside(error, root):
        return "reading and writing outside the run's folder"
    return _permission(error, root) if isinstance(error, PermissionError) else ""


def _permission(error: PermissionError, root: str) -> str:
    if error.errno == errno.EPERM:  # a refused system call
        origin = _origin(error)
        for pattern, what in _SYSTEM_CALLS:
            if pattern.search(origin):
                return what
    if error.filename is not None and not _inside(error, root):
        return "reading and writing outside the run's folder"
    if error.errno == errno.EPERM:
        return "a system call that tests have no need of"
    return ""


def _inside(error: OSError, root: str) -> bool:
    """Whether the refused path lies in the run's folder, where no wall stands."""
    paths = [path for path in (error.filename, error.filename2) if isinstance(path, str)]
    return all(os.path.realpath(path).startswith(f"{root}/") for path in paths)


def _origin(error: BaseException) -> str:
    """The file and the text of the line that raised the error."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}: {frames[-1].line}" if frames else ""


def _size(count: int) -> str:
    for unit, name in ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB")):
        if count >= unit and count % unit == 0:
            return f"{count // unit} {name}"
    return f"{count} bytes"
