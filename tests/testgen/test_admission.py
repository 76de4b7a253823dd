"""Admission, on a real app in the real sandbox. The model's answers here are scripted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from codegen.sandbox.base import Layer, Run, RunResult
from codegen.sandbox.forked import ForkedSandbox
from codegen.scenario import Scenario
from codegen.testgen.admission import NOT_CITED, NOT_RUN, VACUOUS, Admission, admit
from codegen.testgen.answers import read_scenarios
from codegen.testgen.modules import node_ids
from codegen.types import Candidate, File, Outcome, Verdict
from codegen.verify import verify
from custom import CONTRACT, LABELS, TEXTS, candidate

GIVEN = '# given: Book {"id": 7, "title": "Momo", "price": "12.34"}'
SCRIPTED_MEANINGFUL = f"""\
Here are the scenarios.

## A loan is due after the days asked for
Covers: S1

```http
{GIVEN}
# now: 2026-03-01T09:00:00Z
POST /books/7/loans
{{"member": "ann", "days": 14}}
HTTP 201
[Captures]
loan: jsonpath "$.id"
[Asserts]
jsonpath "$.due" == "2026-03-15"
jsonpath "$.late" == false

# now: 2026-03-16T09:00:00Z
GET /loans?member=ann
HTTP 200
[Asserts]
jsonpath "$[?(@.id=={{{{loan}}}})].late" == true
jsonpath "$" count == 1
```

## A borrowed book cannot be borrowed again
Covers: S2

```http
{GIVEN}
POST /books/7/loans
{{"member": "ann", "days": 14}}
HTTP 201

POST /books/7/loans
{{"member": "ben", "days": 3}}
HTTP 409
[Asserts]
jsonpath "$.detail" == "Borrowed already"
```

## An unknown book cannot be borrowed
Covers: S3

```http
POST /books/8/loans
{{"member": "ann", "days": 14}}
HTTP 404
```

## A returned book can be borrowed again
Covers: S4, S2

```http
{GIVEN}
# given: Loan {{"id": 3, "book": 7, "member": "ann", "due": "2026-03-02", "since": "2026-02-01T10:00:00+02:00"}}
GET /books/7
HTTP 200
[Asserts]
jsonpath "$.available" == false
jsonpath "$.price" == "12.34"

POST /returns
{{"loan": 3, "fee": "0.00"}}
HTTP 204

POST /books/7/loans
{{"member": "ben", "days": 3}}
HTTP 201
```

## 一本书只能借一次
Covers: S2

```http
{GIVEN}
POST /books/7/loans
{{"member": "ann", "days": 1}}
HTTP 201

GET /books/7
HTTP 200
[Asserts]
jsonpath "$.title" == "Momo"
jsonpath "$.available" == false
```
"""
SCRIPTED_VACUOUS = f"""\
## A book can be borrowed
Covers: S1

```http
{GIVEN}
POST /books/7/loans
{{"member": "ann", "days": 14}}
HTTP 201
```

## A loan has a due day
Covers: S1

```http
{GIVEN}
POST /books/7/loans
{{"member": "ann", "days": 14}}
HTTP 201
[Asserts]
jsonpath "$.due" isDate
jsonpath "$.id" isInteger
jsonpath "$.member" isString
```

## A book has a title
Covers: S3

```http
{GIVEN}
GET /books/7
HTTP 200
[Asserts]
jsonpath "$.title" exists
jsonpath "$.title" not isEmpty
header "Content-Type" contains "json"
```

## Ann has loans
Covers: S1, S4

```http
GET /loans?member=ann
HTTP 200
[Asserts]
jsonpath "$" isList
```

## The returned loan is gone
Covers: S4

```http
{GIVEN}
# given: Loan {{"id": 3, "book": 7, "member": "ann", "due": "2026-03-02"}}
POST /returns
{{"loan": 3, "fee": "0.00"}}
HTTP 204
[Asserts]
body isEmpty
```
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox() as sandbox:
        yield sandbox


