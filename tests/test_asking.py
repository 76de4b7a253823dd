"""Calls that are asked again, side by side, and stopped, with a scripted provider."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from codegen.asking import REASKS, Job, Progress, Unfit, ask, ask_all
from codegen.errors import AnswerRejected, ProviderFault
from codegen.providers.base import Answer, Ending, Message, Request, Usage
from codegen.types import Problem
from providers.scripted import ScriptedProvider


def answer(text: str, ending: Ending = "complete") -> Answer:
    return Answer(text, ending, Usage(1, 1), "scripted", "http://127.0.0.1")


def request(about: str = "games") -> Request:
    return Request("code", about, (Message("user", f"Write {about}."),))


def number(text: str) -> int:
    if not text.isdigit():
        raise Unfit(f"{text!r} is no number.")
    return int(text)


def result_of(asking: Generator[Progress, None, tuple[int, ...]]) -> tuple[int, ...]:
    while True:
        try:
            next(asking)
        except StopIteration as end:
            found: tuple[int, ...] = end.value
            return found


def test_an_answer_that_fits_is_asked_for_once() -> None:
    provider = ScriptedProvider(lambda _: answer("7"))
    assert ask(provider, Job(request(), number)) == 7
    assert provider.requests == [request()]


def test_one_that_does_not_fit_is_told_what_is_wrong() -> None:
    replies = iter([answer("seven"), answer("7")])
    provider = ScriptedProvider(lambda _: next(replies))
    assert ask(provider, Job(request(), number)) == 7
    first, again = provider.requests
    assert again.messages[: len(first.messages)] == first.messages
    assert again.messages[-2] == Message("assistant", "seven")
    assert "'seven' is no number." in again.messages[-1].text


def test_only_the_latest_answer_is_shown_again() -> None:
    replies = iter([answer("one"), answer("two"), answer("3")])
    provider = ScriptedProvider(lambda _: next(replies))
    assert ask(provider, Job(request(), number)) == 3
    said = [message.text for message in provider.requests[-1].messages]
    assert "one" not in said
    assert "two" in said


@pytest.mark.parametrize(
    "ending, told",
    [
        ("cut", "cut off at the length limit"),
        ("refused", "refusal"),
        ("filtered", "content filter"),
    ],
)
def test_an_answer_that_ended_badly_is_asked_again(ending: Ending, told: str) -> None:
    replies = iter([answer("7" * 9000, ending), answer("7")])
    provider = ScriptedProvider(lambda _: next(replies))
    assert ask(provider, Job(request(), number)) == 7
    assert told in provider.requests[-1].messages[-1].text
    assert len(provider.requests[-1].messages[-2].text) < 9000


def test_an_empty_answer_is_asked_again() -> None:
    replies = iter([answer("  \n"), answer("7")])
    provider = ScriptedProvider(lambda _: next(replies))
    assert ask(provider, Job(request(), number)) == 7
    assert "empty" in provider.requests[-1].messages[-1].text


def test_it_ends_in_one_clear_line() -> None:
    provider = ScriptedProvider(lambda _: answer("seven"))
    with pytest.raises(AnswerRejected) as caught:
        ask(provider, Job(request(), number))
    assert len(provider.requests) == REASKS + 1
    assert str(caught.value) == (
        "the model's answer about 'games' cannot be used, though it was asked 3 times:"
        " 'seven' is no number. Run again with --fresh, name a stronger model, or say it in other"
        " words in the spec."
    )


def test_jobs_run_side_by_side_and_keep_their_order() -> None:
    met = threading.Barrier(3, timeout=30)

    def reply(request: Request) -> Answer:
        met.wait()
        return answer(request.about)

    jobs = [Job(request(str(n)), number) for n in range(3)]
    assert result_of(ask_all(ScriptedProvider(reply), jobs, 3)) == (0, 1, 2)


def test_progress_tells_characters_and_calls() -> None:
    asking = ask_all(ScriptedProvider(lambda _: answer("12345")), [Job(request(), number)], 1)
    told = list(asking)
    assert told[-1] == Progress(5, 1, 1)


def test_a_failure_waits_for_the_answers_that_are_paid_for() -> None:
    arrived = []

    def reply(request: Request) -> Answer:
        if request.about == "0":
            raise ProviderFault(Problem("the key was refused", "Set OPENAI_API_KEY."))
        arrived.append(request.about)
        return answer(request.about)

    jobs = [Job(request(str(n)), number) for n in range(4)]
    with pytest.raises(ProviderFault, match="the key was refused"):
        result_of(ask_all(ScriptedProvider(reply), jobs, 2))
    assert sorted(arrived) == ["1", "2", "3"]


def test_ctrl_c_waits_for_nobody_and_closes() -> None:
    gone = threading.Event()

    def reply(request: Request) -> Answer:
        gone.wait(30)
        return answer("1")

    provider = ScriptedProvider(reply)
    asking = ask_all(provider, [Job(request(str(n)), number) for n in range(3)], 1)
    next(asking)
    with pytest.raises(KeyboardInterrupt):
        asking.throw(KeyboardInterrupt())
    assert provider.is_closed
    gone.set()
    assert len(provider.requests) == 1
