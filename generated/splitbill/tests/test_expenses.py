"""What the endpoints of expenses promise."""

import re

from splitbill.extensions import db
from splitbill.models import Group, Member


def test_list_expenses_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999/expenses")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_get_expense_refuses_an_unknown_expense_id(client):
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


def test_ten_shared_equally_by_three_is_3_34_3_33_and_3_33(client, app, now):
    """An expense has a description, a positive amount, the member who paid,…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Dinner",
            "amount": "10.00",
            "paid_by_id": 2,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}, {"member_id": 3}],
        },
    )
    assert response.status_code == 201
    assert response.json["description"] == "Dinner"
    assert response.json["amount"] == "10.00"
    assert response.json["paid_by_id"] == 2
    assert len(response.json["shares"]) == 3
    assert response.json["shares"][0]["member_id"] == 1
    assert response.json["shares"][0]["amount"] == "3.34"
    assert response.json["shares"][1]["member_id"] == 2
    assert response.json["shares"][1]["amount"] == "3.33"
    assert response.json["shares"][2]["member_id"] == 3
    assert response.json["shares"][2]["amount"] == "3.33"
    dinner = response.json["id"]
    response = client.get(f"/groups/1/expenses/{dinner}")
    assert response.status_code == 200
    assert response.json["id"] == dinner
    assert response.json["group_id"] == 1
    assert response.json["description"] == "Dinner"
    assert response.json["amount"] == "10.00"
    assert response.json["paid_by_id"] == 2
    assert len(response.json["shares"]) == 3
    assert response.json["shares"][0]["member_id"] == 1
    assert response.json["shares"][0]["amount"] == "3.34"
    assert response.json["shares"][1]["member_id"] == 2
    assert response.json["shares"][1]["amount"] == "3.33"
    assert response.json["shares"][2]["member_id"] == 3
    assert response.json["shares"][2]["amount"] == "3.33"
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "-3.34"
    assert response.json["items"][1]["balance"] == "6.67"
    assert response.json["items"][2]["balance"] == "-3.33"


def test_the_cents_that_are_left_go_to_the_first_members_in_the_order_of_the_expense(
    client, app, now
):
    """Rounding loses nothing: the shares of an expense always add up to its…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Taxi",
            "amount": "10.01",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 3}, {"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 3
    assert response.json["shares"][0]["member_id"] == 3
    assert response.json["shares"][0]["amount"] == "3.34"
    assert response.json["shares"][1]["member_id"] == 1
    assert response.json["shares"][1]["amount"] == "3.34"
    assert response.json["shares"][2]["member_id"] == 2
    assert response.json["shares"][2]["amount"] == "3.33"
    taxi = response.json["id"]
    response = client.get(f"/groups/1/expenses/{taxi}")
    assert response.status_code == 200
    assert len(response.json["shares"]) == 3
    assert response.json["shares"][0]["member_id"] == 3
    assert response.json["shares"][0]["amount"] == "3.34"
    assert response.json["shares"][1]["member_id"] == 1
    assert response.json["shares"][1]["amount"] == "3.34"
    assert response.json["shares"][2]["member_id"] == 2
    assert response.json["shares"][2]["amount"] == "3.33"
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Stamp",
            "amount": "0.02",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 2}, {"member_id": 3}, {"member_id": 1}],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 3
    assert response.json["shares"][0]["member_id"] == 2
    assert response.json["shares"][0]["amount"] == "0.01"
    assert response.json["shares"][1]["member_id"] == 3
    assert response.json["shares"][1]["amount"] == "0.01"
    assert response.json["shares"][2]["member_id"] == 1
    assert response.json["shares"][2]["amount"] == "0.00"


