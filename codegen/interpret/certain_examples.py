"""Whether a spec's own examples go well with values that its limits certainly refuse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codegen.contract import Contract, Endpoint, EntityField, OutOfRange, TooLong, TooShort
from codegen.interpret.certain import Certain
from codegen.interpret.facts import Bounds, FieldFact, OperationFact, Said
from codegen.interpret.simulate import CannotTell, broken_by
from codegen.scenario import Exchange, JsonRequest, JsonValue, Scenario
from codegen.spec import Spec
from codegen.types import Location, Problem

_ALTERS = re.compile(
    r"long|short|cut|trunc|trim|strip|character|limit|range|at (?:most|least)|字符|截|长|短",
    re.IGNORECASE,
)
"""What a sentence has that may change how a limit is meant."""


def example_contradictions(
    spec: Spec, contract: Contract, certain: Certain, examples: Iterable[Scenario]
) -> Iterator[Problem]:
    """The requests of examples that should go well though a limit refuses them, in the spec's order.

    ``contract`` is what the grammar reads, and may lack whatever it does not.
    """
    reader = _Examples(spec, contract, certain)
    for example in examples:
        for exchange in example.exchanges:
            yield from reader.problems(exchange, exchange.location or example.location)


@dataclass(frozen=True, slots=True)
class _Examples:
    spec: Spec
    contract: Contract
    certain: Certain

    def problems(self, exchange: Exchange, place: Location | None) -> Iterator[Problem]:
        endpoint = self._endpoint(exchange)
        sent = exchange.body.value if isinstance(exchange.body, JsonRequest) else None
        if endpoint is None or not isinstance(sent, dict) or exchange.status >= 400:
            return
        for field in self.contract.inputs(endpoint):
            said = self._refused(endpoint, field, sent.get(field.name))
            if said and place and not self._may_change(field.name):
                cause = f"the example expects {exchange.status}, but {said.seen_from(place)} refuses its {field.name!r}"
                yield Problem(cause, "Change the example or the sentence.", place)

    def _endpoint(self, exchange: Exchange) -> Endpoint | None:
        """The endpoint, where it certainly makes a row of its entity."""
        key = f"{exchange.method} {exchange.path}"
        made = [fact.endpoint for fact in self.certain.facts if isinstance(fact, OperationFact)]
        keys = [self._full(name) for name in made]
        return next((e for e in self.contract.endpoints if e.key == key and key in keys), None)

    def _full(self, name: str) -> str:
        method, _, path = name.partition(" ")
        return f"{method} {self.certain.prefix}{path}"

    def _refused(self, endpoint: Endpoint, field: EntityField, value: JsonValue) -> Said | None:
        """Where the limit is said that refuses the value."""
        if value is None or (isinstance(value, str) and "{{" in value):
            return None
        try:
            broken = broken_by(field, value)
        except CannotTell:
            return None
        is_limit = isinstance(broken, TooShort | TooLong | OutOfRange)
        ends = self._ends(endpoint.entity, field, value) if is_limit else ()
        return next(iter(ends), None)

    def _ends(self, entity: str, field: EntityField, value: JsonValue) -> Iterator[Said]:
        size = len(value) if isinstance(value, str) else value
        for fact in self.certain.facts:
            if not isinstance(fact, FieldFact) or fact.endpoint is not None:
                continue
            if not isinstance(fact.trait, Bounds) or not isinstance(size, int):
                continue
            if (fact.field.entity, fact.field.field) == (entity, field.name):
                low, high = fact.trait.minimum, fact.trait.maximum
                if (low is not None and size < low) or (high is not None and size > high):
                    yield fact.said

    def _may_change(self, name: str) -> bool:
        """Whether a sentence that was not read may say how else the limit is meant."""
        for statement in self.spec.statements:
            if statement.id not in self.certain.whole and statement.section != "examples":
                is_named = name.lower() in statement.text.lower()
                alters = bool(_ALTERS.search(statement.text))
                if (is_named and alters) or (
                    statement.section != "background" and (is_named or alters)
                ):
                    return True
        return False
