"""Spec -> Meaning: by the builtin interpreter where it can place everything, else by a model."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeVar

from codegen.asking import Progress
from codegen.contract import Contract, StatementId
from codegen.errors import SpecRejected
from codegen.interpret.builtin import BuiltinReading, read_builtin
from codegen.interpret.certain_examples import example_contradictions
from codegen.interpret.examples import check_examples
from codegen.interpret.model import Interpretation, ModelInterpreter, assigned_statements
from codegen.interpret.rows import kept_rows, settled_rows
from codegen.packages.store import PackageStore
from codegen.prompts import Prompts
from codegen.providers.base import Provider, Request
from codegen.record import LockedAnswer, Record
from codegen.revisions import recorded_data
from codegen.scenario import Scenario
from codegen.spec import Spec, inherit_ids
from codegen.testgen.examples import examples
from codegen.wheels import PackageLock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom a build may ask, how many calls at once, and in what words.

    ``is_open`` where somebody may be asked for what is neither in the record nor in the cache; ``estimate`` says in
    words what that would take, and nothing where all is answered; ``store`` is where packages come from.
    """

    provider: Provider
    prompts: Prompts
    at_once: int
    is_open: bool
    estimate: Callable[[Sequence[Request]], str] = lambda requests: ""
    store: PackageStore | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a spec says, with the ids of the earlier build; ``pairs`` are statements that kept theirs in new words."""

    spec: Spec
    contract: Contract
    examples: tuple[Scenario, ...]
    pairs: tuple[tuple[str, str, str], ...]
    answers: tuple[LockedAnswer, ...] = ()
    by: Literal["builtin", "model"] = "builtin"
    packages: PackageLock | None = None

    @property
    def assigned(self) -> dict[str, frozenset[StatementId]]:
        """The statements that a model said to speak of each resource."""
        return assigned_statements(self.answers)

    @property
    def texts(self) -> dict[StatementId, str]:
        """The statements' texts by id."""
        return {statement.id: statement.text for statement in self.spec.statements}


def understand(
    read: Spec,
    record: Record | None = None,
    asking: Asking | None = None,
    answers: Mapping[str, LockedAnswer] = MappingProxyType({}),
    corrections: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Generator[Progress, None, Meaning]:
    """Interprets a spec, with the ids of the accepted build.

    Args:
        answers: what a model said of the spec for the accepted build, by name.
        corrections: what was found wrong with some of these.

    Raises SpecRejected, and where a model is asked AnswerRejected and what its provider and the store raise.
    """
    spec, pairs = _inherited(read, record)
    before = {item.id: item.text for item in record.statements} if record else {}
    found = yield from _interpreted(spec, asking, answers, corrections, before)
    contract = _with_known_rows(found.contract, record)
    shown = examples(spec, contract)
    check_examples(contract, shown, spec.statements)
    by: Literal["builtin", "model"] = "model" if found.answers else "builtin"
    return Meaning(spec, contract, shown, pairs, found.answers, by, found.packages)


def _with_known_rows(contract: Contract, record: Record | None) -> Contract:
    """The contract with the rows from the start as databases have them, those first that were inserted before."""
    known = recorded_data(record)[1] if record else ()
    rows = settled_rows(known, contract.rows, contract.entities)
    if not rows:
        return contract
    said = (*contract.assumptions, *kept_rows(rows))
    return contract.model_copy(update={"rows": rows, "assumptions": said})


def result_of(progress: Generator[Progress, None, T]) -> T:
    """What asking comes to, where nobody watches it."""
    while True:
        try:
            next(progress)
        except StopIteration as end:
            result: T = end.value
            return result


def _interpreted(
    spec: Spec,
    asking: Asking | None,
    answers: Mapping[str, LockedAnswer],
    corrections: Mapping[str, tuple[str, ...]],
    before: Mapping[str, str],
) -> Generator[Progress, None, Interpretation]:
    reading = read_builtin(spec)
    if not reading.problems:
        return Interpretation(reading.contract, ())
    if asking is None or not (asking.is_open or answers) or not reading.is_for_a_model:
        raise SpecRejected(*reading.problems)
    refuse_contradictions(spec, reading)
    model = ModelInterpreter(
        spec,
        asking.prompts,
        asking.provider,
        asking.at_once,
        answers,
        corrections,
        asking.store,
        reading.certain,
        before,
    )
    return (yield from model.interpret())


def refuse_contradictions(spec: Spec, reading: BuiltinReading) -> None:
    """Raises SpecRejected with what no model can mend, before one is asked."""
    shown = examples(spec, reading.contract)
    against = example_contradictions(spec, reading.contract, reading.certain, shown)
    problems = (*reading.contradictions, *against)
    if problems:
        raise SpecRejected(*problems)


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
