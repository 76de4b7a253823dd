"""The wall of namespaces: a network, and System V objects, of the run's own.

https://man7.org/linux/man-pages/man7/user_namespaces.7.html
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from codegen.sandbox.privileges import set_capabilities
from codegen.sandbox.syscalls import call

_NEW_IPC: Final = 0x08000000
_NEW_USER: Final = 0x10000000
_NEW_NET: Final = 0x40000000


def enter() -> None:
    """Moves this process into namespaces of its own, for good. Raises OSError where it may not.

    Another user than root needs a user namespace to do so, where it stays who it is and has no
    capability left.
    """
    if os.geteuid() == 0:
        call("unshare", _NEW_NET | _NEW_IPC)
        return
    user_id, group_id = os.geteuid(), os.getegid()
    call("unshare", _NEW_USER | _NEW_NET | _NEW_IPC)
    own = Path("/proc/self")
    own.joinpath("setgroups").write_text("deny", encoding="ascii")
    own.joinpath("uid_map").write_text(f"{user_id} {user_id} 1", encoding="ascii")
    own.joinpath("gid_map").write_text(f"{group_id} {group_id} 1", encoding="ascii")
    set_capabilities(0)
