"""The settings: ``[tool.codegen]`` in pyproject.toml, then the environment, then flags."""

from __future__ import annotations

import difflib
import math
import tomllib
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from codegen.errors import UsageError
from codegen.prices import OwnPrice, read_prices
from codegen.requirements import Requirement, read_requirement
from codegen.types import Digest, Location, Problem, digest_of

PROJECT_FILE = "pyproject.toml"
PREFIX = "CODEGEN_"
_TOO_LARGE = 2**53  # for a float that has to be exact
ProviderName = Literal["openai", "manual"]
Writer = Literal["template", "model"]
CHOICES: dict[str, tuple[str, ...]] = {
    "provider": get_args(ProviderName),
    "routes": get_args(Writer),
}
"""The words that a setting can be."""

MAY_BE_EMPTY = (
    *("templates", "weak_sandbox", "model", "strict", "keep_unproven"),
    *("max_cost_usd", "max_tokens", "max_calls", "rounds", "index_url"),
)
"""Settings that can be an empty text, false or 0."""

WORDS: dict[type | str, tuple[str, str]] = {
    str: ("a text that is not empty", 'Write it in quotes, as "generated".'),
    float: ("a number of seconds above 0", "Write it as 120.0."),
    int: ("a whole number of at least 0", "Write it as 3."),
    bool: ("true or false", "Write one of the two."),
    "model": ("a text", 'Write it in quotes, as "gpt-5".'),
    "calls_at_once": ("a whole number above 0", "Write it as 4."),
    "request_attempts": ("a whole number above 0", "Write it as 5."),
    "max_cost_usd": ("a number of US dollars of at least 0", "Write it as 2.5; 0 is no limit."),
    "max_tokens": ("a whole number of at least 0", "Write it as 200000; 0 is no limit."),
    "max_calls": ("a whole number of at least 0", "Write it as 40; 0 is no limit."),
}
"""What a setting of each type, or of a name, must be, and how to write it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this project is built. Paths are relative to ``root`` unless they are absolute.

    Attributes:
        model: the model to ask, by the name that its server knows; empty is none.
        provider: who answers calls: a server that speaks OpenAI's protocol, or a person.
        routes: who writes the views that templates could write.
        request_timeout_s: the longest silence of a server.
        request_attempts: how often one call is tried where the network or the server fails.
        calls_at_once: how many calls may be under way at a time.
        max_cost_usd: what one build may spend; 0 is no limit, here and in the two below.
        max_tokens: how many tokens one build may use, input and output together.
        max_calls: how many calls one build may make.
        rounds: how often code that failed is asked for again.
        strict: whether a choice that the spec leaves open stops a build.
        keep_unproven: whether code that was not proven may be written, and marked.
        prices: the project's own prices by model, sorted.
        packages: what apps may have from the index though no statement names it, and with which versions.
        index_url: the index that packages come from; empty is what pip's own configuration says.
    """

    root: Path
    specs: str = "specs"
    out: str = "generated"
    templates: str = ""
    test_timeout_s: float = 120.0
    weak_sandbox: bool = False
    model: str = ""
    provider: ProviderName = "openai"
    routes: Writer = "template"
    request_timeout_s: float = 600.0
    request_attempts: int = 5
    calls_at_once: int = 4
    max_cost_usd: float = 0.0
    max_tokens: int = 0
    max_calls: int = 0
    rounds: int = 3
    strict: bool = False
    keep_unproven: bool = False
    prices: tuple[tuple[str, OwnPrice], ...] = ()
    packages: tuple[Requirement, ...] = ()
    index_url: str = ""

    @property
    def cache(self) -> Path:
        """The git-ignored folder of what this machine remembers."""
        return self.root / ".codegen-cache"

    @property
    def out_dir(self) -> Path:
        """The folder below which each app has its own."""
        return self.root / self.out

    @property
    def templates_dir(self) -> Path | None:
        """The project's own folder of templates, if it has one."""
        return self.root / self.templates if self.templates else None

    @property
    def digest(self) -> Digest:
        """The digest of what a build's result depends on, the project's own templates among it.

        The model, the limits and the timeouts are not: they decide whether there is a result.
        """
        folder = self.templates_dir
        files = sorted(folder.rglob("*.j2")) if folder and folder.is_dir() else []
        texts = [f"{path.relative_to(self.root)}\0{path.read_text('utf-8')}" for path in files]
        chosen = (self.weak_sandbox, self.routes, self.strict, self.keep_unproven)
        packages = map(str, self.packages)
        return digest_of("\n".join([self.templates, *map(str, chosen), *packages, *texts]))


KEYS = tuple(field.name for field in fields(Settings) if field.name != "root")


