"""The private folder of a run: laid out, measured and removed, whatever was done to it."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from codegen.types import File

_ENTRY_BYTES: Final = 4096
"""What an entry counts at least, so that a folder of empty files is not free."""


class UnmeasurableError(Exception):
    """A folder that was made so that nobody can look inside."""


@dataclass(frozen=True, slots=True)
class PrivateFolder:
    """``root`` holds the tree of the run (``app``), its HOME (``home``) and its TMPDIR (``tmp``).

    ``packages`` is the folder of wheels that the run may read besides; it lies elsewhere, and is not measured.
    """

    root: str
    packages: str = ""

    @property
    def app(self) -> str:
        """The tree of the run, and its working directory."""
        return f"{self.root}/app"

    @property
    def home(self) -> str:
        """The run's HOME."""
        return f"{self.root}/home"

    @property
    def temporary(self) -> str:
        """The run's TMPDIR."""
        return f"{self.root}/tmp"  # noqa: S108 - below a root of our own

    def without(self, text: str) -> str:
        """The text with this folder's path taken out, and that of the packages."""
        for path, shown in ((f"{self.app}/", ""), (self.app, "."), (f"{self.root}/", "")):
            text = text.replace(path, shown)
        if self.packages:
            text = text.replace(f"{self.packages}/", "")
        return text


def refusal_of(path: str) -> str | None:
    """Why a file of this name cannot be laid into a private folder; None if it can."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or path.endswith("/"):
        return "it is no relative path of a file"
    if ".." in parts:
        return "it leads out of the folder"
    if any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in path):
        return "it holds a character that file names may not have"
    if len(path) > 1024 or any(len(part.encode()) > 255 for part in parts):
        return "it is too long"
    return None


def make_folder(
    parent: str, files: Iterable[File], owner: int | None, packages: str = ""
) -> PrivateFolder:
    """Lays the files into a new folder below ``parent``, given to the user ``owner`` if not None.

    Raises OSError where the disk refuses, or one file lies where another needs a folder.
    """
    folder = PrivateFolder(tempfile.mkdtemp(prefix="run-", dir=parent), packages)
    try:
        made = _lay_out(folder, files)
        if owner is not None:
            for path in made:
                os.chown(path, owner, owner, follow_symlinks=False)
    except OSError:
        remove_folder(folder.root)
        raise
    return folder


def _lay_out(folder: PrivateFolder, files: Iterable[File]) -> set[str]:
    """Returns everything that the folder then consists of."""
    made = {folder.root, folder.app, folder.home, folder.temporary}
    for path in (folder.app, folder.home, folder.temporary):
        Path(path).mkdir()
    for file in files:
        target = Path(folder.app, file.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            stream.write(file.text.encode("utf-8", "surrogatepass"))
        made |= {str(target), *_folders_between(folder.app, target)}
    return made


def _folders_between(top: str, file: Path) -> Iterator[str]:
    for parent in file.parents:
        if str(parent) == top:
            return
        yield str(parent)


def used_bytes(folder: PrivateFolder) -> int:
    """What the folder takes up on disk. Raises UnmeasurableError where it hides a part of itself."""
    total, waiting = 0, [folder.root]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    total += _size_of(entry)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except FileNotFoundError:
            continue  # removed while we looked
        except OSError as error:
            raise UnmeasurableError from error
    return total


def _size_of(entry: os.DirEntry[str]) -> int:
    with contextlib.suppress(FileNotFoundError):
        return max(entry.stat(follow_symlinks=False).st_blocks * 512, _ENTRY_BYTES)
    return 0


def unlinked_bytes(pid: int) -> int:
    """What files take up that the process holds open and that no folder lists any more.

    Raises UnmeasurableError where the process keeps that to itself.
    """
    seen: dict[tuple[int, int], int] = {}
    try:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                status = descriptor.stat()
                if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                    seen[status.st_dev, status.st_ino] = status.st_blocks * 512
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has ended, or there is no /proc
    except PermissionError as error:
        raise UnmeasurableError from error
    return sum(seen.values())


def remove_folder(path: str) -> None:
    """Removes the folder with all below it. Raises OSError where something of it stays.

    Nothing may run in it any more.
    """
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        return
    except (OSError, RecursionError):
        # Folders that may not be entered, or that are nested deeper than Python can follow.
        for command in (("/bin/chmod", "-R", "u+rwx"), ("/bin/rm", "-rf")):
            subprocess.run((*command, "--", path), check=False, stderr=subprocess.DEVNULL)
        if Path(path).exists():
            raise
