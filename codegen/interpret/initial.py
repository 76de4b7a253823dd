"""What sentences say of rows that are there from the start -> the Contract's rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from codegen.contract import (
    Entity,
    EntityField,
    InitialRow,
    ReferenceType,
    RowValue,
    SecretType,
)
from codegen.interpret.data import Data
from codegen.interpret.entities import unknown_field
from codegen.interpret.facts import RowFact, Said
from codegen.interpret.field_types import as_json
from codegen.interpret.notes import Notes
from codegen.interpret.rows import unique_groups
from codegen.scenario.values import fits
from codegen.types import JsonValue


@dataclass(slots=True)
class InitialRows:
    """Builds the rows of one spec, and notes what is wrong with them."""

    entities: Mapping[str, Entity]
    data: Data
    notes: Notes
    built: list[InitialRow] = field(default_factory=list)

    def build(self, facts: Sequence[RowFact]) -> tuple[InitialRow, ...]:
        """The rows, in the order of the spec."""
        for fact in facts:
            if fact.entity in self.entities:
                self.built.append(self._row(self.entities[fact.entity], fact))
        return tuple(self.built)

    def _row(self, entity: Entity, fact: RowFact) -> InitialRow:
        values = dict(self._values(entity, fact))
        for each in entity.fields:
            if each.required and each.default is None and each.name not in values:
                is_secret = isinstance(each.type, SecretType)
                cause = f"a row of {entity.name!r} needs its {each.name!r}"
                cause += (
                    ", a secret, which would stand readable in a migration" if is_secret else ""
                )
                mend = "Leave the row out." if is_secret else "Name it."
                self.notes.problem(cause, mend, fact.said.location)
        self._check_unique(entity, values, fact.said)
        written = tuple(
            RowValue(name=name, json_text=json.dumps(value, ensure_ascii=False))
            for name, value in values.items()
        )
        return InitialRow(entity=entity.name, values=written, citations=(fact.said.citation,))

    def _values(self, entity: Entity, fact: RowFact) -> Iterator[tuple[str, JsonValue]]:
        known = {each.name: each for each in entity.fields}
        for each in fact.values:
            name, value = each.field.field, each.value
            if name not in known:
                unknown_field(entity.name, name, self.data, fact.said.location, self.notes)
                continue
            found = as_json(known[name].type, value)
            self._check(known[name], found, fact.said)
            yield name, found

    def _check(self, of: EntityField, value: JsonValue, said: Said) -> None:
        if isinstance(of.type, SecretType):
            cause = f"{of.name!r} is a secret, which would stand readable in a migration"
            self.notes.problem(cause, "Leave the row out.", said.location)
        elif not fits(of.type, value):
            cause = f"{of.name!r} can have no value {value!r}"
            self.notes.problem(cause, "Name one of its values.", said.location)
        elif isinstance(of.type, ReferenceType) and not self._is_there(of.type.entity, value):
            cause = f"no row {value} of {of.type.entity!r} stands before this one"
            self.notes.problem(cause, "Count from 1, in the order of the spec.", said.location)

    def _is_there(self, entity: str, number: JsonValue) -> bool:
        before = sum(row.entity == entity for row in self.built)
        return isinstance(number, int) and 1 <= number <= before

    def _check_unique(self, entity: Entity, values: Mapping[str, JsonValue], said: Said) -> None:
        others = [row.fields for row in self.built if row.entity == entity.name]
        for group in unique_groups(entity):
            own = [values.get(name) for name in group]
            if None not in own and own in [[row.get(name) for name in group] for row in others]:
                cause = f"two rows of {entity.name!r} have the same {' and '.join(group)}"
                self.notes.problem(cause, "Change one of them.", said.location)
