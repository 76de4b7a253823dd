"""Other HTTP services that the app calls: what they offer, and how it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from codegen.contract.item import Citations, Item
from codegen.contract.operations import Method

ValueKind: TypeAlias = Literal["text", "integer", "number", "boolean", "date", "datetime", "json"]
Holds: TypeAlias = Literal["one", "list", "by_name"]
"""A value, a list of such values, or an object of such values by their names (``{"USD": 1.1}``)."""

_IN_BRACES = re.compile(r"\{(\w+)\}")


class ServiceValue(Item):
    """A value that a call sends or gets. A number is a Decimal where it comes from the service."""

    name: str
    type: ValueKind
    holds: Holds = "one"
    required: bool = True


class ServiceCall(Item):
    """One request that a service takes. ``name`` is the client's method.

    ``path`` follows the service's base URL and may have a query; its ``parameters`` stand in it as
    ``{name}`` (``/latest?base={base}``), and one of the query that is not required may be left out.
    ``sends`` are the members of the JSON object that is sent, ``answers`` those of the one that comes back,
    or of each in a list of ``many``; none where nothing is sent, or read. ``example`` is an answer as JSON.
    """

    name: str
    method: Method
    path: str
    parameters: tuple[ServiceValue, ...] = ()
    sends: tuple[ServiceValue, ...] = ()
    answers: tuple[ServiceValue, ...] = ()
    many: bool = False
    example: str = ""
    citations: Citations = ()

    @property
    def key(self) -> str:
        """Method and path, as ``GET /latest?base={base}``."""
        return f"{self.method} {self.path}"

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The query's names, each with its text or its parameter in braces."""
        return tuple(query_pairs(self.path))

    def fits(self, method: str, path: str) -> bool:
        """Whether a request with values filled in is one of this call's; its query may be left out."""
        own, asked = self.path.partition("?")[0], path.partition("?")[0]
        names = {name for name, _ in self.query}
        return (
            method == self.method
            and re.fullmatch(_pattern(own), asked) is not None
            and {name for name, _ in query_pairs(path)} <= names
        )


class Service(Item):
    """Another HTTP service, by a name in snake_case (``rates``).

    Its base URL is the app's setting ``RATES_URL``. ``key_header`` is the header in which the service expects
    the setting ``RATES_KEY``, or empty. A call that takes longer than ``timeout_s`` seconds has failed.
    """

    name: str
    purpose: str = ""
    timeout_s: float
    key_header: str = ""
    calls: tuple[ServiceCall, ...]
    citations: Citations = ()

    def uncited(self) -> Service:
        """The service without citations: what its client depends on."""
        calls = tuple(call.model_copy(update={"citations": ()}) for call in self.calls)
        return self.model_copy(update={"citations": (), "calls": calls})

    @property
    def url_setting(self) -> str:
        """The setting that holds its base URL."""
        return f"{self.name.upper()}_URL"

    @property
    def key_setting(self) -> str:
        """The setting that holds its key, or nothing where it asks for none."""
        return f"{self.name.upper()}_KEY" if self.key_header else ""

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings without which it cannot be called."""
        return tuple(filter(None, (self.url_setting, self.key_setting)))


def query_pairs(path: str) -> Iterator[tuple[str, str]]:
    """The names and texts of a path's query, as they are written."""
    for pair in filter(None, path.partition("?")[2].split("&")):
        name, _, text = pair.partition("=")
        yield name, text


def parameters_in(path: str) -> tuple[str, ...]:
    """The names that stand in braces in a path or its query."""
    return tuple(_IN_BRACES.findall(path))


def _pattern(path: str) -> str:
    parts = re.split(r"\{\w+\}", path)
    return "[^/?]+".join(map(re.escape, parts))
