"""The apps that rules plant faults in: what specs/register.md builds to, and one whose users log in."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from codegen.checks.base import Example
from codegen.compose import compose
from codegen.contract import Contract
from codegen.generate import generate
from codegen.render import Renderer
from codegen.tree import read_tree
from codegen.types import Candidate, File
from specs import REGISTER, ROOT, understood

TASKS = (Path(__file__).parent / "checks" / "tasks.md").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Host:
    """An app's package, its files and the Contract it is held to."""

    package: str
    files: dict[str, str]
    contract: Contract

    def with_files(self, texts: dict[str, str]) -> Candidate:
        """The app with these files added or replaced."""
        files = self.files | texts
        return Candidate(self.package, tuple(File(path, text) for path, text in files.items()))


def emitted(markdown: str, package: str) -> Host:
    """What a spec that needs no model is emitted as, without its tests' scenarios."""
    with TemporaryDirectory() as folder:
        found = understood(markdown, Path(folder), f"{package}.md")
    renderer = Renderer()
    slices = generate(found.contract, found.texts, renderer)
    files = compose(found.contract, slices, (), renderer)
    return Host(package, {file.path: file.text for file in files}, found.contract)


class Apps:
    """Makes Candidates from emitted apps."""

    @cached_property
    def register(self) -> Host:
        """The committed app of specs/register.md."""
        files = {file.path: file.text for file in read_tree(ROOT / "generated" / "register")}
        with TemporaryDirectory() as folder:
            return Host("register", files, understood(REGISTER, Path(folder)).contract)

    @cached_property
    def tasks(self) -> Host:
        """The app of tests/checks/tasks.md."""
        return emitted(TASKS, "tasks")

    def host(self, example: Example) -> Host:
        """The app that an example is planted in."""
        return self.tasks if example.with_accounts else self.register

    def clean(self) -> Candidate:
        """The app of specs/register.md as it is."""
        return self.with_files({})

    def with_files(self, texts: dict[str, str]) -> Candidate:
        """The app of specs/register.md with these files added or replaced."""
        return self.register.with_files(texts)

    def planted(self, example: Example, code: str) -> tuple[Candidate, str, int]:
        """The app with the code in the example's place, its path, and the lines that stand before it."""
        host = self.host(example)
        path = example.path_in(host.package)
        is_appended = path in host.files and not example.replaces
        before = _without(host.files[path], code) if is_appended else ""
        beside = {f"{host.package}/{other}": text for other, text in example.beside}
        return host.with_files({path: before + code, **beside}), path, before.count("\n")


def _without(text: str, code: str) -> str:
    """A module without those of its functions that the code defines anew."""
    if not text or "def " not in code:
        return text
    new = {node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)}
    lines = text.splitlines(keepends=True)
    for node in reversed(ast.parse(text).body):
        if isinstance(node, ast.FunctionDef) and node.name in new:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            del lines[first - 1 : node.end_lineno]
    return "".join(lines)
