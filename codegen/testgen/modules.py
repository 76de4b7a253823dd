"""Scenarios -> pytest modules, one a resource."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from codegen.contract import Contract, IntegerType, SecretType
from codegen.render import Renderer, literal
from codegen.scenario import (
    CookieValue,
    Exchange,
    Given,
    JsonRequest,
    JsonValue,
    MultipartRequest,
    Scenario,
    Stored,
    StoredHash,
    StoredValues,
    TextRequest,
)
from codegen.testgen.exchanges import Parameter, Writer
from codegen.testgen.expressions import (
    equality,
    stored_expression,
    value_expression,
    variable,
)
from codegen.testgen.names import free
from codegen.types import File


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
    files = []
    for resource in contract.resources:
        own = [s for s in scenarios if resource_of(contract, s) == resource]
        tests = [_test(contract, name, group) for name, group in _groups(own)]
        text = renderer.render(
            "tests/scenarios.py.j2",
            resource=resource,
            tests=tests,
            imports=_imports(contract, own, tests),
        )
        files.append(File(f"tests/test_{resource}.py", text))
    return tuple(files)


def node_ids(contract: Contract, scenarios: Sequence[Scenario]) -> dict[str, Scenario]:
    """Every Scenario by the pytest node that runs it."""
    found = {}
    for resource in contract.resources:
        own = [s for s in scenarios if resource_of(contract, s) == resource]
        for name, group in _groups(own):
            for scenario in group:
                variant = f"[{scenario.variant}]" if _is_parametrized(group) else ""
                found[f"tests/test_{resource}.py::test_{name}{variant}"] = scenario
    return found


def resource_of(contract: Contract, scenario: Scenario) -> str:
    """The resource whose module holds a Scenario: that of the first endpoint it covers."""
    return contract.resource(contract.endpoint(scenario.endpoints[0]))


def fixtures_used(scenarios: Sequence[Scenario]) -> frozenset[str]:
    """The fixtures that not every test needs (``together``, ``now``, ``services``), and ``files together`` where files are sent so."""
    exchanges = [exchange for scenario in scenarios for exchange in scenario.exchanges]
    used = {
        "together": any(exchange.together for exchange in exchanges),
        "now": any(exchange.now for exchange in exchanges),
        "log_in": any(exchange.asked_by for exchange in exchanges),
        "files together": any(e.together and _has_files(e) for e in exchanges),
        "services": any(exchange.services or exchange.called for exchange in exchanges),
    }
    return frozenset(name for name, needed in used.items() if needed)


def _has_files(exchange: Exchange) -> bool:
    return isinstance(exchange.body, MultipartRequest) and bool(exchange.body.files)


def _groups(scenarios: Sequence[Scenario]) -> list[tuple[str, list[Scenario]]]:
    """The Scenarios of each test of one module, and the test's name; the first of a name keeps it.

    Variants of one name are one test; the others stand alone, whatever they are called.
    """
    groups: dict[tuple[object, ...], list[Scenario]] = {}
    for number, scenario in enumerate(scenarios):
        alone = number if scenario.variant is None else None
        groups.setdefault((scenario.name, scenario.origin, alone), []).append(scenario)
    named: dict[str, list[Scenario]] = {}
    for group in groups.values():
        named[free(group[0].name, named)] = group
    return list(named.items())


def _is_parametrized(group: Sequence[Scenario]) -> bool:
    return len(group) > 1


def _test(contract: Contract, name: str, group: Sequence[Scenario]) -> Test:
    first = group[0]
    parameter = _parameter(group) if _is_parametrized(group) else None
    lines = tuple(_lines(contract, first, parameter))
    used = tuple(_fixtures(first))
    if parameter is None:
        return Test(name, first.quote, used, lines, None, ())
    arguments = (*used, parameter.name)
    return Test(name, first.quote, arguments, lines, parameter.name, parameter.values)


def _fixtures(scenario: Scenario) -> Iterator[str]:
    """The fixtures that a Scenario's test takes."""
    own = fixtures_used((scenario,))
    if "together" in own:
        yield "together"
    if any(_uses_client(exchange) for exchange in scenario.exchanges):
        yield "client"
    if scenario.given or scenario.stored or any(e.settings for e in scenario.exchanges):
        yield "app"
    if "now" in own:
        yield "now"
    if "log_in" in own:
        yield "log_in"
    if "services" in own:
        yield "services"


