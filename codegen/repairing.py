"""One round of the repair loop: who is right, which slices are at fault, and what their authors are told.

The same failure is judged once: a test that goes on failing, but otherwise, may be wrong itself. The same failure twice ends a
slice's line, and a repair that broke what had passed is taken back and told of.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from codegen.asking import Job, Progress, ask_all
from codegen.attempt import Attempt, Work
from codegen.interpret.model import part_name
from codegen.interpret.wire import answer_schema
from codegen.prompts import Disagreement, labelled
from codegen.repair import Blame, Fault, failed_exchange, without_tests
from codegen.reporters.base import Judged
from codegen.scenario import Scenario
from codegen.scenario.text import history, request_text
from codegen.triage import Verdict, WireVerdicts, verdict_reader
from codegen.types import Outcome, digest_of
from codegen.understanding import Asking, Meaning
from codegen.writing import Repair, Writer, Written

JUDGED_AT_MOST = 3
"""Failures of one Scenario that are judged, each another."""
DROPPED = ("scenario_wrong", "statement_ambiguous")
"""Verdicts after which a Scenario no longer speaks against the code; the report shows them."""


@dataclass(slots=True)
class Repairing:
    """What is known of a build's repairs so far."""

    meaning: Meaning
    writer: Writer | None
    asking: Asking | None
    seen: dict[str, set[str]] = field(default_factory=dict)
    taken_back: dict[str, tuple[str, ...]] = field(default_factory=dict)
    judged_on: dict[str, set[str]] = field(default_factory=dict)
    """For each Scenario the failures that it was judged on."""
    told_of: set[str] = field(default_factory=set)
    told_nodes: set[str] = field(default_factory=set)

    def may_help(self, attempt: Attempt) -> bool:
        """Whether there is anything that a model wrote, or that may be judged."""
        verified = attempt.verified
        if verified and (verified.stopped or verified.missing) and not verified.failures:
            return False
        return self.writer is not None and bool(attempt.work.by_model)

    def judged(self, attempt: Attempt) -> Generator[Progress, None, Work]:
        """The work with a verdict on each disagreement, which is asked about once."""
        work = attempt.work
        open_ = self._disagreements(attempt)
        for outcome, scenario in open_:
            failure = self._failure(outcome, scenario, attempt)
            self.judged_on.setdefault(scenario.name, set()).add(failure)
            self.told_of.discard(scenario.name)
        by_resource: dict[str, list[tuple[Outcome, Scenario]]] = {}
        contract = work.meaning.contract
        for outcome, scenario in open_:
            resource = contract.resource(contract.endpoint(scenario.endpoints[0]))
            by_resource.setdefault(resource, []).append((outcome, scenario))
        jobs = [self._triage(resource, own, attempt) for resource, own in by_resource.items()]
        answered: tuple[tuple[Verdict, ...], ...] = ()
        if self.asking and jobs:
            answered = yield from ask_all(self.asking.provider, jobs, self.asking.at_once)
        derived = {s.name for s in work.derived}
        found = [_of_contract(v) if v.scenario in derived else v for each in answered for v in each]
        verdicts = dict(work.verdicts) | {verdict.scenario: verdict for verdict in found}
        return replace(work, verdicts=verdicts)

    def corrections(self, work: Work) -> dict[str, tuple[str, ...]]:
        """What was judged wrong of the contract, by the answer that it was made of."""
        contract = work.meaning.contract
        scenarios = {scenario.name: scenario for scenario in work.scenarios}
        found: dict[str, tuple[str, ...]] = {}
        for name, verdict in work.verdicts.items():
            if verdict.word == "contract_wrong" and name in scenarios:
                resource = contract.resource(contract.endpoint(scenarios[name].endpoints[0]))
                line = f'It was judged wrong, by the words "{verdict.quote}": {verdict.because}'
                found[part_name(resource)] = (*found.get(part_name(resource), ()), line)
        return found

    def events(self, app: str, judged: Work) -> Iterator[Judged]:
        """The verdicts that nobody was told of yet."""
        lines = {s.id: str(s.location) for s in self.meaning.spec.statements}
        for name, verdict in judged.verdicts.items():
            if name not in self.told_of:
                self.told_of.add(name)
                yield Judged(
                    app,
                    name,
                    verdict.word.replace("_", " "),
                    lines.get(verdict.statement, ""),
                    verdict.quote,
                    verdict.because,
                    verdict.sentence,
                    verdict.otherwise,
                )

    def jobs(self, attempt: Attempt) -> list[Job[Written]]:
        """A job for each slice at fault whose line has not ended."""
        assert self.writer is not None
        faults = [fault for fault in self._faults(attempt) if self._is_new(fault)]
        repairs = [
            Repair(f.slice, (*f.problems, *self.taken_back.get(f.slice, ()))) for f in faults
        ]
        return self.writer.repairs(repairs, attempt.work.by_model)

    def take_back(self, slices: Sequence[str], attempt: Attempt, broke: Sequence[str]) -> None:
        """Notes what a repair that is taken back did, for the next one to avoid."""
        nodes = attempt.work.nodes
        blame = self._blame(attempt)
        outcomes = {o.node_id: o for o in attempt.verified.outcomes} if attempt.verified else {}
        broken = [
            blame.told(outcomes[node], nodes[node], self.meaning.texts)
            for node in broke[:2]
            if node in outcomes
        ]
        found = [
            problem for f in blame.of_findings(attempt.checked.findings) for problem in f.problems
        ]
        for name in slices:
            self.taken_back[name] = (
                "A repair that was tried did not help: with it, what had passed before failed:",
                *broken,
                *found,
            )

    # --- Parts

    def _blame(self, attempt: Attempt) -> Blame:
        work = attempt.work
        written = frozenset(work.by_model)
        return Blame(work.meaning.contract, attempt.candidate, work.slices, written)

    def _faults(self, attempt: Attempt) -> tuple[Fault, ...]:
        blame = self._blame(attempt)
        if attempt.checked.findings or attempt.verified is None:
            return blame.of_findings(attempt.checked.findings)
        nodes = attempt.work.nodes
        failures = [o for o in attempt.verified.failures if o.node_id in nodes]
        told = frozenset(self.told_nodes)
        self.told_nodes.update(outcome.node_id for outcome in failures)
        return blame.of_failures(failures, nodes, self.meaning.texts, told)

    def _is_new(self, fault: Fault) -> bool:
        """Whether this failure was not told before, in these words, of this slice."""
        told = digest_of("\n".join((*fault.problems, *self.taken_back.get(fault.slice, ()))))
        seen = self.seen.setdefault(fault.slice, set())
        is_new = told not in seen
        seen.add(told)
        return is_new

    def _disagreements(self, attempt: Attempt) -> list[tuple[Outcome, Scenario]]:
        nodes, known = attempt.work.nodes, attempt.work.verdicts
        failures = attempt.verified.failures if attempt.verified else ()
        pairs = [(o, nodes[o.node_id]) for o in failures if o.node_id in nodes]
        open_ = [
            (o, s)
            for o, s in pairs
            if s.name not in known or self._fails_otherwise(o, s, known[s.name], attempt)
        ]
        by_model = [(o, s) for o, s in open_ if s.origin == "model"]
        return by_model + list(self._doubted(open_))

    def _fails_otherwise(
        self, outcome: Outcome, scenario: Scenario, verdict: Verdict, attempt: Attempt
    ) -> bool:
        """Whether a Scenario that spoke against the code fails in another way than it was judged on."""
        judged = self.judged_on.get(scenario.name, set())
        is_open = verdict.word == "code_wrong" and 0 < len(judged) < JUDGED_AT_MOST
        return is_open and self._failure(outcome, scenario, attempt) not in judged

    def _failure(self, outcome: Outcome, scenario: Scenario, attempt: Attempt) -> str:
        """What tells failures of a Scenario apart: at which exchange it fails, and what came."""
        last = failed_exchange(attempt.candidate, outcome, scenario)
        return digest_of(f"{last}\n{without_tests(outcome.detail)}")

    def _doubted(
        self, open_: Sequence[tuple[Outcome, Scenario]]
    ) -> Iterator[tuple[Outcome, Scenario]]:
        """One Scenario of the contract for each endpoint that still fails it though its author was told."""
        seen = set[tuple[str, ...]]()
        for outcome, scenario in open_:
            is_doubted = scenario.origin == "contract" and outcome.node_id in self.told_nodes
            if is_doubted and scenario.endpoints not in seen:
                seen.add(scenario.endpoints)
                yield outcome, scenario

    def _triage(
        self, resource: str, open_: Sequence[tuple[Outcome, Scenario]], attempt: Attempt
    ) -> Job[tuple[Verdict, ...]]:
        spec, contract = self.meaning.spec, attempt.work.meaning.contract
        labels = labelled(spec)
        texts = {t.scenario.name: t.text for t in attempt.work.told}
        disagreements = [
            self._disagreement(outcome, scenario, texts.get(scenario.name, ""), attempt)
            for outcome, scenario in open_
        ]
        assert self.asking is not None
        request = self.asking.prompts.triage(
            spec, labels, contract, answer_schema(WireVerdicts), disagreements, resource=resource
        )
        return Job(request, verdict_reader(labels, {s.name: s.name for _, s in open_}))

    def _disagreement(
        self, outcome: Outcome, scenario: Scenario, text: str, attempt: Attempt
    ) -> Disagreement:
        last = failed_exchange(attempt.candidate, outcome, scenario)
        block = text.partition("```http")[2].rpartition("```")[0].strip()
        return Disagreement(
            name=scenario.name,
            covers=tuple(self.meaning.texts[s] for s in scenario.covers if s in self.meaning.texts),
            text=block or history(scenario, len(scenario.exchanges)),
            exchange=request_text(scenario.exchanges[last]),
            expected=f"HTTP {scenario.exchanges[last].status} and what the test asserts there",
            came=without_tests(outcome.detail),
        )


def _of_contract(verdict: Verdict) -> Verdict:
    """A verdict on a Scenario that says what the contract says: where it is wrong, so is the contract."""
    is_wrong = verdict.word in ("contract_wrong", "scenario_wrong")
    return replace(verdict, word="contract_wrong" if is_wrong else "code_wrong")
