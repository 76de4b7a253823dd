"""Candidate -> VerifyReport: its tests in the sandbox, and then whether they can fail.

First the whole suite runs. Then each endpoint in turn answers 501, and every Scenario that covers it
has to fail at an exchange with it: one that does not asserts nothing of that endpoint.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from codegen.contract import Contract
from codegen.sandbox.base import Run, Sandbox, failed_at, rule_of, stopped_early
from codegen.scenario import Scenario
from codegen.types import Candidate, Digest, Outcome, Unfailing

AT_ONCE = 2
"""Runs side by side: each forks a process of its own."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """How the tests of the Candidate with this digest ended.

    ``missing`` are the emitted tests that did not run, as when somebody took them out; ``stopped`` says
    why a run came to no end; a report that has either proves nothing.
    """

    digest: Digest
    outcomes: tuple[Outcome, ...]
    unfailing: tuple[Unfailing, ...] = ()
    missing: tuple[str, ...] = ()
    stopped: str = ""

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The tests that did not pass."""
        return tuple(o for o in self.outcomes if o.verdict not in ("passed", "skipped"))

    @property
    def passed(self) -> bool:
        """Whether every test passed and every Scenario was seen to be able to fail."""
        faults = (self.stopped, self.failures, self.unfailing, self.missing)
        return bool(self.outcomes) and not any(faults)


def verify(
    candidate: Candidate, contract: Contract, nodes: Mapping[str, Scenario], sandbox: Sandbox
) -> VerifyReport:
    """Runs the Candidate's tests, and again with each endpoint replaced.

    Args:
        nodes: the emitted Scenarios by the pytest node that runs each.

    Raises SandboxFault where the sandbox fails.
    """
    result = sandbox.run(Run(candidate.files))
    ran = {outcome.node_id for outcome in result.outcomes}
    report = VerifyReport(
        digest=candidate.digest,
        outcomes=result.outcomes,
        missing=tuple(node for node in nodes if node not in ran),
        stopped=stopped_early(result),
    )
    if not report.passed:
        return report
    covering = {
        endpoint.key: [node for node, s in nodes.items() if endpoint.key in s.endpoints]
        for endpoint in contract.endpoints
    }
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reruns = [
            (
                key,
                pool.submit(sandbox.run, Run(candidate.files, tuple(tests), replaced=rule_of(key))),
            )
            for key, tests in covering.items()
            if tests
        ]
    unfailing: list[Unfailing] = []
    for key, rerun in reruns:
        if stopped := stopped_early(rerun.result()):
            return replace(report, stopped=stopped)
        failed = {o.node_id for o in rerun.result().outcomes if failed_at(o, key)}
        unfailing += [Unfailing(test, key) for test in covering[key] if test not in failed]
    return replace(report, unfailing=tuple(unfailing))
