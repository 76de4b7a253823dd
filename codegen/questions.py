"""What only a person can decide: a statement that can be read in two ways, and two statements that cannot both hold.

A question is an event, and its answer comes through the generator's ``send``; None means that there is nobody to ask.
A statement is asked about once, and the record keeps what was chosen while its words stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TypeAlias, cast

from codegen.attempt import Attempt, Work
from codegen.contract import StatementId
from codegen.errors import SpecRejected
from codegen.prompts import labelled
from codegen.record import LockedAnswer, Record
from codegen.repair import failed_exchange, without_tests
from codegen.reporters.base import Event, Question, Reading, Reply, Settled
from codegen.scenario import Exchange, Expectation, JsonPath
from codegen.scenario.text import request_text, writable
from codegen.spec import Statement
from codegen.triage import Verdict, VerdictWord
from codegen.types import JsonValue, Problem, digest_of

CHOICES = "choices"
OPEN: frozenset[VerdictWord] = frozenset(("statement_ambiguous", "statements_in_conflict"))
"""Verdicts that a person has to settle."""

_SETTLED: Mapping[Reading, VerdictWord] = {"code": "statement_ambiguous", "test": "code_wrong"}
"""What a verdict comes to when a person has chosen: the Scenario is dropped, or the code is repaired."""

_COMPARED = re.compile(r"assert (.+?) == .+")
"""How pytest tells of a comparison that failed: what came, and what was to come."""

Asking: TypeAlias = Generator[Event, Reply | None, Work]


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """How a person reads a statement of these words; ``sentence`` would say so in the spec."""

    statement: StatementId
    text: str
    quote: str
    reading: Reading
    sentence: str


@dataclass(slots=True)
class Questions:
    """Those of one build: ``choices`` are what a person chose in this build or an earlier one."""

    app: str
    choices: dict[StatementId, Choice] = field(default_factory=dict)
    fresh: set[StatementId] = field(default_factory=set)
    unanswered: set[StatementId] = field(default_factory=set)

    def settled_by(self, attempt: Attempt, judged: Work) -> Asking:
        """The work with the verdicts that a person's choices make of the open ones.

        Raises SpecRejected where the person would rather write the sentence.
        """
        verdicts = dict(judged.verdicts)
        for name, verdict in judged.verdicts.items():
            if verdict.word in OPEN:
                choice = yield from self._choice(attempt, judged, verdict)
                if choice:
                    verdicts[name] = replace(verdict, word=_SETTLED[choice.reading])
        return replace(judged, verdicts=verdicts)

    def readings(self, work: Work) -> tuple[str, ...]:
        """What was settled in this build for the code, in words for whoever writes its tests."""
        labels = {id_: label for label, id_ in labelled(work.meaning.spec).ids.items()}
        chosen = [self.choices[id_] for id_ in sorted(self.fresh)]
        return tuple(
            f"{labels[c.statement]} is to be read so: {c.sentence}"
            for c in chosen
            if c.reading == "code" and c.statement in labels
        )

    def settled(self, work: Work) -> tuple[Settled, ...]:
        """What could be read in two ways, how it was taken, and the sentence that would say so."""
        lines = {s.id: str(s.location) for s in work.meaning.spec.statements}
        found = [
            Settled(lines[c.statement], c.quote, c.reading, True, c.sentence)
            for c in self._standing(work)
        ]
        chosen = {each.statement for each in self.choices.values()}
        for verdict in work.verdicts.values():
            if verdict.statement not in chosen and (taken := _taken(verdict)):
                reading, sentence = taken
                found.append(
                    Settled(lines[verdict.statement], verdict.quote, reading, False, sentence)
                )
        return tuple(dict.fromkeys(found))

    def locked(self, work: Work) -> tuple[LockedAnswer, ...]:
        """What the record keeps of a person's choices."""
        standing = sorted(self._standing(work))
        if not standing:
            return ()
        value = cast(JsonValue, {CHOICES: [asdict(choice) for choice in standing]})
        meaning = digest_of(json.dumps([choice.text for choice in standing]))
        return (LockedAnswer(CHOICES, meaning, value),)

    # --- One statement

    def _choice(
        self, attempt: Attempt, judged: Work, verdict: Verdict
    ) -> Generator[Event, Reply | None, Choice | None]:
        statement = _statements(judged)[verdict.statement]
        known = self.choices.get(statement.id)
        if known and known.text == statement.text:
            return known
        if statement.id in self.unanswered:
            return None
        question = _question(self.app, attempt, judged, verdict)
        reply = yield question
        if reply is None:
            self.unanswered.add(statement.id)
            return None
        if reply == "stop":
            raise SpecRejected(problem_of(question, judged, verdict))
        sentence = verdict.sentence if reply == "test" else verdict.otherwise
        choice = Choice(statement.id, statement.text, verdict.quote, reply, sentence)
        self.choices[statement.id] = choice
        self.fresh.add(statement.id)
        return choice

    def _standing(self, work: Work) -> Iterator[Choice]:
        """The choices whose statement has the same words, and which the spec does not say by now."""
        statements = _statements(work)
        said = [_bare(statement.text) for statement in statements.values()]
        for choice in self.choices.values():
            statement = statements.get(choice.statement)
            says = choice.sentence and any(_bare(choice.sentence) in text for text in said)
            if statement and statement.text == choice.text and not says:
                yield choice


