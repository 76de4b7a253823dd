"""What one sentence changes: fifty edits of shipped specs, each built from the committed app, without a model.

Run in an environment that codegen is installed in: ``python benchmarks/edits/run.py > OUTPUT.md``, or with numbers of edits behind it. Exits with 1
where an edit changed what its sentence does not speak of, was refused, or was not proven.
"""

from __future__ import annotations

import ast
import difflib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
APPS = {"notes.zh": "notes_zh"}
"""The apps that are not called after their specs."""
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one sentence. ``views``, ``tables`` and ``also`` (patterns of definitions) are what it speaks of."""

    number: int
    spec: str
    kind: str
    old: str
    new: str
    views: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    examples: str = ""
    alike: str = ""
    """Why nothing changes, where the spec says the same as before."""

    @property
    def app(self) -> str:
        """The name of the app."""
        return APPS.get(self.spec, self.spec)

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """Patterns of the definitions that may change."""
        views = (
            pattern
            for view in self.views
            for pattern in (
                f"routes.*:{view}",
                f"schemas:{_camel(view)}*",
                f"openapi:{view}",
                f"openapi:{_camel(view)}*",
                f"tests:*:test_{view}_*",
            )
        )
        tables = (p for each in self.tables for p in (f"models:{each}", f"openapi:*{each}*"))
        return (*views, *tables, *self.also)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an edit: what changed, and what of it the sentence does not speak of; or why it was refused."""

    edit: Edit
    changed: tuple[str, ...]
    beyond: tuple[str, ...]
    lines: tuple[int, int]
    faults: tuple[str, ...]
    diff: str


def _camel(view: str) -> str:
    return "".join(word.capitalize() for word in view.split("_"))


def edits() -> tuple[Edit, ...]:
    """The fifty."""
    known = tomllib.loads((Path(__file__).parent / "edits.toml").read_text("utf-8"))["edits"]
    return tuple(_edit(number, each) for number, each in enumerate(known, 1))


def _edit(number: int, each: dict[str, Any]) -> Edit:
    lists = {name: tuple(each.get(name, ())) for name in ("views", "tables", "also")}
    return Edit(number, **each | lists)


def tried(edit: Edit) -> Result:
    """Builds the committed app anew from the edited spec, in a project of its own."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        app = project / "generated" / edit.app
        shutil.copytree(ROOT / "generated" / edit.app, app)
        _write_spec(edit, project)
        before = _files(app)
        printed = _build(edit, project)
        after = _files(app)
        return _result(edit, before, after, printed)


def _write_spec(edit: Edit, project: Path) -> None:
    text = (ROOT / "specs" / f"{edit.spec}.md").read_text("utf-8")
    assert text.count(edit.old) == 1, edit
    text = text.replace(edit.old, edit.new)
    if edit.examples:
        # An example says the same as the sentence, and is changed with it.
        old, new = edit.examples.split(" -> ")
        assert old in text, edit
        text = text.replace(old, new)
    folder = project / "specs"
    folder.mkdir(exist_ok=True)
    (folder / f"{edit.spec}.md").write_text(text, "utf-8")


def _build(edit: Edit, project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "codegen", "build", f"specs/{edit.spec}.md"]
    return subprocess.run(
        [*command, "--yes", "--offline"], cwd=project, capture_output=True, text=True, check=False
    )


def _files(app: Path) -> dict[str, str]:
    paths = (path for path in sorted(app.rglob("*")) if path.is_file())
    kept = (p for p in paths if ".codegen" not in p.parts and "__pycache__" not in p.parts)
    return {str(path.relative_to(app)): path.read_text("utf-8") for path in kept}


def _result(
    edit: Edit,
    before: Mapping[str, str],
    after: Mapping[str, str],
    printed: subprocess.CompletedProcess[str],
) -> Result:
    old, new = _definitions(edit.app, before), _definitions(edit.app, after)
    changed = tuple(sorted(k for k in old.keys() | new.keys() if old.get(k) != new.get(k)))
    beyond = tuple(
        each for each in changed if not any(fnmatchcase(each, p) for p in edit.speaks_of)
    )
    diff = "".join(_diff(before, after))
    signs = [line[0] for line in diff.splitlines() if line and not line.startswith(("---", "+++"))]
    faults = []
    if printed.returncode:
        faults.append(f"exit {printed.returncode}: {(printed.stderr or printed.stdout).strip()}")
    if not printed.returncode and bool(changed) is bool(edit.alike):
        faults.append("something changed" if edit.alike else "nothing changed")
    faults += [f"{path} changed" for path in _changed_revisions(before, after)]
    return Result(edit, changed, beyond, (signs.count("+"), signs.count("-")), tuple(faults), diff)


def _changed_revisions(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Revisions that are other than they were: databases have them already."""
    revisions = [path for path in before if path.startswith("migrations/versions/")]
    return [path for path in revisions if before[path] != after.get(path)]


