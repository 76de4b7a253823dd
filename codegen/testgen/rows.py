"""Operations on rows that are there -> Scenarios: read, count, mark, delete.

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
    NotLoggedIn,
    StatementId,
    StillReferenced,
)
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
from codegen.testgen.askers import ASKER, is_asked
from codegen.testgen.refusals import promised
from codegen.testgen.retold import in_words, quote_of
from codegen.testgen.roles import has_role
from codegen.testgen.samples import UNKNOWN_ID
from codegen.testgen.table import Row, Rows, another, holds
from codegen.testgen.within import links

MANY = 3
"""How many rows a list is given: enough for a first, a last and one between."""
NO_IDS = ("0", "nothing", "-1", "2147483648", "99999999999999999999")
"""What is the id of no row."""


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
            if number and self._is_of_asker:
                continue  # no other row is theirs to see
            found = rows.all()[number - 2]
            sent = self._one(rows.ids[number], self._shown(found))
            yield self._scenario(f"shows_{word}", self._cited, (sent,), rows)
        first = self._rows(0)
        if (there := first.all()) and not self.endpoint.within:
            asked = tuple(self._one(str(row["id"]), self._shown(row)) for row in there)
            cited = (*first.cited, *self._cited)
            yield self._scenario("shows_what_is_there_from_the_start", cited, asked, first)
        yield from self._absent()

    def _absent(self) -> Iterator[Scenario]:
        case = self.endpoint.case(NotFound())
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
        before = {name: another(self._entity.field(name), value) for name, value in sets.items()}
        theirs = links(self.contract, self.endpoint)
        rows = Rows.of(self.contract, self.endpoint.entity, 1, all_have=theirs)
        changed = {**dict(rows.given[-1].values), **before}
        rows = replace(
            rows, given=(*rows.given[:-1], Given(self.endpoint.entity, tuple(changed.items())))
        )
        sent = self._one(rows.ids[0], self._shown({**rows.all()[-1], **sets}))
        scenario = self._scenario("marks_a_row_for_good", self._cited, (sent,), rows)
        return replace(scenario, stored=(StoredValues(self.endpoint.entity, tuple(sets.items())),))

    def _delete(self) -> Iterator[Scenario]:
        case = self.endpoint.case(NotLoggedIn() if self._is_of_asker else NotFound())
        # Nobody goes on asking who deleted themselves.
        rows = self._rows(3 if self._are_users and is_asked(self.endpoint) else 2)
        ids = rows.ids[:1] if self._is_of_asker else rows.ids[-2:]
        gone = self._one(ids[0], tuple(promised(case.body)), case.status)
        first, *others = (self._one(each, self._shown({})) for each in ids)
        cited = (*self._cited, *case.citations)
        yield self._scenario("deletes_the_row_alone", cited, (first, gone, *others), rows)
        yield from self._absent()
        yield from self._referenced()

    def _referenced(self) -> Iterator[Scenario]:
        case = next((c for c in self.endpoint.cases if isinstance(c.when, StillReferenced)), None)
        if case is None:
            return
        for entity in self.contract.entities:
            held = [f for f in entity.fields if holds(f, self.endpoint.entity)]
            if held and entity.name == self.endpoint.entity:
                yield self._kept_by_another(case, held[0])
            elif held:
                yield self._kept(case, entity)

    def _kept(self, case: Case, by: Entity) -> Scenario:
        """A row that a row of another entity links to is kept."""
        linking = Rows.of(self.contract, by.name, 1)
        first = self._exchange(case.status, tuple(promised(case.body)))
        path = self._path(1)
        words = f"keeps_what_a_{by.name.lower()}_needs"
        sent = replace(first, path=path)
        return self._scenario(words, case.citations, (sent, sent), linking)

    def _kept_by_another(self, case: Case, link: EntityField) -> Scenario:
        """A row that another of its kind links to is kept; that one may go."""
        rows = self._rows(2)
        first, last = rows.ids
        linking = {**dict(rows.given[-1].values), link.name: first}
        rows = replace(
            rows, given=(*rows.given[:-1], Given(self.endpoint.entity, tuple(linking.items())))
        )
        kept = self._one(first, tuple(promised(case.body)), case.status)
        gone = [self._one(each, self._shown({})) for each in (last, first)]
        words = f"keeps_what_another_{self.endpoint.entity.lower()}_needs"
        return self._scenario(words, case.citations, (kept, *gone), rows)

    # --- Several rows

    def _delete_all(self) -> Iterator[Scenario]:
        rows = self._rows(MANY)
        if any(isinstance(c.when, StillReferenced) for c in self.endpoint.cases):
            yield from self._referenced_by_any()
        found = [row for row in rows.all() if self._is_meant(row)]
        first = self._exchange(self._status, self._counted(len(found)))
        again = self._exchange(self._status, self._counted(0))
        is_gone = self._are_users and is_asked(self.endpoint) and self._is_meant(rows.all()[0])
        exchanges = (first,) if is_gone else (first, again)
        yield self._scenario("deletes_these_rows_alone", self._cited, exchanges, rows)

    def _referenced_by_any(self) -> Iterator[Scenario]:
        case = next(c for c in self.endpoint.cases if isinstance(c.when, StillReferenced))
        for entity in self.contract.entities:
            is_held = any(holds(field, self.endpoint.entity) for field in entity.fields)
            if is_held and entity.name != self.endpoint.entity:
                linking = Rows.of(self.contract, entity.name, 1)
                if all(self._is_meant(row) for row in self._linked(linking)):
                    sent = self._exchange(case.status, tuple(promised(case.body)))
                    words = f"keeps_what_a_{entity.name.lower()}_needs"
                    yield self._scenario(words, case.citations, (sent,), linking)

    def _linked(self, linking: Rows) -> Sequence[Row]:
        """The rows that are linked to: those that are given, or else the first that a new database has."""
        own = [dict(g.values) for g in linking.given if g.entity == self.endpoint.entity]
        first = self.contract.rows_of(self.endpoint.entity)[:1]
        there: list[Row] = [{"id": 1, **row.fields} for row in first]
        entity = self.contract.entity(self.endpoint.entity)
        return [{f.name: json_default(f) for f in entity.fields} | row for row in own or there]

    def _count(self) -> Iterator[Scenario]:
        for number in (0, MANY):
            rows = self._rows(number)
            found = [row for row in rows.all() if self._is_meant(row)]
            sent = self._exchange(self._status, self._counted(len(found)))
            words = "counts_the_rows" if number else "counts_what_is_there_from_the_start"
            cited = (*self._cited, *(() if number else rows.cited))
            yield self._scenario(words, cited, (sent,), rows)

    # --- What is reckoned

    def _is_meant(self, row: Row) -> bool:
        """Whether the endpoint is about the row, where the first user asks."""
        is_own = not self._owner or row[self._owner] == ASKER
        # What is there from the start belongs to no row that a Scenario makes.
        made = int(str(row["id"])) > len(self.contract.rows_of(self.endpoint.entity))
        is_own = is_own and (made or not self.endpoint.within)
        is_unlike = all(row[each.name] != each.value for each in self.endpoint.unlike)
        has = all(row[each.name] == each.value for each in self.endpoint.where)
        return is_own and has and is_unlike

    @property
    def _owner(self) -> str:
        """The column that says whose a row is, where rows of others are none of the endpoint's."""
        is_narrowed = self.endpoint.is_for_owners
        return self.contract.owner_column(self.endpoint.entity) if is_narrowed else ""

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
        where, others = self._meant()
        first_has = has_role(self.contract, self.endpoint) if self._are_users else None
        # Who asks is a row too, where users are asked about.
        least = 1 if self._are_users and is_asked(self.endpoint) else 0
        rows = Rows.of(
            self.contract,
            self.endpoint.entity,
            max(count, least),
            where,
            first_has,
            links(self.contract, self.endpoint),
            others,
        )
        is_of_many = not self.endpoint.nature.of_one
        is_told_apart = self.endpoint.is_for_owners or self.endpoint.takes_role
        return (
            rows.with_stranger(self._entity.owner, links(self.contract, self.endpoint))
            if self._entity.owner and is_told_apart and is_of_many
            else rows
        )

    def _meant(self) -> tuple[Mapping[str, JsonValue], Mapping[str, JsonValue]]:
        """What the rows have that the endpoint is about, and what one has that it is not about."""
        where: dict[str, JsonValue] = {each.name: each.value for each in self.endpoint.where}
        others = {name: another(self._entity.field(name), value) for name, value in where.items()}
        for each in self.endpoint.unlike:
            field = self._entity.field(each.name)
            where[each.name] = None if may_be_null(field) else another(field, each.value)
            others[each.name] = each.value
        return where, others

    @property
    def _are_users(self) -> bool:
        return self.contract.are_users(self.endpoint.entity)

    @property
    def _is_of_asker(self) -> bool:
        """Whether the one row that the endpoint is about is that of who asks."""
        return self._are_users and self.endpoint.is_for_owners

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
        return Scenario(
            name=f"{self.endpoint.name}_{words}",
            origin="contract",
            exchanges=exchanges,
            endpoints=(self.endpoint.key,),
            quote=quote_of(self.texts, cited, in_words(words)),
            covers=tuple(dict.fromkeys(citation.statement for citation in cited)),
            given=rows.given,
        )