def read(text: str, resource: str = "books") -> tuple[Scenario, ...]:
    return read_scenarios(text, CONTRACT, LABELS, TEXTS, resource)


def scripted(text: str) -> tuple[Scenario, ...]:
    """The scenarios of a scripted answer, each read for the resource of its first endpoint."""
    found: list[Scenario] = []
    for part in text.split("\n## ")[1:] if not text.startswith("## ") else text.split("\n## "):
        resource = "loans" if "Ann has" in part or "returned loan" in part else "books"
        taken = [scenario.name for scenario in found]
        heading = part if part.startswith("## ") else f"## {part}"
        found += read_scenarios(heading, CONTRACT, LABELS, TEXTS, resource, taken)
    return tuple(found)


def admission(
    sandbox: ForkedSandbox, scenarios: tuple[Scenario, ...], **changed: tuple[str, str]
) -> Admission:
    nodes = node_ids(CONTRACT, scenarios)
    return admit(candidate(scenarios, **changed), CONTRACT, nodes, sandbox)


def test_five_that_mean_something_are_admitted_and_hold(sandbox: ForkedSandbox) -> None:
    scenarios = scripted(SCRIPTED_MEANINGFUL)
    found = admission(sandbox, scenarios)
    assert found.stopped == ""
    assert (found.refused, found.unstable) == ((), ())
    assert found.admitted == scenarios
    assert [outcome.verdict for outcome in found.outcomes] == ["passed"] * 5
    nodes = node_ids(CONTRACT, scenarios)
    assert verify(candidate(scenarios), CONTRACT, nodes, sandbox).passed


def test_five_that_any_constant_satisfies_are_refused(sandbox: ForkedSandbox) -> None:
    scenarios = scripted(SCRIPTED_VACUOUS)
    found = admission(sandbox, scenarios)
    assert found.stopped == ""
    assert (found.admitted, found.unstable) == ((), ())
    assert {scenario.name for scenario, _ in found.refused} == {s.name for s in scenarios}
    assert {reason for _, reason in found.refused} == {VACUOUS}
    assert len(found.refused) == 5


def test_what_an_app_fails_is_admitted_with_its_outcome(sandbox: ForkedSandbox) -> None:
    """Who is wrong, the code or the Scenario, is not for admission to say."""
    scenarios = scripted(SCRIPTED_MEANINGFUL)
    broken = ("if borrowed(book_id):", "if False:")
    found = admission(sandbox, scenarios, broken=broken)
    assert found.admitted == scenarios
    failed = [o.node_id.rpartition("::")[2] for o in found.outcomes if o.verdict == "failed"]
    assert failed == ["test_a_borrowed_book_cannot_be_borrowed_again"]


def test_an_app_that_fails_early_is_no_evidence_against_a_scenario(sandbox: ForkedSandbox) -> None:
    """It never gets as far as the endpoint that answers 501."""
    scenarios = scripted(SCRIPTED_MEANINGFUL)
    found = admission(sandbox, scenarios, broken=('"available": not', '"available":'))
    assert found.admitted == scenarios
    assert [outcome.verdict for outcome in found.outcomes].count("failed") == 2


def test_what_ends_by_chance_is_unstable(sandbox: ForkedSandbox) -> None:
    """The app keeps state between tests: which comes first decides."""
    scenarios = scripted(SCRIPTED_MEANINGFUL)[1:3]
    leaking = ('abort(409, "Borrowed already")', 'abort(409, LAST.append(1) or "Borrowed already")')
    first = ("        db.session.get(Book, book_id) or abort(404)\n        if b", FIRST)
    found = admission(sandbox, scenarios, leak=leaking, first=first)
    assert [s.name for s, _ in found.unstable] == ["an_unknown_book_cannot_be_borrowed"]
    assert "in another order" in found.unstable[0][1]
    assert [s.name for s in found.admitted] == ["a_borrowed_book_cannot_be_borrowed_again"]


