"""What the endpoints of notes promise."""

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from notes.extensions import db, password_hash
from notes.models import Note, User


def test_create_note_succeeds(client, app, log_in):
    """Adds a note with `title`, `body` and `pinned`."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    response = client.post("/notes", headers=log_in(1), json={"title": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == ""
    assert response.json["pinned"] is False
    with app.app_context():
        row = db.session.scalars(select(Note)).one()
        assert row.title == "ann"
        assert row.body == ""
        assert row.pinned is False
        assert row.owner == 1


def test_create_note_succeeds_with_every_field(client, app, log_in):
    """`body`: text, 0 to 10000 characters, default ""."""
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
        "/notes",
        headers=log_in(1),
        json={"title": "ann", "body": "ann", "pinned": True},
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == "ann"
    assert response.json["pinned"] is True
    with app.app_context():
        row = db.session.scalars(select(Note)).one()
        assert row.title == "ann"
        assert row.body == "ann"
        assert row.pinned is True
        assert row.owner == 1


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 120, id="longest"),
    ],
)
def test_create_note_accepts_the_title_at_its_limits(client, app, log_in, title):
    """`title`: text, 1 to 120 characters."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    response = client.post("/notes", headers=log_in(1), json={"title": title})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["owner"] == 1
    assert response.json["title"] == title
    assert response.json["body"] == ""
    assert response.json["pinned"] is False


@pytest.mark.parametrize(
    "body_value",
    [
        pytest.param("", id="shortest"),
        pytest.param("x" * 10000, id="longest"),
    ],
)
def test_create_note_accepts_the_body_at_its_limits(client, app, log_in, body_value):
    """`body`: text, 0 to 10000 characters, default ""."""
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
        "/notes", headers=log_in(1), json={"title": "ann", "body": body_value}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == body_value
    assert response.json["pinned"] is False


@pytest.mark.parametrize(
    "pinned",
    [
        pytest.param(True, id="yes"),
        pytest.param(False, id="no"),
    ],
)
def test_create_note_accepts_the_pinned_at_its_limits(client, app, log_in, pinned):
    """`pinned`: yes/no, default no."""
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
        "/notes", headers=log_in(1), json={"title": "ann", "pinned": pinned}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == ""
    assert response.json["pinned"] == pinned


