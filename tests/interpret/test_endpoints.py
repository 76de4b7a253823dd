from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from codegen.contract import Contract, JsonBody
from codegen.interpret.builtin import interpret
from codegen.spec import Spec

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]
DATA = """\
## Data
### User (用户)
- `username` (用户名): text, unique
- `password` (密码): secret
- `age`: whole number, optional
### Box
- `label`: text
"""


def below(sentences: str, heading: str = "POST /register") -> str:
    bullets = "".join(f"- {sentence}\n" for sentence in sentences.splitlines())
    return f"## Endpoints\n### {heading}\n{bullets}"


@pytest.mark.parametrize(
    "path, name",
    [
        ("/register", "register"),
        ("/sign-up", "sign_up"),
        ("/users", "create_user"),
        ("/user", "create_user"),
        ("/", "create_user"),
        ("/api/v1/Join", "join"),
        ("/import", "create_user"),
        ("/boxes", "create_user"),
        ("/request", "create_user"),
        ("/2fa", "create_user"),
    ],
)
def test_the_name_of_a_view(made: Made, path: str, name: str) -> None:
    (endpoint,) = made(DATA, below("Registers a user.", f"POST {path}")).endpoints
    assert (endpoint.path, endpoint.name) == (path, name)


def test_names_of_views_are_unique(made: Made) -> None:
    paths = ("/a/join", "/b/join", "/users", "/c/join")
    texts = [f"### POST {path}\n- Registers a user.\n" for path in paths]
    contract = made(DATA, "## Endpoints\n" + "".join(texts))
    assert [endpoint.name for endpoint in contract.endpoints] == [
        "join",
        "create_user",
        "create_user_2",
        "create_user_3",
    ]


def test_the_prefix_is_part_of_the_path(read: Callable[..., Spec]) -> None:
    spec = read(DATA, below("Registers a user."))
    prefixed = replace(spec, prefix="/api")
    (endpoint,) = interpret(prefixed).endpoints
    assert (endpoint.key, endpoint.name) == ("POST /api/register", "register")


@pytest.mark.parametrize(
    "sentences, fields",
    [
        ("Registers a user.", ("username", "password", "age")),
        ("Registers a user with a password and a username.", ("username", "password")),
        ("Registers a user.\nTakes username and password.", ("username", "password")),
        ("Registers a user.\n接受用户名和密码。", ("username", "password")),
        ("People register with a username and a password.", ("username", "password")),
    ],
)
def test_the_fields_of_a_request(made: Made, sentences: str, fields: tuple[str, ...]) -> None:
    (endpoint,) = made(DATA, below(sentences)).endpoints
    assert endpoint.entity == "User"
    assert endpoint.request == JsonBody(fields=fields)


@pytest.mark.parametrize(
    "sentences, status, body",
    [
        ("", 201, JsonBody(fields=("id", "username", "age"))),
        ("Otherwise answer 200.", 200, JsonBody(fields=("id", "username", "age"))),
        ('Otherwise return "OK".', 201, JsonBody(message="OK")),
        ('Otherwise answer 202 with "OK".', 202, JsonBody(message="OK")),
        ("Returns the username and the id.", 201, JsonBody(fields=("id", "username"))),
        (
            'Otherwise answer 201 with "OK".\nThe response has the id.',
            201,
            JsonBody(fields=("id",), message="OK"),
        ),
        ('Answers 201 with "OK" and the id.', 201, JsonBody(fields=("id",), message="OK")),
        (
            'Otherwise create the user and answer 201 with "OK".',
            201,
            JsonBody(message="OK"),
        ),
    ],
)
def test_the_success(made: Made, sentences: str, status: int, body: JsonBody) -> None:
    (endpoint,) = made(DATA, below(f"Registers a user.\n{sentences}".strip())).endpoints
    assert (endpoint.success.status, endpoint.success.body) == (status, body)


