"""Standard operations on rows, built from sentences: the app does what they say, and its tests can tell when it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projects import built_once, notices, on_database

pytest_plugins = ("fixtures_postgres",)

SHOP = """\
---
app: shop
---
# Shop

## Data

### Author

- `name`: text, 1 to 80 characters, unique
- `teacher`: link to an author, optional
- From the start there is an author with the `name` "nobody".

### Book

- `title`: text, 1 to 80 characters
- `isbn`: text, exactly 13 characters, unique, optional
- `price`: money from 0.01 to 500.00
- `weight`: number from 0.5 to 80, optional
- `published`: date
- `bought`: date-time, optional
- `state`: one of "new", "used", "torn", default "new"
- `shelf`: text, matches `[A-Z]+-[0-9]{1,2}`, optional
- `sold`: yes/no, default no
- `author`: link to an author

## Endpoints

### POST /authors
- Creates an author.

### GET /authors
- Lists the authors, sorted by teacher and then by name descending.

### DELETE /authors/{id}
- Deletes the author.
- If the author is still referenced, answer 400 with "This author has books".

### POST /books
- Creates a book.
- If the price is out of range, answer 400 with "Too dear".
- If the shelf does not match, answer 400 with "No such shelf".
- If there is already a book with the same title, published and weight, answer 409 with "Twice".

### GET /books
- Lists the books that are not sold, sorted by published descending.
- The list can be filtered by `state`, `author`, `price` or `title`.
- The list can be sorted by price, weight, bought or title.
- The list can be searched by title or isbn.
- Pages of 2.
- A page has at most 5 books.

### GET /books/{book_id}
- Shows the book.
- Returns the id, the title and the price.

### PATCH /books/{id}
- Changes the book.

### PUT /books/{id}
- Replaces the book.

### POST /books/{id}/sold
- Marks the book as sold.

### PUT /books/{id}/price
- Sets the price of the book to 1.

### DELETE /books/{id}
- Deletes the book.
- Otherwise answer 200 with "Gone".

### DELETE /books
- Deletes all books that are sold.

### GET /books/number
- Counts the books that are not sold.

### GET /books/whole
- Lists the books that are not torn.

### GET /books/other
- Counts the books whose `weight` is not 2.

## Rules

- If the book does not exist, answer 404 with "No such book".
- If the author does not exist, answer 404 with "No such author".
- If the isbn already exists, answer 409 with "That book is here already".
- If the weight is more than 80, answer 400 with "Too heavy".
- If the weight is less than 0.5, answer 409 with "Too light".
"""
APP = "generated/shop"
VIEWS = "shop/routes/books.py"

FAULTS = (
    (VIEWS, "wanted = wanted.where(Book.state == query.state)", "pass"),
    (VIEWS, '"-price": Book.price.desc()', '"-price": Book.price.asc()'),
    (VIEWS, "Book.weight.asc().nulls_last()", "Book.weight.asc()"),
    ("shop/routes/authors.py", "Author.name.desc()", "Author.name.asc()"),
    (VIEWS, ".limit(query.size)", ""),
    ("shop/errors.py", '"less_than_equal": "too_great"', '"less_than_equal": "too_small"'),
    (VIEWS, "delete(Book).where(Book.sold.is_(True))", "delete(Book)"),
    (VIEWS, 'select(Book).where(Book.state != "torn")', "select(Book)"),
    (VIEWS, "Book.weight.is_distinct_from(2)", "Book.weight != 2"),
    (VIEWS, "book.price = 100\n    db.session.commit()", "book.price = 100"),
    (
        VIEWS,
        'if "title" in given: book.title = body.title',
        "book.title = body.title",
    ),
    (VIEWS, 'abort(404, "No such author")', "pass"),
    (VIEWS, 'abort(409, "Twice")', "abort(409)"),
    (VIEWS, "weight=body.weight if", "weight=None if"),
    ("shop/routes/authors.py", 'abort(400, "This author has books")', "abort(409)"),
    (
        "shop/schemas.py",
        "compiled.fullmatch(text)",
        "compiled.match(text)",
    ),
    (
        "shop/schemas.py",
        "page: Annotated[int, Field(ge=1, le=1000000), FromText] = 1",
        "page: Annotated[int, FromText] = 1",
    ),
)
"""What may be wrong with such views: a file, what stands there, and what stands there instead."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built app."""
    project, told = built_once(tmp_path_factory, "shop", SHOP)
    assert "0  untested" not in told
    return project.folder / APP


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    FAULTS,
    ids=[f"{n}: {fault[1][:50]}" for n, fault in enumerate(FAULTS)],
)
def test_the_tests_of_the_app_notice(
    shop: Path, tmp_path: Path, path: str, right: str, wrong: str
) -> None:
    # The others are about fields that requests send, which are none of these faults.
    chosen = "list or delete or count or mark or changes or shows or nowhere or unknown or too_ or published or shelf"
    assert notices(shop, tmp_path / "shop", (path, right, wrong), chosen)


