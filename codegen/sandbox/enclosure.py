"""What a run is enclosed by: the names of the walls, and what they leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Wall: TypeAlias = Literal[
    "clean environment", "resource limits", "namespaces", "separate user", "Landlock", "seccomp"
]

REQUIRED: Final[tuple[Wall, ...]] = ("Landlock", "seccomp")
"""Without these generated code could read the user's files or reach the network."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The walls that stand here, and the libraries that they leave open."""

    walls: frozenset[Wall]
    libraries: tuple[str, ...] = ()
    """The folders of the interpreter and its packages."""
    closed_library: str | None = None
    """The first file of these that another user could not read; None if all are open."""


def environment(home: str, temporary: str) -> dict[str, str]:
    """The whole environment of a run, or of the warm process."""
    return {
        "HOME": home,
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "TMPDIR": temporary,
        "TZ": "UTC",
    }
