"""What the pragmas between two requests say: of the request below, and of the calls that the one above led to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from codegen.scenario import Together
from codegen.scenario.block import Block, Line
from codegen.scenario.pragmas import read_now, read_setting, read_together
from codegen.types import Problem


@dataclass(slots=True)
class Comments:
    """Collects pragmas, each with the comment's offset, until a request takes them.

    Of those about services only the offsets of their values are kept: they are read when all captures are known.
    """

    block: Block
    together: tuple[Together, int] | None = None
    now: tuple[str, int] | None = None
    settings: list[tuple[tuple[str, str], int]] = field(default_factory=list)
    services: list[int] = field(default_factory=list)
    called: list[int] = field(default_factory=list)

    def note(self, name: str, line: Line, value: int, *, began: bool) -> None:
        """Notes a pragma whose value starts at ``value``; ``began`` is whether a request stands above it.

        Raises SpecRejected where it cannot be read, or stands where it means nothing.
        """
        match name:
            case "together":
                self._refuse_twice(name, line, self.together)
                self.together = (read_together(self.block, value), line.start)
            case "now":
                self._refuse_twice(name, line, self.now)
                self.now = (read_now(self.block, value), line.start)
            case "setting":
                self.settings.append((read_setting(self.block, value), line.start))
            case "service":
                self.services.append(value)
            case _:
                self._note_called(line, value, began)

    def forget(self) -> None:
        """Drops what a request that cannot be read has above it."""
        self.together = self.now = None
        self.settings, self.services, self.called = [], [], []

    def dangling(self) -> Iterator[Problem]:
        """The pragmas that no request has taken."""
        for offset in [self.together[1]] if self.together else []:
            yield from self._no_request(offset, "is sent at once")
        for offset in [self.now[1]] if self.now else []:
            yield from self._no_request(offset, "comes at that time")
        for _, offset in self.settings:
            yield from self._no_request(offset, "comes with that setting")
        for offset in self.services:
            yield from self._no_request(offset, "needs that answer")

    def _no_request(self, offset: int, what: str) -> tuple[Problem, ...]:
        mend = f"Put it above the request that {what}."
        return self.block.rejected(offset, "no request follows", mend).problems

    def _refuse_twice(self, name: str, line: Line, known: object) -> None:
        if known:
            cause = f"the pragma {name!r} stands twice"
            raise self.block.rejected(line.start, cause, "Keep one of them.")

    def _note_called(self, line: Line, value: int, began: bool) -> None:
        if not began:
            cause = "the pragma 'service-called' stands above every request"
            raise self.block.rejected(line.start, cause, "Put it below the request that it is of.")
        if self.together or self.now or self.settings or self.services:
            cause = "the pragma 'service-called' stands behind one of the next request"
            mend = "Put it above the other, below the request that it is of."
            raise self.block.rejected(line.start, cause, mend)
        self.called.append(value)
