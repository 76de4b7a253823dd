"""What a statement is called, and how a changed sentence keeps its name."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from codegen.contract import StatementId
from codegen.spec.statement import Statement
from codegen.types import digest_of

RESEMBLANCE = 0.6
"""difflib's ratio that a new text must reach to inherit the id of a vanished one."""
COMPARISON_LIMIT = 10_000
"""Pairs of texts that are compared below one owner at most; beyond it no text inherits there."""
COMPARED_CHARACTERS = 1000
"""How much of each text is compared, from its start."""

Earlier = tuple[tuple[StatementId, str], ...]


@dataclass(frozen=True, slots=True)
class Inheritance:
    """A statement that changed its words and kept its id."""

    id: StatementId
    old_text: str
    new_text: str


def numbered(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements with their ids: owner and digest; ``-2``, ``-3`` for a text said again."""
    ids = _FreeIds(set())
    return tuple(replace(statement, id=ids.take(statement)) for statement in statements)


class _FreeIds:
    """Gives out ids that are not taken yet."""

    def __init__(self, taken: set[StatementId]) -> None:
        self._taken = taken
        self._counts = defaultdict[str, int](int)

    def take(self, statement: Statement) -> StatementId:
        stem = f"{statement.owner}/{digest_of(statement.text)[:8]}"
        while True:
            self._counts[stem] += 1
            number = self._counts[stem]
            candidate = StatementId(stem if number == 1 else f"{stem}-{number}")
            if candidate not in self._taken:
                self._taken.add(candidate)
                return candidate


def inherit_ids(
    statements: tuple[Statement, ...], earlier: Earlier
) -> tuple[tuple[Statement, ...], tuple[Inheritance, ...]]:
    """The statements with the ids that an earlier build gave them, and who changed their words.

    ``earlier`` has the id and text of each statement of that build. An unchanged text keeps its id;
    then, below each owner, the most alike pair of a new and a vanished text is joined first, one to
    one, down to a ratio of ``RESEMBLANCE``. Equal ratios go by the order of the texts.
    """
    old, new = _by_owner_of_earlier(earlier), _by_owner(statements)
    ids, changed = dict[int, StatementId](), list[Inheritance]()
    for owner, positions in new.items():
        vanished = _keep_unchanged(statements, positions, old.get(owner, []), ids)
        fresh = [position for position in positions if position not in ids]
        for position, (identity, text) in _joined(statements, fresh, vanished):
            ids[position] = identity
            changed.append(Inheritance(identity, text, statements[position].text))
    return _renamed(statements, ids), tuple(changed)


def _by_owner_of_earlier(earlier: Earlier) -> dict[str, list[tuple[StatementId, str]]]:
    owners = defaultdict[str, list[tuple[StatementId, str]]](list)
    for identity, text in earlier:
        owners[identity.rpartition("/")[0]].append((identity, text))
    return owners


def _by_owner(statements: tuple[Statement, ...]) -> dict[str, list[int]]:
    owners = defaultdict[str, list[int]](list)
    for position, statement in enumerate(statements):
        owners[statement.owner].append(position)
    return owners


def _keep_unchanged(
    statements: tuple[Statement, ...],
    positions: list[int],
    earlier: list[tuple[StatementId, str]],
    ids: dict[int, StatementId],
) -> list[tuple[StatementId, str]]:
    waiting = defaultdict[str, list[int]](list)
    for position in reversed(positions):
        waiting[statements[position].text].append(position)
    vanished = []
    for identity, text in earlier:
        if waiting[text]:
            ids[waiting[text].pop()] = identity
        else:
            vanished.append((identity, text))
    return vanished


def _joined(
    statements: tuple[Statement, ...], fresh: list[int], vanished: list[tuple[StatementId, str]]
) -> Iterator[tuple[int, tuple[StatementId, str]]]:
    if len(fresh) * len(vanished) > COMPARISON_LIMIT:
        return
    ranked = sorted(
        (-ratio, order, position)
        for order, (_, text) in enumerate(vanished)
        for position in fresh
        if (ratio := _resemblance(text, statements[position].text)) >= RESEMBLANCE
    )
    left_old, left_new = set(range(len(vanished))), set(fresh)
    for _, order, position in ranked:
        if order in left_old and position in left_new:
            left_old.remove(order)
            left_new.remove(position)
            yield position, vanished[order]


def _resemblance(old: str, new: str) -> float:
    limit = COMPARED_CHARACTERS
    matcher = difflib.SequenceMatcher(None, old[:limit], new[:limit])
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < RESEMBLANCE:
        return 0.0
    return matcher.ratio()


def _renamed(
    statements: tuple[Statement, ...], ids: dict[int, StatementId]
) -> tuple[Statement, ...]:
    free = _FreeIds(set(ids.values()))
    return tuple(
        replace(statement, id=ids.get(position) or free.take(statement))
        for position, statement in enumerate(statements)
    )
