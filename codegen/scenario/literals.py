"""The values that a block's lines hold: JSON, quoted strings, backtick strings, key-value text."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterator

from codegen.scenario import JsonValue
from codegen.scenario.block import Block

JSON_DEPTH_LIMIT = 64
_JSON_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\[\]:]')
_STRING_OR_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[^\s"{}\[\]:,]+')
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?P<fraction>\.\d+)?(?P<exponent>[eE][+-]?\d+)?", re.A)
_BARE_TEMPLATE = re.compile(r"(?<!\S)\{\{[^{}\s]*\}\}")
_BYTES = re.compile(r"(hex|base64|file),")
_WORDS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|(.?))", re.DOTALL)
_ESCAPED = {
    '"': '"',
    "\\": "\\",
    "#": "#",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_UNICODE_END = 0x110000


def starts_json(text: str) -> bool:
    """Whether a line can be a JSON body's first."""
    return re.match(r"[{\"\[]|-?\d|(?:true|false|null)\s*(?:#|$)", text) is not None


def read_json(block: Block, start: int) -> tuple[JsonValue, int]:
    """The JSON value at ``start`` and the offset behind it.

    Raises SpecRejected for what is no JSON, a duplicate key, a number that is none or too large, and
    nesting deeper than ``JSON_DEPTH_LIMIT``. Lone surrogates are read as they are.
    """
    duplicate = _check_structure(block, start)
    decoder = json.JSONDecoder(
        parse_constant=_refuse_constant, parse_float=_finite, parse_int=_integer
    )
    try:
        value, end = decoder.raw_decode(block.text, start)
    except json.JSONDecodeError as error:
        raise _no_json(block, error) from None
    except _NotANumber as error:
        place = _place_of(error.text, block, start)
        raise block.rejected(place, f"{error.text[:40]!r} {error.why}", error.mend) from None
    if duplicate is not None:
        key = decoder.decode(_string_at(block, duplicate))
        cause = f"the object has the key {key[:60]!r} twice"
        raise block.rejected(duplicate, cause, "Keep one of them.")
    return value, end


class _NotANumber(Exception):
    def __init__(self, text: str, why: str, mend: str) -> None:
        super().__init__(text)
        self.text, self.why, self.mend = text, why, mend


def _refuse_constant(text: str) -> JsonValue:
    raise _NotANumber(text, "is no JSON", "Write null or a number.")


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _NotANumber(text, "is too large a number", "Write it with a smaller exponent.")
    return value


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # https://docs.python.org/3/library/stdtypes.html#int-max-str-digits
        why = f"has {len(text)} digits, more than Python reads"
        raise _NotANumber(text, why, "Write fewer than 4,300.") from None


def _place_of(word: str, block: Block, start: int) -> int:
    words = _STRING_OR_WORD.finditer(block.text, start)
    return next((match.start() for match in words if match.group() == word), start)


def _no_json(block: Block, error: json.JSONDecodeError) -> Exception:
    place = min(error.pos, len(block.text.rstrip()))
    opening = max(error.pos - 1, 0)  # json reads the first { as an object's start
    if template := _BARE_TEMPLATE.search(block.text, opening, opening + 100):
        mend = f'Write it in quotes: "{template.group()}".'
        cause = "a template stands outside a JSON string"
        return block.rejected(template.start(), cause, mend)
    cause = f"the JSON cannot be read: {error.msg[:1].lower()}{error.msg[1:]}"
    return block.rejected(place, cause, "Mend the JSON here.")


def _check_structure(block: Block, start: int) -> int | None:
    """The place of the first key that its object already has. Never recurses."""
    keys, duplicate = list[set[str]](), None
    if block.text[start] not in "{[":
        return None
    for mark, offset in _tokens(block.text, start):
        if mark in "{[":
            keys.append(set())
            if len(keys) > JSON_DEPTH_LIMIT:
                cause = f"the JSON is nested deeper than {JSON_DEPTH_LIMIT} levels"
                raise block.rejected(offset, cause, "Flatten it.")
        elif mark in "}]":
            keys.pop()
        elif duplicate is None and mark in keys[-1]:
            duplicate = offset
        else:
            keys[-1].add(mark)
    return duplicate


