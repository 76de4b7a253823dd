"""What of the index an app was built with: each wheel by version and SHA-256. The standard library alone is imported."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codegen.types import JsonValue

_FORMS = {
    "name": re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"),
    "version": re.compile(r"[0-9][A-Za-z0-9.!+_-]*"),
    "sha256": re.compile(r"[0-9a-f]{64}"),
}


@dataclass(frozen=True, slots=True, order=True)
class Wheel:
    """One wheel by its normalised name; ``modules`` are the top-level names that it is imported by."""

    name: str
    version: str
    sha256: str
    modules: tuple[str, ...] = ()

    @property
    def pin(self) -> str:
        """Name and version, as ``icalendar==6.3.1``."""
        return f"{self.name}=={self.version}"

    @property
    def line(self) -> str:
        """The line of a requirements file that takes these bytes and no others.

        https://pip.pypa.io/en/stable/topics/secure-installs/#hash-checking-mode
        """
        return f"{self.pin} --hash=sha256:{self.sha256}"

    def malformed(self) -> str | None:
        """The member that is no such thing: what stands in a record goes to pip; None where all are."""
        return next((n for n, form in _FORMS.items() if not form.fullmatch(getattr(self, n))), None)


@dataclass(frozen=True, slots=True)
class PackageLock:
    """The wheels that some requirements came to, transitive ones too.

    ``requirements`` (``icalendar>=6``) are what was named: while they stay, nothing is resolved anew.
    """

    requirements: tuple[str, ...]
    wheels: tuple[Wheel, ...]

    def __post_init__(self) -> None:
        """Sorts what has no order of its own."""
        object.__setattr__(self, "requirements", tuple(sorted(self.requirements)))
        object.__setattr__(self, "wheels", tuple(sorted(self.wheels)))

    def wheel(self, name: str) -> Wheel | None:
        """The wheel of the package with this normalised name."""
        return next((wheel for wheel in self.wheels if wheel.name == name), None)

    @property
    def lines(self) -> str:
        """A requirements file of all of it."""
        return "".join(f"{wheel.line}\n" for wheel in self.wheels)

    def as_json(self) -> JsonValue:
        """The lock as the record keeps it."""
        wheels: list[JsonValue] = [
            {"name": w.name, "version": w.version, "sha256": w.sha256, "modules": [*w.modules]}
            for w in self.wheels
        ]
        return {"requirements": [*self.requirements], "wheels": wheels}
