"""What the endpoints of members promise."""

from collections import Counter


def test_delete_member_refuses_an_unknown_member_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.delete("/groups/999999/members/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_member_added_later_comes_last_and_takes_part_from_then_on(client):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Zoe", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    zoe = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Food",
            "amount": "10.00",
            "paid_by_id": zoe,
            "split": "equal",
            "shares": [{"member_id": zoe}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.post(f"/groups/{group}/members", json={"name": "Ann"})
    assert response.status_code == 201
    assert response.json["name"] == "Ann"
    ann = response.json["id"]
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Zoe"
    assert response.json["members"][1]["name"] == "Bob"
    assert response.json["members"][2]["name"] == "Ann"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "5.00"
    assert response.json["items"][1]["balance"] == "-5.00"
    assert response.json["items"][2]["member_id"] == ann
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Food",
            "amount": "10.00",
            "paid_by_id": bob,
            "split": "equal",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": zoe}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "1.67"
    assert response.json["items"][1]["balance"] == "1.67"
    assert response.json["items"][2]["balance"] == "-3.34"


def test_a_group_without_members_gets_its_first_ones_later(client):
    """Members can be added later."""
    response = client.post("/groups", json={"name": "Trip", "members": []})
    assert response.status_code == 201
    group = response.json["id"]
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 0
    response = client.post(f"/groups/{group}/members", json={"name": "Ann"})
    assert response.status_code == 201
    assert response.json["name"] == "Ann"
    response = client.post(f"/groups/{group}/members", json={"name": "Bob"})
    assert response.status_code == 201
    assert response.json["name"] == "Bob"
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"


def test_a_name_can_be_taken_once_in_a_group_and_again_in_another(together, client):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post("/groups", json={"name": "Trip", "members": ["Cem"]})
    assert response.status_code == 201
    others = response.json["id"]
    cem = response.json["members"][0]["id"]
    response = client.post(f"/groups/{group}/members", json={"name": "Ann"})
    assert response.status_code == 409
    response = client.post(f"/groups/{group}/members", json={"name": "Cem"})
    assert response.status_code == 201
    assert response.json["name"] == "Cem"
    response = client.post(f"/groups/{group}/members", json={"name": "Cem"})
    assert response.status_code == 409
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"
    assert response.json["members"][2]["name"] == "Cem"
    response = client.post(f"/groups/{others}/members", json={"name": "Ann"})
    assert response.status_code == 201
    assert response.json["name"] == "Ann"
    response = client.get(f"/groups/{others}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2
    assert response.json["members"][0]["name"] == "Cem"
    assert response.json["members"][1]["name"] == "Ann"
    responses = together(10, "POST", f"/groups/{group}/members", json={"name": "Dan"})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 4
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"
    assert response.json["members"][2]["name"] == "Cem"
    assert response.json["members"][3]["name"] == "Dan"


def test_a_member_who_has_paid_cannot_be_removed_until_the_expense_is_gone(client):
    """A member who has paid for something or has a share in anything cannot…"""
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
            "description": "Food",
            "amount": "10.00",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": bob}],
        },
    )
    assert response.status_code == 201
    expense = response.json["id"]
    response = client.delete(f"/groups/{group}/members/{ann}")
    assert response.status_code == 409
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"
    assert response.json["members"][2]["name"] == "Cem"
    response = client.delete(f"/groups/{group}/members/{cem}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"
    response = client.delete(f"/groups/{group}/expenses/{expense}")
    assert response.status_code == 204
    response = client.delete(f"/groups/{group}/members/{ann}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 1
    assert response.json["members"][0]["name"] == "Bob"


def test_a_member_with_a_share_in_anything_cannot_be_removed_however_small_it_is(
    client,
):
    """A member who has paid for something or has a share in anything cannot…"""
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
            "description": "Food",
            "amount": "0.01",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["amount"] == "0.01"
    assert response.json["shares"][1]["amount"] == "0.00"
    expense = response.json["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Food",
            "amount": "9.00",
            "paid_by_id": ann,
            "split": "exact",
            "shares": [
                {"member_id": ann, "amount": "4.00"},
                {"member_id": cem, "amount": "5.00"},
            ],
        },
    )
    assert response.status_code == 201
    second = response.json["id"]
    response = client.delete(f"/groups/{group}/members/{bob}")
    assert response.status_code == 409
    response = client.delete(f"/groups/{group}/members/{cem}")
    assert response.status_code == 409
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"
    assert response.json["members"][2]["name"] == "Cem"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "5.00"
    assert response.json["items"][2]["balance"] == "-5.00"
    response = client.delete(f"/groups/{group}/expenses/{second}")
    assert response.status_code == 204
    response = client.delete(f"/groups/{group}/members/{cem}")
    assert response.status_code == 204
    response = client.delete(f"/groups/{group}/members/{bob}")
    assert response.status_code == 409
    response = client.delete(f"/groups/{group}/expenses/{expense}")
    assert response.status_code == 204
    response = client.delete(f"/groups/{group}/members/{bob}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 1
    assert response.json["members"][0]["name"] == "Ann"


def test_a_removed_member_is_gone_and_the_name_can_be_used_again(client):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post(
        "/groups", json={"name": "Trip", "members": ["Ann", "Bob", "Cem"]}
    )
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    cem = response.json["members"][2]["id"]
    response = client.delete(f"/groups/{group}/members/{bob}")
    assert response.status_code == 204
    response = client.delete(f"/groups/{group}/members/{bob}")
    assert response.status_code == 404
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Cem"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Food",
            "amount": "10.00",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 404
    response = client.post(f"/groups/{group}/members", json={"name": "Bob"})
    assert response.status_code == 201
    assert response.json["name"] == "Bob"
    again = response.json["id"]
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Cem"
    assert response.json["members"][2]["name"] == "Bob"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Food",
            "amount": "10.00",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": ann}, {"member_id": again}],
        },
    )
    assert response.status_code == 201
    response = client.delete(f"/groups/{group}/members/{again}")
    assert response.status_code == 409
    response = client.delete(f"/groups/{group}/members/{cem}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"


def test_members_of_a_recorded_payment_cannot_be_removed(client):
    """A member who has paid for something or has a share in anything cannot…"""
    response = client.post(
        "/groups", json={"name": "Trip", "members": ["Ann", "Bob", "Cem"]}
    )
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    cem = response.json["members"][2]["id"]
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": ann, "to_member_id": bob, "amount": "5.00"},
    )
    assert response.status_code == 201
    response = client.delete(f"/groups/{group}/members/{ann}")
    assert response.status_code == 409
    response = client.delete(f"/groups/{group}/members/{bob}")
    assert response.status_code == 409
    response = client.delete(f"/groups/{group}/members/{cem}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "5.00"
    assert response.json["items"][1]["balance"] == "-5.00"


def test_members_are_found_only_in_their_own_group(client):
    """Members can be added later."""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    response = client.post("/groups", json={"name": "Trip", "members": ["Dan"]})
    assert response.status_code == 201
    others = response.json["id"]
    dan = response.json["members"][0]["id"]
    response = client.delete(f"/groups/{group}/members/{dan}")
    assert response.status_code == 404
    response = client.delete(f"/groups/{others}/members/{ann}")
    assert response.status_code == 404
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 1
    assert response.json["members"][0]["name"] == "Ann"
    response = client.get(f"/groups/{others}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 1
    assert response.json["members"][0]["name"] == "Dan"
    response = client.delete(f"/groups/{group}/members/999999")
    assert response.status_code == 404
    response = client.delete(f"/groups/999999/members/{ann}")
    assert response.status_code == 404
    response = client.post("/groups/999999/members", json={"name": "Eva"})
    assert response.status_code == 404
