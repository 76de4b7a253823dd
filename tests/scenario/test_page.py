"""The page for spec writers says nothing that is not so."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from codegen.scenario import RequestBody
from codegen.scenario.asserts import PREDICATES, QUERIES
from codegen.scenario.message import REQUEST_SECTIONS, RESPONSE_SECTIONS
from codegen.scenario.reader import read_http_block
from codegen.spec import HttpBlock, read_spec

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "spec-format.md"


def _fences(language: str) -> list[tuple[int, str]]:
    """(line, text) of each fence of a language, read without the code under test."""
    found, start = list[tuple[int, str]](), 0
    lines = PAGE.read_text("utf-8").split("\n")
    for number, line in enumerate(lines):
        if line.lstrip("`") == language and line.startswith("```"):
            start = number + 1
        elif start and line and not line.strip("`") and len(line) == lines[start - 1].count("`"):
            found.append((start + 1, "\n".join(lines[start:number])))
            start = 0
    return found


def _http_blocks(tmp_path: Path) -> tuple[HttpBlock, ...]:
    spec = tmp_path / "page.md"
    text = "\n\n".join(f"```http\n{text}\n```" for _, text in _fences("http"))
    spec.write_text(f"## Endpoints\n- `GET /users`: x.\n## Examples\n{text}\n", "utf-8")
    return read_spec(spec, tmp_path).http_blocks


def test_every_http_example_can_be_copied(tmp_path: Path) -> None:
    blocks = _http_blocks(tmp_path)
    assert len(blocks) >= 8
    for block in blocks:
        assert read_http_block(block.text, block.location).exchanges


def test_every_predicate_is_shown(tmp_path: Path) -> None:
    shown = {
        expectation.predicate
        for block in _http_blocks(tmp_path)
        for exchange in read_http_block(block.text, block.location).exchanges
        for expectation in exchange.expectations
    }
    assert shown == set(PREDICATES)


def test_every_query_and_section_is_shown() -> None:
    shown = "\n".join(text for _, text in _fences("http"))
    for query in QUERIES:
        assert f"\n{query} " in shown, query
    page = PAGE.read_text("utf-8")
    for section in (*REQUEST_SECTIONS, *RESPONSE_SECTIONS):
        assert f"[{section}]" in page, section


def test_every_kind_of_body_is_shown(tmp_path: Path) -> None:
    shown = {
        type(exchange.body)
        for block in _http_blocks(tmp_path)
        for exchange in read_http_block(block.text, block.location).exchanges
    }
    assert shown - {type(None)} == set(get_args(RequestBody))


def test_every_pragma_is_shown(tmp_path: Path) -> None:
    examples = [read_http_block(b.text, b.location) for b in _http_blocks(tmp_path)]
    together = [e.together for example in examples for e in example.exchanges if e.together]
    moments = [[e.now for e in example.exchanges if e.now] for example in examples]
    assert any(example.given for example in examples)
    assert max(map(len, moments)) > 1
    assert {pragma.others_status for pragma in together} == {None, 409}
    exchanges = [exchange for example in examples for exchange in example.exchanges]
    assert {stub.outcome for e in exchanges for stub in e.services} == {"answer", "timeout"}
    assert {bool(called.method) for e in exchanges for called in e.called} == {True, False}


def test_the_whole_spec_at_the_top_is_read(tmp_path: Path) -> None:
    file = tmp_path / "register.md"
    file.write_text(_fences("markdown")[0][1], "utf-8")
    spec = read_spec(file, tmp_path)
    assert [heading.name for heading in spec.headings] == ["User", "POST /register"]
    assert spec.title == "Registration"
    assert spec.http_blocks[0].title is not None


def test_the_row_reads_as_the_bullet_says(tmp_path: Path) -> None:
    line = next(x for x in PAGE.read_text("utf-8").split("\n") if x.startswith("| `\\| username"))
    row, bullet = (cell.strip() for cell in line.strip("| ").split("` | `` "))
    row = row.removeprefix("`").replace("\\|", "|")
    table = f"|a|b|c|\n|-|-|-|\n{row}\n"
    texts = []
    for body in (table, bullet.removesuffix("``").strip()):
        file = tmp_path / "user.md"
        file.write_text(f"## Data\n### User\n{body}\n\n## Endpoints\n### GET /x\n", "utf-8")
        texts.append([statement.text for statement in read_spec(file, tmp_path).statements])
    assert texts[0] == texts[1] == [["`username`: text, 1 to 80 characters, unique"]][0]


@pytest.mark.parametrize("word", ["given", "now", "together"])
def test_pragmas_of_the_page_are_those_of_the_reader(word: str) -> None:
    assert f"`{word}`" in PAGE.read_text("utf-8")
