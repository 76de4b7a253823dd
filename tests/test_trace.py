"""Where each statement lives, what holds it, and how that ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from codegen.compose import compose
from codegen.contract import (
    Answer,
    Body,
    BooleanType,
    BytesBody,
    Case,
    ChoiceType,
    Condition,
    Contract,
    CsvBody,
    DateTimeType,
    DateType,
    EmptyBody,
    HtmlBody,
    IntegerType,
    JsonBody,
    JsonType,
    MalformedBody,
    Member,
    MemberType,
    Missing,
    MoneyType,
    NotFound,
    NumberType,
    Parameter,
    ProblemBody,
    RedirectBody,
    Rule,
    ShapeType,
    StatementId,
    TextBody,
)
from codegen.generate import generate
from codegen.render import Renderer
from codegen.scenario import Scenario
from codegen.spec import Statement
from codegen.testgen.derive import derive
from codegen.testgen.examples import examples
from codegen.testgen.modules import node_ids
from codegen.trace import Trace, items_by_statement, trace
from codegen.trace.words import answer_words, member_words, type_words
from codegen.types import Candidate, File, Location, Outcome, Verdict
from contracts import CONTRACT, TEXTS, cited, composed
from specs import MEMBERS, REGISTER, understood

TAKEN = 'If the username already exists, answer 409 with "Username already exists"'
USERNAME = "`username`: text, 1 to 80 characters, unique"
PASSWORD = "`password`: secret, at least 8 characters"
HASHED = "Passwords are stored hashed and never returned"
EXAMPLE = "Somebody registers, and somebody else wants the same name:"
BACKGROUND = "People register with a username and a password"


@dataclass(frozen=True, slots=True)
class Emitted:
    """An app as it is emitted, and the tests that hold its statements."""

    contract: Contract
    statements: tuple[Statement, ...]
    candidate: Candidate
    nodes: Mapping[str, Scenario]

    def traces(
        self, verdicts: Mapping[str, Verdict] | None = None, candidate: Candidate | None = None
    ) -> dict[str, Trace]:
        """The rows by their statements' texts; a test passed unless ``verdicts`` say otherwise."""
        told = verdicts or {}
        outcomes = [Outcome(node, told.get(node, "passed")) for node in self.nodes]
        rows = trace(
            self.statements, self.contract, candidate or self.candidate, self.nodes, outcomes
        )
        return {row.text: row for row in rows}

    def place(self, path: str, code: str) -> str:
        """``path:line`` of the only line that starts with some code."""
        lines = self.candidate.text(path).splitlines()
        [line] = [n for n, text in enumerate(lines, 1) if text.strip().startswith(code)]
        return f"{path}:{line}"

    def named(self, *names: str) -> set[str]:
        """The nodes of the tests with these names, each of their variants."""
        return {node for node, scenario in self.nodes.items() if scenario.name in names}


def emitted(markdown: str, folder: Path, name: str) -> Emitted:
    found = understood(markdown, folder, name)
    renderer = Renderer()
    shown = examples(found.spec, found.contract)
    scenarios = (*shown, *derive(found.contract, found.texts))
    slices = generate(found.contract, found.texts, renderer)
    candidate = Candidate(
        found.spec.app, tuple(compose(found.contract, slices, scenarios, renderer))
    )
    nodes = node_ids(found.contract, scenarios)
    return Emitted(found.contract, found.spec.statements, candidate, nodes)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Emitted:
    return emitted(REGISTER, tmp_path_factory.mktemp("trace"), "register.md")


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Emitted:
    return emitted(MEMBERS, tmp_path_factory.mktemp("trace"), "club.md")


# --- Places -----------------------------------------------------------------------------------------


def test_a_field_lives_in_its_column_and_in_its_request(register: Emitted) -> None:
    assert register.traces()[USERNAME].places == (
        register.place("register/models.py", "username: Mapped"),
        register.place("register/schemas.py", "username: Annotated"),
    )


def test_a_duplicate_is_answered_in_the_view(register: Emitted) -> None:
    view = register.place("register/routes/users.py", "def register(")
    assert register.traces()[TAKEN].places == (view,)


def test_what_a_schema_refuses_lives_in_the_schema(club: Emitted) -> None:
    place = club.place("club/schemas.py", "class CreateMemberRequest(Schema)")
    missing = club.traces()['If the name is missing, answer 400 with "Name is required"']
    assert missing.places == (place,)


