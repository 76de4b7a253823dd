"""An index of packages in a folder (PEP 503), with wheels that tests make up; pip reads it by a file: address."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.requirements import normalised

ANY = "py3-none-any"


@dataclass(frozen=True, slots=True)
class LocalIndex:
    """A folder with a page for each package."""

    folder: Path

    @property
    def url(self) -> str:
        """The index as ``index_url`` names it."""
        return self.folder.as_uri()

    def wheel(
        self,
        name: str,
        version: str,
        files: Mapping[str, str],
        requires: Sequence[str] = (),
        tag: str = ANY,
    ) -> str:
        """Adds a wheel, and returns its SHA-256."""
        stem = f"{name.replace('-', '_')}-{version}"
        info = f"{stem}.dist-info"
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        every = {
            **files,
            f"{info}/METADATA": metadata + "".join(f"Requires-Dist: {r}\n" for r in requires),
            f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: {tag}\n",
        }
        every[f"{info}/RECORD"] = "".join(f"{p},{_hash(t)},{len(t)}\n" for p, t in every.items())
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for path, text in every.items():
                archive.writestr(zipfile.ZipInfo(path), text)
        return self._add(name, f"{stem}-{tag}.whl", content.getvalue())

    def source(self, name: str, version: str, setup: str) -> str:
        """Adds a source distribution that runs ``setup`` when it is built."""
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w:gz") as archive:
            entry = tarfile.TarInfo(f"{name}-{version}/setup.py")
            entry.size = len(setup)
            archive.addfile(entry, io.BytesIO(setup.encode()))
        return self._add(name, f"{name}-{version}.tar.gz", content.getvalue())

    def _add(self, name: str, file: str, content: bytes) -> str:
        page = self.folder / normalised(name)
        page.mkdir(parents=True, exist_ok=True)
        (page / file).write_bytes(content)
        links = (f'<a href="{path.name}">{path.name}</a>' for path in sorted(page.glob("*[zl]")))
        (page / "index.html").write_text("\n".join(("<!DOCTYPE html>", *links)), "utf-8")
        return hashlib.sha256(content).hexdigest()


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def slugs(folder: Path, marker: Path) -> LocalIndex:
    """An index with ``tiny-slug``, which needs ``tiny-words``, whose ``.pth`` file would make ``marker``."""
    index = LocalIndex(folder)
    index.wheel(
        "tiny-slug",
        "1.2",
        {
            "tiny_slug/__init__.py": "from tiny_words import words\n\n\n"
            'def slug(text: str) -> str:\n    """A slug."""\n    return "-".join(words(text))\n'
        },
        ["tiny-words>=1"],
    )
    index.wheel(
        "tiny-words",
        "1.0",
        {
            "tiny_words.py": 'def words(text: str) -> list[str]:\n    """Words."""\n    return text.lower().split()\n',
            "tiny_words.pth": f"import os; open({str(marker)!r}, 'w').close()\n",
            "sitecustomize.py": f"open({str(marker)!r}, 'w').close()\n",
        },
    )
    return index
