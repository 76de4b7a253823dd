"""Where each statement of a spec lives in the code, which tests hold it, and how they ended."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from codegen.contract import (
    Answer,
    BooleanType,
    Case,
    Contract,
    Duplicate,
    Endpoint,
    Entity,
    EntityField,
    IntegerType,
    Invariant,
    Item,
    JsonBody,
    SecretType,
    StatementId,
    TextType,
)
from codegen.openapi import schema_name
from codegen.scenario import Scenario
from codegen.spec import Statement
from codegen.tables import column
from codegen.types import Candidate, Outcome

StatementVerdict: TypeAlias = Literal["tested", "untested", "failing"]


@dataclass(frozen=True, slots=True)
class Trace:
    """One statement of the spec.

    ``items`` are the contract items that cite it, in words; ``places`` are ``file:line``; ``tests`` are
    the nodes that cover it.
    """

    statement: StatementId
    line: str
    text: str
    items: tuple[str, ...]
    places: tuple[str, ...]
    tests: tuple[str, ...]
    verdict: StatementVerdict


@dataclass(frozen=True, slots=True)
class _Cited:
    """A contract item in words, and the definitions in which it lives: module and name."""

    words: str
    definitions: tuple[tuple[str, str], ...]


def items_by_statement(contract: Contract) -> dict[StatementId, list[str]]:
    """The contract items that cite each statement, in words."""
    return {
        statement: list(dict.fromkeys(item.words for item in items))
        for statement, items in _cited(contract).items()
    }


def trace(
    statements: Sequence[Statement],
    contract: Contract,
    candidate: Candidate,
    nodes: Mapping[str, Scenario],
    outcomes: Sequence[Outcome],
) -> tuple[Trace, ...]:
    """One row for each statement that is no background, in the spec's order."""
    cited = _cited(contract)
    lines = _Lines(candidate)
    verdicts = {outcome.node_id: outcome.verdict for outcome in outcomes}
    rows = []
    for statement in statements:
        if statement.section == "background":
            continue
        items = cited.get(statement.id, [])
        tests = tuple(
            node for node, s in nodes.items() if statement.id in s.covers and node in verdicts
        )
        definitions = dict.fromkeys(d for item in items for d in item.definitions)
        places = [place for module, name in definitions if (place := lines.place(module, name))]
        if not places:
            places = [place for node in tests[:1] if (place := lines.place(*_function(node)))]
        rows.append(
            Trace(
                statement=statement.id,
                line=str(statement.location),
                text=statement.text,
                items=tuple(dict.fromkeys(item.words for item in items)),
                places=tuple(places),
                tests=tests,
                verdict=_verdict([verdicts[node] for node in tests]),
            )
        )
    return tuple(rows)


def _verdict(verdicts: Sequence[str]) -> StatementVerdict:
    if any(verdict != "passed" for verdict in verdicts):
        return "failing"
    return "tested" if verdicts else "untested"


def _function(node: str) -> tuple[str, str]:
    path, _, name = node.partition("::")
    return path, name.partition("[")[0]


def _cited(contract: Contract) -> dict[StatementId, list[_Cited]]:
    found: dict[StatementId, list[_Cited]] = {}
    for item, cited in _items(contract):
        for citation in getattr(item, "citations", ()):
            found.setdefault(citation.statement, []).append(cited)
    return found


def _items(contract: Contract) -> Iterator[tuple[Item, _Cited]]:
    package = contract.app
    for entity in contract.entities:
        yield entity, _Cited(f"entity {entity.name}", ((f"{package}/models.py", entity.name),))
        for field in entity.fields:
            words = f"field {entity.name}.{field.name}: {_field_words(field)}"
            yield field, _Cited(words, tuple(_field_places(contract, entity, field)))
    for endpoint in contract.endpoints:
        view = _view(contract, endpoint)
        yield endpoint, _Cited(f"{endpoint.key}: {_operation_words(endpoint)}", (view,))
        success = f"{endpoint.key}: success: {_answer_words(endpoint.success)}"
        yield endpoint.success, _Cited(success, (view,))
        for case in endpoint.cases:
            yield case, _Cited(
                _case_words(endpoint, case), (_case_place(contract, endpoint, case),)
            )
    for invariant in contract.invariants:
        yield invariant, _invariant(contract, invariant)


