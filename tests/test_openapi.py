from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from codegen.contract import (
    Answer,
    Body,
    BooleanType,
    BytesBody,
    Case,
    ChoiceType,
    Citation,
    Condition,
    Contract,
    CsvBody,
    DateTimeType,
    DateType,
    Duplicate,
    EmptyBody,
    Endpoint,
    Entity,
    EntityField,
    FilePart,
    FormBody,
    HtmlBody,
    IntegerType,
    Item,
    JsonBody,
    JsonType,
    LoggedIn,
    MalformedBody,
    Member,
    MemberType,
    Missing,
    MoneyType,
    MultipartBody,
    NotAnObject,
    NotFound,
    NotLoggedIn,
    NotOwner,
    NumberType,
    Owner,
    Parameter,
    ProblemBody,
    RedirectBody,
    ReferenceType,
    Role,
    RuleBroken,
    SecretType,
    Shape,
    ShapeType,
    StatementId,
    TextBody,
    TextType,
    TooLarge,
    TooShort,
    UnknownField,
    WrongContentType,
)
from codegen.openapi import openapi, schema_name

PROBLEM = ProblemBody()
DEFAULT_CASES = (
    Case(when=Missing(field="username"), status=422, body=PROBLEM),
    Case(when=TooShort(field="password"), status=422, body=PROBLEM),
    Case(when=UnknownField(), status=422, body=PROBLEM),
    Case(when=NotAnObject(), status=422, body=PROBLEM),
    Case(when=MalformedBody(), status=400, body=PROBLEM),
    Case(when=WrongContentType(), status=415, body=PROBLEM),
    Case(when=TooLarge(), status=413, body=PROBLEM),
)
TAKEN = "If the username is taken, answer 409 with “Username already exists”."
FIELDS = (
    EntityField(name="username", type=TextType(min_length=1, max_length=80), unique=True),
    EntityField(name="password", type=SecretType(min_length=8, max_length=255)),
)


def cite(*quotes: str) -> tuple[Citation, ...]:
    return tuple(Citation(statement=StatementId("s"), quote=quote) for quote in quotes)


def contract(
    *fields: EntityField,
    success: Body | None = None,
    cases: tuple[Case, ...] = DEFAULT_CASES,
    **of_endpoint: Any,
) -> Contract:
    """A contract of one entity and one endpoint that takes all of its fields."""
    entity = Entity(name="User", plural="users", fields=fields or FIELDS)
    names = tuple(field.name for field in entity.fields)
    success = JsonBody(message="User created successfully") if success is None else success
    endpoint = {
        "method": "POST",
        "path": "/register",
        "name": "register",
        "operation": "create",
        "entity": "User",
        "request": JsonBody(fields=names),
        "success": Answer(status=201, body=success),
        "cases": cases,
    }
    made = Endpoint(**(endpoint | of_endpoint))
    return Contract(app="register", title="Register", entities=(entity,), endpoints=(made,))


REGISTER = contract(
    cases=(
        Case(
            when=Duplicate(field="username"),
            status=409,
            body=ProblemBody(detail="Username already exists"),
            citations=cite(TAKEN),
        ),
        *DEFAULT_CASES,
    ),
    citations=cite("POST /register  registers\na user.", "It takes a username."),
)


def document(of: Contract) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(openapi(of))
    return loaded


def operation(of: Contract) -> dict[str, Any]:
    found: dict[str, Any] = document(of)["paths"]["/register"]["post"]
    return found


def problem_schema(of: Contract, status: int) -> dict[str, Any]:
    content = operation(of)["responses"][str(status)]["content"]
    assert list(content) == ["application/problem+json"]
    found: dict[str, Any] = content["application/problem+json"]["schema"]
    return found


def accepts(of: Contract, schema: dict[str, Any], value: object) -> bool:
    """Whether a value is valid under a schema of the document, by a validator of its own."""
    whole = schema | {"components": document(of)["components"]}
    return jsonschema_rs.Draft202012Validator(whole).is_valid(value)


def request_of(name: str = "RegisterRequest") -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


# --- Every limit stands ------------------------------------------------------------------------------


