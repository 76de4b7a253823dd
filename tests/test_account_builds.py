"""Accounts, built from sentences: log-ins, owners and roles hold, and the app's own tests can tell when they do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projects import built_once, notices, on_database

pytest_plugins = ("fixtures_postgres",)

SHELVES = """\
---
app: shelves
---
# Shelves

## Data

### Member

- `name`: text, 2 to 40 characters, unique
- `password`: secret, at least 10 characters
- `role`: one of "reader", "librarian" or "admin", default "reader"
- `trusted`: yes/no, default no

### Book

- `title`: text, up to 200 characters
- `year`: whole number, 1450 to 2100

### Review

- `author`: the member who creates it
- `book`: link to a book
- `text`: text, 1 to 2000 characters
- `stars`: whole number from 1 to 5, default 3

### Plan

- `reader`: the member who creates it
- `title`: text, up to 200 characters
- `done`: yes/no, default no

### Quote

- `member`: the member who creates it
- `words`: text, up to 200 characters

## Endpoints

### POST /members
- Registers a member with `name` and `password`.
- If the name is taken, answer 409 with "That name is taken".

### POST /login
- Logs a member in with `name` and `password`.
- If the credentials are wrong, answer 401 with "Wrong name or password".

### POST /logout
- Logs out.

### GET /me
- Shows the logged-in member.

### PUT /me/password
- Changes the password of the logged-in member.

### GET /members
- Lists the members.
- Only admins may call it.

### PATCH /members/{id}
- Changes the `name` of a member.
- Only the owner or an admin may call it.

### DELETE /members/{id}
- Deletes a member.
- Only admins may call it.

### POST /books
- Adds a book.
- Only librarians may call it.

### GET /books
- Lists the books, sorted by `title`.
- No log-in is needed.

### GET /books/number
- Counts the books.
- Only members that are trusted may call it.

### POST /reviews
- Adds a review with `book`, `text` and `stars`.

### GET /reviews
- Lists the reviews.
- Only logged-in members may call it.

### GET /reviews/{id}
- Shows the review.
- Anyone may read reviews.

### PATCH /reviews/{id}
- Changes the `text` and the `stars` of a review.
- Only the author may call it.

### DELETE /reviews/{id}
- Deletes the review.
- Only the owner may call it.
- If the review belongs to somebody else, answer 403 with "Not yours".

### POST /plans
- Adds a plan.

### GET /plans
- Lists their own plans.
- The list can be filtered by `done`.

### POST /plans/{id}/done
- Marks the plan as done.

### DELETE /plans
- Deletes their own plans that are done.

### GET /plans/number
- Counts their own plans.

### PUT /plans/{id}
- Replaces the plan.

### POST /quotes
- Adds a quote.

### GET /quotes
- Lists the quotes.

### GET /quotes/{id}
- Shows the quote.

### GET /quotes/number
- Counts the quotes.
- Only librarians or admins may call it.

### PATCH /quotes/{id}
- Changes the quote.

### DELETE /quotes/{id}
- Deletes the quote.
- Only the owner or members whose `role` is "librarian" may call it.
- If the quote belongs to somebody else, answer 403 with "Not yours".

### DELETE /quotes
- Deletes all quotes.
- Only trusted, librarians or the owner may call it.

## Rules

