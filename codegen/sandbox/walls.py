"""All walls of one run: which of them a process puts up, and in which order."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from codegen.sandbox import landlock, namespaces, privileges, processes, rlimits, seccomp
from codegen.sandbox.base import Limits
from codegen.sandbox.enclosure import Enclosure

SYSTEM_READABLE: Final = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"),
    *("/usr/share/zoneinfo", "/etc/localtime", "/dev/urandom", "/dev/random"),
)
"""What the interpreter and its libraries read of the system."""


def enclose(
    enclosure: Enclosure,
    limits: Limits,
    folder: str,
    user_id: int | None,
    parent: int,
    packages: str = "",
) -> None:
    """Puts up the walls around this process, for good; nothing hostile may have run in it yet.

    ``folder`` is the private one; ``packages`` one that may be read besides; ``user_id`` whom a root process becomes, None to stay who we are;
    ``parent`` whom it may not outlive. Raises OSError or ValueError where a wall does not stand.
    """
    walls = enclosure.walls
    further = (packages,) if packages else ()
    readable = (*SYSTEM_READABLE, *enclosure.libraries, *further)
    # Rules name folders that only root may be able to open: they are made before root is given up.
    ruleset = (
        landlock.make_ruleset(readable, (folder, "/dev/null")) if "Landlock" in walls else None
    )
    if "namespaces" in walls:
        namespaces.enter()
    if "resource limits" in walls:
        rlimits.set_limits(limits)
    if user_id is not None:
        privileges.become(user_id, _capabilities(enclosure, (str(Path(folder).parent), *further)))
    if user_id is not None or ("namespaces" in walls and os.geteuid() != 0):
        rlimits.set_thread_limit()
    processes.die_with(parent)
    processes.stay_observable()
    if ruleset is not None:
        landlock.enter(ruleset)
    if "seccomp" in walls:
        seccomp.install(os.getpid())


def _capabilities(enclosure: Enclosure, folders: tuple[str, ...]) -> int:
    """The one capability that an interpreter in a closed place (/root) asks for, so that it can import.

    It lets a process read everything: Landlock has to be there to say what.
    """
    closed = enclosure.closed_library or privileges.closed_to_others(folders)
    if closed is None:
        return 0
    if "Landlock" not in enclosure.walls:
        raise OSError(f"{closed} can be read by root alone, and no Landlock would keep a run to it")
    return privileges.DAC_READ_SEARCH
