"""What the endpoints of loans promise."""

from collections import Counter
from datetime import date

import pytest

from lending.extensions import db
from lending.models import Book, Borrower, Copy, Loan


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"', id="cut off"),
        pytest.param("", id="empty"),
        pytest.param("[" * 99999, id="too deep"),
    ],
)
def test_create_loan_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/loans", data=body, content_type="application/json")
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
def test_create_loan_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/loans", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_loan_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/loans", data="{}", content_type="text/plain")
    assert response.status_code == 415
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_loan_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/loans", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_loan_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post(
        "/loans", json={"barcode": "ann", "borrower_id": 1, "unheard_of": 1}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_loan_refuses_a_missing_barcode(client):
    """A borrower borrows a copy at the desk by its barcode."""
    response = client.post("/loans", json={"borrower_id": 1})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "barcode",
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
def test_create_loan_refuses_an_invalid_barcode(client, barcode):
    """A borrower borrows a copy at the desk by its barcode."""
    response = client.post("/loans", json={"barcode": barcode, "borrower_id": 1})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_loan_refuses_a_missing_borrower_id(client):
    """A borrower borrows a copy at the desk by its barcode."""
    response = client.post("/loans", json={"barcode": "ann"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "borrower_id",
    [
        pytest.param(None, id="null"),
        pytest.param("seven", id="text"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
    ],
)
def test_create_loan_refuses_an_invalid_borrower_id(client, borrower_id):
    """A borrower borrows a copy at the desk by its barcode."""
    response = client.post(
        "/loans", json={"barcode": "ann", "borrower_id": borrower_id}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_show_loan_refuses_an_unknown_loan_id(client):
    """A borrower borrows a copy at the desk by its barcode."""
    response = client.get("/loans/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"', id="cut off"),
        pytest.param("", id="empty"),
        pytest.param("[" * 99999, id="too deep"),
    ],
)
def test_return_copy_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/returns", data=body, content_type="application/json")
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
def test_return_copy_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/returns", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_return_copy_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/returns", data="{}", content_type="text/plain")
    assert response.status_code == 415
    assert response.headers["Content-Type"] == "application/problem+json"


def test_return_copy_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/returns", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_return_copy_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post("/returns", json={"barcode": "ann", "unheard_of": 1})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_return_copy_refuses_a_missing_barcode(client):
    """Copies are returned by barcode."""
    response = client.post("/returns", json={})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "barcode",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
    ],
)
def test_return_copy_refuses_an_invalid_barcode(client, barcode):
    """Copies are returned by barcode."""
    response = client.post("/returns", json={"barcode": barcode})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_loan_is_due_after_14_days(client, app, now):
    """A loan lasts 14 days: a copy borrowed on 1 March is due on 15 March."""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
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
    now("2026-02-20T23:59:59Z")
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    assert response.json["borrowed_on"] == "2026-02-20"
    assert response.json["due_on"] == "2026-03-06"
    now("2026-03-01T00:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    assert response.json["barcode"] == "M1"
    assert response.json["borrower_id"] == 1
    assert response.json["borrowed_on"] == "2026-03-01"
    assert response.json["due_on"] == "2026-03-15"
    assert response.json["renewed"] is False
    assert response.json["returned_on"] is None
    assert response.json["fine"] is None
    loan = response.json["id"]
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["id"] == loan
    assert response.json["barcode"] == "M1"
    assert response.json["due_on"] == "2026-03-15"
    assert response.json["renewed"] is False
    assert response.json["returned_on"] is None
    assert response.json["fine"] is None
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert len(response.json["copies"]) == 2
    assert response.json["copies"][0]["barcode"] == "M2"
    assert response.json["copies"][0]["due_on"] == "2026-03-06"
    assert response.json["copies"][1]["barcode"] == "M1"
    assert response.json["copies"][1]["due_on"] == "2026-03-15"


def test_a_copy_that_is_out_cannot_be_lent_until_it_comes_back(client, app, now):
    """A copy can be lent to one borrower at a time only: if it is out…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
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
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    loan = response.json["id"]
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is on loan"
    assert response.json["status"] == 409
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is on loan"
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 2})
    assert response.status_code == 201
    response = client.get("/borrowers/2")
    assert response.status_code == 200
    assert len(response.json["copies"]) == 1
    assert response.json["copies"][0]["barcode"] == "M2"
    now("2026-03-05T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["loan"]["id"] == loan
    assert response.json["loan"]["returned_on"] == "2026-03-05"
    assert response.json["loan"]["fine"] == "0.00"
    assert response.json["held_for"] is None
    assert response.json["held_until"] is None
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 201
    assert response.json["due_on"] == "2026-03-19"
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["borrower_id"] == 1
    assert response.json["returned_on"] == "2026-03-05"
    assert response.json["fine"] == "0.00"


def test_one_copy_is_lent_once_however_many_ask_at_the_same_time(
    together, client, app, now
):
    """A copy can be lent to one borrower at a time only: if it is out…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    responses = together(10, "POST", "/loans", json={"barcode": "M1", "borrower_id": 1})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert len(response.json["copies"]) == 1
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["free"] == 0
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert len(response.json["copies"]) == 0


def test_five_copies_at_once_and_no_sixth(client, app, now):
    """A borrower may have at most 5 copies at once; one more is refused with…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
        db.session.add(Copy(id=5, book_id=1, barcode="M5"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=6, book_id=1, barcode="M6"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=7, book_id=1, barcode="M7"))
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
    response = client.post("/loans", json={"barcode": "M4", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M5", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M6", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Loan limit reached"
    assert response.json["status"] == 409
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert len(response.json["copies"]) == 5
    response = client.post("/loans", json={"barcode": "M7", "borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M7", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is on loan"
    response = client.post("/returns", json={"barcode": "M3"})
    assert response.status_code == 200
    response = client.post("/loans", json={"barcode": "M6", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M3", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Loan limit reached"


def test_the_fine_is_0_25_for_each_day_after_the_due_date_at_most_5_00(
    client, app, now
):
    """Whoever returns a copy late pays 0.25 for each day after the due date,…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
        db.session.add(Copy(id=5, book_id=1, barcode="M5"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post("/loans", json={"barcode": "M3", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M4", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M5", "borrower_id": 1})
    assert response.status_code == 201
    now("2026-03-15T23:59:59Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["loan"]["returned_on"] == "2026-03-15"
    assert response.json["loan"]["fine"] == "0.00"
    now("2026-03-16T00:00:00Z")
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    assert response.json["loan"]["returned_on"] == "2026-03-16"
    assert response.json["loan"]["fine"] == "0.25"
    response = client.get(f"/loans/{second}")
    assert response.status_code == 200
    assert response.json["fine"] == "0.25"
    now("2026-03-20T09:00:00Z")
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.25"
    assert len(response.json["copies"]) == 3
    now("2026-04-03T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M3"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "4.75"
    now("2026-04-04T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M4"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "5.00"
    now("2026-04-05T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M5"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "5.00"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "15.00"
    assert len(response.json["copies"]) == 0


def test_owing_10_00_is_no_hindrance_owing_more_is(client, app, now):
    """Nobody may borrow while they owe more than 10.00 in fines ("Fines must…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
    now("2026-04-10T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "5.00"
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "5.00"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "10.00"
    response = client.post("/loans", json={"barcode": "M3", "borrower_id": 1})
    assert response.status_code == 201
    assert response.json["due_on"] == "2026-04-24"
    now("2026-04-25T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M3"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "0.25"
    response = client.post("/loans", json={"barcode": "M3", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Fines must be paid first"
    assert response.json["status"] == 409
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "10.25"
    assert len(response.json["copies"]) == 0
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is on loan"
    response = client.post("/borrowers/1/payments", json={"amount": "0.24"})
    assert response.status_code == 201
    assert response.json["owed"] == "10.01"
    response = client.post("/loans", json={"barcode": "M3", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Fines must be paid first"
    response = client.post("/borrowers/1/payments", json={"amount": "0.01"})
    assert response.status_code == 201
    assert response.json["owed"] == "10.00"
    response = client.post("/loans", json={"barcode": "M3", "borrower_id": 1})
    assert response.status_code == 201


def test_overdue_copies_that_are_still_out_do_not_keep_anybody_from_borrowing(
    client, app, now
):
    """Nobody may borrow while they owe more than 10.00 in fines ("Fines must…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
    now("2026-06-01T09:00:00Z")
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    response = client.post("/loans", json={"barcode": "M4", "borrower_id": 1})
    assert response.status_code == 201


def test_the_limit_comes_before_the_fines(client, app, now):
    """A borrower may have at most 5 copies at once; one more is refused with…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
        db.session.add(Copy(id=5, book_id=1, barcode="M5"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=6, book_id=1, barcode="M6"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=1,
                copy_id=6,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2025-10-01"),
                due_on=date.fromisoformat("2025-10-15"),
                renewed=False,
                returned_on=date.fromisoformat("2025-11-30"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=2,
                copy_id=6,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2025-12-01"),
                due_on=date.fromisoformat("2025-12-15"),
                renewed=False,
                returned_on=date.fromisoformat("2026-01-30"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=3,
                copy_id=6,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-01-31"),
                due_on=date.fromisoformat("2026-02-14"),
                renewed=False,
                returned_on=date.fromisoformat("2026-02-15"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=4,
                copy_id=1,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-02-28"),
                due_on=date.fromisoformat("2026-03-14"),
                renewed=False,
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=5,
                copy_id=2,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-02-28"),
                due_on=date.fromisoformat("2026-03-14"),
                renewed=False,
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=6,
                copy_id=3,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-02-28"),
                due_on=date.fromisoformat("2026-03-14"),
                renewed=False,
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=7,
                copy_id=4,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-02-28"),
                due_on=date.fromisoformat("2026-03-14"),
                renewed=False,
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Loan(
                id=8,
                copy_id=5,
                borrower_id=1,
                borrowed_on=date.fromisoformat("2026-02-28"),
                due_on=date.fromisoformat("2026-03-14"),
                renewed=False,
            )
        )
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "10.25"
    assert len(response.json["copies"]) == 5
    response = client.post("/loans", json={"barcode": "M6", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Loan limit reached"
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "0.00"
    response = client.post("/loans", json={"barcode": "M6", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Fines must be paid first"


def test_a_loan_is_renewed_once_counted_from_the_due_date(client, app, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
    now("2026-03-05T09:00:00Z")
    response = client.post(f"/loans/{loan}/renew")
    assert response.status_code == 200
    assert response.json["id"] == loan
    assert response.json["borrowed_on"] == "2026-03-01"
    assert response.json["due_on"] == "2026-03-29"
    assert response.json["renewed"] is True
    assert response.json["returned_on"] is None
    response = client.post(f"/loans/{loan}/renew")
    assert response.status_code == 409
    now("2026-03-20T09:00:00Z")
    response = client.post(f"/loans/{loan}/renew")
    assert response.status_code == 409
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"
    assert response.json["renewed"] is True
    now("2026-03-30T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["loan"]["fine"] == "0.25"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    assert response.json["renewed"] is False
    assert response.json["due_on"] == "2026-04-13"
    next_value = response.json["id"]
    response = client.post(f"/loans/{next_value}/renew")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-04-27"


def test_on_the_due_date_a_loan_can_be_renewed_a_day_later_it_is_overdue(
    client, app, now
):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
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
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    second = response.json["id"]
    now("2026-03-15T23:59:59Z")
    response = client.post(f"/loans/{first}/renew")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"
    now("2026-03-16T00:00:00Z")
    response = client.post(f"/loans/{second}/renew")
    assert response.status_code == 409
    response = client.get(f"/loans/{second}")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-15"
    assert response.json["renewed"] is False


def test_a_loan_is_renewed_once_however_many_ask_at_the_same_time(
    together, client, app, now
):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
    responses = together(10, "POST", f"/loans/{loan}/renew")
    assert Counter(r.status_code for r in responses) == {200: 1, 409: 9}
    response = next(r for r in responses if r.status_code == 200)
    assert response.json["due_on"] == "2026-03-29"
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"


def test_nobody_renews_a_book_that_somebody_waits_for(client, app, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Book(id=2, title="Krabat", author="Otfried Preussler", isbn="9783522202275")
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
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    reservation = response.json["id"]
    response = client.post(f"/loans/{momo}/renew")
    assert response.status_code == 409
    response = client.get(f"/loans/{momo}")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-15"
    assert response.json["renewed"] is False
    response = client.post(f"/loans/{krabat}/renew")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"
    response = client.delete(f"/reservations/{reservation}")
    assert response.status_code == 204
    response = client.post(f"/loans/{momo}/renew")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"


def test_a_hold_on_another_copy_forbids_renewing_until_it_has_run_out(client, app, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
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
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    loan = response.json["id"]
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 3})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    now("2026-03-03T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    now("2026-03-06T09:59:59Z")
    response = client.post(f"/loans/{loan}/renew")
    assert response.status_code == 409
    now("2026-03-06T10:00:00Z")
    response = client.post(f"/loans/{loan}/renew")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"


def test_a_returned_loan_is_not_renewed_and_what_is_not_out_does_not_come_back(
    client, app, now
):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 409
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    loan = response.json["id"]
    now("2026-03-05T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.post(f"/loans/{loan}/renew")
    assert response.status_code == 409
    now("2026-03-25T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 409
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-15"
    assert response.json["renewed"] is False
    assert response.json["returned_on"] == "2026-03-05"
    assert response.json["fine"] == "0.00"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"


def test_a_copy_comes_back_once_and_is_charged_once_however_often_it_is_scanned(
    together, client, app, now
):
    """Copies are returned by barcode."""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
    now("2026-03-18T09:00:00Z")
    responses = together(10, "POST", "/returns", json={"barcode": "M1"})
    assert Counter(r.status_code for r in responses) == {200: 1, 409: 9}
    response = next(r for r in responses if r.status_code == 200)
    assert response.json["loan"]["fine"] == "0.75"
    response = client.get("/borrowers/1")
    assert response.status_code == 200
    assert response.json["owed"] == "0.75"
    assert len(response.json["copies"]) == 0


def test_what_does_not_exist_is_not_lent_shown_renewed_or_returned(client, app, now):
    """A borrower borrows a copy at the desk by its barcode."""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Borrower(id=1, name="Ann", email="ann@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "X1", "borrower_id": 1})
    assert response.status_code == 404
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 999999})
    assert response.status_code == 404
    response = client.get("/loans/999999")
    assert response.status_code == 404
    response = client.post("/loans/999999/renew")
    assert response.status_code == 404
    response = client.post("/returns", json={"barcode": "X1"})
    assert response.status_code == 404
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 999999})
    assert response.status_code == 404


def test_a_copy_that_comes_back_is_held_for_the_first_in_line(client, app, now):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    cems = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    bobs = response.json["id"]
    now("2026-03-10T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["loan"]["returned_on"] == "2026-03-10"
    assert response.json["held_for"] == 3
    assert response.json["held_until"] == "2026-03-13T10:00:00Z"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    assert response.json["status"] == 409
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.get(f"/reservations/{cems}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["barcode"] == "M1"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 201
    assert response.json["due_on"] == "2026-03-24"
    response = client.get(f"/reservations/{cems}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"
    response = client.get(f"/reservations/{bobs}")
    assert response.status_code == 200
    assert response.json["status"] == "waiting"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is on loan"
    now("2026-03-20T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    assert response.json["held_until"] == "2026-03-23T10:00:00Z"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 201
    now("2026-03-21T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] is None
    assert response.json["held_until"] is None
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201


def test_after_3_days_the_copy_is_held_for_the_next_in_line_and_at_last_it_is_free(
    client, app, now
):
    """When the 3 days have passed, the copy is held for the next in line,…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
        db.session.add(Borrower(id=4, name="Dora", email="dora@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    bobs = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    cems = response.json["id"]
    now("2026-03-10T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    now("2026-03-13T09:59:59Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    now("2026-03-13T10:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.get(f"/reservations/{bobs}")
    assert response.status_code == 200
    assert response.json["status"] == "expired"
    response = client.get(f"/reservations/{cems}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["held_until"] == "2026-03-16T10:00:00Z"
    now("2026-03-16T09:59:59Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 4})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    now("2026-03-16T10:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 4})
    assert response.status_code == 201
    response = client.get(f"/reservations/{cems}")
    assert response.status_code == 200
    assert response.json["status"] == "expired"


def test_the_next_hold_counts_from_the_end_of_the_one_before_even_if_nobody_looked(
    client, app, now
):
    """When the 3 days have passed, the copy is held for the next in line,…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
        db.session.add(Borrower(id=4, name="Dora", email="dora@example.org"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 4})
    assert response.status_code == 201
    doras = response.json["id"]
    now("2026-03-10T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    now("2026-03-17T12:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.get(f"/reservations/{doras}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["held_until"] == "2026-03-19T10:00:00Z"
    now("2026-03-19T09:59:59Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 4})
    assert response.status_code == 201
    response = client.get(f"/reservations/{doras}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"


def test_a_hold_that_ends_with_nobody_left_makes_the_copy_free(client, app, now):
    """When the 3 days have passed, the copy is held for the next in line,…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
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
    now("2026-03-02T10:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["free"] == 0
    assert response.json["waiting"] == 1
    now("2026-03-05T10:00:00Z")
    response = client.get("/books/1")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["free"] == 1
    assert response.json["waiting"] == 0
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201


def test_only_borrowing_the_held_copy_fulfils_the_reservation(client, app, now):
    """Borrowing the held copy fulfils the reservation."""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
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
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    bobs = response.json["id"]
    now("2026-03-02T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    assert response.json["held_for"] is None
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 2})
    assert response.status_code == 201
    response = client.get(f"/reservations/{bobs}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["barcode"] == "M1"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 201
    response = client.get(f"/reservations/{bobs}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"


def test_each_copy_that_comes_back_goes_to_one_who_waits(client, app, now):
    """Reservations are served in the order in which they were made: when a…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
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
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 1})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 3})
    assert response.status_code == 201
    now("2026-03-02T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M2"})
    assert response.status_code == 200
    assert response.json["held_for"] == 2
    assert response.json["held_until"] == "2026-03-05T09:00:00Z"
    now("2026-03-02T11:00:00Z")
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 3
    assert response.json["held_until"] == "2026-03-05T11:00:00Z"
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "M2", "borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 201


def test_a_held_copy_is_refused_to_its_reader_at_the_limit_and_stays_held(
    client, app, now
):
    """A borrower may have at most 5 copies at once; one more is refused with…"""
    with app.app_context():
        db.session.add(
            Book(id=1, title="Momo", author="Michael Ende", isbn="9783522202558")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Book(id=2, title="Krabat", author="Otfried Preussler", isbn="9783522202275")
        )
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=1, book_id=1, barcode="M1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=2, book_id=2, barcode="K1"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=3, book_id=2, barcode="K2"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=4, book_id=2, barcode="K3"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=5, book_id=2, barcode="K4"))
        db.session.commit()
    with app.app_context():
        db.session.add(Copy(id=6, book_id=2, barcode="K5"))
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
    now("2026-03-01T09:00:00Z")
    response = client.post("/loans", json={"barcode": "K1", "borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "K2", "borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "K3", "borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "K4", "borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "K5", "borrower_id": 2})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 3})
    assert response.status_code == 201
    response = client.post("/books/1/reservations", json={"borrower_id": 1})
    assert response.status_code == 201
    anns = response.json["id"]
    response = client.post("/books/1/reservations", json={"borrower_id": 2})
    assert response.status_code == 201
    bobs = response.json["id"]
    response = client.post("/returns", json={"barcode": "M1"})
    assert response.status_code == 200
    assert response.json["held_for"] == 1
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.delete(f"/reservations/{anns}")
    assert response.status_code == 204
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 409
    assert response.json["detail"] == "Loan limit reached"
    response = client.get(f"/reservations/{bobs}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["barcode"] == "M1"
    response = client.post("/returns", json={"barcode": "K1"})
    assert response.status_code == 200
    response = client.post("/loans", json={"barcode": "M1", "borrower_id": 2})
    assert response.status_code == 201
    response = client.get(f"/reservations/{bobs}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"
