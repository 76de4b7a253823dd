"""The sentence of the table that comes nearest to one which cannot be placed, filled with its words."""

# ruff: noqa: SIM905 - words read better as text
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from codegen.contract import StatementId
from codegen.interpret.facts import Said
from codegen.interpret.numbers import Numbers
from codegen.interpret.patterns.row import Language, Row
from codegen.interpret.reading import Context, Match, language_of, read_sentence, rows_at
from codegen.interpret.words import MENTION, QUOTED, Marked, mark
from codegen.types import Location

NEAR_TO_NEGATED = 0.5
"""Share of words (Dice's coefficient) that a suggestion has to have in common with a negated sentence."""
LIKELY = 0.6
"""From here on the suggestion is told before anything else that the sentence might ask for."""

_NOWHERE = Said(StatementId(""), "", Location("", 1))
_WORD = re.compile(rf"[a-z][a-z']*|[㐀-鿿]|[0-9]+|{MENTION}|{QUOTED}", re.IGNORECASE)
_SMALL_WORDS = frozenset("""
    a an the of with and or to is are be it in on for that this if when then must shall should may can
    have has answer answers return returns respond responds give gives refuse refused reject rejected
    status code message at 422 not no never cannot don't doesn't isn't aren't 不 没 无 的 和 与 为 是 如 果 时 当 返 回 必 须 应 该 则 消 息 状 态 码
    """.split())
