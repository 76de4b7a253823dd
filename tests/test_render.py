from __future__ import annotations

from pathlib import Path

import pytest

from codegen.errors import UsageError
from codegen.render import Renderer, bytes_literal, docstring, literal


@pytest.mark.parametrize(
    "value",
    ["x" * 80, "xxxx", 'say "hi"', "\0nn", "\ud800", "名", {"a": ["b" * 9]}, None, True, 2**70],
)
def test_a_literal_is_the_value(value: object) -> None:
    assert eval(literal(value)) == value


@pytest.mark.parametrize("content", [b"", b"a", b"a" * 99, b"\x89P" + b"\0" * 99, b"\0" * 9])
def test_bytes_are_written_as_they_are_and_long_runs_short(content: bytes) -> None:
    written = bytes_literal(content)
    assert eval(written) == content
    assert len(written) < 50


@pytest.mark.parametrize(
    "content", [b"bib,name\n" + b"1,Ann\n" * 5000, b"ab" * 99 + b"end", b"\r\n" * 40 + b"x" * 99]
)
def test_what_is_repeated_is_written_once(content: bytes) -> None:
    written = bytes_literal(content)
    assert eval(written) == content
    assert len(written) < 60


def test_a_long_run_of_one_character_is_a_product() -> None:
    assert literal("x" * 81) == "'x' * 81"


@pytest.mark.parametrize(
    "sentence",
    [
        'ends with a "quote"',
        'has """three""" of them',
        "back\\slash",
        "two\nlines",
        "word " * 50,
        "句子。",
    ],
)
def test_a_docstring_compiles_and_is_one_line(sentence: str) -> None:
    text = docstring(sentence)
    assert "\n" not in text
    assert len(text) <= 77
    compile(f'def f():\n    """{text}"""\n', "module", "exec")


def test_the_projects_own_template_comes_first(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / ".gitignore.j2").write_text("mine {{ 1 + 1 }}\n")
    assert Renderer(tmp_path).render("app/.gitignore.j2") == "mine 2\n"
    assert "instance/" in Renderer().render("app/.gitignore.j2")


def test_a_template_that_fails_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "own.j2").write_text("one\n{% if %}\n")
    with pytest.raises(UsageError, match=r"own\.j2:2"):
        Renderer(tmp_path).render("own.j2")


def test_a_name_that_a_template_does_not_get_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "own.j2").write_text("{{ unknown }}\n")
    with pytest.raises(UsageError, match="unknown"):
        Renderer(tmp_path).render("own.j2")


def test_a_missing_folder_of_templates_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        Renderer(tmp_path / "none")


def test_a_template_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=r"own\.j2"):
        Renderer(tmp_path).render("own.j2")
