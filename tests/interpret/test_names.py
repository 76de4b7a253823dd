from __future__ import annotations

import builtins
import keyword

import pytest
from pydantic import BaseModel
from sqlalchemy.orm import DeclarativeBase

from codegen.interpret.names import (
    KEYWORDS,
    class_name,
    plural_of,
    snake_case,
    view_name,
    why_no_entity,
    why_no_field,
)


@pytest.mark.parametrize(
    "name, snake",
    [
        ("User", "user"),
        ("LineItem", "line_item"),
        ("HTTPServer", "http_server"),
        ("line_item", "line_item"),
    ],
)
def test_snake_case(name: str, snake: str) -> None:
    assert snake_case(name) == snake


@pytest.mark.parametrize(
    "word, plural",
    [
        ("user", "users"),
        ("category", "categories"),
        ("key", "keys"),
        ("box", "boxes"),
        ("bus", "buses"),
        ("match", "matches"),
        ("dish", "dishes"),
        ("quiz", "quizes"),
        ("y", "ys"),
    ],
)
def test_plurals(word: str, plural: str) -> None:
    assert plural_of(word) == plural


@pytest.mark.parametrize(
    "words, name",
    [
        ("user", "User"),
        ("line item", "LineItem"),
        ("用户", None),
        ("9lives", None),
        ("_x", "X"),
        ("", None),
    ],
)
def test_class_names(words: str, name: str | None) -> None:
    assert class_name(words) == name


def test_keywords_are_those_of_python() -> None:
    assert set(keyword.kwlist) <= KEYWORDS


def test_builtin_classes_are_refused() -> None:
    for name, value in vars(builtins).items():
        if isinstance(value, type) and name[0].isupper():
            assert why_no_entity(name), name


def test_what_pydantic_and_sqlalchemy_keep_is_refused() -> None:
    class Base(DeclarativeBase):
        pass

    for owner in (BaseModel, Base):
        for name in vars(owner):
            assert why_no_field(name), name


def test_names_of_views_avoid_what_is_taken() -> None:
    assert view_name("/register", "User", {"users"}) == "register"
    assert view_name("/register", "User", {"users", "register"}) == "create_user"
    assert view_name("/register", "User", {"register", "create_user"}) == "create_user_2"
    assert view_name("/users/", "User", ()) == "create_user"
    assert view_name("/", "LineItem", ()) == "create_line_item"


@pytest.mark.parametrize(
    "name",
    [
        "A", "I", "Setting", "Error", "Model", "Schema", "Route", "Migration", "TestRun",
        "String", "BigInteger", "Mapped", "Blueprint", "IntegrityError", "ResponseReturnValue", "Counter",
        "MultiDict", "Storable", "InvalidFields", "Field", "Annotated", "BaseModel", "ConfigDict", "Literal",
        "ClassVar", "Refusals", "Flask", "AnySchema",
    ],
)  # fmt: skip
def test_entities_that_would_break_the_app_are_refused(name: str) -> None:
    assert why_no_entity(name)


@pytest.mark.parametrize(
    "name", ["User", "LineItem", "Match", "Type", "O", "L", "Body", "Book", "Class", "Import"]
)
def test_other_entities_are_not(name: str) -> None:
    assert why_no_entity(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "String", "BigInteger", "Mapped", "mapped_column", "str", "int", "bool", "Text", "Field", "Annotated",
        "Storable", "Literal", "ClassVar", "Refusals", "true", "false", "self", "refusals", "model_config",
        "class", "metadata",
    ],
)  # fmt: skip
def test_fields_that_would_break_the_app_are_refused(name: str) -> None:
    assert why_no_field(name)


@pytest.mark.parametrize("name", ["type", "match", "case", "l", "O", "hash", "list", "a", "value"])
def test_soft_keywords_and_builtins_may_be_fields(name: str) -> None:
    assert why_no_field(name) is None


@pytest.mark.parametrize("name", [n for n in dir(builtins) if n.islower() and n.isidentifier()])
def test_no_view_hides_a_builtin(name: str) -> None:
    assert view_name(f"/{name}", "User", ()) != name


@pytest.mark.parametrize("name", ["abort", "select", "db", "password_hash", "read_json"])
def test_no_view_hides_what_its_module_imports(name: str) -> None:
    assert view_name(f"/{name}", "User", ()) == "create_user"


def test_views_that_differ_in_underscores_only_are_not_told_apart() -> None:
    assert view_name("/x_1", "User", {"x1"}) == "create_user"
    assert view_name("/a/b", "User", {"a_b"}) == "b"
    assert view_name("/a-b", "User", {"a_b"}) == "create_user"