def _uses_client(exchange: Exchange) -> bool:
    queries = [expectation.query for expectation in exchange.expectations]
    asks = any(isinstance(query, CookieValue) for query in queries)
    return exchange.together is None or bool(exchange.cookies) or asks


def _parameter(group: Sequence[Scenario]) -> Parameter:
    bodies = [_last_body(scenario) for scenario in group]
    field = _differing_field(bodies)
    found = [body[field] if field and isinstance(body, dict) else body for body in bodies]
    values = tuple((v, s.variant or "") for v, s in zip(found, group, strict=True))
    name = variable(field) if field else "body"
    return Parameter(name, field, values, frozenset(_varied(group, found)))


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


def _lines(contract: Contract, scenario: Scenario, parameter: Parameter | None) -> Iterator[str]:
    for given in scenario.given:
        yield from _given_lines(contract, given)
    names: set[str] = set()
    last = len(scenario.exchanges) - 1
    for number, exchange in enumerate(scenario.exchanges):
        yield from Writer(exchange, frozenset(names), parameter if number == last else None).lines()
        names |= {capture.name for capture in exchange.captures}
    for stored in scenario.stored:
        yield from _stored_lines(contract, stored)


def _stored_lines(contract: Contract, stored: Stored) -> Iterator[str]:
    yield "with app.app_context():"
    if contract.rows_of(stored.entity) or (isinstance(stored, StoredValues) and stored.is_newest):
        newest = f"select({stored.entity}).order_by({stored.entity}.id.desc()).limit(1)"
        yield f"    row = db.session.scalars({newest}).one()"
    else:
        yield f"    row = db.session.scalars(select({stored.entity})).one()"
    match stored:
        case StoredHash(field=name, secret=secret):
            yield f"    assert password_hash.verify({literal(secret)}, row.{name}_hash)"
        case StoredValues(values=values):
            kinds = {field.name: field.type for field in contract.entity(stored.entity).fields}
            for name, value in values:
                yield f"    assert {equality(f'row.{name}', kinds.get(name), value)}"
        case _:
            assert_never(stored)


def _given_lines(contract: Contract, given: Given) -> Iterator[str]:
    yield "with app.app_context():"
    yield f"    db.session.add({given.entity}({row_arguments(contract, given)}))"
    yield "    db.session.commit()"


def row_arguments(contract: Contract, given: Given) -> str:
    """The arguments of the class whose row that is."""
    entity = contract.entity(given.entity)
    values = []
    for name, value in given.values:
        kind = IntegerType(minimum=1, maximum=1) if name == "id" else entity.field(name).type
        if isinstance(kind, SecretType) and value is not None:
            values.append(f"{name}_hash=password_hash.hash({value_expression(value)})")
        elif not isinstance(kind, SecretType):
            values.append(f"{name}={stored_expression(kind, value)}")
    return ", ".join(values)


def _imports(contract: Contract, scenarios: Sequence[Scenario], tests: Sequence[Test]) -> list[str]:
    """The import lines that the tests of one module need, in isort's order."""
    text = "\n".join(line for test in tests for line in test.lines)
    entities = sorted(
        {g.entity for s in scenarios for g in s.given}
        | {r.entity for s in scenarios for r in s.stored}
    )
    extensions = [name for name in ("db", "password_hash") if f"{name}." in text]
    times = [name for name in ("date", "datetime") if f"{name}.fromisoformat(" in text]
    app = contract.app
    groups = (
        (
            ("import re", "re.search(" in text or "re.fullmatch(" in text),
            ("from collections import Counter", "Counter(" in text),
            (f"from datetime import {', '.join(times)}", bool(times)),
            ("from io import BytesIO", "BytesIO(" in text),
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
