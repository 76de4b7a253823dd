"""What the endpoints of loans promise."""

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
        pytest.param(-9223372036854775809, id="too small"),
        pytest.param(9223372036854775808, id="too large"),
    ],
)
def test_create_loan_refuses_an_invalid_borrower_id(client, borrower_id):
    """A borrower borrows a copy at the desk by its barcode."""
    response = client.post(
        "/loans", json={"barcode": "ann", "borrower_id": borrower_id}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_get_loan_refuses_an_unknown_loan_id(client):
    """Refuses an unknown loan id."""
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


def test_a_copy_borrowed_on_1_march_is_due_on_15_march(client, now):
    """A borrower borrows a copy at the desk by its barcode."""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    assert response.json["borrower_id"] == ann
    assert response.json["barcode"] == "A1"
    assert response.json["borrowed_on"] == "2026-03-01"
    assert response.json["due_on"] == "2026-03-15"
    assert response.json["renewed"] is False
    assert response.json["returned_on"] is None
    assert response.json["fine"] == "0.00"
    loan = response.json["id"]
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["id"] == loan
    assert response.json["due_on"] == "2026-03-15"
    assert response.json["returned_on"] is None
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert len(response.json["loans"]) == 1
    assert response.json["loans"][0]["loan_id"] == loan
    assert response.json["loans"][0]["due_on"] == "2026-03-15"


def test_the_14_days_go_over_the_end_of_a_month_whatever_the_time_of_day(client, now):
    """A loan lasts 14 days: a copy borrowed on 1 March is due on 15 March."""
    now("2026-02-20T23:59:59Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    assert response.json["borrowed_on"] == "2026-02-20"
    assert response.json["due_on"] == "2026-03-06"


def test_a_copy_that_is_out_is_lent_to_nobody_until_it_is_back(client, now):
    """A copy can be lent to one borrower at a time only: if it is out…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
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
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    loan = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": bob})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is on loan"
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is on loan"
    response = client.get(f"/borrowers/{bob}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["loans"]) == 0
    now("2026-03-02T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    assert response.json["id"] == loan
    assert response.json["returned_on"] == "2026-03-02"
    assert response.json["fine"] == "0.00"
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["returned_on"] == "2026-03-02"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["loans"]) == 0
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": bob})
    assert response.status_code == 201
    assert response.json["borrower_id"] == bob


def test_the_same_copy_is_lent_once_only_at_the_same_moment(together, client, now):
    """A copy can be lent to one borrower at a time only: if it is out…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    responses = together(
        10, "POST", "/loans", json={"barcode": "A1", "borrower_id": ann}
    )
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["loans"]) == 1


def test_five_copies_are_allowed_a_sixth_is_not(client, now):
    """A borrower may have at most 5 copies at once; one more is refused with…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A2"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A3"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A4"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A5"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A6"})
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
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A2", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A3", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A4", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A5", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A6", "borrower_id": ann})
    assert response.status_code == 409
    assert response.json["detail"] == "Loan limit reached"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["loans"]) == 5
    response = client.post("/loans", json={"barcode": "A6", "borrower_id": bob})
    assert response.status_code == 201
    response = client.post("/returns", json={"barcode": "A6"})
    assert response.status_code == 200
    response = client.post("/returns", json={"barcode": "A3"})
    assert response.status_code == 200
    response = client.post("/loans", json={"barcode": "A6", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A3", "borrower_id": ann})
    assert response.status_code == 409
    assert response.json["detail"] == "Loan limit reached"


def test_who_owes_exactly_10_00_may_borrow_who_owes_more_may_not(client, now):
    """Nobody may borrow while they owe more than 10.00 in fines ("Fines must…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A2"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A3"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A2", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-04-30T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    assert response.json["fine"] == "5.00"
    response = client.post("/returns", json={"barcode": "A2"})
    assert response.status_code == 200
    assert response.json["fine"] == "5.00"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "10.00"
    response = client.post("/loans", json={"barcode": "A3", "borrower_id": ann})
    assert response.status_code == 201
    assert response.json["due_on"] == "2026-05-14"
    now("2026-05-15T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A3"})
    assert response.status_code == 200
    assert response.json["fine"] == "0.25"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "10.25"
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 409
    assert response.json["detail"] == "Fines must be paid first"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "10.25"
    assert len(response.json["loans"]) == 0
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.25"})
    assert response.status_code == 201
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "10.00"
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201


def test_copies_that_are_overdue_but_still_out_do_not_count_as_fines(client, now):
    """Nobody may borrow while they owe more than 10.00 in fines ("Fines must…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A2"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A3"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A4"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    loan = response.json["id"]
    response = client.post("/loans", json={"barcode": "A2", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A3", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-05-01T09:00:00Z")
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["loans"]) == 3
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["fine"] == "0.00"
    assert response.json["returned_on"] is None
    response = client.post("/loans", json={"barcode": "A4", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    assert response.json["fine"] == "5.00"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "5.00"
    assert len(response.json["loans"]) == 3


def test_the_fine_grows_by_0_25_a_day_up_to_5_00_for_each_loan(client, now):
    """Whoever returns a copy late pays 0.25 for each day after the due date,…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A2"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A3"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A4"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A5"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A2", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A3", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A4", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A5", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-03-15T23:59:59Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    assert response.json["fine"] == "0.00"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["loans"]) == 4
    now("2026-03-16T00:00:00Z")
    response = client.post("/returns", json={"barcode": "A2"})
    assert response.status_code == 200
    assert response.json["fine"] == "0.25"
    assert response.json["returned_on"] == "2026-03-16"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.25"
    assert len(response.json["loans"]) == 3
    now("2026-04-03T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A3"})
    assert response.status_code == 200
    assert response.json["fine"] == "4.75"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "5.00"
    assert len(response.json["loans"]) == 2
    now("2026-04-04T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A4"})
    assert response.status_code == 200
    assert response.json["fine"] == "5.00"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "10.00"
    assert len(response.json["loans"]) == 1
    now("2026-04-05T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A5"})
    assert response.status_code == 200
    assert response.json["fine"] == "5.00"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "15.00"
    assert len(response.json["loans"]) == 0


