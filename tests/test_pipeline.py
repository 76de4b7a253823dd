"""The pipeline with a scripted sandbox: what it proposes, refuses, records, and never writes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from codegen.config import Settings
from codegen.current import current_stamp
from codegen.errors import Rejected, SandboxFault
from codegen.pipeline import Proposal, accept, propose, remember
from codegen.record import read_record
from codegen.reporters.base import Event, NotProven, Proposed
from codegen.sandbox.base import Layer, Run, RunResult
from codegen.spec import read_spec
from codegen.testgen.derive import derive
from codegen.testgen.modules import node_ids
from codegen.types import Outcome, Problem
from codegen.understanding import result_of, understand
from specs import REGISTER

APP = "generated/register"
RULED = REGISTER.replace("## Rules\n", "## Rules\n\n- Usernames are unique.\n")
"""Register with a sentence that says once more what the contract has: no emitted file quotes it."""
REWORDED = RULED.replace("Usernames are unique", "Usernames must be unique")
AGAIN = RULED.replace("Usernames are unique", "The username must be unique")


@dataclass(frozen=True, slots=True)
class ScriptedSandbox:
    """Every test passes, and fails where its endpoint is replaced; ``answer`` may say otherwise."""

    nodes: tuple[str, ...]
    answer: Callable[[Run], RunResult | None] = lambda run: None
    runs: list[Run] = field(default_factory=list)

    def layers(self) -> tuple[Layer, ...]:
        return ()

    def close(self) -> None:
        return

    def run(self, run: Run) -> RunResult:
        self.runs.append(run)
        if scripted := self.answer(run):
            return scripted
        if run.replaced:
            failed = (Outcome(node, "failed", "501", run.replaced) for node in run.node_ids)
            return RunResult("finished", tuple(failed))
        return RunResult("finished", tuple(Outcome(node, "passed") for node in self.nodes))


@dataclass(frozen=True, slots=True)
class Builds:
    """A project on disk that is built in this process."""

    settings: Settings

    @property
    def spec(self) -> Path:
        return self.settings.root / "specs" / "register.md"

    @property
    def app_dir(self) -> Path:
        return self.settings.out_dir / "register"

    def sandbox(
        self, answer: Callable[[Run], RunResult | None] = lambda run: None
    ) -> ScriptedSandbox:
        """A sandbox that knows the tests of the spec as it lies there."""
        meaning = result_of(understand(read_spec(self.spec, self.settings.root)))
        texts = {statement.id: statement.text for statement in meaning.spec.statements}
        scenarios = (*meaning.examples, *derive(meaning.contract, texts))
        return ScriptedSandbox(tuple(node_ids(meaning.contract, scenarios)), answer)

    def ended(
        self, markdown: str, sandbox: ScriptedSandbox | None = None
    ) -> tuple[Proposal | None, list[Event]]:
        """The proposal for a spec, and all events."""
        self.write("specs/register.md", markdown)
        stages = propose(self.spec, self.settings, sandbox or self.sandbox())
        events = []
        while True:
            try:
                events.append(next(stages))
            except StopIteration as end:
                return end.value, events

    def proposed(self, markdown: str) -> Proposal:
        proposal, _ = self.ended(markdown)
        assert proposal is not None
        return proposal

    def built(self, markdown: str) -> Proposal:
        """The proposal for a spec, accepted."""
        proposal = self.proposed(markdown)
        accept(proposal, self.settings)
        return proposal

    def refused(self, markdown: str, sandbox: ScriptedSandbox | None = None) -> NotProven:
        """Why a spec's Candidate is refused."""
        proposal, events = self.ended(markdown, sandbox)
        assert proposal is None
        assert not any(isinstance(event, Proposed) for event in events)
        last = events[-1]
        assert isinstance(last, NotProven)
        return last

    def write(self, path: str, text: str) -> Path:
        file = self.settings.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def tree(self) -> dict[str, bytes]:
        """Every file of the app, its record included."""
        files = (path for path in self.app_dir.rglob("*") if path.is_file())
        return {str(path.relative_to(self.app_dir)): path.read_bytes() for path in files}

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Old and new words of each statement that the record remembers under both."""
        record = read_record(self.app_dir)
        assert record is not None
        return tuple((old, new) for _, old, new in record.pairs)


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    """A project of which nothing is built."""
    return Builds(Settings(tmp_path))


@pytest.fixture(scope="module")
def _ruled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ruled")
    Builds(Settings(folder)).built(RULED)
    return folder


@pytest.fixture
def ruled(_ruled_once: Path, tmp_path: Path) -> Builds:
    """A project with RULED built."""
    return Builds(Settings(Path(shutil.copytree(_ruled_once, tmp_path / "ruled"))))


TAKEN = "tests/test_users.py::test_register_refuses_a_taken_username"


# --- Proposing --------------------------------------------------------------------------------------


def test_a_proposal_writes_nothing_until_it_is_accepted(builds: Builds) -> None:
    proposal = builds.proposed(REGISTER)
    assert not proposal.is_empty
    assert [path.name for path in builds.settings.root.iterdir()] == ["specs"]
    accept(proposal, builds.settings)
    assert (builds.app_dir / "wsgi.py").is_file()
    assert (builds.app_dir / ".codegen/lock/app.json").is_file()


def test_the_same_spec_again_proposes_nothing(ruled: Builds) -> None:
    before = ruled.tree()
    again = ruled.built(RULED)
    assert again.is_empty
    assert ruled.tree() == before


def test_the_sandbox_gets_the_candidate_and_then_each_endpoint_replaced(builds: Builds) -> None:
    builds.write("specs/register.md", REGISTER)
    sandbox = builds.sandbox()
    proposal, _ = builds.ended(REGISTER, sandbox)
    assert proposal is not None
    assert [run.replaced for run in sandbox.runs] == [None, "POST /register"]
    lying = {file.path: file.text for file in sandbox.runs[0].files}
    assert lying == {c.path: c.after for c in proposal.change_set.changes}


# --- Refusing ---------------------------------------------------------------------------------------


def test_findings_stop_the_build_and_name_rule_and_line(ruled: Builds) -> None:
    ruled.write(f"{APP}/register/mine.py", "def stop() -> None:\n    breakpoint()\n")
    before, sandbox = ruled.tree(), ruled.sandbox()
    refused = ruled.refused(RULED, sandbox)
    [finding] = refused.findings
    assert (finding.rule, finding.location.path) == ("no-debug", "register/mine.py")
    assert finding.location.line == 2
    assert refused.hand_added == ("register/mine.py",)
    assert ruled.tree() == before
    assert sandbox.runs == [], "what a rule refuses was run all the same"


def test_a_failing_test_refuses_the_candidate_with_the_sentence_it_holds(builds: Builds) -> None:
    builds.write("specs/register.md", REGISTER)
    nodes = builds.sandbox().nodes

    def answer(run: Run) -> RunResult:
        others = (Outcome(node, "passed") for node in nodes if node != TAKEN)
        return RunResult("finished", (Outcome(TAKEN, "failed", "got 400"), *others))

    refused = builds.refused(REGISTER, builds.sandbox(answer))
    [failure] = refused.failures
    assert (failure.outcome.node_id, failure.outcome.detail) == (TAKEN, "got 400")
    assert failure.statements == (
        'specs/register.md:17:3: If the username already exists, answer 409 with "Username already exists"',
        "specs/register.md:9:3: `username`: text, 1 to 80 characters, unique",
    )
    assert not builds.app_dir.exists()


def test_a_run_that_ends_early_refuses_the_candidate(builds: Builds) -> None:
    builds.write("specs/register.md", REGISTER)
    passed = tuple(Outcome(node, "passed") for node in builds.sandbox().nodes)
    sandbox = builds.sandbox(lambda run: RunResult("timeout", passed, "after 120 s"))
    assert "after 120 s" in builds.refused(REGISTER, sandbox).stopped


def test_a_test_that_cannot_fail_refuses_the_candidate(builds: Builds) -> None:
    builds.write("specs/register.md", REGISTER)
    sandbox = builds.sandbox(lambda run: RunResult("finished", ()) if run.replaced else None)
    unfailing = builds.refused(REGISTER, sandbox).unfailing
    assert TAKEN in [item.node_id for item in unfailing]
    assert {item.endpoint for item in unfailing} == {"POST /register"}


def test_a_fault_of_the_sandbox_is_no_refusal(builds: Builds) -> None:
    def answer(run: Run) -> RunResult:
        raise SandboxFault(Problem("no walls here", "Pass --weak-sandbox."))

    builds.write("specs/register.md", REGISTER)
    with pytest.raises(SandboxFault, match="no walls"):
        builds.ended(REGISTER, builds.sandbox(answer))


# --- The record -------------------------------------------------------------------------------------


def test_a_reworded_sentence_that_changes_the_record_alone_is_a_change(ruled: Builds) -> None:
    before = read_record(ruled.app_dir)
    proposal = ruled.proposed(REWORDED)
    assert proposal.change_set.changes == ()
    assert not proposal.is_empty
    accept(proposal, ruled.settings)
    after = read_record(ruled.app_dir)
    assert before is not None
    assert after is not None
    assert [item.id for item in after.statements] == [item.id for item in before.statements]
    assert "Usernames must be unique" in [item.text for item in after.statements]


def test_the_pair_of_a_reworded_sentence_outlives_builds_that_change_nothing(
    ruled: Builds,
) -> None:
    assert ruled.pairs() == ()
    ruled.built(REWORDED)
    pair = ("Usernames are unique", "Usernames must be unique")
    assert ruled.pairs() == (pair,)
    assert ruled.built(REWORDED).is_empty
    assert ruled.pairs() == (pair,)
    ruled.built(REWORDED.replace("at least 8", "at least 12"))
    assert pair in ruled.pairs()


def test_a_pair_follows_its_sentence_and_goes_with_it(ruled: Builds) -> None:
    ruled.built(REWORDED)
    ruled.built(AGAIN)
    assert ruled.pairs() == (("Usernames must be unique", "The username must be unique"),)
    ruled.built(REGISTER)
    assert ruled.pairs() == ()


def test_a_file_that_a_person_deleted_is_a_change_although_the_record_stays(ruled: Builds) -> None:
    (ruled.app_dir / "wsgi.py").unlink()
    proposal = ruled.proposed(RULED)
    assert [change.path for change in proposal.change_set.changes] == ["wsgi.py"]
    assert not proposal.is_empty


def test_an_edited_record_is_a_change(ruled: Builds) -> None:
    lock = ruled.app_dir / ".codegen/lock/app.json"
    lock.write_text(lock.read_text() + "\n")
    assert not ruled.proposed(RULED).is_empty


def test_a_record_with_the_line_ends_of_windows_is_none(ruled: Builds) -> None:
    lock = ruled.app_dir / ".codegen/lock/app.json"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    assert ruled.proposed(RULED).is_empty


def test_a_record_whose_data_cannot_be_read_is_rejected(ruled: Builds) -> None:
    lock = ruled.app_dir / ".codegen/lock/app.json"
    lock.write_text(json.dumps(json.loads(lock.read_text()) | {"data": [{"name": 7}]}))
    with pytest.raises(Rejected, match=r"cannot read.*Restore '.codegen'"):
        ruled.proposed(RULED)


def test_a_changed_table_adds_a_revision_and_keeps_the_first(ruled: Builds) -> None:
    longer = RULED.replace("- `password`", "- `nickname`: text, optional\n- `password`")
    proposal = ruled.built(longer)
    [revision] = [c for c in proposal.change_set.changes if "/versions/" in c.path]
    assert revision.kind == "create"
    record = read_record(ruled.app_dir)
    assert record is not None
    assert [item.path for item in record.revisions][1:] == [revision.path]
    assert ruled.proposed(longer).is_empty


# --- Currency ---------------------------------------------------------------------------------------


def test_what_was_accepted_is_current_until_its_spec_changes(builds: Builds) -> None:
    builds.built(REGISTER)
    assert current_stamp(builds.settings, builds.spec) is not None
    builds.write("specs/register.md", REGISTER + "\n")
    assert current_stamp(builds.settings, builds.spec) is None


def test_an_included_file_that_changed_or_is_gone_is_noticed(builds: Builds) -> None:
    included = builds.write("specs/more/rules.md", "## Rules\n\n- Usernames are unique.\n")
    builds.built(f"---\ninclude: more/rules.md\n---\n{REGISTER}")
    assert current_stamp(builds.settings, builds.spec) is not None
    included.write_text("## Rules\n\n- Usernames must be unique.\n")
    assert current_stamp(builds.settings, builds.spec) is None
    included.unlink()
    assert current_stamp(builds.settings, builds.spec) is None


def test_what_is_up_to_date_can_be_remembered_without_being_written(builds: Builds) -> None:
    builds.built(REGISTER)
    builds.write(f"{APP}/wsgi.py", f"{(builds.app_dir / 'wsgi.py').read_text()}\n# Mine.\n")
    assert current_stamp(builds.settings, builds.spec) is None
    proposal = builds.proposed(REGISTER + "\n")
    assert proposal.is_empty
    remember(proposal, builds.settings)
    assert current_stamp(builds.settings, builds.spec) is not None
