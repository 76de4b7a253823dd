"""The server that is asked, and what may be told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

OPENAI_URL = "https://api.openai.com/v1"
SHORTEST_SECRET = 8
QUOTED_CHARACTERS = 200
LOOKS_SECRET = re.compile(r"\b(sk-|Bearer\s+)[\w.*-]+")
BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Server:
    """Who is asked for which model, and how long it may take.

    Attributes:
        timeout_s: the longest silence between two pieces of an answer.
        answer_limit_characters: where reading stops.
        temperature: None leaves it to the server; some models take none.
    """

    base_url: str
    model: str
    key: str = field(repr=False)
    timeout_s: float
    connect_timeout_s: float
    answer_limit_characters: int
    temperature: float | None

    @property
    def address(self) -> str:
        """The address as it may be shown and recorded: a query may hold a key."""
        parts = urlsplit(self.base_url)
        return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))

    def quoted(self, text: str) -> str:
        """What a server said, on one line, shortened, without a key and a full stop of its own."""
        line = BLANKS.sub(" ", self.without_key(text)).strip()
        if len(line) > QUOTED_CHARACTERS:
            return f"{line[:QUOTED_CHARACTERS].rstrip(' .')}…"
        return line.rstrip(" .")

    def without_key(self, text: str) -> str:
        """The text with stars where it repeats the key, or what looks like one.

        Keys shorter than 8 characters are the place-holders of local servers ("none", "ollama").
        """
        if len(self.key) >= SHORTEST_SECRET:
            text = text.replace(self.key, "***")
        return LOOKS_SECRET.sub("***", text)
