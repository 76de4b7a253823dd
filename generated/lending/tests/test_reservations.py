"""What the endpoints of reservations promise."""

from collections import Counter

from lending.extensions import db
from lending.models import Book, Borrower, Copy


def test_get_reservation_refuses_an_unknown_reservation_id(client):
    """When all copies of a book are out, a borrower can reserve the book."""
    response = client.get("/reservations/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_cancel_reservation_refuses_an_unknown_reservation_id(client):
    """A reservation can be cancelled."""
    response = client.delete("/reservations/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_book_can_be_reserved_only_when_no_copy_is_on_the_shelf(client, app, now):
    """When all copies of a book are out, a borrower can reserve the book."""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Book(id=2, title="Alice", author="Carroll", isbn="9780000000002")
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
        db.session.add(Borrower(id=3, name="Cid", email="cid@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 409
    response = client.post("/books/2/reservations", json={"borrower_id": 3})
    assert response.status_code == 409
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 409
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    assert response.json["book_id"] == 1
    assert response.json["borrower_id"] == 3
    assert response.json["status"] == "waiting"
    assert response.json["copy_id"] is None
    assert response.json["held_until"] is None
    reservation = response.json["id"]
    response = client.get(f"/reservations/{reservation}")
    assert response.status_code == 200
    assert response.json["book_id"] == 1
    assert response.json["borrower_id"] == 3
    assert response.json["status"] == "waiting"
    response = client.post("/books/9/reservations", json={"borrower_id": 3})
    assert response.status_code == 404
    response = client.post("/books/1/reservations", json={"borrower_id": 9})
    assert response.status_code == 404
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["waiting"] == 1


def test_nobody_reserves_a_book_twice_at_a_time_or_one_they_have_out(client, app, now):
    """As long as a copy is on the shelf there is nothing to reserve, and the…"""
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
    response = client.post("/books/1/reservations", json={"borrower_id": 1})
    assert response.status_code == 409
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 409
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["waiting"] == 1
    now("2026-03-02T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 409
    response = client.post("/books/1/reservations", json={"borrower_id": 1})
    assert response.status_code == 201
    again = response.json["id"]
    now("2026-03-05T09:00:00Z")
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"
    response = client.get(f"/reservations/{again}")
    assert response.status_code == 200
    assert response.json["status"] == "held"


def test_the_same_reservation_sent_many_times_at_once_is_made_once(
    together, client, app, now
):
    """As long as a copy is on the shelf there is nothing to reserve, and the…"""
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
    responses = together(10, "POST", "/books/1/reservations", json={"borrower_id": 2})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["waiting"] == 1


def test_copies_that_come_back_are_held_for_the_first_in_line_then_the_next(
    client, app, now
):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
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
        db.session.add(Borrower(id=3, name="Cid", email="cid@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    second = response.json["id"]
    now("2026-03-02T10:30:00Z")
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == 2
    assert response.json["held_until"] == "2026-03-05T10:30:00Z"
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "waiting"
    assert response.json["copy_id"] is None
    assert response.json["held_until"] is None
    now("2026-03-03T08:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == 1
    assert response.json["held_until"] == "2026-03-06T08:00:00Z"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 3})
    assert response.status_code == 201
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"
    assert response.json["copy_id"] == 2
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "held"


def test_a_hold_lapses_after_exactly_3_days_and_the_next_in_line_has_3_days_from_then(
    client, app, now
):
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
    now("2026-03-02T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    now("2026-03-05T09:59:59Z")
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    now("2026-03-05T10:00:00Z")
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"
    assert response.json["copy_id"] == 1
    assert response.json["held_until"] == "2026-03-05T10:00:00Z"
    now("2026-03-07T15:00:00Z")
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == 1
    assert response.json["held_until"] == "2026-03-08T10:00:00Z"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    now("2026-03-08T10:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 201
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"


def test_holds_that_lapse_while_nobody_looks_are_counted_from_each_other(
    client, app, now
):
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
    with app.app_context():
        db.session.add(Borrower(id=4, name="Dan", email="dan@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 4})
    assert response.status_code == 201
    third = response.json["id"]
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    now("2026-03-08T12:00:00Z")
    response = client.get(f"/reservations/{third}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == 1
    assert response.json["held_until"] == "2026-03-10T09:00:00Z"
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"
    assert response.json["held_until"] == "2026-03-07T09:00:00Z"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 4})
    assert response.status_code == 201
    response = client.get(f"/reservations/{third}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"


def test_cancelling_a_held_reservation_passes_the_copy_on_at_once(client, app, now):
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
    response = client.delete(f"/reservations/{second}")
    assert response.status_code == 204
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 404
    response = client.delete(f"/reservations/{second}")
    assert response.status_code == 404
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    now("2026-03-02T12:00:00Z")
    response = client.delete(f"/reservations/{first}")
    assert response.status_code == 204
    response = client.get(f"/reservations/{third}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == 1
    assert response.json["held_until"] == "2026-03-05T12:00:00Z"
    response = client.delete(f"/reservations/{third}")
    assert response.status_code == 204
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 201


def test_a_reservation_that_is_fulfilled_or_lapsed_cannot_be_cancelled(
    client, app, now
):
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
    first = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    now("2026-03-04T09:00:00Z")
    response = client.delete(f"/reservations/{first}")
    assert response.status_code == 409
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 201
    response = client.delete(f"/reservations/{second}")
    assert response.status_code == 409
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"
