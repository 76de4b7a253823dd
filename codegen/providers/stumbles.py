"""What goes wrong in one attempt at a call."""

from __future__ import annotations

from typing import Literal, TypeAlias

from codegen.providers.base import Usage
from codegen.types import Problem

Refused: TypeAlias = Literal["format", "count", "something"]
"""What a server would not take: the form asked for, the count of tokens, or it does not say which."""


class Stumble(Exception):
    """One attempt that failed.

    Attributes:
        problem: what the user is told if it stays so.
        is_passing: whether the same call may go well a little later.
        retry_after: the server's header of that name.
        refused: what of the request to leave out, if that may help.
        was_read: whether the server got the call and did not refuse to work on it: then it may be paid for.
        usage: what it took all the same, where that is known or can be reckoned.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        is_passing: bool = False,
        retry_after: str | None = None,
        refused: Refused | None = None,
    ) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.is_passing = is_passing
        self.retry_after = retry_after
        self.refused = refused
        self.was_read = True
        self.usage: Usage | None = None
