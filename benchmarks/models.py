"""What a build with a model costs: ``python benchmarks/models.py [REPEATS]`` writes docs/benchmarks-models.md.

The time is what is spent outside the model: a build from the committed record, which asks nobody. The tokens are those
of the record's calls, as the server counted them, beside one plain prompt ("a Flask app for this spec") to the same model.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from codegen.current import probable_app
from run import CODEGEN, ROOT, median_s

PAGE = ROOT / "docs" / "benchmarks-models.md"
PLAIN = json.loads((ROOT / "benchmarks" / "plain.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Recorded:
    """The calls of one app's record."""

    calls: int
    repairs: int
    input_tokens: int
    output_tokens: int


def recorded(app: str) -> Recorded:
    """What the record of a committed app says of its calls."""
    folder = ROOT / "generated" / app / ".codegen" / "calls"
    calls = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    usages = [call["answer"]["usage"] for call in calls]
    return Recorded(
        len(calls),
        sum(call["request"]["purpose"] == "repair" for call in calls),
        sum(usage["input_tokens"] for usage in usages),
        sum(usage["output_tokens"] for usage in usages),
    )


def emptied(spec: str, app: str) -> Path:
    """A new project with a spec and the record of its app, and nothing else of the app."""
    folder = Path(tempfile.mkdtemp())
    (folder / "specs").mkdir()
    shutil.copy(ROOT / "specs" / f"{spec}.md", folder / "specs")
    shutil.copytree(ROOT / "generated" / app / ".codegen", folder / "generated" / app / ".codegen")
    return folder


def row(spec: str, repeats: int) -> str:
    """A line of the table."""
    app = probable_app(ROOT / "specs" / f"{spec}.md")
    command = [*CODEGEN, "build", f"specs/{spec}.md", "--yes", "--offline"]
    seconds = median_s(lambda: emptied(spec, app), command, repeats)
    ours, plain = recorded(app), PLAIN[spec]
    tokens = f"{ours.input_tokens:,} / {ours.output_tokens:,}"
    beside = f"{plain['input_tokens']:,} / {plain['output_tokens']:,}"
    return f"| `{spec}.md` | {seconds:.1f} | {ours.calls} | {ours.repairs} | {tokens} | {beside} |"


def main(repeats: int) -> None:
    """Measures everything and writes the page."""
    lines = [
        "# Benchmarks with a model",
        "",
        "<!-- Written by `python benchmarks/models.py`. -->",
        "",
        f"Medians of {repeats} builds from the committed records, in seconds, on one machine; nobody is asked. Tokens are estimates of",
        "the server that answered (characters / 4), in and out. A build with tests, proof and repair reads much more than it writes: each",
        "call carries the spec, the contract and the models.",
        "",
        "| spec | seconds outside the model | calls | repairs | tokens in / out | one plain prompt, in / out |",
        "| --- | --- | --- | --- | --- | --- |",
        *(row(spec, repeats) for spec in sorted(PLAIN)),
        "",
    ]
    PAGE.write_text("\n".join(lines), "utf-8")
    sys.stdout.write(PAGE.read_text("utf-8"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
