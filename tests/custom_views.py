"""Good code of the kind that a model writes for custom endpoints: no rule has anything to say of it."""

from __future__ import annotations

LOANS = """\
from datetime import timedelta

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from shop.clock import chance, clock
from shop.constants import LOAN_DAYS
from shop.extensions import db
from shop.models import Copy, Loan, Member
from shop.rules import fee_of
from shop.schemas import LoanPage, LoanQuery, LoanRequest, LoanView, read_json, read_query

loans = Blueprint("loans", __name__)

_LIST_LOANS_SORTS = {"due": Loan.due_at, "member": Loan.member_id}


@loans.get("/loans")
def list_loans() -> ResponseReturnValue:
    query = read_query(LoanQuery)
    found = select(Loan)
    if query.member_id is not None:
        found = found.where(Loan.member_id == query.member_id)
    if query.search:
        found = found.join(Copy).where(Copy.title.icontains(query.search, autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = _LIST_LOANS_SORTS[query.sort]
    rows = db.session.scalars(
        found.order_by(order.desc() if query.descending else order, Loan.id)
        .limit(query.size)
        .offset((query.page - 1) * query.size)
    )
    items = [_list_loans_view(loan) for loan in rows]
    page = LoanPage(items=items, total=total, page=query.page, size=query.size)
    return page.model_dump(mode="json"), 200


def _list_loans_view(loan: Loan) -> LoanView:
    return LoanView(id=loan.id, due_at=loan.due_at, fee=fee_of(loan.due_at, clock.now()))


@loans.post("/loans")
def borrow() -> ResponseReturnValue:
    body = read_json(LoanRequest)
    member = db.session.get(Member, body.member_id, with_for_update=True)
    if member is None:
        abort(404, "No such member")
    open_loans = db.session.scalar(
        select(func.count()).where(Loan.member_id == member.id, Loan.returned_at.is_(None))
    )
    if (open_loans or 0) >= member.limit:
        abort(409, f"At most {member.limit} loans at a time")
    loan = Loan(copy_id=body.copy_id, member_id=member.id, due_at=clock.now() + timedelta(days=LOAN_DAYS))
    loan.number = f"L-{body.copy_id}-{chance.randint(0, 9)}"
    db.session.add(loan)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "The copy is lent")
    location = {"Location": f"/loans/{loan.id}"}
    return LoanView(id=loan.id, due_at=loan.due_at, fee=0).model_dump(mode="json"), 201, location


@loans.put("/loans/<int:loan_id>/return")
def return_loan(loan_id: int) -> ResponseReturnValue:
    loan = db.session.get(Loan, loan_id, with_for_update=True)
    if loan is None:
        abort(404)
    if loan.returned_at is not None:
        abort(409, "Already returned")
    loan.returned_at = clock.now()
    loan.fee = fee_of(loan.due_at, loan.returned_at)
    db.session.commit()
    return {"fee": f"{loan.fee // 100}.{loan.fee % 100:02d}"}


@loans.delete("/loans/<int:loan_id>")
def drop_loan(loan_id: int) -> ResponseReturnValue:
    loan = db.session.get(Loan, loan_id)
    if loan is None:
        abort(404)
    db.session.delete(loan)
    db.session.commit()
    return "", 204


@loans.get("/loans.csv")
def export_loans() -> ResponseReturnValue:
    lines = StringIO()
    writer = csv.writer(lines)
    writer.writerow(["id", "member", "due"])
    for loan in db.session.scalars(select(Loan).order_by(Loan.id)):
        writer.writerow([loan.id, loan.member_id, loan.due_at.isoformat()])
    headers = {"Content-Disposition": 'attachment; filename="loans.csv"'}
    return Response(lines.getvalue(), mimetype="text/csv", headers=headers)
""".replace(
    "from flask import Blueprint, abort\n", "from flask import Blueprint, Response, abort\n"
).replace(
    "from datetime import timedelta\n",
    "import csv\nfrom datetime import timedelta\nfrom io import StringIO\n",
)

PAGES = {
    "members/show_page": """\
<!doctype html>
<title>{{ member.name }}</title>
<h1>{{ member.name }}</h1>
<ul>{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>
""",
    "members/hello": "<p>Hello, {{ name }}!</p>\n",
}

