"""Projects on disk, and the real command line run in them."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with specs, in which commands are run as a user runs them."""

    folder: Path

    def write(self, path: str, text: str) -> Path:
        """Writes a file below the project's folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs ``codegen`` with no terminal and nothing to read."""
        return subprocess.run(
            [sys.executable, "-m", "codegen", *arguments],
            cwd=self.folder,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )

    @property
    def environment(self) -> dict[str, str]:
        """PATH, an empty home, and what coverage needs; no key, no setting."""
        kept = {name: text for name, text in os.environ.items() if name.startswith("COVERAGE_")}
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8", **kept}

    def tree(self, app: str = "generated/register") -> dict[str, str]:
        """The files of an app by path, its record included, its database not."""
        root = self.folder / app
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        texts = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}
        return {path: text for path, text in texts.items() if "instance/" not in path}


def built_once(factory: pytest.TempPathFactory, name: str, spec: str) -> tuple[Project, str]:
    """A project whose spec is built, by one of the workers that run tests for all of them; and what the build printed."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    project = Project(shared / f"built-{name}")
    told = project.folder / "told.txt"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            project.write(f"specs/{name}.md", spec)
            result = project.run("build", f"specs/{name}.md", "--yes")
            assert result.returncode == 0, result.stdout + result.stderr
            compiled = python(project.folder / "generated" / name, "-m", "pytest", "--collect-only")
            assert compiled.returncode == 0, compiled.stdout
            told.write_text(result.stdout, "utf-8")
    return project, told.read_text("utf-8")


def python(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python in the folder of a built app, with nothing in the environment but what the app needs.

    Of pytest's plug-ins an emitted app uses none; those of codegen's own tests take longer to load than its tests to run.
    """
    kept = {"PATH": os.environ["PATH"], "SECRET_KEY": "k" * 64, "HOME": str(folder)}
    kept["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
    )


def on_database(app: Path, copy: Path, script: str, *arguments: str, url: str = "") -> str:
    """What a script prints last that runs in a copy of a built app, on a new database: that of the URL, else SQLite."""
    folder = shutil.copytree(app, copy)
    environment = {"DATABASE_URL": url} if url else {}
    upgraded = python(folder, "-m", "flask", "--app", "wsgi", "db", "upgrade", **environment)
    assert upgraded.returncode == 0, upgraded.stderr
    result = python(folder, "-c", script, *arguments, **environment)
    assert result.returncode == 0, result.stderr
    if url:
        python(folder, "-m", "flask", "--app", "wsgi", "db", "downgrade", "base", **environment)
    return result.stdout.splitlines()[-1]


def notices(app: Path, copy: Path, fault: tuple[str, str, str], tests: str) -> bool:
    """Whether the chosen tests of a built app fail where something else stands in a file: its path, what stands there, and what instead.

    What stands there is found whatever its line breaks.
    """
    path, right, wrong = fault
    folder = shutil.copytree(app, copy)
    parts = (part for part in re.split(r"\s+|(?<=[(.])|(?=[).])", right) if part)
    text, count = re.subn(
        r"\s*".join(map(re.escape, parts)), lambda _: wrong, (folder / path).read_text("utf-8")
    )
    assert count, f"{right!r} does not stand in {path}"
    (folder / path).write_text(text, "utf-8")
    result = python(folder, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", tests)
    assert result.returncode in (0, 1), result.stdout + result.stderr
    return result.returncode == 1
