"""A request is answered at once.

A worker that sleeps answers nobody else, so that a few requests stop the app: CWE-400
https://cwe.mitre.org/data/definitions/400.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import uses
from codegen.syntax import Source


class NoWaiting(Rule):
    """No sleep."""

    name = "no-waiting"
    message = "the worker waits and answers nobody"
    mend = "Store the moment at which something is due, and compare it with the time of the next request."
    urls = (
        "https://cwe.mitre.org/data/definitions/400.html",
        "https://docs.python.org/3/library/time.html#time.sleep",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at every name that stands for ``time.sleep``."""
        for reference, name in uses(source, app, "time.sleep".__eq__):
            yield Hit(source, reference, f"'{name}'")

    VALID = (
        Example(code="""
import time


def spent(since: float) -> float:
    return time.monotonic() - since
"""),
        Example(code="""
class Night:
    def sleep(self, hours: int) -> int:
        return hours


def rest(time: Night) -> int:
    return time.sleep(8)
"""),
        Example(code="""
from datetime import datetime, timedelta


def is_due(since: datetime, now: datetime) -> bool:
    return now - since > timedelta(minutes=5)
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
import time

def slow() -> None:
    time.sleep(1)
""",
        ),
        Example(
            lines=(5,),
            code="""
from time import sleep as pause

def slow() -> None:
    pause(0.1)
""",
        ),
        Example(
            path="models.py",
            lines=(3,),
            code="""
import time
wait = time.sleep
wait(1)
""",
        ),
    )
