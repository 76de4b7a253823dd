"""What the endpoints of payments promise."""


def test_list_payments_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999/payments")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_recorded_payment_changes_the_two_balances_and_is_listed(client):
    """The balances of a group always add up to zero."""
    response = client.post(
        "/groups", json={"name": "Trip", "members": ["Ann", "Bob", "Cem"]}
    )
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    cem = response.json["members"][2]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Dinner",
            "amount": "10.00",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "3.33"},
    )
    assert response.status_code == 201
    assert response.json["from_member_id"] == bob
    assert response.json["to_member_id"] == ann
    assert response.json["amount"] == "3.33"
    payment = response.json["id"]
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == payment
    assert response.json["items"][0]["from_member_id"] == bob
    assert response.json["items"][0]["to_member_id"] == ann
    assert response.json["items"][0]["amount"] == "3.33"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["member_id"] == ann
    assert response.json["items"][0]["balance"] == "3.33"
    assert response.json["items"][1]["member_id"] == bob
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["member_id"] == cem
    assert response.json["items"][2]["balance"] == "-3.33"
    response = client.get(f"/groups/{group}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1


def test_paying_more_than_is_owed_turns_the_balance_round_and_the_sum_stays_zero(
    client,
):
    """The balances of a group always add up to zero."""
    response = client.post(
        "/groups", json={"name": "Trip", "members": ["Ann", "Bob", "Cem"]}
    )
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    cem = response.json["members"][2]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Dinner",
            "amount": "10.00",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": cem, "to_member_id": ann, "amount": "5.00"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "1.66"
    assert response.json["items"][1]["balance"] == "-3.33"
    assert response.json["items"][2]["balance"] == "1.67"
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": cem, "amount": "4.00"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "1.66"
    assert response.json["items"][1]["balance"] == "0.67"
    assert response.json["items"][2]["balance"] == "-2.33"
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["amount"] == "5.00"
    assert response.json["items"][1]["amount"] == "4.00"


def test_payments_need_no_expense_and_the_same_payment_can_be_made_again(client):
    """The balances of a group always add up to zero."""
    response = client.post("/groups", json={"name": "Flat", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": ann, "to_member_id": bob, "amount": "12.50"},
    )
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "0.05"},
    )
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": ann, "to_member_id": bob, "amount": "12.50"},
    )
    assert response.status_code == 201
    assert response.json["id"] != first
    third = response.json["id"]
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == first
    assert response.json["items"][0]["amount"] == "12.50"
    assert response.json["items"][1]["id"] == second
    assert response.json["items"][1]["from_member_id"] == bob
    assert response.json["items"][1]["amount"] == "0.05"
    assert response.json["items"][2]["id"] == third
    assert response.json["items"][2]["amount"] == "12.50"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "24.95"
    assert response.json["items"][1]["balance"] == "-24.95"


def test_the_amount_has_at_most_two_decimals_and_is_at_least_0_01(client):
    """All amounts are in one currency with two decimals and are written as…"""
    response = client.post("/groups", json={"name": "Flat", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": ann, "to_member_id": bob, "amount": "1.005"},
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": ann, "to_member_id": bob, "amount": "12.500"},
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": ann, "to_member_id": bob, "amount": "0.00"},
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": ann, "to_member_id": bob, "amount": "-1.00"},
    )
    assert response.status_code == 422
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": ann, "to_member_id": bob, "amount": "0.01"},
    )
    assert response.status_code == 201
    assert response.json["amount"] == "0.01"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.01"
    assert response.json["items"][1]["balance"] == "-0.01"


def test_the_greatest_amount_is_still_recorded_to_the_cent(client):
    """All amounts are in one currency with two decimals and are written as…"""
    response = client.post("/groups", json={"name": "Bank", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/payments",
        json={
            "from_member_id": ann,
            "to_member_id": bob,
            "amount": "10000000000000.01",
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": ann, "to_member_id": bob, "amount": "9999999999999.99"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["amount"] == "9999999999999.99"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "9999999999999.99"
    assert response.json["items"][1]["balance"] == "-9999999999999.99"


def test_what_is_refused_is_not_recorded(client):
    """A payment that was really made can be recorded, from one member to…"""
    response = client.post("/groups", json={"name": "Flat", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    flat = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post("/groups", json={"name": "Trip", "members": ["Cem", "Dan"]})
    assert response.status_code == 201
    trip = response.json["id"]
    cem = response.json["members"][0]["id"]
    dan = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{flat}/payments",
        json={"from_member_id": ann, "to_member_id": ann, "amount": "1.00"},
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{flat}/payments",
        json={"from_member_id": ann, "to_member_id": cem, "amount": "1.00"},
    )
    assert response.status_code == 404
    response = client.post(
        f"/groups/{flat}/payments",
        json={"from_member_id": cem, "to_member_id": ann, "amount": "1.00"},
    )
    assert response.status_code == 404
    response = client.post(
        f"/groups/{flat}/payments",
        json={"from_member_id": 999999, "to_member_id": ann, "amount": "1.00"},
    )
    assert response.status_code == 404
    response = client.post(
        f"/groups/{flat}/payments",
        json={"from_member_id": ann, "to_member_id": 999999, "amount": "1.00"},
    )
    assert response.status_code == 404
    response = client.post(
        "/groups/999999/payments",
        json={"from_member_id": ann, "to_member_id": bob, "amount": "1.00"},
    )
    assert response.status_code == 404
    response = client.get("/groups/999999/payments")
    assert response.status_code == 404
    response = client.get(f"/groups/{flat}/payments")
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.post(
        f"/groups/{trip}/payments",
        json={"from_member_id": cem, "to_member_id": dan, "amount": "7.00"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{flat}/payments")
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.get(f"/groups/{flat}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    response = client.get(f"/groups/{trip}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["amount"] == "7.00"


def test_recording_the_proposed_payment_settles_the_group(client):
    """A group can be asked how to settle: a list of payments, each from one…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Taxi",
            "amount": "10.00",
            "paid_by_id": ann,
            "split": "weights",
            "shares": [
                {"member_id": ann, "weight": 1},
                {"member_id": bob, "weight": 2},
            ],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 1
    assert response.json["payments"][0]["from_member_id"] == bob
    assert response.json["payments"][0]["to_member_id"] == ann
    assert response.json["payments"][0]["amount"] == "6.66"
    payer = response.json["payments"][0]["from_member_id"]
    payee = response.json["payments"][0]["to_member_id"]
    amount = response.json["payments"][0]["amount"]
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": payer, "to_member_id": payee, "amount": amount},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert response.json["payments"] == []


def test_a_payment_stays_when_the_expense_behind_it_is_deleted(client):
    """The balances of a group always add up to zero."""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Ticket",
            "amount": "9.00",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": bob}],
        },
    )
    assert response.status_code == 201
    expense = response.json["id"]
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "9.00"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    response = client.delete(f"/groups/{group}/expenses/{expense}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["amount"] == "9.00"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "-9.00"
    assert response.json["items"][1]["balance"] == "9.00"
