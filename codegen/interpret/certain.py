"""What the grammar reads for certain in Data, Endpoints and Rules: a model may not contradict it.

A statement that is not read whole holds nobody, and neither does one that leans on such a statement ("otherwise ...").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from codegen.contract import StatementId
from codegen.interpret.data import Data
from codegen.interpret.facts import Fact, FieldDeclared, FieldFact, Kind, Said
from codegen.interpret.names import why_no_entity, why_no_field
from codegen.spec import Spec, Statement
from codegen.types import Problem

_QUALIFIES = re.compile(
    r"\b(or|unless|except|but|if|when|whenever|while|until|for|only|not|no|never|in)\b|[除或若当但不]|如果",
    re.IGNORECASE,
)
"""What an unread part of a bullet may have that changes what its other parts mean."""

_LEANS = re.compile(
    r"(?:otherwise|else|then|it|they|if not|in (?:all|every) other)\b|否则|不然|其[他它]|那么|则|就",
    re.IGNORECASE,
)
"""How a sentence begins that means nothing without the one before it."""

_MEND = "Run again with --fresh, name a stronger model, or say in the sentence itself what is different."


@dataclass(frozen=True, slots=True)
class Certain:
    """Fields that are declared, and facts that are stated, for certain.

    ``whole`` are the statements of which every word was read; ``prefix`` stands before the paths of endpoints.
    """

    prefix: str = ""
    fields: tuple[FieldDeclared, ...] = ()
    facts: tuple[Fact, ...] = ()
    whole: frozenset[StatementId] = frozenset()

    @property
    def settled(self) -> frozenset[StatementId]:
        """The statements that mean what was read of them whatever else the spec says."""
        return self.whole | {declared.said.statement for declared in self.fields}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A demand of a statement, in words, and what an answer has instead (``says 255``)."""

    said: Said
    demand: str
    answer: str

    def told(self, text: str) -> str:
        """What the answer's author is told; ``text`` is the statement's."""
        demand = f"{self.said.statement} says that {self.demand}"
        return f"{demand}; your answer {self.answer}. Its words are {text!r}."

    def problem(self, text: str) -> Problem:
        """What the spec's author is told where the answer stays as it is."""
        cause = f'"{text}" says that {self.demand}, but the model\'s answer {self.answer}'
        return Problem(cause, _MEND, self.said.location)


def certain(
    spec: Spec, data: Data, facts: Iterable[Fact], unread: Collection[StatementId]
) -> Certain:
    """What is certain of what was read.

    Args:
        facts: what sentences state.
        unread: the statements that were not read, or not whole.
    """
    sections = ("data", "endpoints", "rules")
    structured = [s for s in spec.statements if s.section in sections]
    leaning = set(_leaning(structured, unread))
    whole = frozenset(s.id for s in structured if s.id not in unread and s.id not in leaning)
    return Certain(
        prefix=spec.prefix,
        fields=tuple(d for d in data.fields if _is_certain(d, data, whole)),
        facts=tuple(fact for fact in facts if _is_held(fact, data, whole)),
        whole=whole,
    )


def _leaning(
    statements: Iterable[Statement], unread: Collection[StatementId]
) -> Iterator[StatementId]:
    """The statements that go on with one that was not read."""
    open_ends = set(unread)
    for before, statement in pairwise(statements):
        follows = before.owner == statement.owner and before.id in open_ends
        if follows and _LEANS.match(statement.text):
            open_ends.add(statement.id)
            yield statement.id


def _is_held(fact: Fact, data: Data, whole: Collection[StatementId]) -> bool:
    if fact.said.statement in whole:
        return True
    if not isinstance(fact, FieldFact) or fact.field.entity is None:
        return False
    declared = data.field_of(fact.field.entity, fact.field.field)
    same = declared is not None and declared.said.statement == fact.said.statement
    return same and declared is not None and _is_certain(declared, data, whole)


def _is_certain(declared: FieldDeclared, data: Data, whole: Collection[StatementId]) -> bool:
    """Whether a bullet certainly declares a column of that name.

    "`members`: a list of users" declares none, and "Note: nobody is deleted" no field at all.
    """
    if why_no_entity(declared.entity) or why_no_field(declared.name):
        return False
    own = [fact for fact in data.facts if fact.said.statement == declared.said.statement]
    unread = data.unread.get(declared.said.statement, ())
    if not unread:
        is_named = "`" in declared.said.quote
        return declared.said.statement in whole and (is_named or bool(own))
    typed = any(isinstance(f.trait, Kind) and f.field.field == declared.name for f in own)
    return typed and not any(_QUALIFIES.search(part) for part in unread)
