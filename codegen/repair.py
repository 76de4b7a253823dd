"""Reports -> what a model is told of its code. Pure: it asks nobody, and never shows a test's source."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codegen.contract import Contract, Endpoint, StatementId
from codegen.generate import endpoint_slice, module_slice
from codegen.page import is_page
from codegen.python import defined_names, names_of
from codegen.record import LockedSlice
from codegen.scenario import Scenario
from codegen.scenario.agreement import endpoint_of
from codegen.scenario.text import history
from codegen.types import Candidate, Finding, Outcome

FAILURES_TOLD = 6
"""Failing Scenarios that one author is told of at once: the first rounds mend most, and the rest often with them."""

_PLACE = re.compile(r"^(?P<path>[\w./-]+\.(?:py|html)):(?P<line>\d+) in (?P<name>\S.*)$", re.M)


@dataclass(frozen=True, slots=True)
class Fault:
    """A slice, and what is wrong with it in words its author can act on. ``nodes`` are the failing tests."""

    slice: str
    problems: tuple[str, ...]
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blame:
    """Knows which slice is at fault for a finding or a failure.

    Args:
        slices: the Candidate's slices.
        written: the names of those that a model wrote; no other can be repaired.
    """

    contract: Contract
    candidate: Candidate
    slices: Sequence[LockedSlice]
    written: frozenset[str]

    def of_findings(self, findings: Iterable[Finding]) -> tuple[Fault, ...]:
        """The findings by slice; those in nobody's code are left out."""
        found: dict[str, list[str]] = {}
        for finding in findings:
            if slice_ := self._slice_at(finding.location.path, finding.location.line):
                line = self._line(finding.location.path, finding.location.line)
                path = finding.location.path.removeprefix(f"{self.contract.app}/")
                where = f" of `{path}`" if is_page(path) else ""
                told = f"The rule `{finding.rule}` refuses `{line}`{where}: {finding.message}. {finding.mend}"
                found.setdefault(slice_, []).append(told)
        return tuple(Fault(name, tuple(problems)) for name, problems in sorted(found.items()))

    def of_failures(
        self,
        failures: Iterable[Outcome],
        nodes: Mapping[str, Scenario],
        texts: Mapping[StatementId, str],
        widened: Collection[str] = (),
    ) -> tuple[Fault, ...]:
        """The failing Scenarios by slice: of each slice at fault, and of the logic that its views call.

        Args:
            widened: tests that failed on after those were told: then every view that was reached before may be at fault.
        """
        found: dict[str, list[tuple[str, str]]] = {}
        for outcome in failures:
            scenario = nodes.get(outcome.node_id)
            if scenario is None:
                continue
            told = self.told(outcome, scenario, texts)
            for slice_ in self._at_fault(outcome, scenario, outcome.node_id in widened):
                found.setdefault(slice_, []).append((outcome.node_id, told))
        return tuple(
            Fault(
                name,
                tuple(told for _, told in problems[:FAILURES_TOLD]),
                tuple(node for node, _ in problems),
            )
            for name, problems in sorted(found.items())
        )

    def told(self, outcome: Outcome, scenario: Scenario, texts: Mapping[StatementId, str]) -> str:
        """Statement, requests, what was expected and what came."""
        said = " / ".join(texts[s] for s in scenario.covers if s in texts) or scenario.quote
        last = failed_exchange(self.candidate, outcome, scenario)
        return (
            f"The statement: {said}\n\nThese requests were sent, and the last was answered otherwise:\n\n"
            f"```http\n{history(scenario, last)}\n```\n\n{without_tests(outcome.detail)}"
        )

    def _at_fault(self, outcome: Outcome, scenario: Scenario, is_widened: bool) -> tuple[str, ...]:
        """The slices that the error came through; else the failing endpoint's and the logic that it uses."""
        if is_widened:
            return self._reached(outcome, scenario)
        app = f"{self.contract.app}/"
        raised = [
            slice_
            for match in _PLACE.finditer(outcome.detail)
            if match["path"].startswith(app)
            and (slice_ := self._slice_at(match["path"], int(match["line"])))
        ]
        if raised:
            return (raised[-1],)
        endpoint = self._endpoint(outcome, scenario)
        if endpoint is None:
            return ()
        names = [endpoint_slice(endpoint), *self._modules_used(endpoint)]
        return tuple(name for name in names if name in self.written)

    def _reached(self, outcome: Outcome, scenario: Scenario) -> tuple[str, ...]:
        last = failed_exchange(self.candidate, outcome, scenario)
        found = (endpoint_of(self.contract, e) for e in scenario.exchanges[: last + 1])
        endpoints = list(dict.fromkeys(endpoint for endpoint in found if endpoint))
        names = [endpoint_slice(endpoint) for endpoint in endpoints]
        names += [name for endpoint in endpoints for name in self._modules_used(endpoint)]
        return tuple(dict.fromkeys(name for name in names if name in self.written))

    def _endpoint(self, outcome: Outcome, scenario: Scenario) -> Endpoint | None:
        reached = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", outcome.endpoint or "")
        keys = [reached, *scenario.endpoints]
        known = {endpoint.key: endpoint for endpoint in self.contract.endpoints}
        return next((known[key] for key in keys if key in known), None)

    def _modules_used(self, endpoint: Endpoint) -> Iterator[str]:
        """The modules whose functions a view calls, through one another."""
        owner = {f.name: module for module in self.contract.modules for f in module.functions}
        waiting, seen = list(endpoint.uses), set[str]()
        while waiting:
            module = owner.get(waiting.pop(0))
            if module and module.name not in seen:
                seen.add(module.name)
                waiting += module.uses
                yield module_slice(module)

    def _slice_at(self, path: str, line: int) -> str | None:
        """The slice that a model wrote and that owns the definition at a line."""
        module = path.removeprefix(f"{self.contract.app}/")
        name = None if is_page(module) else _definition_at(self.candidate, path, line)
        for each in self.slices:
            for definition in each.definitions if each.name in self.written else ():
                if definition.module == module and (
                    is_page(module) or name in defined_names(definition.text)
                ):
                    return each.name
        return None

    def _line(self, path: str, line: int) -> str:
        lines = self.candidate.text(path).splitlines()
        return lines[line - 1].strip() if 0 < line <= len(lines) else ""


