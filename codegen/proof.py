"""What a build has to say of itself: counts, refusals, proof."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from codegen.changeset import ChangeSet
from codegen.contract import Contract, StatementId
from codegen.generate import endpoint_slice
from codegen.reporters.base import Assumed, Failure, NotProven, Proof, Row
from codegen.scenario import Scenario
from codegen.spec import Spec, Statement
from codegen.trace import Trace
from codegen.types import Finding, Problem
from codegen.verify import VerifyReport

Interpreter: TypeAlias = Literal["builtin", "model"]


def demanding(spec: Spec, by: Interpreter = "builtin") -> tuple[Statement, ...]:
    """The statements that a build has to hold; to a model, background is a matter of what it says."""
    structured = tuple(s for s in spec.statements if s.section != "background")
    return spec.statements if by == "model" or not structured else structured


def count(things: Sequence[object], one: str, many: str = "") -> str:
    """``1 finding``, ``2 findings``."""
    return f"{len(things)} {one if len(things) == 1 else many or one + 's'}"


def interpreted_summary(contract: Contract, by: Interpreter) -> str:
    """How much was understood, and by whom."""
    entities = count(contract.entities, "entity", "entities")
    endpoints = count(contract.endpoints, "endpoint")
    author = "a model" if by == "model" else "the builtin interpreter"
    return f"{entities}, {endpoints}, by {author}"


def views(contract: Contract, by_model: Collection[str]) -> str:
    """Who wrote which view; ``by_model`` are the names of the slices that a model wrote of."""
    listed = []
    for endpoint in contract.endpoints:
        own = endpoint_slice(endpoint) in by_model and not endpoint.hooks
        author = "by a model" if own else f"from the template '{endpoint.operation}'"
        listed.append(f"{endpoint.key} {author}")
    modules = [f"{module.name}.py by a model" for module in contract.modules]
    return ", ".join([*listed, *modules])


def verified_summary(report: VerifyReport) -> str:
    """How the tests ended, in a few words."""
    if report.stopped:
        return report.stopped
    passed = len(report.outcomes) - len(report.failures)
    failed = f", {len(report.failures)} failed" if report.failures else ""
    weak = f", {len(report.unfailing)} cannot fail" if report.unfailing else ""
    gone = f", {len(report.missing)} missing" if report.missing else ""
    return f"{passed} passed{failed}{weak}{gone}"


def left_open(contract: Contract, spec: Spec) -> Iterator[Problem]:
    """The choices that the spec left open, each with a sentence that would make it."""
    places = {statement.id: statement.location for statement in spec.statements}
    for each in contract.assumptions:
        yield Problem(
            f"the spec leaves open: {each.about}: {each.topic.rstrip('?.')}",
            f'Say it in the spec, as "{each.chosen}", or build without --strict.',
            places.get(each.statement or StatementId(""), spec.start),
        )


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


def untested(
    changes: ChangeSet,
    report: VerifyReport,
    rows: Sequence[Trace],
    unshown: tuple[str, ...] = (),
) -> NotProven:
    """A Candidate that does what its tests say, while statements have none, or none that shows what they say."""
    lines = tuple(f"{row.line}: {row.text}" for row in rows)
    return replace(_refused(changes, report, (), ()), untested=lines, unshown=unshown)


def in_conflict(changes: ChangeSet, against: tuple[str, ...]) -> NotProven:
    """A Candidate that no code can prove, since the spec contradicts itself."""
    return replace(_refused(changes, VerifyReport(changes.digest, ()), (), ()), conflicts=against)


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
    contract: Contract,
    rows: Sequence[Trace],
    report: VerifyReport,
    changes: ChangeSet,
    statements: Sequence[Statement] = (),
) -> Proof:
    """What was found out about an app, for reporters."""
    return Proof(
        app=contract.app,
        rows=tuple(Row(r.line, r.text, r.places, len(r.tests), r.verdict) for r in rows),
        assumptions=tuple(Assumed(a.topic, a.about, a.chosen) for a in contract.assumptions),
        tests=len(report.outcomes),
        hand_edited=changes.hand_edited,
        hand_added=changes.hand_added,
        background=tuple(_background(contract, statements)),
    )


def _background(contract: Contract, statements: Sequence[Statement]) -> Iterator[str]:
    by_id = {statement.id: statement for statement in statements}
    for each in contract.background:
        if said := by_id.get(each.statement):
            yield f"{said.location}: {said.text}: {each.reason}"
