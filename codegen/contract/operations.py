"""Standard operations: what each of them is by nature, whatever the spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from codegen.contract.item import Item

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Operation = Literal[
    "create",
    "list",
    "read",
    "replace",
    "update",
    "mark",
    "delete",
    "delete_all",
    "count",
    "add",
    "remove",
    "log_in",
    "log_out",
    "show_user",
    "change_secret",
    "custom",
]
"""A standard behaviour with its template; ``custom`` is written by a model as a whole."""

Answers: TypeAlias = Literal["row", "rows", "number", "token", "nothing"]
"""What an operation answers with where the spec names nothing else."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What an operation is by nature.

    Args:
        methods: those that it may be called with, the usual one first.
        of_one: it is about one row, whose id stands in the path.
        takes: "all" fields that a row needs, "some" of those that it has, fields of its "own", or none.
        of_user: it is about whoever is logged in, or logs in, and of no use without accounts.
    """

    methods: tuple[Method, ...]
    of_one: bool
    takes: Literal["all", "some", "own", "none"]
    status: int
    answers: Answers
    of_user: bool = False

    @property
    def writes(self) -> bool:
        """Whether rows are other than before."""
        return self.methods[0] != "GET"


NATURES: Mapping[Operation, Nature] = {
    "create": Nature(("POST",), of_one=False, takes="all", status=201, answers="row"),
    "list": Nature(("GET",), of_one=False, takes="none", status=200, answers="rows"),
    "read": Nature(("GET",), of_one=True, takes="none", status=200, answers="row"),
    "replace": Nature(("PUT",), of_one=True, takes="all", status=200, answers="row"),
    "update": Nature(("PATCH", "POST"), of_one=True, takes="some", status=200, answers="row"),
    "mark": Nature(
        ("POST", "PUT", "PATCH", "DELETE"), of_one=True, takes="none", status=200, answers="row"
    ),
    "delete": Nature(("DELETE", "POST"), of_one=True, takes="none", status=204, answers="nothing"),
    "delete_all": Nature(
        ("DELETE", "POST"), of_one=False, takes="none", status=200, answers="number"
    ),
    "count": Nature(("GET",), of_one=False, takes="none", status=200, answers="number"),
    "add": Nature(("PUT", "POST"), of_one=True, takes="none", status=204, answers="nothing"),
    "remove": Nature(("DELETE", "POST"), of_one=True, takes="none", status=204, answers="nothing"),
    "log_in": Nature(
        ("POST",), of_one=False, takes="own", status=200, answers="token", of_user=True
    ),
    "log_out": Nature(
        ("POST", "DELETE"), of_one=False, takes="none", status=204, answers="nothing", of_user=True
    ),
    "show_user": Nature(
        ("GET",), of_one=False, takes="none", status=200, answers="row", of_user=True
    ),
    "change_secret": Nature(
        ("PUT", "POST", "PATCH"),
        of_one=False,
        takes="own",
        status=204,
        answers="nothing",
        of_user=True,
    ),
}
"""Every operation but ``custom``, which has no nature of its own."""


class Listing(Item):
    """How a list is asked for. ``filters``, ``sorts`` and ``searched`` are fields; ``order`` is theirs where nothing is asked, a ``-``
    before one that descends; its rows come in pages of ``page_size``, or of up to ``page_limit`` where the request says how many.
    """

    filters: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    page_size: int
    page_limit: int
