"""What the template of an entity's model is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codegen.contract import Contract, Entity
from codegen.render import literal
from codegen.tables import Column, ColumnType, TypeName, columns, together
from codegen.tables.steps import AddColumn, steps_between

# A column called "date" would hide a plain "date" from its own annotation: hence "dt.date".
PYTHON_TYPES: dict[TypeName, str] = {
    "String": "str",
    "Integer": "int",
    "BigInteger": "int",
    "Boolean": "bool",
    "Float": "float",
    "Date": "dt.date",
    "DateTime": "dt.datetime",
    "JSON": "Any",
}
FROM_ANNOTATION: frozenset[TypeName] = frozenset({"Integer", "Boolean", "Date"})
"""Types that SQLAlchemy finds by itself where the annotation says what Python keeps."""

IMPORTS = (
    *("import datetime as dt", "from typing import Any"),
    *(
        f"from sqlalchemy import {name}"
        for name in (
            *("BigInteger", "Float", "ForeignKey", "JSON", "String", "UniqueConstraint"),
            *("false", "true"),
        )
    ),
)
OF_MOMENTS = "from {app}.extensions import UtcDateTime"


def model_context(contract: Contract, entity: Entity) -> dict[str, object]:
    """The entity, its imports, columns and constraints; an import that nothing uses goes when composed."""
    made = columns(entity, contract.entities)
    late = set(_late_columns(contract))
    return {
        "app": contract.app,
        "entity": entity,
        "imports": model_imports(contract.app, made),
        "columns": [model_column(each, late=(entity.plural, each.name) in late) for each in made],
        "together": [list(group) for group in together(entity)],
    }


def model_imports(app: str, made: Iterable[Column]) -> list[str]:
    """The lines that import what the columns of an app's model may need."""
    moments = any(each.type.name == "DateTime" for each in made)
    return [*IMPORTS, *([OF_MOMENTS.format(app=app)] if moments else [])]


def model_column(column: Column, *, late: bool = False) -> dict[str, object]:
    """A column's name, its annotation, and the arguments of its ``mapped_column``.

    ``late`` where the column closes a circle of tables that refer to each other.
    """
    plain = PYTHON_TYPES[column.type.name]
    annotation = plain + (" | None" if column.nullable and plain != "Any" else "")
    return {
        "name": column.name,
        "annotation": annotation,
        "arguments": list(_arguments(column, late)),
    }


def _arguments(column: Column, late: bool) -> Iterator[str]:
    if column.type.name not in FROM_ANNOTATION:
        yield _type(column.type)
    if column.references is not None:
        circular = ", use_alter=True" if late else ""
        cascade = ', ondelete="CASCADE"' if column.cascades else ""
        yield f'ForeignKey("{column.references}.id"{cascade}{circular})'
    if column.type.name == "JSON":
        yield f"nullable={column.nullable}"
    if column.indexed:
        yield "index=True"
    if column.unique:
        yield "unique=True"
    if column.server_default is not None:
        yield f"server_default={_server_default(column.server_default)}"


def _type(kind: ColumnType) -> str:
    if kind.name == "DateTime":
        return "UtcDateTime"
    return "JSON(none_as_null=True)" if kind.name == "JSON" else str(kind)


def _server_default(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true()" if value else "false()"
    return literal(str(value))


def _late_columns(contract: Contract) -> Iterator[tuple[str, str]]:
    for step in steps_between((), contract.entities):
        if isinstance(step, AddColumn):
            yield step.table, step.column.name
