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


def test_a_future_import_stays_and_comes_first() -> None:
    text = composed(
        SKELETON, "from __future__ import annotations\nimport abc\n\nclass A(abc.ABC):\n    b: B\n"
    )
    assert text.startswith(
        '"""Views."""\n\nfrom __future__ import annotations\n\nimport abc\n\nfrom flask'
    )


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


def runs(*definitions: str) -> dict[str, object]:
    """What a module of these slices binds. Raises NameError where its order is wrong."""
    names: dict[str, object] = {}
    exec(compile(composed("", *definitions), "module", "exec", dont_inherit=True), names)
    return names


@pytest.mark.parametrize(
    "function",
    [
        "def early(x: Late) -> None: ...",
        "def early(*x: Late) -> None: ...",
        "def early(*, x: Late) -> None: ...",
        "def early() -> Late: ...",
        "def early(x=Late): ...",
        "def early(*, x=Late): ...",
        "@Late.mark\ndef early(): ...",
        "async def early() -> Late: ...",
    ],
)
def test_a_function_stands_after_what_its_signature_names(function: str) -> None:
    """Late has to wait for a function, so that its being a class does not put it first."""
    late = "class Late:\n    mark = staticmethod(later())\n"
    later = "def later():\n    return lambda function: function\n"
    assert "early" in runs(f"{function}\n\n{late}\n{later}")


@pytest.mark.parametrize(
    "early",
    [
        "class Early(metaclass=Late): ...",
        "class Early(Late): ...",
        "@mark\nclass Early: ...",
        "class Early:\n    limit = Late\n",
        "class Early:\n    limit: Late\n",
        "class Early:\n    def method(self, x: Late): ...",
        "class Early:\n    def method(self, x=Late): ...",
        "class Early:\n    @mark\n    def method(self): ...",
        "class Early:\n    class Inner(Late): ...",
    ],
)
def test_a_class_stands_after_what_its_body_and_its_keywords_name(early: str) -> None:
    late = "class Late(type):\n    pass\n\ndef mark(thing):\n    return thing\n"
    assert "Early" in runs(f"{early}\n\n{late}")


def test_what_only_bodies_need_may_go_in_a_circle() -> None:
    text = composed(
        "", "def odd(n):\n    return n and even(n - 1)\n\ndef even(n):\n    return not odd(n - 1)\n"
    )
    assert text.index("def odd") < text.index("def even")


@pytest.mark.parametrize(
    ("line", "use"),
    [
        ("import os", "os.sep"),
        ("import os.path", "os.path.sep"),
        ("import xml.etree.ElementTree", "xml.etree.ElementTree"),
        ("import json as js", "js.dumps"),
        ("import os.path as place", "place.sep"),
        ("from flask import abort as stop", "stop"),
        ("from . import models", "models.User"),
        ("from .models import User", "User"),
        ("from ..shared import User as Person", "Person"),
    ],
)
def test_an_import_is_kept_as_it_is_while_its_name_is_used(line: str, use: str) -> None:
    definition = f"{line}\n\ndef view():\n    return {use}\n"
    assert composed("", definition).lstrip().startswith(f"{line}\n\n\ndef view():")
    assert composed("", f"{line}\n\ndef view():\n    return 1\n").startswith("def view():")


def test_an_alias_does_not_keep_the_name_that_it_stands_for() -> None:
    text = composed("", "from flask import abort as stop\n\ndef view(abort):\n    abort()\n")
    assert "import" not in text


def test_relative_imports_stand_with_those_of_the_app() -> None:
    text = composed(
        "",
        "from .models import User\nfrom . import extensions\nfrom shop.errors import Gone\n"
        "from flask import abort as stop\nimport json as js\nimport os.path\n\n"
        "def view():\n    return User, extensions, Gone, stop, js, os.path\n",
    )
    assert text.lstrip().startswith(
        "import json as js\nimport os.path\n\nfrom flask import abort as stop\n\n"
        "from . import extensions\nfrom .models import User\nfrom shop.errors import Gone\n\n"
    )


def test_comments_above_and_below_decorators_travel_with_their_definition() -> None:
    view = (
        '# why a view\n@users.get("/")  # here\n# why it is cached\n@cache\ndef view():\n    pass\n'
    )
    text = composed(SKELETON, f"from functools import cache\n\n{view}\n\nLIMIT = 3\n")
    assert text.index("LIMIT = 3") < text.index(view)


def test_comments_above_the_first_statement_are_kept() -> None:
    assert "# why" in composed(SKELETON, "# why\ndef view():\n    pass\n")


@pytest.mark.parametrize("below", ['"""Views."""\n', "import re\n"])
def test_comments_above_a_skeleton_are_kept(below: str) -> None:
    assert composed(f"# licence\n{below}", "def view():\n    pass\n").startswith("# licence\n")


def test_one_name_imported_for_different_things_is_told_apart() -> None:
    noon, a, b, c, d = (
        "from datetime import time\n\nNOON = time(12)\n",
        "import datetime\n\ndef a(time: int) -> str:\n    return str(datetime.date(time, 1, 1))\n",
        "import time\n\ndef b():\n    return time.strftime('%%', time.gmtime(0)), dict(time=1)\n",
        "from datetime import datetime\n\ndef c():\n    return datetime(1, 1, 1).year\n",
        "from time import time\n\ndef d():\n    def inner(time):\n        return time\n"
        "    return time() > inner(1)\n",
    )
    for order in ((noon, a, b, c, d), (d, c, b, a, noon)):
        names = runs(*order)
        called = [function() for name in "bcd" if callable(function := names[name])]
        assert called == [("%", {"time": 1}), 1, True]
        first = names["a"]
        assert callable(first)
        assert first(2026) == "2026-01-01"
        assert str(names["NOON"]) == "12:00:00"


def test_an_import_gives_way_to_a_definition_of_the_same_name() -> None:
    text = composed(
        SKELETON,
        '@users.get("/")\ndef select():\n    return 1\n',
        "from sqlalchemy import select\n\ndef other():\n    return select()\n",
    )
    assert "from sqlalchemy import select as sqlalchemy_select" in text
    assert "return sqlalchemy_select()" in text


def test_a_name_made_up_for_an_import_meets_no_other() -> None:
    text = composed(
        "",
        "from time import time\n\ndef a():\n    return time\n\ndef datetime_time():\n    return a\n",
        "from datetime import time\n\ndef b():\n    return time\n",
    )
    assert "import time as datetime_time_" in text
    assert "return datetime_time_\n" in text
