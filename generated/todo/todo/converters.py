"""What stands in paths."""

import re

from werkzeug.routing import BaseConverter

NUMBER = re.compile("[0-9]{1,18}")
NOTHING = 0
LARGEST_ID = 2**31 - 1


class RowNumber(BaseConverter):
    """The number of something that is kept. What can be none is 0, the number of nothing: who may not ask is told that first."""

    # Words that stand where a number may are paths of their own, with methods of their own.
    regex = r"(?!(?:count)\Z)[^/]+"
    part_isolating = True
    weight = 50  # before texts, as Werkzeug's own numbers are

    def to_python(self, value: str) -> int:
        """The number that the text is, or 0."""
        number = int(value) if NUMBER.fullmatch(value) else NOTHING
        return number if number <= LARGEST_ID else NOTHING
