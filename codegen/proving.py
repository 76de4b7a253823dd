"""Work -> Attempt: compose, merge, check, verify. Four stages that a repair goes through again."""

from __future__ import annotations

import ast
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from codegen import changeset
from codegen.attempt import Attempt, Work
from codegen.changeset import ChangeSet
from codegen.checks.base import check
from codegen.compose import compose
from codegen.page import is_page
from codegen.proof import count, verified_summary
from codegen.record import LockedSlice, Record
from codegen.render import Renderer
from codegen.reporters.base import Event, StageEnded, StageStarted
from codegen.sandbox.base import Sandbox
from codegen.tree import read_tree
from codegen.types import Candidate, File
from codegen.verify import verify

UNPROVEN = "UNPROVEN"
COMMENT_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Prover:
    """Proves Candidates of one app; ``record`` is that of the accepted build."""

    app: str
    app_dir: Path
    sandbox: Sandbox
    renderer: Renderer
    record: Record | None

    def attempt(self, work: Work, revisions: tuple[File, ...]) -> Generator[Event, None, Attempt]:
        """A Candidate and what is to be said of it. Raises EditConflict, SandboxFault and DiskFault."""
        contract = work.meaning.contract
        yield StageStarted(self.app, "compose")
        files = self.composed(work, revisions)
        yield StageEnded(self.app, "compose", count(files, "file"))
        yield StageStarted(self.app, "merge")
        candidate, changes = self.merged(files)
        yield StageEnded(self.app, "merge", count(changes.changes, "file") + " to change")
        yield StageStarted(self.app, "check")
        checked = check(candidate, contract)
        yield StageEnded(self.app, "check", count(checked.findings, "finding"))
        if checked.findings:
            return Attempt(work, files, candidate, changes, checked, None)
        yield StageStarted(self.app, "verify")
        verified = verify(candidate, contract, work.nodes, self.sandbox)
        yield StageEnded(self.app, "verify", verified_summary(verified))
        return Attempt(work, files, candidate, changes, checked, verified)

    def composed(self, work: Work, revisions: tuple[File, ...]) -> tuple[File, ...]:
        """The emitted files."""
        contract = work.meaning.contract
        slices = tuple(_marked(each, work.unproven.get(each.name)) for each in work.slices)
        packages = work.meaning.packages
        return (*compose(contract, slices, work.scenarios, self.renderer, packages), *revisions)

    def merged(self, files: tuple[File, ...]) -> tuple[Candidate, ChangeSet]:
        """The tree with a person's edits, and what of it changes. Raises EditConflict and DiskFault."""
        disk, base = read_tree(self.app_dir), self.record.base if self.record else ()
        candidate = changeset.merge(self.app, disk, base, files)
        changes = changeset.plan(self.app_dir, disk=disk, base=base, new=files, candidate=candidate)
        return candidate, changes


def _marked(slice_: LockedSlice, reason: str | None) -> LockedSlice:
    """The slice with a comment above what it defines that says what of it was not proven."""
    if reason is None:
        return slice_
    definitions = tuple(
        replace(d, text=(_commented_page if is_page(d.module) else _commented)(d.text, reason))
        for d in slice_.definitions
    )
    return replace(slice_, definitions=definitions)


def _commented_page(text: str, reason: str) -> str:
    words = " ".join(reason.split())[:COMMENT_CHARACTERS].replace("#}", "# }")
    return f"{{# {UNPROVEN}: {words} #}}\n{text}"


def _commented(text: str, reason: str) -> str:
    lines = text.splitlines(keepends=True)
    nodes = [n for n in ast.parse(text).body if not isinstance(n, ast.Import | ast.ImportFrom)]
    if not nodes:
        return text
    decorators: list[ast.expr] = getattr(nodes[0], "decorator_list", [])
    first = min([nodes[0].lineno, *(d.lineno for d in decorators)]) - 1
    comment = f"# {UNPROVEN}: {' '.join(reason.split())[:COMMENT_CHARACTERS]}\n"
    return "".join([*lines[:first], comment, *lines[first:]])
