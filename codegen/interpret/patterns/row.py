"""What a row of the table of sentence patterns is, and what reading a sentence by it gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, TypeAlias

from codegen.interpret.facts import (
    AnswerFact,
    Assigned,
    Bounds,
    Fact,
    FieldName,
    Ordered,
    Said,
)
from codegen.interpret.grammar import CHARACTERS, OR_ROLE
from codegen.interpret.words import MENTION, Marked, Mention

Place: TypeAlias = Literal["field", "data", "endpoints", "rules"]
"""Where a row may stand: as a part of a field's bullet, or as a sentence of a section."""
Language: TypeAlias = Literal["english", "chinese"]

_POSSESSED = re.compile(rf"({MENTION})(?:'s?|的)? ?({MENTION})")
_KEY = re.compile(rf"(?:({MENTION})(?:'s?|的)? ?)?({MENTION})([^\ue000-\uefff]*)")
"""A field that a list is sorted by: whose it is, it itself, and what follows it."""
_FIELD_SLOTS = ("field", "fields", "group", "either", "subject")
_OTHER_FIELD_SLOTS = ("order", "flag", "unflag", "wherefield", "unfield", "assignments")
_DESCENDING = "descending|desc|backwards|(?:newest|latest|largest|highest|most recent) first|降序|倒序|从[高大新晚多]到[低小旧早少]"
_MARKS = "\ue000-\uf8ff0-9"
_VALUES = r"[\uf000-\uf8ff]|[0-9]{4}-[0-9]{2}-[0-9]{2}|-?[0-9]+(?:\.[0-9]+)?|yes|no|true|false|是|否|真|假"
_YES = ("yes", "true", "是", "真")
_NO = ("no", "false", "否", "假")


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence that a pattern matches. ``endpoint`` is None outside an endpoint."""

    marked: Marked
    slots: tuple[tuple[str, str], ...]
    endpoint: str | None
    said: Said

    def text(self, slot: str) -> str | None:
        """What the sentence has in the slot; None where the slot stayed empty."""
        return next((text for name, text in self.slots if name == slot), None)

    @property
    def entity(self) -> str | None:
        """The entity that the sentence names in ``{entity}``, ``{one}`` or ``{several}``."""
        slots = (self.text(slot) for slot in ("entity", "one", "several"))
        marks = re.findall(MENTION, next(filter(None, slots), ""))
        return self.marked.mention(marks[-1]).entity if marks else None

    @property
    def parent(self) -> str | None:
        """The entity in ``{parent}``: of whose row the rows are."""
        marks = re.findall(MENTION, self.text("parent") or "")
        return self.marked.mention(marks[-1]).entity if marks else None

    @property
    def fields(self) -> tuple[FieldName, ...]:
        """The fields that the sentence names, in its order; none where it says "a field"."""
        return self.fields_in(*_FIELD_SLOTS)

    def fields_in(self, *slots: str) -> tuple[FieldName, ...]:
        """The fields that the sentence names in these slots."""
        return tuple(
            FieldName(field.field, owner.entity if owner else None)
            for owner, field in self.field_mentions(*slots)
            if field.field
        )

    def field_mentions(self, *slots: str) -> Iterator[tuple[Mention | None, Mention]]:
        """Each field's mention, in any of the slots, with that of the entity it is said to belong to."""
        for name, text in self.slots:
            if name in (slots or (*_FIELD_SLOTS, *_OTHER_FIELD_SLOTS)):
                yield from _pairs(self.marked, text)

    @property
    def order(self) -> tuple[Ordered, ...]:
        """The fields in ``{order}``, and whether each descends; the id, where a list is said to have the newest first."""
        keys = [*_KEY.finditer(self.text("order") or "")]
        found = [(self.marked.mention(key[2]), key[1], key[3]) for key in keys]
        named = [(field.field, owner, words) for field, owner, words in found if field.field]
        if first := self.text("first"):
            named = [("id", None, first)]
        return tuple(
            Ordered(
                FieldName(field, self.marked.mention(owner).entity if owner else None),
                re.search(_DESCENDING, words, re.IGNORECASE) is not None,
            )
            for field, owner, words in named
        )

    @property
    def where(self) -> Assigned | None:
        """What ``<where>`` says that the rows have."""
        return self._unlike() or self._assigned(
            ("flag", True), ("unflag", False), ("wherefield", None)
        )

    @property
    def role(self) -> str:
        """What ``{role}`` calls the users of a role: the name of a field, or a word for it; "" where it is an entity."""
        return self._role(self.text("role") or "")

    @property
    def roles(self) -> tuple[str, ...]:
        """What ``{roles}`` calls each of those who may, as ``role``; "owner" where that is the one user whose row it is."""
        every = re.split(OR_ROLE, self.text("roles") or "", flags=re.IGNORECASE)
        return tuple(self._role(each) or _the_one(each) for each in every)

    def _role(self, said: str) -> str:
        text = re.sub("^(?:the|an?|its|their) ", "", said, flags=re.IGNORECASE)
        if not re.fullmatch(MENTION, text):
            return text
        mention = self.marked.mention(text)
        return mention.field or ("" if mention.entity else mention.text)

    @property
    def assignments(self) -> tuple[Assigned, ...]:
        """The fields in ``{assignments}`` with their values."""
        text = self.text("assignments") or ""
        found = []
        for pair in re.finditer(rf"({MENTION})[^{_MARKS}]*?({_VALUES})", text, re.IGNORECASE):
            field = self.marked.mention(pair[1]).field
            if field:
                found.append(Assigned(FieldName(field), self._value(pair[2])))
        return tuple(found)

    def _assigned(self, *slots: tuple[str, bool | None]) -> Assigned | None:
        for slot, value in slots:
            if found := self.fields_in(slot):
                return Assigned(found[0], self.value if value is None else value)
        return self._state()

    def _unlike(self) -> Assigned | None:
        """What is said that the rows have not."""
        found = self.fields_in("unfield")
        named = Assigned(found[0], self.value) if found else self._state("unstate")
        return replace(named, is_not=True) if named else None

    def _state(self, slot: str = "state") -> Assigned | None:
        """A value of whichever field has it, as in "that are cancelled"."""
        text = self.text(slot)
        if text is None:
            return None
        value = self.marked.quote(text) if re.fullmatch("[\uf000-\uf8ff]", text) else text
        return Assigned(FieldName(""), value)

    def entity_mentions(self) -> Iterator[Mention]:
        """The mentions of entities that are none of a field's."""
        slots = ("entity", "one", "several", "other", "parent")
        texts = (self.text(slot) or "" for slot in slots)
        for mark in re.findall(MENTION, "".join(texts)):
            yield self.marked.mention(mark)

    @property
    def is_own(self) -> bool:
        """Whether it is said of what belongs to whoever asks."""
        return bool(self.text("own") or self.text("current"))

    @property
    def answer(self) -> AnswerFact:
        """The status, the message and (from ``{fields}``) the fields of an answer."""
        code, quoted = self.text("status"), self.text("message")
        fields = self.fields if self.text("fields") else None
        message = self.marked.quote(quoted) if quoted else None
        return AnswerFact(int(code[:3]) if code else None, message, fields)

    @property
    def bounds(self) -> Bounds:
        """The smallest and the largest length or number."""
        exactly = self._number("exactly")
        in_characters = self.text("characters") is not None
        if exactly is not None:
            return Bounds(exactly, exactly, in_characters)
        below, above = self._number("below"), self._number("above")
        minimum = self._number("min") if above is None else _next_to(above, 1)
        maximum = self._number("max") if below is None else _next_to(below, -1)
        return Bounds(minimum, maximum, in_characters, above, below)

    @property
    def value(self) -> str | int | bool:
        """The words, number or yes-or-no in ``{value}``. Raises ValueError where there is none."""
        return self._value(self.text("value") or "")

    def _value(self, written: str) -> str | int | bool:
        text = written.lower()
        if text in _YES or text in _NO:
            return text in _YES
        if re.fullmatch("[\uf000-\uf8ff]", text):
            return self.marked.quote(text)
        return text if "." in text or "-" in text[1:] else int(text)

    @property
    def choices(self) -> tuple[str, ...]:
        """The words in ``{choices}``, as they are quoted or stand in backticks."""
        marks = re.findall("[\ue000-\uf8ff]", self.text("choices") or "")
        return tuple(
            self.marked.quote(mark) if mark >= "\uf000" else self.marked.mention(mark).text
            for mark in marks
        )

    @property
    def pattern(self) -> str:
        """The pattern in ``{pattern}``, as it is quoted or stands in backticks."""
        mark = self.text("pattern") or ""
        return self.marked.quote(mark) if mark >= "\uf000" else self.marked.mention(mark).text

    @property
    def letters(self) -> str:
        """The pattern of a text of the characters in ``{letters}`` alone."""
        words = (self.text("letters") or "").lower()
        named = (ranges for called, ranges in CHARACTERS.items() if re.search(called, words))
        members = dict.fromkeys(each for ranges in named for each in ranges)
        return f"[{''.join(members)}]*"

    def _number(self, slot: str) -> int | Decimal | None:
        text = self.text(slot)
        if text is None:
            return None
        return Decimal(text) if "." in text else int(text)


