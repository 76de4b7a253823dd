"""What sentences say of an operation -> its path, its query, the rows that it is about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.contract import (
    BooleanType,
    ChoiceType,
    Entity,
    EntityField,
    FieldType,
    Listing,
    Operation,
    Parameter,
    RowValue,
    SecretType,
    Within,
)
from codegen.interpret.data import Data
from codegen.interpret.entities import unknown_field
from codegen.interpret.facts import (
    Assigned,
    FieldName,
    ListingFact,
    OperationFact,
    Ordered,
    Said,
)
from codegen.interpret.field_types import as_json
from codegen.interpret.notes import Notes
from codegen.interpret.standard import (
    LARGEST_PAGE,
    id_parameters,
    page_sizes,
    pages_in_words,
    query_parameters,
    why_not_asked,
    wrong_route,
)
from codegen.scenario.values import fits
from codegen.spec import Heading


@dataclass(frozen=True, slots=True)
class OperationBuilder:
    """Builds what one endpoint's operation has beside its body. ``key`` is the endpoint as the spec calls it."""

    heading: Heading
    operation: Operation
    entity: Entity
    data: Data
    notes: Notes

    # --- The path

    def check_route(self) -> None:
        """Notes a method, or a path, that does not go with the operation."""
        for cause, mend in wrong_route(self.heading.name, self.operation, self.entity):
            self.notes.problem(cause, mend, self.heading.location)

    def path_parameters(self, within: Within | None) -> tuple[Parameter, ...]:
        """The ids in the path: of the row that the others belong to, and of the one that the endpoint is about."""
        return id_parameters(self.heading.name, self.entity, within)

    # --- The rows

    def unlike(self, stated: Sequence[tuple[Assigned | None, Said]]) -> tuple[RowValue, ...]:
        """The values that the rows have not."""
        denied = ((each, said) for each, said in stated if each and each.is_not)
        return self._values([(each, said) for each, said in denied if not self._is_flag(each)])

    def assigned(self, stated: Sequence[tuple[Assigned | None, Said]]) -> tuple[RowValue, ...]:
        """The values that the rows have, or get; of a field that is yes or no, the one that is left."""
        return self._values([(e, s) for e, s in stated if e and (not e.is_not or self._is_flag(e))])

    def _is_flag(self, each: Assigned) -> bool:
        return any(
            field.name == each.field.field and isinstance(field.type, BooleanType)
            for field in self.entity.fields
        )

    def _valued(self, field: EntityField, each: Assigned) -> str | int | float | bool:
        known = as_choice(field.type, each.value)
        value = as_json(field.type, each.value) if known is None else known
        return not value if each.is_not and isinstance(value, bool) else value

    def _values(self, stated: Sequence[tuple[Assigned, Said]]) -> tuple[RowValue, ...]:
        found: dict[str, str | int | float | bool] = {}
        for each, said in stated:
            field = self._assigned_field(each, said)
            if field is None:
                continue
            value = self._valued(field, each)
            if isinstance(field.type, SecretType) or not fits(field.type, value):
                cause = f"{field.name!r} can have no value {value!r}"
                self.notes.problem(cause, "Name one of its values.", said.location)
            elif found.get(field.name, value) != value:
                cause = f"the value of {field.name!r} is {value!r} here, and another before"
                self.notes.problem(cause, "Keep one of the two.", said.location)
            found[field.name] = value
        return tuple(
            RowValue(name=name, json_text=json.dumps(value, ensure_ascii=False))
            for name, value in found.items()
        )

    def _assigned_field(self, each: Assigned, said: Said) -> EntityField | None:
        """The field that is named; where none is, the one that has the value."""
        if each.field.field:
            return self._field(each.field, said)
        found = [f for f in self.entity.fields if as_choice(f.type, each.value) is not None]
        if len(found) != 1:
            which = "more than one field" if found else "no field"
            cause = f"{which} of {self.entity.name!r} can be {each.value!r}"
            mend = (
                f'Name the field, as in "whose `status` is "{each.value}"", or declare the value.'
            )
            self.notes.problem(cause, mend, said.location)
        return found[0] if len(found) == 1 else None

    # --- Lists

    def listing(self, facts: Sequence[ListingFact], key: str) -> Listing:
        """How the list is asked for; the table of defaults fills in."""
        size = self._size([(f.page_size, f.said) for f in facts], "page size", facts)
        limit = self._size([(f.page_limit, f.said) for f in facts], "page limit", facts)
        if size is None or limit is None:
            self.notes.assume("pages", key, value=pages_in_words(size, limit))
        size, limit = page_sizes(size, limit)
        if size > limit:
            self.notes.problem(
                f"a page of {self.heading.name!r} has {size} rows, and at most {limit}",
                "Change one of the two.",
                self.heading.location,
            )
        order = self._order([(f.order, f.said) for f in facts if f.order])
        if not order:
            self.notes.assume("order of a list", key)
        return Listing(
            filters=self._names(facts, "filters"),
            sorts=self._names(facts, "sorts"),
            searched=self._names(facts, "searched"),
            order=order,
            page_size=size,
            page_limit=limit,
        )

    def query(self, listing: Listing) -> Iterator[Parameter]:
        """The parameters of a list's query."""
        return query_parameters(listing, self.entity)

    def _size(
        self, stated: Sequence[tuple[int | None, Said]], what: str, facts: Sequence[ListingFact]
    ) -> int | None:
        del facts
        given = [(size, said) for size, said in stated if size is not None]
        for size, said in given:
            if not 1 <= size <= LARGEST_PAGE:
                cause = f"a {what} of {size} is none"
                self.notes.problem(cause, "Choose 1 to 10000.", said.location)
        return self.notes.settle(f"the {what} of {self.heading.name!r}", given)

    def _order(self, stated: Sequence[tuple[tuple[Ordered, ...], Said]]) -> tuple[str, ...]:
        found = self.notes.settle(f"the order of {self.heading.name!r}", stated) or ()
        ways = (self._way(each, stated[0][1]) for each in found)
        return tuple(way for way in ways if way)

    def _way(self, key: Ordered, said: Said) -> str:
        """A field that rows are ordered by, with a ``-`` where it descends; their id is in the order in which they were made."""
        name = "id"
        if key.field.field != name:
            field = self._field(key.field, said)
            if field is None:
                return ""
            self._check_asked(field, "order", said)
            name = field.name
        return f"-{name}" if key.descending else name

    def _names(self, facts: Sequence[ListingFact], what: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for fact in facts:
            for name in getattr(fact, what):
                field = self._field(name, fact.said)
                if field is not None:
                    self._check_asked(field, what, fact.said)
                    found[field.name] = None
        return tuple(found)

    def _check_asked(self, field: EntityField, what: str, said: Said) -> None:
        if wrong := why_not_asked(field, what):
            self.notes.problem(*wrong, said.location)

    # --- Parts

    def _field(self, name: FieldName, said: Said) -> EntityField | None:
        if name.entity in (None, self.entity.name):
            for field in self.entity.fields:
                if field.name == name.field:
                    return field
        unknown_field(self.entity.name, name.field, self.data, said.location, self.notes)
        return None


def as_choice(kind: FieldType, value: str | int | bool) -> str | None:
    """The word of a list that a sentence means, whatever its case; None where it is none of them."""
    words = kind.values if isinstance(kind, ChoiceType) and isinstance(value, str) else ()
    return next((word for word in words if word.lower() == str(value).lower()), None)


def operation_of(facts: Sequence[OperationFact], notes: Notes, key: str) -> Operation:
    """The one operation that an endpoint has."""
    stated = [(fact.operation, fact.said) for fact in facts]
    return notes.settle(f"what {key!r} does", stated) or "create"
