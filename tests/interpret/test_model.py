"""A spec in prose, read by a scripted model."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import wire_answers as wire
from codegen.contract import Constant, JsonBody, ProblemBody, RuleBroken
from codegen.errors import AnswerRejected
from codegen.interpret.model import Interpretation, ModelInterpreter
from codegen.openapi import openapi
from codegen.prompts import Prompts
from codegen.providers.base import Request
from codegen.record import LockedAnswer
from codegen.render import Renderer
from codegen.spec import inherit_ids, read_spec
from codegen.understanding import result_of
from providers.scripted import ScriptedProvider

TITLE = "# Shelf\n\n"
LIMIT = "A shelf holds at most 5 books."
FULL = 'Putting one more on it is refused with 409 and "The shelf is full".'
GONE = "Taking a note down makes it vanish for ever."
SPEC = f"{TITLE}We like reading. {LIMIT} {FULL} {GONE}\n"

OUTLINE = wire.outline(
    entities=[
        wire.entity("Book", "books", wire.member("title")),
        wire.entity("Note", "notes", wire.member("text")),
    ],
    constants=[
        {"name": "SHELF_SIZE", "value": "5", "unit": "books", "cites": [wire.cite("S2", "5 books")]}
    ],
    resources=[
        {"name": "books", "endpoints": [wire.head("POST /books", "put_book", "S2", "S3")]},
        {"name": "notes", "endpoints": [wire.head("DELETE /notes/{note_id}", "take_note", "S4")]},
    ],
    background=[{"statement": "S1", "reason": "It says why."}],
)
TAKEN = wire.case(
    "rule",
    409,
    rule="S3",
    message="The shelf is full",
    cites=[wire.cite("S3", 'refused with 409 and "The shelf is full"')],
)
BOOKS = wire.detail(
    shapes=[{"name": "BookView", "members": [wire.member("title")], "cites": []}],
    endpoints=[
        wire.endpoint(
            "POST /books",
            uses=["Book"],
            request=wire.body(shape="BookView"),
            success=wire.success(
                201, wire.body(shape="BookView"), wire.cite("S2", "A shelf holds")
            ),
            cases=[TAKEN],
        )
    ],
)
NOTES = wire.detail(
    endpoints=[
        wire.endpoint(
            "DELETE /notes/{note_id}",
            uses=["Note"],
            parameters=[{"place": "path", "value": wire.member("note_id", "integer")}],
            cases=[wire.case("not_found", 404)],
        )
    ],
    rules=[
        {"endpoints": ["DELETE /notes/{note_id}"], "cites": [wire.cite("S4", "vanish for ever")]}
    ],
)
ANSWERS = {"outline": OUTLINE, "resource-books": BOOKS, "resource-notes": NOTES}

Read = Callable[..., Interpretation]


class Reader:
    """Interprets texts with scripted answers by what they are about; several are given one after another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.requests: list[Request] = []

    def __call__(
        self,
        text: str = SPEC,
        answers: Mapping[str, Any] = ANSWERS,
        earlier: tuple[LockedAnswer, ...] = (),
        earlier_text: str = "",
    ) -> Interpretation:
        spec = read_spec(self.written(text), self.folder)
        if earlier_text:
            known = read_spec(self.written(earlier_text), self.folder).statements
            spec = read_spec(self.written(text), self.folder)
            statements, _ = inherit_ids(spec.statements, tuple((s.id, s.text) for s in known))
            spec = spec.with_statements(statements)
        queues = {k: [*v] if isinstance(v, list) else [v] for k, v in answers.items()}

        def reply(request: Request) -> str:
            queue = queues[request.about]
            return wire.text(queue.pop(0) if len(queue) > 1 else queue[0])

        provider = ScriptedProvider(reply)
        prompts = Prompts(Renderer())
        locked = {answer.name: answer for answer in earlier}
        interpreter = ModelInterpreter(spec, prompts, provider, 2, locked)
        try:
            return result_of(interpreter.interpret())
        finally:
            self.requests = provider.requests

    def written(self, text: str) -> Path:
        path = self.folder / "shelf.md"
        path.write_text(text, "utf-8")
        return path

    @property
    def asked(self) -> list[str]:
        return sorted(request.about for request in self.requests)

    def told(self, about: str) -> str:
        """The last message about something: what was wrong with the answer before."""
        return [r for r in self.requests if r.about == about][-1].messages[-1].text


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_an_outline_is_asked_for_and_then_each_resource(read: Reader) -> None:
    contract = read().contract
    assert read.asked == ["outline", "resource-books", "resource-notes"]
    assert [endpoint.key for endpoint in contract.endpoints] == [
        "POST /books",
        "DELETE /notes/{note_id}",
    ]
    put, take = contract.endpoints
    assert (put.is_custom, put.resource, put.name) == (True, "books", "put_book")
    assert put.success.body == JsonBody(shape="BookView")
    [full] = put.cases
    assert isinstance(full.when, RuleBroken)
    assert (full.status, full.body) == (409, ProblemBody(detail="The shelf is full"))
    assert [parameter.name for parameter in take.parameters] == ["note_id"]
    assert [(c.name, c.value) for c in contract.constants] == [("SHELF_SIZE", 5)]
    assert [rule.endpoints for rule in contract.rules] == [("DELETE /notes/{note_id}",)]


