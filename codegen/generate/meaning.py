"""What a slice depends on: its digest is how a later build knows that nothing has to be asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codegen.contract import (
    Body,
    Contract,
    Endpoint,
    FormBody,
    Item,
    JsonBody,
    MultipartBody,
    Shape,
    ShapeType,
    StatementId,
)
from codegen.generate.wanted import functions_named
from codegen.types import Digest, JsonValue, digest_of


@dataclass(frozen=True, slots=True)
class Meaning:
    """Digests of what slices stand for. ``texts`` are the statements' texts by id."""

    contract: Contract
    texts: Mapping[StatementId, str]

    def of_template(self, items: Sequence[Item], further: JsonValue = None) -> Digest:
        """The meaning of a slice that templates write: contract items, what is said of them, and ``further``."""
        dumped = dump(items)
        meaning = [self.contract.app, dumped, self._sentences(dumped)]
        return self._digest([*meaning, *([further] if further else [])])

    def of_wanted(self, items: Sequence[Item], uses: Iterable[str], further: JsonValue) -> Digest:
        """The meaning of a slice that a model writes: also what it may call, and ``further`` words of its own."""
        dumped = dump(items)
        known = self._known(frozenset(uses))
        return self._digest([self.contract.app, dumped, self._sentences(dumped), known, further])

    def rules(self, endpoint: Endpoint) -> JsonValue:
        """The texts of the statements of the contract's rules about an endpoint."""
        about = [rule for rule in self.contract.rules if endpoint.key in rule.endpoints]
        return [*self._sentences(dump(about))]

    def _known(self, uses: frozenset[str]) -> JsonValue:
        contract = self.contract
        entities = [entity.uncited() for entity in contract.entities if entity.name in uses]
        called = [service.uncited() for service in contract.services if service.name in uses]
        return {
            **({"services": dump(called)} if called else {}),
            "entities": dump(entities),
            "functions": [list(pair) for pair in functions_named(contract, uses)],
            "constants": [constant.name for constant in contract.constants],
            **(
                {"settings": [each.name for each in contract.settings]} if contract.settings else {}
            ),
            "packages": [[package.name, *package.imports] for package in contract.packages],
        }

    def _sentences(self, dumped: JsonValue) -> Sequence[str]:
        cited = sorted({StatementId(value) for value in _statements(dumped)})
        return [self.texts.get(statement, "") for statement in cited]

    def _digest(self, meaning: Sequence[object]) -> Digest:
        return digest_of(json.dumps(meaning, sort_keys=True))


def dump(items: Iterable[Item]) -> list[JsonValue]:
    """Contract items as JSON values."""
    return [item.model_dump(mode="json") for item in items]


def shapes_of(contract: Contract, endpoints: Iterable[Endpoint]) -> tuple[Shape, ...]:
    """The shapes of the bodies of these endpoints and the shapes in those, in the contract's order."""
    bodies = (
        body
        for endpoint in endpoints
        for body in (endpoint.request, endpoint.success.body, *(c.body for c in endpoint.cases))
    )
    return shapes_in(contract, filter(None, map(shape_name, bodies)))


def shapes_in(contract: Contract, names: Iterable[str]) -> tuple[Shape, ...]:
    """The shapes of these names and the shapes in those, in the contract's order."""
    waiting, found = [*names], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            members = contract.shape(name).members
            waiting.extend(m.type.shape for m in members if isinstance(m.type, ShapeType))
    return tuple(shape for shape in contract.shapes if shape.name in found)


def shape_name(body: Body) -> str | None:
    """The name of the shape that a body has, if it has one."""
    return body.shape if isinstance(body, JsonBody | FormBody | MultipartBody) else None


def _statements(value: object) -> Iterator[str]:
    """Every statement id that stands in dumped contract items."""
    if isinstance(value, dict):
        found = value.get("statement")
        if isinstance(found, str):
            yield found
        for inner in value.values():
            yield from _statements(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _statements(inner)
