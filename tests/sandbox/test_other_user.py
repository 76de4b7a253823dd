"""The hostile tests once more, as a user without rights: other walls stand in for those of root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

from codegen.sandbox.privileges import closed_to_others, unused_user_id

ROOT = Path(__file__).resolve().parents[2]
PROBE = "import flask, flask_migrate, pwdlib, pytest, sys; print('%d.%d' % sys.version_info[:2])"


def interpreter_for_others() -> tuple[str, dict[str, str]]:
    """An interpreter that any user can run, with what it needs to find our packages."""
    packages = sysconfig.get_paths()["purelib"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{packages}"}
    if closed_to_others([str(ROOT), packages]):
        pytest.skip("the checkout or its packages cannot be read by another user")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for name in (sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        if not Path(name).exists() or closed_to_others([str(Path(name).resolve())]):
            continue
        tried = subprocess.run(
            [name, "-c", PROBE], env=environment, capture_output=True, text=True, check=False
        )
        if tried.stdout.strip() == version:
            return name, environment
    pytest.skip(f"no interpreter of Python {version} that another user can read")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_hostile_tests_as_another_user() -> None:
    interpreter, environment = interpreter_for_others()
    user = unused_user_id(0)
    home = tempfile.mkdtemp(prefix="sandbox-home-", dir="/tmp")
    os.chown(home, user, user)
    folder = ROOT / "tests" / "sandbox"
    command = [
        *(
            interpreter,
            "-B",
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            str(ROOT),
        ),
        *("-c", str(ROOT / "pyproject.toml"), "--tb=short"),
        *(
            "-k",
            "test_escape or unlinked or closed_folder or thread_bomb or layers or lazily or rights or had_back or without_landlock",
        ),
        *(str(folder / name) for name in ("test_escape.py", "test_endings.py", "test_forked.py")),
    ]
    try:
        done = subprocess.run(
            command,
            cwd=home,
            env={**environment, "HOME": home},
            user=user,
            group=user,
            extra_groups=[],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        shutil.rmtree(home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
