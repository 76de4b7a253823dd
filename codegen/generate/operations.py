"""The schemas and the views of standard operations, by template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codegen.contract import (
    Citations,
    Contract,
    Duplicate,
    EmptyBody,
    Endpoint,
    EntityField,
    JsonBody,
    SecretType,
    StatementId,
)
from codegen.fields import schema_name
from codegen.generate.wanted import row_name
from codegen.render import Renderer, literal
from codegen.schemas import parameter_definitions, refusal, request_field, response_field
from codegen.schemas.refusals import refusals_of

POINTS = ("before_validation", "before_write", "after_write", "response")
"""Where a further rule's function may be called in the body of a standard operation."""


def sentence(cited: Citations, texts: Mapping[StatementId, str], otherwise: str) -> str:
    """The first sentence that is cited, or other words where none is."""
    return next((texts[c.statement] for c in cited if c.statement in texts), otherwise)


@dataclass(frozen=True, slots=True)
class Templates:
    """Writes what templates write of an endpoint. ``texts`` are the statements' texts by id."""

    contract: Contract
    texts: Mapping[StatementId, str]
    renderer: Renderer

    def schemas(self, endpoint: Endpoint) -> str:
        """What the endpoint owns of ``schemas.py``; empty where it owns nothing."""
        bodies = () if endpoint.is_custom else self._bodies(endpoint)
        parameters = parameter_definitions(self.contract, endpoint, self.renderer)
        return "\n\n".join((*bodies, *parameters))

    def view(self, endpoint: Endpoint) -> str:
        """The view of a standard operation."""
        contract = self.contract
        entity = contract.entity(endpoint.entity)
        body = endpoint.success.body
        return self.renderer.render(
            f"operations/{endpoint.operation}.py.j2",
            app=contract.app,
            endpoint=endpoint,
            entity=entity,
            resource=contract.resource(endpoint),
            description=sentence(endpoint.citations, self.texts, f"Answers {endpoint.key}"),
            row=row_name(entity.name),
            request=schema_name(endpoint, "Request"),
            response=schema_name(endpoint, "Response"),
            values=[_value(field) for field in contract.inputs(endpoint)],
            duplicates=_duplicates(contract, endpoint),
            message_only=isinstance(body, JsonBody) and not body.fields,
            empty=isinstance(body, EmptyBody),
            points={point: _called_at(endpoint, point) for point in POINTS},
        )

    def _bodies(self, endpoint: Endpoint) -> Iterator[str]:
        fields = self.contract.inputs(endpoint)
        yield self.renderer.render(
            "data/request.py.j2",
            app=self.contract.app,
            endpoint=endpoint,
            name=schema_name(endpoint, "Request"),
            fields=[request_field(field) for field in fields],
            refusals=refusals_of(endpoint, [field.name for field in fields], whole=True),
        )
        body = endpoint.success.body
        if isinstance(body, JsonBody) and body.fields:
            entity = self.contract.entity(endpoint.entity)
            yield self.renderer.render(
                "data/response.py.j2",
                endpoint=endpoint,
                name=schema_name(endpoint, "Response"),
                fields=[response_field(entity, name) for name in body.fields],
                message=body.message,
            )


def _called_at(endpoint: Endpoint, point: str) -> tuple[str, ...]:
    return tuple(hook.function for hook in endpoint.hooks if hook.point == point)


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
            _, field, status, detail = refusal(case)
            answer = f"{status}, {literal(detail)}" if detail is not None else str(status)
            found.append({"field": field, "answer": answer, "nullable": nullable[field]})
    while len(found) > 1 and found[-2]["answer"] == found[-1]["answer"]:
        del found[-2]
    return found
