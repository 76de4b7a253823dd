"""The emitted schemas, imported and judged by what they take and give."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from codegen.contract import (
    BooleanType,
    Case,
    ChoiceType,
    Condition,
    DateTimeType,
    DateType,
    Entity,
    EntityField,
    FieldType,
    IntegerType,
    JsonBody,
    JsonType,
    MalformedBody,
    Member,
    MemberType,
    Missing,
    MoneyType,
    NotAnObject,
    NotFound,
    Null,
    NumberType,
    OutOfRange,
    Parameter,
    Pattern,
    ProblemBody,
    ReferenceType,
    RuleBroken,
    SecretType,
    Shape,
    ShapeType,
    StatementId,
    TextType,
    TooLarge,
    TooLong,
    TooShort,
    UnknownField,
    Unstorable,
    WrongContentType,
    WrongType,
)
from codegen.defaults import INTEGER_MAXIMUM, MONEY_LIMIT
from codegen.errors import Rejected
from codegen.schemas import SKELETON_NAMES, is_stated, request_field, response_field
from emitted import APP, CITED, Emitted, asking, contract_of, imported, module, taking, thing

MONEY = MoneyType(minimum=-10_00, maximum=100_00)
COUNT = IntegerType(minimum=1, maximum=9)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def of(kind: MemberType, **more: Any) -> Member:
    return Member(name="it", type=kind, **more)


def refusal(emitted: Emitted, body: object, **more: Any) -> dict[str, Any]:
    """The problem details that a body is answered with."""
    with pytest.raises(HTTPException) as caught:
        emitted.read(body, **more)
    return answered(emitted, caught.value)


def answered(emitted: Emitted, error: HTTPException) -> dict[str, Any]:
    with emitted.app.test_request_context("/"):
        response: Any = emitted.app.handle_http_exception(error)
        found: dict[str, Any] = json.loads(response.data)
    return found


def fields(problem: dict[str, Any]) -> list[str]:
    assert problem["status"] == 422
    return [error["field"] for error in problem["errors"]]


# --- Every type, both ways ---------------------------------------------------------------------------

JSON_VALUES: tuple[object, ...] = (
    *("x", 0, -(2**63), 1.5e300, True),
    *([], {"a": [None, {"b": "é"}]}),
)
TAKEN: dict[str, tuple[MemberType, tuple[tuple[object, object, object], ...]]] = {
    "text": (
        TextType(min_length=1, max_length=3),
        (("é", "é", "é"), ("😀" * 3, "😀" * 3, "😀" * 3)),
    ),
    "secret": (SecretType(min_length=2, max_length=3), (("ab", "ab", "ab"),)),
    "integer": (COUNT, ((1, 1, 1), (9, 9, 9), (1.0, 1, 1), (9e0, 9, 9))),
    "boolean": (BooleanType(), ((True, True, True), (False, False, False))),
    "number": (
        NumberType(minimum=-0.5, maximum=2),
        ((-0.5, -0.5, -0.5), (2, 2.0, 2.0), (1.25, 1.25, 1.25)),
    ),
    "money": (
        MONEY,
        (
            ("12.34", 1234, "12.34"),
            ("12.3", 1230, "12.30"),
            ("12", 1200, "12.00"),
            ("-0.05", -5, "-0.05"),
            ("-10", -1000, "-10.00"),
            ("100.00", 10000, "100.00"),
            ("007.10", 710, "7.10"),
            ("-0", 0, "0.00"),
        ),
    ),
    "date": (DateType(), (("2024-02-29", date(2024, 2, 29), "2024-02-29"),)),
    "datetime": (
        DateTimeType(),
        (
            ("2026-03-01T09:00:00Z", datetime(2026, 3, 1, 9, tzinfo=UTC), "2026-03-01T09:00:00Z"),
            (
                "2026-03-01t00:30:00.5+02:00",
                datetime(2026, 2, 28, 22, 30, 0, 500_000, tzinfo=UTC),
                "2026-02-28T22:30:00.500000Z",
            ),
            (
                "2026-03-01T09:00:00.123456789-00:00",
                datetime(2026, 3, 1, 9, 0, 0, 123_456, tzinfo=UTC),
                "2026-03-01T09:00:00.123456Z",
            ),
        ),
    ),
    "choice": (
        ChoiceType(values=("open", "it's")),
        (("open", "open", "open"), ("it's", "it's", "it's")),
    ),
    "email": (
        TextType(min_length=1, max_length=40, format="email"),
        tuple((each,) * 3 for each in ("ann@example.com", "a+b.c@x-y.example", "a@b")),
    ),
    "url": (
        TextType(min_length=1, max_length=80, format="url"),
        tuple(
            (each,) * 3
            for each in (
                *("http://a", "https://example.com/a?b=c#d", "https://[::1]:8000/"),
                *("http://example.com:80", "https://example.com/名"),
            )
        ),
    ),
    "trimmed": (TextType(min_length=1, max_length=3, trimmed=True), (("a", "a", "a"),)),
    "json": (
        JsonType(),
        tuple((value, value, value) for value in JSON_VALUES),
    ),
    "reference": (ReferenceType(entity="User"), ((1, 1, 1), (2**70, 0, 0), (-1, 0, 0))),
}

REFUSED: dict[str, tuple[object, ...]] = {
    "text": ("", "abcd", 1, True, ["a"], {}, "a\0", "\ud800"),
    "secret": ("a", "abcd", 12, "a\0", "a\udfff"),
    "email": (
        *("ann", "a@", "@b", "a b@c.de", "a@b@c", "a@-b.de", "ann@exa mple.com", "a@b.de\n"),
        *("名@example.com", "a" * 40 + "@b.de", 1, None),
    ),
    "url": (
        *("example.com", "ftp://a", "javascript:alert(1)", "http://", "https:///a", "//a.de"),
        *("http://a b", "http://ann:pw@a.de", "http://a.de\n", "HTTP//a", 1, None),
    ),
    "trimmed": ("  ", " abcd ", 1, None),
    "integer": (0, 10, 1.5, 0.0, 1e300, float("inf"), "1", "1.0", True, [1]),
    "boolean": (0, 1, "true", [True]),
    "number": (-0.6, 2.1, "1", True, float("nan"), float("inf"), 10**400, [1.0]),
    "money": (
        *(1234, 12.34, 0, True, ["1"], {"a": 1}),
        *("", "12.345", "1,50", "+1", " 1", "1 ", "1.", ".5", "1e2", "12.34 EUR", "--1", "-"),
        *("1_0", "١٢", "12.34\n", "100.01", "-10.01", "9" * 5_000),
    ),
    "date": (
        *(20260301, 0, True, ["2026-03-01"]),
        *("", "2026-02-30", "2026-3-1", "20260301", "2026-W09-7", "2026-03-01T00:00:00"),
        *("2026-03-01\n", " 2026-03-01", "0000-01-01", "٢٠٢٦-٠٣-٠١", "tomorrow"),
    ),
    "datetime": (
        *(1767225600, 1.5, True, []),
        *("", "2026-03-01", "2026-03-01T09:00:00", "2026-03-01 09:00:00Z", "2026-03-01T09:00Z"),
        *("2026-02-30T09:00:00Z", "2026-03-01T25:00:00Z", "2026-03-01T09:00:00+24:00"),
        *("2026-03-01T09:00:00+0200", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    ),
    "choice": ("Open", "", 1, True, ["open"]),
    "json": (
        *("a\0", ["\ud800"], {"a\0": 1}),
        *(float("nan"), {"a": float("-inf")}),
    ),
    "reference": ("1", 1.5, True, [1]),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_what_a_type_takes_and_gives(kind: str, folder: Path) -> None:
    made, values = TAKEN[kind]
    with imported(thing(of(made)), folder) as emitted:
        for written, kept, given in values:
            read = emitted.read({"it": written})
            assert (read.it, type(read.it)) == (kept, type(kept))
            built = emitted.schemas.Thing(it=kept)
            assert built.model_dump(mode="json") == {"it": given}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_a_type_refuses(kind: str, folder: Path) -> None:
    with imported(thing(of(TAKEN[kind][0])), folder) as emitted:
        for value in (*REFUSED[kind], None):
            assert fields(refusal(emitted, {"it": value})) == ["it"], value
        assert fields(refusal(emitted, {})) == ["it"]
        assert "it" in fields(refusal(emitted, {"other": 1}))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("money", ("12.34", 12.0, "12", 10_001, True)),
        ("date", ("2026-03-01", datetime(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC))),
        ("datetime", ("2026-03-01T09:00:00Z", datetime(2026, 3, 1, 9), date(2026, 3, 1))),
        ("number", ("1", True)),
        ("reference", ("1", True)),
    ],
)
def test_what_the_app_builds_is_not_converted(
    kind: str, values: tuple[object, ...], folder: Path
) -> None:
    with imported(thing(of(TAKEN[kind][0])), folder) as emitted:
        for value in values:
            with pytest.raises(ValidationError):
                emitted.schemas.Thing(it=value)


def test_a_moment_of_another_zone_is_given_in_utc(folder: Path) -> None:
    with imported(thing(of(DateTimeType())), folder) as emitted:
        moment = datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=2)))
        built = emitted.schemas.Thing(it=moment)
        assert built.model_dump(mode="json") == {"it": "2026-02-28T23:00:00Z"}


def test_money_stays_a_number_in_python(folder: Path) -> None:
    with imported(thing(of(MONEY)), folder) as emitted:
        assert emitted.schemas.Thing(it=5).model_dump() == {"it": 5}


@pytest.mark.parametrize("depth", [70, 400, 900])
def test_json_that_goes_too_deep_is_refused(depth: int, folder: Path) -> None:
    with imported(thing(of(JsonType())), folder) as emitted:
        assert fields(refusal(emitted, '{"it": ' + "[" * depth + "]" * depth + "}")) == ["it"]
        objects = '{"it": ' + '{"a": ' * depth + "1" + "}" * depth + "}"
        assert fields(refusal(emitted, objects)) == ["it"]
        fitting = "[" * 60 + "]" * 60
        read = emitted.read(f'{{"it": {fitting}}}')
        assert json.dumps(read.model_dump(mode="json")["it"]) == fitting


# --- Lists, shapes in shapes, null and defaults ------------------------------------------------------


@pytest.mark.parametrize("kind", TAKEN)
def test_a_list_holds_what_one_may_be(kind: str, folder: Path) -> None:
    made, values = TAKEN[kind]
    member = of(made, many=True, min_items=1, max_items=2)
    with imported(thing(member), folder) as emitted:
        (written, kept, given), wrong = values[0], REFUSED[kind][0]
        assert emitted.read({"it": [written, written]}).it == [kept, kept]
        assert emitted.schemas.Thing(it=[kept]).model_dump(mode="json") == {"it": [given]}
        assert fields(refusal(emitted, {"it": [written, wrong]})) == ["it.1"]
        wrong_lists: list[object] = [[], [written] * 3, {"0": written}, None]
        wrong_lists += [written, [None]] if kind != "json" else []
        for body in wrong_lists:
            problem = refusal(emitted, {"it": body})
            assert fields(problem)[0].partition(".")[0] == "it"


SHARES = (
    Shape(
        name="Thing",
        members=(
            Member(name="shares", type=ShapeType(shape="Share"), many=True, min_items=1),
            Member(name="first", type=ShapeType(shape="Share"), nullable=True, required=False),
        ),
    ),
    Shape(
        name="Share",
        members=(
            Member(name="amount", type=MONEY),
            Member(name="day", type=DateType(), required=False),
        ),
    ),
)


def test_shapes_in_shapes(folder: Path) -> None:
    with imported(contract_of(*SHARES), folder) as emitted:
        read = emitted.read({"shares": [{"amount": "1.5"}, {"amount": "2", "day": "2026-03-01"}]})
        assert [share.amount for share in read.shares] == [150, 200]
        assert (read.first, read.shares[1].day) == (None, date(2026, 3, 1))
        share = emitted.schemas.Share(amount=150)
        assert emitted.schemas.Thing(shares=[share], first=share).model_dump(mode="json") == {
            "shares": [{"amount": "1.50", "day": None}],
            "first": {"amount": "1.50", "day": None},
        }
        wrong = {"shares": [{"amount": "1"}, {"amount": 2}], "first": {"amount": "1", "x": 1}}
        assert fields(refusal(emitted, wrong)) == ["shares.1.amount", "first.x"]
        assert fields(refusal(emitted, {"shares": ["1"]})) == ["shares.0"]


def test_shapes_that_lead_back_to_themselves(folder: Path) -> None:
    node = Shape(
        name="Thing",
        members=(
            Member(name="child", type=ShapeType(shape="Thing"), required=False),
            Member(name="twigs", type=ShapeType(shape="Twig"), many=True, required=False),
        ),
    )
    twig = Shape(name="Twig", members=(Member(name="of", type=ShapeType(shape="Thing")),))
    with imported(contract_of(node, twig), folder) as emitted:
        body: dict[str, Any] = {"child": {"child": None, "twigs": [{"of": {"twigs": []}}]}}
        assert emitted.read(body).child.twigs[0].of.twigs == []
        assert fields(refusal(emitted, {"child": {"twigs": [{}]}})) == ["child.twigs.0.of"]
        deep: dict[str, Any] = {}
        for _ in range(400):
            deep = {"child": deep}
        assert refusal(emitted, deep)["status"] == 422


@pytest.mark.parametrize(
    ("more", "absent", "null", "default"),
    [
        ({}, False, False, None),
        ({"nullable": True}, False, True, None),
        ({"required": False}, True, True, None),
        ({"required": False, "nullable": True}, True, True, None),
        ({"default": "3.50"}, True, False, 350),
        ({"default": 350, "nullable": True}, True, True, 350),
        ({"default": 0, "required": False}, True, False, 0),
    ],
)
def test_what_may_be_left_out_and_what_may_be_null(
    more: dict[str, Any], absent: bool, null: bool, default: object, folder: Path
) -> None:
    with imported(thing(of(MONEY, **more)), folder) as emitted:
        if absent:
            assert emitted.read({}).it == default
        else:
            assert fields(refusal(emitted, {})) == ["it"]
        if null:
            assert emitted.read({"it": None}).it is None
        else:
            assert fields(refusal(emitted, {"it": None})) == ["it"]


@pytest.mark.parametrize(
    ("kind", "default", "kept"),
    [
        (TextType(min_length=0, max_length=9), "it's", "it's"),
        (NumberType(), 2, 2.0),
        (NumberType(), "1.5", 1.5),
        (DateType(), "2026-03-01", date(2026, 3, 1)),
        (DateTimeType(), "2026-03-01T09:00:00+01:00", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        (DateTimeType(), "2026-03-01T09:00:00.25Z", datetime(2026, 3, 1, 9, 0, 0, 250000, UTC)),
        (ChoiceType(values=("a", "b")), "b", "b"),
        (BooleanType(), False, False),
        (JsonType(), "x", "x"),
    ],
)
def test_a_default_is_of_its_type(
    kind: MemberType, default: str | int | bool, kept: object, folder: Path
) -> None:
    # A member of that name must not hide what the next default is made with.
    named = Member(name="date", type=DateType(), default="2026-03-01")
    with imported(thing(named, of(kind, default=default)), folder) as emitted:
        read = emitted.read({})
        assert (read.it, type(read.it)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("kind", "default"),
    [(DateType(), "today"), (MONEY, "a lot"), (DateTimeType(), "2026-03-01"), (NumberType(), "x")],
)
def test_a_default_of_another_type_stops_the_build(kind: MemberType, default: str) -> None:
    with pytest.raises(Rejected, match=f"'it' has a default that is no {kind.kind}"):
        module(thing(of(kind, default=default)))


# --- Lists of objects as bodies -----------------------------------------------------------------------


def test_a_body_may_be_a_list_of_objects(folder: Path) -> None:
    shape = Shape(name="Thing", members=(of(MONEY),))
    many = taking("Thing").model_copy(update={"request": JsonBody(shape="Thing", many=True)})
    with imported(contract_of(shape, endpoints=(many,)), folder) as emitted:
        read = emitted.read([{"it": "1"}, {"it": "2"}], reader="read_list")
        assert [each.it for each in read] == [100, 200]
        assert emitted.read([], reader="read_list") == []
        wrong = [{"it": "1"}, {"it": 2}]
        assert fields(refusal(emitted, wrong, reader="read_list")) == ["1.it"]
        assert refusal(emitted, {"it": "1"}, reader="read_list")["status"] == 422
        assert refusal(emitted, "[", reader="read_list")["status"] == 400
        assert refusal(emitted, [], reader="read_json")["status"] == 422


# --- Queries ------------------------------------------------------------------------------------------


def asked(kind: FieldType, name: str = "it", **more: Any) -> Parameter:
    return Parameter(place="query", name=name, type=kind, **more)


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (COUNT, "9", 9),
        (ReferenceType(entity="User"), "17", 17),
        (NumberType(), "-1.5", -1.5),
        (NumberType(), "3", 3.0),
        (BooleanType(), "true", True),
        (BooleanType(), "false", False),
        (MONEY, "12.3", 1230),
        (DateType(), "2026-03-01", date(2026, 3, 1)),
        (DateTimeType(), "2026-03-01T09:00:00%2B02:00", datetime(2026, 3, 1, 7, tzinfo=UTC)),
        (ChoiceType(values=("1", "true")), "1", "1"),
        (TextType(min_length=0, max_length=9), "12", "12"),
        (TextType(min_length=0, max_length=9), "", ""),
    ],
)
def test_a_query_is_read_as_its_types(
    kind: FieldType, text: str, kept: object, folder: Path
) -> None:
    with imported(asking(asked(kind)), folder) as emitted:
        read = emitted.query(f"unknown=1&it=x&it={text}").it
        assert (read, type(read)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            COUNT,
            (
                "",
                "0",
                "10",
                "1.5",
                "%2B5",
                "1_0",
                "x",
                "١",
                "null",
                '"5"',
                "true",
                "[1]",
                "[" * 5000,
                "9" * 5000,
            ),
        ),
        (NumberType(maximum=5), ("", "6", "NaN", "Infinity", "1e999", "x", "true")),
        (BooleanType(), ("", "1", "0", "yes", "True", "x")),
        (MONEY, ("", "12.345", "1e1", "x", "100.01")),
        (DateType(), ("", "today", "2026-02-30")),
        (DateTimeType(), ("", "2026-03-01T09:00:00", "2026-03-01T09:00:00 02:00")),
        (ChoiceType(values=("a",)), ("", "b")),
        (TextType(min_length=1, max_length=2), ("", "abc", "%00")),
    ],
)
def test_a_query_that_cannot_be_read_is_refused(
    kind: FieldType, texts: tuple[str, ...], folder: Path
) -> None:
    with imported(asking(asked(kind, required=False)), folder) as emitted:
        for text in texts:
            with pytest.raises(HTTPException) as caught:
                emitted.query(f"it={text}")
            assert fields(answered(emitted, caught.value)) == ["it"], text
        assert emitted.query("").it is None


def test_a_query_has_defaults_and_names_that_python_keeps(folder: Path) -> None:
    names = ("from", "class", "copy", "int", "model_year")
    parameters = (asked(COUNT, "page", default=1), *(asked(DateType(), name) for name in names))
    with imported(asking(*parameters), folder) as emitted:
        query = emitted.query("&".join(f"{name}=2026-03-01" for name in names))
        assert [query.page] + [getattr(query, f"{name}_") for name in names] == [
            1,
            *[date(2026, 3, 1)] * len(names),
        ]
        with pytest.raises(HTTPException) as caught:
            emitted.query("from=x")
        assert sorted(fields(answered(emitted, caught.value))) == sorted(names)


# --- What a spec states about requests ----------------------------------------------------------------


def case(when: Condition, status: int = 400, detail: str | None = "No") -> Case:
    return Case(when=when, status=status, body=ProblemBody(detail=detail), citations=CITED)


STATED: tuple[tuple[Condition, object], ...] = (
    (Missing(field="shares"), {}),
    (TooShort(field="shares"), {"shares": []}),
    (WrongType(field="shares"), {"shares": "x"}),
    (Null(field="shares"), {"shares": None}),
    (Missing(field="shares.amount"), {"shares": [{"amount": "1"}, {}]}),
    (Null(field="shares.amount"), {"shares": [{"amount": None}]}),
    (WrongType(field="shares.amount"), {"shares": [{"amount": 1}]}),
    (Pattern(field="shares.amount"), {"shares": [{"amount": "x"}]}),
    (OutOfRange(field="shares.amount"), {"shares": [{"amount": "1000"}]}),
    (Pattern(field="shares.day"), {"shares": [{"amount": "1", "day": "x"}]}),
    (Pattern(field="kind"), {"shares": [{"amount": "1"}], "kind": "c"}),
    (WrongType(field="kind"), {"shares": [{"amount": "1"}], "kind": 1}),
    (TooLong(field="name"), {"shares": [{"amount": "1"}], "name": "abcd"}),
    (Unstorable(field="name"), {"shares": [{"amount": "1"}], "name": "\0"}),
    (UnknownField(), {"shares": [{"amount": "1", "x": 1}]}),
    (MalformedBody(), "{"),
    (NotAnObject(), "[]"),
    (TooLarge(), " " * 3_000),
)


def stating(*cases: Case, **more: Any) -> Any:
    first, share = SHARES
    members = (
        *first.members,
        Member(name="kind", type=ChoiceType(values=("a", "b")), required=False),
        Member(name="name", type=TextType(min_length=0, max_length=3), required=False),
    )
    shapes = (Shape(name="Thing", members=members), share)
    return contract_of(*shapes, endpoints=(taking("Thing", cases=cases, **more),))


@pytest.mark.parametrize(("when", "body"), STATED, ids=lambda value: getattr(value, "kind", ""))
def test_a_stated_refusal_is_answered_as_stated(
    when: Condition, body: object, folder: Path
) -> None:
    cases = tuple(case(each, 418) for each, _ in STATED if each != when)
    with imported(stating(case(when), *cases), folder) as emitted:
        emitted.app.config["MAX_CONTENT_LENGTH"] = 2_000
        problem = refusal(emitted, body)
        assert (problem["status"], problem["detail"]) == (400, "No")


def test_another_media_type_is_answered_as_stated(folder: Path) -> None:
    with imported(stating(case(WrongContentType(), 406)), folder) as emitted:
        context = emitted.app.test_request_context("/", method="POST", data="{}")
        with context, pytest.raises(HTTPException) as caught:
            emitted.schemas.read_json(emitted.schemas.Thing)
        assert answered(emitted, caught.value)["status"] == 406


def test_what_is_not_stated_is_422_and_a_rule_is_the_views(folder: Path) -> None:
    cases = (
        case(Missing(field="shares")),
        case(NotFound(), 404),
        case(RuleBroken(statement=StatementId("s")), 409),
    )
    assert [is_stated(each) for each in cases] == [True, False, False]
    with imported(stating(*cases), folder) as emitted:
        assert fields(refusal(emitted, {"shares": [{"amount": 1}]})) == ["shares.0.amount"]
        assert emitted.schemas.Thing.refusals == {("missing", "shares"): (400, "No")}


@pytest.mark.parametrize("called", [WrongType, OutOfRange])
def test_a_text_that_cannot_be_read_is_answered_as_what_the_spec_calls_it(
    called: Any, folder: Path
) -> None:
    body = {"shares": [{"amount": "seven"}]}
    with imported(stating(case(called(field="shares.amount"))), folder) as emitted:
        assert refusal(emitted, body)["status"] == 400
    two = (case(WrongType(field="shares.amount")), case(OutOfRange(field="shares.amount"), 409))
    with imported(stating(*two), folder) as emitted:
        assert refusal(emitted, body)["status"] == 422


def test_a_query_is_answered_as_stated(folder: Path) -> None:
    cases = (case(Pattern(field="it")), case(Missing(field="it"), 404, None), case(TooLarge(), 413))
    with imported(asking(asked(DateType()), cases=cases), folder) as emitted:
        for text, status in (("it=x", 400), ("", 404)):
            with pytest.raises(HTTPException) as caught:
                emitted.query(text)
            assert answered(emitted, caught.value)["status"] == status
        assert set(emitted.schemas.MakeThingQuery.refusals) == {
            ("pattern", "it"),
            ("missing", "it"),
        }


def test_two_views_of_one_shape_answer_each_as_stated(folder: Path) -> None:
    shape = Shape(name="Thing", members=(of(COUNT),))
    make = taking("Thing", cases=(case(Missing(field="it")), case(MalformedBody(), 418)))
    change = taking("Thing", method="PUT", name="change_thing")
    with imported(contract_of(shape, endpoints=(make, change)), folder) as emitted:
        for view, statuses in (("make_thing", (400, 418)), ("change_thing", (422, 400))):
            emitted.app.add_url_rule(f"/{view}", f"things.{view}")
            for body, status in zip(("{}", "{"), statuses, strict=True):
                context = emitted.app.test_request_context(
                    f"/{view}", data=body, content_type="application/json"
                )
                with context, pytest.raises(HTTPException) as caught:
                    emitted.schemas.read_json(emitted.schemas.Thing)
                assert answered(emitted, caught.value)["status"] == status
    same = (make, change.model_copy(update={"cases": make.cases}))
    assert "refusals_by_view" not in module(contract_of(shape, endpoints=same))


# --- The text -----------------------------------------------------------------------------------------


def every_contract() -> Iterator[Any]:
    for made, _ in TAKEN.values():
        yield thing(of(made))
        yield asking(asked(made))  # type: ignore[arg-type]
        yield thing(*(Member(name=name, type=kind) for name, (kind, _) in TAKEN.items()))
    yield contract_of(*SHARES)
    yield stating(*(case(when) for when, _ in STATED))


@pytest.mark.parametrize("contract", [*every_contract()])
def test_the_text_is_linted_and_has_nothing_that_is_not_used(contract: Any, tmp_path: Path) -> None:
    package = tmp_path / APP
    package.mkdir()
    for name in ("schemas", "errors"):
        (package / f"{name}.py").write_text(module(contract, name), "utf-8")
    rules = "E4,E7,E9,F,I,B,C4,PT,RET,SIM,UP"
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--target-version=py311"]
    done = subprocess.run(
        [*ruff, "--select", rules, "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    text = (package / "schemas.py").read_text("utf-8")
    read = [n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)]
    defined = {name for name in read if read.count(name) == 1} & SKELETON_NAMES
    assert not defined, "defined and never used"


def test_every_name_that_the_skeleton_defines_is_reserved() -> None:
    parameters = (asked(kind, name=name) for name, (kind, _) in TAKEN.items())  # type: ignore[arg-type]
    members = (Member(name=name, type=kind) for name, (kind, _) in TAKEN.items())
    listed = Member(name="listed", type=JsonType(), many=True)
    shape = Shape(name="Thing", members=(*members, listed))
    contract = contract_of(shape, endpoints=(taking("Thing", parameters=tuple(parameters)),))
    names = {
        target.id if isinstance(target, ast.Name) else ""
        for node in ast.parse(module(contract)).body
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    assert names | {"Schema", "UNCHANGED"} == SKELETON_NAMES


# --- Standard operations ------------------------------------------------------------------------------


def test_the_fields_of_a_standard_request_and_response() -> None:
    entity = Entity(
        name="Loan",
        plural="loans",
        fields=(
            EntityField(name="fee", type=MONEY, default="0.50"),
            EntityField(name="due", type=DateType(), required=False),
            EntityField(name="member_id", type=ReferenceType(entity="Member")),
            EntityField(name="name", type=TextType(min_length=0, max_length=9)),
        ),
    )
    assert [request_field(field) for field in entity.fields] == [
        {"name": "fee", "annotation": "Annotated[Money, Field(ge=-1000, le=10000)]", "value": "50"},
        {"name": "due", "annotation": "IsoDate | None", "value": "None"},
        {
            "name": "member_id",
            "annotation": "Annotated[int, RowId]",
            "value": "",
        },
        {
            "name": "name",
            "annotation": "Annotated[str, Field(max_length=9), Storable]",
            "value": "",
        },
    ]
    names = ("id", "fee", "due", "member_id", "name")
    assert [response_field(entity, name)["annotation"] for name in names] == [
        *("int", "Money", "IsoDate | None", "int", "str")
    ]


# --- Names that Python has for something else --------------------------------------------------------


def test_a_member_is_called_as_the_spec_calls_it(folder: Path) -> None:
    members = [
        Member(name="from", type=TextType(min_length=2, max_length=2)),
        Member(name="due-date", type=DateType(), required=False),
    ]
    with imported(thing(*members), folder) as emitted:
        read: Any = emitted.read({"from": "e2"})
        assert (read.from_, read.due_date) == ("e2", None)
        assert read.model_dump(mode="json") == {"from": "e2", "due-date": None}
        made = type(read)(from_="e4")
        assert made.model_dump(mode="json")["from"] == "e4"
        assert fields(refusal(emitted, {"from_": "e2"})) == ["from", "from_"]
        assert fields(refusal(emitted, {"from": "e22"})) == ["from"]


def test_limits_that_are_there_by_default_are_the_databases(folder: Path) -> None:
    amount = of(MoneyType(minimum=-MONEY_LIMIT, maximum=MONEY_LIMIT))
    count = of(IntegerType(minimum=1, maximum=INTEGER_MAXIMUM))
    inner, outer = Shape(name="Inner", members=(count,)), of(ShapeType(shape="Inner"))
    taken = Shape(name="Taken", members=(amount,))
    assert "it: Money\n" in module(contract_of(taken, endpoints=(taking("Taken"),)))
    nested = Shape(name="Thing", members=(outer,))
    with imported(contract_of(inner, nested, endpoints=(taking("Thing"),)), folder) as emitted:
        assert emitted.read({"it": {"it": 10**30}}).it.it == 10**30
        assert fields(refusal(emitted, {"it": {"it": 0}})) == ["it.it"]
        endless = '{"it": {"it": 1%s}}' % ("0" * 6000)
        assert fields(refusal(emitted, endless)) == ["it.it"]


def test_a_trimmed_text_is_measured_without_its_blanks(folder: Path) -> None:
    kind = TextType(min_length=1, max_length=3, trimmed=True)
    with imported(thing(of(kind), Member(name="many", type=kind, many=True)), folder) as emitted:
        read = emitted.read({"it": " \tabc\n  ", "many": [" a ", "b"]})
        assert (read.it, read.many) == ("abc", ["a", "b"])
        assert fields(refusal(emitted, {"it": "    ", "many": []})) == ["it"]
        assert fields(refusal(emitted, {"it": " abcd ", "many": [" "]})) == ["it", "many.0"]
        assert fields(refusal(emitted, {"it": 1, "many": [None]})) == ["it", "many.0"]


def test_a_trimmed_parameter(folder: Path) -> None:
    asked = Parameter(
        place="query", name="q", type=TextType(min_length=1, max_length=3, trimmed=True)
    )
    with imported(asking(asked), folder) as emitted:
        assert emitted.query("q=%20ab%20").q == "ab"


def test_null_may_stand_in_a_list_of_json(folder: Path) -> None:
    with imported(thing(of(JsonType(), many=True)), folder) as emitted:
        assert emitted.read({"it": [None, {"a": None}, 10**30]}).it == [None, {"a": None}, 10**30]
        assert fields(refusal(emitted, '{"it": [1, 1%s]}' % ("0" * 6000))) == ["it.1"]
