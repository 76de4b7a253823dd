"""Verification with a real sandbox: what passes, what fails, and what cannot fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.compose import compose
from codegen.generate import generate
from codegen.migrate import revise
from codegen.render import Renderer
from codegen.sandbox.forked import ForkedSandbox
from codegen.scenario import BodyText, Exchange, Expectation, Scenario
from codegen.testgen.derive import derive
from codegen.testgen.modules import node_ids
from codegen.types import Candidate, File
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
) -> VerifyReport:
    """The report on register, with further scenarios, and with one file's text replaced."""
    found = understood(REGISTER, folder)
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
    candidate = Candidate("register", tuple(files))
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
