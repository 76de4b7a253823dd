from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.errors import DiskFault, SpecRejected
from codegen.spec import Spec, read_spec
from codegen.spec.source import LINE_COUNT_LIMIT, SIZE_LIMIT_BYTES

Read = Callable[..., Spec]
Problems = Callable[..., list[str]]
BODY = "## Endpoints\n### GET /health\n"


def refused(path: Path, root: Path) -> str:
    with pytest.raises(SpecRejected) as caught:
        read_spec(path, root)
    return str(caught.value)


def test_a_missing_file_and_what_was_meant(tmp_path: Path) -> None:
    (tmp_path / "register.md").write_text(BODY)
    assert refused(tmp_path / "registr.md", tmp_path) == (
        "registr.md:1:1: there is no such file. Did you mean 'register.md'?"
    )


@pytest.mark.parametrize("name", ["nowhere/x.md", "register.md/x.md", "a\0b.md"])
def test_paths_that_lead_nowhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "register.md").write_text(BODY)
    path = Path(f"{tmp_path}/{name}")
    assert "there is no such file. Check the path." in refused(path, tmp_path)


def test_a_folder_lists_its_specs(tmp_path: Path) -> None:
    folder = tmp_path / "specs"
    folder.mkdir()
    for name in ("b.md", "a.md", "c.txt"):
        (folder / name).write_text(BODY)
    assert refused(folder, tmp_path) == (
        "specs:1:1: this is a folder, not a spec. Name one of its specs: specs/a.md, specs/b.md."
    )


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "It holds no Markdown file." in refused(tmp_path, tmp_path)


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert "this is no regular file" in refused(tmp_path / "pipe.md", tmp_path)


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text(BODY)

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(DiskFault, match=r"a\.md:1:1: the file cannot be read: Permission denied"):
        read_spec(tmp_path / "a.md", tmp_path)


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\ufeff", "\ufeff\n"])
def test_an_empty_spec(problems: Problems, text: str) -> None:
    assert problems(text)[0].startswith("shop.md:1:1: the spec is empty")


@pytest.mark.parametrize(
    "data, message",
    [
        (b"ok\n\xe4\xb8 x", "shop.md:2:1: byte 3 (0xe4) is not UTF-8 text"),
        ("é".encode() + b"a\xff", "shop.md:1:3: byte 3 (0xff) is not UTF-8 text"),
        ("hello".encode("utf-16"), "shop.md:1:1: byte 0 (0xff) is not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\0", "shop.md:1:1: byte 0 (0x89) is not UTF-8 text"),
        (b"ab\nc\0d", "shop.md:2:2: the file holds a NUL character"),
        (b"\xed\xa0\x80", "shop.md:1:1: byte 0 (0xed) is not UTF-8 text"),
    ],
)
def test_no_text(problems: Problems, data: bytes, message: str) -> None:
    found = problems(data)
    assert len(found) == 1
    assert found[0].startswith(message)


def test_the_largest_spec_is_read(read: Read) -> None:
    line = "All is well. " * 1000 + "\n\n"
    text = (BODY + line * 200)[: SIZE_LIMIT_BYTES - 1] + "\n"
    assert len(read(text).statements) > 1000


@pytest.mark.parametrize("size", [SIZE_LIMIT_BYTES + 1, 5_000_000])
def test_too_large(problems: Problems, size: int) -> None:
    assert problems("a b. " * (size // 5) + "c" * (size % 5))[0].startswith(
        "shop.md:1:1: the spec has more than 1,048,576 bytes"
    )


def test_too_many_lines(problems: Problems) -> None:
    found = problems(BODY + "\n" * LINE_COUNT_LIMIT)
    assert found[0].startswith(f"shop.md:{LINE_COUNT_LIMIT + 1}:1: the spec has 20,003 lines")


def test_a_line_and_a_paragraph_too_long(problems: Problems) -> None:
    assert "the line has more than 20,000 characters" in problems(BODY + "a" * 20_001)[0]
    assert "the paragraph has more than 20,000" in problems(BODY + ("a" * 5000 + "\n") * 5)[0]


@pytest.mark.parametrize(
    "pattern",
    ["> ", "- ", "**a ", "_a_ ", "`", "`` ` ", "<!-- ", "[a](", "“", '"a. ', "\\", "| a "],
)
def test_hostile_markdown_is_read_or_refused(tmp_path: Path, pattern: str) -> None:
    file = tmp_path / "a.md"
    paragraph = pattern * (9000 // len(pattern.encode())) + "\n\n"
    file.write_text(BODY + paragraph * 20, "utf-8")
    try:
        found = read_spec(file, tmp_path).sources
    except SpecRejected as rejected:
        found = tuple(problem.location.path for problem in rejected.problems if problem.location)
    assert set(found) == {"a.md"}
