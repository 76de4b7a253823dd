"""A Scenario that is there -> the same told otherwise: refused, asked by another, sent elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from codegen.contract import Case, Citations, Endpoint, StatementId
from codegen.scenario import Exchange, Scenario
from codegen.testgen.refusals import promised


def quote_of(texts: Mapping[StatementId, str], cited: Citations, otherwise: str) -> str:
    """The first statement that is cited, or other words where none is."""
    sentences = (texts[each.statement] for each in cited if each.statement in texts)
    return next(sentences, otherwise)


def in_words(name: str) -> str:
    """What a part of a Scenario's name says."""
    return name.replace("_", " ").capitalize()


def refusing(exchange: Exchange, case: Case) -> Exchange:
    """The same request, answered by a case."""
    expected = tuple(promised(case.body))
    return replace(exchange, status=case.status, expectations=expected, captures=(), together=None)


def retold(
    like: Scenario,
    endpoint: Endpoint,
    words: str,
    cited: Citations,
    exchanges: tuple[Exchange, ...],
    texts: Mapping[StatementId, str],
) -> Scenario:
    """A Scenario of the endpoint that starts with the same rows, and sends these exchanges instead."""
    return replace(
        like,
        name=f"{endpoint.name}_{words}",
        exchanges=exchanges,
        endpoints=(endpoint.key,),
        quote=quote_of(texts, cited, in_words(words)),
        covers=tuple(dict.fromkeys(citation.statement for citation in cited)),
        variant=None,
        stored=(),
    )
