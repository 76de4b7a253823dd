"""What the endpoints of reservations promise."""

from collections import Counter
from datetime import date

from lending.extensions import db
from lending.models import Book, Borrower, Copy, Loan


def test_show_reservation_refuses_an_unknown_reservation_id(client):
    """When all copies of a book are out, a borrower can reserve the book."""
    response = client.get("/reservations/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_cancel_reservation_refuses_an_unknown_reservation_id(client):
    """A reservation can be cancelled."""
    response = client.delete("/reservations/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_there_is_nothing_to_reserve_while_a_copy_is_on_the_shelf(client, app, now):
    """When all copies of a book are out, a borrower can reserve the book."""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522202101"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Book(id=2, title="Without copies", author="Nobody", isbn="9783522202102")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=2, book_id=1, barcode="M2"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=3, name="Cem", email="cem@example.org"))
        db.session.commit()
    now("2026-03-02T09:00:00Z")
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 409
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 409
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["free"] == 1
    assert response.json["waiting"] == 0
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 3})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    assert response.json["book_id"] == 1
    assert response.json["borrower_id"] == 2
    assert response.json["status"] == "waiting"
    assert response.json["barcode"] is None
    assert response.json["held_until"] is None
    bob = response.json["id"]
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "waiting"
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    response = client.post("/books/2/reservations", json={"borrower_id": 2})
    assert response.status_code == 409
    response = client.post("/books/999/reservations", json={"borrower_id": 2})
    assert response.status_code == 404
    response = client.post("/books/1/reservations", json={"borrower_id": 999})
    assert response.status_code == 404
    response = client.get("/reservations/999")
    assert response.status_code == 404


