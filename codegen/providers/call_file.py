"""A call as a file: the same JSON in the app's record and in the project's cache.

It holds bodies alone: no header, no key, no time and no path. A file is named by the digest of its
request, and holds the digest of its answer, so that nobody alters either unnoticed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, InstanceOf, ValidationError

from codegen.disk import content_of, disk_fault
from codegen.errors import Rejected
from codegen.providers.base import (
    Answer,
    AnswerSchema,
    Ending,
    Message,
    Purpose,
    Request,
    Role,
    Usage,
)
from codegen.tree import RECORD_FOLDER, folder_files
from codegen.types import Digest, File, Location, Problem, digest_of

CALL_VERSION = 1
CALLS_FOLDER = "calls"
_NAME_LENGTH = 16
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

Kept: TypeAlias = Literal["record", "cache"]
"""Where a file of a call lies."""

_MENDS: dict[Kept, str] = {
    "record": f"Restore '{RECORD_FOLDER}' from version control; codegen writes it, and nobody else should.",
    "cache": "Delete it to ask again.",
}

# --- Shape -----------------------------------------------------------------------------------------

# A text of pydantic's own may hold no lone surrogate.
_Text: TypeAlias = InstanceOf[str]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Message(_Part):
    role: Role
    lines: list[_Text]


class _Schema(_Part):
    name: _Text
    lines: list[_Text]


class _Request(_Part):
    purpose: Purpose
    about: _Text
    messages: list[_Message]
    wanted: _Schema | None = Field(alias="schema")


class _Usage(_Part):
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    is_estimate: bool


class _Answer(_Part):
    lines: list[_Text]
    ending: Ending
    usage: _Usage
    model: _Text
    base_url: _Text


class _Call(_Part):
    version: Literal[1]
    request: _Request
    answer: _Answer
    answer_digest: _Text


# --- Text ------------------------------------------------------------------------------------------


def dump_call(request: Request, answer: Answer) -> str:
    """A call as JSON: sorted keys, and texts as lists of lines, so that git shows and merges lines."""
    call = {
        "version": CALL_VERSION,
        "request": _request_json(request),
        "answer": _answer_json(answer),
        "answer_digest": _answer_digest(answer),
    }
    text = json.dumps(call, indent=2, sort_keys=True, ensure_ascii=False)
    # The one thing JSON can say and UTF-8 cannot.
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _request_json(request: Request) -> dict[str, object]:
    schema = request.schema
    return {
        "purpose": request.purpose,
        "about": request.about,
        "messages": [{"role": m.role, "lines": m.text.split("\n")} for m in request.messages],
        "schema": {"name": schema.name, "lines": schema.text.split("\n")} if schema else None,
    }


def _answer_json(answer: Answer) -> dict[str, object]:
    return {
        "lines": answer.text.split("\n"),
        "ending": answer.ending,
        "usage": asdict(answer.usage),
        "model": answer.model,
        "base_url": without_secrets(answer.base_url),
    }


def _answer_digest(answer: Answer) -> Digest:
    # Through JSON, as a request's: two halves of a surrogate pair come back from a file as one.
    return digest_of(json.dumps([answer.text, answer.ending]))


def without_secrets(base_url: str) -> str:
    """A URL's scheme, host, port and path: no user, no password, no query. Empty for what is no URL."""
    try:
        parts = urlsplit(base_url)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return ""
    if not parts.scheme or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}{parts.path}"


def load_call(text: str, path: Path, origin: Kept = "record") -> tuple[Request, Answer]:
    """The call of a file with this text.

    Args:
        path: the file; its name is the digest of the request, or the first 16 characters of it.
        origin: where it lies, which is also the answer's origin.

    Raises Rejected, with the file and where possible the line, for a file that is broken, that was
    altered or that a newer codegen made.
    """
    source = _Source(text, path, origin)
    call = source.call()
    request, answer = _request_of(call.request), _answer_of(call.answer, origin)
    name = path.stem
    if len(name) < _NAME_LENGTH or not request.digest.startswith(name):
        raise source.rejected(
            "the request was altered: the file's name is not its digest", "messages"
        )
    if call.answer_digest != _answer_digest(answer):
        raise source.rejected("the answer was altered: it does not have its digest", "answer")
    return request, answer


