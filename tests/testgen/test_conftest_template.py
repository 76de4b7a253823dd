"""The fixtures of the emitted conftest that only some apps need, in the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from codegen.sandbox.base import Run
from codegen.sandbox.forked import ForkedSandbox
from codegen.testgen.answers import read_scenarios
from codegen.types import Outcome
from custom import CONTRACT, LABELS, TEXTS, candidate

SCRIPTED = """\
## Of many at once one borrows the book
Covers: S2

```http
# given: Book {"id": 7, "title": "Momo", "price": "12.34"}
GET /books/7
[Cookies]
who: ann
HTTP 200
[Asserts]
cookie "who" == "ann"

# now: 2026-03-01T09:00:00+02:00
# together: 4, others 409
POST /books/7/loans
{"member": "ann", "days": 14}
HTTP 201
[Asserts]
jsonpath "$.due" == "2026-03-15"
```
"""
ONE_AT_A_TIME = (
    "        if borrowed(book_id):\n",
    "        if request.cookies.get('who') != 'ann' or LAST or LAST.append(1):\n",
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox() as sandbox:
        yield sandbox


def run(sandbox: ForkedSandbox, **changed: tuple[str, str]) -> Outcome:
    scenarios = read_scenarios(SCRIPTED, CONTRACT, LABELS, TEXTS, "books")
    [outcome] = sandbox.run(Run(candidate(scenarios, **changed).files)).outcomes
    return outcome


def test_requests_at_once_have_the_clients_cookies_and_the_clock(sandbox: ForkedSandbox) -> None:
    outcome = run(sandbox, lock=ONE_AT_A_TIME)
    assert (outcome.verdict, outcome.detail) == ("passed", "")


def test_all_that_were_sent_at_once_are_counted(sandbox: ForkedSandbox) -> None:
    never = ("        if borrowed(book_id):\n", "        if False:\n")
    assert run(sandbox, lock=never).verdict == "failed"


def test_the_clock_is_the_apps(sandbox: ForkedSandbox) -> None:
    deaf = ("clock.today() + timedelta", "date.today() + timedelta")
    outcome = run(sandbox, lock=ONE_AT_A_TIME, clock=deaf)
    assert outcome.verdict == "failed"
    assert "2026-03-15" in outcome.detail
