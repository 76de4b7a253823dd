"""What the endpoints of classes promise."""

from collections import Counter

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from school.extensions import db
from school.models import Class, ClassStudent, Student, Teacher


def test_list_classes_of_teacher_lists_what_is_there_from_the_start(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.get("/teachers/2/classes")
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_classes_of_teacher_lists_the_rows(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=4, title="dora", room="dora", teacher=1))
        db.session.commit()
    response = client.get("/teachers/2/classes")
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["room"] == "ann"
    assert response.json["items"][0]["teacher"] == 2
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["room"] == "ben"
    assert response.json["items"][1]["teacher"] == 2
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "cleo"
    assert response.json["items"][2]["room"] == "cleo"
    assert response.json["items"][2]["teacher"] == 2


def test_list_classes_of_teacher_shows_page_1(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=4, title="dora", room="dora", teacher=1))
        db.session.commit()
    response = client.get(
        "/teachers/2/classes", query_string=MultiDict([("size", "1"), ("page", "1")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["room"] == "ann"
    assert response.json["items"][0]["teacher"] == 2


def test_list_classes_of_teacher_shows_page_2(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=4, title="dora", room="dora", teacher=1))
        db.session.commit()
    response = client.get(
        "/teachers/2/classes", query_string=MultiDict([("size", "1"), ("page", "2")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 2
    assert response.json["items"][0]["title"] == "ben"
    assert response.json["items"][0]["room"] == "ben"
    assert response.json["items"][0]["teacher"] == 2


def test_list_classes_of_teacher_shows_page_4(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=4, title="dora", room="dora", teacher=1))
        db.session.commit()
    response = client.get(
        "/teachers/2/classes", query_string=MultiDict([("size", "1"), ("page", "4")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 0


def test_list_classes_of_teacher_takes_the_largest_page(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=2))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=4, title="dora", room="dora", teacher=1))
        db.session.commit()
    response = client.get(
        "/teachers/2/classes", query_string=MultiDict([("size", "100")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["room"] == "ann"
    assert response.json["items"][0]["teacher"] == 2
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["room"] == "ben"
    assert response.json["items"][1]["teacher"] == 2
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "cleo"
    assert response.json["items"][2]["room"] == "cleo"
    assert response.json["items"][2]["teacher"] == 2


def test_list_classes_of_teacher_refuses_a_wrong_page_1(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.get(
        "/teachers/2/classes", query_string=MultiDict([("page", "seven")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_teacher_refuses_a_wrong_page_2(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.get(
        "/teachers/2/classes", query_string=MultiDict([("page", "0")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_teacher_refuses_a_wrong_page_3(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.get(
        "/teachers/2/classes", query_string=MultiDict([("page", "1000001")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_teacher_refuses_a_wrong_size_1(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.get(
        "/teachers/2/classes", query_string=MultiDict([("size", "seven")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_teacher_refuses_a_wrong_size_2(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.get(
        "/teachers/2/classes", query_string=MultiDict([("size", "0")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_teacher_refuses_a_wrong_size_3(client, app):
    """Lists the classes of the teacher, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.get(
        "/teachers/2/classes", query_string=MultiDict([("size", "101")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_teacher_refuses_an_unknown_teacher(client, app):
    """If the teacher does not exist, answer 404 with "No such teacher"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.get("/teachers/999999/classes")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such teacher"


def test_create_class_succeeds(client, app):
    """Adds a class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", json={"title": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ann"
    assert response.json["room"] is None
    assert response.json["teacher"] == 2
    with app.app_context():
        row = db.session.scalars(select(Class)).one()
        assert row.title == "ann"
        assert row.room is None
        assert row.teacher == 2


def test_create_class_succeeds_with_every_field(client, app):
    """`room`: text, 1 to 20 characters, optional."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", json={"title": "ann", "room": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ann"
    assert response.json["room"] == "ann"
    assert response.json["teacher"] == 2
    with app.app_context():
        row = db.session.scalars(select(Class)).one()
        assert row.title == "ann"
        assert row.room == "ann"
        assert row.teacher == 2


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 80, id="longest"),
    ],
)
def test_create_class_accepts_the_title_at_its_limits(client, app, title):
    """`title`: text, 1 to 80 characters, unique."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", json={"title": title})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == title
    assert response.json["room"] is None
    assert response.json["teacher"] == 2


def test_create_class_tells_apart_title_by_case(client, app):
    """`title`: text, 1 to 80 characters, unique."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", json={"title": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ann"
    assert response.json["room"] is None
    assert response.json["teacher"] == 2
    response = client.post("/teachers/2/classes", json={"title": "ANN"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ANN"
    assert response.json["room"] is None
    assert response.json["teacher"] == 2


@pytest.mark.parametrize(
    "room",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 20, id="longest"),
    ],
)
def test_create_class_accepts_the_room_at_its_limits(client, app, room):
    """`room`: text, 1 to 20 characters, optional."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", json={"title": "ann", "room": room})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ann"
    assert response.json["room"] == room
    assert response.json["teacher"] == 2


def test_create_class_accepts_null_as_the_room(client, app):
    """`room`: text, 1 to 20 characters, optional."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", json={"title": "ann", "room": None})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ann"
    assert response.json["room"] is None
    assert response.json["teacher"] == 2


def test_create_class_refuses_a_too_large_body(client, app):
    """Refuses a too large body."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post(
        "/teachers/2/classes", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_class_refuses_another_content_type(client, app):
    """Refuses another content type."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", data="{}", content_type="text/plain")
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
def test_create_class_refuses_malformed_json(client, app, body):
    """Refuses malformed json."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post(
        "/teachers/2/classes", data=body, content_type="application/json"
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
def test_create_class_refuses_a_body_that_is_no_object(client, app, body):
    """Refuses a body that is no object."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post(
        "/teachers/2/classes", data=body, content_type="application/json"
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_class_refuses_an_unknown_field(client, app):
    """Refuses an unknown field."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post(
        "/teachers/2/classes", json={"title": "ann", "unheard_of": 1}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_class_refuses_a_missing_title(client, app):
    """`title`: text, 1 to 80 characters, unique."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", json={})
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
        pytest.param("x" * 81, id="too long"),
    ],
)
def test_create_class_refuses_an_invalid_title(client, app, title):
    """`title`: text, 1 to 80 characters, unique."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", json={"title": title})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "title"


@pytest.mark.parametrize(
    "room",
    [
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00nn", id="NUL"),
        pytest.param("\ud800nn", id="lone surrogate"),
        pytest.param("", id="empty"),
        pytest.param("x" * 21, id="too long"),
    ],
)
def test_create_class_refuses_an_invalid_room(client, app, room):
    """`room`: text, 1 to 20 characters, optional."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", json={"title": "ann", "room": room})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "room"


def test_create_class_refuses_a_taken_title(client, app):
    """`title`: text, 1 to 80 characters, unique."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/2/classes", json={"title": "ann"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ann"
    assert response.json["room"] is None
    assert response.json["teacher"] == 2
    response = client.post("/teachers/2/classes", json={"title": "ann"})
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_class_lets_one_of_many_at_once_take_the_title(together, app):
    """`title`: text, 1 to 80 characters, unique."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    responses = together(20, "POST", "/teachers/2/classes", json={"title": "ann"})
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 19}
    response = next(r for r in responses if r.status_code == 201)
    assert type(response.json["id"]) is int
    assert response.json["title"] == "ann"
    assert response.json["room"] is None
    assert response.json["teacher"] == 2


def test_create_class_refuses_an_unknown_teacher(client, app):
    """If the teacher does not exist, answer 404 with "No such teacher"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.post("/teachers/999999/classes", json={"title": "ann"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such teacher"


def test_list_classes_lists_what_is_there_from_the_start(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    response = client.get("/classes")
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_classes_lists_the_rows(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    response = client.get("/classes")
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["room"] == "ann"
    assert response.json["items"][0]["teacher"] == 1
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["room"] == "ben"
    assert response.json["items"][1]["teacher"] == 1
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "cleo"
    assert response.json["items"][2]["room"] == "cleo"
    assert response.json["items"][2]["teacher"] == 1


def test_list_classes_filters_by_teacher_1(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    response = client.get("/classes", query_string=MultiDict([("teacher", "1")]))
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["room"] == "ann"
    assert response.json["items"][0]["teacher"] == 1
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["room"] == "ben"
    assert response.json["items"][1]["teacher"] == 1
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "cleo"
    assert response.json["items"][2]["room"] == "cleo"
    assert response.json["items"][2]["teacher"] == 1


def test_list_classes_shows_page_1(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    response = client.get(
        "/classes", query_string=MultiDict([("size", "1"), ("page", "1")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["room"] == "ann"
    assert response.json["items"][0]["teacher"] == 1


def test_list_classes_shows_page_2(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    response = client.get(
        "/classes", query_string=MultiDict([("size", "1"), ("page", "2")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 2
    assert response.json["items"][0]["title"] == "ben"
    assert response.json["items"][0]["room"] == "ben"
    assert response.json["items"][0]["teacher"] == 1


def test_list_classes_shows_page_4(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    response = client.get(
        "/classes", query_string=MultiDict([("size", "1"), ("page", "4")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 0


def test_list_classes_takes_the_largest_page(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    response = client.get("/classes", query_string=MultiDict([("size", "100")]))
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["room"] == "ann"
    assert response.json["items"][0]["teacher"] == 1
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["room"] == "ben"
    assert response.json["items"][1]["teacher"] == 1
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "cleo"
    assert response.json["items"][2]["room"] == "cleo"
    assert response.json["items"][2]["teacher"] == 1


def test_list_classes_refuses_a_wrong_teacher_1(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    response = client.get("/classes", query_string=MultiDict([("teacher", "seven")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_refuses_a_wrong_page_1(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    response = client.get("/classes", query_string=MultiDict([("page", "seven")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_refuses_a_wrong_page_2(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    response = client.get("/classes", query_string=MultiDict([("page", "0")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_refuses_a_wrong_page_3(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    response = client.get("/classes", query_string=MultiDict([("page", "1000001")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_refuses_a_wrong_size_1(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    response = client.get("/classes", query_string=MultiDict([("size", "seven")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_refuses_a_wrong_size_2(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    response = client.get("/classes", query_string=MultiDict([("size", "0")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_refuses_a_wrong_size_3(client, app):
    """Lists the classes, sorted by `title`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    response = client.get("/classes", query_string=MultiDict([("size", "101")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_read_class_shows_a_row(client, app):
    """Shows the class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    response = client.get("/classes/1")
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["title"] == "ann"
    assert response.json["room"] == "ann"
    assert response.json["teacher"] == 1


def test_read_class_shows_the_row_that_is_asked_for(client, app):
    """Shows the class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    response = client.get("/classes/2")
    assert response.status_code == 200
    assert response.json["id"] == 2
    assert response.json["title"] == "ben"
    assert response.json["room"] == "ben"
    assert response.json["teacher"] == 1


def test_read_class_refuses_an_unknown_id(client, app):
    """If the class does not exist, answer 404 with "No such class"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.get("/classes/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"


def test_read_class_refuses_what_is_no_id(client, app):
    """If the class does not exist, answer 404 with "No such class"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.get("/classes/0")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.get("/classes/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.get("/classes/-1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.get("/classes/2147483648")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.get("/classes/99999999999999999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"


def test_update_class_changes_the_title(client, app):
    """Changes the `title`, the `room` and the `teacher` of a class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"title": "ben"})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["title"] == "ben"
    assert response.json["room"] == "ann"
    assert response.json["teacher"] == 1
    with app.app_context():
        row = db.session.scalars(select(Class)).one()
        assert row.title == "ben"
        assert row.room == "ann"
        assert row.teacher == 1


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 80, id="longest"),
    ],
)
def test_update_class_accepts_the_title_at_its_limits(client, app, title):
    """`title`: text, 1 to 80 characters, unique."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"title": title})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["title"] == title
    assert response.json["room"] == "ann"
    assert response.json["teacher"] == 1


def test_update_class_changes_the_room(client, app):
    """Changes the `title`, the `room` and the `teacher` of a class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"room": "ben"})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["title"] == "ann"
    assert response.json["room"] == "ben"
    assert response.json["teacher"] == 1
    with app.app_context():
        row = db.session.scalars(select(Class)).one()
        assert row.title == "ann"
        assert row.room == "ben"
        assert row.teacher == 1


@pytest.mark.parametrize(
    "room",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 20, id="longest"),
    ],
)
def test_update_class_accepts_the_room_at_its_limits(client, app, room):
    """`room`: text, 1 to 20 characters, optional."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"room": room})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["title"] == "ann"
    assert response.json["room"] == room
    assert response.json["teacher"] == 1


def test_update_class_changes_the_teacher(client, app):
    """Changes the `title`, the `room` and the `teacher` of a class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"teacher": 1})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["title"] == "ann"
    assert response.json["room"] == "ann"
    assert response.json["teacher"] == 1
    with app.app_context():
        row = db.session.scalars(select(Class)).one()
        assert row.title == "ann"
        assert row.room == "ann"
        assert row.teacher == 1


def test_update_class_changes_nothing(client, app):
    """Changes the `title`, the `room` and the `teacher` of a class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["title"] == "ann"
    assert response.json["room"] == "ann"
    assert response.json["teacher"] == 1


def test_update_class_refuses_an_unknown_id(client, app):
    """If the class does not exist, answer 404 with "No such class"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/999999", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"


def test_update_class_refuses_what_is_no_id(client, app):
    """If the class does not exist, answer 404 with "No such class"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/0", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.patch("/classes/nothing", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.patch("/classes/-1", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.patch("/classes/2147483648", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.patch("/classes/99999999999999999999", json={"title": "ben"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"


def test_update_class_refuses_a_too_large_body(client, app):
    """Refuses a too large body."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch(
        "/classes/1", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_update_class_refuses_another_content_type(client, app):
    """Refuses another content type."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", data="{}", content_type="text/plain")
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
def test_update_class_refuses_malformed_json(client, app, body):
    """Refuses malformed json."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", data=body, content_type="application/json")
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
def test_update_class_refuses_a_body_that_is_no_object(client, app, body):
    """Refuses a body that is no object."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_update_class_refuses_an_unknown_field(client, app):
    """Refuses an unknown field."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"unheard_of": 1})
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
        pytest.param("x" * 81, id="too long"),
    ],
)
def test_update_class_refuses_an_invalid_title(client, app, title):
    """`title`: text, 1 to 80 characters, unique."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"title": title})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "title"


@pytest.mark.parametrize(
    "room",
    [
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00nn", id="NUL"),
        pytest.param("\ud800nn", id="lone surrogate"),
        pytest.param("", id="empty"),
        pytest.param("x" * 21, id="too long"),
    ],
)
def test_update_class_refuses_an_invalid_room(client, app, room):
    """`room`: text, 1 to 20 characters, optional."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"room": room})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "room"


@pytest.mark.parametrize(
    "teacher",
    [
        pytest.param(None, id="null"),
        pytest.param("seven", id="text"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
    ],
)
def test_update_class_refuses_an_invalid_teacher(client, app, teacher):
    """`teacher`: link to a teacher."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"teacher": teacher})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "teacher"


def test_update_class_refuses_the_title_of_another_row(client, app):
    """`title`: text, 1 to 80 characters, unique."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"title": "ben"})
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"


def test_update_class_takes_its_own_title_again(client, app):
    """`title`: text, 1 to 80 characters, unique."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"title": "ann"})
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["title"] == "ann"
    assert response.json["room"] == "ann"
    assert response.json["teacher"] == 1


@pytest.mark.parametrize(
    "teacher",
    [
        pytest.param(999999, id="unknown"),
        pytest.param(0, id="zero"),
        pytest.param(-1, id="below zero"),
        pytest.param(2147483648, id="beyond 32 bits"),
        pytest.param(9223372036854775808, id="beyond 64 bits"),
    ],
)
def test_update_class_refuses_a_teacher_that_leads_nowhere(client, app, teacher):
    """If the teacher does not exist, answer 404 with "No such teacher"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.patch("/classes/1", json={"teacher": teacher})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such teacher"


def test_delete_class_deletes_the_row_alone(client, app):
    """Deletes the class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    response = client.delete("/classes/1")
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.delete("/classes/1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.delete("/classes/2")
    assert response.status_code == 204
    assert len(response.text) == 0


def test_delete_class_refuses_an_unknown_id(client, app):
    """If the class does not exist, answer 404 with "No such class"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.delete("/classes/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"


def test_delete_class_refuses_what_is_no_id(client, app):
    """If the class does not exist, answer 404 with "No such class"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.delete("/classes/0")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.delete("/classes/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.delete("/classes/-1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.delete("/classes/2147483648")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
    response = client.delete("/classes/99999999999999999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"


def test_list_classes_of_student_lists_what_is_there_from_the_start(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=1, class_id=1))
        db.session.commit()
    response = client.get("/students/2/classes")
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_classes_of_student_lists_the_rows(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=4, title="dora", room="dora", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=2, class_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, student_id=2, class_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, student_id=2, class_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, student_id=1, class_id=4))
        db.session.commit()
    response = client.get("/students/2/classes")
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["room"] == "ann"
    assert response.json["items"][0]["teacher"] == 1
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["room"] == "ben"
    assert response.json["items"][1]["teacher"] == 1
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "cleo"
    assert response.json["items"][2]["room"] == "cleo"
    assert response.json["items"][2]["teacher"] == 1


def test_list_classes_of_student_shows_page_1(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=4, title="dora", room="dora", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=2, class_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, student_id=2, class_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, student_id=2, class_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, student_id=1, class_id=4))
        db.session.commit()
    response = client.get(
        "/students/2/classes", query_string=MultiDict([("size", "1"), ("page", "1")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["room"] == "ann"
    assert response.json["items"][0]["teacher"] == 1


def test_list_classes_of_student_shows_page_2(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=4, title="dora", room="dora", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=2, class_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, student_id=2, class_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, student_id=2, class_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, student_id=1, class_id=4))
        db.session.commit()
    response = client.get(
        "/students/2/classes", query_string=MultiDict([("size", "1"), ("page", "2")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 2
    assert response.json["items"][0]["title"] == "ben"
    assert response.json["items"][0]["room"] == "ben"
    assert response.json["items"][0]["teacher"] == 1


def test_list_classes_of_student_shows_page_4(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=4, title="dora", room="dora", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=2, class_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, student_id=2, class_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, student_id=2, class_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, student_id=1, class_id=4))
        db.session.commit()
    response = client.get(
        "/students/2/classes", query_string=MultiDict([("size", "1"), ("page", "4")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 0


def test_list_classes_of_student_takes_the_largest_page(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", room="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=3, title="cleo", room="cleo", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=4, title="dora", room="dora", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=2, class_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, student_id=2, class_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, student_id=2, class_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, student_id=1, class_id=4))
        db.session.commit()
    response = client.get(
        "/students/2/classes", query_string=MultiDict([("size", "100")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["title"] == "ann"
    assert response.json["items"][0]["room"] == "ann"
    assert response.json["items"][0]["teacher"] == 1
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["title"] == "ben"
    assert response.json["items"][1]["room"] == "ben"
    assert response.json["items"][1]["teacher"] == 1
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["title"] == "cleo"
    assert response.json["items"][2]["room"] == "cleo"
    assert response.json["items"][2]["teacher"] == 1


def test_list_classes_of_student_refuses_a_wrong_page_1(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=1, class_id=1))
        db.session.commit()
    response = client.get(
        "/students/2/classes", query_string=MultiDict([("page", "seven")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_student_refuses_a_wrong_page_2(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=1, class_id=1))
        db.session.commit()
    response = client.get(
        "/students/2/classes", query_string=MultiDict([("page", "0")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_student_refuses_a_wrong_page_3(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=1, class_id=1))
        db.session.commit()
    response = client.get(
        "/students/2/classes", query_string=MultiDict([("page", "1000001")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_student_refuses_a_wrong_size_1(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=1, class_id=1))
        db.session.commit()
    response = client.get(
        "/students/2/classes", query_string=MultiDict([("size", "seven")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_student_refuses_a_wrong_size_2(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=1, class_id=1))
        db.session.commit()
    response = client.get(
        "/students/2/classes", query_string=MultiDict([("size", "0")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_student_refuses_a_wrong_size_3(client, app):
    """Lists the classes of the student."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=1, class_id=1))
        db.session.commit()
    response = client.get(
        "/students/2/classes", query_string=MultiDict([("size", "101")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_classes_of_student_refuses_an_unknown_student(client, app):
    """If the student does not exist, answer 404 with "No such student"."""
    with app.app_context():
        db.session.add(Student(id=1, name="ann", number="annaaa"))
        db.session.commit()
    with app.app_context():
        db.session.add(Student(id=2, name="ben", number="benbbb"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, student_id=1, class_id=1))
        db.session.commit()
    response = client.get("/students/999999/classes")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
