"""Which answers with templates are a slice's definitions, and what is said of those that are not."""

from __future__ import annotations

import pytest

from codegen.generate import Wanted
from codegen.ownership import NotASlice
from codegen.ownership.pages import PAGE_LIMIT_BYTES, PAGES_LIMIT, page_rules, read_slice
from codegen.types import File

HEAD = '@guests.get("/guests")\ndef show(limit: int) -> Answer:'
PAGE = "templates/guests/show.html"
WANTED = Wanted("routes/guests.py", ("show",), (HEAD,), PAGE)
CODE = f'{HEAD}\n    return render_template("guests/show.html")\n'
TAKEN = frozenset({"guests", "templates/guests/show_all.html"})
TEXT = '{% extends "layout.html" %}\n'


def problems(*pages: tuple[str, str], code: str = CODE) -> list[str]:
    files = [File(path, text) for path, text in pages]
    try:
        read_slice(code, files, WANTED, TAKEN, "book")
    except NotASlice as refused:
        return list(refused.problems)
    return []


def test_templates_are_definitions_beside_the_module() -> None:
    code = CODE.replace("return", 'render_template("guests/show_row.html")\n    return')
    pages = [
        File("book/templates/guests/show_row.html", "\n\n<p>\t\r\nx  </p>  "),
        File(PAGE, TEXT),
    ]
    found = read_slice(code, pages, WANTED, TAKEN, "book")
    assert [each.module for each in found] == [
        "routes/guests.py",
        PAGE,
        "templates/guests/show_row.html",
    ]
    assert found[2].text == "<p>\nx  </p>\n"


def test_what_wants_no_page_takes_none() -> None:
    wanted = Wanted("rules.py", ("f",), ("def f() -> int:",))
    [only] = read_slice("def f() -> int:\n    return 1\n", (), wanted, frozenset())
    assert only.module == "rules.py"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/show.html",
        "../show.html",
        "templates/../templates/guests/show.html",
        "templates/guests/../guests/show.html",
        "templates/layout.html",
        "templates/guests/list.html",
        "templates/guests/show_a_b.html",
        "templates/guests/show_A.html",
        "templates/guests/show_.html",
        "templates/guests/show.html.j2",
        "templates/guests/show_x.html\n",
        "templates\\guests\\show_x.html",
        "routes/guests.py",
        "static/show.html",
    ],
)
def test_a_template_lies_where_it_was_asked_for_and_nowhere_else(path: str) -> None:
    told = problems((PAGE, TEXT), (path, "x"))
    assert any(f"`{path}` is none of this part" in problem for problem in told)


def test_the_page_of_another_is_not_written() -> None:
    told = problems((PAGE, TEXT), ("templates/guests/show_all.html", "x"))
    assert "The template `templates/guests/show_all.html` is another endpoint's." in told


def test_python_without_its_template_is_told() -> None:
    told = problems()
    assert told[0].startswith(f"The template `{PAGE}` is missing")
    assert any("`guests/show.html` is none of this answer's: it has none" in each for each in told)


def test_a_template_that_stands_there_twice_is_told() -> None:
    assert problems((PAGE, TEXT), (PAGE, TEXT)) == [f"The template `{PAGE}` stands there 2 times."]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * PAGE_LIMIT_BYTES, "has more than 64 KiB"),
        (" \n", "is empty"),
        ("<p>\n{% if %}", "line 2: Jinja cannot read this"),
        ('{% extends "base.html" %}', "`base.html` is neither `layout.html` nor"),
        ('{% include "guests/show_all.html" %}', "`guests/show_all.html` is neither"),
        ("{% include name %}", "the name of a template is computed"),
    ],
)
def test_a_faulty_template_is_told(text: str, told: str) -> None:
    [problem] = problems((PAGE, text))
    assert told in problem


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (f'{HEAD}\n    return render_template("guests/show_all.html")', "none of this answer's"),
        (f"{HEAD}\n    return flask.render_template(limit)", "name is computed"),
        (f"{HEAD}\n    return 'x'", f"`{PAGE}` is not used"),
    ],
)
def test_python_and_templates_fit_together(code: str, told: str) -> None:
    assert any(told in problem for problem in problems((PAGE, TEXT), code=code))


def test_a_template_that_only_includes_itself_is_not_used() -> None:
    further = ("templates/guests/show_row.html", '{% include "guests/show_row.html" %}')
    [problem] = problems((PAGE, TEXT), further)
    assert "`templates/guests/show_row.html` is not used" in problem


def test_there_is_a_limit_to_templates() -> None:
    further = [(f"templates/guests/show_{n}.html", "x") for n in range(PAGES_LIMIT)]
    assert any("are enough" in problem for problem in problems((PAGE, TEXT), *further))


def test_faults_of_both_are_told_at_once() -> None:
    told = problems(code="x = ")
    assert len(told) == 2
    assert told[0].startswith("Line 1")


def test_the_rules_name_the_page() -> None:
    assert any('render_template("guests/show.html"' in rule for rule in page_rules(WANTED))
    assert not any("{page}" in rule or "{{%" in rule for rule in page_rules(WANTED))
