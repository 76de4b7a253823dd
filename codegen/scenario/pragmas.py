"""The comments that mean something: ``# given:``, ``# now:``, ``# setting:`` and ``# together:``."""

from __future__ import annotations

import re
from datetime import datetime

from codegen.scenario import Given, Together
from codegen.scenario.block import Block
from codegen.scenario.literals import read_json

TOGETHER_MINIMUM, TOGETHER_MAXIMUM = 2, 100
_GIVEN = re.compile(r"[ \t]*([A-Za-z][A-Za-z0-9_]*)[ \t]*(?=\{)", re.ASCII)
_NOW = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.IGNORECASE | re.ASCII
)
_SETTING = re.compile(r"[ \t]*([A-Z][A-Z0-9_]*)=(.*)", re.ASCII)
_TOGETHER = re.compile(r"(\d{1,4})(?:[ \t]*,[ \t]*others[ \t]+(\d{3}))?", re.ASCII)


def read_given(block: Block, start: int) -> Given:
    """``User {"username": "ann"}``. Raises SpecRejected at the mistake."""
    line = block.line(block.row(start))
    entity = _GIVEN.match(block.text, start, line.end)
    if entity is None:
        mend = 'Write \'# given: User {"username": "ann"}\' on one line.'
        raise block.rejected(line.start, "the pragma 'given' needs an entity and its values", mend)
    values, end = read_json(block, entity.end())
    if end > line.end:
        mend = "Write the values on one line."
        raise block.rejected(entity.end(), "the values run over the end of the comment", mend)
    block.check_templates(entity.end(), end, frozenset())
    block.check_rest(end, "the values")
    pairs = tuple(values.items()) if isinstance(values, dict) else ()
    return Given(entity[1], pairs, block.location(line.start))


def read_now(block: Block, start: int) -> str:
    """``2026-03-01T09:00:00Z`` (RFC 3339). Raises SpecRejected where it is no such time.

    https://www.rfc-editor.org/rfc/rfc3339#section-5.6
    """
    line = block.line(block.row(start))
    text = block.text[start : line.end].strip()
    try:
        if _NOW.fullmatch(text):
            datetime.fromisoformat(text.upper())
            return text
    except ValueError:
        pass  # of the form of a time, but no time: 2026-13-01
    mend = "Write '# now: 2026-03-01T09:00:00Z'."
    raise block.rejected(line.start, f"{text[:40]!r} is no RFC 3339 time with a zone", mend)


def read_setting(block: Block, start: int) -> tuple[str, str]:
    """``SHOP_PIN=9876``: a setting's name and its text. Raises SpecRejected where it is no such pair."""
    line = block.line(block.row(start))
    match = _SETTING.fullmatch(block.text[start : line.end].rstrip())
    if match is None:
        cause = "the pragma 'setting' needs the name of a setting and its text"
        raise block.rejected(line.start, cause, "Write '# setting: SHOP_PIN=9876'.")
    return match[1], match[2]


def read_together(block: Block, start: int) -> Together:
    """``20`` or ``20, others 409``. Raises SpecRejected for another form or number."""
    line = block.line(block.row(start))
    match = _TOGETHER.fullmatch(block.text[start : line.end].strip())
    if match is None:
        mend = "Write '# together: 20' or '# together: 20, others 409'."
        raise block.rejected(line.start, "the pragma 'together' cannot be read", mend)
    count, others = int(match[1]), int(match[2]) if match[2] else None
    if not TOGETHER_MINIMUM <= count <= TOGETHER_MAXIMUM:
        mend = f"Send {TOGETHER_MINIMUM} to {TOGETHER_MAXIMUM} requests at once."
        raise block.rejected(line.start, f"{count} requests cannot be sent at once", mend)
    if others is not None and not 100 <= others <= 599:
        raise block.rejected(line.start, f"{others} is no HTTP status", "Write 100 to 599.")
    return Together(count, others)
