"""The format of generated Python: black's, pinned to one year and an explicit mode."""

from __future__ import annotations

import black
from black.mode import TargetVersion

MODE = black.Mode(target_versions={TargetVersion.PY311}, line_length=88, preview=False)


def format_python(text: str) -> str:
    """The text as black writes it. Raises black.InvalidInput where it is no Python."""
    return black.format_str(text, mode=MODE)
