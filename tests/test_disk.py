from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from codegen import disk
from codegen.disk import (
    app_key,
    content_of,
    disk_fault,
    locked,
    open_cache,
    refuse_read_only,
    remove_empty_folders,
    write_durably,
)
from codegen.errors import DiskFault


def test_a_fault_says_what_the_disk_refused_and_what_helps() -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/disk/a.txt")
    assert str(disk_fault(full, Path("/other"), "Then go on.")) == (
        "'/disk/a.txt' cannot be used: No space left on device."
        " Free some space on that disk and run again. Then go on."
    )
    assert str(disk_fault(OSError("odd"), Path("/other"))) == (
        "'/other' cannot be used: odd. Look at that path and run again."
    )


def test_a_durable_write_makes_folders_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    for text in ("one\r\n", "名"):
        write_durably(path, text)
        assert path.read_bytes() == text.encode()
    assert list(path.parent.iterdir()) == [path]


def test_a_durable_write_is_seen_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    write_durably(path, "old")
    with path.open() as reader:
        write_durably(path, "new")
        assert reader.read() == "old"
    assert path.read_text() == "new"


def test_a_durable_write_that_fails_leaves_the_old_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.txt"
    path.write_text("old")

    def fsync(descriptor: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="broken"):
        write_durably(path, "new")
    assert path.read_text() == "old"


def test_the_content_of_a_file_is_its_bytes_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff")
    assert content_of(tmp_path / "a") == b"\xff"
    assert content_of(tmp_path / "none") is None
    with pytest.raises(IsADirectoryError):
        content_of(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_read_only([tmp_path / "new" / "deep" / "a.txt"])
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(PermissionError) as caught:
        refuse_read_only([tmp_path / "new" / "deep" / "a.txt"])
    assert caught.value.filename == str(tmp_path)


def test_folders_that_lost_their_last_file_go_and_no_other(tmp_path: Path) -> None:
    for folder in ("a/b", "kept", "mine"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "kept" / "x.txt").write_text("x")
    remove_empty_folders(tmp_path, ["a/b/c.txt", "kept/y.txt", "z.txt", "never/was.txt"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "mine"]


# --- The cache -------------------------------------------------------------------------------------


def test_a_cache_is_ignored_by_git_unless_a_person_says_otherwise(tmp_path: Path) -> None:
    open_cache(tmp_path / "cache")
    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"
    (tmp_path / "cache" / ".gitignore").write_text("mine\n")
    open_cache(tmp_path / "cache")
    assert (tmp_path / "cache" / ".gitignore").read_text() == "mine\n"


def test_a_cache_that_cannot_be_made_is_a_fault_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")
    with pytest.raises(DiskFault, match="cache' cannot be used"):
        open_cache(tmp_path / "cache")


def test_an_apps_key_is_of_the_folder_it_really_lies_in(tmp_path: Path) -> None:
    (tmp_path / "one" / "register").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "one")
    key = app_key(tmp_path / "one" / "register")
    assert key.startswith("register-")
    assert app_key(tmp_path / "link" / "register") == key
    assert app_key(tmp_path / "two" / "register") != key


# --- Locks -----------------------------------------------------------------------------------------


def test_a_platform_without_file_locks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "fcntl", None)
    with (
        pytest.raises(DiskFault, match="cannot lock files"),
        locked(tmp_path / "cache", tmp_path / "out" / "register", "register"),
    ):
        pass


def test_a_lock_ends_with_its_block(tmp_path: Path) -> None:
    cache, app = tmp_path / "cache", tmp_path / "register"
    for _ in range(2):
        with locked(cache, app, "register"), pytest.raises(DiskFault, match="another codegen"):
            locked(cache, app, "register").__enter__()
    assert (cache / ".gitignore").read_text() == "*\n"


def test_an_error_inside_a_lock_passes_unchanged(tmp_path: Path) -> None:
    with (
        pytest.raises(BlockingIOError, match="mine"),
        locked(tmp_path / "cache", tmp_path / "register", "register"),
    ):
        raise BlockingIOError("mine")


def test_a_lock_of_another_app_does_not_matter(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with locked(cache, tmp_path / "one", "one"), locked(cache, tmp_path / "two", "two"):
        locks = sorted((cache / "locks").iterdir())
    assert len(locks) == 2
    with locks[0].open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
