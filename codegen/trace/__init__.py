"""Where each statement of a spec lives in the code, which tests hold it, and how they ended."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from codegen.contract import Contract, StatementId
from codegen.scenario import Scenario
from codegen.spec import Statement
from codegen.trace.items import cited_items
from codegen.types import Candidate, Outcome, Verdict

StatementVerdict: TypeAlias = Literal["tested", "untested", "failing"]


@dataclass(frozen=True, slots=True)
class Trace:
    """One statement of the spec.

    ``items`` are the contract items that cite it, in words; ``places`` are ``file:line``; ``tests`` are
    the nodes that cover it.
    """

    statement: StatementId
    line: str
    text: str
    items: tuple[str, ...]
    places: tuple[str, ...]
    tests: tuple[str, ...]
    verdict: StatementVerdict


def items_by_statement(contract: Contract) -> dict[StatementId, list[str]]:
    """The contract items that cite each statement, in words."""
    return {
        statement: list(dict.fromkeys(item.words for item in items))
        for statement, items in cited_items(contract).items()
    }


def trace(
    statements: Sequence[Statement],
    contract: Contract,
    candidate: Candidate,
    nodes: Mapping[str, Scenario],
    outcomes: Sequence[Outcome],
) -> tuple[Trace, ...]:
    """One row for each statement that is no background or that an item cites, in the spec's order."""
    cited = cited_items(contract)
    lines = _Lines(candidate)
    verdicts = {outcome.node_id: outcome.verdict for outcome in outcomes}
    rows = []
    for statement in statements:
        items = cited.get(statement.id, [])
        if statement.section == "background" and not items:
            continue
        tests = tuple(
            node for node, s in nodes.items() if statement.id in s.covers and node in verdicts
        )
        definitions = dict.fromkeys(d for item in items for d in item.definitions)
        places = [place for module, name in definitions if (place := lines.place(module, name))]
        if not places:
            places = [place for node in tests[:1] if (place := lines.place(*_function(node)))]
        rows.append(
            Trace(
                statement=statement.id,
                line=str(statement.location),
                text=statement.text,
                items=tuple(dict.fromkeys(item.words for item in items)),
                places=tuple(places),
                tests=tests,
                verdict=_verdict([verdicts[node] for node in tests]),
            )
        )
    return tuple(rows)


def _verdict(verdicts: Sequence[Verdict]) -> StatementVerdict:
    """A test that was skipped says nothing: neither does it hold a statement nor does it fail it."""
    if any(verdict in ("failed", "not run") for verdict in verdicts):
        return "failing"
    return "tested" if "passed" in verdicts else "untested"


def _function(node: str) -> tuple[str, str]:
    path, _, name = node.partition("::")
    return path, name.partition("[")[0]


class _Lines:
    """The line at which each top-level name, and each name in a class, is defined."""

    def __init__(self, candidate: Candidate) -> None:
        self._files = {file.path: file.text for file in candidate.files}
        self._known: dict[str, dict[str, int]] = {}

    def place(self, path: str, name: str) -> str | None:
        """``path:line`` of a definition, or None where a person has taken it out; a file begins with its first line."""
        if not name:
            return f"{path}:1" if path in self._files else None
        if path not in self._known:
            self._known[path] = dict(_defined(ast.parse(self._files.get(path, "")).body))
        line = self._known[path].get(name)
        return f"{path}:{line}" if line else None


def _defined(body: Sequence[ast.stmt], prefix: str = "") -> Iterator[tuple[str, int]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield f"{prefix}{node.name}", node.lineno
            yield from _defined(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield f"{prefix}{node.name}", node.lineno
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (
                (f"{prefix}{t.id}", node.lineno) for t in targets if isinstance(t, ast.Name)
            )
