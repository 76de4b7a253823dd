"""A small library with custom endpoints: its Contract, and the app that somebody wrote for it by hand."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.contract import (
    Answer,
    BooleanType,
    Case,
    ChoiceType,
    Citation,
    Contract,
    CsvBody,
    DateTimeType,
    DateType,
    EmptyBody,
    Endpoint,
    Entity,
    EntityField,
    HtmlBody,
    IntegerType,
    JsonBody,
    LoggedIn,
    Member,
    Missing,
    MoneyType,
    NotFound,
    NotLoggedIn,
    Parameter,
    ProblemBody,
    RedirectBody,
    ReferenceType,
    RuleBroken,
    Shape,
    ShapeType,
    StatementId,
    TextType,
)
from codegen.render import Renderer
from codegen.scenario import Scenario
from codegen.testgen.modules import fixtures_used, test_modules
from codegen.types import Candidate, File

S1, S2, S3, S4 = (StatementId(f"POST /books/{n}") for n in ("due", "once", "found", "return"))
TEXTS = {
    S1: "A loan lasts as many days as the member asks for.",
    S2: "A book that is borrowed cannot be borrowed again.",
    S3: "A book that does not exist is answered with 404.",
    S4: "A returned book can be borrowed again.",
}
LABELS = {"S1": S1, "S2": S2, "S3": S3, "S4": S4}
COUNT = IntegerType(minimum=0, maximum=2**31 - 1)
BOOK_ID = Parameter(place="path", name="book_id", type=IntegerType(minimum=1, maximum=2**31 - 1))


def cite(statement: StatementId) -> tuple[Citation, ...]:
    return (Citation(statement=statement, quote=TEXTS[statement]),)


def text(most: int) -> TextType:
    return TextType(min_length=1, max_length=most)


NOT_FOUND = Case(when=NotFound(), status=404, body=ProblemBody(), citations=cite(S3))
TAKEN = Case(
    when=RuleBroken(statement=S2),
    status=409,
    body=ProblemBody(detail="Borrowed already"),
    citations=cite(S2),
)

SHAPES = (
    Shape(
        name="BookView",
        members=(
            Member(name="id", type=COUNT),
            Member(name="title", type=text(80)),
            Member(name="price", type=MoneyType(minimum=0, maximum=99_999)),
            Member(name="available", type=BooleanType()),
        ),
    ),
    Shape(
        name="LoanRequest",
        members=(
            Member(name="member", type=text(40)),
            Member(name="days", type=IntegerType(minimum=1, maximum=30)),
        ),
        citations=cite(S1),
    ),
    Shape(
        name="LoanView",
        members=(
            Member(name="id", type=COUNT),
            Member(name="member", type=text(40)),
            Member(name="due", type=DateType()),
            Member(name="late", type=BooleanType()),
        ),
    ),
    Shape(
        name="Remark",
        members=(
            Member(name="words", type=text(20)),
            Member(name="mood", type=ChoiceType(values=("glad", "sad")), required=False),
        ),
    ),
    Shape(
        name="ReturnRequest",
        members=(
            Member(name="loan", type=ReferenceType(entity="Loan")),
            Member(name="fee", type=MoneyType(minimum=0, maximum=5_000)),
            Member(name="at", type=DateTimeType(), required=False, nullable=True),
            Member(
                name="remarks",
                type=ShapeType(shape="Remark"),
                many=True,
                required=False,
                nullable=True,
                max_items=2,
            ),
        ),
        citations=cite(S4),
    ),
)


def endpoint(key: str, name: str, resource: str, success: Answer, **rest: object) -> Endpoint:
    method, _, path = key.partition(" ")
    return Endpoint.model_validate(
        {
            "method": method,
            "path": path,
            "name": name,
            "operation": "custom",
            "resource": resource,
            "request": EmptyBody(),
            "success": success,
            "cases": (),
            **rest,
        }
    )


SHOW = endpoint(
    "GET /books/{book_id}",
    "show_book",
    "books",
    Answer(status=200, body=JsonBody(shape="BookView")),
    parameters=(BOOK_ID,),
    cases=(NOT_FOUND,),
)
BORROW = endpoint(
    "POST /books/{book_id}/loans",
    "borrow_book",
    "books",
    Answer(status=201, body=JsonBody(shape="LoanView")),
    parameters=(BOOK_ID,),
    request=JsonBody(shape="LoanRequest"),
    cases=(NOT_FOUND, TAKEN),
)
LOANS = endpoint(
    "GET /loans",
    "list_loans",
    "loans",
    Answer(status=200, body=JsonBody(shape="LoanView", many=True)),
    parameters=(
        Parameter(place="query", name="member", type=text(40)),
        Parameter(place="query", name="least", type=COUNT, required=False),
        Parameter(place="query", name="since", type=DateType(), required=False),
    ),
)
RETURN = endpoint(
    "POST /returns",
    "return_book",
    "loans",
    Answer(status=204, body=EmptyBody()),
    request=JsonBody(shape="ReturnRequest"),
    cases=(
        Case(
            when=Missing(field="loan"),
            status=400,
            body=ProblemBody(detail="Which loan?"),
            citations=cite(S4),
        ),
        NOT_FOUND,
    ),
)
EMPTY = endpoint(
    "DELETE /books/{book_id}",
    "remove_book",
    "books",
    Answer(status=204, body=EmptyBody()),
    parameters=(BOOK_ID,),
    who=LoggedIn(),
    cases=(NOT_FOUND, Case(when=NotLoggedIn(), status=401, body=ProblemBody())),
)
HOME = endpoint("GET /", "home", "pages", Answer(status=200, body=HtmlBody(shows=("Library",))))
EXPORT = endpoint(
    "GET /export", "export", "pages", Answer(status=200, body=CsvBody(columns=("title", "price")))
)
LATEST = endpoint(
    "GET /latest", "latest", "pages", Answer(status=302, body=RedirectBody(location="/books/1"))
)

CONTRACT = Contract(
    app="library",
    title="Library",
    entities=(
        Entity(
            name="Book",
            plural="books",
            fields=(
                EntityField(name="title", type=text(80)),
                EntityField(name="price", type=MoneyType(minimum=0, maximum=99_999)),
            ),
        ),
        Entity(
            name="Loan",
            plural="loans",
            fields=(
                EntityField(name="book", type=ReferenceType(entity="Book")),
                EntityField(name="member", type=text(40)),
                EntityField(name="due", type=DateType()),
                EntityField(name="since", type=DateTimeType(), required=False),
                EntityField(name="is_back", type=BooleanType(), default=False, required=False),
            ),
        ),
    ),
    endpoints=(SHOW, BORROW, LOANS, RETURN, EMPTY, HOME, EXPORT, LATEST),
    shapes=SHAPES,
)

APP = {
    "library/extensions.py": """
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
""",
    "library/clock.py": """
