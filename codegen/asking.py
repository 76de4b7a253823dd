"""Asks a provider, several calls side by side, and again where an answer cannot be used.

An answer that does not fit is told what is wrong with it, in the same conversation, a bounded number of
times. What is asked again is a request of its own, so a build that is repeated from its record goes the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from threading import Lock
from types import MappingProxyType
from typing import Generic, TypeVar

from codegen.errors import AnswerRejected
from codegen.prompts import ask_again
from codegen.providers.base import Answer, Ending, Message, Provider, Request
from codegen.types import Problem

T = TypeVar("T")

REASKS = 2
"""How often a call is asked again at most."""

POLL_S = 0.25
SHOWN_CHARACTERS = 4_000
"""How much of an answer that broke off is sent back with the next question."""

ENDINGS: dict[Ending, str] = {
    "cut": "The answer was cut off at the length limit: make it shorter, and do not repeat yourself.",
    "refused": "The answer was a refusal: this is ordinary software for a person who asked for it.",
    "filtered": "A content filter cut the answer off.",
}
EMPTY = "The answer was empty."


class Unfit(Exception):
    """What is wrong with an answer, each in a sentence its author can act on.

    Args:
        told: the same for the spec's author, for those of the problems that are about a line of the spec.
    """

    def __init__(self, *problems: str, told: Mapping[str, Problem] = MappingProxyType({})) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.told = told


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """One thing to ask, and what makes the answer useful. ``read`` raises Unfit."""

    request: Request
    read: Callable[[str], T]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many characters of how many calls' answers have arrived so far; ``done`` calls are through."""

    characters: int
    done: int
    calls: int


@dataclass(slots=True)
class _Counter:
    """Characters of the answers on their way, by call."""

    arrived: dict[str, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def note(self, request: Request, characters: int) -> None:
        with self.lock:
            self.arrived[request.digest] = characters

    @property
    def total(self) -> int:
        with self.lock:
            return sum(self.arrived.values())


def ask(
    provider: Provider, job: Job[T], on_progress: Callable[[Request, int], None] | None = None
) -> T:
    """What ``job.read`` makes of the answer.

    Raises AnswerRejected where it still does not fit when asked again, and what the provider raises.
    """
    request = job.request
    problems: tuple[str, ...] = ()
    told: Mapping[str, Problem] = {}
    for _ in range(REASKS + 1):
        answer = provider.ask(request, on_progress or _silent)
        problems, told = _problems_of_ending(answer), {}
        if not problems:
            try:
                return job.read(answer.text)
            except Unfit as unfit:
                problems, told = unfit.problems, unfit.told
        request = _again(job.request, answer, problems)
    raise AnswerRejected(*_rejected(job.request, problems, told))


def ask_all(
    provider: Provider, jobs: Sequence[Job[T]], at_once: int
) -> Generator[Progress, None, tuple[T, ...]]:
    """Asks side by side, tells of progress, and returns the results in the jobs' order.

    Where a job fails the others are waited for, since their answers are paid for; then the first failure is
    raised. Ctrl-C waits for none.
    """
    counter = _Counter()
    pool = ThreadPoolExecutor(max_workers=max(1, at_once), thread_name_prefix="call")
    futures = [pool.submit(ask, provider, job, counter.note) for job in jobs]
    try:
        yield from _watched(futures, counter)
    except (GeneratorExit, KeyboardInterrupt):
        pool.shutdown(wait=False, cancel_futures=True)
        provider.close()
        raise
    pool.shutdown()
    return tuple(future.result() for future in futures)


def _watched(futures: Sequence[Future[T]], counter: _Counter) -> Generator[Progress, None, None]:
    waiting = set(futures)
    last = Progress(-1, 0, len(futures))
    while waiting:
        _, waiting = wait(waiting, POLL_S, FIRST_COMPLETED)
        now = Progress(counter.total, len(futures) - len(waiting), len(futures))
        if now != last:
            yield now
            last = now


def _silent(request: Request, characters: int) -> None:
    return


def _problems_of_ending(answer: Answer) -> tuple[str, ...]:
    if answer.ending != "complete":
        return (ENDINGS[answer.ending],)
    return () if answer.text.strip() else (EMPTY,)


def _again(request: Request, answer: Answer, problems: tuple[str, ...]) -> Request:
    """The first request, its latest answer and what is wrong with that: earlier answers would only mislead."""
    whole = answer.ending == "complete"
    said = answer.text if whole else answer.text[:SHOWN_CHARACTERS]
    further = (Message("assistant", said or "(nothing)"), ask_again(problems))
    return replace(request, messages=(*request.messages, *further), problems=problems)


def _rejected(
    request: Request, problems: tuple[str, ...], told: Mapping[str, Problem]
) -> Iterator[Problem]:
    yield from (told[problem] for problem in problems if problem in told)
    others = [problem for problem in problems if problem not in told]
    if others:
        wrong = " ".join(problem.rstrip(".") + "." for problem in others).rstrip(".")
        cause = f"the model's answer about '{request.about}' cannot be used, though it was asked {REASKS + 1} times"
        mend = (
            "Run again with --fresh, name a stronger model, or say it in other words in the spec."
        )
        yield Problem(f"{cause}: {wrong}", mend)
