"""A model's answer with templates -> the definitions of its slice: a module's, and a page or several.

Where templates lie is fixed, so that no answer can reach another's; which of them there are, the answer says, and every one of
them is used.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from codegen.generate import Wanted
from codegen.ownership import NotASlice, read_definitions
from codegen.page import FOLDER, Page, read_page
from codegen.record import LockedDefinition
from codegen.types import File, Problem

LAYOUT = "layout.html"
"""The one template that all pages of an app share."""

PAGE_LIMIT_BYTES = 65_536
PAGES_LIMIT = 8

PAGE_RULES = (
    'The view shows a page by `render_template("{page}", name=value)` from flask, with its name written out, and with every value'
    " that the template reads: a value that is missing is an error.",
    'The page begins with `{{% extends "layout.html" %}}` and fills its blocks: `title`, `content`, and `language` (en, de, zh ...)'
    " where the page is not in the layout's language.",
    "An outcome whose body is html is answered with `return render_template(...), status`, refusals too: `abort` answers problem"
    " details, which is right for every other outcome. After a form was taken, `return redirect(path, 303)` where the contract redirects.",
    "Values are escaped by Jinja: no `| safe`, no `Markup`, no `render_template_string`, no HTML in strings of Python. They stand as text or"
    " in quoted attributes, never in a script, a style or an `on...` attribute. An address begins with text of your own or is"
    " `url_for(...)`.",
    "HTML is plain and semantic: headings, lists, tables, a `label` for each field. Nothing is loaded from other servers. Forms"
    " name their method (get or post) and their fields.",
    "A template extends, includes and imports nothing but the layout and templates of this answer; each of them is used.",
)
"""How pages are written, in words for a model; ``page`` is the page's name."""


def page_rules(wanted: Wanted) -> tuple[str, ...]:
    """The rules for the pages of a slice."""
    return tuple(rule.format(page=_name(wanted.page)) for rule in PAGE_RULES)


def read_slice(
    text: str, pages: Sequence[File], wanted: Wanted, taken: frozenset[str], app: str = ""
) -> tuple[LockedDefinition, ...]:
    """A slice's definitions: those of its module, then its templates by path.

    Args:
        text: a whole Python module, as a model wrote it.
        pages: the templates of the answer, under the names that it gave them.
        taken: names of the same module, and pages, that others own.
        app: the app's package.

    Raises NotASlice with all that is wrong.
    """
    problems, definitions = list[str](), list[LockedDefinition]()
    try:
        definitions.append(
            LockedDefinition(wanted.module, read_definitions(text, wanted, taken, app))
        )
    except NotASlice as error:
        problems.extend(error.problems)
    if wanted.page:
        own = [File(page.path.removeprefix(f"{app}/"), _tidy(page.text)) for page in pages]
        problems.extend(_problems(own, text, wanted, taken))
        definitions.extend(LockedDefinition(page.path, page.text) for page in sorted(own))
    if problems:
        raise NotASlice(tuple(dict.fromkeys(problems)))
    return tuple(definitions)


def _tidy(text: str) -> str:
    """The text with no spaces at the ends of lines and one line end at its own."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


def _problems(
    own: Sequence[File], text: str, wanted: Wanted, taken: frozenset[str]
) -> Iterator[str]:
    paths = [page.path for page in own]
    if wanted.page not in paths:
        yield f"The template `{wanted.page}` is missing: write it in a block that opens with ```jinja {wanted.page}."
    for path in dict.fromkeys(paths):
        yield from _misnamed(path, wanted, taken)
        if paths.count(path) > 1:
            yield f"The template `{path}` stands there {paths.count(path)} times."
    if len(own) > PAGES_LIMIT:
        yield f"The answer has {len(own)} templates: {PAGES_LIMIT} are enough."
    read = [page for file in own if (page := _read(file)) is not None]
    for page in read:
        if isinstance(page, str):
            yield page
    names = frozenset(map(_name, paths))
    parsed = [page for page in read if isinstance(page, Page)]
    rendered = list(_rendered(text))
    yield from _unknown(parsed, rendered, names)
    yield from _unused(parsed, rendered, names)


def _misnamed(path: str, wanted: Wanted, taken: frozenset[str]) -> Iterator[str]:
    if path in taken:
        yield f"The template `{path}` is another endpoint's."
    elif not wanted.owns_page(path):
        further = f"{wanted.page.removesuffix('.html')}_<word>.html"
        yield (
            f"The template `{path}` is none of this part: name it `{wanted.page}`, or `{further}` with one word of small letters"
            " for a further one."
        )


def _read(file: File) -> Page | str | None:
    """The template; or what is wrong with it; nothing where it is another's anyway."""
    if len(file.text.encode("utf-8", "surrogatepass")) > PAGE_LIMIT_BYTES:
        return f"The template `{file.path}` has more than {PAGE_LIMIT_BYTES // 1024} KiB."
    if not file.text.strip():
        return f"The template `{file.path}` is empty."
    page = read_page(file.path, file.text)
    if isinstance(page, Problem):
        line = page.location.line if page.location else 1
        return f"The template `{file.path}`, line {line}: {page.cause}."
    return page


def _name(path: str) -> str:
    """A template's name, as Flask is given it."""
    return path.removeprefix(FOLDER)


def _rendered(text: str) -> Iterator[tuple[str | None, int]]:
    """The names that a module renders, with lines; None for one that is computed."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return  # which was told already
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_rendering(node.func):
            given = node.args[0] if node.args else None
            name = given.value if isinstance(given, ast.Constant) else None
            yield (name if isinstance(name, str) else None), node.lineno


def _is_rendering(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("render_template", "stream_template")


def _unknown(
    pages: Sequence[Page], rendered: Sequence[tuple[str | None, int]], names: frozenset[str]
) -> Iterator[str]:
    """What is rendered, extended or included and is no template of this answer."""
    listed = ", ".join(f"`{name}`" for name in sorted(names))
    for name, line in rendered:
        if name is None:
            yield f"Line {line}: the template's name is computed; write it out."
        elif name not in names:
            yield f"Line {line}: the template `{name}` is none of this answer's: {listed or 'it has none'}."
    for page in pages:
        for name, line in page.references():
            if name is None:
                yield f"The template `{page.path}`, line {line}: the name of a template is computed; write it out."
            elif name not in names | {LAYOUT}:
                yield (
                    f"The template `{page.path}`, line {line}: `{name}` is neither `{LAYOUT}` nor a template of this answer."
                )


def _unused(
    pages: Sequence[Page], rendered: Sequence[tuple[str | None, int]], names: frozenset[str]
) -> Iterator[str]:
    """The templates that no view and no other template of the answer uses."""
    used = {name for name, _ in rendered}
    used |= {name for page in pages for name, _ in page.references() if name != _name(page.path)}
    for name in sorted(names - used):
        yield f"The template `{FOLDER}{name}` is not used: show it with render_template, or leave it out."
