"""A run whose endpoints answer constants, and how endpoints are called."""

from __future__ import annotations

import base64

from codegen.sandbox.base import Constant, Limits, Run, rule_of
from codegen.sandbox.forked import ForkedSandbox
from codegen.sandbox.wire import request_of, run_of
from codegen.types import File

APP = """
from flask import Flask
def create_app():
    app = Flask(__name__)
    @app.before_request
    def refuse():
        return "closed", 403
    @app.get("/games/<int:id>")
    def game(id):
        return {"id": id}
    @app.post("/games")
    def start():
        raise ValueError("boom")
    @app.get("/plain")
    def plain():
        return "plain"
    return app
"""
CONFTEST = """
import pytest
from game import create_app
@pytest.fixture
def client():
    return create_app().test_client()
"""


def encoded(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


CONSTANTS = (
    Constant("GET /games/<id>", 200, "application/json", encoded(b'{"id": 3}')),
    Constant("POST /games", 302, "image/png", encoded(b"\x89PNG\0"), "/games/3"),
)


def run(tests: str, **rest: object) -> Run:
    files = (
        File("game/__init__.py", APP),
        File("tests/conftest.py", CONFTEST),
        File("tests/test_it.py", tests),
    )
    return Run(files, **rest)  # type: ignore[arg-type]


def test_each_endpoint_answers_its_constant_whatever_it_is_asked(sandbox: ForkedSandbox) -> None:
    tests = (
        "def test_it(client):\n"
        "    for number in (1, 2):\n"
        "        response = client.get(f'/games/{number}')\n"
        "        assert (response.status_code, response.json) == (200, {'id': 3})\n"
        "    response = client.post('/games', json={'a': 1})\n"
        "    assert (response.status_code, response.data) == (302, b'\\x89PNG\\0')\n"
        "    assert response.headers['Location'] == '/games/3'\n"
        "    assert response.content_type == 'image/png'\n"
        "    response = client.get('/games/1')\n"
        "    assert 'Location' not in response.headers\n"
        "    assert client.get('/plain').status_code == 403\n"
        "    assert client.get('/nowhere').status_code == 403\n"
    )
    [outcome] = sandbox.run(run(tests, constants=CONSTANTS)).outcomes
    assert (outcome.verdict, outcome.detail) == ("passed", "")


def test_501_comes_before_a_constant(sandbox: ForkedSandbox) -> None:
    tests = "def test_it(client):\n    assert client.get('/games/1').status_code == 501\n"
    one = run(tests, constants=CONSTANTS, replaced=rule_of("GET /games/{id}"))
    assert [o.verdict for o in sandbox.run(one).outcomes] == ["passed"]


def test_an_endpoint_is_known_by_the_names_of_its_parameters(sandbox: ForkedSandbox) -> None:
    tests = "def test_it(client):\n    assert client.get('/games/1').status_code == 200\n"
    [outcome] = sandbox.run(run(tests)).outcomes
    assert (outcome.verdict, outcome.endpoint) == ("failed", "GET /games/<id>")


def test_tests_run_in_the_order_of_their_ids(sandbox: ForkedSandbox) -> None:
    tests = (
        "SEEN = []\ndef test_a():\n    SEEN.append('a')\n"
        "def test_b():\n    assert SEEN == []\n    SEEN.append('b')\n"
    )
    ids = ("tests/test_it.py::test_a", "tests/test_it.py::test_b")
    for order, verdict in ((ids, "failed"), (ids[::-1], "passed")):
        found = {o.node_id: o.verdict for o in sandbox.run(run(tests, node_ids=order)).outcomes}
        assert found == {ids[0]: "passed", ids[1]: verdict}


def test_a_run_is_sent_whole() -> None:
    one = run("", node_ids=("tests/test_it.py",), replaced="GET /plain", constants=CONSTANTS)
    assert run_of(request_of(one, Limits())) == (one, Limits())
