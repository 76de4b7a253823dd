"""The project's own prices of models: ``[tool.codegen.prices."a-model"]``.

The settings need this module on the fast path, so it imports the standard library alone.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from decimal import Decimal

from codegen.errors import UsageError
from codegen.types import Location, Problem

_EXAMPLE = 'Write it as [tool.codegen.prices."a-model"] input = 0.5, output = 1.5, cached = 0.1.'
_NAMES = ("input", "output", "cached")


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """What a model costs, in US dollars per million tokens.

    ``cached`` is for the part of the input that the server had at hand; None is the price of input.
    """

    input: Decimal
    output: Decimal
    cached: Decimal | None = None


def read_prices(table: object, place: Location | None) -> tuple[tuple[str, OwnPrice], ...]:
    """The prices of a table by model, sorted by the model's name.

    Raises UsageError, at ``place``, for a table of another shape and for what is no price.
    """
    if not isinstance(table, dict):
        raise _wrong("tool.codegen.prices", "must be a table", _EXAMPLE, place)
    return tuple(sorted((model, _read(model, table[model], place)) for model in table))


def _read(model: str, table: object, place: Location | None) -> OwnPrice:
    shown = f'tool.codegen.prices."{model}"'
    if not isinstance(table, dict):
        raise _wrong(shown, "must be a table", _EXAMPLE, place)
    for name in sorted(table.keys() - set(_NAMES)):
        near = difflib.get_close_matches(name, _NAMES, 1)
        mend = f"Did you mean '{near[0]}'?" if near else f"There are {', '.join(_NAMES)}."
        raise _wrong(f"{shown}.{name}", "is no price", mend, place)
    for name in ("input", "output"):
        if name not in table:
            raise _wrong(shown, f"has no '{name}'", _EXAMPLE, place)
    return OwnPrice(**{name: _dollars(f"{shown}.{name}", table[name], place) for name in table})


def _dollars(shown: str, value: object, place: Location | None) -> Decimal:
    if type(value) in (int, float) and 0 <= value < math.inf:  # type: ignore[operator]
        return Decimal(str(value))
    mend = "Write US dollars per million tokens, as 0.5."
    raise _wrong(shown, "must be a number of at least 0", mend, place)


def _wrong(shown: str, what: str, mend: str, place: Location | None) -> UsageError:
    return UsageError(Problem(f"'{shown}' {what}", mend, place))
