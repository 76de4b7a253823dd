"""Rows that are there from the start: what an answer says of them, and what databases have already."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from codegen.contract import (
    Assumption,
    Entity,
    EntityField,
    InitialRow,
    ReferenceType,
    RowValue,
    SecretType,
)
from codegen.interpret.wire_parts import Reading
from codegen.interpret.wire_rows import WireRow
from codegen.scenario.values import fits
from codegen.types import JsonValue


def read_rows(
    rows: Sequence[WireRow], entities: Sequence[Entity], reading: Reading
) -> tuple[InitialRow, ...]:
    """The rows; what is wrong with them is noted in ``reading``."""
    reader = _RowReader({entity.name: entity for entity in entities}, reading)
    return tuple(reader.read(row) for row in rows)


@dataclass(slots=True)
class _RowReader:
    entities: Mapping[str, Entity]
    reading: Reading
    before: dict[str, list[InitialRow]] = field(default_factory=dict)
    """The rows of each entity that were read so far."""

    def read(self, wire: WireRow) -> InitialRow:
        where = f"row {len(self.before.get(wire.entity, ())) + 1} of {wire.entity}"
        values = tuple(
            RowValue(name=each.name, json_text=self._json(each.value, each.name, where))
            for each in wire.values
        )
        row = InitialRow(
            entity=wire.entity,
            values=values,
            citations=self.reading.citations(wire.cites, where),
        )
        if not row.citations:
            self.reading.problem(f"{where} cites no statement that it follows from.")
        if wire.entity in self.entities:
            self._check(row, self.entities[wire.entity], where)
        else:
            self.reading.problem(f"{where} is one of no entity: there is none of that name.")
        self.before.setdefault(wire.entity, []).append(row)
        return row

    def _json(self, text: str, name: str, where: str) -> str:
        try:
            return json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False)
        except ValueError:
            self.reading.problem(
                f'{where} has the {name} {text!r}, which is no JSON: write a text as "\\"Books\\"".'
            )
            return "null"

    def _check(self, row: InitialRow, entity: Entity, where: str) -> None:
        self.reading.unique([value.name for value in row.values], f"values in {where}")
        known = {each.name: each for each in entity.fields}
        for name, value in row.fields.items():
            if name not in known:
                self.reading.problem(f"{where} gives {name!r}, which {entity.name} lacks.")
            else:
                self._check_value(known[name], value, where)
        for name, each in known.items():
            if each.required and each.default is None and name not in row.fields:
                self.reading.problem(f"{where} lacks its {name!r}, which is required.")
        for group in unique_groups(entity):
            others = [_values(other, group) for other in self.before.get(entity.name, ())]
            if None not in _values(row, group) and _values(row, group) in others:
                self.reading.problem(f"{where} has the same {' and '.join(group)} as another.")

    def _check_value(self, field: EntityField, value: JsonValue, where: str) -> None:
        if isinstance(field.type, SecretType):
            self.reading.problem(
                f"{where} gives the secret {field.name!r}, which would stand readable in a migration: a row with a"
                " secret cannot be there from the start, it has to be registered."
            )
        elif value is None:
            if field.required or field.default is not None:
                self.reading.problem(f"{where} has no {field.name!r}, which may not be null.")
        elif not fits(field.type, value):
            self.reading.problem(
                f"{where} has the {field.name} {json.dumps(value)}, which {field.type.kind} does not allow there."
            )
        elif isinstance(field.type, ReferenceType):
            there = len(self.before.get(field.type.entity, ()))
            if not isinstance(value, int) or not 1 <= value <= there:
                self.reading.problem(
                    f"{where} refers to row {value} of {field.type.entity}, which does not stand before it."
                )


def unique_groups(entity: Entity) -> tuple[tuple[str, ...], ...]:
    """The fields, alone or together, whose values are those of one row at most."""
    return (*((each.name,) for each in entity.fields if each.unique), *entity.unique_together)


def _values(row: InitialRow, names: Sequence[str]) -> tuple[str | None, ...]:
    found = {each.name: each.json_text for each in row.values if each.json_text != "null"}
    return tuple(found.get(name) for name in names)


# --- What databases have already


def settled_rows(
    known: Sequence[InitialRow], said: Sequence[InitialRow], entities: Sequence[Entity]
) -> tuple[InitialRow, ...]:
    """The rows that emitted migrations insert, in their order, and behind them those that are new.

    Args:
        known: those that were inserted before; none of them is taken back.
        said: those that the spec has now.
    """
    settled = [row.uncited() for row in known]
    numbers: dict[tuple[str, int], int] = {}
    counts: dict[str, int] = {}
    for row in said:
        found = _renumbered(row, numbers, entities)
        alike = (
            n for n, each in enumerate(settled) if not each.citations and _is_same(each, found)
        )
        place = next(alike, len(settled))
        settled[place : place + 1] = [found]
        counts[row.entity] = counts.get(row.entity, 0) + 1
        among = [each for each in settled[: place + 1] if each.entity == row.entity]
        numbers[row.entity, counts[row.entity]] = len(among)
    return tuple(settled)


def _is_same(one: InitialRow, other: InitialRow) -> bool:
    return one.entity == other.entity and set(one.values) == set(other.values)


def _renumbered(
    row: InitialRow, numbers: Mapping[tuple[str, int], int], entities: Sequence[Entity]
) -> InitialRow:
    """The row with the numbers that the rows it refers to have in databases."""
    of = next(entity for entity in entities if entity.name == row.entity)
    kinds = {each.name: each.type for each in of.fields}

    def renumbered(each: RowValue) -> RowValue:
        kind, value = kinds[each.name], each.value
        if not isinstance(kind, ReferenceType) or not isinstance(value, int):
            return each
        return each.model_copy(update={"json_text": str(numbers[kind.entity, value])})

    return row.model_copy(update={"values": tuple(map(renumbered, row.values))})


def kept_rows(settled: Sequence[InitialRow]) -> Iterator[Assumption]:
    """What is said of rows that the spec has no more: databases have them, and keep them."""
    for row in settled:
        if not row.citations:
            yield Assumption(
                topic="a row from the start that the spec has no more",
                about=row.entity,
                chosen=f"it is not deleted: {json.dumps(row.fields, ensure_ascii=False)}",
            )
