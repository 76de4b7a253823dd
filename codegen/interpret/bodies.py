"""The body that a Contract says must come, against what an example expects of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from codegen.contract import JsonBody, ProblemBody
from codegen.interpret.facts import shortened
from codegen.interpret.simulate import Predicted
from codegen.scenario import Expectation, JsonPath, JsonValue


@dataclass(frozen=True, slots=True)
class Body:
    """A body's members: those with a known value, and those that are there with some value."""

    known: Mapping[str, JsonValue]
    others: frozenset[str]
    open: bool = False  # there may be members that are not listed

    def has(self, name: str) -> bool | None:
        """Whether the body has a member; None where that is open."""
        if name in self.known or name in self.others:
            return True
        return None if self.open else False


def body_of(predicted: Predicted) -> Body:
    """The body of the answer that comes."""
    answer = predicted.answer
    match answer.body:
        case JsonBody(fields=fields, message=message):
            known = {name: predicted.sent[name] for name in fields if name in predicted.sent}
            said: dict[str, JsonValue] = {} if message is None else {"message": message}
            return Body({**known, **said}, frozenset(fields) - known.keys())
        case ProblemBody(detail=detail):
            said = {"status": answer.status}
            if detail is not None:
                said["detail"] = detail
            return Body(said, frozenset(("type", "title", "detail")) - said.keys(), open=True)
        case _:
            return Body({}, frozenset(), open=True)


def contradiction(expectation: Expectation, body: Body) -> str | None:
    """Why the body cannot be what is expected, or None."""
    if not isinstance(expectation.query, JsonPath):
        return None
    steps, value = expectation.query.steps, expectation.value
    if steps == () and expectation.predicate == "==" and not expectation.negated:
        return _whole_contradiction(value, body)
    if len(steps) != 1 or not isinstance(steps[0], str) or steps[0] == "*":
        return None
    there = body.has(steps[0])
    if expectation.predicate == "exists":
        wrong = there is not None and there == expectation.negated
        return _member_cause(steps[0], there=not expectation.negated) if wrong else None
    if expectation.predicate != "==" or expectation.negated:
        return None
    if there is False:
        return _member_cause(steps[0], there=True)
    differs = steps[0] in body.known and not _equal(body.known[steps[0]], value)
    return f"the example expects another {steps[0]!r} than the spec says" if differs else None


def _whole_contradiction(value: JsonValue, body: Body) -> str | None:
    if not isinstance(value, dict):
        return "the example expects a body that is no JSON object"
    for name in value:
        if body.has(name) is False:
            return _member_cause(name, there=True)
        if name in body.known and not _equal(body.known[name], value[name]):
            return f"the example expects another {name!r} than the spec says"
    missing = sorted((body.known.keys() | body.others) - value.keys())
    return f"the example's body leaves out {missing[0]!r}" if missing else None


def _member_cause(name: str, *, there: bool) -> str:
    if there:
        return f"the example expects {name!r} in an answer that has no such member"
    return f"the example expects no {name!r} in an answer that has it"


def _equal(one: JsonValue, other: JsonValue) -> bool:
    templated = isinstance(other, str) and "{{" in other
    return templated or (isinstance(one, bool) == isinstance(other, bool) and one == other)


def shown(body: Body) -> str:
    """The members that are known, as a message shows them."""
    return shortened(json.dumps(dict(body.known), ensure_ascii=False))
