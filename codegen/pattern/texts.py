"""Texts that match a pattern, and texts that do not: the same ones each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from codegen.pattern.automaton import Automaton, automaton
from codegen.pattern.reader import read
from codegen.pattern.tree import Unsafe

LONGEST = 1_000
"""The most characters that a text made here has."""
_USUAL_LENGTH = 4
_MARKS = "!~#é"
"""What stands where it should not: at least one of them is strange to most patterns."""


@cache
def texts(pattern: str, low: int, high: int) -> Texts:
    """The texts of ``low`` to ``high`` characters that match a pattern. Raises Unsafe where it is not of the subset, or none does."""
    made = automaton(read(pattern))
    if low > LONGEST:
        mend = "Lower the least length, or leave the pattern out."
        raise Unsafe(f"goes with no least length above {LONGEST:,} characters", mend)
    found = Texts(pattern, low, high, made, _counted(made, min(high, LONGEST)))
    if not found.lengths:
        cause = f"matches no text of {low} to {high} characters"
        raise Unsafe(cause, "Change the pattern or the lengths.")
    return found


def _counted(made: Automaton, high: int) -> tuple[tuple[int, ...], ...]:
    """By length and state: how many texts of that length bring a text that stands there to an end."""
    sizes = [sum(top - least + 1 for least, top in ranges) for ranges in made.ranges]
    counts = [tuple(int(state in made.ends) for state in range(len(sizes)))]
    for _ in range(high):
        before = counts[-1]
        counts.append(
            tuple(sum(sizes[s] * before[s] for s in states if before[s]) for states in made.follow)
        )
    return tuple(counts)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of ``low`` to ``high`` characters that match a pattern. No text is matched in two ways, so they can be counted."""

    pattern: str
    low: int
    high: int
    automaton: Automaton
    counts: tuple[tuple[int, ...], ...]

    @property
    def lengths(self) -> tuple[int, ...]:
        """The lengths that there are, up to ``LONGEST``."""
        return tuple(n for n in range(self.low, len(self.counts)) if self.counts[n][0])

    @property
    def shortest(self) -> str:
        """A text of as few characters as there may be."""
        return self._text(self.lengths[0], 0)

    @property
    def longest(self) -> str:
        """A text of as many characters as there may be."""
        return self._text(self.lengths[-1], 0)

    def some(self, number: int) -> tuple[str, ...]:
        """So many texts that differ, or all where there are fewer; of one length where that has enough."""
        enough = [n for n in self.lengths if self.counts[n][0] >= number]
        if not enough:
            return self._all(number)
        length = next((n for n in enough if n >= _USUAL_LENGTH), enough[-1])
        every = self.counts[length][0]
        ranks = ((2 * each + 1) * every // (2 * number) for each in range(number))
        return tuple(self._text(length, rank) for rank in ranks)

    def _all(self, number: int) -> tuple[str, ...]:
        found = (
            self._text(length, rank)
            for length in self.lengths
            for rank in range(min(number, self.counts[length][0]))
        )
        return tuple(text for _, text in zip(range(number), found, strict=False))

    def _text(self, length: int, rank: int) -> str:
        """The text of that rank among those of a length."""
        state, characters = 0, list[str]()
        for left in range(length - 1, -1, -1):
            for then in self.automaton.follow[state]:
                each = self.counts[left][then]
                size = sum(top - least + 1 for least, top in self.automaton.ranges[then])
                if rank < each * size:
                    number, rank = divmod(rank, each)
                    characters.append(self._character(then, number))
                    state = then
                    break
                rank -= each * size
        return "".join(characters)

    def _character(self, state: int, number: int) -> str:
        for least, top in self.automaton.ranges[state]:
            if number <= top - least:
                return chr(least + number)
            number -= top - least + 1
        raise AssertionError("a rank beyond the characters")

    def others(self) -> tuple[tuple[str, str], ...]:
        """Texts of the same lengths that do not match, and what is wrong with each, in a word or two."""
        found: dict[str, str] = {}
        for text, why in self._strange():
            fits = self.low <= len(text) <= self.high
            if fits and not re.fullmatch(self.pattern, text):
                found.setdefault(why, text)
        return tuple((text, why) for why, text in found.items())

    def _strange(self) -> Iterator[tuple[str, str]]:
        text = self.shortest
        for mark in _MARKS:
            yield mark + text[1:], "another character"
            yield text + mark, "more behind"
            yield mark + text, "more before"
        yield f"{text}\n", "a line end behind"
        yield text[:-1], "cut short"