FIRST = """\
        db.session.get(Book, book_id) or abort(403 if LAST else 404)
        if b"""


def test_an_app_that_cannot_be_imported_decides_nothing(sandbox: ForkedSandbox) -> None:
    scenarios = scripted(SCRIPTED_MEANINGFUL)
    found = admission(sandbox, scenarios, broken=("from library.clock", "from library.nothing"))
    assert "library.nothing" in found.stopped
    assert (found.admitted, found.refused, found.unstable) == ((), (), ())


# --- A sandbox that says what it is told

FIRST_ONE = read(SCRIPTED_MEANINGFUL[: SCRIPTED_MEANINGFUL.index("## A borrowed")])[0]
[NODE] = node_ids(CONTRACT, [FIRST_ONE])
BORROWS, LISTS = "POST /books/<book_id>/loans", "GET /loans"


class Script:
    """Ends each run as told: the Candidate's, the one on constants, and those without an endpoint."""

    def __init__(self, **ends: Outcome) -> None:
        self.ends: Mapping[str, Outcome] = ends
        self.asked: list[Run] = []

    def layers(self) -> tuple[Layer, ...]:
        return ()

    def run(self, run: Run) -> RunResult:
        self.asked.append(run)
        name = "constants" if run.constants else "first"
        if run.replaced:
            name = "lists" if run.replaced == LISTS else "borrows"
        return RunResult("finished", (self.ends[name],))

    def close(self) -> None:
        """Nothing was opened."""


def outcome(verdict: Verdict, at: str | None = None) -> Outcome:
    return Outcome(NODE, verdict, "", at)


GOOD = {
    "first": outcome("passed"),
    "constants": outcome("failed", BORROWS),
    "lists": outcome("failed", LISTS),
    "borrows": outcome("failed", BORROWS),
}


def judged(scenario: Scenario = FIRST_ONE, **ends: Outcome) -> Admission:
    script = Script(**(GOOD | ends))
    tree = Candidate("library", (File("tests/test_books.py", ""),))
    return admit(tree, CONTRACT, {NODE: scenario}, script)


def test_all_evidence_together_admits() -> None:
    assert judged().admitted == (FIRST_ONE,)


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        ({"constants": outcome("passed")}, VACUOUS),
        ({"constants": outcome("skipped")}, NOT_RUN),
        ({"first": outcome("not run")}, NOT_RUN),
        ({"lists": outcome("passed")}, "it does not fail at 'GET /loans' where that answers 501"),
        ({"lists": outcome("failed", BORROWS)}, "it does not fail at 'GET /loans'"),
        ({"borrows": outcome("failed")}, "it does not fail at 'POST /books/{book_id}/loans'"),
    ],
)
def test_each_piece_of_evidence_is_needed(ends: dict[str, Outcome], reason: str) -> None:
    found = judged(FIRST_ONE, **ends)
    assert found.admitted == ()
    [(scenario, why)] = found.refused
    assert scenario == FIRST_ONE
    assert why.startswith(reason)


def test_a_statement_has_to_be_cited() -> None:
    uncited = replace(FIRST_ONE, covers=())
    assert judged(uncited).refused == ((uncited, NOT_CITED),)


def test_only_rank_three_is_judged() -> None:
    script = Script()
    tree = Candidate("library", ())
    ranked = replace(FIRST_ONE, origin="spec")
    assert admit(tree, CONTRACT, {NODE: ranked}, script) == Admission()
    assert script.asked == []


def test_the_candidate_runs_twice_in_different_order() -> None:
    other = replace(FIRST_ONE, name="another")
    nodes = {NODE: FIRST_ONE, "tests/test_books.py::test_another": other}
    script = Script(**GOOD)
    admit(Candidate("library", ()), CONTRACT, nodes, script)
    plain = [run.node_ids for run in script.asked if not run.constants and not run.replaced]
    assert sorted(plain) == sorted([tuple(nodes), tuple(nodes)[::-1]])
