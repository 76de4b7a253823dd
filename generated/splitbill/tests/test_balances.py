"""What the endpoints of balances promise."""


def test_list_balances_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999/balances")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_propose_settlement_refuses_an_unknown_group_id(client):
    """Whatever does not exist is answered with 404."""
    response = client.get("/groups/999999/settlement")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_without_expenses_everybody_s_balance_is_zero_and_nothing_is_to_be_settled(
    client,
):
    """There are no accounts or passwords: whoever knows a group's id can use…"""
    response = client.post("/groups", json={"name": "Flat", "members": ["Zoe", "Ann"]})
    assert response.status_code == 201
    group = response.json["id"]
    zoe = response.json["members"][0]["id"]
    ann = response.json["members"][1]["id"]
    response = client.post(f"/groups/{group}/members", json={"name": "Bob"})
    assert response.status_code == 201
    bob = response.json["id"]
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["member_id"] == zoe
    assert response.json["items"][0]["name"] == "Zoe"
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["member_id"] == ann
    assert response.json["items"][1]["name"] == "Ann"
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["member_id"] == bob
    assert response.json["items"][2]["name"] == "Bob"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert type(response.json["items"]) is list
    assert len(response.json["items"]) == 0


def test_a_group_without_members_has_no_balances(client):
    """There are no accounts or passwords: whoever knows a group's id can use…"""
    response = client.post("/groups", json={"name": "Nobody", "members": []})
    assert response.status_code == 201
    group = response.json["id"]
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_a_balance_is_what_was_paid_minus_the_shares_to_the_cent(client):
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
            "description": "Pizza",
            "amount": "10.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "6.66"
    assert response.json["items"][1]["balance"] == "-3.33"
    assert response.json["items"][2]["balance"] == "-3.33"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Sweet",
            "amount": "0.05",
            "paid_by": bob,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "6.64"
    assert response.json["items"][1]["balance"] == "-3.30"
    assert response.json["items"][2]["balance"] == "-3.34"


def test_all_three_ways_of_sharing_count_and_the_payer_need_not_share(client):
    """Friends who travel or live together share expenses and settle them in…"""
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
            "description": "Taxi",
            "amount": "12.50",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "12.50"
    assert response.json["items"][1]["balance"] == "-6.25"
    assert response.json["items"][2]["balance"] == "-6.25"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Museum",
            "amount": "7.00",
            "paid_by": bob,
            "split": "weights",
            "shares": [
                {"member_id": ann, "weight": 2},
                {"member_id": bob, "weight": 1},
            ],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "7.83"
    assert response.json["items"][1]["balance"] == "-1.58"
    assert response.json["items"][2]["balance"] == "-6.25"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "3.00",
            "paid_by": cem,
            "split": "amounts",
            "shares": [
                {"member_id": ann, "amount": "0.99"},
                {"member_id": bob, "amount": "2.01"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "6.84"
    assert response.json["items"][1]["balance"] == "-3.59"
    assert response.json["items"][2]["balance"] == "-3.25"


def test_small_amounts_add_up_without_drifting_and_large_ones_keep_their_cents(client):
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
            "description": "One",
            "amount": "0.10",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Two",
            "amount": "0.20",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Cent",
            "amount": "0.01",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.30"
    assert response.json["items"][1]["balance"] == "-0.30"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Castle",
            "amount": "9999999999999.99",
            "paid_by": bob,
            "split": "equally",
            "shares": [{"member_id": cem}, {"member_id": ann}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "-4999999999999.69"
    assert response.json["items"][1]["balance"] == "9999999999999.69"
    assert response.json["items"][2]["balance"] == "-5000000000000.00"


def test_what_is_refused_changes_no_balance(client):
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
            "shares": [{"member_id": bob}],
        },
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "12.50",
            "paid_by": ann,
            "split": "amounts",
            "shares": [
                {"member_id": ann, "amount": "6.25"},
                {"member_id": bob, "amount": "6.24"},
            ],
        },
    )
    assert response.status_code == 422
    assert response.json["detail"] == "Shares do not add up"
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "1.001"},
    )
    assert response.status_code == 422
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": bob, "amount": "1.00"},
    )
    assert response.status_code == 422
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "12.50",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "12.50"
    assert response.json["items"][1]["balance"] == "-12.50"


