"""A spec in prose with rows that are there from the start, built with a scripted model and run on real databases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import wire_answers as wire
from building import Building
from codegen.config import Settings
from codegen.errors import AnswerRejected
from codegen.pipeline import accept
from codegen.reporters.base import MeaningChanged, Proposed
from codegen.sandbox.base import Limits
from codegen.sandbox.forked import ForkedSandbox
from jars.answers import scenario
from jars.model import Model

pytest_plugins = ("fixtures_postgres",)

SAYS = "The shop starts with three categories: Books, Music and Film."
SPEC = f"""\
---
app: shop
---
# Shop

{SAYS} Anybody adds a category by its name; a name that is there already is refused with 409 and "Category exists". All categories are
listed with their ids in the order of their names.
"""


def category(name: str, quote: str) -> wire.Wire:
    values = [{"name": "name", "value": f'"{name}"'}]
    return {"entity": "Category", "values": values, "cites": [wire.cite("S1", quote)]}


ROWS = [category(name, name) for name in ("Books", "Music", "Film")]
OUTLINE = wire.outline(
    title="Shop",
    entities=[
        wire.entity(
            "Category",
            "categories",
            wire.member("name", "text", "unique", cites=[wire.cite("S2", "its name")]),
        )
    ],
    resources=[
        {
            "name": "categories",
            "endpoints": [
                wire.head("POST /categories", "add_category", "S2"),
                wire.head("GET /categories", "list_categories", "S1", "S3"),
            ],
        }
    ],
    rows=ROWS,
)
DETAIL = wire.detail(
    shapes=[
        {
            "name": "CategoryView",
            "members": [wire.member("id", "integer"), wire.member("name")],
            "cites": [],
        }
    ],
    endpoints=[
        wire.endpoint(
            "POST /categories",
            operation="create",
            entity="Category",
            request=wire.body(fields=["name"]),
            success=wire.success(201, wire.body(fields=["id", "name"])),
            cases=[
                wire.case(
                    "duplicate",
                    409,
                    field="name",
                    body=wire.body("problem", message="Category exists"),
                    cites=[wire.cite("S2", '409 and "Category exists"')],
                )
            ],
            cites=[wire.cite("S2", "Anybody adds a category")],
        ),
        wire.endpoint(
            "GET /categories",
            uses=["Category"],
            success=wire.success(
                200, wire.body(shape="CategoryView", many=True), wire.cite("S3", "listed")
            ),
        ),
    ],
    rules=[
        {
            "endpoints": ["GET /categories"],
            "cites": [wire.cite("S3", "in the order of their names")],
        }
    ],
)
LISTED = '''\
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from shop.extensions import db
from shop.models import Category
from shop.schemas import CategoryView


@categories.get("/categories")
def list_categories() -> ResponseReturnValue:
    """Lists the categories."""
    found = db.session.scalars(select(Category).order_by(Category.name))
    return [CategoryView(id=each.id, name=each.name).model_dump(mode="json") for each in found], 200
'''
STARTS = scenario(
    "The shop starts with its categories",
    "S1",
    'GET /categories\nHTTP 200\n[{"id": 1, "name": "Books"}, {"id": 3, "name": "Film"}, {"id": 2, "name": "Music"}]\n',
)
LISTS = scenario(
    "A new category is listed by its name",
    "S3",
    '# given: Category {"id": 9, "name": "Games"}\nPOST /categories\n{"name": "Art"}\nHTTP 201\n\nGET /categories\nHTTP 200\n'
    '[Asserts]\njsonpath "$[*].name" == ["Art", "Books", "Film", "Games", "Music"]\n',
)
TAKEN = scenario(
    "A category that is there from the start is refused",
    "S2",
    'POST /categories\n{"name": "Books"}\nHTTP 409\n[Asserts]\njsonpath "$.detail" == "Category exists"\n',
)


def shop_model(**changes: Any) -> Model:
    made = {
        "outline": OUTLINE,
        "detail": DETAIL,
        "code": {"endpoint-get-list-categories": LISTED},
        "repaired": {"endpoint-get-list-categories": LISTED},
        "scenarios": STARTS + LISTS + TAKEN,
    }
    return Model(**{**made, **changes})


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox(Limits(), weak=False) as sandbox:
        yield sandbox


@pytest.fixture
def shop(tmp_path: Path, sandbox: ForkedSandbox) -> Building:
    made = Building(Settings(tmp_path), sandbox, app="shop")
    made.write(SPEC)
    return made


def built(shop: Building, model: Model | None) -> None:
    proposal = shop.build(model) if model else shop.build(mode="offline")
    assert proposal is not None, shop.events
    accept(proposal, shop.settings)


def migrated(shop: Building, url: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url,
        "SECRET_KEY": "k" * 32,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(
        command,
        cwd=shop.settings.out_dir / "shop",
        env=environment,
        check=True,
        capture_output=True,
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    return str(request.getfixturevalue("postgres_url"))


def names(url: str) -> list[str]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = [
            str(name)
            for (name,) in connection.execute(sa.text("select name from categories order by id"))
        ]
    engine.dispose()
    return found


def add(url: str, *added: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for name in added:
            connection.execute(
                sa.text("insert into categories (name) values (:name)"), {"name": name}
            )
    engine.dispose()


def test_rows_are_there_from_the_start_and_a_later_build_adds_one(shop: Building, url: str) -> None:
    built(shop, shop_model())
    [proposed] = shop.of(Proposed)
    assert {row.verdict for row in proposed.proof.rows} == {"tested"}
    migrated(shop, url)
    assert names(url) == ["Books", "Music", "Film"]
    add(url, "Toys", "Maps")
    before = {path: text for path, text in shop.tree().items() if "migrations/versions" in path}

    said = "The shop starts with five categories: Books, Music, Film, Maps and Art."
    shop.write(SPEC.replace(SAYS, said))
    change = wire.outline(
        rows=[category(name, name) for name in ("Books", "Music", "Film", "Maps", "Art")],
        removed=["rows:Category"],
        renamed=[],
    )
    starts = scenario(
        "The shop starts with its categories",
        "S1",
        'GET /categories\nHTTP 200\n[Asserts]\njsonpath "$[*].id" == [5, 1, 3, 4, 2]\n'
        'jsonpath "$[*].name" == ["Art", "Books", "Film", "Maps", "Music"]\n',
    )
    lists = LISTS.replace('"Art"', '"Rum"').replace(
        '["Rum", "Books", "Film", "Games", "Music"]',
        '["Art", "Books", "Film", "Games", "Maps", "Music", "Rum"]',
    )
    built(shop, shop_model(outline=change, scenarios=starts + lists + TAKEN))
    [meaning] = shop.of(MeaningChanged)
    assert {delta.what for delta in meaning.deltas if delta.kind == "added"} == {
        'row of Category: name "Maps"',
        'row of Category: name "Art"',
    }
    after = {path: text for path, text in shop.tree().items() if "migrations/versions" in path}
    assert before.items() <= after.items()
    migrated(shop, url)
    assert names(url) == ["Books", "Music", "Film", "Toys", "Maps", "Art"]


def test_a_row_that_is_gone_from_the_spec_stays_and_is_told(shop: Building) -> None:
    built(shop, shop_model())
    shop.write(
        SPEC.replace("three categories: Books, Music and Film", "two categories: Books and Film")
    )
    change = wire.outline(
        rows=[category(name, name) for name in ("Books", "Film")],
        removed=["rows:Category"],
        renamed=[],
    )
    before = {path for path in shop.tree() if "migrations/versions" in path}
    built(shop, shop_model(outline=change))
    assert before == {path for path in shop.tree() if "migrations/versions" in path}
    [proposed] = shop.of(Proposed)
    told = [str(each) for each in proposed.proof.assumptions]
    assert any('it is not deleted: {"name": "Music"}' in each for each in told), told


def test_it_is_built_again_with_nobody_to_ask(shop: Building) -> None:
    built(shop, shop_model())
    before = shop.tree()
    for path in before:
        if not path.startswith(".codegen/"):
            (shop.settings.out_dir / "shop" / path).unlink()
    built(shop, None)
    assert shop.tree() == before


def test_a_name_in_quotes_that_no_row_has_stops_the_build(shop: Building) -> None:
    quoted = 'The shop starts with three categories: "Books", "Music" and "Film".'
    shop.write(SPEC.replace(SAYS, quoted))
    left_out = {**OUTLINE, "rows": ROWS[:2]}
    with pytest.raises(AnswerRejected, match="S1 says 'Film', which stands in no typed member"):
        shop.build(shop_model(outline=left_out))
