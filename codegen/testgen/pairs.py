"""Adding a row to another, and removing it -> Scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from codegen.contract import AlreadyThere, NotThere, Within
from codegen.scenario import Scenario, StoredValues
from codegen.testgen.retold import refusing
from codegen.testgen.rows import RowsDeriver
from codegen.testgen.within import parent_id


@dataclass(frozen=True, slots=True)
class PairDeriver(RowsDeriver):
    """Derives the Scenarios of an endpoint that joins two rows, or ends that."""

    def scenarios(self) -> Iterator[Scenario]:
        """Those of the endpoint's operation."""
        yield self._added() if self.endpoint.operation == "add" else self._removed()
        if self.endpoint.operation == "add":
            yield self._added_again()
        yield from self._absent()

    def _added(self) -> Scenario:
        rows = self._rows(2)
        sent = self._one(rows.ids[0], self._shown({}))
        scenario = self._scenario("joins_the_two", self._cited, (sent,), rows)
        pair = {
            self._within.by: parent_id(self.contract, self._within),
            self._within.to: rows.ids[0],
        }
        return replace(scenario, stored=(StoredValues(self._within.pairs, tuple(pair.items())),))

    def _added_again(self) -> Scenario:
        """What was added before is added once; others may be added too."""
        rows = self._rows(2)
        first, second = (self._one(each, self._shown({})) for each in rows.ids)
        told = [case for case in self.endpoint.cases if isinstance(case.when, AlreadyThere)]
        again = refusing(first, told[0]) if told else first
        cited = (*self._cited, *(citation for case in told for citation in case.citations))
        return self._scenario("joins_them_once", cited, (first, again, second), rows)

    def _removed(self) -> Scenario:
        rows = self._rows(2)
        first, second = (self._one(each, self._shown({})) for each in rows.ids)
        case = self.endpoint.case(NotThere())
        exchanges = (first, refusing(first, case), second)
        cited = (*self._cited, *case.citations)
        return self._scenario("ends_it_for_these_two_alone", cited, exchanges, rows)

    @property
    def _within(self) -> Within:
        assert self.endpoint.within is not None
        return self.endpoint.within
