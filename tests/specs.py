"""Specs that tests build from, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from codegen.contract import Contract, StatementId
from codegen.interpret.builtin import interpret
from codegen.spec import Spec, read_spec

ROOT = Path(__file__).parent.parent
REGISTER = (ROOT / "specs" / "register.md").read_text("utf-8")

MEMBERS = """\
---
app: club
prefix: /api
---
# Club

## Data

### Member

- `name`: text, 2 to 40 characters, unique
- `email`: text, 3 to 100 characters, unique
- `pin`: secret, 4 to 12 characters
- `age`: whole number, 18 to 120
- `nickname`: text, at most 20 characters, optional
- `level`: whole number, from 1 to 5, default 1
- `newsletter`: yes/no

## Endpoints

### POST /members

- Creates a member.
- If the name already exists, answer 409 with "Name taken".
- If the email already exists, answer 400 with "Email taken".
- If the name is missing, answer 400 with "Name is required".
- Malformed JSON is 400 with "Bad JSON".
- The response has `id`, `name`, `nickname` and `level`.
- Otherwise answer 200.
"""


@dataclass(frozen=True, slots=True)
class Understood:
    """A spec, its Contract and its statements' texts."""

    spec: Spec
    contract: Contract

    @property
    def texts(self) -> dict[StatementId, str]:
        return {statement.id: statement.text for statement in self.spec.statements}


def understood(markdown: str, folder: Path, name: str = "register.md") -> Understood:
    """What a spec says. Raises SpecRejected."""
    path = folder / name
    path.write_text(markdown, "utf-8")
    spec = read_spec(path, folder)
    return Understood(spec, interpret(spec))
