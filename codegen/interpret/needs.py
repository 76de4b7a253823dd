"""What a sentence must hold for a pattern to match it at all.

Compiling a pattern takes a hundred times as long as trying it, and a spec needs few of the hundreds that
there are: one whose words a sentence lacks is not compiled for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from codegen.interpret.grammar import PHRASES, TOKEN

Clause: TypeAlias = frozenset[str]
"""Texts in lower case, one of which has to stand in the sentence."""

_FOLDED = re.compile("[\u0130\u0131\u017f\u212a]")
"""The characters beyond ASCII that match an ASCII letter where case is ignored (``Lib/re/_casefix.py``)."""


def may_match(pattern: str, text: str) -> bool:
    """Whether the text has what every match of the pattern has; False is certain, True is not.

    Raises KeyError where the pattern names a phrase that there is not.
    """
    lower = text.lower()
    return _FOLDED.search(text) is not None or all(
        any(word in lower for word in clause) for clause in needs(pattern)
    )


@cache
def needs(pattern: str) -> frozenset[Clause]:
    """The clauses of a pattern, of which each has to hold.

    Raises KeyError where the pattern names a phrase that there is not.
    """
    return _alternatives(TOKEN.finditer(pattern))


def _alternatives(tokens: Iterator[re.Match[str]]) -> frozenset[Clause]:
    """The clauses of what stands up to the closing bracket, or the end."""
    branches: list[set[Clause]] = [set()]
    literal = ""
    for token in tokens:
        if token["text"]:
            literal += token["text"].lower()
            continue
        branches[-1] |= _clause(literal)
        literal = ""
        match token["mark"]:
            case ")" | "]":
                return _of_any(branches)
            case "|":
                branches.append(set())
            case "(":
                branches[-1] |= _alternatives(tokens)
            case "[":
                _alternatives(tokens)  # may be left out: it asks for nothing
        if token["phrase"]:
            branches[-1] |= needs(PHRASES[token["phrase"]])
    branches[-1] |= _clause(literal)
    return _of_any(branches)


def _clause(literal: str) -> set[Clause]:
    return {frozenset((literal,))} if literal else set()


def _of_any(branches: list[set[Clause]]) -> frozenset[Clause]:
    """What holds whichever branch matches: of several branches one clause of each, the most telling."""
    if len(branches) == 1:
        return frozenset(branches[0])
    if not all(branches):
        return frozenset()
    return frozenset((frozenset().union(*map(_most_telling, branches)),))


def _most_telling(branch: set[Clause]) -> Clause:
    return min(branch, key=lambda clause: (len(clause), -min(map(len, clause)), sorted(clause)))