def test_the_parts_are_told_what_the_outline_decided(read: Reader) -> None:
    choice = {
        "about": "the shelf",
        "question": "Is it lit?",
        "chosen": "By day.",
        "statement": None,
    }
    read(answers={**ANSWERS, "outline": {**OUTLINE, "assumptions": [choice]}})
    for about in ("resource-books", "resource-notes"):
        assert "the shelf: Is it lit? By day." in read.told(about)


def test_requests_carry_no_line_numbers_paths_or_dates(read: Reader) -> None:
    read()
    said = "\n".join(m.text for request in read.requests for m in request.messages)
    assert str(read.folder) not in said
    assert "shelf.md" not in said
    read("\n\n" + SPEC)
    again = "\n".join(m.text for request in read.requests for m in request.messages)
    assert sorted(again) == sorted(said)


def outline(**changes: Any) -> Any:
    return {**OUTLINE, **changes}


def books(**changes: Any) -> Any:
    [endpoint] = BOOKS["endpoints"]
    return {**BOOKS, "endpoints": [{**endpoint, **changes}]}


def file(name: str, **changes: Any) -> Any:
    """A file that a form may have."""
    usual = {
        "media_types": [],
        "max_bytes": 9,
        "required": True,
        "many": False,
        "kept": False,
        "extensions": [],
    }
    return {"name": name, **usual, **changes}


WRONG_OUTLINES = {
    "S1 is placed nowhere": outline(background=[]),
    "S4 is placed nowhere": outline(
        resources=[
            OUTLINE["resources"][0],
            {"name": "notes", "endpoints": [wire.head("DELETE /notes/{note_id}", "take_note")]},
        ]
    ),
    "quotes '6 books' from S2": outline(
        constants=[{**OUTLINE["constants"][0], "cites": [wire.cite("S2", "6 books")]}]
    ),
    "the statement 'S9', which does not exist": outline(
        background=[*OUTLINE["background"], {"statement": "S9", "reason": ""}]
    ),
    "two entities with the name 'Book'": outline(
        entities=[OUTLINE["entities"][0], OUTLINE["entities"][0]]
    ),
    "the field Book.id is reserved": outline(
        entities=[wire.entity("Book", "books", wire.member("id")), OUTLINE["entities"][1]]
    ),
    "is of the entity 'Shelf'": outline(
        entities=[
            wire.entity("Book", "books", wire.member("shelf", "reference", of=["Shelf"])),
            OUTLINE["entities"][1],
        ]
    ),
    "no def line of Python": outline(
        modules=[
            {
                "name": "rules",
                "purpose": "Rules.",
                "uses": [],
                "functions": [{"name": "f", "signature": "f(x", "does": "", "cites": []}],
            }
        ]
    ),
    "needs a type for every argument": outline(
        modules=[
            {
                "name": "rules",
                "purpose": "Rules.",
                "uses": [],
                "functions": [{"name": "f", "signature": "def f(x): ...", "does": "", "cites": []}],
            }
        ]
    ),
    "a path that is not of the form": outline(
        resources=[
            {
                "name": "books",
                "endpoints": [wire.head("POST /books?x", "put_book", "S2", "S3", "S4")],
            }
        ]
    ),
    "two resources, views or functions with the name 'books'": outline(
        resources=[
            {"name": "books", "endpoints": [wire.head("POST /b", "books", "S2", "S3", "S4")]}
        ]
    ),
}


