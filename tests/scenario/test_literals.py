from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.scenario import JsonRequest
from codegen.scenario.literals import JSON_DEPTH_LIMIT
from codegen.scenario.reader import read_http_block
from codegen.types import Location

Problems = Callable[[str], list[str]]
AT = Location("shop.md", 10, 3)


def body(text: str) -> object:
    return read_http_block(f"POST /x\n{text}\nHTTP 200", AT).exchanges[0].body


@pytest.mark.parametrize(
    "text, value",
    [
        ("[9223372036854775808, -1, 1e2]", [2**63, -1, 100.0]),
        (f"[{'9' * 4000}]", [int("9" * 4000)]),
        ('{"a": "\\ud800", "b": "\\u00e9\\n"}', {"a": "\ud800", "b": "é\n"}),
        ('{"a": {"x": 1}, "b": {"x": 2}, "c": ["x", "x"]}', {"a": {"x": 1}, "b": {"x": 2}, "c": ["x", "x"]}),
        ('{"a": {"b": {}}}', {"a": {"b": {}}}),
        ('{"a": "}{][:,\\""}', {"a": '}{][:,"'}),
    ],
)  # fmt: skip
def test_json(text: str, value: object) -> None:
    assert body(text) == JsonRequest(value)  # type: ignore[arg-type]


def test_json_as_deep_as_allowed() -> None:
    assert body("[" * JSON_DEPTH_LIMIT + "]" * JSON_DEPTH_LIMIT)


@pytest.mark.parametrize(
    "text, message",
    [
        ('{"a": 1,\n "a": 2}', "12:4: the object has the key 'a' twice."),
        ('{"b": {"a": 1, "\\u0061": 2}}', "11:18: the object has the key 'a' twice."),
        ('{"x": "NaN", "y": NaN}', "11:21: 'NaN' is no JSON."),
        ("[-Infinity]", "11:4: '-Infinity' is no JSON."),
        ("[1e999]", "11:4: '1e999' is too large a number."),
        (f"[1, {'9' * 5000}]", "11:7: '9999"),
        ('{"a": {{id}}}', '11:9: a template stands outside a JSON string. Write it in quotes: "{{id}}".'),
        ('{"a": "{{id}}"}', "11:10: no earlier request captures {{id}}."),
        ('{"a": "{{ id }}"}', "11:10: '{{' starts no template."),
        ('{"a": "\\u007b{id}}"}', "11:10: an escaped { could hide a template."),
        ('{"a": 1,}', "11:1"),
        ("{'a': 1}", "11:4: the JSON cannot be read"),
        ('{"a": "x\ny"}', "11:11: the JSON cannot be read"),
        ('{"a": 1', "12:3: the JSON cannot be read"),
        ("]", "11:3: ']' is no header."),
        ("[" * 65 + "]" * 65, "11:67: the JSON is nested deeper than 64 levels."),
        ("[" * 100_000, "11:67: the JSON is nested deeper than 64 levels."),
        ('{"a":' * 100_000, "11:323: the JSON is nested deeper than 64 levels."),
    ],
)  # fmt: skip
def test_refused_json(problems: Problems, text: str, message: str) -> None:
    found = problems(f"POST /x\n{text}\nHTTP 200")
    assert len(found) == 1
    assert found[0].startswith(f"shop.md:{message}")
