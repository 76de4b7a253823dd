"""The text of a pattern -> its tree."""

from __future__ import annotations

import re
from itertools import pairwise

from codegen.pattern.tree import Characters, Choice, Node, Range, Repeat, Sequence, Unsafe

LIMIT_CHARACTERS = 300
DEPTH_LIMIT = 10
_QUANTIFIER = re.compile(r"[?*+]|\{([0-9]{1,4})(?:(,)([0-9]{0,4}))?\}")
_SPECIAL = r"\^$.*+?()[]{}|/"
_REPEATS = {"?": (0, 1), "*": (0, None), "+": (1, None)}
_INSTEAD = {"d": "0-9", "w": "A-Za-z0-9_"}
_ANCHORS = "Leave it out: the whole text has to match anyway."
_PLAIN_GROUPS = "Patterns know plain groups, as in (ab|cd); no look-around, no names, no flags."


def read(pattern: str) -> Node:
    """The tree of a pattern. Raises Unsafe where it is not of the subset.

    https://docs.python.org/3/library/re.html#regular-expression-syntax,
    https://tc39.es/ecma262/#sec-patterns (with the flag u, as JSON Schema asks)
    """
    if len(pattern) > LIMIT_CHARACTERS:
        cause = f"has more than {LIMIT_CHARACTERS} characters"
        raise Unsafe(cause, "Say less of the text.")
    reader = _Reader(pattern)
    node = reader.choice()
    if not reader.is_done:
        raise reader.unsafe("')' without '('", r"Write it as \), or remove it.")
    return node


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._text)

    def unsafe(self, what: str, mend: str) -> Unsafe:
        """What is refused, with its place in the pattern."""
        return Unsafe(f"has {what} at its character {self._at + 1}", mend)

    def _next(self, ahead: int = 0) -> str:
        return self._text[self._at + ahead : self._at + ahead + 1]

    # --- Ways, parts, repeats

    def choice(self) -> Node:
        ways = [self._sequence()]
        while self._next() == "|":
            self._at += 1
            ways.append(self._sequence())
        if len(ways) == 1:
            return ways[0]
        if any(way.may_be_empty for way in ways):
            raise self.unsafe("a way that may be empty", "Let all be optional: (ab|cd)?.")
        return Choice(tuple(ways))

    def _sequence(self) -> Node:
        parts = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._part()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, part: Node) -> Node:
        found = _QUANTIFIER.match(self._text, self._at)
        if found is None:
            return part
        least, most = _REPEATS.get(found[0], (0, 0)) if found[1] is None else _counted(found)
        if most is not None and (most < least or most == 0):
            raise self.unsafe(f"{found[0]!r}, which is never met", "Count from few to many.")
        if part.may_be_empty:
            mend = "Repeat it once: (ab)* rather than ((ab)?)*."
            raise self.unsafe(f"{found[0]!r} behind what may be empty", mend)
        self._at = found.end()
        if self._next() in ("?", "*", "+", "{"):
            mend = "Repeat a part once; there are no lazy and no possessive repeats."
            raise self.unsafe(f"{self._next()!r} behind a repeat", mend)
        return Repeat(part, least, most)

    def _part(self) -> Node:
        match self._next():
            case "(":
                return self._group()
            case "[":
                return self._class()
            case "." as dot:
                mend = r"Name the characters, as in [A-Za-z0-9 ]; a point itself is \.."
                raise self.unsafe(repr(dot), mend)
            case "^" | "$" as anchor:
                raise self.unsafe(repr(anchor), _ANCHORS)
            case "?" | "*" | "+" | "{" | "}" | "]" as mark:
                raise self.unsafe(f"{mark!r} behind nothing", rf"Write it as \{mark}.")
            case _:
                code = self._character(_SPECIAL)
                return Characters(((code, code),))

    def _group(self) -> Node:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise self.unsafe("a group too deep", f"Leave at most {DEPTH_LIMIT} in each other.")
        plain = self._text.startswith("(?:", self._at)
        if self._next(1) == "?" and not plain:
            raise self.unsafe("'(?'", _PLAIN_GROUPS)
        self._at += 3 if plain else 1
        node = self.choice()
        if self._next() != ")":
            raise self.unsafe("a group that does not end", "Close it with ')'.")
        self._at += 1
        self._depth -= 1
        return node

    # --- Characters

    def _class(self) -> Characters:
        self._at += 1
        if self._next() == "^":
            mend = "Name the characters that may stand there."
            raise self.unsafe("a class of what may not stand there", mend)
        ranges: list[Range] = []
        while self._next() != "]":
            ranges.append(self._range(is_first=not ranges))
        self._at += 1
        in_order = sorted(ranges)
        if any(low <= high for (_, high), (low, _) in pairwise(in_order)):
            raise self.unsafe("a class with a character twice before the end", "Name each once.")
        if not ranges:
            raise self.unsafe("an empty class before the end", "Name its characters.")
        return Characters(tuple(ranges))

    def _range(self, *, is_first: bool) -> Range:
        low = self._member(is_at_end=is_first or self._next(1) == "]")
        if self._next() != "-" or self._next(1) == "]":
            return low, low
        self._at += 1
        high = self._member(is_at_end=False)
        if high < low:
            raise self.unsafe("a range that runs backwards before the end", "Turn it round.")
        return low, high

    def _member(self, *, is_at_end: bool) -> int:
        if self._next() == "-" and (not is_at_end or self._next(1) == "-"):
            raise self.unsafe("'-' within a class", r"Write it as \-.")
        if self._next() == "[":
            raise self.unsafe("'[' within a class", r"Write it as \[.")
        return self._character(f"{_SPECIAL}-", in_class=True)

    def _character(self, escaped: str, *, in_class: bool = False) -> int:
        character = self._next()
        if character == "\\":
            self._at += 1
            character = self._next()
            if character not in escaped or not character:
                self._at -= 1
                raise self._no_escape(character, in_class)
        if not character:
            raise self.unsafe("a class that does not end", "Close it with ']'.")
        if not character.isprintable():
            raise self.unsafe(f"{character!r}", "Name characters that can be seen, and blanks.")
        self._at += 1
        return ord(character)

    def _no_escape(self, character: str, in_class: bool) -> Unsafe:
        instead = _INSTEAD.get(character)
        mend = rf"Behind \ stands one of {_SPECIAL} alone."
        if instead:
            mend = f"Write {instead}." if in_class else f"Write [{instead}]."
        return self.unsafe(f"'\\{character}'", mend)


def _counted(found: re.Match[str]) -> tuple[int, int | None]:
    least = int(found[1])
    if found[2] is None:
        return least, least
    return least, int(found[3]) if found[3] else None
