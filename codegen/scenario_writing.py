"""Has a model write Scenarios, by somebody who never sees the code; keeps those whose meaning is unchanged."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from codegen.asking import Job, Unfit
from codegen.contract import Contract, StatementId, cited
from codegen.interpret.literals import Lost
from codegen.interpret.showing import derived_exchanges, unshown
from codegen.prompts import Labels, Prompts
from codegen.record import LockedAnswer
from codegen.scenario import Scenario
from codegen.scenario.titled import blocks, uncovered, written_exchanges
from codegen.spec import Spec
from codegen.testgen.answers import SCENARIO_FORMAT, NotScenarios, read_scenarios
from codegen.testgen.names import free
from codegen.types import Digest, JsonValue, digest_of

UNSHOWN = (
    "{label} says {literal!r}, and no scenario that covers it shows that: send or expect it; a number may also be"
    " shown by as many requests or items, by texts of that length, by times that lie so far apart, by a share of an amount."
)


Refused: TypeAlias = tuple[tuple[Scenario, str], ...]
"""Scenarios that were not admitted, and why."""


@dataclass(frozen=True, slots=True)
class Told:
    """A Scenario, and the text that it was read from."""

    scenario: Scenario
    text: str

    @property
    def title(self) -> str:
        """Its first line."""
        return self.text.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Known:
    """The accepted Scenarios: ``kept``, and the texts of those that are out of date by resource.

    ``titles`` are those of all of them, in the order that they had; ``covered`` are the statements that one of them covers:
    brought up to date it will again, so that no further ones are wanted.
    """

    kept: tuple[Told, ...] = ()
    stale: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    covered: frozenset[StatementId] = frozenset()

    def in_order(self, told: Iterable[Told]) -> tuple[Told, ...]:
        """Scenarios where they stood before, and new ones behind them: so that a diff shows what changed."""
        places = {title: place for place, title in enumerate(self.titles)}
        return tuple(sorted(told, key=lambda each: places.get(each.title, len(places))))


@dataclass(frozen=True, slots=True)
class ScenarioWriter:
    """Makes the jobs that have Scenarios written, and remembers the accepted ones.

    ``assigned`` are the statements that were said to speak of each resource.
    """

    spec: Spec
    contract: Contract
    labels: Labels
    prompts: Prompts
    assigned: Mapping[str, frozenset[StatementId]]

    def known(self, locked: Mapping[str, LockedAnswer], vanished: Collection[str] = ()) -> Known:
        """The accepted Scenarios: those that are kept, and those that have to be brought up to date.

        Args:
            vanished: messages and names that the spec no longer has: a Scenario with one of them is out of date.
        """
        kept: list[Told] = []
        stale: dict[str, tuple[str, ...]] = {}
        titles: list[str] = []
        covered: set[StatementId] = set()
        for resource in self.contract.resources:
            answer = locked.get(_name(resource))
            for entry in _entries(answer.value) if answer else ():
                covered |= {*entry.covers}
                titles.append(entry.text.partition("\n")[0])
                read = self._reread(entry, resource)
                holds = bool(read) and self.meaning(read[0]) == entry.meaning
                if holds and not any(literal in entry.text for literal in vanished):
                    kept += read
                else:
                    stale[resource] = (*stale.get(resource, ()), self._labelled(entry))
        return Known(_named_apart(kept), stale, tuple(titles), frozenset(covered))

    def _labelled(self, entry: _Entry) -> str:
        """The text with the labels of this conversation, as its author wrote it."""
        title, _, rest = entry.text.partition("\n")
        return f"{title}\nCovers: {', '.join(self.labels.of(entry.covers))}\n{rest}"

    def locked(self, told: Iterable[Told]) -> tuple[LockedAnswer, ...]:
        """The accepted Scenarios as the record keeps them, by resource."""
        by_resource: dict[str, list[Told]] = {}
        for each in told:
            by_resource.setdefault(self._resource(each.scenario), []).append(each)
        return tuple(
            LockedAnswer(_name(resource), self._resource_meaning(own), _value(self, own))
            for resource, own in by_resource.items()
        )

    def jobs(self, known: Known, tested: Iterable[StatementId]) -> list[Job[tuple[Told, ...]]]:
        """A job for each resource with statements that no Scenario covers, or with Scenarios out of date."""
        covered = known.covered | set(tested)
        jobs = []
        for resource in self.contract.resources:
            own = [s for s in self._statements(resource) if s not in covered]
            stale = known.stale.get(resource, ())
            if own or stale:
                jobs.append(self._job(resource, own, (), stale))
        return jobs

    def further_jobs(
        self,
        told: Sequence[Told],
        others: Sequence[Scenario],
        refused: Refused,
        readings: Sequence[str] = (),
    ) -> list[Job[tuple[Told, ...]]]:
        """A job for each resource with statements that the admitted Scenarios do not hold yet.

        ``others`` are Scenarios of the spec and of the contract; ``refused`` are those that were not admitted, and why; ``readings`` are
        how a person reads statements.
        """
        gaps = self.gaps(told, others)
        jobs = []
        for resource in self.contract.resources:
            own = [s for s in self._statements(resource) if s in gaps]
            if own:
                lines = [line for s in own for line in gaps[s]]
                lines += [
                    f"A scenario of yours, {scenario.name!r}, was not admitted: {why}"
                    for scenario, why in refused
                    if self._resource(scenario) == resource
                ]
                jobs.append(self._job(resource, own, (*lines, *readings)))
        return jobs

    def gaps(
        self, told: Sequence[Told], others: Sequence[Scenario]
    ) -> dict[StatementId, tuple[str, ...]]:
        """The statements that no Scenario covers, and those with a literal that none shows at work."""
        names = {id_: label for label, id_ in self.labels.ids.items()}
        scenarios = (*(each.scenario for each in told), *others)
        covered = {s for each in scenarios for s in each.covers}
        owned = self._owned()
        gaps: dict[StatementId, tuple[str, ...]] = {
            s: (f"{names[s]} is covered by no scenario.",) for s in owned - covered if s in names
        }
        for lost in self.unshown(told, others):
            if lost.statement in names and lost.statement in covered:
                line = UNSHOWN.format(label=names[lost.statement], literal=lost.literal)
                gaps[lost.statement] = (*gaps.get(lost.statement, ()), line)
        return gaps

    def unshown(self, told: Sequence[Told], others: Sequence[Scenario] = ()) -> tuple[Lost, ...]:
        """The literals of Rules that no typed field holds and that no Scenario, of a model or ``others``, shows."""
        pairs = [(each.scenario.covers, written_exchanges(each.text)) for each in told]
        pairs += [(each.covers, derived_exchanges(each)) for each in others]
        owned = self._owned()
        statements = [statement for statement in self.spec.statements if statement.id in owned]
        return unshown(self.contract, statements, pairs)

    def _owned(self) -> set[StatementId]:
        return {s for resource in self.contract.resources for s in self._statements(resource)}

    # --- One resource

    def _job(
        self,
        resource: str,
        own: Sequence[StatementId],
        missing: Sequence[str],
        stale: Sequence[str] = (),
    ) -> Job[tuple[Told, ...]]:
        request = self.prompts.scenarios(
            self.spec,
            self.labels,
            self.contract,
            resource=resource,
            own=self.labels.of(own),
            format_text=SCENARIO_FORMAT,
            missing=missing,
            stale=stale,
        )
        return Job(request, lambda text: self._read(text, resource, self.labels.ids))

    def _read(self, text: str, resource: str, ids: Mapping[str, StatementId]) -> tuple[Told, ...]:
        texts = {statement.id: statement.text for statement in self.spec.statements}
        try:
            scenarios = read_scenarios(text, self.contract, ids, texts, resource)
        except NotScenarios as error:
            raise Unfit(*error.problems) from error
        return tuple(Told(s, b) for s, b in zip(scenarios, blocks(text), strict=True))

    def _reread(self, entry: _Entry, resource: str) -> tuple[Told, ...]:
        labels = {f"C{number}": id_ for number, id_ in enumerate(entry.covers, 1)}
        title, _, rest = entry.text.partition("\n")
        try:
            told = self._read(f"{title}\nCovers: {', '.join(labels)}\n{rest}", resource, labels)
        except Unfit:
            return ()  # the contract has changed under it
        return tuple(Told(each.scenario, entry.text) for each in told)

    def meaning(self, told: Told) -> Digest:
        """The digest of the statements that a Scenario covers: while they stand, it holds or is judged.

        Where rows are there from the start, these count as well, since each Scenario begins with them.
        """
        texts = {statement.id: statement.text for statement in self.spec.statements}
        rows = [row.uncited().model_dump_json() for row in self.contract.rows]
        return digest_of(json.dumps([*(texts.get(s, "") for s in told.scenario.covers), *rows]))

    def _resource(self, scenario: Scenario) -> str:
        return self.contract.resource(self.contract.endpoint(scenario.endpoints[0]))

    def _resource_meaning(self, told: Sequence[Told]) -> Digest:
        return digest_of("\n".join(self.meaning(each) for each in told))

    def _statements(self, resource: str) -> tuple[StatementId, ...]:
        """The statements that a resource's Scenarios have to hold, in the spec's order.

        What only tables, constants and functions cite falls to the first resource.
        """
        own = self._speaking_of(resource)
        if resource == self.contract.resources[0]:
            others = {s for each in self.contract.resources for s in self._speaking_of(each)}
            own |= set(cited(self.contract)) - others
        return tuple(s.id for s in self.spec.statements if s.id in own)

    def _speaking_of(self, resource: str) -> set[StatementId]:
        """The statements that speak of a resource, or that its endpoints and the rules that start there cite."""
        endpoints = [e for e in self.contract.endpoints if self.contract.resource(e) == resource]
        keys = {endpoint.key for endpoint in endpoints}
        rules = [rule for rule in self.contract.rules if rule.endpoints[0] in keys]
        found = {s for item in (*endpoints, *rules) for s in cited(item)}
        return found | self.assigned.get(resource, frozenset())


def _named_apart(told: Iterable[Told]) -> tuple[Told, ...]:
    """The Scenarios with a name each: they were read one by one."""
    taken: set[str] = set()
    found = []
    for each in told:
        name = free(each.scenario.name, taken)
        taken.add(name)
        found.append(Told(replace(each.scenario, name=name), each.text))
    return tuple(found)


def joined(told: Sequence[Told], further: Iterable[Told]) -> tuple[Told, ...]:
    """Scenarios, and behind them further ones that are none of these, under names of their own."""
    known = {_same(each) for each in told}
    return _named_apart((*told, *(each for each in further if _same(each) not in known)))


def _same(told: Told) -> str:
    """What two equal Scenarios have in common, whatever their labels."""
    return "\n".join(filter(None, uncovered(told.text).splitlines()))


def _name(resource: str) -> str:
    return f"scenarios-{resource.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A Scenario as the record keeps it."""

    covers: tuple[StatementId, ...]
    meaning: str
    text: str


def _value(writer: ScenarioWriter, told: Sequence[Told]) -> JsonValue:
    return {
        "scenarios": [
            {
                "covers": [*each.scenario.covers],
                "meaning": writer.meaning(each),
                "lines": [*uncovered(each.text).splitlines()],
            }
            for each in told
        ]
    }


def _entries(value: JsonValue) -> Iterator[_Entry]:
    listed = value.get("scenarios") if isinstance(value, dict) else None
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict):
            lines, covers = entry.get("lines"), entry.get("covers")
            if isinstance(lines, list) and isinstance(covers, list):
                ids = tuple(StatementId(str(id_)) for id_ in covers)
                yield _Entry(ids, str(entry.get("meaning")), "\n".join(map(str, lines)) + "\n")
