"""Which packages an app may have, which wheels these come to, and where those lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from codegen.errors import PackageFault, PackagesRejected, Rejected
from codegen.packages.base import base_versions
from codegen.packages.folders import folder_of, modules_in, unpack
from codegen.packages.pip import Pip
from codegen.requirements import Requirement, normalised, read_requirement
from codegen.types import Problem
from codegen.wheels import PackageLock


@dataclass(frozen=True, slots=True)
class PackageStore:
    """The packages of one app's build.

    Args:
        cache: the project's cache.
        index_url: the index; empty for what pip's own configuration says.
        allowed: what the settings allow, with the versions that they ask for.
        locked: the lock of the accepted build.
        is_offline: no socket is opened: what is not there is a fault.
        is_fresh: the lock does not count.
    """

    cache: Path
    index_url: str = ""
    allowed: tuple[Requirement, ...] = ()
    locked: PackageLock | None = None
    is_offline: bool = False
    is_fresh: bool = False
    _resolved: dict[tuple[str, ...], PackageLock] = field(default_factory=dict, compare=False)

    def lock(self, names: Iterable[str]) -> PackageLock | None:
        """The wheels of the packages with these names; None where there are no names.

        From the accepted build while the same is asked for. Raises PackagesRejected where they cannot be had,
        PackageFault where the index cannot be asked, Rejected for an altered lock, and DiskFault.
        """
        wanted = tuple(sorted({str(self.requirement(name)) for name in names}))
        if not wanted:
            return None
        if self.locked and not self.is_fresh and self.locked.requirements == wanted:
            return self.locked
        if wanted not in self._resolved:
            self._resolved[wanted] = self._resolve(wanted)
        return self._resolved[wanted]

    def folder(self, lock: PackageLock) -> Path:
        """The folder that holds the wheels of a lock, fetched where it is missing. Raises as ``lock`` does."""
        folder = folder_of(self.cache, lock)
        if self.is_offline and not folder.is_dir():
            pins = ", ".join(wheel.pin for wheel in lock.wheels)
            raise _offline(f"the packages {pins} are not in '{self.cache.name}'")
        folder = unpack(self.cache, lock, Pip(self.index_url))
        if lock != _with_modules(lock, folder):
            cause = "the record's lock of packages is not what its wheels hold"
            raise Rejected(Problem(cause, "Restore '.codegen' from version control."))
        return folder

    def requirement(self, name: str) -> Requirement:
        """What is asked of the index for a package: the settings may narrow its versions."""
        name = normalised(name)
        return next((each for each in self.allowed if each.name == name), Requirement(name))

    def _resolve(self, wanted: tuple[str, ...]) -> PackageLock:
        if self.is_offline:
            raise _offline(f"no versions are locked for {', '.join(wanted)}")
        base, kept = base_versions(), dict(self._kept())
        try:
            wheels = Pip(self.index_url).resolve(wanted, kept | base)
        except PackagesRejected:
            if not kept:
                raise
            wheels = Pip(self.index_url).resolve(wanted, base)
        named = {each.name for each in map(read_requirement, wanted) if each}
        further = (wheel for wheel in wheels if wheel.name in named or wheel.name not in base)
        lock = PackageLock(wanted, tuple(further))
        return _with_modules(lock, unpack(self.cache, lock, Pip(self.index_url)))

    def _kept(self) -> Iterator[tuple[str, str]]:
        """The versions of the accepted build: what did not change of the packages stays as it was."""
        for wheel in self.locked.wheels if self.locked and not self.is_fresh else ():
            yield wheel.name, wheel.version


def _with_modules(lock: PackageLock, folder: Path) -> PackageLock:
    found = modules_in(folder)
    wheels = (replace(wheel, modules=found.get(wheel.name, ())) for wheel in lock.wheels)
    return PackageLock(lock.requirements, tuple(wheels))


def _offline(cause: str) -> PackageFault:
    return PackageFault(
        Problem(f"{cause}, and --offline fetches nothing", "Build once without --offline.")
    )