def every_field() -> Iterator[EntityField]:
    """Each type at several limits, with every mixture of required, unique and defaulted."""
    kinds: tuple[tuple[Any, Any], ...] = (
        (TextType(min_length=0, max_length=1), "x"),
        (TextType(min_length=3, max_length=40), "it's"),
        (TextType(min_length=1, max_length=10_000), "ü 😀"),
        (SecretType(min_length=12, max_length=128), None),
        (IntegerType(minimum=-(2**63), maximum=2**63 - 1), 0),
        (IntegerType(minimum=-5, maximum=-5), -5),
        (IntegerType(minimum=0, maximum=150), 18),
        (BooleanType(), False),
        (BooleanType(), True),
    )
    for (kind, default), required, defaulted in product(kinds, (True, False), (True, False)):
        yield EntityField(
            name="field", type=kind, required=required, default=default if defaulted else None
        )


EVERY_FIELD = tuple(
    field.model_copy(update={"name": f"field_{at}"}) for at, field in enumerate(every_field())
)
EVERY_CONTRACT = (REGISTER, contract(*EVERY_FIELD), *(contract(f) for f in EVERY_FIELD))


def fitting(field: EntityField) -> tuple[Any, ...]:
    match field.type:
        case TextType(min_length=low, max_length=high) | SecretType(
            min_length=low, max_length=high
        ):
            return ("é" * low, "😀" * high)
        case IntegerType(minimum=low, maximum=high):
            return (low, high)
        case _:
            return (True, False)


def misfitting(field: EntityField) -> tuple[Any, ...]:
    match field.type:
        case TextType(min_length=low, max_length=high) | SecretType(
            min_length=low, max_length=high
        ):
            short = ("é" * (low - 1),) if low else ()
            return (*short, "é" * (high + 1), "\0" * max(low, 1), 1, True, [], {})
        case IntegerType(minimum=low, maximum=high):
            return (low - 1, high + 1, 0.5, str(low), True)
        case _:
            return (0, 1, "true")


@pytest.mark.parametrize("of", EVERY_CONTRACT)
def test_requests_at_their_limits_are_valid_and_beyond_them_are_not(of: Contract) -> None:
    fields = of.inputs(of.endpoints[0])
    whole = {field.name: fitting(field)[0] for field in fields}
    for field in fields:
        for value in fitting(field):
            assert accepts(of, request_of(), whole | {field.name: value})
        for value in misfitting(field):
            assert not accepts(of, request_of(), whole | {field.name: value})
        optional = not field.required or field.default is not None
        without = {name: value for name, value in whole.items() if name != field.name}
        assert accepts(of, request_of(), without) is optional
        nullable = not field.required and field.default is None
        assert accepts(of, request_of(), whole | {field.name: None}) is nullable
    assert not accepts(of, request_of(), whole | {"unknown": 1})
    assert not accepts(of, request_of(), [whole])


@pytest.mark.parametrize("of", EVERY_CONTRACT)
def test_every_limit_is_written_down(of: Contract) -> None:
    schema = document(of)["components"]["schemas"]["RegisterRequest"]
    fields = of.inputs(of.endpoints[0])
    assert list(schema["properties"]) == [field.name for field in fields]
    for field in fields:
        written = schema["properties"][field.name]
        limits = field.type.model_dump(exclude={"kind"})
        names = {"min_length": "minLength", "max_length": "maxLength"}
        for name, limit in limits.items():
            assert written[names.get(name, name)] == limit
        assert ("default" in written) is (field.default is not None)
        assert written.get("default") == field.default
        assert written.get("writeOnly", False) is isinstance(field.type, SecretType)
        assert (written.get("format") == "password") is isinstance(field.type, SecretType)


def test_the_pattern_that_refuses_nul_is_written_as_an_escape() -> None:
    assert r'"pattern": "^[^\\u0000]*$"' in openapi(REGISTER)


# --- The document -----------------------------------------------------------------------------------


@pytest.mark.parametrize("of", EVERY_CONTRACT)
def test_the_document_is_valid_openapi_and_its_schemas_are_valid(of: Contract) -> None:
    loaded = document(of)
    jsonschema_rs.Draft202012Validator(OPENAPI_31).validate(loaded)
    for schema in loaded["components"]["schemas"].values():
        jsonschema_rs.meta.validate(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        )


@pytest.mark.parametrize("of", EVERY_CONTRACT)
def test_every_reference_leads_somewhere_and_every_schema_is_used_but_for_the_problems(
    of: Contract,
) -> None:
    text = openapi(of)
    names = set(document(of)["components"]["schemas"])
    used = {name for name in names if f'"#/components/schemas/{name}"' in text}
    assert text.count('"$ref"') == sum(text.count(f'schemas/{name}"') for name in names)
    assert names - used <= {"InvalidFields", "Problem"}


