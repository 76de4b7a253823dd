"""What the endpoints of groups promise."""

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
def test_create_group_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/groups", data=body, content_type="application/json")
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
def test_create_group_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/groups", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_group_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/groups", data="{}", content_type="text/plain")
    assert response.status_code == 415
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_group_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/groups", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_group_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post("/groups", json={"name": "ann", "unheard_of": 1})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_group_refuses_a_missing_name(client):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post("/groups", json={})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "name",
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
def test_create_group_refuses_an_invalid_name(client, name):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post("/groups", json={"name": name})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "members",
    [
        pytest.param("seven", id="text"),
        pytest.param(7, id="number"),
        pytest.param(True, id="boolean"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param([7], id="a list with number"),
        pytest.param([7.5], id="a list with fraction"),
        pytest.param([True], id="a list with boolean"),
        pytest.param([["seven"]], id="a list with list"),
        pytest.param([{"seven": 7}], id="a list with object"),
        pytest.param([""], id="a list with empty"),
        pytest.param(["x" * 256], id="a list with too long"),
        pytest.param(["\x00nn"], id="a list with NUL"),
        pytest.param(["\ud800nn"], id="a list with lone surrogate"),
    ],
)
def test_create_group_refuses_an_invalid_members(client, members):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post("/groups", json={"name": "ann", "members": members})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_show_group_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_group_is_created_with_its_members_and_shown_as_it_was_created(client):
    """Splitbill keeps the accounts of such groups."""
    response = client.post(
        "/groups", json={"name": "Norway 2026", "members": ["Zoe", "Ann", "Mia"]}
    )
    assert response.status_code == 201
    assert response.json["name"] == "Norway 2026"
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Zoe"
    assert response.json["members"][1]["name"] == "Ann"
    assert response.json["members"][2]["name"] == "Mia"
    group = response.json["id"]
    zoe = response.json["members"][0]["id"]
    ann = response.json["members"][1]["id"]
    mia = response.json["members"][2]["id"]
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert response.json["id"] == group
    assert response.json["name"] == "Norway 2026"
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["id"] == zoe
    assert response.json["members"][0]["name"] == "Zoe"
    assert response.json["members"][1]["id"] == ann
    assert response.json["members"][1]["name"] == "Ann"
    assert response.json["members"][2]["id"] == mia
    assert response.json["members"][2]["name"] == "Mia"


