"""What a run's process reported, line by line. Generated code can write here too: nothing is trusted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Final, get_args

from codegen.types import Outcome, Verdict

_VERDICTS: Final = get_args(Verdict)


class GarbledError(Exception):
    """A line that the plug-in cannot have written."""


@dataclass(slots=True)
class Journal:
    """The report so far.

    ``walled`` once the walls stand, ``fault`` if they could not be put up; ``exit_code`` once pytest
    has ended; ``collection`` says what stopped the collection.
    """

    walled: bool = False
    fault: str = ""
    exit_code: int | None = None
    collection: list[str] = field(default_factory=list)
    _outcomes: dict[str, Outcome] = field(default_factory=dict)
    _running: str | None = None
    _endpoint: str | None = None

    def take(self, line: bytes) -> None:
        """Notes one line. Raises GarbledError."""
        try:
            word, *rest = json.loads(line)
            match word, rest:
                case "walled", []:
                    self.walled = True
                case "fault", [str(text)] if not self.walled:
                    self.fault = text
                case "done", [int(code)]:
                    self.exit_code = code
                case "collection", [str(text)]:
                    self.collection.append(text)
                case "request", [str(endpoint)]:
                    self._endpoint = endpoint
                case _:
                    self._take_test(word, *rest)
        except (ValueError, TypeError, RecursionError) as error:
            raise GarbledError from error

    def _take_test(self, word: str, node_id: str, verdict: str = "", detail: str = "") -> None:
        known = self._outcomes.setdefault(_text(node_id), Outcome(node_id, "not run"))
        match word:
            case "collected":
                pass
            case "started":
                self._running, self._endpoint = node_id, None
            case "ended" if verdict in _VERDICTS and known.verdict == "not run":
                self._running = None
                self._outcomes[node_id] = self._outcome(node_id, verdict, _text(detail))  # type: ignore[arg-type]
            case _:
                raise ValueError(word)

    def _outcome(self, node_id: str, verdict: Verdict, detail: str) -> Outcome:
        return Outcome(node_id, verdict, detail, self._endpoint if verdict == "failed" else None)

    def outcomes(self, reason: str) -> tuple[Outcome, ...]:
        """Every test that was collected; the one that was cut off has failed, for this reason."""
        if self._running is not None:
            cut_off = self._outcomes[self._running]
            if cut_off.verdict == "not run":
                failed = replace(cut_off, verdict="failed", detail=reason, endpoint=self._endpoint)
                self._outcomes[self._running] = failed
        return tuple(self._outcomes.values())


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
