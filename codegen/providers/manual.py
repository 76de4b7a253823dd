"""The provider for people with a chat window or a coding agent: prompts and answers are files.

A call becomes ``<cache>/manual/<about>-<digest>.prompt.md``; its answer is awaited in ``….answer.md``
beside it. What is asked again, as its answer did not fit, has ``-again-`` in its names. Both files stay until the provider is closed after a run in which nothing was left unanswered,
and an answer that the cache does not hold word for word stays even then. So neither a killed build
nor a full disk loses what a person wrote: the next run finds it. What a killed build left is taken
when the same is asked again, and harmless where it is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock

from codegen.cost import PERSON, estimated_tokens
from codegen.disk import content_of, disk_fault, open_cache, write_durably
from codegen.errors import CodegenError, NotAnswered, Rejected
from codegen.providers.base import Answer, OnProgress, Request, Usage
from codegen.providers.call_file import cached_answer
from codegen.tree import with_newlines
from codegen.types import Digest, Location, Problem

FOLDER = "manual"
MEND = "Mend it there and save: it is read as soon as it is whole."
_NO_NAME = re.compile(r"[^a-z0-9_]+")
_FENCE = re.compile(r"`{3,}|~{3,}")


@dataclass(frozen=True, slots=True)
class _Files:
    """The two files of a call."""

    prompt: Path
    answer: Path


class ManualProvider:
    """Has a person answer, through files.

    Args:
        cache: the project's cache, where the provider that remembers keeps the answers too.
        say: told, in one line, which file waits and where its answer goes, what is wrong with an answer, and
            that one was taken.
        poll_s: seconds between two looks at an answer that is awaited.
        wait: whether to wait for answers; without it what is not answered yet is NotAnswered.
    """

    def __init__(
        self, cache: Path, say: Callable[[str], None], poll_s: float = 0.5, wait: bool = True
    ) -> None:
        self._cache = cache
        self._say = say
        self._poll_s = poll_s
        self._wait = wait
        self._closed = Event()
        self._lock = Lock()
        self._open: dict[Digest, Request] = {}
        self._taken: dict[Digest, tuple[Request, str]] = {}

    def ask(self, request: Request, on_progress: OnProgress) -> Answer:
        """What a person wrote into the answer's file, once it is whole and grows no more.

        An answer that breaks off, is no JSON where JSON was due, or is not UTF-8 can be mended in its file.

        Raises NotAnswered without ``wait`` and where the provider is closed meanwhile, Rejected without ``wait``
        for what has to be mended, and DiskFault.
        """
        files = self._files(request)
        with self._lock:
            self._open[request.digest] = request
        try:
            text = self._text(request, files)
        except OSError as error:
            raise disk_fault(error, files.answer) from error
        with self._lock:
            del self._open[request.digest]
            self._taken[request.digest] = (request, text)
        page = prompt_text(request, files.answer.name)
        usage = Usage(estimated_tokens(page), estimated_tokens(text), is_estimate=True)
        return Answer(text, "complete", usage, PERSON, "", "person")

    def close(self) -> None:
        """Ends every wait, and removes the files that nobody needs any more, where that can be done."""
        self._closed.set()
        with self._lock:
            if self._open:
                return  # with --fresh the cache is passed over: the next run needs these files
            for digest, (request, text) in self._taken.items():
                if self._is_kept(digest, text):
                    _remove(self._files(request))
            self._taken.clear()

    def _is_kept(self, digest: Digest, text: str) -> bool:
        try:
            kept = cached_answer(self._cache, digest)
        except CodegenError:
            return False
        return kept is not None and kept.text == text

    def _files(self, request: Request) -> _Files:
        about = _NO_NAME.sub("-", request.about.lower()).strip("-")[:80] or "call"
        again = "-again" if request.problems else ""
        stem = self._cache / FOLDER / f"{about}{again}-{request.digest[:8]}"
        return _Files(Path(f"{stem}.prompt.md"), Path(f"{stem}.answer.md"))

    def _text(self, request: Request, files: _Files) -> str:
        """The answer, when two looks at its file saw the same and nothing is to be mended. Raises OSError."""
        content = content_of(files.answer) or b""
        if not content.strip():
            self._ask(request, files)
        told = b""
        while True:
            if self._closed.wait(self._poll_s):
                raise _not_answered(files)
            before, content = content, content_of(files.answer) or b""
            if not (content.strip() or self._wait):
                raise _not_answered(files)
            if content != before or content == told or not content.strip():
                continue
            problem = _problem_of(request, files.answer, content)
            if problem is None:
                self._tell(f"Took {_shown(files.answer)}")
                return _decoded(content)
            if not self._wait:
                raise Rejected(problem)
            self._tell(str(problem))
            told = content

    def _ask(self, request: Request, files: _Files) -> None:
        self._write(request, files)
        if not self._wait:
            raise _not_answered(files)
        for problem in request.problems:
            self._tell(f"The answer about '{request.about}' cannot be used: {problem}")
        prompt, answer = _shown(files.prompt), _shown(files.answer)
        self._tell(f"Waiting for an answer to {prompt}: write it to {answer}")

    def _write(self, request: Request, files: _Files) -> None:
        with self._lock:
            open_cache(self._cache)
            # A lone surrogate has no UTF-8.
            text = prompt_text(request, files.answer.name).encode("utf-8", "backslashreplace")
            write_durably(files.prompt, text.decode())

    def _tell(self, line: str) -> None:
        with self._lock:
            self._say(line)


def prompt_text(request: Request, answer_name: str) -> str:
    """A call as a page for people: how to answer, the messages under their roles, and the schema."""
    parts = [
        f"# {request.about} ({request.purpose})",
        f"Give this whole page to a model, and write its answer into `{answer_name}` beside this file:"
        " the answer alone, as UTF-8 text.",
    ]
    for message in request.messages:
        parts += [f"# {message.role.capitalize()}", message.text.strip("\n")]
    if request.schema:
        parts += [
            "# Form of the answer",
            f"One JSON document, `{request.schema.name}`, without a fence or a word around it. It has"
            " to fit this JSON Schema:",
            f"```json\n{request.schema.text}\n```",
        ]
    return "\n\n".join(parts) + "\n"


def _decoded(content: bytes) -> str:
    return with_newlines(content.decode("utf-8-sig"))


def _problem_of(request: Request, path: Path, content: bytes) -> Problem | None:
    """What a person has to mend in an answer's file before it is worth reading; None where nothing."""
    line, column, cause = 1, 1, ""
    try:
        text = _decoded(content)
        if request.schema:
            _check_json(text)
        elif opened := _open_fence(text):
            line, cause = opened, "the fence that begins here is not closed"
    except UnicodeDecodeError:
        cause = "the answer is not UTF-8"
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        cause = f"the answer is no JSON document: {error.msg}"
    except RecursionError:
        cause = "the answer is no JSON document that can be read"
    return Problem(cause, MEND, Location(_shown(path), line, column)) if cause else None


def _check_json(text: str) -> None:
    """Raises JSONDecodeError, with the text's own line, for what holds no JSON document, alone or in a fence."""
    start, end = text.find("{"), text.rfind("}") + 1
    if 0 <= start < end:
        # Blanks in place of what stands before it: so the places are those of the file.
        text = re.sub(r"[^\n]", " ", text[:start]) + text[start:end]
    json.loads(text)


def _open_fence(text: str) -> int:
    """The line of a fence that nothing closes; 0 without one."""
    mark, began = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        found = _FENCE.match(line)
        if found and not mark:
            mark, began = found[0], number
        elif found and line.rstrip() == mark:
            mark, began = "", 0
    return began


def _shown(path: Path) -> str:
    """A path as it is typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _not_answered(files: _Files) -> NotAnswered:
    mend = f"Write the answer to '{_shown(files.answer)}', then run the same command again."
    return NotAnswered(Problem(f"'{_shown(files.prompt)}' waits for an answer", mend))


def _remove(files: _Files) -> None:
    with suppress(OSError):  # what stays is harmless
        files.prompt.unlink(missing_ok=True)
        files.answer.unlink(missing_ok=True)
