"""The provider that counts the calls of one whose every call is one attempt.

It stands between the provider that remembers and the one that really asks, so that what is looked up costs
nothing here. A provider that tries again has its attempts counted itself.
"""

from __future__ import annotations

from codegen.providers.base import Answer, OnProgress, Provider, Request
from codegen.providers.meter import Meter


class MeteredProvider:
    """Has its inner provider asked no more than a meter's limits allow."""

    def __init__(self, inner: Provider, meter: Meter) -> None:
        self._inner = inner
        self._meter = meter

    def ask(self, request: Request, on_progress: OnProgress) -> Answer:
        """The inner provider's answer.

        Raises LimitReached before anything is asked, and what the inner provider raises; a call that
        failed counts nothing.
        """
        with self._meter.attempt(request) as attempt:
            answer = self._inner.ask(request, on_progress)
            attempt.answered(answer)
        return answer

    def close(self) -> None:
        """Closes the inner provider."""
        self._inner.close()