def load_settings(
    folder: Path, environment: Mapping[str, str], flags: Mapping[str, object]
) -> Settings:
    """The settings that hold in a folder.

    Args:
        folder: where the command was started; the project is the nearest folder upwards whose
            pyproject.toml has ``[tool.codegen]``, or ``folder`` itself.
        environment: ``CODEGEN_OUT`` sets ``out``, and so on.
        flags: by setting; None where a flag was not given.

    Raises UsageError for an unknown key and for a value of the wrong type.
    """
    root, table = _project(folder)
    place = Location(str(root / PROJECT_FILE), 1)
    values = {key: _typed(key, value, place) for key, value in table.items()}
    for name, text in sorted(environment.items()):
        if name.startswith(PREFIX):
            key = name.removeprefix(PREFIX).lower()
            values[key] = _typed(key, _parsed(key, text), None, name)
    values |= {key: value for key, value in flags.items() if value is not None}
    return Settings(root, **values)  # type: ignore[arg-type]  # each was checked by _typed


def _project(folder: Path) -> tuple[Path, dict[str, object]]:
    for candidate in (folder, *folder.parents):
        path = candidate / PROJECT_FILE
        if path.is_file():
            table = _read(path).get("tool", {})
            if isinstance(table, dict) and "codegen" in table:
                return candidate, _table(table["codegen"], path)
    return folder, {}


def _table(value: object, path: Path) -> dict[str, object]:
    if not isinstance(value, dict):
        problem = Problem(
            "'tool.codegen' must be a table", "Write [tool.codegen].", Location(str(path), 1)
        )
        raise UsageError(problem)
    return value


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            Problem(
                f"the file is no TOML: {error}",
                "See toml.io for the format.",
                Location(str(path), 1),
            )
        ) from error


def _typed(key: str, value: object, place: Location | None, shown: str = "") -> object:
    shown = shown or f"tool.codegen.{key}"
    if key not in KEYS:
        near = difflib.get_close_matches(key, KEYS, 1)
        mend = f"Did you mean '{near[0]}'?" if near else f"There are {', '.join(KEYS)}."
        raise UsageError(Problem(f"'{shown}' is no setting", mend, place))
    if key == "prices":
        return _prices(value, place, shown)
    if key == "packages":
        return _packages(value, place, shown)
    if key == "index_url":
        _refuse_credentials(value, place, shown)
    wanted = type(_default(key))
    if wanted is float and type(value) is int and abs(value) < _TOO_LARGE:
        value = float(value)
    if type(value) is not wanted or not _fits(key, value):
        must, mend = WORDS.get(key) or WORDS[wanted]
        raise UsageError(Problem(f"'{shown}' must be {must}", mend, place))
    if key in CHOICES and value not in CHOICES[key]:
        raise _not_chosen(key, str(value), place, shown)
    return value


def _default(key: str) -> object:
    return getattr(Settings(Path()), key)


def _prices(value: object, place: Location | None, shown: str) -> tuple[tuple[str, OwnPrice], ...]:
    if place is None:
        cause = f"'{shown}' cannot be set: prices are read from {PROJECT_FILE} alone"
        raise UsageError(Problem(cause, "Write them under [tool.codegen.prices]."))
    return read_prices(value, place)


def _packages(value: object, place: Location | None, shown: str) -> tuple[Requirement, ...]:
    """The packages that are listed, sorted; in the environment they stand with spaces between them."""
    texts = value.split() if isinstance(value, str) and place is None else value
    found = [
        read_requirement(text) if isinstance(text, str) else None
        for text in (texts if isinstance(texts, list) else [None])
    ]
    for text, requirement in zip(texts if isinstance(texts, list) else [value], found, strict=True):
        if requirement is None:
            cause = f"'{shown}' must be a list of packages by name, and {text!r} is none"
            raise UsageError(Problem(cause, 'Write it as ["icalendar", "segno>=1.6,<2"].', place))
    return tuple(sorted(filter(None, found)))


def _refuse_credentials(value: object, place: Location | None, shown: str) -> None:
    """A setting is committed, and its value is shown: no place for a password."""
    if isinstance(value, str) and "@" in urllib.parse.urlsplit(value).netloc:
        cause = f"'{shown}' holds a user or a password"
        raise UsageError(
            Problem(cause, "Keep them in a netrc file or in pip's configuration.", place)
        )


def _not_chosen(key: str, value: str, place: Location | None, shown: str) -> UsageError:
    words = CHOICES[key]
    near = difflib.get_close_matches(value, words, 1)
    mend = f"Did you mean '{near[0]}'?" if near else "Write one of them."
    listed = " or ".join(f"'{word}'" for word in words)
    return UsageError(Problem(f"'{shown}' must be {listed}, not '{value}'", mend, place))


def _fits(key: str, value: object) -> bool:
    """Whether a value of the right type is one that the setting can have."""
    if isinstance(value, int | float) and not 0 <= value < math.inf:
        return False
    return bool(value) or key in MAY_BE_EMPTY


def _parsed(key: str, text: str) -> object:
    """An environment variable's text as the setting's type, or the text where it does not fit."""
    wanted = type(_default(key)) if key in KEYS else str
    if wanted is bool:
        return {"1": True, "true": True, "0": False, "false": False}.get(text.lower(), text)
    if wanted in (int, float):
        try:
            return wanted(text)
        except ValueError:
            return text
    return text
