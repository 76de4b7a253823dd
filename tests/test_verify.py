"""Verification: what passes, what fails, and what cannot fail.

A real sandbox runs real apps; a scripted one says what a real one would have to be broken to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest

from codegen.compose import compose
from codegen.contract import Answer, Contract, EmptyBody, Endpoint, ProblemBody, Unstorable
from codegen.generate import generate
from codegen.migrate import revise
from codegen.render import Renderer
from codegen.sandbox.base import Ending, Layer, Run, RunResult, Sandbox
from codegen.sandbox.forked import ForkedSandbox
from codegen.scenario import BodyText, Exchange, Expectation, Scenario
from codegen.testgen.derive import derive
from codegen.testgen.modules import node_ids
from codegen.types import Candidate, File, Outcome, Unfailing, Verdict
from codegen.verify import VerifyReport, verify
from specs import REGISTER, understood


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox() as sandbox:
        yield sandbox


def verified(
    sandbox: ForkedSandbox,
    folder: Path,
    further: Sequence[Scenario] = (),
    broken: tuple[str, str, str] | None = None,
    markdown: str = REGISTER,
    reread: Callable[[Contract], Contract] = lambda contract: contract,
) -> VerifyReport:
    """The report on a spec's app, with further scenarios, and with one file's text replaced."""
    found = understood(markdown, folder)
    found = replace(found, contract=reread(found.contract))
    renderer = Renderer()
    scenarios = (*derive(found.contract, found.texts), *further)
    slices = generate(found.contract, found.texts, renderer)
    revision = revise(None, found.contract.entities, None, renderer)
    assert revision is not None
    files = [
        *compose(found.contract, slices, scenarios, renderer),
        File(revision.path, revision.text),
    ]
    if broken:
        path, old, new = broken
        [file] = [file for file in files if file.path.startswith(path)]
        assert old in file.text
        files = [f if f != file else File(f.path, f.text.replace(old, new)) for f in files]
    candidate = Candidate(found.contract.app, tuple(files))
    nodes = node_ids(found.contract, scenarios)
    report = verify(candidate, found.contract, nodes, sandbox)
    assert report.digest == candidate.digest
    return report


def test_the_app_passes_and_its_tests_can_fail(sandbox: ForkedSandbox, tmp_path: Path) -> None:
    report = verified(sandbox, tmp_path)
    assert report.passed
    assert len(report.outcomes) > 40


VIEW = "register/routes/users.py"


@pytest.mark.parametrize(
    ("path", "old", "new", "failing"),
    [
        (VIEW, "409", "400", "register_refuses_a_taken_username"),
        (VIEW, "201", "200", "register_succeeds"),
        (
            VIEW,
            "password_hash.hash(body.password)",
            "body.password",
            "register_stores_the_password_hashed",
        ),
        (VIEW, "db.session.commit()", "db.session.flush()", "register_succeeds"),
        (
            VIEW,
            '"User created successfully"',
            "body.password",
            "register_never_returns_the_password",
        ),
        ("register/schemas.py", "max_length=80", "max_length=81", "invalid_username[too long]"),
        (
            "register/schemas.py",
            "min_length=8,",
            "min_length=9,",
            "password_at_its_limits[shortest]",
        ),
        ("register/schemas.py", 'extra="forbid"', 'extra="ignore"', "refuses_an_unknown_field"),
        ("register/models.py", ", unique=True", "", "the_migrations_make_the_tables_of_the_models"),
        (
            "migrations/versions/",
            "sa.UniqueConstraint",
            "#",
            "lets_one_of_many_at_once_take_the_username",
        ),
        ("register/config.py", "1048576", "104857600", "refuses_a_too_large_body"),
        (
            "register/errors.py",
            "application/problem+json",
            "application/json",
            "refuses_an_unknown_field",
        ),
    ],
)
def test_a_broken_app_is_found_out(
    sandbox: ForkedSandbox, tmp_path: Path, path: str, old: str, new: str, failing: str
) -> None:
    report = verified(sandbox, tmp_path, broken=(path, old, new))
    assert not report.passed
    assert any(failing in outcome.node_id for outcome in report.failures)


def scenario(name: str, *expectations: Expectation, status: int = 201) -> Scenario:
    exchange = Exchange("POST", "/register", status, expectations=expectations)
    return Scenario(name, "contract", (exchange,), ("POST /register",), "An example")


def test_a_test_that_asserts_nothing_of_its_endpoint_is_named(
    sandbox: ForkedSandbox, tmp_path: Path
) -> None:
    vacuous = scenario("vacuous", Expectation(BodyText(), "contains", "no such text", negated=True))
    elsewhere = replace(vacuous.exchanges[0], path="/elsewhere", status=404)
    report = verified(sandbox, tmp_path, [replace(vacuous, exchanges=(elsewhere,))])
    assert [item.node_id for item in report.unfailing] == ["tests/test_users.py::test_vacuous"]
    assert not report.passed


def test_a_tree_that_cannot_be_imported_is_stopped_not_failed(
    sandbox: ForkedSandbox, tmp_path: Path
) -> None:
    report = verified(
        sandbox,
        tmp_path,
        broken=("tests/conftest.py", "import pytest\n", "import nothing_at_all\n"),
    )
    assert not report.passed
    assert "nothing_at_all" in report.stopped
    assert str(tmp_path) not in report.stopped


# --- Specs that are hard on the templates


INVALID_TEXT = ("has the wrong type", "is too short", "is too long")
REFUSALS = (
    *(f"If the name {why}" for why in ("is missing", "is null", *INVALID_TEXT)),
    *(f"If the nickname {why}" for why in INVALID_TEXT),
    *(f"If the pin {why}" for why in ("is missing", "is null", *INVALID_TEXT)),
    *(f"If the age {why}" for why in ("is missing", "is null", *INVALID_TEXT[:1])),
    *(f"If the {number} is out of range" for number in ("age", "score")),
    *(f"If the {field} has the wrong type" for field in ("score", "newsletter")),
    *(f"If the newsletter is {why}" for why in ("missing", "null")),
    "If the name already exists",
    "An unknown field",
    "Malformed JSON",
    "A wrong content type",
    "A too large body",
    "A body that is not an object",
)
STATUSES = (
    *(400, 401, 403, 404, 406, 408, 409, 410, 411, 412, 413, 414, 415),
    *(416, 417, 418, 421, 422, 423, 424, 428, 429, 431, 451),
)
EVERY_CASE = """\
# Club
## Data
### Member
- `name`: text, 2 to 40 characters, unique
- `nickname`: text, 3 to 20 characters, optional
- `pin`: secret, 4 to 12 characters
- `age`: whole number, 18 to 120
- `score`: whole number, 0 to 9, optional
- `newsletter`: yes/no
## Endpoints
### POST /members
- Creates a member.
"""


def stated_cases() -> str:
    """The spec that answers every condition that sentences can state in a way of its own."""
    lines = (
        f"- {sentence}{', answer' if sentence.startswith('If') else ' is'} {status} with \"{sentence}\"."
        for sentence, status in zip(REFUSALS, cycle(STATUSES), strict=False)
    )
    return EVERY_CASE + "\n".join(lines) + "\n"


def with_unstorable_stated(contract: Contract) -> Contract:
    """The Contract with an answer of its own for texts that cannot be stored: no sentence states it."""
    [endpoint] = contract.endpoints
    cases = tuple(
        (
            case.model_copy(
                update={
                    "status": STATUSES[number % len(STATUSES)],
                    "body": ProblemBody(detail=f"Unstorable {case.when.field}"),
                    "citations": endpoint.citations,
                }
            )
            if isinstance(case.when, Unstorable)
            else case
        )
        for number, case in enumerate(endpoint.cases)
    )
    own = endpoint.model_copy(update={"cases": cases})
    return contract.model_copy(update={"endpoints": (own,)})


def test_an_answer_of_its_own_for_every_condition(sandbox: ForkedSandbox, tmp_path: Path) -> None:
    contract = with_unstorable_stated(understood(stated_cases(), tmp_path).contract)
    cases = contract.endpoints[0].cases
    assert all(case.citations for case in cases)
    details = {case.body.detail for case in cases if isinstance(case.body, ProblemBody)}
    assert details >= set(REFUSALS)
    assert len(details) == len(cases) == len(REFUSALS) + 3
    report = verified(sandbox, tmp_path, markdown=stated_cases(), reread=with_unstorable_stated)
    assert report.stopped == ""
    assert report.failures == ()
    assert report.passed


HIDDEN = {"Bobby": "Body", "Didi": "Db", "Fifi": "Select"}
"""Entities, and how the Contract is to call them."""


def with_hidden_names(contract: Contract) -> Contract:
    text = contract.model_dump_json()
    for name, hidden in HIDDEN.items():
        text = text.replace(f'"{name}"', f'"{hidden}"')
    return Contract.model_validate_json(text)


def test_entities_called_like_what_views_use(sandbox: ForkedSandbox, tmp_path: Path) -> None:
    data = "".join(
        f"### {name}\n- `size`: whole number, unique\n- `label`: text, unique\n- `pin`: secret\n"
        for name in HIDDEN
    )
    endpoints = "".join(
        f"### POST /{name.lower()}\n- Creates a `{name}`.\n- If the size already exists, answer 400.\n"
        for name in HIDDEN
    )
    markdown = f"# Names\n## Data\n{data}## Endpoints\n{endpoints}"
    report = verified(sandbox, tmp_path, markdown=markdown, reread=with_hidden_names)
    assert report.failures == ()
    assert report.passed


def test_an_optional_secret_may_be_null(sandbox: ForkedSandbox, tmp_path: Path) -> None:
    markdown = (
        "# Tags\n## Data\n### Tag\n- `name`: text, optional\n- `pin`: secret, optional\n"
        "## Endpoints\n### POST /tags\n- Creates a tag.\n"
    )
    report = verified(sandbox, tmp_path, markdown=markdown)
    assert any(o.node_id.endswith("accepts_null_as_the_pin") for o in report.outcomes)
    assert report.failures == ()
    assert report.passed


# --- A sandbox that says what it is told

NOTES, USERS = "POST /users/{id}/notes/{note}", "POST /users"
IN_FLASK = {NOTES: "POST /users/<id>/notes/<note>", USERS: USERS}


class Script:
    """A sandbox that answers the whole run and each rerun as it is told, and keeps what it was asked."""

    def __init__(self, whole: RunResult, reruns: Mapping[str, RunResult]) -> None:
        self.whole = whole
        self.reruns = reruns
        self.asked: list[Run] = []

    def layers(self) -> tuple[Layer, ...]:
        return ()

    def run(self, run: Run) -> RunResult:
        self.asked.append(run)
        return self.whole if run.replaced is None else self.reruns[run.replaced]

    def close(self) -> None:
        """Nothing was opened."""


def endpoint(key: str) -> Endpoint:
    return Endpoint.model_validate(
        {
            "method": key.partition(" ")[0],
            "path": key.partition(" ")[2],
            "name": "view",
            "operation": "create",
            "entity": "User",
            "request": EmptyBody(),
            "success": Answer(status=201, body=EmptyBody()),
            "cases": (),
        }
    )


CONTRACT = Contract(
    app="notes", title="Notes", entities=(), endpoints=(endpoint(USERS), endpoint(NOTES))
)
CANDIDATE = Candidate("notes", (File("tests/test_notes.py", ""),))
EXCHANGE = Exchange("POST", "/", 201)
NODES = {
    "tests/test_notes.py::test_a": Scenario("a", "contract", (EXCHANGE,), (NOTES,), "A"),
    "tests/test_notes.py::test_b": Scenario("b", "contract", (EXCHANGE,), (NOTES, USERS), "B"),
}
A, B = NODES


def outcome(node: str, verdict: Verdict, key: str | None = None) -> Outcome:
    return Outcome(node, verdict, "", IN_FLASK[key] if key else None)


def ended(*outcomes: Outcome, ending: Ending = "finished", detail: str = "") -> RunResult:
    return RunResult(ending, outcomes, detail)


PASSED = ended(outcome(A, "passed"), outcome(B, "passed"))
NOTES_FAIL = ended(outcome(A, "failed", NOTES), outcome(B, "failed", NOTES))
USERS_FAIL = ended(outcome(B, "failed", USERS))


def scripted(
    whole: RunResult = PASSED, notes: RunResult = NOTES_FAIL, users: RunResult = USERS_FAIL
) -> tuple[VerifyReport, list[Run]]:
    """The report on a Candidate whose runs end like this, and the runs that were asked for."""
    script = Script(whole, {IN_FLASK[NOTES]: notes, IN_FLASK[USERS]: users})
    sandbox: Sandbox = script
    report = verify(CANDIDATE, CONTRACT, NODES, sandbox)
    assert report.outcomes == whole.outcomes
    return report, script.asked


def test_a_models_scenario_is_held_as_any_other() -> None:
    """Rank three: no outcome of its admission is taken for proof."""
    nodes = {A: replace(NODES[A], origin="model"), B: NODES[B]}
    weak = {IN_FLASK[NOTES]: ended(outcome(A, "passed"), outcome(B, "failed", NOTES))}
    script = Script(PASSED, weak | {IN_FLASK[USERS]: USERS_FAIL})
    report = verify(CANDIDATE, CONTRACT, nodes, script)
    assert report.unfailing == (Unfailing(A, NOTES),)
    assert not report.passed


def test_each_endpoint_is_replaced_under_the_tests_that_cover_it() -> None:
    report, asked = scripted()
    assert report.passed
    files = CANDIDATE.files
    assert asked[0] == Run(files)
    assert sorted(asked[1:], key=str) == [
        Run(files, (A, B), replaced="POST /users/<id>/notes/<note>"),
        Run(files, (B,), replaced="POST /users"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        outcome(A, "failed", USERS),
        outcome(A, "failed"),
        outcome(A, "passed", NOTES),
        outcome(A, "skipped", NOTES),
        outcome(A, "not run", NOTES),
    ],
    ids=str,
)
def test_only_a_failure_at_the_replaced_endpoint_counts(other: Outcome) -> None:
    report, _ = scripted(notes=ended(other, outcome(B, "failed", NOTES)))
    assert report.unfailing == (Unfailing(A, NOTES),)
    assert not report.passed


def test_a_failure_at_one_covered_endpoint_is_none_at_the_other() -> None:
    report, _ = scripted(users=ended(outcome(B, "failed", NOTES)))
    assert report.unfailing == (Unfailing(B, USERS),)


@pytest.mark.parametrize("kept", [(), (A,), (B,)])
def test_a_scenario_that_did_not_run_is_missing(kept: tuple[str, ...]) -> None:
    own = outcome("tests/test_own.py::test_own", "passed")
    report, asked = scripted(ended(own, *(outcome(node, "passed") for node in kept)))
    assert report.missing == tuple(node for node in NODES if node not in kept)
    assert not report.passed
    assert len(asked) == 1


def test_an_endpoint_that_no_scenario_covers_is_not_replaced() -> None:
    """A rerun of no tests at all would be one of all tests."""
    script = Script(
        ended(outcome(A, "passed")), {IN_FLASK[NOTES]: ended(outcome(A, "failed", NOTES))}
    )
    assert verify(CANDIDATE, CONTRACT, {A: NODES[A]}, script).passed
    assert [run.replaced for run in script.asked] == [None, IN_FLASK[NOTES]]


def test_a_test_without_a_scenario_is_not_replayed() -> None:
    own = outcome("tests/test_own.py::test_own", "passed")
    report, asked = scripted(ended(own, *PASSED.outcomes))
    assert report.passed
    assert all(own.node_id not in run.node_ids for run in asked)


@pytest.mark.parametrize("verdict", ["failed", "not run"])
def test_what_fails_is_not_replayed(verdict: Verdict) -> None:
    report, asked = scripted(ended(outcome(A, "passed"), outcome(B, verdict)))
    assert report.failures == (outcome(B, verdict),)
    assert not report.passed
    assert len(asked) == 1


def test_no_test_at_all_proves_nothing() -> None:
    report = verify(CANDIDATE, CONTRACT, {}, Script(ended(), {}))
    assert not report.passed


@pytest.mark.parametrize(
    "early, shown",
    [
        (ended(*PASSED.outcomes, ending="timeout"), "the run ended early (timeout)"),
        (ended(*PASSED.outcomes, detail="no conftest"), "(finished): no conftest"),
    ],
    ids=["ending", "detail"],
)
def test_a_run_that_ends_early_proves_nothing(early: RunResult, shown: str) -> None:
    report, asked = scripted(early)
    assert report.stopped.endswith(shown)
    assert not report.passed
    assert len(asked) == 1


@pytest.mark.parametrize("which", ["notes", "users"])
@pytest.mark.parametrize("failing", [NOTES_FAIL.outcomes, USERS_FAIL.outcomes, ()])
def test_a_rerun_that_ends_early_proves_nothing(which: str, failing: tuple[Outcome, ...]) -> None:
    report, _ = scripted(**{which: ended(*failing, ending="crashed", detail="killed")})
    assert report.stopped == "the run ended early (crashed): killed"
    assert not report.passed
