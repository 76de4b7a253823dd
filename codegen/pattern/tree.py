"""What a pattern is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Range: TypeAlias = tuple[int, int]
"""The first and the last code point, both included."""


class Unsafe(ValueError):
    """A pattern outside the subset. ``cause`` follows on the pattern ("has a '.'"), ``mend`` is a sentence of its own."""

    def __init__(self, cause: str, mend: str) -> None:
        super().__init__(cause)
        self.cause = cause
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of any of these ranges, in the order in which they are written."""

    ranges: tuple[Range, ...]

    @property
    def may_be_empty(self) -> bool:
        """Whether the empty text matches."""
        return False


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part behind the other."""

    parts: tuple[Node, ...]

    @property
    def may_be_empty(self) -> bool:
        """Whether the empty text matches."""
        return all(part.may_be_empty for part in self.parts)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways, none of which is empty."""

    ways: tuple[Node, ...]

    @property
    def may_be_empty(self) -> bool:
        """Whether the empty text matches."""
        return False


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part that is not empty, ``least`` to ``most`` times; None where there is no most."""

    part: Node
    least: int
    most: int | None

    @property
    def may_be_empty(self) -> bool:
        """Whether the empty text matches."""
        return self.least == 0


Node: TypeAlias = Characters | Sequence | Choice | Repeat
