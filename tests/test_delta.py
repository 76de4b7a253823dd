from __future__ import annotations

from typing import Any

from codegen.delta import Delta, deltas, items
from codegen.record import LockedSlice
from codegen.types import Digest, JsonValue


def slice_(items_: JsonValue) -> LockedSlice:
    return LockedSlice("any", Digest("0"), items_, ())


def endpoint(status: int = 201, **changes: Any) -> dict[str, Any]:
    cases = [{"when": {"kind": "duplicate", "field": "name"}, "status": 409}]
    return {
        "method": "POST",
        "path": "/x",
        "success": {"status": status},
        "cases": cases,
        **changes,
    }


def between(before: JsonValue, after: JsonValue) -> tuple[Delta, ...]:
    return deltas(items([slice_(before)]), items([slice_(after)]))


def test_equal_items_have_no_delta() -> None:
    assert between(endpoint(), endpoint()) == ()


def test_words_that_are_cited_are_no_meaning() -> None:
    assert between(endpoint(citations=[{"quote": "a"}]), endpoint(citations=[{"quote": "b"}])) == ()


def test_a_changed_value_is_named_by_its_place() -> None:
    assert between(endpoint(), endpoint(200)) == (
        Delta("changed", "POST /x", ("success.status: 201 -> 200",)),
    )


def test_a_case_is_named_by_its_condition() -> None:
    other = [{"when": {"kind": "duplicate", "field": "name"}, "status": 422}]
    assert between(endpoint(), endpoint(cases=other)) == (
        Delta("changed", "POST /x", ("cases[duplicate name].status: 409 -> 422",)),
    )
    assert between(endpoint(), endpoint(cases=[])) == (
        Delta("changed", "POST /x", ("cases[duplicate name] removed",)),
    )


def test_what_is_new_and_what_is_gone() -> None:
    entity: JsonValue = {"name": "User", "plural": "users", "fields": []}
    constants: JsonValue = [{"name": "LIMIT", "value": 3}]
    assert between(entity, constants) == (
        Delta("added", "constant LIMIT"),
        Delta("removed", "entity User"),
    )