@pytest.mark.parametrize(
    "endpoints, expected",
    [
        (
            below("Anyone may call it."),
            "x.md:12:5: the endpoint 'POST /register' never says what it does."
            ' Add a sentence such as "Registers a user".',
        ),
        (
            below("Registers a user.", "PUT /register"),
            "x.md:12:5: the endpoint 'PUT /register' is to create something, which is a POST."
            " Write 'POST /register'.",
        ),
        (
            below("Registers a user.", "POST /users/{id}"),
            "x.md:12:5: the endpoint 'POST /users/{id}' has a parameter in its path, which isn't"
            " built yet for what it does. Use a path without parameters.",
        ),
        (
            below("Registers a user.", "POST /a") + "### POST /a/\n- Registers a user.\n",
            "x.md:14:5: the endpoint 'POST /a/' is like 'POST /a' at line 12. Merge the two.",
        ),
        (
            below("Registers a user.\nCreates a box."),
            'x.md:14:3: what \'POST /register\' is about is "Box" here, but "User" at line 13'
            ' ("Registers a user"). Keep one of the two.',
        ),
        (
            below("Registers a user with username."),
            "x.md:13:3: the request leaves out 'password', which 'User' requires."
            " List it here, or make it optional or give it a default.",
        ),
        (
            below("Registers a user with username, password and username."),
            "x.md:13:3: 'username' is listed twice. List it once.",
        ),
        (
            below("Registers a user with id, username and password."),
            "x.md:13:3: the request has the field 'id', which the app gives itself. Leave it out.",
        ),
        (
            below("Registers a user with username, password and label."),
            "x.md:13:3: the entity 'User' has no field 'label'."
            " Declare it below 'User', or name one that is there.",
        ),
        (
            below("People register with an id."),
            "x.md:13:3: the endpoint 'POST /register' leaves open what it creates: none that is"
            ' declared. Name it, as in "Registers a user".',
        ),
        (
            below("Registers a user.\nReturns the id and the password."),
            "x.md:14:3: the response has 'password', a secret, and secrets are never returned."
            " Leave it out.",
        ),
        (
            below("Registers a user.\nOtherwise answer 409."),
            "x.md:14:3: 409 is no status for what went well; no condition stands before"
            " it. Choose 200, 201 or 202.",
        ),
        (
            below("Registers a user.\nOtherwise answer 204."),
            "x.md:14:3: 204 is no status for what went well. Choose 200, 201 or 202.",
        ),
        (
            below("Registers a user.\nReturns the id.\nReturns the username."),
            "x.md:15:3: the response of 'POST /register' is username here, but id at line 14"
            ' ("Returns the id"). Keep one of the two.',
        ),
        (
            below("Registers a user.\nReturns the box's label."),
            "x.md:14:3: the entity 'User' has no field 'label'."
            " Declare it below 'User', or name one that is there.",
        ),
        (
            below("Registers a user.\nOnly admins may register."),
            'x.md:14:3: "Only admins may register" speaks of a log-in, and no endpoint logs anybody in.'
            ' Add "### POST /login", and below it "- Logs in a user".',
        ),
        (
            below("Lists the users.", "POST /users"),
            "x.md:12:5: the endpoint 'POST /users' is to list rows, which is a GET."
            " Write 'GET /users'.",
        ),
        (
            below("删除用户。", "DELETE /users"),
            "x.md:12:5: the endpoint 'DELETE /users' is to delete one row, whose id has to stand in"
            " its path. Write 'DELETE /users/{id}'.",
        ),
    ],
)
def test_what_an_endpoint_cannot_be(problems: Problems, endpoints: str, expected: str) -> None:
    assert problems(DATA, endpoints) == [expected]


def test_two_endpoints_of_one_entity_share_its_fields(problems: Problems) -> None:
    two = (
        below("Registers a user.\nThe age is required.", "POST /a")
        + "### POST /b\n- Adds a user.\n"
    )
    found = problems(DATA, two)
    assert (
        "x.md:14:3: the sentence holds for every endpoint of 'User'." ' Move it under "## Rules".'
    ) in found


@pytest.mark.parametrize(
    "sentences, line",
    [
        ('- Otherwise answer 201 with "hello" and the message.', 10),
        ('- Otherwise answer 201 with "hello".\n- The response has the message.', 11),
    ],
)
def test_a_response_has_one_message(
    problems: Callable[..., list[str]], sentences: str, line: int
) -> None:
    data = "## Data\n### Note\n- `message`: text\n"
    (problem,) = problems(data, f"## Endpoints\n### POST /notes\n- Creates a note.\n{sentences}")
    assert problem.startswith(f"x.md:{line}:3: ")
    assert "has the field 'message' and a message of fixed words" in problem


def test_an_entity_named_like_a_schema_is_refused(problems: Callable[..., list[str]]) -> None:
    data = "## Data\n### RegisterRequest\n- `name`: text\n"
    endpoint = "## Endpoints\n### POST /register\n- Creates a `RegisterRequest`.\n"
    (problem,) = problems(data, endpoint)
    assert problem.startswith("x.md:4:5: the entity name 'RegisterRequest' is that of a schema")


def test_endpoints_alike_have_views_of_their_own(made: Callable[..., Contract]) -> None:
    paths = ("/a-b", "/a/b", "/a_b", "/users", "/Users")
    data = "## Data\n### User\n- `name`: text\n"
    endpoints = "\n".join(f"### POST {path}\n- Creates a user.\n" for path in paths)
    names = [e.name for e in made(data, f"## Endpoints\n{endpoints}").endpoints]
    assert names == ["a_b", "b", "create_user", "create_user_2", "create_user_3"]
