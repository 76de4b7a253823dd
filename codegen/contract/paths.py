"""The paths of a contract, seen together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from codegen.contract.endpoints import Endpoint

PROBES: Final = ("/health", "/ready")
"""The paths by which whoever runs an app asks whether it is up, and ready."""


def words_beside_numbers(endpoints: Iterable[Endpoint]) -> tuple[str, ...]:
    """The words that stand in a path where another path has a number: ``count`` of ``/todos/count`` beside ``/todos/{id}``."""
    every = tuple(endpoints)
    pairs = product(every, (each.path.split("/") for each in every))
    return tuple(sorted({word for one, other in pairs for word in _words(one, other)}))


def _words(endpoint: Endpoint, other: Sequence[str]) -> Iterator[str]:
    """The words of another path that stand where the endpoint's has numbers, if both could be meant otherwise."""
    own = endpoint.path.split("/")
    numbers = {f"{{{each.name}}}" for each in endpoint.path_numbers}
    alike = [a == b or a in numbers or "{" in b for a, b in zip(own, other, strict=False)]
    if len(own) == len(other) and all(alike):
        yield from (b for a, b in zip(own, other, strict=True) if a in numbers and "{" not in b)


def free_probes(endpoints: Iterable[Endpoint]) -> tuple[str, ...]:
    """The probes, where no endpoint could be meant by the path of one; else none."""
    every = tuple(endpoints)
    texts = tuple(place for each in every for place in each.places(is_number=False))
    is_taken = any(path.startswith(texts) for path in PROBES)
    return () if is_taken or {each.path for each in every} & set(PROBES) else PROBES
