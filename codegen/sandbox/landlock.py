"""The wall of files: Landlock, which confines a process to the folders that it is given.

https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable
from typing import Final

from codegen.sandbox.syscalls import call, prctl

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_SOCK, _MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 11
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_NEVER = _EXECUTE | _MAKE_CHAR | _MAKE_SOCK | _MAKE_BLOCK | _IOCTL_DEV
_READS = _READ_FILE | _READ_DIR

_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1
_SCOPE_ABSTRACT_UNIX, _SCOPE_SIGNAL = 1 << 0, 1 << 1

_QUERY_VERSION: Final = 1
_RULE_PATH_BENEATH: Final = 1
_SET_NO_NEW_PRIVS: Final = 38


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def version() -> int:
    """The version (ABI) of Landlock here. Raises OSError where the kernel has none or it is off."""
    return call("landlock_create_ruleset", None, 0, _QUERY_VERSION)


def handled_file_rights(abi: int) -> int:
    """The rights on files that a Landlock of that version knows, all of which are withheld."""
    rights = (1 << 13) - 1
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV)):
        rights |= right if abi >= since else 0
    return rights


def make_ruleset(readable: Iterable[str], writable: Iterable[str]) -> int:
    """A descriptor of rules: ``readable`` may be read, ``writable`` also changed; all else is closed.

    Paths that do not exist are left out. Raises OSError where Landlock is not to be had.
    """
    abi = version()
    handled = handled_file_rights(abi)
    attributes = _RulesetAttributes(
        handled,
        _BIND_TCP | _CONNECT_TCP if abi >= 4 else 0,
        _SCOPE_ABSTRACT_UNIX | _SCOPE_SIGNAL if abi >= 6 else 0,
    )
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    ruleset = call("landlock_create_ruleset", attributes, size, 0)
    for path in readable:
        _allow(ruleset, path, _READS)
    for path in writable:
        _allow(ruleset, path, handled & ~_NEVER)
    return ruleset


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _OF_FILES
        call("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, _PathBeneath(rights, descriptor), 0)
    finally:
        os.close(descriptor)


def enter(ruleset: int) -> None:
    """Puts up the wall for this process, for good, and closes the descriptor. Raises OSError."""
    prctl(_SET_NO_NEW_PRIVS, 1)
    call("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)
