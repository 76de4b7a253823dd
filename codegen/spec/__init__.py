"""Markdown -> Spec: statements with their places, declared headings and ```` ```http ```` blocks.

The format is described for its writers in ``docs/spec-format.md``.
"""

from __future__ import annotations

from codegen.spec.ids import Inheritance, inherit_ids
from codegen.spec.reader import read_spec
from codegen.spec.sentences import DEMAND_WORDS, demands
from codegen.spec.statement import Heading, HttpBlock, Section, Spec, Statement

__all__ = [
    "DEMAND_WORDS",
    "Heading",
    "HttpBlock",
    "Inheritance",
    "Section",
    "Spec",
    "Statement",
    "demands",
    "inherit_ids",
    "read_spec",
]
