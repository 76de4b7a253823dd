"""What the endpoints of groups promise."""

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


def test_get_group_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_balances_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999/balances")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_get_settlement_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999/settlement")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_members_added_later_come_after_the_first_ones(client):
    """Members can be added later."""
    response = client.post("/groups", json={"name": "Trip", "members": ["Cem", "Ann"]})
    assert response.status_code == 201
    assert response.json["name"] == "Trip"
    assert len(response.json["members"]) == 2
    assert response.json["members"][0]["name"] == "Cem"
    assert response.json["members"][1]["name"] == "Ann"
    group = response.json["id"]
    response = client.post(f"/groups/{group}/members", json={"name": "Bob"})
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.get(f"/groups/{group}")
    assert response.status_code == 200
    assert response.json["id"] == group
    assert response.json["name"] == "Trip"
    assert len(response.json["members"]) == 3
    assert response.json["members"][0]["name"] == "Cem"
    assert response.json["members"][1]["name"] == "Ann"
    assert response.json["members"][2]["name"] == "Bob"
    assert response.json["members"][2]["id"] == bob
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["name"] == "Cem"
    assert response.json["items"][2]["member_id"] == bob
    assert response.json["items"][2]["balance"] == "0.00"


def test_a_group_without_members_has_nothing_to_settle(client):
    """Members can be added later."""
    response = client.post("/groups", json={"name": "Nobody yet"})
    assert response.status_code == 201
    assert len(response.json["members"]) == 0
    group = response.json["id"]
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 0


def test_the_same_name_twice_in_a_new_group_is_refused(client):
    """A group has a name and members, who have names that are unique within…"""
    response = client.post(
        "/groups", json={"name": "Trip", "members": ["Ann", "Bob", "Ann"]}
    )
    assert response.status_code == 422


def test_an_expense_shared_in_three_leaves_balances_that_add_up_to_zero(client):
    """All amounts are in one currency with two decimals and are written as…"""
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
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["member_id"] == ann
    assert response.json["items"][0]["balance"] == "6.66"
    assert response.json["items"][1]["member_id"] == bob
    assert response.json["items"][1]["balance"] == "-3.33"
    assert response.json["items"][2]["member_id"] == cem
    assert response.json["items"][2]["balance"] == "-3.33"


