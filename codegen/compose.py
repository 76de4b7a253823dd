"""Slices -> the emitted files: skeletons by template, definitions spliced in, formatted."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.bodies import body_features
from codegen.checks.base import fix
from codegen.contract import Contract, LogicModule
from codegen.generate import definitions_in
from codegen.openapi import openapi
from codegen.page import is_page
from codegen.python import format_python, naming
from codegen.record import LockedSlice
from codegen.render import Renderer
from codegen.requirements import normalised
from codegen.scenario import Scenario
from codegen.splice import compose as splice
from codegen.testgen.modules import fixtures_used, row_arguments, test_modules
from codegen.testgen.requests import user_rows
from codegen.types import File
from codegen.wheels import PackageLock

SKELETONS = "app"
OF_RESOURCE, OF_MODULE = "package/routes/resource.py", "package/module.py"
"""The skeletons of which each resource and each logic module has one."""

CLOCK = "package/clock.py"
WHERE_USED = (
    CLOCK,
    "package/constants.py",
    "package/models.py",
    "package/schemas.py",
    "package/services.py",
)
"""The modules that are emitted only where a slice defines something in them, or imports them."""

PAGES = "package/templates/"
"""What only an app that answers HTML has."""

OF_ACCOUNTS = ("package/auth.py", "tests/test_auth.py")
"""What only an app has in which users log in."""

OF_ROLES = ("package/commands.py", "tests/test_commands.py")
"""What only an app has whose users have roles."""

OF_PROBES = ("package/probes.py", "tests/test_probes.py")
"""What only an app has whose spec leaves the probes' paths free."""

OF_DATABASE = ("migrations/", "package/extensions.py", "tests/test_migrations.py")
"""What only an app that keeps something has."""


@dataclass(frozen=True, slots=True)
class _Composer:
    contract: Contract
    slices: Sequence[LockedSlice]
    fixtures: frozenset[str]
    renderer: Renderer
    packages: PackageLock | None

    def files(self) -> Iterator[File]:
        for template in self.renderer.names(SKELETONS):
            path = template.removeprefix(f"{SKELETONS}/").removesuffix(".j2")
            if path == OF_RESOURCE:
                for resource in self.contract.resources:
                    yield from self._file(template, path.replace("resource", resource), resource)
            elif path == OF_MODULE:
                for module in self.contract.modules:
                    yield from self._file(template, f"package/{module.name}.py", module=module)
            elif self._is_needed(path):
                yield from self._file(template, path)
        yield from self._pages()

    def _pages(self) -> Iterator[File]:
        """The templates of the slices, each of which is a file of its own."""
        for item in self.slices:
            for definition in item.definitions:
                if is_page(definition.module):
                    yield File(f"{self.contract.app}/{definition.module}", definition.text)

    def _is_needed(self, path: str) -> bool:
        if path.startswith(OF_DATABASE):
            return bool(self.contract.entities)
        if path.startswith(PAGES):
            return any(map(self.contract.page, self.contract.endpoints))
        if path in OF_ACCOUNTS:
            return self.contract.accounts is not None
        if path in OF_PROBES:
            return bool(self.contract.probes)
        if path in OF_ROLES:
            return bool(self.contract.roles)
        if path not in WHERE_USED:
            return True
        if path == CLOCK and ("now" in self.fixtures or self.contract.accounts):
            return True
        module = path.removeprefix("package/")
        name = f"{self.contract.app}.{module.removesuffix('.py')}"
        return bool(definitions_in(self.slices, module)) or name in _imported(self.slices)

    def _file(
        self, template: str, path: str, resource: str = "", module: LogicModule | None = None
    ) -> Iterator[File]:
        own = {"resource": resource, "module": module, "fixtures": self.fixtures}
        text = self.renderer.render(template, **self._context(), **own)
        definitions = definitions_in(self.slices, path.removeprefix("package/"))
        if path.endswith(".py") and path.startswith("package/"):
            with naming(template):
                text = splice(text, definitions, self.contract.app)
        if text.strip():
            yield File(path.replace("package/", f"{self.contract.app}/"), text)

    def _context(self) -> dict[str, object]:
        return {
            "app": self.contract.app,
            "contract": self.contract,
            "resources": self.contract.resources,
            "users_in_tests": self._users_in_tests(),
            "packages": self.packages,
            "pins": tuple(self._pins()),
            **body_features(self.contract, definitions_in(self.slices, "schemas.py")),
        }

    def _users_in_tests(self) -> tuple[str, ...]:
        """The arguments that make the users of the tests of log-ins."""
        users = user_rows(self.contract, range(2)) if self.contract.accounts else ()
        return tuple(row_arguments(self.contract, each) for each in users)

    def _pins(self) -> Iterator[str]:
        """The packages that the contract names, at the versions that are locked."""
        for package in self.contract.packages:
            wheel = self.packages.wheel(normalised(package.name)) if self.packages else None
            yield wheel.pin if wheel else package.name


def _imported(slices: Sequence[LockedSlice]) -> set[str]:
    """The dotted names of what the slices import."""
    texts = (d.text for item in slices for d in item.definitions if not is_page(d.module))
    found = set[str]()
    for node in (node for text in texts for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def compose(
    contract: Contract,
    slices: Sequence[LockedSlice],
    scenarios: Sequence[Scenario],
    renderer: Renderer,
    packages: PackageLock | None = None,
) -> tuple[File, ...]:
    """Every emitted file but the migrations' revisions, as generated text, sorted by path.

    ``packages`` are the wheels of an app that has some from the index.
    """
    files = [
        *_Composer(contract, slices, fixtures_used(scenarios), renderer, packages).files(),
        *test_modules(contract, scenarios, renderer),
        File("openapi.json", openapi(contract)),
    ]
    return tuple(sorted(_finished(file, contract) for file in files))


def _finished(file: File, contract: Contract) -> File:
    """The file with what rules can mend mended, and then formatted."""
    if not file.path.endswith(".py"):
        return file
    mended = fix(file, contract) if file.path.startswith(f"{contract.app}/") else file
    with naming(file.path):
        return File(file.path, format_python(mended.text))