def failed_exchange(candidate: Candidate, outcome: Outcome, scenario: Scenario) -> int:
    """The index of the exchange at which a test failed; the last one where that cannot be told."""
    last = len(scenario.exchanges) - 1
    path, _, name = outcome.node_id.partition("::")
    places = [m for m in _PLACE.finditer(outcome.detail) if m["path"] == path]
    if not places:
        return last
    try:
        tree = ast.parse(candidate.text(path))
    except (KeyError, SyntaxError):
        return last
    bare = name.partition("[")[0]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == bare:
            sent = [c.lineno for c in ast.walk(node) if isinstance(c, ast.Call) and _is_request(c)]
            return min(last, max(0, sum(at <= int(places[0]["line"]) for at in sent) - 1))
    return last


def _is_request(node: ast.Call) -> bool:
    called = node.func
    if isinstance(called, ast.Name):
        return called.id == "together"
    return (
        isinstance(called, ast.Attribute)
        and isinstance(called.value, ast.Name)
        and called.value.id == "client"
        and called.attr in ("get", "post", "put", "patch", "delete", "head", "options", "open")
    )


def without_tests(detail: str) -> str:
    """What came, without the places in test files."""
    lines = [line for line in detail.splitlines() if not line.startswith("tests/")]
    return "\n".join(lines).strip()


def _definition_at(candidate: Candidate, path: str, line: int) -> str | None:
    try:
        tree = ast.parse(candidate.text(path))
    except (KeyError, SyntaxError):
        return None
    for node in tree.body:
        start = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        if start <= line <= (node.end_lineno or node.lineno):
            return next(names_of(node), None)
    return None
