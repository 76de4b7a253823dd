"""Contract -> slices: what each entity and endpoint owns of the app's modules, by template."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from codegen.contract import (
    Case,
    Citations,
    Contract,
    Duplicate,
    EmptyBody,
    Endpoint,
    Entity,
    EntityField,
    Item,
    JsonBody,
    ProblemBody,
    RuleBroken,
    SecretType,
    StatementId,
    TextType,
)
from codegen.openapi import schema_name
from codegen.python import format_python, naming
from codegen.record import LockedDefinition, LockedSlice
from codegen.render import Renderer, literal
from codegen.splice import compose
from codegen.tables import Column, columns
from codegen.types import digest_of

POINTS = ("before_validation", "before_write", "after_write", "response")
"""Where a further rule's function may be called in the body of a standard operation."""

NAMES_IN_VIEWS = frozenset({"abort", "body", "db", "password_hash", "read_json", "select"})
PYTHON_TYPES = {"String": "str", "Integer": "int", "BigInteger": "int", "Boolean": "bool"}


def generate(
    contract: Contract,
    texts: Mapping[StatementId, str],
    renderer: Renderer,
    locked: Iterable[LockedSlice] = (),
) -> tuple[LockedSlice, ...]:
    """The slices of a Contract: entities first, each in the contract's order.

    A slice whose meaning is that of a locked one takes its result from there.

    Args:
        texts: the statements' texts by id.
        locked: the slices of the accepted build.
    """
    accepted = {(item.name, item.meaning): item for item in locked}
    slices = (
        *_entity_slices(contract, texts, renderer),
        *_endpoint_slices(contract, texts, renderer),
    )
    return tuple(accepted.get((item.name, item.meaning), item) for item in slices)


def definitions_in(slices: Iterable[LockedSlice], module: str) -> list[str]:
    """What the slices define in one module (``routes/users.py``), in their order."""
    return [d.text for item in slices for d in item.definitions if d.module == module]


def is_stated(case: Case) -> bool:
    """Whether a case was stated in the spec and is one that the request's schema answers."""
    return bool(case.citations) and not isinstance(case.when, Duplicate | RuleBroken)


def _entity_slices(
    contract: Contract, texts: Mapping[StatementId, str], renderer: Renderer
) -> Iterator[LockedSlice]:
    for entity in contract.entities:
        imported = ("BigInteger", "String", "false", "true")
        text = renderer.render(
            "data/model.py.j2",
            app=contract.app,
            entity=entity,
            description=_sentence(entity.citations, texts, f"A row of {entity.plural}"),
            imports=[f"from sqlalchemy import {name}" for name in imported],
            columns=[_model_column(column) for column in columns(entity)],
        )
        name = f"entity-{_file_name(entity.name)}"
        yield _slice(name, (entity,), texts, {"models.py": text}, contract.app)


def _sentence(cited: Citations, texts: Mapping[StatementId, str], otherwise: str) -> str:
    """The first sentence that is cited, or other words where none is."""
    return next((texts[c.statement] for c in cited if c.statement in texts), otherwise)


def _model_column(column: Column) -> dict[str, object]:
    annotation = PYTHON_TYPES[column.type.name] + (" | None" if column.nullable else "")
    arguments = [str(column.type)] if column.type.name in ("String", "BigInteger") else []
    if column.unique:
        arguments.append("unique=True")
    if column.server_default is not None:
        arguments.append(f"server_default={_server_default(column.server_default)}")
    return {"name": column.name, "annotation": annotation, "arguments": arguments}


