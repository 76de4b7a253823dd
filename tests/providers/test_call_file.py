from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.errors import DiskFault, Rejected
from codegen.providers.base import Answer, AnswerSchema, Message, Request, Usage
from codegen.providers.call_file import (
    cached_answer,
    cached_path,
    call_files,
    dump_call,
    load_call,
    read_calls,
    without_secrets,
)
from codegen.types import File

REQUEST = Request(
    "interpret",
    "endpoint-post-games",
    (Message("system", "Read.\r\nExactly."), Message("user", "注册 \ud800 \u2028 \x00\n\n")),
    AnswerSchema("contract", '{"type": "object"}'),
)
ANSWER = Answer(
    'one\n"two" \udfff\n', "cut", Usage(12, 3, 4, True), "gpt-5", "https://a.example:8/v1", "record"
)
TEXT = dump_call(REQUEST, ANSWER)


def path_of(folder: Path, request: Request = REQUEST) -> Path:
    return folder / f"{request.digest[:16]}.json"


def wrong(text: str, path: Path) -> str:
    with pytest.raises(Rejected) as caught:
        load_call(text, path)
    return str(caught.value)


def test_a_call_comes_back_from_its_text(tmp_path: Path) -> None:
    assert load_call(TEXT, path_of(tmp_path)) == (REQUEST, ANSWER)
    assert TEXT.encode()  # is UTF-8, lone surrogates and all


def test_the_origin_is_where_the_file_lies(tmp_path: Path) -> None:
    path = tmp_path / f"{REQUEST.digest}.json"
    assert load_call(TEXT, path, "cache")[1] == replace(ANSWER, origin="cache")


def test_the_text_is_stable_whoever_answered_and_shows_lines(tmp_path: Path) -> None:
    assert dump_call(REQUEST, replace(ANSWER, origin="model")) == TEXT
    assert dump_call(*load_call(TEXT, path_of(tmp_path))) == TEXT
    value = json.loads(TEXT)
    assert value["answer"]["lines"] == ["one", '"two" \udfff', ""]
    sorted_again = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
    assert json.loads(sorted_again) == value
    assert sorted_again.encode("utf-8", "backslashreplace").decode() + "\n" == TEXT
    assert "注册" in TEXT


def test_a_call_without_a_schema_comes_back(tmp_path: Path) -> None:
    request = replace(REQUEST, schema=None)
    assert load_call(dump_call(request, ANSWER), path_of(tmp_path, request)) == (request, ANSWER)


@pytest.mark.parametrize(
    "url, kept",
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://user:secret@a.example:8/v1/?key=secret#secret", "https://a.example:8/v1/"),
        ("http://secret@[::1]:11434/v1", "http://[::1]:11434/v1"),
        ("https://user:se?cret@a.example/v1", ""),
        ("https://user:se/cret@a.example/v1", ""),
        ("user:secret@a.example/v1", ""),
        ("http://[secret", ""),
        ("", ""),
    ],
)
def test_a_url_keeps_no_secret(url: str, kept: str) -> None:
    assert without_secrets(url) == kept
    assert "secret" not in dump_call(REQUEST, replace(ANSWER, base_url=url))


