"""A scripted model of the guest book: answers by what a request is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import wire_answers as wire
from codegen.providers.base import Request
from guests.answers import DETAIL, OUTLINE, SCENARIOS
from guests.code import VIEWS
from jars.model import verdicts


@dataclass
class Model:
    """Answers everything; ``code`` is the first answer, ``again`` that to what is asked again, ``repaired`` a repair's."""

    code: Mapping[str, str] = field(default_factory=lambda: VIEWS)
    again: Mapping[str, str] = field(default_factory=lambda: VIEWS)
    repaired: Mapping[str, str] = field(default_factory=lambda: VIEWS)
    outline: wire.Wire = field(default_factory=lambda: OUTLINE)

    def __call__(self, request: Request) -> str:
        match request.purpose:
            case "interpret":
                return wire.text(self.outline if request.about == "outline" else DETAIL)
            case "code":
                first = len([m for m in request.messages if m.role == "user"]) == 1
                return (self.code if first else self.again)[request.about]
            case "repair":
                return self.repaired[request.about]
            case "scenarios":
                return SCENARIOS
            case "triage":
                asked = request.messages[-1].text.partition("# The disagreements")[2]
                names = tuple(re.findall(r"^## (\w+)$", asked, re.MULTILINE))
                return verdicts(names, "code_wrong", "S6", "shown as text")