def test_an_invariant_lives_in_its_column_and_in_each_view_that_takes_the_secret(
    register: Emitted,
) -> None:
    places = register.traces()[HASHED].places
    assert register.place("register/models.py", "password_hash: Mapped") in places
    assert register.place("register/routes/users.py", "def register(") in places


def test_an_invariant_has_nothing_to_do_with_the_views_of_other_entities(tmp_path: Path) -> None:
    pets = REGISTER.replace(
        "## Endpoints\n", "### Pet\n\n- `name`: text\n\n## Endpoints\n"
    ).replace(
        "## Rules\n", "### POST /pets\n\n- Creates a pet.\n- Otherwise answer 201.\n\n## Rules\n"
    )
    found = emitted(pets, tmp_path, "register.md")
    hashed = found.traces()[HASHED]
    assert not [place for place in hashed.places if "pets" in place]
    assert found.traces()["Creates a pet"].places == (
        found.place("register/routes/pets.py", "def create_pet("),
    )


def test_a_sentence_of_no_item_lives_in_its_test(register: Emitted) -> None:
    row = register.traces()[EXAMPLE]
    path, _, line = row.places[0].rpartition(":")
    assert path == "tests/test_users.py"
    [node] = row.tests
    function = node.partition("::")[2]
    assert f"def {function}(" in register.candidate.text(path).splitlines()[int(line) - 1]
    assert row.items == ()


def test_a_definition_that_a_person_took_out_is_no_place(register: Emitted) -> None:
    texts = {file.path: file.text for file in register.candidate.files}
    texts["register/schemas.py"] = "RegisterRequest = None\n"
    del texts["register/routes/users.py"]
    rest = Candidate("register", tuple(File(path, text) for path, text in texts.items()))
    rows = register.traces(candidate=rest)
    assert rows[USERNAME].places == (register.place("register/models.py", "username: Mapped"),)
    assert all(place.startswith("tests/") for place in rows[TAKEN].places)


# --- Tests and verdicts -----------------------------------------------------------------------------


def test_a_statement_counts_the_tests_that_cover_it_and_no_others(register: Emitted) -> None:
    rows = register.traces()
    assert set(rows[TAKEN].tests) == register.named(
        "register_refuses_a_taken_username", "register_lets_one_of_many_at_once_take_the_username"
    )
    assert register.named("register_stores_the_password_hashed") <= set(rows[HASHED].tests)
    assert not register.named("register_refuses_a_taken_username") & set(rows[PASSWORD].tests)
    covering = {statement for s in register.nodes.values() for statement in s.covers}
    for row in rows.values():
        own = [node for node, s in register.nodes.items() if row.statement in s.covers]
        assert list(row.tests) == own
        assert row.statement in covering


def test_a_failing_test_fails_the_statements_that_it_covers_alone(register: Emitted) -> None:
    [taken] = register.named("register_refuses_a_taken_username")
    verdicts = {text: row.verdict for text, row in register.traces({taken: "failed"}).items()}
    assert {text for text, verdict in verdicts.items() if verdict == "failing"} == {TAKEN, USERNAME}
    assert set(verdicts.values()) == {"failing", "tested"}


@pytest.mark.parametrize("verdict", ["failed", "not run"])
def test_only_what_passed_is_tested(register: Emitted, verdict: Verdict) -> None:
    [taken] = register.named("register_refuses_a_taken_username")
    assert register.traces({taken: verdict})[TAKEN].verdict == "failing"


def test_tests_that_did_not_run_count_for_nothing(register: Emitted) -> None:
    rows = trace(register.statements, register.contract, register.candidate, register.nodes, ())
    assert {(row.verdict, row.tests) for row in rows} == {("untested", ())}


def test_background_is_no_statement_to_hold(register: Emitted) -> None:
    assert BACKGROUND in [statement.text for statement in register.statements]
    rows = register.traces()
    assert BACKGROUND not in rows
    assert [row.line for row in rows.values()] == [
        f"register.md:{place}" for place in ("9:3", "10:3", "16:3", "17:3", "18:3", "22:3", "26:1")
    ]


# --- Items in words ---------------------------------------------------------------------------------


