"""What the endpoints of expenses promise."""

import re


def test_list_expenses_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999/expenses")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_show_expense_refuses_an_unknown_expense_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999/expenses/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_delete_expense_refuses_an_unknown_expense_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.delete("/groups/999999/expenses/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_download_expenses_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999/expenses.csv")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_10_00_shared_equally_by_three_is_3_34_3_33_and_3_33(client):
    """An expense has a description, a positive amount, the member who paid,…"""
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
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    assert response.json["description"] == "Dinner"
    assert response.json["amount"] == "10.00"
    assert response.json["paid_by"] == ann
    assert len(response.json["shares"]) == 3
    assert response.json["shares"][0]["member_id"] == ann
    assert response.json["shares"][0]["amount"] == "3.34"
    assert response.json["shares"][1]["member_id"] == bob
    assert response.json["shares"][1]["amount"] == "3.33"
    assert response.json["shares"][2]["member_id"] == cem
    assert response.json["shares"][2]["amount"] == "3.33"


def test_the_cents_that_are_left_go_to_the_members_in_the_order_of_the_expense_not_of(
    client,
):
    """Each share is first rounded down to the cent; the cents that are left…"""
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
            "description": "Gum",
            "amount": "0.05",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": cem}, {"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["member_id"] == cem
    assert response.json["shares"][0]["amount"] == "0.02"
    assert response.json["shares"][1]["member_id"] == ann
    assert response.json["shares"][1]["amount"] == "0.02"
    assert response.json["shares"][2]["member_id"] == bob
    assert response.json["shares"][2]["amount"] == "0.01"
    expense = response.json["id"]
    response = client.get(f"/groups/{group}/expenses/{expense}")
    assert response.status_code == 200
    assert response.json["shares"][0]["member_id"] == cem
    assert response.json["shares"][1]["member_id"] == ann
    assert response.json["shares"][2]["member_id"] == bob
    assert response.json["shares"][2]["amount"] == "0.01"


def test_an_expense_of_fewer_cents_than_members_leaves_shares_of_0_00(client):
    """Rounding loses nothing: the shares of an expense always add up to its…"""
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
            "description": "Match",
            "amount": "0.01",
            "paid_by": cem,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["amount"] == "0.01"
    assert response.json["shares"][1]["amount"] == "0.00"
    assert response.json["shares"][2]["amount"] == "0.00"


def test_weights_a_weight_of_2_pays_twice_as_much_as_a_weight_of_1(client):
    """An expense is shared in one of three ways: equally among the members…"""
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
            "description": "Rent",
            "amount": "9.00",
            "paid_by": ann,
            "split": "weights",
            "shares": [
                {"member_id": ann, "weight": 2},
                {"member_id": bob, "weight": 1},
            ],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["amount"] == "6.00"
    assert response.json["shares"][1]["amount"] == "3.00"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Gas",
            "amount": "10.00",
            "paid_by": ann,
            "split": "weights",
            "shares": [
                {"member_id": bob, "weight": 1},
                {"member_id": ann, "weight": 2},
            ],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["member_id"] == bob
    assert response.json["shares"][0]["amount"] == "3.34"
    assert response.json["shares"][1]["member_id"] == ann
    assert response.json["shares"][1]["amount"] == "6.66"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Boat",
            "amount": "100.00",
            "paid_by": ann,
            "split": "weights",
            "shares": [
                {"member_id": bob, "weight": 2},
                {"member_id": ann, "weight": 3},
                {"member_id": cem, "weight": 2},
            ],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["amount"] == "28.58"
    assert response.json["shares"][1]["amount"] == "42.85"
    assert response.json["shares"][2]["amount"] == "28.57"


