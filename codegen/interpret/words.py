"""A spec's own words: its entities and fields, and where a sentence mentions them.

A sentence is matched in its marked form: each mention and each quotation has become one character of
Unicode's private use area, and what is left is normalised. So a pattern's slots are one character wide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from codegen.interpret.names import plural_of, snake_case
from codegen.spec.sentences import quoted_spans

SENTENCE_LIMIT_CHARACTERS = 2_000
"""A longer sentence is placed by no pattern."""
MENTION = "[\ue000-\uefff]"
QUOTED = "[\uf000-\uf8ff]"

_FIRST_MENTION, _FIRST_QUOTED = 0xE000, 0xF000
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_RANGE_DASH = re.compile(r"(?<=[0-9]) ?[-–—~〜] ?(?=[0-9])")
_ARROW = re.compile(r"-+>|=+>|[→⇒➜]")
_GAP = re.compile(r"(?:[\s,:、—–]|(?<=\s)-+(?=\s))+")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_REASON = re.compile(
    "|".join(rf"(?<={code.value}) \(?{re.escape(code.phrase)}(?!\w)\)?" for code in HTTPStatus),
    re.IGNORECASE,
)
_PLAIN_CODE = re.compile(r"[1-5][0-9]{2}|-?[0-9]+|null|true|false|[a-z]+/[a-z.+-]+", re.IGNORECASE)


_SPELLINGS = {"email": ("e-mail", "e-mails", "e-mail address", "email address")}
"""Other ways in which people write a name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A word that may name an entity, a field, both, or (in backticks only) nothing that is known."""

    text: str
    entity: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence ready for matching, and what its marks stand for."""

    text: str
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[str, ...] = ()

    def mention(self, mark: str) -> Mention:
        """What a mark of ``MENTION`` stands for."""
        return self.mentions[ord(mark) - _FIRST_MENTION]

    def quote(self, mark: str) -> str:
        """The words that a mark of ``QUOTED`` stands for, without their quotation marks."""
        return self.quotes[ord(mark) - _FIRST_QUOTED]


@dataclass(slots=True)
class Vocabulary:
    """The names that a spec declares, in every form in which a sentence may mention them."""

    entities: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    fields_of: dict[str, list[str]] = field(default_factory=dict)
    """The names of the fields of each entity."""

    def add_entity(self, name: str, aliases: Iterable[str]) -> None:
        """Makes an entity known: ``LineItem`` as line item, line items, line_item, and by aliases."""
        snake = snake_case(name)
        for form in (name, snake, plural_of(snake), f"{name}s", *aliases):
            self._add(self.entities, form, name)

    def add_field(self, name: str, aliases: Iterable[str], entity: str = "") -> None:
        """Makes a field known: ``full_name`` as full name and full names, and by its aliases."""
        self.fields_of.setdefault(entity, []).append(name)
        for form in (name, plural_of(name), *aliases, *_SPELLINGS.get(name.lower(), ())):
            self._add(self.fields, form, name)

    def mention(self, text: str) -> Mention:
        """What a word means; neither entity nor field where it is not known."""
        form = _form(text)
        return Mention(text, self.entities.get(form), self.fields.get(form))

    def pattern(self, without: frozenset[str]) -> re.Pattern[str] | None:
        """What finds every form in a text but those in ``without``, longest first."""
        forms = sorted((self.entities.keys() | self.fields.keys()) - without, key=_longest_first)
        if not forms:
            return None
        return re.compile("|".join(_bounded(form) for form in forms), re.IGNORECASE)

    @staticmethod
    def _add(forms: dict[str, str], form: str, name: str) -> None:
        forms.setdefault(_form(form), name)
        forms.setdefault(_form(form.replace("_", " ")), name)
        forms.setdefault(_form(form.replace("_", "-")), name)


def _form(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _longest_first(form: str) -> tuple[int, str]:
    return -len(form), form


def _bounded(form: str) -> str:
    start = r"(?<![A-Za-z0-9_])" if form[0].isascii() else ""
    end = r"(?![A-Za-z0-9_])" if form[-1].isascii() else ""
    return f"{start}{re.escape(form)}{end}"


def mark(text: str, words: Vocabulary, without: frozenset[str] = frozenset()) -> Marked | None:
    """The sentence in its marked form.

    ``without`` are forms to be left as they stand outside backticks. None where the text is longer than
    ``SENTENCE_LIMIT_CHARACTERS`` or uses the private use area itself.
    """
    if len(text) > SENTENCE_LIMIT_CHARACTERS or _PRIVATE.search(text):
        return None
    return _Marker(words, words.pattern(without)).mark(text)


class _Marker:
    def __init__(self, words: Vocabulary, pattern: re.Pattern[str] | None) -> None:
        self._words = words
        self._pattern = pattern
        self._mentions: list[Mention] = []
        self._quotes: list[str] = []

    def mark(self, text: str) -> Marked:
        parts = "".join(self._parts(text))
        return Marked(_gaps_closed(parts), tuple(self._mentions), tuple(self._quotes))

    def _parts(self, text: str) -> Iterator[str]:
        position = 0
        for start, end in quoted_spans(text):
            yield self._prose(text[position:start])
            yield self._quoted(text[start:end])
            position = end
        yield self._prose(text[position:])

    def _prose(self, text: str) -> str:
        plain = unicodedata.normalize("NFKC", text.replace("’", "'"))
        if self._pattern is None:
            return plain
        return self._pattern.sub(lambda found: self._mention(found.group()), plain)

    def _mention(self, word: str) -> str:
        self._mentions.append(self._words.mention(word))
        return chr(_FIRST_MENTION + len(self._mentions) - 1)

    def _quoted(self, text: str) -> str:
        if not text.startswith("`"):
            self._quotes.append(text[1:-1])
            return chr(_FIRST_QUOTED + len(self._quotes) - 1)
        name = text.strip("`").strip()
        return name if _PLAIN_CODE.fullmatch(name) else self._mention(name)


def _gaps_closed(text: str) -> str:
    numbers = _REASON.sub("", _THOUSANDS.sub("", text.replace("−", "-")))
    arrows = _ARROW.sub(",", _RANGE_DASH.sub("-", numbers))
    return _GAP.sub(lambda gap: " " if gap.group().isspace() else ",", arrows).strip(" ,")
