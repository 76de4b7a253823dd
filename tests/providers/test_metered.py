from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from codegen.cost import PERSON, shown
from codegen.errors import LimitReached, ProviderFault
from codegen.prices import OwnPrice
from codegen.providers.base import Answer, AnswerSchema, Origin, Provider, Request, Usage
from codegen.providers.meter import ALLOWANCE_OUT, Meter, SpendLimits
from codegen.providers.metered import MeteredProvider
from codegen.providers.recorded import RecordedProvider
from codegen.types import Problem
from providers.scripted import (
    BASE_URL,
    MODEL,
    ScriptedProvider,
    in_background,
    request_for,
    unheard,
)

OWN = {MODEL: OwnPrice(Decimal(1000), Decimal(2000))}
"""A tenth of a cent for a token in, two tenths for one out: a call of 10 and 5 tokens is $0.02."""

HELLO = request_for("x" * 40)  # 10 tokens


class Metered(MeteredProvider):
    """A metered provider at hand with its meter."""

    def __init__(
        self,
        inner: Provider,
        limits: SpendLimits,
        model: str = MODEL,
        base_url: str = BASE_URL,
        own: Mapping[str, OwnPrice] = OWN,
    ) -> None:
        self.meter = Meter(limits, model, base_url, own)
        super().__init__(inner, self.meter)


def metered(inner: Provider, **limits: object) -> Metered:
    return Metered(inner, SpendLimits(**limits))  # type: ignore[arg-type]


def hello(request: Request) -> str:
    return "hello"


def failing(request: Request) -> str:
    raise ProviderFault(Problem("the server is down", "Wait."))


def asked_until_stopped(provider: Metered) -> tuple[int, str]:
    """How many calls went through, and what was said at the limit."""
    for number in range(100):
        try:
            provider.ask(HELLO, unheard)
        except LimitReached as limit:
            return number, str(limit)
    raise AssertionError("no limit was reached")


# --- Counting --------------------------------------------------------------------------------------


def test_answers_are_counted_by_purpose() -> None:
    provider = metered(ScriptedProvider(hello))
    for request in (HELLO, replace(HELLO, purpose="repair"), HELLO):
        assert provider.ask(request, unheard).text == "hello"
    spent = provider.meter.spent()
    assert shown(spent) == "3 calls, 30 tokens in, 15 out, $0.0600"
    assert [(purpose, part.calls) for purpose, part in spent.purposes] == [
        ("code", 2),
        ("repair", 1),
    ]


@pytest.mark.parametrize("origin", ["record", "cache"])
def test_what_was_looked_up_costs_nothing(origin: Origin) -> None:
    answer = Answer("kept", "complete", Usage(10, 5), MODEL, BASE_URL, origin)
    provider = metered(ScriptedProvider(lambda request: answer), max_calls=1)
    for _ in range(3):
        provider.ask(HELLO, unheard)
    assert provider.meter.spent().calls == 0


def test_a_person_s_answers_are_counted_and_free() -> None:
    answer = Answer("done", "complete", Usage(10, 5, is_estimate=True), PERSON, "", "person")
    inner = ScriptedProvider(lambda request: answer)
    provider = Metered(inner, SpendLimits(max_cost_usd=Decimal(1)), PERSON, "", {})
    provider.ask(HELLO, unheard)
    assert shown(provider.meter.spent()) == "1 call, about 10 tokens in, about 5 out, $0.00"


def test_a_call_that_failed_counts_nothing() -> None:
    provider = metered(ScriptedProvider(failing), max_calls=1)
    for _ in range(3):
        with pytest.raises(ProviderFault):
            provider.ask(HELLO, unheard)
    assert provider.meter.spent().calls == 0


def test_the_model_that_answered_is_paid_where_its_price_is_known() -> None:
    openai = "https://api.openai.com/v1"
    answer = Answer("hi", "complete", Usage(1_000_000, 0), "gpt-4o-mini", openai)

    def money(model: str, own: dict[str, OwnPrice], answer: Answer) -> Decimal | None:
        inner = ScriptedProvider(lambda request: answer)
        provider = Metered(inner, SpendLimits(), model, openai, own)
        provider.ask(HELLO, unheard)
        return provider.meter.spent().money

    mini, large = money("gpt-4o", {}, answer), money("gpt-4o", {}, replace(answer, model="gpt-4o"))
    assert mini is not None
    assert large is not None
    assert mini < large == money("gpt-4o", {}, replace(answer, model="unheard-of"))
    assert money("my-alias", {"my-alias": OWN[MODEL]}, answer) == 1000
    assert money("my-alias", {}, replace(answer, model="unheard-of")) is None


def test_what_calls_would_take_is_told_before() -> None:
    provider = metered(ScriptedProvider(hello))
    request = replace(HELLO, schema=AnswerSchema("s", "y" * 40))
    spent = provider.meter.estimate((HELLO, request))
    assert (spent.calls, spent.input_tokens, spent.output_tokens) == (2, 30, 2 * ALLOWANCE_OUT)
    assert spent.money == Decimal("0.001") * 30 + Decimal("0.002") * 2 * ALLOWANCE_OUT
    assert spent.is_estimate
    assert provider.meter.spent().calls == 0