@pytest.mark.parametrize("wrong", WRONG_OUTLINES)
def test_what_is_wrong_with_an_outline_is_told(read: Reader, wrong: str) -> None:
    answers = {**ANSWERS, "outline": [WRONG_OUTLINES[wrong], OUTLINE]}
    assert read(answers=answers).contract.entities
    assert wrong in read.told("outline")
    assert read.asked.count("outline") == 2


WRONG_BOOKS = {
    "S3 says '409', which stands in no typed member": books(cases=[{**TAKEN, "status": 400}]),
    "S3 says 'The shelf is full', which stands": books(cases=[{**TAKEN, "message": "Full"}]),
    "S3 is cited by nothing": books(cases=[]),
    "the endpoint POST /books is missing": wire.detail(),
    "DELETE /books is none of this resource": {
        **BOOKS,
        "endpoints": [*BOOKS["endpoints"], wire.endpoint("DELETE /books")],
    },
    "has the shape 'Nothing'": books(request=wire.body(shape="Nothing")),
    "uses 'Shelf', which is no entity, no function and no service": books(uses=["Shelf"]),
    "has the status 99": books(
        success=wire.success(99, wire.body("empty"), wire.cite("S2", "A shelf"))
    ),
    "needs exactly the path parameters": books(
        parameters=[{"place": "path", "value": wire.member("x")}]
    ),
    "is JSON but has no shape": books(request=wire.body()),
    "is a form and needs a shape": books(request=wire.body("form")),
    "has neither fields nor files": books(request=wire.body("multipart")),
    "'part', which is an object": {
        **books(request=wire.body("form", shape="BookForm")),
        "shapes": [
            *BOOKS["shapes"],
            {
                "name": "BookForm",
                "members": [wire.member("part", "object", of=["BookView"])],
                "cites": [],
            },
        ],
    },
    "the request of POST /books has 'title' twice": books(
        request=wire.body("multipart", shape="BookView", files=[file("title")])
    ),
    "the file 'scan' of at most no bytes": books(
        request=wire.body("multipart", files=[file("scan", max_bytes=0)])
    ),
    "the media type 'PNG'": books(
        request=wire.body("multipart", files=[file("scan", media_types=["PNG"])])
    ),
    "the media type '*/*'": books(request=wire.body("bytes", texts=["*/*"])),
    "has words that vary, which no schema can say": books(
        cases=[TAKEN, wire.case("too_long", 422, field="title", message="{n} are too many")]
    ),
    "is for anyone, but has the case not_logged_in": books(
        cases=[TAKEN, wire.case("not_logged_in", 401)]
    ),
    "has a message and a body": books(
        cases=[wire.case("not_found", 404, message="Gone", body=wire.body("text"))]
    ),
    "cannot be the operation 'create'": books(operation="create", entity="Book"),
}


