"""The settings that may stand above a spec, between two ``---`` lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from codegen.scenario.suggestion import mend_for
from codegen.spec.reserved import why_reserved
from codegen.spec.source import Source
from codegen.types import Location, Problem

KEYS = ("app", "prefix", "include")
APP_LIMIT_CHARACTERS = 40
_FENCE = re.compile(r"---[ \t]*")
_APP = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_FORM = 'Write "key: value"; the keys are app, prefix and include.'


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and the place where it stands."""

    value: str
    location: Location


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a source's front matter says. ``line_count`` is the lines that it takes, fences included."""

    app: Setting | None = None
    prefix: Setting | None = None
    include: tuple[Setting, ...] = ()
    line_count: int = 0


def read_front_matter(source: Source, problems: list[Problem]) -> FrontMatter:
    """Reads the front matter; a source that does not start with ``---`` has none."""
    if not _FENCE.fullmatch(source.lines[0]):
        return FrontMatter()
    end = next((n for n, line in enumerate(source.lines) if n and _FENCE.fullmatch(line)), None)
    if end is None:
        cause = "the front matter is never closed"
        problems.append(Problem(cause, 'Write "---" on a line below it.', source.at(1)))
        return FrontMatter(line_count=len(source.lines))
    settings = dict(_settings(source, end, problems))
    include = tuple(_items(settings["include"])) if "include" in settings else ()
    return FrontMatter(settings.get("app"), settings.get("prefix"), include, end + 1)


def _settings(source: Source, end: int, problems: list[Problem]) -> Iterator[tuple[str, Setting]]:
    seen = set[str]()
    for number in range(1, end):
        line = source.lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, value = line.partition(":")
        place = source.at(number + 1, len(line) - len(line.lstrip()) + 1)
        if problem := _key_problem(key.strip(), colon, seen, place):
            problems.append(problem)
            continue
        seen.add(key.strip())
        start = len(key) + 1 + len(value) - len(value.lstrip())
        yield key.strip(), Setting(value.strip(), source.at(number + 1, start + 1))


def _key_problem(key: str, colon: str, seen: set[str], place: Location) -> Problem | None:
    if not colon:
        return Problem(f"the front matter's line {key[:60]!r} has no colon", _FORM, place)
    if key not in KEYS:
        mend = mend_for(key, KEYS, _FORM, cutoff=0.6)
        return Problem(f"the front matter has the unknown key {key[:60]!r}", mend, place)
    if key in seen:
        return Problem(f"the front matter says {key!r} twice", "Keep one of them.", place)
    return None


def _items(setting: Setting) -> Iterator[Setting]:
    """The names of ``a.md``, ``a.md, b.md`` or ``[a.md, b.md]``, each at its own place."""
    for match in re.finditer(r"[^,]+", setting.value):
        item = re.search(r"[^\s\[\]\"']([^\[\]\"']*[^\s\[\]\"'])?", match.group())
        if item:
            column = setting.location.column + match.start() + item.start()
            place = Location(setting.location.path, setting.location.line, column)
            yield Setting(item.group(), place)


def app_of(front_matter: FrontMatter, source: Source, problems: list[Problem]) -> str:
    """The app's name: the ``app`` setting, or else the file's name with ``_`` for ``-`` and ``.``."""
    setting = front_matter.app
    if setting:
        name, place = setting.value.strip("\"'"), setting.location
    else:
        name, place = _name_of_file(source.file), source.at(1)
    if cause := _why_no_app(name):
        given = "" if setting else " that the file's name gives"
        mend = 'Choose another in the front matter, as "app: registration".'
        problems.append(Problem(f"the app's name {name[:60]!r}{given} {cause}", mend, place))
    return name


def _name_of_file(file: PurePath) -> str:
    return re.sub(r"[-. ]", "_", file.stem.lower())


def _why_no_app(name: str) -> str | None:
    if not _APP.fullmatch(name):
        return "is no lower-case Python name"
    if len(name) > APP_LIMIT_CHARACTERS:
        return f"has more than {APP_LIMIT_CHARACTERS} characters"
    clash = why_reserved(name)
    return f"is that of {clash}" if clash else None


def prefix_of(front_matter: FrontMatter, problems: list[Problem]) -> str:
    """The path that every endpoint's path is put behind; empty where the spec names none."""
    if front_matter.prefix is None:
        return ""
    prefix = front_matter.prefix.value.strip("\"'")
    if not _PREFIX.fullmatch(prefix):
        cause = f"the prefix {prefix[:60]!r} is no path such as /api"
        mend = "Start it with one slash, end it without, and use letters, digits and . _ ~ - only."
        problems.append(Problem(cause, mend, front_matter.prefix.location))
    return prefix
