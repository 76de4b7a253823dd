"""What a build says of itself: counts, refusals, proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.changeset import ChangeSet
from codegen.proof import (
    count,
    demanding,
    not_proven,
    proof_of,
    verified_summary,
    views,
    with_findings,
)
from codegen.reporters.base import Assumed, Row
from codegen.scenario import Exchange, Scenario
from codegen.spec import Statement, read_spec
from codegen.trace import Trace
from codegen.types import Digest, Finding, Location, Outcome, Unfailing, Verdict
from codegen.verify import VerifyReport
from specs import REGISTER, Understood, understood

DIGEST = Digest("0" * 64)
CHANGES = ChangeSet("register", Path("register"), (), (), ("a.py",), ("b.py",), DIGEST)


def outcomes(*verdicts: Verdict) -> tuple[Outcome, ...]:
    return tuple(Outcome(f"t.py::test_{n}", verdict) for n, verdict in enumerate(verdicts))


def scenario(*covered: Statement, location: Location | None = None) -> Scenario:
    return Scenario(
        name="a",
        origin="spec" if location else "contract",
        exchanges=(Exchange("POST", "/register", 201),),
        endpoints=("POST /register",),
        quote="A sentence",
        covers=tuple(statement.id for statement in covered),
        location=location,
    )


@pytest.fixture(scope="module")
def meaning(tmp_path_factory: pytest.TempPathFactory) -> Understood:
    return understood(REGISTER, tmp_path_factory.mktemp("proof"))


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 findings"), (1, "1 finding"), (2, "2 findings")]
)
def test_counts_agree_with_their_nouns(number: int, words: str) -> None:
    assert count(range(number), "finding") == words


def test_a_noun_with_a_plural_of_its_own() -> None:
    assert count([1], "entity", "entities") == "1 entity"
    assert count([], "entity", "entities") == "0 entities"


def test_background_demands_nothing_without_a_model(meaning: Understood) -> None:
    sections = {statement.section for statement in meaning.spec.statements}
    assert sections - {s.section for s in demanding(meaning.spec)} == {"background"}
    assert len(demanding(meaning.spec)) == 7
    assert demanding(meaning.spec, "model") == meaning.spec.statements


def test_prose_is_all_there_is(tmp_path: Path) -> None:
    path = tmp_path / "prose.md"
    path.write_text("# Prose\n\nPeople register. They have names.\n", "utf-8")
    assert len(demanding(read_spec(path, tmp_path))) == 2


def test_each_view_is_told_with_who_wrote_it(meaning: Understood) -> None:
    assert views(meaning.contract, ()) == "POST /register from the template 'create'"
    assert views(meaning.contract, {"endpoint-post-register"}) == "POST /register by a model"


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (VerifyReport(DIGEST, outcomes("passed", "passed")), "2 passed"),
        (VerifyReport(DIGEST, outcomes("passed", "failed", "not run")), "1 passed, 2 failed"),
        (
            VerifyReport(DIGEST, outcomes("passed"), (Unfailing("t.py::test_0", "POST /a"),)),
            "1 passed, 1 cannot fail",
        ),
        (
            VerifyReport(DIGEST, outcomes("passed"), missing=("t.py::test_gone",)),
            "1 passed, 1 missing",
        ),
        (
            VerifyReport(DIGEST, outcomes("passed", "failed"), stopped="the run ended early"),
            "the run ended early",
        ),
    ],
)
def test_how_the_tests_ended_in_a_few_words(report: VerifyReport, words: str) -> None:
    assert verified_summary(report) == words


def test_findings_refuse_a_candidate_with_what_was_edited_in_it() -> None:
    finding = Finding("no-debug", Location("a.py", 2), "it debugs", "Leave it out.")
    refused = with_findings(CHANGES, (finding,))
    assert (refused.app, refused.findings) == ("register", (finding,))
    assert (refused.hand_edited, refused.hand_added) == (("a.py",), ("b.py",))
    assert (refused.failures, refused.unfailing, refused.missing, refused.stopped) == (
        *((),) * 3,
        "",
    )


def test_a_failure_names_the_sentences_that_its_test_holds(
    meaning: Understood,
) -> None:
    statements = meaning.spec.statements
    first, second = statements[1:3]
    example = Location("register.md", 29)
    nodes = {
        "t.py::test_0": scenario(first, second),
        "t.py::test_1": scenario(second, location=example),
        "t.py::test_2": scenario(first),
    }
    report = VerifyReport(
        DIGEST,
        outcomes("failed", "failed", "passed", "failed"),
        unfailing=(Unfailing("t.py::test_2", "POST /register"),),
        missing=("t.py::test_gone",),
        stopped="the run ended early",
    )
    refused = not_proven(CHANGES, report, nodes, statements)
    assert [failure.outcome.node_id for failure in refused.failures] == [
        "t.py::test_0",
        "t.py::test_1",
        "t.py::test_3",
    ]
    one, two = (f"{s.location}: {s.text}" for s in (first, second))
    assert [failure.statements for failure in refused.failures] == [
        (one, two),
        ("register.md:29:1: an example of the spec", two),
        (),
    ]
    assert refused.unfailing == report.unfailing
    assert (refused.missing, refused.stopped) == (("t.py::test_gone",), "the run ended early")
    assert (refused.hand_edited, refused.hand_added) == (("a.py",), ("b.py",))
    assert refused.findings == ()


def test_a_proof_has_rows_assumptions_and_what_was_edited(
    meaning: Understood,
) -> None:
    statements, contract = meaning.spec.statements, meaning.contract
    trace = Trace(
        statement=statements[1].id,
        line="register.md:9:3",
        text="A name",
        items=("a field",),
        places=("register/models.py:15",),
        tests=("t.py::test_0", "t.py::test_1"),
        verdict="tested",
    )
    report = VerifyReport(DIGEST, outcomes("passed", "passed", "passed"))
    proof = proof_of(contract, (trace,), report, CHANGES)
    assert proof.rows == (
        Row("register.md:9:3", "A name", ("register/models.py:15",), 2, "tested"),
    )
    assert proof.tests == 3
    assert (proof.app, proof.hand_edited, proof.hand_added) == ("register", ("a.py",), ("b.py",))
    assert len(proof.assumptions) == len(contract.assumptions) > 0
    first = contract.assumptions[0]
    assert proof.assumptions[0] == Assumed(first.topic, first.about, first.chosen)
