"""What the endpoints of teachers promise."""

from collections import Counter

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from school.extensions import db
from school.models import Class, Teacher


def test_create_teacher_succeeds(client, app):
    """Adds a teacher."""
    response = client.post(
        "/teachers", json={"name": "ann", "email": "ann@example.com"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["email"] == "ann@example.com"
    with app.app_context():
        row = db.session.scalars(select(Teacher)).one()
        assert row.name == "ann"
        assert row.email == "ann@example.com"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 80, id="longest"),
    ],
)
def test_create_teacher_accepts_the_name_at_its_limits(client, name):
    """`name`: text, 1 to 80 characters."""
    response = client.post("/teachers", json={"name": name, "email": "ann@example.com"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == name
    assert response.json["email"] == "ann@example.com"


def test_create_teacher_accepts_the_email_at_its_limits(client):
    """`email`: e-mail address, unique."""
    response = client.post(
        "/teachers",
        json={
            "name": "ann",
            "email": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx@example.com",
        },
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert (
        response.json["email"]
        == "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx@example.com"
    )


def test_create_teacher_tells_apart_email_by_case(client):
    """`email`: e-mail address, unique."""
    response = client.post(
        "/teachers", json={"name": "ann", "email": "ann@example.com"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["email"] == "ann@example.com"
    response = client.post(
        "/teachers", json={"name": "ben", "email": "ANN@EXAMPLE.COM"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ben"
    assert response.json["email"] == "ANN@EXAMPLE.COM"


def test_create_teacher_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/teachers", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_teacher_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/teachers", data="{}", content_type="text/plain")
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
def test_create_teacher_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/teachers", data=body, content_type="application/json")
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
def test_create_teacher_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/teachers", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_teacher_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post(
        "/teachers", json={"name": "ann", "email": "ann@example.com", "unheard_of": 1}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_teacher_refuses_a_missing_name(client):
    """`name`: text, 1 to 80 characters."""
    response = client.post("/teachers", json={"email": "ann@example.com"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "name"


@pytest.mark.parametrize(
    "name",
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
def test_create_teacher_refuses_an_invalid_name(client, name):
    """`name`: text, 1 to 80 characters."""
    response = client.post("/teachers", json={"name": name, "email": "ann@example.com"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "name"


def test_create_teacher_refuses_a_missing_email(client):
    """`email`: e-mail address, unique."""
    response = client.post("/teachers", json={"name": "ann"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "email"


@pytest.mark.parametrize(
    "email",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00nn@example.com", id="NUL"),
        pytest.param("\ud800nn@example.com", id="lone surrogate"),
        pytest.param("", id="empty"),
        pytest.param("x" * 256, id="too long"),
        pytest.param("ann", id="no address"),
        pytest.param("ann@b@example.com", id="two signs"),
    ],
)
def test_create_teacher_refuses_an_invalid_email(client, email):
    """`email`: e-mail address, unique."""
    response = client.post("/teachers", json={"name": "ann", "email": email})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "email"


def test_create_teacher_refuses_a_taken_email(client):
    """If the email is taken, answer 409 with "That address is taken"."""
    response = client.post(
        "/teachers", json={"name": "ann", "email": "ann@example.com"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["email"] == "ann@example.com"
    response = client.post(
        "/teachers", json={"name": "ben", "email": "ann@example.com"}
    )
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "That address is taken"


def test_create_teacher_lets_one_of_many_at_once_take_the_email(together):
    """`email`: e-mail address, unique."""
    responses = together(
        20, "POST", "/teachers", json={"name": "ann", "email": "ann@example.com"}
    )
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 19}
    response = next(r for r in responses if r.status_code == 201)
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["email"] == "ann@example.com"


def test_list_teachers_lists_what_is_there_from_the_start(client):
    """Lists the teachers, sorted by `name`."""
    response = client.get("/teachers")
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_teachers_lists_the_rows(client, app):
    """Lists the teachers, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=3, name="cleo", email="cleo@example.com"))
        db.session.commit()
    response = client.get("/teachers")
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["name"] == "ann"
    assert response.json["items"][0]["email"] == "ann@example.com"
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["name"] == "ben"
    assert response.json["items"][1]["email"] == "ben@example.com"
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["name"] == "cleo"
    assert response.json["items"][2]["email"] == "cleo@example.com"


def test_list_teachers_shows_page_1(client, app):
    """Lists the teachers, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=3, name="cleo", email="cleo@example.com"))
        db.session.commit()
    response = client.get(
        "/teachers", query_string=MultiDict([("size", "1"), ("page", "1")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["name"] == "ann"
    assert response.json["items"][0]["email"] == "ann@example.com"


def test_list_teachers_shows_page_2(client, app):
    """Lists the teachers, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=3, name="cleo", email="cleo@example.com"))
        db.session.commit()
    response = client.get(
        "/teachers", query_string=MultiDict([("size", "1"), ("page", "2")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 2
    assert response.json["items"][0]["name"] == "ben"
    assert response.json["items"][0]["email"] == "ben@example.com"


def test_list_teachers_shows_page_4(client, app):
    """Lists the teachers, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=3, name="cleo", email="cleo@example.com"))
        db.session.commit()
    response = client.get(
        "/teachers", query_string=MultiDict([("size", "1"), ("page", "4")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 0


def test_list_teachers_takes_the_largest_page(client, app):
    """Lists the teachers, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=3, name="cleo", email="cleo@example.com"))
        db.session.commit()
    response = client.get("/teachers", query_string=MultiDict([("size", "100")]))
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["name"] == "ann"
    assert response.json["items"][0]["email"] == "ann@example.com"
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["name"] == "ben"
    assert response.json["items"][1]["email"] == "ben@example.com"
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["name"] == "cleo"
    assert response.json["items"][2]["email"] == "cleo@example.com"


def test_list_teachers_refuses_a_wrong_page_1(client):
    """Lists the teachers, sorted by `name`."""
    response = client.get("/teachers", query_string=MultiDict([("page", "seven")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_teachers_refuses_a_wrong_page_2(client):
    """Lists the teachers, sorted by `name`."""
    response = client.get("/teachers", query_string=MultiDict([("page", "0")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_teachers_refuses_a_wrong_page_3(client):
    """Lists the teachers, sorted by `name`."""
    response = client.get("/teachers", query_string=MultiDict([("page", "1000001")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_teachers_refuses_a_wrong_size_1(client):
    """Lists the teachers, sorted by `name`."""
    response = client.get("/teachers", query_string=MultiDict([("size", "seven")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_teachers_refuses_a_wrong_size_2(client):
    """Lists the teachers, sorted by `name`."""
    response = client.get("/teachers", query_string=MultiDict([("size", "0")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_teachers_refuses_a_wrong_size_3(client):
    """Lists the teachers, sorted by `name`."""
    response = client.get("/teachers", query_string=MultiDict([("size", "101")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_delete_teacher_deletes_the_row_alone(client, app):
    """Deletes the teacher."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Teacher(id=2, name="ben", email="ben@example.com"))
        db.session.commit()
    response = client.delete("/teachers/1")
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.delete("/teachers/1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such teacher"
    response = client.delete("/teachers/2")
    assert response.status_code == 204
    assert len(response.text) == 0


def test_delete_teacher_refuses_an_unknown_id(client, app):
    """If the teacher does not exist, answer 404 with "No such teacher"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    response = client.delete("/teachers/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such teacher"


def test_delete_teacher_refuses_what_is_no_id(client, app):
    """If the teacher does not exist, answer 404 with "No such teacher"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    response = client.delete("/teachers/0")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such teacher"
    response = client.delete("/teachers/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such teacher"
    response = client.delete("/teachers/-1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such teacher"
    response = client.delete("/teachers/2147483648")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such teacher"
    response = client.delete("/teachers/99999999999999999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such teacher"


def test_delete_teacher_keeps_what_a_class_needs(client, app):
    """If the teacher is still referenced, answer 409 with "This teacher has…"""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", room="ann", teacher=1))
        db.session.commit()
    response = client.delete("/teachers/1")
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "This teacher has classes"
    response = client.delete("/teachers/1")
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "This teacher has classes"
