"""An entity's table, which emitted models and migrations agree on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, assert_never

from codegen.contract import (
    BooleanType,
    ChoiceType,
    DateTimeType,
    DateType,
    Entity,
    EntityField,
    FieldType,
    IntegerType,
    JsonType,
    MoneyType,
    NumberType,
    ReferenceType,
    SecretType,
    TextType,
)
from codegen.fields import default_value

HASH_LENGTH = 255
"""Characters of a column that keeps a secret's hash."""

INTEGER_RANGE = (-(2**31), 2**31 - 1)
"""What PostgreSQL's ``integer`` holds: https://www.postgresql.org/docs/15/datatype-numeric.html"""

IDENTIFIER_LIMIT_BYTES = 63
"""https://www.postgresql.org/docs/15/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"""

TypeName = Literal[
    "String", "Integer", "BigInteger", "Boolean", "Float", "Date", "DateTime", "JSON"
]


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A type of SQLAlchemy's by its name; only a String has a length, in characters."""

    name: TypeName
    length: int | None = None

    def __str__(self) -> str:
        """The expression that makes the type, as ``String(80)``; a moment keeps its zone."""
        return f"{self.name}({'timezone=True' if self.name == 'DateTime' else self.length or ''})"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``server_default`` is what a row without a value gets: a text as SQL keeps it, a whole number, a boolean.
    ``references`` is the table whose ``id`` it holds, ``cascades`` where its row is deleted with that one; ``is_asked_for`` where lists
    are filtered or sorted by it.
    """

    name: str
    type: ColumnType
    nullable: bool
    unique: bool
    server_default: str | int | bool | None
    references: str | None = None
    is_asked_for: bool = False
    cascades: bool = False

    @property
    def indexed(self) -> bool:
        """Whether it has an index of its own; a unique constraint is one already."""
        return (self.references is not None or self.is_asked_for) and not self.unique


def columns(entity: Entity, entities: Iterable[Entity] = ()) -> tuple[Column, ...]:
    """The columns of the entity's table in the spec's order, after the integer key ``id``.

    ``entities`` are those that its fields refer to. Raises KeyError where one of them is lacking.
    """
    tables = {each.name: each.plural for each in (entity, *entities)}
    return tuple(
        column(field, tables[field.type.entity] if isinstance(field.type, ReferenceType) else None)
        for field in entity.fields
    )


def column(field: EntityField, references: str | None = None) -> Column:
    """The column that keeps a field. That of a secret keeps its hash, and so has no default.

    ``references`` is the table that a reference is to.
    """
    secret = isinstance(field.type, SecretType)
    return Column(
        name=f"{field.name}_hash" if secret else field.name,
        type=_column_type(field.type),
        nullable=not field.required and field.default is None,
        unique=field.unique,
        server_default=None if secret else _server_default(field),
        references=references,
        is_asked_for=field.indexed,
        cascades=isinstance(field.type, ReferenceType) and field.type.cascades,
    )


def together(entity: Entity) -> tuple[tuple[str, ...], ...]:
    """The columns whose values, taken together, are those of one row at most."""
    named = {field.name: column(field).name for field in entity.fields}
    return tuple(tuple(named[name] for name in group) for group in entity.unique_together)


def primary_key_name(table: str) -> str:
    """The name of the table's primary key; emitted models have it from their naming convention."""
    return f"pk_{table}"


def unique_name(table: str, *names: str) -> str:
    """The name of a unique constraint; emitted models have it from their naming convention."""
    return f"uq_{table}_{'_'.join(names)}"


def foreign_key_name(table: str, column_name: str, references: str) -> str:
    """The name of a foreign key; emitted models have it from their naming convention."""
    return f"fk_{table}_{column_name}_{references}"


def index_name(table: str, column_name: str) -> str:
    """The name of a column's index; emitted models have it from their naming convention."""
    return f"ix_{table}_{column_name}"


def _column_type(kind: FieldType) -> ColumnType:
    match kind:
        case TextType(max_length=max_length):
            return ColumnType("String", max_length)
        case SecretType():
            return ColumnType("String", HASH_LENGTH)
        case ChoiceType(values=values):
            return ColumnType("String", max(map(len, values)))
        case IntegerType(minimum=minimum, maximum=maximum):
            return _whole_number(minimum, maximum)
        case MoneyType(minimum=minimum, maximum=maximum):
            return _whole_number(minimum, maximum)
        case ReferenceType():
            return ColumnType("Integer")
        case BooleanType() | NumberType() | DateType() | DateTimeType() | JsonType():
            return ColumnType(_PLAIN_TYPES[kind.kind])
        case _:
            assert_never(kind)


_PLAIN_TYPES: dict[str, TypeName] = {
    "boolean": "Boolean",
    "number": "Float",
    "date": "Date",
    "datetime": "DateTime",
    "json": "JSON",
}


def _whole_number(minimum: int, maximum: int) -> ColumnType:
    lowest, highest = INTEGER_RANGE
    fits = lowest <= minimum and maximum <= highest
    return ColumnType("Integer" if fits else "BigInteger")


def _server_default(field: EntityField) -> str | int | bool | None:
    """The field's default as a statement of SQL has it."""
    value = default_value(field)
    if value is not None and isinstance(field.type, JsonType):
        return json.dumps(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date | float):
        return str(value)
    return value
