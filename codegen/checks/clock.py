"""The time and chance come from one module.

A test sets the clock there; what reads another one cannot be tested at a given moment, and tells local time from UTC only by luck:
https://docs.python.org/3/library/datetime.html#datetime.datetime.utcnow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import uses
from codegen.syntax import Source

_OTHER_CLOCKS = re.compile(
    r"datetime\.datetime\.(now|today|utcnow)|datetime\.date\.today|time\.(time|time_ns)"
    r"|random\.(betavariate|choices?|gauss|getrandbits|randbytes|randint|random|randrange|sample"
    r"|seed|shuffle|triangular|uniform)"
)


class TimeComesFromTheClock(Rule):
    """The time and random numbers come from the app's clock.py."""

    name = "time-comes-from-the-clock"
    message = "tests cannot set this"
    mend = "Use clock.now(), clock.today() and chance from the app's clock.py."
    urls = (
        "https://docs.python.org/3/library/datetime.html#datetime.datetime.utcnow",
        "https://martinfowler.com/articles/nonDeterminism.html",
    )
    needs_contract = True

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at every name that stands for another clock, or for the shared source of random numbers."""
        if source.path != f"{app.package}/clock.py":
            for reference, name in uses(source, app, _is_other):
                yield Hit(source, reference, f"'{name}'")

    VALID = (
        Example(code="""
from datetime import UTC, datetime


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
"""),
        Example(code="""
import random
import secrets
import time


def shuffled(seed: int, names: list[str]) -> tuple[list[str], str, float]:
    source = random.Random(seed)
    return source.sample(names, len(names)), secrets.token_hex(), time.monotonic()
"""),
        Example(code="""
class Turn:
    def now(self) -> int:
        return 1


def turn(datetime: Turn) -> int:
    return datetime.now()
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from datetime import UTC, datetime

def stamp() -> str:
    return datetime.now(UTC).isoformat()
""",
        ),
        Example(
            lines=(6, 6),
            code="""
import datetime as dt
from time import time as seconds

def stamp() -> tuple[object, float]:
    return dt.date.today(), seconds()
""",
        ),
        Example(
            lines=(5,),
            code="""
import random

def roll() -> int:
    return random.randint(1, 6)
""",
        ),
        Example(
            path="models.py",
            lines=(5,),
            code="""
from datetime import datetime

class Stamp:
    made = datetime.utcnow
""",
        ),
    )


def _is_other(name: str) -> bool:
    return _OTHER_CLOCKS.fullmatch(name) is not None
