"""The events of a build, and what consumes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from codegen.changeset import ChangeSet
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
class Proof:
    """What was found out about an app."""

    app: str
    rows: tuple[Row, ...]
    assumptions: tuple[Assumed, ...]
    tests: int
    hand_edited: tuple[str, ...]
    hand_added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that did not pass, and the statements of the spec that it was to hold."""

    outcome: Outcome
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotProven:
    """The Candidate is refused: what the rules found, what failed, what cannot fail."""

    app: str
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]
    unfailing: tuple[Unfailing, ...]
    missing: tuple[str, ...]
    stopped: str
    hand_edited: tuple[str, ...]
    hand_added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proven Candidate and what it would change on disk."""

    proof: Proof
    change_set: ChangeSet


Consent: TypeAlias = Literal["given", "ask", "dry run", "nobody"]
"""Whether a person agreed beforehand, is to be asked, wants nothing written, or is not there."""

Ending: TypeAlias = Literal[
    "written", "declined", "dry run", "nobody", "up to date", "current", "out of date"
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


Event: TypeAlias = StageStarted | StageEnded | Proposed | NotProven | Ended | Stopped


class Reporter(Protocol):
    """Consumes the events of a command; leaving it writes what is still to be written."""

    def on(self, event: Event) -> None:
        """Takes one event."""
        ...

    def __enter__(self) -> Reporter: ...

    def __exit__(self, *exception: object) -> None: ...
