"""Scenarios -> pytest modules, one a resource."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from codegen.contract import Contract, SecretType
from codegen.render import Renderer, literal
from codegen.scenario import (
    Exchange,
    FormRequest,
    Given,
    JsonRequest,
    JsonValue,
    Scenario,
    Stored,
    StoredHash,
    StoredValues,
    TextRequest,
    Together,
)
from codegen.testgen.expressions import (
    assertion,
    equality,
    query_expression,
    text_expression,
    value_expression,
    variable,
)
from codegen.types import File

VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Test:
    """One test function as the template writes it."""

    name: str
    quote: str
    arguments: tuple[str, ...]
    lines: tuple[str, ...]
    parameter: str | None
    parameters: tuple[tuple[JsonValue, str], ...]


def test_modules(
    contract: Contract, scenarios: Sequence[Scenario], renderer: Renderer
) -> tuple[File, ...]:
    """The emitted test modules. Their text is not formatted yet."""
    resources = dict.fromkeys(contract.entity(e.entity).plural for e in contract.endpoints)
    files = []
    for resource in resources:
        own = [s for s in scenarios if resource_of(contract, s) == resource]
        tests = [_test(contract, group) for group in _groups(own)]
        text = renderer.render(
            "tests/scenarios.py.j2",
            resource=resource,
            tests=tests,
            imports=_imports(contract, own, tests),
        )
        files.append(File(f"tests/test_{resource}.py", text))
    return tuple(files)


def node_id(contract: Contract, scenario: Scenario, grouped: bool) -> str:
    """The pytest node that runs a Scenario; ``grouped`` if others share its function."""
    variant = f"[{scenario.variant}]" if grouped else ""
    return f"tests/test_{resource_of(contract, scenario)}.py::test_{scenario.name}{variant}"


def node_ids(contract: Contract, scenarios: Sequence[Scenario]) -> dict[str, Scenario]:
    """Every Scenario by the pytest node that runs it."""
    return {
        node_id(contract, scenario, _is_parametrized(group)): scenario
        for group in _groups(scenarios)
        for scenario in group
    }


def resource_of(contract: Contract, scenario: Scenario) -> str:
    """The resource whose module holds a Scenario: that of the first endpoint it covers."""
    endpoint = next(e for e in contract.endpoints if e.key == scenario.endpoints[0])
    return contract.entity(endpoint.entity).plural


def _groups(scenarios: Sequence[Scenario]) -> list[list[Scenario]]:
    """Scenarios of one name, in the order in which the names came first."""
    order = {name: n for n, name in enumerate(dict.fromkeys(s.name for s in scenarios))}
    ordered = sorted(scenarios, key=lambda s: order[s.name])
    return [list(group) for _, group in groupby(ordered, key=lambda s: s.name)]


def _is_parametrized(group: Sequence[Scenario]) -> bool:
    return len(group) > 1


@dataclass(frozen=True, slots=True)
class _Parameter:
    """What varies between the Scenarios of a group: a field of the last body, or all of it.

    ``varied`` are the places of the last exchange's expectations that expect the very same value.
    """

    name: str
    field: str | None
    values: tuple[tuple[JsonValue, str], ...]
    varied: frozenset[int]


def _test(contract: Contract, group: Sequence[Scenario]) -> Test:
    first = group[0]
    parameter = _parameter(group) if _is_parametrized(group) else None
    lines = tuple(_lines(contract, first, parameter))
    fixtures = ("together", "client", "app")
    used = tuple(f for f in fixtures if any(f"{f}(" in line or f"{f}." in line for line in lines))
    if parameter is None:
        return Test(first.name, first.quote, used, lines, None, ())
    arguments = (*used, parameter.name)
    return Test(first.name, first.quote, arguments, lines, parameter.name, parameter.values)


def _parameter(group: Sequence[Scenario]) -> _Parameter:
    bodies = [_last_body(scenario) for scenario in group]
    field = _differing_field(bodies)
    found = [body[field] if field and isinstance(body, dict) else body for body in bodies]
    values = tuple((v, s.variant or "") for v, s in zip(found, group, strict=True))
    name = variable(field) if field else "body"
    return _Parameter(name, field, values, frozenset(_varied(group, found)))


def _varied(group: Sequence[Scenario], values: Sequence[JsonValue]) -> Iterator[int]:
    columns = zip(*(scenario.exchanges[-1].expectations for scenario in group), strict=True)
    for place, column in enumerate(columns):
        expected = [_text(expectation.value) for expectation in column]
        if len(set(expected)) > 1:
            known = expected == [_text(value) for value in values]
            assert known, f"{group[0].name} expects what no parameter explains"
            yield place


def _last_body(scenario: Scenario) -> JsonValue:
    body = scenario.exchanges[-1].body
    if isinstance(body, JsonRequest):
        return body.value
    return body.text if isinstance(body, TextRequest) else None


def _differing_field(bodies: Sequence[JsonValue]) -> str | None:
    first = bodies[0]
    if not isinstance(first, dict):
        return None
    shared = [body for body in bodies if isinstance(body, dict) and body.keys() == first.keys()]
    if len(shared) < len(bodies):
        return None
    differing = [k for k in first if any(_text(b[k]) != _text(first[k]) for b in shared)]
    return differing[0] if len(differing) == 1 else None


def _text(value: JsonValue) -> str:
    """A text that tells 1, 1.0 and true apart."""
    return json.dumps(value, sort_keys=True)


def _lines(contract: Contract, scenario: Scenario, parameter: _Parameter | None) -> Iterator[str]:
    for given in scenario.given:
        yield from _given_lines(contract, given)
    names: set[str] = set()
    last = len(scenario.exchanges) - 1
    for number, exchange in enumerate(scenario.exchanges):
        yield from _Writer(
            exchange, frozenset(names), parameter if number == last else None
        ).lines()
        names |= {capture.name for capture in exchange.captures}
    for stored in scenario.stored:
        yield from _stored_lines(stored)


def _stored_lines(stored: Stored) -> Iterator[str]:
    yield "with app.app_context():"
    yield f"    row = db.session.scalars(select({stored.entity})).one()"
    match stored:
        case StoredHash(field=name, secret=secret):
            yield f"    assert password_hash.verify({literal(secret)}, row.{name}_hash)"
        case StoredValues(values=values):
            yield from (f"    assert {equality(f'row.{name}', value)}" for name, value in values)
        case _:
            assert_never(stored)


def _given_lines(contract: Contract, given: Given) -> Iterator[str]:
    entity = contract.entity(given.entity)
    values = []
    for name, value in given.values:
        if name != "id" and isinstance(entity.field(name).type, SecretType):
            values.append(f"{name}_hash=password_hash.hash({value_expression(value)})")
        else:
            values.append(f"{name}={value_expression(value)}")
    yield "with app.app_context():"
    yield f"    db.session.add({given.entity}({', '.join(values)}))"
    yield "    db.session.commit()"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one exchange; ``names`` are what the exchanges before it captured."""

    exchange: Exchange
    names: frozenset[str]
    parameter: _Parameter | None

    def lines(self) -> Iterator[str]:
        exchange = self.exchange
        arguments = ", ".join([self._text(exchange.path), *self._arguments()])
        known = exchange.method in VERBS
        verb = f"client.{exchange.method.lower()}(" if known else "client.open("
        method = "" if known else f", method={exchange.method!r}"
        if exchange.together is None:
            yield f"response = {verb}{arguments}{method})"
            yield f"assert response.status_code == {exchange.status}"
        else:
            yield from self._together_lines(exchange.together, arguments)
        varied = self.parameter.varied if self.parameter else frozenset()
        for place, expectation in enumerate(exchange.expectations):
            right = self.parameter.name if self.parameter and place in varied else None
            yield assertion(expectation, self.names, right)
        for capture in exchange.captures:
            yield f"{variable(capture.name)} = {query_expression(capture.query)}"

    def _together_lines(self, together: Together, arguments: str) -> Iterator[str]:
        status, count, others = self.exchange.status, together.count, together.others_status
        expected = {status: count} if others is None else {status: 1, others: count - 1}
        yield f"responses = together({count}, {self.exchange.method!r}, {arguments})"
        yield f"assert Counter(r.status_code for r in responses) == {expected!r}"
        if self.exchange.expectations or self.exchange.captures:
            yield f"response = next(r for r in responses if r.status_code == {status})"

    def _arguments(self) -> Iterator[str]:
        if self.exchange.query:
            yield f"query_string=MultiDict([{self._pairs(self.exchange.query)}])"
        headers = [(k, v) for k, v in self.exchange.headers if k.lower() != "content-type"]
        if headers:
            pairs = ", ".join(f"{k!r}: {self._text(v)}" for k, v in headers)
            yield f"headers={{{pairs}}}"
        match self.exchange.body:
            case JsonRequest(None) if self.parameter is None:
                yield 'data="null", content_type="application/json"'  # json=None sends no body
            case JsonRequest(value):
                yield f"json={self._json(value)}"
            case FormRequest(pairs=form):
                yield f"data=MultiDict([{self._pairs(form)}])"
            case TextRequest(text):
                yield f"data={self.parameter.name if self.parameter else self._text(text)}"
        for name, value in self.exchange.headers:
            if name.lower() == "content-type":
                yield f"content_type={self._text(value)}"

    def _json(self, value: JsonValue) -> str:
        parameter = self.parameter
        if parameter is None:
            return value_expression(value, self.names)
        if parameter.field is None or not isinstance(value, dict):
            return parameter.name
        values = {k: value_expression(v, self.names) for k, v in value.items()}
        values[parameter.field] = parameter.name
        return "{" + ", ".join(f"{literal(k)}: {v}" for k, v in values.items()) + "}"

    def _pairs(self, pairs: Sequence[tuple[str, str]]) -> str:
        return ", ".join(f"({self._text(k)}, {self._text(v)})" for k, v in pairs)

    def _text(self, text: str) -> str:
        return text_expression(text, self.names)


def _imports(contract: Contract, scenarios: Sequence[Scenario], tests: Sequence[Test]) -> list[str]:
    """The import lines that the tests of one module need, in isort's order."""
    text = "\n".join(line for test in tests for line in test.lines)
    entities = sorted(
        {g.entity for s in scenarios for g in s.given}
        | {r.entity for s in scenarios for r in s.stored}
    )
    extensions = [name for name in ("db", "password_hash") if f"{name}." in text]
    app = contract.app
    groups = (
        (
            ("import re", "re.search(" in text),
            ("from collections import Counter", "Counter(" in text),
        ),
        (
            ("import pytest", any(test.parameters for test in tests)),
            ("from sqlalchemy import select", "select(" in text),
            ("from werkzeug.datastructures import MultiDict", "MultiDict(" in text),
        ),
        (
            (f"from {app}.extensions import {', '.join(extensions)}", bool(extensions)),
            (f"from {app}.models import {', '.join(entities)}", bool(entities)),
        ),
    )
    shown = [[line for line, needed in group if needed] for group in groups]
    return [line for group in shown if group for line in [*group, ""]]
