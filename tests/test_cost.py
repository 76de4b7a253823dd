from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal

import pytest
from genai_prices.data import providers as listed_providers
from genai_prices.types import ModelPrice

from codegen.cost import (
    FREE,
    PERSON,
    ListedPrice,
    Spent,
    cost_of,
    estimated_tokens,
    price_of,
    refuse_unknown_price,
    shown,
    shown_money,
    spent_on,
)
from codegen.errors import UsageError
from codegen.prices import OwnPrice
from codegen.providers.base import Usage

OPENAI = "https://api.openai.com/v1"
GOOGLE = "https://generativelanguage.googleapis.com/v1beta/openai/"
LOCAL = "http://localhost:11434/v1"
OWN = OwnPrice(Decimal("0.5"), Decimal("1.5"), Decimal("0.1"))
MILLION = 1_000_000

# --- Prices ----------------------------------------------------------------------------------------


def test_the_project_s_own_price_goes_first() -> None:
    own = {"gpt-4o": OWN}
    assert price_of("gpt-4o", OPENAI, own) is OWN
    assert price_of("gpt-4o", LOCAL, own) is OWN
    assert price_of("gpt-4o", OPENAI, {}) == ListedPrice("gpt-4o", OPENAI)


@pytest.mark.parametrize(
    "model, base_url",
    [
        ("gpt-4o", LOCAL),
        ("gpt-4o", "http://127.0.0.1:8000/v1"),
        ("gpt-4o", "https://models.example.com/v1"),
        ("gpt-4o", ""),
        ("my-model", OPENAI),
        ("", OPENAI),
        ("text-embedding-3-small", OPENAI),  # no price for output
        (PERSON, OPENAI),
    ],
)
def test_what_nobody_knows_has_no_price(model: str, base_url: str) -> None:
    assert price_of(model, base_url, {"other": OWN}) is None


def test_a_model_that_is_listed_without_any_price_is_not_free() -> None:
    (google,) = (provider for provider in listed_providers if provider.id == "google")
    names = [it.id for it in google.models if it.prices == ModelPrice()]
    assert names
    assert [price_of(name, GOOGLE, {}) for name in names] == [None] * len(names)


def test_a_person_sends_no_bill() -> None:
    assert price_of(PERSON, "", {}) is FREE
    assert cost_of(Usage(MILLION, MILLION), FREE) == 0


def test_an_own_price_is_in_dollars_per_million_tokens() -> None:
    usage = Usage(3 * MILLION, 2 * MILLION, cached_tokens=MILLION)
    assert cost_of(usage, OWN) == Decimal("1.0") + Decimal("0.1") + Decimal("3.0")
    without_cached = OwnPrice(Decimal("0.5"), Decimal("1.5"))
    assert cost_of(usage, without_cached) == Decimal("4.5")
    assert cost_of(Usage(1, 0), OWN) == Decimal("0.0000005")
    assert cost_of(usage, None) is None


def test_a_listed_price_knows_cached_tokens() -> None:
    price = price_of("gpt-4o-2024-08-06", OPENAI, {})
    new, cached = cost_of(Usage(MILLION, 0), price), cost_of(Usage(MILLION, 0, MILLION), price)
    output = cost_of(Usage(0, MILLION), price)
    assert new is not None
    assert cached is not None
    assert output is not None
    assert 0 < cached < new < output
    assert cost_of(Usage(2 * MILLION, MILLION, MILLION), price) == new + cached + output


def test_a_listed_price_without_one_for_cached_tokens_takes_them_as_input() -> None:
    price = price_of("gpt-4", OPENAI, {})
    assert cost_of(Usage(1000, 0, 1000), price) == cost_of(Usage(1000, 0), price) != 0


def test_a_listed_price_knows_tiers() -> None:
    price = price_of("gemini-2.5-pro", GOOGLE, {})
    small, large = cost_of(Usage(100_000, 0), price), cost_of(Usage(1_000_000, 0), price)
    assert small is not None
    assert large is not None
    assert large > 10 * small


@pytest.mark.parametrize("price", [OWN, ListedPrice("gpt-4o", OPENAI)])
def test_a_server_s_impossible_numbers_lose_no_answer(price: OwnPrice | ListedPrice) -> None:
    assert cost_of(Usage(-5, -5, -5), price) == 0
    assert cost_of(Usage(10, 0, 500), price) == cost_of(Usage(10, 0, 10), price)


