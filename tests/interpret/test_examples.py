from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import Contract
from codegen.errors import SpecRejected
from codegen.interpret.builtin import interpret
from codegen.interpret.examples import check_examples
from codegen.scenario import Scenario
from codegen.scenario.reader import read_http_block
from codegen.spec import Spec, Statement
from codegen.types import Location
from custom import CONTRACT

Read = Callable[..., Spec]
SPEC = """\
## Data
### User
- `username`: text, 1 to 80 characters, unique
- `password`: secret, at least 8 characters
- `age`: whole number, from 18 to 150, optional
## Endpoints
### POST /register
- Registers a user.
- If the username already exists, answer 409 with "Taken".
- Otherwise answer 201 with "Welcome".
### POST /join
- Adds a user.
- Returns the id and the username.
"""
ANN = '{"username": "ann", "password": "long enough"}'


@pytest.fixture
def checked(read: Read) -> Callable[[str], list[str]]:
    """The problems of one http block, which starts at line 1 of x.md."""
    spec = read(SPEC)
    contract = interpret(spec)

    def check(block: str) -> list[str]:
        try:
            check_examples(contract, (scenario(block),), spec.statements)
        except SpecRejected as rejected:
            return [str(problem) for problem in rejected.problems]
        return []

    return check


def scenario(block: str) -> Scenario:
    example = read_http_block(block, Location("x.md", 1))
    return Scenario(
        name="example",
        origin="spec",
        exchanges=example.exchanges,
        endpoints=(),
        quote="",
        given=example.given,
        location=Location("x.md", 1),
    )


def post(body: str, rest: str, path: str = "/register") -> str:
    return f"POST {path}\n{body}\n{rest}\n\n"


@pytest.mark.parametrize(
    "block",
    [
        post(ANN, "HTTP 201"),
        post(ANN, 'HTTP 201\n{"message": "Welcome"}'),
        post(ANN, "HTTP 201") + post(ANN, 'HTTP 409\n[Asserts]\njsonpath "$.detail" == "Taken"'),
        post(ANN, "HTTP 201") + post(ANN, "HTTP 409", "/join"),
        '# given: User {"username": "ann", "password": "long enough"}\n' + post(ANN, "HTTP 409"),
        post("{}", "HTTP 422"),
        post("[]", "HTTP 422"),
        post("`{`", "HTTP 415").replace("\n`", "\nContent-Type: text/plain\n`"),
        post("`{`", "HTTP 400").replace("\n`", "\nContent-Type: application/json\n`"),
        post(ANN, 'HTTP 201\n[Asserts]\njsonpath "$.username" == "ann"', "/join"),
        post(ANN, 'HTTP 201\n[Asserts]\njsonpath "$.id" isInteger', "/join"),
        post(ANN, 'HTTP 201\n[Asserts]\njsonpath "$.password" not exists', "/join"),
        post(ANN, 'HTTP 201\n{"id": 1, "username": "ann"}', "/join"),
        post('{"username": "a", "password": "12345678", "age": 18}', "HTTP 201"),
        post('{"username": "a", "password": "12345678", "age": null}', "HTTP 201"),
        post('{"username": "a", "password": "12345678", "age": 151}', "HTTP 422"),
        post('{"username": "a", "password": "12345678", "age": true}', "HTTP 422"),
        post('{"username": "a\\u0000", "password": "12345678"}', "HTTP 422"),
        "GET /register\nHTTP 405\n",
        "GET /nowhere\nHTTP 404\n",
        "HEAD /register\nHTTP 405\n",
    ],
)
def test_an_example_that_agrees_passes(checked: Callable[[str], list[str]], block: str) -> None:
    assert checked(block) == []


@pytest.mark.parametrize(
    "block",
    [
        post('{"username": "a", "password": "12345678", "age": 18.0}', "HTTP 422"),
        post('{"username": "", "password": "12345678", "age": 18.0}', "HTTP 201"),
        "POST /register\nHTTP 400\n",
        'POST /register\nContent-Type: application/json\n`{"a": NaN}`\nHTTP 422\n',
        f"# together: 5, others 409\n{post(ANN, 'HTTP 201')}",
        f"# together: 5, others 409\n{post(ANN, 'HTTP 201')}{post(ANN, 'HTTP 201')}",
        post(ANN, 'HTTP 201\n[Captures]\nname: jsonpath "$.username"', "/join")
        + post('{"username": "{{name}}", "password": "long enough"}', "HTTP 409")
        + post(ANN, "HTTP 201"),
        post(ANN, 'HTTP 201\n[Asserts]\nheader "Location" exists'),
        post("{}", 'HTTP 422\n[Asserts]\njsonpath "$.detail" == "anything"'),
        post("{}", 'HTTP 422\n[Asserts]\njsonpath "$.errors" exists'),
    ],
)
def test_where_it_cannot_tell_it_is_silent(checked: Callable[[str], list[str]], block: str) -> None:
    assert checked(block) == []


