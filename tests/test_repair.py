"""What a model is told of its code: whose fault it is, and never a test's source."""

from __future__ import annotations

from dataclasses import replace

from codegen.contract import (
    Answer,
    Contract,
    EmptyBody,
    Endpoint,
    Function,
    LogicModule,
    StatementId,
)
from codegen.record import LockedDefinition, LockedSlice
from codegen.repair import FAILURES_TOLD, Blame, failed_exchange
from codegen.scenario import Exchange, JsonRequest, Scenario
from codegen.types import Candidate, Digest, File, Finding, Location, Outcome

VIEW = "def lend(book_id: int):\n    return due_on(book_id)\n"
LOGIC = "DAYS = 14\n\n\ndef due_on(day):\n    return day + DAYS\n"
HEALTH = "def health():\n    return ''\n"
PAGE = "{% block content %}\n<p>{{ due | safe }}</p>\n{% endblock %}\n"
TEST = """\
def test_it_is_due(client):
    response = client.post("/books", json={})
    assert response.status_code == 201
    response = client.post("/books/1/loans", json={"day": 1})
    assert response.status_code == 201
    assert response.json["due"] == 15
"""
STATEMENT = StatementId("background/1")
TEXTS = {STATEMENT: "A loan lasts 14 days"}
NODE = "tests/test_loans.py::test_it_is_due"


def endpoint(key: str, name: str, *uses: str) -> Endpoint:
    method, path = key.split()
    return Endpoint(
        method=method,
        path=path,
        name=name,
        operation="custom",
        resource="loans",
        uses=uses,
        request=EmptyBody(),
        success=Answer(status=204, body=EmptyBody()),
        cases=(),
    )


LEND = endpoint("POST /books/{book_id}/loans", "lend", "due_on")
ALIVE = endpoint("GET /health", "health")
RULES = LogicModule(
    name="due_days",
    purpose="Due days.",
    functions=(Function(name="due_on", signature="def due_on(day: int) -> int:", does="Adds."),),
)
CONTRACT = Contract(
    app="shop", title="Shop", entities=(), endpoints=(LEND, ALIVE), modules=(RULES,)
)
SLICES = (
    LockedSlice(
        "module-due-days",
        Digest("0"),
        {"name": "due_days"},
        (LockedDefinition("due_days.py", LOGIC),),
    ),
    LockedSlice(
        "endpoint-post-lend",
        Digest("0"),
        {"method": "POST", "path": LEND.path},
        (LockedDefinition("routes/loans.py", VIEW),),
    ),
    LockedSlice(
        "endpoint-get-health",
        Digest("0"),
        {"method": "GET", "path": ALIVE.path},
        (LockedDefinition("routes/loans.py", HEALTH),),
    ),
)
CANDIDATE = Candidate(
    "shop",
    (
        File("shop/due_days.py", LOGIC),
        File("shop/routes/loans.py", f"{VIEW}\n\n{HEALTH}"),
        File("tests/test_loans.py", TEST),
    ),
)
SCENARIO = Scenario(
    name="it_is_due",
    origin="model",
    exchanges=(
        Exchange("POST", "/books", 201, body=JsonRequest({})),
        Exchange("POST", "/books/1/loans", 201, body=JsonRequest({"day": 1})),
        Exchange("GET", "/never", 200),
    ),
    endpoints=(LEND.key,),
    quote="A loan lasts 14 days",
    covers=(STATEMENT,),
)
EVERY = frozenset(each.name for each in SLICES)


def blame(written: frozenset[str] = EVERY) -> Blame:
    return Blame(CONTRACT, CANDIDATE, SLICES, written)


def failed(detail: str, endpoint: str | None = "POST /books/<int:book_id>/loans") -> Outcome:
    return Outcome(NODE, "failed", detail, endpoint)


WRONG = failed(
    "tests/test_loans.py:6 in test_it_is_due\nAssertionError: assert 16 == 15\n +  where 16 = ..."
)
RAISED = failed(
    "tests/test_loans.py:4 in test_it_is_due\nshop/routes/loans.py:2 in lend\n"
    "shop/due_days.py:5 in due_on\nTypeError: unsupported operand"
)


def test_a_wrong_answer_is_the_views_fault_or_that_of_the_logic_it_calls() -> None:
    faults = blame().of_failures([WRONG], {NODE: SCENARIO}, TEXTS)
    assert [fault.slice for fault in faults] == ["endpoint-post-lend", "module-due-days"]


