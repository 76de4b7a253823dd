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
    Citation,
    Condition,
    Contract,
    Duplicate,
    EmptyBody,
    Endpoint,
    Entity,
    EntityField,
    FormBody,
    HtmlBody,
    IntegerType,
    Item,
    JsonBody,
    LoggedIn,
    MalformedBody,
    Missing,
    NotAnObject,
    NotFound,
    NotOwner,
    Owner,
    ProblemBody,
    RuleBroken,
    SecretType,
    StatementId,
    TextType,
    TooLarge,
    TooShort,
    UnknownField,
    WrongContentType,
)
from codegen.errors import Rejected
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
    assert [(path, list(methods)) for path, methods in loaded["paths"].items()] == [
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
        yield member(**{name: "username" for name in member.model_fields if name != "kind"})


@pytest.mark.parametrize(
    "condition", tuple(every_condition()), ids=lambda condition: type(condition).__name__
)
def test_every_condition_has_words_for_its_response(condition: Any) -> None:
    of = contract(cases=(Case(when=condition, status=418, body=PROBLEM),))
    assert operation(of)["responses"]["418"]["description"].endswith(".")


# --- What is not built yet --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "of, cause",
    [
        (contract(request=FormBody()), "reads a body of the kind 'form'"),
        (contract(request=PROBLEM), "reads a body of the kind 'problem'"),
        (contract(success=HtmlBody()), "answers with a body of the kind 'html'"),
        (
            contract(
                cases=(
                    Case(when=RuleBroken(statement=StatementId("s")), status=400, body=BytesBody()),
                )
            ),
            "answers with a body of the kind 'bytes'",
        ),
        (contract(who=LoggedIn()), "is for 'logged_in' users only"),
        (contract(who=Owner()), "is for 'owner' users only"),
    ],
)
def test_what_is_not_built_yet_is_refused(of: Contract, cause: str) -> None:
    with pytest.raises(Rejected) as caught:
        openapi(of)
    (found,) = caught.value.problems
    assert found.cause.startswith(f"the endpoint 'POST /register' {cause}; ")
