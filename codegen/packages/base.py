"""What every emitted app has, as it is installed here: apps were proven with exactly these versions."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement

from codegen.requirements import normalised

ROOTS = (
    *("flask", "flask-migrate", "flask-sqlalchemy", "gunicorn", "pwdlib[argon2]", "pydantic"),
    *("python-dotenv", "sqlalchemy", "pytest"),
)
"""What the emitted ``pyproject.toml`` may ask for by itself."""


def base_versions() -> dict[str, str]:
    """The versions of what apps need and of what that needs, by normalised name, sorted."""
    found: dict[str, str] = {}
    waiting = [Requirement(root) for root in ROOTS]
    while waiting:
        requirement = waiting.pop()
        name = normalised(requirement.name)
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # an optional part that is not used here
        if name not in found or requirement.extras:
            found[name] = distribution.version
            waiting += _needed(distribution, requirement.extras)
    return dict(sorted(found.items()))


def _needed(distribution: metadata.Distribution, extras: set[str]) -> Iterator[Requirement]:
    for text in distribution.requires or ():
        requirement = Requirement(text)
        places = [{"extra": extra} for extra in ("", *sorted(extras))]
        if requirement.marker is None or any(map(requirement.marker.evaluate, places)):
            yield requirement
