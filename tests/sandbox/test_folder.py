from __future__ import annotations

import os
from pathlib import Path

import pytest

from codegen.sandbox.folder import (
    make_folder,
    refusal_of,
    remove_folder,
    unlinked_bytes,
    used_bytes,
)
from codegen.sandbox.privileges import closed_to_others
from codegen.types import File


@pytest.mark.parametrize("path", ["a", "a/b.py", ".gitignore", "ä/名.py", "a..b", "a b", "x" * 255])
def test_usual_names_are_taken(path: str) -> None:
    assert refusal_of(path) is None


def test_files_are_laid_out_as_they_are(tmp_path: Path) -> None:
    folder = make_folder(str(tmp_path), [File("a/b/c.py", "x\r\n\udc80"), File("d", "")], None)
    assert Path(folder.app, "a/b/c.py").read_bytes() == b"x\r\n\xed\xb2\x80"
    assert Path(folder.app, "d").read_bytes() == b""
    assert used_bytes(folder) >= 6 * 4096
    assert folder.without(f"see {folder.app}/d and {folder.app} and {folder.home}") == (
        "see d and . and home"
    )


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(bytes(10**6))
    folder = make_folder(str(tmp_path), [], None)
    Path(folder.app, "link").symlink_to(outside)
    assert used_bytes(folder) < 10**6
    remove_folder(folder.root)
    assert (outside / "kept").exists()
    assert not Path(folder.root).exists()


def test_deep_and_closed_folders_are_removed(tmp_path: Path) -> None:
    folder = make_folder(str(tmp_path), [], None)
    here = os.open(folder.app, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.fchmod(here, 0)
    os.close(here)
    remove_folder(folder.root)
    assert list(tmp_path.iterdir()) == []
    remove_folder(folder.root)


def test_unlinked_files_are_counted_once(tmp_path: Path) -> None:
    path = tmp_path / "f"
    with path.open("wb") as stream, path.open("rb"):
        stream.write(bytes(10**6))
        stream.flush()
        before = unlinked_bytes(os.getpid())
        path.unlink()
        assert 10**6 <= unlinked_bytes(os.getpid()) - before < 2 * 10**6
    assert unlinked_bytes(2**22 + 1) == 0


def test_what_others_cannot_read_is_found(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").touch()
    assert closed_to_others([str(closed / "file")]) == str(closed / "file")
    assert closed_to_others(["/", "/usr", "/nonexistent"]) is None