def test_the_same_contract_gives_the_same_text() -> None:
    again = Contract.model_validate_json(REGISTER.model_dump_json())
    assert openapi(again) == openapi(REGISTER)
    assert openapi(REGISTER).endswith("}\n")
    assert "“Username already exists”" in openapi(REGISTER)


def test_info_and_operation() -> None:
    assert document(REGISTER)["openapi"] == "3.1.0"
    assert document(REGISTER)["info"] == {"title": "Register", "version": "1.0.0"}
    assert "servers" not in document(REGISTER)
    found = operation(REGISTER)
    assert (found["operationId"], found["tags"]) == ("register", ["users"])
    assert found["summary"] == "POST /register registers a user."
    assert found["requestBody"]["required"] is True
    assert list(found["requestBody"]["content"]) == ["application/json"]


@pytest.mark.parametrize(
    "quote, summary",
    [
        ("word " * 16, ("word " * 16).strip()),
        ("word " * 17, "word " * 14 + "word…"),
        ("用户" * 40, "用户" * 40),
        ("用户" * 41, "用户" * 39 + "用…"),
    ],
)
def test_a_long_summary_is_cut_between_words_where_there_are_some(quote: str, summary: str) -> None:
    assert operation(contract(citations=cite(quote)))["summary"] == summary


def test_an_endpoint_without_citations_is_summed_up_by_its_key() -> None:
    assert operation(contract())["summary"] == "POST /register"


def test_paths_and_methods_stand_in_the_order_of_the_contract() -> None:
    one = contract().endpoints[0]
    keys = [("POST", "/b", "b"), ("PUT", "/a", "put_a"), ("POST", "/a", "post_a")]
    endpoints = tuple(
        one.model_copy(update={"method": method, "path": path, "name": name})
        for method, path, name in keys
    )
    loaded = document(contract().model_copy(update={"endpoints": endpoints}))
    assert [(path, list(methods)) for path, methods in loaded["paths"].items()][:2] == [
        ("/b", ["post"]),
        ("/a", ["put", "post"]),
    ]
    assert list(loaded["components"]["schemas"]) == [
        "BRequest",
        "BResponse",
        "InvalidFields",
        "PostARequest",
        "PostAResponse",
        "Problem",
        "PutARequest",
        "PutAResponse",
    ]


def test_the_name_of_a_schema() -> None:
    endpoint = contract(name="create_blog_post").endpoints[0]
    assert schema_name(endpoint, "Response") == "CreateBlogPostResponse"


# --- Responses --------------------------------------------------------------------------------------


def test_every_status_has_its_media_type() -> None:
    responses = operation(REGISTER)["responses"]
    found = {status: list(response["content"]) for status, response in responses.items()}
    problem = ["application/problem+json"]
    assert found == {"201": ["application/json"]} | dict.fromkeys(
        ["400", "409", "413", "415", "422"], problem
    )
    assert list(responses) == sorted(responses)


def test_a_message_is_the_only_answer() -> None:
    response = request_of("RegisterResponse")
    assert accepts(REGISTER, response, {"message": "User created successfully"})
    for body in ({}, {"message": "created"}, {"message": "User created successfully", "id": 1}):
        assert not accepts(REGISTER, response, body)


def test_an_answer_has_all_of_its_fields_within_their_limits() -> None:
    fields = (
        *FIELDS,
        EntityField(name="bio", type=TextType(min_length=0, max_length=9), required=False),
        EntityField(name="age", type=IntegerType(minimum=0, maximum=9), default=1),
    )
    of = contract(*fields, success=JsonBody(fields=("id", "username", "bio", "age")))
    response = request_of("RegisterResponse")
    body = {"id": 2**40, "username": "ann", "bio": None, "age": 9}
    assert accepts(of, response, body)
    for wrong in (
        {"id": "1"},
        {"username": ""},
        {"bio": "1234567890"},
        {"age": 10},
        {"age": None},
        {"password": "12345678"},
    ):
        assert not accepts(of, response, body | wrong)
    for name in body:
        assert not accepts(of, response, {key: body[key] for key in body if key != name})
    assert "default" in json.dumps(document(of)["components"]["schemas"]["RegisterRequest"])
    assert "default" not in json.dumps(document(of)["components"]["schemas"]["RegisterResponse"])


