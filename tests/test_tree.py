from __future__ import annotations

import os
from pathlib import Path

import pytest

from codegen.errors import DiskFault, EditConflict
from codegen.tree import (
    colliding,
    folder_files,
    in_record,
    is_safe_path,
    obstacle,
    read_tree,
    refuse_obstacles,
    takes_part,
    unwritable,
    with_newlines,
)
from codegen.types import File


def write_files(app: Path, files: tuple[File, ...]) -> None:
    for file in files:
        (app / file.path).parent.mkdir(parents=True, exist_ok=True)
        (app / file.path).write_bytes(file.text.encode())


# --- Paths -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../x",
        "a//x",
        "./x",
        "a/",
        "a\\x",
        "a\nx",
        "a\0x",
        "\ud800",
        "x" * 201,
        "x/" * 501 + "x",
    ],
)
def test_paths_that_are_not_safe(path: str) -> None:
    assert not is_safe_path(path)


@pytest.mark.parametrize("path", ["a.py", "a/b c.py", ".github/x.yml", "名字.py", "a..b/c", "..."])
def test_paths_that_are_safe(path: str) -> None:
    assert is_safe_path(path)


@pytest.mark.parametrize(
    "path",
    [
        ".codegen/lock/app.json",
        ".Git/hooks/pre-commit",
        "a/.git",
        "instance/app.txt",
        "Instance/app.txt",
        ".env",
        ".env.local",
        "deploy/.env",
        "venv/x.py",
        "a/__pycache__/b.py",
        "a.pyc",
        "a.db",
        "a.sqlite3-journal",
        "x.egg-info/PKG-INFO",
        "node_modules/x.js",
        ".codegen-staged/0",
        "tls/server.key",
    ],
)
def test_paths_that_take_no_part(path: str) -> None:
    assert not takes_part(path)


@pytest.mark.parametrize(
    "path",
    [
        ".env.example",
        ".gitignore",
        ".gitattributes",
        "app/instance/x.py",
        "environment.py",
        "db.py",
    ],
)
def test_paths_that_take_part(path: str) -> None:
    assert takes_part(path)


@pytest.mark.parametrize(
    "path, expected",
    [
        (".codegen/lock/app.json", True),
        (".codegen", False),
        (".codegen/", False),
        (".codegen/../a.py", False),
        (".codegen-staged/0", False),
        ("a/.codegen/x", False),
    ],
)
def test_paths_in_the_record(path: str, expected: bool) -> None:
    assert in_record(path) is expected


@pytest.mark.parametrize(
    "path, text, said",
    [
        ("a.py", "x" * 1024**2, None),
        ("a.py", "x" * (1024**2 + 1), "no UTF-8 text of at most 1 MiB"),
        ("a.py", "\ud800", "no UTF-8 text of at most 1 MiB"),
        ("a.py", "a\0b", "no UTF-8 text of at most 1 MiB"),
        ("../a.py", "x", "not safe to write"),
        (".env", "x", "where codegen never writes"),
    ],
)
def test_what_may_be_written_is_what_would_be_read_again(
    path: str, text: str, said: str | None
) -> None:
    cause = unwritable(File(path, text))
    assert cause is None if said is None else said in str(cause)


def test_paths_that_cannot_lie_side_by_side() -> None:
    assert colliding(["b.py", "a/b.py", "a/c.py"]) == []
    assert colliding(["Ä.py", "ä.py"]) == ["the files 'Ä.py' and 'ä.py' are one file to some disks"]
    assert colliding(["A/b", "a"]) == ["'a' is to be both a file and a folder"]


# --- On disk ---------------------------------------------------------------------------------------


def test_what_is_in_the_way_of_a_file(tmp_path: Path) -> None:
    app = tmp_path / "register"
    write_files(app, (File("a/b.py", "x"),))
    (app / "linked").symlink_to(tmp_path)
    assert obstacle(app, "a/b.py") is None
    assert obstacle(app, "a/new/c.py") is None
    assert obstacle(app, "a") == "'register/a' is no file, but one belongs there"
    assert obstacle(app, "a/b.py/c.py") == (
        "'register/a/b.py' is no folder, but 'a/b.py/c.py' belongs into it"
    )
    with pytest.raises(EditConflict, match="'register/linked' is a symbolic link") as caught:
        refuse_obstacles(app, ("a/b.py", "linked/x.py", "linked/y.py"))
    assert len(caught.value.problems) == 1


def test_the_tree_is_the_texts_that_take_part(tmp_path: Path) -> None:
    taking = {
        ".env.example": "a",
        ".gitignore": "b",
        "app/views.py": "c\r\n",
        "app/instance/x.py": "d",
        "notes.md": "é",
    }
    ignored = [
        ".codegen/lock/app.json",
        "instance/app.txt",
        ".git/config",
        ".env",
        "venv/lib/x.py",
        "app/__pycache__/x.txt",
        "my-env/pyvenv.cfg",
        "my-env/lib/site.py",
        "rows.db",
        "rows.sqlite3",
        "app.egg-info/PKG-INFO",
    ]
    write_files(tmp_path, tuple(File(path, "ignored") for path in ignored))
    write_files(tmp_path, tuple(File(path, text) for path, text in taking.items()))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    (tmp_path / "nul.txt").write_bytes(b"a\0b")
    (tmp_path / "big.txt").write_bytes(b"x" * (1024**2 + 1))
    (tmp_path / "limit.txt").write_bytes(b"x" * 1024**2)
    found = {file.path: file.text for file in read_tree(tmp_path)}
    assert found == {**taking, "limit.txt": "x" * 1024**2}
    assert list(found) == sorted(found)


def test_the_tree_follows_no_link_but_the_apps_own_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write_files(outside, (File("secret.txt", "secret"),))
    app = tmp_path / "real"
    write_files(app, (File("a.py", "a"),))
    (app / "linked").symlink_to(outside)
    (app / "secret.txt").symlink_to(outside / "secret.txt")
    (app / "loop").symlink_to(app)
    (tmp_path / "register").symlink_to(app)
    assert read_tree(tmp_path / "register") == (File("a.py", "a"),)


def test_the_tree_does_not_wait_for_pipes_or_odd_names(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "back\\slash.txt").write_text("a")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("a")
    assert read_tree(tmp_path) == ()


def test_an_app_without_a_folder_has_no_tree(tmp_path: Path) -> None:
    assert read_tree(tmp_path / "none") == ()


def test_a_file_for_an_apps_folder_is_a_fault_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "register").write_text("a")
    with pytest.raises(DiskFault, match="register' cannot be used: Not a directory"):
        read_tree(tmp_path / "register")


def test_a_text_with_newlines_has_no_other_line_ends_of_git() -> None:
    assert with_newlines("a\r\nb\nc\rd\r\n") == "a\nb\nc\rd\n"


def test_a_folders_files_are_all_but_bytecode_and_links(tmp_path: Path) -> None:
    write_files(tmp_path, (File("b/.env", "x"), File("b/x.pyc", "x"), File("a.bin", "y")))
    (tmp_path / "c").symlink_to(tmp_path / "b")
    (tmp_path / "d.txt").symlink_to(tmp_path / "a.bin")
    assert folder_files(tmp_path) == (("a.bin", b"y"), ("b/.env", b"x"))
    assert folder_files(tmp_path / "none") == ()
