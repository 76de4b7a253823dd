"""The settings: ``[tool.codegen]`` in pyproject.toml, then the environment, then flags."""

from __future__ import annotations

import difflib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from codegen.errors import UsageError
from codegen.types import Digest, Location, Problem, digest_of

PROJECT_FILE = "pyproject.toml"
PREFIX = "CODEGEN_"
MAY_BE_EMPTY = ("templates", "weak_sandbox")
WORDS: dict[type, tuple[str, str]] = {
    str: ("a text that is not empty", 'Write it in quotes, as "generated".'),
    float: ("a number of seconds above 0", "Write it as 120.0."),
    bool: ("true or false", "Write one of the two."),
}
"""What a setting of each type must be, and how to write it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this project is built. Paths are relative to ``root`` unless they are absolute."""

    root: Path
    specs: str = "specs"
    out: str = "generated"
    templates: str = ""
    test_timeout_s: float = 120.0
    weak_sandbox: bool = False

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
        """The digest of what a build's result depends on, the project's own templates among it."""
        folder = self.templates_dir
        files = sorted(folder.rglob("*.j2")) if folder and folder.is_dir() else []
        texts = [f"{path.relative_to(self.root)}\0{path.read_text('utf-8')}" for path in files]
        return digest_of("\n".join([self.templates, str(self.weak_sandbox), *texts]))


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
    wanted = type(getattr(Settings(Path()), key))
    if wanted is float and type(value) is int:
        value = float(value)
    if type(value) is not wanted or not _fits(key, value):
        must, mend = WORDS[wanted]
        raise UsageError(Problem(f"'{shown}' must be {must}", mend, place))
    return value


def _fits(key: str, value: object) -> bool:
    """Whether a value of the right type is one that the setting can have."""
    if isinstance(value, float):
        return 0 < value < math.inf
    return bool(value) or key in MAY_BE_EMPTY


def _parsed(key: str, text: str) -> object:
    """An environment variable's text as the setting's type, or the text where it does not fit."""
    if key == "weak_sandbox":
        return {"1": True, "true": True, "0": False, "false": False}.get(text.lower(), text)
    if key == "test_timeout_s":
        try:
            return float(text)
        except ValueError:
            return text
    return text