MEMBERS = """\
import hashlib
import hmac
import json
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_from_directory,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.utils import secure_filename

from shop.bodies import read_file
from shop.extensions import db, password_hash
from shop.models import Link, Member
from shop.schemas import LoginRequest, MemberPatch, MemberView, RenameRequest, read_json

members = Blueprint("members", __name__)


@members.post("/login")
def log_in() -> ResponseReturnValue:
    body = read_json(LoginRequest)
    member = db.session.scalar(select(Member).where(Member.email == body.email))
    fits = password_hash.verify(body.password, member.password_hash if member else _decoy())
    if member is None or not fits:
        abort(401, "Wrong email or password")
    session["member_id"] = member.id
    return {"token": secrets.token_urlsafe(32)}


@cache
def _decoy() -> str:
    return password_hash.hash(secrets.token_urlsafe())


def _current_member() -> Member:
    member = db.session.get(Member, session.get("member_id", 0))
    if member is None:
        abort(401)
    return member


@members.patch("/members/<int:member_id>")
def change_member(member_id: int) -> ResponseReturnValue:
    body = read_json(MemberPatch)
    member = _current_member()
    if member.id != member_id:
        abort(404)
    if body.name is not None:
        member.name = body.name
    if body.password is not None:
        member.password_hash = password_hash.hash(body.password)
    db.session.commit()
    return MemberView(id=member.id, name=member.name).model_dump(mode="json")


@members.put("/members/<int:member_id>/email")
def change_email(member_id: int) -> ResponseReturnValue:
    body = read_json(RenameRequest)
    member = db.session.get(Member, member_id)
    if member is None:
        abort(404)
    member.email = body.email
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "Email taken")
    return "", 204


@members.put("/members/<int:member_id>/photo")
def keep_photo(member_id: int) -> ResponseReturnValue:
    photo = read_file("photo")
    folder = Path(current_app.instance_path) / "photos"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{member_id}.png").write_bytes(photo.content)
    note = {"name": photo.name, "safe": secure_filename(photo.name)}
    (folder / f"{member_id}.json").write_text(json.dumps(note), encoding="utf-8")
    return {"name": photo.name}, 201


@members.get("/members/<int:member_id>/photo")
def show_photo(member_id: int) -> ResponseReturnValue:
    return send_from_directory(Path(current_app.instance_path) / "photos", f"{member_id}.png")


@members.get("/members/<int:member_id>/page")
def show_page(member_id: int) -> ResponseReturnValue:
    member = db.session.get(Member, member_id)
    if member is None:
        abort(404)
    lines = [f"{key}: {value}" for key, value in sorted(member.notes.items())]
    return render_template("members/show_page.html", member=member, lines=lines)


@members.get("/hello/<name>")
def hello(name: str) -> ResponseReturnValue:
    return render_template("members/hello.html", name=name)


@members.get("/l/<code>")
def follow(code: str) -> ResponseReturnValue:
    link = db.session.scalar(select(Link).where(Link.code == code))
    if link is None:
        abort(404)
    db.session.execute(update(Link).where(Link.id == link.id).values(visits=Link.visits + 1))
    db.session.commit()
    return redirect(link.target, 302)


@members.get("/me")
def me() -> ResponseReturnValue:
    return redirect(url_for("members.show_page", member_id=_current_member().id), code=303)


@members.post("/hooks/paid")
def paid() -> ResponseReturnValue:
    signature = request.headers.get("X-Signature", "")
    key = str(current_app.config["SECRET_KEY"]).encode()
    expected = hmac.new(key, request.get_data(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature, expected):
        abort(403)
    event: dict[str, Any] = json.loads(request.get_data())
    totals: dict[str, int] = {}
    for line in event.get("lines", []):
        totals[line["sku"]] = totals.get(line["sku"], 0) + int(line["cents"])
    return {"totals": totals}
"""

RULES = """\
from __future__ import annotations

import logging
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import chess

from shop.constants import FEE_CENTS
from shop.models import Loan

ISBN = re.compile(r"\\d{13}")
_LOGGER = logging.getLogger(__name__)
_WEIGHTS = (1, 3) * 6
_STEPS = {"n": (0, 1), "e": (1, 0)}


class Colour(Enum):
    WHITE = "white"
    BLACK = "black"

    @property
    def other(self) -> Colour:
        return Colour.BLACK if self is Colour.WHITE else Colour.WHITE


class Square(NamedTuple):
    x: int
    y: int


@dataclass(slots=True)
class Ledger:
    cents: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, cents: int) -> None:
        self.cents[name] = self.cents.get(name, 0) + cents

    def __iter__(self) -> Iterator[str]:
        yield from sorted(self.cents)


def fee_of(due: datetime, now: datetime) -> int:
    days = max(0, math.ceil((now - due) / timedelta(days=1)))
    return days * FEE_CENTS


def is_isbn(text: str) -> bool:
    if not ISBN.fullmatch(text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return (10 - total % 10) % 10 == int(text[-1])


def share(cents: int, people: int) -> list[int]:
    each = Decimal(cents) / Decimal(people)
    least = int(each.quantize(Decimal(1), ROUND_HALF_UP))
    shares = [least] * people
    shares[0] += cents - sum(shares)
    return shares


def settle(ledger: Ledger, loans: list[Loan]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    seen = Counter(loan.member_id for loan in loans)
    for name in ledger:
        found[name].append(ledger.cents[name])
    for before, after in pairwise(sorted(seen)):
        _LOGGER.debug("%s before %s", before, after)
    return dict(found)


def moves(position: str) -> list[str]:
    board = chess.Board(position)
    return sorted(board.san(move) for move in board.legal_moves)


def evaluate(text: str) -> Decimal:
    values: list[Decimal] = []
    for token in text.split():
        if token in "+-*":
            right, left = values.pop(), values.pop()
            values.append({"+": left + right, "-": left - right, "*": left * right}[token])
        else:
            values.append(Decimal(token))
    return values.pop()


@cache
def squares(size: int) -> tuple[Square, ...]:
    return tuple(Square(x, y) for x in range(size) for y in range(size))


def neighbours(square: Square) -> set[Square]:
    found = set[Square]()
    for dx, dy in _STEPS.values():
        found.add(Square(square.x + dx, square.y + dy))
    return found


def draw(seed: int, day: date) -> int:
    return random.Random(f"{seed}{day}").randint(1, 6)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
"""
