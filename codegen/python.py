"""The format of generated Python: black's, pinned to one year and an explicit mode."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import black
from black.mode import TargetVersion
from black.parsing import InvalidInput
from libcst import ParserSyntaxError

from codegen.errors import UsageError
from codegen.types import Problem

MODE = black.Mode(target_versions={TargetVersion.PY311}, line_length=88, preview=False)


def format_python(text: str) -> str:
    """The text as black writes it. Raises black's InvalidInput where it is no Python."""
    return black.format_str(text, mode=MODE)


@contextmanager
def naming(template: str) -> Iterator[None]:
    """Has text that is no Python be the fault of the template that made it: raises UsageError."""
    try:
        yield
    except (ParserSyntaxError, InvalidInput, ValueError) as error:
        line = str(error).splitlines()[0]
        cause = f"the template of '{template}' makes no Python: {line}"
        raise UsageError(Problem(cause, "Mend the template.")) from error
