"""What a token is worth."""

from collections.abc import Callable
from datetime import timedelta

import jwt
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from notes_zh import auth
from notes_zh.clock import clock
from notes_zh.extensions import db, password_hash
from notes_zh.models import LogIn, User

Headers = dict[str, str]


def asks(app: Flask, headers: Headers) -> int | None:
    """The id of the user whose request that is; None where it is nobody's."""
    with app.test_request_context(headers=headers):
        try:
            return auth.require_user().id
        except HTTPException as refused:
            assert refused.code == 401
            return None


def forged(
    app: Flask, key: str | None = None, algorithm: str = "HS256", **changes: str
) -> Headers:
    """A token that is good but for the changes; of the first log-in there is."""
    with app.app_context():
        found = db.session.scalars(select(LogIn).order_by(LogIn.id)).first()
        claims = {"sub": str(found.user), "jti": str(found.id), "exp": found.ends}
    known = None if algorithm == "none" else key or app.config["SECRET_KEY"]
    token = jwt.encode(claims | changes, known, algorithm=algorithm)
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.usefixtures("users")
def test_a_token_says_whose_request_it_is(
    app: Flask, log_in: Callable[[int], Headers]
) -> None:
    assert [asks(app, log_in(number)) for number in (1, 2)] == [1, 2]
    assert (
        asks(
            app,
            {"Authorization": log_in(2)["Authorization"].replace("Bearer", "bearer")},
        )
        == 2
    )
    assert asks(app, {}) is None


@pytest.mark.usefixtures("users")
def test_a_forged_token_is_worth_nothing(
    app: Flask, log_in: Callable[[int], Headers]
) -> None:
    log_in(1)
    assert asks(app, forged(app)) == 1
    assert asks(app, forged(app, key="another key of thirty-two bytes.")) is None
    assert asks(app, forged(app, algorithm="none")) is None
    assert asks(app, forged(app, algorithm="HS512")) is None
    assert asks(app, forged(app, sub="2")) is None
    assert asks(app, forged(app, jti="99")) is None


@pytest.mark.usefixtures("users")
def test_a_log_in_ends_by_itself(
    app: Flask, log_in: Callable[[int], Headers], monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, began = log_in(1), clock.now()
    monkeypatch.setattr(
        clock, "now", lambda: began + auth.LIFETIME - timedelta(seconds=30)
    )
    assert asks(app, headers) == 1
    monkeypatch.setattr(
        clock, "now", lambda: began + auth.LIFETIME + timedelta(seconds=1)
    )
    assert asks(app, headers) is None


@pytest.mark.usefixtures("users")
def test_log_ins_that_have_ended_are_not_kept(
    app: Flask, log_in: Callable[[int], Headers], monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(1)
    began = clock.now()
    monkeypatch.setattr(clock, "now", lambda: began + auth.LIFETIME)
    with app.app_context():
        auth.log_in(db.session.get(User, 1))
        db.session.commit()
        assert len(db.session.scalars(select(LogIn)).all()) == 1


@pytest.mark.usefixtures("users")
def test_the_token_of_a_user_who_is_gone_is_worth_nothing(
    app: Flask, log_in: Callable[[int], Headers]
) -> None:
    headers, others = log_in(1), log_in(2)
    with app.app_context():
        db.session.delete(db.session.get(User, 1))
        db.session.commit()
    assert asks(app, headers) is None
    assert asks(app, others) == 2


@pytest.mark.usefixtures("users")
def test_an_older_hash_is_made_anew_when_its_user_logs_in(app: Flask) -> None:
    with app.app_context():
        user = db.session.get(User, 1)
        older = password_hash.hashers[0].__class__(
            time_cost=2, memory_cost=16, parallelism=1
        )
        user.password_hash = older.hash("correct horse battery")
        before = user.password_hash
        assert not auth.password_fits(user, "another")
        assert user.password_hash == before
        assert auth.password_fits(user, "correct horse battery")
        assert user.password_hash != before
        assert password_hash.verify("correct horse battery", user.password_hash)


def test_an_unknown_user_costs_a_hash_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = []
    verify = password_hash.verify_and_update

    def counted(password: str, kept: str) -> tuple[bool, str | None]:
        looked_at.append(kept)
        return verify(password, kept)

    monkeypatch.setattr(password_hash, "verify_and_update", counted)
    with app.app_context():
        assert not auth.password_fits(None, "correct horse battery")
    assert len(looked_at) == 1