def test_create_note_refuses_a_too_large_body(client, app, log_in):
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
    response = client.post(
        "/notes", headers=log_in(1), data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_note_refuses_another_content_type(client, app, log_in):
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
    response = client.post(
        "/notes", headers=log_in(1), data="{}", content_type="text/plain"
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
def test_create_note_refuses_malformed_json(client, app, log_in, body):
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
    response = client.post(
        "/notes", headers=log_in(1), data=body, content_type="application/json"
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
def test_create_note_refuses_a_body_that_is_no_object(client, app, log_in, body):
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
    response = client.post(
        "/notes", headers=log_in(1), data=body, content_type="application/json"
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_note_refuses_an_unknown_field(client, app, log_in):
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
    response = client.post(
        "/notes", headers=log_in(1), json={"title": "ann", "unheard_of": 1}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_note_refuses_a_missing_title(client, app, log_in):
    """`title`: text, 1 to 120 characters."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    response = client.post("/notes", headers=log_in(1), json={})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "title"


@pytest.mark.parametrize(
    "title",
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
        pytest.param("x" * 121, id="too long"),
    ],
)
def test_create_note_refuses_an_invalid_title(client, app, log_in, title):
    """`title`: text, 1 to 120 characters."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    response = client.post("/notes", headers=log_in(1), json={"title": title})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "title"


@pytest.mark.parametrize(
    "body_value",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00nn", id="NUL"),
        pytest.param("\ud800nn", id="lone surrogate"),
        pytest.param("x" * 10001, id="too long"),
    ],
)
def test_create_note_refuses_an_invalid_body(client, app, log_in, body_value):
    """`body`: text, 0 to 10000 characters, default ""."""
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
        "/notes", headers=log_in(1), json={"title": "ann", "body": body_value}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "body"


@pytest.mark.parametrize(
    "pinned",
    [
        pytest.param(None, id="null"),
        pytest.param("seven", id="text"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
    ],
)
def test_create_note_refuses_an_invalid_pinned(client, app, log_in, pinned):
    """`pinned`: yes/no, default no."""
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
        "/notes", headers=log_in(1), json={"title": "ann", "pinned": pinned}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "pinned"


def test_create_note_makes_what_belongs_to_who_asks(client, app, log_in):
    """Adds a note with `title`, `body` and `pinned`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    response = client.post("/notes", headers=log_in(2), json={"title": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["owner"] == 2
    assert response.json["title"] == "ann"
    assert response.json["body"] == ""
    assert response.json["pinned"] is False
    with app.app_context():
        row = db.session.scalars(select(Note)).one()
        assert row.owner == 2


def test_create_note_refuses_who_is_not_logged_in(client, app):
    """If nobody is logged in, answer 401 with "Log in first"."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    response = client.post("/notes", json={"title": "ann"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.post(
        "/notes",
        headers={"Authorization": "Bearer no.such.token"},
        json={"title": "ann"},
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.post(
        "/notes", headers={"Authorization": "Bearer"}, json={"title": "ann"}
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.post(
        "/notes", headers={"Authorization": "Basic YW5uOmFubg=="}, json={"title": "ann"}
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.post(
        "/notes", headers={"Authorization": "no scheme at all"}, json={"title": "ann"}
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"


def test_create_note_refuses_a_log_in_that_has_ended(client, app, now, log_in):
    """Logs in a user with `username` and `password`."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.post("/notes", headers=log_in(1), json={"title": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == ""
    assert response.json["pinned"] is False
    now("2026-03-01T21:00:00Z")
    response = client.post("/notes", headers=log_in(1), json={"title": "ann"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"


def test_list_notes_lists_what_is_there_from_the_start(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=2, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get("/notes", headers=log_in(1))
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_notes_lists_the_rows(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get("/notes", headers=log_in(1))
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["owner"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["body"] == "ann"
    assert response.json["items"][0]["pinned"] is True
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["owner"] == 1
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["body"] == "ben"
    assert response.json["items"][1]["pinned"] is False
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["owner"] == 1
    assert response.json["items"][2]["title"] == "cleo"
    assert response.json["items"][2]["body"] == "cleo"
    assert response.json["items"][2]["pinned"] is True


def test_list_notes_filters_by_pinned_1(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("pinned", "true")]), headers=log_in(1)
    )
    assert response.status_code == 200
    assert response.json["total"] == 2
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["owner"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["body"] == "ann"
    assert response.json["items"][0]["pinned"] is True
    assert response.json["items"][1]["id"] == 3
    assert response.json["items"][1]["owner"] == 1
    assert response.json["items"][1]["title"] == "cleo"
    assert response.json["items"][1]["body"] == "cleo"
    assert response.json["items"][1]["pinned"] is True


def test_list_notes_filters_by_pinned_2(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("pinned", "false")]), headers=log_in(1)
    )
    assert response.status_code == 200
    assert response.json["total"] == 1
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 2
    assert response.json["items"][0]["owner"] == 1
    assert response.json["items"][0]["title"] == "ben"
    assert response.json["items"][0]["body"] == "ben"
    assert response.json["items"][0]["pinned"] is False


def test_list_notes_finds_words_in_the_title(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("q", "CL")]), headers=log_in(1)
    )
    assert response.status_code == 200
    assert response.json["total"] == 1
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 3
    assert response.json["items"][0]["owner"] == 1
    assert response.json["items"][0]["title"] == "cleo"
    assert response.json["items"][0]["body"] == "cleo"
    assert response.json["items"][0]["pinned"] is True


def test_list_notes_finds_words_in_the_body(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("q", "CL")]), headers=log_in(1)
    )
    assert response.status_code == 200
    assert response.json["total"] == 1
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 3
    assert response.json["items"][0]["owner"] == 1
    assert response.json["items"][0]["title"] == "cleo"
    assert response.json["items"][0]["body"] == "cleo"
    assert response.json["items"][0]["pinned"] is True


def test_list_notes_finds_nothing_1(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("q", "none of them")]), headers=log_in(1)
    )
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_notes_finds_nothing_2(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("q", "%")]), headers=log_in(1)
    )
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_notes_finds_nothing_3(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("q", "_")]), headers=log_in(1)
    )
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_notes_shows_page_1(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes",
        query_string=MultiDict([("size", "1"), ("page", "1")]),
        headers=log_in(1),
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["owner"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["body"] == "ann"
    assert response.json["items"][0]["pinned"] is True


def test_list_notes_shows_page_2(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes",
        query_string=MultiDict([("size", "1"), ("page", "2")]),
        headers=log_in(1),
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 2
    assert response.json["items"][0]["owner"] == 1
    assert response.json["items"][0]["title"] == "ben"
    assert response.json["items"][0]["body"] == "ben"
    assert response.json["items"][0]["pinned"] is False


def test_list_notes_shows_page_5(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes",
        query_string=MultiDict([("size", "1"), ("page", "5")]),
        headers=log_in(1),
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 0


def test_list_notes_takes_the_largest_page(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=3, owner=1, title="cleo", body="cleo", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=4, owner=2, title="dora", body="dora", pinned=False))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("size", "100")]), headers=log_in(1)
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["owner"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["body"] == "ann"
    assert response.json["items"][0]["pinned"] is True
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["owner"] == 1
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["body"] == "ben"
    assert response.json["items"][1]["pinned"] is False
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["owner"] == 1
    assert response.json["items"][2]["title"] == "cleo"
    assert response.json["items"][2]["body"] == "cleo"
    assert response.json["items"][2]["pinned"] is True


def test_list_notes_refuses_a_wrong_pinned_1(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=2, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("pinned", "seven")]), headers=log_in(1)
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_notes_refuses_a_wrong_page_1(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=2, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("page", "seven")]), headers=log_in(1)
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_notes_refuses_a_wrong_page_2(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=2, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("page", "0")]), headers=log_in(1)
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_notes_refuses_a_wrong_page_3(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=2, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("page", "1000001")]), headers=log_in(1)
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_notes_refuses_a_wrong_size_1(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=2, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("size", "seven")]), headers=log_in(1)
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_notes_refuses_a_wrong_size_2(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=2, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("size", "0")]), headers=log_in(1)
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_notes_refuses_a_wrong_size_3(client, app, log_in):
    """Lists their own notes, sorted by `title`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=2, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get(
        "/notes", query_string=MultiDict([("size", "101")]), headers=log_in(1)
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_notes_refuses_who_is_not_logged_in(client, app):
    """If nobody is logged in, answer 401 with "Log in first"."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=2, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get("/notes")
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.get("/notes", headers={"Authorization": "Bearer no.such.token"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.get("/notes", headers={"Authorization": "Bearer"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.get("/notes", headers={"Authorization": "Basic YW5uOmFubg=="})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.get("/notes", headers={"Authorization": "no scheme at all"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"


def test_list_notes_refuses_a_log_in_that_has_ended(client, app, now, log_in):
    """Logs in a user with `username` and `password`."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=2, title="ann", body="ann", pinned=True))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.get("/notes", headers=log_in(1))
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0
    now("2026-03-01T21:00:00Z")
    response = client.get("/notes", headers=log_in(1))
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"


def test_read_note_shows_a_row(client, app, log_in):
    """Shows the note."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    response = client.get("/notes/1", headers=log_in(1))
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == "ann"
    assert response.json["pinned"] is True


def test_read_note_shows_the_row_that_is_asked_for(client, app, log_in):
    """Shows the note."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    response = client.get("/notes/2", headers=log_in(1))
    assert response.status_code == 200
    assert response.json["id"] == 2
    assert response.json["owner"] == 1
    assert response.json["title"] == "ben"
    assert response.json["body"] == "ben"
    assert response.json["pinned"] is False


def test_read_note_refuses_an_unknown_id(client, app, log_in):
    """If the note does not exist, answer 404 with "There is no such note"."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get("/notes/999999", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"


def test_read_note_refuses_what_is_no_id(client, app, log_in):
    """If the note does not exist, answer 404 with "There is no such note"."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.get("/notes/0", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.get("/notes/nothing", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.get("/notes/-1", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.get("/notes/2147483648", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.get("/notes/99999999999999999999", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"


def test_read_note_refuses_who_is_not_logged_in(client, app):
    """If nobody is logged in, answer 401 with "Log in first"."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    response = client.get("/notes/1")
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.get("/notes/1", headers={"Authorization": "Bearer no.such.token"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.get("/notes/1", headers={"Authorization": "Bearer"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.get("/notes/1", headers={"Authorization": "Basic YW5uOmFubg=="})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.get("/notes/1", headers={"Authorization": "no scheme at all"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"


def test_read_note_refuses_a_log_in_that_has_ended(client, app, now, log_in):
    """Logs in a user with `username` and `password`."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.get("/notes/1", headers=log_in(1))
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == "ann"
    assert response.json["pinned"] is True
    now("2026-03-01T21:00:00Z")
    response = client.get("/notes/1", headers=log_in(1))
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"


def test_read_note_refuses_a_row_of_somebody_else(client, app, log_in):
    """Shows the note."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    response = client.get("/notes/1", headers=log_in(2))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.get("/notes/1", headers=log_in(1))
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == "ann"
    assert response.json["pinned"] is True


def test_update_note_changes_the_title(client, app, log_in):
    """Changes the `title`, the `body` and the `pinned` of a note."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={"title": "ben"})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ben"
    assert response.json["body"] == "ann"
    assert response.json["pinned"] is True
    with app.app_context():
        row = db.session.scalars(select(Note)).one()
        assert row.owner == 1
        assert row.title == "ben"
        assert row.body == "ann"
        assert row.pinned is True


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 120, id="longest"),
    ],
)
def test_update_note_accepts_the_title_at_its_limits(client, app, log_in, title):
    """`title`: text, 1 to 120 characters."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={"title": title})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == title
    assert response.json["body"] == "ann"
    assert response.json["pinned"] is True


def test_update_note_changes_the_body(client, app, log_in):
    """Changes the `title`, the `body` and the `pinned` of a note."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={"body": "ben"})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == "ben"
    assert response.json["pinned"] is True
    with app.app_context():
        row = db.session.scalars(select(Note)).one()
        assert row.owner == 1
        assert row.title == "ann"
        assert row.body == "ben"
        assert row.pinned is True


@pytest.mark.parametrize(
    "body_value",
    [
        pytest.param("", id="shortest"),
        pytest.param("x" * 10000, id="longest"),
    ],
)
def test_update_note_accepts_the_body_at_its_limits(client, app, log_in, body_value):
    """`body`: text, 0 to 10000 characters, default ""."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={"body": body_value})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == body_value
    assert response.json["pinned"] is True


def test_update_note_changes_the_pinned(client, app, log_in):
    """Changes the `title`, the `body` and the `pinned` of a note."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={"pinned": False})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == "ann"
    assert response.json["pinned"] is False
    with app.app_context():
        row = db.session.scalars(select(Note)).one()
        assert row.owner == 1
        assert row.title == "ann"
        assert row.body == "ann"
        assert row.pinned is False


@pytest.mark.parametrize(
    "pinned",
    [
        pytest.param(True, id="yes"),
        pytest.param(False, id="no"),
    ],
)
def test_update_note_accepts_the_pinned_at_its_limits(client, app, log_in, pinned):
    """`pinned`: yes/no, default no."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={"pinned": pinned})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == "ann"
    assert response.json["pinned"] == pinned


def test_update_note_changes_nothing(client, app, log_in):
    """Changes the `title`, the `body` and the `pinned` of a note."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ann"
    assert response.json["body"] == "ann"
    assert response.json["pinned"] is True


def test_update_note_refuses_an_unknown_id(client, app, log_in):
    """If the note does not exist, answer 404 with "There is no such note"."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/999999", headers=log_in(1), json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"


def test_update_note_refuses_what_is_no_id(client, app, log_in):
    """If the note does not exist, answer 404 with "There is no such note"."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/0", headers=log_in(1), json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.patch("/notes/nothing", headers=log_in(1), json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.patch("/notes/-1", headers=log_in(1), json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.patch(
        "/notes/2147483648", headers=log_in(1), json={"title": "ben"}
    )
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.patch(
        "/notes/99999999999999999999", headers=log_in(1), json={"title": "ben"}
    )
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"


def test_update_note_refuses_a_too_large_body(client, app, log_in):
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch(
        "/notes/1",
        headers=log_in(1),
        data=" " * 1048577,
        content_type="application/json",
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_update_note_refuses_another_content_type(client, app, log_in):
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch(
        "/notes/1", headers=log_in(1), data="{}", content_type="text/plain"
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
def test_update_note_refuses_malformed_json(client, app, log_in, body):
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch(
        "/notes/1", headers=log_in(1), data=body, content_type="application/json"
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
def test_update_note_refuses_a_body_that_is_no_object(client, app, log_in, body):
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch(
        "/notes/1", headers=log_in(1), data=body, content_type="application/json"
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_update_note_refuses_an_unknown_field(client, app, log_in):
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={"unheard_of": 1})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "title",
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
        pytest.param("x" * 121, id="too long"),
    ],
)
def test_update_note_refuses_an_invalid_title(client, app, log_in, title):
    """`title`: text, 1 to 120 characters."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={"title": title})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "title"


@pytest.mark.parametrize(
    "body_value",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00nn", id="NUL"),
        pytest.param("\ud800nn", id="lone surrogate"),
        pytest.param("x" * 10001, id="too long"),
    ],
)
def test_update_note_refuses_an_invalid_body(client, app, log_in, body_value):
    """`body`: text, 0 to 10000 characters, default ""."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={"body": body_value})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "body"


@pytest.mark.parametrize(
    "pinned",
    [
        pytest.param(None, id="null"),
        pytest.param("seven", id="text"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
    ],
)
def test_update_note_refuses_an_invalid_pinned(client, app, log_in, pinned):
    """`pinned`: yes/no, default no."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(1), json={"pinned": pinned})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "pinned"


def test_update_note_refuses_who_is_not_logged_in(client, app):
    """If nobody is logged in, answer 401 with "Log in first"."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", json={"title": "ben"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.patch(
        "/notes/1",
        headers={"Authorization": "Bearer no.such.token"},
        json={"title": "ben"},
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.patch(
        "/notes/1", headers={"Authorization": "Bearer"}, json={"title": "ben"}
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.patch(
        "/notes/1",
        headers={"Authorization": "Basic YW5uOmFubg=="},
        json={"title": "ben"},
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.patch(
        "/notes/1", headers={"Authorization": "no scheme at all"}, json={"title": "ben"}
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"


def test_update_note_refuses_a_log_in_that_has_ended(client, app, now, log_in):
    """Logs in a user with `username` and `password`."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.patch("/notes/1", headers=log_in(1), json={"title": "ben"})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ben"
    assert response.json["body"] == "ann"
    assert response.json["pinned"] is True
    now("2026-03-01T21:00:00Z")
    response = client.patch("/notes/1", headers=log_in(1), json={"title": "ben"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"


def test_update_note_refuses_a_row_of_somebody_else(client, app, log_in):
    """Changes the `title`, the `body` and the `pinned` of a note."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.patch("/notes/1", headers=log_in(2), json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.patch("/notes/1", headers=log_in(1), json={"title": "ben"})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["owner"] == 1
    assert response.json["title"] == "ben"
    assert response.json["body"] == "ann"
    assert response.json["pinned"] is True


def test_delete_note_deletes_the_row_alone(client, app, log_in):
    """Deletes the note."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    response = client.delete("/notes/1", headers=log_in(1))
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.delete("/notes/1", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.delete("/notes/2", headers=log_in(1))
    assert response.status_code == 204
    assert len(response.text) == 0


def test_delete_note_refuses_an_unknown_id(client, app, log_in):
    """If the note does not exist, answer 404 with "There is no such note"."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.delete("/notes/999999", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"


def test_delete_note_refuses_what_is_no_id(client, app, log_in):
    """If the note does not exist, answer 404 with "There is no such note"."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    response = client.delete("/notes/0", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.delete("/notes/nothing", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.delete("/notes/-1", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.delete("/notes/2147483648", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.delete("/notes/99999999999999999999", headers=log_in(1))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"


def test_delete_note_refuses_who_is_not_logged_in(client, app):
    """If nobody is logged in, answer 401 with "Log in first"."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    response = client.delete("/notes/1")
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.delete(
        "/notes/1", headers={"Authorization": "Bearer no.such.token"}
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.delete("/notes/1", headers={"Authorization": "Bearer"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.delete(
        "/notes/1", headers={"Authorization": "Basic YW5uOmFubg=="}
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"
    response = client.delete("/notes/1", headers={"Authorization": "no scheme at all"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"


def test_delete_note_refuses_a_log_in_that_has_ended(client, app, now, log_in):
    """Logs in a user with `username` and `password`."""
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    now("2026-03-01T09:00:00Z")
    response = client.delete("/notes/1", headers=log_in(1))
    assert response.status_code == 204
    assert len(response.text) == 0
    now("2026-03-01T21:00:00Z")
    response = client.delete("/notes/1", headers=log_in(1))
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Log in first"


def test_delete_note_refuses_a_row_of_somebody_else(client, app, log_in):
    """Deletes the note."""
    with app.app_context():
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()
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
        db.session.add(Note(id=1, owner=1, title="ann", body="ann", pinned=True))
        db.session.commit()
    with app.app_context():
        db.session.add(Note(id=2, owner=1, title="ben", body="ben", pinned=False))
        db.session.commit()
    response = client.delete("/notes/1", headers=log_in(2))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such note"
    response = client.delete("/notes/1", headers=log_in(1))
    assert response.status_code == 204
    assert len(response.text) == 0
