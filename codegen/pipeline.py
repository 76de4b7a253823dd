"""The one list of stages, from a spec to a proven proposal. It yields events; it writes nothing."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pydantic import TypeAdapter, ValidationError

from codegen import changeset
from codegen.changeset import ChangeSet
from codegen.checks.base import check
from codegen.compose import compose
from codegen.config import Settings
from codegen.contract import Contract, Entity, StatementId
from codegen.current import current_inputs
from codegen.errors import Rejected
from codegen.generate import generate
from codegen.interpret.builtin import interpret
from codegen.interpret.examples import check_examples
from codegen.migrate import Revision, revise
from codegen.proof import count, demanding, not_proven, proof_of, refused, verified_summary, views
from codegen.python import format_python
from codegen.record import (
    LockedRevision,
    LockedStatement,
    Record,
    read_record,
    record_contents,
    record_files,
)
from codegen.render import Renderer
from codegen.reporters.base import (
    Event,
    Proposed,
    StageEnded,
    StageName,
    StageStarted,
)
from codegen.sandbox.base import Sandbox
from codegen.scenario import Scenario
from codegen.spec import Spec, inherit_ids, read_spec
from codegen.stamp import Stamp, tree_digest, write_stamp
from codegen.testgen.derive import derive
from codegen.testgen.examples import examples
from codegen.testgen.modules import node_ids
from codegen.trace import trace
from codegen.tree import read_tree
from codegen.types import CheckReport, File, JsonValue, Problem
from codegen.verify import VerifyReport, verify

ENTITIES = TypeAdapter(tuple[Entity, ...])


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a spec says, as the builtin interpreter reads it, with the ids of the earlier build."""

    spec: Spec
    contract: Contract
    examples: tuple[Scenario, ...]
    pairs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proven Candidate, what it changes, and the record to be written with it."""

    change_set: ChangeSet
    record: tuple[File, ...]
    check: CheckReport
    verify: VerifyReport
    stamp: Stamp

    @property
    def is_empty(self) -> bool:
        """Whether neither the app nor its record would change."""
        return not self.change_set.changes and _lies_there(self.change_set.app_dir, self.record)


Stages: TypeAlias = Generator[Event, None, Proposal | None]


def understand(read: Spec, record: Record | None = None) -> Meaning:
    """Interprets a spec, with the ids of the accepted build. Raises SpecRejected."""
    spec, pairs = _inherited(read, record)
    contract = interpret(spec)
    shown = examples(spec, contract)
    check_examples(contract, shown, spec.statements)
    return Meaning(spec, contract, shown, pairs)


def propose(path: Path, settings: Settings, sandbox: Sandbox) -> Stages:
    """Runs every stage up to the review.

    Returns the Proposal, or None where the Candidate is refused (an event says why). Raises
    SpecRejected, EditConflict, SandboxFault and DiskFault.
    """
    read = read_spec(path, settings.root)
    app_dir = settings.out_dir / read.app
    return (yield from _Build(settings, sandbox, read, app_dir).stages())


def accept(proposal: Proposal, settings: Settings) -> None:
    """Writes a proposal, and remembers that it was proven. Raises as ``changeset.apply`` does."""
    changeset.apply(
        proposal.change_set,
        proposal.record,
        checked=proposal.check.digest,
        verified=proposal.verify.digest,
        cache=settings.cache,
    )
    remember(proposal, settings)


def remember(proposal: Proposal, settings: Settings) -> None:
    """Notes that this machine has proven exactly this tree. Raises DiskFault."""
    write_stamp(settings.cache, proposal.change_set.app_dir, proposal.stamp)


@dataclass(frozen=True, slots=True)
class _Build:
    settings: Settings
    sandbox: Sandbox
    read: Spec
    app_dir: Path

    def stages(self) -> Stages:
        app, read = self.read.app, self.read
        renderer = Renderer(self.settings.templates_dir)
        record = read_record(self.app_dir)
        yield StageStarted(app, "read")
        yield self._ended("read", count(demanding(read.statements), "statement"))

        yield StageStarted(app, "interpret")
        meaning = understand(read, record)
        contract, statements = meaning.contract, meaning.spec.statements
        yield self._ended(
            "interpret",
            f"{count(contract.entities, 'entity', 'entities')}, "
            f"{count(contract.endpoints, 'endpoint')}, by the builtin interpreter",
        )

        yield StageStarted(app, "generate")
        texts = {statement.id: statement.text for statement in statements}
        slices = generate(contract, texts, renderer, record.slices if record else ())
        revisions, new_revision = _revisions(contract, record, renderer)
        yield self._ended("generate", views(contract))

        yield StageStarted(app, "testgen")
        scenarios = (*meaning.examples, *derive(contract, texts))
        nodes = node_ids(contract, scenarios)
        yield self._ended("testgen", count(scenarios, "scenario"))

        yield StageStarted(app, "compose")
        emitted = (*compose(contract, slices, scenarios, renderer), *revisions)
        yield self._ended("compose", count(emitted, "file"))

        yield StageStarted(app, "merge")
        disk, base = read_tree(self.app_dir), record.base if record else ()
        candidate = changeset.merge(app, disk, base, emitted)
        changes = changeset.plan(
            self.app_dir, disk=disk, base=base, new=emitted, candidate=candidate
        )
        yield self._ended("merge", count(changes.changes, "file") + " to change")

        yield StageStarted(app, "check")
        checked = check(candidate, contract)
        yield self._ended("check", count(checked.findings, "finding"))
        if checked.findings:
            yield refused(changes, findings=checked.findings)
            return None

        yield StageStarted(app, "verify")
        verified = verify(candidate, contract, nodes, self.sandbox)
        yield self._ended("verify", verified_summary(verified))
        if not verified.passed:
            yield not_proven(changes, verified, nodes, statements)
            return None

        rows = trace(statements, contract, candidate, nodes, verified.outcomes)
        proof = proof_of(contract, rows, verified, changes)
        new_record = Record(
            app=app,
            statements=tuple(LockedStatement(s.id, s.text) for s in demanding(statements)),
            pairs=meaning.pairs,
            slices=slices,
            revisions=_locked_revisions(record, new_revision),
            data=_data(contract),
            base=emitted,
        )
        yield Proposed(proof, changes)
        files = record_files(new_record)
        inputs = current_inputs(self.settings, meaning.spec.sources)
        stamp = Stamp(
            inputs,
            tree_digest(candidate.files, files),
            {"tests": proof.tests, "statements": len(rows)},
        )
        return Proposal(changes, files, checked, verified, stamp)

    def _ended(self, stage: StageName, summary: str) -> StageEnded:
        return StageEnded(self.read.app, stage, summary)


# --- The earlier build ------------------------------------------------------------------------------


def _inherited(read: Spec, record: Record | None) -> tuple[Spec, tuple[tuple[str, str, str], ...]]:
    """The spec with the ids of the earlier build, and which statements kept theirs in new words."""
    if record is None:
        return read, ()
    earlier = tuple((StatementId(item.id), item.text) for item in record.statements)
    statements, changed = inherit_ids(read.statements, earlier)
    texts = {statement.id: statement.text for statement in statements}
    pairs = {
        id_: (id_, old, new) for id_, old, new in record.pairs if texts.get(StatementId(id_)) == new
    }
    pairs |= {item.id: (item.id, item.old_text, item.new_text) for item in changed}
    return read.with_statements(statements), tuple(pairs.values())


def _revisions(
    contract: Contract, record: Record | None, renderer: Renderer
) -> tuple[tuple[File, ...], Revision | None]:
    """The migrations: those emitted before, as they were, and a new one where a table changes."""
    known = record.revisions if record else ()
    emitted_before = {file.path: file for file in record.base} if record else {}
    parent = known[-1].id if known else None
    new = revise(_entities(record), contract.entities, parent, renderer)
    old = [emitted_before[r.path] for r in known if r.path in emitted_before]
    added = [File(new.path, format_python(new.text))] if new else []
    return (*old, *added), new


def _lies_there(app_dir: Path, files: tuple[File, ...]) -> bool:
    """Whether the record on disk is this one, to the byte but for line ends."""
    lying = {path: content.replace(b"\r\n", b"\n") for path, content in record_contents(app_dir)}
    return lying == {file.path: file.text.encode() for file in files}


def _entities(record: Record | None) -> tuple[Entity, ...] | None:
    if record is None:
        return None
    try:
        return ENTITIES.validate_python(record.data)
    except ValidationError as error:
        raise Rejected(
            Problem(
                f"the record of '{record.app}' has data that this codegen cannot read",
                "Restore '.codegen' from version control.",
            )
        ) from error


def _locked_revisions(record: Record | None, new: Revision | None) -> tuple[LockedRevision, ...]:
    known = record.revisions if record else ()
    return (*known, LockedRevision(new.id, new.path)) if new else known


def _data(contract: Contract) -> JsonValue:
    """The entities without their citations: a sentence put in other words changes no table."""
    return [entity.uncited().model_dump(mode="json") for entity in contract.entities]
