"""Which functions are views, and what speaks to a database, in code that other people write too."""

from __future__ import annotations

import libcst as cst
import pytest

from codegen.checks.app import App
from codegen.checks.base import check
from codegen.checks.list_limits import ListsHaveALimit
from codegen.checks.queries import asks, session_method
from codegen.checks.query_loops import NoQueriesInLoops
from codegen.checks.safe_methods import GetsDoNotWrite
from codegen.checks.views import views
from codegen.syntax import Source, parse
from codegen.types import Candidate, File

HEAD = """\
import flask
import requests
from flask import Blueprint, session
from flask.views import MethodView

from shop.extensions import db
from shop.models import Item

shop = Blueprint("shop", __name__)
"""


def read(code: str) -> tuple[Source, App]:
    source = parse("shop/views.py", HEAD + code)
    assert isinstance(source, Source)
    return source, App("shop", (source,))


@pytest.mark.parametrize(
    "code, methods",
    [
        ("@shop.get('/a')\ndef view(): ...", {"GET"}),
        ("@shop.route('/a')\ndef view(): ...", {"GET"}),
        (
            "@shop.route('/a')\n@shop.route('/b', methods=['POST'])\ndef view(): ...",
            {"GET", "POST"},
        ),
        ("@shop.route('/a', methods=METHODS)\ndef view(): ...", set()),
        ("@expose('/a')\ndef view(): ...", None),
        ("@admin.expose('/a')\ndef view(): ...", {"GET"}),
        ("@cache.get\ndef view(): ...", None),
        ("def view(): ...\nshop.add_url_rule('/a', view_func=view, methods=['PUT'])", {"PUT"}),
        ("def view(): ...\nshop.route('/a', methods=['DELETE', 'OPTIONS'])(view)", {"DELETE"}),
        ("class View(MethodView):\n    def get(self): ...", {"GET"}),
        ("class View(dict):\n    def get(self, name): ...", None),
    ],
)
def test_views_are_found_with_their_methods(code: str, methods: set[str] | None) -> None:
    found = list(views(*read(code)))
    assert [view.methods for view in found] == ([] if methods is None else [methods])


@pytest.mark.parametrize(
    "call, name",
    [
        ("db.session.commit()", "commit"),
        ("db.session().add(item)", "add"),
        ("db_session.scalars(found)", "scalars"),
        ("self.session.commit()", "commit"),
        ("db.session.get(Item, 1)", "get"),
        ("session.get('item')", None),
        ("flask.session.get(Item)", None),
        ("requests.Session().get(Item)", None),
        ("requests.session().get('https://a.example')", None),
        ("self.session.get('https://a.example')", None),
        ("given.delete(item)", None),
        ("cache.add(item)", None),
    ],
)
def test_a_session_of_a_database_is_no_other_session(call: str, name: str | None) -> None:
    source, app = read(call)
    outermost = next(c for c in source.nodes(cst.Call) if isinstance(source.parent(c), cst.Expr))
    assert session_method(source, app, outermost) == name


@pytest.mark.parametrize(
    "call, asking",
    [
        ("Item.query.filter_by(id=1).first()", True),
        ("db.session.query(Item).all()", True),
        ("db.session.execute(db.select(Item))", True),
        ("db.session.execute(db.delete(Item))", False),
        ("Item.query.filter_by(id=1)", False),
        ("names.count('a')", False),
        ("Item.query.first().name.count('a')", False),
    ],
)
def test_what_asks_a_database(call: str, asking: bool) -> None:
    source, app = read(call)
    outermost = next(c for c in source.nodes(cst.Call) if isinstance(source.parent(c), cst.Expr))
    assert asks(source, app, outermost) is asking


RULES = (GetsDoNotWrite, ListsHaveALimit, NoQueriesInLoops)
MAKES = "@shop.post('/items')\ndef make():\n    db.session.add(Item())\n    db.session.commit()\n"


@pytest.mark.parametrize(
    "code, rule",
    [
        ("    return {'a': [i.id for i in Item.query.all()]}", "lists-have-a-limit"),
        ("    return {'a': [i.id for i in Item.query.limit(9).all()]}", None),
        ("    return {'a': [i.id for i in Item.query.filter_by(a=1).all()]}", None),
        ("    cache(Item.query.all())\n    return {}", None),
        (
            "    found = db.session.scalars(db.select(Item)).all()\n    return {'a': found}",
            "lists-have-a-limit",
        ),
        ("    found = db.session.scalars(db.select(Item)).first()\n    return {'a': found}", None),
        (
            "    items = Item.query.filter_by(a=1)\n    return {i: Item.query.get(i.id) for i in items}",
            "no-queries-in-loops",
        ),
        ("    return {n: Item.query.get(n) for n in (1, 2)}", None),
        ("    Item.query.filter_by(id=1).delete()\n    return {}", "gets-do-not-write"),
        ("    make()\n    return {}", "gets-do-not-write"),
        ("    seen = {}\n    seen.update(a=1)\n    return seen", None),
    ],
)
def test_views_without_a_contract(code: str, rule: str | None) -> None:
    text = f"{HEAD}{MAKES}@shop.get('/items')\ndef items():\n{code}\n"
    found = check(Candidate("shop", (File("shop/views.py", text),)), None, RULES).findings
    assert [finding.rule for finding in found] == ([rule] if rule else [])


def test_a_table_that_no_view_adds_to_is_taken_to_be_short() -> None:
    text = f"{HEAD}@shop.get('/items')\ndef items():\n    return {{'a': Item.query.all()}}\n"
    candidate = Candidate("shop", (File("shop/views.py", text),))
    assert check(candidate, None, (ListsHaveALimit,)).findings == ()
