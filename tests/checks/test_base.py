from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import libcst as cst
import pytest

import codegen.checks
from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule, check, fix, load_rules, skipped
from codegen.checks.code_execution import OWN_MODULES
from codegen.checks.debug import NoDebug
from codegen.checks.imports import DENIED, DEPENDENCIES
from codegen.contract import Contract
from codegen.stdlib import STANDARD_LIBRARY
from codegen.syntax import Source
from codegen.types import File

if TYPE_CHECKING:
    from planting import Apps

USERS = "register/routes/users.py"


class NoPass(Rule):
    """A rule that finds every ``pass``."""

    name = "no-pass"
    message = "here is a pass"
    mend = "Remove it."
    urls = ("https://docs.python.org/3/",)
    VALID = ()
    INVALID = (Example(code="pass\n", lines=(1,)),)

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        yield from (Hit(source, node, app.package) for node in source.nodes(cst.Pass))


def test_the_hand_written_app_is_clean(apps: Apps, contract: Contract) -> None:
    report = check(apps.clean(), contract)
    assert report.findings == ()
    assert report.digest == apps.clean().digest


def test_findings_are_sorted_by_path_line_column_and_rule(apps: Apps, contract: Contract) -> None:
    texts = {"wsgi.py": "if x: pass\npass; pass\n", USERS: "pass\n"}
    found = check(apps.with_files(texts), contract, (NoPass,)).findings
    assert [str(finding.location) for finding in found] == [
        "register/routes/users.py:1:1",
        "wsgi.py:1:7",
        "wsgi.py:2:1",
        "wsgi.py:2:7",
    ]
    assert str(found[0]) == f"{USERS}:1:1: no-pass: here is a pass: register. Remove it."


def test_tests_and_migrations_are_not_held_to_the_rules(apps: Apps, contract: Contract) -> None:
    texts = {"tests/test_more.py": "eval('1')\n", "migrations/versions/2.py": "exec('1')\n"}
    assert check(apps.with_files(texts), contract).findings == ()


@pytest.mark.parametrize("path", ["tests/test_more.py", "migrations/versions/2.py", USERS])
def test_a_file_that_does_not_compile_gives_one_finding(
    path: str, apps: Apps, contract: Contract
) -> None:
    found = check(apps.with_files({path: "import requests\nx = (\n"}), contract).findings
    assert [(f.rule, str(f.location)) for f in found] == [("compiles", f"{path}:2:5")]


def test_what_libcst_reads_and_python_does_not_is_found(apps: Apps, contract: Contract) -> None:
    found = check(apps.with_files({"register/clock.py": "x = 1\nreturn x\n"}), contract).findings
    assert [(f.rule, str(f.location)) for f in found] == [("compiles", "register/clock.py:2:1")]


def test_the_other_files_are_still_checked_when_one_is_broken(
    apps: Apps, contract: Contract
) -> None:
    texts = {USERS: "x = (\n", "register/clock.py": "x = eval\n"}
    found = check(apps.with_files(texts), contract).findings
    assert [(f.rule, f.location.path) for f in found] == [
        ("no-code-execution", "register/clock.py"),
        ("compiles", USERS),
    ]


def test_without_a_contract_the_rules_that_need_one_are_skipped_and_named(apps: Apps) -> None:
    text = "@users.get('/hidden')\ndef hidden() -> str:\n    return eval('1')\n"
    found = check(apps.with_files({"register/clock.py": text}), None).findings
    assert [finding.rule for finding in found] == ["no-code-execution"]
    assert skipped(None) == (
        "allowed-imports",
        "bodies-are-read-by-readers",
        "calls-through-services",
        "closed-views-ask-who-it-is",
        "contract-endpoints",
        "environment-stays-in-config",
        "owned-rows-are-fetched-by-owner",
        "owners-and-roles-are-not-given",
        "secrets-stay-hashed",
        "time-comes-from-the-clock",
        "unique-writes-handle-conflicts",
    )


def test_with_a_contract_no_rule_is_skipped(contract: Contract) -> None:
    assert skipped(contract) == ()


def test_the_rules_are_found_sorted_and_each_once() -> None:
    names = [rule.name for rule in load_rules()]
    assert len(names) == 40
    assert names == sorted(set(names))


