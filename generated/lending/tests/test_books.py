"""What the endpoints of books promise."""

from collections import Counter

import pytest


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


def test_show_book_refuses_an_unknown_book_id(client):
    """For each book the desk can see how many copies there are, how many of…"""
    response = client.get("/books/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_books_are_added_with_an_isbn_of_13_digits_that_no_other_book_has(client):
    """The library has books, each with a title, an author and an ISBN of 13…"""
    response = client.get("/books")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    assert response.json["title"] == "Momo"
    assert response.json["author"] == "Michael Ende"
    assert response.json["isbn"] == "9783522177504"
    assert response.json["copies"] == 0
    assert response.json["free"] == 0
    assert response.json["waiting"] == 0
    momo = response.json["id"]
    response = client.post(
        "/books",
        json={"title": "Another", "author": "Somebody Else", "isbn": "9783522177504"},
    )
    assert response.status_code == 409
    response = client.post(
        "/books",
        json={"title": "Another", "author": "Somebody Else", "isbn": "978352217750X"},
    )
    assert response.status_code == 422
    response = client.post(
        "/books",
        json={"title": "Another", "author": "Somebody Else", "isbn": "978-352217750"},
    )
    assert response.status_code == 422
    response = client.post(
        "/books",
        json={"title": "Another", "author": "Somebody Else", "isbn": " 978352217750"},
    )
    assert response.status_code == 422
    response = client.post(
        "/books",
        json={"title": "Another", "author": "Somebody Else", "isbn": "٩٧٨٣٥٢٢١٧٧٥٠٤"},
    )
    assert response.status_code == 422
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "0000000000001"},
    )
    assert response.status_code == 201
    assert response.json["isbn"] == "0000000000001"
    second = response.json["id"]
    response = client.get("/books")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["id"] == momo
    assert response.json["items"][1]["id"] == second


def test_copies_are_added_one_by_one_each_with_a_barcode_that_no_other_copy_has(client):
    """Of each book it owns one or more copies, which are added one by one,…"""
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    momo = response.json["id"]
    response = client.post(
        "/books",
        json={"title": "Emil", "author": "Erich Kästner", "isbn": "9783791530123"},
    )
    assert response.status_code == 201
    emil = response.json["id"]
    response = client.post(f"/books/{momo}/copies", json={"barcode": "Z-2"})
    assert response.status_code == 201
    assert response.json["book_id"] == momo
    assert response.json["barcode"] == "Z-2"
    first = response.json["id"]
    response = client.post(f"/books/{momo}/copies", json={"barcode": "A-1"})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post(f"/books/{momo}/copies", json={"barcode": "Z-2"})
    assert response.status_code == 409
    response = client.post(f"/books/{emil}/copies", json={"barcode": "Z-2"})
    assert response.status_code == 409
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["free"] == 2
    assert response.json["waiting"] == 0
    assert len(response.json["copy_list"]) == 2
    assert response.json["copy_list"][0]["id"] == first
    assert response.json["copy_list"][0]["barcode"] == "Z-2"
    assert response.json["copy_list"][1]["id"] == second
    assert response.json["copy_list"][1]["barcode"] == "A-1"
    response = client.get(f"/books/{emil}")
    assert response.status_code == 200
    assert response.json["copies"] == 0
    assert response.json["free"] == 0
    assert len(response.json["copy_list"]) == 0
    response = client.post("/books/999999/copies", json={"barcode": "B-1"})
    assert response.status_code == 404
    response = client.get("/books/999999")
    assert response.status_code == 404


def test_of_ten_who_use_a_barcode_at_once_one_gets_it(together, client):
    """Of each book it owns one or more copies, which are added one by one,…"""
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    momo = response.json["id"]
    responses = together(10, "POST", f"/books/{momo}/copies", json={"barcode": "A-1"})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert len(response.json["copy_list"]) == 1


