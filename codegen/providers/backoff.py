"""How long to wait before a call is made again."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import SystemRandom

FIRST_WAIT_S = 1.0
YEAR_S = 365 * 24 * 3600.0
LONGEST_WAIT_S = 120.0
"""A server that asks for more is not waited for: limits by the minute pass in that time, and those by the hour
or the day do not."""

_RANDOM = SystemRandom()


def wait_before(attempt: int, retry_after: str | None, now: datetime) -> float:
    """The seconds to wait before an attempt, which is 2 or more.

    What the server asks for in ``Retry-After`` holds, and may be more than LONGEST_WAIT_S. Without it the wait doubles each time, and a random
    part of it is left out, so that calls which failed together do not come back together.
    """
    asked_s = _asked_for(retry_after, now) if retry_after else None
    if asked_s is not None:
        return max(asked_s, 0.0)
    doubled_s = FIRST_WAIT_S * 2.0 ** min(attempt - 2, 16)
    return min(doubled_s, LONGEST_WAIT_S) * _RANDOM.uniform(0.5, 1.0)


def shown_wait(wait_s: float) -> str:
    """A long wait in words, rounded up: ``5 min``, ``24 h``."""
    if wait_s > YEAR_S:
        return "more than a year"
    minutes = math.ceil(wait_s / 60)
    return f"{minutes} min" if minutes < 120 else f"{math.ceil(minutes / 60):,} h"


def _asked_for(header: str, now: datetime) -> float | None:
    """The seconds of a Retry-After header, or None where it is neither of the two forms it may have.

    Source: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """
    try:
        seconds = float(header)
    except ValueError:
        return _until(header, now)
    return seconds if math.isfinite(seconds) else None


def _until(date: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
