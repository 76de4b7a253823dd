"""The wheel, installed away from the checkout, has all it needs to build a spec."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from projects import Project
from specs import REGISTER, ROOT


def test_an_installed_wheel_builds_what_the_checkout_builds(tmp_path: Path, built: Project) -> None:
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
        str(ROOT),
    ]
    made = subprocess.run(build, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    [wheel] = tmp_path.glob("codegen-*.whl")
    target = tmp_path / "installed"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
    ]
    subprocess.run([*install, str(target), str(wheel)], check=True)
    project = Project(tmp_path / "project")
    project.write("specs/register.md", REGISTER)
    script = (
        f"import sys; sys.path.insert(0, {str(target)!r}); import codegen.cli; codegen.cli.main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, "build", "specs/register.md", "--yes"],
        cwd=project.folder,
        env=project.environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert project.tree() == built.tree()
    assert (target / "codegen/templates/app/.gitignore.j2").exists()
