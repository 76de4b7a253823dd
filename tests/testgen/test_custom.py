"""What is certain of custom endpoints, on an app written by hand, in the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from codegen.contract import (
    Case,
    Citation,
    Condition,
    Contract,
    Endpoint,
    Member,
    OutOfRange,
    Pattern,
    ProblemBody,
    ReferenceType,
    RuleBroken,
    Shape,
    ShapeType,
    TextBody,
    TooLong,
    WrongType,
)
from codegen.sandbox.forked import ForkedSandbox
from codegen.scenario import BodyText, JsonRequest, JsonValue, Scenario, TextRequest
from codegen.testgen.derive import derive
from codegen.testgen.modules import node_ids
from codegen.verify import VerifyReport, verify
from custom import CONTRACT, RETURN, S4, TEXTS, candidate


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox() as sandbox:
        yield sandbox


EVERY = derive(CONTRACT, TEXTS)


def verified(sandbox: ForkedSandbox, **changed: tuple[str, str]) -> VerifyReport:
    nodes = node_ids(CONTRACT, EVERY)
    return verify(candidate(EVERY, **changed), CONTRACT, nodes, sandbox)


def of(endpoint: Endpoint, *more: Case, shapes: tuple[Shape, ...] = ()) -> list[Scenario]:
    """What is derived of an endpoint with further cases, which come first."""
    changed = endpoint.model_copy(update={"cases": (*more, *endpoint.cases)})
    named = {shape.name for shape in shapes}
    kept = tuple(shape for shape in CONTRACT.shapes if shape.name not in named)
    contract = CONTRACT.model_copy(update={"endpoints": (changed,), "shapes": (*shapes, *kept)})
    return list(derive(contract, TEXTS))


def case(when: Condition, status: int) -> Case:
    cited = (Citation(statement=S4, quote="stated"),)
    return Case(when=when, status=status, body=ProblemBody(detail="No"), citations=cited)


def test_a_careful_app_passes_and_each_test_can_fail(sandbox: ForkedSandbox) -> None:
    report = verified(sandbox)
    assert report.stopped == ""
    assert report.failures == ()
    assert report.passed
    assert len(report.outcomes) > 50


@pytest.mark.parametrize(
    ("old", "new", "failing"),
    [
        ("abort(415)", "abort(400)", "return_book_refuses_another_content_type"),
        ("abort(413)", "abort(400)", "return_book_refuses_a_too_large_body"),
        (
            "if not isinstance(body, dict):\n        abort(422)",
            "if not isinstance(body, dict):\n        abort(400)",
            "refuses_a_body_that_is_no_object[list]",
        ),
        ('"missing" and', '"missing" and not', "return_book_refuses_a_missing_loan"),
        ("    loan: int", "    loan: int | str", "refuses_an_invalid_loan[text]"),
        ('extra="forbid"', 'extra="ignore"', "return_book_refuses_an_unknown_field"),
        ("strict=True", "strict=False", "refuses_an_invalid_loan[boolean]"),
        ("max_length=20", "max_length=21", "refuses_an_invalid_remarks_words[too long]"),
        ('Literal["glad", "sad"]', "str", "refuses_an_invalid_remarks_mood[no such choice]"),
        ("None, max_length=2)", "None)", "refuses_an_invalid_remarks[too many]"),
        ("|^50", "|^.*|^50", "refuses_an_invalid_fee[too large]"),
        ("pattern=r\"^2026-0[1-9]-([01]\\d|2[0-8])T\"", "", "refuses_an_invalid_at[no such time]"),
        ('.get("member") or abort(422)', '.get("member", "")', "list_loans_refuses_a_missing_member"),
        ('int(request.args.get("least", "0"))', "pass", "list_loans_refuses_an_invalid_least"),
        ("date.fromisoformat(request", "str(request", "list_loans_refuses_an_invalid_since"),
        ("abort(401)", "abort(404)", "remove_book_refuses_who_is_not_logged_in"),
        (
            "book = db.session.get(Book, book_id) or abort(404)",
            "book = db.session.get(Book, book_id) or abort(410)",
            "show_book_refuses_an_unknown_book_id",
        ),
        ("application/problem+json", "application/json", "return_book_refuses_an_unknown_field"),
    ],
)  # fmt: skip
def test_a_careless_app_is_found_out(
    sandbox: ForkedSandbox, old: str, new: str, failing: str
) -> None:
    report = verified(sandbox, broken=(old, new))
    assert any(failing in outcome.node_id for outcome in report.failures)


def test_only_what_needs_no_rows_is_sent() -> None:
    """With a parameter in the path, or for somebody, a good body could find nothing or nobody."""
    keys = {scenario.endpoints[0] for scenario in EVERY}
    assert keys == {
        "GET /books/{book_id}",
        "GET /loans",
        "POST /returns",
        "DELETE /books/{book_id}",
    }


def test_every_scenario_of_rank_two_has_a_name_or_variant_of_its_own() -> None:
    names = [(scenario.name, scenario.variant) for scenario in EVERY]
    assert len(set(names)) == len(names)


def named(scenarios: list[Scenario], words: str) -> list[Scenario]:
    return [scenario for scenario in scenarios if words in scenario.name]


def test_a_stated_answer_takes_the_place_of_the_default() -> None:
    found = of(RETURN, case(TooLong(field="remarks.words"), 400))
    [scenario] = named(found, "remarks_words")[-1:]
    stated = [s for s in found if s.exchanges[0].status == 400 and "a_too_long" in s.name]
    assert [s.name for s in stated] == ["return_book_refuses_a_too_long_remarks_words"]
    assert stated[0].covers[0] == S4
    assert any(e.value == "No" for e in stated[0].exchanges[0].expectations)
    assert scenario.exchanges[0].status == 422


@pytest.mark.parametrize(
    ("cases", "status"),
    [
        ((case(WrongType(field="fee"), 400),), 400),
        ((case(OutOfRange(field="fee"), 409),), 409),
        ((case(Pattern(field="fee"), 418), case(WrongType(field="fee"), 400)), 418),
        ((case(WrongType(field="fee"), 400), case(OutOfRange(field="fee"), 409)), None),
    ],
)
def test_what_could_be_several_conditions_is_sent_where_it_is_certain(
    cases: tuple[Case, ...], status: int | None
) -> None:
    unreadable = [s for s in of(RETURN, *cases) if s.variant == "no amount"]
    assert [s.exchanges[0].status for s in unreadable] == ([status] if status else [])


def test_a_rule_that_names_a_field_may_say_what_its_limits_would() -> None:
    quote = "A fee over 50 is refused"
    ruled = RuleBroken(statement=S4)
    broken = case(ruled, 409).model_copy(
        update={"citations": (Citation(statement=S4, quote=quote),)}
    )
    assert any(s.variant == "too large" for s in of(RETURN))
    found = of(RETURN, broken)
    assert not any(s.variant == "too large" and "fee" in s.name for s in found)
    assert any(s.variant == "number" and "fee" in s.name for s in found)


def sent(scenario: Scenario) -> JsonValue:
    body = scenario.exchanges[0].body
    assert isinstance(body, JsonRequest)
    return body.value


def test_the_rest_of_the_body_fits() -> None:
    for scenario in named(list(EVERY), "return_book_refuses_an_invalid_remarks_words"):
        body = sent(scenario)
        assert isinstance(body, dict)
        assert (body["loan"], body["fee"]) == (1, "12.50")
    for scenario in named(list(EVERY), "return_book_refuses_a_missing_fee"):
        assert sent(scenario) == {"loan": 1}


def test_null_is_refused_only_where_it_is_certain() -> None:
    nulls = {s.name for s in EVERY if s.variant == "null" and s.name.startswith("return_book_")}
    prefix = "return_book_refuses_an_invalid_"
    assert nulls - {"return_book_refuses_a_body_that_is_no_object"} == {
        f"{prefix}loan",
        f"{prefix}fee",
        f"{prefix}remarks_words",
    }


def test_shapes_that_hold_themselves_have_an_end() -> None:
    tree = Shape(
        name="ReturnRequest",
        members=(Member(name="inner", type=ShapeType(shape="ReturnRequest")),),
    )
    assert of(RETURN, shapes=(tree,))


def test_a_list_too_long_to_send_is_not_sent() -> None:
    many = Member(name="loans", type=ReferenceType(entity="Loan"), many=True, max_items=10**6)
    found = of(RETURN, shapes=(Shape(name="ReturnRequest", members=(many,)),))
    assert not [s for s in found if s.variant == "too many"]
    shorter = many.model_copy(update={"max_items": 3, "min_items": 2})
    found = of(RETURN, shapes=(Shape(name="ReturnRequest", members=(shorter,)),))
    assert [sent(s) for s in found if s.variant == "too many"] == [{"loans": [1] * 4}]
    assert [sent(s) for s in found if s.variant == "too few"] == [{"loans": [1]}]


def test_json_has_its_limit_beside_uploads_too() -> None:
    assert any("too_large" in s.name for s in EVERY)
    upload = {"kind": "multipart", "files": [{"name": "photo", "max_bytes": 10**7}]}
    data = CONTRACT.model_dump(mode="json")
    data["endpoints"][-1] |= {"method": "POST", "request": upload}
    assert any("too_large" in s.name for s in derive(Contract.model_validate(data), TEXTS))


def test_statements_are_covered_by_what_they_say() -> None:
    [scenario] = named(list(EVERY), "refuses_an_unknown_book_id")
    assert scenario.quote == "A book that does not exist is answered with 404."
    assert len(scenario.covers) == 1


def test_fixed_words_are_expected() -> None:
    answered = case(WrongType(field="loan"), 400).model_copy(update={"body": TextBody(text="No")})
    found = of(RETURN, answered)
    expectations = named(found, "another_type_of_loan")[0].exchanges[0].expectations
    assert [(e.query, e.value) for e in expectations] == [(BodyText(), "No")]


def test_what_is_no_json_is_sent_with_its_media_type() -> None:
    for scenario in named(list(EVERY), "malformed_json"):
        assert isinstance(scenario.exchanges[0].body, TextRequest)
        assert dict(scenario.exchanges[0].headers) == {"Content-Type": "application/json"}


def test_a_test_of_that_name_which_a_model_wrote_stands_beside_it() -> None:
    """Names are given by those who do not know of one another."""
    [derived] = named(list(EVERY), "refuses_an_unknown_book_id")
    model = replace(derived, origin="model")
    nodes = list(node_ids(CONTRACT, [derived, model, model]))
    assert [node.rpartition("::")[2] for node in nodes] == [
        "test_show_book_refuses_an_unknown_book_id",
        "test_show_book_refuses_an_unknown_book_id_2",
        "test_show_book_refuses_an_unknown_book_id_3",
    ]
