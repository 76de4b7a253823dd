from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from codegen.config import load_settings
from codegen.errors import UsageError
from codegen.prices import OwnPrice


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
        (f"test_timeout_s = 1{'0' * 400}", "'tool.codegen.test_timeout_s' must be a number"),
        ("model = 5", "'tool.codegen.model' must be a text"),
        (
            'provider = "manuel"',
            "'tool.codegen.provider' must be 'openai' or 'manual', not 'manuel'."
            " Did you mean 'manual'?",
        ),
        ('provider = ""', "'tool.codegen.provider' must be a text that is not empty"),
        (
            'routes = "by hand"',
            "'tool.codegen.routes' must be 'template' or 'model', not 'by hand'. Write one of them.",
        ),
        ("request_timeout_s = 0", "'tool.codegen.request_timeout_s' must be a number of seconds"),
        ("calls_at_once = 0", "'tool.codegen.calls_at_once' must be a whole number above 0"),
        ("calls_at_once = -1", "'tool.codegen.calls_at_once' must be a whole number above 0"),
        ("calls_at_once = 2.0", "'tool.codegen.calls_at_once' must be a whole number above 0"),
        ("calls_at_once = true", "'tool.codegen.calls_at_once' must be a whole number above 0"),
        ("max_calls = -1", "'tool.codegen.max_calls' must be a whole number of at least 0"),
        ("max_tokens = 0.5", "'tool.codegen.max_tokens' must be a whole number of at least 0"),
        ("max_cost_usd = -0.5", "'tool.codegen.max_cost_usd' must be a number of US dollars"),
        ("max_cost_usd = inf", "'tool.codegen.max_cost_usd' must be a number of US dollars"),
        ("rounds = -1", "'tool.codegen.rounds' must be a whole number of at least 0"),
        ("strict = 1", "'tool.codegen.strict' must be true or false"),
        ("prices = 5", "'tool.codegen.prices' must be a table"),
        ("prices.m.input = 1", "'tool.codegen.prices.\"m\"' has no 'output'"),
        ('packages = "icalendar"', "'tool.codegen.packages' must be a list of packages by name"),
        ("packages = [5]", "must be a list of packages by name, and 5 is none"),
        ('packages = ["ical[fast]"]', "and 'ical[fast]' is none. Write it as"),
        ('packages = ["--pre"]', "and '--pre' is none"),
        ("index_url = 5", "'tool.codegen.index_url' must be a text"),
        (
            'index_url = "https://me:secret@index.example/simple"',
            "'tool.codegen.index_url' holds a user or a password. Keep them in a netrc file",
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
        ("CODEGEN_MAX_CALLS", "2.5", "'CODEGEN_MAX_CALLS' must be a whole number of at least 0"),
        ("CODEGEN_PROVIDER", "openia", "not 'openia'. Did you mean 'openai'?"),
        ("CODEGEN_PRICES", "{}", "'CODEGEN_PRICES' cannot be set: prices are read from pyproject"),
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


def test_what_a_model_needs_has_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {}, {})
    assert (settings.model, settings.provider, settings.routes) == ("", "openai", "template")
    assert (settings.request_timeout_s, settings.calls_at_once, settings.rounds) == (600.0, 4, 3)
    assert (settings.max_cost_usd, settings.max_tokens, settings.max_calls) == (0.0, 0, 0)
    assert (settings.strict, settings.keep_unproven, settings.prices) == (False, False, ())


def test_what_a_model_needs_can_be_set_in_the_environment(tmp_path: Path) -> None:
    folder = project(tmp_path, "max_calls = 9\nmax_cost_usd = 3\nstrict = true")
    environment = {
        "CODEGEN_MODEL": "gpt-5",
        "CODEGEN_PROVIDER": "manual",
        "CODEGEN_ROUTES": "model",
        "CODEGEN_CALLS_AT_ONCE": "8",
        "CODEGEN_MAX_CALLS": "0",
        "CODEGEN_MAX_COST_USD": "2.5",
        "CODEGEN_STRICT": "0",
        "CODEGEN_KEEP_UNPROVEN": "true",
    }
    settings = load_settings(folder, environment, {})
    assert (settings.model, settings.provider, settings.routes) == ("gpt-5", "manual", "model")
    assert (settings.calls_at_once, settings.max_calls, settings.max_cost_usd) == (8, 0, 2.5)
    assert (settings.strict, settings.keep_unproven) == (False, True)


def test_prices_come_from_the_file(tmp_path: Path) -> None:
    table = '[tool.codegen.prices."my-model"]\ninput = 0.5\noutput = 1.5\ncached = 0.1'
    settings = load_settings(project(tmp_path, table), {}, {})
    price = OwnPrice(Decimal("0.5"), Decimal("1.5"), Decimal("0.1"))
    assert settings.prices == (("my-model", price),)


def test_the_digest_knows_what_changes_a_result_and_nothing_else(tmp_path: Path) -> None:
    def digest(table: str) -> str:
        return load_settings(project(tmp_path, table), {}, {}).digest

    same = [
        "",
        'model = "x"',
        "max_calls = 3\nmax_cost_usd = 1",
        "request_timeout_s = 5",
        "rounds = 1",
    ]
    other = ['routes = "model"', "strict = true", "keep_unproven = true", "weak_sandbox = true"]
    assert len({digest(table) for table in same}) == 1
    assert len({digest(table) for table in [*other, ""]}) == len(other) + 1


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


def test_packages_are_listed_by_name_with_versions(tmp_path: Path) -> None:
    folder = project(tmp_path, 'packages = ["Segno >= 1.6, <2", "icalendar"]\nindex_url = ""')
    settings = load_settings(folder, {}, {})
    assert list(map(str, settings.packages)) == ["icalendar", "segno>=1.6,<2"]
    environment = {"CODEGEN_PACKAGES": "tiny_slug>=1,<2 other", "CODEGEN_INDEX_URL": "file:///i"}
    settings = load_settings(folder, environment, {})
    assert list(map(str, settings.packages)) == ["other", "tiny-slug>=1,<2"]
    assert settings.index_url == "file:///i"
    assert load_settings(folder, {"CODEGEN_PACKAGES": ""}, {}).packages == ()
    with pytest.raises(UsageError, match="'CODEGEN_PACKAGES' must be a list"):
        load_settings(folder, {"CODEGEN_PACKAGES": "a >=1"}, {})


def test_what_packages_are_allowed_is_a_part_of_what_is_built(tmp_path: Path) -> None:
    bare = load_settings(tmp_path, {}, {})
    more = load_settings(tmp_path, {"CODEGEN_PACKAGES": "segno"}, {})
    elsewhere = load_settings(tmp_path, {"CODEGEN_INDEX_URL": "file:///i"}, {})
    assert bare.digest != more.digest
    assert bare.digest == elsewhere.digest