def test_an_empty_body_has_no_content() -> None:
    of = contract(success=EmptyBody(), request=EmptyBody(), cases=())
    assert operation(of)["responses"] == {"201": {"description": "The request succeeded."}}
    assert "requestBody" not in operation(of)
    assert list(document(of)["components"]["schemas"]) == ["InvalidFields", "Problem"]


def problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    body = {"type": "about:blank", "title": "t", "status": status, "detail": detail}
    return body | more


def test_a_status_of_one_fixed_detail_answers_that_alone() -> None:
    schema = problem_schema(REGISTER, 409)
    assert accepts(REGISTER, schema, problem(409, "Username already exists"))
    assert not accepts(REGISTER, schema, problem(409, "Another detail"))
    assert not accepts(REGISTER, schema, {"detail": "Username already exists"})


def test_a_status_of_several_fixed_details_answers_one_of_them() -> None:
    name, mail = (
        Case(when=Duplicate(field=field), status=409, body=ProblemBody(detail=f"{field} is taken"))
        for field in ("username", "email")
    )
    of = contract(cases=(name, mail, name))
    schema = problem_schema(of, 409)
    assert schema["properties"]["detail"] == {"enum": ["username is taken", "email is taken"]}
    assert not accepts(of, schema, problem(409, "password is taken"))


def test_a_detail_that_the_app_chooses_is_not_fixed() -> None:
    fixed = Case(when=NotFound(), status=404, body=ProblemBody(detail="No such user"))
    free = Case(when=NotOwner(), status=404, body=PROBLEM)
    of = contract(cases=(fixed, free))
    assert accepts(of, problem_schema(of, 404), problem(404, "Whatever"))


def test_invalid_fields_are_listed() -> None:
    of = contract(cases=DEFAULT_CASES[:3])
    schema = problem_schema(of, 422)
    errors = [{"field": "username", "message": "Field required"}]
    assert accepts(of, schema, problem(422, "Some fields are not valid.", errors=errors))
    assert not accepts(of, schema, problem(422, "Some fields are not valid."))
    faulty: tuple[list[dict[str, str]], ...] = (
        [],
        [{}],
        [{"field": "username"}],
        [{**errors[0], "input": "secret"}],
    )
    for wrong in faulty:
        assert not accepts(of, schema, problem(422, "Some fields are not valid.", errors=wrong))


def test_a_status_of_invalid_fields_and_of_others_answers_either() -> None:
    schema = problem_schema(REGISTER, 422)
    assert schema == {
        "anyOf": [
            {"$ref": "#/components/schemas/InvalidFields"},
            {"$ref": "#/components/schemas/Problem"},
        ]
    }


def test_a_case_may_answer_json_of_its_own() -> None:
    case = Case(when=NotFound(), status=404, body=JsonBody(message="No such user"))
    of = contract(cases=(case, case, Case(when=NotOwner(), status=404, body=PROBLEM)))
    content = operation(of)["responses"]["404"]["content"]
    assert list(content) == ["application/json", "application/problem+json"]
    schema = content["application/json"]["schema"]
    assert accepts(of, schema, {"message": "No such user"})
    assert not accepts(of, schema, {"message": "Another"})


def test_a_description_quotes_the_spec_or_says_it_in_our_words() -> None:
    responses = operation(REGISTER)["responses"]
    assert responses["409"]["description"] == TAKEN
    assert responses["422"]["description"] == (
        "Some fields are not valid.\nThe body is no JSON object."
    )
    assert responses["201"]["description"] == "The request succeeded."


def every_condition() -> Iterator[Item]:
    union, _discriminator = get_args(Condition)
    for member in get_args(union):
        needed = (name for name, field in member.model_fields.items() if field.is_required())
        names = ("username", "password")
        yield member(**{name: names if name == "fields" else names[0] for name in needed})


@pytest.mark.parametrize(
    "condition", tuple(every_condition()), ids=lambda condition: type(condition).__name__
)
def test_every_condition_has_words_for_its_response(condition: Any) -> None:
    of = contract(cases=(Case(when=condition, status=418, body=PROBLEM),))
    assert operation(of)["responses"]["418"]["description"].endswith(".")


# --- Custom endpoints -------------------------------------------------------------------------------

