"""What is committed in ``generated/`` is what the specs build to."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects import Project
from specs import ROOT

SPECS = sorted((ROOT / "specs").glob("*.md"))


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_the_committed_app_is_what_its_spec_builds_to(tmp_path: Path, spec: Path) -> None:
    project = Project(tmp_path / "project")
    project.write(f"specs/{spec.name}", spec.read_text("utf-8"))
    result = project.run("build", f"specs/{spec.name}", "--yes")
    assert result.returncode == 0, result.stdout
    app = f"generated/{spec.stem.replace('.', '_')}"
    assert project.tree(app) == Project(ROOT).tree(app)
