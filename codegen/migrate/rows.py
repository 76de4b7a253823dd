"""Rows that a revision inserts, as its template is given them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.contract import (
    DateTimeType,
    DateType,
    Entity,
    EntityField,
    InitialRow,
    MoneyType,
    NumberType,
    ReferenceType,
)
from codegen.errors import Rejected
from codegen.render import literal
from codegen.scenario.values import day, minor_units, moment
from codegen.tables import Column, column, columns, together
from codegen.types import JsonValue, Problem


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to insert: each column's value as an expression.

    ``unique`` are the columns by which somebody may have made it already; none where its table is new.
    """

    table: str
    values: tuple[tuple[str, str], ...]
    unique: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class RowTable:
    """A table that rows are inserted into or looked up in."""

    table: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class NewRows:
    """What a revision inserts, in its order, and the tables that this speaks of."""

    tables: tuple[RowTable, ...] = ()
    rows: tuple[NewRow, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The tables that get rows."""
        return tuple(dict.fromkeys(row.table for row in self.rows))

    @property
    def are_guarded(self) -> bool:
        """Whether a person may have made one of them already."""
        return any(row.unique for row in self.rows)

    @property
    def imports(self) -> tuple[str, ...]:
        """What of ``datetime`` the values need."""
        said = " ".join(text for row in self.rows for _, text in row.values)
        return tuple(name for name in ("date", "datetime") if f"{name}.fromisoformat" in said)


def new_rows(
    known: Sequence[InitialRow],
    rows: Sequence[InitialRow],
    entities: Sequence[Entity],
    created: Sequence[str],
) -> NewRows:
    """The rows that no revision has inserted yet.

    Args:
        known: those that earlier revisions insert, which are the first of ``rows``.
        created: the tables that the revision makes.

    Raises Rejected for a reference to a row that only its number tells apart, in a table that has others by now.
    """
    maker = _Maker(rows, {entity.name: entity for entity in entities}, frozenset(created))
    made = tuple(maker.row(row) for row in rows[len(known) :])
    spoken = dict.fromkeys((*(row.table for row in made), *maker.looked_up))
    by_table = {entity.plural: entity for entity in entities}
    return NewRows(
        tuple(RowTable(name, columns(by_table[name], entities)) for name in spoken), made
    )


class _Maker:
    def __init__(
        self, rows: Sequence[InitialRow], entities: dict[str, Entity], created: frozenset[str]
    ) -> None:
        self.looked_up: list[str] = []
        self._rows = rows
        self._entities = entities
        self._created = created

    def row(self, row: InitialRow) -> NewRow:
        entity = self._entities[row.entity]
        values = tuple(
            (column(entity.field(name)).name, self._expression(entity.field(name), value))
            for name, value in row.fields.items()
        )
        is_new = entity.plural in self._created
        return NewRow(entity.plural, values, () if is_new else self._unique(row, entity))

    def _unique(self, row: InitialRow, entity: Entity) -> tuple[tuple[str, ...], ...]:
        """The unique columns of which the row has every value; null is like no other null."""
        given = {name for name, value in row.fields.items() if value is not None}
        named = {column(field).name for field in entity.fields if field.name in given}
        alone = ((each.name,) for each in map(column, entity.fields) if each.unique)
        return tuple(group for group in (*alone, *together(entity)) if named.issuperset(group))

    def _expression(self, field: EntityField, value: JsonValue) -> str:
        match field.type:
            case ReferenceType(entity=entity) if isinstance(value, int):
                return self._reference(self._entities[entity], value)
            case MoneyType() if isinstance(value, str):
                return str(minor_units(value))
            case NumberType() if isinstance(value, int):
                return str(float(value))
            case DateType() if isinstance(value, str):
                return f"date.fromisoformat({day(value).isoformat()!r})"
            case DateTimeType() if isinstance(value, str):
                return f"datetime.fromisoformat({moment(value).isoformat()!r})"
            case _:
                return literal(value)

    def _reference(self, entity: Entity, number: int) -> str:
        """The id of a row, by what is unique of it; by its number where the table is new."""
        row = [each for each in self._rows if each.entity == entity.name][number - 1].fields
        for field in entity.fields:
            plain = isinstance(row.get(field.name), str | int)
            if field.unique and plain and not isinstance(field.type, ReferenceType):
                self.looked_up.append(entity.plural)
                wanted = self._expression(field, row[field.name])
                return f"id_of({entity.plural}, {field.name!r}, {wanted})"
        if entity.plural in self._created:
            return str(number)
        cause = f"a new row refers to a row of '{entity.name}' that nothing unique tells apart"
        raise Rejected(Problem(cause, "Give the entity a unique field, or leave the row out."))


def row_words(rows: NewRows) -> Iterator[str]:
    """What is inserted, in a few words: ``insert 3 rows into categories``."""
    for table in rows.names:
        count = sum(row.table == table for row in rows.rows)
        yield f"insert {count} row{'s' * (count != 1)} into {table}"
