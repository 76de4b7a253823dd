from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.errors import SpecRejected
from codegen.spec import Spec, read_spec

Read = Callable[..., Spec]
Problems = Callable[..., list[str]]
BODY = "## Endpoints\n### GET /health\n"
ROOT = Path(__file__).parents[2]


def test_prose_without_endpoints_is_a_spec(read: Read) -> None:
    spec = read("---\napp: x\n---\n# Words\nPeople write words. They must be short.\n")
    assert [statement.text for statement in spec.statements] == [
        "People write words",
        "They must be short",
    ]
    assert str(spec.start) == "shop.md:4:1"


def test_the_path_is_shown_relative_to_the_root(tmp_path: Path) -> None:
    folder = tmp_path / "project" / "specs"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text(BODY)
    assert read_spec(folder / "a.md", tmp_path / "project").sources == ("specs/a.md",)
    assert read_spec(folder / "a.md", tmp_path / "other").sources == (str(folder / "a.md"),)


def test_a_relative_path_is_that_of_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "a.md").write_text(BODY)
    monkeypatch.chdir(tmp_path / "specs")
    assert read_spec("../specs/a.md", tmp_path).sources == ("specs/a.md",)
    assert read_spec("a.md", tmp_path).sources == ("specs/a.md",)


@pytest.mark.parametrize("value", ["users.md, orders.md", "[users.md, 'orders.md']"])
def test_included_files_are_appended_in_order(read: Read, value: str) -> None:
    spec = read(
        f"---\ninclude: {value}\n---\n{BODY}- Answers 200.\n",
        users="# Users\n## Rules\n- One.\n",
        orders="---\ninclude: users.md\n---\n# Orders\n\n## Rules\n- Two.\n",
    )
    assert spec.sources == ("shop.md", "users.md", "orders.md")
    assert [str(s.location) for s in spec.statements] == [
        "shop.md:6:3",
        "users.md:3:3",
        "orders.md:7:3",
    ]
    assert spec.title == "Shop"


def test_a_section_does_not_reach_into_the_next_file(read: Read) -> None:
    spec = read(f"---\ninclude: more.md\n---\n{BODY}", more="Words.\n")
    assert [s.section for s in spec.statements] == ["background"]


@pytest.mark.parametrize(
    "value, message",
    [
        ("../x.md", "shop.md:2:10: the include '../x.md' lies outside the project"),
        ("/etc/x.md", "shop.md:2:10: the include '/etc/x.md' lies outside the project"),
        ("user.md", "shop.md:2:10: the include 'user.md' does not exist. Did you mean 'users.md'?"),
        ("a.txt", "shop.md:2:10: the include 'a.txt' is no Markdown file"),
        ("shop.md", "shop.md:2:10: the include 'shop.md' includes itself"),
        ("users.md, x.md", "shop.md:2:20: the include 'x.md' does not exist"),
    ],
)
def test_refused_includes(problems: Problems, value: str, message: str) -> None:
    found = problems(f"---\ninclude: {value}\n---\n{BODY}", users="Words.\n")
    assert len(found) == 1
    assert found[0].startswith(message)


def test_a_circle_of_includes(problems: Problems) -> None:
    found = problems(
        f"---\ninclude: a.md\n---\n{BODY}",
        a="---\ninclude: b.md\n---\n",
        b="---\ninclude: a.md\n---\n",
    )
    assert found[0].startswith("b.md:2:10: the include 'a.md' includes itself in the end")


def test_a_link_out_of_the_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret.md").write_text("Words.\n")
    (project / "inside.md").symlink_to(tmp_path / "secret.md")
    (project / "a.md").write_text(f"---\ninclude: inside.md\n---\n{BODY}")
    with pytest.raises(SpecRejected, match=r"'inside\.md' lies outside the project"):
        read_spec(project / "a.md", project)


def test_settings_of_an_included_file(problems: Problems) -> None:
    found = problems(f"---\ninclude: a.md\n---\n{BODY}", a="---\napp: x\n---\nWords.\n")
    assert found[0].startswith("a.md:2:6: an included file has the setting 'app'")


def test_an_included_file_that_cannot_be_read(problems: Problems) -> None:
    found = problems(f"---\ninclude: a.md\n---\n{BODY}### Users\n", a="")
    assert [f.split(".")[0] for f in found] == ["shop", "a"]


def test_an_endpoint_declared_in_two_files(problems: Problems) -> None:
    found = problems(f"---\ninclude: a.md\n---\n{BODY}", a=BODY)
    assert found[0].startswith("a.md:2:5: the endpoint 'GET /health' is declared on line 2 and")
    assert "already on shop.md:5" in found[0]


@pytest.mark.parametrize("spec", sorted((ROOT / "specs").glob("*.md")), ids=lambda path: path.name)
def test_every_example_spec_is_read(spec: Path) -> None:
    assert read_spec(spec, ROOT).statements
