"""Which packages of an outline an app may have: those that the spec or the settings name, and no others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codegen.contract import Package
from codegen.errors import PackagesRejected
from codegen.interpret.wire import WirePackage
from codegen.interpret.wire_field import cited_words
from codegen.packages.pip import UnknownPackage
from codegen.packages.store import PackageStore
from codegen.requirements import ANYWAY, is_name, names_in, normalised
from codegen.spec import Spec
from codegen.spec.reserved import LAYOUT
from codegen.stdlib import STANDARD_LIBRARY
from codegen.types import Location, Problem
from codegen.wheels import PackageLock


def why_no_package(
    wire: WirePackage, texts: Mapping[str, str], allowed: Collection[str]
) -> str | None:
    """What keeps an app from having a package, as the rest of a sentence; None where nothing does.

    Args:
        texts: the statements by the names that the answer calls them.
        allowed: the normalised names that the settings list.
    """
    name = normalised(wire.name)
    if wire.name in STANDARD_LIBRARY:
        return "is a module of the standard library: import it, and leave the package out."
    if not is_name(wire.name):
        return "has a name that no package can have: give the one that it has on the index."
    if name in ANYWAY:
        return "is in every app anyway: import it, and leave the package out."
    cited = (texts.get(cited_words(cite)[0], "") for cite in wire.cites)
    if name not in allowed and not any(name in names_in(text) for text in cited):
        return "is named neither by a statement that it cites nor by the settings: do without it."
    return None if wire.imports else "is imported by nothing: list the modules that you import."


def unlike_wheels(
    packages: Sequence[Package], lock: PackageLock | None, taken: Collection[str]
) -> Iterator[str]:
    """What is wrong with the modules that packages are said to be imported by, in sentences.

    Args:
        taken: the names that the app has for itself.
    """
    for package in packages:
        wheel = lock.wheel(normalised(package.name)) if lock else None
        modules = wheel.modules if wheel else ()
        listed = ", ".join(modules) or "nothing that can be imported"
        for name in package.imports:
            root = name.partition(".")[0]
            if root in taken:
                yield f"the package {package.name!r} is imported as {root!r}, which the app has for itself."
            elif root not in modules:
                yield f"the package {package.name!r} has no module {name!r}: it has {listed}."


@dataclass(frozen=True, slots=True)
class PackageSource:
    """What an interpreter of one spec asks of the packages' store; without a store an app has none."""

    spec: Spec
    store: PackageStore | None

    @property
    def allowed(self) -> frozenset[str]:
        """The normalised names that the settings list."""
        return frozenset(each.name for each in self.store.allowed) if self.store else frozenset()

    @property
    def listed(self) -> tuple[str, ...]:
        """What the settings list, with versions, for the outline's author."""
        return tuple(map(str, self.store.allowed)) if self.store else ()

    def lock(self, packages: Sequence[Package]) -> PackageLock | None:
        """The wheels of packages. Raises as the store does; what cannot be had is said with a statement's place."""
        if self.store is None or not packages:
            return None
        try:
            return self.store.lock(package.name for package in packages)
        except UnknownPackage:
            raise
        except PackagesRejected as rejected:
            [problem] = rejected.problems
            place = self._place(packages, problem.cause)
            raise PackagesRejected(Problem(problem.cause, problem.mend, place)) from rejected

    def problems(self, packages: Sequence[Package]) -> tuple[str, ...]:
        """What is wrong with packages and their modules, in sentences for the outline's author.

        Raises as ``lock`` does, but that the index does not know a name is one of these sentences.
        """
        try:
            lock = self.lock(packages)
        except UnknownPackage as unknown:
            return (
                f"{unknown.problems[0].cause}: give the name that it has there, or do without it.",
            )
        taken = LAYOUT | STANDARD_LIBRARY | {self.spec.app}
        return tuple(unlike_wheels(packages, lock, taken))

    def _place(self, packages: Sequence[Package], cause: str) -> Location | None:
        """Where the package that a cause speaks of, or else the first, is named."""
        spoken_of = [p for p in packages if normalised(p.name) in names_in(cause)] or packages
        cited = {citation.statement for citation in spoken_of[0].citations}
        return next((s.location for s in self.spec.statements if s.id in cited), None)
