"""Scenarios -> pytest modules, one a resource."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
)
from codegen.testgen.expressions import (
    assertion,
    equality,
    query_expression,
    text_expression,
    value_expression,
)
from codegen.types import File

TAKEN_NAMES = frozenset(
    {"app", "client", "together", "request", "response", "responses", "migrated", "json"}
)
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


def _test(contract: Contract, group: Sequence[Scenario]) -> Test:
    first = group[0]
    parameter, values = _parameter(group) if _is_parametrized(group) else (None, ())
    if parameter:
        first = _with_parameter(group, parameter, [value for value, _ in values])
    lines = tuple(_lines(contract, first, parameter))
    fixtures = ("together", "client", "app")
    used = tuple(f for f in fixtures if any(f"{f}(" in line or f"{f}." in line for line in lines))
    arguments = (*used, *([parameter] if parameter else []))
    return Test(first.name, first.quote, arguments, lines, parameter, values)


def _parameter(group: Sequence[Scenario]) -> tuple[str, tuple[tuple[JsonValue, str], ...]]:
    """What differs between the Scenarios of a group: one field of the last body, or all of it."""
    bodies = [_last_body(scenario) for scenario in group]
    field = _differing_field(bodies)
    if field is None:
        return "body", tuple((b, s.variant or "") for b, s in zip(bodies, group, strict=True))
    name = f"{field}_value" if field in TAKEN_NAMES else field
    values = [body[field] if isinstance(body, dict) else None for body in bodies]
    return name, tuple((v, s.variant or "") for v, s in zip(values, group, strict=True))


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


def _with_parameter(
    group: Sequence[Scenario], parameter: str, values: Sequence[JsonValue]
) -> Scenario:
    """The group's first Scenario; what it expects of the varied value, it expects of the parameter."""
    last = group[0].exchanges[-1]
    columns = zip(*(scenario.exchanges[-1].expectations for scenario in group), strict=True)
    expectations = []
    for expectation, *others in columns:
        found = [_text(one.value) for one in (expectation, *others)]
        if found == [_text(value) for value in values] and len(set(found)) > 1:
            expectation = replace(expectation, value=f"{{{{{parameter}}}}}")
        else:
            assert len(set(found)) == 1, f"{group[0].name} expects what no parameter explains"
        expectations.append(expectation)
    last = replace(last, expectations=tuple(expectations))
    return replace(group[0], exchanges=(*group[0].exchanges[:-1], last))


def _text(value: JsonValue) -> str:
    """A text that tells 1, 1.0 and true apart."""
    return json.dumps(value, sort_keys=True)


def _lines(contract: Contract, scenario: Scenario, parameter: str | None) -> Iterator[str]:
    for given in scenario.given:
        yield from _given_lines(contract, given)
    last = len(scenario.exchanges) - 1
    for number, exchange in enumerate(scenario.exchanges):
        yield from _exchange_lines(exchange, parameter if number == last else None)
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
        if isinstance(entity.field(name).type, SecretType):
            values.append(f"{name}_hash=password_hash.hash({value_expression(value)})")
        else:
            values.append(f"{name}={value_expression(value)}")
    yield "with app.app_context():"
    yield f"    db.session.add({given.entity}({', '.join(values)}))"
    yield "    db.session.commit()"


def _exchange_lines(exchange: Exchange, parameter: str | None) -> Iterator[str]:
    arguments = ", ".join([text_expression(exchange.path), *_arguments(exchange, parameter)])
    verb = f"client.{exchange.method.lower()}(" if exchange.method in VERBS else "client.open("
    method = "" if exchange.method in VERBS else f", method={exchange.method!r}"
    if exchange.together is None:
        yield f"response = {verb}{arguments}{method})"
        yield f"assert response.status_code == {exchange.status}"
    else:
        yield from _together_lines(exchange, arguments)
    yield from (assertion(expectation) for expectation in exchange.expectations)
    for capture in exchange.captures:
        yield f"{capture.name} = {query_expression(capture.query)}"


def _together_lines(exchange: Exchange, arguments: str) -> Iterator[str]:
    assert exchange.together is not None
    count, others = exchange.together.count, exchange.together.others_status
    expected = (
        {exchange.status: count} if others is None else {exchange.status: 1, others: count - 1}
    )
    yield f"responses = together({count}, {exchange.method!r}, {arguments})"
    yield f"assert Counter(r.status_code for r in responses) == {expected!r}"
    if exchange.expectations or exchange.captures:
        yield f"response = next(r for r in responses if r.status_code == {exchange.status})"


def _arguments(exchange: Exchange, parameter: str | None) -> Iterator[str]:
    if exchange.query:
        pairs = ", ".join(
            f"({text_expression(k)}, {text_expression(v)})" for k, v in exchange.query
        )
        yield f"query_string=MultiDict([{pairs}])"
    headers = dict(exchange.headers)
    media_type = headers.pop("Content-Type", None)
    if headers:
        pairs = ", ".join(f"{k!r}: {text_expression(v)}" for k, v in headers.items())
        yield f"headers={{{pairs}}}"
    match exchange.body:
        case JsonRequest(value):
            yield f"json={_json_argument(value, parameter)}"
        case FormRequest(pairs=form):
            shown = ", ".join(f"({text_expression(k)}, {text_expression(v)})" for k, v in form)
            yield f"data=MultiDict([{shown}])"
        case TextRequest(text):
            yield f"data={parameter or text_expression(text)}"
    if media_type:
        yield f"content_type={text_expression(media_type)}"


def _json_argument(value: JsonValue, parameter: str | None) -> str:
    if parameter is None:
        return value_expression(value)
    if parameter == "body" or not isinstance(value, dict):
        return parameter
    field = parameter if parameter in value else parameter.removesuffix("_value")
    pairs = (
        f"{literal(k)}: {parameter if k == field else value_expression(v)}"
        for k, v in value.items()
    )
    return "{" + ", ".join(pairs) + "}"


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
