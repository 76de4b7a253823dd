from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from codegen.spec import Spec
from codegen.spec.reserved import KEYWORDS, LAYOUT, PACKAGES, why_reserved

Read = Callable[..., Spec]
Problems = Callable[..., list[str]]
BODY = "## Endpoints\n### GET /health\n"


def test_settings(read: Read) -> None:
    spec = read(f"---\n# a comment\napp: crm\n\nprefix: '/api/v1'\n---\n{BODY}")
    assert (spec.app, spec.prefix, spec.title) == ("crm", "/api/v1", "Crm")


@pytest.mark.parametrize(
    "name, app, title",
    [
        ("register.md", "register", "Register"),
        ("register.zh.md", "register_zh", "Register Zh"),
        ("My-Shop app.md", "my_shop_app", "My Shop App"),
    ],
)
def test_the_apps_name_comes_from_the_file(read: Read, name: str, app: str, title: str) -> None:
    spec = read(BODY, name)
    assert (spec.app, spec.title) == (app, title)


@pytest.mark.parametrize(
    "app, cause",
    [
        ("json", "is that of a module of Python's standard library"),
        ("test", "is that of a module of Python's standard library"),
        ("flask", "is that of a package"),
        ("codegen", "is that of a package"),
        ("tests", "is that of a part of an emitted app's folder"),
        ("class", "is that of a keyword"),
        ("Shop", "is no lower-case Python name"),
        ("2fa", "is no lower-case Python name"),
        ("my-shop", "is no lower-case Python name"),
        ("über", "is no lower-case Python name"),
        ("", "is no lower-case Python name"),
        ("a" * 41, "has more than 40 characters"),
    ],
)
def test_refused_names(problems: Problems, app: str, cause: str) -> None:
    found = problems(f"---\napp: {app}\n---\n{BODY}")
    assert len(found) == 1
    assert found[0].startswith("shop.md:2:")
    assert cause in found[0]


def test_a_files_name_that_is_no_app(problems: Problems) -> None:
    found = problems(BODY, "注册.md")
    assert found[0].startswith(
        "注册.md:1:1: the app's name '注册' that the file's name gives is no"
    )


def test_forty_characters_are_accepted(read: Read) -> None:
    assert read(f"---\napp: {'a' * 40}\n---\n{BODY}").app == "a" * 40


def test_this_pythons_modules_are_all_reserved() -> None:
    public = {n for n in sys.stdlib_module_names if not n.startswith("_") and n.islower()}
    assert {name for name in public if why_reserved(name) is None} == set()


@pytest.mark.parametrize("name", sorted(PACKAGES | LAYOUT | KEYWORDS))
def test_reserved_names_could_be_asked_for(name: str) -> None:
    assert why_reserved(name)
    assert name == name.lower()


@pytest.mark.parametrize("name", ["app", "shop", "register", "crm"])
def test_common_names_are_free(name: str) -> None:
    assert why_reserved(name) is None


@pytest.mark.parametrize("prefix", ["api", "/api/", "/", "/a b", "/a//b", "/a?b", "", "/ä"])
def test_refused_prefixes(problems: Problems, prefix: str) -> None:
    found = problems(f"---\nprefix: {prefix}\n---\n{BODY}")
    assert len(found) == 1
    assert f"the prefix {prefix!r} is no path" in found[0]


@pytest.mark.parametrize(
    "lines, message",
    [
        ("ap: x", "shop.md:2:1: the front matter has the unknown key 'ap'. Did you mean 'app'?"),
        ("includes: x", "shop.md:2:1: the front matter has the unknown key 'includes'. Did you mean 'include'?"),
        ("title: x", "shop.md:2:1: the front matter has the unknown key 'title'. Write"),
        ("  - a.md", "shop.md:2:3: the front matter's line '- a.md' has no colon"),
        ("app: a\napp: b", "shop.md:3:1: the front matter says 'app' twice"),
    ],
)  # fmt: skip
def test_refused_lines(problems: Problems, lines: str, message: str) -> None:
    found = problems(f"---\n{lines}\n---\n{BODY}")
    assert len(found) == 1
    assert found[0].startswith(message)


def test_unterminated_front_matter(problems: Problems) -> None:
    found = problems(f"---\napp: crm\n{BODY}")
    assert found == [
        'shop.md:1:1: the front matter is never closed. Write "---" on a line below it.'
    ]


def test_front_matter_stands_first_or_not_at_all(read: Read) -> None:
    spec = read(f"Words.\n\n---\n\napp: crm\n\n---\n{BODY}")
    assert spec.app == "shop"
