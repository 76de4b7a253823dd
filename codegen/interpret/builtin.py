"""Spec -> Contract without a model: every statement is placed by the table of sentence patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import cast

from codegen.contract import Contract, StatementId
from codegen.errors import SpecRejected
from codegen.interpret.assemble import assemble
from codegen.interpret.certain import Certain, certain
from codegen.interpret.clauses import clauses
from codegen.interpret.data import Data, read_data
from codegen.interpret.endpoints import Facts
from codegen.interpret.facts import (
    Fact,
    FieldFact,
    FieldName,
    Said,
    TogetherFact,
    shortened,
)
from codegen.interpret.notes import Notes
from codegen.interpret.patterns.row import Place
from codegen.interpret.quotes import quote_problem
from codegen.interpret.reading import Ambiguous, Context, Match, UnknownName, read_sentence
from codegen.interpret.suggest import LIKELY, Suggestion, is_negated, suggest
from codegen.interpret.unbuilt import unbuilt
from codegen.scenario.suggestion import did_you_mean, mend_for
from codegen.spec import Spec, Statement, demands
from codegen.types import Location, Problem

WITH_A_MODEL = "or configure a model (docs/models.md)."


@dataclass(frozen=True, slots=True)
class BuiltinReading:
    """What the grammar reads of a spec, and what it cannot.

    ``contract`` is worth something only where there are no ``problems``. ``contradictions`` are those of the problems
    that hold whatever the sentences mean which could not be placed; ``certain`` is what holds a model.
    """

    contract: Contract
    problems: tuple[Problem, ...]
    contradictions: tuple[Problem, ...]
    certain: Certain

    @property
    def is_for_a_model(self) -> bool:
        """Whether a model may read some of what the grammar cannot."""
        return any(WITH_A_MODEL in problem.mend for problem in self.problems)


def interpret(spec: Spec) -> Contract:
    """Reads a spec that says everything in sentences of docs/sentences.md.

    Raises SpecRejected with every problem there is: sentences that cannot be placed, unknown names and
    contradictions.
    """
    reading = read_builtin(spec)
    if reading.problems:
        raise SpecRejected(*reading.problems)
    return reading.contract


def read_builtin(spec: Spec) -> BuiltinReading:
    """Reads what it can of a spec, and notes every problem."""
    notes = Notes()
    misquoted = _misquoted(spec)
    data = read_data(spec, notes)
    placer = _Placer(spec, data, notes)
    placer.place_all()
    contract = assemble(spec, data, Facts(tuple(placer.facts)), placer.unplaced, notes)
    places = {problem.location for problem in misquoted}
    unread = {s.id for s in spec.statements if s.location in places} | placer.unread
    found = certain(spec, data, placer.facts, unread | data.unread.keys())
    all_there = _in_order(
        spec, [*misquoted, *(p for p in notes.problems if p.location not in places)]
    )
    settled = found.settled - placer.vague
    certainly = [p for p, grounds in notes.grounds.items() if grounds <= settled]
    contradictions = tuple(p for p in all_there if p in certainly)
    is_without = all(heading.section != "endpoints" for heading in spec.headings)
    problems = (_no_endpoint(spec),) if is_without else tuple(all_there)
    return BuiltinReading(contract, problems, contradictions, found)


def _no_endpoint(spec: Spec) -> Problem:
    mend = f'Add "## Endpoints" and below it "### POST /register", {WITH_A_MODEL}'
    return Problem("the spec declares no endpoint", mend, spec.start)


def _misquoted(spec: Spec) -> list[Problem]:
    """The statements whose quotation marks cannot be read; nothing else is said of those."""
    placed = (s for s in spec.statements if s.section not in ("background", "examples"))
    return [problem for each in placed if (problem := quote_problem(each.text, each.location))]


def _in_order(spec: Spec, problems: list[Problem]) -> list[Problem]:
    def place(problem: Problem) -> tuple[int, Location]:
        at = problem.location or Location("", 0)
        known = at.path in spec.sources
        return (spec.sources.index(at.path) if known else len(spec.sources)), at

    return sorted(problems, key=place)


@dataclass(slots=True)
class _Placer:
    """Places the statements of one spec, in its order."""

    spec: Spec
    data: Data
    notes: Notes
    facts: list[Fact] = field(default_factory=list)
    unplaced: set[str] = field(default_factory=set)
    """Owners of statements that could not be placed."""
    unread: set[StatementId] = field(default_factory=set)
    """Statements that could not be placed."""
    vague: set[StatementId] = field(default_factory=set)
    """Statements of a field that leave open whose it is."""
    _titles: set[str] = field(default_factory=set)

    def place_all(self) -> None:
        self.data.words.add_field("id", ())
        self.facts.extend(self.data.facts)
        self._titles = {block.title.id for block in self.spec.http_blocks if block.title}
        for statement in self.spec.statements:
            match statement.section:
                case "data":
                    if statement in self.data.rest:
                        self._place(statement)
                case "background":
                    self._pass_over(statement)
                case "examples":
                    if statement.id not in self._titles:
                        self._refuse_in_examples(statement)
                case _:
                    self._place(statement)

    def _pass_over(self, statement: Statement) -> None:
        if demands(statement.text):
            cause = f'"{shortened(statement.text)}" makes a demand outside Data, Endpoints, Rules'
            mend = f'Move it under "## Rules", {WITH_A_MODEL}'
            self.unread.add(statement.id)
            self.notes.problem(f"{cause} and Examples", mend, statement.location)

    def _refuse_in_examples(self, statement: Statement) -> None:
        cause = f'can\'t place "{shortened(statement.text)}" without a model: it titles no example'
        mend = f"Put an http block below it, move it under another heading, {WITH_A_MODEL}"
        self.notes.problem(cause, mend, statement.location)

    def _place(self, statement: Statement) -> None:
        context = self._context(statement)
        whole = self._read(statement.text, statement, context)
        if isinstance(whole, Match):
            self._accept(whole, statement)
            return
        if isinstance(whole, Ambiguous):
            self._refuse(statement.text, whole, statement, context)
            return
        pieces = clauses(statement.text)
        readings = [self._read(piece, statement, context) for piece in pieces]
        matches = [reading for reading in readings if isinstance(reading, Match)]
        if len(matches) == len(pieces):
            for match in matches:
                self._accept(match, statement)
        elif not self._is_title(statement):
            for piece, reading in zip(pieces, readings, strict=True):
                if not isinstance(reading, Match):
                    self._refuse(piece, reading, statement, context)

    def _context(self, statement: Statement) -> Context:
        names = [h.name for h in self.spec.headings if h.section == "endpoints"]
        endpoint = statement.owner if statement.owner in names else None
        place = cast(Place, statement.section)
        if place == "endpoints" and endpoint is None:
            place = "rules"  # said of all endpoints
        return Context(place, endpoint, self.data.words)

    def _read(
        self, text: str, statement: Statement, context: Context
    ) -> Match | UnknownName | Ambiguous | None:
        return read_sentence(text, context, Said(statement.id, text, statement.location))

    def _accept(self, match: Match, statement: Statement) -> None:
        entity = self._entity(statement)
        for fact in match.facts:
            if entity and isinstance(fact, FieldFact) and fact.field.entity is None:
                fact = FieldFact(_owned(fact, entity), fact.trait, fact.said)
            if entity and isinstance(fact, TogetherFact) and fact.entity is None:
                fact = replace(fact, entity=entity)
            if isinstance(fact, FieldFact) and fact.field.entity is None:
                self.vague.add(statement.id)
            self.facts.append(fact)

    def _entity(self, statement: Statement) -> str | None:
        """The entity below whose heading the statement stands."""
        return self.data.owners.get(statement.owner)

    def _is_title(self, statement: Statement) -> bool:
        """A title is placed by its example, unless it demands something of its own."""
        return statement.id in self._titles and not demands(statement.text)

    # --- What cannot be placed

    def _refuse(
        self,
        text: str,
        reading: UnknownName | Ambiguous | None,
        statement: Statement,
        context: Context,
    ) -> None:
        self.unplaced.add(statement.owner)
        self.unread.add(statement.id)
        if isinstance(reading, UnknownName):
            problem = self._unknown_name(reading, statement)
        elif isinstance(reading, Ambiguous):
            problem = _ambiguous(text, reading.word, statement)
        else:
            problem = _unplaceable(text, statement, context)
        grounds = (
            ()
            if isinstance(reading, UnknownName) and self._is_misspelt(reading, statement)
            else None
        )
        self.notes.problem(problem.cause, problem.mend, statement.location, grounds)

    def _is_misspelt(self, name: UnknownName, statement: Statement) -> bool:
        """Whether the word can be nothing but an entity's name with a slip in it.

        It is written as a name, resembles one that is declared, and nothing else in the spec speaks of such a thing.
        """
        name_ = re.escape(name.text)
        found = re.search(rf"`{name_}`|(?<=\S ){name_}", statement.text)
        is_name = found is not None and ("`" in found[0] or name.text[:1].isupper())
        others = (each.text for each in self.spec.statements if each is not statement)
        is_known = any(name.text.lower() in other.lower() for other in others)
        alike = did_you_mean(name.text, self.data.words.entities.values())
        return name.kind == "entity" and is_name and alike is not None and not is_known

    def _unknown_name(self, name: UnknownName, statement: Statement) -> Problem:
        words = self.data.words
        known = words.entities.values() if name.kind == "entity" else words.fields.values()
        owner = statement.owner
        if context := self._context(statement).endpoint:
            subject = f"endpoint {context!r}"
        else:
            subject = f"{owner.removeprefix('entity:')!r}" if ":" in owner else "the rule"
        otherwise = "Declare it below Data, or name one that is there."
        mend = mend_for(name.text, known, otherwise)
        cause = f"{subject} names the unknown {name.kind} {name.text!r}"
        return Problem(cause, mend, statement.location)


def _owned(fact: FieldFact, entity: str) -> FieldName:
    return FieldName(fact.field.field, entity)


def _ambiguous(text: str, word: str, statement: Statement) -> Problem:
    cause = (
        f'"{shortened(text)}" means two things, as {word!r} is a name of the spec and a plain word'
    )
    mend = f"Write `{word}` if the name is meant; if not, say it without that word."
    return Problem(cause, mend, statement.location)


def _unplaceable(text: str, statement: Statement, context: Context) -> Problem:
    below_endpoint = replace(context, place="endpoints", endpoint="POST /")
    said = Said(statement.id, text, statement.location)
    if isinstance(read_sentence(text, below_endpoint, said), Match):
        cause = f'"{shortened(text)}" is said of no endpoint here'
        return Problem(cause, "Move it below the endpoint that it speaks of.", statement.location)
    near = suggest(text, context)
    missing = unbuilt(text)
    if missing and (near is None or near.nearness < LIKELY):
        cause = f'"{shortened(text)}" asks for {missing}, which isn\'t built yet'
        return Problem(cause, "Leave it out of the spec.", statement.location)
    cause = f'can\'t place "{shortened(text)}" without a model'
    return Problem(cause, f"{_way(text, near)}, {WITH_A_MODEL}", statement.location)


def _way(text: str, near: Suggestion | None) -> str:
    if near:
        return f'Say it as "{near.text}"'
    if is_negated(text):
        return "Leave it out, say what holds instead of what does not"
    return "Say it as one of the sentences of docs/sentences.md"
