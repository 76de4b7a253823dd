"""What is found wrong, and what is assumed, while a Contract is put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from codegen import defaults
from codegen.contract import Assumption, StatementId
from codegen.interpret.facts import Said
from codegen.types import Location, Problem

_T = TypeVar("_T")


@dataclass(slots=True)
class Notes:
    """Collects problems and assumptions; nothing is raised before all of them are known."""

    problems: list[Problem] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    grounds: dict[Problem, frozenset[StatementId]] = field(default_factory=dict)
    """The statements that a problem follows from, and from nothing else; it is here where these are known."""

    def problem(
        self, cause: str, mend: str, location: Location, grounds: Iterable[Said] | None = None
    ) -> None:
        """Adds a problem once.

        Args:
            grounds: what it follows from whatever else the spec says; None where that is more than is known.
        """
        problem = Problem(cause, mend, location)
        if problem not in self.problems:
            self.problems.append(problem)
        if grounds is not None:
            self.grounds[problem] = frozenset(said.statement for said in grounds)

    def assume(
        self,
        topic: defaults.Topic,
        about: str,
        statement: StatementId | None = None,
        value: object = "",
    ) -> None:
        """Adds the row of the table of defaults for ``topic``; ``value`` fills its ``{value}``."""
        chosen = defaults.default(topic).chosen.replace("{value}", str(value))
        made = Assumption(topic=topic, about=about, chosen=chosen, statement=statement)
        if made not in self.assumptions:
            self.assumptions.append(made)

    def settle(
        self, what: str, stated: Sequence[tuple[_T, Said]], *, alike: bool = False
    ) -> _T | None:
        """The one value that is stated, or None; a value that differs from the first is a problem.

        ``what`` starts the sentence that says so: "the status of a missing 'username'". ``alike`` where all of
        it is said of just the same thing, so that no other sentence can reconcile two values.
        """
        if not stated:
            return None
        value, first = stated[0]
        for other, said in stated[1:]:
            if other != value:
                cause = f"{what} is {_shown(other)} here, but {_shown(value)} at"
                cause = f"{cause} {first.seen_from(said.location)}"
                grounds = (first, said) if alike else None
                self.problem(cause, "Keep one of the two.", said.location, grounds)
        return value

    def sorted_assumptions(self) -> tuple[Assumption, ...]:
        """The assumptions in the order of the table of defaults."""
        order: list[str] = [row.topic for row in defaults.TABLE]
        ranked = sorted(self.assumptions, key=lambda made: order.index(made.topic))
        return tuple(ranked)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
