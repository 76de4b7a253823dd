"""What the endpoints of todos promise."""

from datetime import date

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from todo.extensions import db
from todo.models import Todo


def test_done_things_are_deleted_and_the_others_stay(client):
    """Done things are deleted, and the others stay."""
    response = client.post("/todos", json={"title": "Buy milk"})
    assert response.status_code == 201
    assert response.json["done"] is False
    milk = response.json["id"]
    response = client.put(f"/todos/{milk}/done")
    assert response.status_code == 200
    assert response.json["done"] is True
    response = client.delete("/todos")
    assert response.status_code == 200
    assert response.json["count"] == 2
    response = client.get("/todos")
    assert response.status_code == 200
    assert response.json["total"] == 1
    assert response.json["items"][0]["title"] == "Try the list"


def test_create_todo_succeeds(client, app):
    """Adds a todo with `title` and `due`."""
    response = client.post("/todos", json={"title": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ann"
    assert response.json["done"] is False
    assert response.json["due"] is None
    with app.app_context():
        row = db.session.scalars(select(Todo).order_by(Todo.id.desc()).limit(1)).one()
        assert row.title == "ann"
        assert row.due is None
        assert row.done is False


def test_create_todo_succeeds_with_every_field(client, app):
    """`due`: date, optional."""
    response = client.post("/todos", json={"title": "ann", "due": "2026-03-01"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ann"
    assert response.json["done"] is False
    assert response.json["due"] == "2026-03-01"
    with app.app_context():
        row = db.session.scalars(select(Todo).order_by(Todo.id.desc()).limit(1)).one()
        assert row.title == "ann"
        assert row.due == date.fromisoformat("2026-03-01")
        assert row.done is False


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 120, id="longest"),
    ],
)
def test_create_todo_accepts_the_title_at_its_limits(client, title):
    """`title`: text, 1 to 120 characters."""
    response = client.post("/todos", json={"title": title})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == title
    assert response.json["done"] is False
    assert response.json["due"] is None


def test_create_todo_accepts_null_as_the_due(client):
    """`due`: date, optional."""
    response = client.post("/todos", json={"title": "ann", "due": None})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ann"
    assert response.json["done"] is False
    assert response.json["due"] is None


def test_create_todo_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/todos", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_todo_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/todos", data="{}", content_type="text/plain")
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
def test_create_todo_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/todos", data=body, content_type="application/json")
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
def test_create_todo_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/todos", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_todo_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post("/todos", json={"title": "ann", "unheard_of": 1})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_todo_refuses_a_missing_title(client):
    """`title`: text, 1 to 120 characters."""
    response = client.post("/todos", json={})
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
def test_create_todo_refuses_an_invalid_title(client, title):
    """`title`: text, 1 to 120 characters."""
    response = client.post("/todos", json={"title": title})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "title"


@pytest.mark.parametrize(
    "due",
    [
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("tomorrow", id="no day"),
        pytest.param("2026-02-30", id="no such day"),
    ],
)
def test_create_todo_refuses_an_invalid_due(client, due):
    """`due`: date, optional."""
    response = client.post("/todos", json={"title": "ann", "due": due})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "due"


def test_list_todos_lists_what_is_there_from_the_start(client):
    """Lists the todos, sorted by `title`."""
    response = client.get("/todos")
    assert response.status_code == 200
    assert response.json["total"] == 2
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "Try the list"
    assert response.json["items"][0]["done"] is False
    assert response.json["items"][0]["due"] is None
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "Write a spec"
    assert response.json["items"][1]["done"] is True
    assert response.json["items"][1]["due"] is None


def test_list_todos_lists_the_rows(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos")
    assert response.status_code == 200
    assert response.json["total"] == 5
    assert len(response.json["items"]) == 5
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "Try the list"
    assert response.json["items"][0]["done"] is False
    assert response.json["items"][0]["due"] is None
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "Write a spec"
    assert response.json["items"][1]["done"] is True
    assert response.json["items"][1]["due"] is None
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "ann"
    assert response.json["items"][2]["done"] is True
    assert response.json["items"][2]["due"] == "2026-03-01"
    assert response.json["items"][3]["id"] == 4
    assert response.json["items"][3]["title"] == "ben"
    assert response.json["items"][3]["done"] is False
    assert response.json["items"][3]["due"] == "2026-03-02"
    assert response.json["items"][4]["id"] == 5
    assert response.json["items"][4]["title"] == "cleo"
    assert response.json["items"][4]["done"] is True
    assert response.json["items"][4]["due"] == "2026-03-03"


def test_list_todos_filters_by_done_1(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("done", "false")]))
    assert response.status_code == 200
    assert response.json["total"] == 2
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "Try the list"
    assert response.json["items"][0]["done"] is False
    assert response.json["items"][0]["due"] is None
    assert response.json["items"][1]["id"] == 4
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["done"] is False
    assert response.json["items"][1]["due"] == "2026-03-02"


