"""The contract of a sandbox: what it is given, what it gives back, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from codegen.types import File, Outcome

Ending: TypeAlias = Literal["finished", "timeout", "output limit", "disk limit", "crashed"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use."""

    wall_clock_s: float = 120.0
    cpu_s: int = 120
    address_space_bytes: int = 2 * 1024**3
    file_size_bytes: int = 64 * 1024**2
    folder_size_bytes: int = 256 * 1024**2
    output_bytes: int = 1024**2
    open_files: int = 256


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the sandbox's walls: whether it stands here, and what it stops."""

    name: str
    stands: bool
    stops: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """What an endpoint answers instead of running its view, whatever it is asked.

    ``endpoint`` is its rule (``GET /games/<id>``), ``body`` the bytes in base64; an empty ``location`` is
    no header.
    """

    endpoint: str
    status: int
    content_type: str
    body: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an app's tests.

    ``files`` are laid into a private folder, which is the working directory and the only place that
    can be written. ``node_ids`` narrows the run to these tests, in this order; none means all.
    ``replaced`` names an endpoint (``POST /register``) that answers 501 instead of running its view;
    ``constants`` are what others answer. ``packages`` is a folder of unpacked wheels that the tests may import
    from besides, read-only; empty for none.
    """

    files: tuple[File, ...]
    node_ids: tuple[str, ...] = ()
    replaced: str | None = None
    constants: tuple[Constant, ...] = ()
    packages: str = ""


def rule_of(key: str) -> str:
    """An endpoint's key as a run names it: ``GET /games/<id>`` for ``GET /games/{id}``."""
    return key.replace("{", "<").replace("}", ">")


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended.

    ``outcomes`` has one entry a test that was collected; a test that an early end cut off is
    ``"not run"``, and the one it was cut off in is ``"failed"`` with the reason as its detail. ``detail``
    says why a run did not finish, or what stopped the collection; ``output`` is what it printed.
    """

    ending: Ending
    outcomes: tuple[Outcome, ...]
    detail: str = ""
    output: str = ""


def stopped_early(result: RunResult) -> str:
    """Why a run came to no proper end, or nothing where it did."""
    if result.ending == "finished" and not result.detail:
        return ""
    return f"the run ended early ({result.ending}): {result.detail}".strip(": ")


def failed_at(outcome: Outcome, key: str) -> bool:
    """Whether a test failed, and its last request went to the endpoint of that key."""
    return outcome.verdict == "failed" and outcome.endpoint == rule_of(key)


class Sandbox(Protocol):
    """Runs generated code. A sandbox that cannot be had raises SandboxFault; never a failed test."""

    def layers(self) -> tuple[Layer, ...]:
        """What stands between generated code and this machine, probed, not assumed."""
        ...

    def run(self, run: Run) -> RunResult:
        """Runs the tests of one tree. Raises SandboxFault where the sandbox itself fails."""
        ...

    def close(self) -> None:
        """Ends every process of the sandbox and removes its folders."""
        ...
