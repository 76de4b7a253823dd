"""Replacing and changing a row -> Scenarios: those of any body, and that the path's row alone is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from codegen.contract import Case, Duplicate, EntityField, NotFound, SecretType, TakenTogether
from codegen.fields import json_default
from codegen.scenario import (
    Exchange,
    Expectation,
    Given,
    JsonPath,
    JsonRequest,
    JsonValue,
    Scenario,
    StoredValues,
)
from codegen.testgen import samples
from codegen.testgen.fields import BodyDeriver, Fields
from codegen.testgen.refusals import promised
from codegen.testgen.roles import has_role
from codegen.testgen.rows import NO_IDS
from codegen.testgen.samples import UNKNOWN_ID
from codegen.testgen.table import Rows
from codegen.testgen.within import links

CHANGED = 1
"""Which of the fitting values a change gives: the row has the one before."""


@dataclass(frozen=True, slots=True)
class ChangeDeriver(BodyDeriver):
    """Derives the Scenarios of an endpoint that writes to the row whose id stands in its path."""

    def scenarios(self) -> Iterator[Scenario]:
        """All that follow from the Contract."""
        yield from self._changes()
        for case in self.endpoint.cases:
            if isinstance(case.when, NotFound):
                yield from self._absent(case)
            elif isinstance(case.when, Duplicate):
                yield self._collision(case, case.when.field)
                yield self._own_value(case.when.field)
            elif isinstance(case.when, TakenTogether):
                yield from self._collision_together(case, case.when.fields)
            else:
                yield from self._refusals(case)
        yield from self._invariants()

    # --- The row

    @property
    def _is_partial(self) -> bool:
        return self.endpoint.nature.takes == "some"

    def _rows(self, count: int = 1) -> Rows:
        are_users = self.contract.are_users(self.endpoint.entity)
        first_has = has_role(self.contract, self.endpoint) if are_users else None
        theirs = links(self.contract, self.endpoint)
        return Rows.of(
            self.contract, self.endpoint.entity, count, first_has=first_has, all_have=theirs
        )

    @property
    def path(self) -> str:
        """The path of the first row that is given."""
        return self._path(self._rows().ids[0])

    def _path(self, row_id: int | str) -> str:
        (parameter,) = self.endpoint.path_numbers
        return self.endpoint.path.replace(f"{{{parameter.name}}}", str(row_id))

    def given(self) -> tuple[Given, ...]:
        """The row that is changed, and those that it links to."""
        return self._rows().given

    def body(self, changes: Fields | None = None, number: int = CHANGED) -> Fields:
        """A fitting body with some of it changed: of a change nothing else, of a replacement all that a row needs."""
        if not self._is_partial:
            return BodyDeriver.body(self, changes, number)
        first = self.inputs[0]
        return changes or {first.name: samples.fitting(first, number)}

    # --- What goes well

    def _changes(self) -> Iterator[Scenario]:
        for field in self.inputs:
            value = _other(field, samples.fitting(field, CHANGED))
            yield self._stored(f"changes_the_{field.name}", field, self.body({field.name: value}))
            yield from self._field_successes(field)
        if self._is_partial:
            sent = self._sent({})
            quote = self._quote(self.endpoint.citations)
            yield self._scenario("changes_nothing", quote, self.endpoint.citations, sent)

    def _stored(self, words: str, field: EntityField, body: Fields) -> Scenario:
        cited = (*self.endpoint.citations, *field.citations)
        scenario = self._scenario(words, self._quote(cited), cited, self._sent(body))
        row = self._after(body)
        kept = (
            f
            for f in self.contract.entity(self.endpoint.entity).fields
            if not isinstance(f.type, SecretType)
        )
        values = tuple((f.name, row[f.name]) for f in kept)
        return replace(scenario, stored=(StoredValues(self.endpoint.entity, values),))

    def _accepted(self, sent: Fields) -> Exchange:
        return self._sent(sent)

    def _sent(self, body: Fields) -> Exchange:
        """A request that goes well, and the row as it is then."""
        return self._exchange(JsonRequest(body), self.endpoint.success, sent=self._after(body))

    def _after(self, body: Fields) -> Fields:
        """The row after a body that goes well."""
        before = self._rows().all()[-1]
        if self._is_partial:
            return before | body
        absent = {field.name: json_default(field) for field in self.inputs}
        return before | absent | body

    def _field_successes(self, field: EntityField) -> Iterator[Scenario]:
        for sample in samples.at_limits(field):
            sent = self._sent(self.body({field.name: sample.value}))
            quote = self._quote(field.citations)
            name = f"accepts_the_{field.name}_at_its_limits"
            yield self._scenario(name, quote, field.citations, sent, sample=sample)

    # --- What does not

    def _absent(self, case: Case) -> Iterator[Scenario]:
        expected = tuple(promised(case.body))
        refused = self._exchange(JsonRequest(self.body()), case)
        for words, ids in (("an_unknown_id", (str(UNKNOWN_ID),)), ("what_is_no_id", NO_IDS)):
            sent = (replace(refused, path=self._path(each), expectations=expected) for each in ids)
            quote = self._quote(case.citations, f"Refuses {words.replace('_', ' ')}")
            yield self._scenario(f"refuses_{words}", quote, case.citations, *sent)

    def _collision(self, case: Case, name: str) -> Scenario:
        """The value is that of another row."""
        rows = self._rows(2)
        first, second = (dict(each.values) for each in rows.given[-2:])
        body = self.body({name: second[name]})
        refused = replace(
            self._exchange(JsonRequest(body), case), path=self._path(str(first["id"]))
        )
        cited = (*case.citations, *self._field(name).citations)
        words = f"refuses_the_{name}_of_another_row"
        scenario = self._scenario(words, self._quote(cited), cited, refused)
        return replace(scenario, given=rows.given)

    def _collision_together(self, case: Case, names: Sequence[str]) -> Iterator[Scenario]:
        """The row is to have what another row has in all of these fields; and then what it has itself."""
        entity = self.contract.entity(self.endpoint.entity)
        given = [field.name for field in self.inputs if field.name in names]
        kept = {name: samples.fitting(entity.field(name)) for name in names if name not in given}
        shared = {**kept, **links(self.contract, self.endpoint)}
        rows = Rows.of(self.contract, entity.name, 2, all_have=shared)
        first, second = (dict(each.values) for each in rows.given[-2:])
        cited = (*case.citations, *self._of_entity)
        both = "_and_".join(names)
        if any(first[name] != second[name] for name in given):
            body = JsonRequest(self.body({name: second[name] for name in given}))
            refused = replace(self._exchange(body, case), path=self._path(str(first["id"])))
            words = f"refuses_the_{both}_of_another_row"
            taken = self._scenario(words, self._quote(cited), cited, refused)
            yield replace(taken, given=rows.given)
        own = self._rows().all()[-1]
        sent = self._sent(self.body({name: own[name] for name in given}))
        yield self._scenario(f"takes_its_own_{both}_again", self._quote(cited), cited, sent)

    def _own_value(self, name: str) -> Scenario:
        """The value is the row's own."""
        own = self._rows().all()[-1][name]
        cited = self._field(name).citations
        sent = self._sent(self.body({name: own}))
        return self._scenario(f"takes_its_own_{name}_again", self._quote(cited), cited, sent)

    def _member(self, name: str, sent: Fields) -> Expectation:
        return Expectation(JsonPath((name,)), "==", sent[name])


def _other(field: EntityField, value: JsonValue) -> JsonValue:
    """A value that the row does not have yet, where its type has one."""
    return value if value != samples.fitting(field, 0) else samples.fitting(field, CHANGED + 1)
