from __future__ import annotations

import pytest

from codegen.answers import json_document, python_module
from codegen.asking import Unfit


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