ALL_TYPES: tuple[tuple[MemberType, tuple[Any, ...], tuple[Any, ...]], ...] = (
    (TextType(min_length=1, max_length=2), ("é",), ("", "abc", 1, "\0")),
    (SecretType(min_length=2, max_length=9), ("ab",), ("a",)),
    (IntegerType(minimum=-1, maximum=1), (-1, 1), (2, 0.5, "1", True)),
    (NumberType(minimum=-0.5), (-0.5, 1, 1e300), (-1, "1", True)),
    (NumberType(), (-1e300,), ("1",)),
    (
        MoneyType(minimum=0, maximum=10_000),
        ("0", "12.3", "12.34", "-1.00"),
        (12, 12.3, "", "1.234", "1,5", " 1", "1."),
    ),
    (BooleanType(), (True, False), (0, "true")),
    (DateType(), ("2026-03-01",), ("2026-02-30", "today", 1)),
    (DateTimeType(), ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00.5+02:00"), ("2026-03-01", 1)),
    (ChoiceType(values=("a", "it's")), ("a", "it's"), ("b", 1)),
    (JsonType(), (1, "x", [], {"a": None}, 1.5, False), ()),
    (ReferenceType(entity="User"), (1, 2**70, -1), (0.5, "1")),
    (ShapeType(shape="Part"), ({"n": 1},), ({}, {"n": "1"}, {"n": 1, "m": 1}, [])),
)
PART = Shape(name="Part", members=(Member(name="n", type=IntegerType(minimum=1, maximum=9)),))
GONE = Case(when=NotFound(), status=404, body=PROBLEM, citations=cite("No such thing."))
RULE = RuleBroken(statement=StatementId("s"))


def custom(*members: Member, **of_endpoint: Any) -> Contract:
    """A contract of one custom endpoint that takes and gives the shape ``Thing`` unless told otherwise."""
    thing = Shape(name="Thing", members=members)
    unused = Shape(name="Unused", members=(Member(name="x", type=BooleanType()),))
    endpoint = {
        "method": "POST",
        "path": "/register",
        "name": "make_thing",
        "operation": "custom",
        "resource": "things",
        "summary": "Makes a thing",
        "request": JsonBody(shape="Thing"),
        "success": Answer(status=200, body=JsonBody(shape="Thing")),
        "cases": (),
    }
    return Contract(
        app="things",
        title="Things",
        entities=(),
        endpoints=(Endpoint(**(endpoint | of_endpoint)),),
        shapes=(thing, PART, unused),
    )


def agrees(of: Contract, schema: dict[str, Any], value: object) -> bool:
    whole = schema | {"components": document(of)["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True).is_valid(value)


THING = request_of("Thing")


@pytest.mark.parametrize(
    "kind, fit, misfit", ALL_TYPES, ids=lambda value: getattr(value, "kind", "")
)
def test_what_a_member_may_be(
    kind: MemberType, fit: tuple[Any, ...], misfit: tuple[Any, ...]
) -> None:
    one = custom(Member(name="it", type=kind))
    optional = custom(Member(name="it", type=kind, required=False))
    nullable = custom(Member(name="it", type=kind, nullable=True))
    many = custom(Member(name="it", type=kind, many=True, min_items=1, max_items=2))
    for of in (one, optional, nullable, many):
        jsonschema_rs.Draft202012Validator(OPENAPI_31).validate(document(of))
    for value in fit:
        assert all(agrees(of, THING, {"it": value}) for of in (one, optional, nullable))
        assert all(agrees(many, THING, {"it": [value] * count}) for count in (1, 2))
        assert not any(agrees(many, THING, {"it": [value] * count}) for count in (0, 3))
    for value in misfit:
        assert not any(agrees(of, THING, {"it": value}) for of in (one, optional, nullable))
        assert not agrees(many, THING, {"it": [fit[0], value]})
    for of, absent, null in ((one, False, False), (optional, True, True), (nullable, False, True)):
        assert (agrees(of, THING, {}), agrees(of, THING, {"it": None})) == (absent, null)
    assert not agrees(many, THING, {"it": None})
    assert agrees(
        custom(Member(name="it", type=kind, many=True, nullable=True)), THING, {"it": None}
    )


@pytest.mark.parametrize(
    "kind, default, written",
    [
        (MoneyType(minimum=0, maximum=999), 150, "1.50"),
        (MoneyType(minimum=0, maximum=999), "1.5", "1.50"),
        (NumberType(), 1, 1.0),
        (DateType(), "2026-03-01", "2026-03-01"),
        (DateTimeType(), "2026-03-01T09:00:00+01:00", "2026-03-01T08:00:00Z"),
        (ChoiceType(values=("a", "b")), "b", "b"),
        (BooleanType(), False, False),
    ],
)
def test_a_default_is_written_as_json(kind: MemberType, default: Any, written: object) -> None:
    of = custom(Member(name="it", type=kind, default=default))
    found = document(of)["components"]["schemas"]["Thing"]["properties"]["it"]
    assert found["default"] == written
    assert agrees(of, found, written)
    assert agrees(of, THING, {})


def test_only_shapes_that_bodies_hold_are_components() -> None:
    of = custom(
        Member(name="parts", type=ShapeType(shape="Part"), many=True),
        Member(name="inner", type=ShapeType(shape="Thing"), nullable=True),
    )
    assert list(document(of)["components"]["schemas"]) == [
        *("InvalidFields", "Part", "Problem", "Thing")
    ]
    assert agrees(of, THING, {"parts": [{"n": 1}], "inner": {"parts": [], "inner": None}})
    assert not agrees(of, THING, {"parts": [], "inner": {"parts": [{"n": 0}], "inner": None}})


def test_a_custom_operation_has_its_own_words_and_resource() -> None:
    found = operation(custom())
    assert (found["summary"], found["tags"]) == ("Makes a thing", ["things"])
    assert "security" not in found
    assert "securitySchemes" not in document(custom())["components"]


def test_what_is_answered_by_default_is_described() -> None:
    page = Parameter(place="query", name="page", type=IntegerType(minimum=1, maximum=9))
    thing_id = Parameter(place="path", name="thing_id", type=ReferenceType(entity="Thing"))
    found = operation(custom(parameters=(page, thing_id)))["responses"]
    assert list(found) == ["200", "400", "404", "413", "415", "422"]
    assert list(operation(custom(request=EmptyBody()))["responses"]) == ["200"]
    queried = operation(custom(request=EmptyBody(), parameters=(page,)))["responses"]
    assert list(queried) == ["200", "422"]
    stated = operation(custom(parameters=(thing_id,), cases=(GONE,)))["responses"]
    assert stated["404"]["description"] == "No such thing."


@pytest.mark.parametrize("who", [LoggedIn(), Owner(), Role(name="admin")])
def test_who_may_not_call_without_credentials(who: Any) -> None:
    for of in (contract(who=who), custom(who=who)):
        found = document(of)
        assert operation(of)["security"] == [{"bearer": []}]
        assert found["components"]["securitySchemes"] == {
            "bearer": {"type": "http", "scheme": "bearer"}
        }
        assert problem_schema(of, 401) == {"$ref": "#/components/schemas/Problem"}
        jsonschema_rs.Draft202012Validator(OPENAPI_31).validate(found)
    stated = Case(when=NotLoggedIn(), status=403, body=PROBLEM)
    assert "401" not in operation(custom(who=who, cases=(stated,)))["responses"]


def test_parameters_stand_with_their_types_and_places() -> None:
    of = custom(
        parameters=(
            Parameter(place="path", name="id", type=ReferenceType(entity="User"), required=False),
            Parameter(place="query", name="sort", type=ChoiceType(values=("a", "b")), default="a"),
            Parameter(place="query", name="from", type=DateType(), required=False),
            Parameter(place="header", name="X-Key", type=TextType(min_length=1, max_length=9)),
            Parameter(place="cookie", name="seen", type=BooleanType(), required=False),
        ),
    )
    jsonschema_rs.Draft202012Validator(OPENAPI_31).validate(document(of))
    found = operation(of)["parameters"]
    assert [(each["name"], each["in"], each["required"]) for each in found] == [
        ("id", "path", True),
        ("sort", "query", False),
        ("from", "query", False),
        ("X-Key", "header", True),
        ("seen", "cookie", False),
    ]
    assert found[1]["schema"] == {"type": "string", "enum": ["a", "b"], "default": "a"}
    assert found[2]["schema"] == {"type": "string", "format": "date"}


# --- Bodies of every kind ---------------------------------------------------------------------------

BODIES: tuple[tuple[Body, list[str]], ...] = (
    (JsonBody(shape="Thing"), ["application/json"]),
    (JsonBody(shape="Thing", many=True), ["application/json"]),
    (JsonBody(), ["application/json"]),
    (JsonBody(message="Done"), ["application/json"]),
    (FormBody(shape="Thing"), ["application/x-www-form-urlencoded", "multipart/form-data"]),
    (FormBody(), ["application/x-www-form-urlencoded", "multipart/form-data"]),
    (MultipartBody(shape="Thing"), ["multipart/form-data"]),
    (TextBody(), ["text/plain"]),
    (TextBody(text="pong"), ["text/plain"]),
    (HtmlBody(shows=("Hello",)), ["text/html"]),
    (CsvBody(columns=("a", "b")), ["text/csv"]),
    (BytesBody(), ["application/octet-stream"]),
    (BytesBody(media_types=("image/png", "image/gif"), max_bytes=9), ["image/png", "image/gif"]),
    (PROBLEM, ["application/problem+json"]),
    (EmptyBody(), []),
    (RedirectBody(), []),
)
NUMBERED = Member(name="n", type=IntegerType(minimum=1, maximum=9))


@pytest.mark.parametrize("body, media", BODIES, ids=lambda value: getattr(value, "kind", ""))
def test_a_body_of_every_kind_is_read_and_answered(body: Body, media: list[str]) -> None:
    of = custom(NUMBERED, request=body, success=Answer(status=200, body=body))
    jsonschema_rs.Draft202012Validator(OPENAPI_31).validate(document(of))
    found = operation(of)
    assert list(found.get("requestBody", {}).get("content", {})) == media
    assert list(found["responses"]["200"].get("content", {})) == media
    assert found.get("requestBody", {"required": True})["required"] is (body != BytesBody())


def content(of: Contract, media: str, status: str = "") -> dict[str, Any]:
    holder = operation(of)["responses"][status] if status else operation(of)["requestBody"]
    found: dict[str, Any] = holder["content"][media]
    return found


def test_a_list_of_objects() -> None:
    of = custom(NUMBERED, request=JsonBody(shape="Thing", many=True))
    schema = content(of, "application/json")["schema"]
    assert agrees(of, schema, [{"n": 1}, {"n": 2}])
    assert not agrees(of, schema, {"n": 1})
    assert not agrees(of, schema, [{"n": 0}])


def test_the_fields_and_files_of_a_multipart_body() -> None:
    photo = FilePart(name="photo", media_types=("image/png", "image/jpeg"), max_bytes=5)
    others = FilePart(name="others", max_bytes=7, required=False, many=True)
    body = MultipartBody(shape="Thing", files=(photo, others))
    part = Member(name="part", type=ShapeType(shape="Part"), required=False)
    of = custom(NUMBERED, part, request=body, success=Answer(status=204, body=EmptyBody()))
    jsonschema_rs.Draft202012Validator(OPENAPI_31).validate(document(of))
    found = content(of, "multipart/form-data")
    binary = {"type": "string", "format": "binary"}
    assert found["schema"]["required"] == ["n", "photo"]
    assert found["schema"]["properties"]["photo"] == binary | {"description": "At most 5 bytes."}
    assert found["schema"]["properties"]["others"] == {
        "type": "array",
        "items": binary | {"description": "At most 7 bytes."},
        "maxItems": 10,
    }
    assert found["encoding"] == {"photo": {"contentType": "image/png, image/jpeg"}}
    assert list(document(of)["components"]["schemas"]) == ["InvalidFields", "Part", "Problem"]


def test_a_field_of_a_form_is_never_null_and_an_optional_one_may_be_empty() -> None:
    optional = Member(name="m", type=NUMBERED.type, required=False)
    note = Member(name="note", type=TextType(min_length=0, max_length=9), required=False)
    schema = content(
        custom(NUMBERED, optional, note, request=FormBody(shape="Thing")),
        "application/x-www-form-urlencoded",
    )["schema"]
    number = {"type": "integer", "minimum": 1, "maximum": 9}
    assert schema["required"] == ["n"]
    assert schema["properties"]["n"] == number
    assert schema["properties"]["m"] == {"anyOf": [number, {"const": ""}]}
    assert schema["properties"]["note"]["type"] == "string"


def test_one_media_type_is_the_contents() -> None:
    photo = FilePart(name="photo", media_types=("image/png",), max_bytes=5)
    of = custom(request=MultipartBody(files=(photo,)))
    schema = content(of, "multipart/form-data")["schema"]
    assert schema["properties"]["photo"]["contentMediaType"] == "image/png"


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (FormBody(shape="Thing"), ["400", "413", "415", "422"]),
        (MultipartBody(shape="Thing"), ["400", "413", "415", "422"]),
        (TextBody(), ["400", "413", "415", "422"]),
        (CsvBody(), ["400", "413", "415", "422"]),
        (BytesBody(), ["413", "415"]),
        (EmptyBody(), []),
    ],
)
def test_what_is_wrong_with_a_body_is_answered(body: Body, statuses: list[str]) -> None:
    of = custom(NUMBERED, request=body, success=Answer(status=204, body=EmptyBody()))
    assert [status for status in operation(of)["responses"] if status != "204"] == statuses


def test_fixed_texts_and_what_a_page_shows() -> None:
    fixed = custom(success=Answer(status=200, body=TextBody(text="pong")))
    assert content(fixed, "text/plain", "200")["schema"] == {"type": "string", "const": "pong"}
    page = custom(success=Answer(status=200, body=HtmlBody(shows=("Hello", "Bye"))))
    assert content(page, "text/html", "200")["schema"]["description"] == "Shows “Hello”, “Bye”."
    table = custom(success=Answer(status=200, body=CsvBody(columns=("a", "b"))))
    assert content(table, "text/csv", "200")["schema"]["description"] == "The columns are a, b."


def test_where_a_redirection_leads() -> None:
    fixed, free = RedirectBody(location="/login"), RedirectBody()
    for bodies, schema in (
        ((fixed,), {"enum": ["/login"]}),
        ((fixed, free), {}),
        ((fixed, RedirectBody(location="/"), fixed), {"enum": ["/login", "/"]}),
    ):
        cases = tuple(Case(when=RULE, status=302, body=body) for body in bodies)
        response = operation(custom(cases=cases))["responses"]["302"]
        assert "content" not in response
        assert response["headers"]["Location"] == {
            "required": True,
            "schema": {"type": "string", "format": "uri-reference", **schema},
        }


def test_one_status_may_come_in_several_media_types() -> None:
    cases = (
        Case(when=NotFound(), status=200, body=HtmlBody()),
        Case(when=RULE, status=200, body=JsonBody(message="Nothing")),
        Case(when=NotOwner(), status=200, body=PROBLEM),
    )
    of = custom(NUMBERED, cases=cases)
    found = operation(of)["responses"]["200"]["content"]
    assert list(found) == ["application/json", "text/html", "application/problem+json"]
    schema = found["application/json"]["schema"]
    assert agrees(of, schema, {"n": 1})
    assert agrees(of, schema, {"message": "Nothing"})
    assert not agrees(of, schema, {"message": "Something"})


def test_where_pages_are_errors_may_be_pages_too() -> None:
    refused = Case(when=NotFound(), status=404, body=PROBLEM)
    shown = Case(when=RULE, status=409, body=HtmlBody())
    found = operation(custom(cases=(refused, shown)))["responses"]
    assert sorted(found["404"]["content"]) == ["application/problem+json", "text/html"]
    assert list(found["409"]["content"]) == ["text/html"]
    found = operation(custom(cases=(refused,)))["responses"]
    assert list(found["404"]["content"]) == ["application/problem+json"]


def test_a_custom_answer_may_be_of_an_entitys_fields() -> None:
    custom_one = contract(
        operation="custom",
        request=EmptyBody(),
        success=JsonBody(fields=("id", "username"), many=True),
        cases=(),
    )
    schema = content(custom_one, "application/json", "201")["schema"]
    assert agrees(custom_one, schema, [{"id": 1, "username": "ann"}])
    assert not agrees(custom_one, schema, {"id": 1, "username": "ann"})
    assert operation(custom_one)["tags"] == ["users"]


def test_probes_are_told_and_readiness_can_be_refused() -> None:
    paths = document(REGISTER)["paths"]
    assert list(paths) == ["/register", "/health", "/ready"]
    assert list(paths["/health"]["get"]["responses"]) == ["200"]
    assert list(paths["/ready"]["get"]["responses"]) == ["200", "503"]
    word = Parameter(place="path", name="word", type=TextType(min_length=1, max_length=9))
    assert list(document(contract(path="/{word}", parameters=(word,)))["paths"]) == ["/{word}"]
