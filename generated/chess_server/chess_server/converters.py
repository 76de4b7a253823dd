"""What stands in paths."""

from werkzeug.routing import IntegerConverter


class StorableInteger(IntegerConverter):
    """A whole number that the database can look up: a longer one is the id of nothing, so its path leads nowhere."""

    regex = r"\d{1,18}"
