"""A pattern's tree -> what may stand behind what, counted out; patterns that match a text in two ways are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, pairwise

from codegen.pattern.tree import Characters, Choice, Node, Range, Repeat, Sequence, Unsafe

PLACES_LIMIT = 200
_ONE_WAY = "Give each character one place: [a-z]+(-[a-z]+)* rather than ([a-z]+-?)+."


@dataclass(frozen=True, slots=True)
class Automaton:
    """Glushkov's automaton: a state for each place of a character, and state 0 before the first.

    ``ranges`` are the characters of a state, ``follow`` the states that may come behind it, ``ends`` those that a text may end at.
    https://en.wikipedia.org/wiki/Glushkov%27s_construction_algorithm
    """

    ranges: tuple[tuple[Range, ...], ...]
    follow: tuple[tuple[int, ...], ...]
    ends: frozenset[int]


def automaton(node: Node) -> Automaton:
    """The automaton of a tree.

    No text is matched by it in two ways, so a matcher that goes back and tries again goes at most once through each state at each character.
    Raises Unsafe where some text would be, or where there are more than ``PLACES_LIMIT`` places.
    """
    builder = _Builder()
    first, last = builder.add(node)
    builder.link((0,), first)
    ends = frozenset((*last, *((0,) if node.may_be_empty else ())))
    made = Automaton(tuple(builder.ranges), tuple(map(tuple, builder.follow)), ends)
    _check_one_way(made)
    return made


@dataclass(slots=True)
class _Builder:
    ranges: list[tuple[Range, ...]] = field(default_factory=lambda: [()])
    follow: list[list[int]] = field(default_factory=lambda: [[]])

    def add(self, node: Node) -> tuple[list[int], list[int]]:
        """Adds a part; the states that it begins with, and those that it ends with."""
        match node:
            case Characters(ranges=ranges):
                state = self._state(ranges)
                return [state], [state]
            case Choice(ways=ways):
                added = [self.add(way) for way in ways]
                firsts, lasts = ([pair[n] for pair in added] for n in range(2))
                return list(chain(*firsts)), list(chain(*lasts))
            case Sequence(parts=parts):
                return self._sequence(parts)
            case Repeat():
                return self._repeat(node)

    def link(self, before: list[int] | tuple[int, ...], behind: list[int]) -> None:
        """Lets states come behind others."""
        for state in before:
            if not set(behind).isdisjoint(self.follow[state]):
                raise Unsafe("matches some texts in two ways", _ONE_WAY)
            self.follow[state].extend(behind)

    def _state(self, ranges: tuple[Range, ...]) -> int:
        if len(self.ranges) > PLACES_LIMIT:
            cause = f"counts out to more than {PLACES_LIMIT} characters"
            raise Unsafe(cause, 'Say "[a-z]+" there, and "at most 500 characters" beside it.')
        self.ranges.append(ranges)
        self.follow.append([])
        return len(self.ranges) - 1

    def _sequence(self, parts: tuple[Node, ...]) -> tuple[list[int], list[int]]:
        first, last, is_empty = list[int](), list[int](), True
        for part in parts:
            begins, ends = self.add(part)
            self.link(last, begins)
            first += begins if is_empty else []
            last = [*last, *ends] if part.may_be_empty else ends
            is_empty = is_empty and part.may_be_empty
        return first, last

    def _repeat(self, node: Repeat) -> tuple[list[int], list[int]]:
        """As many copies as there may be, or as there have to be and then the last again."""
        copies = [
            self.add(node.part) for _ in range(node.most if node.most else max(node.least, 1))
        ]
        for (_, last), (first, _) in pairwise(copies):
            self.link(last, first)
        if node.most is None:
            self.link(copies[-1][1], copies[-1][0])
            return copies[0][0], copies[-1][1]
        ends = (last for _, last in copies[max(node.least, 1) - 1 :])
        return copies[0][0], list(chain(*ends))


def _check_one_way(made: Automaton) -> None:
    """Goes two ways at once with the same characters: they may neither meet nor end both."""
    alike = [[_share(mine, others) for others in made.ranges] for mine in made.ranges]
    waiting = [
        (one, other)
        for states in made.follow
        for number, one in enumerate(states)
        for other in states[number + 1 :]
        if alike[one][other]
    ]
    seen = set(waiting)
    while waiting:
        one, other = waiting.pop()
        if one in made.ends and other in made.ends:
            raise Unsafe("matches some texts in two ways", _ONE_WAY)
        for first in made.follow[one]:
            for then in made.follow[other]:
                if not alike[first][then]:
                    continue
                if first == then:
                    raise Unsafe("matches some texts in two ways", _ONE_WAY)
                pair = (min(first, then), max(first, then))
                if pair not in seen:
                    seen.add(pair)
                    waiting.append(pair)


def _share(one: tuple[Range, ...], other: tuple[Range, ...]) -> bool:
    return any(low <= top and least <= high for low, high in one for least, top in other)
