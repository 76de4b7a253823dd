"""What only a person can decide, from the question to the record; the real sandbox, a scripted model."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from codegen.config import Settings
from codegen.errors import SpecRejected
from codegen.pipeline import Proposal, accept, propose
from codegen.providers.base import Request
from codegen.providers.call_file import read_calls
from codegen.providers.recorded import Connection, Mode, RecordedProvider
from codegen.questions import recorded_choices
from codegen.record import LockedAnswer, Record
from codegen.reporters.base import (
    Event,
    Judged,
    NotProven,
    Proposed,
    Question,
    Repaired,
    Reply,
    Settled,
)
from codegen.sandbox.base import Limits
from codegen.sandbox.forked import ForkedSandbox
from codegen.types import digest_of
from jars.answers import JAR, SCENARIOS, SPEC, scenario
from jars.code import VIEWS
from jars.model import Model
from providers.scripted import ScriptedProvider

QUOTE = "the cents that are left over go one each to the first"
AS_TESTED = "Each of the first people gets one of the cents that are left over."
AS_CODED = "The first person gets all of the cents that are left over."
SPLIT = "endpoint-post-split-jar"
OTHER_CODE = VIEWS | {SPLIT: VIEWS[SPLIT].replace("(number < left)", "left * (number == 0)")}
OTHER_SCENARIO = scenario(
    "The first gets all that is left over",
    "S6",
    JAR
    + '\nPOST /jars/{{jar}}/coins\n{"cents": 11}\nHTTP 201\n\nPOST /jars/{{jar}}/split\n{"people": 4}\n'
    'HTTP 200\n{"shares": [5, 2, 2, 2]}\n\nPOST /jars/{{jar}}/split\n{"people": 1}\nHTTP 200\n{"shares": [11]}\n\n'
    'POST /jars/{{jar}}/split\n{"people": 10}\nHTTP 200\n{"shares": [2, 1, 1, 1, 1, 1, 1, 1, 1, 1]}',
)


def judge(**changes: str | None) -> Callable[[tuple[str, ...]], str]:
    """A judge of one mind: by default, that the sentence about the cents can be read in two ways."""
    verdict = {
        "verdict": "statement_ambiguous",
        "statement": "S6",
        "quote": QUOTE,
        "because": "One each, or all of them?",
        "sentence": AS_TESTED,
        "otherwise": AS_CODED,
        "other": None,
    }

    def judged(names: tuple[str, ...]) -> str:
        return json.dumps({"verdicts": [{"name": name} | verdict | changes for name in names]})

    return judged


CONFLICT = judge(
    verdict="statements_in_conflict",
    other="S4",
    because="S6 puts the first at an advantage, and S4 denies it.",
    sentence=None,
    otherwise=None,
)


@dataclass
class Asked:
    """A project of the one spec, built with somebody who answers questions."""

    settings: Settings
    sandbox: ForkedSandbox
    events: list[Event] = field(default_factory=list)

    def build(
        self,
        model: Callable[[Request], str] | None,
        reply: Reply | None,
        mode: Mode = "usual",
    ) -> Proposal | None:
        provider = ScriptedProvider(model) if model else None

        def connect(app_dir: Path) -> Connection:
            recorded = RecordedProvider(provider, read_calls(app_dir), self.settings.cache, mode)
            return Connection(recorded, model is not None, False)

        self.events = []
        stages = propose(self.settings.root / "specs/jars.md", self.settings, self.sandbox, connect)
        sent: Reply | None = None
        while True:
            try:
                event = stages.send(sent)
            except StopIteration as end:
                proposal: Proposal | None = end.value
                return proposal
            self.events.append(event)
            sent = reply if isinstance(event, Question) else None

    @property
    def questions(self) -> list[Question]:
        return [event for event in self.events if isinstance(event, Question)]

    @property
    def settled(self) -> tuple[Settled, ...]:
        [proposed] = [event for event in self.events if isinstance(event, Proposed)]
        return proposed.proof.settled

    def tree(self) -> dict[str, str]:
        root = self.settings.out_dir / "jars"
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox(Limits(), weak=False) as sandbox:
        yield sandbox


@pytest.fixture
def asked(tmp_path: Path, sandbox: ForkedSandbox) -> Asked:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/jars.md").write_text(SPEC, "utf-8")
    return Asked(Settings(tmp_path), sandbox)


def test_the_question_says_what_each_of_the_two_has(asked: Asked) -> None:
    model = Model(scenarios=SCENARIOS + OTHER_SCENARIO, judge=judge())
    assert asked.build(model, None) is not None
    [question] = asked.questions
    assert question.line.startswith("specs/jars.md:")
    assert question.quote in question.statement
    assert question.exchange == 'POST /jars/{{jar}}/split\n{"people": 4}'
    assert question.expected.startswith("HTTP 200")
    assert "[5, 2, 2, 2]" in question.expected
    assert question.came == "{'shares': [3, 3, 3, 2]}"
    assert (question.as_tested, question.as_coded) == (AS_TESTED, AS_CODED)


def test_with_nobody_to_ask_the_codes_reading_stays_and_the_sentence_is_suggested(
    asked: Asked,
) -> None:
    proposal = asked.build(Model(scenarios=SCENARIOS + OTHER_SCENARIO, judge=judge()), None)
    assert proposal is not None
    [settled] = asked.settled
    assert (settled.reading, settled.by_person) == ("code", False)
    assert settled.sentence == AS_CODED
    assert ".codegen/answers/choices.json" not in {file.path for file in proposal.record}


def test_the_codes_reading_is_kept_and_remembered(asked: Asked) -> None:
    """Chosen once, it is in the record: a build from nothing but that asks nobody and ends in the same bytes."""
    model = Model(scenarios=SCENARIOS + OTHER_SCENARIO, judge=judge())
    proposal = asked.build(model, "code")
    assert proposal is not None
    assert len(asked.questions) == 1
    expected = (Settled(asked.questions[0].line, QUOTE, "code", True, AS_CODED),)
    assert asked.settled == expected
    accept(proposal, asked.settings)
    before = asked.tree()
    assert "the_first_gets_all" not in before["tests/test_jars.py"]
    for path in before:
        if not path.startswith(".codegen/"):
            (asked.settings.out_dir / "jars" / path).unlink()
    again = asked.build(None, None, "offline")
    assert again is not None
    assert asked.questions == []
    assert asked.settled == expected
    accept(again, asked.settings)
    assert asked.tree() == before


def test_what_was_chosen_settles_the_next_disagreement_while_the_statement_stands(
    asked: Asked,
) -> None:
    model = Model(scenarios=SCENARIOS + OTHER_SCENARIO, judge=judge())
    proposal = asked.build(model, "code")
    assert proposal is not None
    accept(proposal, asked.settings)
    answers = asked.settings.out_dir / "jars/.codegen/answers"
    (answers / "scenarios-jars.json").unlink()
    again = asked.build(model, "test")
    assert again is not None
    assert [event for event in asked.events if isinstance(event, Judged)]
    assert asked.questions == []
    choices = answers / "choices.json"
    choices.write_text(choices.read_text("utf-8").replace("left over", "over"), "utf-8")
    assert asked.build(model, "code") is not None
    assert len(asked.questions) == 1


@pytest.mark.parametrize("value", ["[]", '{"choices": [1, {"statement": "x"}]}', '{"choices": 7}'])
def test_choices_that_cannot_be_read_are_none(value: str) -> None:
    answer = LockedAnswer("choices", digest_of(""), json.loads(value))
    assert recorded_choices(Record("jars", (), (), (), (), None, (), (answer,))) == {}


def test_a_statement_that_lost_its_only_test_gets_one_of_the_chosen_reading(asked: Asked) -> None:
    model = Model(code=OTHER_CODE, judge=judge())
    told: list[str] = []

    def reply(request: Request) -> str:
        if request.purpose == "scenarios" and "is to be read so" in request.messages[-1].text:
            told.append(request.messages[-1].text)
            return OTHER_SCENARIO
        return model(request)

    proposal = asked.build(reply, "code")
    assert proposal is not None
    [text] = told
    assert f"S6 is to be read so: {AS_CODED}" in text
    assert not [event for event in asked.events if isinstance(event, Repaired)]
    [tests] = [c for c in proposal.change_set.changes if c.path == "tests/test_jars.py"]
    assert tests.after is not None
    assert "the_first_gets_all" in tests.after
    assert "left_over_go_to_the_first" not in tests.after


def test_the_tests_reading_has_the_code_repaired(asked: Asked) -> None:
    proposal = asked.build(Model(code=OTHER_CODE, judge=judge()), "test")
    assert proposal is not None
    [repaired] = [event for event in asked.events if isinstance(event, Repaired)]
    assert repaired.slices == (SPLIT,)
    [settled] = asked.settled
    assert (settled.reading, settled.by_person, settled.sentence) == ("test", True, AS_TESTED)


def test_who_writes_the_sentence_themselves_stops_the_build(asked: Asked) -> None:
    with pytest.raises(SpecRejected) as caught:
        asked.build(Model(scenarios=SCENARIOS + OTHER_SCENARIO, judge=judge()), "stop")
    [problem] = caught.value.problems
    assert problem.location is not None
    assert problem.cause == (
        f'"{QUOTE}" can be read in two ways: the test expects HTTP 200, $ == {{"shares": [5, 2, 2, 2]}}; the code'
        " answers {'shares': [3, 3, 3, 2]}"
    )
    assert problem.mend == f"Add to the spec: {AS_TESTED} Or: {AS_CODED}"
    assert not asked.settings.out_dir.exists()


def test_a_repair_that_a_hasty_reader_needed_suggests_the_sentence(asked: Asked) -> None:
    one_sided = judge(verdict="code_wrong", otherwise=None)
    assert asked.build(Model(code=OTHER_CODE, judge=one_sided), None) is not None
    assert asked.questions == []
    assert [event for event in asked.events if isinstance(event, Repaired)]
    [settled] = asked.settled
    assert (settled.reading, settled.by_person, settled.sentence) == ("test", False, AS_TESTED)


def test_a_repair_of_what_could_be_read_in_one_way_suggests_nothing(asked: Asked) -> None:
    plain = judge(verdict="code_wrong", sentence=None, otherwise=None)
    assert asked.build(Model(code=OTHER_CODE, judge=plain), None) is not None
    assert asked.settled == ()


def test_a_conflict_is_one_refusal_with_both_statements(asked: Asked) -> None:
    assert asked.build(Model(code=OTHER_CODE, judge=CONFLICT), None) is None
    [refused] = [event for event in asked.events if isinstance(event, NotProven)]
    [line] = refused.conflicts
    first, second = SPEC.index("A jar's total can be split"), SPEC.index("A jar shows its")
    assert first > second
    assert line.startswith("specs/jars.md:")
    assert line.count("specs/jars.md:") == 2
    assert QUOTE in line
    assert "A jar shows its `coins`" in line
    assert "cannot both hold: S6 puts the first at an advantage" in line
    assert line.endswith("Change one of them in the spec.")
    assert refused.failures == ()


def test_a_conflict_that_a_person_settles_is_built(asked: Asked) -> None:
    model = Model(scenarios=SCENARIOS + OTHER_SCENARIO, judge=CONFLICT)
    assert asked.build(model, "code") is not None
    [question] = asked.questions
    assert "A jar shows its `coins`" in question.other
    [judged] = [event for event in asked.events if isinstance(event, Judged)]
    assert judged.verdict == "statements in conflict"
