"""What sentences say of an operation -> its path, its query, the rows that it is about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen import defaults
from codegen.contract import (
    NATURES,
    PATH_PARAMETER,
    ChoiceType,
    Entity,
    EntityField,
    FieldType,
    IntegerType,
    Listing,
    Operation,
    Parameter,
    ReferenceType,
    RowValue,
    SecretType,
    TextType,
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
from codegen.scenario.values import fits
from codegen.spec import Heading

PAGE, SIZE, SORT, SEARCH = "page", "size", "sort", "q"
OWN_PARAMETERS = (PAGE, SIZE, SORT, SEARCH)
_ANY_TEXT = TextType(min_length=0, max_length=defaults.UNLIMITED_LENGTH)
_ANY_NUMBER = IntegerType(minimum=defaults.INTEGER_MINIMUM, maximum=defaults.INTEGER_MAXIMUM)
_NOT_SORTED = ("secret", "json")


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
        nature = NATURES[self.operation]
        method, _, path = self.heading.name.partition(" ")
        if method not in nature.methods:
            listed = " or ".join(nature.methods)
            cause = f"the endpoint {self.heading.name!r} is to {_in_words(self.operation)}, which is a {listed}"
            self._refuse(cause, f"Write '{nature.methods[0]} {path}'.")
        names = PATH_PARAMETER.findall(path)
        if any(mark in path for mark in "<>") or "/:" in path:
            self._refuse(
                f"the endpoint {self.heading.name!r} has a parameter that is not in braces",
                "Write it as in '/users/{id}'.",
            )
        elif nature.of_one and len(names) not in (1, 2):
            cause = f"the endpoint {self.heading.name!r} is to {_in_words(self.operation)}, whose id has to stand in its path"
            self._refuse(cause, f"Write '{method} {path.rstrip('/')}/{{id}}'.")
        elif nature.of_one and names[-1] in {field.name for field in self.entity.fields}:
            cause = f"the endpoint {self.heading.name!r} finds a row by its {names[-1]!r}, which isn't built yet: rows are found by id"
            self._refuse(cause, "Write '{id}'.")
        elif (
            names and not nature.of_one and (len(names) > 1 or nature.of_user or path.endswith("}"))
        ):
            cause = f"the endpoint {self.heading.name!r} has a parameter in its path, which isn't built yet for what it does"
            self._refuse(cause, "Use a path without parameters.")

    def path_parameters(self, within: Within | None) -> tuple[Parameter, ...]:
        """The ids in the path: of the row that the others belong to, and of the one that the endpoint is about."""
        names = PATH_PARAMETER.findall(self.heading.name)[:2]
        entities = ([within.entity] if within else []) + [self.entity.name]
        return tuple(
            Parameter(place="path", name=name, type=ReferenceType(entity=entity))
            for name, entity in zip(names, entities, strict=False)
        )

    # --- The rows

    def assigned(self, stated: Sequence[tuple[Assigned | None, Said]]) -> tuple[RowValue, ...]:
        """The values that the rows have, or get."""
        found: dict[str, str | int | float | bool] = {}
        for each, said in stated:
            field = self._assigned_field(each, said) if each else None
            if each is None or field is None:
                continue
            known = as_choice(field.type, each.value)
            value = as_json(field.type, each.value) if known is None else known
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
            shown = f"{size or min(limit or defaults.PAGE_SIZE, defaults.PAGE_SIZE)} rows, at most {limit or max(size or 0, defaults.PAGE_LIMIT)}"
            self.notes.assume("pages", key, value=shown)
        limit = limit or max(size or 0, defaults.PAGE_LIMIT)
        size = size or min(limit, defaults.PAGE_SIZE)
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
        for name in listing.filters:
            kind = _compared(self.entity.field(name).type)
            yield Parameter(place="query", name=name, type=kind, required=False)
        if listing.searched:
            yield Parameter(place="query", name=SEARCH, type=_ANY_TEXT, required=False)
        if listing.sorts:
            both = tuple(way for name in listing.sorts for way in (name, f"-{name}"))
            yield Parameter(place="query", name=SORT, type=ChoiceType(values=both), required=False)
        pages = IntegerType(minimum=1, maximum=defaults.LAST_PAGE)
        sizes = IntegerType(minimum=1, maximum=listing.page_limit)
        yield Parameter(place="query", name=PAGE, type=pages, required=False, default=1)
        yield Parameter(
            place="query", name=SIZE, type=sizes, required=False, default=listing.page_size
        )

    def _size(
        self, stated: Sequence[tuple[int | None, Said]], what: str, facts: Sequence[ListingFact]
    ) -> int | None:
        del facts
        given = [(size, said) for size, said in stated if size is not None]
        for size, said in given:
            if not 1 <= size <= 10_000:
                cause = f"a {what} of {size} is none"
                self.notes.problem(cause, "Choose 1 to 10000.", said.location)
        return self.notes.settle(f"the {what} of {self.heading.name!r}", given)

    def _order(self, stated: Sequence[tuple[Ordered | None, Said]]) -> tuple[str, ...]:
        found = self.notes.settle(f"the order of {self.heading.name!r}", stated)
        field = self._field(found.field, stated[0][1]) if found else None
        if found is None or field is None:
            return ()
        self._check_sorted(field, stated[0][1])
        return (f"-{field.name}" if found.descending else field.name,)

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
        if what == "searched" and not isinstance(field.type, TextType):
            cause = f"{field.name!r} is no text, and only texts are searched"
            self.notes.problem(cause, "Filter by it instead.", said.location)
        elif what == "filters" and field.name in OWN_PARAMETERS:
            cause = f"{field.name!r} is what the query calls something else already"
            self.notes.problem(cause, "Give the field another name.", said.location)
        else:
            self._check_sorted(field, said)

    def _check_sorted(self, field: EntityField, said: Said) -> None:
        if field.type.kind in _NOT_SORTED:
            cause = f"{field.name!r} is a {field.type.kind}, by which no list can be asked for"
            self.notes.problem(cause, "Leave it out.", said.location)

    # --- Parts

    def _field(self, name: FieldName, said: Said) -> EntityField | None:
        if name.entity in (None, self.entity.name):
            for field in self.entity.fields:
                if field.name == name.field:
                    return field
        unknown_field(self.entity.name, name.field, self.data, said.location, self.notes)
        return None

    def _refuse(self, cause: str, mend: str) -> None:
        self.notes.problem(cause, mend, self.heading.location)


def as_choice(kind: FieldType, value: str | int | bool) -> str | None:
    """The word of a list that a sentence means, whatever its case; None where it is none of them."""
    words = kind.values if isinstance(kind, ChoiceType) and isinstance(value, str) else ()
    return next((word for word in words if word.lower() == str(value).lower()), None)


def _compared(kind: FieldType) -> FieldType:
    """What a field is compared with: a value that none of its rows can have is no fault of the request."""
    if isinstance(kind, TextType):
        return _ANY_TEXT
    return _ANY_NUMBER if isinstance(kind, IntegerType) else kind


def _in_words(operation: Operation) -> str:
    return {
        "create": "create something",
        "list": "list rows",
        "read": "show one row",
        "replace": "replace one row",
        "update": "change one row",
        "mark": "mark one row",
        "delete": "delete one row",
        "delete_all": "delete rows",
        "count": "count rows",
        "add": "add a row to another",
        "remove": "remove a row from another",
        "log_in": "log in",
        "log_out": "log out",
        "show_user": "show who is logged in",
        "change_secret": "change a secret",
    }[operation]


def operation_of(facts: Sequence[OperationFact], notes: Notes, key: str) -> Operation:
    """The one operation that an endpoint has."""
    stated = [(fact.operation, fact.said) for fact in facts]
    return notes.settle(f"what {key!r} does", stated) or "create"
