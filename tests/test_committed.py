"""What is committed in ``generated/`` is what the specs build to, from their records, asking nobody."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.current import probable_app
from projects import TIMEOUT_S, Project
from specs import ROOT

SPECS = sorted((ROOT / "specs").glob("*.md"))
PATIENCE = 5
"""A whole build takes longer than other commands; on a machine with other work it takes several times as long."""
WITHOUT_SOCKETS = """
import socket, sys

def refuse(self, address):
    raise AssertionError(f"a socket was opened to {address}")

socket.socket.connect = socket.socket.connect_ex = refuse
from codegen.cli import main
main()
"""


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_the_committed_app_is_what_its_spec_builds_to(tmp_path: Path, spec: Path) -> None:
    project = Project(tmp_path / "project")
    project.write(f"specs/{spec.name}", spec.read_text("utf-8"))
    app = f"generated/{probable_app(spec)}"
    committed = Project(ROOT).tree(app)
    if any(path.startswith(".codegen/answers/") for path in committed):
        shutil.copytree(ROOT / app / ".codegen", project.folder / app / ".codegen")
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            WITHOUT_SOCKETS,
            "build",
            f"specs/{spec.name}",
            "--yes",
            "--offline",
        ],
        cwd=project.folder,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE * TIMEOUT_S,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert project.tree(app) == committed
