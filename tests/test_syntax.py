from __future__ import annotations

import libcst as cst
import pytest

from codegen.syntax import Source, compile_problem, dotted, parse, top_level
from codegen.types import Location, Problem

PATH = "app/routes/users.py"


def source_of(text: str, path: str = PATH) -> Source:
    source = parse(path, text)
    assert isinstance(source, Source)
    return source


def names(text: str, path: str = PATH) -> dict[str | None, str | None]:
    """What every name that the text reads stands for."""
    source = source_of(text, path)
    return {dotted(node): source.qualified_name(node) for node in source.references()}


@pytest.mark.parametrize(
    "text, location, words",
    [
        ("x = (\n", "a.py:1:5", "was never closed"),
        ("def f():\n    return 1\n  x\n", "a.py:3:4", "unindent"),
        ("a = 1\nreturn a\n", "a.py:2:1", "'return' outside function"),
        ("x = '\x00'\n", "a.py:1", "null bytes"),
        ("x = '\ud800'\n", "a.py:1:1", "surrogates not allowed"),
        ("# coding: utf-7\nx = 1\n", "a.py:1:1", "declares the encoding 'utf-7'"),
        ("# coding: nonsense\n", "a.py:1:1", "nonsense"),
        ("\ufeffx = 1\n# coding: latin-1\n", "a.py:1:1", "encoding"),
        ("x = " + "-" * 400 + "1\n", "a.py:1:1", "deeper than 150 levels"),
    ],
)
def test_what_python_cannot_read_is_a_problem_with_its_place(
    text: str, location: str, words: str
) -> None:
    problem = compile_problem("a.py", text)
    assert problem is not None
    assert words in problem.cause
    assert str(problem.location).startswith(location)
    assert isinstance(parse("a.py", text), Problem)


@pytest.mark.parametrize("text", ["", "\n", "x = '\\d'\n", "# coding: utf-8\nx = 'é'\n", "x = 1"])
def test_what_python_reads_is_no_problem(text: str) -> None:
    assert compile_problem("a.py", text) is None
    assert source_of(text).tree.code == text


def test_the_future_of_this_file_is_not_that_of_the_compiled_one() -> None:
    assert compile_problem("a.py", "def g():\n    def f(x: (yield)): ...\n") is None


def test_code_that_nests_too_deep_for_libcst_alone_is_a_problem() -> None:
    problem = parse("a.py", "x = a" + ".b()" * 100 + "\n")
    assert isinstance(problem, Problem)
    assert "deeper" in problem.cause


def test_imports_are_named_by_where_they_come_from() -> None:
    assert (
        names("""
import os.path
import os.path as p
import json as j, re
from ..models import User as U
from . import auth
from app import errors
os.path.join; p.join; j.dumps; re; U.id; auth.login; errors
""")
        == {
            "os.path.join": "os.path.join",
            "p.join": "os.path.join",
            "j.dumps": "json.dumps",
            "re": "re",
            "U.id": "app.models.User.id",
            "auth.login": "app.routes.auth.login",
            "errors": "app.errors",
        }
    )


def test_relative_imports_of_a_package_start_at_itself() -> None:
    assert names("from .models import User\nUser\n", "app/__init__.py") == {
        "User": "app.models.User"
    }


def test_aliases_and_built_ins_are_followed() -> None:
    assert names("import os\nrun = os.system\ngo = run\ngo; len; unknown; __builtins__\n") == {
        "os.system": "os.system",
        "run": "os.system",
        "go": "os.system",
        "len": "builtins.len",
        "unknown": None,
        "__builtins__": "builtins",
    }


def test_a_name_is_what_its_scope_says() -> None:
    source = source_of("""
from sqlalchemy import text
def one(text): return text
def two(): return text
def three():
    from os import getcwd as text
    return text
class Four:
    text = 1
    def method(self): return text
def five(data=text): return lambda text: text
def text_again(): pass
""")
    found = [
        (source.locations([node])[0].line, source.qualified_name(node))
        for node in source.references()
        if dotted(node) == "text"
    ]
    assert sorted(found, key=str) == [
        (10, "sqlalchemy.text"),
        (11, "sqlalchemy.text"),
        (11, None),
        (3, None),
        (4, "sqlalchemy.text"),
        (7, "os.getcwd"),
    ]


def test_a_name_bound_more_than_once_is_no_alias() -> None:
    text = "import os\ndef f(x):\n    run = os.system\n    run = x\n    return run\n"
    assert names(text)["run"] is None


def test_a_definition_of_the_module_hides_a_built_in() -> None:
    assert names("def compile(x): ...\ncompile\n")["compile"] == "app.routes.users.compile"


def test_what_is_written_is_no_reference() -> None:
    text = "eval = 1\neval: int = 2\nf(eval=3).eval\nfor exec in (): ...\nclass A:\n    exec: str\n"
    assert "eval" not in names(text)
    assert "exec" not in names(text)


def test_values_and_contents_of_a_name() -> None:
    source = source_of("""
def f(items):
    first, second = 1, g(items)
    for item in items: pass
    found = {}
    found["a"] = first
    found.update(second)
    return item, second, found
""")

    def last(name: str) -> cst.Name:
        return [node for node in source.nodes(cst.Name) if node.value == name][-1]

    def code(nodes: object) -> list[str]:
        assert isinstance(nodes, list)
        return [source.tree.code_for_node(node) for node in nodes]

    assert code(source.values(last("second"))) == ["g(items)"]
    assert code(source.values(last("item"))) == ["items"]
    assert code(source.values(last("found"))) == ["{}"]
    assert code(source.contents(last("found"))) == ["first", "second"]


def test_locations_count_from_one() -> None:
    source = source_of("x = 1\n\n@deco\ndef f():\n    return  a.b\n")
    attribute, function = source.nodes(cst.Attribute)[0], source.nodes(cst.FunctionDef)[0]
    assert source.locations([attribute, function, source.tree]) == (
        Location(PATH, 5, 13),
        Location(PATH, 4, 1),
        Location(PATH, 1, 1),
    )


def test_ancestors_and_function() -> None:
    source = source_of("class A:\n    def f(self):\n        return (lambda: x)()\n")
    name = next(node for node in source.nodes(cst.Name) if node.value == "x")
    kinds = [type(node) for node in source.ancestors(name)]
    assert kinds[0] is cst.Lambda
    assert kinds[-1] is cst.Module
    returned = source.nodes(cst.Return)[0]
    function = source.function(returned)
    assert function is not None
    assert function.name.value == "f"
    assert source.function(function) is None


def test_top_level_definitions() -> None:
    tree = cst.parse_module("def f():\n    def g(): ...\nclass A:\n    def h(self): ...\nx = 1\n")
    assert list(top_level(tree)) == ["f", "A"]
