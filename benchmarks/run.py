"""What codegen costs: ``python benchmarks/run.py [REPEATS]`` writes docs/benchmarks.md.

All figures are of one run on one machine; the ratios in the last column hold elsewhere, times do not.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
SPEC = "specs/register.md"
CODEGEN = [str(Path(sys.executable).with_name("codegen"))]


def project() -> Path:
    """A new project with specs/register.md."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(ROOT / "specs", folder / "specs")
    return folder


def run(folder: Path, *command: str) -> None:
    """Runs a command in a folder. Raises CalledProcessError where it fails."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def median_s(prepare: Callable[[], Path], command: list[str], repeats: int) -> float:
    """The median time of a command, each run in what ``prepare`` gives, in seconds."""
    times = []
    for _ in range(repeats):
        folder = prepare()
        started = time.perf_counter()
        run(folder, *command)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def pytest_build(folder: Path) -> float:
    """What the tests of the built app cost as two plain pytest subprocesses, in seconds.

    Two, as a build runs them twice: as they are, and with the endpoint answering 501.
    """
    started = time.perf_counter()
    app = folder / "generated" / "register"
    for _ in range(2):
        run(app, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    return time.perf_counter() - started


def main(repeats: int) -> None:
    """Measures everything and writes the page."""
    built = project()
    run(built, *CODEGEN, "build", SPEC, "--yes")
    bare = median_s(lambda: built, [sys.executable, "-c", "pass"], repeats)
    rows = {
        "`python -c pass`": (bare, None),
        "`codegen --help`": (median_s(lambda: built, [*CODEGEN, "--help"], repeats), 0.1),
        "`codegen build`, nothing to do": (
            median_s(lambda: built, [*CODEGEN, "build", SPEC], repeats),
            0.25,
        ),
        "`codegen build`, everything": (
            median_s(project, [*CODEGEN, "build", SPEC, "--yes"], repeats),
            2.5,
        ),
    }
    full = rows["`codegen build`, everything"][0]
    sandboxed = median_s(lambda: built, [*CODEGEN, "test", "register"], repeats)
    plain = statistics.median(pytest_build(built) for _ in range(repeats))
    PAGE.write_text(page(rows, full, sandboxed, plain, repeats), "utf-8")
    print(PAGE.read_text("utf-8"))


def page(
    rows: dict[str, tuple[float, float | None]],
    full: float,
    sandboxed: float,
    plain: float,
    repeats: int,
) -> str:
    """The page as Markdown."""
    bare = rows["`python -c pass`"][0]
    table = "\n".join(
        f"| {name} | {seconds:.2f} | {'' if aim is None else aim} | {seconds / bare:.0f} |"
        for name, (seconds, aim) in rows.items()
    )
    return f"""# Benchmarks

<!-- Written by `python benchmarks/run.py`. -->

Medians of {repeats} runs in one session on {os.cpu_count()} cores, Python {sys.version.split()[0]}. Times differ elsewhere; ratios
hardly do. The last column counts in bare starts of the interpreter.

| what | seconds | aim | starts |
| --- | --- | --- | --- |
{table}
| `codegen test register`: the tests once, in the sandbox | {sandboxed:.2f} | | {sandboxed / bare:.0f} |
| the tests twice, as plain pytest subprocesses | {plain:.2f} | | {plain / bare:.0f} |

A build runs the app's tests twice: as they are, and with the endpoint answering 501. As plain pytest subprocesses these two
runs alone take {plain / full:.1f} times what the whole build takes in {full:.2f} s, sandbox included.
"""


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
