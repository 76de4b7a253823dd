"""What stands in paths."""

from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter

LONGEST = 18


class StorableInteger(IntegerConverter):
    """A whole number that the database can look up: one below zero, or a longer one, is the id of nothing."""

    regex = r"-?\d+"

    def to_python(self, value: str) -> int:
        """The number. Raises NotFound where it can be no id."""
        if value.startswith("-") or len(value) > LONGEST:
            raise NotFound
        return super().to_python(value)
