"""What a model says of services: what of it cannot be, and what follows for endpoints."""

from __future__ import annotations

from typing import Any

import pytest

import wire_answers as wire
from bazaar.answers import NOTICES, RATES, call, service, value
from codegen.contract import Assumption, ServiceFailed
from codegen.interpret.wire import WireOutline, WireResourceDetail
from codegen.interpret.wire_detail import Detail, read_detail
from codegen.interpret.wire_outline import Outline, read_outline
from codegen.interpret.wire_parts import Reading

QUIET_RATES: wire.Wire = {
    **RATES,
    "cites": [],
    "calls": [{**each, "cites": []} for each in RATES["calls"]],
}
QUIET_NOTICES: wire.Wire = {
    **NOTICES,
    "calls": [{**each, "cites": []} for each in NOTICES["calls"]],
}
CONVERT = {
    "name": "convert",
    "signature": "def convert(cents: int) -> int:",
    "does": "Converts.",
    "cites": [],
}


def outlined(reading: Reading, *services: wire.Wire, **changes: Any) -> Outline:
    resources = [{"name": "prices", "endpoints": [wire.head("GET /price", "show_price")]}]
    told = wire.outline(services=[*services], **{"resources": resources, **changes})
    return read_outline(WireOutline.model_validate(told), reading)


def detailed(reading: Reading, outline: Outline, **changes: Any) -> Detail:
    told = wire.detail(endpoints=[wire.endpoint("GET /price", **changes)])
    [resource] = outline.resources
    return read_detail(WireResourceDetail.model_validate(told), outline, resource, reading)


@pytest.mark.parametrize(
    "given, problem",
    [
        (service("Rates", call("latest", "GET /x")), "needs a snake_case name of its own"),
        (service("services", call("latest", "GET /x")), "needs a snake_case name of its own"),
        (service("decimal", call("latest", "GET /x")), "needs a snake_case name of its own"),
        (service("list", call("latest", "GET /x")), "a name that its module needs"),
        (service("database", call("latest", "GET /x")), "the setting DATABASE_URL"),
        (service("secret", call("latest", "GET /x"), key_header="K"), "the setting SECRET_KEY"),
        (service("rates"), "has no calls"),
        (service("rates", call("latest", "GET /x"), timeout_s=0), "more than 0 and at most 60"),
        (service("rates", call("latest", "GET /x"), timeout_s=61), "more than 0 and at most 60"),
        (service("rates", call("latest", "GET /x"), key_header="a b"), "no header's name"),
        (service("rates", call("Latest", "GET /x")), "rates.Latest needs a snake_case name"),
        (service("rates", call("a", "GET /x"), call("a", "GET /y")), "two calls of rates"),
        (service("rates", call("a", "GET https://x")), "is not of the form /latest"),
        (service("rates", call("a", "GET /x?a")), "is not of the form /latest"),
        (service("rates", call("a", "GET /{n}")), "needs exactly the parameters ['n'], not []"),
        (
            service("rates", call("a", "GET /x", sends=[value("n", "text")])),
            "is a GET, which sends no body",
        ),
        (
            service("rates", call("a", "GET /{n}", parameters=[value("n", "json")])),
            "which is no single value",
        ),
        (
            service(
                "rates", call("a", "GET /{n}", parameters=[value("n", "text", required=False)])
            ),
            "only the query can do without",
        ),
        (
            service("rates", call("a", "GET /x", answers=[value("n", "text")] * 2)),
            "two values of the call rates.a",
        ),
        (service("rates", call("a", "GET /x", example="{a}")), "an example that is no JSON"),
    ],
)
def test_what_cannot_be_is_told(given: wire.Wire, problem: str) -> None:
    reading = Reading({}, {})
    outlined(reading, given)
    assert any(problem in each for each in reading.problems), reading.problems


@pytest.mark.parametrize(
    "changes",
    [
        {"resources": [{"name": "rates", "endpoints": [wire.head("GET /x", "show")]}]},
        {"resources": [{"name": "prices", "endpoints": [wire.head("GET /x", "rates")]}]},
        {"entities": [wire.entity("Rate", "rates", wire.member("name"))]},
        {"modules": [{"name": "rates", "purpose": "", "uses": [], "functions": [CONVERT]}]},
        {"resources": [{"name": "services", "endpoints": [wire.head("GET /x", "show")]}]},
    ],
)
def test_a_service_is_called_as_nothing_else_is(changes: dict[str, Any]) -> None:
    reading = Reading({}, {})
    outlined(reading, QUIET_RATES, **changes)
    assert any("'rates'" in each or "'services'" in each for each in reading.problems)
    alone = Reading({}, {})
    outlined(alone, **changes)
    assert not alone.problems


def test_a_service_that_nobody_gives_a_time_out_gets_the_default_and_says_so() -> None:
    reading = Reading({}, {})
    outline = outlined(reading, QUIET_RATES, QUIET_NOTICES)
    assert not reading.problems
    assert [each.timeout_s for each in outline.services] == [3, 5]
    assert reading.assumptions == [
        Assumption(topic="service time-out", about="notices", chosen="5 seconds")
    ]
    assert outline.services[1].settings == ("NOTICES_URL", "NOTICES_KEY")


@pytest.mark.parametrize("uses", [["rates"], ["convert"]])
def test_a_failure_of_what_an_endpoint_calls_has_a_case(uses: list[str]) -> None:
    reading = Reading({}, {})
    module = {"name": "rules", "purpose": "", "uses": ["rates"], "functions": [CONVERT]}
    outline = outlined(reading, QUIET_RATES, modules=[module])
    [endpoint] = detailed(reading, outline, uses=uses).endpoints
    [case] = endpoint.cases
    assert (case.when, case.status) == (ServiceFailed(service="rates"), 503)
    assert [each.topic for each in reading.assumptions] == ["service failure"]
    assert not reading.problems


def test_a_stated_failure_takes_the_default_s_place() -> None:
    reading = Reading({}, {})
    stated = wire.case("service_failed", 502, field="rates")
    outline = outlined(reading, QUIET_RATES)
    [endpoint] = detailed(reading, outline, uses=["rates"], cases=[stated]).endpoints
    assert [case.status for case in endpoint.cases] == [502]
    assert not reading.assumptions
    assert not reading.problems


def test_only_services_that_exist_are_used_and_fail() -> None:
    reading = Reading({}, {})
    stated = wire.case("service_failed", 502, field="weather")
    detailed(reading, outlined(reading, QUIET_RATES), uses=["ratez"], cases=[stated])
    assert any(
        "'ratez', which is no entity, no function and no service" in p for p in reading.problems
    )
    assert any("the service 'weather'; those that exist are rates" in p for p in reading.problems)


def test_a_standard_operation_calls_no_service() -> None:
    reading = Reading({}, {})
    rate = wire.entity("Deal", "deals", wire.member("name"))
    resources = [{"name": "deals", "endpoints": [wire.head("POST /deals", "make_deal")]}]
    outline = outlined(reading, QUIET_RATES, entities=[rate], resources=resources)
    told = wire.endpoint(
        "POST /deals",
        operation="create",
        entity="Deal",
        uses=["rates"],
        request=wire.body(fields=["name"]),
        success=wire.success(201, wire.body(fields=["id"])),
    )
    detail = WireResourceDetail.model_validate(wire.detail(endpoints=[told]))
    read_detail(detail, outline, outline.resources[0], reading)
    assert reading.problems == ['POST /deals calls a service: make it "custom".']
