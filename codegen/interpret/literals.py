"""Nothing is lost: what stands literally in a statement has to stand in what was made of it.

Paths, methods, numbers, quoted messages and names in backticks or quotes are literals. Each has to stand in a typed
field of an item that cites the statement; one that only a Rule cites, in a Scenario that covers it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from codegen.contract import Contract, Item, Rule, StatementId, pattern_of, varies
from codegen.interpret.wire_parts import MINOR_UNITS
from codegen.spec import Statement
from codegen.spec.sentences import quoted_spans
from codegen.types import JsonValue

PROSE = frozenset(("citations", "summary", "does", "purpose", "reason", "title", "unit"))
"""Members that hold an author's own words: a literal that stands there alone is lost."""

_METHOD = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\b")
_PATH = re.compile(r"(?<![\w/.:<])/[A-Za-z0-9_{}<>:][\w{}<>:/.-]*")
_STANDARD = re.compile(
    r"\b(?:RFC|ISO|IEC|IEEE|UTF|SHA|ECMA|ANSI|BCP|DIN|EAN|ISBN|UPC|Base)[ -]?\d+(?:[:-]\d+)*\b",
    re.ASCII,
)
"""The name of a standard: its number is asked of nobody."""

_LABEL = re.compile(
    r"^\s*\(?\d+[.)](?=\s)|§+\s?\d+|\b(?:step|rule|section|chapter|appendix|version) \d+(?:\.\d+)*\b",
    re.I,
)
"""What only numbers the sentence, or names another by its number."""

_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)", re.ASCII)
_SIZE = re.compile(
    r"(?<![\w.])(\d+(?:[.,]\d+)*)[ \u00a0-]?(?:([kmg])i?b|(kilo|mega|giga)bytes?)(?![A-Za-z])",
    re.ASCII | re.IGNORECASE,
)
_THOUSAND_TIMES = {"k": 1, "m": 2, "g": 3}
_ANY_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_SWAPPED = str.maketrans(",.", ".,")

Kind: TypeAlias = Literal["method", "path", "number", "size", "text"]


@dataclass(frozen=True, slots=True)
class Lost:
    """A literal of a statement that stands nowhere in what was made of it."""

    statement: StatementId
    literal: str
    kind: Kind


def literals(text: str) -> tuple[tuple[Kind, str], ...]:
    """The literals of a statement, in its order."""
    spans = tuple(quoted_spans(text))
    quoted: list[tuple[int, Kind, str]] = []
    rest = text
    for start, end in spans:
        content = text[start:end].strip("`\"“”‘’「」『』'«»„")
        # French writes blanks within its marks: « Étape impossible. »
        content = content.strip() if text[start] == "«" else content
        if content.strip():
            quoted.append((start, "path" if _PATH.fullmatch(content) else "text", content))
        rest = rest[:start] + " " * (end - start) + rest[end:]
    found = [*quoted, *_plain(rest)]
    return tuple(dict.fromkeys((kind, literal) for _, kind, literal in sorted(found)))


def _plain(text: str) -> Iterator[tuple[int, Kind, str]]:
    for match in _METHOD.finditer(text):
        yield match.start(), "method", match[0]
    for match in _PATH.finditer(text):
        yield match.start(), "path", match[0].rstrip(".")
        text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    for names in (_STANDARD, _LABEL):
        text = names.sub(lambda match: " " * len(match[0]), text)
    for match in _SIZE.finditer(text):
        yield match.start(), "size", match[0]
        text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    for match in _NUMBER.finditer(text):
        yield match.start(), "number", match[0]


def vanished(before: Iterable[str], after: Iterable[str]) -> frozenset[str]:
    """The quoted messages and names of earlier statements that the present ones lack."""
    return _quoted(before) - _quoted(after)


def _quoted(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for kind, word in literals(text) if kind == "text")


def lost(contract: Contract, statements: Iterable[Statement]) -> tuple[Lost, ...]:
    """The literals that no typed field of a citing item holds, of statements that no Rule cites."""
    cited = _cited(contract)
    ruled = {c.statement for rule in contract.rules for c in rule.citations}
    passed_over = ruled | {each.statement for each in contract.background}
    return tuple(
        Lost(statement.id, literal, kind)
        for statement in statements
        if statement.id not in passed_over
        for kind, literal in literals(statement.text)
        if not any(holds(value, kind, literal) for value in cited.get(statement.id, ()))
    )


