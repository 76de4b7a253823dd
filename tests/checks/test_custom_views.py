"""Rules and code that a model wrote: good code has no finding, and dangerous code has."""

from __future__ import annotations

import re

import pytest

from codegen.checks.base import check
from codegen.checks.integrity_error import UniqueWritesHandleConflicts
from codegen.checks.request_body import BodiesAreReadByReaders
from codegen.contract import (
    Answer,
    BytesBody,
    Contract,
    EmptyBody,
    Endpoint,
    Entity,
    EntityField,
    Package,
    SecretType,
    TextType,
)
from codegen.types import Candidate, File
from custom_views import LOANS, MEMBERS, PAGES, RULES

ROUTE = re.compile(r'^@(\w+)\.(\w+)\("(.*)"\)\ndef (\w+)', re.MULTILINE)
INIT = """\
from flask import Flask

from shop.routes.loans import loans
from shop.routes.members import members


def create_app() -> Flask:
    app = Flask(__name__)
    app.register_blueprint(loans)
    app.register_blueprint(members)
    return app
"""
TEXT = TextType(min_length=1, max_length=80)
MEMBER = Entity(
    name="Member",
    plural="members",
    fields=(
        EntityField(name="email", type=TEXT, unique=True),
        EntityField(name="password", type=SecretType(min_length=8, max_length=80)),
    ),
)
LOAN = Entity(
    name="Loan", plural="loans", fields=(EntityField(name="number", type=TEXT, unique=True),)
)


def endpoints(*modules: str) -> tuple[Endpoint, ...]:
    """The custom endpoints that modules serve, as the Contract writes their paths."""
    return tuple(
        Endpoint(
            method=verb.upper(),
            path=re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path),
            name=name,
            operation="custom",
            resource=resource,
            request=EmptyBody(),
            success=Answer(status=200, body=EmptyBody()),
            cases=(),
        )
        for module in modules
        for resource, verb, path, name in ROUTE.findall(module)
    )


CONTRACT = Contract(
    app="shop",
    title="Shop",
    entities=(MEMBER, LOAN),
    endpoints=endpoints(LOANS, MEMBERS),
    packages=(Package(name="chess", imports=("chess",)),),
)


def found(loans: str = LOANS, members: str = MEMBERS, rules: str = RULES) -> list[tuple[str, str]]:
    texts = {"__init__": INIT, "routes/loans": loans, "routes/members": members, "rules": rules}
    pages = (File(f"shop/templates/{path}.html", text) for path, text in PAGES.items())
    files = (*(File(f"shop/{path}.py", text) for path, text in texts.items()), *pages)
    return [(f.rule, f.location.path) for f in check(Candidate("shop", files), CONTRACT).findings]


def test_good_custom_code_has_no_finding() -> None:
    assert len(CONTRACT.endpoints) == 15
    assert found() == []


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ("redirect(link.target, 302)", "redirect(code)", "no-open-redirects"),
        (
            'render_template("members/hello.html", name=name)',
            'f"<p>{name}</p>"',
            "no-html-from-strings",
        ),
        ('"members/hello.html", n', 'f"{name}.html", n', "known-templates"),
        ('"members/hello.html", n', '"members/bye.html", n', "known-templates"),
        ('(folder / f"{member_id}.png")', "(folder / photo.name)", "no-client-paths"),
        ('(folder / f"{member_id}.png")', "(folder / secure_filename(photo.name))", None),
        ('(folder / f"{member_id}.png")', "Path(photo.name)", "no-client-paths"),
        (
            'read_file("photo")\n',
            'request.files["photo"]\n',
            "bodies-are-read-by-readers",
        ),
        ('"photos", f"{member_id}.png"', '"photos", f"{member_id}.png", True', None),
        (
            'Path(current_app.instance_path) / "photos", f',
            'request.args["folder"], f',
            "no-client-paths",
        ),
        (
            'render_template("members/show_page.html"',
            "render_template(member.name",
            "known-templates",
        ),
        ('"/l/<code>"', '"/x/<code>"', "contract-endpoints"),
        ('"/hello/<name>"', '"/hello"', "contract-endpoints"),
        (
            "    except IntegrityError:\n",
            "    except KeyError:\n",
            "unique-writes-handle-conflicts",
        ),
        (
            '{"token": secrets',
            '{"hash": member.password_hash, "token": secrets',
            "secrets-stay-hashed",
        ),
    ],
)
def test_dangerous_views_are_found(good: str, bad: str, rule: str | None) -> None:
    assert MEMBERS.count(good) == 1
    rules = {name for name, path in found(members=MEMBERS.replace(good, bad))}
    assert rules == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("import chess.engine", None),
        ("import requests", "calls-through-services"),
        ("import threading", "allowed-imports"),
        ("import sqlite3", "allowed-imports"),
        ("import urllib.request", "calls-through-services"),
        ("from logging.handlers import SocketHandler", "calls-through-services"),
        ("import codegen", "allowed-imports"),
        ("from tests import conftest", "allowed-imports"),
        ("import subprocess", "no-code-execution"),
        ("from time import sleep\n\ndef wait() -> None:\n    sleep(1)", "no-waiting"),
        (
            "import os\n\ndef key() -> str:\n    return os.environ['K']",
            "environment-stays-in-config",
        ),
        ("def note(name: str) -> None:\n    _STEPS[name] = (1, 1)", "no-shared-state"),
    ],
)
def test_dangerous_logic_is_found(line: str, rule: str | None) -> None:
    rules = {name for name, _ in found(rules=f"{RULES}\n{line}\n")}
    assert rules == ({rule} if rule else set())


def test_a_package_is_allowed_by_its_imports_alone() -> None:
    contract = CONTRACT.model_copy(update={"packages": ()})
    files = (File("shop/rules.py", RULES),)
    rules = [f.rule for f in check(Candidate("shop", files), contract).findings]
    assert "allowed-imports" in rules


def test_values_that_are_unique_together_are_raced_for_too() -> None:
    fields = (EntityField(name="copy_id", type=TEXT), EntityField(name="member_id", type=TEXT))
    loan = Entity(name="Loan", plural="loans", fields=fields, unique_together=(("copy_id",),))
    contract = CONTRACT.model_copy(update={"entities": (loan,)})
    careless = LOANS.replace("    except IntegrityError:\n", "    except KeyError:\n")
    files = (File("shop/routes/loans.py", careless),)
    findings = check(Candidate("shop", files), contract, (UniqueWritesHandleConflicts,)).findings
    assert [f.rule for f in findings] == ["unique-writes-handle-conflicts"]


def test_raw_bytes_are_read_by_the_reader_where_the_view_has_one() -> None:
    raw = BytesBody(media_types=("image/png",), max_bytes=9)
    endpoints = tuple(
        each.model_copy(update={"request": raw}) if each.name == "paid" else each
        for each in CONTRACT.endpoints
    )
    contract = CONTRACT.model_copy(update={"endpoints": endpoints})
    files = (File("shop/routes/members.py", MEMBERS),)
    findings = check(Candidate("shop", files), contract, (BodiesAreReadByReaders,)).findings
    assert [finding.message.rpartition(" ")[2] for finding in findings] == [
        "'request.get_data'",
        "'request.get_data'",
    ]