@pytest.mark.parametrize("wrong", WRONG_BOOKS)
def test_what_is_wrong_with_a_resource_is_told(read: Reader, wrong: str) -> None:
    answers = {**ANSWERS, "resource-books": [WRONG_BOOKS[wrong], BOOKS]}
    assert read(answers=answers).contract.endpoints
    assert wrong in read.told("resource-books")
    assert read.asked.count("resource-notes") == 1


def test_an_endpoint_that_a_sentence_names_stands_with_its_own_resource(read: Reader) -> None:
    """The other resource of that sentence has no place for it."""
    named = "`DELETE /notes/{note_id}` is quicker than `PUT /books`."
    heads = [
        wire.head("POST /books", "put_book", "S2", "S3", "S5"),
        wire.head("DELETE /notes/{note_id}", "take_note", "S4", "S5"),
    ]
    resources = [
        {"name": name, "endpoints": [each]}
        for name, each in zip(("books", "notes"), heads, strict=True)
    ]
    cited = books(cases=[{**TAKEN, "cites": [*TAKEN["cites"], wire.cite("S5", "is quicker than")]}])
    answers = {**ANSWERS, "outline": outline(resources=resources), "resource-books": cited}
    with pytest.raises(AnswerRejected, match="S5 says 'PUT /books'") as caught:
        read(f"{SPEC} {named}\n", answers)
    assert "DELETE /notes" not in str(caught.value)


def test_a_part_of_a_message_may_vary(read: Reader) -> None:
    case = {**TAKEN, "message": "The {place} is full"}
    contract = read(answers={**ANSWERS, "resource-books": books(cases=[case])}).contract
    [found] = contract.endpoint("POST /books").cases
    assert found.body == ProblemBody(detail="The {place} is full")
    assert read.asked.count("resource-books") == 1
    [response] = json.loads(openapi(contract))["paths"]["/books"]["post"]["responses"]["409"][
        "content"
    ].values()
    assert response["schema"]["properties"]["detail"] == {"pattern": "^The .+ is full$"}


def test_credentials_that_are_only_compared_have_no_length(read: Reader) -> None:
    """Too short, too long and wrong are one answer, or the lengths would tell."""
    given = wire.member("password", "secret", limits="8..64")
    shape = {"name": "BookView", "members": [wire.member("title"), given], "cites": []}
    for when, lengths in (("wrong_credentials", (0, 0)), ("not_found", (1, 8))):
        detail = books(cases=[TAKEN, wire.case(when, 401)], request=wire.body(shape="BookView"))
        detail["shapes"] = [shape]
        contract = read(answers={**ANSWERS, "resource-books": detail}).contract
        found = [member.type for member in contract.shape("BookView").members]
        assert tuple(getattr(kind, "min_length", None) for kind in found) == lengths


def test_a_case_of_an_older_record_has_its_words_in_a_body(read: Reader) -> None:
    kept = read()
    outlined, detailed, noted = kept.answers
    words = wire.body("problem", message="The shelf is full")
    value: Any = deepcopy(detailed.value)
    for case in value["endpoints"][0]["cases"]:
        if case.pop("message") == "The shelf is full":
            case["body"] = words
    older = replace(detailed, value=value)
    assert older != detailed
    assert read(answers={}, earlier=(outlined, older, noted)).contract == kept.contract


def test_an_answer_gives_every_member_that_is_asked_for(read: Reader) -> None:
    """A server that does not hold a model to the schema lets it leave members out, which records alone may lack."""
    careless = {name: value for name, value in OUTLINE.items() if name != "settings"}
    untold = books(cases=[{name: value for name, value in TAKEN.items() if name != "message"}])
    queues = {"outline": [careless, OUTLINE], "resource-books": [untold, BOOKS]}
    read(answers={**ANSWERS, **queues})
    assert "settings: Field required." in read.told("outline")
    assert "endpoints.0.cases.0.message: Field required." in read.told("resource-books")


