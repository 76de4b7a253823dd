"""Every rule against its own examples, each planted in an app that is otherwise clean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from codegen.checks.base import Example, Rule, check, fix, load_rules
from codegen.types import File

if TYPE_CHECKING:
    from planting import Apps

PLANTED = [
    pytest.param(rule, example, id=f"{rule.name}-{number}")
    for rule in load_rules()
    for number, example in enumerate(rule.INVALID, 1)
]
ACCEPTED = [
    pytest.param(example, id=f"{rule.name}-{number}")
    for rule in load_rules()
    for number, example in enumerate(rule.VALID, 1)
]
MENDED = [
    pytest.param(rule, example, id=f"{rule.name}-{number}")
    for rule in load_rules()
    for number, example in enumerate(rule.INVALID, 1)
    if example.fixed is not None
]


@pytest.mark.parametrize("example", ACCEPTED)
def test_no_rule_minds_a_valid_example(example: Example, apps: Apps) -> None:
    candidate, _, _ = apps.planted(example, example.code)
    assert check(candidate, apps.host(example).contract).findings == ()


@pytest.mark.parametrize("rule, example", PLANTED)
def test_an_invalid_example_is_found_by_its_rule_alone(
    rule: type[Rule], example: Example, apps: Apps
) -> None:
    candidate, path, before = apps.planted(example, example.code)
    found = [
        (finding.rule, finding.location.path, finding.location.line)
        for finding in check(candidate, apps.host(example).contract).findings
    ]
    assert found == [(rule.name, path, before + line) for line in example.lines]


@pytest.mark.parametrize("rule, example", MENDED)
def test_a_fix_makes_what_the_example_says(rule: type[Rule], example: Example, apps: Apps) -> None:
    host = apps.host(example)
    contract = host.contract
    file = File(example.path_in(host.package), example.code)
    fixed = fix(file, contract, (rule,))
    assert fixed.text == example.fixed
    assert fix(fixed, contract) is fixed
    candidate, _, _ = apps.planted(example, fixed.text)
    assert check(candidate, contract).findings == ()


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: str(rule.name))
def test_a_rule_says_what_it_is_about(rule: type[Rule]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert rule.__doc__
    assert all(url.startswith("https://") for url in rule.urls)
    assert rule.urls
    assert not rule.message.endswith(".")
    assert rule.mend.endswith(".")
    assert len(rule.VALID) >= 3
    assert len(rule.INVALID) >= 3
    assert all(example.lines for example in rule.INVALID)