def _field_places(
    contract: Contract, entity: Entity, field: EntityField
) -> Iterator[tuple[str, str]]:
    yield f"{contract.app}/models.py", f"{entity.name}.{column(field).name}"
    for endpoint in contract.endpoints:
        if isinstance(endpoint.request, JsonBody) and field in contract.inputs(endpoint):
            yield f"{contract.app}/schemas.py", f"{schema_name(endpoint, 'Request')}.{field.name}"


def _view(contract: Contract, endpoint: Endpoint) -> tuple[str, str]:
    resource = contract.entity(endpoint.entity).plural
    return f"{contract.app}/routes/{resource}.py", endpoint.name


def _field_words(field: EntityField) -> str:
    match field.type:
        case TextType(min_length=least, max_length=most):
            words = [f"text of {least} to {most} characters"]
        case SecretType(min_length=least, max_length=most):
            words = [f"secret of {least} to {most} characters"]
        case IntegerType(minimum=least, maximum=most):
            words = [f"whole number from {least} to {most}"]
        case BooleanType():
            words = ["yes or no"]
        case _:
            assert_never(field.type)
    words.append("required" if field.required else "optional")
    words += ["unique"] if field.unique else []
    words += [f"default {json.dumps(field.default)}"] if field.default is not None else []
    return ", ".join(words)


def _operation_words(endpoint: Endpoint) -> str:
    names = endpoint.request.fields if isinstance(endpoint.request, JsonBody) else ()
    return f"{endpoint.operation} a {endpoint.entity} from {', '.join(names)}"


def _answer_words(answer: Answer | Case) -> str:
    body = answer.body
    message = body.message if isinstance(body, JsonBody) else getattr(body, "detail", None)
    words = [str(answer.status)]
    words += [json.dumps(message, ensure_ascii=False)] if message is not None else []
    words += (
        [f"with {', '.join(body.fields)}"] if isinstance(body, JsonBody) and body.fields else []
    )
    return " ".join(words)


def _case_words(endpoint: Endpoint, case: Case) -> str:
    when = f"{case.when.kind.replace('_', ' ')} {getattr(case.when, 'field', '')}".rstrip()
    return f"{endpoint.key}: {when}: {_answer_words(case)}"


def _case_place(contract: Contract, endpoint: Endpoint, case: Case) -> tuple[str, str]:
    if isinstance(case.when, Duplicate):
        return _view(contract, endpoint)
    return f"{contract.app}/schemas.py", schema_name(endpoint, "Request")


def _invariant(contract: Contract, invariant: Invariant) -> _Cited:
    entity = contract.entity(invariant.entity)
    field = entity.field(invariant.field)
    views = [
        _view(contract, endpoint)
        for endpoint in contract.endpoints
        if endpoint.entity == entity.name and field in contract.inputs(endpoint)
    ]
    stored = (f"{contract.app}/models.py", f"{entity.name}.{column(field).name}")
    words = f"{entity.name}.{field.name} {invariant.kind.replace('_', ' ')}"
    return _Cited(words, (stored, *views))


class _Lines:
    """The line at which each top-level name, and each name in a class, is defined."""

    def __init__(self, candidate: Candidate) -> None:
        self._files = {file.path: file.text for file in candidate.files}
        self._known: dict[str, dict[str, int]] = {}

    def place(self, path: str, name: str) -> str | None:
        """``path:line`` of a definition, or None where a person has taken it out."""
        if path not in self._known:
            self._known[path] = dict(_defined(ast.parse(self._files.get(path, "")).body))
        line = self._known[path].get(name)
        return f"{path}:{line}" if line else None


def _defined(body: Sequence[ast.stmt], prefix: str = "") -> Iterator[tuple[str, int]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield f"{prefix}{node.name}", node.lineno
            yield from _defined(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield f"{prefix}{node.name}", node.lineno
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield f"{prefix}{node.target.id}", node.lineno