def _diff(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path, ""), after.get(path, "")
        one, other = old.splitlines(keepends=True), new.splitlines(keepends=True)
        yield from difflib.unified_diff(one, other, f"a/{path}", f"b/{path}", n=1)


def _definitions(app: str, files: Mapping[str, str]) -> dict[str, str]:
    """What the app's files define, by module and name; operations and schemas of the OpenAPI document too."""
    found: dict[str, str] = {}
    for path, text in files.items():
        if path == "openapi.json":
            found |= _operations(json.loads(text))
        elif path.endswith(".py") and "migrations" not in path:
            module = path.removeprefix(f"{app}/").removesuffix(".py").replace("/", ":")
            module = module.replace("routes:", "routes.")
            found |= {f"{module}:{name}": part for name, part in _parts(text)}
    return found


def _operations(document: Mapping[str, Any]) -> dict[str, str]:
    operations = (each for item in document["paths"].values() for each in item.values())
    found = {f"openapi:{each['operationId']}": json.dumps(each) for each in operations}
    schemas = document["components"]["schemas"].items()
    return found | {f"openapi:{name}": json.dumps(schema) for name, schema in schemas}


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Functions and classes by name, and what a module says beside them and its imports."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, ast.unparse(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            yield ast.unparse(target), ast.unparse(node)


def page(results: list[Result]) -> str:
    """The table, and the three largest diffs."""
    rows = "".join(map(_row, results))
    good = sum(not each.faults and not each.beyond for each in results)
    largest = sorted(results, key=lambda each: (-sum(each.lines), each.edit.number))[:3]
    return (
        f"{good} of {len(results)} changed only what their sentence speaks of, and were proven.\n\n"
        "| | spec | about | edit | definitions | lines | beyond |\n| --- | --- | --- | --- | --- | --- | --- |\n"
        f"{rows}\n" + "".join(map(_largest, largest))
    )


def _row(result: Result) -> str:
    edit = result.edit
    old, new = (_short(text) for text in _apart(edit.old, edit.new))
    wrong = "; ".join((*result.beyond, *result.faults)).replace("\n", " ").replace("|", "/")
    lines = f"+{result.lines[0]} -{result.lines[1]}"
    cells = (edit.number, edit.spec, edit.kind, f"{old} -> {new}", len(result.changed), lines)
    return f"| {' | '.join(map(str, cells))} | {wrong} |\n"


def _apart(old: str, new: str) -> tuple[str, str]:
    """The lines in which the texts differ."""
    both = set(old.splitlines()) & set(new.splitlines())
    kept = (
        [line for line in text.splitlines() if line and line not in both] for text in (old, new)
    )
    one, other = (" / ".join(lines) for lines in kept)
    return one, other


def _short(text: str) -> str:
    return text.replace("|", "/") if text else "(nothing)"


def _largest(result: Result) -> str:
    """Where the lines of a large diff are."""
    found: dict[str, list[int]] = {}
    path = ""
    for line in result.diff.splitlines():
        if line.startswith(("--- a/", "+++ b/")):
            path = line[6:]
        elif line.startswith(("+", "-")):
            found.setdefault(path, [0, 0])[line.startswith("-")] += 1
    lines = "".join(f"- `{path}`: +{plus} -{minus}\n" for path, (plus, minus) in found.items())
    return f"\n## Edit {result.edit.number}: +{result.lines[0]} -{result.lines[1]}\n\n{lines}"


def main(numbers: list[str]) -> int:
    """Tries the edits of these numbers, or all."""
    wanted = [each for each in edits() if not numbers or str(each.number) in numbers]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(tried, wanted))
    print(page(results), end="")
    if numbers:
        print(*(each.diff for each in results), sep="\n")
    return int(any(each.faults or each.beyond for each in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
