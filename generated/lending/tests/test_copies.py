"""What the endpoints of copies promise."""

from collections import Counter

from lending.extensions import db
from lending.models import Book, Borrower, Copy


def test_get_copy_refuses_an_unknown_copy_id(client):
    """Of each book it owns one or more copies, which are added one by one,…"""
    response = client.get("/copies/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_copy_that_was_added_is_seen_and_counted(client, app, now):
    """Of each book it owns one or more copies, which are added one by one,…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202602")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Book(id=2, title="Jim Knopf", author="Michael Ende", isbn="9783522176507")
        )
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/books/1/copies", json={"barcode": "A-1"})
    assert response.status_code == 201
    assert response.json["book_id"] == 1
    assert response.json["barcode"] == "A-1"
    copy = response.json["id"]
    response = client.get(f"/copies/{copy}")
    assert response.status_code == 200
    assert response.json["id"] == copy
    assert response.json["book_id"] == 1
    assert response.json["barcode"] == "A-1"
    response = client.post("/books/1/copies", json={"barcode": "A-2"})
    assert response.status_code == 201
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 2
    assert response.json["waiting"] == 0
    response = client.get("/books/2")
    assert response.status_code == 200
    assert response.json["copies"] == 0
    assert response.json["available"] == 0
    assert response.json["waiting"] == 0
    response = client.get("/copies/987654")
    assert response.status_code == 404


def test_no_two_copies_have_the_same_barcode_of_whatever_book(client, app, now):
    """Of each book it owns one or more copies, which are added one by one,…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202602")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Book(id=2, title="Jim Knopf", author="Michael Ende", isbn="9783522176507")
        )
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/books/1/copies", json={"barcode": "A-1"})
    assert response.status_code == 201
    response = client.post("/books/1/copies", json={"barcode": "A-1"})
    assert response.status_code == 409
    response = client.post("/books/2/copies", json={"barcode": "A-1"})
    assert response.status_code == 409
    response = client.post("/books/987654/copies", json={"barcode": "A-2"})
    assert response.status_code == 404
    response = client.post("/returns", json={"barcode": "A-2"})
    assert response.status_code == 404
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["available"] == 1
    assert response.json["waiting"] == 0
    response = client.get("/books/2")
    assert response.status_code == 200
    assert response.json["copies"] == 0
    assert response.json["available"] == 0
    assert response.json["waiting"] == 0


