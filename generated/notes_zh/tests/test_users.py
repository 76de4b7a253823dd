"""What the endpoints of users promise."""

from collections import Counter

import pytest
from sqlalchemy import select

from notes_zh.extensions import db, password_hash
from notes_zh.models import User


def test_register_succeeds(client, app):
    """用用户名和密码注册用户。"""
    response = client.post(
        "/register", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["username"] == "ann"
    with app.app_context():
        row = db.session.scalars(select(User)).one()
        assert row.username == "ann"


@pytest.mark.parametrize(
    "username",
    [
        pytest.param("xxx", id="shortest"),
        pytest.param("x" * 30, id="longest"),
    ],
)
def test_register_accepts_the_username_at_its_limits(client, username):
    """`username`（用户名）：文本，3 到 30 个字符，唯一。"""
    response = client.post(
        "/register", json={"username": username, "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["username"] == username


def test_register_tells_apart_username_by_case(client):
    """`username`（用户名）：文本，3 到 30 个字符，唯一。"""
    response = client.post(
        "/register", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["username"] == "ann"
    response = client.post(
        "/register", json={"username": "ANN", "password": "staple of another kind"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["username"] == "ANN"


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("x" * 10, id="shortest"),
        pytest.param("x" * 255, id="longest"),
    ],
)
def test_register_accepts_the_password_at_its_limits(client, password):
    """`password`（密码）：机密，至少 10 个字符。"""
    response = client.post("/register", json={"username": "ann", "password": password})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["username"] == "ann"


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
    """`username`（用户名）：文本，3 到 30 个字符，唯一。"""
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
        pytest.param("xx", id="too short"),
        pytest.param("x" * 31, id="too long"),
    ],
)
def test_register_refuses_an_invalid_username(client, username):
    """`username`（用户名）：文本，3 到 30 个字符，唯一。"""
    response = client.post(
        "/register", json={"username": username, "password": "correct horse battery"}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "username"


def test_register_refuses_a_missing_password(client):
    """`password`（密码）：机密，至少 10 个字符。"""
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
        pytest.param("x" * 9, id="too short"),
        pytest.param("x" * 256, id="too long"),
    ],
)
def test_register_refuses_an_invalid_password(client, password):
    """`password`（密码）：机密，至少 10 个字符。"""
    response = client.post("/register", json={"username": "ann", "password": password})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "password"


def test_register_refuses_a_taken_username(client):
    """如果用户名已存在，返回 409 和“用户名已存在”。"""
    response = client.post(
        "/register", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["username"] == "ann"
    response = client.post(
        "/register", json={"username": "ann", "password": "staple of another kind"}
    )
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "用户名已存在"


def test_register_lets_one_of_many_at_once_take_the_username(together):
    """`username`（用户名）：文本，3 到 30 个字符，唯一。"""
    responses = together(
        20,
        "POST",
        "/register",
        json={"username": "ann", "password": "correct horse battery"},
    )
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 19}
    response = next(r for r in responses if r.status_code == 201)
    assert type(response.json["id"]) is int
    assert response.json["username"] == "ann"


def test_register_stores_the_password_hashed(client, app):
    """`password`（密码）：机密，至少 10 个字符。"""
    response = client.post(
        "/register", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["username"] == "ann"
    with app.app_context():
        row = db.session.scalars(select(User)).one()
        assert password_hash.verify("correct horse battery", row.password_hash)


def test_register_never_returns_the_password(client):
    """`password`（密码）：机密，至少 10 个字符。"""
    response = client.post(
        "/register", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["username"] == "ann"
    assert "correct horse battery" not in response.text
    assert "$argon2" not in response.text
    response = client.post(
        "/register",
        json={"username": "ann", "password": "correct horse battery", "unheard_of": 1},
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "correct horse battery" not in response.text


def test_log_in_gives_a_token(client, app):
    """用户用用户名和密码登录。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post(
        "/login", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 200
    assert type(response.json["token"]) is str


def test_log_in_refuses_a_wrong_password(client, app):
    """如果用户名或密码错误，返回 401 和“用户名或密码错误”。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post(
        "/login", json={"username": "ann", "password": "none of theirs"}
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "用户名或密码错误"


def test_log_in_changes_nothing_for_a_wrong_password(client, app):
    """如果用户名或密码错误，返回 401 和“用户名或密码错误”。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    response = client.post(
        "/login", json={"username": "ann", "password": "none of theirs"}
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "用户名或密码错误"
    with app.app_context():
        row = db.session.scalars(select(User)).one()
        assert password_hash.verify("correct horse battery", row.password_hash)


def test_log_in_refuses_an_unknown_name(client, app):
    """如果用户名或密码错误，返回 401 和“用户名或密码错误”。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post(
        "/login",
        json={"username": "nobody of that name", "password": "correct horse battery"},
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "用户名或密码错误"


def test_log_in_refuses_a_too_large_body(client, app):
    """Refuses a too large body."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post(
        "/login", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_log_in_refuses_another_content_type(client, app):
    """Refuses another content type."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post("/login", data="{}", content_type="text/plain")
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
def test_log_in_refuses_malformed_json(client, app, body):
    """Refuses malformed json."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post("/login", data=body, content_type="application/json")
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
def test_log_in_refuses_a_body_that_is_no_object(client, app, body):
    """Refuses a body that is no object."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post("/login", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_log_in_refuses_an_unknown_field(client, app):
    """Refuses an unknown field."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post(
        "/login",
        json={"username": "ann", "password": "correct horse battery", "unheard_of": 1},
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_log_in_refuses_a_missing_username(client, app):
    """`username`（用户名）：文本，3 到 30 个字符，唯一。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post("/login", json={"password": "correct horse battery"})
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
    ],
)
def test_log_in_refuses_an_invalid_username(client, app, username):
    """`username`（用户名）：文本，3 到 30 个字符，唯一。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post(
        "/login", json={"username": username, "password": "correct horse battery"}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "username"


def test_log_in_refuses_a_missing_password(client, app):
    """`password`（密码）：机密，至少 10 个字符。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post("/login", json={"username": "ann"})
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
    ],
)
def test_log_in_refuses_an_invalid_password(client, app, password):
    """`password`（密码）：机密，至少 10 个字符。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post("/login", json={"username": "ann", "password": password})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "password"


def test_log_out_ends_the_log_in(client, app, log_in):
    """退出登录。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post("/logout", headers=log_in(1))
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.post("/logout", headers=log_in(1))
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.post("/logout", headers=log_in(2))
    assert response.status_code == 204
    assert len(response.text) == 0


def test_log_out_refuses_who_is_not_logged_in(client, app):
    """未登录时返回 401 和“请先登录”。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post("/logout")
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.post("/logout", headers={"Authorization": "Bearer no.such.token"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.post("/logout", headers={"Authorization": "Bearer"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.post("/logout", headers={"Authorization": "Basic YW5uOmFubg=="})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.post("/logout", headers={"Authorization": "no scheme at all"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"


def test_log_out_refuses_a_log_in_that_has_ended(client, app, now, log_in):
    """用户用用户名和密码登录。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/logout", headers=log_in(1))
    assert response.status_code == 204
    assert len(response.text) == 0
    now("2026-03-01T21:00:00Z")
    response = client.post("/logout", headers=log_in(1))
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"


def test_show_current_user_shows_who_is_logged_in(client, app, log_in):
    """查看当前用户。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.get("/me", headers=log_in(1))
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["username"] == "ann"


def test_show_current_user_shows_nobody_else(client, app, log_in):
    """查看当前用户。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.get("/me", headers=log_in(2))
    assert response.status_code == 200
    assert response.json["id"] == 2
    assert response.json["username"] == "ben"


def test_show_current_user_refuses_who_is_not_logged_in(client, app):
    """未登录时返回 401 和“请先登录”。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.get("/me")
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.get("/me", headers={"Authorization": "Bearer no.such.token"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.get("/me", headers={"Authorization": "Bearer"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.get("/me", headers={"Authorization": "Basic YW5uOmFubg=="})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.get("/me", headers={"Authorization": "no scheme at all"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"


def test_show_current_user_refuses_a_log_in_that_has_ended(client, app, now, log_in):
    """用户用用户名和密码登录。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.get("/me", headers=log_in(1))
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["username"] == "ann"
    now("2026-03-01T21:00:00Z")
    response = client.get("/me", headers=log_in(1))
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"


def test_change_secret_of_user_changes_the_password(client, app, log_in):
    """修改当前用户的密码。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "staple of another kind",
            "new_password": "correct horse battery",
        },
    )
    assert response.status_code == 204
    assert len(response.text) == 0


def test_change_secret_of_user_has_the_new_password_log_in(client, app, log_in):
    """修改当前用户的密码。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.post(
        "/login", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 401
    response = client.post(
        "/login", json={"username": "ann", "password": "staple of another kind"}
    )
    assert response.status_code == 200


def test_change_secret_of_user_ends_their_other_log_ins(client, app, log_in):
    """修改当前用户的密码。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.post(
        "/login", json={"username": "ann", "password": "correct horse battery"}
    )
    assert response.status_code == 200
    other = response.json["token"]
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.put(
        "/me/password",
        headers={"Authorization": f"Bearer {other}"},
        json={
            "current_password": "staple of another kind",
            "new_password": "correct horse battery",
        },
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "staple of another kind",
            "new_password": "correct horse battery",
        },
    )
    assert response.status_code == 204
    assert len(response.text) == 0


def test_change_secret_of_user_refuses_a_wrong_current_password(client, app, log_in):
    """如果密码错误，返回 403 和“密码不正确”。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "none of theirs",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "密码不正确"


def test_change_secret_of_user_changes_nothing_for_a_wrong_current_password(
    client, app, log_in
):
    """如果密码错误，返回 403 和“密码不正确”。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "none of theirs",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "密码不正确"
    with app.app_context():
        row = db.session.scalars(select(User)).one()
        assert password_hash.verify("correct horse battery", row.password_hash)


@pytest.mark.parametrize(
    "new_password",
    [
        pytest.param("x" * 10, id="shortest"),
        pytest.param("x" * 255, id="longest"),
    ],
)
def test_change_secret_of_user_accepts_the_new_password_at_its_limits(
    client, app, log_in, new_password
):
    """`password`（密码）：机密，至少 10 个字符。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "correct horse battery",
            "new_password": new_password,
        },
    )
    assert response.status_code == 204
    assert len(response.text) == 0


def test_change_secret_of_user_refuses_a_too_large_body(client, app, log_in):
    """Refuses a too large body."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        data=" " * 1048577,
        content_type="application/json",
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_change_secret_of_user_refuses_another_content_type(client, app, log_in):
    """Refuses another content type."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password", headers=log_in(1), data="{}", content_type="text/plain"
    )
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
def test_change_secret_of_user_refuses_malformed_json(client, app, log_in, body):
    """Refuses malformed json."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password", headers=log_in(1), data=body, content_type="application/json"
    )
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
def test_change_secret_of_user_refuses_a_body_that_is_no_object(
    client, app, log_in, body
):
    """Refuses a body that is no object."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password", headers=log_in(1), data=body, content_type="application/json"
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_change_secret_of_user_refuses_an_unknown_field(client, app, log_in):
    """Refuses an unknown field."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
            "unheard_of": 1,
        },
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_change_secret_of_user_refuses_a_missing_current_password(client, app, log_in):
    """`password`（密码）：机密，至少 10 个字符。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={"new_password": "staple of another kind"},
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "current_password"


