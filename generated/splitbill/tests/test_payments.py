"""What the endpoints of payments promise."""

from splitbill.extensions import db
from splitbill.models import Group, Member


def test_list_payments_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999/payments")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_recorded_payments_show_up_in_the_list_of_the_group_in_their_order(client, app):
    """There are no accounts or passwords: whoever knows a group's id can use…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Lisbon"))
        db.session.commit()
    with app.app_context():
        db.session.add(Group(id=2, name="Flat"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=2, name="Cem"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=4, group_id=2, name="Dora"))
        db.session.commit()
    response = client.get("/groups/1/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 2, "to_member_id": 1, "amount": "12.50"},
    )
    assert response.status_code == 201
    assert "id" in response.json
    assert response.json["from_member_id"] == 2
    assert response.json["to_member_id"] == 1
    assert response.json["amount"] == "12.50"
    first = response.json["id"]
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "100.05"},
    )
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 2, "to_member_id": 1, "amount": "12.50"},
    )
    assert response.status_code == 201
    third = response.json["id"]
    response = client.post(
        "/groups/2/payments",
        json={"from_member_id": 3, "to_member_id": 4, "amount": "3.00"},
    )
    assert response.status_code == 201
    response = client.get("/groups/1/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == first
    assert response.json["items"][0]["from_member_id"] == 2
    assert response.json["items"][0]["to_member_id"] == 1
    assert response.json["items"][0]["amount"] == "12.50"
    assert response.json["items"][1]["id"] == second
    assert response.json["items"][1]["from_member_id"] == 1
    assert response.json["items"][1]["to_member_id"] == 2
    assert response.json["items"][1]["amount"] == "100.05"
    assert response.json["items"][2]["id"] == third
    assert response.json["items"][2]["amount"] == "12.50"
    response = client.get("/groups/2/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from_member_id"] == 3
    assert response.json["items"][0]["to_member_id"] == 4
    assert response.json["items"][0]["amount"] == "3.00"


def test_a_payment_raises_the_balance_of_the_one_who_pays_and_lowers_that_of_the_one_who(
    client, app
):
    """A payment that was really made can be recorded, from one member to…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Lisbon"))
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
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Hotel",
            "amount": "100.00",
            "paid_by": 1,
            "split": "equally",
            "shares": [{"member_id": 1}, {"member_id": 2}, {"member_id": 3}],
        },
    )
    assert response.status_code == 201
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "66.66"
    assert response.json["items"][1]["balance"] == "-33.33"
    assert response.json["items"][2]["balance"] == "-33.33"
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 2, "to_member_id": 1, "amount": "20.00"},
    )
    assert response.status_code == 201
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "46.66"
    assert response.json["items"][1]["balance"] == "-13.33"
    assert response.json["items"][2]["balance"] == "-33.33"
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 2, "to_member_id": 1, "amount": "13.33"},
    )
    assert response.status_code == 201
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "33.33"
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["balance"] == "-33.33"
    response = client.get("/groups/1/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from_member_id"] == 3
    assert response.json["items"][0]["to_member_id"] == 1
    assert response.json["items"][0]["amount"] == "33.33"


def test_more_than_is_owed_can_be_paid(client, app):
    """A payment that was really made can be recorded, from one member to…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Lisbon"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "0.01"},
    )
    assert response.status_code == 201
    assert response.json["amount"] == "0.01"
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "5.10"},
    )
    assert response.status_code == 201
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "5.11"
    assert response.json["items"][1]["balance"] == "-5.11"
    response = client.get("/groups/1/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from_member_id"] == 2
    assert response.json["items"][0]["to_member_id"] == 1
    assert response.json["items"][0]["amount"] == "5.11"


def test_a_proposed_payment_is_listed_only_once_it_was_recorded(client, app):
    """A payment that was really made can be recorded, from one member to…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Lisbon"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Dinner",
            "amount": "25.01",
            "paid_by": 1,
            "split": "equally",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 201
    response = client.get("/groups/1/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["amount"] == "12.50"
    response = client.get("/groups/1/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 2, "to_member_id": 1, "amount": "12.50"},
    )
    assert response.status_code == 201
    response = client.get("/groups/1/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    response = client.get("/groups/1/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"


def test_an_amount_with_more_than_two_decimals_or_not_above_zero_is_refused_and_changes(
    client, app
):
    """All amounts are in one currency with two decimals and are written as…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Lisbon"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "12.505"},
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "0.001"},
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "0.00"},
    )
    assert response.status_code == 422
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "-1.00"},
    )
    assert response.status_code == 422
    response = client.get("/groups/1/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "12.5"},
    )
    assert response.status_code == 201
    assert response.json["amount"] == "12.50"
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "7"},
    )
    assert response.status_code == 201
    assert response.json["amount"] == "7.00"
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "19.50"
    assert response.json["items"][1]["balance"] == "-19.50"


def test_a_payment_goes_from_one_member_to_another(client, app):
    """A payment that was really made can be recorded, from one member to…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Lisbon"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 1, "amount": "5.00"},
    )
    assert response.status_code == 422
    response = client.get("/groups/1/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"


def test_groups_and_members_that_do_not_exist_or_not_in_this_group_are_not_found(
    client, app
):
    """A payment that was really made can be recorded, from one member to…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Lisbon"))
        db.session.commit()
    with app.app_context():
        db.session.add(Group(id=2, name="Flat"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=3, group_id=2, name="Cem"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=4, group_id=2, name="Dora"))
        db.session.commit()
    response = client.post(
        "/groups/999/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "5.00"},
    )
    assert response.status_code == 404
    response = client.get("/groups/999/payments")
    assert response.status_code == 404
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 999, "to_member_id": 1, "amount": "5.00"},
    )
    assert response.status_code == 404
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 999, "amount": "5.00"},
    )
    assert response.status_code == 404
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 3, "to_member_id": 1, "amount": "5.00"},
    )
    assert response.status_code == 404
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 3, "amount": "5.00"},
    )
    assert response.status_code == 404
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 3, "to_member_id": 4, "amount": "5.00"},
    )
    assert response.status_code == 404
    response = client.get("/groups/1/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get("/groups/2/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_whoever_knows_the_id_of_a_new_group_can_record_and_see_payments(client):
    """There are no accounts or passwords: whoever knows a group's id can use…"""
    response = client.post(
        "/groups", json={"name": "Ski trip", "members": ["Ann", "Bob"]}
    )
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "8.40"},
    )
    assert response.status_code == 201
    assert response.json["from_member_id"] == bob
    assert response.json["to_member_id"] == ann
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from_member_id"] == bob
    assert response.json["items"][0]["to_member_id"] == ann
    assert response.json["items"][0]["amount"] == "8.40"