def test_closing_closes_the_inner_one() -> None:
    inner = ScriptedProvider(hello)
    metered(inner).close()
    assert inner.is_closed


# --- Limits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "limits, calls, said",
    [
        ({"max_calls": 3}, 3, "--max-calls 3"),
        ({"max_calls": 0}, 0, "--max-calls 0"),
        # Each call takes 15 tokens; the next one's input is taken for 10.
        ({"max_tokens": 40}, 3, "--max-tokens 40"),
        ({"max_tokens": 39}, 2, "--max-tokens 39"),
        ({"max_tokens": 9}, 0, "--max-tokens 9"),
        # Each call costs $0.02; the next one's input is taken for $0.01.
        ({"max_cost_usd": Decimal("0.05")}, 3, "--max-cost $0.0500"),
        ({"max_cost_usd": Decimal("0.0499")}, 2, "--max-cost $0.0499"),
        ({"max_calls": 5, "max_tokens": 1000, "max_cost_usd": Decimal("0.03")}, 2, "--max-cost"),
    ],
)
def test_a_limit_stops_before_anything_is_sent(
    limits: dict[str, object], calls: int, said: str
) -> None:
    inner = ScriptedProvider(hello)
    number, message = asked_until_stopped(metered(inner, **limits))
    assert (number, inner.count) == (calls, calls)
    assert f"asking for 'endpoint-post-games' (code) would pass {said}" in message


def test_the_message_says_what_was_spent_and_what_to_do() -> None:
    _, message = asked_until_stopped(metered(ScriptedProvider(hello), max_calls=2))
    assert message == (
        "asking for 'endpoint-post-games' (code) would pass --max-calls 2: "
        "so far there were 2 calls, 20 tokens in, 10 out, $0.0400. "
        "Raise --max-calls and run again: every answer that came is kept, and none is paid twice."
    )


def test_an_unknown_price_passes_any_limit_of_money() -> None:
    inner = ScriptedProvider(hello)
    limits = SpendLimits(max_cost_usd=Decimal(1000))
    provider = Metered(inner, limits, "unheard-of", BASE_URL, {})
    assert asked_until_stopped(provider)[0] == 0


def test_after_a_limit_nothing_is_paid_twice(tmp_path: Path) -> None:
    requests = [request_for(str(number)) for number in range(4)]
    inner = ScriptedProvider(hello)

    def build(max_calls: int) -> int:
        provider = RecordedProvider(metered(inner, max_calls=max_calls), {}, tmp_path)
        for request in requests:
            provider.ask(request, unheard)
        return len(provider.used())

    with pytest.raises(LimitReached):
        build(3)
    assert inner.count == 3
    assert build(1) == 4
    assert inner.count == 4


# --- Threads ---------------------------------------------------------------------------------------


def test_threads_together_do_not_pass_a_limit() -> None:
    inner = ScriptedProvider(hello)
    provider = metered(inner, max_calls=5)
    start = threading.Barrier(16)

    def one(_: int) -> bool:
        start.wait()
        try:
            return bool(provider.ask(HELLO, unheard))
        except LimitReached:
            return False

    with ThreadPoolExecutor(16) as pool:
        answered = sum(pool.map(one, range(16)))
    assert (answered, inner.count, provider.meter.spent().calls) == (5, 5, 5)


def test_a_call_waits_where_only_one_under_way_could_pass_the_limit() -> None:
    first_is_asked, first_may_end = threading.Event(), threading.Event()

    def slow_first(request: Request) -> str:
        if inner.count == 1:
            first_is_asked.set()
            first_may_end.wait(20)
        return "hello"

    # Under way, the first is taken for 10 + ALLOWANCE_OUT tokens; it ends with 15.
    inner = ScriptedProvider(slow_first)
    provider = metered(inner, max_tokens=100)
    first = in_background(lambda: provider.ask(HELLO, unheard))
    assert first_is_asked.wait(20)
    second = in_background(lambda: provider.ask(request_for("second"), unheard))
    assert not second.done()
    assert inner.count == 1
    first_may_end.set()
    assert (first.result(20).text, second.result(20).text) == ("hello", "hello")
    assert provider.meter.spent().calls == 2


def test_a_call_that_fails_gives_its_place_to_one_that_waits() -> None:
    first_is_asked, first_may_end = threading.Event(), threading.Event()

    def failing_first(request: Request) -> str:
        if inner.count == 1:
            first_is_asked.set()
            first_may_end.wait(20)
            failing(request)
        return "hello"

    inner = ScriptedProvider(failing_first)
    provider = metered(inner, max_calls=1)
    first = in_background(lambda: provider.ask(HELLO, unheard))
    assert first_is_asked.wait(20)
    second = in_background(lambda: provider.ask(HELLO, unheard))
    first_may_end.set()
    with pytest.raises(ProviderFault):
        first.result(20)
    assert second.result(20).text == "hello"
