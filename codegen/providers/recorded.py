"""The provider that remembers: what was answered once is looked up, and never paid for again.

It looks into the app's record, then into the project's cache, and only then has its inner provider
asked. What that answers is on the disk before anybody uses it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Literal, TypeAlias

from codegen.disk import disk_fault, open_cache, refuse_read_only, sync_folder, write_durably
from codegen.errors import NotAnswered
from codegen.providers.base import Answer, OnProgress, Provider, Request
from codegen.providers.call_file import cached_answer, cached_path, dump_call
from codegen.types import Digest, Problem

Mode: TypeAlias = Literal["usual", "offline", "fresh"]
"""``offline`` asks nobody; ``fresh`` takes nothing from before this run."""


class RecordedProvider:
    """Answers from the app's record, the project's cache, or its inner provider.

    Two equal requests of one run are asked once, whatever the mode. That a provider failed is not
    remembered: an equal request asks again.

    Args:
        inner: whoever is asked in the end; None where no model is configured.
        kept: the answers of the app's record.
        cache: the project's cache.
    """

    def __init__(
        self,
        inner: Provider | None,
        kept: Mapping[Digest, Answer],
        cache: Path,
        mode: Mode = "usual",
    ) -> None:
        self._inner = inner
        self._kept = kept
        self._cache = cache
        self._mode = mode
        self._lock = Lock()
        self._asking: defaultdict[Digest, Lock] = defaultdict(Lock)
        self._used: dict[Digest, tuple[Request, Answer]] = {}

    def ask(self, request: Request, on_progress: OnProgress) -> Answer:
        """The answer; its origin says whether it was asked for now.

        Raises NotAnswered where nobody may be asked, Rejected for a call in the cache that was
        altered, DiskFault, and what the inner provider raises.
        """
        digest = request.digest
        with self._lock:
            asking = self._asking[digest]
        with asking:
            known = self._used.get(digest)
            if known:
                answer = known[1]
                again = answer if answer.origin == "record" else replace(answer, origin="cache")
            else:
                answer = again = self._found(digest) or self._asked(request, on_progress)
            self._remember(digest, request, answer)
        return again

    def used(self) -> tuple[tuple[Request, Answer], ...]:
        """The calls of this run, sorted by the digest of the request.

        Of equal requests it has the one whose purpose and subject come first in the alphabet.
        """
        with self._lock:
            return tuple(self._used[digest] for digest in sorted(self._used))

    def to_ask(self, requests: Iterable[Request]) -> tuple[Request, ...]:
        """Those of some requests that nobody has answered yet. Raises as ``ask`` does for altered calls."""
        return tuple(
            request
            for request in requests
            if request.digest not in self._used and self._found(request.digest) is None
        )

    def close(self) -> None:
        """Closes the inner provider."""
        if self._inner:
            self._inner.close()

    def _remember(self, digest: Digest, request: Request, answer: Answer) -> None:
        with self._lock:
            known = self._used.get(digest, (request, answer))[0]
            first = min(known, request, key=lambda it: (it.purpose, it.about))
            self._used[digest] = (first, answer)

    def _found(self, digest: Digest) -> Answer | None:
        if self._mode == "fresh":
            return None
        if digest in self._kept:
            return replace(self._kept[digest], origin="record")
        return cached_answer(self._cache, digest)

    def _asked(self, request: Request, on_progress: OnProgress) -> Answer:
        if self._mode == "offline" or self._inner is None:
            raise self._not_answered(request)
        path = cached_path(self._cache, request.digest)
        self._open(path.parent)
        answer = self._inner.ask(request, on_progress)
        try:
            write_durably(path, dump_call(request, answer))
        except OSError as error:
            raise disk_fault(error, path) from error
        return answer

    def _open(self, folder: Path) -> None:
        """Makes the folder of calls, before anything is paid for that could not be kept."""
        with self._lock:
            open_cache(self._cache)
            try:
                if not folder.is_dir():
                    folder.mkdir()
                    sync_folder(self._cache)
                refuse_read_only((folder / "call",))
            except OSError as error:
                raise disk_fault(error, folder) from error

    def _not_answered(self, request: Request) -> NotAnswered:
        asked = f"'{request.about}' ({request.purpose})"
        if self._mode == "offline":
            cause = f"no answer is kept for {asked}, and --offline asks nobody"
            mend = "Run without --offline, or first configure a model: see docs/models.md."
        else:
            cause = f"{asked} has to be asked, and no model is configured"
            mend = "Configure a model: see docs/models.md."
        return NotAnswered(Problem(cause, mend))


@dataclass(frozen=True, slots=True)
class Connection:
    """What answers the calls of one app's build.

    ``is_open`` where somebody may be asked at all; ``is_fresh`` where nothing is taken from an earlier build;
    ``is_offline`` where no socket may be opened for anything.
    ``estimate`` says in words what requests will take.
    """

    provider: RecordedProvider
    is_open: bool
    is_fresh: bool
    estimate: Callable[[Sequence[Request]], str] = lambda requests: ""
    is_offline: bool = False
