"""Emitted tests are judged by running them: against an app that echoes, and against the emitted app."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from codegen.compose import compose
from codegen.contract import Contract
from codegen.generate import generate
from codegen.migrate import revise
from codegen.python import format_python
from codegen.render import Renderer
from codegen.scenario import (
    BodyText,
    BytesRequest,
    Capture,
    CookieValue,
    Exchange,
    Expectation,
    FormRequest,
    Given,
    HeaderValue,
    JsonPath,
    JsonRequest,
    JsonValue,
    MultipartFile,
    MultipartRequest,
    RequestBody,
    Scenario,
    ServiceCalled,
    StoredHash,
    StoredValues,
    TextRequest,
    Together,
)
from codegen.testgen import modules
from codegen.testgen.derive import derive
from codegen.testgen.exchanges import VERBS
from projects import python
from specs import REGISTER, understood

Run = Callable[..., list[str]]


# --- An app that answers with what it was sent


def answer(path: str) -> tuple[dict[str, object], int]:
    """What was sent; the status is the path's first step."""
    sent: dict[str, object] = {
        "method": request.method,
        "path": request.path,
        "query": list(request.args.items(multi=True)),
        "form": list(request.form.items(multi=True)),
        "type": request.content_type,
        "header": request.headers.get("X-One"),
        "text": request.get_data(as_text=True) if not request.files else "",
        "files": [
            [name, file.filename, file.content_type, file.stream.read().hex()]
            for name, file in request.files.items(multi=True)
        ],
        "login": (
            [request.authorization.username, request.authorization.password]
            if request.authorization
            else None
        ),
        "cookies": dict(request.cookies),
        "json": request.get_json(silent=True),
    }
    return sent, int(path.partition("/")[0])


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    methods = [*VERBS, "PROPFIND"]
    app.add_url_rule("/<path:path>", view_func=answer, methods=methods)
    return app.test_client()


@pytest.fixture
def run(client: FlaskClient, tmp_path: Path) -> Run:
    """Runs emitted tests on that app; of requests sent together, all but the first answer 409."""
    contract = understood(REGISTER, tmp_path).contract

    def run_all(*scenarios: Scenario, others: int | None = None) -> list[str]:
        def together(times: int, method: str, path: str, **sent: Any) -> list[TestResponse]:
            losing = path if others is None else f"/{others}"
            paths = [path, *[losing] * (times - 1)]
            return [client.open(each, method=method, **sent) for each in paths]

        return list(_run(emitted(contract, *scenarios), {"client": client, "together": together}))

    return run_all


def emitted(contract: Contract, *scenarios: Scenario) -> str:
    [file] = modules.test_modules(contract, scenarios, Renderer())
    assert file.path == "tests/test_users.py"
    return format_python(file.text)


def _run(text: str, fixtures: dict[str, object]) -> Iterator[str]:
    """Calls every test of a module with each of its parameters, as pytest does; yields their ids."""
    names: dict[str, Any] = {}
    exec(compile(text, "test_users.py", "exec", dont_inherit=True), names)
    for name, function in list(names.items()):
        if name.startswith("test_"):
            wanted = inspect.signature(function).parameters
            given = {key: value for key, value in fixtures.items() if key in wanted}
            for id_, values in _parameters(function):
                function(**given, **values)
                yield f"{name}{id_}"


def _parameters(function: Any) -> Iterator[tuple[str, dict[str, object]]]:
    marks = getattr(function, "pytestmark", [])
    if not marks:
        yield "", {}
    for mark in marks:
        name, values = mark.args
        yield from ((f"[{value.id}]", {name: value.values[0]}) for value in values)


def sends(
    body: RequestBody | None = None,
    *expected: tuple[str, JsonValue],
    variant: str | None = None,
    **changes: Any,
) -> Scenario:
    """A Scenario of one exchange after which members of the echo have these values."""
    expectations = tuple(Expectation(JsonPath((name,)), "==", value) for name, value in expected)
    exchange = Exchange("POST", "/201/x", 201, body=body, expectations=expectations)
    exchange = replace(exchange, **changes)
    return Scenario("sends", "spec", (exchange,), ("POST /register",), "It sends", variant=variant)


