"""Where each statement lives, what holds it, and how that ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from codegen.compose import compose
from codegen.contract import Contract
from codegen.generate import generate
from codegen.render import Renderer
from codegen.scenario import Scenario
from codegen.spec import Statement
from codegen.testgen.derive import derive
from codegen.testgen.examples import examples
from codegen.testgen.modules import node_ids
from codegen.trace import Trace, items_by_statement, trace
from codegen.types import Candidate, File, Outcome, Verdict
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