ANSWERS = """
import json
from concurrent.futures import ThreadPoolExecutor
from sqlalchemy import event, text
from sqlalchemy.orm.exc import StaleDataError
from shop import create_app
from shop.extensions import db

app = create_app()

@app.get("/stale")
def stale():
    raise StaleDataError("UPDATE of 1 row matched 0")

client = app.test_client()
book = {"title": "Emma", "price": "7.50", "published": "2026-03-01", "author": 1}
made = [client.post("/books", json=book | {"title": title, "isbn": isbn * 13}).json["id"]
        for title, isbn in (("Emma", "1"), ("100%", "2"), ("emu", "3"))]

def ask(method, path, **more):
    found = app.test_client().open(path, method=method, **more)
    return found.status_code

with ThreadPoolExecutor(8) as pool:
    both = list(pool.map(lambda _: ask("DELETE", f"/books/{made[2]}"), range(8)))
    marks = list(pool.map(lambda _: ask("PATCH", f"/books/{made[0]}", json={"isbn": "4" * 13}), range(8)))
    takes = list(pool.map(lambda n: ask("PATCH", f"/books/{made[n % 2]}", json={"isbn": "5" * 13}), range(8)))
found = {
    "deleted": sorted(both),
    "marked": sorted(set(marks)),
    "taken": sorted(set(takes)),
    "percent": client.get("/books?q=100%25").json["total"],
    "like": client.get("/books?q=%25").json["total"],
    "case": client.get("/books?q=EM").json["total"],
    "author": client.post("/books", json=book | {"author": 99}).json["detail"],
    "id": [ask("GET", f"/books/{each}") for each in ("x", "0", "-1", "9" * 30)],
    "largest": ask("GET", "/books?page=1000000&size=5"),
    "odd": [ask("GET", f"/books?{each}") for each in ("page=0", "size=6", "sort=id", "price=x", "author=99", "unknown=1")],
    "kept": ask("DELETE", "/authors/1"),
    "stale": ask("GET", "/stale"),
    "weights": [client.post("/books", json=book | {"weight": each}).json.get("detail") for each in (81, 0.4, 80, "heavy")],
}

def delete_at_once(session):
    with db.engine.connect() as other:
        other.execute(text("DELETE FROM books WHERE title = 'gone'"))
        other.commit()

with app.app_context():
    event.listen(db.session, "after_commit", delete_at_once)
found["answered"] = ask("POST", "/books", json=book | {"title": "gone"})
print(json.dumps(found))
"""
EXPECTED = {
    "deleted": [200, *([404] * 7)],
    "marked": [200],
    "taken": [200, 409],
    "percent": 1,
    "like": 1,
    "case": 1,
    "author": "No such author",
    "id": [404, 404, 404, 404],
    "largest": 200,
    "odd": [422, 422, 422, 422, 200, 200],
    "kept": 400,
    "stale": 409,
    "weights": ["Too heavy", "Too light", None, "Not valid: weight."],
    "answered": 201,
}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_app_holds_on_both_databases(
    shop: Path, tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    url = "" if database == "sqlite" else request.getfixturevalue("postgres_url")
    told = on_database(shop, tmp_path / "shop", ANSWERS, url=url)
    assert json.loads(told) == EXPECTED


QUERIES = """
import json
from sqlalchemy import event
from shop import create_app
from shop.extensions import db
from shop.models import Book
import datetime as dt

app = create_app()
counts = {}
with app.app_context():
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    for number in (10, 1000):
        have = db.session.query(Book).count()
        db.session.add_all(Book(title=f"b{n}", price=100, published=dt.date(2026, 3, 1), author=1) for n in range(number - have))
        db.session.commit()
        asked.clear()
        assert app.test_client().get("/books?size=5&sort=-price&q=b").json["total"] == number
        counts[number] = len(asked)
print(json.dumps(counts))
"""


def test_a_page_costs_as_many_queries_whatever_the_table(shop: Path, tmp_path: Path) -> None:
    counts = json.loads(on_database(shop, tmp_path / "shop", QUERIES))
    assert len(set(counts.values())) == 1, counts
