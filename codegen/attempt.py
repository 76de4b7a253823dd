"""What a Candidate is made from, and what came of it: the values that the repair loop turns over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from codegen.changeset import ChangeSet
from codegen.contract import StatementId
from codegen.generate import Draft, settle
from codegen.record import LockedDefinition, LockedSlice
from codegen.scenario import Scenario
from codegen.scenario_writing import Told
from codegen.testgen.modules import node_ids
from codegen.triage import Verdict
from codegen.types import Candidate, CheckReport, File
from codegen.understanding import Meaning
from codegen.verify import VerifyReport


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that a Candidate is made from.

    ``locked`` are slices of the accepted build; ``written`` is what was written in this one, and goes before
    them. ``told`` are the admitted Scenarios of a model, ``derived`` those of the contract's cases. ``verdicts``
    are what was judged of disagreements so far, by Scenario; ``unproven`` are slices that are to be marked in the
    code, and why.
    """

    meaning: Meaning
    drafts: tuple[Draft, ...]
    locked: tuple[LockedSlice, ...]
    derived: tuple[Scenario, ...]
    written: Mapping[str, tuple[LockedDefinition, ...]] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    unproven: Mapping[str, str] = field(default_factory=dict)

    @property
    def slices(self) -> tuple[LockedSlice, ...]:
        """The slices, complete."""
        older = [each for each in self.locked if each.name not in self.written]
        return settle(self.drafts, older, self.written)

    @property
    def by_model(self) -> dict[str, tuple[LockedDefinition, ...]]:
        """What a model wrote of each slice, in this build or in an earlier one: a module's definitions, then pages."""
        wanted = {draft.slice.name: draft.wanted for draft in self.drafts if draft.wanted}
        return {
            each.name: tuple(d for d in each.definitions if wanted[each.name].owns(d.module))
            for each in self.slices
            if each.name in wanted
        }

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The Scenarios of every rank."""
        return (*self.meaning.examples, *self.derived, *(each.scenario for each in self.told))

    @property
    def nodes(self) -> dict[str, Scenario]:
        """Every Scenario by the pytest node that runs it."""
        return node_ids(self.meaning.contract, self.scenarios)

    @property
    def ranked(self) -> tuple[Scenario, ...]:
        """The Scenarios of the spec and of the contract."""
        return (*self.meaning.examples, *self.derived)

    @property
    def tested(self) -> frozenset[StatementId]:
        """The statements that a Scenario of the spec or of the contract covers."""
        return frozenset(statement for each in self.ranked for statement in each.covers)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A Candidate, and what the checks and the tests said of it; ``verified`` is None where the checks refused it."""

    work: Work
    files: tuple[File, ...]
    candidate: Candidate
    changes: ChangeSet
    checked: CheckReport
    verified: VerifyReport | None

    @property
    def proven(self) -> bool:
        """Whether nothing speaks against it."""
        return self.verified is not None and self.verified.passed and not self.checked.findings

    @property
    def passed(self) -> frozenset[str]:
        """The tests that passed."""
        outcomes = self.verified.outcomes if self.verified else ()
        return frozenset(outcome.node_id for outcome in outcomes if outcome.verdict == "passed")

    def broke(self, earlier: Attempt) -> tuple[str, ...]:
        """The tests that passed in an earlier attempt and do not pass in this one, though they are still there."""
        there = self.work.nodes.keys()
        return tuple(sorted((earlier.passed & there) - self.passed))
