"""Whether a Scenario shows a literal of a Rule at work: few numbers of a sentence stand in an exchange as they do there.

"At most 5 loans" is shown by a sixth request, "within 3 days" by times that lie three days apart, "20 percent" by
8.00 of 10.00, "9 characters" by texts of eight and of nine. A message or a name is shown by itself alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from codegen.contract import Contract, StatementId
from codegen.interpret.literals import Kind, Lost, amounts, days_of, holds, of_rules
from codegen.scenario import Expectation, JsonPath, Scenario
from codegen.scenario.text import history
from codegen.spec import Statement

_REQUEST = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) (\S+)", re.M)
_TOGETHER = re.compile(r"^#\s*together:\s*(\d+)", re.M)
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_LIST = re.compile(r"\[([^\[\]]*)\]")
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
_AMOUNT = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.-])")
_PLACE = re.compile(r"\{[^{}\n]*\}|<[^<>\n]*>|(?<=/):\w+|…|\.\.\.")
_NAMED = re.compile(rf"{_PLACE.pattern}|\b[A-Z]{{4,}}\b")
"""Places of a message that has small letters too: "In use by NAME." """
_FORM = re.compile(r"(?=(?:[^YMDHSymdhs]*[YMDHSymdhs]){4})[YMDHSTZymdhs:./ -]+")
_PERCENT = re.compile(
    r"\s*-?(?:%|％|per ?cent|pro[zc]ent|por ?cento|por ?ciento|pour ?cent|процент|パーセント|퍼센트)",
    re.I,
)
_AFTERNOON = re.compile(r"\s*p\.?m\b", re.I)
_SPAN = re.compile(
    r"\s*-?(?:(?:full|whole|calendar|working) )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|天|小时|分钟|个月|周)",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{5,}")
"""A word that may stand in a sentence in another form than in a request: « terminées » for "terminée"."""
_ENDING = 2
_ROUNDING = Decimal("0.01")
_SLACK_S = 60
_DAY_S = 86_400
_UNITS_S = (1, 60, 3_600, _DAY_S, 7 * _DAY_S)
_MONTHS_A_YEAR = 12


class Shown:
    """What the Scenarios that cover a statement show, by their exchanges alone: a title asserts nothing."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = tuple(texts)

    def holds(self, statement: str, kind: Kind, literal: str) -> bool:
        """Whether a literal of this statement is shown, as it stands there or at work."""
        if kind == "number":
            return self._has_number(statement, literal)
        wanted = (_pattern(literal), *([_inflected(literal)] if _WORD.fullmatch(literal) else []))
        return any(
            holds(text, kind, literal) or any(each.search(text) for each in wanted)
            for text in self._texts
        )

    def _has_number(self, statement: str, literal: str) -> bool:
        alone = rf"(?<![\d.,]){re.escape(literal)}(?!\d)"
        places = [match.span() for match in re.finditer(alone, statement)]
        behind = [statement[end:] for _, end in places]
        texts = self._texts
        if behind and all(_SPAN.match(text) for text in behind):
            # "3 days" is not shown by a day in March.
            texts = tuple(_TIME.sub(" ", text) for text in texts)
        is_percent = any(_PERCENT.match(text) for text in behind) or any(
            statement[:start].rstrip().endswith("百分之") for start, _ in places
        )
        if days := frozenset(map(date.isoformat, days_of(literal))):
            return any(day in text for day in days for text in self._texts)
        is_afternoon = any(_AFTERNOON.match(text) for text in behind)
        return (
            any(holds(text, "number", literal) for text in texts)
            or any(self._is_at_work(value, is_percent) for value in amounts(literal))
            or (is_afternoon and self._has_hour(amounts(literal)))
        )

    def _is_at_work(self, value: Decimal, is_percent: bool) -> bool:
        if is_percent and self._has_share(value / 100):
            return True
        return value == value.to_integral_value() and self._has_count(int(value))

    def _has_hour(self, values: Iterable[Decimal]) -> bool:
        hours = {int(value) % 12 + 12 for value in values}
        return any(time.hour in hours for text in self._texts for time in _times(text))

    def _has_count(self, count: int) -> bool:
        """Whether something is done, listed or long so often, or once more; or so much time passes."""
        sizes = self._sizes
        long_ = {count, count + 1} <= self._lengths or {count - 1, count} <= self._lengths
        return count in sizes or count + 1 in sizes or long_ or self._passes(count)

    @cached_property
    def _sizes(self) -> frozenset[int]:
        """How often a request is sent in a Scenario, how many are sent at once, and how long its lists are."""
        found = set[int]()
        for text in self._texts:
            found |= set(Counter(m.groups() for m in _REQUEST.finditer(text)).values())
            found |= {int(match[1]) for match in _TOGETHER.finditer(text)}
            found |= {m[1].count(",") + 1 for m in _LIST.finditer(text) if m[1].strip()}
        return frozenset(found)

    @cached_property
    def _lengths(self) -> frozenset[int]:
        return frozenset(len(m[1]) for text in self._texts for m in _STRING.finditer(text))

    def _passes(self, count: int) -> bool:
        """Whether two times lie so many seconds, minutes, hours, days, weeks, or full months or years apart."""
        return any(
            any(abs(apart - count * unit) <= _SLACK_S for unit in _UNITS_S)
            or days in (count, count + 1)
            or months == count
            or months // _MONTHS_A_YEAR == count
            for apart, days, months in self._apart
        )

    @cached_property
    def _apart(self) -> tuple[tuple[float, int, int], ...]:
        """Seconds, days and full months between each two times of a Scenario."""
        found = []
        for text in self._texts:
            for early, late in combinations(sorted(set(_times(text))), 2):
                months = (late.year - early.year) * _MONTHS_A_YEAR + late.month - early.month
                months -= late.day < early.day
                days = (late.date() - early.date()) // timedelta(days=1)
                found.append(((late - early).total_seconds(), days, months))
        return tuple(found)

    def _has_share(self, share: Decimal) -> bool:
        """Whether of two amounts one is that share of the other, or that much more or less."""
        for text in self._texts:
            values = {Decimal(match[0]) for match in _AMOUNT.finditer(text)}
            for whole in values:
                parts = (whole * share, whole * (1 - share), whole * (1 + share))
                if any(
                    abs(value - part) < _ROUNDING for part in parts for value in values - {whole}
                ):
                    return True
        return False


