"""What the endpoints of users promise."""

from collections import Counter

import pytest
from sqlalchemy import select

from register_zh.extensions import db, password_hash
from register_zh.models import User


def test_register_user_succeeds(client, app):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post(
        "/users", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "注册成功"}
    with app.app_context():
        row = db.session.scalars(select(User)).one()
        assert row.username == "ann"


@pytest.mark.parametrize(
    "username",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 255, id="longest"),
    ],
)
def test_register_user_accepts_the_username_at_its_limits(client, username):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post(
        "/users", json={"username": username, "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "注册成功"}


def test_register_user_tells_apart_username_by_case(client):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post(
        "/users", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "注册成功"}
    response = client.post(
        "/users", json={"username": "ANN", "password": "staple of another kind"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "注册成功"}


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 255, id="longest"),
    ],
)
def test_register_user_accepts_the_password_at_its_limits(client, password):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post("/users", json={"username": "ann", "password": password})
    assert response.status_code == 201
    assert response.json == {"message": "注册成功"}


def test_register_user_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/users", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_register_user_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/users", data="{}", content_type="text/plain")
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
def test_register_user_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/users", data=body, content_type="application/json")
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
def test_register_user_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/users", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_register_user_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post(
        "/users",
        json={"username": "ann", "password": "correct horse battery", "unheard_of": 1},
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_register_user_refuses_a_missing_username(client):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post("/users", json={"password": "correct horse battery"})
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
        pytest.param("x" * 256, id="too long"),
    ],
)
def test_register_user_refuses_an_invalid_username(client, username):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post(
        "/users", json={"username": username, "password": "correct horse battery"}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "username"


def test_register_user_refuses_a_missing_password(client):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post("/users", json={"username": "ann"})
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
        pytest.param("x" * 256, id="too long"),
    ],
)
def test_register_user_refuses_an_invalid_password(client, password):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post("/users", json={"username": "ann", "password": password})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "password"


def test_register_user_refuses_a_taken_username(client):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post(
        "/users", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "注册成功"}
    response = client.post(
        "/users", json={"username": "ann", "password": "staple of another kind"}
    )
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"


def test_register_user_lets_one_of_many_at_once_take_the_username(together):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    responses = together(
        20,
        "POST",
        "/users",
        json={"username": "ann", "password": "correct horse battery"},
    )
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 19}
    response = next(r for r in responses if r.status_code == 201)
    assert response.json == {"message": "注册成功"}


def test_register_user_stores_the_password_hashed(client, app):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post(
        "/users", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "注册成功"}
    with app.app_context():
        row = db.session.scalars(select(User)).one()
        assert password_hash.verify("correct horse battery", row.password_hash)


def test_register_user_never_returns_the_password(client):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    response = client.post(
        "/users", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert response.json == {"message": "注册成功"}
    assert "correct horse battery" not in response.text
    assert "$argon2" not in response.text
    response = client.post(
        "/users",
        json={"username": "ann", "password": "correct horse battery", "unheard_of": 1},
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "correct horse battery" not in response.text
