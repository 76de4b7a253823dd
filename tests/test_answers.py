from __future__ import annotations

import pytest

from codegen.answers import json_document, python_module, templates
from codegen.asking import Unfit
from codegen.types import File


def test_the_one_fenced_block_is_the_module() -> None:
    assert python_module("Here it is:\n\n```python\nx = 1\n```\n\nEnjoy.") == "x = 1\n"


def test_a_fence_may_be_longer_and_hold_another() -> None:
    assert python_module('````python\nx = """\n```\n"""\n````') == 'x = """\n```\n"""\n'


@pytest.mark.parametrize("text", ["x = 1", "", "```json\n{}\n```", "```python\nx = 1"])
def test_no_block_is_told(text: str) -> None:
    with pytest.raises(Unfit, match="no fenced block of Python"):
        python_module(text)


def test_two_blocks_are_told() -> None:
    with pytest.raises(Unfit, match="2 fenced blocks"):
        python_module("```python\nx = 1\n```\n```python\ny = 1\n```")


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '  {"a": 1}\n', '```json\n{"a": 1}\n```', 'So:\n```\n{"a": 1}\n```']
)
def test_a_json_document_comes_out_of_its_fence(text: str) -> None:
    assert json_document(text).strip() == '{"a": 1}'


def test_a_fence_within_json_is_text() -> None:
    text = '{"a": "```json\\nx\\n```"}'
    assert json_document(text) == text


@pytest.mark.parametrize(
    "opening",
    [
        "```jinja templates/a/b.html",
        "```html templates/a/b.html",
        "```html+jinja  templates/a/b.html  ",
        "~~~jinja2:templates/a/b.html",
        '```html title="templates/a/b.html"',
        "```jinja {path=templates/a/b.html}",
        "````jinja `templates/a/b.html`",
    ],
)
def test_a_template_has_its_name_behind_the_language(opening: str) -> None:
    mark = opening[: len(opening) - len(opening.lstrip("`~"))]
    text = f"```python\nx = 1\n```\n\n{opening}\n<p>\n{mark}\nBye."
    assert templates(text) == (File("templates/a/b.html", "<p>\n"),)
    assert python_module(text) == "x = 1\n"


def test_names_stand_as_they_were_given() -> None:
    text = "```jinja /etc/a.html\n1\n```\n```jinja ../b.html\n2\n```\n```css c.css\n3\n```"
    assert [file.path for file in templates(text)] == ["/etc/a.html", "../b.html"]


def test_a_template_without_a_name_is_told() -> None:
    with pytest.raises(Unfit, match="has no name"):
        templates("```jinja\n<p>\n```")