@pytest.mark.parametrize(
    "block, expected",
    [
        (
            post('{"username": "ann", "password": "short"}', "HTTP 201"),
            'x.md:1:1: the example expects 201, but the spec\'s line 6 ("at least 8 characters")'
            " makes it 422 for 'password'. Change the example or the sentence.",
        ),
        (
            post(f'{{"username": "{"a" * 81}", "password": "12345678"}}', "HTTP 201"),
            'x.md:1:1: the example expects 201, but the spec\'s line 5 ("1 to 80 characters")'
            " makes it 422 for 'username'. Change the example or the sentence.",
        ),
        (
            post(f'{{"username": "a", "password": "{"a" * 256}"}}', "HTTP 201"),
            "x.md:1:1: the example expects 201, but the table of defaults (docs/defaults.md:"
            " too long) makes it 422 for 'password'. Change the example or the sentence.",
        ),
        (
            post(ANN, "HTTP 201") + post(ANN, "HTTP 201"),
            'x.md:5:1: the example expects 201, but the spec\'s line 5 ("unique") makes it 409 for'
            " 'username'. Change the example or the sentence.",
        ),
        (
            post(ANN, "HTTP 409"),
            "x.md:1:1: the example expects 409, but nothing in the spec refuses this request:"
            " it is 201. Change the example or the sentence.",
        ),
        (
            post(ANN, "HTTP 418"),
            "x.md:1:1: the example expects 418, which 'POST /register' never answers."
            " Its statuses are 201, 400, 409, 413, 415, 422.",
        ),
        (
            f"# together: 5, others 400\n{post(ANN, 'HTTP 202')}",
            "x.md:2:1: the example expects 202, which 'POST /register' never answers."
            " Its statuses are 201, 400, 409, 413, 415, 422.",
        ),
        (
            post(ANN, "HTTP 201", "/regster"),
            "x.md:1:1: the example calls 'POST /regster', an endpoint that the spec does not"
            " declare. Did you mean 'POST /register'?",
        ),
        (
            post(ANN, 'HTTP 201\n{"message": "Hello"}'),
            "x.md:4:1: the example expects another 'message' than the spec says."
            ' The answer is {"message": "Welcome"}. Change the example or the sentence.',
        ),
        (
            post(ANN, 'HTTP 201\n[Asserts]\njsonpath "$.id" exists'),
            "x.md:5:1: the example expects 'id' in an answer that has no such member."
            ' The answer is {"message": "Welcome"}. Change the example or the sentence.',
        ),
        (
            post(ANN, 'HTTP 201\n[Asserts]\njsonpath "$.username" == "bob"', "/join"),
            "x.md:5:1: the example expects another 'username' than the spec says."
            ' The answer is {"username": "ann"}. Change the example or the sentence.',
        ),
        (
            post(ANN, 'HTTP 201\n{"username": "ann"}', "/join"),
            "x.md:4:1: the example's body leaves out 'id'."
            ' The answer is {"username": "ann"}. Change the example or the sentence.',
        ),
        (
            post(ANN, 'HTTP 201\n[Asserts]\njsonpath "$.username" not exists', "/join"),
            "x.md:5:1: the example expects no 'username' in an answer that has it."
            ' The answer is {"username": "ann"}. Change the example or the sentence.',
        ),
        (
            f"# now: 2026-03-01T09:00:00Z\n{post(ANN, 'HTTP 201')}",
            "x.md:1:1: the app keeps no time. Remove the comment '# now: ...'.",
        ),
        (
            f'# given: Usr {{"username": "a"}}\n{post(ANN, "HTTP 201")}',
            "x.md:1:1: the example is given a row of the unknown entity 'Usr'."
            " Did you mean 'User'?",
        ),
        (
            f'# given: User {{"username": "a"}}\n{post(ANN, "HTTP 201")}',
            "x.md:1:1: the example is given a 'User' without its 'password'. Add it.",
        ),
        (
            '# given: User {"username": "a", "password": "12345678", "agee": 20}\n'
            + post(ANN, "HTTP 201"),
            "x.md:1:1: the example is given the unknown field 'agee' of 'User'."
            " Did you mean 'age'?",
        ),
        (
            '# given: User {"username": "a", "password": "12345678", "age": 3}\n'
            + post(ANN, "HTTP 201"),
            "x.md:1:1: the example is given a 'age' that 'User' does not allow."
            " Choose a value within its limits.",
        ),
    ],
)
def test_an_example_that_contradicts_names_the_line(
    checked: Callable[[str], list[str]], block: str, expected: str
) -> None:
    problems = checked(block)
    assert expected in problems
    assert len(problems) == 1


def test_without_statements_the_quote_alone_is_named(read: Read) -> None:
    contract: Contract = interpret(read(SPEC))
    with pytest.raises(SpecRejected) as rejected:
        check_examples(
            contract, (scenario(post('{"username": "", "password": "12345678"}', "HTTP 201")),)
        )
    (problem,) = rejected.value.problems
    assert 'but the spec ("1 to 80 characters") makes it 422' in problem.cause


