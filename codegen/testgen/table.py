"""The rows that a Scenario starts with, and what answers show of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from codegen.contract import (
    Citations,
    Contract,
    Entity,
    EntityField,
    ReferenceType,
)
from codegen.fields import json_default, may_be_null
from codegen.scenario import (
    Given,
    JsonValue,
)
from codegen.testgen import samples
from codegen.testgen.requests import referenced_rows, user_rows

Row = dict[str, JsonValue]
"""A row as JSON has it, its id included."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an entity that a Scenario starts with: those of a new database, and those that are given."""

    contract: Contract
    entity: Entity
    given: tuple[Given, ...] = ()

    @classmethod
    def of(
        cls,
        contract: Contract,
        name: str,
        count: int,
        where: Mapping[str, JsonValue] | None = None,
        first_has: Mapping[str, JsonValue] | None = None,
        all_have: Mapping[str, JsonValue] | None = None,
        others: Mapping[str, JsonValue] | None = None,
    ) -> Rows:
        """Some rows of an entity that have these values, one more that has not, and the rows that they link to.

        Args:
            first_has: what the first of them has besides.
            all_have: what each of them has besides, also the one more.
            others: what that one has instead.
        """
        entity = contract.entity(name)
        first = len(contract.rows_of(name)) + 1
        changes: list[Mapping[str, JsonValue]] = [where or {}] * count
        if first_has and count:
            changes[0] = {**changes[0], **first_has}
        if where and count:
            changes.insert(1, others or {})
        changes = [{**values, **(all_have or {})} for values in changes]
        # One link more than rows: what is changed, or belongs to another, may need it.
        linked = referenced_rows(contract, entity.fields, len(changes) + 1)
        made = (row_of(entity, n, first + n, values) for n, values in enumerate(changes))
        return cls(contract, entity, (*(g for g in linked if g.entity != name), *made))

    def with_stranger(self, owner: str, all_have: Mapping[str, JsonValue]) -> Rows:
        """The rows, and one more that belongs to another user: ``owner`` is the column that says so."""
        *_, stranger = user_rows(self.contract, range(2))
        number = sum(each.entity == self.entity.name for each in self.given)
        row_id = len(self.contract.rows_of(self.entity.name)) + number + 1
        theirs = row_of(
            self.entity, number, row_id, {**all_have, owner: dict(stranger.values)["id"]}
        )
        return replace(self, given=(stranger, *self.given, theirs))

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the rows that are given."""
        own = (dict(each.values) for each in self.given if each.entity == self.entity.name)
        return tuple(int(str(values["id"])) for values in own)

    @property
    def cited(self) -> Citations:
        """What says which rows a new database has."""
        rows = self.contract.rows_of(self.entity.name)
        return tuple(citation for row in rows for citation in row.citations)

    def all(self) -> list[Row]:
        """Every row, by id, as an answer would show it."""
        found = [
            {"id": number, **row.fields}
            for number, row in enumerate(self.contract.rows_of(self.entity.name), 1)
        ]
        found += [dict(each.values) for each in self.given if each.entity == self.entity.name]
        return [self._whole(row) for row in found]

    def _whole(self, row: Row) -> Row:
        absent = {f.name: json_default(f) for f in self.entity.fields if f.name not in row}
        return row | absent


def row_of(entity: Entity, number: int, row_id: int, changes: Mapping[str, JsonValue]) -> Given:
    """The ``number``-th fitting row, with some of it changed."""
    own = {f.name: _to_itself(f, row_id) for f in entity.fields if f.leads_to(entity.name)}
    known = {**own, **changes}
    values = ((f.name, known.get(f.name, samples.fitting(f, number))) for f in entity.fields)
    return Given(entity.name, (("id", row_id), *values))


def _to_itself(field: EntityField, row_id: int) -> JsonValue:
    """What a link to a row of the same entity holds: nothing, or the row itself."""
    return None if may_be_null(field) else row_id


def holds(field: EntityField, entity: str) -> bool:
    """Whether a link keeps the row of that entity from being deleted."""
    cascades = isinstance(field.type, ReferenceType) and field.type.cascades
    return field.leads_to(entity) and not cascades


def another(field: EntityField, value: JsonValue) -> JsonValue:
    """A value that a field may have instead."""
    if isinstance(value, bool):
        return not value
    return next((v for v in (samples.fitting(field, n) for n in range(2)) if v != value), value)