def test_list_todos_filters_by_done_2(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("done", "true")]))
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 2
    assert response.json["items"][0]["title"] == "Write a spec"
    assert response.json["items"][0]["done"] is True
    assert response.json["items"][0]["due"] is None
    assert response.json["items"][1]["id"] == 3
    assert response.json["items"][1]["title"] == "ann"
    assert response.json["items"][1]["done"] is True
    assert response.json["items"][1]["due"] == "2026-03-01"
    assert response.json["items"][2]["id"] == 5
    assert response.json["items"][2]["title"] == "cleo"
    assert response.json["items"][2]["done"] is True
    assert response.json["items"][2]["due"] == "2026-03-03"


def test_list_todos_sorts_by_title(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("sort", "title")]))
    assert response.status_code == 200
    assert response.json["total"] == 5
    assert len(response.json["items"]) == 5
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "Try the list"
    assert response.json["items"][0]["done"] is False
    assert response.json["items"][0]["due"] is None
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "Write a spec"
    assert response.json["items"][1]["done"] is True
    assert response.json["items"][1]["due"] is None
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "ann"
    assert response.json["items"][2]["done"] is True
    assert response.json["items"][2]["due"] == "2026-03-01"
    assert response.json["items"][3]["id"] == 4
    assert response.json["items"][3]["title"] == "ben"
    assert response.json["items"][3]["done"] is False
    assert response.json["items"][3]["due"] == "2026-03-02"
    assert response.json["items"][4]["id"] == 5
    assert response.json["items"][4]["title"] == "cleo"
    assert response.json["items"][4]["done"] is True
    assert response.json["items"][4]["due"] == "2026-03-03"


def test_list_todos_sorts_by_title_descending(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("sort", "-title")]))
    assert response.status_code == 200
    assert response.json["total"] == 5
    assert len(response.json["items"]) == 5
    assert response.json["items"][0]["id"] == 5
    assert response.json["items"][0]["title"] == "cleo"
    assert response.json["items"][0]["done"] is True
    assert response.json["items"][0]["due"] == "2026-03-03"
    assert response.json["items"][1]["id"] == 4
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["done"] is False
    assert response.json["items"][1]["due"] == "2026-03-02"
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "ann"
    assert response.json["items"][2]["done"] is True
    assert response.json["items"][2]["due"] == "2026-03-01"
    assert response.json["items"][3]["id"] == 2
    assert response.json["items"][3]["title"] == "Write a spec"
    assert response.json["items"][3]["done"] is True
    assert response.json["items"][3]["due"] is None
    assert response.json["items"][4]["id"] == 1
    assert response.json["items"][4]["title"] == "Try the list"
    assert response.json["items"][4]["done"] is False
    assert response.json["items"][4]["due"] is None


def test_list_todos_sorts_by_due(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(Todo(id=3, title="ann", done=True, due=None))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("sort", "due")]))
    assert response.status_code == 200
    assert response.json["total"] == 5
    assert len(response.json["items"]) == 5
    assert response.json["items"][0]["id"] == 4
    assert response.json["items"][0]["title"] == "ben"
    assert response.json["items"][0]["done"] is False
    assert response.json["items"][0]["due"] == "2026-03-02"
    assert response.json["items"][1]["id"] == 5
    assert response.json["items"][1]["title"] == "cleo"
    assert response.json["items"][1]["done"] is True
    assert response.json["items"][1]["due"] == "2026-03-03"
    assert response.json["items"][2]["id"] == 1
    assert response.json["items"][2]["title"] == "Try the list"
    assert response.json["items"][2]["done"] is False
    assert response.json["items"][2]["due"] is None
    assert response.json["items"][3]["id"] == 2
    assert response.json["items"][3]["title"] == "Write a spec"
    assert response.json["items"][3]["done"] is True
    assert response.json["items"][3]["due"] is None
    assert response.json["items"][4]["id"] == 3
    assert response.json["items"][4]["title"] == "ann"
    assert response.json["items"][4]["done"] is True
    assert response.json["items"][4]["due"] is None


