"""What the endpoints of members promise."""

from collections import Counter

from splitbill.extensions import db
from splitbill.models import Group, Member


def test_remove_member_refuses_an_unknown_member_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.delete("/groups/999999/members/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_member_who_is_added_later_comes_last_has_a_balance_of_zero_and_changes_no(
    client, app
):
    """There are no accounts or passwords: whoever knows a group's id can use…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Flat"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Zoe"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=1, name="Bob"))
        db.session.commit()
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Rent",
            "amount": "0.05",
            "paid_by": 1,
            "split": "equally",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 201
    response = client.post("/groups/1/members", json={"name": "Ann"})
    assert response.status_code == 201
    assert response.json["name"] == "Ann"
    ann = response.json["id"]
    response = client.get("/groups/1")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Zoe"
    assert response.json["members"][1]["name"] == "Bob"
    assert response.json["members"][2]["name"] == "Ann"
    assert response.json["members"][2]["id"] == ann
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "0.02"
    assert response.json["items"][1]["balance"] == "-0.02"
    assert response.json["items"][2]["member_id"] == ann
    assert response.json["items"][2]["name"] == "Ann"
    assert response.json["items"][2]["balance"] == "0.00"


def test_a_name_is_taken_once_in_a_group_and_in_each_group_anew(client):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann"]})
    assert response.status_code == 201
    trip = response.json["id"]
    response = client.post("/groups", json={"name": "Flat", "members": []})
    assert response.status_code == 201
    flat = response.json["id"]
    response = client.post(f"/groups/{trip}/members", json={"name": "Bob"})
    assert response.status_code == 201
    response = client.post(f"/groups/{trip}/members", json={"name": "Ann"})
    assert response.status_code == 409
    response = client.post(f"/groups/{trip}/members", json={"name": "Bob"})
    assert response.status_code == 409
    response = client.post(f"/groups/{flat}/members", json={"name": "Ann"})
    assert response.status_code == 201
    response = client.get(f"/groups/{trip}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"
    response = client.get(f"/groups/{flat}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 1
    assert response.json["members"][0]["name"] == "Ann"


def test_of_many_who_add_the_same_name_at_once_one_succeeds(together, client):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann"]})
    assert response.status_code == 201
    trip = response.json["id"]
    responses = together(10, "POST", f"/groups/{trip}/members", json={"name": "Bob"})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get(f"/groups/{trip}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2
    assert response.json["members"][1]["name"] == "Bob"


def test_a_member_without_payments_and_shares_can_be_removed_and_the_name_is_free_again(
    client, app
):
    """A member who has paid for something or has a share in anything cannot…"""
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
        db.session.add(Member(id=4, group_id=1, name="Dan"))
        db.session.commit()
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Dinner",
            "amount": "10.00",
            "paid_by": 1,
            "split": "equally",
            "shares": [{"member_id": 1}, {"member_id": 2}, {"member_id": 4}],
        },
    )
    assert response.status_code == 201
    response = client.delete("/groups/1/members/3")
    assert response.status_code == 204
    response = client.delete("/groups/1/members/3")
    assert response.status_code == 404
    response = client.get("/groups/1")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"
    assert response.json["members"][2]["name"] == "Dan"
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "6.66"
    assert response.json["items"][1]["balance"] == "-3.33"
    assert response.json["items"][2]["balance"] == "-3.33"
    response = client.post("/groups/1/members", json={"name": "Cem"})
    assert response.status_code == 201
    response = client.get("/groups/1")
    assert response.status_code == 200
    assert len(response.json["members"]) == 4
    assert response.json["members"][3]["name"] == "Cem"


def test_who_paid_without_a_share_or_has_a_share_without_having_paid_cannot_be_removed(
    client, app
):
    """A member who has paid for something or has a share in anything cannot…"""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
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
            "description": "Taxi",
            "amount": "12.50",
            "paid_by": 1,
            "split": "equally",
            "shares": [{"member_id": 2}],
        },
    )
    assert response.status_code == 201
    taxi = response.json["id"]
    response = client.delete("/groups/1/members/1")
    assert response.status_code == 409
    response = client.delete("/groups/1/members/2")
    assert response.status_code == 409
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["balance"] == "12.50"
    assert response.json["items"][1]["balance"] == "-12.50"
    response = client.get(f"/groups/1/expenses/{taxi}")
    assert response.status_code == 200
    assert response.json["paid_by"] == 1
    assert len(response.json["shares"]) == 1
    assert response.json["shares"][0]["member_id"] == 2
    response = client.delete(f"/groups/1/expenses/{taxi}")
    assert response.status_code == 204
    response = client.delete("/groups/1/members/1")
    assert response.status_code == 204
    response = client.delete("/groups/1/members/2")
    assert response.status_code == 204
    response = client.get("/groups/1")
    assert response.status_code == 200
    assert len(response.json["members"]) == 0


def test_a_share_of_nothing_and_a_balance_of_zero_keep_a_member_from_being_removed(
    client, app
):
    """A member who has paid for something or has a share in anything cannot…"""
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
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Gum",
            "amount": "0.01",
            "paid_by": 1,
            "split": "equally",
            "shares": [{"member_id": 1}, {"member_id": 2}],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][1]["amount"] == "0.00"
    response = client.post(
        "/groups/1/expenses",
        json={
            "description": "Book",
            "amount": "5.00",
            "paid_by": 3,
            "split": "equally",
            "shares": [{"member_id": 3}],
        },
    )
    assert response.status_code == 201
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.delete("/groups/1/members/2")
    assert response.status_code == 409
    response = client.delete("/groups/1/members/3")
    assert response.status_code == 409
    response = client.get("/groups/1")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3


def test_who_made_or_got_a_recorded_payment_cannot_be_removed_so_that_the_balances_still(
    client, app
):
    """The balances of a group always add up to zero."""
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
    response = client.post(
        "/groups/1/payments",
        json={"from_member_id": 1, "to_member_id": 2, "amount": "7.20"},
    )
    assert response.status_code == 201
    response = client.delete("/groups/1/members/1")
    assert response.status_code == 409
    response = client.delete("/groups/1/members/2")
    assert response.status_code == 409
    response = client.delete("/groups/1/members/3")
    assert response.status_code == 204
    response = client.get("/groups/1/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["name"] == "Ann"
    assert response.json["items"][0]["balance"] == "7.20"
    assert response.json["items"][1]["name"] == "Bob"
    assert response.json["items"][1]["balance"] == "-7.20"
    response = client.get("/groups/1/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1


def test_what_does_not_exist_or_is_in_another_group_is_not_found(client, app):
    """Whatever does not exist is answered with 404."""
    with app.app_context():
        db.session.add(Group(id=1, name="Trip"))
        db.session.commit()
    with app.app_context():
        db.session.add(Group(id=2, name="Flat"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=1, group_id=1, name="Ann"))
        db.session.commit()
    with app.app_context():
        db.session.add(Member(id=2, group_id=2, name="Bob"))
        db.session.commit()
    response = client.post("/groups/999/members", json={"name": "Cem"})
    assert response.status_code == 404
    response = client.delete("/groups/999/members/1")
    assert response.status_code == 404
    response = client.delete("/groups/1/members/999")
    assert response.status_code == 404
    response = client.delete("/groups/1/members/2")
    assert response.status_code == 404
    response = client.get("/groups/2")
    assert response.status_code == 200
    assert len(response.json["members"]) == 1
    assert response.json["members"][0]["name"] == "Bob"
