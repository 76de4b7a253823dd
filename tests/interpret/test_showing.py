"""Which scenarios show what a sentence says literally, and which do not."""

from __future__ import annotations

import pytest

from codegen.contract import Citation, Constant, Contract, Rule, StatementId
from codegen.interpret.literals import literals
from codegen.interpret.showing import Shown, derived_exchanges, unshown
from codegen.scenario import Exchange, Expectation, JsonPath, JsonRequest, Scenario, Together
from codegen.spec import Statement
from codegen.types import Location

ID = StatementId("background/1")
LEND = 'POST /loans\n{"copy": "b"}\nHTTP 201\n\n'


def missing(text: str, *exchanges: str) -> list[str]:
    """The literals of a sentence that these exchanges do not show."""
    shown = Shown(exchanges)
    return [literal for kind, literal in literals(text) if not shown.holds(text, kind, literal)]


@pytest.mark.parametrize(
    "text, exchanges",
    [
        ("At most 5 loans", LEND * 6),
        ("At most 5 loans", f"# together: 6\n{LEND}"),
        ("At least 3 members", 'POST /groups\n{"members": ["a", "b", "c"]}'),
        ("The list has at most 2 entries", 'GET /x\nHTTP 200\n[Asserts]\njsonpath "$" count == 2'),
        (
            "Within 3 days",
            "# now: 2026-03-01T09:00:00Z\nGET /x\n\n# now: 2026-03-04T09:00:00Z\nGET /x",
        ),
        ("A loan lasts 2 weeks", '"out": "2026-02-20"\n"due": "2026-03-06"'),
        ("After 24 hours", "# now: 2026-03-01T09:00:00Z\n# now: 2026-03-02T09:00:01Z"),
        ("Every 6 months", '"from": "2026-01-31"\n"to": "2026-07-31"'),
        ("For 15 minutes", "# now: 2026-03-01T09:00:00Z\n# now: 2026-03-01T09:15:00Z"),
        ("20 percent off", '{"price": "10.00"}\nHTTP 201\n{"price": "8.00"}'),
        ("A fee of 2.5% is added", '{"amount": "200.00"}\nHTTP 201\n{"total": "205.00"}'),
        ("折扣为20%", '{"price": 50}\nHTTP 201\n{"off": 10}'),
        ("打百分之20的折扣", '{"price": 50}\nHTTP 201\n{"off": 10}'),
        ("1,000 points", '{"points": 1000}'),
        ("It costs 12.50", '{"cents": 1250}'),
        ("A code has at least 8 characters", '{"code": "abcdefg"}\n{"code": "abcdefgh"}'),
        ("Not after 6 p.m.", "# now: 2026-03-01T18:00:00Z"),
        ("Due on 15 March", '"due": "2026-03-15"'),
        ("Gilt vom 1.3.2025 an", '"ab": "2025-03-01"'),
        ("Kinder bis 13 zahlen nichts", '"geboren": "2012-03-02"\n# now: 2026-03-01T09:00:00Z'),
        ('Refused with 409 and "Too  late"', 'HTTP 409\njsonpath "$.detail" == "Too late"'),
        ('It says "{name} owes {amount}"', 'jsonpath "$.text" == "Ann owes 3.00"'),
        ('409 "In use by NAME."', 'HTTP 409\njsonpath "$.detail" == "In use by Ann."'),
        ("`GET /games/{id}/moves` lists them", "GET /games/{{game}}/moves\nHTTP 200"),
        ("POST /games/{id} moves", "POST /games/{{game}}\nHTTP 200"),
        ("Dates are written `YYYY-MM-DD`", '"on": "2026-03-15"'),
        ("A `due_date`", 'jsonpath "$.dueDate" == "2026-03-15"'),
        ("Les fournées « terminées » seulement", '{"etape": "terminée"}'),
        ("Books that are “overdue”", '"state": "Overdue"'),
        ("As in RFC 3339, UTF-8 and ISO 8601", "GET /x"),
    ],
)
def test_it_is_shown_at_work(text: str, exchanges: str) -> None:
    assert missing(text, exchanges) == []