from datetime import UTC, datetime
class Clock:
    def now(self):
        return datetime.now(UTC)
    def today(self):
        return self.now().date()
clock = Clock()
""",
    "library/models.py": """
from datetime import date, datetime
from sqlalchemy.orm import Mapped, mapped_column
from library.extensions import db
class Book(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    price: Mapped[int]
class Loan(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[int]
    member: Mapped[str]
    due: Mapped[date]
    since: Mapped[datetime | None]
    is_back: Mapped[bool] = mapped_column(default=False)
""",
    "library/__init__.py": """
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from flask import Flask, abort, jsonify, redirect, request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from library.clock import clock
from library.extensions import db
from library.models import Book, Loan

Storable = StringConstraints(pattern="^[^\\x00]*$")
class Schema(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
class LoanRequest(Schema):
    member: str = Field(min_length=1, max_length=40)
    days: int = Field(ge=1, le=30)
class Remark(Schema):
    words: Annotated[str, Storable] = Field(min_length=1, max_length=20)
    mood: Literal["glad", "sad"] = "glad"
class ReturnRequest(Schema):
    loan: int
    fee: str = Field(pattern=r"^(\\d|[1-4]\\d)\\.\\d\\d$|^50\\.00$")
    at: str | None = Field(None, pattern=r"^2026-0[1-9]-([01]\\d|2[0-8])T")
    remarks: list[Remark] | None = Field(None, max_length=2)

def read(schema):
    if not request.is_json:
        abort(415)
    if len(request.get_data()) > 1048576:
        abort(413)
    try:
        body = request.get_json(silent=False)
    except RecursionError:
        abort(400)
    if not isinstance(body, dict):
        abort(422)
    try:
        return schema.model_validate(body)
    except ValidationError as error:
        missing = [e for e in error.errors() if e["type"] == "missing" and e["loc"] == ("loan",)]
        if missing:
            abort(400, "Which loan?")
        abort(422)

def problem(error):
    body = {"status": error.code, "title": error.name, "detail": error.description}
    response = jsonify(body)
    response.status_code = error.code
    response.content_type = "application/problem+json"
    return response

def view(loan):
    late = not loan.is_back and clock.today() > loan.due
    return {"id": loan.id, "member": loan.member, "due": loan.due.isoformat(), "late": late}

LAST = []
def create_app(settings=None):
    app = Flask(__name__)
    app.config.from_mapping(settings or {})
    app.secret_key = "k" * 32
    db.init_app(app)
    app.register_error_handler(HTTPException, problem)

    @app.get("/books/<int:book_id>")
    def show_book(book_id):
        book = db.session.get(Book, book_id) or abort(404)
        price = f"{book.price // 100}.{book.price % 100:02}"
        return {"id": book.id, "title": book.title, "price": price, "available": not borrowed(book_id)}

    def borrowed(book_id):
        wanted = select(Loan).where(Loan.book == book_id, Loan.is_back.is_(False))
        return db.session.scalars(wanted).first() is not None

    @app.post("/books/<int:book_id>/loans")
    def borrow_book(book_id):
        body = read(LoanRequest)
        db.session.get(Book, book_id) or abort(404)
        if borrowed(book_id):
            abort(409, "Borrowed already")
        due = clock.today() + timedelta(days=body.days)
        loan = Loan(book=book_id, member=body.member, due=due)
        db.session.add(loan)
        db.session.commit()
        return view(loan), 201

    @app.get("/loans")
    def list_loans():
        member = request.args.get("member") or abort(422)
        try:
            int(request.args.get("least", "0"))
            date.fromisoformat(request.args.get("since", "2026-01-01"))
        except ValueError:
            abort(422)
        loans = db.session.scalars(select(Loan).where(Loan.member == member)).all()
        return [view(loan) for loan in loans]

    @app.post("/returns")
    def return_book():
        body = read(ReturnRequest)
        loan = db.session.get(Loan, body.loan) or abort(404)
        loan.is_back = True
        db.session.commit()
        return "", 204

    @app.delete("/books/<int:book_id>")
    def remove_book(book_id):
        abort(401)

    @app.get("/")
    def home():
        return "<h1>Library</h1>"

    @app.get("/export")
    def export():
        rows = db.session.scalars(select(Book)).all()
        lines = ["title,price", *(f"{book.title},{book.price}" for book in rows)]
        return "\\n".join(lines), 200, {"Content-Type": "text/csv"}

    @app.get("/latest")
    def latest():
        return redirect("/books/1")

    return app
""",
}


def candidate(scenarios: Sequence[Scenario], **changed: tuple[str, str]) -> Candidate:
    """The app with the tests of these Scenarios; ``changed`` are texts of ``library/__init__.py``."""
    renderer = Renderer()
    conftest = renderer.render(
        "app/tests/conftest.py.j2",
        app="library",
        contract=CONTRACT,
        has_races=False,
        has_secrets=False,
        fixtures=fixtures_used(scenarios),
    )
    # The app was written by hand and has no migrations.
    made = conftest.replace("upgrade(MIGRATIONS)", "db.create_all()")
    assert made != conftest
    sources = dict(APP)
    for old, new in changed.values():
        assert old in sources["library/__init__.py"]
        sources["library/__init__.py"] = sources["library/__init__.py"].replace(old, new)
    files = (
        *(File(path, source) for path, source in sources.items()),
        File("tests/conftest.py", made),
        *test_modules(CONTRACT, scenarios, renderer),
    )
    return Candidate("library", files)
