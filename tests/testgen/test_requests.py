"""Fitting requests, and the rows that they need."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.contract import Contract, Endpoint
from codegen.render import Renderer
from codegen.scenario import (
    BytesRequest,
    FormRequest,
    JsonRequest,
    MultipartFile,
    MultipartRequest,
    RequestBody,
    TextRequest,
)
from codegen.testgen import modules
from codegen.testgen.derive import derive
from codegen.testgen.requests import Filler, referenced_rows, request_of
from custom import BORROW, CONTRACT, LOANS

FILE = {"name": "photo", "media_types": ["image/png"], "max_bytes": 9}


def posting(body: dict[str, Any]) -> Endpoint:
    return Endpoint.model_validate(BORROW.model_dump(mode="json") | {"request": body})


@pytest.mark.parametrize(
    ("body", "sent", "media_type"),
    [
        ({"kind": "empty"}, None, None),
        ({"kind": "json", "shape": "LoanRequest"}, JsonRequest({"member": "ann", "days": 1}), None),
        ({"kind": "json", "shape": "Remark", "many": True}, JsonRequest([{"words": "ann"}]), None),
        (
            {"kind": "form", "shape": "LoanRequest"},
            FormRequest((("member", "ann"), ("days", "1"))),
            None,
        ),
        (
            {"kind": "multipart", "shape": "Remark", "files": [FILE, FILE | {"required": False}]},
            MultipartRequest(
                (("words", "ann"),),
                (MultipartFile("photo", "sample", "image/png", b"\x89PNG\r\n\x1a\n"),),
            ),
            None,
        ),
        (
            {"kind": "bytes", "media_types": ["image/png"]},
            BytesRequest(b"\x89PNG\r\n\x1a\n"),
            "image/png",
        ),
        ({"kind": "text"}, TextRequest("sample"), "text/plain"),
        ({"kind": "csv"}, TextRequest("sample"), "text/csv"),
    ],
)
def test_every_body_is_filled(
    body: dict[str, Any], sent: RequestBody | None, media_type: str | None
) -> None:
    endpoint = posting(body)
    filled = Filler(CONTRACT).body(endpoint)
    assert filled == sent
    exchange = request_of(endpoint, filled, 201)
    assert dict(exchange.headers).get("Content-Type") == media_type


def test_parameters_stand_where_they_belong() -> None:
    assert request_of(BORROW, None, 201).path == "/books/1/loans"
    assert request_of(LOANS, None, 200).query == (("member", "ann"),)
    data = LOANS.model_dump(mode="json")
    for parameter, place in zip(data["parameters"], ("header", "cookie", "query"), strict=True):
        parameter |= {"place": place, "required": True}
    exchange = request_of(Endpoint.model_validate(data), None, 200)
    assert exchange.headers == (("member", "ann"),)
    assert exchange.cookies == (("least", "1"),)
    assert exchange.query == (("since", "2026-03-01"),)


def test_rows_that_are_referred_to_come_first() -> None:
    [loan] = [entity for entity in CONTRACT.entities if entity.name == "Loan"]
    [book] = referenced_rows(CONTRACT, loan.fields)
    assert (book.entity, dict(book.values)) == ("Book", {"id": 1, "title": "ann", "price": "12.50"})


def test_a_row_that_refers_to_its_like_has_an_end() -> None:
    data = CONTRACT.model_dump(mode="json")
    field = {"name": "next", "type": {"kind": "reference", "entity": "Book"}}
    data["entities"][0]["fields"].append(field)
    contract = Contract.model_validate(data)
    rows = referenced_rows(contract, contract.entity("Loan").fields)
    assert [row.entity for row in rows] == ["Book"]


def test_a_create_has_the_rows_that_it_refers_to() -> None:
    data = CONTRACT.model_dump(mode="json")
    create = {
        "method": "POST",
        "path": "/loans",
        "name": "create_loan",
        "operation": "create",
        "entity": "Loan",
        "request": {"kind": "json", "fields": ["book", "member", "due"]},
        "success": {"status": 201, "body": {"kind": "json", "fields": ["id"]}},
        "cases": [],
    }
    data["endpoints"] = [create]
    scenarios = derive(Contract.model_validate(data), {})
    assert scenarios
    assert all([row.entity for row in scenario.given] == ["Book"] for scenario in scenarios)


def test_a_default_is_answered_as_json_and_stored_as_python() -> None:
    data = CONTRACT.model_dump(mode="json")
    data["entities"][0]["fields"][1] |= {"required": False, "default": 250}
    data["endpoints"] = [
        {
            "method": "POST",
            "path": "/books",
            "name": "create_book",
            "operation": "create",
            "entity": "Book",
            "request": {"kind": "json", "fields": ["title", "price"]},
            "success": {"status": 201, "body": {"kind": "json", "fields": ["price"]}},
            "cases": [],
        }
    ]
    contract = Contract.model_validate(data)
    scenarios = derive(contract, {})
    [module] = modules.test_modules(contract, scenarios, Renderer())
    assert "assert response.json['price'] == '2.50'" in module.text
    assert "assert row.price == 250" in module.text