def test_a_deleted_expense_no_longer_counts(client):
    """The balance of a member is what they paid minus their shares, so it is…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Hotel",
            "amount": "80.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    hotel = response.json["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Train",
            "amount": "9.00",
            "paid_by": bob,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    train = response.json["id"]
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "35.50"
    assert response.json["items"][1]["balance"] == "-35.50"
    response = client.delete(f"/groups/{group}/expenses/{hotel}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "-4.50"
    assert response.json["items"][1]["balance"] == "4.50"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from_member_id"] == ann
    assert response.json["items"][0]["to_member_id"] == bob
    assert response.json["items"][0]["amount"] == "4.50"
    response = client.delete(f"/groups/{group}/expenses/{train}")
    assert response.status_code == 204
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_whoever_owes_pays_whoever_is_owed(client):
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
            "description": "Tea",
            "amount": "9.00",
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
    assert response.json["items"][0]["amount"] == "4.50"


def test_three_members_settle_with_two_payments_and_all_are_at_zero_then(client):
    """Friends who travel or live together share expenses and settle them in…"""
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
            "description": "Pizza",
            "amount": "10.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}, {"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    from_one = response.json["items"][0]["from_member_id"]
    to_one = response.json["items"][0]["to_member_id"]
    amount_one = response.json["items"][0]["amount"]
    from_two = response.json["items"][1]["from_member_id"]
    to_two = response.json["items"][1]["to_member_id"]
    amount_two = response.json["items"][1]["amount"]
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": from_one, "to_member_id": to_one, "amount": amount_one},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": from_two, "to_member_id": to_two, "amount": amount_two},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_who_owes_and_who_is_owed_the_same_amount_settle_between_themselves(client):
    """There should be as few payments as possible: with n members who have a…"""
    response = client.post(
        "/groups",
        json={"name": "Trip", "members": ["Pia", "Quin", "Xaver", "Yara", "Zoe"]},
    )
    assert response.status_code == 201
    group = response.json["id"]
    pia = response.json["members"][0]["id"]
    quin = response.json["members"][1]["id"]
    xaver = response.json["members"][2]["id"]
    yara = response.json["members"][3]["id"]
    zoe = response.json["members"][4]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "6.00",
            "paid_by": pia,
            "split": "amounts",
            "shares": [
                {"member_id": xaver, "amount": "4.00"},
                {"member_id": yara, "amount": "2.00"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Cake",
            "amount": "4.00",
            "paid_by": quin,
            "split": "amounts",
            "shares": [
                {"member_id": yara, "amount": "1.00"},
                {"member_id": zoe, "amount": "3.00"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "6.00"
    assert response.json["items"][1]["balance"] == "4.00"
    assert response.json["items"][2]["balance"] == "-4.00"
    assert response.json["items"][3]["balance"] == "-3.00"
    assert response.json["items"][4]["balance"] == "-3.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert (
        next(
            item["from_member_id"]
            for item in response.json["items"]
            if item["amount"] == "4.00"
        )
        == xaver
    )
    assert (
        next(
            item["to_member_id"]
            for item in response.json["items"]
            if item["amount"] == "4.00"
        )
        == quin
    )


def test_there_are_as_few_payments_as_possible(client):
    """There should be as few payments as possible: with n members who have a…"""
    response = client.post(
        "/groups",
        json={"name": "Trip", "members": ["Ada", "Ben", "Cem", "Dora", "Emil", "Fay"]},
    )
    assert response.status_code == 201
    group = response.json["id"]
    ada = response.json["members"][0]["id"]
    ben = response.json["members"][1]["id"]
    cem = response.json["members"][2]["id"]
    dora = response.json["members"][3]["id"]
    emil = response.json["members"][4]["id"]
    fay = response.json["members"][5]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "9.00",
            "paid_by": ada,
            "split": "amounts",
            "shares": [
                {"member_id": emil, "amount": "6.00"},
                {"member_id": cem, "amount": "3.00"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Cake",
            "amount": "8.00",
            "paid_by": ben,
            "split": "amounts",
            "shares": [
                {"member_id": cem, "amount": "2.00"},
                {"member_id": dora, "amount": "4.00"},
                {"member_id": fay, "amount": "2.00"},
            ],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "9.00"
    assert response.json["items"][1]["balance"] == "8.00"
    assert response.json["items"][2]["balance"] == "-5.00"
    assert response.json["items"][3]["balance"] == "-4.00"
    assert response.json["items"][4]["balance"] == "-6.00"
    assert response.json["items"][5]["balance"] == "-2.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 4
    from_one = response.json["items"][0]["from_member_id"]
    to_one = response.json["items"][0]["to_member_id"]
    amount_one = response.json["items"][0]["amount"]
    from_two = response.json["items"][1]["from_member_id"]
    to_two = response.json["items"][1]["to_member_id"]
    amount_two = response.json["items"][1]["amount"]
    from_three = response.json["items"][2]["from_member_id"]
    to_three = response.json["items"][2]["to_member_id"]
    amount_three = response.json["items"][2]["amount"]
    from_four = response.json["items"][3]["from_member_id"]
    to_four = response.json["items"][3]["to_member_id"]
    amount_four = response.json["items"][3]["amount"]
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": from_one, "to_member_id": to_one, "amount": amount_one},
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": from_two, "to_member_id": to_two, "amount": amount_two},
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/payments",
        json={
            "from_member_id": from_three,
            "to_member_id": to_three,
            "amount": amount_three,
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/payments",
        json={
            "from_member_id": from_four,
            "to_member_id": to_four,
            "amount": amount_four,
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.00"
    assert response.json["items"][2]["balance"] == "0.00"
    assert response.json["items"][3]["balance"] == "0.00"
    assert response.json["items"][4]["balance"] == "0.00"
    assert response.json["items"][5]["balance"] == "0.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_asking_how_to_settle_changes_nothing(client):
    """The payments are only proposed, nothing changes by asking."""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    group = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{group}/expenses",
        json={
            "description": "Tea",
            "amount": "9.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["amount"] == "4.50"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from_member_id"] == bob
    assert response.json["items"][0]["to_member_id"] == ann
    assert response.json["items"][0]["amount"] == "4.50"
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "4.50"
    assert response.json["items"][1]["balance"] == "-4.50"
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_a_recorded_payment_changes_the_balances_also_beyond_what_was_owed(client):
    """It changes the balances as expected and shows up in the list of…"""
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
            "description": "Tea",
            "amount": "9.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": ann}, {"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "2.00"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "2.50"
    assert response.json["items"][1]["balance"] == "-2.50"
    assert response.json["items"][2]["balance"] == "0.00"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from_member_id"] == bob
    assert response.json["items"][0]["to_member_id"] == ann
    assert response.json["items"][0]["amount"] == "2.50"
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": bob, "to_member_id": ann, "amount": "3.00"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "-0.50"
    assert response.json["items"][1]["balance"] == "0.50"
    response = client.get(f"/groups/{group}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from_member_id"] == ann
    assert response.json["items"][0]["to_member_id"] == bob
    assert response.json["items"][0]["amount"] == "0.50"
    response = client.post(
        f"/groups/{group}/payments",
        json={"from_member_id": ann, "to_member_id": cem, "amount": "0.50"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert response.json["items"][0]["balance"] == "0.00"
    assert response.json["items"][1]["balance"] == "0.50"
    assert response.json["items"][2]["balance"] == "-0.50"
    response = client.get(f"/groups/{group}/payments")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["amount"] == "2.00"
    assert response.json["items"][1]["amount"] == "3.00"
    assert response.json["items"][2]["amount"] == "0.50"
    assert response.json["items"][2]["from_member_id"] == ann
    assert response.json["items"][2]["to_member_id"] == cem


def test_each_group_has_its_own_accounts(client):
    """There are no accounts or passwords: whoever knows a group's id can use…"""
    response = client.post("/groups", json={"name": "Trip", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    trip = response.json["id"]
    ann = response.json["members"][0]["id"]
    bob = response.json["members"][1]["id"]
    response = client.post("/groups", json={"name": "Flat", "members": ["Ann", "Bob"]})
    assert response.status_code == 201
    flat = response.json["id"]
    flat_ann = response.json["members"][0]["id"]
    flat_bob = response.json["members"][1]["id"]
    response = client.post(
        f"/groups/{trip}/expenses",
        json={
            "description": "Tea",
            "amount": "5.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": bob}],
        },
    )
    assert response.status_code == 201
    response = client.post(
        f"/groups/{flat}/payments",
        json={"from_member_id": flat_bob, "to_member_id": flat_ann, "amount": "2.00"},
    )
    assert response.status_code == 201
    response = client.get(f"/groups/{trip}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["member_id"] == ann
    assert response.json["items"][0]["balance"] == "5.00"
    assert response.json["items"][1]["member_id"] == bob
    assert response.json["items"][1]["balance"] == "-5.00"
    response = client.get(f"/groups/{flat}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["member_id"] == flat_ann
    assert response.json["items"][0]["balance"] == "-2.00"
    assert response.json["items"][1]["member_id"] == flat_bob
    assert response.json["items"][1]["balance"] == "2.00"
    response = client.get(f"/groups/{flat}/settlement")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from_member_id"] == flat_ann
    assert response.json["items"][0]["to_member_id"] == flat_bob
    assert response.json["items"][0]["amount"] == "2.00"


def test_members_who_come_and_go_are_listed_as_they_are_there(client):
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
            "description": "Tea",
            "amount": "5.00",
            "paid_by": ann,
            "split": "equally",
            "shares": [{"member_id": cem}],
        },
    )
    assert response.status_code == 201
    response = client.post(f"/groups/{group}/members", json={"name": "Dora"})
    assert response.status_code == 201
    response = client.delete(f"/groups/{group}/members/{bob}")
    assert response.status_code == 204
    response = client.delete(f"/groups/{group}/members/{cem}")
    assert response.status_code == 409
    response = client.get(f"/groups/{group}/balances")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["name"] == "Ann"
    assert response.json["items"][0]["balance"] == "5.00"
    assert response.json["items"][1]["name"] == "Cem"
    assert response.json["items"][1]["balance"] == "-5.00"
    assert response.json["items"][2]["name"] == "Dora"
    assert response.json["items"][2]["balance"] == "0.00"


def test_a_group_that_does_not_exist_has_neither_balances_nor_a_settlement(client):
    """There are no accounts or passwords: whoever knows a group's id can use…"""
    response = client.get("/groups/999999/balances")
    assert response.status_code == 404
    response = client.get("/groups/999999/settlement")
    assert response.status_code == 404
