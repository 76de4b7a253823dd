"""The page of the documentation that the rules write themselves: ``python -m codegen.checks.docs docs/rules.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

from codegen.checks.base import Example, Rule, Rules, load_rules
from codegen.page import FOLDER

_INTRODUCTION = """# Rules

What `codegen` holds the Python code and the templates of an app's package and its `wsgi.py` to, generated from the rules' own
files in `codegen/checks`. Every Python file of the tree must compile besides, and every template parse (`compiles`). Marked lines
(`<-`) are what a rule finds; rules with a fix apply it to generated code alone, never to
a person's."""


def rules_page(rules: Rules) -> str:
    """The rules with their reasons and examples, as Markdown."""
    return "\n\n".join((_INTRODUCTION, *(_section(rule) for rule in rules))) + "\n"


def _section(rule: type[Rule]) -> str:
    return "\n\n".join(_parts(rule))


def _parts(rule: type[Rule]) -> Iterator[str]:
    yield f"## {rule.name}"
    yield cleandoc(rule.__doc__ or "")
    yield f"Finding: {rule.message}. {rule.mend}"
    if rule.needs_contract:
        yield "Needs the contract; without one it is skipped, and named as skipped."
    yield "\n".join(f"- <{url}>" for url in rule.urls)
    yield "Found:"
    for example in rule.INVALID:
        yield _code(example, _marked(example))
        if example.fixed is not None:
            yield "becomes"
            yield _code(example, example.fixed)
    yield "Accepted:"
    yield from (_code(example, example.code) for example in rule.VALID)


def _is_page(example: Example) -> bool:
    return example.path.startswith(FOLDER)


def _marked(example: Example) -> str:
    lines = example.code.splitlines()
    mark = "{# <- #}" if _is_page(example) else "# <-"
    return "\n".join(
        f"{line}  {mark}" if number in example.lines else line
        for number, line in enumerate(lines, 1)
    )


def _code(example: Example, code: str) -> str:
    if _is_page(example):
        return f"```jinja\n{{# {example.path_in('app')} #}}\n{code.strip()}\n```"
    place = "the whole of" if example.replaces else "in"
    where = f"{example.path_in('app')}{', where users log in' if example.with_accounts else ''}"
    return f"```python\n# {place} {where}\n{code.strip()}\n```"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(rules_page(load_rules()), encoding="utf-8")
