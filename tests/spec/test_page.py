"""What docs/spec-format.md offers to be copied can be built."""

from __future__ import annotations

import re
from pathlib import Path

from codegen.contract import Contract
from codegen.interpret.builtin import interpret
from codegen.interpret.examples import check_examples
from codegen.spec import read_spec
from codegen.testgen.examples import examples

PAGE = Path(__file__).parents[2] / "docs" / "spec-format.md"


def _markdown_fences() -> list[str]:
    text = PAGE.read_text("utf-8")
    return [found[2] for found in re.finditer(r"(?ms)^(`{3,})markdown\n(.*?)^\1$", text)]


def _built(markdown: str, folder: Path) -> Contract:
    (folder / "shop.md").write_text(markdown, "utf-8")
    spec = read_spec(folder / "shop.md", folder)
    contract = interpret(spec)
    check_examples(contract, examples(spec, contract), spec.statements)
    return contract


def test_the_first_spec_of_the_page_builds(tmp_path: Path) -> None:
    contract = _built(_markdown_fences()[0], tmp_path)
    assert [endpoint.key for endpoint in contract.endpoints] == ["POST /register"]


def test_the_sections_of_the_page_build(tmp_path: Path) -> None:
    fences = _markdown_fences()
    data = next(text for text in fences[1:] if text.startswith("## Data"))
    endpoints = next(text for text in fences[1:] if text.startswith("## Endpoints"))
    contract = _built(f"{data}\n{endpoints}", tmp_path)
    assert [e.key for e in contract.endpoints] == ["POST /register", "POST /members"]