def test_a_sentence_of_another_file_is_named_with_its_file(read: Read) -> None:
    spec = read(SPEC)
    statements = tuple(
        Statement(s.id, s.text, Location("data.md", s.location.line), s.section, s.owner)
        for s in spec.statements
    )
    block = post('{"username": "", "password": "12345678"}', "HTTP 201")
    with pytest.raises(SpecRejected) as rejected:
        check_examples(interpret(spec), (scenario(block),), statements)
    assert 'but data.md:5 ("1 to 80 characters")' in str(rejected.value)


def test_the_problems_of_all_examples_are_told(read: Read) -> None:
    spec = read(SPEC)
    examples = (scenario(post("{}", "HTTP 201")), scenario(post("[]", "HTTP 201")))
    with pytest.raises(SpecRejected) as rejected:
        check_examples(interpret(spec), examples, spec.statements)
    assert len(rejected.value.problems) == 2


# --- Custom endpoints


def told(block: str) -> list[str]:
    """The problems of a block about the library, whose endpoints are custom."""
    try:
        check_examples(CONTRACT, (scenario(block),))
    except SpecRejected as rejected:
        return [str(problem) for problem in rejected.problems]
    return []


LOAN = '{"member": "ann", "days": 14}'
BOOK = '# given: Book {"id": 7, "title": "Momo", "price": "12.34"}\n'


@pytest.mark.parametrize(
    "block",
    [
        BOOK + post(LOAN, "HTTP 201", "/books/7/loans"),
        post(LOAN, "HTTP 404", "/books/7/loans"),
        post(LOAN, 'HTTP 201\n[Asserts]\njsonpath "$.anything" == 1', "/books/7/loans"),
        post("{}", "HTTP 422", "/books/7/loans"),
        f"# now: 2026-03-01T09:00:00Z\n{BOOK}" + post(LOAN, "HTTP 409", "/books/7/loans"),
        "GET /loans\nHTTP 422\n",
        "DELETE /books/7\nHTTP 401\n",
        "GET /nowhere\nHTTP 404\n",
        "PUT /books/7\nHTTP 405\n",
    ],
)
def test_what_custom_endpoints_answer_is_not_foretold(block: str) -> None:
    assert told(block) == []


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (
            post(LOAN, "HTTP 201", "/books/7/loan"),
            "x.md:1:1: the example calls 'POST /books/7/loan', an endpoint that the spec does not declare.",
        ),
        (
            "GET /books/7\nHTTP 401\n",
            "x.md:1:1: the example expects 401, which 'GET /books/{book_id}' never answers."
            " Its statuses are 200, 404.",
        ),
        (
            "GET /books/7\nHTTP 422\n",
            "x.md:1:1: the example expects 422, which 'GET /books/{book_id}' never answers.",
        ),
        (
            BOOK.replace("Book", "Bok") + "GET /books/7\nHTTP 200\n",
            "x.md:1:1: the example is given a row of the unknown entity 'Bok'.",
        ),
        (
            BOOK.replace('"12.34"', "12.34") + "GET /books/7\nHTTP 200\n",
            "x.md:1:1: the example is given a 'price' that 'Book' does not allow.",
        ),
    ],
)
def test_where_a_request_goes_is_certain_of_custom_endpoints(block: str, problem: str) -> None:
    [found] = told(block)
    assert found.startswith(problem)


ACCOUNTS = SPEC + """\
### POST /login
- Logs in a user with `username` and `password`.
### POST /me/cards
- Adds a card.
### POST /cards
- Adds a card.
- Anyone may call it.
"""


@pytest.mark.parametrize(
    "block",
    [
        'POST /me/cards\n{"holder": 1}\nHTTP 401\n',
        'POST /login\n{"username": "ann", "password": "another"}\nHTTP 401\n',
        'POST /cards\n{"holder": 7}\nHTTP 422\n',
    ],
)
def test_what_depends_on_who_asks_or_on_other_rows_is_left_to_the_app(
    read: Read, block: str
) -> None:
    spec = read(
        ACCOUNTS.replace("## Endpoints", "### Card\n- `holder`: link to a user\n## Endpoints")
    )
    check_examples(interpret(spec), (scenario(block),), spec.statements)


ROOMS = """\
## Data
### Room
- `name`: text
- `floor`: whole number
- `name` and `floor` are unique together
## Endpoints
### POST /rooms
- Adds a room.
### GET /rooms/{id}
- Shows the room.
"""
ROOM = 'POST /rooms\n{"name": "a", "floor": 1}\nHTTP'


def test_rows_that_are_unique_together_and_rows_by_their_id_are_left_to_the_app(
    read: Read,
) -> None:
    spec = read(ROOMS)
    shown = scenario(f"{ROOM} 201\n\n{ROOM} 409\n\nGET /rooms/1\nHTTP 200")
    check_examples(interpret(spec), (shown,), spec.statements)


def test_an_endpoint_of_rows_by_their_id_has_its_statuses_alone(read: Read) -> None:
    spec = read(ROOMS)
    with pytest.raises(SpecRejected, match="never answers"):
        check_examples(interpret(spec), (scenario("GET /rooms/1\nHTTP 418"),), spec.statements)
