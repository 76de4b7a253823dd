"""The floors of ARCHITECTURE.md: a module imports only from those below it, and from its own room."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "codegen"
FLOORS = (
    "types stdlib defaults pattern",
    "errors contract",
    "scenario syntax page disk python prices features requirements wheels",
    "config spec tree render splice cost fields",
    "openapi checks packages sandbox journal record providers schemas tables",
    "bodies prompts migrate changeset stamp delta generate trace testgen verify",
    "asking compose ownership repair reporters current revisions",
    "answers proof review",
    "interpret writing",
    "scenario_writing triage understanding",
    "attempt",
    "proving repairing questions",
    "making unproven",
    "pipeline",
    "cli",
    "__main__",
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms.split()}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names |= {f"codegen.{a.name}" for a in node.names} if module == "codegen" else {module}
    rooms = {name.split(".")[1] for name in names if name.startswith("codegen.")}
    return rooms - {"__version__", room_of(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downwards(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        assert not imported_rooms(path)
        return
    upward = {other for other in imported_rooms(path) if FLOOR[other] >= FLOOR[room]}
    assert not upward, f"{room} may not import {sorted(upward)}"


def test_every_room_has_a_floor() -> None:
    rooms = {room_of(path) for path in MODULES} - {"__init__"}
    assert rooms == FLOOR.keys()


def test_the_page_lists_the_same_floors() -> None:
    page = (PACKAGE.parent / "ARCHITECTURE.md").read_text("utf-8")
    lines = re.findall(r"^\d+\. (`.*`)$", page, re.MULTILINE)
    assert [set(re.findall(r"`(\w+)`", line)) for line in lines] == [set(f.split()) for f in FLOORS]