@pytest.mark.parametrize(
    "current_password",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00orrect horse battery", id="NUL"),
        pytest.param("\ud800orrect horse battery", id="lone surrogate"),
    ],
)
def test_change_secret_of_user_refuses_an_invalid_current_password(
    client, app, log_in, current_password
):
    """`password`（密码）：机密，至少 10 个字符。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": current_password,
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "current_password"


def test_change_secret_of_user_refuses_a_missing_new_password(client, app, log_in):
    """`password`（密码）：机密，至少 10 个字符。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={"current_password": "correct horse battery"},
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "new_password"


@pytest.mark.parametrize(
    "new_password",
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
        pytest.param("x" * 9, id="too short"),
        pytest.param("x" * 256, id="too long"),
    ],
)
def test_change_secret_of_user_refuses_an_invalid_new_password(
    client, app, log_in, new_password
):
    """`password`（密码）：机密，至少 10 个字符。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "correct horse battery",
            "new_password": new_password,
        },
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "new_password"


def test_change_secret_of_user_refuses_who_is_not_logged_in(client, app):
    """未登录时返回 401 和“请先登录”。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    response = client.put(
        "/me/password",
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.put(
        "/me/password",
        headers={"Authorization": "Bearer no.such.token"},
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.put(
        "/me/password",
        headers={"Authorization": "Bearer"},
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.put(
        "/me/password",
        headers={"Authorization": "Basic YW5uOmFubg=="},
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
    response = client.put(
        "/me/password",
        headers={"Authorization": "no scheme at all"},
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"


def test_change_secret_of_user_refuses_a_log_in_that_has_ended(
    client, app, now, log_in
):
    """用户用用户名和密码登录。"""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 204
    assert len(response.text) == 0
    now("2026-03-01T21:00:00Z")
    response = client.put(
        "/me/password",
        headers=log_in(1),
        json={
            "current_password": "correct horse battery",
            "new_password": "staple of another kind",
        },
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "请先登录"
