"""What no case can say of a number in a path."""

from __future__ import annotations

from typing import Any

import pytest

import wire_answers as wire
from codegen.interpret.wire import WireOutline, WireResourceDetail
from codegen.interpret.wire_detail import read_detail
from codegen.interpret.wire_outline import read_outline
from codegen.interpret.wire_parts import Reading

KEY = "GET /flats/{flat}"


def problems(kind: str, case: Any, limits: str | None = None) -> list[str]:
    reading = Reading({}, {})
    resources = [{"name": "flats", "endpoints": [wire.head(KEY, "show_flat")]}]
    outline = read_outline(WireOutline.model_validate(wire.outline(resources=resources)), reading)
    flat = {"place": "path", "value": wire.member("flat", kind, limits=limits)}
    told = wire.detail(endpoints=[wire.endpoint(KEY, parameters=[flat], cases=[case])])
    read_detail(WireResourceDetail.model_validate(told), outline, outline.resources[0], reading)
    return [each for each in reading.problems if "a number in the path" in each]


@pytest.mark.parametrize("when", ["wrong_type", "pattern"])
def test_what_is_no_number_in_a_path_leads_nowhere(when: str) -> None:
    assert problems("integer", wire.case(when, 400, field="flat"))
    assert not problems("integer", wire.case(when, 404, field="flat"))
    assert not problems("text", wire.case(when, 400, field="flat"))
    assert not problems("integer", wire.case("out_of_range", 400, field="flat"))


def test_the_view_sees_0_where_a_path_holds_no_number_of_what_is_kept() -> None:
    assert not problems("integer", wire.case("wrong_type", 400, field="flat"), limits="1..40")
    assert problems("integer", wire.case("wrong_type", 400, field="flat"), limits="0..40")