- Only the owner or an admin may see or change quotes.
- If nobody is logged in, answer 401 with "Log in first".
- If the member is not allowed, answer 403 with "Not for you".
- A log-in lasts 90 minutes.
- Only the owner may change plans.
"""
APP = "generated/shelves"
MEMBERS, REVIEWS, PLANS, QUOTES = (
    f"shelves/routes/{name}.py" for name in ("members", "reviews", "plans", "quotes")
)
AUTH = "shelves/auth.py"

FAULTS = (
    (MEMBERS, 'if current_user.role != "admin":\n        abort(403, "Not for you")', "pass", "delete_member_refuses_who_has_not_the_role"),
    (MEMBERS, 'abort(403, "Not for you")', "abort(404)", "delete_member_refuses_who_has_not_the_role"),
    (MEMBERS, "end_other_log_ins(current_user)", "pass", "change_secret_of_member_ends_their_other_log_ins"),
    (MEMBERS, "end_log_in()", "pass", "log_out_ends_the_log_in"),
    (MEMBERS, "if not password_fits(current_user, body.current_password):", "if False:", "change_secret_of_member_refuses_a_wrong_current_password"),
    (MEMBERS, 'abort(401, "Wrong name or password")', 'abort(401, "Log in first")', "log_in_refuses_a_wrong_password"),
    (REVIEWS, "Review.id == id, Review.author == current_user.id", "Review.id == id", "update_review_refuses_a_row_of_somebody_else"),
    (REVIEWS, "if review.author != current_user.id:", "if False:", "delete_review_refuses_a_row_of_somebody_else"),
    (REVIEWS, "author=current_user.id", "author=1", "create_review_makes_what_belongs_to_who_asks"),
    (PLANS, "select(Plan).where(Plan.reader == current_user.id)", "select(Plan)", "list_plans_lists_the_rows"),
    (PLANS, ".where(Plan.done.is_(True), Plan.reader == current_user.id)", ".where(Plan.done.is_(True))", "delete_plans_deletes_these_rows_alone"),
    (PLANS, 'require_user(401, "Log in first")', "db.session.scalars(select(Member)).first()", "list_plans_refuses_who_is_not_logged_in"),
    (QUOTES, 'true() if current_user.role == "admin" else Quote.member == current_user.id', "true()", "list_quotes_lists_the_rows"),
    (QUOTES, 'true() if current_user.role == "admin" else ', "", "list_quotes_is_about_rows_of_all_for_who_is_admin"),
    (QUOTES, 'if current_user.trusted or current_user.role == "librarian"', 'if current_user.role == "librarian"', "delete_quotes_is_about_rows_of_all_for_who_is_trusted"),
    (QUOTES, ' and current_user.role != "librarian"', "", "delete_quote_is_about_rows_of_all_for_who_is_librarian"),
    (QUOTES, 'current_user.role not in ("librarian", "admin")', 'current_user.role != "librarian"', "count_quotes_lets_who_is_admin"),
    (AUTH, "found.ends > clock.now()", "found", "list_reviews_refuses_a_log_in_that_has_ended"),
    (AUTH, "timedelta(minutes=90)", "timedelta(minutes=91)", "create_book_refuses_a_log_in_that_has_ended"),
    (AUTH, "str(found.user) == claims[\"sub\"] and ", "", "a_forged_token_is_worth_nothing"),
    (AUTH, "algorithms=[ALGORITHM]", 'algorithms=["HS256", "HS512"]', "a_forged_token_is_worth_nothing"),
    (AUTH, "kept = user.password_hash if user else _decoy()", "kept = user.password_hash if user else ''", "an_unknown_user_costs_a_hash_too"),
    (AUTH, "user.password_hash = better", "pass", "an_older_hash_is_made_anew"),
)  # fmt: skip
"""What may be wrong with such an app: a file, what stands there, what stands there instead, and the test that notices it."""


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built app."""
    project, told = built_once(tmp_path_factory, "shelves", SHELVES)
    assert "0  untested" not in told
    return project.folder / APP


@pytest.mark.parametrize(
    ("path", "right", "wrong", "noticed"),
    FAULTS,
    ids=[f"{n}: {fault[1][:50]}" for n, fault in enumerate(FAULTS)],
)
def test_the_tests_of_the_app_notice(
    shelves: Path, tmp_path: Path, path: str, right: str, wrong: str, noticed: str
) -> None:
    assert notices(shelves, tmp_path / "shelves", (path, right, wrong), noticed)


