"""Wheels unpacked in the project's cache: one folder a lock, there whole or not at all.

Nothing of such a folder is ever on the import path of codegen, or of the sandbox's warm process.
"""

from __future__ import annotations

import inspect
import json
import shutil
import stat
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath

from codegen.disk import disk_fault, open_cache
from codegen.packages.pip import Pip
from codegen.requirements import normalised
from codegen.types import digest_of
from codegen.wheels import PackageLock

PACKAGES = "packages"
_DIGITS = 32


def folder_of(cache: Path, lock: PackageLock) -> Path:
    """Where the wheels of a lock lie, or would lie; another Python or machine has another folder."""
    here = [sys.implementation.cache_tag, sysconfig.get_platform()]
    return cache / PACKAGES / digest_of(json.dumps([*here, lock.lines]))[:_DIGITS]


def unpack(cache: Path, lock: PackageLock, pip: Pip) -> Path:
    """Has the folder of a lock be there. Two builds at once may both fetch; one folder stays.

    Raises PackagesRejected, PackageFault and DiskFault.
    """
    target = folder_of(cache, lock)
    if target.is_dir():
        return target
    open_cache(cache)
    try:
        target.parent.mkdir(exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix="unpacking-", dir=target.parent))
        try:
            pip.install(lock.wheels, temporary)
            _open_to_read(temporary)
            _take_place(temporary, target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise disk_fault(error, target) from error
    return target


def modules_in(folder: Path) -> dict[str, tuple[str, ...]]:
    """The top-level names that each package in a folder is imported by, sorted, by its normalised name."""
    return {
        normalised(found.name): tuple(sorted(set(_modules(found))))
        for found in metadata.distributions(path=[str(folder)])
    }


def _modules(distribution: metadata.Distribution) -> Iterator[str]:
    for file in distribution.files or ():
        path = PurePosixPath(file)
        # In a package it is the folder that counts, and at the top the module's name without its endings.
        name = path.parts[0] if len(path.parts) > 1 else inspect.getmodulename(path.name)
        if name and name.isidentifier() and inspect.getmodulename(path.name):
            yield name


def _open_to_read(folder: Path) -> None:
    """Lets the user that a run becomes read it, whatever the umask here is."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else stat.S_IRUSR | 0o044))


def _take_place(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError:
        if not target.is_dir():  # else another build was faster, with the same bytes
            raise
