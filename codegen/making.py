"""Spec -> Work: interpret, generate, testgen; what templates cannot write is asked for, side by side."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from codegen.asking import Job, Progress, ask_all
from codegen.attempt import Work
from codegen.config import Writer as RoutesWriter
from codegen.contract import StatementId
from codegen.delta import Delta, deltas, items
from codegen.generate import draft, open_drafts
from codegen.interpret.literals import vanished
from codegen.prompts import Prompts, labelled
from codegen.proof import count, interpreted_summary, views
from codegen.proving import Prover
from codegen.record import LockedAnswer, LockedSlice, Record
from codegen.reporters.base import (
    Asked,
    Estimated,
    Event,
    MeaningChanged,
    NotAdmitted,
    StageEnded,
    StageName,
    StageStarted,
)
from codegen.scenario_writing import Known, Refused, ScenarioWriter, Told, joined
from codegen.spec import Spec
from codegen.testgen.admission import admit
from codegen.testgen.derive import derive
from codegen.types import File
from codegen.understanding import Asking, Meaning, understand
from codegen.writing import Writer, Written

T = TypeVar("T")
STATEMENT_CHARACTERS = 60
"""How much of a statement stands for it in a line about something else."""

Answered: TypeAlias = Written | tuple[Told, ...]
"""What is asked for side by side: a slice's definitions, or Scenarios."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What need not be asked for: answers by name, and slices.

    ``corrections`` are of answers to be asked for again; ``vanished`` are messages and names of the earlier spec that
    this one lacks.
    """

    answers: Mapping[str, LockedAnswer]
    slices: tuple[LockedSlice, ...]
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    vanished: frozenset[str] = frozenset()


def accepted_before(record: Record | None, read: Spec) -> Accepted:
    """What the accepted build has of a spec."""
    if record is None:
        return Accepted({}, ())
    answers = {answer.name: answer for answer in record.answers}
    before = vanished(
        [statement.text for statement in record.statements],
        [statement.text for statement in read.statements],
    )
    return Accepted(answers, record.slices, vanished=before)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes what a Candidate of one app is made from; ``asking`` is None where nobody may be asked."""

    app: str
    prover: Prover
    routes: RoutesWriter
    asking: Asking | None

    def understood(
        self, read: Spec, record: Record | None, accepted: Accepted
    ) -> Generator[Event, None, Work]:
        """What the spec means, and what templates make of it."""
        yield StageStarted(self.app, "interpret")
        asked = understand(read, record, self.asking, accepted.answers, accepted.corrections)
        meaning = yield from self.watched("interpret", asked)
        contract = meaning.contract
        yield StageEnded(self.app, "interpret", interpreted_summary(contract, meaning.by))
        drafts = draft(contract, meaning.texts, self.prover.renderer, self.routes)
        before = record.slices if record else ()
        changes = deltas(items(before), items(each.slice for each in drafts))
        if before and changes:
            yield MeaningChanged(self.app, _in_words(changes, meaning.texts))
        return Work(meaning, drafts, accepted.slices, derive(contract, meaning.texts))

    def written(
        self, work: Work, accepted: Accepted, revisions: tuple[File, ...]
    ) -> Generator[Event, None, Work]:
        """The code that no template has, and the Scenarios of a model, asked for side by side."""
        yield StageStarted(self.app, "generate")
        writer, scenes = self.writer(work), self._scenes(work)
        missing = open_drafts(work.drafts, work.locked)
        known = scenes.known(accepted.answers, accepted.vanished) if scenes else Known()
        code = writer.jobs(missing) if writer else []
        tests = scenes.jobs(known, work.tested) if scenes else []
        jobs: list[Job[Answered]] = [*map(_any, code), *map(_any, tests)]
        answered = yield from self.asked("generate", jobs)
        written = {a.slice: a.definitions for a in answered if isinstance(a, Written)}
        work = replace(work, written=written, told=known.kept)
        summary = views(work.meaning.contract, frozenset(work.by_model))
        yield StageEnded(self.app, "generate", summary)
        yield StageStarted(self.app, "testgen")
        told = tuple(each for a in answered if isinstance(a, tuple) for each in a)
        if scenes and told:
            work = yield from self._admitted(work, told, scenes, revisions)
            work = replace(work, told=known.in_order(work.told))
        yield StageEnded(self.app, "testgen", count(work.scenarios, "scenario"))
        return work

    def as_accepted(self, work: Work, corrections: Mapping[str, tuple[str, ...]]) -> Accepted:
        """What was made so far, as if it had been accepted, but for what is to be corrected."""
        answers = (*work.meaning.answers, *self.scenes_of(work.meaning).locked(work.told))
        return Accepted({answer.name: answer for answer in answers}, work.slices, corrections)

    # --- Scenarios of a model

    def _admitted(
        self, work: Work, told: Sequence[Told], scenes: ScenarioWriter, revisions: tuple[File, ...]
    ) -> Generator[Event, None, Work]:
        """Those that have shown that they can fail; what none of them holds is asked for once more."""
        work, refused = yield from self._judged(work, told, revisions)
        jobs = scenes.further_jobs(work.told, work.ranked, refused)
        if jobs:
            further = yield from self.asked("testgen", jobs)
            work, _ = yield from self._judged(
                work, [t for each in further for t in each], revisions
            )
        return work

    def covered_again(
        self, work: Work, readings: Sequence[str], revisions: tuple[File, ...]
    ) -> Generator[Event, None, Work]:
        """The work with Scenarios of what none holds any more, since a person reads a statement otherwise."""
        scenes = self._scenes(work) if readings else None
        jobs = scenes.further_jobs(work.told, work.ranked, (), readings) if scenes else []
        further = [t for each in (yield from self.asked("verify", jobs)) for t in each]
        if not further:
            return work
        before = {each.scenario.name for each in work.told}
        work, _ = yield from self._judged(work, further, revisions)
        new = {each.scenario.name for each in work.told} - before
        verdicts = {name: v for name, v in work.verdicts.items() if name not in new}
        return replace(work, verdicts=verdicts)

    def _judged(
        self, work: Work, told: Sequence[Told], revisions: tuple[File, ...]
    ) -> Generator[Event, None, tuple[Work, Refused]]:
        tried = replace(work, told=joined(work.told, told))
        candidate, _ = self.prover.merged(self.prover.composed(tried, revisions))
        admission = admit(candidate, work.meaning.contract, tried.nodes, self.prover.sandbox)
        refused: Refused = (*admission.refused, *admission.unstable)
        if admission.stopped:
            refused = tuple((each.scenario, admission.stopped) for each in told)
        if refused:
            yield NotAdmitted(self.app, tuple((s.name, why) for s, why in refused))
        names = {scenario.name for scenario, _ in refused}
        kept = tuple(each for each in tried.told if each.scenario.name not in names)
        return replace(work, told=kept), refused

    # --- Asking

    def writer(self, work: Work) -> Writer | None:
        """Who has slices written, if anybody may be asked."""
        meaning = work.meaning
        if self.asking is None:
            return None
        prompts, renderer = self.asking.prompts, self.prover.renderer
        return Writer(
            *(meaning.contract, meaning.texts, work.drafts, prompts, renderer),
            *(work.locked, meaning.packages),
        )

    def scenes_of(self, meaning: Meaning) -> ScenarioWriter:
        """Who has Scenarios written, and knows how the record keeps them."""
        prompts = Prompts(self.prover.renderer)
        labels = labelled(meaning.spec)
        return ScenarioWriter(meaning.spec, meaning.contract, labels, prompts, meaning.assigned)

    def _scenes(self, work: Work) -> ScenarioWriter | None:
        is_model = self.asking is not None and work.meaning.by == "model"
        return self.scenes_of(work.meaning) if is_model else None

    def asked(
        self, stage: StageName, jobs: Sequence[Job[T]]
    ) -> Generator[Event, None, tuple[T, ...]]:
        """What asking comes to; nothing where there is nothing to ask."""
        if not jobs or self.asking is None:
            return ()
        estimate = self.asking.estimate([job.request for job in jobs])
        if estimate:
            yield Estimated(self.app, stage, estimate)
        asked = ask_all(self.asking.provider, jobs, self.asking.at_once)
        return (yield from self.watched(stage, asked))

    def watched(
        self, stage: StageName, progress: Generator[Progress, None, T]
    ) -> Generator[Event, None, T]:
        """Passes progress on as events."""
        while True:
            try:
                now = next(progress)
            except StopIteration as end:
                result: T = end.value
                return result
            yield Asked(self.app, stage, now.characters, now.done, now.calls)


def _any(job: Job[Written] | Job[tuple[Told, ...]]) -> Job[Answered]:
    return Job(job.request, job.read)


def _in_words(changes: Sequence[Delta], texts: Mapping[StatementId, str]) -> tuple[Delta, ...]:
    """The deltas with statements by their words instead of their ids."""
    return tuple(
        replace(each, details=tuple(_worded(detail, texts) for detail in each.details))
        for each in changes
    )


def _worded(detail: str, texts: Mapping[StatementId, str]) -> str:
    for id_, text in texts.items():
        if id_ in detail:
            shown = text if len(text) <= STATEMENT_CHARACTERS else f"{text[:STATEMENT_CHARACTERS]}…"
            detail = detail.replace(id_, f'"{shown}"')
    return detail
