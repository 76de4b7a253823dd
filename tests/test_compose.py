"""The emitted app as text: formatted, sorted, standing alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.compose import compose
from codegen.generate import generate
from codegen.python import format_python
from codegen.render import Renderer
from codegen.testgen.derive import derive
from codegen.types import File
from specs import MEMBERS, REGISTER, understood


def composed(markdown: str, folder: Path, renderer: Renderer | None = None) -> tuple[File, ...]:
    found = understood(markdown, folder)
    renderer = renderer or Renderer()
    slices = generate(found.contract, found.texts, renderer)
    return compose(found.contract, slices, derive(found.contract, found.texts), renderer)


@pytest.fixture(params=[REGISTER, MEMBERS], ids=["register", "club"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[File, ...]:
    return composed(request.param, tmp_path)


def test_python_is_formatted_and_linted(files: tuple[File, ...], tmp_path: Path) -> None:
    root = tmp_path / "app"
    for file in files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")
        if file.path.endswith(".py"):
            assert format_python(file.text) == file.text
    rules = "E4,E7,E9,F,I,B,C4,PT,RET,SIM,UP"
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", rules, "."]
    result = subprocess.run(ruff, cwd=root, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_the_app_imports_nothing_of_codegen(files: tuple[File, ...]) -> None:
    for file in files:
        if file.path.endswith(".py"):
            imported = {
                name
                for node in ast.walk(ast.parse(file.text))
                if isinstance(node, ast.Import | ast.ImportFrom)
                for name in (getattr(node, "module", None), *(a.name for a in node.names))
            }
            assert not {name for name in imported if name and name.startswith("codegen")}


def test_no_path_and_no_time_of_this_machine_is_emitted(
    files: tuple[File, ...], tmp_path: Path
) -> None:
    for file in files:
        assert str(tmp_path) not in file.text
        assert "2026" not in file.text


def test_the_same_spec_gives_the_same_bytes(tmp_path: Path) -> None:
    assert composed(MEMBERS, tmp_path) == composed(MEMBERS, tmp_path)


def test_only_what_the_contract_needs_is_emitted(tmp_path: Path) -> None:
    spec = "# Tags\n## Data\n### Tag\n- `size`: whole number\n## Endpoints\n### POST /tags\n- Creates a tag.\n"
    text = "".join(
        file.text for file in composed(spec, tmp_path) if file.path.endswith((".py", ".toml"))
    )
    for word in ("pwdlib", "password_hash", "IntegrityError", "Storable", "together", "refusals"):
        assert word not in text, word


def test_what_a_rule_can_mend_in_generated_text_is_mended(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "app" / "package"
    own.mkdir(parents=True)
    (own / "config.py.j2").write_text('"""Settings."""\n\nSECRET_KEY = "hard-coded"\n')
    files = composed(REGISTER, tmp_path, Renderer(tmp_path / "templates"))
    [config] = [file for file in files if file.path == "register/config.py"]
    assert 'SECRET_KEY = os.environ["SECRET_KEY"]' in config.text


def test_a_template_that_comes_to_nothing_makes_no_file(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "app"
    nothing = {
        "notes.txt.j2": "",
        "package/notes.py.j2": "{% if not has_secrets %}x = 1{% endif %}\n",
        "tests/notes.py.j2": "\n \n",
    }
    for name, text in (nothing | {"other.txt.j2": "x\n"}).items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text)
    paths = [file.path for file in composed(REGISTER, tmp_path, Renderer(own.parent))]
    assert "other.txt" in paths
    assert not [path for path in paths if "notes" in path]


def test_no_file_is_empty(files: tuple[File, ...]) -> None:
    assert not [file.path for file in files if not file.text.strip()]
