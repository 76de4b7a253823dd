"""How a template is read: where its values land, what it refers to, and where HTML and Jinja come apart."""

from __future__ import annotations

import pytest

from codegen.page import Page, read_page
from codegen.types import Problem


def page(text: str) -> Page:
    read = read_page("app/templates/a.html", text)
    assert isinstance(read, Page), read
    return read


def spots(text: str) -> list[tuple[str, str, str]]:
    """Kind, attribute and line:column of each value."""
    read = page(text)
    return [
        (
            shown.spot.kind,
            shown.spot.attribute.name if shown.spot.attribute else "",
            str(read.location(shown.offset)).partition(":")[2],
        )
        for shown in read.shown
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>{{ a }}</p>", ("text", "", "1:4")),
        ("\n  <p\n title='{{ a }}'>", ("attribute", "title", "3:9")),
        ('<P TITLE="x {{ a }}">', ("attribute", "title", "1:13")),
        ('<p title="a>b{{ a }}">', ("attribute", "title", "1:14")),
        ("<p title={{ a }}>", ("unquoted", "title", "1:10")),
        ("<p title=x{{ a }}>", ("unquoted", "title", "1:11")),
        ("<p {{ a }}>", ("tag", "", "1:4")),
        ("<p data-{{ a }}='x'>", ("tag", "", "1:9")),
        ("<script>x = {{ a }}</script>", ("code", "", "1:13")),
        ("<STYLE>{{ a }}</STYLE>", ("code", "", "1:8")),
        ("<script>x</script><p>{{ a }}", ("text", "", "1:22")),
        ("<!-- {{ a }} -->", ("comment", "", "1:6")),
        ("<textarea>{{ a }}</textarea>", ("text", "", "1:11")),
        ("{# <script> #}{{ a }}", ("text", "", "1:15")),
        ("{% raw %}<b title='{{ b }}'>{% endraw %}{{ a }}", ("text", "", "1:41")),
        ("<p>  {{- a -}}  </p>", ("text", "", "1:6")),
        ("{{ {'a': '}}'}['a'] }}", ("text", "", "1:1")),
        ("{% if x %}<p title='{% endif %}{{ a }}'>", ("attribute", "title", "1:32")),
        ("a\r\nb\r{{ a }}", ("text", "", "3:1")),
    ],
)
def test_a_value_is_found_where_it_stands(text: str, expected: tuple[str, str, str]) -> None:
    assert spots(text) == [expected]


def test_what_stands_before_a_value_in_its_attribute_is_known() -> None:
    shown = page('<a href="/x/{{ a }}?b={{ b }}">').shown
    assert shown[0].spot.before == "/x/"
    assert shown[1].spot.before.startswith("/x/")
    assert shown[1].spot.before.endswith("?b=")


def test_conditions_hold_in_their_branch_alone() -> None:
    text = "{% if a %}{{ x }}{% for b in c %}{{ y }}{% endfor %}{% elif d %}{{ z }}{% else %}{{ w }}{% endif %}{{ v }}"
    assert [len(shown.conditions) for shown in page(text).shown] == [1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("{% if a %}<p title='x'>{% else %}<p>{% endif %}", False),
        ("<p{% if a %} title='x'{% endif %}>", False),
        ("<p title='{% if a %}x{% endif %}'>", False),
        ("<p title='{% if a %}x'{% endif %}>", True),
        ("{% for a in b %}<p title='{% endfor %}'>", True),
        ("{% block a %}<script>{% endblock %}</script>", True),
        ("<p title='{{ a }}", True),
        ("<p title={{ a }}'x'>", True),
        ("1 <2", False),
        ("a <b", True),
        ("<{{ tag }}>", True),
        ("</{{ tag }}>", False),
    ],
)
def test_it_is_told_where_html_and_jinja_come_apart(text: str, torn: bool) -> None:
    assert bool(page(text).torn) is torn


def test_the_templates_that_it_uses_are_told_with_lines() -> None:
    text = '{% extends "a.html" %}\n{% include ["b.html", c] %}\n{% import "d.html" as d %}\n{% from "e.html" import f %}'
    assert set(page(text).references()) == {
        ("a.html", 1),
        ("b.html", 2),
        (None, 2),
        ("d.html", 3),
        ("e.html", 4),
    }


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("<p>\n{% if %}", 2, "Jinja cannot read this"),
        ("{{ a", 1, "Jinja cannot read this"),
        ("{% for a in b %}", 1, "Jinja cannot read this"),
        ("{% trans %}a{% endtrans %}", 1, "unknown tag 'trans'"),
        ("{% print a %}", 1, "shows values by a statement"),
        ("{% if a %}" * 300 + "{% endif %}" * 300, 1, "nests too deep"),
        ("{{ " + "(" * 5000 + "a" + ")" * 5000 + " }}", 1, "nests too deep"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_line(text: str, line: int, cause: str) -> None:
    read = read_page("app/templates/a.html", text)
    assert isinstance(read, Problem)
    assert read.location is not None
    assert (read.location.path, read.location.line) == ("app/templates/a.html", line)
    assert cause in read.cause


def test_nothing_is_evaluated() -> None:
    assert page("{{ 10 ** 10 ** 10 }}{{ a.b() }}").shown[1].spot.kind == "text"
