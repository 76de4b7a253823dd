"""Field types -> the annotations and the defaults of emitted pydantic classes."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from datetime import date, datetime

from pydantic import BaseModel

from codegen.contract import (
    BooleanType,
    ChoiceType,
    Entity,
    EntityField,
    IntegerType,
    JsonType,
    Member,
    MemberType,
    MoneyType,
    NumberType,
    Parameter,
    ReferenceType,
    SecretType,
    ShapeType,
    TextType,
)
from codegen.defaults import UNLIMITED_LENGTH
from codegen.fields import Field, default_value, may_be_null, number_range, stated_range
from codegen.render import literal

FROM_TEXT = (BooleanType, IntegerType, NumberType, ReferenceType)
"""What a parameter's text has to be turned into before it is looked at."""
HIDING = ("refusals", "refusals_by_view", "float", "int", "list", "str", "bool", "dt")
"""What the body of an emitted class uses: an attribute of that name would hide it from the next line."""

FORMAT_NAMES = {"email": "Email", "url": "WebUrl"}
"""What checks the texts of a format."""

PYTHON_TYPES = {
    "text": "str",
    "secret": "str",
    "integer": "int",
    "reference": "int",
    "boolean": "bool",
    "number": "float",
    "money": "Money",
    "date": "IsoDate",
    "datetime": "Moment",
    "json": "Any",
}


def request_field(field: EntityField, *, is_partial: bool = False) -> dict[str, str]:
    """Name, annotation and default; limits stand with the type that they limit, null beside it.

    ``is_partial`` where any field may be left out, which is no value of it.
    """
    made = _field(field.name, limited(field.type), field)
    return made | {"value": "UNCHANGED"} if is_partial else made


def response_field(entity: Entity, name: str) -> dict[str, str]:
    """Name and annotation of what an answer has of a row."""
    if name == "id":
        return {"name": name, "annotation": "int"}
    field = entity.field(name)
    annotation = plain(field.type)
    return {"name": name, "annotation": annotation + (" | None" if may_be_null(field) else "")}


def member_field(member: Member, *, quoted: bool = False) -> dict[str, str]:
    """Name, annotation and default of a shape's member; ``quoted`` where its class comes later."""
    each = limited(member.type, quoted=quoted, by_default=False)
    return _aliased(_listed(member, each) if member.many else each, member)


def parameter_field(parameter: Parameter) -> dict[str, str]:
    """Name, annotation and default of a parameter; a header's name stands in small letters."""
    further = ["FromText"] if isinstance(parameter.type, FROM_TEXT) else []
    small = parameter.place == "header"
    annotation = _with(limited(parameter.type, by_default=False), further)
    return _aliased(annotation, parameter, small=small)


def attribute(name: str) -> str:
    """The attribute that keeps a value of this name: ``from_`` for ``from``."""
    plain_name = re.sub(r"\W", "_", name).lstrip("_") or "value"
    plain_name = f"value_{plain_name}" if plain_name[0].isdigit() else plain_name
    hides = plain_name in HIDING or keyword.iskeyword(plain_name) or hasattr(BaseModel, plain_name)
    return f"{plain_name}_" if hides or plain_name.startswith("model_") else plain_name


def _aliased(annotation: str, field: Member | Parameter, *, small: bool = False) -> dict[str, str]:
    """Annotation and default, and an alias where the attribute needs another name than the value."""
    name = attribute(field.name.lower() if small else field.name)
    made = _field(name, annotation, field)
    if name == field.name:
        return made
    arguments = [*([made["value"]] if made["value"] else []), f"alias={literal(field.name)}"]
    return made | {"value": f"Field({', '.join(arguments)})"}


def _field(name: str, annotation: str, field: Field) -> dict[str, str]:
    if may_be_null(field):
        quote = '"' if annotation.startswith('"') else ""
        annotation = f"{annotation.removesuffix(quote)} | None{quote}"
    if field.default is not None:
        value = expression(default_value(field))
    else:
        value = "None" if not field.required else ""
    return {"name": name, "annotation": annotation, "value": value}


def expression(value: object) -> str:
    """A default as an expression of Python."""
    match value:
        case datetime():
            parts = [value.year, value.month, value.day, value.hour, value.minute, value.second]
            parts += [value.microsecond] if value.microsecond else []
            return f"dt.datetime({', '.join(map(str, parts))}, tzinfo=dt.UTC)"
        case date():
            return f"dt.date({value.year}, {value.month}, {value.day})"
        case _:
            return literal(value)


def _listed(member: Member, each: str) -> str:
    limits = [f"min_length={member.min_items}"] if member.min_items else []
    limits += [f"max_length={member.max_items}"] if member.max_items is not None else []
    if isinstance(
        member.type, JsonType
    ):  # null is no JSON value where one is wanted, but stands in lists
        each = _with(plain(member.type), ["StorableItem"])
    return _with(f"list[{each}]", [f"Field({', '.join(limits)})"] if limits else [])


def _with(annotation: str, further: list[str]) -> str:
    """An annotation with more to it; one that is annotated already is not nested."""
    if not further:
        return annotation
    head = annotation.removesuffix("]") if annotation.startswith("Annotated[") else ""
    return f"{head or f'Annotated[{annotation}'}, {', '.join(further)}]"


def plain(kind: MemberType, quoted: bool = False) -> str:
    """The annotation of a type without its limits."""
    match kind:
        case ChoiceType(values=values):
            return f"Literal[{', '.join(map(repr, values))}]"
        case ShapeType(shape=name):
            return f'"{name}"' if quoted else name
        case _:
            return PYTHON_TYPES[kind.kind]


def limited(kind: MemberType, *, quoted: bool = False, by_default: bool = True) -> str:
    """The annotation of a type with its limits, or with those alone that are stated."""
    # The limits come first: pydantic takes those behind a validator for the limits of a list.
    limits = ", ".join(f"{name}={value}" for name, value in _limits(kind, by_default))
    further = [f"Field({limits})"] if limits else []
    further += ["RowId"] if isinstance(kind, ReferenceType) else []
    further += ["Trimmed"] if isinstance(kind, TextType) and kind.trimmed else []
    further += ["Storable"] if isinstance(kind, TextType | SecretType) else []
    further += [FORMAT_NAMES[kind.format]] if isinstance(kind, TextType) and kind.format else []
    if isinstance(kind, TextType) and kind.pattern:
        words = f"a text that matches {kind.pattern}"
        further.append(f"matching({literal(kind.pattern)}, {literal(words)})")
    further += ["StorableJson"] if isinstance(kind, JsonType) else []
    return _with(plain(kind, quoted), further)


def _limits(kind: MemberType, by_default: bool) -> Iterator[tuple[str, int | float | bool]]:
    if isinstance(kind, TextType | SecretType):
        if kind.min_length:
            yield "min_length", kind.min_length
        if kind.max_length < UNLIMITED_LENGTH:
            yield "max_length", kind.max_length
    elif isinstance(kind, IntegerType | NumberType | MoneyType):
        low, high = number_range(kind) if by_default else stated_range(kind)
        if low is not None:
            yield "ge", low
        if high is not None:
            yield "le", high
        if isinstance(kind, NumberType):
            yield "allow_inf_nan", False
