"""Ending processes, those included that nobody waits for any more."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from codegen.sandbox.syscalls import prctl

_SET_PDEATHSIG: Final = 1
_SET_DUMPABLE: Final = 4
_SET_CHILD_SUBREAPER: Final = 36


def adopt_orphans() -> None:
    """Makes every descendant that loses its parent a child of this process. Raises OSError."""
    if sys.platform == "linux":
        prctl(_SET_CHILD_SUBREAPER, 1)


def die_with(parent: int) -> None:
    """Has the kernel kill this process when its parent dies. Raises OSError if that has happened.

    A change of user takes this back: it belongs after the last one.
    """
    if sys.platform == "linux":
        prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise OSError("the parent process is gone")


def stay_observable() -> None:
    """Lets processes of the same user see this one's files, as its supervisor must. Raises OSError."""
    if sys.platform == "linux":
        prctl(_SET_DUMPABLE, 1)


def end_children(known: Iterable[int] = ()) -> None:
    """Kills and reaps every child of this process, until there is none.

    ``known`` names the children for systems without /proc, where no others can be found.
    """
    while True:
        try:
            reaped, _status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if reaped:
            continue
        for child in {*known, *_children()}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        time.sleep(0.002)


def _children() -> Iterator[int]:
    """The children, read from /proc; none where there is no /proc."""
    me = os.getpid()
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # pid (name, which may hold anything) state ppid ...
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == me:
                yield int(status.parent.name)
