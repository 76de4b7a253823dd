"""What was spent on calls, what they would take, and when to stop.

Every attempt at a call counts, as it is paid for: the ones that failed and the ones that are asked again too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from threading import Condition

from codegen.cost import Price, Spent, price_of, shown, shown_money, spent_on
from codegen.errors import LimitReached
from codegen.prices import OwnPrice
from codegen.providers.base import Answer, Request, Usage
from codegen.providers.reckoned import reckoned
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


class Attempt:
    """One attempt at a call. It took nothing until somebody says what it took."""

    def __init__(self, request: Request, meter: Meter) -> None:
        self._request = request
        self._meter = meter
        self.spent = Spent()

    def answered(self, answer: Answer) -> None:
        """It was answered, now or before this run."""
        if answer.origin not in ("record", "cache"):
            price = self._meter.price_of(answer)
            self.spent = spent_on(self._request.purpose, answer.usage, price)

    def failed(self, usage: Usage | None) -> None:
        """It came to nothing; ``usage`` is None where it took nothing either."""
        if usage is not None:
            price = self._meter.price
            self.spent = spent_on(self._request.purpose, usage, price, has_failed=True)


class Meter:
    """Counts attempts at calls, and lets through no more than the limits allow. Threads may share it.

    An answer is paid at the price of the model that gave it, or of ``model`` where that is not known.

    Args:
        limits: what may be spent.
        model: the model that is asked, as its server knows it; ``codegen.cost.PERSON`` for a person.
        base_url: its server; empty for a person.
        own: the project's own prices.
    """

    def __init__(
        self, limits: SpendLimits, model: str, base_url: str, own: Mapping[str, OwnPrice]
    ) -> None:
        self._limits = limits
        self._own = own
        self._is_own = model in own
        self._changed = Condition()
        self._spent = Spent()
        self._under_way: list[Spent] = []
        self.price = price_of(model, base_url, own)

    @contextmanager
    def attempt(self, request: Request) -> Iterator[Attempt]:
        """Counts what is told to the Attempt. Raises LimitReached before the block is entered."""
        expected = self.estimate((request,))
        self._enter(request, expected)
        attempt = Attempt(request, self)
        try:
            yield attempt
        finally:
            self._leave(expected, attempt.spent)

    def spent(self) -> Spent:
        """What the attempts that have ended took so far."""
        with self._changed:
            return self._spent

    def estimate(self, requests: Iterable[Request]) -> Spent:
        """What these requests would take: their characters, and ALLOWANCE_OUT tokens for each answer."""
        expected = Spent()
        for request in requests:
            usage = replace(reckoned(request), output_tokens=ALLOWANCE_OUT)
            expected += spent_on(request.purpose, usage, self.price)
        return expected

    def price_of(self, answer: Answer) -> Price | None:
        """What the model that gave an answer costs; None where nobody knows."""
        # A model that the project prices itself often answers under its server's own name for it.
        if self._is_own:
            return self.price
        return price_of(answer.model, answer.base_url, self._own) or self.price

    def _enter(self, request: Request, expected: Spent) -> None:
        """Waits where only calls under way could pass a limit: they may end cheaper, or fail."""
        sent = spent_on(request.purpose, reckoned(request), self.price)
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


def _dearer(money: Decimal | None, limit_usd: Decimal) -> bool:
    """Whether this is more than a limit: what has no known price may be."""
    return money is None or money > limit_usd
