"""The lines of ``[Asserts]`` and ``[Captures]``: queries, predicates and their values.

https://hurl.dev/docs/asserting-response.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Set
from dataclasses import replace

from codegen.scenario import (
    BodyBytes,
    BodyText,
    Capture,
    Comparison,
    CookieValue,
    Expectation,
    Found,
    HeaderValue,
    JsonPath,
    JsonValue,
    PathStep,
    Predicate,
    Query,
    StatusCode,
    Where,
    Whole,
)
from codegen.scenario.block import NAME, Block, Line
from codegen.scenario.literals import (
    read_bytes,
    read_json,
    read_quoted,
    read_scalar,
    starts_bytes,
)
from codegen.scenario.suggestion import mend_for

QUERIES = ("jsonpath", "header", "cookie", "body", "bytes", "status", "regex")
_OF_TEXT = (JsonPath, HeaderValue, BodyText, CookieValue)
"""What a pattern is looked for in."""
_EQUAL: tuple[Predicate, ...] = ("==", "!=")
_ORDER: tuple[Predicate, ...] = ("<", ">", "<=", ">=")
_TEXT: tuple[Predicate, ...] = ("startsWith", "endsWith")
_WITH_VALUE: tuple[Predicate, ...] = ("==", "!=", *_ORDER, "contains", *_TEXT, "matches")
_KINDS: tuple[Predicate, ...] = (
    *("isString", "isInteger", "isFloat", "isNumber", "isBoolean", "isList", "isCollection"),
    *("isObject", "isDate", "isIsoDate"),
)
_BARE: tuple[Predicate, ...] = ("exists", "isEmpty", *_KINDS)
PREDICATES: tuple[Predicate, ...] = (*_WITH_VALUE, *_BARE, "count")
_OF_BYTES: tuple[Predicate, ...] = ("==", "!=", "contains", *_TEXT, "exists", "isEmpty", "count")
_WHOLE: dict[str, Whole] = {"body": BodyText(), "bytes": BodyBytes(), "status": StatusCode()}
_SIGNS: tuple[Comparison, ...] = ("<", ">", "<=", ">=")
_COOKIE_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TEMPLATE = re.compile(r"\{\{\w+\}\}")
_LONG_FORMS = {  # Hurl's own that are not read here
    "equals": "==",
    "notEquals": "!=",
    "greaterThan": ">",
    "lessThan": "<",
    "greaterThanOrEquals": ">=",
    "lessThanOrEquals": "<=",
    "includes": "contains",
    "countEquals": "count ==",
}
_WORD = re.compile(r"[^\s\"`#]+")
_SPACES = re.compile(r"[ \t]*")
_COUNTED = re.compile(r"(not[ \t]+)?(==|!=|<=|>=|<|>)[ \t]*")
_NAME = r"\.([A-Za-z_][A-Za-z0-9_-]*)|\['([^']*)'\]|\[\"([^\"]*)\"\]"
_STEP = re.compile(rf"{_NAME}|\[(\d{{1,9}}|\*)\]")
_FILTER = re.compile(
    rf"\[\?[ ]*(?P<open>\()?[ ]*@(?:{_NAME})[ ]*==[ ]*"
    r"(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|(?P<bare>[^\s'\"()\[\]]+))[ ]*(?(open)\))[ ]*\]"
)
_STEPS_MEND = "Use $, .name, ['name'], [0], [*] and one [?(@.name=='x')] only."


def read_expectation(block: Block, line: Line, captured: Set[str] | None) -> Expectation:
    """One line of ``[Asserts]``. Raises SpecRejected at the mistake."""
    query, offset = read_query(block, line.start)
    expectation, end = _read_predicate(block, offset, query)
    block.check_templates(line.start, end, captured)
    block.check_rest(end, "the predicate")
    return replace(expectation, location=block.location(line.start))


def read_capture(block: Block, line: Line) -> Capture:
    """One line of ``[Captures]``, ``name: query``. Raises SpecRejected at the mistake."""
    name, colon, _ = line.text.partition(":")
    if not colon or not NAME.fullmatch(name.strip()):
        mend = 'Write "name: jsonpath ...", the name of letters, digits and _.'
        raise block.rejected(line.start, f"{line.text[:60]!r} is no capture", mend)
    query, end = read_query(block, _skip(block, line.start + len(name) + 1))
    block.check_rest(end, "the query")
    return Capture(name.strip(), query)


def read_query(block: Block, start: int) -> tuple[Query, int]:
    """The query at ``start`` and the offset behind it; ``regex`` stands alone, or behind a query of a text.

    https://hurl.dev/docs/filters.html#regex
    """
    is_alone = _word(block, start) == "regex"
    query, end = (BodyText(), start) if is_alone else _read_whole(block, start)
    offset = _skip(block, end)
    if _word(block, offset) != "regex":
        return query, end
    if not isinstance(query, _OF_TEXT):
        mend = "Write regex alone for the body, or behind header, cookie, jsonpath or body."
        raise block.rejected(offset, "a pattern is looked for in texts alone", mend)
    pattern, end = _read_pattern(block, _skip(block, offset + len("regex")))
    return Found(query, pattern), end


def _read_whole(block: Block, start: int) -> tuple[Whole, int]:
    word = _word(block, start)
    if word in _WHOLE:
        return _WHOLE[word], start + len(word)
    if word not in QUERIES:
        mend = f"Queries are {', '.join(QUERIES)}."
        if word == "xpath":
            mend = "Write 'body contains \"...\"': of HTML only its text is looked at."
        raise block.rejected(start, f"the query {word[:40]!r} is unknown", _mend(word, mend))
    argument = _skip(block, start + len(word))
    text, end = read_quoted(block, argument)
    if word == "header":
        return HeaderValue(text), end
    if word == "cookie":
        return _cookie(block, text, argument), end
    return JsonPath(_steps(block, text, argument)), end


def _mend(word: str, otherwise: str) -> str:
    return otherwise if word == "xpath" else mend_for(word, QUERIES, otherwise)


def _cookie(block: Block, name: str, argument: int) -> CookieValue:
    if not _COOKIE_NAME.fullmatch(name):
        mend = 'Name the cookie alone; of its attributes read header "Set-Cookie".'
        raise block.rejected(argument + 1, f"{name[:60]!r} is no cookie's name", mend)
    return CookieValue(name)


def _steps(block: Block, path: str, offset: int) -> tuple[PathStep, ...]:
    if not path.startswith("$"):
        cause = f"the path {path[:60]!r} does not start with $"
        raise block.rejected(offset + 1, cause, _STEPS_MEND)
    position, steps = 1, list[PathStep]()
    while position < len(path):
        found = _FILTER.match(path, position)
        match = found or _STEP.match(path, position)
        repeated = found and any(isinstance(step, Where) for step in steps)
        if match is None or repeated:
            cause = f"the path {path[:60]!r} is not supported"
            raise block.rejected(offset + 1 + position, cause, _STEPS_MEND)
        steps.append(_where(block, found, offset + 1) if found else _step(match))
        position = match.end()
    return tuple(steps)


def _where(block: Block, match: re.Match[str], offset: int) -> Where:
    name = next(name for name in match.group(2, 3, 4) if name is not None)
    quoted = match["single"] if match["single"] is not None else match["double"]
    if quoted is not None:
        return Where(name, quoted)
    bare = match["bare"]
    if template := _TEMPLATE.fullmatch(bare):
        return Where(name, template.group())
    try:
        value = json.loads(bare)
    except ValueError:
        cause = f"the filter's value {bare[:40]!r} is no number, true, false, null or 'text'"
        raise block.rejected(offset + match.start("bare"), cause, _STEPS_MEND) from None
    return Where(name, value)


def _step(match: re.Match[str]) -> PathStep:
    index = match[4]
    if index is not None:
        return "*" if index == "*" else int(index)
    return next(name for name in match.groups() if name is not None)


def _read_predicate(block: Block, offset: int, query: Query) -> tuple[Expectation, int]:
    start = _skip(block, offset)
    word = _word(block, start)
    negated = word == "not"
    if negated:
        start = _skip(block, start + len(word))
        word = _word(block, start)
    predicate = next((known for known in PREDICATES if known == word), None)
    if predicate is None:
        raise _unknown_predicate(block, start, word)
    if isinstance(query, BodyBytes) and predicate not in _OF_BYTES:
        mend = f"Of bytes there are {', '.join(_OF_BYTES)}."
        raise block.rejected(start, f"{word!r} does not fit bytes", mend)
    end = start + len(word)
    if predicate in _BARE:
        return Expectation(query, predicate, negated=negated), end
    if predicate == "count":
        return _read_count(block, end, query, negated)
    value, end = _read_value(block, _skip(block, end), predicate, query)
    return Expectation(query, predicate, value, negated), end


def _unknown_predicate(block: Block, start: int, word: str) -> Exception:
    listed = f"Predicates are {', '.join(PREDICATES)}."
    if not word:
        return block.rejected(start, "the assert has no predicate", listed)
    cause = f"the predicate {word[:40]!r} is unknown"
    if word in _LONG_FORMS:
        return block.rejected(start, cause, f"Write {_LONG_FORMS[word]!r}.")
    return block.rejected(start, cause, mend_for(word, PREDICATES, listed))


def _read_count(block: Block, end: int, query: Query, negated: bool) -> tuple[Expectation, int]:
    start = _skip(block, end)
    sign = _COUNTED.match(block.text, start)
    number = read_scalar(block, sign.end()) if sign else None
    if sign is None or number is None or not _is_natural(number[0]):
        raise block.rejected(start, "count needs a number", 'Write "count == 3".')
    negations = (negated, bool(sign[1]), sign[2] == "!=")
    compared: Comparison = next((known for known in _SIGNS if known == sign[2]), "==")
    odd = sum(negations) % 2 == 1
    return Expectation(query, "count", number[0], odd, compared), number[1]


def _is_natural(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _read_value(
    block: Block, start: int, predicate: Predicate, query: Query
) -> tuple[JsonValue, int]:
    if predicate == "matches":
        return _read_pattern(block, start)
    if starts_bytes(block.text[start : start + 7]):
        return _read_hex(block, start, query)
    whole = predicate in _EQUAL and block.text[start : start + 1] in ("[", "{")
    is_json = whole and block.text[start : start + 2] != "{{"
    found = read_json(block, start) if is_json else read_scalar(block, start)
    if found is None:
        mend = 'Write a "string", a number, true, false, null, a list, an object or {{name}}.'
        raise block.rejected(start, f"{predicate!r} needs a value", mend)
    written = block.text[start : found[1]]
    if predicate in _ORDER and (found[0] is None or isinstance(found[0], bool)):
        cause = f"{predicate!r} cannot compare {written}"
        raise block.rejected(start, cause, "Write a number or a string.")
    if predicate in _TEXT and not isinstance(found[0], str):
        raise block.rejected(start, f"{predicate!r} cannot compare {written}", "Write a string.")
    if isinstance(query, BodyBytes):
        raise block.rejected(start, "bytes are compared with bytes", "Write hex,89504e47;")
    return found


def _read_hex(block: Block, start: int, query: Query) -> tuple[JsonValue, int]:
    content, end = read_bytes(block, start)
    if not isinstance(query, BodyBytes):
        mend = "Write the query 'bytes', or a \"string\"."
        raise block.rejected(start, "only bytes are compared with bytes", mend)
    return content.hex(), end


def _read_pattern(block: Block, start: int) -> tuple[str, int]:
    if slashed := re.compile(r"/((?:[^/\\\n]|\\.)+)/").match(block.text, start):
        pattern, end = slashed[1].replace("\\/", "/"), slashed.end()
    else:
        pattern, end = read_quoted(block, start)
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        cause = f"the pattern cannot be read: {error}"
        raise block.rejected(start, cause, "Mend the regular expression.") from None
    return pattern, end


def _word(block: Block, start: int) -> str:
    match = _WORD.match(block.text, start, block.line(block.row(start)).end)
    return match.group() if match else ""


def _skip(block: Block, offset: int) -> int:
    match = _SPACES.match(block.text, offset)
    return match.end() if match else offset