def test_a_copy_that_is_out_is_not_free_until_it_comes_back(client, now):
    """A copy can be lent to one borrower at a time only: if it is out…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    momo = response.json["id"]
    response = client.post(
        "/books",
        json={"title": "Emil", "author": "Erich Kästner", "isbn": "9783791530123"},
    )
    assert response.status_code == 201
    emil = response.json["id"]
    response = client.post(f"/books/{momo}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    response = client.post(f"/books/{momo}/copies", json={"barcode": "M-2"})
    assert response.status_code == 201
    response = client.post(f"/books/{emil}/copies", json={"barcode": "E-1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Bob", "email": "bob@example.org"}
    )
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": bob})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is on loan"
    response = client.get("/books")
    assert response.status_code == 200
    assert response.json["items"][0]["id"] == momo
    assert response.json["items"][0]["copies"] == 2
    assert response.json["items"][0]["free"] == 1
    assert response.json["items"][0]["waiting"] == 0
    assert response.json["items"][1]["id"] == emil
    assert response.json["items"][1]["copies"] == 1
    assert response.json["items"][1]["free"] == 1
    now("2026-05-01T09:00:00Z")
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["free"] == 1
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["free"] == 2


def test_a_copy_that_comes_back_is_held_for_3_days_and_free_at_the_end_of_them(
    client, now
):
    """Reservations are served in the order in which they were made: when a…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    momo = response.json["id"]
    response = client.post(f"/books/{momo}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Bob", "email": "bob@example.org"}
    )
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post(f"/books/{momo}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    now("2026-03-05T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    assert response.json["held_for"] == bob
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    now("2026-03-08T09:59:59Z")
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    now("2026-03-08T10:00:00Z")
    response = client.get("/books")
    assert response.status_code == 200
    assert response.json["items"][0]["copies"] == 1
    assert response.json["items"][0]["free"] == 1
    assert response.json["items"][0]["waiting"] == 0
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 1
    assert response.json["waiting"] == 0


def test_the_hold_goes_on_to_the_next_in_line_also_when_nobody_looks_in_between(
    client, now
):
    """Reservations are served in the order in which they were made: when a…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    momo = response.json["id"]
    response = client.post(f"/books/{momo}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Bob", "email": "bob@example.org"}
    )
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Cem", "email": "cem@example.org"}
    )
    assert response.status_code == 201
    cem = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Dee", "email": "dee@example.org"}
    )
    assert response.status_code == 201
    dee = response.json["id"]
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post(f"/books/{momo}/reservations", json={"borrower_id": cem})
    assert response.status_code == 201
    response = client.post(f"/books/{momo}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    response = client.post(f"/books/{momo}/reservations", json={"borrower_id": dee})
    assert response.status_code == 201
    now("2026-03-05T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    assert response.json["held_for"] == cem
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 3
    now("2026-03-11T10:00:00Z")
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    now("2026-03-14T09:59:59Z")
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    now("2026-03-14T10:00:00Z")
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 1
    assert response.json["waiting"] == 0


def test_borrowing_the_held_copy_fulfils_the_reservation(client, now):
    """Borrowing the held copy fulfils the reservation."""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    momo = response.json["id"]
    response = client.post(f"/books/{momo}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Bob", "email": "bob@example.org"}
    )
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post(f"/books/{momo}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    now("2026-03-05T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": bob})
    assert response.status_code == 201
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 0
    now("2026-03-09T10:00:00Z")
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 0
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    assert response.json["held_for"] is None
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 1
    assert response.json["waiting"] == 0


def test_who_cancels_no_longer_waits_and_a_held_copy_goes_to_the_next_in_line(
    client, now
):
    """A reservation can be cancelled."""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    momo = response.json["id"]
    response = client.post(f"/books/{momo}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Bob", "email": "bob@example.org"}
    )
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Cem", "email": "cem@example.org"}
    )
    assert response.status_code == 201
    cem = response.json["id"]
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post(f"/books/{momo}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    of_bob = response.json["id"]
    response = client.post(f"/books/{momo}/reservations", json={"borrower_id": cem})
    assert response.status_code == 201
    now("2026-03-05T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    assert response.json["held_for"] == bob
    now("2026-03-06T12:00:00Z")
    response = client.delete(f"/reservations/{of_bob}")
    assert response.status_code == 204
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    now("2026-03-09T11:59:59Z")
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    now("2026-03-09T12:00:00Z")
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["free"] == 1
    assert response.json["waiting"] == 0


def test_a_new_copy_is_free_although_somebody_is_waiting(client, now):
    """Of each book it owns one or more copies, which are added one by one,…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    momo = response.json["id"]
    response = client.post(f"/books/{momo}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Bob", "email": "bob@example.org"}
    )
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post(f"/books/{momo}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    response = client.post(f"/books/{momo}/copies", json={"barcode": "M-2"})
    assert response.status_code == 201
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["free"] == 1
    assert response.json["waiting"] == 1
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    assert response.json["held_for"] == bob
    response = client.get(f"/books/{momo}")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["free"] == 1
    assert response.json["waiting"] == 1