def test_the_same_barcode_added_several_times_at_once_makes_one_copy(
    together, client, app, now
):
    """Of each book it owns one or more copies, which are added one by one,…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202602")
        )
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    responses = together(10, "POST", "/books/1/copies", json={"barcode": "A-1"})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["available"] == 1
    assert response.json["waiting"] == 0


def test_a_new_copy_is_held_for_the_first_in_line(client, app, now):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202602")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=11, book_id=1, barcode="OLD-1"))
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
        db.session.add(Borrower(id=4, name="Dora", email="dora@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "OLD-1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"
    bob = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"
    cem = response.json["id"]
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["available"] == 0
    assert response.json["waiting"] == 2
    now("2026-03-02T10:00:00Z")
    response = client.post("/books/1/copies", json={"barcode": "NEW-1"})
    assert response.status_code == 201
    copy = response.json["id"]
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == copy
    assert response.json["held_until"] == "2026-03-05T10:00:00Z"
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "waiting"
    assert response.json["copy_id"] is None
    assert response.json["held_until"] is None
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 0
    assert response.json["waiting"] == 1
    response = client.post("/loans", json={"barcode": "NEW-1", "borrower_id": 3})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "NEW-1", "borrower_id": 4})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "NEW-1", "borrower_id": 2})
    assert response.status_code == 201
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "waiting"
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 0
    assert response.json["waiting"] == 1


def test_the_hold_of_a_new_copy_passes_on_after_exactly_3_days_until_nobody_is_left(
    client, app, now
):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202602")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=11, book_id=1, barcode="OLD-1"))
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
        db.session.add(Borrower(id=4, name="Dora", email="dora@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "OLD-1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"
    bob = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"
    cem = response.json["id"]
    response = client.post("/books/1/copies", json={"barcode": "NEW-1"})
    assert response.status_code == 201
    copy = response.json["id"]
    now("2026-03-04T08:59:59Z")
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == copy
    assert response.json["held_until"] == "2026-03-04T09:00:00Z"
    response = client.post("/loans", json={"barcode": "NEW-1", "borrower_id": 3})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    now("2026-03-04T09:00:00Z")
    response = client.post("/loans", json={"barcode": "NEW-1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == copy
    assert response.json["held_until"] == "2026-03-07T09:00:00Z"
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 0
    assert response.json["waiting"] == 0
    now("2026-03-07T08:59:59Z")
    response = client.post("/loans", json={"barcode": "NEW-1", "borrower_id": 4})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    now("2026-03-07T09:00:00Z")
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 1
    assert response.json["waiting"] == 0
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"
    response = client.post("/loans", json={"barcode": "NEW-1", "borrower_id": 4})
    assert response.status_code == 201


def test_several_new_copies_go_to_those_in_line_in_their_order_the_rest_to_the_shelf(
    client, app, now
):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202602")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=11, book_id=1, barcode="OLD-1"))
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
        db.session.add(Borrower(id=4, name="Dora", email="dora@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "OLD-1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"
    cem = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"
    bob = response.json["id"]
    now("2026-03-02T09:00:00Z")
    response = client.post("/books/1/copies", json={"barcode": "NEW-1"})
    assert response.status_code == 201
    first = response.json["id"]
    now("2026-03-03T09:00:00Z")
    response = client.post("/books/1/copies", json={"barcode": "NEW-2"})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post("/books/1/copies", json={"barcode": "NEW-3"})
    assert response.status_code == 201
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == first
    assert response.json["held_until"] == "2026-03-05T09:00:00Z"
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == second
    assert response.json["held_until"] == "2026-03-06T09:00:00Z"
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 4
    assert response.json["available"] == 1
    assert response.json["waiting"] == 0
    response = client.post("/loans", json={"barcode": "NEW-2", "borrower_id": 3})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "NEW-3", "borrower_id": 4})
    assert response.status_code == 201


def test_a_copy_that_comes_back_goes_to_the_first_in_line_a_new_one_to_the_next(
    client, app, now
):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202602")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=11, book_id=1, barcode="OLD-1"))
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
        db.session.add(Borrower(id=4, name="Dora", email="dora@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "OLD-1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 4})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"
    dora = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"
    bob = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    assert response.json["status"] == "waiting"
    cem = response.json["id"]
    response = client.delete(f"/reservations/{dora}")
    assert response.status_code == 204
    now("2026-03-02T09:00:00Z")
    response = client.post("/returns", json={"barcode": "OLD-1"})
    assert response.status_code == 200
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == 11
    assert response.json["held_until"] == "2026-03-05T09:00:00Z"
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "waiting"
    assert response.json["copy_id"] is None
    now("2026-03-02T12:00:00Z")
    response = client.post("/books/1/copies", json={"barcode": "NEW-1"})
    assert response.status_code == 201
    copy = response.json["id"]
    response = client.get(f"/reservations/{bob}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == 11
    assert response.json["held_until"] == "2026-03-05T09:00:00Z"
    response = client.get(f"/reservations/{cem}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["copy_id"] == copy
    assert response.json["held_until"] == "2026-03-05T12:00:00Z"
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 2
    assert response.json["available"] == 0
    assert response.json["waiting"] == 0
    response = client.post("/loans", json={"barcode": "OLD-1", "borrower_id": 3})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "NEW-1", "borrower_id": 3})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "OLD-1", "borrower_id": 2})
    assert response.status_code == 201
