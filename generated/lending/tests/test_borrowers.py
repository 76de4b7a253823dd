"""What the endpoints of borrowers promise."""

from collections import Counter

import pytest
from sqlalchemy import select

from lending.extensions import db
from lending.models import Book, Borrower, Copy


def test_create_borrower_succeeds(client, app):
    """Borrowers are registered with a name and an email address; the same…"""
    response = client.post("/borrowers", json={"name": "ann", "email": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["email"] == "ann"
    with app.app_context():
        row = db.session.scalars(select(Borrower)).one()
        assert row.name == "ann"
        assert row.email == "ann"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 255, id="longest"),
    ],
)
def test_create_borrower_accepts_the_name_at_its_limits(client, name):
    """Borrowers are registered with a name and an email address; the same…"""
    response = client.post("/borrowers", json={"name": name, "email": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == name
    assert response.json["email"] == "ann"


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 255, id="longest"),
    ],
)
def test_create_borrower_accepts_the_email_at_its_limits(client, email):
    """Borrowers are registered with a name and an email address; the same…"""
    response = client.post("/borrowers", json={"name": "ann", "email": email})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["email"] == email


def test_create_borrower_tells_apart_email_by_case(client):
    """Borrowers are registered with a name and an email address; the same…"""
    response = client.post("/borrowers", json={"name": "ann", "email": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["email"] == "ann"
    response = client.post("/borrowers", json={"name": "ben", "email": "ANN"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ben"
    assert response.json["email"] == "ANN"


def test_create_borrower_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/borrowers", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_borrower_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/borrowers", data="{}", content_type="text/plain")
    assert response.status_code == 415
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"', id="cut off"),
        pytest.param("", id="empty"),
        pytest.param("[" * 99999, id="too deep"),
    ],
)
def test_create_borrower_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/borrowers", data=body, content_type="application/json")
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
def test_create_borrower_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/borrowers", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_borrower_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post(
        "/borrowers", json={"name": "ann", "email": "ann", "unheard_of": 1}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_borrower_refuses_a_missing_name(client):
    """Borrowers are registered with a name and an email address; the same…"""
    response = client.post("/borrowers", json={"email": "ann"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "name"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00nn", id="NUL"),
        pytest.param("\ud800nn", id="lone surrogate"),
        pytest.param("", id="empty"),
        pytest.param("x" * 256, id="too long"),
    ],
)
def test_create_borrower_refuses_an_invalid_name(client, name):
    """Borrowers are registered with a name and an email address; the same…"""
    response = client.post("/borrowers", json={"name": name, "email": "ann"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "name"


def test_create_borrower_refuses_a_missing_email(client):
    """Borrowers are registered with a name and an email address; the same…"""
    response = client.post("/borrowers", json={"name": "ann"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "email"


@pytest.mark.parametrize(
    "email",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00nn", id="NUL"),
        pytest.param("\ud800nn", id="lone surrogate"),
        pytest.param("", id="empty"),
        pytest.param("x" * 256, id="too long"),
    ],
)
def test_create_borrower_refuses_an_invalid_email(client, email):
    """Borrowers are registered with a name and an email address; the same…"""
    response = client.post("/borrowers", json={"name": "ann", "email": email})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "email"


def test_create_borrower_refuses_a_taken_email(client):
    """Borrowers are registered with a name and an email address; the same…"""
    response = client.post("/borrowers", json={"name": "ann", "email": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["email"] == "ann"
    response = client.post("/borrowers", json={"name": "ben", "email": "ann"})
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_borrower_lets_one_of_many_at_once_take_the_email(together):
    """Borrowers are registered with a name and an email address; the same…"""
    responses = together(20, "POST", "/borrowers", json={"name": "ann", "email": "ann"})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 19}
    response = next(r for r in responses if r.status_code == 201)
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["email"] == "ann"


def test_show_borrower_refuses_an_unknown_borrower_id(client):
    """What a borrower owes can be seen together with the copies they have…"""
    response = client.get("/borrowers/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_copy_borrowed_on_1_march_is_due_on_15_march_and_stands_with_its_borrower(
    client, app, now
):
    """A loan lasts 14 days: a copy borrowed on 1 March is due on 15 March."""
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
    now("2026-02-20T09:00:00Z")
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["name"] == "Ann"
    assert response.json["email"] == "ann@example.org"
    assert response.json["owed"] == "0.00"
    assert len(response.json["copies"]) == 0
    now("2026-03-01T23:59:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    assert response.json["due_on"] == "2026-03-15"
    first = response.json["id"]
    now("2026-03-02T00:00:00Z")
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    assert response.json["due_on"] == "2026-03-16"
    second = response.json["id"]
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["copies"]) == 2
    assert response.json["copies"][0]["loan_id"] == first
    assert response.json["copies"][0]["barcode"] == "M1"
    assert response.json["copies"][0]["due_on"] == "2026-03-15"
    assert response.json["copies"][1]["loan_id"] == second
    assert response.json["copies"][1]["barcode"] == "M2"
    assert response.json["copies"][1]["due_on"] == "2026-03-16"
    response = client.get("/borrowers/2")
    assert response.status_code == 200
    assert response.json["name"] == "Bob"
    assert len(response.json["copies"]) == 0
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert len(response.json["copies"]) == 1
    assert response.json["copies"][0]["barcode"] == "M2"


def test_a_renewal_counts_14_more_days_from_the_due_date_once(client, app, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
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
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    second = response.json["id"]
    now("2026-03-10T09:00:00Z")
    response = client.post(f"/loans/{first}/renew")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert len(response.json["copies"]) == 2
    assert response.json["copies"][0]["barcode"] == "M2"
    assert response.json["copies"][0]["due_on"] == "2026-03-15"
    assert response.json["copies"][1]["barcode"] == "M1"
    assert response.json["copies"][1]["due_on"] == "2026-03-29"
    response = client.post(f"/loans/{first}/renew")
    assert response.status_code == 409
    now("2026-03-15T23:59:00Z")
    response = client.post(f"/loans/{second}/renew")
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert len(response.json["copies"]) == 2
    assert response.json["copies"][0]["barcode"] == "M1"
    assert response.json["copies"][0]["due_on"] == "2026-03-29"
    assert response.json["copies"][1]["barcode"] == "M2"
    assert response.json["copies"][1]["due_on"] == "2026-03-29"


def test_a_loan_that_is_overdue_or_whose_book_is_reserved_is_not_renewed(
    client, app, now
):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Book(id=2, title="Krabat", author="Preussler", isbn="9783522202275")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=2, book_id=2, barcode="K1"))
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
    momo = response.json["id"]
    response = client.post("/loans", json={"barcode": "K1", "borrower_id": 1})
    assert response.status_code == 201
    krabat = response.json["id"]
    response = client.post("/books/2/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    reservation = response.json["id"]
    now("2026-03-12T09:00:00Z")
    response = client.post(f"/loans/{krabat}/renew")
    assert response.status_code == 409
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["copies"][0]["barcode"] == "M1"
    assert response.json["copies"][0]["due_on"] == "2026-03-15"
    assert response.json["copies"][1]["barcode"] == "K1"
    assert response.json["copies"][1]["due_on"] == "2026-03-15"
    response = client.delete(f"/reservations/{reservation}")
    assert response.status_code == 204
    response = client.post(f"/loans/{krabat}/renew")
    assert response.status_code == 200
    now("2026-03-16T00:00:00Z")
    response = client.post(f"/loans/{momo}/renew")
    assert response.status_code == 409
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["copies"][0]["barcode"] == "M1"
    assert response.json["copies"][0]["due_on"] == "2026-03-15"
    assert response.json["copies"][1]["barcode"] == "K1"
    assert response.json["copies"][1]["due_on"] == "2026-03-29"


def test_each_day_after_the_due_date_costs_0_25_the_due_date_itself_nothing(
    client, app, now
):
    """Whoever returns a copy late pays 0.25 for each day after the due date,…"""
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
        db.session.add(Copy(id=3, book_id=1, barcode="M3"))
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
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M3", "borrower_id": 1})
    assert response.status_code == 201
    now("2026-03-15T23:59:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "0.00"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    now("2026-03-16T00:00:00Z")
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "0.25"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.25"
    now("2026-03-22T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M3"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "1.75"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "2.00"
    assert len(response.json["copies"]) == 0
    response = client.get("/borrowers/2")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"


def test_no_loan_costs_more_than_5_00_but_each_loan_has_its_own_fine(client, app, now):
    """Whoever returns a copy late pays 0.25 for each day after the due date,…"""
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
        db.session.add(Copy(id=3, book_id=1, barcode="M3"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=4, book_id=1, barcode="M4"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M3", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M4", "borrower_id": 1})
    assert response.status_code == 201
    now("2026-04-03T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "4.75"
    now("2026-04-04T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "5.00"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "9.75"
    now("2026-04-05T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M3"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "5.00"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "14.75"
    now("2026-09-01T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M4"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "5.00"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "19.75"


def test_the_fine_is_charged_at_the_return_and_does_not_grow_afterwards(
    client, app, now
):
    """The fine is charged when the copy is returned."""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    now("2026-03-20T09:00:00Z")
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["copies"]) == 1
    response = client.post("/borrowers/1/payments", json={"amount": "0.25"})
    assert response.status_code == 409
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "1.25"
    assert len(response.json["copies"]) == 0
    now("2026-05-01T09:00:00Z")
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "1.25"


def test_after_a_renewal_the_fine_counts_from_the_new_due_date(client, app, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    loan = response.json["id"]
    response = client.post(f"/loans/{loan}/renew")
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert response.json["copies"][0]["due_on"] == "2026-03-29"
    now("2026-03-31T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.50"
    assert len(response.json["copies"]) == 0


def test_fines_are_paid_in_part_or_in_full_and_never_more_than_is_owed(
    client, app, now
):
    """The fine is charged when the copy is returned."""
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
    now("2026-03-01T09:00:00Z")
    response = client.post("/borrowers/1/payments", json={"amount": "0.01"})
    assert response.status_code == 409
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    now("2026-03-22T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.post("/borrowers/1/payments", json={"amount": "0.70"})
    assert response.status_code == 201
    assert response.json["borrower_id"] == 1
    assert response.json["amount"] == "0.70"
    assert response.json["owed"] == "1.05"
    response = client.post("/borrowers/1/payments", json={"amount": "1.06"})
    assert response.status_code == 409
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "1.05"
    response = client.post("/borrowers/1/payments", json={"amount": "1.05"})
    assert response.status_code == 201
    assert response.json["owed"] == "0.00"
    response = client.post("/borrowers/1/payments", json={"amount": "0.01"})
    assert response.status_code == 409
    now("2026-03-23T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "2.00"


def test_the_same_debt_is_paid_only_once_even_at_the_same_moment(
    together, client, app, now
):
    """Fines are paid at the desk, in part or in full; paying more than is…"""
    with app.app_context():
        db.session.add(Book(id=1, title="Momo", author="Ende", isbn="9783522177504"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    now("2026-03-20T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "1.25"
    responses = together(10, "POST", "/borrowers/1/payments", json={"amount": "1.00"})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = next(r for r in responses if r.status_code == 201)
    assert response.json["owed"] == "0.25"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.25"


def test_who_owes_more_than_10_00_borrows_again_after_paying(client, app, now):
    """Nobody may borrow while they owe more than 10.00 in fines ("Fines must…"""
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
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    now("2026-05-01T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "10.00"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    now("2026-05-16T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "10.25"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Fines must be paid first"
    response = client.post("/borrowers/1/payments", json={"amount": "0.25"})
    assert response.status_code == 201
    assert response.json["owed"] == "10.00"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201


def test_an_address_is_registered_once_and_unknown_borrowers_are_not_found(client, now):
    """Borrowers are registered with a name and an email address; the same…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Anna", "email": "ann@example.org"}
    )
    assert response.status_code == 409
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann.second@example.org"}
    )
    assert response.status_code == 201
    second = response.json["id"]
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["id"] == ann
    assert response.json["name"] == "Ann"
    assert response.json["email"] == "ann@example.org"
    assert response.json["owed"] == "0.00"
    assert len(response.json["copies"]) == 0
    response = client.get(f"/borrowers/{second}")
    assert response.status_code == 200
    assert response.json["id"] == second
    assert response.json["email"] == "ann.second@example.org"
    response = client.get("/borrowers/999999")
    assert response.status_code == 404
    response = client.post("/borrowers/999999/payments", json={"amount": "1.00"})
    assert response.status_code == 404
