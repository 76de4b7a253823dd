"""Field types, fields and shapes -> JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias, assert_never

from codegen.contract import (
    FORMATS,
    BooleanType,
    ChoiceType,
    DateTimeType,
    DateType,
    Entity,
    EntityField,
    IntegerType,
    JsonBody,
    JsonType,
    Member,
    MemberType,
    MoneyType,
    NumberType,
    ReferenceType,
    SecretType,
    Shape,
    ShapeType,
    TextType,
)
from codegen.defaults import UNLIMITED_LENGTH
from codegen.fields import Field, json_default, may_be_null, number_range, stated_range
from codegen.scenario.values import amount

Schema: TypeAlias = dict[str, Any]

WITHOUT_NUL = r"^[^\u0000]*$"
AMOUNT = r"^-?[0-9]+(\.[0-9]{1,2})?$"
JSON_TYPES = ["string", "number", "boolean", "object", "array"]
"""What a JSON value is that is not null."""

PLAIN_SCHEMAS: dict[str, Schema] = {
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "json": {"type": JSON_TYPES},
}

PROBLEM: Schema = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
    },
}
"""RFC 9457, section 3: https://www.rfc-editor.org/rfc/rfc9457.html#section-3."""


def invalid_fields_schema() -> Schema:
    """Problem details with a list of the fields that are not valid."""
    texts = {"type": "string"}
    error = object_schema({"field": texts, "message": texts}, ["field", "message"])
    return {
        "allOf": [reference("Problem")],
        "description": "Problem details that say which fields are not valid, and why.",
        "required": ["errors"],
        "properties": {"errors": {"type": "array", "minItems": 1, "items": error}},
    }


def request_schema(fields: Iterable[Field], *, is_partial: bool = False) -> Schema:
    """An object of fields that a request sends; of any of them, where it is partial."""
    every = tuple(fields)
    if is_partial:
        return object_schema({field.name: _nullable_schema(field) for field in every}, [])
    required = [field.name for field in every if field.required and field.default is None]
    return object_schema({field.name: field_schema(field) for field in every}, required)


def token_schema(body: JsonBody) -> Schema:
    """What a log-in answers: the token that later requests carry."""
    words: Schema = {} if body.message is None else {"message": {"const": body.message}}
    return object_schema({**words, "token": {"type": "string"}}, [*words, "token"])


def count_schema() -> Schema:
    """How many rows there are."""
    return object_schema({"count": {"type": "integer", "minimum": 0}}, ["count"])


def page_schema(row: Schema) -> Schema:
    """The rows of one page, and how many there are on all of them."""
    total = {"type": "integer", "minimum": 0}
    properties = {"items": {"type": "array", "items": row}, "total": total}
    return object_schema(properties, list(properties))


def shape_schema(shape: Shape) -> Schema:
    """An object of a shape."""
    return request_schema(shape.members)


def answer_schema(entity: Entity | None, body: JsonBody) -> Schema:
    """An answer's fields by name, all of which it has, and its fixed message."""
    properties = {name: _output_schema(entity, name) for name in body.fields if entity is not None}
    if body.message is not None:
        properties["message"] = {"const": body.message}
    return object_schema(properties, list(properties))


def field_schema(field: Field) -> Schema:
    """What a field may be, null and its default included."""
    schema = _nullable_schema(field)
    return schema if field.default is None else schema | {"default": json_default(field)}


def _output_schema(entity: Entity, name: str) -> Schema:
    return {"type": "integer"} if name == "id" else _nullable_schema(entity.field(name))


def _nullable_schema(field: Field) -> Schema:
    schema = type_schema(field.type, by_default=isinstance(field, EntityField))
    if isinstance(field, Member) and field.many:
        may_hold_null = isinstance(field.type, JsonType)
        schema = _list_schema(field, _or_null(schema) if may_hold_null else schema)
    return _or_null(schema) if may_be_null(field) else schema


def _or_null(schema: Schema) -> Schema:
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return schema | {"type": [*types, "null"]} | values


def _list_schema(member: Member, each: Schema) -> Schema:
    least = {"minItems": member.min_items} if member.min_items else {}
    most = {"maxItems": member.max_items} if member.max_items is not None else {}
    return {"type": "array", "items": each, **least, **most}


def type_schema(kind: MemberType, *, by_default: bool = True) -> Schema:
    """What the values of a type are, within its limits, or within those of its numbers alone that are stated."""
    match kind:
        case TextType(trimmed=True, min_length=min_length, max_length=max_length):
            limits = f"{min_length} to {max_length} characters, blanks at both ends not counted."
            return {"type": "string", "pattern": WITHOUT_NUL, "description": limits}
        case TextType(pattern=str(pattern), min_length=min_length, max_length=max_length):
            return _text(min_length, max_length) | {"pattern": f"^(?:{pattern})$"}
        case TextType(min_length=min_length, max_length=max_length, format=known):
            # No "format": that of an e-mail address is RFC 5321's, which is stricter than what browsers take.
            told = {"pattern": f"^{FORMATS[known]}$"} if known else {}
            return _text(min_length, max_length) | told
        case SecretType(min_length=min_length, max_length=max_length):
            return _text(min_length, max_length) | {"format": "password", "writeOnly": True}
        case IntegerType() | ReferenceType() | NumberType():
            return _number(kind, number_range(kind) if by_default else stated_range(kind))
        case MoneyType(minimum=minimum, maximum=maximum):
            limits = f"An amount from {amount(minimum)} to {amount(maximum)}."
            return {"type": "string", "pattern": AMOUNT, "description": limits}
        case ChoiceType(values=values):
            return {"type": "string", "enum": list(values)}
        case ShapeType(shape=name):
            return reference(name)
        case BooleanType() | DateType() | DateTimeType() | JsonType():
            return PLAIN_SCHEMAS[kind.kind]
        case _:
            assert_never(kind)


def _text(min_length: int, max_length: int) -> Schema:
    limits = {"minLength": min_length}
    limits |= {"maxLength": max_length} if max_length < UNLIMITED_LENGTH else {}
    return {"type": "string", **limits, "pattern": WITHOUT_NUL}


def _number(
    kind: IntegerType | ReferenceType | NumberType, ends: tuple[float | None, float | None]
) -> Schema:
    low, high = ends
    least = {"minimum": low} if low is not None else {}
    most = {"maximum": high} if high is not None else {}
    return {"type": "number" if isinstance(kind, NumberType) else "integer", **least, **most}


def object_schema(properties: Schema, required: list[str]) -> Schema:
    """An object of these properties and no others."""
    schema: Schema = {"type": "object", "additionalProperties": False}
    return schema | ({"required": required} if required else {}) | {"properties": properties}


def any_of(schemas: list[Schema]) -> Schema:
    """One of several schemas."""
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def reference(name: str) -> Schema:
    """A component by its name."""
    return {"$ref": f"#/components/schemas/{name}"}