TEXT = "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "scenario",
    [
        sends(JsonRequest({"a": [1, None]}), ("json", {"a": [1, None]})),
        sends(JsonRequest(False), ("text", "false"), ("type", "application/json")),
        sends(TextRequest('{"a'), ("text", '{"a'), ("type", None)),
        sends(TextRequest("{}"), ("text", "{}"), ("type", TEXT), headers=(("Content-Type", TEXT),)),
        sends(TextRequest("{}"), ("text", "{}"), ("type", TEXT), headers=(("content-type", TEXT),)),
        sends(
            FormRequest((("a", "1"), ("a", "2"), ("b", ""))),
            ("form", [["a", "1"], ["a", "2"], ["b", ""]]),
            ("type", "application/x-www-form-urlencoded"),
        ),
        sends(
            None,
            ("query", [["q", "a b&c"], ["q", "{x}"]]),
            query=(("q", "a b&c"), ("q", "{x}")),
        ),
        sends(
            JsonRequest({}),
            ("header", "7"),
            ("type", TEXT),
            headers=(("X-One", "7"), ("Content-Type", TEXT)),
        ),
        sends(BytesRequest(b"ab\0"), ("text", "ab\0"), ("type", None)),
        sends(
            BytesRequest(b"ab"),
            ("text", "ab"),
            ("type", "image/png"),
            headers=(("Content-Type", "image/png"),),
        ),
        sends(
            MultipartRequest(
                (("a", "1"), ("a", "2")),
                (
                    MultipartFile("p", "a.png", "image/png", b"\x89P"),
                    MultipartFile("p", "b.png", "image/png", b""),
                ),
            ),
            ("form", [["a", "1"], ["a", "2"]]),
            ("files", [["p", "a.png", "image/png", "8950"], ["p", "b.png", "image/png", ""]]),
            headers=(("Content-Type", "multipart/form-data"),),
        ),
        sends(MultipartRequest((("a", "1"),), ()), ("form", [["a", "1"]])),
        sends(None, ("login", ["ann", "a b"]), basic_auth=("ann", "a b")),
        sends(None, ("cookies", {"a": "1", "b": "2"}), cookies=(("a", "1"), ("b", "2"))),
        sends(None, ("method", "PROPFIND"), method="PROPFIND"),
        *(sends(None, ("method", verb), method=verb) for verb in ("GET", "PUT", "DELETE")),
    ],
    ids=lambda scenario: str(scenario.exchanges[0].body or scenario.exchanges[0].method),
)
def test_a_request_is_sent_as_it_stands(run: Run, scenario: Scenario) -> None:
    assert run(scenario) == ["test_sends"]


def test_what_is_captured_stands_in_credentials_cookies_and_forms(run: Run) -> None:
    first = sends(JsonRequest({"n": "x"}), captures=(Capture("token", JsonPath(("json", "n"))),))
    second = sends(
        MultipartRequest((("a", "{{token}}"),), ()),
        ("login", ["ann", "x"]),
        ("cookies", {"c": "x y"}),
        ("form", [["a", "x"]]),
        basic_auth=("ann", "{{token}}"),
        cookies=(("c", "{{token}} y"),),
    )
    assert run(replace(first, exchanges=(*first.exchanges, *second.exchanges)))


def test_a_cookie_is_kept(run: Run) -> None:
    kept = (Expectation(CookieValue("c"), "==", "1"), Expectation(CookieValue("d"), "exists"))
    second = replace(sends(None, ("cookies", {"c": "1"})).exchanges[0])
    first = sends(None, cookies=(("c", "1"),), expectations=kept[:1])
    assert run(replace(first, exchanges=(*first.exchanges, second)))
    with pytest.raises(AssertionError):
        run(sends(None, cookies=(("c", "1"),), expectations=kept))


def test_the_clock_is_set_before_each_request(tmp_path: Path) -> None:
    exchanges = [sends(now=moment).exchanges[0] for moment in ("2026-03-01T09:00:00Z", None)]
    text = emitted(
        understood(REGISTER, tmp_path).contract, replace(sends(), exchanges=tuple(exchanges))
    )
    lines = [line.strip() for line in text.splitlines()]
    assert lines.index('now("2026-03-01T09:00:00Z")') + 1 == lines.index(
        'response = client.post("/201/x")'
    )
    assert sum(line.startswith("now(") for line in lines) == 1
    assert "def test_sends(client, now):" in lines


