"""What the template of an operation is told of its endpoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from codegen.contract import (
    Case,
    Contract,
    DateTimeType,
    DateType,
    Duplicate,
    EmptyBody,
    Endpoint,
    EntityField,
    JsonBody,
    MoneyType,
    NoSuchRow,
    NotFound,
    ReferenceType,
    RowValue,
    SecretType,
    StillReferenced,
    TakenTogether,
)
from codegen.fields import may_be_null, schema_name
from codegen.generate.askers import Asker, arguments
from codegen.generate.wanted import argument, row_name, view_head
from codegen.generate.within import Scope
from codegen.render import literal
from codegen.scenario.values import minor_units
from codegen.schemas.annotations import attribute

AnswerKind: TypeAlias = Literal["message", "nothing", "number", "rows", "row", "token"]


@dataclass(frozen=True, slots=True)
class Value:
    """A field, the column that keeps it, and the expression that fills the column from ``body``."""

    name: str
    column: str
    expression: str


@dataclass(frozen=True, slots=True)
class Link:
    """A field that names a row of another entity. ``given`` stands before a condition, and ends in "and "."""

    entity: str
    value: str
    given: str
    answer: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a row could not be written: a value is ``taken``, or a row that is linked to is gone."""

    answer: str
    taken: str = ""
    entity: str = ""
    value: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter of the query, and the column that it is compared with."""

    attribute: str
    column: str


@dataclass(frozen=True, slots=True)
class View:
    """One endpoint, as the templates of operations write it. Texts are Python."""

    contract: Contract
    endpoint: Endpoint

    @property
    def app(self) -> str:
        """The package."""
        return self.contract.app

    @property
    def head(self) -> str:
        """The decorator and the ``def`` line."""
        return view_head(self.contract, self.endpoint)

    @property
    def entity(self) -> str:
        """The class of the rows."""
        return self.endpoint.entity

    @property
    def row(self) -> str:
        """The variable of a row."""
        return row_name(self.entity)

    @property
    def id(self) -> str:
        """The argument that holds the id in the path."""
        return argument(self.endpoint.path_numbers[-1])

    @property
    def models(self) -> tuple[str, ...]:
        """The classes that the view may need."""
        linked = {link.entity for link in self.links}
        linked |= {self.scope.entity, self.scope.pairs} - {""} if self.scope else set()
        return (self.entity, *sorted(linked - {self.entity}))

    @property
    def request(self) -> str:
        """The schema of the body."""
        return schema_name(self.endpoint, "Request")

    @property
    def response(self) -> str:
        """The schema of a row that is answered."""
        return schema_name(self.endpoint, "Response")

    @property
    def query(self) -> str:
        """The schema of the query."""
        return schema_name(self.endpoint, "Query")

    # --- The answer

    @property
    def status(self) -> int:
        """Of the success."""
        return self.endpoint.success.status

    @property
    def message(self) -> str | None:
        """The fixed words of the success."""
        body = self.endpoint.success.body
        return body.message if isinstance(body, JsonBody) else None

    @property
    def answers(self) -> AnswerKind:
        """What is answered."""
        body = self.endpoint.success.body
        if isinstance(body, EmptyBody):
            return "nothing"
        if isinstance(body, JsonBody) and not body.fields and body.message is not None:
            return "message"
        return self.endpoint.nature.answers

    @property
    def not_found(self) -> str:
        """The arguments of ``abort`` where there is no such row."""
        return arguments(self.endpoint.case(NotFound()))

    @property
    def asker(self) -> Asker:
        """Who asks."""
        return Asker(self.contract, self.endpoint)

    @property
    def scope(self) -> Scope | None:
        """The row that the rows belong to, where the path names one."""
        within = self.endpoint.within
        return Scope(self.contract, self.endpoint, within) if within else None

    @property
    def conditions(self) -> tuple[str, ...]:
        """What holds of the one row that the endpoint is about, beside its id."""
        of_scope = (self.scope.condition,) if self.scope else ()
        of_owner = (self.asker.is_owner,) if self.asker.is_owner else ()
        return (*of_scope, *of_owner)

    # --- What is written

    @property
    def values(self) -> tuple[Value, ...]:
        """The fields of the body."""
        return tuple(map(_value, self._inputs))

    @property
    def sets(self) -> tuple[tuple[str, str], ...]:
        """The columns that get a fixed value."""
        return tuple((each.name, self._stored(each)) for each in self.endpoint.sets)

    @property
    def links(self) -> tuple[Link, ...]:
        """The fields of the body that name rows."""
        return tuple(
            Link(
                entity=field.type.entity,
                value=f"body.{field.name}",
                given=self._given(field),
                answer=arguments(self.endpoint.case(NoSuchRow(field=field.name))),
            )
            for field in self._inputs
            if isinstance(field.type, ReferenceType)
        )

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What a database may refuse: the last one is certain where none of those before it holds."""
        if self.endpoint.nature.takes == "none":
            kinds = StillReferenced | TakenTogether
            refused = [case for case in self.endpoint.cases if isinstance(case.when, kinds)]
            return tuple(Conflict(arguments(case)) for case in refused)
        found = [*self._taken(), *self._gone()]
        while len(found) > 1 and found[-2].answer == found[-1].answer:
            del found[-2]
        return tuple(found)

    def _taken(self) -> Iterator[Conflict]:
        fields = {field.name: field for field in self._inputs}
        for case in self.endpoint.cases:
            if isinstance(case.when, Duplicate):
                name = case.when.field
                taken = f"select({self.entity}.id).filter_by({name}=body.{name})"
                if self.endpoint.nature.of_one:
                    taken = f"{taken}.where({self.entity}.id != {self.id})"
                yield Conflict(arguments(case), taken, given=self._given(fields[name]))
            elif isinstance(case.when, TakenTogether):
                yield self._taken_together(case, case.when.fields)

    def _taken_together(self, case: Case, names: Sequence[str]) -> Conflict:
        """Another row has what this one is to have: what was sent, or else what it has anyway."""
        fields = {field.name: field for field in self._inputs}
        is_partial = self.endpoint.nature.takes == "some"
        same = ", ".join(f"{name}={self._new(name, fields, is_partial)}" for name in names)
        taken = f"select({self.entity}.id).filter_by({same})"
        if self.endpoint.nature.of_one:
            taken = f"{taken}.where({self.entity}.id != {self.id})"
        # A row that lacks one of the values is like no other.
        needed = (fields[name] for name in names if name in fields and not is_partial)
        return Conflict(arguments(case), taken, given="".join(map(_not_null, needed)))

    def _new(self, name: str, fields: Mapping[str, EntityField], is_partial: bool) -> str:
        if name not in fields:
            return f"{self.row}.{name}"
        return (
            f"body.{name} if {literal(name)} in given else {self.row}.{name}"
            if is_partial
            else f"body.{name}"
        )

    def _gone(self) -> Iterator[Conflict]:
        if self.scope and self.scope.fills:
            yield Conflict(self.scope.missing, entity=self.scope.entity, value=self.scope.id)
        for link in self.links:
            yield Conflict(
                answer=link.answer, entity=link.entity, value=link.value, given=link.given
            )

    # --- Which rows

    @property
    def where(self) -> str:
        """What narrows a statement to the rows that the endpoint is about."""
        values = ((each.name, self._stored(each)) for each in self.endpoint.where)
        found = [_condition(f"{self.entity}.{name}", value) for name, value in values]
        found += [self._unlike(each) for each in self.endpoint.unlike]
        found += self.conditions
        return f".where({', '.join(found)})" if found else ""

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What the query may ask for."""
        listing = self.endpoint.listing
        names = listing.filters if listing else ()
        return tuple(Filter(attribute(name), name) for name in names)

    @property
    def searched(self) -> str:
        """The condition that holds of rows in which ``q`` stands."""
        listing = self.endpoint.listing
        names = listing.searched if listing else ()
        found = [f"{self.entity}.{name}.icontains(query.q, autoescape=True)" for name in names]
        return f"or_({', '.join(found)})" if len(found) > 1 else "".join(found)

    @property
    def sorts(self) -> tuple[tuple[str, str], ...]:
        """What ``sort`` may be, and what rows are ordered by then."""
        listing = self.endpoint.listing
        names = listing.sorts if listing else ()
        ways = (way for name in names for way in (name, f"-{name}"))
        return tuple((way, self._ordered(way)) for way in ways)

    @property
    def order(self) -> str:
        """What rows are ordered by where the request says nothing."""
        listing = self.endpoint.listing
        return ", ".join(map(self._ordered, listing.order)) if listing else ""

    @property
    def order_is_long(self) -> bool:
        """Whether rows are ordered by several fields where the request says nothing."""
        listing = self.endpoint.listing
        return listing is not None and len(listing.order) > 1

    def _ordered(self, way: str) -> str:
        if way in ("id", "-id"):
            return f"{self.entity}.id.{'desc' if way == '-id' else 'asc'}()"
        field = self.contract.entity(self.entity).field(way.removeprefix("-"))
        column = f"{self.entity}.{field.name}.{'desc' if way.startswith('-') else 'asc'}()"
        # Databases differ in whether null is the least or the greatest of values.
        return f"{column}.nulls_last()" if may_be_null(field) else column

    # --- Parts

    @property
    def _inputs(self) -> Sequence[EntityField]:
        return self.contract.inputs(self.endpoint)

    def _given(self, field: EntityField) -> str:
        """What has to hold before a field of the body is looked at."""
        if self.endpoint.nature.takes == "some":
            return f"{literal(field.name)} in given and " + _not_null(field)
        return _not_null(field)

    def _unlike(self, value: RowValue) -> str:
        """The condition that a column keeps another value, or none."""
        column, stored = f"{self.entity}.{value.name}", self._stored(value)
        # Nothing is neither like nor unlike a value, in SQL.
        is_nullable = may_be_null(self.contract.entity(self.entity).field(value.name))
        return f"{column}.is_distinct_from({stored})" if is_nullable else f"{column} != {stored}"

    def _stored(self, value: RowValue) -> str:
        """A fixed value as a column keeps it."""
        kind = self.contract.entity(self.entity).field(value.name).type
        match kind:
            case MoneyType():
                return str(minor_units(str(value.value)))
            case DateType():
                return f"date.fromisoformat({literal(value.value)})"
            case DateTimeType():
                return f"datetime.fromisoformat({literal(value.value)})"
            case _:
                return literal(value.value)


def _not_null(field: EntityField) -> str:
    return f"body.{field.name} is not None and " if may_be_null(field) else ""


def _condition(column: str, value: str) -> str:
    return f"{column}.is_({value})" if value in ("True", "False") else f"{column} == {value}"


def _value(field: EntityField) -> Value:
    if not isinstance(field.type, SecretType):
        return Value(field.name, field.name, f"body.{field.name}")
    hashed = f"password_hash.hash(body.{field.name})"
    if _not_null(field):
        hashed = f"{hashed} if body.{field.name} is not None else None"
    return Value(field.name, f"{field.name}_hash", hashed)
