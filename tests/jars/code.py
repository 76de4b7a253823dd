"""Scripted code of a model: the careful views of the jars, and ten that are wrong in one thing each."""

from __future__ import annotations

HEAD = """\
from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jars.constants import JAR_SIZE
from jars.extensions import db
from jars.models import Coin, Jar
from jars.schemas import CoinRequest, CoinView, JarRequest, JarView, SplitRequest, SplitView, read_json


"""

MAKE = """\
@jars.post("/jars")
def make_jar() -> ResponseReturnValue:
    \"\"\"Makes a jar.\"\"\"
    body = read_json(JarRequest)
    jar = Jar(name=body.name)
    db.session.add(jar)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "Jar exists")
    return JarView(id=jar.id, name=jar.name, coins=[], total=0).model_dump(mode="json"), 201
"""

SHOW = """\
@jars.get("/jars/<int:jar_id>")
def show_jar(jar_id: int) -> ResponseReturnValue:
    \"\"\"Shows a jar.\"\"\"
    jar = db.session.get(Jar, jar_id)
    if jar is None:
        abort(404, "No such jar")
    chosen = select(Coin.cents).where(Coin.jar_id == jar_id).order_by(Coin.id)
    coins = list(db.session.scalars(chosen))
    view = JarView(id=jar.id, name=jar.name, coins=coins, total=sum(coins))
    return view.model_dump(mode="json"), 200
"""

PUT = """\
@jars.post("/jars/<int:jar_id>/coins")
def put_coin(jar_id: int) -> ResponseReturnValue:
    \"\"\"Puts a coin into a jar.\"\"\"
    body = read_json(CoinRequest)
    if db.session.get(Jar, jar_id, with_for_update=True) is None:
        abort(404, "No such jar")
    held = db.session.scalars(select(Coin.id).where(Coin.jar_id == jar_id)).all()
    if len(held) >= JAR_SIZE:
        abort(409, "Jar is full")
    db.session.add(Coin(jar_id=jar_id, cents=body.cents))
    db.session.commit()
    return CoinView(cents=body.cents).model_dump(mode="json"), 201
"""

TAKE = """\
@jars.delete("/jars/<int:jar_id>/coins")
def take_coin(jar_id: int) -> ResponseReturnValue:
    \"\"\"Takes the coin out that was put in last.\"\"\"
    if db.session.get(Jar, jar_id, with_for_update=True) is None:
        abort(404, "No such jar")
    chosen = select(Coin).where(Coin.jar_id == jar_id).order_by(Coin.id.desc()).limit(1)
    coin = db.session.scalar(chosen)
    if coin is None:
        abort(409, "Jar is empty")
    cents = coin.cents
    db.session.delete(coin)
    db.session.commit()
    return CoinView(cents=cents).model_dump(mode="json"), 200
"""

SPLIT = """\
@jars.post("/jars/<int:jar_id>/split")
def split_jar(jar_id: int) -> ResponseReturnValue:
    \"\"\"Says what each of some people would get.\"\"\"
    body = read_json(SplitRequest)
    if db.session.get(Jar, jar_id) is None:
        abort(404, "No such jar")
    total = sum(db.session.scalars(select(Coin.cents).where(Coin.jar_id == jar_id)))
    each, left = divmod(total, body.people)
    shares = [each + (number < left) for number in range(body.people)]
    return SplitView(shares=shares).model_dump(mode="json"), 200
"""

VIEWS = {
    "endpoint-post-make-jar": HEAD + MAKE,
    "endpoint-get-show-jar": HEAD + SHOW,
    "endpoint-post-put-coin": HEAD + PUT,
    "endpoint-delete-take-coin": HEAD + TAKE,
    "endpoint-post-split-jar": HEAD + SPLIT,
}
"""The careful views, by slice."""

WRONG: dict[str, tuple[str, str, str]] = {
    "one coin too many": ("endpoint-post-put-coin", ">= JAR_SIZE", "> JAR_SIZE"),
    "one coin too few": ("endpoint-post-put-coin", ">= JAR_SIZE", "+ 1 >= JAR_SIZE"),
    "a refused coin is kept": (
        "endpoint-post-put-coin",
        '        abort(409, "Jar is full")',
        "        db.session.add(Coin(jar_id=jar_id, cents=body.cents))\n"
        '        db.session.commit()\n        abort(409, "Jar is full")',
    ),
    "other words": ("endpoint-post-put-coin", "Jar is full", "The jar is full"),
    "the first coin is taken": ("endpoint-delete-take-coin", ".desc()", ""),
    "the coin stays": ("endpoint-delete-take-coin", "    db.session.delete(coin)\n", ""),
    "the remainder is lost": ("endpoint-post-split-jar", " + (number < left)", ""),
    "the last get the remainder": (
        "endpoint-post-split-jar",
        "number < left",
        "number >= body.people - left",
    ),
    "coins in another order": ("endpoint-get-show-jar", "Coin.id)", "Coin.cents)"),
    "an unknown jar is shown": (
        "endpoint-get-show-jar",
        '        abort(404, "No such jar")',
        '        jar = Jar(id=jar_id, name="?")',
    ),
}
"""Ten wrong implementations of ten behaviours: the slice, what stands there, what stands there wrongly."""


def wrong(what: str) -> dict[str, str]:
    """The careful views but for one."""
    name, right, instead = WRONG[what]
    assert VIEWS[name].count(right) == 1, what
    return VIEWS | {name: VIEWS[name].replace(right, instead)}
