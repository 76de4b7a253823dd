"""The one list of stages, from a spec to a proven proposal. It yields events; it writes nothing."""

from __future__ import annotations

from collections.abc import Generator, Mapping
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
from codegen.proof import (
    count,
    demanding,
    interpreted_summary,
    not_proven,
    proof_of,
    verified_summary,
    views,
    with_findings,
)
from codegen.python import format_python
from codegen.record import (
    LockedRevision,
    LockedSlice,
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
from codegen.types import Candidate, CheckReport, File, JsonValue, Problem
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
class _Emitted:
    """What the stages before the merge made: the emitted files and what they stand for."""

    meaning: Meaning
    slices: tuple[LockedSlice, ...]
    revisions: tuple[LockedRevision, ...]
    nodes: Mapping[str, Scenario]
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class _Build:
    """One spec on its way to a Proposal; each method is a stage or a few, and tells of them."""

    settings: Settings
    sandbox: Sandbox
    read: Spec
    app_dir: Path

    def stages(self) -> Stages:
        record = read_record(self.app_dir)
        emitted = yield from self._emit(record)
        candidate, changes = yield from self._merge(record, emitted)
        checked = yield from self._check(candidate, emitted)
        if checked.findings:
            yield with_findings(changes, checked.findings)
            return None
        verified = yield from self._verify(candidate, emitted)
        statements = emitted.meaning.spec.statements
        if not verified.passed:
            yield not_proven(changes, verified, emitted.nodes, statements)
            return None
        contract = emitted.meaning.contract
        rows = trace(statements, contract, candidate, emitted.nodes, verified.outcomes)
        proof = proof_of(contract, rows, verified, changes)
        yield Proposed(proof, changes)
        files = record_files(self._record(emitted))
        inputs = current_inputs(self.settings, emitted.meaning.spec.sources)
        summary = f"{count(rows, 'statement')}, {proof.tests} tests"
        stamp = Stamp(inputs, tree_digest(candidate.files, files), summary)
        return Proposal(changes, files, checked, verified, stamp)

    def _emit(self, record: Record | None) -> Generator[Event, None, _Emitted]:
        renderer = Renderer(self.settings.templates_dir)
        yield self._started("read")
        yield self._ended("read", count(demanding(self.read.statements), "statement"))

        yield self._started("interpret")
        meaning = understand(self.read, record)
        contract = meaning.contract
        texts = {statement.id: statement.text for statement in meaning.spec.statements}
        yield self._ended("interpret", interpreted_summary(contract))

        yield self._started("generate")
        slices = generate(contract, texts, renderer, record.slices if record else ())
        revisions, new_revision = _revisions(contract, record, renderer)
        yield self._ended("generate", views(contract))

        yield self._started("testgen")
        scenarios = (*meaning.examples, *derive(contract, texts))
        nodes = node_ids(contract, scenarios)
        yield self._ended("testgen", count(scenarios, "scenario"))

        yield self._started("compose")
        files = (*compose(contract, slices, scenarios, renderer), *revisions)
        yield self._ended("compose", count(files, "file"))
        return _Emitted(meaning, slices, _locked_revisions(record, new_revision), nodes, files)

    def _merge(
        self, record: Record | None, emitted: _Emitted
    ) -> Generator[Event, None, tuple[Candidate, ChangeSet]]:
        yield self._started("merge")
        disk, base = read_tree(self.app_dir), record.base if record else ()
        candidate = changeset.merge(self.read.app, disk, base, emitted.files)
        changes = changeset.plan(
            self.app_dir, disk=disk, base=base, new=emitted.files, candidate=candidate
        )
        yield self._ended("merge", count(changes.changes, "file") + " to change")
        return candidate, changes

    def _check(
        self, candidate: Candidate, emitted: _Emitted
    ) -> Generator[Event, None, CheckReport]:
        yield self._started("check")
        checked = check(candidate, emitted.meaning.contract)
        yield self._ended("check", count(checked.findings, "finding"))
        return checked

    def _verify(
        self, candidate: Candidate, emitted: _Emitted
    ) -> Generator[Event, None, VerifyReport]:
        yield self._started("verify")
        verified = verify(candidate, emitted.meaning.contract, emitted.nodes, self.sandbox)
        yield self._ended("verify", verified_summary(verified))
        return verified

    def _record(self, emitted: _Emitted) -> Record:
        meaning = emitted.meaning
        demands = demanding(meaning.spec.statements)
        return Record(
            app=self.read.app,
            statements=tuple(LockedStatement(s.id, s.text) for s in demands),
            pairs=meaning.pairs,
            slices=emitted.slices,
            revisions=emitted.revisions,
            data=_data(meaning.contract),
            base=emitted.files,
        )

    def _started(self, stage: StageName) -> StageStarted:
        return StageStarted(self.read.app, stage)

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
    lost = [r.path for r in known if r.path not in emitted_before]
    if lost and record:
        cause = f"the record of '{record.app}' has lost the base of '{lost[0]}'"
        raise Rejected(Problem(cause, "Restore '.codegen' from version control."))
    old = [emitted_before[r.path] for r in known]
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