def test_a_limit_of_money_needs_a_price() -> None:
    limit = Decimal(1)
    refuse_unknown_price(None, "my-model", LOCAL, {})
    refuse_unknown_price(limit, "my-model", LOCAL, {"my-model": OWN})
    refuse_unknown_price(limit, "gpt-4o", OPENAI, {})
    refuse_unknown_price(limit, PERSON, "", {})
    with pytest.raises(UsageError) as caught:
        refuse_unknown_price(limit, "my-model", LOCAL, {})
    assert "the price of 'my-model', which is not known" in str(caught.value)
    assert '[tool.codegen.prices."my-model"]' in str(caught.value)


NO_NETWORK = """
import socket, threading

def refused(*args, **kwargs):
    raise SystemExit("a socket was opened")

socket.socket.__init__ = refused
socket.getaddrinfo = refused
from codegen.cost import cost_of, price_of
from codegen.providers.base import Usage

assert cost_of(Usage(10, 10), price_of("gpt-4o", "https://api.openai.com/v1", {})) > 0
assert price_of("unheard-of", "https://api.openai.com/v1", {}) is None
assert threading.active_count() == 1, threading.enumerate()
"""


def test_prices_are_never_fetched() -> None:
    result = subprocess.run(
        [sys.executable, "-c", NO_NETWORK], env=dict(os.environ), capture_output=True, text=True
    )
    assert (result.returncode, result.stderr) == (0, "")


# --- Tokens ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "texts, tokens",
    [
        (("",), 0),
        ((), 0),
        (("a",), 1),
        (("abcd",), 1),
        (("abcde",), 2),
        (("ab", "cd"), 1),
        (("注册ab",), 3),
    ],
)
def test_tokens_are_estimated_from_the_characters(texts: tuple[str, ...], tokens: int) -> None:
    assert estimated_tokens(*texts) == tokens


# --- Spent -----------------------------------------------------------------------------------------


def test_what_was_spent_adds_up_by_purpose() -> None:
    one = spent_on("code", Usage(100, 10, 5), OWN)
    other = spent_on("repair", Usage(200, 20, 0, is_estimate=True), FREE)
    total = one + other + one
    assert (total.calls, total.input_tokens, total.output_tokens) == (3, 400, 40)
    assert (total.cached_tokens, total.tokens, total.is_estimate) == (10, 440, True)
    assert [purpose for purpose, _ in total.purposes] == ["code", "repair"]
    code = dict(total.purposes)["code"]
    assert (code.calls, code.tokens, code.is_estimate, code.purposes) == (2, 220, False, ())
    assert total.money == code.money == 2 * Decimal("0.000063")
    assert Spent() + one == one == one + Spent()


def test_one_unknown_price_makes_the_sum_unknown() -> None:
    known, unknown = spent_on("code", Usage(1, 1), OWN), spent_on("code", Usage(1, 1), None)
    assert (known + unknown).money is None
    assert (unknown + known + known).money is None


@pytest.mark.parametrize(
    "money, line",
    [
        ("0", "$0.00"),
        ("0.00000001", "under $0.0001"),
        ("0.0000999", "under $0.0001"),
        ("0.0001", "$0.0001"),
        ("0.04205", "$0.0421"),
        ("0.99999", "$1.0000"),
        ("1", "$1.00"),
        ("1.005", "$1.01"),
        ("12345.6", "$12,345.60"),
    ],
)
def test_money_is_rounded_and_never_to_a_false_zero(money: str, line: str) -> None:
    assert shown_money(Decimal(money)) == line


def test_what_was_spent_is_one_line() -> None:
    spent = Spent(7, 12_300, 3_100, 4_000, Decimal("0.0421"))
    assert shown(spent) == "7 calls, 12,300 tokens in (4,000 cached), 3,100 out, $0.0421"
    assert shown(Spent(1, 10, 5, 0, None)) == "1 call, 10 tokens in, 5 out, unknown price"
    guess = Spent(2, 10, 5, 0, None, is_estimate=True)
    assert shown(guess) == "2 calls, about 10 tokens in, about 5 out, unknown price"
    broken = spent_on("code", Usage(10, 5, is_estimate=True), None, has_failed=True)
    assert shown(guess + broken + broken).startswith("4 calls (2 failed), about 30 tokens in")
    assert dict((broken + broken).purposes)["code"].failed == 2
    assert shown(Spent()) == "0 calls, 0 tokens in, 0 out, $0.00"
