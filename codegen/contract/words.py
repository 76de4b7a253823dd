"""Words that the app says: fixed ones, and ones of which a part varies (``Only {left} left``)."""

from __future__ import annotations

import re

_VARYING = re.compile(r"\{[A-Za-z][\w ]*\}")


def varies(words: str) -> bool:
    """Whether a part of them stands in braces, and is another each time."""
    return _VARYING.search(words) is not None


def pattern_of(words: str) -> str:
    """The regular expression of all that they may be, from the first character to the last (ECMA-262 and Python alike)."""
    fixed = (re.sub(r"([\\^$.|?*+()\[\]{}/])", r"\\\1", part) for part in _VARYING.split(words))
    return f"^{'.+'.join(fixed)}$"
