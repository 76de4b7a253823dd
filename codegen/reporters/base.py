"""The events of a build, and what consumes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from codegen.changeset import ChangeSet
from codegen.delta import Delta
from codegen.types import Finding, Outcome, Problem, Unfailing

StageName: TypeAlias = Literal[
    "read", "interpret", "generate", "testgen", "compose", "merge", "check", "verify"
]


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage begins."""

    app: str
    stage: StageName


@dataclass(frozen=True, slots=True)
class StageEnded:
    """A stage is through; ``summary`` says in a few words what it gave."""

    app: str
    stage: StageName
    summary: str


@dataclass(frozen=True, slots=True)
class Asked:
    """How far a stage's calls to a model are: characters that have arrived, calls done, calls in all."""

    app: str
    stage: StageName
    characters: int
    done: int
    calls: int


@dataclass(frozen=True, slots=True)
class MeaningChanged:
    """What the spec means otherwise than in the accepted build."""

    app: str
    deltas: tuple[Delta, ...]


@dataclass(frozen=True, slots=True)
class NotAdmitted:
    """A model's Scenarios that were not admitted: name and reason."""

    app: str
    scenarios: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Who is right where a Scenario and the code disagree, by which words.

    ``sentence`` would settle it as the test has it, ``otherwise`` as the code has it.
    """

    app: str
    scenario: str
    verdict: str
    line: str
    quote: str
    because: str
    sentence: str
    otherwise: str = ""


Reading: TypeAlias = Literal["code", "test"]
"""Whose reading of a statement is kept."""

Reply: TypeAlias = Reading | Literal["stop"]
"""A person's answer to a Question: whose reading is kept, or stop, since they write the sentence."""


@dataclass(frozen=True, slots=True)
class Question:
    """A statement that can be read in two ways, or that is in conflict with ``other``.

    ``exchange`` is what was sent, ``expected`` what the test has for it, ``came`` what the code answered; ``as_tested``
    and ``as_coded`` are the sentences that would settle it. Whoever consumes it sends a Reply, or nothing.
    """

    app: str
    line: str
    statement: str
    quote: str
    because: str
    exchange: str
    expected: str
    came: str
    as_tested: str
    as_coded: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A round of the repair loop: the slices that were written again, and what that broke."""

    app: str
    round: int
    slices: tuple[str, ...]
    broke: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paid:
    """What the calls of a command took, in words: in all, and for each purpose."""

    summary: str
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimated:
    """What a stage is going to ask for, in words: calls, tokens, money."""

    app: str
    stage: StageName
    summary: str


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of the spec: where it stands, where it lives, what holds it, how that ended."""

    line: str
    text: str
    places: tuple[str, ...]
    tests: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Assumed:
    """A choice that the spec left open: what it is about, what was chosen, and by which topic."""

    topic: str
    about: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Settled:
    """Words that can be read in two ways, whose reading was taken, whether a person chose it, and a sentence to add."""

    line: str
    quote: str
    reading: Reading
    by_person: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found out about an app.

    ``background`` are sentences that a model took to ask for nothing, and why; ``settled`` what could be read in two ways.
    """

    app: str
    rows: tuple[Row, ...]
    assumptions: tuple[Assumed, ...]
    tests: int
    hand_edited: tuple[str, ...]
    hand_added: tuple[str, ...]
    background: tuple[str, ...] = ()
    settled: tuple[Settled, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that did not pass, and the statements of the spec that it was to hold."""

    outcome: Outcome
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A definition that was kept unproven: ``file:line``, its name, the statement that it was not shown to hold.

    ``taken_out`` where a person has taken the mark out since, or the definition with it.
    """

    place: str
    name: str
    statement: str
    taken_out: bool


@dataclass(frozen=True, slots=True)
class NotProven:
    """The Candidate is refused: what the rules found, what failed, what cannot fail, what no test holds.

    ``unshown`` are literals of statements that no test shows; ``marked`` is what an earlier build kept unproven;
    ``conflicts`` are statements that cannot both hold.
    """

    app: str
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]
    unfailing: tuple[Unfailing, ...]
    missing: tuple[str, ...]
    stopped: str
    hand_edited: tuple[str, ...]
    hand_added: tuple[str, ...]
    untested: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()
    marked: tuple[Marked, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proven Candidate and what it would change on disk."""

    proof: Proof
    change_set: ChangeSet


Consent: TypeAlias = Literal["given", "ask", "dry run", "nobody"]
"""Whether a person agreed beforehand, is to be asked, wants nothing written, or is not there."""

Ending: TypeAlias = Literal[
    "written",
    "declined",
    "dry run",
    "nobody",
    "up to date",
    "current",
    "out of date",
    "unproven",
]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a build of one app ended; ``next_command`` is what to type now."""

    app: str
    ending: Ending
    next_command: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The build of a spec was stopped by problems."""

    spec: str
    problems: tuple[Problem, ...]


ModelEvent: TypeAlias = (
    Asked | Estimated | MeaningChanged | NotAdmitted | Judged | Question | Repaired | Paid
)
"""What only a build with a model tells."""

Event: TypeAlias = StageStarted | StageEnded | ModelEvent | Proposed | NotProven | Ended | Stopped


class Reporter(Protocol):
    """Consumes the events of a command; leaving it writes what is still to be written."""

    def on(self, event: Event) -> None:
        """Takes one event."""
        ...

    def __enter__(self) -> Reporter: ...

    def __exit__(self, *exception: object) -> None: ...
