"""The one list of stages, from a spec to a proven proposal, and the one repair loop. It yields events; it writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from codegen import changeset
from codegen.attempt import Attempt
from codegen.changeset import ChangeSet
from codegen.config import Settings
from codegen.current import current_inputs
from codegen.errors import SpecRejected
from codegen.making import Accepted, Maker, accepted_before
from codegen.packages.store import PackageStore
from codegen.prompts import Prompts
from codegen.proof import count, demanding, left_open, proof_of
from codegen.providers.base import Request
from codegen.providers.call_file import renewed_calls
from codegen.providers.recorded import Connection
from codegen.proving import Prover
from codegen.questions import Questions, conflicts, recorded_choices, without_dropped
from codegen.record import LockedRevision, LockedStatement, Record, read_record, record_files
from codegen.render import Renderer
from codegen.repairing import DROPPED, Repairing
from codegen.reporters.base import (
    Event,
    Marked,
    Proposed,
    Repaired,
    Reply,
    StageEnded,
    StageStarted,
)
from codegen.revisions import contract_data, revised
from codegen.sandbox.base import Sandbox
from codegen.sandbox.equipped import EquippedSandbox
from codegen.spec import Spec, read_spec
from codegen.stamp import Stamp, tree_digest, write_stamp
from codegen.tree import read_tree
from codegen.types import CheckReport, File
from codegen.understanding import Asking, Meaning, result_of, understand
from codegen.unproven import Judgement, kept
from codegen.verify import VerifyReport

CORRECTIONS = 1
"""How often parts of a contract that were judged wrong are asked for again."""

Connect: TypeAlias = Callable[[Path], Connection]
"""Makes what answers the calls of the app in a folder."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A Candidate, what it changes, and the record to be written with it.

    ``stamp`` is None where a person asked by name for what was not proven.
    """

    change_set: ChangeSet
    record: tuple[File, ...]
    check: CheckReport
    verify: VerifyReport
    stamp: Stamp | None

    @property
    def is_empty(self) -> bool:
        """Whether neither the app nor its record would change."""
        return not self.change_set.changes and changeset.lies_there(
            self.change_set.app_dir, self.record
        )


Stages: TypeAlias = Generator[Event, Reply | None, Proposal | None]
"""Yields events; a Question takes a Reply, or None where nobody is to be asked."""


def propose(
    path: Path, settings: Settings, sandbox: Sandbox, connect: Connect | None = None
) -> Stages:
    """Runs every stage up to the review.

    Returns the Proposal, or None where the Candidate is refused (an event says why). Raises
    SpecRejected, EditConflict, SandboxFault and DiskFault, and what the provider raises.
    """
    read = read_spec(path, settings.root)
    app_dir = settings.out_dir / read.app
    renderer = Renderer(settings.templates_dir)
    connection = connect(app_dir) if connect else None
    record = read_record(app_dir)
    store = _store(settings, record, connection)
    build = _Build(settings, sandbox, read, app_dir, renderer, record, connection, store)
    return (yield from build.stages())


def meaning_of(read: Spec, settings: Settings, connection: Connection) -> Meaning:
    """What a spec means, read as a build reads it. Raises as ``propose`` does."""
    renderer, app_dir = Renderer(settings.templates_dir), settings.out_dir / read.app
    record = read_record(app_dir)
    store = _store(settings, record, connection)
    asking = _asking(connection, Prompts(renderer), settings.calls_at_once, store)
    answers = record.answers if record and not connection.is_fresh else ()
    known = {answer.name: answer for answer in answers}
    return result_of(understand(read, record, asking, known))


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
    """Notes that this machine has proven exactly this tree, if it has. Raises DiskFault."""
    if proposal.stamp:
        write_stamp(settings.cache, proposal.change_set.app_dir, proposal.stamp)


@dataclass(frozen=True, slots=True)
class _Build:
    """One spec on its way to a Proposal."""

    settings: Settings
    sandbox: Sandbox
    read: Spec
    app_dir: Path
    renderer: Renderer
    record: Record | None
    connection: Connection | None
    store: PackageStore

    def stages(self) -> Stages:
        yield StageStarted(self.read.app, "read")
        statements = count(demanding(self.read), "statement")
        yield StageEnded(self.read.app, "read", statements)
        prover = Prover(self.read.app, self.app_dir, self.sandbox, self.renderer, self.record)
        plain = Maker(self.read.app, prover, self.settings.routes, self._asking())
        accepted, questions = self._accepted(), self._questions()
        for _ in range(CORRECTIONS + 1):
            work = yield from plain.understood(self.read, self.record, accepted)
            self._refuse_open(work.meaning)
            maker = self._equipped(plain, work.meaning)
            files, revisions = revised(work.meaning.contract, self.record, self.renderer)
            work = yield from maker.written(work, accepted, files)
            attempt = yield from maker.prover.attempt(work, files)
            repairing = Repairing(work.meaning, maker.writer(work), self._asking())
            attempt = yield from self._repaired(attempt, repairing, questions, maker, files)
            corrections = repairing.corrections(attempt.work)
            if attempt.proven or not corrections:
                break
            accepted = maker.as_accepted(attempt.work, corrections)
        return (yield from self._settled(attempt, questions, maker, files, revisions))

    def _equipped(self, maker: Maker, meaning: Meaning) -> Maker:
        """The maker with the app's packages in its sandbox, where it has some."""
        if meaning.packages is None:
            return maker
        sandbox = EquippedSandbox(self.sandbox, self.store.folder(meaning.packages))
        return replace(maker, prover=replace(maker.prover, sandbox=sandbox))

    def _refuse_open(self, meaning: Meaning) -> None:
        """Raises SpecRejected for choices that the spec left open, where these are not wanted."""
        if self.settings.strict and meaning.contract.assumptions:
            raise SpecRejected(*left_open(meaning.contract, meaning.spec))

    def _questions(self) -> Questions:
        return Questions(self.read.app, recorded_choices(self.record))

    def _asking(self) -> Asking | None:
        if self.connection is None:
            return None
        prompts, at_once = Prompts(self.renderer), self.settings.calls_at_once
        return _asking(self.connection, prompts, at_once, self.store)

    def _accepted(self) -> Accepted:
        """What the accepted build has, unless everything is to be asked again."""
        is_fresh = self.connection is not None and self.connection.is_fresh
        return accepted_before(None if is_fresh else self.record, self.read)

    def _repaired(
        self,
        best: Attempt,
        repairing: Repairing,
        questions: Questions,
        maker: Maker,
        revisions: tuple[File, ...],
    ) -> Generator[Event, Reply | None, Attempt]:
        """At most ``rounds`` rounds; the best attempt is kept, not the last."""
        for number in range(1, self.settings.rounds + 1):
            if best.proven or not repairing.may_help(best):
                break
            judged = yield from maker.watched("verify", repairing.judged(best))
            yield from repairing.events(self.read.app, judged)
            judged = yield from questions.settled_by(best, judged)
            judged = without_dropped(judged, DROPPED)
            if repairing.corrections(judged) or conflicts(judged):
                return replace(best, work=judged)
            if judged.told != best.work.told:
                readings = questions.readings(judged)
                judged = yield from maker.covered_again(judged, readings, revisions)
                best = yield from maker.prover.attempt(judged, revisions)
            best = replace(best, work=judged)
            jobs = [] if best.proven else repairing.jobs(best)
            written = yield from maker.asked("verify", jobs)
            if not written:
                break
            changed = {**judged.written, **{each.slice: each.definitions for each in written}}
            attempt = yield from maker.prover.attempt(replace(judged, written=changed), revisions)
            slices = tuple(each.slice for each in written)
            broke = attempt.broke(best) if attempt.verified else ()
            yield Repaired(self.read.app, number, slices, broke)
            if broke or (attempt.verified is None and best.verified is not None):
                repairing.take_back(slices, attempt, broke)
            else:
                best = attempt
        return best

    # --- The end

    def _settled(
        self,
        attempt: Attempt,
        questions: Questions,
        maker: Maker,
        files: tuple[File, ...],
        revisions: tuple[LockedRevision, ...],
    ) -> Stages:
        judgement = self._judgement(attempt, maker)
        if refusal := judgement.refusal:
            yield replace(refusal, marked=self._kept(attempt))
            if not self.settings.keep_unproven or attempt.verified is None:
                return None
            unproven = judgement.slices()
            attempt = yield from maker.prover.attempt(
                replace(attempt.work, unproven=unproven), files
            )
        assert attempt.verified is not None
        rows = self._judgement(attempt, maker).rows
        meaning = attempt.work.meaning
        statements = meaning.spec.statements
        proof = proof_of(meaning.contract, rows, attempt.verified, attempt.changes, statements)
        settled = questions.settled(attempt.work)
        yield Proposed(replace(proof, settled=settled), attempt.changes)
        locked = self._record(attempt, questions, maker, revisions)
        record = (*record_files(locked), *self._calls())
        inputs = current_inputs(self.settings, attempt.work.meaning.spec.sources)
        summary = f"{count(rows, 'statement')}, {proof.tests} tests"
        stamp = Stamp(inputs, tree_digest(attempt.candidate.files, record), summary)
        return Proposal(
            attempt.changes,
            tuple(sorted(record)),
            attempt.checked,
            attempt.verified,
            None if refusal else stamp,
        )

    def _judgement(self, attempt: Attempt, maker: Maker) -> Judgement:
        """What is to be said of an attempt: where a model read the spec, its literals have to be shown."""
        work = attempt.work
        is_model = work.meaning.by == "model"
        scenes = maker.scenes_of(work.meaning)
        return Judgement(attempt, scenes.unshown(work.told, work.ranked) if is_model else ())

    def _kept(self, attempt: Attempt) -> tuple[Marked, ...]:
        if self.record is None:
            return ()
        statements = attempt.work.meaning.spec.statements
        return kept(self.record.base, read_tree(self.app_dir), statements)

    def _calls(self) -> tuple[File, ...]:
        used = self.connection.provider.used() if self.connection else ()
        return renewed_calls(self.app_dir, used)

    def _record(
        self,
        attempt: Attempt,
        questions: Questions,
        maker: Maker,
        revisions: tuple[LockedRevision, ...],
    ) -> Record:
        work = attempt.work
        meaning = work.meaning
        scenes = maker.scenes_of(meaning)
        return Record(
            app=self.read.app,
            statements=tuple(
                LockedStatement(s.id, s.text) for s in demanding(meaning.spec, meaning.by)
            ),
            pairs=meaning.pairs,
            slices=work.slices,
            revisions=revisions,
            data=contract_data(meaning.contract),
            base=attempt.files,
            answers=(
                *meaning.answers,
                *scenes.locked(work.told),
                *questions.locked(work),
            ),
            packages=meaning.packages,
        )


def _store(
    settings: Settings, record: Record | None, connection: Connection | None
) -> PackageStore:
    return PackageStore(
        settings.cache,
        settings.index_url,
        settings.packages,
        record.packages if record else None,
        is_offline=connection is not None and connection.is_offline,
        is_fresh=connection is not None and connection.is_fresh,
    )


def _asking(connection: Connection, prompts: Prompts, at_once: int, store: PackageStore) -> Asking:
    def estimate(requests: Sequence[Request]) -> str:
        return connection.estimate(connection.provider.to_ask(requests))

    return Asking(connection.provider, prompts, at_once, connection.is_open, estimate, store)
