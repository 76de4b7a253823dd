"""A Markdown file and what it includes -> Spec."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from codegen.errors import SpecRejected
from codegen.scenario.suggestion import mend_for
from codegen.spec.blocks import read_blocks
from codegen.spec.endpoints import duplicate_problems
from codegen.spec.front_matter import FrontMatter, Setting, app_of, prefix_of, read_front_matter
from codegen.spec.ids import numbered
from codegen.spec.outline import Outline, OutlineReader
from codegen.spec.source import MARKDOWN_SUFFIXES, Source, markdown_names, read_source
from codegen.spec.statement import HttpBlock, Spec
from codegen.types import Problem

_INCLUDE_LIMIT = 100


@dataclass(frozen=True, slots=True)
class _Part:
    source: Source
    front_matter: FrontMatter


def read_spec(path: str | Path, root: Path) -> Spec:
    """Reads the spec at ``path`` and the files that it includes.

    Places are shown relative to ``root`` where the file lies inside it, else as ``path`` says.
    Raises SpecRejected with every problem that was found, and DiskFault where the disk fails.
    """
    file = Path(path)
    problems = list[Problem]()
    parts = _Parts(root, problems)
    parts.add(file, parts.shown(file))
    outline = Outline(problems)
    for part in parts.found:
        blocks = read_blocks(part.source, part.front_matter.line_count, problems)
        OutlineReader(outline).read(blocks)
        if part is parts.found[0]:
            outline.title = outline.title or ""  # an included file's title is not the spec's
    return _spec(parts, outline)


class _Parts:
    """The sources of one spec: the file itself, then what it includes, depth first, each once."""

    def __init__(self, root: Path, problems: list[Problem]) -> None:
        self.found: list[_Part] = []
        self._root = Path(os.path.realpath(root))
        self._problems = problems
        self._open: list[str] = []
        self._seen = set[str]()

    def shown(self, file: Path) -> str:
        """The path as messages show it."""
        real = Path(_real(file))
        if real.is_relative_to(self._root):
            return real.relative_to(self._root).as_posix()
        return file.as_posix()

    def add(self, file: Path, shown: str) -> None:
        """Reads a file and its includes. Raises SpecRejected where the file cannot be read."""
        real = _real(file)
        self._seen.add(real)
        source = read_source(file, shown)
        part = _Part(source, read_front_matter(source, self._problems))
        self.found.append(part)
        self._open.append(real)
        for setting in part.front_matter.include:
            self._include(file.parent / setting.value, setting)
        self._open.pop()

    def _include(self, file: Path, setting: Setting) -> None:
        if problem := self._include_problem(file, setting):
            self._problems.append(problem)
        elif _real(file) not in self._seen:
            try:
                self.add(file, self.shown(file))
            except SpecRejected as rejected:
                self._problems.extend(rejected.problems)

    def _include_problem(self, file: Path, setting: Setting) -> Problem | None:
        real = _real(file)
        if not Path(real).is_relative_to(self._root):
            cause, mend = "lies outside the project", "Copy it into the project."
        elif file.suffix not in MARKDOWN_SUFFIXES:
            cause, mend = "is no Markdown file", "Include files that end in .md."
        elif real in self._open:
            cause, mend = "includes itself in the end", "Take it out of one of them."
        elif not os.path.lexists(file):
            names = markdown_names(file.parent)
            cause, mend = "does not exist", mend_for(file.name, names, "Check the path.")
        elif len(self._seen) > _INCLUDE_LIMIT:
            cause, mend = f"is one of more than {_INCLUDE_LIMIT}", "Include fewer files."
        else:
            return None
        return Problem(f"the include {setting.value[:80]!r} {cause}", mend, setting.location)


def _real(file: Path) -> str:
    """The path without links; as it stands where no file can have it, as with NUL in its name."""
    try:
        return os.path.realpath(file)
    except ValueError:
        return str(file)


def _spec(parts: _Parts, outline: Outline) -> Spec:
    problems = outline.problems
    main = parts.found[0]
    app = app_of(main.front_matter, main.source, problems)
    prefix = prefix_of(main.front_matter, problems)
    for part in parts.found[1:]:
        problems.extend(_settings_problems(part.front_matter))
    problems.extend(duplicate_problems(outline.headings))
    if problems:
        raise SpecRejected(*_in_order(problems, parts))
    return _accepted(parts, outline, app, prefix)


def _accepted(parts: _Parts, outline: Outline, app: str, prefix: str) -> Spec:
    statements = numbered(outline.statements)
    return Spec(
        app=app,
        title=outline.title or app.replace("_", " ").title(),
        prefix=prefix,
        start=parts.found[0].source.at(parts.found[0].front_matter.line_count + 1),
        sources=tuple(part.source.path for part in parts.found),
        headings=tuple(outline.headings),
        statements=statements,
        http_blocks=tuple(
            HttpBlock(b.text, b.location, b.owner, None if b.title is None else statements[b.title])
            for b in outline.http_blocks
        ),
    )


def _settings_problems(front_matter: FrontMatter) -> list[Problem]:
    settings = {"app": front_matter.app, "prefix": front_matter.prefix}
    mend = "Say it in the file that includes this one."
    return [
        Problem(f"an included file has the setting {key!r}", mend, setting.location)
        for key, setting in settings.items()
        if setting
    ]


def _in_order(problems: list[Problem], parts: _Parts) -> list[Problem]:
    order = {part.source.path: number for number, part in enumerate(parts.found)}

    def place(problem: Problem) -> tuple[int, int, int]:
        at = problem.location
        return (order.get(at.path, len(order)), at.line, at.column) if at else (0, 0, 0)

    return sorted(problems, key=place)