def altered(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_an_altered_answer_is_noticed(tmp_path: Path) -> None:
    path = path_of(tmp_path)
    message = wrong(altered(('"one"', '"won"')), path)
    assert message.startswith(f"{path}:2:1: the answer was altered")
    assert "Restore '.codegen' from version control" in message
    assert "the answer was altered" in wrong(altered(('"cut"', '"complete"')), path)


@pytest.mark.parametrize("change", [('"Read.\\r"', '"Reed.\\r"'), ('"system"', '"user"')])
def test_an_altered_request_is_noticed(tmp_path: Path, change: tuple[str, str]) -> None:
    text = TEXT.replace(*change, 1)
    assert text != TEXT
    assert "the request was altered: the file's name is not its digest" in wrong(
        text, path_of(tmp_path)
    )


@pytest.mark.parametrize("name", ["0123456789abcdef.json", ".json", "", "call.json"])
def test_a_file_of_another_name_is_noticed(tmp_path: Path, name: str) -> None:
    names = {"": f"{REQUEST.digest[:15]}.json"}
    assert "the file's name is not its digest" in wrong(TEXT, tmp_path / names.get(name, name))


@pytest.mark.parametrize(
    "text, message",
    [
        (TEXT[:-20], "the JSON is broken"),
        ("<<<<<<< HEAD\n" + TEXT, ":1:1: the JSON is broken"),
        ("[" * 100_000, "the JSON is broken"),
        ("[]", "has a wrong value"),
        (altered(('"purpose": "interpret"', '"purpose": "fun"')), "'purpose' has a wrong value"),
        (
            altered(('"input_tokens": 12', '"input_tokens": "12"')),
            "'input_tokens' has a wrong value",
        ),
        (altered(('"version": 1', '"more": 1, "version": 1')), "'more' is unknown"),
        (altered(('"model": "gpt-5",\n', "")), "there is no 'model'"),
        (altered(('"version": 1', '"version": 0')), "'version' has a wrong value"),
        (altered(('"version": 1', '"version": 2')), "by a newer codegen (version 2 of its format)"),
    ],
)
def test_a_broken_call_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = path_of(tmp_path)
    shown = wrong(text, path)
    assert message in shown
    assert shown.startswith(f"{path}:")


def test_a_wrong_value_is_named_with_its_line(tmp_path: Path) -> None:
    text = altered(('"output_tokens": 3', '"output_tokens": null'))
    line = text[: text.index('"output_tokens"')].count("\n") + 1
    assert wrong(text, path_of(tmp_path)).startswith(
        f"{path_of(tmp_path)}:{line}:1: 'output_tokens'"
    )


# --- The record ------------------------------------------------------------------------------------


def write(app: Path, files: tuple[File, ...]) -> None:
    for file in files:
        path = app / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.text.encode())


def test_the_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    other = replace(REQUEST, schema=None)
    files = call_files(((REQUEST, ANSWER), (other, ANSWER)))
    assert [file.path for file in files] == sorted(
        f".codegen/calls/{request.digest[:16]}.json" for request in (REQUEST, other)
    )
    write(tmp_path, files)
    assert read_calls(tmp_path) == {REQUEST.digest: ANSWER, other.digest: ANSWER}


def test_line_ends_that_git_converted_change_nothing(tmp_path: Path) -> None:
    (file,) = call_files(((REQUEST, ANSWER),))
    write(tmp_path, (File(file.path, file.text.replace("\n", "\r\n")),))
    assert read_calls(tmp_path) == {REQUEST.digest: ANSWER}


def test_an_app_without_calls_has_none(tmp_path: Path) -> None:
    assert read_calls(tmp_path / "none") == {}
    write(tmp_path, (File(".codegen/calls/notes.txt", "mine"),))
    assert read_calls(tmp_path) == {}


def test_a_record_behind_a_link_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "real", call_files(((REQUEST, ANSWER),)))
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / ".codegen").symlink_to(tmp_path / "real" / ".codegen")
    assert read_calls(tmp_path / "linked") == {}


def test_a_record_that_is_no_text_is_named(tmp_path: Path) -> None:
    (file,) = call_files(((REQUEST, ANSWER),))
    write(tmp_path, (file,))
    (tmp_path / file.path).write_bytes(b"\xff")
    with pytest.raises(Rejected, match="is not UTF-8"):
        read_calls(tmp_path)


def test_a_record_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DiskFault):
        read_calls(tmp_path / ("x" * 300))


# --- The cache -------------------------------------------------------------------------------------


def in_cache(cache: Path, content: bytes) -> Path:
    path = cached_path(cache, REQUEST.digest)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("content", [b"", TEXT.encode()[:200], b"\xff\xfe", b"\0" * 4096])
def test_what_a_crash_left_half_written_is_no_answer(tmp_path: Path, content: bytes) -> None:
    in_cache(tmp_path, content)
    assert cached_answer(tmp_path, REQUEST.digest) is None


def test_an_altered_file_of_the_cache_can_be_deleted_to_ask_again(tmp_path: Path) -> None:
    path = in_cache(tmp_path, altered(('"one"', '"won"')).encode())
    with pytest.raises(Rejected) as caught:
        cached_answer(tmp_path, REQUEST.digest)
    assert str(path) in str(caught.value)
    assert "Delete it to ask again." in str(caught.value)


def test_a_file_of_the_cache_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    cached_path(tmp_path, REQUEST.digest).mkdir(parents=True)
    with pytest.raises(DiskFault):
        cached_answer(tmp_path, REQUEST.digest)
