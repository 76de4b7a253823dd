"""What a Contract needs of the emitted app's fixed modules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest

from codegen.contract import (
    Answer,
    Body,
    BooleanType,
    BytesBody,
    Case,
    Contract,
    DateTimeType,
    DateType,
    Duplicate,
    EmptyBody,
    Endpoint,
    Entity,
    EntityField,
    FieldType,
    FilePart,
    FormBody,
    HtmlBody,
    IntegerType,
    JsonBody,
    JsonType,
    Member,
    Missing,
    MoneyType,
    MultipartBody,
    NotFound,
    Parameter,
    ProblemBody,
    ReferenceType,
    SecretType,
    Shape,
    TextType,
    UnknownField,
)
from codegen.defaults import BODY_LIMIT_BYTES
from codegen.features import body_limit_bytes, features, language
from codegen.render import Renderer
from emitted import CITED, asking, contract_of, definitions, taking, thing

MEMBER_FLAGS: tuple[tuple[str, FieldType], ...] = (
    ("has_texts", TextType(min_length=0, max_length=9)),
    ("has_texts", SecretType(min_length=0, max_length=9)),
    ("has_money", MoneyType(minimum=0, maximum=9)),
    ("has_dates", DateType()),
    ("has_moments_in_json", DateTimeType()),
    ("has_json", JsonType()),
)
FIELD_FLAGS: tuple[tuple[str, FieldType], ...] = (
    ("has_secrets", SecretType(min_length=0, max_length=9)),
    ("has_moments", DateTimeType()),
    ("has_references", ReferenceType(entity="Thing")),
)


def on(contract: Contract) -> set[str]:
    """The flags that are set, but for those that every custom endpoint and every entity set."""
    found = features(contract, definitions(contract))
    assert found.pop("has_custom") is bool(contract.endpoints)
    assert found.pop("locks_rows") is bool(contract.endpoints)
    assert found.pop("has_entities") is bool(contract.entities)
    return {name for name, value in found.items() if value is True}


@pytest.mark.parametrize(("flag", "kind"), MEMBER_FLAGS)
def test_a_shapes_member_needs_what_reads_it(flag: str, kind: FieldType) -> None:
    contract = thing(Member(name="it", type=kind))
    assert on(contract) == {flag, "has_bodies"}


def test_numbers_and_booleans_need_nothing() -> None:
    numbers = IntegerType(minimum=0, maximum=9)
    contract = thing(Member(name="a", type=numbers), Member(name="b", type=BooleanType()))
    assert on(contract) == {"has_bodies"}


@pytest.mark.parametrize(("flag", "kind"), FIELD_FLAGS)
def test_a_column_needs_what_keeps_it(flag: str, kind: FieldType) -> None:
    entity = Entity(name="Thing", plural="things", fields=(EntityField(name="it", type=kind),))
    contract = Contract(app="a", title="A", entities=(entity,), endpoints=())
    prepares = {"prepares"} if flag == "has_references" else set[str]()
    assert on(contract) == {flag} | prepares


def test_a_query_needs_its_reader_and_a_header_does_not() -> None:
    count = IntegerType(minimum=1, maximum=9)
    query = Parameter(place="query", name="page", type=count)
    assert on(asking(query)) == {"has_query", "has_numbers_in_query"}
    assert on(asking(query.model_copy(update={"type": DateType()}))) == {"has_query", "has_dates"}
    header = query.model_copy(update={"place": "header"})
    assert on(asking(header)) == {"has_numbers_in_query"}


def test_lists_races_and_refusals() -> None:
    count = IntegerType(minimum=1, maximum=9)
    shape = Shape(name="Thing", members=(Member(name="n", type=count),))
    stated = Case(when=Missing(field="n"), status=400, body=ProblemBody(), citations=CITED)
    taken = Case(when=Duplicate(field="n"), status=409, body=ProblemBody(), citations=CITED)
    many = taking("Thing", request=JsonBody(shape="Thing", many=True))
    other = taking("Thing", name="other")
    for endpoints, flags in (
        ((many,), {"has_lists"}),
        ((taking("Thing", cases=(taken,)),), {"has_races"}),
        ((taking("Thing", cases=(stated,)),), {"has_refusals"}),
        (
            (taking("Thing", cases=(stated,)), other),
            {"has_refusals", "has_views_apart"},
        ),
        ((taking("Thing", cases=(stated.model_copy(update={"citations": ()}),)),), set()),
    ):
        assert on(contract_of(shape, endpoints=endpoints)) == {"has_bodies", *flags}


def upload(*sizes: int) -> MultipartBody:
    files = (FilePart(name=f"f{at}", max_bytes=size) for at, size in enumerate(sizes))
    return MultipartBody(files=tuple(files))


@pytest.mark.parametrize(
    ("bodies", "limit"),
    [
        ((), BODY_LIMIT_BYTES),
        ((EmptyBody(), FormBody(), BytesBody()), BODY_LIMIT_BYTES),
        ((upload(1000),), BODY_LIMIT_BYTES),
        ((upload(BODY_LIMIT_BYTES - 65_536),), BODY_LIMIT_BYTES),
        ((upload(BODY_LIMIT_BYTES),), BODY_LIMIT_BYTES + 65_536),
        ((upload(2_000_000, 3_000_000), BytesBody(max_bytes=4_000_000)), 5_065_536),
        ((upload(2_000_000), BytesBody(max_bytes=4_000_000)), 4_065_536),
    ],
)
def test_a_body_may_be_as_large_as_what_is_sent(bodies: tuple[Body, ...], limit: int) -> None:
    endpoints: tuple[Any, ...] = tuple(
        taking(name=f"take_{at}", request=body) for at, body in enumerate(bodies)
    )
    contract = contract_of(endpoints=endpoints)
    assert body_limit_bytes(contract) == limit
    assert features(contract, ())["body_limit_bytes"] == limit


def test_the_day_follows_a_clock_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    module: dict[str, Any] = {}
    exec(Renderer().render("app/package/clock.py.j2"), module)
    clock = module["clock"]
    assert clock.now().utcoffset() == timedelta(0)
    # Late in the evening of another zone: the day is that of UTC.
    moment = datetime(2026, 3, 1, 20, tzinfo=timezone(timedelta(hours=-7))).astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert clock.today() == date(2026, 3, 2)
    assert isinstance(module["chance"], Random)
    assert 1 <= module["chance"].randint(1, 6) <= 6


def test_pages_are_wanted_where_an_outcome_is_one() -> None:
    page, refused = HtmlBody(), ProblemBody()
    shown = taking(success=Answer(status=200, body=page))
    case = Case(when=NotFound(), status=404, body=page)
    for endpoint in (shown, taking(cases=(case,))):
        assert on(contract_of(endpoints=(endpoint,))) == {"has_pages", "is_site"}
    plain = taking(cases=(case.model_copy(update={"body": refused}),))
    assert on(contract_of(endpoints=(plain,))) == set()


def test_stray_fields_of_forms_are_passed_over_where_the_spec_does_not_refuse_them() -> None:
    told = Case(when=UnknownField(), status=422, body=ProblemBody())
    sent = taking(request=FormBody())
    assert on(contract_of(endpoints=(sent,))) == {"passes_over_strays"}
    assert on(contract_of(endpoints=(taking(request=FormBody(), cases=(told,)),))) == set()
    assert on(contract_of(endpoints=(sent, taking(cases=(told,), path="/x")))) == {
        "passes_over_strays"
    }


@pytest.mark.parametrize(
    "other",
    [
        taking(success=Answer(status=200, body=JsonBody())),
        taking(request=JsonBody()),
    ],
)
def test_an_app_that_takes_or_answers_json_is_no_site(other: Endpoint) -> None:
    shown = taking(success=Answer(status=200, body=HtmlBody()))
    made = contract_of(endpoints=(shown, other))
    assert "has_pages" in on(made)
    assert "is_site" not in on(made)


@pytest.mark.parametrize(
    ("path", "kind", "any_path"),
    [
        ("/{code}", TextType(min_length=1, max_length=9), True),
        ("/{code}", IntegerType(minimum=1, maximum=9), False),
        ("/x/{code}", TextType(min_length=1, max_length=9), False),
    ],
)
def test_an_endpoint_may_answer_whatever_path_is_asked_for(
    path: str, kind: FieldType, any_path: bool
) -> None:
    asked = Parameter(name="code", place="path", type=kind)
    shown = taking(method="GET", path=path, parameters=(asked,))
    assert ("answers_any_path" in on(contract_of(endpoints=(shown,)))) is any_path


@pytest.mark.parametrize(
    ("path", "body", "home"),
    [("/", HtmlBody(), "things.make_thing"), ("/", EmptyBody(), ""), ("/x", HtmlBody(), "")],
)
def test_the_page_at_the_root_is_where_errors_lead_back(path: str, body: Body, home: str) -> None:
    shown = taking(method="GET", path=path, success=Answer(status=200, body=body))
    assert features(contract_of(endpoints=(shown,)), ())["home"] == home


@pytest.mark.parametrize(
    ("title", "tag"), [("Guest book", "en"), ("留言簿", "zh"), ("ゲスト帳", "en"), ("방명록", "en")]
)
def test_the_language_of_pages_is_that_of_the_title_where_it_tells(title: str, tag: str) -> None:
    assert language(title) == tag
