"""The schemas and the views of standard operations, by template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codegen.contract import (
    Citations,
    Contract,
    Endpoint,
    JsonBody,
    StatementId,
)
from codegen.fields import schema_name
from codegen.generate.views import View
from codegen.render import Renderer
from codegen.schemas import parameter_definitions, request_field, response_field
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
        return self.renderer.render(
            f"operations/{endpoint.operation}.py.j2",
            view=View(self.contract, endpoint),
            description=sentence(endpoint.citations, self.texts, f"Answers {endpoint.key}"),
            points={point: _called_at(endpoint, point) for point in POINTS},
        )

    def _bodies(self, endpoint: Endpoint) -> Iterator[str]:
        takes, fields = endpoint.nature.takes, self.contract.inputs(endpoint)
        if takes != "none":
            yield self.renderer.render(
                "data/request.py.j2",
                app=self.contract.app,
                endpoint=endpoint,
                name=schema_name(endpoint, "Request"),
                fields=[request_field(field, is_partial=takes == "some") for field in fields],
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