@pytest.fixture
def rule_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(codegen.checks, "__path__", [*codegen.checks.__path__, str(tmp_path)])
    load_rules.cache_clear()
    yield tmp_path
    load_rules.cache_clear()
    for name in ("codegen.checks.added", "codegen.checks.broken"):
        sys.modules.pop(name, None)


def test_adding_a_rule_is_adding_a_file(rule_folder: Path) -> None:
    lines = ("from codegen.checks.base import Rule", "class Added(Rule):", "    name = 'added'")
    (rule_folder / "added.py").write_text("\n".join(lines))
    assert "added" in [rule.name for rule in load_rules()]


def test_a_rule_that_fails_to_load_raises(rule_folder: Path) -> None:
    (rule_folder / "broken.py").write_text("import no_such_module_anywhere\n")
    with pytest.raises(ModuleNotFoundError, match="no_such_module_anywhere"):
        load_rules()


def test_fix_gives_back_the_same_object_where_nothing_is_to_mend(contract: Contract) -> None:
    file = File(USERS, "x = 1\n")
    assert fix(file, contract) is file


def test_fix_leaves_what_is_no_python(contract: Contract) -> None:
    file = File(USERS, 'SECRET_KEY = "dev"\nx = (\n')
    assert fix(file, contract) is file


def test_fix_puts_the_import_behind_docstring_and_future() -> None:
    text = '"""Doc."""\n\nfrom __future__ import annotations\n\nfrom flask import g\n\nSECRET_KEY = "a"\n'
    assert fix(File("app/config.py", text), None).text == (
        '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n\nfrom flask import g\n\n'
        'SECRET_KEY = os.environ["SECRET_KEY"]\n'
    )


def test_fix_imports_once_and_mends_every_place() -> None:
    text = 'import os\n\nSECRET_KEY = "a"\nf(DEBUG=True, x=g(DEBUG=True))\n'
    fixed = fix(File("app/config.py", text), None)
    assert fixed.text == 'import os\n\nSECRET_KEY = os.environ["SECRET_KEY"]\nf(x=g())\n'
    assert fix(fixed, None) is fixed


def test_fix_applies_only_the_rules_it_is_given() -> None:
    text = 'SECRET_KEY = "a"\nf(DEBUG=True)\n'
    assert fix(File("app/config.py", text), None, (NoDebug,)).text == 'SECRET_KEY = "a"\nf()\n'


def test_deep_code_is_a_finding_and_no_crash(apps: Apps, contract: Contract) -> None:
    bombs = {
        "register/a.py": "x = " + " or ".join(["a"] * 20_000) + "\n",
        "register/b.py": "x = " + "-" * 2_500 + "1\n",
        "register/c.py": "x = (" + '"a" ' * 2_000 + ")\n",
        "register/d.py": "x = " + "(" * 3_000 + ")" * 3_000 + "\n",
        "register/e.py": "x = a" + ".b()" * 100 + "\n",
    }
    found = check(apps.with_files(bombs), contract).findings
    assert [(f.rule, f.location.path) for f in found] == [("compiles", path) for path in bombs]


def test_cyclic_names_and_imports_end(apps: Apps, contract: Contract) -> None:
    texts = {
        "register/a.py": "from register.b import x\na = b\nb = a\na = a.c(b)\nx(a, **b)\n",
        "register/b.py": "from register.a import x\nclass A(B): ...\nclass B(A): ...\nA(**x)\n",
        "register/c.py": "".join(f"a{n} = a{n - 1}\n" for n in range(3_000)) + "a2999('x')\n",
        "register/d.py": "".join(f"b{n} = b{n + 1}\n" for n in range(3_000)) + "b0('x')\n",
    }
    assert check(apps.with_files(texts), contract).findings == ()


def test_every_denied_module_is_one_of_the_standard_library() -> None:
    assert {name.partition(".")[0] for name in DENIED} <= STANDARD_LIBRARY
    assert not OWN_MODULES & DENIED.keys()
    assert not DEPENDENCIES & STANDARD_LIBRARY


def test_what_is_left_of_the_standard_library_every_python_has() -> None:
    assert sys.stdlib_module_names >= STANDARD_LIBRARY - DENIED.keys()
