"""Slices -> the emitted files: skeletons by template, definitions spliced in, formatted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.checks.base import fix
from codegen.contract import Contract, Duplicate, SecretType, TextType
from codegen.defaults import BODY_LIMIT_BYTES
from codegen.generate import definitions_in, is_stated
from codegen.openapi import openapi
from codegen.python import format_python, naming
from codegen.record import LockedSlice
from codegen.render import Renderer
from codegen.scenario import Scenario
from codegen.splice import compose as splice
from codegen.testgen.modules import test_modules
from codegen.types import File

SKELETONS = "app"


@dataclass(frozen=True, slots=True)
class _Composer:
    contract: Contract
    slices: Sequence[LockedSlice]
    renderer: Renderer

    def files(self) -> Iterator[File]:
        for template in self.renderer.names(SKELETONS):
            path = template.removeprefix(f"{SKELETONS}/").removesuffix(".j2")
            if "resource" in path:
                for resource in self._resources():
                    yield from self._file(template, path.replace("resource", resource), resource)
            else:
                yield from self._file(template, path)

    def _file(self, template: str, path: str, resource: str = "") -> Iterator[File]:
        text = self.renderer.render(template, resource=resource, **self._context())
        definitions = definitions_in(self.slices, path.removeprefix("package/"))
        if path.endswith(".py") and path.startswith("package/"):
            with naming(template):
                text = splice(text, definitions, self.contract.app)
        if text.strip():
            yield File(path.replace("package/", f"{self.contract.app}/"), text)

    def _resources(self) -> tuple[str, ...]:
        names = (self.contract.entity(e.entity).plural for e in self.contract.endpoints)
        return tuple(dict.fromkeys(names))

    def _context(self) -> dict[str, object]:
        inputs = [field for e in self.contract.endpoints for field in self.contract.inputs(e)]
        fields = [field for entity in self.contract.entities for field in entity.fields]
        cases = [case for e in self.contract.endpoints for case in e.cases]
        return {
            "app": self.contract.app,
            "contract": self.contract,
            "resources": self._resources(),
            "body_limit_bytes": BODY_LIMIT_BYTES,
            "has_texts": any(isinstance(field.type, TextType | SecretType) for field in inputs),
            "has_secrets": any(isinstance(field.type, SecretType) for field in fields),
            "has_races": any(isinstance(case.when, Duplicate) for case in cases),
            "has_refusals": any(is_stated(case) for case in cases),
        }


def compose(
    contract: Contract,
    slices: Sequence[LockedSlice],
    scenarios: Sequence[Scenario],
    renderer: Renderer,
) -> tuple[File, ...]:
    """Every emitted file but the migrations' revisions, as generated text, sorted by path."""
    files = [
        *_Composer(contract, slices, renderer).files(),
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
