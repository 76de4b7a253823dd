"""Rank three: a model's Scenarios are admitted only after they have shown what they are worth.

Each has to fail where an endpoint that it covers answers 501, at that endpoint; to fail where every
endpoint answers a constant; to end alike twice, in different order; and to cite a statement. Whether it
passes on the Candidate is not asked here: who is wrong then, the code or the Scenario, others decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from codegen.contract import Contract
from codegen.sandbox.base import Run, RunResult, Sandbox, failed_at, rule_of, stopped_early
from codegen.scenario import Scenario
from codegen.testgen.stub import wrong_answers
from codegen.types import Candidate, Outcome

AT_ONCE = 2
"""Runs side by side: each forks a process of its own."""

NOT_CITED = "it cites no statement."
NOT_RUN = "its test did not run."
VACUOUS = (
    "it passes where every endpoint answers a constant: it asserts nothing that the app has to"
    " remember or to compute."
)
UNSTABLE = "it ended as {first!r} and, in another order, as {second!r}: it is left to chance."
UNFAILING = "it does not fail at {key!r} where that answers 501: it asserts nothing of it."


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of a model's Scenarios.

    ``refused`` and ``unstable`` have the reason, a sentence for the report. ``outcomes`` are those of the
    admitted ones on the Candidate: one that failed there disagrees with the code. Where ``stopped`` says
    why a run came to no end, nothing was decided, and the rest is empty.
    """

    admitted: tuple[Scenario, ...] = ()
    refused: tuple[tuple[Scenario, str], ...] = ()
    unstable: tuple[tuple[Scenario, str], ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How each test ended: on the Candidate, in reverse order, on constants, and without each endpoint."""

    first: Mapping[str, Outcome]
    second: Mapping[str, Outcome]
    constants: Mapping[str, Outcome]
    without: Mapping[str, Mapping[str, Outcome]]

    def reason(self, node: str, scenario: Scenario) -> str | None:
        """Why the Scenario is refused, or None."""
        if not scenario.covers:
            return NOT_CITED
        runs = (self.first, self.second, self.constants)
        if any(_verdict(run, node) not in ("passed", "failed") for run in runs):
            return NOT_RUN
        if _verdict(self.constants, node) == "passed":
            return VACUOUS
        for key in scenario.endpoints:
            if not self._fails_without(node, key):
                return UNFAILING.format(key=key)
        return None

    def _fails_without(self, node: str, key: str) -> bool:
        here, there = self.first[node], self.without[key].get(node)
        if there is None or there.verdict != "failed":
            return False
        # A Scenario that the Candidate fails earlier never gets as far as the endpoint: no evidence.
        earlier = here.verdict == "failed" and here.endpoint == there.endpoint
        return failed_at(there, key) or earlier


def admit(
    candidate: Candidate, contract: Contract, nodes: Mapping[str, Scenario], sandbox: Sandbox
) -> Admission:
    """Judges the Scenarios of rank three among ``nodes``, which the Candidate's tests hold.

    Args:
        nodes: the emitted Scenarios by the pytest node that runs each.

    Raises SandboxFault where the sandbox fails.
    """
    judged = {node: s for node, s in nodes.items() if s.origin == "model"}
    if not judged:
        return Admission()
    results = _run_all(_runs(candidate, contract, judged), sandbox)
    for result in results.values():
        if stopped := stopped_early(result):
            return Admission(stopped=stopped)
    found = {name: _by_node(result) for name, result in results.items()}
    without = {e.key: found.get(e.key, {}) for e in contract.endpoints}
    evidence = _Evidence(found["first"], found["second"], found["constants"], without)
    return _sorted_out(judged, evidence)


def _runs(
    candidate: Candidate, contract: Contract, judged: Mapping[str, Scenario]
) -> dict[str, Run]:
    files, order = candidate.files, tuple(judged)
    runs = {
        "first": Run(files, order),
        "second": Run(files, order[::-1]),
        "constants": Run(files, order, constants=wrong_answers(contract)),
    }
    for endpoint in contract.endpoints:
        covering = tuple(node for node, s in judged.items() if endpoint.key in s.endpoints)
        if covering:
            runs[endpoint.key] = Run(files, covering, replaced=rule_of(endpoint.key))
    return runs


def _run_all(runs: Mapping[str, Run], sandbox: Sandbox) -> dict[str, RunResult]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = {name: pool.submit(sandbox.run, run) for name, run in runs.items()}
    return {name: future.result() for name, future in futures.items()}


def _by_node(result: RunResult) -> dict[str, Outcome]:
    return {outcome.node_id: outcome for outcome in result.outcomes}


def _verdict(run: Mapping[str, Outcome], node: str) -> str:
    return run[node].verdict if node in run else "not run"


def _sorted_out(judged: Mapping[str, Scenario], evidence: _Evidence) -> Admission:
    admitted: list[Scenario] = []
    refused: list[tuple[Scenario, str]] = []
    unstable: list[tuple[Scenario, str]] = []
    outcomes: list[Outcome] = []
    for node, scenario in judged.items():
        first, second = _verdict(evidence.first, node), _verdict(evidence.second, node)
        if first != second:
            unstable.append((scenario, UNSTABLE.format(first=first, second=second)))
        elif reason := evidence.reason(node, scenario):
            refused.append((scenario, reason))
        else:
            admitted.append(scenario)
            outcomes.append(evidence.first[node])
    return Admission(tuple(admitted), tuple(refused), tuple(unstable), tuple(outcomes))
