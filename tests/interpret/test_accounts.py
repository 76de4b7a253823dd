"""Sentences about log-ins, owners and roles -> accounts, and who may call each endpoint."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import AnyOf, Anyone, Contract, LoggedIn, NotOwner, Owner, Role, WhoMay

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]
DATA = """\
## Data
### User
- `name`: text, unique
- `password`: secret, at least 8 characters
- `role`: one of "member" or "admin", default "member"
- `active`: yes/no, default no
### Note
- `owner`: the user who creates it
- `title`: text
### Tag
- `word`: text
"""
LOG_IN = "### POST /login\n- Logs in a user with `name` and `password`.\n"


def endpoints(*blocks: str, login: str = LOG_IN) -> str:
    return "\n".join(("## Endpoints", login, *blocks, ""))


def who(contract: Contract) -> dict[str, WhoMay]:
    return {endpoint.key: endpoint.who for endpoint in contract.endpoints}


ADMIN, MEMBER = (Role(name=name, field="role") for name in ("admin", "member"))
ACTIVE = Role(name="active", field="active")
EITHER = AnyOf(of=(Owner(), ADMIN))
NOTES = """\
### POST /notes
- Adds a note.
### GET /notes
- Lists the notes.
### GET /notes/{id}
- Shows the note.
### DELETE /notes/{id}
- Deletes the note.
### GET /tags
- Lists the tags.
"""


def test_who_may_call_where_nothing_is_said(made: Made) -> None:
    assert who(made(DATA, endpoints("### POST /register\n- Registers a user.", NOTES))) == {
        "POST /login": Anyone(),
        "POST /register": Anyone(),
        "POST /notes": LoggedIn(),
        "GET /notes": Owner(),
        "GET /notes/{id}": Owner(),
        "DELETE /notes/{id}": Owner(),
        "GET /tags": LoggedIn(),
    }


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("Anyone may read notes", {"GET /notes": Anyone(), "DELETE /notes/{id}": Owner()}),
        ("Logged-in users may read notes", {"GET /notes/{id}": LoggedIn()}),
        ("Only admins may delete notes", {"DELETE /notes/{id}": Role(name="admin", field="role")}),
        (
            'Only users whose `role` is "admin" may delete notes',
            {"DELETE /notes/{id}": Role(name="admin", field="role")},
        ),
        (
            "Only users that are active may read tags",
            {"GET /tags": Role(name="active", field="active")},
        ),
        (
            "Only users that are admin may read tags",
            {"GET /tags": Role(name="admin", field="role")},
        ),
        ("Only users may read notes", {"GET /notes": LoggedIn()}),
        (
            "Only the owner or an admin may read or delete notes",
            {"GET /notes": EITHER, "DELETE /notes/{id}": EITHER},
        ),
        ("Only admins and their owners may delete notes", {"DELETE /notes/{id}": EITHER}),
        (
            'Only the owner or users whose `role` is "admin" may delete notes',
            {"DELETE /notes/{id}": EITHER, "GET /notes": Owner()},
        ),
        ("只有拥有者或者 admin 才能删除 notes", {"DELETE /notes/{id}": EITHER}),
        (
            "Only active, member or admin may read tags",
            {"GET /tags": AnyOf(of=(ACTIVE, MEMBER, ADMIN))},
        ),
        ("Only users or admins may read tags", {"GET /tags": LoggedIn()}),
        ("Only admins or admins may read tags", {"GET /tags": ADMIN}),
        ("Only the `user` or an admin may delete notes", {"DELETE /notes/{id}": EITHER}),
        ("Only owners may delete notes", {"DELETE /notes/{id}": Owner()}),
        ("No log-in is needed", {"GET /tags": Anyone(), "GET /notes": Anyone()}),
        ("任何人都可以查看 notes", {"GET /notes": Anyone()}),
    ],
)
def test_a_rule_says_who_may_call(made: Made, rule: str, expected: dict[str, WhoMay]) -> None:
    notes = NOTES.replace("### POST /notes\n- Adds a note.\n", "")
    found = who(made(DATA, endpoints(notes), f"## Rules\n- {rule}."))
    assert {key: found[key] for key in expected} == expected


def test_what_an_owner_or_a_role_may_do_refuses_others_as_what_an_owner_may(made: Made) -> None:
    notes = f"{NOTES}### PATCH /users/{{id}}\n- Changes the user.\n"
    said = "Only the owner or an admin may add, read or delete notes. Only the owner or an admin may change users"
    contract = made(DATA, endpoints(notes), f"## Rules\n- {said}.")
    assert who(contract)["POST /notes"] == LoggedIn()
    assert who(contract)["PATCH /users/{id}"] == AnyOf(of=(Owner(), ADMIN))
    cases = {each.key: [case.when.kind for case in each.cases] for each in contract.endpoints}
    assert cases["DELETE /notes/{id}"] == ["not_logged_in", "not_found"]
    # Who may change their own row must not make themselves an admin.
    inputs = {each.key: [f.name for f in contract.inputs(each)] for each in contract.endpoints}
    assert inputs["PATCH /users/{id}"] == ["name", "password", "active"]
    assert [field.name for field in contract.roles] == ["role"]


@pytest.mark.parametrize(
    ("rule", "cause"),
    [
        ("Only the owner or an admin may read tags", "rows of 'Tag' have no owner"),
        ("Only the owner or editors may read notes", '"editors" is no role'),
        (
            'Only the owner or users whose `name` is "ann" may read notes',
            "'name' gives no role",
        ),
        (
            'Only users whose `role` is not "admin" may read notes',
            "what a user is not gives no role",
        ),
    ],
)
def test_nobody_may_who_is_not_known(problems: Problems, rule: str, cause: str) -> None:
    (found,) = problems(DATA, endpoints(NOTES), f"## Rules\n- {rule}.")
    assert cause in found


def test_a_sentence_of_the_endpoint_goes_before_a_rule(made: Made) -> None:
    tags = "### GET /tags\n- Lists the tags.\n- Anyone may call it.\n"
    rule = "## Rules\n- Only admins may read tags.\n"
    more = "### GET /tags/{id}\n- Shows the tag.\n"
    found = who(made(DATA, endpoints(tags, more), rule))
    assert found["GET /tags"] == Anyone()
    assert found["GET /tags/{id}"] == Role(name="admin", field="role")


def test_no_request_gives_an_owner_or_a_role_but_where_a_role_asks(made: Made) -> None:
    blocks = (
        "### POST /register\n- Registers a user.",
        "### POST /notes\n- Adds a note.",
        "### PATCH /users/{id}\n- Changes the user.\n- Only admins may call it.",
    )
    contract = made(DATA, endpoints(*blocks))
    inputs = {e.key: [f.name for f in contract.inputs(e)] for e in contract.endpoints}
    assert inputs["POST /register"] == ["name", "password", "active"]
    assert inputs["POST /notes"] == ["title"]
    assert inputs["PATCH /users/{id}"] == ["name", "password", "role", "active"]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("A log-in lasts 30 minutes", 30), ("Tokens expire after 2 days", 2880), ("", 720)],
)
def test_how_long_a_log_in_lasts(made: Made, text: str, minutes: int) -> None:
    accounts = made(DATA, endpoints(NOTES), f"## Rules\n- {text}." if text else "").accounts
    assert accounts
    assert (accounts.entity, accounts.name, accounts.secret) == ("User", "name", "password")
    assert accounts.lifetime_minutes == minutes


@pytest.mark.parametrize(
    ("data", "blocks", "rule", "expected"),
    [
        (DATA, (), "A log-in lasts 0 minutes", "a log-in lasts from one minute to a year."),
        (DATA, (NOTES,), "Only guests may read tags", '"guests" is no role: no field of'),
        (DATA, (NOTES,), 'Only users whose `name` is "ann" may read tags', "'name' gives no role"),
        (DATA, (NOTES,), "Only the owner may read tags", "rows of 'Tag' have no owner."),
        (DATA, (NOTES,), "Only admins may change tags", "holds of no endpoint."),
        (
            DATA,
            ("### POST /notes\n- Adds a note.\n- Anyone may call it.",),
            "",
            "nobody can do that without being logged in.",
        ),
        (DATA.replace(", unique", ""), (), "", "two rows may have the same or none."),
        (DATA.replace("### Tag", "### LogIn"), (), "", "the name of the app's own table of log-ins."),
        (DATA, ("### POST /notes\n- Adds a note with `owner` and `title`.",), "", "says whose a row is"),
        (
            DATA.replace(', default "member"', ""),
            ("### POST /register\n- Registers a user.", NOTES),
            "Only admins may read tags",
            "says what somebody may do, so that 'POST /register' may not take it, and rows need it.",
        ),
    ],
)  # fmt: skip
def test_what_accounts_cannot_be(
    problems: Problems, data: str, blocks: tuple[str, ...], rule: str, expected: str
) -> None:
    found = problems(data, endpoints(*blocks), f"## Rules\n- {rule}." if rule else "")
    assert any(expected in problem for problem in found), found


def test_without_a_log_in_nobody_is_asked_who_they_are(problems: Problems) -> None:
    found = problems(DATA, endpoints("### GET /me\n- Shows the logged-in user.", login=""))
    assert any("speaks of a log-in, and no endpoint logs anybody in" in each for each in found)


def test_a_user_who_is_somebody_else_may_be_told_so(made: Made) -> None:
    block = (
        "### PATCH /users/{id}\n- Changes the `active` of a user.\n- Only the owner may call it.\n"
        '- If the user belongs to somebody else, answer 403 with "Not you".'
    )
    endpoint = made(DATA, endpoints(block)).endpoints[-1]
    assert endpoint.who == Owner()
    assert endpoint.case(NotOwner()).status == 403
