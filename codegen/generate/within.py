"""What the template of an operation is told of the row that the path names first, to which its rows belong."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.contract import (
    AlreadyThere,
    Contract,
    Endpoint,
    NoSuchParent,
    NotThere,
    Within,
)
from codegen.generate.askers import arguments
from codegen.generate.wanted import argument


@dataclass(frozen=True, slots=True)
class Scope:
    """That row, as the templates of operations write it. Texts are Python."""

    contract: Contract
    endpoint: Endpoint
    within: Within

    @property
    def id(self) -> str:
        """The argument that holds its id."""
        return argument(self.endpoint.path_numbers[0])

    @property
    def entity(self) -> str:
        """Its class."""
        return self.within.entity

    @property
    def pairs(self) -> str:
        """The class of the pairs that join it to the others; empty where they link to it themselves."""
        return self.within.pairs

    @property
    def by(self) -> str:
        """The column that links to it."""
        return self.within.by

    @property
    def to(self) -> str:
        """The column of a pair that links to the other row."""
        return self.within.to

    @property
    def missing(self) -> str:
        """The arguments of ``abort`` where it does not exist."""
        return arguments(self.endpoint.case(NoSuchParent(parameter=self.within.parameter)))

    @property
    def is_owner(self) -> str:
        """The condition that it is of who asks; empty where those of all are meant."""
        if not self.within.is_owned:
            return ""
        return f"{self.entity}.{self.contract.owner_column(self.entity)} == current_user.id"

    @property
    def condition(self) -> str:
        """The condition that a row belongs to it."""
        if not self.pairs:
            return f"{self.endpoint.entity}.{self.by} == {self.id}"
        joined = f"select({self.pairs}.{self.to}).where({self.pairs}.{self.by} == {self.id})"
        return f"{self.endpoint.entity}.id.in_({joined})"

    @property
    def fills(self) -> str:
        """The argument that has a new row belong to it; empty where none is made."""
        is_made = self.endpoint.operation == "create"
        return f"{self.by}={self.id}, " if is_made else ""

    @property
    def already_there(self) -> str:
        """The arguments of ``abort`` where a row was added before; empty where that goes well."""
        found = [c for c in self.endpoint.cases if isinstance(c.when, AlreadyThere)]
        return arguments(found[0]) if found else ""

    @property
    def not_there(self) -> str:
        """The arguments of ``abort`` where a row that is to be removed was not added."""
        return arguments(self.endpoint.case(NotThere()))
