"""Who asks: log-ins, and the tokens that requests carry (RFC 6750)."""

import secrets
from datetime import timedelta
from functools import cache

import jwt
from flask import abort, current_app, g, request
from sqlalchemy import delete

from notes.clock import clock
from notes.extensions import db, password_hash
from notes.models import LogIn, User

ALGORITHM = "HS256"
LIFETIME = timedelta(hours=12)


def log_in(user: User) -> str:
    """Notes a new log-in of the user, and gives the token that stands for it; the caller commits."""
    now = clock.now()
    of_user = LogIn.user == user.id
    db.session.execute(delete(LogIn).where(of_user, LogIn.ends <= now))
    found = LogIn(user=user.id, ends=now + LIFETIME)
    db.session.add(found)
    db.session.flush()
    claims = {"sub": str(user.id), "jti": str(found.id), "iat": now, "exp": found.ends}
    return jwt.encode(claims, current_app.config["SECRET_KEY"], algorithm=ALGORITHM)


def require_user(status: int = 401, detail: str | None = None) -> User:
    """The user whose token the request carries. Aborts where there is none, or it is worth nothing any more."""
    found = _current_log_in()
    user = db.session.get(User, found.user) if found else None
    if user is None:
        abort(status, detail)
    g.log_in = found
    return user


def end_log_in() -> None:
    """Ends the log-in that the request has; the caller commits."""
    db.session.delete(g.log_in)


def end_other_log_ins(user: User) -> None:
    """Ends all log-ins of the user but the one that the request has; the caller commits."""
    of_user = LogIn.user == user.id
    db.session.execute(delete(LogIn).where(of_user, LogIn.id != g.log_in.id))


def password_fits(user: User | None, password: str) -> bool:
    """Whether it is the user's; takes as long where there is no such user. A hash of an older kind is made anew."""
    kept = user.password_hash if user else _decoy()
    fits, better = password_hash.verify_and_update(password, kept)
    if user and fits and better:
        user.password_hash = better
    return fits and user is not None


def _current_log_in() -> LogIn | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    # Whether it has ended is read of the row, by the app's own clock.
    options = {
        "verify_exp": False,
        "verify_iat": False,
        "require": ["exp", "jti", "sub"],
    }
    try:
        claims = jwt.decode(
            token.strip(),
            current_app.config["SECRET_KEY"],
            algorithms=[ALGORITHM],
            options=options,
        )
    except jwt.InvalidTokenError:
        return None
    found = db.session.get(LogIn, int(claims["jti"]))
    is_good = found and str(found.user) == claims["sub"] and found.ends > clock.now()
    return found if is_good else None


@cache
def _decoy() -> str:
    """A hash that no password has."""
    return password_hash.hash(secrets.token_urlsafe())