def test_the_fine_of_a_returned_loan_stays_as_it_was_charged(client, now):
    """Whoever returns a copy late pays 0.25 for each day after the due date,…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    loan = response.json["id"]
    now("2026-03-18T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    assert response.json["fine"] == "0.75"
    now("2026-06-01T09:00:00Z")
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["fine"] == "0.75"
    assert response.json["returned_on"] == "2026-03-18"
    assert response.json["due_on"] == "2026-03-15"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.75"
    assert len(response.json["loans"]) == 0


def test_a_renewal_counts_from_the_due_date_and_there_is_only_one(client, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    loan = response.json["id"]
    now("2026-03-05T09:00:00Z")
    response = client.post(f"/loans/{loan}/renewal")
    assert response.status_code == 200
    assert response.json["id"] == loan
    assert response.json["due_on"] == "2026-03-29"
    assert response.json["renewed"] is True
    response = client.post(f"/loans/{loan}/renewal")
    assert response.status_code == 409
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"
    assert response.json["borrowed_on"] == "2026-03-01"
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["loans"][0]["due_on"] == "2026-03-29"
    now("2026-03-30T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    assert response.json["fine"] == "0.25"


def test_a_loan_is_renewed_on_its_due_date_but_not_on_the_day_after(client, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A2"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/loans", json={"barcode": "A2", "borrower_id": ann})
    assert response.status_code == 201
    second = response.json["id"]
    now("2026-03-15T23:59:59Z")
    response = client.post(f"/loans/{first}/renewal")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"
    now("2026-03-16T00:00:00Z")
    response = client.post(f"/loans/{second}/renewal")
    assert response.status_code == 409
    response = client.get(f"/loans/{second}")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-15"
    assert response.json["renewed"] is False


def test_renewals_at_the_same_moment_count_once(together, client, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    loan = response.json["id"]
    responses = together(10, "POST", f"/loans/{loan}/renewal")
    assert Counter(r.status_code for r in responses) == {200: 1, 409: 9}
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"


def test_a_reservation_prevents_a_renewal_until_it_is_cancelled(client, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
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
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    loan = response.json["id"]
    now("2026-03-02T09:00:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    reservation = response.json["id"]
    response = client.post(f"/loans/{loan}/renewal")
    assert response.status_code == 409
    response = client.get(f"/loans/{loan}")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-15"
    assert response.json["renewed"] is False
    response = client.delete(f"/reservations/{reservation}")
    assert response.status_code == 204
    response = client.post(f"/loans/{loan}/renewal")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"


def test_a_copy_held_for_somebody_prevents_the_renewal_of_the_other_copy_until_the_hold(
    client, now
):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A2"})
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
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    loan = response.json["id"]
    response = client.post("/loans", json={"barcode": "A2", "borrower_id": bob})
    assert response.status_code == 201
    now("2026-03-02T09:00:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": cem})
    assert response.status_code == 201
    now("2026-03-03T10:00:00Z")
    response = client.post("/returns", json={"barcode": "A2"})
    assert response.status_code == 200
    now("2026-03-06T09:59:59Z")
    response = client.post(f"/loans/{loan}/renewal")
    assert response.status_code == 409
    now("2026-03-06T10:00:00Z")
    response = client.post(f"/loans/{loan}/renewal")
    assert response.status_code == 200
    assert response.json["due_on"] == "2026-03-29"


def test_a_returned_loan_cannot_be_renewed(client, now):
    """A loan can be renewed once, for another 14 days counted from the due…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    loan = response.json["id"]
    now("2026-03-02T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    response = client.post(f"/loans/{loan}/renewal")
    assert response.status_code == 409


def test_a_copy_that_comes_back_is_held_for_the_first_in_line_only(client, now):
    """Reservations are served in the order in which they were made: when a…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
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
        "/borrowers", json={"name": "Dan", "email": "dan@example.org"}
    )
    assert response.status_code == 201
    dan = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-03-02T09:00:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    first = response.json["id"]
    now("2026-03-02T09:05:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": cem})
    assert response.status_code == 201
    second = response.json["id"]
    now("2026-03-10T12:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["held_until"].startswith("2026-03-13T12:00:00")
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "waiting"
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": cem})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": dan})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.get(f"/borrowers/{cem}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["loans"]) == 0
    response = client.get(f"/books/{book}")
    assert response.status_code == 200
    assert response.json["copies"] == 1
    assert response.json["available"] == 0
    assert response.json["waiting"] == 1
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": bob})
    assert response.status_code == 201
    assert response.json["borrowed_on"] == "2026-03-10"
    assert response.json["due_on"] == "2026-03-24"
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"
    now("2026-03-11T08:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["held_until"].startswith("2026-03-14T08:00:00")
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": bob})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": cem})
    assert response.status_code == 201
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"


def test_a_fulfilled_reservation_holds_nothing_any_more(client, now):
    """Borrowing the held copy fulfils the reservation."""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
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
        "/borrowers", json={"name": "Dan", "email": "dan@example.org"}
    )
    assert response.status_code == 201
    dan = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-03-02T09:00:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    reservation = response.json["id"]
    now("2026-03-03T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": bob})
    assert response.status_code == 201
    now("2026-03-04T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    response = client.get(f"/reservations/{reservation}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": dan})
    assert response.status_code == 201


def test_when_3_days_have_passed_the_copy_is_held_for_the_next_and_then_it_is_free(
    client, now
):
    """While it is held, only that borrower can borrow it; anybody else gets…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
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
        "/borrowers", json={"name": "Dan", "email": "dan@example.org"}
    )
    assert response.status_code == 201
    dan = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-03-02T09:00:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    first = response.json["id"]
    now("2026-03-02T09:05:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": cem})
    assert response.status_code == 201
    second = response.json["id"]
    now("2026-03-10T12:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    now("2026-03-13T11:59:59Z")
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": cem})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    now("2026-03-13T12:00:00Z")
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": bob})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["held_until"].startswith("2026-03-16T12:00:00")
    now("2026-03-16T11:59:59Z")
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": dan})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    now("2026-03-16T12:00:00Z")
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": dan})
    assert response.status_code == 201
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"


def test_the_first_in_line_can_borrow_until_the_very_end_of_the_hold(client, now):
    """Reservations are served in the order in which they were made: when a…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
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
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-03-02T09:00:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    reservation = response.json["id"]
    now("2026-03-10T12:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    now("2026-03-13T11:59:59Z")
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": bob})
    assert response.status_code == 201
    response = client.get(f"/reservations/{reservation}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"


def test_holds_pass_on_though_nobody_has_looked_in_between(client, now):
    """Reservations are served in the order in which they were made: when a…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
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
        "/borrowers", json={"name": "Dan", "email": "dan@example.org"}
    )
    assert response.status_code == 201
    dan = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-03-02T09:00:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    first = response.json["id"]
    now("2026-03-02T09:05:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": cem})
    assert response.status_code == 201
    second = response.json["id"]
    now("2026-03-02T09:10:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": dan})
    assert response.status_code == 201
    third = response.json["id"]
    now("2026-03-10T12:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    now("2026-03-17T09:00:00Z")
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": cem})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "lapsed"
    response = client.get(f"/reservations/{third}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    assert response.json["held_until"].startswith("2026-03-19T12:00:00")
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": dan})
    assert response.status_code == 201
    response = client.get(f"/reservations/{third}")
    assert response.status_code == 200
    assert response.json["status"] == "fulfilled"


def test_two_copies_that_come_back_are_held_for_the_first_two(client, now):
    """Reservations are served in the order in which they were made: when a…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(f"/books/{book}/copies", json={"barcode": "A2"})
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
        "/borrowers", json={"name": "Dan", "email": "dan@example.org"}
    )
    assert response.status_code == 201
    dan = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A2", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-03-02T09:00:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": bob})
    assert response.status_code == 201
    first = response.json["id"]
    now("2026-03-02T09:05:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": cem})
    assert response.status_code == 201
    second = response.json["id"]
    now("2026-03-02T09:10:00Z")
    response = client.post(f"/books/{book}/reservations", json={"borrower_id": dan})
    assert response.status_code == 201
    third = response.json["id"]
    now("2026-03-03T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A2"})
    assert response.status_code == 200
    now("2026-03-03T10:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    response = client.get(f"/reservations/{first}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    response = client.get(f"/reservations/{second}")
    assert response.status_code == 200
    assert response.json["status"] == "held"
    response = client.get(f"/reservations/{third}")
    assert response.status_code == 200
    assert response.json["status"] == "waiting"
    response = client.post("/loans", json={"barcode": "A2", "borrower_id": cem})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": bob})
    assert response.status_code == 409
    assert response.json["detail"] == "Copy is held"
    response = client.post("/loans", json={"barcode": "A2", "borrower_id": bob})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": cem})
    assert response.status_code == 201


def test_a_copy_that_is_not_out_cannot_be_returned_nor_twice(client, now):
    """Copies are returned by barcode."""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 409
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-03-17T09:00:00Z")
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 200
    assert response.json["fine"] == "0.50"
    response = client.post("/returns", json={"barcode": "A1"})
    assert response.status_code == 409
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.50"
    assert len(response.json["loans"]) == 0


def test_a_return_at_the_same_moment_counts_once(together, client, now):
    """Copies are returned by barcode."""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-03-17T09:00:00Z")
    responses = together(10, "POST", "/returns", json={"barcode": "A1"})
    assert Counter(r.status_code for r in responses) == {200: 1, 409: 9}
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.50"
    assert len(response.json["loans"]) == 0


def test_what_is_unknown_is_not_found(client, now):
    """A borrower borrows a copy at the desk by its barcode."""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522177504"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "A1"})
    assert response.status_code == 201
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "Z9", "borrower_id": ann})
    assert response.status_code == 404
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": 4711})
    assert response.status_code == 404
    response = client.post("/returns", json={"barcode": "Z9"})
    assert response.status_code == 404
    response = client.get("/loans/4711")
    assert response.status_code == 404
    response = client.post("/loans/4711/renewal")
    assert response.status_code == 404
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    assert len(response.json["loans"]) == 0
    response = client.post("/loans", json={"barcode": "A1", "borrower_id": ann})
    assert response.status_code == 201
