"""The text of one ```` ```http ```` block, and where in the spec each of its characters stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Set
from dataclasses import dataclass, field

from codegen.errors import SpecRejected
from codegen.scenario.suggestion import did_you_mean
from codegen.types import Location, Problem

PRAGMAS = ("given", "now", "together", "setting", "service", "service-called")
_PRAGMA = re.compile(r"#[ \t]*([A-Za-z]+(?:-[A-Za-z]+)*)[ \t]*:")
_PRAGMA_CUTOFF = 0.75
_TEMPLATE = re.compile(r"\{\{(?:([^{}\n]*)\}\})?")
_ESCAPED_BRACE = re.compile(r"\\u(?:007b|\{0*7b\})", re.IGNORECASE)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``start`` is the offset in the block of its first character that is no space."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block's text with ``\\n`` as its line end; ``at`` is the place of its first character."""

    text: str
    at: Location
    starts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Finds where the lines start."""
        starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        object.__setattr__(self, "starts", tuple(starts))

    def row(self, offset: int) -> int:
        """The number, from 0, of the line that holds the character at ``offset``."""
        return bisect_right(self.starts, offset) - 1

    def line(self, row: int) -> Line:
        """The line of that number, without the spaces around it."""
        first = self.starts[row]
        end = self.starts[row + 1] - 1 if row + 1 < len(self.starts) else len(self.text)
        raw = self.text[first:end]
        start = first + len(raw) - len(raw.lstrip())
        return Line(start, start + len(raw.strip()), raw.strip())

    def location(self, offset: int) -> Location:
        """Where the character at ``offset`` stands in the spec."""
        row = self.row(offset)
        column = offset - self.starts[row] + self.at.column
        return Location(self.at.path, self.at.line + row, column)

    def rejected(self, offset: int, cause: str, mend: str) -> SpecRejected:
        """The exception for a mistake at ``offset``."""
        return SpecRejected(Problem(cause, mend, self.location(offset)))

    def check_templates(self, start: int, end: int, captured: Set[str] | None) -> None:
        """Raises SpecRejected where a ``{{name}}`` between two offsets names no earlier capture.

        ``captured`` is None where the captures are not known, as an earlier request cannot be read.
        """
        if hidden := _ESCAPED_BRACE.search(self.text, start, end):
            cause = "an escaped { could hide a template"
            raise self.rejected(hidden.start(), cause, "Write the { itself.")
        for match in _TEMPLATE.finditer(self.text, start, end):
            self._check_template(match, captured)

    def _check_template(self, match: re.Match[str], captured: Set[str] | None) -> None:
        name = match[1]
        if name is None or not NAME.fullmatch(name):
            mend = "Write {{name}} without spaces; there is no other use of {{."
            raise self.rejected(match.start(), "'{{' starts no template", mend)
        if captured is not None and name not in captured:
            close = did_you_mean(name, sorted(captured)[:_SUGGESTED_FROM])
            mend = f"Did you mean {{{{{close}}}}}?" if close else _CAPTURE_MEND.format(name)
            cause = f"no earlier request captures {{{{{name[:60]}}}}}"
            raise self.rejected(match.start(), cause, mend)

    def check_rest(self, offset: int, after: str) -> None:
        """Raises SpecRejected where more than a comment follows ``offset`` on its line."""
        line = self.line(self.row(offset))
        rest = self.text[offset : line.end].lstrip()
        if rest and not rest.startswith("#"):
            place = line.end - len(rest)
            cause = f"{rest[:40]!r} follows {after}"
            raise self.rejected(place, cause, "End the line there; a comment starts with #.")
        if rest:
            self.check_comment(line.end - len(rest))

    def check_comment(self, offset: int) -> None:
        """Raises SpecRejected where the comment at ``offset``, behind a line, holds a pragma."""
        match = _PRAGMA.match(self.text, offset)
        if match and match[1] in PRAGMAS:
            mend = "Give it a line of its own, above the request."
            raise self.rejected(offset, f"the pragma {match[1]!r} stands behind a line", mend)

    def pragma_at(self, offset: int) -> tuple[str, int] | None:
        """The pragma of the comment at ``offset`` and where its value starts; None for any other.

        Raises SpecRejected where the comment is nearly a pragma.
        """
        match = _PRAGMA.match(self.text, offset)
        if match is None or match[1] in PRAGMAS:
            return (match[1], match.end()) if match else None
        if close := did_you_mean(match[1], PRAGMAS, _PRAGMA_CUTOFF):
            cause = f"the comment {match.group()!r} is nearly a pragma"
            raise self.rejected(offset, cause, f"Did you mean '# {close}:'?")
        return None


_SUGGESTED_FROM = 200  # names: more would make a hostile block slow
_CAPTURE_MEND = 'Capture it in a request above: "[Captures]" and "{}: jsonpath ...".'