def test_a_hundred_shared_by_seven_leaves_four_cents_one_for_each_of_the_first_four(
    client, app, now
):
    """Rounding loses nothing: the shares of an expense always add up to its…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=4, group_id=1, name="Dora"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=5, group_id=1, name="Emil"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=6, group_id=1, name="Fay"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=7, group_id=1, name="Gus"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Boat",
            "amount": "100.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [
                {"member_id": 7},
                {"member_id": 6},
                {"member_id": 5},
                {"member_id": 4},
                {"member_id": 3},
                {"member_id": 2},
                {"member_id": 1},
            ],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 7
    assert response.json["shares"][0]["member_id"] == 7
    assert response.json["shares"][0]["amount"] == "14.29"
    assert response.json["shares"][1]["member_id"] == 6
    assert response.json["shares"][1]["amount"] == "14.29"
    assert response.json["shares"][2]["member_id"] == 5
    assert response.json["shares"][2]["amount"] == "14.29"
    assert response.json["shares"][3]["member_id"] == 4
    assert response.json["shares"][3]["amount"] == "14.29"
    assert response.json["shares"][4]["member_id"] == 3
    assert response.json["shares"][4]["amount"] == "14.28"
    assert response.json["shares"][5]["member_id"] == 2
    assert response.json["shares"][5]["amount"] == "14.28"
    assert response.json["shares"][6]["member_id"] == 1
    assert response.json["shares"][6]["amount"] == "14.28"


def test_who_paid_need_not_share_and_only_the_members_named_have_a_share(
    client, app, now
):
    """An expense has a description, a positive amount, the member who paid,…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Tickets",
            "amount": "9.99",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 2}, {"member_id": 3}],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 2
    assert response.json["shares"][0]["member_id"] == 2
    assert response.json["shares"][0]["amount"] == "5.00"
    assert response.json["shares"][1]["member_id"] == 3
    assert response.json["shares"][1]["amount"] == "4.99"
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "9.99"
    assert response.json["items"][1]["balance"] == "-5.00"
    assert response.json["items"][2]["balance"] == "-4.99"
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Present",
            "amount": "4.35",
            "paid_by_id": 2,
            "split": "equal",
            "shares": [{"member_id": 3}],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 1
    assert response.json["shares"][0]["member_id"] == 3
    assert response.json["shares"][0]["amount"] == "4.35"
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "9.99"
    assert response.json["items"][1]["balance"] == "-0.65"
    assert response.json["items"][2]["balance"] == "-9.34"


