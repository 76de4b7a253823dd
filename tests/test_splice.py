from __future__ import annotations

import pytest

from codegen.python import format_python
from codegen.splice import compose

SKELETON = '''"""Views."""

from flask import Blueprint

users = Blueprint("users", __name__)
'''


def composed(skeleton: str, *definitions: str) -> str:
    return format_python(compose(skeleton, definitions, "shop"))


def test_imports_are_merged_sorted_and_cut_to_what_is_used() -> None:
    text = composed(
        SKELETON,
        "from shop.models import User\nfrom flask import abort, jsonify\nimport re\n"
        "from os import path\n\ndef view():\n    abort(re.escape(User.name))\n",
    )
    assert text.startswith(
        '"""Views."""\n\nimport re\n\nfrom flask import Blueprint, abort\n\n'
        "from shop.models import User\n\nusers = "
    )
    assert "jsonify" not in text
    assert "path" not in text


def test_definitions_follow_constants_classes_functions_views() -> None:
    text = composed(
        SKELETON,
        '@users.get("/")\ndef view():\n    return helper(), LIMIT, Thing\n\n'
        "def helper():\n    return 1\n\nclass Thing:\n    pass\n\nLIMIT = 3\n",
    )
    places = [text.index(word) for word in ("LIMIT = 3", "class Thing", "def helper", "def view")]
    assert places == sorted(places)


def test_a_definition_stands_after_what_it_needs_at_import() -> None:
    text = composed(
        "",
        "class Child(Parent):\n    pass\n\nclass Parent:\n    limit = LIMIT\n\nLIMIT = make()\n\n"
        "def make():\n    return 3\n",
    )
    places = [text.index(word) for word in ("def make", "LIMIT =", "class Parent", "class Child")]
    assert places == sorted(places)
    exec(compile(text, "module", "exec"), {})


def test_same_named_neighbours_stay_together_in_their_order() -> None:
    pair = "class A:\n    pass\n\n\ndef f(x: int) -> int: ...\ndef f(x):\n    return x\n"
    text = composed("", pair)
    assert text.count("def f") == 2
    assert text.index("-> int") < text.index("return x")


def test_comments_travel_with_their_definition() -> None:
    text = composed(SKELETON, "def view():\n    return LIMIT\n\n# why three\nLIMIT = 3\n")
    assert "# why three\nLIMIT = 3" in text


def test_two_slices_may_not_own_one_name() -> None:
    with pytest.raises(ValueError, match="'view'"):
        compose(SKELETON, ["def view():\n    pass\n", "def view():\n    return 1\n"], "shop")


def test_composing_is_stable() -> None:
    once = composed(SKELETON, "import re\nfrom shop.models import User\n\ndef v():\n    re, User\n")
    assert composed(once) == once
