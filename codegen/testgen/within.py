"""The row that a path names first -> the same Scenarios with that row, and those in which it is another, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from codegen.contract import (
    Case,
    Citations,
    Contract,
    Endpoint,
    NoSuchParent,
    NotFound,
    NotThere,
    StatementId,
    Within,
)
from codegen.scenario import Given, JsonValue, Scenario
from codegen.testgen.requests import rows_of
from codegen.testgen.retold import refusing, retold
from codegen.testgen.samples import UNKNOWN_ID
from codegen.testgen.table import row_of


def parent_id(contract: Contract, within: Within) -> int:
    """The id of the row that the others belong to: the second that a new database has not, so that no view finds it by accident."""
    return len(contract.rows_of(within.entity)) + 2


def links(contract: Contract, endpoint: Endpoint) -> dict[str, JsonValue]:
    """What the rows have that link to it themselves."""
    within = endpoint.within
    return {within.by: parent_id(contract, within)} if within and not within.pairs else {}


def flat(contract: Contract, endpoint: Endpoint) -> Endpoint:
    """The endpoint as if its path had that id as a fixed word."""
    within = endpoint.within
    if within is None:
        return endpoint
    number = str(parent_id(contract, within))
    return endpoint.model_copy(
        update={
            "path": endpoint.path.replace(f"{{{within.parameter}}}", number),
            "parameters": tuple(p for p in endpoint.parameters if p.name != within.parameter),
        }
    )


@dataclass(frozen=True, slots=True)
class Nested:
    """The Scenarios of one endpoint whose path names that row; ``texts`` are the statements by id."""

    contract: Contract
    endpoint: Endpoint
    texts: Mapping[StatementId, str]

    def scenarios(self, derived: Iterable[Scenario]) -> Iterator[Scenario]:
        """What was derived of the flat endpoint, with the row that is named; then what others are answered."""
        found = [self._there(scenario) for scenario in derived]
        yield from found
        yield self._refused("refuses_an_unknown", self._case(NoSuchParent), UNKNOWN_ID, found[0])
        if self.endpoint.nature.of_one and self.endpoint.operation != "add":
            is_removal = self.endpoint.operation == "remove"
            case = self._case(NotThere if is_removal else NotFound)
            yield self._refused("refuses_what_belongs_to_another", case, self._other, found[0])

    def _there(self, scenario: Scenario) -> Scenario:
        covers = (*scenario.covers, *(citation.statement for citation in self._of_link))
        return replace(
            scenario,
            given=self._given(scenario.given),
            endpoints=(self.endpoint.key,),
            covers=tuple(dict.fromkeys(covers)),
        )

    @property
    def _of_link(self) -> Citations:
        """What says that the rows belong to the one that is named."""
        within = self._within
        if within.pairs:
            return self.contract.entity(within.pairs).citations
        return self.contract.entity(self.endpoint.entity).field(within.by).citations

    def _given(self, given: tuple[Given, ...]) -> tuple[Given, ...]:
        """The rows, all of them of the first row that is named; where several are meant, one more of another."""
        parents = rows_of(self.contract, self._within.entity, (self._other - 1, self._id - 1))
        there = {_key(each): each for each in given}
        first = {_key(each): there.get(_key(each), each) for each in parents}
        own = tuple(self._linked(each) for each in given if _key(each) not in first)
        others = () if self.endpoint.nature.of_one else self._others(given)
        return (*first.values(), *own, *others, *self._pairs(own, others))

    def _linked(self, given: Given) -> Given:
        if given.entity != self.endpoint.entity:
            return given
        return Given(given.entity, tuple({**dict(given.values), **self._links}.items()))

    def _others(self, given: tuple[Given, ...]) -> tuple[Given, ...]:
        """A row of another row than the one that is named."""
        if self.endpoint.operation == "create":
            return ()
        entity = self.contract.entity(self.endpoint.entity)
        own = [dict(each.values) for each in given if each.entity == entity.name]
        last = max((int(str(each["id"])) for each in own), default=0)
        row_id = max(last, len(self.contract.rows_of(entity.name))) + 1
        values: dict[str, JsonValue] = dict.fromkeys(self._links, self._other)
        return (row_of(entity, len(own), row_id, values),)

    def _pairs(self, own: tuple[Given, ...], others: tuple[Given, ...]) -> Iterator[Given]:
        """What joins the rows to the one that is named, and the others to the other."""
        within = self._within
        if not within.pairs or self.endpoint.operation == "add":
            return
        joined = [(each, self._id) for each in own if each.entity == self.endpoint.entity]
        joined += [(each, self._other) for each in others]
        for number, (each, row_id) in enumerate(joined, 1):
            values = ((within.by, row_id), (within.to, dict(each.values)["id"]))
            yield Given(within.pairs, (("id", number), *values))

    # --- What does not go well

    def _refused(self, words: str, case: Case, row_id: int, like: Scenario) -> Scenario:
        first = like.exchanges[0]
        head, _, _ = self.endpoint.path.partition(f"{{{self._within.parameter}}}")
        path = first.path.replace(f"{head}{self._id}", f"{head}{row_id}", 1)
        exchanges = (replace(refusing(first, case), path=path),)
        cited = (*case.citations, *self.endpoint.citations)
        words = f"{words}_{self._within.entity.lower()}"
        return retold(like, self.endpoint, words, cited, exchanges, self.texts)

    # --- Parts

    @property
    def _within(self) -> Within:
        assert self.endpoint.within is not None
        return self.endpoint.within

    @property
    def _id(self) -> int:
        return parent_id(self.contract, self._within)

    @property
    def _other(self) -> int:
        """The id of another such row."""
        return self._id - 1

    @property
    def _links(self) -> dict[str, JsonValue]:
        return links(self.contract, self.endpoint)

    def _case(self, kind: type[NoSuchParent | NotFound | NotThere]) -> Case:
        return next(case for case in self.endpoint.cases if isinstance(case.when, kind))


def _key(given: Given) -> tuple[str, JsonValue]:
    return given.entity, dict(given.values)["id"]
