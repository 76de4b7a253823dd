"""A scripted model of the jars: answers by what a request is about."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import wire_answers as wire
from codegen.providers.base import Request
from jars.answers import DETAIL, OUTLINE, SCENARIOS
from jars.code import VIEWS


def agrees_with_scenarios(names: tuple[str, ...]) -> str:
    """A judge who finds every scenario right."""
    return verdicts(names, "code_wrong", "S7", "404")


def verdicts(names: tuple[str, ...], verdict: str, statement: str, quote: str) -> str:
    """The same verdict for each."""
    listed = [
        {
            "name": name,
            "verdict": verdict,
            "statement": statement,
            "quote": quote,
            "because": "It says so.",
            "sentence": None,
        }
        for name in names
    ]
    return json.dumps({"verdicts": listed})


@dataclass
class Model:
    """Answers everything; ``code`` is the first answer, ``repaired`` what a repair is answered with."""

    code: Mapping[str, str] = field(default_factory=lambda: VIEWS)
    repaired: Mapping[str, str] = field(default_factory=lambda: VIEWS)
    scenarios: str = SCENARIOS
    judge: Callable[[tuple[str, ...]], str] = agrees_with_scenarios
    outline: wire.Wire = field(default_factory=lambda: OUTLINE)
    detail: wire.Wire = field(default_factory=lambda: DETAIL)

    def __call__(self, request: Request) -> str:
        match request.purpose:
            case "interpret":
                return wire.text(self.outline if request.about == "outline" else self.detail)
            case "code":
                return f"```python\n{self.code[request.about]}```"
            case "repair":
                return f"```python\n{self.repaired[request.about]}```"
            case "scenarios":
                return self.scenarios
            case "triage":
                asked = request.messages[-1].text.partition("# The disagreements")[2]
                return self.judge(tuple(re.findall(r"^## (\w+)$", asked, re.MULTILINE)))
