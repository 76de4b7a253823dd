"""What calls cost: prices of models, tokens and money.

A price is the project's own, or the one that the packaged list of genai-prices has for exactly the
server that is asked; nothing is fetched. What neither knows has no price: money is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol, TypeAlias

from genai_prices import Usage, calc_price
from genai_prices.types import PriceCalculation

from codegen.errors import UsageError
from codegen.prices import OwnPrice
from codegen.types import Problem

PERSON = "person"
"""The name that stands for a model where a person answers: nobody sends a bill."""

FREE = OwnPrice(Decimal(0), Decimal(0))
_MILLION = Decimal(1_000_000)
_SMALLEST_SHOWN = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """That the packaged list has a price for this model at this server; it may have tiers and dates."""

    model: str
    base_url: str


Price: TypeAlias = OwnPrice | ListedPrice


class Tokens(Protocol):
    """The tokens of one call, as ``codegen.providers.base.Usage`` has them."""

    @property
    def input_tokens(self) -> int:
        """Of all that was sent."""
        ...

    @property
    def output_tokens(self) -> int:
        """Of all that came back."""
        ...

    @property
    def cached_tokens(self) -> int:
        """Those of the input that the server had at hand."""
        ...

    @property
    def is_estimate(self) -> bool:
        """Whether they were reckoned from the characters."""
        ...


@dataclass(frozen=True, slots=True)
class Spent:
    """What calls took; two can be added.

    ``failed`` are the calls that came to nothing and are paid for all the same. ``money`` is in US dollars,
    None as soon as one call has no known price. ``purposes`` has the same for each purpose, sorted, without
    purposes of their own. ``is_estimate`` where the tokens of any call are.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    money: Decimal | None = Decimal(0)
    is_estimate: bool = False
    purposes: tuple[tuple[str, Spent], ...] = ()
    failed: int = 0

    @property
    def tokens(self) -> int:
        """Input and output together."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Spent) -> Spent:
        known = self.money is not None and other.money is not None
        purposes = dict(self.purposes)
        for purpose, spent in other.purposes:
            purposes[purpose] = purposes.get(purpose, Spent()) + spent
        return Spent(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            (self.money or Decimal(0)) + (other.money or Decimal(0)) if known else None,
            self.is_estimate or other.is_estimate,
            tuple(sorted(purposes.items(), key=lambda item: item[0])),
            self.failed + other.failed,
        )


def spent_on(
    purpose: str, usage: Tokens, price: Price | None, *, has_failed: bool = False
) -> Spent:
    """What one call for this purpose took."""
    money = cost_of(usage, price)
    counts = (usage.input_tokens, usage.output_tokens, usage.cached_tokens)
    spent = Spent(1, *counts, money, usage.is_estimate, failed=int(has_failed))
    return replace(spent, purposes=((purpose, spent),))


def estimated_tokens(*texts: str) -> int:
    """About how many tokens texts have: four ASCII characters make one, any other character is one.

    Tokenizers differ, and the usual one downloads its tables: this is good enough to stop in time.
    """
    whole = "".join(texts)
    ascii_count = len(whole.encode("ascii", "ignore"))
    return -(-ascii_count // 4) + len(whole) - ascii_count


# --- Prices ----------------------------------------------------------------------------------------


def price_of(model: str, base_url: str, own: Mapping[str, OwnPrice]) -> Price | None:
    """What a model costs at a server; None where nobody knows.

    The project's own price comes first. A server on this machine, and any other that the packaged list
    does not know by its URL, has no price there, whatever its model is called. A person is free.
    """
    if model in own:
        return own[model]
    if model == PERSON and not base_url:
        return FREE
    listed = ListedPrice(model, base_url)
    return listed if _is_known(listed) else None


def _is_known(listed: ListedPrice) -> bool:
    """Whether the list has the model, with a price for either direction: it has models without any."""
    try:
        price = _calculation(listed, 0, 0, 0).model_price
    except LookupError:
        return False
    return price.input_mtok is not None and price.output_mtok is not None


def _calculation(
    listed: ListedPrice, input_tokens: int, output_tokens: int, cached_tokens: int
) -> PriceCalculation:
    # This reads the packaged list; only an UpdatePrices, which nobody here starts, has a network.
    # https://github.com/pydantic/genai-prices/tree/main/packages/python
    usage = Usage(
        input_tokens=input_tokens, output_tokens=output_tokens, cache_read_tokens=cached_tokens
    )
    return calc_price(usage, listed.model, provider_api_url=listed.base_url)


def cost_of(usage: Tokens, price: Price | None) -> Decimal | None:
    """What one call costs, in US dollars and unrounded; None without a price."""
    if price is None:
        return None
    # What a server tells is not checked anywhere else, and an answer is not lost to a wrong number.
    output = max(usage.output_tokens, 0)
    cached = max(min(usage.cached_tokens, usage.input_tokens), 0)
    new = max(usage.input_tokens, 0) - cached
    if isinstance(price, ListedPrice):
        return _calculation(price, new + cached, output, cached).total_price
    cached_price = price.input if price.cached is None else price.cached
    return (new * price.input + cached * cached_price + output * price.output) / _MILLION


def refuse_unknown_price(
    max_cost_usd: Decimal | None, model: str, base_url: str, own: Mapping[str, OwnPrice]
) -> None:
    """Raises UsageError where money is limited and nobody knows what the model costs."""
    if max_cost_usd is None or price_of(model, base_url, own) is not None:
        return
    cause = f"--max-cost needs the price of '{model}', which is not known"
    table = f'[tool.codegen.prices."{model}"]'
    mend = f"Write it into pyproject.toml, {table}, or limit --max-tokens or --max-calls."
    raise UsageError(Problem(cause, mend))


# --- Shown -----------------------------------------------------------------------------------------


def shown(spent: Spent) -> str:
    """One line: ``7 calls (1 failed), 12,300 tokens in (4,000 cached), 3,100 out, $0.0421``."""
    about = "about " if spent.is_estimate else ""
    cached = f" ({spent.cached_tokens:,} cached)" if spent.cached_tokens else ""
    failed = f" ({spent.failed:,} failed)" if spent.failed else ""
    calls = f"{spent.calls:,} call{'' if spent.calls == 1 else 's'}{failed}"
    tokens = f"{about}{spent.input_tokens:,} tokens in{cached}, {about}{spent.output_tokens:,} out"
    return f"{calls}, {tokens}, {shown_money(spent.money)}"


def shown_money(money: Decimal | None) -> str:
    """An amount: to the cent from a dollar on, to a hundredth of a cent below; never a false zero."""
    if money is None:
        return "unknown price"
    if 0 < money < _SMALLEST_SHOWN:
        return f"under ${_SMALLEST_SHOWN}"
    step = Decimal("0.01") if money >= 1 or not money else _SMALLEST_SHOWN
    return f"${money.quantize(step, ROUND_HALF_UP):,}"
