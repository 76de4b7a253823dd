"""What a model's text holds: the fenced blocks, or the one JSON document, that were asked for."""

from __future__ import annotations

import re

from codegen.asking import Unfit
from codegen.types import File

_FENCE = re.compile(
    r"^(?P<mark>`{3,}|~{3,})[ \t]*(?P<language>[\w+-]*)(?P<info>[^\n]*)\n(?P<text>.*?)^(?P=mark)[ \t]*$",
    re.M | re.S,
)
_TEMPLATE_LANGUAGES = frozenset(
    {"django", "html", "html+django", "html+jinja", "html+jinja2", "htmldjango", "jinja", "jinja2"}
)
_NAME = re.compile(r"[:\s{]*(?:(?:file(?:name)?|path|title)\s*[=:]\s*)?[\"'`]?([^\s\"'`}]*)")


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


def templates(text: str) -> tuple[File, ...]:
    """The templates of an answer: each a fenced block of HTML with its name behind the language.

    The names are as they stand there. Raises Unfit for a block without one.
    """
    blocks = _FENCE.finditer(text.strip() + "\n")
    found = []
    for match in blocks:
        if match["language"].lower() in _TEMPLATE_LANGUAGES:
            name = _NAME.match(match["info"])
            if name is None or not name[1]:
                raise Unfit(
                    "A template's block has no name: open it as ```jinja templates/..., with the path that was given for it."
                )
            found.append(File(name[1], match["text"]))
    return tuple(found)
