"""The wrong app's answers are of the Contract's shapes, and are nothing that anybody expects."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from codegen.contract import (
    BooleanType,
    ChoiceType,
    Contract,
    DateTimeType,
    DateType,
    Endpoint,
    EntityField,
    FieldType,
    IntegerType,
    JsonType,
    MoneyType,
    NumberType,
    ReferenceType,
    SecretType,
    TextType,
)
from codegen.sandbox.base import Constant
from codegen.scenario.values import fits
from codegen.testgen.samples import fitting
from codegen.testgen.stub import odd, wrong_answers
from custom import CONTRACT, HOME

FOUND = {constant.endpoint: constant for constant in wrong_answers(CONTRACT)}


def content(constant: Constant) -> bytes:
    return base64.b64decode(constant.body)


def answer(body: dict[str, Any], status: int = 200) -> Constant:
    """The wrong answer of an endpoint whose success has that body."""
    data = HOME.model_dump(mode="json") | {"success": {"status": status, "body": body}}
    endpoint = Endpoint.model_validate(data)
    [constant] = wrong_answers(CONTRACT.model_copy(update={"endpoints": (endpoint,)}))
    assert constant.status == status
    return constant


def test_every_endpoint_has_one() -> None:
    assert len(FOUND) == len(CONTRACT.endpoints)
    assert FOUND["GET /books/<book_id>"].status == 200
    assert FOUND["POST /books/<book_id>/loans"].status == 201


@pytest.mark.parametrize(
    ("rule", "shape", "many"),
    [
        ("GET /books/<book_id>", "BookView", False),
        ("POST /books/<book_id>/loans", "LoanView", False),
        ("GET /loans", "LoanView", True),
    ],
)
def test_json_is_of_the_shape(rule: str, shape: str, many: bool) -> None:
    value = json.loads(content(FOUND[rule]))
    if many:
        [value] = value
    members = CONTRACT.shape(shape).members
    assert value.keys() == {member.name for member in members}
    for member in members:
        assert member.type.kind != "shape"
        assert fits(member.type, value[member.name]), member


def test_the_other_bodies() -> None:
    assert FOUND["GET /"].content_type.startswith("text/html")
    assert b"Library" in content(FOUND["GET /"])
    assert content(FOUND["GET /export"]).splitlines()[0] == b"title,price"
    assert FOUND["GET /latest"].location == "/books/1"
    assert content(FOUND["POST /returns"]) == b""
    assert content(answer({"kind": "text", "text": "OK"})) == b"OK"
    assert content(answer({"kind": "text"})) != b""
    assert content(answer({"kind": "bytes", "media_types": ["image/png"]})) != b""
    assert answer({"kind": "bytes", "media_types": ["image/png"]}).content_type == "image/png"
    assert answer({"kind": "redirect"}, 303).location == "/"
    assert json.loads(content(answer({"kind": "json", "message": "Done"}))) == {"message": "Done"}
    assert json.loads(content(answer({"kind": "problem", "detail": "No"}, 400)))["detail"] == "No"


def test_no_content_is_no_content() -> None:
    assert content(answer({"kind": "json", "shape": "BookView"}, 204)) == b""


def test_a_standard_operation_answers_its_fields() -> None:
    data = CONTRACT.model_dump(mode="json")
    data["endpoints"] = [
        HOME.model_dump(mode="json")
        | {
            "operation": "create",
            "entity": "Book",
            "success": {"status": 201, "body": {"kind": "json", "fields": ["id", "price"]}},
        }
    ]
    [constant] = wrong_answers(Contract.model_validate(data))
    assert json.loads(content(constant)).keys() == {"id", "price"}


KINDS: list[FieldType] = [
    TextType(min_length=1, max_length=3),
    TextType(min_length=20, max_length=40),
    SecretType(min_length=8, max_length=255),
    IntegerType(minimum=1, maximum=5),
    IntegerType(minimum=9000, maximum=9999),
    IntegerType(minimum=-9, maximum=-5),
    NumberType(),
    NumberType(minimum=0.5, maximum=1.5),
    NumberType(minimum=9000.0),
    NumberType(maximum=-1.0),
    MoneyType(minimum=1, maximum=500),
    DateType(),
    DateTimeType(),
    JsonType(),
    ReferenceType(entity="Book"),
    ChoiceType(values=("open", "closed")),
    BooleanType(),
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_odd_values_fit_and_are_no_samples(kind: FieldType) -> None:
    field = EntityField(name="x", type=kind)
    assert fits(kind, odd(field))
    if not isinstance(kind, BooleanType):
        assert odd(field) != fitting(field)