def test_weights_are_positive_whole_numbers(client):
    """An expense is shared in one of three ways: equally among the members…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Rent",
            "amount": "9.00",
            "paid_by": ann,
            "split": "weights",
            "shares": [
                {"member_id": ann, "weight": 0},
                {"member_id": bob, "weight": 1},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Rent",
            "amount": "9.00",
            "paid_by": ann,
            "split": "weights",
            "shares": [
                {"member_id": ann, "weight": 2},
                {"member_id": bob, "weight": -1},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Rent",
            "amount": "9.00",
            "paid_by": ann,
            "split": "weights",
            "shares": [
                {"member_id": ann, "weight": 1.5},
                {"member_id": bob, "weight": 1},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Rent",
            "amount": "9.00",
            "paid_by": ann,
            "split": "weights",
            "shares": [
                {"member_id": ann, "weight": 1},
                {"member_id": bob, "weight": 1},
            ],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["amount"] == "4.50"
    assert response.json["shares"][1]["amount"] == "4.50"


def test_exact_amounts_must_add_up_to_the_amount_to_the_cent(client):
    """An expense is shared in one of three ways: equally among the members…"""
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
            "description": "Shop",
            "amount": "10.00",
            "paid_by": ann,
            "split": "amounts",
            "shares": [
                {"member_id": ann, "amount": "4.00"},
                {"member_id": bob, "amount": "5.99"},
            ],
        },
    )
    assert response.status_code == 422
    assert response.json["detail"] == "Shares do not add up"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Shop",
            "amount": "10.00",
            "paid_by": ann,
            "split": "amounts",
            "shares": [
                {"member_id": ann, "amount": "4.00"},
                {"member_id": bob, "amount": "6.01"},
            ],
        },
    )
    assert response.status_code == 422
    assert response.json["detail"] == "Shares do not add up"
    response = client.get(f"/groups/{group}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Shop",
            "amount": "10.00",
            "paid_by": ann,
            "split": "amounts",
            "shares": [
                {"member_id": ann, "amount": "4.00"},
                {"member_id": bob, "amount": "6.00"},
            ],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["amount"] == "4.00"
    assert response.json["shares"][1]["amount"] == "6.00"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Fruit",
            "amount": "0.30",
            "paid_by": ann,
            "split": "amounts",
            "shares": [
                {"member_id": ann, "amount": "0.10"},
                {"member_id": bob, "amount": "0.20"},
                {"member_id": cem, "amount": "0.00"},
            ],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["amount"] == "0.10"
    assert response.json["shares"][1]["amount"] == "0.20"
    assert response.json["shares"][2]["amount"] == "0.00"


def test_amounts_have_at_most_two_decimals_and_are_strings(client):
    """All amounts are in one currency with two decimals and are written as…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "12.505",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": 12.5,
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "10.00",
            "paid_by": ann,
            "split": "amounts",
            "shares": [
                {"member_id": ann, "amount": "3.335"},
                {"member_id": bob, "amount": "6.665"},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "10.00",
            "paid_by": ann,
            "split": "amounts",
            "shares": [
                {"member_id": ann, "amount": 4.0},
                {"member_id": bob, "amount": 6.0},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "12.50",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 201
    assert response.json["amount"] == "12.50"
    assert response.json["shares"][0]["amount"] == "12.50"
    response = client.get(f"/groups/{group}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1


def test_amounts_are_positive_and_exact_shares_not_negative(client):
    """An expense has a description, a positive amount, the member who paid,…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "0.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "-1.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "5.00",
            "paid_by": ann,
            "split": "amounts",
            "shares": [
                {"member_id": ann, "amount": "6.00"},
                {"member_id": bob, "amount": "-1.00"},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "0.01",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 201
    assert response.json["amount"] == "0.01"


def test_the_largest_amount_loses_no_cent(client):
    """Rounding loses nothing: the shares of an expense always add up to its…"""
    response = client.post(
        "/groups", json={"name": "Rich", "members": ["Ann", "Bob", "Cem"]}
    )
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    cem = response.json["members"][2]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Island",
            "amount": "10000000000000.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    assert response.json["amount"] == "10000000000000.00"
    assert response.json["shares"][0]["amount"] == "3333333333333.34"
    assert response.json["shares"][1]["amount"] == "3333333333333.33"
    assert response.json["shares"][2]["amount"] == "3333333333333.33"


def test_weights_and_amounts_have_to_fit_the_way_of_sharing(client):
    """An expense is shared in one of three ways: equally among the members…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Rent",
            "amount": "9.00",
            "paid_by": ann,
            "split": "weights",
            "shares": [{"member_id": ann, "weight": 2}, {"member_id": bob}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Rent",
            "amount": "9.00",
            "paid_by": ann,
            "split": "amounts",
            "shares": [{"member_id": ann, "amount": "9.00"}, {"member_id": bob}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Rent",
            "amount": "9.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [
                {"member_id": ann, "weight": 1},
                {"member_id": bob, "weight": 1},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Rent",
            "amount": "9.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [
                {"member_id": ann, "amount": "4.50"},
                {"member_id": bob, "amount": "4.50"},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Rent",
            "amount": "9.00",
            "paid_by": ann,
            "split": "weights",
            "shares": [
                {"member_id": ann, "weight": 1, "amount": "4.50"},
                {"member_id": bob, "weight": 1},
            ],
        },
    )
    assert response.status_code == 422
    response = client.get(f"/groups/{group}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_a_member_is_named_once_in_an_expense(client):
    """An expense has a description, a positive amount, the member who paid,…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "6.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": bob}, {"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 422
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"


def test_only_members_of_the_group_pay_and_share(client):
    """An expense has a description, a positive amount, the member who paid,…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post("/groups", json={"name": "Flat", "members": ["Zoe"]})
    assert response.status_code == 201
    zoe = response.json["members"][0]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "6.00",
            "paid_by": zoe,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 404
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "6.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": zoe}],
        },
    )
    assert response.status_code == 404
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "6.00",
            "paid_by": 999999,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 404
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "6.00",
            "paid_by": ann,
            "split": "amounts",
            "shares": [{"member_id": zoe, "amount": "1.00"}],
        },
    )
    assert response.status_code == 404
    response = client.get(f"/groups/{group}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_who_paid_need_not_be_among_those_who_share(client):
    """An expense has a description, a positive amount, the member who paid,…"""
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
            "description": "Tickets",
            "amount": "25.01",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": cem}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 2
    assert response.json["shares"][0]["amount"] == "12.51"
    assert response.json["shares"][1]["amount"] == "12.50"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "25.01"
    assert response.json["items"][1]["balance"] == "-12.50"
    assert response.json["items"][2]["balance"] == "-12.51"


def test_expenses_are_listed_with_their_shares_in_the_order_in_which_they_were_entered(
    client, now
):
    """The expenses of a group are listed in the order in which they were…"""
    now("2026-03-05T09:00:00Z")
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.get(f"/groups/{group}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Zoo",
            "amount": "30.00",
            "paid_by": bob,
            "split": "equally",
            "shares": [{"member_id": bob}, {"member_id": ann}],
        },
    )
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Apples",
            "amount": "50.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 201
    second = response.json["id"]
    now("2026-03-01T09:00:00Z")
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Milk",
            "amount": "1.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": bob}],
        },
    )
    assert response.status_code == 201
    third = response.json["id"]
    response = client.get(f"/groups/{group}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == first
    assert response.json["items"][0]["date"] == "2026-03-05"
    assert len(response.json["items"][0]["shares"]) == 2
    assert response.json["items"][0]["shares"][0]["member_id"] == bob
    assert response.json["items"][0]["shares"][0]["amount"] == "15.00"
    assert response.json["items"][1]["id"] == second
    assert response.json["items"][1]["description"] == "Apples"
    assert response.json["items"][2]["id"] == third
    assert response.json["items"][2]["date"] == "2026-03-01"


def test_an_expense_that_was_deleted_is_gone_with_its_shares(client):
    """An expense can be looked at with its shares, and deleted."""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "7.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    tea = response.json["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Cake",
            "amount": "4.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 201
    cake = response.json["id"]
    response = client.get(f"/groups/{group}/expenses/{tea}")
    assert response.status_code == 200
    assert response.json["description"] == "Tea"
    assert response.json["shares"][1]["amount"] == "3.50"
    response = client.delete(f"/groups/{group}/expenses/{tea}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}/expenses/{tea}")
    assert response.status_code == 404
    response = client.delete(f"/groups/{group}/expenses/{tea}")
    assert response.status_code == 404
    response = client.get(f"/groups/{group}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == cake
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    response = client.delete(f"/groups/{group}/members/{bob}")
    assert response.status_code == 204


def test_an_expense_of_another_group_does_not_exist(client):
    """An expense can be looked at with its shares, and deleted."""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    response = client.post("/groups", json={"name": "Flat", "members": ["Zoe"]})
    assert response.status_code == 201
    other = response.json["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "7.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 201
    tea = response.json["id"]
    response = client.get(f"/groups/{other}/expenses/{tea}")
    assert response.status_code == 404
    response = client.delete(f"/groups/{other}/expenses/{tea}")
    assert response.status_code == 404
    response = client.get(f"/groups/{other}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get(f"/groups/{group}/expenses/{tea}")
    assert response.status_code == 200


def test_a_group_that_does_not_exist_has_no_expenses(client):
    """There are no accounts or passwords: whoever knows a group's id can use…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann"]})
    assert response.status_code == 201
    ann = response.json["members"][0]["id"]
    response = client.post(
        "/groups/999999/expenses",
        json={
            "description": "Tea",
            "amount": "7.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 404
    response = client.get("/groups/999999/expenses")
    assert response.status_code == 404
    response = client.get("/groups/999999/expenses/1")
    assert response.status_code == 404
    response = client.delete("/groups/999999/expenses/1")
    assert response.status_code == 404
    response = client.get("/groups/999999/expenses.csv")
    assert response.status_code == 404


def test_the_balances_add_up_to_zero_after_uneven_expenses(client):
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
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Taxi",
            "amount": "5.00",
            "paid_by": bob,
            "split": "weights",
            "shares": [
                {"member_id": cem, "weight": 1},
                {"member_id": ann, "weight": 2},
            ],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["amount"] == "1.67"
    assert response.json["shares"][1]["amount"] == "3.33"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "3.33"
    assert response.json["items"][1]["balance"] == "1.67"
    assert response.json["items"][2]["balance"] == "-5.00"


def test_friends_share_an_expense_and_settle_it_without_any_account(client):
    """Friends who travel or live together share expenses and settle them in…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Dinner",
            "amount": "10.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from_member_id"] == bob
    assert response.json["items"][0]["to_member_id"] == ann
    assert response.json["items"][0]["amount"] == "5.00"
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "5.00"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get(f"/groups/{group}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1


def test_the_date_is_the_day_of_entry_in_utc_and_stays(client, now):
    """The date is the day on which the expense was entered."""
    now("2026-03-01T23:59:59Z")
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Late",
            "amount": "1.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 201
    assert response.json["date"] == "2026-03-01"
    late = response.json["id"]
    now("2026-03-02T00:00:00Z")
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Early",
            "amount": "2.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 201
    assert response.json["date"] == "2026-03-02"
    response = client.get(f"/groups/{group}/expenses/{late}")
    assert response.status_code == 200
    assert response.json["date"] == "2026-03-01"
    response = client.get(f"/groups/{group}/expenses.csv")
    assert response.status_code == 200
    assert "2026-03-01,Late,Ann,1.00,1.00" in response.text
    assert "2026-03-02,Early,Ann,2.00,2.00" in response.text


def test_the_csv_has_a_column_for_each_member_in_the_order_in_which_they_were_added(
    client, now
):
    """The expenses of a group can be downloaded as CSV with the columns…"""
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups", json={"name": "Trip", "members": ["Cem", "Ann", "Bob"]}
    )
    assert response.status_code == 201
    group = response.json["id"]
    cem = response.json["members"][0]["id"]
    ann = response.json["members"][1]["id"]
    bob = response.json["members"][2]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Zoo",
            "amount": "10.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Apples",
            "amount": "9.00",
            "paid_by": bob,
            "split": "weights",
            "shares": [
                {"member_id": bob, "weight": 1},
                {"member_id": cem, "weight": 2},
            ],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Match",
            "amount": "0.01",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.post(f"/groups/{group}/members", json={"name": "Aaron"})
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/expenses.csv")
    assert response.status_code == 200
    assert "text/csv" in response.headers["Content-Type"]
    assert response.text.startswith("date,description,paid_by,amount,Cem,Ann,Bob,Aaron")
    assert "2026-03-01,Zoo,Ann,10.00,3.33,3.34,3.33," in response.text
    assert "2026-03-01,Apples,Bob,9.00,6.00,,3.00," in response.text
    assert "2026-03-01,Match,Ann,0.01,0.00,0.01,," in response.text
    assert re.search("Zoo[\\s\\S]*Apples[\\s\\S]*Match", response.text)


def test_the_csv_keeps_descriptions_with_commas_and_quotes_and_is_a_header_alone_without(
    client, now
):
    """The expenses of a group can be downloaded as CSV with the columns…"""
    now("2026-03-01T09:00:00Z")
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    response = client.get(f"/groups/{group}/expenses.csv")
    assert response.status_code == 200
    assert response.text.startswith("date,description,paid_by,amount,Ann,Bob")
    assert "2026" not in response.text
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Wine, red",
            "amount": "12.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 201
    wine = response.json["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Käse",
            "amount": "3.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/expenses.csv")
    assert response.status_code == 200
    assert '2026-03-01,"Wine, red",Ann,12.00,12.00,' in response.text
    assert "2026-03-01,Käse,Ann,3.00,3.00," in response.text
    response = client.delete(f"/groups/{group}/expenses/{wine}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}/expenses.csv")
    assert response.status_code == 200
    assert "Wine" not in response.text
    assert "Käse" in response.text
