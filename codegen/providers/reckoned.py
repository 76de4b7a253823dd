"""Tokens by characters, where nobody counted them."""

from __future__ import annotations

from codegen.cost import estimated_tokens
from codegen.providers.base import Request, Usage


def reckoned(request: Request, *arrived: str) -> Usage:
    """About what a request takes, with the texts that have arrived of its answer."""
    schema = request.schema.text if request.schema else ""
    sent = estimated_tokens(schema, *(message.text for message in request.messages))
    return Usage(sent, estimated_tokens(*arrived), is_estimate=True)