@pytest.mark.parametrize(
    "text, exchanges, lost",
    [
        ("At most 5 loans", LEND * 3, ["5"]),
        ("At most 5 loans", f"{LEND * 3}GET /x\nHTTP 200\n\nGET /y\nHTTP 200\n\nGET /z", ["5"]),
        ("Within 3 days", "# now: 2026-03-01T09:00:00Z\n# now: 2026-03-06T09:00:00Z", ["3"]),
        ("20 percent off", '{"price": "10.00"}\n{"price": "9.00"}', ["20"]),
        ("20 items off", '{"price": "10.00"}\n{"price": "8.00"}', ["20"]),
        ("At least 8 characters", '{"code": "abcdefgh"}', ["8"]),
        ('409 and "Too late"', 'HTTP 409\n"Too early"', ["Too late"]),
        (
            '409 "In use by NAME."',
            'HTTP 409\njsonpath "$.detail" == "In use by"',
            ["In use by NAME."],
        ),
        ('409 "NAME"', 'HTTP 409\njsonpath "$.detail" == "Ann"', ["NAME"]),
        ("A `winner`", 'jsonpath "$.loser" == 1', ["winner"]),
        ("Les « terminées »", '{"etape": "terminal"}', ["terminées"]),
        ("`GET /games/{id}/moves`", "GET /games/{{game}}", ["GET /games/{id}/moves"]),
        ("Dates are `YYYY-MM-DD`", '"on": "15.03.2026"', ["YYYY-MM-DD"]),
        ("Gilt vom 1.3.2025 an", '"ab": "2025-03-02"', ["1.3.2025"]),
        ("Kinder bis 13", '"geboren": "2012-03-01"\n# now: 2026-03-01T09:00:00Z', ["13"]),
        ("Within 3 days", '"on": "2026-02-31"\n"to": "2026-03-05"', ["3"]),
    ],
)
def test_it_is_not_shown(text: str, exchanges: str, lost: list[str]) -> None:
    assert missing(text, exchanges) == lost


def test_requests_of_two_scenarios_do_not_add_up() -> None:
    assert missing("At most 5 loans", LEND * 3, LEND * 3) == ["5"]


def test_a_derived_scenario_shows_what_it_sends_and_expects() -> None:
    expected = Expectation(JsonPath(("winner",)), "==", "Ann")
    exchange = Exchange(
        "POST",
        "/x",
        409,
        body=JsonRequest({"a": 7}),
        expectations=(expected,),
        together=Together(20),
    )
    text = derived_exchanges(Scenario("a", "contract", (exchange,), ("POST /x",), "q", (ID,)))
    assert missing('POST /x 20 times: 7 or 409, a `winner`, "Ann", 8', text) == ["8"]


def statement(text: str) -> Statement:
    return Statement(ID, text, Location("specs/x.md", 1), "background", "background")


def test_a_typed_field_holds_what_no_scenario_can_show() -> None:
    citation = Citation(statement=ID, quote="q")
    rule = Rule(endpoints=("GET /x",), citations=(citation,))
    bare = Contract(app="x", title="X", entities=(), endpoints=(), rules=(rule,))
    held = bare.model_copy(
        update={"constants": (Constant(name="MOST", value=10000, citations=(citation,)),)}
    )
    said = [statement("At most 10,000 games are kept")]
    assert [each.literal for each in unshown(bare, said, [((ID,), "GET /x")])] == ["10,000"]
    assert unshown(held, said, [((ID,), "GET /x")]) == ()


def test_a_scenario_shows_only_what_it_covers() -> None:
    rule = Rule(endpoints=("GET /x",), citations=(Citation(statement=ID, quote="q"),))
    found = Contract(app="x", title="X", entities=(), endpoints=(), rules=(rule,))
    other = StatementId("background/2")
    assert unshown(found, [statement('Say "No"')], [((other,), '"No"')])
    assert not unshown(found, [statement('Say "No"')], [((other, ID), '"No"')])
