"""The wall of resources: what the kernel counts for one process, or for one user.

https://man7.org/linux/man-pages/man2/getrlimit.2.html
"""

from __future__ import annotations

import resource
from typing import Final

from codegen.sandbox.base import Limits

THREADS: Final = 256
"""How many threads a run may have at once, where the kernel can count them for the run alone."""


def set_limits(limits: Limits) -> None:
    """Sets what this process may use, for good. Raises OSError or ValueError where it may not."""
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_CPU, limits.cpu_s, grace=1)
    _set(resource.RLIMIT_AS, limits.address_space_bytes)
    _set(resource.RLIMIT_FSIZE, limits.file_size_bytes)
    _set(resource.RLIMIT_NOFILE, limits.open_files)


def set_thread_limit() -> None:
    """Limits the threads of this process's user in its user namespace. Raises OSError, ValueError.

    Outside a namespace of its own the kernel counts every process of the user, and for root nothing.
    """
    _set(resource.RLIMIT_NPROC, THREADS)


def _set(what: int, wanted: int, grace: int = 0) -> None:
    _soft, hard = resource.getrlimit(what)
    bounded = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    last = bounded + grace if hard == resource.RLIM_INFINITY else min(bounded + grace, hard)
    resource.setrlimit(what, (bounded, last))
