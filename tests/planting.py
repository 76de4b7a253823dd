"""The app that specs/register.md builds to, as a place to plant faults in."""

from __future__ import annotations

from codegen.checks.base import Example
from codegen.tree import read_tree
from codegen.types import Candidate, File
from specs import ROOT

FILES = {file.path: file.text for file in read_tree(ROOT / "generated" / "register")}


class Apps:
    """Makes Candidates from the emitted app."""

    def clean(self) -> Candidate:
        """The app as it is."""
        return self.with_files({})

    def with_files(self, texts: dict[str, str]) -> Candidate:
        """The app with these files added or replaced."""
        files = FILES | texts
        return Candidate("register", tuple(File(path, text) for path, text in files.items()))

    def planted(self, example: Example, code: str) -> tuple[Candidate, str, int]:
        """The app with the code in the example's place, its path, and the lines that stand before it."""
        path = example.path_in("register")
        before = FILES.get(path, "") if not example.replaces else ""
        beside = {f"register/{other}": text for other, text in example.beside}
        return self.with_files({path: before + code, **beside}), path, before.count("\n")
