"""Which wheels an app comes to have, what is remembered of them, and where they lie."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.disk import open_cache
from codegen.errors import PackageFault, PackagesRejected, Rejected
from codegen.packages.base import base_versions
from codegen.packages.store import PackageStore
from codegen.requirements import Requirement
from codegen.wheels import PackageLock
from local_index import LocalIndex, slugs

Make = Callable[..., PackageStore]


@pytest.fixture
def index(tmp_path: Path) -> LocalIndex:
    return slugs(tmp_path / "index", tmp_path / "ran")


@pytest.fixture
def make(index: LocalIndex, tmp_path: Path) -> Make:
    """A store with its cache, as a new build has it."""

    def made(**changes: object) -> PackageStore:
        return replace(PackageStore(tmp_path / "cache", index.url), **changes)  # type: ignore[arg-type]

    return made


def lock_of(store: PackageStore, *names: str) -> PackageLock:
    lock = store.lock(names)
    assert lock is not None
    return lock


def test_a_lock_has_every_wheel_with_its_modules_in_order(make: Make) -> None:
    lock = lock_of(make(), "Tiny_Slug")
    assert lock.requirements == ("tiny-slug",)
    assert [(w.pin, w.modules) for w in lock.wheels] == [
        ("tiny-slug==1.2", ("tiny_slug",)),
        ("tiny-words==1.0", ("sitecustomize", "tiny_words")),
    ]


def test_no_packages_are_no_lock(make: Make) -> None:
    assert make().lock(()) is None


def test_what_is_locked_is_not_resolved_anew(make: Make, index: LocalIndex) -> None:
    lock = lock_of(make(), "tiny-slug")
    index.wheel("tiny-slug", "1.3", {"tiny_slug.py": ""})
    assert make(locked=lock).lock(["tiny-slug"]) == lock
    assert lock_of(make(locked=lock, is_fresh=True), "tiny-slug").wheels[0].version == "1.3"


def test_a_further_package_leaves_the_others_as_they_were(make: Make, index: LocalIndex) -> None:
    lock = lock_of(make(), "tiny-slug")
    index.wheel("tiny-slug", "1.3", {"tiny_slug.py": ""})
    index.wheel("other", "1.0", {"other.py": ""})
    both = lock_of(make(locked=lock), "tiny-slug", "other")
    assert [w.pin for w in both.wheels] == ["other==1.0", "tiny-slug==1.2", "tiny-words==1.0"]


def test_a_further_package_that_does_not_fit_the_locked_versions(
    make: Make, index: LocalIndex
) -> None:
    lock = lock_of(make(), "tiny-slug")
    index.wheel("tiny-words", "2.0", {"tiny_words.py": ""})
    index.wheel("other", "1.0", {"other.py": ""}, ["tiny-words>=2"])
    both = lock_of(make(locked=lock), "tiny-slug", "other")
    assert [w.pin for w in both.wheels] == ["other==1.0", "tiny-slug==1.2", "tiny-words==2.0"]


def test_the_settings_narrow_the_versions(make: Make, index: LocalIndex) -> None:
    index.wheel("tiny-slug", "2.0", {"tiny_slug.py": ""})
    lock = lock_of(make(allowed=(Requirement("tiny-slug", "<2"),)), "tiny-slug")
    assert lock.requirements == ("tiny-slug<2",)
    assert [w.pin for w in lock.wheels] == ["tiny-slug==1.2", "tiny-words==1.0"]


def test_what_apps_have_anyway_is_not_fetched_again(make: Make, index: LocalIndex) -> None:
    version = base_versions()["flask"]
    index.wheel("flask", version, {"flask/__init__.py": "raise SystemExit"})
    index.wheel("flask", "99.0", {"flask/__init__.py": "raise SystemExit"})
    index.wheel("plug-in", "1.0", {"plug_in.py": ""}, ["flask>=3"])
    lock = lock_of(make(), "plug-in")
    assert [wheel.pin for wheel in lock.wheels] == ["plug-in==1.0"]
    assert not (make().folder(lock) / "flask").exists()


# --- Folders


def test_a_folder_is_whole_readable_and_made_once(make: Make, index: LocalIndex) -> None:
    lock = lock_of(make(), "tiny-slug")
    folder = make().folder(lock)
    assert (folder / "tiny_words.py").is_file()
    assert all(path.stat().st_mode & stat.S_IROTH for path in (folder, *folder.rglob("*")))
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    before = folder.stat().st_ino
    assert make(index_url=f"{index.url}/gone").folder(lock) == folder
    assert folder.stat().st_ino == before


def test_nothing_of_a_wheel_runs_while_it_is_fetched(make: Make, tmp_path: Path) -> None:
    make().folder(lock_of(make(), "tiny-slug"))
    assert not (tmp_path / "ran").exists()


def test_two_builds_at_once_come_to_one_folder(make: Make, tmp_path: Path) -> None:
    lock = lock_of(make(), "tiny-slug")
    elsewhere = tmp_path / "other cache"
    open_cache(elsewhere)
    stores = [make(cache=elsewhere) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        folders = set(pool.map(lambda store: store.folder(lock), stores))
    [folder] = folders
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert (folder / "tiny_slug/__init__.py").is_file()


def test_offline_is_content_with_what_is_there(make: Make, tmp_path: Path) -> None:
    lock = lock_of(make(), "tiny-slug")
    offline = make(locked=lock, is_offline=True, index_url="http://192.0.2.1/simple")
    assert offline.lock(["tiny-slug"]) == lock
    assert offline.folder(lock).is_dir()
    with pytest.raises(PackageFault) as caught:
        replace(offline, cache=tmp_path / ".codegen-cache").folder(lock)
    assert str(caught.value) == (
        "the packages tiny-slug==1.2, tiny-words==1.0 are not in '.codegen-cache', and --offline fetches nothing."
        " Build once without --offline."
    )
    assert caught.value.exit_code == 3
    with pytest.raises(PackageFault, match="no versions are locked for other, tiny-slug"):
        offline.lock(["tiny-slug", "other"])


def test_an_altered_hash_is_noticed(make: Make) -> None:
    lock = lock_of(make(), "tiny-slug")
    wheels = tuple(replace(wheel, sha256="0" * 64) for wheel in lock.wheels)
    with pytest.raises(PackagesRejected, match=r"Restore '\.codegen' from version control"):
        make().folder(replace(lock, wheels=wheels))


def test_altered_modules_are_noticed(make: Make) -> None:
    lock = lock_of(make(), "tiny-slug")
    wheels = tuple(replace(wheel, modules=("socket",)) for wheel in lock.wheels)
    with pytest.raises(Rejected, match="is not what its wheels hold"):
        make().folder(replace(lock, wheels=wheels))


def test_a_cache_that_cannot_be_written_is_a_fault(make: Make, tmp_path: Path) -> None:
    lock = lock_of(make(), "tiny-slug")
    (tmp_path / "file").write_text("")
    with pytest.raises(Exception, match="cannot be used") as caught:
        make(cache=tmp_path / "file").folder(lock)
    assert getattr(caught.value, "exit_code", None) == 3
