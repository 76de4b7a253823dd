"""What the endpoints of students promise."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from school.extensions import db
from school.models import Class, ClassStudent, Student, Teacher


def test_create_student_succeeds(client, app):
    """Adds a student."""
    response = client.post("/students", json={"name": "ann", "number": "annaaa"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["number"] == "annaaa"
    assert response.json["born"] is None
    with app.app_context():
        row = db.session.scalars(select(Student)).one()
        assert row.name == "ann"
        assert row.number == "annaaa"
        assert row.born is None


def test_create_student_succeeds_with_every_field(client, app):
    """`born`: date, optional."""
    response = client.post(
        "/students", json={"name": "ann", "number": "annaaa", "born": "2026-03-01"}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["number"] == "annaaa"
    assert response.json["born"] == "2026-03-01"
    with app.app_context():
        row = db.session.scalars(select(Student)).one()
        assert row.name == "ann"
        assert row.number == "annaaa"
        assert row.born == date.fromisoformat("2026-03-01")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("x", id="shortest"),
        pytest.param("x" * 80, id="longest"),
    ],
)
def test_create_student_accepts_the_name_at_its_limits(client, name):
    """`name`: text, 1 to 80 characters."""
    response = client.post("/students", json={"name": name, "number": "annaaa"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == name
    assert response.json["number"] == "annaaa"
    assert response.json["born"] is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"name": "ann", "number": "x" * 6}, id="shortest"),
        pytest.param({"name": "ann", "number": "x" * 6}, id="longest"),
    ],
)
def test_create_student_accepts_the_number_at_its_limits(client, body):
    """`number`: text, exactly 6 characters, unique."""
    response = client.post("/students", json=body)
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["number"] == "x" * 6
    assert response.json["born"] is None


def test_create_student_tells_apart_number_by_case(client):
    """`number`: text, exactly 6 characters, unique."""
    response = client.post("/students", json={"name": "ann", "number": "annaaa"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["number"] == "annaaa"
    assert response.json["born"] is None
    response = client.post("/students", json={"name": "ben", "number": "ANNAAA"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ben"
    assert response.json["number"] == "ANNAAA"
    assert response.json["born"] is None


def test_create_student_accepts_null_as_the_born(client):
    """`born`: date, optional."""
    response = client.post(
        "/students", json={"name": "ann", "number": "annaaa", "born": None}
    )
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["number"] == "annaaa"
    assert response.json["born"] is None


def test_create_student_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/students", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_student_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/students", data="{}", content_type="text/plain")
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
def test_create_student_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/students", data=body, content_type="application/json")
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
def test_create_student_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/students", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_student_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post(
        "/students", json={"name": "ann", "number": "annaaa", "unheard_of": 1}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_student_refuses_a_missing_name(client):
    """`name`: text, 1 to 80 characters."""
    response = client.post("/students", json={"number": "annaaa"})
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
def test_create_student_refuses_an_invalid_name(client, name):
    """`name`: text, 1 to 80 characters."""
    response = client.post("/students", json={"name": name, "number": "annaaa"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "name"


def test_create_student_refuses_a_missing_number(client):
    """`number`: text, exactly 6 characters, unique."""
    response = client.post("/students", json={"name": "ann"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "number"


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
        pytest.param("\x00nnaaa", id="NUL"),
        pytest.param("\ud800nnaaa", id="lone surrogate"),
        pytest.param("", id="empty"),
        pytest.param("x" * 5, id="too short"),
        pytest.param("x" * 7, id="too long"),
    ],
)
def test_create_student_refuses_an_invalid_number(client, number):
    """`number`: text, exactly 6 characters, unique."""
    response = client.post("/students", json={"name": "ann", "number": number})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "number"


@pytest.mark.parametrize(
    "born",
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
def test_create_student_refuses_an_invalid_born(client, born):
    """`born`: date, optional."""
    response = client.post(
        "/students", json={"name": "ann", "number": "annaaa", "born": born}
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["errors"][0]["field"] == "born"


def test_create_student_refuses_a_taken_number(client):
    """If the number is taken, answer 409 with "That number is taken"."""
    response = client.post("/students", json={"name": "ann", "number": "annaaa"})
    assert response.status_code == 201
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["number"] == "annaaa"
    assert response.json["born"] is None
    response = client.post("/students", json={"name": "ben", "number": "annaaa"})
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "That number is taken"


def test_create_student_lets_one_of_many_at_once_take_the_number(together):
    """`number`: text, exactly 6 characters, unique."""
    responses = together(
        20, "POST", "/students", json={"name": "ann", "number": "annaaa"}
    )
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 19}
    response = next(r for r in responses if r.status_code == 201)
    assert type(response.json["id"]) is int
    assert response.json["name"] == "ann"
    assert response.json["number"] == "annaaa"
    assert response.json["born"] is None


def test_list_students_lists_what_is_there_from_the_start(client):
    """Lists the students, sorted by `name`."""
    response = client.get("/students")
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_students_lists_the_rows(client, app):
    """Lists the students, sorted by `name`."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    response = client.get("/students")
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["name"] == "ann"
    assert response.json["items"][0]["number"] == "annaaa"
    assert response.json["items"][0]["born"] == "2026-03-01"
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["name"] == "ben"
    assert response.json["items"][1]["number"] == "benbbb"
    assert response.json["items"][1]["born"] == "2026-03-02"
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["name"] == "cleo"
    assert response.json["items"][2]["number"] == "cleocc"
    assert response.json["items"][2]["born"] == "2026-03-03"