def test_fixtures_are_those_that_are_used() -> None:
    assert modules.fixtures_used([sends()]) == frozenset()
    assert modules.fixtures_used([sends(), sends(together=Together(3))]) == {"together"}
    assert modules.fixtures_used([sends(now="2026-03-01T09:00:00Z")]) == {"now"}
    called = (ServiceCalled("rates"),)
    assert modules.fixtures_used([sends(called=called)]) == {"services"}


def test_a_text_that_looks_like_a_fixture_needs_none(tmp_path: Path) -> None:
    told = sends(JsonRequest({"a": "now(), together(), app.x"}))
    assert "def test_sends(client):" in emitted(understood(REGISTER, tmp_path).contract, told)


def test_a_body_of_null_is_sent(run: Run) -> None:
    assert run(sends(JsonRequest(None), ("text", "null"), ("type", "application/json")))


@pytest.mark.parametrize(
    "scenario",
    [
        sends(None, ("path", "/other")),
        sends(None, status=200),
        sends(None, expectations=(Expectation(BodyText(), "isEmpty"),)),
        sends(None, expectations=(Expectation(HeaderValue("X-Not-There"), "exists"),)),
    ],
    ids=["body", "status", "text", "header"],
)
def test_what_is_expected_is_asserted(run: Run, scenario: Scenario) -> None:
    with pytest.raises(AssertionError):
        run(scenario)


@pytest.mark.parametrize(
    "name", ["token", "client", "app", "response", "class", "id", "json", "request", "together"]
)
def test_what_is_captured_stands_in_all_that_follows(run: Run, name: str) -> None:
    first = sends(JsonRequest({"n": 7}), captures=(Capture(name, JsonPath(("json", "n"))),))
    placeholder = f"{{{{{name}}}}}"
    second = sends(
        JsonRequest({"whole": placeholder, "in text": f"no. {placeholder}"}),
        ("json", {"whole": 7, "in text": "no. 7"}),
        ("path", f"/201/{placeholder}"),
        ("query", [["q", "7"]]),
        ("header", "7"),
        path=f"/201/{placeholder}",
        query=(("q", placeholder),),
        headers=(("X-One", placeholder),),
    )
    third = sends(None, ("path", "/201/7"), path=f"/201/{placeholder}")
    exchanges = (*first.exchanges, *second.exchanges, *third.exchanges)
    assert run(replace(first, exchanges=exchanges)) == ["test_sends"]


@pytest.mark.parametrize(
    "name",
    [
        *("client", "app", "together", "response", "responses", "re", "Counter", "MultiDict"),
        *("db", "select", "password_hash", "len", "type", "bool", "next"),
    ],
)
def test_a_capture_hides_nothing_that_a_test_uses(tmp_path: Path, name: str) -> None:
    captured = sends(captures=(Capture(name, JsonPath(("path",))),))
    text = emitted(understood(REGISTER, tmp_path).contract, captured)
    assert f"    {name}_value = response.json" in text
    assert f"    {name} = response.json" not in text


def test_a_template_that_nothing_captures_is_text(run: Run) -> None:
    assert run(sends(JsonRequest({"a": "{{b}}"}), ("json", {"a": "{{b}}"}))) == ["test_sends"]


def test_what_is_captured_stands_beside_a_field_that_varies(run: Run) -> None:
    first = sends(JsonRequest({"n": 7}), captures=(Capture("token", JsonPath(("json", "n"))),))

    def varying(value: str) -> Scenario:
        body = JsonRequest({"name": value, "by": "{{token}}"})
        last = sends(body, ("method", "POST"))
        expectations = (
            Expectation(JsonPath(("json", "name")), "==", value),
            Expectation(JsonPath(("json", "by")), "==", 7),
        )
        exchange = replace(last.exchanges[0], expectations=expectations)
        return replace(first, exchanges=(*first.exchanges, exchange), variant=value)

    assert run(varying("a"), varying("b")) == ["test_sends[a]", "test_sends[b]"]


