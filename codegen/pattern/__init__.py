"""Patterns that a text has to match as a whole: a subset of regular expressions that means the same everywhere.

Python's ``re``, the Rust crate that pydantic uses and ECMA-262, which JSON Schema refers to, agree about what this room reads, and none
of them takes long over it; it is described for its writers in ``docs/patterns.md``.
https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
"""

from __future__ import annotations

from codegen.pattern.automaton import Automaton, automaton
from codegen.pattern.reader import read
from codegen.pattern.texts import Texts, texts
from codegen.pattern.tree import Characters, Choice, Node, Repeat, Sequence, Unsafe

__all__ = [
    "Automaton",
    "Characters",
    "Choice",
    "Node",
    "Repeat",
    "Sequence",
    "Texts",
    "Unsafe",
    "automaton",
    "read",
    "texts",
]