class _Source:
    """A file's text; what is wrong with it is said with its line."""

    def __init__(self, text: str, path: Path, origin: Kept) -> None:
        self.text = text
        self.path = path
        self.origin = origin

    def rejected(self, cause: str, key: str = "", line: int = 1) -> Rejected:
        before, found, _ = self.text.partition(f'"{key}"')
        place = Location(str(self.path), before.count("\n") + 1 if key and found else line)
        return Rejected(Problem(cause, _MENDS[self.origin], place))

    def call(self) -> _Call:
        try:
            value = json.loads(self.text)
        except json.JSONDecodeError as error:
            raise self.rejected(f"the JSON is broken: {error.msg}", line=error.lineno) from error
        except (ValueError, RecursionError) as error:
            raise self.rejected(f"the JSON is broken: {error}") from error
        self._refuse_newer(value)
        try:
            return _Call.model_validate(value)
        except ValidationError as error:
            raise self._misshapen(error) from error

    def _refuse_newer(self, value: Any) -> None:
        version = value.get("version") if isinstance(value, dict) else None
        if type(version) is int and version > CALL_VERSION:
            cause = f"the call was kept by a newer codegen (version {version} of its format)"
            raise Rejected(Problem(cause, "Update codegen.", Location(str(self.path), 1)))

    def _misshapen(self, error: ValidationError) -> Rejected:
        first = error.errors(include_url=False, include_input=False)[0]
        keys = [part for part in first["loc"] if isinstance(part, str)]
        key = keys.pop() if keys else self.path.name
        if first["type"] == "missing":
            return self.rejected(f"there is no '{key}'", keys.pop() if keys else "")
        what = "is unknown" if first["type"] == "extra_forbidden" else "has a wrong value"
        return self.rejected(f"'{key}' {what}", key)


def _request_of(part: _Request) -> Request:
    messages = tuple(Message(it.role, "\n".join(it.lines)) for it in part.messages)
    schema = AnswerSchema(part.wanted.name, "\n".join(part.wanted.lines)) if part.wanted else None
    return Request(part.purpose, part.about, messages, schema)


def _answer_of(part: _Answer, origin: Kept) -> Answer:
    usage = Usage(**part.usage.model_dump())
    return Answer("\n".join(part.lines), part.ending, usage, part.model, part.base_url, origin)


# --- The record and the cache ----------------------------------------------------------------------


def call_files(used: Iterable[tuple[Request, Answer]]) -> tuple[File, ...]:
    """The files of these calls below an app's ``.codegen/``, sorted by path."""
    folder = f"{RECORD_FOLDER}/{CALLS_FOLDER}"
    return tuple(
        sorted(
            File(f"{folder}/{request.digest[:_NAME_LENGTH]}.json", dump_call(request, answer))
            for request, answer in used
        )
    )


def read_calls(app_dir: Path) -> dict[Digest, Answer]:
    """The answers in the record of the app in this folder, by the digest of their request.

    A ``.codegen`` that is a link is not followed. Raises Rejected for a broken or altered record, and
    DiskFault for one that cannot be read.
    """
    return {request.digest: answer for request, answer in _all_kept(app_dir)}


def renewed_calls(app_dir: Path, used: Iterable[tuple[Request, Answer]]) -> tuple[File, ...]:
    """The files of the calls that an app is made of: those used now, and the kept ones about all else.

    Raises as ``read_calls`` does.
    """
    new = tuple(used)
    about = {(request.purpose, request.about) for request, _ in new}
    old = (each for each in _all_kept(app_dir) if (each[0].purpose, each[0].about) not in about)
    return call_files((*old, *new))


def _all_kept(app_dir: Path) -> tuple[tuple[Request, Answer], ...]:
    record = app_dir / RECORD_FOLDER
    folder = record / CALLS_FOLDER
    try:
        files = () if record.is_symlink() or folder.is_symlink() else folder_files(folder)
    except OSError as error:
        raise disk_fault(error, folder) from error
    return tuple(_kept(folder / name, content) for name, content in files if name.endswith(".json"))


def _kept(path: Path, content: bytes) -> tuple[Request, Answer]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = Problem("the call is not UTF-8", _MENDS["record"], Location(str(path), 1))
        raise Rejected(problem) from error
    return load_call(text, path)


def cached_path(cache: Path, digest: Digest) -> Path:
    """Where the project's cache has the answer to the request of this digest."""
    return cache / CALLS_FOLDER / f"{digest}.json"


def cached_answer(cache: Path, digest: Digest) -> Answer | None:
    """The answer in the cache; None without one, and where a crash left a part of a file.

    Raises Rejected for a file that was altered, and DiskFault for one that cannot be read.
    """
    path = cached_path(cache, digest)
    try:
        content = content_of(path)
        text = content.decode("utf-8") if content is not None else ""
        json.loads(text)
    except OSError as error:
        raise disk_fault(error, path) from error
    except (ValueError, RecursionError):
        return None
    return load_call(text, path, "cache")[1]
