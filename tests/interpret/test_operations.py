"""Sentences about rows that are there -> what their endpoints do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import (
    Contract,
    EmptyBody,
    Endpoint,
    JsonBody,
    Listing,
    NoSuchRow,
    NotFound,
    Operation,
    ProblemBody,
    StillReferenced,
)

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]
DATA = """\
## Data
### Author (作者)
- `name` (姓名): text, unique
### Book (书)
- `title` (书名): text, 1 to 80 characters
- `pages` (页数): integer, optional
- `read` (已读): yes/no, default no
- `author`: link to an author
"""
WITH_STATE = f'{DATA}- `state`: one of "here", "lent" or "lost", default "here"\n'


def below(heading: str, *sentences: str) -> str:
    return "\n".join(("## Endpoints", f"### {heading}", *(f"- {each}" for each in sentences), ""))


def only(made: Made, heading: str, *sentences: str) -> Endpoint:
    (endpoint,) = made(DATA, below(heading, *sentences)).endpoints
    return endpoint


@pytest.mark.parametrize(
    ("heading", "sentence", "operation", "name"),
    [
        ("GET /books", "Lists the books.", "list", "list_books"),
        ("GET /books", "Shows all books.", "list", "list_books"),
        ("GET /books", "列出所有书。", "list", "list_books"),
        ("GET /books/{id}", "Shows the book.", "read", "read_book"),
        ("GET /books/{book_id}", "Returns a book by its id.", "read", "read_book"),
        ("GET /books/{id}", "查看一本书。", "read", "read_book"),
        ("PATCH /books/{id}", "Changes the book.", "update", "update_book"),
        ("PATCH /books/{id}", "修改书。", "update", "update_book"),
        ("PUT /books/{id}", "Replaces the book.", "replace", "replace_book"),
        ("PUT /books/{id}", "替换书。", "replace", "replace_book"),
        ("DELETE /books/{id}", "Deletes the book.", "delete", "delete_book"),
        ("DELETE /books/{id}", "删除一本书。", "delete", "delete_book"),
        ("DELETE /books", "Deletes all books.", "delete_all", "delete_books"),
        ("DELETE /books", "Deletes the books that are read.", "delete_all", "delete_books"),
        ("DELETE /books", "删除所有书。", "delete_all", "delete_books"),
        ("GET /books/count", "Counts the books.", "count", "count_books"),
        ("GET /books/count", "Returns the number of books.", "count", "count_books"),
        ("GET /books/count", "统计书的数量。", "count", "count_books"),
        ("POST /books/{id}/read", "Marks the book as read.", "mark", "mark_book_read"),
        ("DELETE /books/{id}/read", "Marks the book as not read.", "mark", "mark_book_not_read"),
        ("PUT /books/{id}/long", "Sets the pages of the book to 900.", "mark", "mark_book_pages"),
        ("PUT /books/{id}/read", "把书标记为已读。", "mark", "mark_book_read"),
    ],
)
def test_what_an_endpoint_does(
    made: Made, heading: str, sentence: str, operation: Operation, name: str
) -> None:
    if "一本书" in sentence:
        sentence = sentence.replace("一本书", "一个书")
    endpoint = only(made, heading, sentence)
    assert (endpoint.operation, endpoint.entity, endpoint.name) == (operation, "Book", name)
    assert endpoint.key == heading


@pytest.mark.parametrize(
    ("heading", "sentence", "where", "sets"),
    [
        ("GET /books", "Lists the books that are read.", {"read": True}, {}),
        ("GET /books", "Lists the books that are not read.", {"read": False}, {}),
        ("GET /books", "Lists all books whose pages is 12.", {"pages": 12}, {}),
        ("GET /books", "Shows all books where the title is “Emma”.", {"title": "Emma"}, {}),
        ("DELETE /books", "Deletes all books that are read.", {"read": True}, {}),
        ("DELETE /books", "删除所有已读的书。", {"read": True}, {}),
        ("GET /books/count", "Counts the books that are not read.", {"read": False}, {}),
        ("PUT /books/{id}/read", "Marks the book as read.", {}, {"read": True}),
        ("PUT /books/{id}/read", "Marks the book as not read.", {}, {"read": False}),
        ("PUT /books/{id}/read", 'Sets the title of the book to "?".', {}, {"title": "?"}),
        ("PUT /books/{id}/read", "把书的页数设为 3。", {}, {"pages": 3}),
    ],
)
def test_which_rows_and_what_they_get(
    made: Made, heading: str, sentence: str, where: dict[str, object], sets: dict[str, object]
) -> None:
    endpoint = only(made, heading, sentence)
    assert {each.name: each.value for each in endpoint.where} == where
    assert {each.name: each.value for each in endpoint.sets} == sets


@pytest.mark.parametrize(
    ("heading", "sentence", "where", "unlike"),
    [
        ("GET /books", "Lists the books that are not lost.", {}, {"state": "lost"}),
        ("DELETE /books", "Deletes all books that are not lost.", {}, {"state": "lost"}),
        ("GET /books/count", "Counts the books that aren't lost.", {}, {"state": "lost"}),
        ("GET /books", 'Lists the books whose `state` is not "lost".', {}, {"state": "lost"}),
        ("GET /books", "Lists the books whose pages is not 12.", {}, {"pages": 12}),
        ("GET /books", "Lists the books whose `read` is not yes.", {"read": False}, {}),
        ("GET /books", "列出`state`不是“lost”的书。", {}, {"state": "lost"}),
        ("GET /books", "列出`state`为“lost”的书。", {"state": "lost"}, {}),
        ("DELETE /books", "删除所有`state`不为“lost”的书。", {}, {"state": "lost"}),
    ],
)
def test_which_rows_are_not_meant(
    made: Made, heading: str, sentence: str, where: dict[str, object], unlike: dict[str, object]
) -> None:
    endpoint = made(WITH_STATE, below(heading, sentence)).endpoints[0]
    assert {each.name: each.value for each in endpoint.where} == where
    assert {each.name: each.value for each in endpoint.unlike} == unlike


@pytest.mark.parametrize(
    ("sentence", "cause"),
    [
        ("Lists the books that are not burnt.", "no field of 'Book' can be 'burnt'"),
        ('Lists the books whose `state` is not "burnt".', "'state' can have no value 'burnt'"),
    ],
)
def test_what_no_row_can_be_is_refused(problems: Problems, sentence: str, cause: str) -> None:
    (found,) = problems(WITH_STATE, below("GET /books", sentence))
    assert cause in found


def test_how_a_list_is_asked_for(made: Made) -> None:
    endpoint = only(
        made,
        "GET /books",
        "Lists the books, sorted by title descending.",
        "The list can be filtered by `read` or `author`.",
        "The list can be sorted by title or pages.",
        "The list can be searched by title.",
        "Pages of 20.",
        "A page has at most 40 books.",
    )
    assert endpoint.listing == Listing(
        filters=("read", "author"),
        sorts=("title", "pages"),
        searched=("title",),
        order=("-title",),
        page_size=20,
        page_limit=40,
    )
    query = {each.name: each for each in endpoint.parameters}
    assert list(query) == ["read", "author", "q", "sort", "page", "size"]
    assert query["sort"].type.values == ("title", "-title", "pages", "-pages")  # type: ignore[union-attr]
    assert not any(each.required for each in query.values())
    assert (query["page"].default, query["size"].default) == (1, 20)
    assert query["size"].type.maximum == 40  # type: ignore[union-attr]


def test_a_list_is_in_pages_whether_or_not_a_spec_says_so(made: Made) -> None:
    contract = made(DATA, below("GET /books", "Lists the books."))
    listing = contract.endpoints[0].listing
    assert listing == Listing(page_size=50, page_limit=100)
    told = {each.topic: each.chosen for each in contract.assumptions}
    assert told["pages"] == "50 rows, at most 100"
    assert told["order of a list"].startswith("by id")


@pytest.mark.parametrize(
    ("heading", "sentence", "status", "body"),
    [
        ("GET /books/{id}", "Shows the book.", 200, ("id", "title", "pages", "read", "author")),
        ("DELETE /books/{id}", "Deletes the book.", 204, EmptyBody()),
        ("GET /books/count", "Counts the books.", 200, JsonBody()),
        ("PATCH /books/{id}", "Changes the book.", 200, ("id", "title", "pages", "read", "author")),
    ],
)
def test_the_answer_where_a_spec_names_none(
    made: Made, heading: str, sentence: str, status: int, body: object
) -> None:
    success = only(made, heading, sentence).success
    expected = JsonBody(fields=body) if isinstance(body, tuple) else body
    assert (success.status, success.body) == (status, expected)


def test_the_answer_that_a_spec_names(made: Made) -> None:
    read = only(made, "GET /books/{id}", "Shows the book.", "Returns the id and the title.")
    assert read.success.body == JsonBody(fields=("id", "title"))
    gone = only(
        made, "DELETE /books/{id}", "Deletes the book.", 'Otherwise answer 200 with "Gone".'
    )
    assert (gone.success.status, gone.success.body) == (200, JsonBody(message="Gone"))
    quiet = only(made, "DELETE /books/{id}", "Deletes the book.", 'Otherwise return "Gone".')
    assert quiet.success.status == 200


def test_a_row_that_is_not_there(made: Made) -> None:
    contract = made(
        DATA,
        below("GET /books/{id}", "Shows the book.")
        + "### POST /books\n- Creates a book.\n### DELETE /authors/{id}\n- Deletes the author.\n"
        + '## Rules\n- If the book does not exist, answer 410 with "No book".\n'
        + '- If the author does not exist, answer 404 with "No author".\n'
        + '- If the author is still referenced, answer 400 with "Has books".\n',
    )
    read, create, delete = contract.endpoints
    told = {
        (endpoint.operation, case.when): (case.status, case.body)
        for endpoint in contract.endpoints
        for case in endpoint.cases
    }
    assert told["read", NotFound()] == (410, ProblemBody(detail="No book"))
    assert told["create", NoSuchRow(field="author")] == (404, ProblemBody(detail="No author"))
    assert told["delete", NotFound()] == (404, ProblemBody(detail="No author"))
    assert told["delete", StillReferenced()] == (400, ProblemBody(detail="Has books"))
    assert NotFound() not in [case.when for case in create.cases]
    assert StillReferenced() not in [case.when for case in read.cases]
    assert delete.path_numbers[0].is_id


@pytest.mark.parametrize(
    ("heading", "sentences", "expected"),
    [
        (
            "POST /books",
            ["Lists the books."],
            "is to list rows, which is a GET. Write 'GET /books'.",
        ),
        (
            "GET /books",
            ["Shows the book."],
            "whose id has to stand in its path. Write 'GET /books/{id}'.",
        ),
        ("GET /a/{x}/b/{y}", ["Shows the book."], "does not tell whose id 'x' is."),
        ("GET /a/{x}/b/{y}/{z}", ["Shows the book."], "whose id has to stand in its path."),
        (
            "GET /books/{book_id}/authors",
            ["Lists the authors."],
            "rows of 'Author' have no link to 'Book', which",
        ),
        (
            "PUT /authors/{author_id}/books/{id}",
            ["Adds a book to the author."],
            "'Author' is not joined to any number of 'Book', which",
        ),
        ("PUT /books/{id}", ["Adds a book to the author."], "does not name the row of 'Author'."),
        (
            "GET /books/{book_id}/books/{id}",
            ["Shows the book."],
            "rows of 'Book' have no link to 'Book', which",
        ),
        ("GET /books/{id}", ["Lists the books."], "isn't built yet for what it does."),
        (
            "GET /books/{title}",
            ["Shows the book."],
            "finds a row by its 'title', which isn't built yet",
        ),
        ("GET /books/<id>", ["Shows the book."], "has a parameter that is not in braces."),
        (
            "GET /books",
            ["Lists the books.", "Counts the books."],
            'what \'GET /books\' does is "count" here, but "list" at line',
        ),
        (
            "GET /books",
            ["Lists the books.", "The list can be searched by pages."],
            "'pages' is no text, and only texts are searched.",
        ),
        (
            "GET /books",
            ["Lists the books.", "The list can be filtered by `colour`."],
            "names the unknown field 'colour'",
        ),
        ("GET /books", ["Lists the books.", "Pages of 0."], "a page size of 0 is none."),
        (
            "GET /books",
            ["Lists the books.", "Pages of 50.", "A page has at most 20 books."],
            "a page of 'GET /books' has 50 rows, and at most 20.",
        ),
        (
            "GET /books/{id}",
            ["Shows the book.", "Pages of 5."],
            "'GET /books/{id}' answers no list.",
        ),
        (
            "GET /books/{id}",
            ["Shows the book.", "Takes a title."],
            "'GET /books/{id}' takes no body.",
        ),
        (
            "PUT /books/{id}/read",
            ["Sets the pages of the book to yes."],
            "'pages' can have no value True.",
        ),
        (
            "GET /books/count",
            ["Counts the books.", "Returns the title."],
            "the answer is about no single row, so it has no fields of one.",
        ),
        (
            "PUT /books/{id}",
            ["Replaces the book with the title."],
            "the request leaves out 'author', which 'Book' requires.",
        ),
        (
            "GET /books/{id}",
            ["Shows the book.", "Otherwise answer 204."],
            "204 is no status for what",
        ),
        (
            "GET /books",
            ["Lists the books.", "If the book is still referenced, answer 409."],
            "can never happen: no field or endpoint has such a case.",
        ),
    ],
)
def test_what_an_operation_cannot_be(
    problems: Problems, heading: str, sentences: list[str], expected: str
) -> None:
    found = problems(DATA, below(heading, *sentences))
    assert any(expected in problem for problem in found), found


def test_a_part_of_a_row_is_put_and_a_row_is_not_changed_by_putting_it(
    made: Made, problems: Problems
) -> None:
    said = "Changes the title of a book."
    (endpoint,) = made(DATA, below("PUT /books/{id}/title", said)).endpoints
    assert (endpoint.operation, endpoint.method) == ("update", "PUT")
    assert any(
        "which is a PATCH or POST" in each
        for each in problems(DATA, below("PUT /books/{id}", said))
    )
