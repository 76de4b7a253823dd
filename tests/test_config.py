from __future__ import annotations

from pathlib import Path

import pytest

from codegen.config import load_settings
from codegen.errors import UsageError


def project(folder: Path, table: str) -> Path:
    (folder / "pyproject.toml").write_text(f"[tool.codegen]\n{table}\n")
    return folder


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    folder = project(tmp_path, 'out = "file"\nspecs = "file"\ntemplates = "file"')
    environment = {"CODEGEN_OUT": "environment", "CODEGEN_SPECS": "environment"}
    settings = load_settings(folder, environment, {"out": "flag", "specs": None})
    assert (settings.out, settings.specs, settings.templates) == ("flag", "environment", "file")


def test_the_project_is_the_nearest_folder_upwards_with_settings(tmp_path: Path) -> None:
    inner = project(tmp_path, 'out = "apps"') / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    settings = load_settings(inner, {}, {})
    assert settings.root == tmp_path
    assert settings.out_dir == tmp_path / "apps"


def test_without_settings_the_folder_is_the_project(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}, {}).out_dir == tmp_path / "generated"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('outt = "x"', "'tool.codegen.outt' is no setting. Did you mean 'out'?"),
        ("out = 3", "'tool.codegen.out' must be a text"),
        ('weak_sandbox = "yes"', "'tool.codegen.weak_sandbox' must be true or false"),
        ('test_timeout_s = "long"', "'tool.codegen.test_timeout_s' must be a number of seconds"),
        ("out = = 3", "the file is no TOML"),
        ('out = ""', "'tool.codegen.out' must be a text that is not empty"),
        ("test_timeout_s = nan", "'tool.codegen.test_timeout_s' must be a number of seconds"),
        (
            "test_timeout_s = -1",
            "'tool.codegen.test_timeout_s' must be a number of seconds above 0",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, table: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(project(tmp_path, table), {}, {})
    assert message in str(caught.value)
    assert str(tmp_path / "pyproject.toml") in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CODEGEN_OUT", "", "'CODEGEN_OUT' must be a text that is not empty"),
        ("CODEGEN_OUTT", "x", "'CODEGEN_OUTT' is no setting. Did you mean 'out'?"),
        ("CODEGEN_WEAK_SANDBOX", "perhaps", "'CODEGEN_WEAK_SANDBOX' must be true or false"),
        ("CODEGEN_TEST_TIMEOUT_S", "long", "'CODEGEN_TEST_TIMEOUT_S' must be a number of seconds"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, name: str, value: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(tmp_path, {name: value}, {})
    assert message in str(caught.value)


def test_variables_have_the_types_of_their_settings(tmp_path: Path) -> None:
    environment = {"CODEGEN_WEAK_SANDBOX": "true", "CODEGEN_TEST_TIMEOUT_S": "2.5"}
    settings = load_settings(tmp_path, environment, {})
    assert settings.weak_sandbox is True
    assert settings.test_timeout_s == 2.5


def test_a_changed_template_of_the_project_changes_the_digest(tmp_path: Path) -> None:
    folder = project(tmp_path, 'templates = "own"')
    (folder / "own").mkdir()
    (folder / "own" / "a.j2").write_text("one")
    before = load_settings(folder, {}, {}).digest
    (folder / "own" / "a.j2").write_text("two")
    assert load_settings(folder, {}, {}).digest != before


def test_settings_that_are_no_table_are_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\ncodegen = 5\n")
    with pytest.raises(UsageError, match="must be a table"):
        load_settings(tmp_path, {}, {})