def _the_one(said: str) -> str:
    """The owner, where not users are meant but the user."""
    return "owner" if said.lower().startswith("the ") else ""


def _next_to(limit: int | Decimal, step: int) -> int | None:
    """The whole number next to a limit that is outside; a fraction has none."""
    return limit + step if isinstance(limit, int) else None


def _pairs(marked: Marked, text: str) -> Iterator[tuple[Mention | None, Mention]]:
    position = 0
    while found := re.compile(MENTION).search(text, position):
        pair = _POSSESSED.match(text, found.start())
        owner = marked.mention(pair[1]) if pair else None
        yield owner, marked.mention(pair[2] if pair else found.group())
        position = pair.end() if pair else found.end()


@dataclass(frozen=True, slots=True)
class Row:
    """One meaning, the ways to say it, and what is made of it.

    ``suggestions`` are the ways it is proposed in English and in Chinese: ``{status:409}`` stands for the
    sentence's status, else 409; a piece in brackets goes where the sentence has nothing to fill it.
    ``examples`` are sentences that the row reads; they are its tests and its lines in docs/sentences.md.
    """

    name: str
    means: str
    places: tuple[Place, ...]
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    facts: Callable[[Reading], tuple[Fact, ...]]
    suggestions: tuple[str, str]
    examples: tuple[str, ...]

    def patterns(self, language: Language) -> tuple[str, ...]:
        """The row's patterns of one language."""
        return self.english if language == "english" else self.chinese

    def suggestion(self, language: Language) -> str:
        """The row's proposal in one language."""
        return self.suggestions[0 if language == "english" else 1]
