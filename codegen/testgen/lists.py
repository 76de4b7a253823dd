"""Lists -> Scenarios: what is on which page, filtered, sorted and searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from codegen.contract import (
    Entity,
    Parameter,
    TextType,
)
from codegen.defaults import INVALID_STATUS
from codegen.fields import may_be_null
from codegen.scenario import (
    Expectation,
    Given,
    JsonPath,
    JsonValue,
    Scenario,
)
from codegen.scenario.values import moment
from codegen.testgen.refusals import promised
from codegen.testgen.rows import MANY, RowsDeriver
from codegen.testgen.table import Row, Rows


@dataclass(frozen=True, slots=True)
class ListDeriver(RowsDeriver):
    """Derives the Scenarios of a list; ``texts`` are the statements by id."""

    def scenarios(self) -> Iterator[Scenario]:
        """Those of the endpoint's list."""
        yield from self._list()

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
            text = str([row for row in rows.all() if self._is_meant(row)][-1][name])
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
        found = rows
        for key in reversed((way,) if way else listing.order):
            found = self._sorted_by(found, key)
        return found

    def _sorted_by(self, rows: list[Row], way: str) -> list[Row]:
        name = way.removeprefix("-")
        known = [row for row in rows if row[name] is not None]
        # Rows that are alike stay as they are, also where the order descends.
        known.sort(key=lambda row: _weight(self._entity, name, row[name]), reverse=way[0] == "-")
        return [*known, *(row for row in rows if row[name] is None)]


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
