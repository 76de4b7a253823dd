"""Quotation marks that cannot be read: what they hold is literal, so nothing of it is guessed."""

from __future__ import annotations

import re

from codegen.spec.sentences import quoted_spans
from codegen.types import Location, Problem

_MARKS = re.compile('["“”「」『』]')
_AROUND = "Quotation marks inside quotation marks are read only if they differ: write “ ” around the whole."


def quote_problem(text: str, location: Location) -> Problem | None:
    """What is wrong with a statement's quotation marks, or None."""
    if '\\"' in text:
        return Problem(
            'the text holds \\", and nothing escapes a quotation mark', _AROUND, location
        )
    position = 0
    for start, end in (*quoted_spans(text), (len(text), len(text))):
        if stray := _MARKS.search(text, position, start):
            cause = f"the quotation mark {stray.group()} has no partner"
            return Problem(cause, f"Close it. {_AROUND}", location)
        position = end
    return None
