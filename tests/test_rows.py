"""Rows that are there from the start: what of them is read, and the revisions that insert them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import wire_answers as wire
from codegen.contract import (
    Answer,
    BooleanType,
    Case,
    Citation,
    Contract,
    DateTimeType,
    DateType,
    Duplicate,
    Endpoint,
    Entity,
    EntityField,
    InitialRow,
    IntegerType,
    JsonBody,
    JsonType,
    MoneyType,
    ProblemBody,
    ReferenceType,
    RowValue,
    SecretType,
    StatementId,
    TextType,
)
from codegen.errors import Rejected, SpecRejected
from codegen.interpret.change import changed
from codegen.interpret.examples import check_examples
from codegen.interpret.literals import lost
from codegen.interpret.rows import kept_rows, read_rows, settled_rows
from codegen.interpret.wire import WireOutline, WireOutlineChange
from codegen.interpret.wire_parts import Reading
from codegen.interpret.wire_rows import WireRow
from codegen.migrate import Revision, revise
from codegen.prompts import Labels, contract_json
from codegen.render import Renderer
from codegen.scenario import Exchange, Given, JsonRequest, Scenario, StoredValues
from codegen.scenario.agreement import given_problems
from codegen.spec import Statement
from codegen.testgen import modules
from codegen.testgen.requests import referenced_rows
from codegen.types import JsonValue, Location
from test_migrate import app, folder, upgrade, url, write

pytest_plugins = ("fixtures_postgres",)
__all__ = ["folder", "url"]

S1 = StatementId("rules/1")
SAID = (Citation(statement=S1, quote="three"),)
TEXT = TextType(min_length=1, max_length=20)
CATEGORY = Entity(
    name="Category",
    plural="categories",
    fields=(
        EntityField(name="name", type=TEXT, unique=True),
        EntityField(name="open", type=BooleanType(), default=True),
        EntityField(name="price", type=MoneyType(minimum=0, maximum=10_000), required=False),
        EntityField(name="since", type=DateType(), required=False),
        EntityField(name="at", type=DateTimeType(), required=False),
        EntityField(name="tags", type=JsonType(), required=False),
        EntityField(name="parent", type=ReferenceType(entity="Category"), required=False),
    ),
)
SHELF = Entity(
    name="Shelf",
    plural="shelves",
    fields=(
        EntityField(name="number", type=IntegerType(minimum=1, maximum=9)),
        EntityField(name="category", type=ReferenceType(entity="Category")),
    ),
)
BOTH = (CATEGORY, SHELF)


def row(entity: str, **values: Any) -> InitialRow:
    made = tuple(RowValue(name=name, json_text=json.dumps(value)) for name, value in values.items())
    return InitialRow(entity=entity, values=made, citations=SAID)


BOOKS = row("Category", name="Bo'oks :x %s")
MUSIC = row(
    "Category",
    name="Music",
    open=False,
    price="12.34",
    since="2026-03-01",
    at="2026-03-01T10:00:00+01:00",
    tags=["a", {"b": None}],
    parent=1,
)
FIRST = (BOOKS, MUSIC, row("Shelf", number=3, category=2))
FILM = row("Category", name="Film", price=None)


# --- What is read


def told(*rows: wire.Wire, entities: tuple[Entity, ...] = BOTH) -> list[str]:
    reading = Reading({"S1": "three"}, {"S1": S1})
    read_rows([WireRow.model_validate(each) for each in rows], entities, reading)
    return reading.problems


def said(entity: str, *cites: wire.Wire, **values: str) -> wire.Wire:
    listed = [{"name": name, "value": value} for name, value in values.items()]
    return {"entity": entity, "values": listed, "cites": [*(cites or (wire.cite("S1", "three"),))]}


def test_rows_that_fit_are_read() -> None:
    assert told(said("Category", name='"A"'), said("Shelf", number="3", category="1")) == []


SECRETIVE = Entity(
    name="User",
    plural="users",
    fields=(EntityField(name="pin", type=SecretType(min_length=4, max_length=9)),),
)
GROUPED = Entity(
    name="Pair",
    plural="pairs",
    fields=(EntityField(name="a", type=TEXT), EntityField(name="b", type=TEXT)),
    unique_together=(("a", "b"),),
)


@pytest.mark.parametrize(
    "rows, problem",
    [
        ([said("Shop", name='"A"')], "row 1 of Shop is one of no entity"),
        ([said("Category", name="A")], "has the name 'A', which is no JSON"),
        ([said("Category", title='"A"')], "gives 'title', which Category lacks"),
        ([said("Category", name=f'"{"a" * 21}"')], "which text does not allow there"),
        ([said("Category", name='"A"', price='"1.234"')], "which money does not allow there"),
        ([said("Category", open="true")], "lacks its 'name', which is required"),
        ([said("Category", name="null")], "has no 'name', which may not be null"),
        ([said("Category", name='"A"'), said("Category", name='"A"')], "has the same name as another"),
        ([said("Pair", a='"A"', b='"B"')] * 2, "has the same a and b as another"),
        ([said("Shelf", number="1", category="1")], "refers to row 1 of Category, which does not stand before it"),
        ([said("Category", name='"A"', parent="1")], "refers to row 1 of Category"),
        ([said("User", pin='"1234"')], "gives the secret 'pin', which would stand readable in a migration"),
        ([{**said("Category", name='"A"'), "cites": []}], "cites no statement"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_told(rows: list[wire.Wire], problem: str) -> None:
    found = told(*rows, entities=(*BOTH, SECRETIVE, GROUPED))
    assert any(problem in each for each in found), found


# --- What databases have already


def test_rows_keep_the_order_in_which_they_were_inserted() -> None:
    known = tuple(each.uncited() for each in FIRST)
    # In this order the books, to which the music belongs, are the second category.
    music = row("Category", **{**MUSIC.fields, "parent": 2})
    settled = settled_rows(known, (FILM, row("Shelf", number=1, category=1), BOOKS, music), BOTH)
    assert settled == (
        *(BOOKS, MUSIC, FIRST[2].uncited(), FILM),
        row("Shelf", number=1, category=3),
    )
    [kept] = kept_rows(settled)
    assert (kept.about, kept.chosen) == ("Shelf", 'it is not deleted: {"number": 3, "category": 2}')


def test_equal_rows_are_as_many_as_are_said() -> None:
    shelf = row("Shelf", number=1, category=1)
    assert settled_rows((BOOKS, shelf.uncited()), (BOOKS, shelf, shelf), BOTH) == (
        BOOKS,
        shelf,
        shelf,
    )


# --- The revisions


def first(folder: Path) -> Revision:
    return write(folder, revise(None, BOTH, None, Renderer(), (), FIRST))


def found(url: str, folder: Path, select: str) -> list[tuple[Any, ...]]:
    with app(url, folder, ()) as db, db.engine.connect() as connection:
        return [tuple(each) for each in connection.execute(sa.text(select))]


def test_the_first_revision_inserts_them(url: str, folder: Path) -> None:
    revision = first(folder)
    assert revision.path.endswith("_create_categories_and_more.py")
    upgrade(url, folder, ())
    table = sa.table(
        "categories",
        *(sa.column(name) for name in ("id", "name", "price", "parent")),
        sa.column("open", sa.Boolean()),
        sa.column("since", sa.Date()),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("tags", sa.JSON()),
    )
    with app(url, folder, ()) as db, db.engine.connect() as connection:
        rows = [each._mapping for each in connection.execute(sa.select(table).order_by("id"))]
    assert [(each["id"], each["name"], each["open"]) for each in rows] == [
        (1, "Bo'oks :x %s", True),
        (2, "Music", False),
    ]
    music = rows[1]
    assert (music["price"], music["since"], music["parent"]) == (1234, date(2026, 3, 1), 1)
    assert music["tags"] == ["a", {"b": None}]
    at = music["at"] if music["at"].tzinfo else music["at"].replace(tzinfo=UTC)
    assert at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert found(url, folder, "select id, number, category from shelves") == [(1, 3, 2)]


def test_a_new_row_is_inserted_beside_those_of_people(url: str, folder: Path) -> None:
    parent = first(folder)
    upgrade(url, folder, ())
    with app(url, folder, ()) as db, db.engine.begin() as connection:
        connection.execute(sa.text("insert into categories (name) values ('Toys'), ('Maps')"))
    rows = (
        *FIRST,
        FILM,
        row("Category", name="Maps", open=False),
        row("Shelf", number=7, category=3),
    )
    second = write(folder, revise(BOTH, BOTH, parent.id, Renderer(), FIRST, rows))
    assert second.parent == parent.id
    assert second.path.endswith("_insert_2_rows_into_categories_and_more.py")
    upgrade(url, folder, ())
    assert found(url, folder, "select id, name from categories order by id") == [
        (1, "Bo'oks :x %s"),
        (2, "Music"),
        (3, "Toys"),
        (4, "Maps"),
        (5, "Film"),
    ]
    [(is_open,)] = found(url, folder, "select open from categories where name = 'Maps'")
    assert is_open  # as the person made it
    assert found(url, folder, "select number, category from shelves order by id") == [
        (3, 2),
        (7, 5),
    ]


def test_no_new_row_is_no_revision() -> None:
    assert revise(BOTH, BOTH, "0" * 12, Renderer(), FIRST, FIRST) is None


def test_a_row_that_only_its_number_tells_apart_is_referred_to_in_a_new_table_alone(
    url: str, folder: Path
) -> None:
    crate = Entity(
        name="Crate",
        plural="crates",
        fields=(EntityField(name="shelf", type=ReferenceType(entity="Shelf")),),
    )
    rows = (*FIRST, row("Crate", shelf=1))
    write(folder, revise(None, (*BOTH, crate), None, Renderer(), (), rows))
    upgrade(url, folder, ())
    assert found(url, folder, "select shelf from crates") == [(1,)]
    with pytest.raises(Rejected, match="a new row refers to a row of 'Shelf' that nothing unique"):
        revise(BOTH, (*BOTH, crate), "0" * 12, Renderer(), FIRST, rows)


# --- What else knows of them


def contract(*rows: InitialRow) -> Contract:
    made = Endpoint(
        method="POST",
        path="/categories",
        name="add_category",
        operation="create",
        entity="Category",
        request=JsonBody(fields=("name",)),
        success=Answer(status=201, body=JsonBody(fields=("id", "name"))),
        cases=(Case(when=Duplicate(field="name"), status=409, body=ProblemBody()),),
    )
    return Contract(app="shop", title="Shop", entities=BOTH, endpoints=(made,), rows=rows)


def test_a_contract_without_rows_is_dumped_as_before() -> None:
    assert "rows" not in contract().model_dump(mode="json")
    again = Contract.model_validate(contract(*FIRST).model_dump(mode="json"))
    assert again == contract(*FIRST)


@pytest.mark.parametrize(
    "text, literals",
    [
        ("It starts with the category `Music`", []),
        ("It starts with 1 category, for 12.34", []),
        ("It starts with 2 categories", ["2"]),
        ("It starts with `Music` and `Film`", ["Film"]),
    ],
)
def test_what_a_sentence_says_of_rows_stands_in_them(text: str, literals: list[str]) -> None:
    statement = Statement(S1, text, Location("shop.md", 1), "rules", "rules")
    assert [
        each.literal
        for each in lost(contract(row("Category", name="Music", price="12.34")), [statement])
    ] == literals


def test_a_change_adds_rows_and_takes_back_those_of_an_entity() -> None:
    known = WireOutline.model_validate(
        wire.outline(rows=[said("Category", name='"A"'), said("Shelf", number="1")])
    )
    more = wire.outline(rows=[said("Category", name='"B"')], removed=[], renamed=[])
    less = {**more, "removed": ["rows:Category"]}

    def rows(change: wire.Wire) -> list[tuple[str, str]]:
        merged = changed(known, WireOutlineChange.model_validate(change))
        return [(each.entity, each.values[0].value) for each in merged.rows]

    assert rows(more) == [("Category", '"A"'), ("Shelf", "1"), ("Category", '"B"')]
    assert rows(less) == [("Shelf", "1"), ("Category", '"B"')]


def test_an_outline_from_before_there_were_rows_is_read() -> None:
    older = {name: value for name, value in wire.outline().items() if name != "rows"}
    assert WireOutline.model_validate(older).rows == []


@pytest.mark.parametrize(
    "values, problem",
    [
        ({"id": 2, "name": "Art"}, "a 'Category' with the id 2, which a row from the start has"),
        ({"id": 3, "name": "Music"}, "a 'Category' with a 'name' that a row from the start has"),
        ({"id": 3, "name": "Art"}, None),
        ({"name": "Art"}, None),
    ],
)
def test_a_given_row_is_none_that_is_there_already(
    values: dict[str, JsonValue], problem: str | None
) -> None:
    given = Given("Category", tuple(values.items()))
    told = [each.cause for each in given_problems(contract(*FIRST), given)]
    assert told == ([f"the example is given {problem}"] if problem else [])


def test_rows_that_are_there_are_not_given_again() -> None:
    fields = SHELF.fields
    assert [given.entity for given in referenced_rows(contract(), fields)] == ["Category"]
    assert referenced_rows(contract(*FIRST), fields) == ()


def test_an_example_that_takes_a_value_of_a_row_from_the_start_is_refused() -> None:
    sent = Exchange("POST", "/categories", 201, body=JsonRequest({"name": "Music"}))
    example = Scenario("adds", "spec", (sent,), ("POST /categories",), "Adds")
    check_examples(contract(), [example])
    with pytest.raises(SpecRejected, match="expects 201, but"):
        check_examples(contract(*FIRST), [example])


def test_what_a_request_stored_is_the_newest_row() -> None:
    stored = StoredValues("Category", (("name", "Art"),))
    sent = Exchange("POST", "/categories", 201, body=JsonRequest({"name": "Art"}))
    example = Scenario("adds", "contract", (sent,), ("POST /categories",), "Adds", stored=(stored,))
    [file] = modules.test_modules(contract(*FIRST), [example], Renderer())
    assert "select(Category).order_by(Category.id.desc()).limit(1)).one()" in file.text
    [file] = modules.test_modules(contract(), [example], Renderer())
    assert "db.session.scalars(select(Category)).one()" in file.text


def test_authors_of_scenarios_are_told_of_them() -> None:
    shown = contract_json(contract(*FIRST), Labels({}))
    assert isinstance(shown, dict)
    assert isinstance(shown["rows"], list)
    assert shown["rows"][0] == {"Category": {"id": 1, "name": "Bo'oks :x %s"}}
    assert shown["rows"][2] == {"Shelf": {"id": 1, "number": 3, "category": 2}}
    plain = contract_json(contract(), Labels({}))
    assert isinstance(plain, dict)
    assert "rows" not in plain
