"""What a model says of settings: what of it cannot be, and how a change takes one back."""

from __future__ import annotations

import pytest

import wire_answers as wire
from bazaar.answers import RATES
from codegen.contract import Setting
from codegen.interpret.change import changed
from codegen.interpret.wire import WireOutline, WireOutlineChange
from codegen.interpret.wire_outline import Outline, read_outline
from codegen.interpret.wire_parts import Reading

QUIET_RATES: wire.Wire = {
    **RATES,
    "cites": [],
    "calls": [{**each, "cites": []} for each in RATES["calls"]],
}


def told(name: str, default: str | None = None) -> wire.Wire:
    return {"name": name, "default": default, "does": "It does.", "cites": []}


def outlined(reading: Reading, *settings: wire.Wire) -> Outline:
    resources = [{"name": "tills", "endpoints": [wire.head("GET /till", "show_till")]}]
    given = wire.outline(services=[QUIET_RATES], resources=resources, settings=[*settings])
    return read_outline(WireOutline.model_validate(given), reading)


def test_settings_are_needed_unless_they_have_a_default() -> None:
    reading = Reading({}, {})
    outline = outlined(reading, told("TILL_PIN", "4711"), told("WORD"), told("EMPTY", ""))
    assert not reading.problems
    assert outline.settings == (
        Setting(name="TILL_PIN", default="4711", does="It does."),
        Setting(name="WORD", does="It does."),
        Setting(name="EMPTY", default="", does="It does."),
    )
    assert [each.in_tests for each in outline.settings] == ["4711", "the word that tests have", ""]


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ([told("till_pin")], "'till_pin' needs the name of an environment variable"),
        ([told("TILL-PIN")], "'TILL-PIN' needs the name of an environment variable"),
        ([told("SECRET_KEY")], "'SECRET_KEY' is there already"),
        ([told("TESTING")], "'TESTING' is there already"),
        ([told("DATABASE_URL")], "'DATABASE_URL' is there already"),
        ([told("SQLALCHEMY_ECHO")], "'SQLALCHEMY_ECHO' is there already"),
        ([told("LD_PRELOAD")], "'LD_PRELOAD' is there already"),
        ([told("WORD", "a\nb")], "'WORD' has a default that no environment variable can have"),
        ([told("WORD"), told("WORD")], "two settings with the name 'WORD'"),
        ([told("RATES_URL")], "two settings with the name 'RATES_URL'"),
    ],
)
def test_what_cannot_be_is_told(settings: list[wire.Wire], problem: str) -> None:
    reading = Reading({}, {})
    outlined(reading, *settings)
    assert any(problem in each for each in reading.problems), reading.problems


def test_a_change_brings_a_setting_and_takes_one_back() -> None:
    earlier = WireOutline.model_validate(wire.outline(settings=[told("A"), told("B", "1")]))
    change = wire.outline(settings=[told("C")], removed=["setting:A"], renamed=[])
    merged = changed(earlier, WireOutlineChange.model_validate(change))
    assert [each.name for each in merged.settings] == ["B", "C"]
