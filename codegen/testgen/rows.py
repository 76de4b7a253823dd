"""Operations on rows that are there -> Scenarios: read, list, count, mark, delete.

What must come is reckoned from the rows that a Scenario is given and those that a new database has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from codegen.contract import (
    Case,
    Citations,
    Contract,
    EmptyBody,
    Endpoint,
    Entity,
    EntityField,
    JsonBody,
    NotFound,
    Parameter,
    ReferenceType,
    StatementId,
    StillReferenced,
    TextType,
)
from codegen.defaults import INVALID_STATUS
from codegen.fields import json_default, may_be_null
from codegen.scenario import (
    BodyText,
    Exchange,
    Expectation,
    Given,
    JsonPath,
    JsonValue,
    Scenario,
    StoredValues,
)
from codegen.scenario.values import moment
from codegen.testgen import samples
from codegen.testgen.refusals import promised
from codegen.testgen.requests import referenced_rows

UNKNOWN_ID = 999_999
MANY = 3
"""How many rows a list is given: enough for a first, a last and one between."""
NO_IDS = ("0", "nothing", "-1", "99999999999999999999")
"""What is the id of no row."""

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
        cls, contract: Contract, name: str, count: int, where: Mapping[str, JsonValue] | None = None
    ) -> Rows:
        """Some rows of an entity that have these values, one more that has not, and the rows that they link to."""
        entity = contract.entity(name)
        linked = referenced_rows(contract, entity.fields)
        first = len(contract.rows_of(name)) + 1
        changes = [where or {}] * count
        if where and count:
            changes.insert(1, {key: _another(entity.field(key), v) for key, v in where.items()})
        made = (_given(entity, n, first + n, values) for n, values in enumerate(changes))
        return cls(contract, entity, (*(g for g in linked if g.entity != name), *made))

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


def _given(entity: Entity, number: int, row_id: int, changes: Mapping[str, JsonValue]) -> Given:
    values = ((f.name, changes.get(f.name, samples.fitting(f, number))) for f in entity.fields)
    return Given(entity.name, (("id", row_id), *values))


def _another(field: EntityField, value: JsonValue) -> JsonValue:
    """A value that a field may have instead."""
    if isinstance(value, bool):
        return not value
    return next((v for v in (samples.fitting(field, n) for n in range(2)) if v != value), value)


@dataclass(frozen=True, slots=True)
class RowsDeriver:
    """Derives the Scenarios of one endpoint; ``texts`` are the statements by id."""

    contract: Contract
    endpoint: Endpoint
    texts: Mapping[StatementId, str]

    def scenarios(self) -> Iterator[Scenario]:
        """Those of the endpoint's operation."""
        match self.endpoint.operation:
            case "read":
                yield from self._read()
            case "list":
                yield from self._list()
            case "count":
                yield from self._count()
            case "mark":
                yield from self._mark()
            case "delete":
                yield from self._delete()
            case "delete_all":
                yield from self._delete_all()
            case _:
                raise AssertionError(f"no rows are read by {self.endpoint.operation}")

    # --- One row

    def _read(self) -> Iterator[Scenario]:
        rows = self._rows(2)
        for number, word in ((0, "a_row"), (1, "the_row_that_is_asked_for")):
            found = rows.all()[number - 2]
            sent = self._one(rows.ids[number], self._shown(found))
            yield self._scenario(f"shows_{word}", self._cited, (sent,), rows)
        first = self._rows(0)
        if there := first.all():
            asked = tuple(self._one(str(row["id"]), self._shown(row)) for row in there)
            cited = (*first.cited, *self._cited)
            yield self._scenario("shows_what_is_there_from_the_start", cited, asked, first)
        yield from self._absent()

    def _absent(self) -> Iterator[Scenario]:
        case = self._case(NotFound())
        rows = self._rows(1)
        expected = tuple(promised(case.body))
        sent = self._one(UNKNOWN_ID, expected, case.status)
        yield self._scenario("refuses_an_unknown_id", case.citations, (sent,), rows)
        others = (self._one(each, expected, case.status) for each in NO_IDS)
        yield self._scenario("refuses_what_is_no_id", case.citations, tuple(others), rows)

    def _mark(self) -> Iterator[Scenario]:
        rows = self._rows(2)
        sets = {each.name: each.value for each in self.endpoint.sets}
        marked = rows.all()[-2] | sets
        sent = self._one(rows.ids[0], self._shown(marked))
        cited = (*self._cited, *self._cited_by(sets))
        yield self._scenario("marks_the_row", cited, (sent, sent), rows)
        yield self._marked_before(sets)
        yield from self._absent()

    def _marked_before(self, sets: Mapping[str, JsonValue]) -> Scenario:
        """The row has other values first, and keeps those that it gets."""
        before = {name: _another(self._entity.field(name), value) for name, value in sets.items()}
        rows = Rows.of(self.contract, self.endpoint.entity, 1)
        changed = {**dict(rows.given[-1].values), **before}
        rows = replace(
            rows, given=(*rows.given[:-1], Given(self.endpoint.entity, tuple(changed.items())))
        )
        sent = self._one(rows.ids[0], self._shown({**rows.all()[-1], **sets}))
        scenario = self._scenario("marks_a_row_for_good", self._cited, (sent,), rows)
        return replace(scenario, stored=(StoredValues(self.endpoint.entity, tuple(sets.items())),))

    def _delete(self) -> Iterator[Scenario]:
        rows, case = self._rows(2), self._case(NotFound())
        gone = self._one(rows.ids[0], tuple(promised(case.body)), case.status)
        first, second = (self._one(each, self._shown({})) for each in rows.ids)
        cited = (*self._cited, *case.citations)
        yield self._scenario("deletes_the_row_alone", cited, (first, gone, second), rows)
        yield from self._absent()
        yield from self._referenced()

    def _referenced(self) -> Iterator[Scenario]:
        case = next((c for c in self.endpoint.cases if isinstance(c.when, StillReferenced)), None)
        if case is None:
            return
        for entity in self.contract.entities:
            links = [f for f in entity.fields if _leads_to(f, self.endpoint.entity)]
            if links:
                yield self._kept(case, entity)

    def _kept(self, case: Case, by: Entity) -> Scenario:
        """A row that a row of another entity links to is kept."""
        linking = Rows.of(self.contract, by.name, 1)
        first = self._exchange(case.status, tuple(promised(case.body)))
        path = self._path(1)
        words = f"keeps_what_a_{by.name.lower()}_needs"
        sent = replace(first, path=path)
        return self._scenario(words, case.citations, (sent, sent), linking)

    # --- Several rows

    def _delete_all(self) -> Iterator[Scenario]:
        rows = self._rows(MANY)
        if any(isinstance(c.when, StillReferenced) for c in self.endpoint.cases):
            yield from self._referenced_by_any()
        found = [row for row in rows.all() if self._is_meant(row)]
        first = self._exchange(self._status, self._counted(len(found)))
        again = self._exchange(self._status, self._counted(0))
        yield self._scenario("deletes_these_rows_alone", self._cited, (first, again), rows)

    def _referenced_by_any(self) -> Iterator[Scenario]:
        case = next(c for c in self.endpoint.cases if isinstance(c.when, StillReferenced))
        for entity in self.contract.entities:
            if any(_leads_to(field, self.endpoint.entity) for field in entity.fields):
                linking = Rows.of(self.contract, entity.name, 1)
                if all(self._is_meant(row) for row in self._linked(linking)):
                    sent = self._exchange(case.status, tuple(promised(case.body)))
                    words = f"keeps_what_a_{entity.name.lower()}_needs"
                    yield self._scenario(words, case.citations, (sent,), linking)

    def _linked(self, linking: Rows) -> Sequence[Row]:
        own = [dict(g.values) for g in linking.given if g.entity == self.endpoint.entity]
        entity = self.contract.entity(self.endpoint.entity)
        return [{f.name: json_default(f) for f in entity.fields} | row for row in own]

    def _count(self) -> Iterator[Scenario]:
        for number in (0, MANY):
            rows = self._rows(number)
            found = [row for row in rows.all() if self._is_meant(row)]
            sent = self._exchange(self._status, self._counted(len(found)))
            words = "counts_the_rows" if number else "counts_what_is_there_from_the_start"
            cited = (*self._cited, *(() if number else rows.cited))
            yield self._scenario(words, cited, (sent,), rows)

    def _list(self) -> Iterator[Scenario]:
        listing = self.endpoint.listing
        assert listing is not None
        yield self._listed("lists_what_is_there_from_the_start", self._rows(0))
        yield self._listed("lists_the_rows", self._rows(MANY))
        for name in listing.filters:
            yield from self._filtered(name)
        for way in (way for name in listing.sorts for way in (name, f"-{name}")):
            words = f"sorts_by_{way.removeprefix('-')}" + ("_descending" if way[0] == "-" else "")
            rows = self._with_null(self._rows(MANY), way.removeprefix("-"))
            yield self._listed(words, rows, ("sort", way))
        yield from self._searched(listing.searched)
        yield from self._pages(listing.page_limit)
        yield from self._wrong_queries()

    def _with_null(self, rows: Rows, name: str) -> Rows:
        """The rows, of which one has nothing in a field that may have nothing."""
        if not may_be_null(self._entity.field(name)):
            return rows
        first = next(g for g in rows.given if g.entity == self.endpoint.entity)
        empty = Given(first.entity, tuple((n, None if n == name else v) for n, v in first.values))
        return replace(rows, given=tuple(empty if each is first else each for each in rows.given))

    def _filtered(self, name: str) -> Iterator[Scenario]:
        rows = self._rows(MANY)
        values = dict.fromkeys(
            str(_query(row[name])) for row in rows.all() if row[name] is not None
        )
        for number, value in enumerate(values):
            yield self._listed(f"filters_by_{name}_{number + 1}", rows, (name, value))
        field = self.contract.entity(self.endpoint.entity).field(name)
        if isinstance(field.type, TextType):
            yield self._listed(f"filters_by_a_{name}_that_no_row_has", rows, (name, "none of them"))

    def _searched(self, names: Sequence[str]) -> Iterator[Scenario]:
        rows = self._rows(MANY)
        for name in names:
            text = str(rows.all()[-1][name])
            yield self._listed(
                f"finds_words_in_the_{name}", rows, ("q", text[: max(2, len(text) // 2)].upper())
            )
        for number, text in enumerate(("none of them", "%", "_") if names else ()):
            yield self._listed(f"finds_nothing_{number + 1}", rows, ("q", text))

    def _pages(self, limit: int) -> Iterator[Scenario]:
        rows = self._rows(MANY)
        for page in (1, 2, len(rows.all()) + 1):
            yield self._listed(f"shows_page_{page}", rows, ("size", "1"), ("page", str(page)))
        yield self._listed("takes_the_largest_page", rows, ("size", str(limit)))

    def _wrong_queries(self) -> Iterator[Scenario]:
        for parameter in self.endpoint.parameters:
            for number, text in enumerate(_wrong(parameter)):
                sent = self._exchange(INVALID_STATUS, (), ((parameter.name, text),))
                case = next(
                    (
                        c
                        for c in self.endpoint.cases
                        if getattr(c.when, "field", "") == parameter.name
                    ),
                    None,
                )
                if case is not None:
                    sent = replace(
                        sent, status=case.status, expectations=tuple(promised(case.body))
                    )
                words = f"refuses_a_wrong_{parameter.name}_{number + 1}"
                yield self._scenario(words, self._cited, (sent,), self._rows(0))

    def _listed(self, words: str, rows: Rows, *query: tuple[str, str]) -> Scenario:
        asked = dict(query)
        found = [row for row in rows.all() if self._is_meant(row) and self._is_asked(row, asked)]
        found = self._sorted(found, asked.get("sort"))
        listing = self.endpoint.listing
        assert listing is not None
        size = int(asked.get("size", listing.page_size))
        start = (int(asked.get("page", 1)) - 1) * size
        shown = found[start : start + size]
        expected = [Expectation(JsonPath(("total",)), "==", len(found))]
        expected.append(Expectation(JsonPath(("items",)), "count", len(shown)))
        for place, row in enumerate(shown):
            expected += [
                Expectation(JsonPath(("items", place, name)), "==", row[name])
                for name in self._fields
            ]
        sent = self._exchange(self._status, tuple(expected), query)
        names = [name for name in listing.filters if name in asked]
        names += [asked["sort"].removeprefix("-")] if "sort" in asked else []
        further = self._cited_by(names) if query else () if rows.ids else rows.cited
        return self._scenario(words, (*self._cited, *further), (sent,), rows)

    # --- What is reckoned

    def _is_meant(self, row: Row) -> bool:
        """Whether the endpoint is about the row."""
        return all(row[each.name] == each.value for each in self.endpoint.where)

    def _is_asked(self, row: Row, asked: Mapping[str, str]) -> bool:
        listing = self.endpoint.listing
        assert listing is not None
        filters = [name for name in listing.filters if name in asked]
        if any(str(_query(row[name])) != asked[name] for name in filters):
            return False
        text = asked.get("q")
        words = [str(row[name] or "") for name in listing.searched]
        return text is None or any(text.lower() in each.lower() for each in words)

    def _sorted(self, rows: list[Row], way: str | None) -> list[Row]:
        """The rows in the order that is asked for, or the list's own; those that are alike by id, null last."""
        listing = self.endpoint.listing
        assert listing is not None
        wanted = way or next(iter(listing.order), "id")
        name = wanted.removeprefix("-")
        known = [row for row in rows if row[name] is not None]
        known.sort(key=lambda row: _weight(self._entity, name, row[name]), reverse=wanted[0] == "-")
        return [*known, *(row for row in rows if row[name] is None)]

    # --- Parts

    @property
    def _entity(self) -> Entity:
        return self.contract.entity(self.endpoint.entity)

    @property
    def _fields(self) -> tuple[str, ...]:
        body = self.endpoint.success.body
        return body.fields if isinstance(body, JsonBody) else ()

    @property
    def _status(self) -> int:
        return self.endpoint.success.status

    @property
    def _cited(self) -> Citations:
        return self.endpoint.citations + self.endpoint.success.citations

    def _cited_by(self, names: Iterable[str]) -> Citations:
        """What is said of these fields."""
        fields = (self._entity.field(name) for name in names)
        return tuple(citation for field in fields for citation in field.citations)

    def _rows(self, count: int) -> Rows:
        where = {each.name: each.value for each in self.endpoint.where}
        return Rows.of(self.contract, self.endpoint.entity, count, where)

    def _case(self, when: NotFound) -> Case:
        return next(case for case in self.endpoint.cases if case.when == when)

    def _shown(self, row: Row) -> tuple[Expectation, ...]:
        """What is answered of a row, or instead of one."""
        body = self.endpoint.success.body
        if isinstance(body, EmptyBody):
            return (Expectation(BodyText(), "isEmpty"),)
        assert isinstance(body, JsonBody)
        found = [Expectation(JsonPath((name,)), "==", row[name]) for name in body.fields]
        if body.message is not None:
            found.append(Expectation(JsonPath(("message",)), "==", body.message))
        return tuple(found)

    def _counted(self, number: int) -> tuple[Expectation, ...]:
        body = self.endpoint.success.body
        if not isinstance(body, JsonBody) or body.message is not None:
            return self._shown({})
        return (Expectation(JsonPath(()), "==", {"count": number}),)

    def _path(self, row_id: int | str) -> str:
        path = self.endpoint.path
        for parameter in self.endpoint.path_numbers:
            path = path.replace(f"{{{parameter.name}}}", str(row_id))
        return path

    def _one(
        self, row_id: int | str, expected: tuple[Expectation, ...], status: int | None = None
    ) -> Exchange:
        sent = self._exchange(self._status if status is None else status, expected)
        return replace(sent, path=self._path(row_id))

    def _exchange(
        self,
        status: int,
        expected: tuple[Expectation, ...],
        query: tuple[tuple[str, str], ...] = (),
    ) -> Exchange:
        return Exchange(
            method=self.endpoint.method,
            path=self.endpoint.path,
            status=status,
            query=query,
            expectations=expected,
        )

    def _scenario(
        self, words: str, cited: Citations, exchanges: tuple[Exchange, ...], rows: Rows
    ) -> Scenario:
        sentences = [self.texts[c.statement] for c in cited if c.statement in self.texts]
        return Scenario(
            name=f"{self.endpoint.name}_{words}",
            origin="contract",
            exchanges=exchanges,
            endpoints=(self.endpoint.key,),
            quote=sentences[0] if sentences else f"{words.replace('_', ' ')}".capitalize(),
            covers=tuple(dict.fromkeys(citation.statement for citation in cited)),
            given=rows.given,
        )


def _leads_to(field: EntityField, entity: str) -> bool:
    return isinstance(field.type, ReferenceType) and field.type.entity == entity


def _query(value: JsonValue) -> JsonValue:
    """A value as a query writes it."""
    return str(value).lower() if isinstance(value, bool) else value


def _weight(entity: Entity, name: str, value: JsonValue) -> tuple[float | str, ...]:
    """What a value is sorted by."""
    kind = "integer" if name == "id" else entity.field(name).type.kind
    if kind == "money":
        return (float(str(value)),)
    if kind == "datetime":
        return (moment(str(value)).timestamp(),)
    return (float(value),) if isinstance(value, int | float) else (str(value),)


def _wrong(parameter: Parameter) -> Iterator[str]:
    """Texts that a parameter of a query does not take."""
    match parameter.type.kind:
        case "integer" | "number" | "boolean" | "reference":
            yield "seven"
        case "money" | "date" | "datetime" | "choice":
            yield "none_of_these"
    if (
        parameter.place == "query"
        and parameter.type.kind == "integer"
        and parameter.default is not None
    ):
        yield "0"
        maximum = getattr(parameter.type, "maximum", 0)
        yield str(maximum + 1)
