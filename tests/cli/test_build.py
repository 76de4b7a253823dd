"""``codegen build`` as a user runs it: what it prints, writes, and exits with."""

from __future__ import annotations

import json
import os

import pytest

from projects import Project
from specs import REGISTER

SPEC = "specs/register.md"


def changed_lines(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """Path, old line and new line wherever two trees differ; they must have the same lines else."""
    assert before.keys() == after.keys()
    found = []
    for path in before:
        old, new = before[path].splitlines(), after[path].splitlines()
        assert len(old) == len(new), f"{path} gained or lost lines"
        found += [(path, a, b) for a, b in zip(old, new, strict=True) if a != b]
    return found


def emitted(tree: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in tree.items() if not path.startswith(".codegen/")}


def test_a_first_build_shows_the_diff_the_table_and_the_next_command(project: Project) -> None:
    result = project.run("build", SPEC, "--yes")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "+++ b/register/register/routes/users.py" in result.stdout
    assert (
        'specs/register.md:17:3  If the username already exists, answer 409 with "' in result.stdout
    )
    assert "register/routes/users.py:15" in result.stdout
    assert result.stdout.rstrip().endswith("next: codegen run register")
    assert "untested" not in result.stdout


def test_without_a_terminal_or_yes_nothing_is_written(project: Project) -> None:
    result = project.run("build", SPEC)
    assert result.returncode == 1
    assert "+++ b/register/wsgi.py" in result.stdout
    assert "Pass --yes" in result.stdout
    assert not (project.folder / "generated").exists()


def test_a_dry_run_writes_nothing_even_with_yes(project: Project) -> None:
    result = project.run("build", SPEC, "--dry-run", "--yes")
    assert result.returncode == 1
    assert not (project.folder / "generated").exists()


def test_building_twice_changes_no_byte(built: Project) -> None:
    before = built.tree()
    result = built.run("build", SPEC, "--yes")
    assert result.returncode == 0
    assert "up to date" in result.stdout
    assert built.tree() == before
    again = built.run("build", SPEC, "--dry-run")
    assert again.returncode == 0
    assert "nothing to do" in again.stdout
    assert built.tree() == before


def test_deleting_the_output_and_building_gives_the_same_bytes(built: Project) -> None:
    before = built.tree()
    (built.folder / "generated").rename(built.folder / "gone")
    assert built.run("build", SPEC, "--yes").returncode == 0
    assert built.tree() == before


def test_a_changed_limit_changes_only_lines_that_hold_it(built: Project) -> None:
    before = built.tree()
    built.write(SPEC, REGISTER.replace("at least 8", "at least 12"))
    assert built.run("build", SPEC, "--yes").returncode == 0
    changed = changed_lines(emitted(before), emitted(built.tree()))
    assert {path for path, _, _ in changed} == {
        "openapi.json",
        "register/schemas.py",
        "tests/test_users.py",
    }
    for path, old, new in changed:
        assert old.replace("8", "12").replace("* 7", "* 11") == new, path


def test_an_unrelated_sentence_changes_no_byte(built: Project) -> None:
    before = built.tree()
    built.write(SPEC, REGISTER.replace("# Registration\n", "# Registration\n\nHello there.\n"))
    assert built.run("build", SPEC, "--yes").returncode == 0
    assert built.tree() == before


def test_an_optional_field_adds_one_revision_and_rewrites_none(built: Project) -> None:
    before = built.tree()
    built.write(
        SPEC, REGISTER.replace("- `password`", "- `nickname`: text, optional\n- `password`")
    )
    assert built.run("build", SPEC, "--yes").returncode == 0
    after = built.tree()
    versions = [p for p in after if p.startswith("migrations/versions/")]
    old = [p for p in before if p.startswith("migrations/versions/")]
    assert len(versions) == 2
    assert all(after[path] == before[path] for path in old)


def test_the_json_reporter_prints_one_document(project: Project) -> None:
    result = project.run("build", SPEC, "--yes", "--json")
    document = json.loads(result.stdout)
    [app] = document["apps"]
    assert app["ending"] == "written"
    assert {row["verdict"] for row in app["rows"]} == {"tested"}
    assert {"path": "wsgi.py", "kind": "create"} in app["changes"]
    assert document["stopped"] == []


def test_an_edit_by_hand_is_kept_and_verified_with(built: Project) -> None:
    view = built.folder / "generated/register/register/routes/users.py"
    view.write_text(view.read_text().replace("Registers a user.", "Registers a person."))
    own = built.write("generated/register/register/notes.py", "NOTE = 'mine'\n")
    built.write(SPEC, REGISTER.replace("at least 8", "at least 12"))
    result = built.run("build", SPEC, "--yes")
    assert result.returncode == 0, result.stdout
    assert "edited by hand, kept  register/routes/users.py" in result.stdout
    assert "added by hand, kept  register/notes.py" in result.stdout
    assert "Registers a person." in view.read_text()
    assert own.read_text() == "NOTE = 'mine'\n"


def test_an_edited_file_that_has_to_change_stops_the_whole_build(built: Project) -> None:
    schemas = built.folder / "generated/register/register/schemas.py"
    schemas.write_text(schemas.read_text() + "\nMINE = 1\n")
    before = built.tree()
    built.write(SPEC, REGISTER.replace("at least 8", "at least 12"))
    result = built.run("build", SPEC, "--yes")
    assert result.returncode == 1
    assert "register/register/schemas.py" in result.stdout
    assert built.tree() == before


def test_an_edit_that_breaks_a_promise_is_not_built_upon(built: Project) -> None:
    view = built.folder / "generated/register/register/routes/users.py"
    view.write_text(view.read_text().replace('created successfully"}, 201', 'created"}, 201'))
    result = built.run("check", SPEC)
    assert result.returncode == 1
    assert "failed: tests/test_users.py::test_register_succeeds" in result.stdout
    assert "specs/register.md:18:3: Otherwise answer 201" in result.stdout


@pytest.mark.parametrize("arguments", [(), (SPEC, "--all")])
def test_specs_or_all(project: Project, arguments: tuple[str, ...]) -> None:
    result = project.run("build", *arguments)
    assert result.returncode == 2
    assert "name specs, or --all" in result.stderr


def test_every_spec_is_built_with_all_and_one_that_stops_stops_no_other(project: Project) -> None:
    project.write("specs/broken.md", "# Broken\n")
    result = project.run("build", "--all", "--yes")
    assert result.returncode == 1
    assert "specs/broken.md" in result.stdout
    assert (project.folder / "generated/register/wsgi.py").exists()


def test_sentences_that_cannot_be_placed_are_all_named(project: Project) -> None:
    project.write(
        SPEC,
        REGISTER.replace(
            "- Registers a user.\n",
            "- Registers a user.\n- Usernames shine at night.\n- Send a pigeon to the moon.\n",
        ).replace("## Rules\n", "## Rules\n\n- If the username exists already, say so with 409.\n"),
    )
    result = project.run("build", SPEC, "--yes")
    assert result.returncode == 1
    lines = [line for line in result.stdout.splitlines() if "can't place" in line]
    assert [line.split(": ")[0] for line in lines] == [
        f"{SPEC}:{n}" for n in ("17:3", "18:3", "24:3")
    ]
    assert all("docs/models.md" in line for line in lines)
    assert not (project.folder / "generated").exists()
    assert "Traceback" not in result.stdout + result.stderr


def test_two_specs_of_one_app_are_refused(project: Project) -> None:
    project.write("specs/other.md", f"---\napp: register\n---\n{REGISTER}")
    for spec in (SPEC, "specs/other.md"):
        result = project.run("build", spec, "--yes")
        assert result.returncode == 2
        assert "both build the app 'register'" in result.stdout
    assert not (project.folder / "generated").exists()


def test_an_emitted_test_that_is_taken_out_is_missed(built: Project) -> None:
    tests = built.folder / "generated/register/tests/test_users.py"
    tests.write_text('"""None."""\n')
    result = built.run("check", SPEC)
    assert result.returncode == 1
    assert "tests/test_users.py::test_register_succeeds is gone" in result.stdout
    assert "edited by hand, kept  tests/test_users.py" in result.stdout


def test_what_a_rule_finds_stops_the_build(built: Project) -> None:
    view = built.folder / "generated/register/register/routes/users.py"
    view.write_text(
        view.read_text() + "\n\ndef read(text: str) -> object:\n    return eval(text)\n"
    )
    for command in (["check", SPEC], ["build", SPEC, "--yes"]):
        result = built.run(*command)
        assert result.returncode == 1
        assert "register/routes/users.py:32:12: no-code-execution" in result.stdout
        assert "verify" not in result.stdout


def test_a_pipe_is_no_spec(project: Project) -> None:
    os.mkfifo(project.folder / "specs/pipe.md")
    result = project.run("build", "specs/pipe.md")
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr


def test_a_template_of_the_project_that_makes_no_python_is_named(project: Project) -> None:
    project.write("pyproject.toml", '[tool.codegen]\ntemplates = "own"\n')
    project.write("own/app/package/config.py.j2", "def (\n")
    result = project.run("build", SPEC)
    assert result.returncode == 2
    assert "the template of 'app/package/config.py.j2' makes no Python" in result.stdout


def test_offline_an_app_of_sentences_is_told_which_sentence_to_mend(built: Project) -> None:
    built.write(SPEC, REGISTER.replace("- Registers a user.", "- Signs up whoever asks for it."))
    refused = built.run("build", SPEC, "--yes", "--offline")
    assert refused.returncode == 1
    assert (
        f'{SPEC}:16:3: can\'t place "Signs up whoever asks for it" without a model'
        in refused.stdout
    )
