"""Standard operations as a model says them: what the Contract then has, and what their templates could not serve."""

from __future__ import annotations

from typing import Any

import pytest

import wire_answers as wire
from codegen import contract as c
from codegen.interpret.wire import WireOutline, WireResourceDetail
from codegen.interpret.wire_detail import read_detail
from codegen.interpret.wire_outline import read_outline
from codegen.interpret.wire_parts import Reading

ENTITIES = [
    wire.entity("Jar", "jars", wire.member("name", "text", "unique"), wire.member("made", "date")),
    wire.entity(
        "Coin",
        "coins",
        wire.member("jar", "reference", of=["Jar"]),
        wire.member("cents", "integer", limits="1..200"),
        wire.member("shiny", "boolean", default="false"),
        wire.member("code", "secret", "optional"),
    ),
    wire.entity(
        "Mint",
        "mints",
        wire.member("city"),
        wire.member("year", "integer"),
        unique_together=[["city", "year"]],
    ),
]
JAR, COIN = {"entity": "Jar"}, {"entity": "Coin"}
EMPTY = wire.success(204, wire.body("empty"))
COUNT = wire.success(200, wire.body())
COINS = "/jars/{jar_id}/coins"


def shows(*fields: str, status: int = 200) -> wire.Wire:
    return wire.success(status, wire.body(fields=[*fields]))


def sends(*fields: str) -> wire.Wire:
    return wire.body(fields=[*fields])


def read(key: str, operation: str, **said: Any) -> tuple[c.Endpoint, Reading]:
    """The endpoint of that operation, and what was read of it."""
    reading = Reading({}, {})
    resources = [{"name": "things", "endpoints": [wire.head(key, "view")]}]
    answered = wire.outline(entities=ENTITIES, resources=resources)
    outline = read_outline(WireOutline.model_validate(answered), reading)
    given = wire.detail(endpoints=[wire.endpoint(key, operation=operation, **said)])
    detail = read_detail(
        WireResourceDetail.model_validate(given), outline, outline.resources[0], reading
    )
    [endpoint] = detail.endpoints
    return endpoint, reading


SOUND: dict[str, tuple[str, str, wire.Wire, set[str]]] = {
    "create with a link": (
        "POST /coins",
        "create",
        COIN | {"request": sends("jar", "cents"), "success": shows("id", status=201)},
        {"no_such_row", "missing", "out_of_range", "malformed_body"},
    ),
    "create within": (
        f"POST {COINS}",
        "create",
        COIN
        | {
            "request": sends("cents"),
            "success": shows("id", "cents", status=201),
            "of_rows": wire.of_rows(within="jar"),
        },
        {"no_such_parent", "missing"},
    ),
    "list": ("GET /jars", "list", JAR | {"success": shows("id", "name")}, {"out_of_range"}),
    "list within": (
        f"GET {COINS}",
        "list",
        COIN | {"success": shows("cents"), "of_rows": wire.of_rows(within="jar")},
        {"no_such_parent"},
    ),
    "read": ("GET /jars/{id}", "read", JAR | {"success": shows("name")}, {"not_found"}),
    "read within": (
        f"GET {COINS}/{{coin_id}}",
        "read",
        COIN | {"success": shows("cents"), "of_rows": wire.of_rows(within="jar")},
        {"no_such_parent", "not_found"},
    ),
    "replace": (
        "PUT /jars/{id}",
        "replace",
        JAR | {"request": sends("name", "made"), "success": shows("name")},
        {"not_found", "missing", "duplicate"},
    ),
    "update": (
        "PATCH /coins/{id}",
        "update",
        COIN | {"request": sends("jar", "shiny"), "success": EMPTY},
        {"not_found", "no_such_row", "null"},
    ),
    "mark": (
        "POST /coins/{id}/shine",
        "mark",
        COIN
        | {
            "success": shows("id", "shiny"),
            "of_rows": wire.of_rows(sets=[{"name": "shiny", "value": "true"}]),
        },
        {"not_found"},
    ),
    "delete": (
        "DELETE /jars/{id}",
        "delete",
        JAR | {"success": EMPTY},
        {"not_found", "still_referenced"},
    ),
    "delete all": (
        "DELETE /coins",
        "delete_all",
        COIN
        | {
            "success": wire.success(200, wire.body(message="Gone")),
            "of_rows": wire.of_rows(where=[{"name": "shiny", "value": "false"}]),
        },
        set(),
    ),
    "count": ("GET /coins/count", "count", COIN | {"success": COUNT}, set()),
}


@pytest.mark.parametrize("name", SOUND)
def test_an_operation_has_what_a_sentence_gives_it(name: str) -> None:
    key, operation, said, expected = SOUND[name]
    endpoint, reading = read(key, operation, **said)
    assert reading.problems == []
    assert endpoint.operation == operation
    assert expected <= {case.when.kind for case in endpoint.cases}
    in_path = [each.name for each in endpoint.parameters if each.place == "path"]
    assert in_path == c.PATH_PARAMETER.findall(key)
    assert bool(endpoint.within) is name.endswith("within")


def test_a_list_is_asked_for_as_it_says() -> None:
    asked = wire.of_rows(
        filters=["cents"], sorts=["cents"], order="-cents", page_size=5, page_limit=50
    )
    endpoint, reading = read("GET /coins", "list", **COIN, success=shows("cents"), of_rows=asked)
    assert reading.problems == []
    assert reading.assumptions == []
    assert [each.name for each in endpoint.parameters] == ["cents", "sort", "page", "size"]
    assert endpoint.listing
    assert endpoint.listing.order == ("-cents",)


