"""What a model's text holds: the one fenced block, or the one JSON document, that was asked for."""

from __future__ import annotations

import re

from codegen.asking import Unfit

_FENCE = re.compile(
    r"^(?P<mark>`{3,}|~{3,})[ \t]*(?P<language>[\w+-]*)[^\n]*\n(?P<text>.*?)^(?P=mark)[ \t]*$",
    re.M | re.S,
)


def json_document(text: str) -> str:
    """The JSON of an answer, out of its fence where it has one."""
    stripped = text.strip()
    blocks = [match["text"] for match in _FENCE.finditer(stripped)]
    return blocks[0] if len(blocks) == 1 and not stripped.startswith("{") else stripped


def python_module(text: str) -> str:
    """The Python of the answer's one fenced block. Raises Unfit for none and for several."""
    blocks = [
        match["text"]
        for match in _FENCE.finditer(text.strip() + "\n")
        if match["language"] in ("python", "py", "")
    ]
    if len(blocks) == 1:
        return blocks[0]
    if not blocks:
        raise Unfit(
            "The answer has no fenced block of Python: write ```python, the complete module, and ```."
        )
    raise Unfit(
        f"The answer has {len(blocks)} fenced blocks: write one, which holds the complete module."
    )
