"""One sentence -> the facts it states, by the first row of the table whose pattern matches it whole."""

# ruff: noqa: SIM905 - words read better as text
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from codegen.interpret.facts import Fact, OperationFact, Said
from codegen.interpret.grammar import WORDS_OF_SLOTS, compiled, literal_words
from codegen.interpret.needs import may_match
from codegen.interpret.patterns import TABLE
from codegen.interpret.patterns.row import Language, Place, Reading, Row
from codegen.interpret.words import Marked, Vocabulary, mark

_CHINESE = re.compile("[\u3400-\u9fff]")
_WORDS_TRIED = 40
_MIXED = 6
_STOP_WORDS = frozenset("""
    not no nor none nothing nobody never unless except without neither only but cannot it
    they this that one somebody someone everybody everything
    """.split())


@dataclass(frozen=True, slots=True)
class Context:
    """Where a sentence stands. ``endpoint`` is None outside an endpoint."""

    place: Place
    endpoint: str | None
    words: Vocabulary


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A sentence that a pattern matches but for a name that the spec does not declare."""

    kind: Literal["entity", "field"]
    text: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A sentence that means two things: ``word`` is a name that the spec declares, or a plain word."""

    word: str


@dataclass(frozen=True, slots=True)
class Match:
    """A row that reads a sentence, and how."""

    row: Row
    reading: Reading

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What the sentence states."""
        return self.row.facts(self.reading)


def rows_at(place: Place) -> tuple[Row, ...]:
    """The rows that may stand at a place."""
    return tuple(row for row in TABLE if place in row.places)


def language_of(text: str) -> Language:
    """Chinese where the text has a Chinese character, else English."""
    return "chinese" if _CHINESE.search(text) else "english"


def read_sentence(
    text: str, context: Context, said: Said
) -> Match | UnknownName | Ambiguous | None:
    """Reads a sentence, or a clause of one; None where no pattern matches all of it."""
    unknown: UnknownName | None = None
    for markings in (_markings(text, context.words), _mixed_markings(text, context.words)):
        found: Match | None = None
        for marked in markings:
            match, wrong = _first_match(marked, context, said)
            unknown = unknown or wrong
            if found and match and _differ(found, match):
                return Ambiguous(_swallowed(found, match))
            found = found or match
        if found:
            return found
    return unknown or _undeclared(text, context, said)


def _first_match(
    marked: Marked, context: Context, said: Said
) -> tuple[Match | None, UnknownName | None]:
    unknown: UnknownName | None = None
    for match in _matches(marked, context, said):
        wrong = _wrong_mention(match.reading)
        state = match.reading.text("state") or match.reading.text("unstate")
        if context.words.mention(state or "").field:
            continue  # a field that is yes or no, whose name is no word of a list
        if wrong is None:
            return match, unknown
        unknown = unknown or (wrong if isinstance(wrong, UnknownName) else None)
    return None, unknown


def _differ(one: Match, other: Match) -> bool:
    """Whether two readings say different things; who registers may be told by name or not."""
    return [_without_entity(f) for f in one.facts] != [_without_entity(f) for f in other.facts]


def _without_entity(fact: Fact) -> Fact:
    return replace(fact, entity=None) if isinstance(fact, OperationFact) else fact


def _swallowed(one: Match, other: Match) -> str:
    """The name that one reading mentions, and that is a plain word in the other."""
    first, second = (match.reading.marked.mentions for match in (one, other))
    mention = next(each for each in first if first.count(each) > second.count(each))
    return mention.field or mention.entity or mention.text


def _markings(text: str, words: Vocabulary) -> Iterable[Marked]:
    """The sentence with all mentions marked; then without those that are words of the patterns."""
    first = mark(text, words)
    if first is None:
        return
    yield first
    second = mark(text, words, without=grammar_words())
    if second is not None and second != first:
        yield second


def _mixed_markings(text: str, words: Vocabulary) -> Iterable[Marked]:
    """The sentence where of several names that are words of the patterns too one is a name, or one is none."""
    first = mark(text, words)
    names = first.mentions if first else ()
    both = [n for n in dict.fromkeys(m.text.lower() for m in names) if n in grammar_words()]
    if not 2 <= len(both) <= _MIXED:
        return
    for name in both:
        for without in (frozenset((name,)), grammar_words() - {name}):
            marked = mark(text, words, without=without)
            if marked is not None:
                yield marked


@cache
def grammar_words() -> frozenset[str]:
    """Every word that some pattern or slot has."""
    patterns = (pattern for row in TABLE for pattern in (*row.english, *row.chinese))
    in_slots = frozenset(re.findall("[a-z]+", " ".join(WORDS_OF_SLOTS)))
    return in_slots.union(*(literal_words(pattern) for pattern in patterns))


def _matches(marked: Marked, context: Context, said: Said) -> Iterable[Match]:
    language = language_of(marked.text)
    for row in rows_at(context.place):
        for pattern in row.patterns(language):
            if not may_match(pattern, marked.text):
                continue
            if found := compiled(pattern).fullmatch(marked.text):
                yield Match(row, Reading(marked, _slots(found), context.endpoint, said))


def _slots(found: re.Match[str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.partition("__")[0], text)
        for name, text in found.groupdict().items()
        if text is not None
    )


def _wrong_mention(reading: Reading) -> UnknownName | Literal["another kind"] | None:
    """What keeps a reading from being one: a name of the other kind, or of no kind at all."""
    for owner, field in reading.field_mentions():
        if owner and not owner.entity:
            return "another kind" if owner.field else UnknownName("entity", owner.text)
        if not field.field:
            return "another kind" if field.entity else UnknownName("field", field.text)
    for entity in reading.entity_mentions():
        if not entity.entity:
            return "another kind" if entity.field else UnknownName("entity", entity.text)
    return None


def _undeclared(text: str, context: Context, said: Said) -> UnknownName | None:
    """Whether the sentence would be read if one of its plain words were a name.

    English only: Chinese has no word boundaries to go by.
    """
    marked = mark(text, context.words)
    if marked is None or language_of(marked.text) == "chinese":
        return None
    plain = re.sub("[\ue000-\uf8ff]", " ", marked.text)
    known = grammar_words() | _STOP_WORDS
    unique = dict.fromkeys(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", plain))
    for word in list(unique)[:_WORDS_TRIED]:
        if word.lower() in known:
            continue
        quoted = re.sub(rf"(?<![\w`]){re.escape(word)}(?![\w`])", f"`{word}`", text)
        tried = mark(quoted, context.words)
        for match in _matches(tried, context, said) if tried else ():
            if isinstance(wrong := _wrong_mention(match.reading), UnknownName):
                return wrong
    return None