def test_balances_over_expenses_of_all_three_kinds(client):
    """All amounts are in one currency with two decimals and are written as…"""
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
        f"/groups/{group}/expenses",
        json={
            "description": "Taxi",
            "amount": "7.00",
            "paid_by_id": bob,
            "split": "weights",
            "shares": [
                {"member_id": ann, "weight": 1},
                {"member_id": bob, "weight": 2},
                {"member_id": cem, "weight": 1},
            ],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "4.91"
    assert response.json["items"][1]["balance"] == "0.17"
    assert response.json["items"][2]["balance"] == "-5.08"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Museum",
            "amount": "5.00",
            "paid_by_id": cem,
            "split": "exact",
            "shares": [
                {"member_id": ann, "amount": "5.00"},
                {"member_id": bob, "amount": "0.00"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "-0.09"
    assert response.json["items"][1]["balance"] == "0.17"
    assert response.json["items"][2]["balance"] == "-0.08"


def test_who_pays_without_a_share_is_owed_everything_until_the_expense_is_deleted(
    client,
):
    """The balance of a member is what they paid minus their shares, so it is…"""
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
            "amount": "9.00",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    expense = response.json["id"]
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "9.00"
    assert response.json["items"][1]["balance"] == "-4.50"
    assert response.json["items"][2]["balance"] == "-4.50"
    response = client.delete(f"/groups/{group}/expenses/{expense}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 0


def test_one_cent_among_three_is_owed_by_one_of_them(client):
    """The balance of a member is what they paid minus their shares, so it is…"""
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
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": bob}, {"member_id": cem}, {"member_id": ann}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "0.01"
    assert response.json["items"][1]["balance"] == "-0.01"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 1
    assert (
        next(
            item["from_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "0.01"
        )
        == bob
    )
    assert (
        next(
            item["to_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "0.01"
        )
        == ann
    )


def test_amounts_with_more_than_two_decimals_are_refused_and_change_nothing(client):
    """All amounts are in one currency with two decimals and are written as…"""
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
            "amount": "10.005",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 422
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Dinner",
            "amount": "12.50",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "1.234"},
    )
    assert response.status_code == 422
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "6.25"
    assert response.json["items"][1]["balance"] == "-6.25"
    assert response.json["items"][2]["balance"] == "0.00"


def test_the_proposed_payments_bring_every_balance_to_zero(client):
    """A group can be asked how to settle: a list of payments, each from one…"""
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
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 2
    assert response.json["payments"][0]["to_member_id"] == ann
    assert response.json["payments"][0]["amount"] == "3.33"
    assert response.json["payments"][1]["to_member_id"] == ann
    assert response.json["payments"][1]["amount"] == "3.33"
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "3.33"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "3.33"
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["balance"] == "-3.33"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 1
    assert (
        next(
            item["from_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "3.33"
        )
        == cem
    )
    assert (
        next(
            item["to_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "3.33"
        )
        == ann
    )
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": cem, "to_member_id": ann, "amount": "3.33"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 0


def test_two_members_with_the_same_amount_settle_it_between_themselves(client):
    """A group can be asked how to settle: a list of payments, each from one…"""
    response = client.post(
        "/groups", json={"name": "Trip", "members": ["Ann", "Bob", "Cem", "Dan", "Eve"]}
    )
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    cem = response.json["members"][2]["id"]
    dan = response.json["members"][3]["id"]
    eve = response.json["members"][4]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Hut",
            "amount": "5.00",
            "paid_by_id": ann,
            "split": "exact",
            "shares": [
                {"member_id": cem, "amount": "4.00"},
                {"member_id": dan, "amount": "1.00"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Boat",
            "amount": "4.00",
            "paid_by_id": bob,
            "split": "exact",
            "shares": [
                {"member_id": dan, "amount": "2.00"},
                {"member_id": eve, "amount": "2.00"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 5
    assert response.json["items"][0]["balance"] == "5.00"
    assert response.json["items"][1]["balance"] == "4.00"
    assert response.json["items"][2]["balance"] == "-4.00"
    assert response.json["items"][3]["balance"] == "-3.00"
    assert response.json["items"][4]["balance"] == "-2.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 3
    assert (
        next(
            item["from_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "4.00"
        )
        == cem
    )
    assert (
        next(
            item["to_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "4.00"
        )
        == bob
    )
    assert (
        next(
            item["from_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "3.00"
        )
        == dan
    )
    assert (
        next(
            item["to_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "3.00"
        )
        == ann
    )
    assert (
        next(
            item["from_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "2.00"
        )
        == eve
    )
    assert (
        next(
            item["to_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "2.00"
        )
        == ann
    )


def test_the_fewest_payments_where_the_largest_debt_does_not_go_to_the_largest_claim(
    client,
):
    """A group can be asked how to settle: a list of payments, each from one…"""
    response = client.post(
        "/groups",
        json={"name": "Trip", "members": ["Ann", "Bob", "Cem", "Dan", "Eve", "Fay"]},
    )
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    cem = response.json["members"][2]["id"]
    dan = response.json["members"][3]["id"]
    eve = response.json["members"][4]["id"]
    fay = response.json["members"][5]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Hut",
            "amount": "6.00",
            "paid_by_id": ann,
            "split": "exact",
            "shares": [
                {"member_id": eve, "amount": "4.00"},
                {"member_id": cem, "amount": "2.00"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Boat",
            "amount": "5.00",
            "paid_by_id": bob,
            "split": "exact",
            "shares": [
                {"member_id": cem, "amount": "1.00"},
                {"member_id": dan, "amount": "3.00"},
                {"member_id": fay, "amount": "1.00"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 6
    assert response.json["items"][0]["balance"] == "6.00"
    assert response.json["items"][1]["balance"] == "5.00"
    assert response.json["items"][2]["balance"] == "-3.00"
    assert response.json["items"][3]["balance"] == "-3.00"
    assert response.json["items"][4]["balance"] == "-4.00"
    assert response.json["items"][5]["balance"] == "-1.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 4
    assert (
        next(
            item["from_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "4.00"
        )
        == eve
    )
    assert (
        next(
            item["to_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "4.00"
        )
        == bob
    )
    assert (
        next(
            item["from_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "1.00"
        )
        == fay
    )
    assert (
        next(
            item["to_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "1.00"
        )
        == bob
    )
    assert (
        len([item for item in response.json["payments"] if item["amount"] == "3.00"])
        == 2
    )


def test_asking_how_to_settle_changes_nothing(client):
    """The payments are only proposed, nothing changes by asking."""
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
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 2
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 2
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "6.66"
    assert response.json["items"][1]["balance"] == "-3.33"
    assert response.json["items"][2]["balance"] == "-3.33"
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_a_payment_of_more_than_is_owed_turns_the_balance_round(client):
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
        json={"from_member_id": bob, "to_member_id": ann, "amount": "5.00"},
    )
    assert response.status_code == 201
    payment = response.json["id"]
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "1.66"
    assert response.json["items"][1]["balance"] == "1.67"
    assert response.json["items"][2]["balance"] == "-3.33"
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == payment
    assert response.json["items"][0]["from_member_id"] == bob
    assert response.json["items"][0]["to_member_id"] == ann
    assert response.json["items"][0]["amount"] == "5.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 2
    assert (
        next(
            item["from_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "1.66"
        )
        == cem
    )
    assert (
        next(
            item["to_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "1.66"
        )
        == ann
    )
    assert (
        next(
            item["from_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "1.67"
        )
        == cem
    )
    assert (
        next(
            item["to_member_id"]
            for item in response.json["payments"]
            if item["amount"] == "1.67"
        )
        == bob
    )


def test_a_payment_that_is_refused_changes_no_balance(client):
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
        json={"from_member_id": bob, "to_member_id": bob, "amount": "3.33"},
    )
    assert response.status_code == 422
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["balance"] == "6.66"
    assert response.json["items"][1]["balance"] == "-3.33"
    assert response.json["items"][2]["balance"] == "-3.33"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 2


def test_groups_keep_their_accounts_apart(client):
    """The balance of a member is what they paid minus their shares, so it is…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post("/groups", json={"name": "Flat", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    flat = response.json["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Dinner",
            "amount": "8.00",
            "paid_by_id": ann,
            "split": "equal",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "1.50"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["balance"] == "2.50"
    assert response.json["items"][1]["balance"] == "-2.50"
    response = client.get(f"/groups/{flat}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    response = client.get(f"/groups/{flat}/settlement")
    assert response.status_code == 200
    assert len(response.json["payments"]) == 0


def test_a_group_that_does_not_exist_is_not_found(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/4711")
    assert response.status_code == 404
    response = client.get("/groups/4711/balances")
    assert response.status_code == 404
    response = client.get("/groups/4711/settlement")
    assert response.status_code == 404