def recorded_choices(record: Record | None) -> dict[StatementId, Choice]:
    """What a person chose in the accepted build; what cannot be read is asked about again."""
    found = {}
    for answer in record.answers if record else ():
        if answer.name == CHOICES and isinstance(answer.value, dict):
            listed = answer.value.get(CHOICES)
            for choice in map(_read, listed if isinstance(listed, list) else ()):
                if choice:
                    found[choice.statement] = choice
    return found


def _read(value: JsonValue) -> Choice | None:
    members = ("statement", "text", "quote", "reading", "sentence")
    if not isinstance(value, dict) or any(not isinstance(value.get(m), str) for m in members):
        return None
    statement, text, quote, reading, sentence = (str(value[member]) for member in members)
    if reading not in _SETTLED:
        return None
    return Choice(StatementId(statement), text, quote, cast(Reading, reading), sentence)


def without_dropped(work: Work, dropped: Iterable[str]) -> Work:
    """The work without the Scenarios whose verdict is one of these words."""
    words = set(dropped)
    gone = {name for name, verdict in work.verdicts.items() if verdict.word in words}
    return replace(work, told=tuple(t for t in work.told if t.scenario.name not in gone))


def conflicts(work: Work) -> tuple[str, ...]:
    """Each two statements that cannot both hold, with their lines, and what they say against each other."""
    found = [v for v in work.verdicts.values() if v.word == "statements_in_conflict"]
    return tuple(dict.fromkeys(str(_conflict(work, verdict)) for verdict in found))


def problem_of(question: Question, work: Work, verdict: Verdict) -> Problem:
    """What a person who stops here has to write."""
    if verdict.word == "statements_in_conflict":
        return _conflict(work, verdict)
    cause = (
        f'"{question.quote}" can be read in two ways: the test expects {question.expected}; the code answers'
        f" {question.came}"
    )
    mend = f"Add to the spec: {question.as_tested} Or: {question.as_coded}"
    return Problem(cause, mend, _statements(work)[verdict.statement].location)


def _conflict(work: Work, verdict: Verdict) -> Problem:
    statements = _statements(work)
    one = statements[verdict.statement]
    other = statements.get(verdict.other) if verdict.other else None
    second = f' and {other.location}: "{other.text}"' if other else " and another statement"
    because = verdict.because.rstrip(".")
    cause = f'"{one.text}"{second} cannot both hold: {because}'
    return Problem(cause, "Change one of them in the spec.", one.location)


def _question(app: str, attempt: Attempt, judged: Work, verdict: Verdict) -> Question:
    statements = _statements(judged)
    statement = statements[verdict.statement]
    other = statements.get(verdict.other) if verdict.other else None
    scenarios = {s.name: (node, s) for node, s in attempt.work.nodes.items()}
    node, scenario = scenarios[verdict.scenario]
    outcomes = attempt.verified.outcomes if attempt.verified else ()
    outcome = next(outcome for outcome in outcomes if outcome.node_id == node)
    exchange = scenario.exchanges[failed_exchange(attempt.candidate, outcome, scenario)]
    return Question(
        app=app,
        line=str(statement.location),
        statement=statement.text,
        quote=verdict.quote,
        because=verdict.because,
        exchange=request_text(exchange),
        expected=_expected(exchange),
        came=_came(outcome.detail),
        as_tested=verdict.sentence,
        as_coded=verdict.otherwise,
        other=f"{other.location}: {other.text}" if other else "",
    )


def _came(detail: str) -> str:
    """What the code answered, of a failure that says more than a person needs here."""
    first = without_tests(detail).partition("\n")[0].removeprefix("AssertionError: ")
    compared = _COMPARED.fullmatch(first)
    return compared[1] if compared else first


def _expected(exchange: Exchange) -> str:
    return ", ".join((f"HTTP {exchange.status}", *map(_expectation, exchange.expectations)))


def _expectation(expectation: Expectation) -> str:
    query = expectation.query
    what = type(query).__name__
    if isinstance(query, JsonPath):
        what = ".".join(("$", *map(str, query.steps)))
    value = (
        ""
        if expectation.value is None
        else writable(json.dumps(expectation.value, ensure_ascii=False))
    )
    negated = "not " if expectation.negated else ""
    return f"{what} {negated}{expectation.predicate} {value}".rstrip()


def _taken(verdict: Verdict) -> tuple[Reading, str] | None:
    """How a verdict that nobody was asked about was taken, where it has a sentence that would have settled it."""
    if verdict.word == "code_wrong" and verdict.sentence:
        return "test", verdict.sentence
    if verdict.word == "statement_ambiguous":
        return "code", verdict.otherwise
    return None


def _statements(work: Work) -> dict[StatementId, Statement]:
    return {statement.id: statement for statement in work.meaning.spec.statements}


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".。").casefold()
