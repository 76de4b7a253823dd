"""What the endpoints of borrowers promise."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from lending.extensions import db
from lending.models import Book, Borrower, Copy, Loan


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


def test_get_borrower_refuses_an_unknown_borrower_id(client):
    """Refuses an unknown borrower id."""
    response = client.get("/borrowers/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_new_borrower_owes_nothing_and_has_no_copies_out(client):
    """Borrowers are registered with a name and an email address; the same…"""
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    assert response.json["name"] == "Ann"
    assert response.json["email"] == "ann@example.org"
    ann = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Another Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 409
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["id"] == ann
    assert response.json["name"] == "Ann"
    assert response.json["email"] == "ann@example.org"
    assert response.json["owed"] == "0.00"
    assert response.json["loans"] == []
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann2@example.org"}
    )
    assert response.status_code == 201
    response = client.get("/borrowers/999999")
    assert response.status_code == 404


def test_the_copies_that_a_borrower_has_out_are_listed_by_the_day_they_are_due(
    client, app, now
):
    """A loan lasts 14 days: a copy borrowed on 1 March is due on 15 March."""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Book(id=2, title="Emma", author="Jane Austen", isbn="9780141439587")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="Z-1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=2, book_id=1, barcode="M-1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=3, book_id=2, barcode="A-1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=4, book_id=2, barcode="B-1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "Z-1", "borrower_id": 1})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/loans", json={"barcode": "A-1", "borrower_id": 1})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post("/loans", json={"barcode": "B-1", "borrower_id": 2})
    assert response.status_code == 201
    now("2026-03-02T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": 1})
    assert response.status_code == 201
    third = response.json["id"]
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert len(response.json["loans"]) == 3
    assert response.json["loans"][0]["loan_id"] == first
    assert response.json["loans"][0]["copy_id"] == 1
    assert response.json["loans"][0]["barcode"] == "Z-1"
    assert response.json["loans"][0]["due_on"] == "2026-03-15"
    assert response.json["loans"][1]["loan_id"] == second
    assert response.json["loans"][1]["barcode"] == "A-1"
    assert response.json["loans"][1]["due_on"] == "2026-03-15"
    assert response.json["loans"][2]["loan_id"] == third
    assert response.json["loans"][2]["barcode"] == "M-1"
    assert response.json["loans"][2]["due_on"] == "2026-03-16"
    response = client.post(f"/loans/{first}/renewal")
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert len(response.json["loans"]) == 3
    assert response.json["loans"][0]["barcode"] == "A-1"
    assert response.json["loans"][1]["barcode"] == "M-1"
    assert response.json["loans"][2]["barcode"] == "Z-1"
    assert response.json["loans"][2]["due_on"] == "2026-03-29"
    response = client.get("/borrowers/2")
    assert response.status_code == 200
    assert len(response.json["loans"]) == 1
    assert response.json["loans"][0]["barcode"] == "B-1"


def test_an_overdue_copy_adds_to_what_is_owed_only_when_it_is_returned(
    client, app, now
):
    """Whoever returns a copy late pays 0.25 for each day after the due date,…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M-1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=2, book_id=1, barcode="M-2"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=2, name="Bob", email="bob@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M-2", "borrower_id": 1})
    assert response.status_code == 201
    now("2026-03-26T09:00:00Z")
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["loans"]) == 2
    assert response.json["loans"][0]["due_on"] == "2026-03-15"
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "2.75"
    assert len(response.json["loans"]) == 1
    assert response.json["loans"][0]["barcode"] == "M-2"
    now("2026-03-28T09:00:00Z")
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "2.75"
    response = client.post("/returns", json={"barcode": "M-2"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "6.00"
    assert response.json["loans"] == []
    response = client.get("/borrowers/2")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert response.json["loans"] == []


def test_a_fine_begins_on_the_day_after_the_due_date_and_ends_at_5_00_for_one_loan(
    client, app, now
):
    """Whoever returns a copy late pays 0.25 for each day after the due date,…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M-1"))
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
        db.session.add(Borrower(id=5, name="Eva", email="eva@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=1,
                copy_id=1,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-01-01"),
                due_on=date.fromisoformat("2026-01-15"),
                renewed=False,
                returned_on=date.fromisoformat("2026-01-15"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=2,
                copy_id=1,
                borrower_id=2,
                borrowed_on=date.fromisoformat("2026-01-16"),
                due_on=date.fromisoformat("2026-01-30"),
                renewed=False,
                returned_on=date.fromisoformat("2026-01-31"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=3,
                copy_id=1,
                borrower_id=3,
                borrowed_on=date.fromisoformat("2026-02-01"),
                due_on=date.fromisoformat("2026-02-15"),
                renewed=False,
                returned_on=date.fromisoformat("2026-03-06"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=4,
                copy_id=1,
                borrower_id=4,
                borrowed_on=date.fromisoformat("2026-04-01"),
                due_on=date.fromisoformat("2026-04-15"),
                renewed=False,
                returned_on=date.fromisoformat("2026-05-06"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=5,
                copy_id=1,
                borrower_id=5,
                borrowed_on=date.fromisoformat("2026-06-01"),
                due_on=date.fromisoformat("2026-06-15"),
                renewed=False,
                returned_on=date.fromisoformat("2026-07-25"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=6,
                copy_id=1,
                borrower_id=5,
                borrowed_on=date.fromisoformat("2026-08-01"),
                due_on=date.fromisoformat("2026-08-15"),
                renewed=False,
                returned_on=date.fromisoformat("2026-09-30"),
            )
        )
        db.session.commit()
    now("2026-10-01T09:00:00Z")
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    response = client.get("/borrowers/2")
    assert response.status_code == 200
    assert response.json["owed"] == "0.25"
    response = client.get("/borrowers/3")
    assert response.status_code == 200
    assert response.json["owed"] == "4.75"
    response = client.get("/borrowers/4")
    assert response.status_code == 200
    assert response.json["owed"] == "5.00"
    response = client.get("/borrowers/5")
    assert response.status_code == 200
    assert response.json["owed"] == "10.00"
    assert response.json["loans"] == []


def test_what_was_paid_is_taken_off_what_is_owed_the_copies_out_stay(client, app, now):
    """Fines are paid at the desk, in part or in full; paying more than is…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M-1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=2, book_id=1, barcode="M-2"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
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
                returned_on=date.fromisoformat("2026-03-25"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=2,
                copy_id=2,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-03-20"),
                due_on=date.fromisoformat("2026-04-03"),
                renewed=False,
            )
        )
        db.session.commit()
    now("2026-03-26T09:00:00Z")
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "2.50"
    assert len(response.json["loans"]) == 1
    response = client.post("/borrowers/1/payments", json={"amount": "0.75"})
    assert response.status_code == 201
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "1.75"
    response = client.post("/borrowers/1/payments", json={"amount": "1.80"})
    assert response.status_code == 409
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "1.75"
    response = client.post("/borrowers/1/payments", json={"amount": "1.75"})
    assert response.status_code == 201
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["loans"]) == 1
    assert response.json["loans"][0]["loan_id"] == 2
    assert response.json["loans"][0]["copy_id"] == 2
    assert response.json["loans"][0]["barcode"] == "M-2"
    assert response.json["loans"][0]["due_on"] == "2026-04-03"


def test_a_renewed_copy_is_late_only_after_its_new_due_date(client, app, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M-1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": 1})
    assert response.status_code == 201
    loan = response.json["id"]
    now("2026-03-15T23:00:00Z")
    response = client.post(f"/loans/{loan}/renewal")
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert len(response.json["loans"]) == 1
    assert response.json["loans"][0]["due_on"] == "2026-03-29"
    now("2026-03-31T00:30:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.50"
    assert response.json["loans"] == []


def test_the_same_address_is_registered_once_when_sent_many_times_at_once(
    together, client
):
    """Borrowers are registered with a name and an email address; the same…"""
    responses = together(
        10, "POST", "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = next(r for r in responses if r.status_code == 201)
    assert response.json["name"] == "Ann"
    assert response.json["email"] == "ann@example.org"
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 409
    response = client.post(
        "/borrowers", json={"name": "Bob", "email": "bob@example.org"}
    )
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.get(f"/borrowers/{bob}")
    assert response.status_code == 200
    assert response.json["email"] == "bob@example.org"
    assert response.json["owed"] == "0.00"
