"""The provider that counts: what was asked and answered, what it cost, and when to stop.

It stands between the provider that remembers and the one that really asks, so that what is looked up
costs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from threading import Condition

from codegen.cost import (
    Price,
    Spent,
    estimated_tokens,
    price_of,
    shown,
    shown_money,
    spent_on,
)
from codegen.errors import LimitReached
from codegen.prices import OwnPrice
from codegen.providers.base import Answer, OnProgress, Provider, Request, Usage
from codegen.types import Problem

ALLOWANCE_OUT = 1000
"""Output tokens that a call is taken to have before it was answered: some 80 lines of code."""


@dataclass(frozen=True, slots=True)
class SpendLimits:
    """What may be spent in one run, in US dollars, tokens of both directions, and calls; None is no limit.

    A call is refused where its input alone would pass a limit, so the last answer may pass it by its
    own length.
    """

    max_cost_usd: Decimal | None = None
    max_tokens: int | None = None
    max_calls: int | None = None


class MeteredProvider:
    """Counts what its inner provider answers, and asks no more than the limits allow.

    An answer is paid at the price of the model that gave it, or of ``model`` where that is not known.

    Args:
        model: the model that is asked, as its server knows it; ``codegen.cost.PERSON`` for a person.
        base_url: its server; empty for a person.
        own: the project's own prices.
    """

    def __init__(
        self,
        inner: Provider,
        limits: SpendLimits,
        model: str,
        base_url: str,
        own: Mapping[str, OwnPrice],
    ) -> None:
        self._inner = inner
        self._limits = limits
        self._own = own
        self._price = price_of(model, base_url, own)
        self._is_own = model in own
        self._changed = Condition()
        self._spent = Spent()
        self._under_way: list[Spent] = []

    def ask(self, request: Request, on_progress: OnProgress) -> Answer:
        """The inner provider's answer.

        Raises LimitReached before anything is sent, and what the inner provider raises; a call that
        failed counts nothing.
        """
        expected = self.estimate((request,))
        self._enter(request, expected)
        taken = Spent()
        try:
            answer = self._inner.ask(request, on_progress)
            taken = self._taken(request, answer)
        finally:
            self._leave(expected, taken)
        return answer

    def spent(self) -> Spent:
        """What the answers that have come took so far."""
        with self._changed:
            return self._spent

    def estimate(self, requests: Iterable[Request]) -> Spent:
        """What these requests would take: their characters, and ALLOWANCE_OUT tokens for each answer."""
        expected = Spent()
        for request in requests:
            usage = Usage(_input_tokens(request), ALLOWANCE_OUT, is_estimate=True)
            expected += spent_on(request.purpose, usage, self._price)
        return expected

    def close(self) -> None:
        """Closes the inner provider."""
        self._inner.close()

    def _enter(self, request: Request, expected: Spent) -> None:
        """Waits where only calls under way could pass a limit: they may end cheaper, or fail."""
        sent = spent_on(request.purpose, Usage(_input_tokens(request), 0), self._price)
        with self._changed:
            while True:
                passed = self._passed(self._spent + sent)
                if passed:
                    raise self._limit_reached(request, passed)
                if not self._passed(sum(self._under_way, self._spent) + sent):
                    break
                self._changed.wait()
            self._under_way.append(expected)

    def _leave(self, expected: Spent, taken: Spent) -> None:
        with self._changed:
            self._under_way.remove(expected)
            self._spent += taken
            self._changed.notify_all()

    def _passed(self, spent: Spent) -> str:
        """The first limit that would be passed, as its flag is written; empty where none would."""
        limits = self._limits
        if limits.max_calls is not None and spent.calls > limits.max_calls:
            return f"--max-calls {limits.max_calls:,}"
        if limits.max_tokens is not None and spent.tokens > limits.max_tokens:
            return f"--max-tokens {limits.max_tokens:,}"
        if limits.max_cost_usd is not None and _dearer(spent.money, limits.max_cost_usd):
            return f"--max-cost {shown_money(limits.max_cost_usd)}"
        return ""

    def _limit_reached(self, request: Request, passed: str) -> LimitReached:
        flag = passed.split()[0]
        cause = f"asking for '{request.about}' ({request.purpose}) would pass {passed}"
        so_far = f"{cause}: so far there were {shown(self._spent)}"
        mend = (
            f"Raise {flag} and run again: every answer that came is kept, and none is paid twice."
        )
        return LimitReached(Problem(so_far, mend))

    def _taken(self, request: Request, answer: Answer) -> Spent:
        if answer.origin in ("record", "cache"):
            return Spent()
        return spent_on(request.purpose, answer.usage, self._price_of(answer))

    def _price_of(self, answer: Answer) -> Price | None:
        # A model that the project prices itself often answers under its server's own name for it.
        if self._is_own:
            return self._price
        return price_of(answer.model, answer.base_url, self._own) or self._price


def _dearer(money: Decimal | None, limit_usd: Decimal) -> bool:
    """Whether this is more than a limit: what has no known price may be."""
    return money is None or money > limit_usd


def _input_tokens(request: Request) -> int:
    schema = request.schema.text if request.schema else ""
    return estimated_tokens(schema, *(message.text for message in request.messages))
