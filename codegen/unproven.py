"""What speaks against an Attempt, and what of an app was kept though it is not proven."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from codegen.attempt import Attempt
from codegen.contract import StatementId, cited
from codegen.generate import endpoint_slice
from codegen.interpret.literals import Lost
from codegen.proof import in_conflict, not_proven, untested, with_findings
from codegen.proving import COMMENT_CHARACTERS, UNPROVEN
from codegen.python import names_of
from codegen.questions import conflicts
from codegen.repair import Blame
from codegen.reporters.base import Marked, NotProven
from codegen.scenario import Scenario
from codegen.spec import Statement
from codegen.trace import Trace, trace
from codegen.types import File


@dataclass(frozen=True, slots=True)
class Judgement:
    """An Attempt with the literals of Rules that nothing shows."""

    attempt: Attempt
    unshown: tuple[Lost, ...] = ()

    @property
    def rows(self) -> tuple[Trace, ...]:
        """One row a statement; one of which a literal is shown by nothing is not tested."""
        attempt, work = self.attempt, self.attempt.work
        outcomes = attempt.verified.outcomes if attempt.verified else ()
        statements, contract = work.meaning.spec.statements, work.meaning.contract
        rows = trace(statements, contract, attempt.candidate, work.nodes, outcomes)
        lacking = {each.statement for each in self.unshown}
        return tuple(
            (
                replace(row, verdict="untested")
                if row.statement in lacking and row.verdict == "tested"
                else row
            )
            for row in rows
        )

    @property
    def refusal(self) -> NotProven | None:
        """What speaks against the attempt, or None."""
        attempt, work, verified = self.attempt, self.attempt.work, self.attempt.verified
        if against := conflicts(work):
            return in_conflict(attempt.changes, against)
        if verified is None or attempt.checked.findings:
            return with_findings(attempt.changes, attempt.checked.findings)
        if not verified.passed:
            statements = work.meaning.spec.statements
            return not_proven(attempt.changes, verified, work.nodes, statements)
        if work.meaning.by == "model" and (self._bare or self.unshown):
            return untested(attempt.changes, verified, self._bare, tuple(self._lacking()))
        return None

    def slices(self) -> dict[str, str]:
        """The slices to mark where this is kept, each with the statement that it was not shown to hold."""
        work, nodes = self.attempt.work, self.attempt.work.nodes
        texts = work.meaning.texts
        blame = Blame(
            work.meaning.contract, self.attempt.candidate, work.slices, frozenset(work.by_model)
        )
        verified = self.attempt.verified
        failures = [o for o in verified.failures if o.node_id in nodes] if verified else []
        faults = blame.of_failures(failures, nodes, texts)
        found = {f.slice: _unheld([nodes[node] for node in f.nodes], texts) for f in faults}
        for statement in [row.statement for row in self.rows if row.verdict == "untested"]:
            for slice_ in self._speaking_of(statement):
                found.setdefault(slice_, texts[statement])
        return found

    @property
    def _bare(self) -> tuple[Trace, ...]:
        lacking = {each.statement for each in self.unshown}
        return tuple(
            row for row in self.rows if row.verdict != "tested" and row.statement not in lacking
        )

    def _lacking(self) -> Iterator[str]:
        lines = {row.statement: f"{row.line}: {row.text}" for row in self.rows}
        for each in self.unshown:
            yield f"{each.literal!r} of {lines[each.statement]}"

    def _speaking_of(self, statement: StatementId) -> Iterator[str]:
        """The slices of the endpoints that cite a statement, or that a rule which cites it is about."""
        contract = self.attempt.work.meaning.contract
        keys = {key for r in contract.rules if statement in cited(r) for key in r.endpoints}
        for endpoint in contract.endpoints:
            if endpoint.key in keys or statement in cited(endpoint):
                yield endpoint_slice(endpoint)


def _unheld(scenarios: Sequence[Scenario], texts: Mapping[StatementId, str]) -> str:
    covered = [texts[s] for each in scenarios for s in each.covers if s in texts]
    return covered[0] if covered else scenarios[0].quote


# --- What was kept


def kept(
    base: Iterable[File], disk: Iterable[File], statements: Sequence[Statement]
) -> tuple[Marked, ...]:
    """The definitions that were emitted with a mark, as they are on disk now.

    Args:
        base: the files as they were emitted.
        disk: the files as a person may have edited them.
    """
    lines = {_reason(statement.text): statement for statement in statements}
    now = {file.path: file.text for file in disk}
    found = []
    for file in base:
        if UNPROVEN in file.text and file.path.endswith(".py"):
            there = dict(_definitions(now.get(file.path, "")))
            for name, (_, reason) in _definitions(file.text):
                if reason is not None:
                    line, mark = there.get(name, (0, None))
                    statement = lines.get(reason)
                    said = f"{statement.location}: {statement.text}" if statement else reason
                    place = f"{file.path}:{line}" if line else file.path
                    found.append(Marked(place, name, said, mark is None))
    return tuple(found)


def _reason(text: str) -> str:
    return " ".join(text.split())[:COMMENT_CHARACTERS].strip()


def _definitions(text: str) -> Iterator[tuple[str, tuple[int, str | None]]]:
    """Each name that a module defines: the line where its mark or else its definition stands, and what the mark says."""
    try:
        body = ast.parse(text).body
    except SyntaxError:  # a person is in the middle of something
        return
    lines = text.splitlines()
    for node in body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        at, reason = first, None
        above = first - 1
        while above and lines[above - 1].startswith("#"):
            if lines[above - 1].startswith(f"# {UNPROVEN}: "):
                at, reason = above, lines[above - 1].removeprefix(f"# {UNPROVEN}: ").strip()
            above -= 1
        for name in names_of(node):
            yield name, (at, reason)