"""Words of every other sentence, by which none is known; what is negated is compared by itself."""
_GENERIC = frozenset(("{mention}", "{message}", "{status}", "{number}"))
_BLANK = re.compile(r"\{(\w+)(?::(\w+))?\}")
_RESTRICTION = re.compile(r"\b(?:only|solely|exclusively|alone)\b|只|仅")
_OWNERS = re.compile(r"\bown|拥有者|所有者|本人|创建者|自己")
_OF_WHOM = {
    "anyone": re.compile(
        r"\b(?:any|every)(?:one|body)\b|\bno (?:log|auth|cred|token|account)|任何人|所有人|每个人|人人|无需|不需要|不用"
    ),
    "logged in": re.compile(r"\blog|\bsign|\bauth|\btoken|登录"),
    "the owner": _OWNERS,
    "one of several": _OWNERS,
}
"""What a sentence has to speak of before it is proposed to let these in: it may mean others."""
_NO_NEGATION = re.compile(
    r"\bn(?:o|ot) (?:more|less|fewer|longer|shorter) than\b|不(?:超过|少于|多于|大于|小于|低于|高于|足|到)"
)
_NEGATION = re.compile(
    r"\b(?:not|no|nor|none|never|neither|nobody|nothing|without|unless|except|cannot)\b|n't\b"
    r"|不|没|无需|无须|未必|勿|除非|禁止"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence that can be placed, and how much of the user's it has, from 0 to 1."""

    text: str
    nearness: float


def suggest(sentence: str, context: Context) -> Suggestion | None:
    """The nearest sentence in the same language that can be placed there.

    Nearness is Dice's coefficient of the words; where that is equal, difflib's ratio of the letters decides.
    A sentence with a negation gets none without, nor the other way round: it would say the opposite.
    None where the sentence is too long or too odd to be compared, or nothing can be placed there.
    """
    marked = mark(sentence[:2_000], context.words)
    if marked is None:
        return None
    language = language_of(marked.text)
    said = _bag(marked.text)
    negated = is_negated(sentence)
    ranked = sorted(
        ((_likeness(said, row, language), row) for row in rows_at(context.place)),
        key=lambda pair: (-pair[0], -_resemblance(marked.text, pair[1], language)),
    )
    for nearness, row in ranked:
        if negated and nearness < NEAR_TO_NEGATED:
            return None
        if row.name in _OF_WHOM and not _OF_WHOM[row.name].search(sentence.lower()):
            continue
        for text in _filled(row, language, marked, context):
            says_alike = is_negated(text) == negated and restricts(text) == restricts(sentence)
            if says_alike and _is_placed(text, row, context):
                return Suggestion(text, nearness)
    return None


def is_negated(sentence: str) -> bool:
    """Whether a sentence says no of something, outside its quotations."""
    bare = _EXAMPLE_QUOTES.sub("", sentence.lower().replace("’", "'"))
    return _NEGATION.search(_NO_NEGATION.sub("", bare)) is not None


def restricts(sentence: str) -> bool:
    """Whether a sentence leaves something to some alone, outside its quotations."""
    return _RESTRICTION.search(_EXAMPLE_QUOTES.sub("", sentence.lower())) is not None


def _is_placed(text: str, row: Row, context: Context) -> bool:
    match = read_sentence(text, context, _NOWHERE)
    return isinstance(match, Match) and match.row is row


# --- Which row is nearest


def _likeness(said: frozenset[str], row: Row, language: Language) -> float:
    return max((_dice(said, bag) for bag in _bags(row.name, row.examples, language)), default=0.0)


def _resemblance(text: str, row: Row, language: Language) -> float:
    examples = (example for example in row.examples if language_of(example) == language)
    return max((SequenceMatcher(None, text[:200], e).ratio() for e in examples), default=0.0)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient; 0 where only marks are shared, which any two sentences have."""
    shared = one & other
    return 2 * len(shared) / (len(one) + len(other)) if shared - _GENERIC else 0.0


@cache
def _bags(name: str, examples: tuple[str, ...], language: Language) -> tuple[frozenset[str], ...]:
    from_here = (example for example in examples if language_of(_bare(example)) == language)
    return tuple(_bag(_bare(example)) for example in from_here)


def _bare(example: str) -> str:
    return _EXAMPLE_FIELDS.sub("\ue000", _EXAMPLE_QUOTES.sub("\uf000", example))


_EXAMPLE_QUOTES = re.compile(r"[\"“][^\"”]*[\"”]")
_EXAMPLE_FIELDS = re.compile(
    r"`\w+`|\b(?:usernames?|passwords?|users?|ages?|ids?)\b|用户名|密码|年龄|用户", re.IGNORECASE
)


def _bag(text: str) -> frozenset[str]:
    """The words that tell sentences apart; all mentions are alike, and all quotations."""
    words = _WORD.findall(text.lower())
    statuses = (word for word in words if word.isdigit() and len(word) == 3)
    return frozenset((*(_kind_of(word) for word in words), *statuses)) - _SMALL_WORDS


def _kind_of(word: str) -> str:
    if re.fullmatch(MENTION, word):
        return "{mention}"
    if re.fullmatch(QUOTED, word):
        return "{message}"
    if word.isdigit():
        return "{status}" if len(word) == 3 else "{number}"
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


# --- How it is filled


def _filled(row: Row, language: Language, marked: Marked, context: Context) -> Iterator[str]:
    """The row's proposal with the sentence's words; with its message first, then without."""
    template = row.suggestion(language)
    for pieces in (r"\1", ""):
        text = re.sub(r"\[([^\]]*)\]", pieces, template)
        filled = _Filler(marked, context, language).filled(text)
        if filled is not None:
            yield filled


class _Filler:
    def __init__(self, marked: Marked, context: Context, language: Language) -> None:
        self._marked = marked
        self._words = context.words
        self._language = language
        self._numbers = Numbers.of(marked.text)
        self._limits = list(self._numbers.limits)

    def filled(self, text: str) -> str | None:
        """The text with every blank filled; None where there is nothing to fill one with."""
        limited = self._numbers.fitted(text)
        if limited is None:
            return None
        text = limited
        filled = _BLANK.sub(lambda blank: self._fill(blank[1], blank[2]) or "\0", text)
        return None if "\0" in filled else filled

    def _fill(self, slot: str, otherwise: str | None) -> str | None:
        """The sentence's word for a slot, else ``otherwise``, else any that fits; None where none does."""
        match slot:
            case "field":
                return next(iter(self._field_names()), None)
            case "fields":
                return self._ticked(self._field_names())
            case "group":
                return self._ticked(self._group())
            case "entity":
                return self._entity()
            case "parent":
                return self._parent()
            case "pattern":
                return self._pattern()
            case "message":
                return self._marked.quotes[0] if self._marked.quotes else None
            case "status":
                return next(iter(self._numbers.statuses), otherwise)
            case _:
                return self._limits.pop(0) if self._limits else otherwise

    def _field_names(self) -> list[str]:
        return self._mentioned() or self._known()[:1]

    def _mentioned(self) -> list[str]:
        return list(dict.fromkeys(m.field for m in self._marked.mentions if m.field))

    def _known(self) -> list[str]:
        entity = next((m.entity for m in self._marked.mentions if m.entity), "")
        theirs = self._words.fields_of.get(entity, ())
        return [name for name in (*theirs, *self._words.fields.values()) if name != "id"]

    def _group(self) -> list[str]:
        """Two fields at least; none where there are no two."""
        mentioned = self._mentioned()
        further = (name for name in dict.fromkeys(self._known()) if name not in mentioned)
        names = mentioned if len(mentioned) > 1 else [*mentioned, *further][:2]
        return names if len(names) > 1 else []

    def _entity(self) -> str | None:
        mentioned = [m.entity for m in self._marked.mentions if m.entity]
        names: Iterable[str] = mentioned or self._words.entities.values()
        name = next(iter(names), None)
        return f"`{name}`" if name else None

    def _parent(self) -> str | None:
        """Another entity than that of ``{entity}``."""
        mentioned = [m.entity for m in self._marked.mentions if m.entity]
        names = [*mentioned, *self._words.entities.values()]
        name = next((name for name in names if f"`{name}`" != self._entity()), None)
        return f"`{name}`" if name else None

    def _pattern(self) -> str:
        """What stands in backticks and is no name; else a pattern that shows what there is."""
        names = (m.text for m in self._marked.mentions if not m.field and not m.entity)
        return f"`{next(names, '[A-Z]{2}-[0-9]{4}')}`"

    def _ticked(self, names: list[str]) -> str | None:
        joint = " and " if self._language == "english" else "和"
        return joint.join(f"`{name}`" for name in names) or None