def test_items_are_told_in_words(register: Emitted) -> None:
    rows = register.traces()
    assert rows[USERNAME].items == (
        "field User.username: text of 1 to 80 characters, required, unique",
    )
    assert rows[TAKEN].items == (
        'POST /register: duplicate username: 409 "Username already exists"',
    )
    assert rows["Registers a user"].items == (
        "POST /register: create a User from username, password",
    )
    assert {"User.password stored hashed", "User.password never returned"} <= set(
        rows[HASHED].items
    )


def test_each_type_of_field_is_told_in_words(club: Emitted) -> None:
    rows = club.traces()
    assert rows["`level`: whole number, from 1 to 5, default 1"].items == (
        "field Member.level: whole number from 1 to 5, optional, default 1",
    )
    assert rows["`newsletter`: yes/no"].items == ("field Member.newsletter: yes or no, required",)
    assert rows["`nickname`: text, at most 20 characters, optional"].items[0].endswith("optional")
    [success] = [
        words
        for words in rows["The response has `id`, `name`, `nickname` and `level`"].items
        if "success" in words
    ]
    assert success == "POST /api/members: success: 200 with id, name, nickname, level"


def test_explain_and_the_table_say_the_same(register: Emitted) -> None:
    items = items_by_statement(register.contract)
    for row in register.traces().values():
        assert tuple(items.get(row.statement, ())) == row.items


def test_an_item_that_nobody_asked_for_is_no_statement_s(register: Emitted) -> None:
    uncited = register.contract.model_copy(update={"invariants": ()})
    rows = replace(register, contract=uncited).traces()
    assert "User.password never returned" not in rows[HASHED].items


# --- Items that a model's apps have -----------------------------------------------------------------

HOOKED = "At most two users may register with names that begin alike"


@pytest.fixture(scope="module")
def board() -> Emitted:
    statements = tuple(
        Statement(id_, text, Location("board.md", line), "rules", "rules")
        for line, (id_, text) in enumerate(TEXTS.items(), 1)
    )
    return Emitted(CONTRACT, statements, Candidate("board", composed()), {})


@pytest.mark.parametrize(
    ("statement", "words", "places"),
    [
        ("rules/c", "constant SIDE: 3 squares", [("constants.py", "SIDE = 3")]),
        (
            "rules/g",
            "function rules.squares: the names of all squares",
            [("rules.py", "def squares(")],
        ),
        (
            "shape/e",
            "member MoveRequest.square: text of 2 to 2 characters, required",
            [("schemas.py", "square: Annotated")],
        ),
        (
            "path/h",
            "POST /games/{game_id}/moves: path parameter game_id: id of a Game, required",
            [("routes/games.py", "def make_move(")],
        ),
        (
            "rules/a",
            'POST /games/{game_id}/moves: rule: 409 "Not a free square"',
            [("routes/games.py", "def make_move(")],
        ),
        ("rules/a", "rule of POST /games/{game_id}/moves", [("routes/games.py", "def make_move(")]),
        (
            "post/f",
            "POST /games/{game_id}/moves: Makes a move",
            [("routes/games.py", "def make_move(")],
        ),
        (
            "post/f",
            "POST /games/{game_id}/moves: success: 201 with GameView",
            [("routes/games.py", "def make_move(")],
        ),
        (
            "rules/b",
            "POST /register: before write: check_names",
            [("routes/users.py", "def check_")],
        ),
        (
            "rules/b",
            'POST /register: rule: 409 "Too many alike"',
            [("routes/users.py", "def check_")],
        ),
    ],
)
def test_what_a_model_reads_and_writes_is_told(
    board: Emitted, statement: str, words: str, places: list[tuple[str, str]]
) -> None:
    row = board.traces()[TEXTS[StatementId(statement)]]
    assert words in row.items
    assert row.places == tuple(board.place(f"board/{path}", code) for path, code in places)


def test_a_query_s_parameter_lives_in_its_schema(board: Emitted) -> None:
    page = Parameter(
        place="query",
        name="from",
        type=IntegerType(minimum=1, maximum=9),
        required=False,
        citations=cited("path/h"),
    )
    ends = [e.model_copy(update={"parameters": (page,)}) for e in CONTRACT.endpoints[1:2]]
    contract = CONTRACT.model_copy(update={"endpoints": tuple(ends)})
    schemas = "class CreateGameQuery:\n    from_: int\n"
    candidate = Candidate("board", (File("board/schemas.py", schemas),))
    row = replace(board, contract=contract, candidate=candidate).traces()[
        TEXTS[StatementId("path/h")]
    ]
    assert row.places == ("board/schemas.py:2",)
    assert row.items == ("POST /games: query parameter from: whole number from 1 to 9, optional",)