def _pattern(literal: str) -> re.Pattern[str]:
    """What finds a path, a message or a form (``YYYY-MM-DD``) with values where the sentence has places for them."""
    if _FORM.fullmatch(literal):
        return re.compile(re.sub(r"[YMDHSymdhs]", r"\\d", literal.replace(".", r"\.")))
    place = _NAMED if re.search(r"\b[a-z]{2,}\b", literal) else _PLACE
    parts = (r"\s*".join(map(re.escape, part.split())) for part in place.split(literal))
    return re.compile(r"[^\n]+?".join(parts), re.I)


def _inflected(word: str) -> re.Pattern[str]:
    """What finds another form of a word: one that differs in its last letters alone."""
    stem = word[: max(len(word) - _ENDING, len(word) // 2 + 1)]
    return re.compile(rf"\b{re.escape(stem)}\w{{0,{2 * _ENDING}}}\b", re.I)


def _times(text: str) -> Iterator[datetime]:
    for match in _TIME.finditer(text):
        try:
            yield datetime.fromisoformat(match[0].replace(" ", "T"))
        except ValueError:  # a test may well send a day that does not exist
            continue


def unshown(
    contract: Contract,
    statements: Sequence[Statement],
    covering: Iterable[tuple[Sequence[StatementId], str]],
) -> tuple[Lost, ...]:
    """The literals of Rules that neither a typed field of a citing item nor a covering Scenario shows.

    Args:
        covering: for each Scenario the statements that it covers, and its exchanges as text.
    """
    texts: dict[StatementId, list[str]] = {}
    for covers, text in covering:
        for statement_id in covers:
            texts.setdefault(statement_id, []).append(text)
    said = {statement.id: statement.text for statement in statements}
    shown = {statement: Shown(texts.get(statement, ())) for statement in said}
    return tuple(
        each
        for each in of_rules(contract, statements)
        if not shown[each.statement].holds(said[each.statement], each.kind, each.literal)
    )


def derived_exchanges(scenario: Scenario) -> str:
    """What a Scenario sends and asserts that no model wrote."""
    expected = [_expected(e) for exchange in scenario.exchanges for e in exchange.expectations]
    return "\n".join((history(scenario, len(scenario.exchanges)), *expected))


def _expected(expectation: Expectation) -> str:
    query = expectation.query
    path = ".".join(map(str, query.steps)) if isinstance(query, JsonPath) else ""
    return f"{path} {expectation.value}"