def of_rules(contract: Contract, statements: Iterable[Statement]) -> tuple[Lost, ...]:
    """The literals of statements that a Rule cites which no typed field holds: a Scenario has to show them."""
    cited = _cited(contract)
    ruled = {c.statement for rule in contract.rules for c in rule.citations}
    return tuple(
        Lost(statement.id, literal, kind)
        for statement in statements
        if statement.id in ruled
        for kind, literal in literals(statement.text)
        if not any(holds(value, kind, literal) for value in cited.get(statement.id, ()))
    )


def _cited(contract: Contract) -> dict[StatementId, list[str]]:
    """The values of the typed fields of the items that cite each statement, as one text an item."""
    found: dict[StatementId, list[str]] = {}
    for item in _items(contract):
        if not isinstance(item, Rule):
            values = "\n".join(_values(item.model_dump(mode="json")))
            for citation in getattr(item, "citations", ()):
                found.setdefault(citation.statement, []).append(values)
    for statement, count in _row_counts(contract).items():
        found.setdefault(statement, []).append(str(count))
    for assumption in contract.assumptions:
        if assumption.statement:
            chosen = f"{assumption.about}\n{assumption.chosen}"
            found.setdefault(assumption.statement, []).append(chosen)
    return found


def _row_counts(contract: Contract) -> Counter[StatementId]:
    """How many rows each statement names: "starts with 3 categories" is held by three rows."""
    return Counter(s for row in contract.rows for s in {c.statement for c in row.citations})


def _items(value: object) -> Iterator[Item]:
    if isinstance(value, Item):
        yield value
        for name in type(value).model_fields:
            yield from _items(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _items(inner)


def _values(value: JsonValue) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in PROSE:
                yield from _values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner)
    else:
        yield value if isinstance(value, str) else json.dumps(value)


def holds(values: str, kind: Kind, literal: str) -> bool:
    """Whether values hold a literal; 12.5 may be kept as 1250 cents, and a path may call its parameters otherwise."""
    if kind == "number" and (days := days_of(literal)):
        return literal in values or any(day.isoformat() in values for day in days)
    if kind == "number":
        wanted = {form for value in amounts(literal) for form in (value, value * MINOR_UNITS)}
        return any(wanted & amounts(match[0]) for match in _ANY_NUMBER.finditer(values))
    if kind == "size":
        return any(_bytes(literal) & amounts(match[0]) for match in _ANY_NUMBER.finditer(values))
    if kind == "path":
        return _without_parameters(literal) in _without_parameters(values)
    folded = re.sub(r"[\s_-]+", "", literal).casefold()
    if folded in re.sub(r"[\s_-]+", "", values).casefold():
        return True
    return any(re.search(pattern_of(line), literal) for line in values.split("\n") if varies(line))


def _bytes(size: str) -> frozenset[Decimal]:
    """How many bytes ``100 KB`` may be: people count both by 1000 and by 1024."""
    match = _SIZE.fullmatch(size)
    assert match is not None
    power = _THOUSAND_TIMES[(match[2] or match[3])[0].lower()]
    return frozenset(amount * step**power for amount in amounts(match[1]) for step in (1000, 1024))


def amounts(number: str) -> frozenset[Decimal]:
    """What a number may be: a comma, or a point, parts thousands where three digits follow, else a fraction."""
    forms = set[str]()
    if number.count(".") <= 1 and "," not in number:
        forms.add(number)
    if number.count(",") == 1 and "." not in number:
        forms.add(number.replace(",", "."))
    if _THOUSANDS.fullmatch(number):
        forms.add(number.replace(",", ""))
    if _THOUSANDS.fullmatch(swapped := number.translate(_SWAPPED)) and "," in swapped:
        forms.add(swapped.replace(",", ""))
    return frozenset(map(Decimal, forms))


def days_of(literal: str) -> tuple[date, ...]:
    """The days that ``1.3.2025`` may be: people write the day first, or the month."""
    match = _DAY.fullmatch(literal)
    if match is None:
        return ()
    first, second, year = (int(part) for part in match.groups())
    found = []
    for day, month in ((first, second), (second, first)):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def _without_parameters(text: str) -> str:
    return re.sub(r"\{[^}]*\}|<[^>]*>|(?<=/):\w+", "{}", text)
