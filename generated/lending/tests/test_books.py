"""What the endpoints of books promise."""

from collections import Counter

import pytest

from lending.extensions import db
from lending.models import Book, Borrower, Copy


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"', id="cut off"),
        pytest.param("", id="empty"),
        pytest.param("[" * 99999, id="too deep"),
    ],
)
def test_create_book_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/books", data=body, content_type="application/json")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("[]", id="list"),
        pytest.param('"text"', id="text"),
        pytest.param("null", id="null"),
    ],
)
def test_create_book_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/books", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_book_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/books", data="{}", content_type="text/plain")
    assert response.status_code == 415
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_book_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/books", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_book_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post(
        "/books",
        json={
            "title": "ann",
            "author": "ann",
            "isbn": "annaaaaaaaaaa",
            "unheard_of": 1,
        },
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_book_refuses_a_missing_title(client):
    """The library has books, each with a title, an author and an ISBN of 13…"""
    response = client.post("/books", json={"author": "ann", "isbn": "annaaaaaaaaaa"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("", id="empty"),
        pytest.param("x" * 256, id="too long"),
        pytest.param("\x00nn", id="NUL"),
        pytest.param("\ud800nn", id="lone surrogate"),
    ],
)
def test_create_book_refuses_an_invalid_title(client, title):
    """The library has books, each with a title, an author and an ISBN of 13…"""
    response = client.post(
        "/books", json={"title": title, "author": "ann", "isbn": "annaaaaaaaaaa"}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_book_refuses_a_missing_author(client):
    """The library has books, each with a title, an author and an ISBN of 13…"""
    response = client.post("/books", json={"title": "ann", "isbn": "annaaaaaaaaaa"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "author",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("", id="empty"),
        pytest.param("x" * 256, id="too long"),
        pytest.param("\x00nn", id="NUL"),
        pytest.param("\ud800nn", id="lone surrogate"),
    ],
)
def test_create_book_refuses_an_invalid_author(client, author):
    """The library has books, each with a title, an author and an ISBN of 13…"""
    response = client.post(
        "/books", json={"title": "ann", "author": author, "isbn": "annaaaaaaaaaa"}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_book_refuses_a_missing_isbn(client):
    """The library has books, each with a title, an author and an ISBN of 13…"""
    response = client.post("/books", json={"title": "ann", "author": "ann"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "isbn",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
    ],
)
def test_create_book_refuses_an_invalid_isbn(client, isbn):
    """The library has books, each with a title, an author and an ISBN of 13…"""
    response = client.post(
        "/books", json={"title": "ann", "author": "ann", "isbn": isbn}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_get_book_refuses_an_unknown_book_id(client):
    """Refuses an unknown book id."""
    response = client.get("/books/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_the_counts_of_a_book_follow_its_copies_and_loans(client, app, now):
    """The library has books, each with a title, an author and an ISBN of 13…"""
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    assert response.json["title"] == "Momo"
    assert response.json["author"] == "Michael Ende"
    assert response.json["isbn"] == "9783522177504"
    assert response.json["copies"] == 0
    assert response.json["available"] == 0
    assert response.json["waiting"] == 0
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M1"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "M2"})
    assert response.status_code == 201
    response = client.get(f"/books/{book}")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 2
    assert response.json["waiting"] == 0
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    response = client.get(f"/books/{book}")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 1
    assert response.json["waiting"] == 0
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    response = client.get(f"/books/{book}")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 2
    assert response.json["waiting"] == 0


def test_the_list_shows_each_book_s_own_counts_in_the_order_of_adding(client, app, now):
    """For each book the desk can see how many copies there are, how many of…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Zorro", author="McCulley", isbn="9780000000001")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Book(id=2, title="Alice", author="Carroll", isbn="9780000000002")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="Z1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=2, book_id=1, barcode="Z2"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=3, book_id=2, barcode="A1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=3, name="Cid", email="cid@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "Z1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/2/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/books/2/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    response = client.get("/books")
    assert response.status_code == 200
    assert response.json == {
        "items": [
            {
                "id": 1,
                "title": "Zorro",
                "author": "McCulley",
                "isbn": "9780000000001",
                "copies": 2,
                "available": 1,
                "waiting": 0,
            },
            {
                "id": 2,
                "title": "Alice",
                "author": "Carroll",
                "isbn": "9780000000002",
                "copies": 1,
                "available": 0,
                "waiting": 2,
            },
        ]
    }
    response = client.get("/books/3")
    assert response.status_code == 404


def test_a_copy_that_comes_back_is_held_for_the_first_in_line(client, app, now):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=3, name="Cid", email="cid@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["available"] == 0
    assert response.json["waiting"] == 2
    now("2026-03-04T10:30:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["available"] == 0
    assert response.json["waiting"] == 1
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == 1
    assert response.json["held_until"] == "2026-03-07T10:30:00Z"
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "waiting"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 201
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["available"] == 0
    assert response.json["waiting"] == 1


def test_a_held_copy_is_free_after_exactly_3_days_when_nobody_is_left(client, app, now):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    now("2026-03-02T10:30:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    now("2026-03-05T10:29:59Z")
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["available"] == 0
    assert response.json["waiting"] == 0
    now("2026-03-05T10:30:00Z")
    response = client.get("/books")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["copies"] == 1
    assert response.json["items"][0]["available"] == 1
    assert response.json["items"][0]["waiting"] == 0
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["available"] == 1
    assert response.json["waiting"] == 0


def test_the_next_in_line_has_3_days_from_the_end_of_the_hold_before(client, app, now):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=3, name="Cid", email="cid@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=4, name="Dan", email="dan@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 4})
    assert response.status_code == 201
    third = response.json["id"]
    now("2026-03-02T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["available"] == 0
    assert response.json["waiting"] == 2
    now("2026-03-06T18:00:00Z")
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["available"] == 0
    assert response.json["waiting"] == 1
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["held_until"] == "2026-03-08T10:00:00Z"
    now("2026-03-08T09:59:59Z")
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["available"] == 0
    assert response.json["waiting"] == 1
    now("2026-03-08T10:00:00Z")
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["available"] == 0
    assert response.json["waiting"] == 0
    response = client.get(f"/reservations/{third}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["held_until"] == "2026-03-11T10:00:00Z"
    now("2026-03-11T10:00:00Z")
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["available"] == 1
    assert response.json["waiting"] == 0


def test_several_holds_that_lapse_unseen_leave_the_copy_free(client, app, now):
    """When the 3 days have passed, the copy is held for the next in line,…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=3, name="Cid", email="cid@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    now("2026-03-07T09:00:00Z")
    response = client.get("/books")
    assert response.status_code == 200
    assert response.json["items"][0]["available"] == 1
    assert response.json["items"][0]["waiting"] == 0
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201


def test_cancelled_reservations_and_new_copies_change_the_counts(client, app, now):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=3, name="Cid", email="cid@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.delete(f"/reservations/{first}")
    assert response.status_code == 204
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["available"] == 0
    assert response.json["waiting"] == 1
    response = client.post("/books/1/copies", json={"barcode": "M2"})
    assert response.status_code == 201
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 0
    assert response.json["waiting"] == 0
    response = client.delete(f"/reservations/{second}")
    assert response.status_code == 204
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 1
    assert response.json["waiting"] == 0


def test_an_isbn_has_13_digits_and_belongs_to_one_book(together, client):
    """The library has books, each with a title, an author and an ISBN of 13…"""
    response = client.post(
        "/books", json={"title": "Momo", "author": "Ende", "isbn": "978352217750X"}
    )
    assert response.status_code == 422
    response = client.post(
        "/books", json={"title": "Momo", "author": "Ende", "isbn": "978-352217750"}
    )
    assert response.status_code == 422
    response = client.get("/books")
    assert response.status_code == 200
    assert response.json == {"items": []}
    responses = together(
        10,
        "POST",
        "/books",
        json={"title": "Momo", "author": "Ende", "isbn": "9783522177504"},
    )
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.post(
        "/books",
        json={
            "title": "Another title",
            "author": "Somebody else",
            "isbn": "9783522177504",
        },
    )
    assert response.status_code == 409
    response = client.get("/books")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["title"] == "Momo"
    assert response.json["items"][0]["isbn"] == "9783522177504"