WALK = """
import json, sys
from shelves import create_app
from shelves.auth import log_in
from shelves.extensions import db
from shelves.models import Book, Member, Plan, Quote, Review

app = create_app()
endpoints = json.loads(sys.argv[1])
bodies = json.loads(sys.argv[2])
client = app.test_client()
for name in ("owner", "reader", "librarian", "admin", "trusted"):
    sent = {"name": name, "password": "correct horse"}
    assert client.post("/members", json=sent | {"role": "admin"}).status_code == 422
    assert client.post("/members", json=sent).status_code == 201
runner = app.test_cli_runner()
for name in ("librarian", "admin"):
    assert runner.invoke(args=["members", "set-role", name, name]).exit_code == 0
assert runner.invoke(args=["members", "set-trusted", "trusted", "yes"]).exit_code == 0
assert runner.invoke(args=["members", "set-role", "admin", "emperor"]).exit_code == 2

def rows():
    with app.app_context():
        owner = db.session.query(Member).filter_by(name="owner").one().id
        book = Book(title="Emma", year=1815)
        db.session.add(book)
        db.session.flush()
        found = {
            "/reviews": Review(author=owner, book=book.id, text="Good", stars=5),
            "/quotes": Quote(member=owner, words="To be"),
            "/plans": Plan(reader=owner, title="Read it"),
            "/members": Member(name=f"name {book.id}", password_hash="none"),
        }
        db.session.add_all(found.values())
        db.session.commit()
        return {path: row.id for path, row in found.items()} | {"book": book.id}

found = {}
for number, key in enumerate(endpoints):
    method, path = key.split(" ")
    for name in ("nobody", "reader", "owner", "librarian", "admin", "trusted"):
        ids = rows()
        headers = {}
        if name != "nobody":
            with app.app_context():
                token = log_in(db.session.query(Member).filter_by(name=name).one())
                db.session.commit()
            headers["Authorization"] = f"Bearer {token}"
        body = bodies.get(key)
        if body is not None:
            body = {k: ids["book"] if v == "BOOK" else v.replace("NEW", f"{number} {name}") if isinstance(v, str) else v for k, v in body.items()}
        at = path.replace("{id}", str(ids.get("/" + path.split("/")[1])))
        answer = client.open(at, method=method, json=body, headers=headers)
        if answer.status_code == 401 and key != "POST /login":
            assert answer.headers["WWW-Authenticate"] == "Bearer"
        found[f"{key} {name}"] = answer.status_code
print(json.dumps(found))
"""
BODIES: dict[str, dict[str, object]] = {
    "POST /members": {"name": "NEW", "password": "correct horse"},
    "POST /login": {"name": "owner", "password": "correct horse"},
    "PUT /me/password": {"current_password": "correct horse", "new_password": "correct horse"},
    "POST /books": {"title": "Emma", "year": 1815},
    "POST /reviews": {"book": "BOOK", "text": "Good"},
    "PATCH /reviews/{id}": {"stars": 1},
    "PATCH /members/{id}": {"name": "NEW"},
    "POST /quotes": {"words": "Or not"},
    "PATCH /quotes/{id}": {"words": "Or not"},
    "POST /plans": {"title": "Read it"},
    "PUT /plans/{id}": {"title": "Read it", "done": True},
}
WHO = """\
| endpoint                | nobody | reader | owner | librarian | admin | trusted |
| ----------------------- | ------ | ------ | ----- | --------- | ----- | ------- |
| POST /members           | 201    | 201    | 201   | 201       | 201   | 201     |
| POST /login             | 200    | 200    | 200   | 200       | 200   | 200     |
| POST /logout            | 401    | 204    | 204   | 204       | 204   | 204     |
| GET /me                 | 401    | 200    | 200   | 200       | 200   | 200     |
| PUT /me/password        | 401    | 204    | 204   | 204       | 204   | 204     |
| GET /members            | 401    | 403    | 403   | 403       | 200   | 403     |
| PATCH /members/{id}     | 401    | 404    | 404   | 404       | 200   | 404     |
| DELETE /members/{id}    | 401    | 403    | 403   | 403       | 204   | 403     |
| POST /books             | 401    | 403    | 403   | 201       | 403   | 403     |
| GET /books              | 200    | 200    | 200   | 200       | 200   | 200     |
| GET /books/number       | 401    | 403    | 403   | 403       | 403   | 200     |
| POST /reviews           | 401    | 201    | 201   | 201       | 201   | 201     |
| GET /reviews            | 401    | 200    | 200   | 200       | 200   | 200     |
| GET /reviews/{id}       | 200    | 200    | 200   | 200       | 200   | 200     |
| PATCH /reviews/{id}     | 401    | 404    | 200   | 404       | 404   | 404     |
| DELETE /reviews/{id}    | 401    | 403    | 204   | 403       | 403   | 403     |
| POST /plans             | 401    | 201    | 201   | 201       | 201   | 201     |
| GET /plans              | 401    | 200    | 200   | 200       | 200   | 200     |
| POST /plans/{id}/done   | 401    | 404    | 200   | 404       | 404   | 404     |
| DELETE /plans           | 401    | 200    | 200   | 200       | 200   | 200     |
| GET /plans/number       | 401    | 200    | 200   | 200       | 200   | 200     |
| PUT /plans/{id}         | 401    | 404    | 200   | 404       | 404   | 404     |
| POST /quotes            | 401    | 201    | 201   | 201       | 201   | 201     |
| GET /quotes             | 401    | 200    | 200   | 200       | 200   | 200     |
| GET /quotes/{id}        | 401    | 404    | 200   | 404       | 200   | 404     |
| GET /quotes/number      | 401    | 403    | 403   | 200       | 200   | 403     |
| PATCH /quotes/{id}      | 401    | 404    | 200   | 404       | 200   | 404     |
| DELETE /quotes/{id}     | 401    | 403    | 204   | 204       | 403   | 403     |
| DELETE /quotes          | 401    | 200    | 200   | 200       | 200   | 200     |
"""
"""Who gets what: every endpoint of the contract, every identity; the rows are the owner's."""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_each_endpoint_answers_each_identity_as_the_spec_says(
    shelves: Path, tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    paths = json.loads((shelves / "openapi.json").read_text("utf-8"))["paths"]
    in_app = {f"{method.upper()} {path}" for path, item in paths.items() for method in item}
    in_spec = [line[4:] for line in SHELVES.splitlines() if line.startswith("### ") and "/" in line]
    assert in_app == {*in_spec, "GET /health", "GET /ready"}
    url = "" if database == "sqlite" else request.getfixturevalue("postgres_url")
    asked = json.dumps(in_spec), json.dumps(BODIES)
    told = on_database(shelves, tmp_path / "shelves", WALK, *asked, url=url)
    assert _table(in_spec, json.loads(told)) == WHO


def _table(endpoints: list[str], found: dict[str, int]) -> str:
    names = ("nobody", "reader", "owner", "librarian", "admin", "trusted")
    lines = [
        f"| {'endpoint':<23} | {' | '.join(names)} |",
        f"| {'-' * 23} | {' | '.join('-' * len(name) for name in names)} |",
    ]
    for key in endpoints:
        cells = (f"{found[f'{key} {name}']:<{len(name)}}" for name in names)
        lines.append(f"| {key:<23} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
