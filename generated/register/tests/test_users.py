"""What the endpoints of users promise."""

from collections import Counter

import pytest
from sqlalchemy import select

from register.extensions import db, password_hash
from register.models import User


def test_somebody_registers_and_somebody_else_wants_the_same_name(client):
    """Somebody registers, and somebody else wants the same name."""
    response = client.post(
        "/register", json={"username": "ada", "password": "correct horse"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "User created successfully"}
    response = client.post(
        "/register", json={"username": "ada", "password": "another secret"}
    )
    assert response.status_code == 409
    assert response.json["detail"] == "Username already exists"


def test_register_succeeds(client, app):
    """Registers a user."""
    response = client.post(
        "/register", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "User created successfully"}
    with app.app_context():
        row = db.session.scalars(select(User)).one()
        assert row.username == "ann"


@pytest.mark.parametrize(
    "username",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 80, id="longest"),
    ],
)
def test_register_accepts_the_username_at_its_limits(client, username):
    """`username`: text, 1 to 80 characters, unique."""
    response = client.post(
        "/register", json={"username": username, "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "User created successfully"}


def test_register_tells_apart_username_by_case(client):
    """`username`: text, 1 to 80 characters, unique."""
    response = client.post(
        "/register", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "User created successfully"}
    response = client.post(
        "/register", json={"username": "ANN", "password": "staple of another kind"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "User created successfully"}


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("x" * 8, id="shortest"),
        pytest.param("x" * 255, id="longest"),
    ],
)
def test_register_accepts_the_password_at_its_limits(client, password):
    """`password`: secret, at least 8 characters."""
    response = client.post("/register", json={"username": "ann", "password": password})
    assert response.status_code == 201
    assert response.json == {"message": "User created successfully"}


def test_register_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/register", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_register_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/register", data="{}", content_type="text/plain")
    assert response.status_code == 415
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"', id="cut off"),
        pytest.param("", id="empty"),
        pytest.param("[" * 99999, id="too deep"),
    ],
)
def test_register_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/register", data=body, content_type="application/json")
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
def test_register_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/register", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_register_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post(
        "/register",
        json={"username": "ann", "password": "correct horse battery", "unheard_of": 1},
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_register_refuses_a_missing_username(client):
    """`username`: text, 1 to 80 characters, unique."""
    response = client.post("/register", json={"password": "correct horse battery"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "username"


@pytest.mark.parametrize(
    "username",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00nn", id="NUL"),
        pytest.param("\ud800nn", id="lone surrogate"),
        pytest.param("", id="empty"),
        pytest.param("x" * 81, id="too long"),
    ],
)
def test_register_refuses_an_invalid_username(client, username):
    """`username`: text, 1 to 80 characters, unique."""
    response = client.post(
        "/register", json={"username": username, "password": "correct horse battery"}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "username"


def test_register_refuses_a_missing_password(client):
    """`password`: secret, at least 8 characters."""
    response = client.post("/register", json={"username": "ann"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "password"


@pytest.mark.parametrize(
    "password",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00orrect horse battery", id="NUL"),
        pytest.param("\ud800orrect horse battery", id="lone surrogate"),
        pytest.param("", id="empty"),
        pytest.param("x" * 7, id="too short"),
        pytest.param("x" * 256, id="too long"),
    ],
)
def test_register_refuses_an_invalid_password(client, password):
    """`password`: secret, at least 8 characters."""
    response = client.post("/register", json={"username": "ann", "password": password})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "password"


def test_register_refuses_a_taken_username(client):
    """If the username already exists, answer 409 with "Username already…"""
    response = client.post(
        "/register", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "User created successfully"}
    response = client.post(
        "/register", json={"username": "ann", "password": "staple of another kind"}
    )
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Username already exists"


def test_register_lets_one_of_many_at_once_take_the_username(together):
    """`username`: text, 1 to 80 characters, unique."""
    responses = together(
        20,
        "POST",
        "/register",
        json={"username": "ann", "password": "correct horse battery"},
    )
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 19}
    response = next(r for r in responses if r.status_code == 201)
    assert response.json == {"message": "User created successfully"}


def test_register_stores_the_password_hashed(client, app):
    """Passwords are stored hashed and never returned."""
    response = client.post(
        "/register", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "User created successfully"}
    with app.app_context():
        row = db.session.scalars(select(User)).one()
        assert password_hash.verify("correct horse battery", row.password_hash)


def test_register_never_returns_the_password(client):
    """Passwords are stored hashed and never returned."""
    response = client.post(
        "/register", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "User created successfully"}
    assert "correct horse battery" not in response.text
    assert "$argon2" not in response.text
    response = client.post(
        "/register",
        json={"username": "ann", "password": "correct horse battery", "unheard_of": 1},
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "correct horse battery" not in response.text
