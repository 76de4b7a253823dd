"""The probes of an emitted app -> their operations."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.openapi.bodies import JSON, PROBLEM_JSON
from codegen.openapi.schemas import Schema, object_schema, reference

_READY = "/ready"
_TOLD: Mapping[str, tuple[str, str, str]] = {
    "/health": ("show_health", "Says that the process answers.", "ok"),
    _READY: ("show_readiness", "Says that requests can be served.", "ready"),
}
"""Of each probe its view, what it does, and what it says when all is well."""


def probe(path: str, *, has_database: bool) -> Schema:
    """The operation of a probe: only readiness can be refused, and for a database alone."""
    view, summary, word = _TOLD[path]
    body = object_schema({"status": {"const": word}}, ["status"])
    found = {"200": _response("The request succeeded.", JSON, body)}
    if path == _READY and has_database:
        why = "The database does not answer, or has not been migrated."
        found["503"] = _response(why, PROBLEM_JSON, reference("Problem"))
    return {"operationId": view, "summary": summary, "tags": ["probes"], "responses": found}


def _response(description: str, media: str, schema: Schema) -> Schema:
    return {"description": description, "content": {media: {"schema": schema}}}
