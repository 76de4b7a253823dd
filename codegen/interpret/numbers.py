"""The numbers of a sentence that cannot be placed: which are statuses, which limits, and of which end."""

# ruff: noqa: SIM905 - words read better as text
from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_WORD = re.compile(
    rf"\b(?:{'|'.join(_WORDS)})\b(?= (?:to|and|characters?|chars?)\b)", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![0-9])-?[0-9]{1,19}(?![0-9])")
_BEFORE_LIMIT = re.compile(
    r"(?:than|least|most|between|from|up to|under|over|below|above|exactly|minimum|maximum|min|max|exceeds?"
    r"|[0-9] (?:to|and)|[0-9]-|至少|最少|至多|最多|于|超过|不足|不到|从|[0-9] ?(?:到|至)) ?$",
    re.IGNORECASE,
)
_AFTER_LIMIT = re.compile(
    r" ?(?:characters?|chars?|letters|long|个|字符|位|(?:to|and|-|到|至) ?[0-9])", re.IGNORECASE
)
_STATUS = re.compile("[2-4][0-9]{2}")
_ENDS = {
    "min": (
        "at least",
        "至少",
        r"least|\bmin|\bno[t]? (?:less|fewer|shorter)|or (?:more|longer|greater|above)|至少|最少|不少于|不低于|不小于|以上",
    ),
    "max": (
        "at most",
        "至多",
        r"most|\bmax|limit|up to|within|\bno[t]? (?:more|longer|greater)|or (?:less|fewer|shorter|below)"
        r"|至多|最多|不超过|不多于|不大于|以内|以下",
    ),
    "below": ("less than", "少于", r"less|fewer|shorter|under|below|少于|小于|低于|不足|不到"),
    "above": ("more than", "多于", r"more|greater|longer|over|above|exceed|多于|大于|高于|超过"),
    "exactly": ("exactly", "恰好", r""),
}
"""For each slot of one end: how it is said in English and in Chinese, and what tells it."""
_BOTH_ENDS = re.compile(r"(?:from )?\{min:\w+\} (to|到) \{max:\w+\}")
_CASE = re.compile(r"\{status:\w+\}")
_CASE_WORDS = re.compile(
    r"\b(?:if|when|answers?|returns?|responds?|refused?|rejected?|errors?|fails?)\b|如果|时|返回|拒绝",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"\{(min|max|value)(?::\w+)?\}")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The statuses and the limits of a sentence, as they are written there, in its order."""

    text: str
    statuses: tuple[str, ...]
    limits: tuple[str, ...]

    @staticmethod
    def of(text: str) -> Numbers:
        """The numbers of a marked sentence; "one" to "twelve" count before a unit."""
        written = _WORD.sub(lambda word: str(_WORDS.index(word.group().lower())), text)
        statuses, limits = list[str](), list[str]()
        for number in _NUMBER.finditer(written):
            before, after = written[: number.start()], written[number.end() :]
            limits_there = _BEFORE_LIMIT.search(before) or _AFTER_LIMIT.match(after)
            is_status = _STATUS.fullmatch(number.group()) and not limits_there
            (statuses if is_status else limits).append(number.group())
        return Numbers(text, tuple(statuses), tuple(limits))

    def fitted(self, template: str) -> str | None:
        """A template whose blanks are those that the limits can fill; None where they would be guessed."""
        blanks = _LIMIT.findall(template)
        if blanks and _CASE.search(template) and not self._is_case():
            return None  # "must be less than 8" is no "if it is less than 8, answer ..."
        if not self.limits or not blanks:
            return template
        if len(self.limits) == 1:
            return self._of_one_end(template, blanks)
        return template if len(self.limits) == len(blanks) else None

    def _is_case(self) -> bool:
        return bool(self.statuses) or _CASE_WORDS.search(self.text) is not None

    def _of_one_end(self, template: str, blanks: list[str]) -> str | None:
        ends = _ENDS.items()
        told = next(end for end, (_, _, words) in ends if re.search(words, self.text, re.I))
        if blanks == ["value"]:
            return template
        if len(blanks) == 2:
            return _BOTH_ENDS.sub(lambda found: _one_end(told, found[1]), template)
        same = {"min": ("min", "below"), "max": ("max", "above")}[blanks[0]]
        return template if told in same else None


def _one_end(end: str, joint: str) -> str:
    english, chinese, _ = _ENDS[end]
    return f"{english if joint == 'to' else chinese} {{{end}}}"