def _tokens(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Brackets as they stand and keys with escapes resolved, up to the end of the value."""
    depth, string = 0, None
    for match in _JSON_TOKEN.finditer(text, start):
        mark = match.group()
        if mark.startswith('"'):
            string = match
        elif mark != ":":
            depth += 1 if mark in "{[" else -1
            if depth >= 0:
                yield mark, match.start()
        elif string is not None and depth > 0:
            yield _key(string.group()), string.start()
        if depth <= 0:
            return


def _key(quoted: str) -> str:
    try:
        return f'"{json.loads(quoted)}'
    except json.JSONDecodeError:
        return quoted


def _string_at(block: Block, offset: int) -> str:
    match = _JSON_TOKEN.match(block.text, offset)
    return match.group() if match else '""'


def read_quoted(block: Block, start: int) -> tuple[str, int]:
    """The string in double quotes at ``start``, with Hurl's escapes, and the offset behind it.

    https://hurl.dev/docs/hurl-file.html#special-characters-in-strings
    """
    match = re.compile(r'"((?:[^"\\\n]|\\.)*)"').match(block.text, start)
    if match is None:
        raise block.rejected(start, "a string in double quotes is expected", 'Write "text".')
    return unescaped(block, match.start(1), match.end(1)), match.end()


def unescaped(block: Block, start: int, end: int) -> str:
    """The text between two offsets with its backslash escapes resolved."""

    def resolve(match: re.Match[str]) -> str:
        code_point = int(match[1], 16) if match[1] else -1
        if 0 <= code_point < _UNICODE_END:
            return chr(code_point)
        if match[2] in _ESCAPED:
            return _ESCAPED[match[2]]
        mend = r"Escapes are \\ \" \# \b \f \n \r \t and \u{2708}."
        cause = f"the escape {match.group()!r} is unknown"
        raise block.rejected(start + match.start(), cause, mend)

    return _ESCAPE.sub(resolve, block.text[start:end])


def read_scalar(block: Block, start: int) -> tuple[JsonValue, int] | None:
    """The value of a predicate and the offset behind it, or None where there is none."""
    text = block.text
    if text.startswith('"', start):
        return read_quoted(block, start)
    if raw := re.compile(r"`([^`\n]*)`|(\{\{[^{}\n]*\}\})").match(text, start):
        return raw[1] if raw[1] is not None else raw[2], raw.end()
    if word := re.compile(r"(true|false|null)\b").match(text, start):
        return _WORDS[word[1]], word.end()
    if number := _JSON_NUMBER.match(text, start):
        return _number(block, number), number.end()
    return None


def _number(block: Block, match: re.Match[str]) -> JsonValue:
    try:
        is_float = match["fraction"] or match["exponent"]
        return _finite(match.group()) if is_float else _integer(match.group())
    except _NotANumber as error:
        cause = f"{error.text[:40]!r} {error.why}"
        raise block.rejected(match.start(), cause, error.mend) from None


def read_plain(block: Block, start: int) -> tuple[str, int]:
    """A header's or parameter's value, escapes resolved, and the offset behind it: up to a comment."""
    end = block.line(block.row(start)).end
    comment = re.compile(r"(?<!\\)(?:\\\\)*(#)").search(block.text, start, end)
    if comment is None:
        return unescaped(block, start, end), end
    hash_at = comment.start(1)
    value = block.text[start:hash_at]
    if not value.strip() or not value[-1].isspace():
        mend = r"Write \# for the character, or a space before the comment."
        raise block.rejected(hash_at, "the # here would start a comment", mend)
    block.check_comment(hash_at)
    end = start + len(value.rstrip())
    return unescaped(block, start, end), end


def starts_bytes(text: str) -> bool:
    """Whether a line can be a body of bytes: ``hex,``, ``base64,``, or the ``file,`` that is refused."""
    return _BYTES.match(text) is not None


def read_bytes(block: Block, start: int) -> tuple[bytes, int]:
    """The bytes of ``hex,8950;`` or ``base64,iVA=;`` at ``start`` and the offset behind them.

    https://hurl.dev/docs/hurl-file.html; raises SpecRejected for ``file,...;``, which is not read.
    """
    match = _BYTES.match(block.text, start)
    if match is None:
        mend = "Write hex,89504e47; or base64,iVBORw==;"
        raise block.rejected(start, "bytes are expected", mend)
    if match[1] == "file":
        cause = "a file on this machine is not read: a test stands alone"
        raise block.rejected(start, cause, "Write its bytes: hex,89504e47; or base64,iVBORw==;")
    end = block.text.find(";", match.end())
    if end < 0:
        raise block.rejected(start, "the bytes have no end", 'End them with ";".')
    content = decoded(match[1], block.text[match.end() : end])
    if content is None:
        raise block.rejected(start, f"the bytes are no {match[1]}", "Mend them.")
    return content, end + 1


def decoded(notation: str, text: str) -> bytes | None:
    """The bytes that a text writes in ``hex`` or ``base64``, or None where it does not."""
    packed = "".join(text.split())
    try:
        if notation == "hex":
            return bytes.fromhex(packed)
        return base64.b64decode(packed, validate=True)
    except ValueError:
        return None


def read_text_body(block: Block, start: int) -> tuple[str, int]:
    """The text in backticks at ``start``, of one line or fenced by three, and the offset behind it."""
    fenced = re.compile(r"```[ \t]*\n(.*?)```", re.DOTALL).match(block.text, start)
    match = fenced or re.compile(r"`([^`\n]+)`(?!`)").match(block.text, start)
    if match is None:
        mend = "Write `text`, or put the text between two lines of three backticks."
        raise block.rejected(start, "the text body is not closed or names a language", mend)
    return match[1], match.end()
