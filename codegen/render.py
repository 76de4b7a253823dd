"""The only place that opens templates: the project's own folder first, then the ones shipped."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2

from codegen.errors import UsageError
from codegen.types import Problem

DOCSTRING_WIDTH = 72
LONGEST_RUN = 32
LONGEST_PIECE = 80
"""Bytes of a piece that is looked for in what is repeated."""
CHINESE = re.compile("[\u3400-\u9fff”」]")


def shipped_templates() -> Path:
    """The folder of the templates that come with codegen, in a wheel or in a checkout."""
    package = Path(__file__).parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def literal(value: object) -> str:
    """A Python literal; a text of one long-repeated character is written as a product."""
    if isinstance(value, str) and len(value) > 3 and len(set(value)) == 1:
        return f"{value[0]!r} * {len(value)}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(element) for element in value) + "]"
    return repr(value)


def bytes_literal(content: bytes) -> str:
    """Bytes as Python writes them; what is repeated often is written as a product."""
    found = _repeated(content)
    if found is None:
        return repr(content)
    start, size, times = found
    product = f"{content[start : start + size]!r} * {times}"
    head, tail = content[:start], content[start + size * times :]
    return " + ".join(
        (*([repr(head)] if head else []), product, *([bytes_literal(tail)] if tail else []))
    )


def _repeated(content: bytes) -> tuple[int, int, int] | None:
    """Where the first piece stands that is repeated often, how long it is, and how often it stands there."""
    longest = re.compile(rb"(.{1,%d}?)\1{%d,}" % (LONGEST_PIECE, LONGEST_RUN), re.DOTALL)
    match = longest.search(content)
    return (match.start(), len(match[1]), len(match[0]) // len(match[1])) if match else None


def docstring(text: str) -> str:
    """A sentence as it stands between the quotes of a docstring: one line, shortened, with a stop."""
    line = _shortened(" ".join(text.split()))
    line = f"{line[:1].upper()}{line[1:]}".replace("\\", "\\\\").replace('"""', "'''")
    if line.endswith((".", "!", "?", "。", "！", "？", "…")):
        return line
    return line + ("。" if CHINESE.search(line[-2:]) else ".")


def _shortened(line: str) -> str:
    """The line cut between words, or between characters where there are no spaces."""
    if len(line) <= DOCSTRING_WIDTH:
        return line
    cut = line[: DOCSTRING_WIDTH - 1]
    head, space, _ = cut.rpartition(" ")
    return f"{head if space and len(head) > DOCSTRING_WIDTH // 2 else cut}…"


class Renderer:
    """Renders templates by name.

    Args:
        own_templates: the project's folder of templates; a template found there replaces ours.

    Raises UsageError where that folder does not exist.
    """

    def __init__(self, own_templates: Path | None = None) -> None:
        if own_templates is not None and not own_templates.is_dir():
            raise UsageError(
                Problem(
                    f"the folder of templates {own_templates} does not exist",
                    "Mend 'templates' in [tool.codegen].",
                )
            )
        folders = [own_templates] if own_templates else []
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader([*folders, shipped_templates()]),
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # noqa: S701 - Python, JSON and Markdown are written, never HTML
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters |= {"py": literal, "docstring": docstring}

    def names(self, folder: str) -> tuple[str, ...]:
        """The templates below a folder, sorted."""
        every = self._environment.list_templates()
        return tuple(sorted(name for name in every if name.startswith(f"{folder}/")))

    def render(self, name: str, /, **context: object) -> str:
        """The template's text. Raises UsageError where a template of the project is faulty."""
        try:
            return self._environment.get_template(name).render(**context)
        except (jinja2.TemplateError, UnicodeDecodeError) as error:
            line = getattr(error, "lineno", None)
            place = f"{name}:{line}" if line else name
            cause = f"the template '{place}' fails: {error}"
            raise UsageError(Problem(cause, "Mend the template.")) from error
