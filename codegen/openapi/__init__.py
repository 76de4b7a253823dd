"""Contract -> the emitted app's ``openapi.json``, as OpenAPI 3.1.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from codegen.contract import (
    Anyone,
    Contract,
    Endpoint,
    FormBody,
    JsonBody,
    MultipartBody,
    Parameter,
    Shape,
    ShapeType,
)
from codegen.fields import schema_name
from codegen.openapi.bodies import is_component, own_answer, request_body
from codegen.openapi.probes import probe
from codegen.openapi.responses import responses
from codegen.openapi.schemas import (
    PROBLEM,
    Schema,
    field_schema,
    invalid_fields_schema,
    request_schema,
    shape_schema,
)

__all__ = ["openapi", "schema_name"]

VERSION = "1.0.0"
SUMMARY_LENGTH = 80
BEARER, KEY = "bearer", "key"
AUTHORIZATION = "Authorization"


def openapi(contract: Contract) -> str:
    """The OpenAPI document as JSON text; the same contract always gives the same text.

    Raises Rejected where a default does not fit its type.
    """
    components = {"schemas": dict(sorted(_schemas(contract).items()))}
    if any(not isinstance(endpoint.who, Anyone) for endpoint in contract.endpoints):
        components["securitySchemes"] = {_scheme(contract): _security(contract)}
    document = {
        "openapi": "3.1.0",
        "info": {"title": contract.title, "version": VERSION},
        "paths": _paths(contract),
        "components": components,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _scheme(contract: Contract) -> str:
    """The name of how requests tell who sends them."""
    return BEARER if contract.credentials_header == AUTHORIZATION else KEY


def _security(contract: Contract) -> Schema:
    """A token, or a key in a header of its own. https://spec.openapis.org/oas/v3.1.0#security-scheme-object"""
    if _scheme(contract) == BEARER:
        return {"type": "http", "scheme": "bearer"}
    return {"type": "apiKey", "in": "header", "name": contract.credentials_header}


def _paths(contract: Contract) -> Schema:
    paths: Schema = {}
    for endpoint in contract.endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(
            contract, endpoint
        )
    has_database = bool(contract.entities)
    return paths | {
        path: {"get": probe(path, has_database=has_database)} for path in contract.probes
    }


def _operation(contract: Contract, endpoint: Endpoint) -> Schema:
    operation: Schema = {
        "operationId": endpoint.name,
        "summary": _summary(endpoint),
        "tags": [contract.resource(endpoint)],
    }
    if not isinstance(endpoint.who, Anyone):
        operation["security"] = [{_scheme(contract): []}]
    if endpoint.parameters:
        operation["parameters"] = [_parameter(each) for each in endpoint.parameters]
    body = request_body(contract, endpoint)
    if body is not None:
        operation["requestBody"] = body
    return operation | {"responses": responses(contract, endpoint)}


def _summary(endpoint: Endpoint) -> str:
    quote = endpoint.citations[0].quote if endpoint.citations else endpoint.key
    words = " ".join((endpoint.summary or quote).split())
    if len(words) <= SUMMARY_LENGTH:
        return words
    head = words[: SUMMARY_LENGTH - 1]
    shortened, space, _ = head.rpartition(" ")
    return f"{shortened if space else head}…"


def _parameter(parameter: Parameter) -> Schema:
    in_path = parameter.place == "path"
    needed = in_path or (parameter.required and parameter.default is None)
    # A parameter that is left out is not there: it is never null.
    schema = field_schema(parameter.model_copy(update={"required": True}))
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": needed,
        "schema": schema,
    }


# --- Components ------------------------------------------------------------------------------------


def _schemas(contract: Contract) -> Schema:
    schemas: Schema = {"InvalidFields": invalid_fields_schema(), "Problem": PROBLEM}
    for endpoint in contract.endpoints:
        schemas |= _own_schemas(contract, endpoint)
    return schemas | {shape.name: shape_schema(shape) for shape in _used_shapes(contract)}


def _own_schemas(contract: Contract, endpoint: Endpoint) -> Schema:
    """The schemas that are called after an endpoint: those of bodies that have no shape."""
    schemas: Schema = {}
    if isinstance(endpoint.request, JsonBody) and not endpoint.is_custom:
        schemas[schema_name(endpoint, "Request")] = request_schema(
            contract.inputs(endpoint), is_partial=endpoint.nature.takes == "some"
        )
    body = endpoint.success.body
    if isinstance(body, JsonBody) and (is_component(body) or not endpoint.is_custom):
        schemas[schema_name(endpoint, "Response")] = own_answer(contract, endpoint, body)
    return schemas


def _used_shapes(contract: Contract) -> list[Shape]:
    """The shapes of bodies, and those that they hold."""
    ahead = [name for endpoint in contract.endpoints for name in _named_in(contract, endpoint)]
    found: dict[str, Shape] = {}
    while ahead:
        name = ahead.pop()
        if name not in found:
            found[name] = contract.shape(name)
            ahead += _held(found[name])
    return list(found.values())


def _named_in(contract: Contract, endpoint: Endpoint) -> Iterator[str]:
    outcomes = (endpoint.success.body, *(case.body for case in endpoint.cases))
    for body in (endpoint.request, *outcomes):
        if isinstance(body, JsonBody | FormBody | MultipartBody) and body.shape is not None:
            # The fields of a form are described in place: unlike those of JSON they cannot be null.
            in_place = isinstance(body, FormBody | MultipartBody)
            yield from _held(contract.shape(body.shape)) if in_place else (body.shape,)


def _held(shape: Shape) -> list[str]:
    kinds = (member.type for member in shape.members)
    return [kind.shape for kind in kinds if isinstance(kind, ShapeType)]
