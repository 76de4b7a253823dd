"""The wall of users: a root process becomes a user that owns nothing here.

https://man7.org/linux/man-pages/man7/capabilities.7.html
"""

from __future__ import annotations

import ctypes
import os
import pwd
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from codegen.sandbox.syscalls import call, prctl

_HIGHEST_USER_ID: Final = 2_000_000_000
_USER_IDS: Final = 1024
"""How many user ids runs take turns with, so that runs side by side share none."""

_SET_KEEPCAPS: Final = 8
_CAPABILITY_VERSION_3: Final = 0x20080522
DAC_READ_SEARCH: Final = 1 << 2


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapabilitySets(ctypes.Structure):
    _fields_ = (("words", ctypes.c_uint32 * 6),)


def set_capabilities(capabilities: int) -> None:
    """Keeps these capabilities (bits below 32) and drops all others. Raises OSError."""
    words = (ctypes.c_uint32 * 6)(capabilities, capabilities, 0, 0, 0, 0)
    call("capset", _CapabilityHeader(_CAPABILITY_VERSION_3, 0), _CapabilitySets(words))


def unused_user_id(turn: int) -> int:
    """A user id that nobody has here; turns that follow one another get different ones.

    Raises OSError where the namespace that we live in has no id to spare.
    """
    first, _outside, count = max(_user_id_ranges(), key=lambda line: line[2])
    highest = min(first + count - 1, _HIGHEST_USER_ID)
    for step in range(_USER_IDS):
        candidate = highest - 100 - (turn + step) % _USER_IDS
        if candidate > max(first, 1000) and not _has_name(candidate):
            return candidate
    raise OSError("no unused user id")


def _user_id_ranges() -> list[tuple[int, int, int]]:
    lines = Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()
    return [(int(a), int(b), int(c)) for a, b, c in map(str.split, lines)]


def _has_name(user_id: int) -> bool:
    try:
        pwd.getpwuid(user_id)
    except KeyError:
        return False
    return True


def become(user_id: int, capabilities: int = 0) -> None:
    """Turns this root process into ``user_id`` with a group of that number and no other, for good.

    Of root's capabilities only ``capabilities`` are kept. Raises OSError.
    """
    os.setgroups([])
    os.setresgid(user_id, user_id, user_id)
    prctl(_SET_KEEPCAPS, 1 if capabilities else 0)
    os.setresuid(user_id, user_id, user_id)
    set_capabilities(capabilities)


def closed_to_others(paths: Iterable[str]) -> str | None:
    """The first of these paths that a user without any rights could not read; None if there is none."""
    searchable: dict[str, bool] = {}
    for path in paths:
        if not _readable(path) or not _reachable(str(Path(path).parent), searchable):
            return path
    return None


def _readable(path: str) -> bool:
    try:
        status = Path(path).stat()
    except OSError:
        return True  # what isn't there is closed to nobody
    needed = 0o005 if stat.S_ISDIR(status.st_mode) else 0o004
    return status.st_mode & needed == needed


def _reachable(folder: str, searchable: dict[str, bool]) -> bool:
    if folder not in searchable:
        parent = str(Path(folder).parent)
        open_here = bool(Path(folder).stat().st_mode & 0o001)
        searchable[folder] = open_here and (parent == folder or _reachable(parent, searchable))
    return searchable[folder]
