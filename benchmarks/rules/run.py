"""What the rules say of a Flask app that was written elsewhere: ``python benchmarks/rules/run.py FOLDER PACKAGE [RULE ...]``.

FOLDER holds the package; there is no contract, so the rules that need one are skipped, and named. Tests and migrations below the package
are left out, as they are in emitted apps. Which findings are true, a person says: README.md beside this file.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from codegen.checks.base import check, load_rules, skipped
from codegen.page import FOLDER
from codegen.types import Candidate, File

LEFT_OUT = frozenset({"tests", "migrations", "node_modules"})


def files_of(folder: Path, package: str) -> Iterator[File]:
    """The Python files and templates of the package."""
    for path in sorted((folder / package).rglob("*")):
        relative = path.relative_to(folder).as_posix()
        is_read = path.suffix == ".py" or relative.startswith(f"{package}/{FOLDER}")
        if path.is_file() and is_read and not LEFT_OUT & set(path.parts):
            try:
                yield File(relative, path.read_text("utf-8"))
            except UnicodeDecodeError:
                print(f"left out, as it is no UTF-8: {relative}")


def main(folder: Path, package: str, chosen: frozenset[str]) -> None:
    """Prints the findings, how many there are by rule, the lines, and the rules that were skipped."""
    files = tuple(files_of(folder, package))
    rules = tuple(rule for rule in load_rules() if not chosen or rule.name in chosen)
    findings = check(Candidate(package, files), None, rules).findings
    for finding in findings:
        print(f"{finding.location}: {finding.rule}: {finding.message}")
    lines = sum(file.text.count("\n") for file in files if file.path.endswith(".py"))
    modules = sum(file.path.endswith(".py") for file in files)
    print(f"\n{package}: {lines} lines of Python in {modules} files, {len(files) - modules} pages")
    for name, count in sorted(Counter(finding.rule for finding in findings).items()):
        print(f"  {name}: {count} ({1000 * count / max(lines, 1):.2f} in a thousand lines)")
    print(f"skipped, as there is no contract: {', '.join(skipped(None, rules)) or 'none'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], frozenset(sys.argv[3:]))
