from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from codegen.scenario.values import amount, day, minor_units, moment


@pytest.mark.parametrize(
    ("text", "units"),
    [("12.34", 1234), ("0.05", 5), ("-0.05", -5), ("7", 700), ("7.5", 750), ("-12.00", -1200)],
)
def test_amounts(text: str, units: int) -> None:
    assert minor_units(text) == units
    assert minor_units(amount(units)) == units


@pytest.mark.parametrize(
    ("units", "text"), [(1234, "12.34"), (5, "0.05"), (-5, "-0.05"), (-1234, "-12.34"), (0, "0.00")]
)
def test_amounts_are_written_with_two_decimals(units: int, text: str) -> None:
    assert amount(units) == text


@pytest.mark.parametrize("text", ["", "1,5", "1.234", "1.", ".5", "+1", "1e2", "１", " 1", "--1"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="is no amount of money"):
        minor_units(text)


def test_days_and_moments() -> None:
    assert day("2024-02-29") == date(2024, 2, 29)
    assert moment("2026-03-01t09:00:00.5+02:00") == datetime(2026, 3, 1, 7, 0, 0, 500_000, UTC)
    assert moment("2026-03-01T09:00:00Z").tzinfo is UTC


@pytest.mark.parametrize("text", ["2026-02-30", "2026-3-1", "20260301", "2026-W09-7", "tomorrow"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are Python's in part
        day(text)


@pytest.mark.parametrize("text", ["2026-03-01T09:00:00", "2026-03-01", "2026-03-01T25:00:00Z"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are Python's in part
        moment(text)