def test_a_weight_of_2_pays_twice_as_much_as_a_weight_of_1(client, app, now):
    """An expense is shared in one of three ways: equally among the members…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Room",
            "amount": "30.00",
            "paid_by_id": 1,
            "split": "weights",
            "shares": [{"member_id": 1, "weight": 2}, {"member_id": 2, "weight": 1}],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 2
    assert response.json["shares"][0]["member_id"] == 1
    assert response.json["shares"][0]["amount"] == "20.00"
    assert response.json["shares"][1]["member_id"] == 2
    assert response.json["shares"][1]["amount"] == "10.00"
    room = response.json["id"]
    response = client.get(f"/groups/1/expenses/{room}")
    assert response.status_code == 200
    assert len(response.json["shares"]) == 2
    assert response.json["shares"][0]["member_id"] == 1
    assert response.json["shares"][0]["amount"] == "20.00"
    assert response.json["shares"][1]["member_id"] == 2
    assert response.json["shares"][1]["amount"] == "10.00"
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Food",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "weights",
            "shares": [{"member_id": 1, "weight": 2}, {"member_id": 2, "weight": 1}],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 2
    assert response.json["shares"][0]["member_id"] == 1
    assert response.json["shares"][0]["amount"] == "6.67"
    assert response.json["shares"][1]["member_id"] == 2
    assert response.json["shares"][1]["amount"] == "3.33"
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Drinks",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "weights",
            "shares": [{"member_id": 2, "weight": 1}, {"member_id": 1, "weight": 2}],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 2
    assert response.json["shares"][0]["member_id"] == 2
    assert response.json["shares"][0]["amount"] == "3.34"
    assert response.json["shares"][1]["member_id"] == 1
    assert response.json["shares"][1]["amount"] == "6.66"
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Fuel",
            "amount": "100.00",
            "paid_by_id": 1,
            "split": "weights",
            "shares": [
                {"member_id": 3, "weight": 1},
                {"member_id": 1, "weight": 2},
                {"member_id": 2, "weight": 4},
            ],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 3
    assert response.json["shares"][0]["member_id"] == 3
    assert response.json["shares"][0]["amount"] == "14.29"
    assert response.json["shares"][1]["member_id"] == 1
    assert response.json["shares"][1]["amount"] == "28.57"
    assert response.json["shares"][2]["member_id"] == 2
    assert response.json["shares"][2]["amount"] == "57.14"


def test_weights_that_are_not_positive_are_missing_or_do_not_belong_are_refused(
    client, app, now
):
    """An expense is shared in one of three ways: equally among the members…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "A",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "weights",
            "shares": [{"member_id": 1, "weight": 0}, {"member_id": 2, "weight": 1}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "B",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "weights",
            "shares": [{"member_id": 1, "weight": -1}, {"member_id": 2, "weight": 2}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "C",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "weights",
            "shares": [{"member_id": 1, "weight": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "D",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "weights",
            "shares": [
                {"member_id": 1, "amount": "5.00"},
                {"member_id": 2, "amount": "5.00"},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "E",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1, "weight": 1}, {"member_id": 2, "weight": 1}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "F",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [
                {"member_id": 1, "amount": "5.00"},
                {"member_id": 2, "amount": "5.00"},
            ],
        },
    )
    assert response.status_code == 422
    response = client.get("/groups/1/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "G",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "weights",
            "shares": [{"member_id": 1, "weight": 1}],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 1
    assert response.json["shares"][0]["member_id"] == 1
    assert response.json["shares"][0]["amount"] == "10.00"


def test_exact_amounts_have_to_add_up_to_the_amount_of_the_expense(client, app, now):
    """An expense is shared in one of three ways: equally among the members…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Hotel",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "exact",
            "shares": [
                {"member_id": 2, "amount": "2.49"},
                {"member_id": 1, "amount": "7.50"},
            ],
        },
    )
    assert response.status_code == 422
    assert response.json["detail"] == "Shares do not add up"
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Hotel",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "exact",
            "shares": [
                {"member_id": 2, "amount": "2.51"},
                {"member_id": 1, "amount": "7.50"},
            ],
        },
    )
    assert response.status_code == 422
    assert response.json["detail"] == "Shares do not add up"
    response = client.get("/groups/1/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Hotel",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "exact",
            "shares": [
                {"member_id": 2, "amount": "2.50"},
                {"member_id": 1, "amount": "7.50"},
                {"member_id": 3, "amount": "0.00"},
            ],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 3
    assert response.json["shares"][0]["member_id"] == 2
    assert response.json["shares"][0]["amount"] == "2.50"
    assert response.json["shares"][1]["member_id"] == 1
    assert response.json["shares"][1]["amount"] == "7.50"
    assert response.json["shares"][2]["member_id"] == 3
    assert response.json["shares"][2]["amount"] == "0.00"
    hotel = response.json["id"]
    response = client.get(f"/groups/1/expenses/{hotel}")
    assert response.status_code == 200
    assert len(response.json["shares"]) == 3
    assert response.json["shares"][0]["member_id"] == 2
    assert response.json["shares"][0]["amount"] == "2.50"
    assert response.json["shares"][1]["member_id"] == 1
    assert response.json["shares"][1]["amount"] == "7.50"
    assert response.json["shares"][2]["member_id"] == 3
    assert response.json["shares"][2]["amount"] == "0.00"
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Sweets",
            "amount": "0.30",
            "paid_by_id": 1,
            "split": "exact",
            "shares": [
                {"member_id": 1, "amount": "0.10"},
                {"member_id": 2, "amount": "0.20"},
            ],
        },
    )
    assert response.status_code == 201
    assert len(response.json["shares"]) == 2
    assert response.json["shares"][0]["member_id"] == 1
    assert response.json["shares"][0]["amount"] == "0.10"
    assert response.json["shares"][1]["member_id"] == 2
    assert response.json["shares"][1]["amount"] == "0.20"
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "2.70"
    assert response.json["items"][1]["balance"] == "-2.70"
    assert response.json["items"][2]["balance"] == "0.00"


def test_exact_amounts_that_are_missing_negative_or_do_not_belong_are_refused(
    client, app, now
):
    """An expense is shared in one of three ways: equally among the members…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "A",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "exact",
            "shares": [{"member_id": 1, "amount": "10.00"}, {"member_id": 2}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "B",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "exact",
            "shares": [
                {"member_id": 1, "amount": "11.00"},
                {"member_id": 2, "amount": "-1.00"},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "C",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "exact",
            "shares": [{"member_id": 1, "weight": 1}, {"member_id": 2, "weight": 1}],
        },
    )
    assert response.status_code == 422
    response = client.get("/groups/1/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["balance"] == "0.00"


def test_an_amount_is_positive_and_has_two_decimals(client, app, now):
    """An expense has a description, a positive amount, the member who paid,…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "A",
            "amount": "12.505",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "B",
            "amount": "12.500",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "C",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "exact",
            "shares": [
                {"member_id": 1, "amount": "5.005"},
                {"member_id": 2, "amount": "4.995"},
            ],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "D",
            "amount": "0.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "E",
            "amount": "-0.01",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 422
    response = client.get("/groups/1/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "F",
            "amount": "0.01",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 2}, {"member_id": 1}],
        },
    )
    assert response.status_code == 201
    assert response.json["amount"] == "0.01"
    assert len(response.json["shares"]) == 2
    assert response.json["shares"][0]["member_id"] == 2
    assert response.json["shares"][0]["amount"] == "0.01"
    assert response.json["shares"][1]["member_id"] == 1
    assert response.json["shares"][1]["amount"] == "0.00"
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "G",
            "amount": "12.50",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 201
    assert response.json["amount"] == "12.50"
    assert len(response.json["shares"]) == 2
    assert response.json["shares"][0]["member_id"] == 1
    assert response.json["shares"][0]["amount"] == "6.25"
    assert response.json["shares"][1]["member_id"] == 2
    assert response.json["shares"][1]["amount"] == "6.25"


def test_an_expense_is_shared_by_at_least_one_member_and_by_nobody_twice(
    client, app, now
):
    """An expense has a description, a positive amount, the member who paid,…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "A",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "B",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}, {"member_id": 1}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "C",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "exact",
            "shares": [
                {"member_id": 1, "amount": "5.00"},
                {"member_id": 1, "amount": "5.00"},
            ],
        },
    )
    assert response.status_code == 422
    response = client.get("/groups/1/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_whoever_is_not_in_the_group_can_neither_pay_nor_share(client, app, now):
    """An expense has a description, a positive amount, the member who paid,…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Group(id=2, name="Flat"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=21, group_id=2, name="Zoe"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "A",
            "amount": "10.00",
            "paid_by_id": 21,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 404
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "B",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 21}],
        },
    )
    assert response.status_code == 404
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "C",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 987654}],
        },
    )
    assert response.status_code == 404
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "D",
            "amount": "10.00",
            "paid_by_id": 987654,
            "split": "equal",
            "shares": [{"member_id": 1}],
        },
    )
    assert response.status_code == 404
    response = client.post(
        "/groups/987654/expenses",
        json={
            "description": "E",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}],
        },
    )
    assert response.status_code == 404
    response = client.get("/groups/1/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get("/groups/2/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_expenses_are_found_only_below_their_own_group(client, app, now):
    """An expense can be looked at with its shares, and deleted."""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Group(id=2, name="Flat"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=21, group_id=2, name="Zoe"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Dinner",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 201
    dinner = response.json["id"]
    response = client.get(f"/groups/2/expenses/{dinner}")
    assert response.status_code == 404
    response = client.delete(f"/groups/2/expenses/{dinner}")
    assert response.status_code == 404
    response = client.get(f"/groups/1/expenses/{dinner}")
    assert response.status_code == 200
    assert response.json["description"] == "Dinner"
    response = client.get("/groups/2/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get("/groups/1/expenses/987654")
    assert response.status_code == 404
    response = client.get(f"/groups/987654/expenses/{dinner}")
    assert response.status_code == 404
    response = client.get("/groups/987654/expenses")
    assert response.status_code == 404
    response = client.get("/groups/987654/expenses.csv")
    assert response.status_code == 404
    response = client.delete("/groups/1/expenses/987654")
    assert response.status_code == 404
    response = client.delete(f"/groups/987654/expenses/{dinner}")
    assert response.status_code == 404


def test_a_deleted_expense_is_gone_with_its_shares(client, app, now):
    """An expense can be looked at with its shares, and deleted."""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Dinner",
            "amount": "10.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}, {"member_id": 3}],
        },
    )
    assert response.status_code == 201
    dinner = response.json["id"]
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Taxi",
            "amount": "6.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 201
    taxi = response.json["id"]
    response = client.delete("/groups/1/members/3")
    assert response.status_code == 409
    response = client.delete(f"/groups/1/expenses/{dinner}")
    assert response.status_code == 204
    response = client.get(f"/groups/1/expenses/{dinner}")
    assert response.status_code == 404
    response = client.delete(f"/groups/1/expenses/{dinner}")
    assert response.status_code == 404
    response = client.get("/groups/1/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == taxi
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "3.00"
    assert response.json["items"][1]["balance"] == "-3.00"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.get("/groups/1/expenses.csv")
    assert response.status_code == 200
    assert "Dinner" not in response.text
    assert "Taxi" in response.text
    response = client.delete("/groups/1/members/3")
    assert response.status_code == 204


def test_expenses_are_listed_in_the_order_in_which_they_were_entered_with_their_shares(
    client, app, now
):
    """An expense can be looked at with its shares, and deleted."""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.get("/groups/1/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Zoo",
            "amount": "20.00",
            "paid_by_id": 3,
            "split": "equal",
            "shares": [{"member_id": 2}, {"member_id": 1}],
        },
    )
    assert response.status_code == 201
    now("2026-03-05T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Apples",
            "amount": "30.00",
            "paid_by_id": 1,
            "split": "weights",
            "shares": [{"member_id": 3, "weight": 1}, {"member_id": 2, "weight": 2}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Museum",
            "amount": "10.00",
            "paid_by_id": 2,
            "split": "exact",
            "shares": [
                {"member_id": 1, "amount": "4.00"},
                {"member_id": 3, "amount": "6.00"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.get("/groups/1/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["description"] == "Zoo"
    assert response.json["items"][1]["description"] == "Apples"
    assert response.json["items"][2]["description"] == "Museum"
    assert response.json["items"][0]["entered_on"] == "2026-03-01"
    assert response.json["items"][1]["entered_on"] == "2026-03-05"
    assert response.json["items"][1]["paid_by_id"] == 1
    assert response.json["items"][1]["amount"] == "30.00"
    assert len(response.json["items"][0]["shares"]) == 2
    assert response.json["items"][0]["shares"][0]["member_id"] == 2
    assert response.json["items"][0]["shares"][0]["amount"] == "10.00"
    assert response.json["items"][0]["shares"][1]["member_id"] == 1
    assert response.json["items"][0]["shares"][1]["amount"] == "10.00"
    assert len(response.json["items"][1]["shares"]) == 2
    assert response.json["items"][1]["shares"][0]["member_id"] == 3
    assert response.json["items"][1]["shares"][0]["amount"] == "10.00"
    assert response.json["items"][1]["shares"][1]["member_id"] == 2
    assert response.json["items"][1]["shares"][1]["amount"] == "20.00"
    assert len(response.json["items"][2]["shares"]) == 2
    assert response.json["items"][2]["shares"][0]["member_id"] == 1
    assert response.json["items"][2]["shares"][0]["amount"] == "4.00"
    assert response.json["items"][2]["shares"][1]["member_id"] == 3
    assert response.json["items"][2]["shares"][1]["amount"] == "6.00"


def test_the_date_of_an_expense_is_the_day_on_which_it_was_entered(client, app, now):
    """The date is the day on which the expense was entered."""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    now("2026-02-28T23:59:59Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Late",
            "amount": "1.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}],
        },
    )
    assert response.status_code == 201
    assert response.json["entered_on"] == "2026-02-28"
    late = response.json["id"]
    now("2026-03-01T00:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Early",
            "amount": "2.00",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 1}],
        },
    )
    assert response.status_code == 201
    assert response.json["entered_on"] == "2026-03-01"
    now("2026-03-09T12:00:00Z")
    response = client.get(f"/groups/1/expenses/{late}")
    assert response.status_code == 200
    assert response.json["entered_on"] == "2026-02-28"
    response = client.get("/groups/1/expenses.csv")
    assert response.status_code == 200
    assert "2026-02-28,Late,Ann,1.00,1.00" in response.text
    assert "2026-03-01,Early,Ann,2.00,2.00" in response.text


def test_the_csv_has_a_column_for_each_member_in_the_order_in_which_they_were_added(
    client, now
):
    """The expenses of a group can be downloaded as CSV with the columns…"""
    now("2026-03-01T09:00:00Z")
    response = client.post("/groups", json={"name": "Trip", "members": ["Zoe", "Ann"]})
    assert response.status_code == 201
    group = response.json["id"]
    zoe = response.json["members"][0]["id"]
    ann = response.json["members"][1]["id"]
    response = client.get(f"/groups/{group}/expenses.csv")
    assert response.status_code == 200
    assert "text/csv" in response.headers["Content-Type"]
    assert response.text.startswith("date,description,paid_by,amount,Zoe,Ann")
    assert "2026" not in response.text
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Taxi",
            "amount": "9.00",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": ann}, {"member_id": zoe}],
        },
    )
    assert response.status_code == 201
    response = client.post(f"/groups/{group}/members", json={"name": "Mia"})
    assert response.status_code == 201
    mia = response.json["id"]
    now("2026-03-02T09:00:00Z")
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Dinner",
            "amount": "10.01",
            "paid_by_id": zoe,
            "split": "equal",
            "shares": [{"member_id": mia}, {"member_id": zoe}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/expenses.csv")
    assert response.status_code == 200
    assert response.text.startswith("date,description,paid_by,amount,Zoe,Ann,Mia")
    assert "2026-03-01,Taxi,Ann,9.00,4.50,4.50," in response.text
    assert "2026-03-02,Dinner,Zoe,10.01,5.00,,5.01" in response.text
    assert re.search("Taxi[\\s\\S]*Dinner", response.text)


def test_the_csv_quotes_what_needs_it_and_tells_a_share_of_nothing_from_none(
    client, app, now
):
    """The expenses of a group can be downloaded as CSV with the columns…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=1, name="Cem"))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": 'Bread, "fresh"',
            "amount": "0.01",
            "paid_by_id": 1,
            "split": "equal",
            "shares": [{"member_id": 2}, {"member_id": 1}],
        },
    )
    assert response.status_code == 201
    response = client.get("/groups/1/expenses.csv")
    assert response.status_code == 200
    assert '2026-03-01,"Bread, ""fresh""",Ann,0.01,0.00,0.01,' in response.text