def _server_default(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true()" if value else "false()"
    return literal(str(value))


def _endpoint_slices(
    contract: Contract, texts: Mapping[StatementId, str], renderer: Renderer
) -> Iterator[LockedSlice]:
    for endpoint in contract.endpoints:
        resource = contract.entity(endpoint.entity).plural
        modules = {
            "schemas.py": _schemas(contract, endpoint, renderer),
            f"routes/{resource}.py": _view(contract, endpoint, texts, renderer),
        }
        name = f"endpoint-{endpoint.method.lower()}-{_file_name(endpoint.name)}"
        items = (endpoint, contract.entity(endpoint.entity))
        yield _slice(name, items, texts, modules, contract.app)


def _schemas(contract: Contract, endpoint: Endpoint, renderer: Renderer) -> str:
    request = renderer.render(
        "data/request.py.j2",
        app=contract.app,
        endpoint=endpoint,
        name=schema_name(endpoint, "Request"),
        fields=[_request_field(field) for field in contract.inputs(endpoint)],
        refusals=[_refusal(case) for case in endpoint.cases if is_stated(case)],
    )
    body = endpoint.success.body
    if not isinstance(body, JsonBody) or not body.fields:
        return request
    response = renderer.render(
        "data/response.py.j2",
        endpoint=endpoint,
        name=schema_name(endpoint, "Response"),
        fields=[_response_field(contract.entity(endpoint.entity), name) for name in body.fields],
        message=body.message,
    )
    return f"{request}\n\n{response}"


def _request_field(field: EntityField) -> dict[str, str]:
    """Name, annotation and default; limits stand with the type that they limit, null beside it."""
    plain = _annotation(field)
    limits = ", ".join(f"{name}={value}" for name, value in _limits(field))
    # The limits come first: pydantic takes those behind a validator for the limits of a list.
    further = [f"Field({limits})"] if limits else []
    further += ["Storable"] if plain == "str" else []
    annotation = f"Annotated[{plain}, {', '.join(further)}]" if further else plain
    if not field.required and field.default is None:
        return {"name": field.name, "annotation": f"{annotation} | None", "value": "None"}
    value = literal(field.default) if field.default is not None else ""
    return {"name": field.name, "annotation": annotation, "value": value}


def _annotation(field: EntityField) -> str:
    match field.type.kind:
        case "text" | "secret":
            return "str"
        case "integer":
            return "int"
        case "boolean":
            return "bool"
        case _:
            assert_never(field.type.kind)


def _limits(field: EntityField) -> Iterator[tuple[str, int]]:
    match field.type.kind:
        case "text" | "secret":
            assert isinstance(field.type, TextType | SecretType)
            if field.type.min_length:
                yield "min_length", field.type.min_length
            yield "max_length", field.type.max_length
        case "integer":
            yield "ge", field.type.minimum
            yield "le", field.type.maximum
        case "boolean":
            return
        case _:
            assert_never(field.type.kind)


def _refusal(case: Case) -> tuple[str, str, int, str | None]:
    detail = case.body.detail if isinstance(case.body, ProblemBody) else None
    return case.when.kind, getattr(case.when, "field", ""), case.status, detail


def _response_field(entity: Entity, name: str) -> dict[str, str]:
    if name == "id":
        return {"name": name, "annotation": "int"}
    field = entity.field(name)
    annotation = _annotation(field)
    optional = not field.required and field.default is None
    return {"name": name, "annotation": annotation + (" | None" if optional else "")}


def _view(
    contract: Contract, endpoint: Endpoint, texts: Mapping[StatementId, str], renderer: Renderer
) -> str:
    entity = contract.entity(endpoint.entity)
    body = endpoint.success.body
    return renderer.render(
        f"operations/{endpoint.operation}.py.j2",
        app=contract.app,
        endpoint=endpoint,
        entity=entity,
        resource=entity.plural,
        description=_sentence(endpoint.citations, texts, f"Answers {endpoint.key}"),
        row=_row_name(entity),
        request=schema_name(endpoint, "Request"),
        response=schema_name(endpoint, "Response"),
        values=[_value(field) for field in contract.inputs(endpoint)],
        duplicates=_duplicates(contract, endpoint),
        message_only=isinstance(body, JsonBody) and not body.fields,
        empty=isinstance(body, EmptyBody),
        points=dict.fromkeys(POINTS, ()),
    )


def _row_name(entity: Entity) -> str:
    name = _file_name(entity.name).replace("-", "_")
    return f"{name}_row" if name in NAMES_IN_VIEWS or keyword.iskeyword(name) else name


def _value(field: EntityField) -> tuple[str, str]:
    """The column that keeps a field, and the expression that fills it from ``body``."""
    if not isinstance(field.type, SecretType):
        return field.name, f"body.{field.name}"
    hashed = f"password_hash.hash(body.{field.name})"
    if not field.required and field.default is None:
        hashed = f"{hashed} if body.{field.name} is not None else None"
    return f"{field.name}_hash", hashed


def _duplicates(contract: Contract, endpoint: Endpoint) -> list[dict[str, object]]:
    """The answers to a taken value, the last one first to be certain: it needs no look at the rows."""
    nullable = {f.name: not f.required and f.default is None for f in contract.inputs(endpoint)}
    found: list[dict[str, object]] = []
    for case in endpoint.cases:
        if isinstance(case.when, Duplicate):
            _, field, status, detail = _refusal(case)
            answer = f"{status}, {literal(detail)}" if detail is not None else str(status)
            found.append({"field": field, "answer": answer, "nullable": nullable[field]})
    while len(found) > 1 and found[-2]["answer"] == found[-1]["answer"]:
        del found[-2]
    return found


def _slice(
    name: str,
    items: tuple[Item, ...],
    texts: Mapping[StatementId, str],
    modules: Mapping[str, str],
    app: str,
) -> LockedSlice:
    """A slice of its own item, the first, and of the others that its definitions depend on."""
    dumped = [item.model_dump(mode="json") for item in items]
    cited = sorted({StatementId(value) for value in _statements(dumped)})
    sentences = [texts.get(statement, "") for statement in cited]
    meaning = json.dumps([app, dumped, sentences], sort_keys=True)
    definitions = tuple(_definition(module, text, app) for module, text in modules.items())
    return LockedSlice(name, digest_of(meaning), dumped[0], definitions)


def _definition(module: str, text: str, app: str) -> LockedDefinition:
    with naming(module):
        return LockedDefinition(module, format_python(compose("", [text], app)))


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


def _file_name(words: str) -> str:
    """Words as a file name: ``POST /register`` is ``post-register``, ``LineItem`` ``line-item``."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", words)
    return re.sub(r"[^a-z0-9]+", "-", apart.lower()).strip("-")