def test_nobody_reserves_a_book_twice_at_a_time_or_one_that_they_have_out(
    together, client, app, now
):
    """As long as a copy is on the shelf there is nothing to reserve, and the…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522202101"))
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
        db.session.add(
            Loan(
                id=1,
                copy_id=1,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-03-01"),
                due_on=date.fromisoformat("2026-03-15"),
                renewed=False,
            )
        )
        db.session.commit()
    now("2026-03-02T09:00:00Z")
    response = client.post("/books/1/reservations", json={"borrower_id": 1})
    assert response.status_code == 409
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 409
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["waiting"] == 1
    response = client.delete(f"/reservations/{first}")
    assert response.status_code == 204
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 404
    response = client.delete(f"/reservations/{first}")
    assert response.status_code == 404
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["waiting"] == 0
    responses = together(10, "POST", "/books/1/reservations", json={"borrower_id": 2})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["waiting"] == 1
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 409
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["waiting"] == 1
    response = client.post("/books/1/reservations", json={"borrower_id": 1})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"


def test_a_copy_that_comes_back_is_held_for_the_first_in_line_and_goes_on_in_the_order(
    client, app, now
):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522202101"))
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
        db.session.add(Borrower(id=3, name="Cem", email="cem@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=1,
                copy_id=1,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-03-01"),
                due_on=date.fromisoformat("2026-03-15"),
                renewed=False,
            )
        )
        db.session.commit()
    now("2026-03-02T09:00:00Z")
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    cem = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    bob = response.json["id"]
    now("2026-03-05T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 3
    assert response.json["held_until"].startswith("2026-03-08T10:00:00")
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["barcode"] == "M1"
    assert response.json["held_until"].startswith("2026-03-08T10:00:00")
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "waiting"
    assert response.json["barcode"] is None
    assert response.json["held_until"] is None
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 201
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"
    assert response.json["barcode"] is None
    assert response.json["held_until"] is None
    now("2026-03-06T12:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    assert response.json["held_until"].startswith("2026-03-09T12:00:00")
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["barcode"] == "M1"


def test_two_copies_that_come_back_are_held_for_the_first_two_in_line(client, app, now):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522202101"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=2, book_id=1, barcode="M2"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=3, name="Cem", email="cem@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=4, name="Dan", email="dan@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=1,
                copy_id=1,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-03-01"),
                due_on=date.fromisoformat("2026-03-15"),
                renewed=False,
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=2,
                copy_id=2,
                borrower_id=4,
                borrowed_on=date.fromisoformat("2026-03-01"),
                due_on=date.fromisoformat("2026-03-15"),
                renewed=False,
            )
        )
        db.session.commit()
    now("2026-03-02T09:00:00Z")
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    cem = response.json["id"]
    now("2026-03-05T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    now("2026-03-05T11:30:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 3
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["barcode"] == "M2"
    assert response.json["held_until"].startswith("2026-03-08T10:00:00")
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["barcode"] == "M1"
    assert response.json["held_until"].startswith("2026-03-08T11:30:00")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["free"] == 0
    assert response.json["waiting"] == 2
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 201
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["waiting"] == 1


def test_after_exactly_3_days_the_copy_is_held_for_the_next_in_line_and_in_the_end_it_is(
    client, app, now
):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522202101"))
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
        db.session.add(Borrower(id=3, name="Cem", email="cem@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=1,
                copy_id=1,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-03-01"),
                due_on=date.fromisoformat("2026-03-15"),
                renewed=False,
            )
        )
        db.session.commit()
    now("2026-03-02T09:00:00Z")
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    cem = response.json["id"]
    now("2026-03-05T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    now("2026-03-08T09:59:59Z")
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    now("2026-03-08T10:00:00Z")
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "expired"
    assert response.json["barcode"] is None
    assert response.json["held_until"] is None
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["barcode"] == "M1"
    assert response.json["held_until"].startswith("2026-03-11T10:00:00")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.delete(f"/reservations/{bob}")
    assert response.status_code == 409
    now("2026-03-11T09:59:59Z")
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    now("2026-03-11T10:00:00Z")
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "expired"
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["free"] == 1
    assert response.json["waiting"] == 0
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 409
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201


def test_each_hold_lasts_3_days_from_the_end_of_the_one_before_though_nobody_looked(
    client, app, now
):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522202101"))
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
        db.session.add(Borrower(id=3, name="Cem", email="cem@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=4, name="Dan", email="dan@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=1,
                copy_id=1,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-03-01"),
                due_on=date.fromisoformat("2026-03-15"),
                renewed=False,
            )
        )
        db.session.commit()
    now("2026-03-02T09:00:00Z")
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    cem = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 4})
    assert response.status_code == 201
    dan = response.json["id"]
    now("2026-03-05T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    now("2026-03-12T15:00:00Z")
    response = client.get(f"/reservations/{dan}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["barcode"] == "M1"
    assert response.json["held_until"].startswith("2026-03-14T10:00:00")
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "expired"
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "expired"
    now("2026-03-14T09:59:59Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 4})
    assert response.status_code == 201
    response = client.get(f"/reservations/{dan}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"


def test_only_borrowing_the_held_copy_fulfils_a_reservation(client, app, now):
    """As long as a copy is on the shelf there is nothing to reserve, and the…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522202101"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=2, book_id=1, barcode="M2"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=1,
                copy_id=1,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-03-01"),
                due_on=date.fromisoformat("2026-03-15"),
                renewed=False,
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=2,
                copy_id=2,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-03-01"),
                due_on=date.fromisoformat("2026-03-15"),
                renewed=False,
            )
        )
        db.session.commit()
    now("2026-03-02T09:00:00Z")
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    bob = response.json["id"]
    now("2026-03-05T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    assert response.json["held_for"] is None
    assert response.json["held_until"] is None
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 2})
    assert response.status_code == 201
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["barcode"] == "M1"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 201
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"
    response = client.delete(f"/reservations/{bob}")
    assert response.status_code == 409
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 409
    response = client.post("/books/1/reservations", json={"borrower_id": 1})
    assert response.status_code == 201
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["waiting"] == 1


def test_a_cancelled_reservation_passes_its_held_copy_on_for_3_days_from_then(
    client, app, now
):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522202101"))
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
        db.session.add(Borrower(id=3, name="Cem", email="cem@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=4, name="Dan", email="dan@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=1,
                copy_id=1,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-03-01"),
                due_on=date.fromisoformat("2026-03-15"),
                renewed=False,
            )
        )
        db.session.commit()
    now("2026-03-02T09:00:00Z")
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    cem = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 4})
    assert response.status_code == 201
    dan = response.json["id"]
    response = client.delete(f"/reservations/{cem}")
    assert response.status_code == 204
    now("2026-03-05T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    now("2026-03-06T08:00:00Z")
    response = client.delete(f"/reservations/{bob}")
    assert response.status_code == 204
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 404
    response = client.get(f"/reservations/{dan}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["barcode"] == "M1"
    assert response.json["held_until"].startswith("2026-03-09T08:00:00")
    now("2026-03-07T08:00:00Z")
    response = client.delete(f"/reservations/{dan}")
    assert response.status_code == 204
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["free"] == 1
    assert response.json["waiting"] == 0