def test_a_number_that_was_misread_stops_the_build(read: Reader) -> None:
    constant = {**OUTLINE["constants"][0], "value": "50"}
    misread = outline(constants=[constant])
    with pytest.raises(AnswerRejected, match="S2 says '5'"):
        read(answers={**ANSWERS, "outline": misread})


def test_what_stands_below_rules_is_no_background(read: Reader) -> None:
    text = f"{SPEC}\n## Rules\n\n- Nobody shouts.\n"
    answers = {
        **ANSWERS,
        "outline": outline(
            background=[*OUTLINE["background"], {"statement": "S5", "reason": "It is silly."}]
        ),
    }
    with pytest.raises(AnswerRejected, match="S5 is no background"):
        read(text, answers)


def test_an_answer_that_is_no_json_is_told(read: Reader) -> None:
    answers = {**ANSWERS, "outline": ["Sure!", OUTLINE]}
    assert read(answers=answers).contract.entities
    assert "Invalid JSON" in read.told("outline") or "Input should be" in read.told("outline")


# --- What was answered before


def test_an_unchanged_spec_asks_nothing(read: Reader) -> None:
    first = read()
    again = read(answers={}, earlier=first.answers)
    assert read.requests == []
    assert again == first


def test_sentences_in_another_order_ask_nothing(read: Reader) -> None:
    first = read()
    read(f"{TITLE}{GONE} We like reading. {LIMIT} {FULL}\n", {}, first.answers)
    assert read.requests == []


def test_a_changed_sentence_asks_for_the_change_and_its_resource_alone(read: Reader) -> None:
    first = read()
    text = SPEC.replace("5 books", "6 books")
    constant = {**OUTLINE["constants"][0], "value": "6", "cites": [wire.cite("S2", "6 books")]}
    change = wire.outline(constants=[constant], removed=[], renamed=[])
    found = read(text, {**ANSWERS, "outline": change}, first.answers, SPEC)
    assert read.asked == ["outline", "resource-books"]
    assert found.contract.constants == (
        Constant(
            name="SHELF_SIZE",
            value=6,
            unit="books",
            citations=found.contract.constants[0].citations,
        ),
    )
    assert found.contract.entities == first.contract.entities
    request = next(r for r in read.requests if r.about == "outline")
    assert (
        "S2 has other words than then: 'A shelf holds at most 6 books'" in request.messages[-1].text
    )
    [detail] = [r for r in read.requests if r.about == "resource-books"]
    assert "is new, or was mentioned nowhere" not in detail.messages[-1].text


def test_what_is_decided_anew_replaces_what_was_decided_of_the_same(read: Reader) -> None:
    def choice(about: str, chosen: str) -> wire.Wire:
        return {"about": about, "question": "Which?", "chosen": chosen, "statement": None}

    before = [choice("light", "Day."), choice("light", "Lamp."), choice("dust", "None.")]
    first = read(answers={**ANSWERS, "outline": {**OUTLINE, "assumptions": before}})
    text = SPEC.replace("5 books", "6 books")
    constant = {**OUTLINE["constants"][0], "value": "6", "cites": [wire.cite("S2", "6 books")]}
    change = wire.outline(
        constants=[constant], assumptions=[choice("light", "Night.")], removed=[], renamed=[]
    )
    found = read(text, {**ANSWERS, "outline": change}, first.answers, SPEC)
    decided = [(a.about, a.chosen) for a in found.contract.assumptions]
    assert decided == [("dust", "None."), ("light", "Night.")]


def test_what_is_removed_goes_and_the_rest_stays(read: Reader) -> None:
    first = read()
    text = SPEC.replace(f" {GONE}", "")
    change = wire.outline(removed=["resource:notes", "entity:Note"], renamed=[])
    found = read(text, {"outline": change}, first.answers, SPEC)
    assert read.asked == ["outline"]
    assert [endpoint.key for endpoint in found.contract.endpoints] == ["POST /books"]
    assert [entity.name for entity in found.contract.entities] == ["Book"]
