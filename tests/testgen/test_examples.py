from __future__ import annotations

from pathlib import Path

import pytest

from codegen.scenario import Exchange, Scenario
from codegen.scenario.agreement import endpoint_of
from codegen.testgen.examples import examples
from specs import REGISTER, understood

WITHOUT = REGISTER.partition("## Examples")[0]
REQUEST = """```http
POST /register
{"username": "ada", "password": "correct horse"}
HTTP 201
```"""


def read(folder: Path, *blocks: str) -> tuple[Scenario, ...]:
    text = "\n\n".join(block for block in blocks if block)
    found = understood(f"{WITHOUT}## Examples\n\n{text}\n", folder)
    return examples(found.spec, found.contract)


@pytest.mark.parametrize(
    ("title", "name", "quote"),
    [
        ("Somebody registers:", "somebody_registers", "Somebody registers"),
        ("某人注册：", "某人注册", "某人注册"),
        ("用户 Ada 注册:", "用户_ada_注册", "用户 Ada 注册"),
        ("1. First of all:", "first_of_all", "First of all"),
        ("It's 2 - or 3?:", "it_s_2_or_3", "It's 2 - or 3?"),
    ],
)
def test_a_title_names_its_example(tmp_path: Path, title: str, name: str, quote: str) -> None:
    [example] = read(tmp_path, title, REQUEST)
    assert example.name == name
    assert f"test_{name}".isidentifier()
    assert example.quote == quote
    assert (example.origin, example.endpoints) == ("spec", ("POST /register",))
    assert len(example.covers) == 1


def test_titles_may_be_alike(tmp_path: Path) -> None:
    again = ("Again:", REQUEST)
    names = [s.name for s in read(tmp_path, *again, *again, "Again 2:", REQUEST, *again)]
    assert names == ["again", "again_2", "again_2_2", "again_3"]


def test_titles_of_chinese_that_are_alike(tmp_path: Path) -> None:
    names = [s.name for s in read(tmp_path, "注册：", REQUEST, "注册：", REQUEST)]
    assert names == ["注册", "注册_2"]


def test_without_a_title_the_view_names_the_example(tmp_path: Path) -> None:
    one, other = read(tmp_path, REQUEST, REQUEST)
    assert (one.name, other.name) == (
        "register_as_in_the_example",
        "register_as_in_the_example_2",
    )
    assert one.quote == "An example of the spec for POST /register"
    assert one.covers == ()


def test_each_endpoint_is_covered_once(tmp_path: Path) -> None:
    twice = REQUEST.replace("HTTP 201\n", "HTTP 201\n" + REQUEST.split("\n", 1)[1][:-3])
    [example] = read(tmp_path, "Twice:", twice)
    assert len(example.exchanges) == 2
    assert example.endpoints == ("POST /register",)


@pytest.mark.parametrize(
    ("request_line", "reached"),
    [
        ("POST /v1.0/users/7/notes", True),
        ("POST /v1.0/users/ann-b.c/notes", True),
        ("POST /v1.0/users/{{id}}/notes", True),
        ("POST /v1.0/users/7/notes?draft=1", True),
        ("POST /v1.0/users/7/notes?next=/a/b", True),
        ("GET /v1.0/users/7/notes", False),
        ("POST /v1.0/users/7/notes/", False),
        ("POST /v1.0/users/7/notes/1", False),
        ("POST /v1.0/users/7/8/notes", False),
        ("POST /v1.0/users//notes", False),
        ("POST /v1.0/users/7", False),
        ("POST /v1x0/users/7/notes", False),
        ("POST /a/v1.0/users/7/notes", False),
        ("POST /register", False),
    ],
)
def test_the_endpoint_that_a_request_reaches(
    tmp_path: Path, request_line: str, reached: bool
) -> None:
    contract = understood(REGISTER, tmp_path).contract
    path = {"path": "/v1.0/users/{user_id}/notes"}
    notes = contract.endpoints[0].model_copy(update=path)
    contract = contract.model_copy(update={"endpoints": (notes,)})
    method, _, target = request_line.partition(" ")
    assert endpoint_of(contract, Exchange(method, target, 201)) == (notes if reached else None)


@pytest.mark.parametrize("order", [1, -1])
def test_a_path_as_it_stands_comes_before_a_parameter(tmp_path: Path, order: int) -> None:
    contract = understood(REGISTER, tmp_path).contract
    paths = ("/games/{id}", "/games/new")[::order]
    several = tuple(contract.endpoints[0].model_copy(update={"path": path}) for path in paths)
    contract = contract.model_copy(update={"endpoints": several})
    found = endpoint_of(contract, Exchange("POST", "/games/new", 201))
    assert found is not None
    assert found.path == "/games/new"


def test_the_right_one_of_several_endpoints_is_reached(tmp_path: Path) -> None:
    contract = understood(REGISTER, tmp_path).contract
    paths = ("/users/{id}", "/users/{id}/notes/{note_id}", "/users")
    several = tuple(contract.endpoints[0].model_copy(update={"path": path}) for path in paths)
    contract = contract.model_copy(update={"endpoints": several})
    for target, place in (("/users/7", 0), ("/users/7/notes/8", 1), ("/users", 2)):
        assert endpoint_of(contract, Exchange("POST", target, 201)) == several[place]