# --- Sent together


def test_all_that_are_sent_together_are_answered_alike(run: Run) -> None:
    scenario = sends(JsonRequest({"a": 1}), ("json", {"a": 1}), together=Together(3))
    assert run(scenario) == ["test_sends"]
    with pytest.raises(AssertionError):
        run(scenario, others=409)


def test_one_of_those_sent_together_wins(run: Run) -> None:
    scenario = sends(JsonRequest({"a": 1}), ("path", "/201/x"), together=Together(3, 409))
    assert run(scenario, others=409) == ["test_sends"]
    for others in (None, 201, 400):
        with pytest.raises(AssertionError):
            run(scenario, others=others)


def test_the_winner_is_asserted(run: Run) -> None:
    scenario = sends(None, ("path", "/elsewhere"), together=Together(3, 409))
    with pytest.raises(AssertionError):
        run(scenario, others=409)


# --- Parametrized

FIXTURES = ("client", "app", "body", "request", "response", "row", "pytest", "json", "together")
OTHERS = ("app_value", "responses", "select", "migrated", "re", "db", "class", "print", "username")


@pytest.mark.parametrize("name", [*FIXTURES, *OTHERS])
def test_scenarios_of_one_name_are_one_test_with_a_parameter(run: Run, name: str) -> None:
    values: list[tuple[JsonValue, str]] = [("a", "short"), ("{{b}}", "braces"), (["x"], "a list")]
    group = [
        sends(
            JsonRequest({name: value, f"{name}_value": "kept", "last": True}),
            variant=variant,
            expectations=(
                Expectation(JsonPath(("json", name)), "==", value),
                Expectation(JsonPath(("json", f"{name}_value")), "==", "kept"),
                Expectation(JsonPath(("json", "last")), "==", True),
            ),
        )
        for value, variant in values
    ]
    assert run(*group) == ["test_sends[short]", "test_sends[braces]", "test_sends[a list]"]


def test_bodies_that_differ_as_a_whole_are_the_parameter(run: Run) -> None:
    whole = [
        sends(
            TextRequest(text),
            ("text", text),
            variant=text,
            headers=(("Content-Type", "text/plain"),),
        )
        for text in ("[]", "null", "x" * 9)
    ]
    assert run(*whole) == ["test_sends[[]]", "test_sends[null]", f"test_sends[{'x' * 9}]"]


def test_a_parameter_is_really_sent(run: Run) -> None:
    """The echo of the second is not what is expected of all."""
    group = [
        sends(JsonRequest({"a": value}), ("json", {"a": 1}), variant=str(value)) for value in (1, 2)
    ]
    with pytest.raises(AssertionError):
        run(*group)


def test_what_no_parameter_explains_is_not_expected(run: Run) -> None:
    group = [
        sends(JsonRequest({"a": value}), ("path", path), variant=path)
        for value, path in ((1, "/201/x"), (2, "/201/y"))
    ]
    with pytest.raises(AssertionError, match="expects what no parameter explains"):
        run(*group)


def test_only_the_last_exchange_of_a_group_varies(run: Run) -> None:
    first = sends(JsonRequest({"a": 1}), ("json", {"a": 1})).exchanges
    group = [
        replace(one, exchanges=(*first, *one.exchanges))
        for one in (sends(JsonRequest({"a": n}), variant=f"{n}") for n in (2, True))
    ]
    assert run(*group) == ["test_sends[2]", "test_sends[True]"]


def test_nodes_are_named_as_pytest_names_them(tmp_path: Path) -> None:
    found = understood(REGISTER, tmp_path)
    alone = replace(sends(variant="only one"), name="alone")
    group = [sends(JsonRequest({"a": n}), variant=variant) for n, variant in enumerate("xy")]
    path = "tests/test_users.py::test_"
    assert modules.node_ids(found.contract, [group[0], alone, group[1]]) == {
        f"{path}sends[x]": group[0],
        f"{path}sends[y]": group[1],
        f"{path}alone": alone,
    }


# --- On the emitted app

