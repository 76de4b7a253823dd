"""Scenarios as a model writes them: a title, a line of the statements that it covers, fenced exchanges."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_PRAGMA = re.compile(r"#\s*(?:given|now|together|setting|service|service-called)\b")


def blocks(text: str) -> Iterator[str]:
    """The text from each title to the next one; a fenced line is none."""
    block: list[str] = []
    fenced = False
    for line in text.splitlines():
        if line.startswith("## ") and not fenced:
            if block:
                yield "\n".join(block).strip() + "\n"
            block = [line]
        elif block:
            block.append(line)
        fenced ^= bool(_FENCE.match(line))
    if block:
        yield "\n".join(block).strip() + "\n"


def uncovered(text: str) -> str:
    """The text without its line of labels, which mean something in one conversation alone."""
    lines = text.splitlines(keepends=True)
    fence = next((n for n, line in enumerate(lines) if _FENCE.match(line)), len(lines))
    kept = [line for line in lines[1:fence] if "covers" not in line.lower()]
    return "".join([*lines[:1], *kept, *lines[fence:]])


def written_exchanges(text: str) -> str:
    """What is sent and asserted: the fenced lines, of whose comments only the pragmas are done."""
    kept: list[str] = []
    fenced = False
    for line in text.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced and (not line.startswith("#") or _PRAGMA.match(line)):
            kept.append(line)
    return "\n".join(kept)
