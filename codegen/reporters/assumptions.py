"""The assumptions of an app as a person reads them: what a model chose line by line, the table of defaults by its number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from codegen.defaults import Topic
from codegen.reporters.base import Assumed

LINE_CHARACTERS = 160
"""How much of an assumption is one line."""

_DEFAULTS = frozenset(get_args(Topic))


def digest(assumptions: Sequence[Assumed]) -> tuple[str, ...]:
    """The lines: first what somebody chose for this spec, then how many rows of the table of defaults were used.

    Two that say the same of different things are one line; nothing else is joined.
    """
    chosen = [each for each in assumptions if each.topic not in _DEFAULTS]
    lines = [_short(line) for line in _joined(chosen)]
    topics = {each.topic for each in assumptions} & _DEFAULTS
    listed = f"{len(topics)} of docs/defaults.md" if topics else ""
    if listed and lines:
        lines.append(f"and {listed}: `codegen explain SPEC` lists all in full")
    elif listed or any(line.endswith("…") for line in lines):
        lines.append(f"{listed or 'in short'}: `codegen explain SPEC` lists all in full")
    return tuple(lines)


def _joined(assumptions: Iterable[Assumed]) -> list[str]:
    """One line for each topic and choice that differ in more than case, spaces and the last full stop."""
    abouts: dict[tuple[str, str], dict[str, str]] = {}
    first: dict[tuple[str, str], Assumed] = {}
    for each in assumptions:
        key = _bare(each.topic), _bare(each.chosen)
        first.setdefault(key, each)
        abouts.setdefault(key, {}).setdefault(_bare(each.about), each.about)
    return [
        f"{', '.join(abouts[key].values())}: {each.topic}: {each.chosen}"
        for key, each in first.items()
    ]


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".?。？").casefold()


def _short(line: str) -> str:
    flat = " ".join(line.split())
    return flat if len(flat) <= LINE_CHARACTERS else f"{flat[: LINE_CHARACTERS - 1]}…"
