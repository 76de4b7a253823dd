"""What a build has to say of itself: counts, refusals, proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codegen.changeset import ChangeSet
from codegen.contract import Contract, StatementId
from codegen.reporters.base import Assumed, Failure, NotProven, Proof, Row
from codegen.scenario import Scenario
from codegen.spec import Statement
from codegen.trace import Trace
from codegen.types import Finding
from codegen.verify import VerifyReport


def demanding(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements that a build has to hold; background is none of them."""
    return tuple(s for s in statements if s.section != "background")


def count(things: Sequence[object], one: str, many: str = "") -> str:
    """``1 finding``, ``2 findings``."""
    return f"{len(things)} {one if len(things) == 1 else many or one + 's'}"


def interpreted_summary(contract: Contract) -> str:
    """How much was understood, and by whom."""
    entities = count(contract.entities, "entity", "entities")
    endpoints = count(contract.endpoints, "endpoint")
    return f"{entities}, {endpoints}, by the builtin interpreter"


def views(contract: Contract) -> str:
    """Who wrote which view."""
    return ", ".join(f"{e.key} from the template '{e.operation}'" for e in contract.endpoints)


def verified_summary(report: VerifyReport) -> str:
    """How the tests ended, in a few words."""
    if report.stopped:
        return report.stopped
    passed = len(report.outcomes) - len(report.failures)
    failed = f", {len(report.failures)} failed" if report.failures else ""
    weak = f", {len(report.unfailing)} cannot fail" if report.unfailing else ""
    gone = f", {len(report.missing)} missing" if report.missing else ""
    return f"{passed} passed{failed}{weak}{gone}"


def with_findings(changes: ChangeSet, findings: tuple[Finding, ...]) -> NotProven:
    """A Candidate that rules have something to say of."""
    return _refused(changes, VerifyReport(changes.digest, ()), findings, ())


def not_proven(
    changes: ChangeSet,
    report: VerifyReport,
    nodes: Mapping[str, Scenario],
    statements: Sequence[Statement],
) -> NotProven:
    """A Candidate whose tests failed, each with the statements that it was to hold."""
    by_id = {statement.id: statement for statement in statements}
    failures = tuple(
        Failure(outcome, _shown(nodes.get(outcome.node_id), by_id)) for outcome in report.failures
    )
    return _refused(changes, report, (), failures)


def _refused(
    changes: ChangeSet,
    report: VerifyReport,
    findings: tuple[Finding, ...],
    failures: tuple[Failure, ...],
) -> NotProven:
    return NotProven(
        app=changes.app,
        findings=findings,
        failures=failures,
        unfailing=report.unfailing,
        missing=report.missing,
        stopped=report.stopped,
        hand_edited=changes.hand_edited,
        hand_added=changes.hand_added,
    )


def _shown(scenario: Scenario | None, by_id: Mapping[StatementId, Statement]) -> tuple[str, ...]:
    if scenario is None:
        return ()
    cited = tuple(by_id[id_] for id_ in scenario.covers if id_ in by_id)
    example = (f"{scenario.location}: an example of the spec",) if scenario.location else ()
    return (*example, *(f"{statement.location}: {statement.text}" for statement in cited))


def proof_of(
    contract: Contract, rows: Sequence[Trace], report: VerifyReport, changes: ChangeSet
) -> Proof:
    """What was found out about an app, for reporters."""
    return Proof(
        app=contract.app,
        rows=tuple(Row(r.line, r.text, r.places, len(r.tests), r.verdict) for r in rows),
        assumptions=tuple(Assumed(a.topic, a.about, a.chosen) for a in contract.assumptions),
        tests=len(report.outcomes),
        hand_edited=changes.hand_edited,
        hand_added=changes.hand_added,
    )