def test_list_students_finds_words_in_the_name(client, app):
    """Lists the students, sorted by `name`."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    response = client.get("/students", query_string=MultiDict([("q", "CL")]))
    assert response.status_code == 200
    assert response.json["total"] == 1
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 3
    assert response.json["items"][0]["name"] == "cleo"
    assert response.json["items"][0]["number"] == "cleocc"
    assert response.json["items"][0]["born"] == "2026-03-03"


def test_list_students_finds_nothing_1(client, app):
    """Lists the students, sorted by `name`."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    response = client.get("/students", query_string=MultiDict([("q", "none of them")]))
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_students_finds_nothing_2(client, app):
    """Lists the students, sorted by `name`."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    response = client.get("/students", query_string=MultiDict([("q", "%")]))
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_students_finds_nothing_3(client, app):
    """Lists the students, sorted by `name`."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    response = client.get("/students", query_string=MultiDict([("q", "_")]))
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_students_shows_page_1(client, app):
    """Lists the students, sorted by `name`."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    response = client.get(
        "/students", query_string=MultiDict([("size", "1"), ("page", "1")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["name"] == "ann"
    assert response.json["items"][0]["number"] == "annaaa"
    assert response.json["items"][0]["born"] == "2026-03-01"


def test_list_students_shows_page_2(client, app):
    """Lists the students, sorted by `name`."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    response = client.get(
        "/students", query_string=MultiDict([("size", "1"), ("page", "2")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 2
    assert response.json["items"][0]["name"] == "ben"
    assert response.json["items"][0]["number"] == "benbbb"
    assert response.json["items"][0]["born"] == "2026-03-02"


def test_list_students_shows_page_4(client, app):
    """Lists the students, sorted by `name`."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    response = client.get(
        "/students", query_string=MultiDict([("size", "1"), ("page", "4")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 0


def test_list_students_takes_the_largest_page(client, app):
    """Lists the students, sorted by `name`."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    response = client.get("/students", query_string=MultiDict([("size", "100")]))
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["name"] == "ann"
    assert response.json["items"][0]["number"] == "annaaa"
    assert response.json["items"][0]["born"] == "2026-03-01"
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["name"] == "ben"
    assert response.json["items"][1]["number"] == "benbbb"
    assert response.json["items"][1]["born"] == "2026-03-02"
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["name"] == "cleo"
    assert response.json["items"][2]["number"] == "cleocc"
    assert response.json["items"][2]["born"] == "2026-03-03"


def test_list_students_refuses_a_wrong_page_1(client):
    """Lists the students, sorted by `name`."""
    response = client.get("/students", query_string=MultiDict([("page", "seven")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_refuses_a_wrong_page_2(client):
    """Lists the students, sorted by `name`."""
    response = client.get("/students", query_string=MultiDict([("page", "0")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_refuses_a_wrong_page_3(client):
    """Lists the students, sorted by `name`."""
    response = client.get("/students", query_string=MultiDict([("page", "1000001")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_refuses_a_wrong_size_1(client):
    """Lists the students, sorted by `name`."""
    response = client.get("/students", query_string=MultiDict([("size", "seven")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_refuses_a_wrong_size_2(client):
    """Lists the students, sorted by `name`."""
    response = client.get("/students", query_string=MultiDict([("size", "0")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_refuses_a_wrong_size_3(client):
    """Lists the students, sorted by `name`."""
    response = client.get("/students", query_string=MultiDict([("size", "101")]))
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_read_student_shows_a_row(client, app):
    """Shows the student."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    response = client.get("/students/1")
    assert response.status_code == 200
    assert response.json["id"] == 1
    assert response.json["name"] == "ann"
    assert response.json["number"] == "annaaa"
    assert response.json["born"] == "2026-03-01"


def test_read_student_shows_the_row_that_is_asked_for(client, app):
    """Shows the student."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    response = client.get("/students/2")
    assert response.status_code == 200
    assert response.json["id"] == 2
    assert response.json["name"] == "ben"
    assert response.json["number"] == "benbbb"
    assert response.json["born"] == "2026-03-02"


def test_read_student_refuses_an_unknown_id(client, app):
    """If the student does not exist, answer 404 with "No such student"."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    response = client.get("/students/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"


def test_read_student_refuses_what_is_no_id(client, app):
    """If the student does not exist, answer 404 with "No such student"."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    response = client.get("/students/0")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.get("/students/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.get("/students/-1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.get("/students/2147483648")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.get("/students/99999999999999999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"


def test_delete_student_deletes_the_row_alone(client, app):
    """Deletes the student."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    response = client.delete("/students/1")
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.delete("/students/1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.delete("/students/2")
    assert response.status_code == 204
    assert len(response.text) == 0


def test_delete_student_refuses_an_unknown_id(client, app):
    """If the student does not exist, answer 404 with "No such student"."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    response = client.delete("/students/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"


def test_delete_student_refuses_what_is_no_id(client, app):
    """If the student does not exist, answer 404 with "No such student"."""
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    response = client.delete("/students/0")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.delete("/students/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.delete("/students/-1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.delete("/students/2147483648")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.delete("/students/99999999999999999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"


def test_add_student_to_class_joins_the_two(client, app):
    """Enrols a student in the class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    response = client.put("/classes/2/students/1")
    assert response.status_code == 204
    assert len(response.text) == 0
    with app.app_context():
        row = db.session.scalars(select(ClassStudent)).one()
        assert row.class_id == 2
        assert row.student_id == 1


def test_add_student_to_class_joins_them_once(client, app):
    """Enrols a student in the class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    response = client.put("/classes/2/students/1")
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.put("/classes/2/students/1")
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Enrolled already"
    response = client.put("/classes/2/students/2")
    assert response.status_code == 204
    assert len(response.text) == 0


def test_add_student_to_class_refuses_an_unknown_id(client, app):
    """If the student does not exist, answer 404 with "No such student"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    response = client.put("/classes/2/students/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"


def test_add_student_to_class_refuses_what_is_no_id(client, app):
    """If the student does not exist, answer 404 with "No such student"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    response = client.put("/classes/2/students/0")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.put("/classes/2/students/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.put("/classes/2/students/-1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.put("/classes/2/students/2147483648")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.put("/classes/2/students/99999999999999999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"


def test_add_student_to_class_refuses_an_unknown_class(client, app):
    """If the class does not exist, answer 404 with "No such class"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    response = client.put("/classes/999999/students/1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"


def test_remove_student_from_class_ends_it_for_these_two_alone(client, app):
    """Removes a student from the class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, class_id=2, student_id=2))
        db.session.commit()
    response = client.delete("/classes/2/students/1")
    assert response.status_code == 204
    assert len(response.text) == 0
    response = client.delete("/classes/2/students/1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Not enrolled"
    response = client.delete("/classes/2/students/2")
    assert response.status_code == 204
    assert len(response.text) == 0


def test_remove_student_from_class_refuses_an_unknown_id(client, app):
    """If the student does not exist, answer 404 with "No such student"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    response = client.delete("/classes/2/students/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"


def test_remove_student_from_class_refuses_what_is_no_id(client, app):
    """If the student does not exist, answer 404 with "No such student"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    response = client.delete("/classes/2/students/0")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.delete("/classes/2/students/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.delete("/classes/2/students/-1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.delete("/classes/2/students/2147483648")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"
    response = client.delete("/classes/2/students/99999999999999999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such student"


def test_remove_student_from_class_refuses_an_unknown_class(client, app):
    """If the class does not exist, answer 404 with "No such class"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, class_id=2, student_id=2))
        db.session.commit()
    response = client.delete("/classes/999999/students/1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"


def test_remove_student_from_class_refuses_what_belongs_to_another_class(client, app):
    """If the student is not in the class, answer 404 with "Not enrolled"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, class_id=2, student_id=2))
        db.session.commit()
    response = client.delete("/classes/1/students/1")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "Not enrolled"


def test_list_students_of_class_lists_what_is_there_from_the_start(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=1, student_id=1))
        db.session.commit()
    response = client.get("/classes/2/students")
    assert response.status_code == 200
    assert response.json["total"] == 0
    assert len(response.json["items"]) == 0


def test_list_students_of_class_lists_the_rows(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=4,
                name="dora",
                number="doradd",
                born=date.fromisoformat("2026-03-04"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, class_id=2, student_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, class_id=2, student_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, class_id=1, student_id=4))
        db.session.commit()
    response = client.get("/classes/2/students")
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["name"] == "ann"
    assert response.json["items"][0]["number"] == "annaaa"
    assert response.json["items"][0]["born"] == "2026-03-01"
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["name"] == "ben"
    assert response.json["items"][1]["number"] == "benbbb"
    assert response.json["items"][1]["born"] == "2026-03-02"
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["name"] == "cleo"
    assert response.json["items"][2]["number"] == "cleocc"
    assert response.json["items"][2]["born"] == "2026-03-03"


def test_list_students_of_class_shows_page_1(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=4,
                name="dora",
                number="doradd",
                born=date.fromisoformat("2026-03-04"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, class_id=2, student_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, class_id=2, student_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, class_id=1, student_id=4))
        db.session.commit()
    response = client.get(
        "/classes/2/students", query_string=MultiDict([("size", "1"), ("page", "1")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["name"] == "ann"
    assert response.json["items"][0]["number"] == "annaaa"
    assert response.json["items"][0]["born"] == "2026-03-01"


def test_list_students_of_class_shows_page_2(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=4,
                name="dora",
                number="doradd",
                born=date.fromisoformat("2026-03-04"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, class_id=2, student_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, class_id=2, student_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, class_id=1, student_id=4))
        db.session.commit()
    response = client.get(
        "/classes/2/students", query_string=MultiDict([("size", "1"), ("page", "2")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["id"] == 2
    assert response.json["items"][0]["name"] == "ben"
    assert response.json["items"][0]["number"] == "benbbb"
    assert response.json["items"][0]["born"] == "2026-03-02"


def test_list_students_of_class_shows_page_4(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=4,
                name="dora",
                number="doradd",
                born=date.fromisoformat("2026-03-04"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, class_id=2, student_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, class_id=2, student_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, class_id=1, student_id=4))
        db.session.commit()
    response = client.get(
        "/classes/2/students", query_string=MultiDict([("size", "1"), ("page", "4")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 0


def test_list_students_of_class_takes_the_largest_page(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=4,
                name="dora",
                number="doradd",
                born=date.fromisoformat("2026-03-04"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, class_id=2, student_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, class_id=2, student_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, class_id=1, student_id=4))
        db.session.commit()
    response = client.get(
        "/classes/2/students", query_string=MultiDict([("size", "100")])
    )
    assert response.status_code == 200
    assert response.json["total"] == 3
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == 1
    assert response.json["items"][0]["name"] == "ann"
    assert response.json["items"][0]["number"] == "annaaa"
    assert response.json["items"][0]["born"] == "2026-03-01"
    assert response.json["items"][1]["id"] == 2
    assert response.json["items"][1]["name"] == "ben"
    assert response.json["items"][1]["number"] == "benbbb"
    assert response.json["items"][1]["born"] == "2026-03-02"
    assert response.json["items"][2]["id"] == 3
    assert response.json["items"][2]["name"] == "cleo"
    assert response.json["items"][2]["number"] == "cleocc"
    assert response.json["items"][2]["born"] == "2026-03-03"


def test_list_students_of_class_refuses_a_wrong_page_1(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=1, student_id=1))
        db.session.commit()
    response = client.get(
        "/classes/2/students", query_string=MultiDict([("page", "seven")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_of_class_refuses_a_wrong_page_2(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=1, student_id=1))
        db.session.commit()
    response = client.get(
        "/classes/2/students", query_string=MultiDict([("page", "0")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_of_class_refuses_a_wrong_page_3(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=1, student_id=1))
        db.session.commit()
    response = client.get(
        "/classes/2/students", query_string=MultiDict([("page", "1000001")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_of_class_refuses_a_wrong_size_1(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=1, student_id=1))
        db.session.commit()
    response = client.get(
        "/classes/2/students", query_string=MultiDict([("size", "seven")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_of_class_refuses_a_wrong_size_2(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=1, student_id=1))
        db.session.commit()
    response = client.get(
        "/classes/2/students", query_string=MultiDict([("size", "0")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_of_class_refuses_a_wrong_size_3(client, app):
    """Lists the students of the class, sorted by `name`."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=1, student_id=1))
        db.session.commit()
    response = client.get(
        "/classes/2/students", query_string=MultiDict([("size", "101")])
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_list_students_of_class_refuses_an_unknown_class(client, app):
    """If the class does not exist, answer 404 with "No such class"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=1, student_id=1))
        db.session.commit()
    response = client.get("/classes/999999/students")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"


def test_count_students_of_class_counts_what_is_there_from_the_start(client, app):
    """Counts the students of the class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=1, student_id=1))
        db.session.commit()
    response = client.get("/classes/2/students/number")
    assert response.status_code == 200
    assert response.json == {"count": 0}


def test_count_students_of_class_counts_the_rows(client, app):
    """Counts the students of the class."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=2, name="ben", number="benbbb", born=date.fromisoformat("2026-03-02")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=3,
                name="cleo",
                number="cleocc",
                born=date.fromisoformat("2026-03-03"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=4,
                name="dora",
                number="doradd",
                born=date.fromisoformat("2026-03-04"),
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=2, student_id=1))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=2, class_id=2, student_id=2))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=3, class_id=2, student_id=3))
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=4, class_id=1, student_id=4))
        db.session.commit()
    response = client.get("/classes/2/students/number")
    assert response.status_code == 200
    assert response.json == {"count": 3}


def test_count_students_of_class_refuses_an_unknown_class(client, app):
    """If the class does not exist, answer 404 with "No such class"."""
    with app.app_context():
        db.session.add(Teacher(id=1, name="ann", email="ann@example.com"))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=1, title="ann", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(Class(id=2, title="ben", teacher=1))
        db.session.commit()
    with app.app_context():
        db.session.add(
            Student(
                id=1, name="ann", number="annaaa", born=date.fromisoformat("2026-03-01")
            )
        )
        db.session.commit()
    with app.app_context():
        db.session.add(ClassStudent(id=1, class_id=1, student_id=1))
        db.session.commit()
    response = client.get("/classes/999999/students/number")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json["detail"] == "No such class"
