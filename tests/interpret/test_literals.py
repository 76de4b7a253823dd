from __future__ import annotations

import pytest

from codegen.contract import (
    Answer,
    Case,
    Citation,
    Constant,
    Contract,
    EmptyBody,
    Endpoint,
    ProblemBody,
    Rule,
    RuleBroken,
    StatementId,
)
from codegen.interpret.literals import holds, literals, lost, of_rules, vanished
from codegen.spec import Statement
from codegen.types import Location

ID = StatementId("background/1")


def statement(text: str) -> Statement:
    return Statement(ID, text, Location("specs/x.md", 1), "background", "background")


def contract(*constants: Constant, **changes: object) -> Contract:
    return Contract(app="x", title="X", entities=(), endpoints=(), constants=constants).model_copy(
        update=changes
    )


def fixed(value: int | str, name: str = "LIMIT") -> Constant:
    return Constant(name=name, value=value, citations=(Citation(statement=ID, quote="q"),))


@pytest.mark.parametrize(
    "text, found",
    [
        ("At most 5 books for 14 days", [("number", "5"), ("number", "14")]),
        ("It costs 10.00, or 1,000 in all.", [("number", "10.00"), ("number", "1,000")]),
        ("用户名最长80个字符，返回422", [("number", "80"), ("number", "422")]),
        (
            "At most 100 KB, 2.5MB or 1 GiB",
            [("size", "100 KB"), ("size", "2.5MB"), ("size", "1 GiB")],
        ),
        ("最大5MB。", [("size", "5MB")]),
        ("3 kilobytes, 3 kbps", [("size", "3 kilobytes"), ("number", "3")]),
        ("The 1st e2e4 of v2", []),
        ("POST /games/{id} is refused", [("method", "POST"), ("path", "/games/{id}")]),
        ("either/or, and/or", []),
        ('Answer 409 with "Too late"', [("number", "409"), ("text", "Too late")]),
        ("说「太晚了」", [("text", "太晚了")]),
        ("réponds « Étape impossible. »", [("text", "Étape impossible.")]),
        ("sagt „Zu spät.“", [("text", "Zu spät.")]),
        ("siger »For sent«", [("text", "For sent")]),
        ("A `winner` and `GET /x`", [("text", "winner"), ("text", "GET /x")]),
        ("It's Ann's, don't ask", []),
        ("2. As in step 4 of rule 12 (§ 3), at most 7", [("number", "7")]),
        ("RFC 3339, UTF-8, ISO-8601 and SHA-256, in 256 bits", [("number", "256")]),
    ],
)
def test_what_stands_literally(text: str, found: list[tuple[str, str]]) -> None:
    assert list(literals(text)) == found


@pytest.mark.parametrize(
    "text, value",
    [
        ("5 books", 5),
        ("10.00 at most", 1000),
        ("10.00", "10.00"),
        ("1,000 points", 1000),
        ("2,5 km", "2.5"),
        ("100 KB", 100_000),
        ("100 KB", 102_400),
        ("2.5 MB", 2_500_000),
        ("1 GiB", 2**30),
    ],
)
def test_a_number_stands_in_any_of_its_forms(text: str, value: int | str) -> None:
    assert not lost(contract(fixed(value)), [statement(text)])


def test_another_size_is_none() -> None:
    for value in (100, 10_000, 100_000_000):
        [found] = lost(contract(fixed(value)), [statement("100 KB")])
        assert (found.kind, found.literal) == ("size", "100 KB")


@pytest.mark.parametrize(
    "text, value", [("5 books", 50), ("5 books", 15), ("14 days", 13), ("0.25", 2500)]
)
def test_another_number_is_none(text: str, value: int) -> None:
    [found] = lost(contract(fixed(value)), [statement(text)])
    assert (found.kind, found.statement) == ("number", ID)


def test_an_authors_own_words_hold_nothing() -> None:
    constant = fixed(1).model_copy(update={"unit": "14 days"})
    assert lost(contract(constant), [statement("14 days")])


def test_an_item_that_cites_another_statement_holds_nothing() -> None:
    other = Citation(statement=StatementId("background/2"), quote="q")
    constant = Constant(name="DAYS", value=14, citations=(other,))
    assert lost(contract(constant), [statement("14 days")])


def test_a_message_and_a_status_stand_in_a_case() -> None:
    cited = (Citation(statement=ID, quote="q"),)
    case = Case(
        when=RuleBroken(statement=ID),
        status=409,
        body=ProblemBody(detail="Too late"),
        citations=cited,
    )
    endpoint = Endpoint(
        method="POST",
        path="/x",
        name="x",
        operation="custom",
        resource="xs",
        request=EmptyBody(),
        success=Answer(status=204, body=EmptyBody()),
        cases=(case,),
    )
    found = contract(endpoints=(endpoint,))
    assert not lost(found, [statement('409 with "Too late"')])
    assert lost(found, [statement('410 with "Too late"')])
    assert lost(found, [statement('409 with "Too early"')])


def test_what_a_rule_cites_has_to_be_shown_at_work() -> None:
    rule = Rule(endpoints=("GET /x",), citations=(Citation(statement=ID, quote="q"),))
    found = contract(rules=(rule,))
    said = [statement("14 days")]
    assert not lost(found, said)
    assert [each.literal for each in of_rules(found, said)] == ["14"]
    held = found.model_copy(update={"constants": (fixed(14),)})
    assert of_rules(held, said) == ()


def test_what_vanished_is_what_no_statement_quotes_any_more() -> None:
    before = ['It is 409 with "Too late".', 'Say "No".']
    assert vanished(before, ['It is 409 with "Too early".', 'Say "No".']) == {"Too late"}


@pytest.mark.parametrize(
    ("literal", "values", "held"),
    [
        ("1.3.2025", "2025-03-01", True),
        ("1.3.2025", "2025-01-03", True),
        ("31.3.2025", "2025-03-31T09:00:00Z", True),
        ("3/31/2025", "2025-03-31", True),
        ("1.3.2025", "2025-03-02", False),
        ("30.2.2025", "2025-02-28", False),
    ],
)
def test_a_day_is_held_as_it_is_kept(literal: str, values: str, held: bool) -> None:
    assert holds(values, "number", literal) is held