def test_an_error_is_the_fault_of_where_it_was_raised() -> None:
    [fault] = blame().of_failures([RAISED], {NODE: SCENARIO}, TEXTS)
    assert (fault.slice, fault.nodes) == ("module-due-days", (NODE,))
    assert "shop/due_days.py:5 in due_on\nTypeError" in fault.problems[0]


def test_what_a_template_wrote_is_nobodys_fault() -> None:
    faults = blame(frozenset({"module-due-days"})).of_failures([WRONG], {NODE: SCENARIO}, TEXTS)
    assert [fault.slice for fault in faults] == ["module-due-days"]
    assert blame(frozenset()).of_failures([WRONG], {NODE: SCENARIO}, TEXTS) == ()


def test_a_failure_that_stays_may_come_from_any_view_before_it() -> None:
    read = replace(SCENARIO, exchanges=(SCENARIO.exchanges[1], Exchange("GET", "/health", 200)))
    outcome = failed("no place", "GET /health")
    first = blame().of_failures([outcome], {NODE: read}, TEXTS)
    assert [fault.slice for fault in first] == ["endpoint-get-health"]
    again = blame().of_failures([outcome], {NODE: read}, TEXTS, {NODE})
    assert [fault.slice for fault in again] == [
        "endpoint-get-health",
        "endpoint-post-lend",
        "module-due-days",
    ]


def test_it_is_told_the_statement_the_requests_and_what_came() -> None:
    told = blame().told(WRONG, SCENARIO, TEXTS)
    assert "A loan lasts 14 days" in told
    assert 'POST /books/1/loans\n{"day": 1}\nHTTP 201' in told
    assert "assert 16 == 15" in told


def test_it_is_never_told_the_tests_source_or_what_follows() -> None:
    told = blame().told(WRONG, SCENARIO, TEXTS)
    assert "tests/" not in told
    assert "client.post" not in told
    assert "/never" not in told


def test_only_some_failures_are_told_at_once() -> None:
    many = [Outcome(f"{NODE}[{n}]", "failed", f"E {n}", WRONG.endpoint) for n in range(20)]
    faults = blame().of_failures(many, {o.node_id: SCENARIO for o in many}, TEXTS)
    assert {len(fault.problems) for fault in faults} == {FAILURES_TOLD}
    assert {len(fault.nodes) for fault in faults} == {20}


def test_the_exchange_that_failed_is_found_by_its_line() -> None:
    assert failed_exchange(CANDIDATE, WRONG, SCENARIO) == 1
    first = failed("tests/test_loans.py:3 in test_it_is_due\nAssertionError: assert 500 == 201")
    assert failed_exchange(CANDIDATE, first, SCENARIO) == 0
    assert failed_exchange(CANDIDATE, failed("no place"), SCENARIO) == 2


def test_a_finding_goes_to_the_author_of_its_line() -> None:
    findings = [
        Finding("eval", Location("shop/routes/loans.py", 2), "eval is called", "Do without."),
        Finding("eval", Location("shop/routes/loans.py", 6), "eval is called", "Do without."),
        Finding("eval", Location("shop/config.py", 1), "eval is called", "Do without."),
    ]
    faults = blame().of_findings(findings)
    assert [fault.slice for fault in faults] == ["endpoint-get-health", "endpoint-post-lend"]
    assert faults[1].problems == (
        "The rule `eval` refuses `return due_on(book_id)`: eval is called. Do without.",
    )


def test_a_template_is_its_slices_own() -> None:
    page = "templates/loans/lend.html"
    view = replace(SLICES[1], definitions=(*SLICES[1].definitions, LockedDefinition(page, PAGE)))
    candidate = Candidate("shop", (*CANDIDATE.files, File(f"shop/{page}", PAGE)))
    of_page = Blame(CONTRACT, candidate, (SLICES[0], view, SLICES[2]), EVERY)
    place = Location(f"shop/{page}", 2, 4)
    [fault] = of_page.of_findings([Finding("escape", place, "it is not safe", "Escape.")])
    assert fault.slice == "endpoint-post-lend"
    assert fault.problems == (
        f"The rule `escape` refuses `<p>{{{{ due | safe }}}}</p>` of `{page}`: it is not safe. Escape.",
    )
    raised = failed(
        "tests/test_loans.py:4 in test_it_is_due\nshop/routes/loans.py:6 in health\n"
        f"shop/{page}:2 in block 'content'\njinja2.exceptions.UndefinedError: 'due' is undefined"
    )
    [fault] = of_page.of_failures([raised], {NODE: SCENARIO}, TEXTS)
    assert fault.slice == "endpoint-post-lend"