FIELDS = (*FIXTURES[:7], "together", *OTHERS[:5])
"""Those that a spec may call its fields; the first is unique."""
USERS = """\
# Users
## Data
### User
- `client`: text, 2 to 20 characters, unique
"""
USERS += "".join(f"- `{name}`: text, 2 to 20 characters\n" for name in FIELDS[1:])
USERS += """\
- `pin`: secret
- `passcode`: secret, optional
- `level`: whole number, default 3
## Endpoints
### POST /users
- Creates a user.
## Rules
- A pin is stored hashed and never returned.
"""
ROW: dict[str, JsonValue] = dict.fromkeys(FIELDS, "ann")
GIVEN = Given("User", (*ROW.items(), ("pin", "staple of"), ("level", 4)))
BEN = Given("User", (*(ROW | {"client": "ben"}).items(), ("pin", "staple of"), ("level", 4)))


def given(name: str, status: int, *rows: Given) -> Scenario:
    """A request for the row ann, after rows were given."""
    sent = JsonRequest(ROW | {"pin": "another"})
    expected = (Expectation(HeaderValue("Content-Type"), "exists"),)
    exchange = Exchange("POST", "/users", status, body=sent, expectations=expected)
    return Scenario(name, "spec", (exchange,), ("POST /users",), "Given", given=rows)


def test_tests_run_on_the_emitted_app(tmp_path: Path) -> None:
    """Given rows, secrets hashed, and every field that is called like a fixture or a variable."""
    found, renderer = understood(USERS, tmp_path), Renderer()
    expected = (Expectation(BodyText(), "exists"),)
    kept = replace(
        given("given_is_kept", 409, GIVEN),
        exchanges=(Exchange("POST", "/users", 422, body=JsonRequest({}), expectations=expected),),
        stored=(
            StoredHash("User", "pin", "staple of"),
            StoredValues("User", (("client", "ann"), ("level", 4))),
        ),
    )
    scenarios = (
        *derive(found.contract, found.texts),
        given("given_collides", 409, GIVEN),
        given("given_lets_others_be", 201, BEN),
        given("given_two", 409, BEN, GIVEN),
        kept,
    )
    files = [*compose(found.contract, generate(found.contract, {}, renderer), scenarios, renderer)]
    revision = revise(None, found.contract.entities, None, renderer)
    assert revision is not None
    for path, text in [*((f.path, f.text) for f in files), (revision.path, revision.text)]:
        (tmp_path / "app" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "app" / path).write_text(text, "utf-8")
    options = ("-q", "-W", "error", "-p", "no:cacheprovider", "--tb=short")
    result = python(tmp_path / "app", "-m", "pytest", *options, "tests")
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr
    ids = modules.node_ids(found.contract, scenarios)
    assert f"{len(ids) + 8} passed" in result.stdout


def test_what_is_stored_is_asserted(tmp_path: Path) -> None:
    values: tuple[tuple[str, JsonValue], ...] = (("username", "ann"), ("level", 4), ("note", None))
    stored = (StoredHash("User", "password", "correct horse"), StoredValues("User", values))
    text = emitted(understood(REGISTER, tmp_path).contract, replace(sends(), stored=stored))
    assert [line.strip() for line in text.splitlines() if "row." in line] == [
        'assert password_hash.verify("correct horse", row.password_hash)',
        'assert row.username == "ann"',
        "assert row.level == 4",
        "assert row.note is None",
    ]


def test_a_row_may_be_given_with_its_id(tmp_path: Path) -> None:
    found = understood(REGISTER, tmp_path)
    row = Given("User", (("id", 7), ("username", "ann"), ("password", "correct horse")))
    assert "id=7" in emitted(found.contract, replace(sends(), given=(row,)))


@pytest.mark.parametrize("name", ["tmp_path", "tmp_path_factory", "monkeypatch"])
def test_a_parameter_replaces_no_fixture_of_the_emitted_conftest(tmp_path: Path, name: str) -> None:
    group = [sends(JsonRequest({name: v}), variant=str(v)) for v in (1, 2)]
    contract = understood(REGISTER, tmp_path).contract
    assert f"client, {name})" not in emitted(contract, *group)