def test_list_todos_sorts_by_due_descending(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(Todo(id=3, title="ann", done=True, due=None))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("sort", "-due")]))
    assert response.status_code == 200
    assert response.json["total"] == 5
    assert len(response.json["items"]) == 5
    assert response.json["items"][0]["id"] == 5
    assert response.json["items"][0]["title"] == "cleo"
    assert response.json["items"][0]["done"] is True
    assert response.json["items"][0]["due"] == "2026-03-03"
    assert response.json["items"][1]["id"] == 4
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["done"] is False
    assert response.json["items"][1]["due"] == "2026-03-02"
    assert response.json["items"][2]["id"] == 1
    assert response.json["items"][2]["title"] == "Try the list"
    assert response.json["items"][2]["done"] is False
    assert response.json["items"][2]["due"] is None
    assert response.json["items"][3]["id"] == 2
    assert response.json["items"][3]["title"] == "Write a spec"
    assert response.json["items"][3]["done"] is True
    assert response.json["items"][3]["due"] is None
    assert response.json["items"][4]["id"] == 3
    assert response.json["items"][4]["title"] == "ann"
    assert response.json["items"][4]["done"] is True
    assert response.json["items"][4]["due"] is None


def test_list_todos_finds_words_in_the_title(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("q", "CL")]))
    assert response.status_code == 200
    assert response.json["total"] == 1
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 5
    assert response.json["items"][0]["title"] == "cleo"
    assert response.json["items"][0]["done"] is True
    assert response.json["items"][0]["due"] == "2026-03-03"


