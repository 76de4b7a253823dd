from __future__ import annotations

from decimal import Decimal

import pytest

from codegen.errors import UsageError
from codegen.prices import OwnPrice, read_prices
from codegen.types import Location

PLACE = Location("pyproject.toml", 1)


def test_prices_are_read_exactly_and_sorted() -> None:
    table = {
        "small": {"input": 1, "output": 1.5},
        "large": {"input": 0.1, "output": 0, "cached": 0.05},
    }
    assert read_prices(table, PLACE) == (
        ("large", OwnPrice(Decimal("0.1"), Decimal(0), Decimal("0.05"))),
        ("small", OwnPrice(Decimal(1), Decimal("1.5"))),
    )


GOOD = {"input": 1, "output": 1}


@pytest.mark.parametrize(
    "table, message",
    [
        (3, "'tool.codegen.prices' must be a table"),
        ({"m": 3}, "'tool.codegen.prices.\"m\"' must be a table"),
        ({"m": {"input": 1}}, "'tool.codegen.prices.\"m\"' has no 'output'"),
        ({"m": {"output": 1}}, "'tool.codegen.prices.\"m\"' has no 'input'"),
        ({"m": GOOD | {"cache": 1}}, ".cache' is no price. Did you mean 'cached'?"),
        ({"m": GOOD | {"xyz": 1}}, ".xyz' is no price. There are input, output, cached."),
        ({"m": GOOD | {"input": -1}}, ".input' must be a number of at least 0"),
        ({"m": GOOD | {"input": True}}, ".input' must be a number of at least 0"),
        ({"m": GOOD | {"output": "1"}}, ".output' must be a number of at least 0"),
        ({"m": GOOD | {"cached": float("nan")}}, ".cached' must be a number of at least 0"),
        ({"m": GOOD | {"cached": float("inf")}}, ".cached' must be a number of at least 0"),
    ],
)
def test_a_wrong_price_is_named_with_its_file(table: object, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_prices(table, PLACE)
    assert message in str(caught.value)
    assert str(caught.value).startswith("pyproject.toml:1:1: ")
