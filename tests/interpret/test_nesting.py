"""Paths that name two rows, and fields that link to several -> of which row the rows of an endpoint are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import (
    AlreadyThere,
    Anyone,
    Contract,
    LoggedIn,
    NoSuchParent,
    NotThere,
    Owner,
    Within,
)

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]
DATA = """\
## Data
### Teacher (老师)
- `name`: text
### Class (班级)
- `title`: text
- `teacher`: link to a teacher
- `students`: links to students
### Student (学生)
- `name`: text
"""


def below(*blocks: str) -> str:
    return "\n".join(("## Endpoints", *(f"### {block}\n" for block in blocks)))


OF_TEACHER = Within(parameter="teacher_id", entity="Teacher", by="teacher")
OF_CLASS = Within(
    parameter="class_id", entity="Class", by="class_id", pairs="ClassStudent", to="student_id"
)


@pytest.mark.parametrize(
    ("block", "operation", "within"),
    [
        ("GET /teachers/{teacher_id}/classes\n- Lists the classes of the teacher.", "list", OF_TEACHER),
        ("GET /teachers/{teacher_id}/classes\n- Lists the classes.", "list", OF_TEACHER),
        ("GET /teachers/{teacher_id}/classes\n- Lists a teacher's classes.", "list", OF_TEACHER),
        ("GET /teachers/{teacher_id}/classes\n- 列出老师的班级。", "list", OF_TEACHER),
        ("POST /teachers/{teacher_id}/classes\n- Creates a class of the teacher.", "create", OF_TEACHER),
        ("GET /teachers/{teacher_id}/classes/{id}\n- Shows the class.", "read", OF_TEACHER),
        ("PUT /classes/{class_id}/students/{id}\n- Enrols a student in the class.", "add", OF_CLASS),
        ("PUT /classes/{class_id}/students/{id}\n- 把学生加入班级。", "add", OF_CLASS),
        ("DELETE /classes/{class_id}/students/{id}\n- The student leaves the class.", "remove", OF_CLASS),
        ("DELETE /classes/{class_id}/students/{id}\n- 从班级移除学生。", "remove", OF_CLASS),
        ("GET /classes/{class_id}/students/number\n- Counts the students of the class.", "count", OF_CLASS),
    ],
)  # fmt: skip
def test_of_which_row_the_rows_are(made: Made, block: str, operation: str, within: Within) -> None:
    (endpoint,) = made(DATA, below(block)).endpoints
    assert (endpoint.operation, endpoint.within) == (operation, within)
    assert endpoint.path_numbers[0].name == within.parameter


def test_pairs_are_rows_of_their_own(made: Made) -> None:
    contract = made(DATA, below("GET /classes\n- Lists the classes."))
    pair = contract.entity("ClassStudent")
    assert pair.plural == "class_students"
    assert [field.name for field in pair.fields] == ["class_id", "student_id"]
    assert pair.unique_together == (("class_id", "student_id"),)
    assert [field.name for field in contract.entity("Class").fields] == ["title", "teacher"]


def test_what_is_answered_where_it_goes_otherwise(made: Made) -> None:
    add, remove = (
        "PUT /classes/{class_id}/students/{id}\n- Adds a student to the class.\n"
        '- If the student is already in the class, answer 409 with "Enrolled".',
        "DELETE /classes/{class_id}/students/{id}\n- Removes a student from the class.\n"
        '- If the student is not in the class, answer 410 with "Not enrolled".',
    )
    rule = '## Rules\n- If the class does not exist, answer 404 with "No such class".\n'
    contract = made(DATA, below(add, remove), rule)
    found = [{case.when: case.status for case in e.cases} for e in contract.endpoints]
    assert found[0][AlreadyThere()] == 409
    assert found[1][NotThere()] == 410
    assert all(cases[NoSuchParent(parameter="class_id")] == 404 for cases in found)


@pytest.mark.parametrize(
    ("data", "block", "expected"),
    [
        (DATA, "PUT /classes/{id}\n- Adds a student to the class.", "Write 'PUT /classes/{class_id}/students/{id}'."),
        (DATA, "GET /students\n- Lists the students of the class.", "does not name the row of 'Class'."),
        (DATA, "GET /rooms/{room_id}/classes\n- Lists the classes.", "does not tell whose id 'room_id' is."),
        (DATA, "GET /students/{student_id}/teachers\n- Lists the teachers.", "rows of 'Teacher' have no link to 'Student'"),
        (DATA, "GET /teachers/{teacher_id}/classes\n- Lists the classes of the student.", "names a row of 'Teacher', and the sentence one of 'Student'."),
        (DATA, "PUT /teachers/{teacher_id}/classes/{id}\n- Adds a class to the teacher.", "'Teacher' is not joined to any number of 'Class'"),
        (DATA + "- `mentor`: link to a teacher\n- `tutor`: link to a teacher\n", "GET /teachers/{teacher_id}/students\n- Lists the students.", "is linked to 'Teacher' in more than one way"),
        (DATA, "POST /classes\n- Creates a class with `title`, `teacher` and `students`.", "'students' is a list of links"),
        (DATA.replace("links to students", "links to classes"), "GET /classes\n- Lists the classes.", "joins rows of 'Class' among themselves"),
        (DATA.replace("links to students", "links to students, unique"), "GET /classes\n- Lists the classes.", "of which nothing else can be said."),
        (DATA + "- `classes`: links to classes\n", "GET /classes\n- Lists the classes.", "are joined already."),
    ],
)  # fmt: skip
def test_what_cannot_be_joined(problems: Problems, data: str, block: str, expected: str) -> None:
    found = problems(data, below(block))
    assert any(expected in problem for problem in found), found


ACCOUNTS = """\
## Data
### User
- `name`: text, unique
- `password`: secret
### Board
- `owner`: the user who creates it
- `title`: text
### Card
- `board`: link to a board
- `title`: text
### Comment
- `author`: the user who creates it
- `board`: link to a board
- `text`: text
"""
NESTED = (
    "POST /login\n- Logs in a user.",
    "GET /boards/{board_id}/cards\n- Lists the cards.",
    "POST /boards/{board_id}/cards\n- Adds a card.",
    "GET /boards/{board_id}/comments\n- Lists the comments.",
    "POST /boards/{board_id}/comments\n- Adds a comment.",
)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("GET /boards\n- Lists the boards.", (Owner(), Owner(), Owner(), Owner())),
        (
            "GET /boards\n- Lists the boards.\n- Only logged-in users may call it.",
            (LoggedIn(), Owner(), LoggedIn(), LoggedIn()),
        ),
    ],
)
def test_who_sees_a_row_sees_what_belongs_to_it(
    made: Made, shown: str, expected: tuple[object, ...]
) -> None:
    login, *rest = made(ACCOUNTS, below(*NESTED, shown)).endpoints
    assert login.who == Anyone()
    nested = rest[:4]
    assert tuple(endpoint.who for endpoint in nested) == expected
    owned = [endpoint.within.is_owned for endpoint in nested if endpoint.within]
    assert owned == [who == Owner() for who in expected]


OF_ONE = """\
## Data
### Order
- `number`: whole number
### Line
- `order`: link to an order
- `bags`: whole number
"""


def test_what_belongs_to_one_row_alone_is_added_by_making_it(made: Made) -> None:
    add = "POST /orders/{order_id}/lines\n- Adds a line to the order."
    remove = "DELETE /orders/{order_id}/lines/{id}\n- Removes a line from the order."
    contract = made(OF_ONE, below(add, remove))
    assert [each.operation for each in contract.endpoints] == ["create", "delete"]
    within = Within(parameter="order_id", entity="Order", by="order")
    assert [each.within for each in contract.endpoints] == [within, within]


@pytest.mark.parametrize(
    "block",
    [
        "PUT /orders/{order_id}/lines/{id}\n- Adds a line to the order.",
        "POST /orders/{order_id}/lines/{id}\n- Adds a line to the order.",
        "DELETE /orders/{order_id}/lines\n- Removes a line from the order.",
    ],
)
def test_other_ways_of_adding_need_pairs(problems: Problems, block: str) -> None:
    assert problems(OF_ONE, below(block))