def test_a_rule_lives_in_the_hooks_that_cite_it_and_in_the_other_views(board: Emitted) -> None:
    keys = ("POST /register", "POST /games")
    rule = Rule(endpoints=keys, citations=cited("rules/b"))
    contract = board.contract.model_copy(update={"rules": (rule,)})
    assert replace(board, contract=contract).traces()[HOOKED].places == (
        board.place("board/routes/users.py", "def check_names("),
        board.place("board/routes/games.py", "def create_game("),
    )


def with_case(contract: Contract, case: Case) -> Contract:
    ends = [
        e.model_copy(update={"cases": (case,)}) if e.name == "make_move" else e
        for e in contract.endpoints
    ]
    return contract.model_copy(update={"endpoints": tuple(ends), "rules": ()})


@pytest.mark.parametrize(
    ("when", "path", "code"),
    [
        (NotFound(), "routes/games.py", "def make_move("),
        (Missing(field="square"), "schemas.py", "class MoveRequest"),
        (MalformedBody(), "schemas.py", "class MoveRequest"),
    ],
)
def test_a_custom_case_lives_where_it_is_answered(
    board: Emitted, when: Condition, path: str, code: str
) -> None:
    case = Case(when=when, status=400, body=ProblemBody(), citations=cited("rules/a"))
    found = replace(board, contract=with_case(board.contract, case))
    place = board.place(f"board/{path}", code)
    assert found.traces()["A move is made on a free square of the board"].places == (place,)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (NumberType(), "number"),
        (NumberType(minimum=0.5, maximum=2), "number from 0.5 to 2"),
        (MoneyType(minimum=0, maximum=500), "money from 0 to 500 minor units"),
        (ChoiceType(values=("a", "名")), 'one of "a", "名"'),
        (DateType(), "date"),
        (DateTimeType(), "date and time"),
        (JsonType(), "any JSON"),
        (ShapeType(shape="View"), "View"),
        (BooleanType(), "yes or no"),
    ],
)
def test_every_type_has_words(kind: MemberType, words: str) -> None:
    assert type_words(kind) == words
    member = Member(name="x", type=kind, many=True, required=False, nullable=True, default=1)
    assert member_words(member) == f"list of {words}, optional, may be null, default 1"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (JsonBody(shape="View", many=True), "200 with a list of View"),
        (JsonBody(message="Done"), '200 "Done"'),
        (TextBody(text="pong"), '200 "pong"'),
        (HtmlBody(shows=("Hello",)), '200 as HTML "Hello"'),
        (CsvBody(columns=("a", "b")), "200 as CSV with a, b"),
        (RedirectBody(location="/x"), "200 to /x"),
        (RedirectBody(), "200"),
        (BytesBody(media_types=("image/png", "image/gif")), "200 as image/png or image/gif"),
        (EmptyBody(), "200"),
    ],
)
def test_every_answer_has_words(body: Body, words: str) -> None:
    assert answer_words(Answer(status=200, body=body)) == words


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        (("passed", "skipped"), "tested"),
        (("skipped", "skipped"), "untested"),
        (("skipped", "failed"), "failing"),
    ],
)
def test_a_skipped_test_neither_holds_nor_fails_a_statement(
    register: Emitted, verdicts: tuple[Verdict, ...], verdict: str
) -> None:
    names = (
        "register_refuses_a_taken_username",
        "register_lets_one_of_many_at_once_take_the_username",
    )
    told = {
        node: each
        for name, each in zip(names, verdicts, strict=True)
        for node in register.named(name)
    }
    assert len(told) == 2
    assert register.traces(told)[TAKEN].verdict == verdict


def test_background_that_an_item_cites_is_told(board: Emitted) -> None:
    statements = tuple(replace(s, section="background") for s in board.statements)
    assert list(replace(board, statements=statements).traces()) == list(TEXTS.values())
    nothing = Contract(app="board", title="Board", entities=(), endpoints=())
    assert replace(board, statements=statements, contract=nothing).traces() == {}
