"""An entity's table, which emitted models and migrations agree on, and the steps to another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias, assert_never

from codegen.contract import BooleanType, Entity, EntityField, IntegerType, SecretType, TextType

HASH_LENGTH = 255
"""Characters of a column that keeps a secret's hash."""

INTEGER_RANGE = (-(2**31), 2**31 - 1)
"""What PostgreSQL's ``integer`` holds: https://www.postgresql.org/docs/15/datatype-numeric.html"""

IDENTIFIER_LIMIT_BYTES = 63
"""https://www.postgresql.org/docs/15/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A type of SQLAlchemy's by its name; only a String has a length, in characters."""

    name: Literal["String", "Integer", "BigInteger", "Boolean"]
    length: int | None = None

    def __str__(self) -> str:
        """The expression that makes the type, as ``String(80)``."""
        return f"{self.name}({self.length or ''})"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``server_default`` is the value that a row without one gets, as in the Contract."""

    name: str
    type: ColumnType
    nullable: bool
    unique: bool
    server_default: str | int | bool | None


def columns(entity: Entity) -> tuple[Column, ...]:
    """The columns of the entity's table in the spec's order, after the integer key ``id``."""
    return tuple(column(field) for field in entity.fields)


def column(field: EntityField) -> Column:
    """The column that keeps a field. That of a secret keeps its hash, and so has no default."""
    secret = isinstance(field.type, SecretType)
    return Column(
        name=f"{field.name}_hash" if secret else field.name,
        type=_column_type(field),
        nullable=not field.required and field.default is None,
        unique=field.unique,
        server_default=None if secret else field.default,
    )


def primary_key_name(table: str) -> str:
    """The name of the table's primary key; emitted models have it from their naming convention."""
    return f"pk_{table}"


def unique_name(table: str, column_name: str) -> str:
    """The name of a unique constraint; emitted models have it from their naming convention."""
    return f"uq_{table}_{column_name}"


def _column_type(field: EntityField) -> ColumnType:
    match field.type:
        case TextType(max_length=max_length):
            return ColumnType("String", max_length)
        case SecretType():
            return ColumnType("String", HASH_LENGTH)
        case IntegerType(minimum=minimum, maximum=maximum):
            lowest, highest = INTEGER_RANGE
            fits = lowest <= minimum and maximum <= highest
            return ColumnType("Integer" if fits else "BigInteger")
        case BooleanType():
            return ColumnType("Boolean")
        case _:
            assert_never(field.type)


# --- Steps from one version of the tables to the next, each with its reverse ------------------------


@dataclass(frozen=True, slots=True)
class CreateTable:
    """A new table."""

    kind: ClassVar[str] = "create_table"
    table: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class DropTable:
    """Takes a new table back."""

    kind: ClassVar[str] = "drop_table"
    table: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A new column with its unique constraint."""

    kind: ClassVar[str] = "add_column"
    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class DropColumn:
    """Takes a new column back."""

    kind: ClassVar[str] = "drop_column"
    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class AlterColumn:
    """Another type, nullability, default or uniqueness."""

    kind: ClassVar[str] = "alter_column"
    table: str
    before: Column
    after: Column


Step: TypeAlias = CreateTable | DropTable | AddColumn | DropColumn | AlterColumn


def reverse(step: Step) -> Step:
    """The step that takes a step back."""
    match step:
        case CreateTable(table, created):
            return DropTable(table, created)
        case DropTable(table, dropped):
            return CreateTable(table, dropped)
        case AddColumn(table, new):
            return DropColumn(table, new)
        case DropColumn(table, old):
            return AddColumn(table, old)
        case AlterColumn(table, before, after):
            return AlterColumn(table, after, before)
        case _:
            assert_never(step)


def words(step: Step) -> str:
    """The step in a few words, as ``add users.nickname``."""
    match step:
        case CreateTable(table):
            return f"create {table}"
        case DropTable(table):
            return f"drop {table}"
        case AddColumn(table, new):
            return f"add {table}.{new.name}"
        case DropColumn(table, old):
            return f"drop {table}.{old.name}"
        case AlterColumn(table, before, after):
            return f"change {table}.{after.name} to {' and '.join(_changed(before, after))}"
        case _:
            assert_never(step)


def _changed(before: Column, after: Column) -> Iterator[str]:
    if before.type != after.type:
        yield str(after.type).removesuffix("()")
    if before.nullable != after.nullable:
        yield "optional" if after.nullable else "required"
    if before.server_default != after.server_default:
        yield "no default" if after.server_default is None else "another default"
    if before.unique != after.unique:
        yield "unique" if after.unique else "repeatable"


def steps_between(before: tuple[Entity, ...], after: tuple[Entity, ...]) -> Iterator[Step]:
    """What leads from the tables of ``before`` to those of ``after``; what is gone is passed over."""
    known = {entity.plural: entity for entity in before}
    for entity in after:
        if entity.plural in known:
            yield from _table_steps(known[entity.plural], entity)
        else:
            yield CreateTable(entity.plural, columns(entity))


def _table_steps(before: Entity, after: Entity) -> Iterator[Step]:
    known = {each.name: each for each in columns(before)}
    for each in columns(after):
        if each.name not in known:
            yield AddColumn(after.plural, each)
        elif known[each.name] != each:
            yield AlterColumn(after.plural, known[each.name], each)