def test_what_a_list_leaves_open_is_assumed() -> None:
    _, reading = read("GET /jars", "list", **JAR, success=shows("name"))
    assert [each.topic for each in reading.assumptions] == ["pages", "order of a list"]


def test_a_missing_row_is_the_one_that_its_case_names() -> None:
    cases = [
        wire.case("not_found", 404, message="No coin"),
        wire.case("not_found", 410, field="jar_id", message="No jar"),
    ]
    said = COIN | {"success": shows("cents"), "of_rows": wire.of_rows(within="jar")}
    endpoint, reading = read(f"GET {COINS}/{{coin_id}}", "read", cases=cases, **said)
    assert reading.problems == []
    assert endpoint.case(c.NotFound()).status == 404
    assert endpoint.case(c.NoSuchParent(parameter="jar_id")).status == 410


WRONG: dict[str, tuple[str, str, wire.Wire]] = {
    "which is no entity": ("GET /x", "list", {"entity": "Box", "success": shows("id")}),
    "names the field 'size' (success), which Jar lacks": (
        "GET /jars",
        "list",
        JAR | {"success": shows("size")},
    ),
    "names the field 'size' (request), which Jar lacks": (
        "PATCH /jars/{id}",
        "update",
        JAR | {"request": sends("size"), "success": shows("name")},
    ),
    "names the field 'size' (filters), which Jar lacks": (
        "GET /jars",
        "list",
        JAR | {"success": shows("name"), "of_rows": wire.of_rows(filters=["size"])},
    ),
    "is to list rows, which is a GET": ("PATCH /jars", "list", JAR | {"success": shows("name")}),
    "nobody logs in by a template": (
        "GET /jars",
        "list",
        JAR | {"who": "owner", "success": shows("name")},
    ),
    "whose id has to stand in its path": ("GET /jars", "read", JAR | {"success": shows("name")}),
    "`within` names no link": (f"GET {COINS}", "list", COIN | {"success": shows("cents")}),
    "the path gives 'jar'": (
        f"POST {COINS}",
        "create",
        COIN
        | {
            "request": sends("jar", "cents"),
            "success": shows("id", status=201),
            "of_rows": wire.of_rows(within="jar"),
        },
    ),
    "leaves out 'made', which Jar requires": (
        "PUT /jars/{id}",
        "replace",
        JAR | {"request": sends("name"), "success": shows("name")},
    ),
    "city and year are unique together": (
        "PATCH /mints/{id}",
        "update",
        {"entity": "Mint", "request": sends("year"), "success": shows("year")},
    ),
    "would show the secret 'code'": ("GET /coins", "list", COIN | {"success": shows("code")}),
    "with the fields of each item": (
        "GET /jars",
        "list",
        JAR | {"success": wire.success(200, wire.body(fields=["name"], many=True))},
    ),
    '{"count": 3}': ("GET /jars", "count", JAR | {"success": shows("name")}),
    "has no status 404": ("GET /jars/{id}", "read", JAR | {"success": shows("name", status=404)}),
    "its success has no status 204": (
        "DELETE /jars/{id}",
        "delete",
        JAR | {"success": wire.success(204, wire.body(message="Gone"))},
    ),
    "has a rule of its own": (
        "DELETE /coins/{id}",
        "delete",
        COIN | {"success": EMPTY, "cases": [wire.case("rule", 409)]},
    ),
    "still_referenced, which never comes of": (
        "DELETE /coins/{id}",
        "delete",
        COIN | {"success": EMPTY, "cases": [wire.case("still_referenced", 409)]},
    ),
    "is answered with text": (
        "DELETE /coins/{id}",
        "delete",
        COIN | {"success": EMPTY, "cases": [wire.case("not_found", 404, body=wire.body("text"))]},
    ),
    "can have no value '3' in `sets`": (
        "POST /coins/{id}/shine",
        "mark",
        COIN
        | {
            "success": EMPTY,
            "of_rows": wire.of_rows(sets=[{"name": "shiny", "value": "3"}]),
        },
    ),
    "`sets` does not say": ("POST /coins/{id}/shine", "mark", COIN | {"success": EMPTY}),
    "it answers no list": (
        "GET /coins/count",
        "count",
        COIN | {"success": COUNT, "of_rows": wire.of_rows(sorts=["cents"])},
    ),
    "only texts are searched": (
        "GET /coins",
        "list",
        COIN | {"success": shows("cents"), "of_rows": wire.of_rows(searched=["cents"])},
    ),
    "a page of 30 rows, and at most 20": (
        "GET /jars",
        "list",
        JAR | {"success": shows("name"), "of_rows": wire.of_rows(page_size=30, page_limit=20)},
    ),
    "has the parameter 'made_after'": (
        "GET /jars",
        "list",
        JAR
        | {
            "success": shows("name"),
            "parameters": [{"place": "query", "value": wire.member("made_after", "date")}],
        },
    ),
    "let `of_rows` be null": ("GET /jars", "custom", {"of_rows": wire.of_rows()}),
    "one of standard operations alone": (
        "GET /jars",
        "custom",
        {"cases": [wire.case("still_referenced", 409)]},
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_its_template_cannot_serve_is_told(wrong: str) -> None:
    key, operation, said = WRONG[wrong]
    _, reading = read(key, operation, **said)
    assert wrong in "\n".join(reading.problems)