def test_a_group_may_begin_without_members_and_those_added_later_come_last_and_take_part(
    client,
):
    """Members can be added later."""
    response = client.post("/groups", json={"name": "Flat"})
    assert response.status_code == 201
    assert len(response.json["members"]) == 0
    group = response.json["id"]
    response = client.post(f"/groups/{group}/members", json={"name": "Bob"})
    assert response.status_code == 201
    assert response.json["name"] == "Bob"
    bob = response.json["id"]
    response = client.post(f"/groups/{group}/members", json={"name": "Ann"})
    assert response.status_code == 201
    ann = response.json["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Bread",
            "amount": "5.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.post(f"/groups/{group}/members", json={"name": "Aaron"})
    assert response.status_code == 201
    aaron = response.json["id"]
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["id"] == bob
    assert response.json["members"][0]["name"] == "Bob"
    assert response.json["members"][1]["name"] == "Ann"
    assert response.json["members"][2]["id"] == aaron
    assert response.json["members"][2]["name"] == "Aaron"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "-2.50"
    assert response.json["items"][1]["balance"] == "2.50"
    assert response.json["items"][2]["member_id"] == aaron
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Rent",
            "amount": "10.00",
            "paid_by": aaron,
            "split": "equally",
            "shares": [{"member_id": aaron}, {"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    assert response.json["shares"][0]["amount"] == "3.34"
    assert response.json["shares"][1]["amount"] == "3.33"
    assert response.json["shares"][2]["amount"] == "3.33"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "-5.83"
    assert response.json["items"][1]["balance"] == "-0.83"
    assert response.json["items"][2]["balance"] == "6.66"


def test_groups_of_the_same_name_with_members_of_the_same_names_are_kept_apart(client):
    """Splitbill keeps the accounts of such groups."""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    one = response.json["id"]
    ann1 = response.json["members"][0]["id"]
    bob1 = response.json["members"][1]["id"]
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    assert response.json["id"] != one
    assert response.json["members"][0]["id"] != ann1
    two = response.json["id"]
    ann2 = response.json["members"][0]["id"]
    bob2 = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{one}/expenses",
        json={
            "description": "Fuel",
            "amount": "10.00",
            "paid_by": ann1,
            "split": "equally",
            "shares": [{"member_id": ann1}, {"member_id": bob1}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{two}/expenses",
        json={
            "description": "Tent",
            "amount": "7.00",
            "paid_by": bob2,
            "split": "equally",
            "shares": [{"member_id": ann2}, {"member_id": bob2}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{two}/expenses",
        json={
            "description": "Lamp",
            "amount": "7.00",
            "paid_by": ann1,
            "split": "equally",
            "shares": [{"member_id": ann2}],
        },
    )
    assert response.status_code == 404
    response = client.get(f"/groups/{one}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["balance"] == "5.00"
    assert response.json["items"][1]["balance"] == "-5.00"
    response = client.get(f"/groups/{two}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["balance"] == "-3.50"
    assert response.json["items"][1]["balance"] == "3.50"
    response = client.get(f"/groups/{two}/expenses")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["description"] == "Tent"
    response = client.post(f"/groups/{one}/members", json={"name": "Cem"})
    assert response.status_code == 201
    response = client.get(f"/groups/{two}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2


def test_the_id_of_a_group_is_all_that_is_needed_to_use_it_and_an_unknown_one_is_404(
    client,
):
    """There are no accounts or passwords: whoever knows a group's id can use…"""
    response = client.post(
        "/groups", json={"name": "Open house", "members": ["Ann", "Bob"]}
    )
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.get(
        f"/groups/{group}", headers={"Authorization": "Bearer somebody-else"}
    )
    assert response.status_code == 200
    assert response.json["name"] == "Open house"
    response = client.post(
        f"/groups/{group}/members",
        headers={"Authorization": "Bearer yet-another"},
        json={"name": "Cem"},
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "1.50"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "-1.50"
    assert response.json["items"][1]["balance"] == "1.50"
    assert response.json["items"][2]["name"] == "Cem"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.get("/groups/999999")
    assert response.status_code == 404
    response = client.post("/groups/999999/members", json={"name": "Dan"})
    assert response.status_code == 404


def test_a_name_stands_once_among_the_members_that_a_group_begins_with(client):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post(
        "/groups", json={"name": "Twins", "members": ["Ann", "Bob", "Ann"]}
    )
    assert response.status_code == 422
    response = client.post(
        "/groups", json={"name": "Twins", "members": ["Ann", "ann", "Bob"]}
    )
    assert response.status_code == 201
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "ann"
    assert response.json["members"][2]["name"] == "Bob"
    group = response.json["id"]
    response = client.post(f"/groups/{group}/members", json={"name": "Bob"})
    assert response.status_code == 409
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3


def test_of_several_who_add_the_same_name_at_once_only_one_succeeds(together, client):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post("/groups", json={"name": "Crowd", "members": ["Ann"]})
    assert response.status_code == 201
    group = response.json["id"]
    responses = together(10, "POST", f"/groups/{group}/members", json={"name": "Bob"})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2
    assert response.json["members"][0]["name"] == "Ann"
    assert response.json["members"][1]["name"] == "Bob"


def test_a_removed_member_is_gone_from_the_group_and_coming_back_is_added_last(client):
    """Splitbill keeps the accounts of such groups."""
    response = client.post(
        "/groups", json={"name": "Hikers", "members": ["Ann", "Bob", "Cem"]}
    )
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    cem = response.json["members"][2]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Map",
            "amount": "9.00",
            "paid_by": bob,
            "split": "equally",
            "shares": [{"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.delete(f"/groups/{group}/members/{bob}")
    assert response.status_code == 409
    response = client.delete(f"/groups/{group}/members/{cem}")
    assert response.status_code == 409
    response = client.delete(f"/groups/{group}/members/{ann}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 2
    assert response.json["members"][0]["id"] == bob
    assert response.json["members"][1]["id"] == cem
    response = client.delete(f"/groups/{group}/members/{ann}")
    assert response.status_code == 404
    response = client.post(f"/groups/{group}/members", json={"name": "Ann"})
    assert response.status_code == 201
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Bob"
    assert response.json["members"][1]["name"] == "Cem"
    assert response.json["members"][2]["name"] == "Ann"
