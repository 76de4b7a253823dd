"""What the endpoints of payments promise."""

from collections import Counter


def test_get_payment_refuses_an_unknown_payment_id(client):
    """Refuses an unknown payment id."""
    response = client.get("/payments/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_fines_are_paid_in_part_and_then_in_full(client, now):
    """Fines are paid at the desk, in part or in full; paying more than is…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522202558"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    copy1 = response.json["id"]
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
    now("2026-03-25T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "2.50"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "1.00"})
    assert response.status_code == 201
    assert response.json["amount"] == "1.00"
    assert response.json["borrower_id"] == ann
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "1.50"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "1.50"})
    assert response.status_code == 201
    assert response.json["amount"] == "1.50"
    assert response.json["borrower_id"] == ann
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"


def test_paying_a_cent_more_than_is_owed_is_refused_and_changes_nothing(client, now):
    """Fines are paid at the desk, in part or in full; paying more than is…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522202558"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    copy1 = response.json["id"]
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
    now("2026-03-25T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "2.50"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "2.51"})
    assert response.status_code == 409
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "2.50"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "2.00"})
    assert response.status_code == 201
    assert response.json["amount"] == "2.00"
    assert response.json["borrower_id"] == ann
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.51"})
    assert response.status_code == 409
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.50"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.50"})
    assert response.status_code == 201
    assert response.json["amount"] == "0.50"
    assert response.json["borrower_id"] == ann
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.01"})
    assert response.status_code == 409
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"


def test_the_smallest_payment_is_one_cent(client, now):
    """Fines are paid at the desk, in part or in full; paying more than is…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522202558"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    copy1 = response.json["id"]
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
    now("2026-03-25T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "2.50"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.00"})
    assert response.status_code == 422
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "-1.00"})
    assert response.status_code == 422
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.005"})
    assert response.status_code == 422
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "2.50"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.01"})
    assert response.status_code == 201
    assert response.json["amount"] == "0.01"
    assert response.json["borrower_id"] == ann
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "2.49"


def test_a_fine_can_be_paid_only_once_it_is_charged(client, now):
    """The fine is charged when the copy is returned."""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522202558"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    copy1 = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.01"})
    assert response.status_code == 409
    now("2026-03-16T09:00:00Z")
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.25"})
    assert response.status_code == 409
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.25"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.26"})
    assert response.status_code == 409
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.25"})
    assert response.status_code == 201
    assert response.json["amount"] == "0.25"
    assert response.json["borrower_id"] == ann
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"


def test_fines_of_several_loans_are_paid_together_down_to_what_still_allows_borrowing(
    client, now
):
    """Nobody may borrow while they owe more than 10.00 in fines ("Fines must…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522202558"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    copy1 = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M-2"})
    assert response.status_code == 201
    copy2 = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M-3"})
    assert response.status_code == 201
    copy3 = response.json["id"]
    response = client.post(
        "/borrowers", json={"name": "Ann", "email": "ann@example.org"}
    )
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M-2", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post("/loans", json={"barcode": "M-3", "borrower_id": ann})
    assert response.status_code == 201
    now("2026-03-16T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.25"
    now("2026-05-01T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M-2"})
    assert response.status_code == 200
    response = client.post("/returns", json={"barcode": "M-3"})
    assert response.status_code == 200
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "10.25"
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 409
    assert response.json["detail"] == "Fines must be paid first"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.24"})
    assert response.status_code == 201
    assert response.json["amount"] == "0.24"
    assert response.json["borrower_id"] == ann
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "10.01"
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 409
    assert response.json["detail"] == "Fines must be paid first"
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.01"})
    assert response.status_code == 201
    assert response.json["amount"] == "0.01"
    assert response.json["borrower_id"] == ann
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "10.00"
    response = client.post("/loans", json={"barcode": "M-1", "borrower_id": ann})
    assert response.status_code == 201
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "10.01"})
    assert response.status_code == 409
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "10.00"})
    assert response.status_code == 201
    assert response.json["amount"] == "10.00"
    assert response.json["borrower_id"] == ann
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.00"


def test_payments_at_the_same_time_never_pay_more_than_is_owed(together, client, now):
    """Fines are paid at the desk, in part or in full; paying more than is…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522202558"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    copy1 = response.json["id"]
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
    now("2026-03-25T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "2.50"
    responses = together(
        10, "POST", f"/borrowers/{ann}/payments", json={"amount": "2.00"}
    )
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.50"


def test_a_payment_counts_for_its_own_borrower_and_can_be_read_back(client, now):
    """Fines are paid at the desk, in part or in full; paying more than is…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/books",
        json={"title": "Momo", "author": "Michael Ende", "isbn": "9783522202558"},
    )
    assert response.status_code == 201
    book = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M-1"})
    assert response.status_code == 201
    copy1 = response.json["id"]
    response = client.post(f"/books/{book}/copies", json={"barcode": "M-2"})
    assert response.status_code == 201
    copy2 = response.json["id"]
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
    response = client.post("/loans", json={"barcode": "M-2", "borrower_id": bob})
    assert response.status_code == 201
    now("2026-03-17T09:00:00Z")
    response = client.post("/returns", json={"barcode": "M-1"})
    assert response.status_code == 200
    response = client.post("/returns", json={"barcode": "M-2"})
    assert response.status_code == 200
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.50"
    response = client.get(f"/borrowers/{bob}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.50"
    response = client.post(f"/borrowers/{bob}/payments", json={"amount": "0.30"})
    assert response.status_code == 201
    assert response.json["amount"] == "0.30"
    assert response.json["borrower_id"] == bob
    payment = response.json["id"]
    response = client.get(f"/borrowers/{ann}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.50"
    response = client.get(f"/borrowers/{bob}")
    assert response.status_code == 200
    assert response.json["owed"] == "0.20"
    response = client.get(f"/payments/{payment}")
    assert response.status_code == 200
    assert response.json["id"] == payment
    assert response.json["borrower_id"] == bob
    assert response.json["amount"] == "0.30"
    response = client.post(f"/borrowers/{bob}/payments", json={"amount": "0.21"})
    assert response.status_code == 409
    response = client.post(f"/borrowers/{ann}/payments", json={"amount": "0.50"})
    assert response.status_code == 201
    assert response.json["amount"] == "0.50"
    assert response.json["borrower_id"] == ann


def test_who_or_what_does_not_exist_is_answered_with_404(client):
    """Fines are paid at the desk, in part or in full; paying more than is…"""
    response = client.post("/borrowers/999999/payments", json={"amount": "1.00"})
    assert response.status_code == 404
    response = client.get("/payments/999999")
    assert response.status_code == 404