def test_list_todos_finds_nothing_1(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("q", "none of them")]))
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_todos_finds_nothing_2(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("q", "%")]))
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_todos_finds_nothing_3(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("q", "_")]))
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_todos_shows_page_1(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get(
        "/todos", query_string=MultiDict([("size", "1"), ("page", "1")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 5
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "Try the list"
    assert response.json["items"][0]["done"] is False
    assert response.json["items"][0]["due"] is None


def test_list_todos_shows_page_2(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get(
        "/todos", query_string=MultiDict([("size", "1"), ("page", "2")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 5
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 2
    assert response.json["items"][0]["title"] == "Write a spec"
    assert response.json["items"][0]["done"] is True
    assert response.json["items"][0]["due"] is None


def test_list_todos_shows_page_6(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get(
        "/todos", query_string=MultiDict([("size", "1"), ("page", "6")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 5
    assert len(response.json["items"]) == 0


def test_list_todos_takes_the_largest_page(client, app):
    """Lists the todos, sorted by `title`."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    response = client.get("/todos", query_string=MultiDict([("size", "100")]))
    assert response.status_code == 200
    assert response.json["total"] == 5
    assert len(response.json["items"]) == 5
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "Try the list"
    assert response.json["items"][0]["done"] is False
    assert response.json["items"][0]["due"] is None
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "Write a spec"
    assert response.json["items"][1]["done"] is True
    assert response.json["items"][1]["due"] is None
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "ann"
    assert response.json["items"][2]["done"] is True
    assert response.json["items"][2]["due"] == "2026-03-01"
    assert response.json["items"][3]["id"] == 4
    assert response.json["items"][3]["title"] == "ben"
    assert response.json["items"][3]["done"] is False
    assert response.json["items"][3]["due"] == "2026-03-02"
    assert response.json["items"][4]["id"] == 5
    assert response.json["items"][4]["title"] == "cleo"
    assert response.json["items"][4]["done"] is True
    assert response.json["items"][4]["due"] == "2026-03-03"


def test_list_todos_refuses_a_wrong_done_1(client):
    """Lists the todos, sorted by `title`."""
    response = client.get("/todos", query_string=MultiDict([("done", "seven")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_todos_refuses_a_wrong_sort_1(client):
    """Lists the todos, sorted by `title`."""
    response = client.get("/todos", query_string=MultiDict([("sort", "none_of_these")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_todos_refuses_a_wrong_page_1(client):
    """Lists the todos, sorted by `title`."""
    response = client.get("/todos", query_string=MultiDict([("page", "seven")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_todos_refuses_a_wrong_page_2(client):
    """Lists the todos, sorted by `title`."""
    response = client.get("/todos", query_string=MultiDict([("page", "0")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_todos_refuses_a_wrong_page_3(client):
    """Lists the todos, sorted by `title`."""
    response = client.get("/todos", query_string=MultiDict([("page", "1000001")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_todos_refuses_a_wrong_size_1(client):
    """Lists the todos, sorted by `title`."""
    response = client.get("/todos", query_string=MultiDict([("size", "seven")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_todos_refuses_a_wrong_size_2(client):
    """Lists the todos, sorted by `title`."""
    response = client.get("/todos", query_string=MultiDict([("size", "0")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_todos_refuses_a_wrong_size_3(client):
    """Lists the todos, sorted by `title`."""
    response = client.get("/todos", query_string=MultiDict([("size", "101")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_count_todos_counts_what_is_there_from_the_start(client):
    """Counts the todos that are not done."""
    response = client.get("/todos/count")
    assert response.status_code == 200
    assert response.json == {"count": 1}


def test_count_todos_counts_the_rows(client, app):
    """Counts the todos that are not done."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=False, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=True, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=False, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=6, title="dora", done=False, due=date.fromisoformat("2026-03-04"))
        )
        db.session.commit()
    response = client.get("/todos/count")
    assert response.status_code == 200
    assert response.json == {"count": 4}


def test_read_todo_shows_a_row(client, app):
    """Shows the todo."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    response = client.get("/todos/3")
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == "ann"
    assert response.json["done"] is True
    assert response.json["due"] == "2026-03-01"


def test_read_todo_shows_the_row_that_is_asked_for(client, app):
    """Shows the todo."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    response = client.get("/todos/4")
    assert response.status_code == 200
    assert response.json["id"] == 4
    assert response.json["title"] == "ben"
    assert response.json["done"] is False
    assert response.json["due"] == "2026-03-02"


def test_read_todo_shows_what_is_there_from_the_start(client):
    """From the start there is a todo with `title` "Try the list" and `done` no."""
    response = client.get("/todos/1")
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["title"] == "Try the list"
    assert response.json["done"] is False
    assert response.json["due"] is None
    response = client.get("/todos/2")
    assert response.status_code == 200
    assert response.json["id"] == 2
    assert response.json["title"] == "Write a spec"
    assert response.json["done"] is True
    assert response.json["due"] is None


def test_read_todo_refuses_an_unknown_id(client, app):
    """If the todo does not exist, answer 404 with "There is no such todo"."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.get("/todos/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"


def test_read_todo_refuses_what_is_no_id(client, app):
    """If the todo does not exist, answer 404 with "There is no such todo"."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.get("/todos/0")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.get("/todos/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.get("/todos/-1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.get("/todos/2147483648")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.get("/todos/99999999999999999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"


def test_update_todo_changes_the_title(client, app):
    """Changes the `title` and the `due` of a todo."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/3", json={"title": "ben"})
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == "ben"
    assert response.json["done"] is True
    assert response.json["due"] == "2026-03-01"
    with app.app_context():
        row = db.session.scalars(select(Todo).order_by(Todo.id.desc()).limit(1)).one()
        assert row.title == "ben"
        assert row.done is True
        assert row.due == date.fromisoformat("2026-03-01")


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 120, id="longest"),
    ],
)
def test_update_todo_accepts_the_title_at_its_limits(client, app, title):
    """`title`: text, 1 to 120 characters."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/3", json={"title": title})
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == title
    assert response.json["done"] is True
    assert response.json["due"] == "2026-03-01"


def test_update_todo_changes_the_due(client, app):
    """Changes the `title` and the `due` of a todo."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/3", json={"due": "2026-03-02"})
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == "ann"
    assert response.json["done"] is True
    assert response.json["due"] == "2026-03-02"
    with app.app_context():
        row = db.session.scalars(select(Todo).order_by(Todo.id.desc()).limit(1)).one()
        assert row.title == "ann"
        assert row.done is True
        assert row.due == date.fromisoformat("2026-03-02")


def test_update_todo_changes_nothing(client, app):
    """Changes the `title` and the `due` of a todo."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/3", json={})
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == "ann"
    assert response.json["done"] is True
    assert response.json["due"] == "2026-03-01"


def test_update_todo_refuses_an_unknown_id(client, app):
    """If the todo does not exist, answer 404 with "There is no such todo"."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/999999", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"


def test_update_todo_refuses_what_is_no_id(client, app):
    """If the todo does not exist, answer 404 with "There is no such todo"."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/0", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.patch("/todos/nothing", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.patch("/todos/-1", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.patch("/todos/2147483648", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.patch("/todos/99999999999999999999", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"


def test_update_todo_refuses_a_too_large_body(client, app):
    """Refuses a too large body."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch(
        "/todos/3", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_update_todo_refuses_another_content_type(client, app):
    """Refuses another content type."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/3", data="{}", content_type="text/plain")
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
def test_update_todo_refuses_malformed_json(client, app, body):
    """Refuses malformed json."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/3", data=body, content_type="application/json")
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
def test_update_todo_refuses_a_body_that_is_no_object(client, app, body):
    """Refuses a body that is no object."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/3", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_update_todo_refuses_an_unknown_field(client, app):
    """Refuses an unknown field."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/3", json={"unheard_of": 1})
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
def test_update_todo_refuses_an_invalid_title(client, app, title):
    """`title`: text, 1 to 120 characters."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/3", json={"title": title})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "title"


@pytest.mark.parametrize(
    "due",
    [
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("tomorrow", id="no day"),
        pytest.param("2026-02-30", id="no such day"),
    ],
)
def test_update_todo_refuses_an_invalid_due(client, app, due):
    """`due`: date, optional."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.patch("/todos/3", json={"due": due})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "due"


def test_mark_todo_done_marks_the_row(client, app):
    """Marks the todo as done."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    response = client.put("/todos/3/done")
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == "ann"
    assert response.json["done"] is True
    assert response.json["due"] == "2026-03-01"
    response = client.put("/todos/3/done")
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == "ann"
    assert response.json["done"] is True
    assert response.json["due"] == "2026-03-01"


def test_mark_todo_done_marks_a_row_for_good(client, app):
    """Marks the todo as done."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=False, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.put("/todos/3/done")
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == "ann"
    assert response.json["done"] is True
    assert response.json["due"] == "2026-03-01"
    with app.app_context():
        row = db.session.scalars(select(Todo).order_by(Todo.id.desc()).limit(1)).one()
        assert row.done is True


def test_mark_todo_done_refuses_an_unknown_id(client, app):
    """If the todo does not exist, answer 404 with "There is no such todo"."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.put("/todos/999999/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"


def test_mark_todo_done_refuses_what_is_no_id(client, app):
    """If the todo does not exist, answer 404 with "There is no such todo"."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.put("/todos/0/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.put("/todos/nothing/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.put("/todos/-1/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.put("/todos/2147483648/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.put("/todos/99999999999999999999/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"


def test_mark_todo_not_done_marks_the_row(client, app):
    """Marks the todo as not done."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    response = client.delete("/todos/3/done")
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == "ann"
    assert response.json["done"] is False
    assert response.json["due"] == "2026-03-01"
    response = client.delete("/todos/3/done")
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == "ann"
    assert response.json["done"] is False
    assert response.json["due"] == "2026-03-01"


def test_mark_todo_not_done_marks_a_row_for_good(client, app):
    """Marks the todo as not done."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.delete("/todos/3/done")
    assert response.status_code == 200
    assert response.json["id"] == 3
    assert response.json["title"] == "ann"
    assert response.json["done"] is False
    assert response.json["due"] == "2026-03-01"
    with app.app_context():
        row = db.session.scalars(select(Todo).order_by(Todo.id.desc()).limit(1)).one()
        assert row.done is False


def test_mark_todo_not_done_refuses_an_unknown_id(client, app):
    """If the todo does not exist, answer 404 with "There is no such todo"."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.delete("/todos/999999/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"


def test_mark_todo_not_done_refuses_what_is_no_id(client, app):
    """If the todo does not exist, answer 404 with "There is no such todo"."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.delete("/todos/0/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.delete("/todos/nothing/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.delete("/todos/-1/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.delete("/todos/2147483648/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.delete("/todos/99999999999999999999/done")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"


def test_delete_todo_deletes_the_row_alone(client, app):
    """Deletes the todo."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    response = client.delete("/todos/3")
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.delete("/todos/3")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.delete("/todos/4")
    assert response.status_code == 204
    assert len(response.text) == 0


def test_delete_todo_refuses_an_unknown_id(client, app):
    """If the todo does not exist, answer 404 with "There is no such todo"."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.delete("/todos/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"


def test_delete_todo_refuses_what_is_no_id(client, app):
    """If the todo does not exist, answer 404 with "There is no such todo"."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    response = client.delete("/todos/0")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.delete("/todos/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.delete("/todos/-1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.delete("/todos/2147483648")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"
    response = client.delete("/todos/99999999999999999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "There is no such todo"


def test_delete_todos_deletes_these_rows_alone(client, app):
    """Deletes all todos that are done."""
    with app.app_context():
        db.session.add(
            Todo(id=3, title="ann", done=True, due=date.fromisoformat("2026-03-01"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=4, title="ben", done=False, due=date.fromisoformat("2026-03-02"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=5, title="cleo", done=True, due=date.fromisoformat("2026-03-03"))
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Todo(id=6, title="dora", done=True, due=date.fromisoformat("2026-03-04"))
        )
        db.session.commit()
    response = client.delete("/todos")
    assert response.status_code == 200
    assert response.json == {"count": 4}
    response = client.delete("/todos")
    assert response.status_code == 200
    assert response.json == {"count": 0}
