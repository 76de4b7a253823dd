"""What a misspelt word was probably meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.7) -> str | None:
    """The known word that ``word`` most resembles, or None where none is alike.

    ``cutoff`` is difflib's ratio, from 0 to 1, that the two must reach when compared without case.
    """
    by_lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower()[:200], by_lower, n=1, cutoff=cutoff)
    return by_lower[close[0]] if close else None


def mend_for(word: str, known: Iterable[str], otherwise: str, cutoff: float = 0.7) -> str:
    """``Did you mean 'x'?``, or ``otherwise`` where no known word is alike."""
    close = did_you_mean(word, known, cutoff)
    return f"Did you mean {close!r}?" if close else otherwise
