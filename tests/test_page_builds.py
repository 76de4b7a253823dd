"""Builds of an app of HTML pages with a scripted model and the real sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from building import Building
from codegen.config import Settings
from codegen.pipeline import accept
from codegen.reporters.base import NotAdmitted, NotProven, Proposed, Repaired
from codegen.sandbox.base import Limits
from codegen.sandbox.forked import ForkedSandbox
from guests.answers import OUTLINE, SPEC
from guests.code import LIST_PAGE, VIEWS, changed
from guests.model import Model


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox(Limits(), weak=False) as sandbox:
        yield sandbox


@pytest.fixture
def book(tmp_path: Path, sandbox: ForkedSandbox) -> Building:
    made = Building(Settings(tmp_path), sandbox, "guestbook")
    made.write(SPEC)
    return made


LIST, NEW = "endpoint-get-list-guests", "endpoint-get-new-guest"
SIGN, SHOW = "endpoint-post-sign-book", "endpoint-get-show-guest"


def test_pages_become_a_proven_app(book: Building) -> None:
    assert book.build(Model()) is not None
    assert not book.of(NotAdmitted)
    [proposed] = book.of(Proposed)
    rows = {row.text.partition(" ")[2][:20]: row for row in proposed.proof.rows}
    assert {row.verdict for row in rows.values()} == {"tested"}
    page = "guestbook/templates/guests/list_guests.html:1"
    assert page in rows["page at `/guests` ha"].places
    _expect_told_of_pages(book)


def _expect_told_of_pages(book: Building) -> None:
    """The author of a page was told its path and shown the layout."""
    assert book.provider is not None
    told = {r.about: r.messages[-1].text for r in book.provider.requests if r.purpose == "code"}
    assert "```jinja templates/guests/list_guests.html" in told[LIST]
    assert "`templates/guests/list_guests_<word>.html`" in told[LIST]
    assert "`guestbook/templates/layout.html`:\n\n```jinja\n<!doctype html>" in told[LIST]


def test_the_pages_lie_in_the_record_and_where_flask_and_wheels_have_them(
    book: Building, tmp_path: Path
) -> None:
    proposal = book.build(Model())
    assert proposal is not None
    accept(proposal, book.settings)
    tree = book.tree()
    templates = [path for path in tree if path.startswith("guestbook/templates/")]
    assert templates == [
        "guestbook/templates/error.html",
        *(f"guestbook/templates/guests/{name}.html" for name in ("list_guests", "new_guest")),
        *(f"guestbook/templates/guests/{name}.html" for name in ("show_guest", "show_guest_words")),
        "guestbook/templates/guests/sign_book.html",
        "guestbook/templates/layout.html",
    ]
    for path in templates:
        assert tree[path] == tree[f".codegen/base/{path}.txt"]
        assert tree[path].endswith("\n")
        assert not any(line != line.rstrip() for line in tree[path].split("\n"))
    locked = json.loads(tree[f".codegen/lock/{SHOW}.json"])
    assert [each["module"] for each in locked["definitions"]] == [
        "routes/guests.py",
        "templates/guests/show_guest.html",
        "templates/guests/show_guest_words.html",
    ]
    app = book.settings.out_dir / "guestbook"
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--skip-dependency-check"]
    command = [*build, "--outdir", str(tmp_path / "dist"), str(app)]
    made = subprocess.run(command, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    [wheel] = (tmp_path / "dist").glob("guestbook-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "guestbook/templates/layout.html" in names
    assert "guestbook/templates/guests/show_guest.html" in names


ERRORS = """
from guestbook import create_app

client = create_app({"TESTING": True, "SECRET_KEY": "k" * 32, "SQLALCHEMY_DATABASE_URI": "sqlite://"}).test_client()
for accept in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*", "application/problem+json", None):
    found = client.get("/nowhere", headers={"Accept": accept} if accept else {})
    print(found.status_code, found.content_type, "<h1>Not Found</h1>" in found.text)
"""


def test_all_but_clients_that_ask_for_json_see_the_errors_of_a_site_as_pages(
    book: Building,
) -> None:
    proposal = book.build(Model())
    assert proposal is not None
    accept(proposal, book.settings)
    app = book.settings.out_dir / "guestbook"
    shown = subprocess.run([sys.executable, "-c", ERRORS], cwd=app, capture_output=True, text=True)
    page, problem = "404 text/html; charset=utf-8 True", "404 application/problem+json False"
    assert shown.stdout.splitlines() == [page, page, problem, page]


def test_pages_are_built_again_from_the_record_and_a_persons_edit_stays(book: Building) -> None:
    proposal = book.build(Model())
    assert proposal is not None
    accept(proposal, book.settings)
    before = book.tree()
    app = book.settings.out_dir / "guestbook"
    for path in before:
        if not path.startswith(".codegen/"):
            (app / path).unlink()
    again = book.build(mode="offline")
    assert again is not None
    accept(again, book.settings)
    assert book.tree() == before
    page = app / "guestbook/templates/guests/new_guest.html"
    page.write_text(page.read_text("utf-8").replace("<button>", "<button class='big'>"), "utf-8")
    edited = book.build(mode="offline")
    assert edited is not None
    assert edited.change_set.hand_edited == ("guestbook/templates/guests/new_guest.html",)
    assert not edited.change_set.changes


def test_the_author_of_a_page_that_changes_sees_what_stood_there(book: Building) -> None:
    proposal = book.build(Model())
    assert proposal is not None
    accept(proposal, book.settings)
    said = "What a guest\nwrote is always shown as text."
    assert said in SPEC
    book.write(SPEC.replace(said, "What a guest wrote is\nalways and everywhere shown as text."))
    nothing: dict[str, list[str]] = {
        part: [] for part in (*OUTLINE, "removed", "renamed") if part not in ("title", "guard")
    }
    book.build(Model(outline={**OUTLINE, **nothing}))
    assert book.provider is not None
    asked = {r.about: r.messages[-1].text for r in book.provider.requests if r.purpose == "code"}
    assert set(asked) == {LIST}
    before = asked[LIST].partition("# What stood there before")[2]
    assert f"```jinja templates/guests/list_guests.html\n{LIST_PAGE}" in before
    assert "def list_guests()" in before


WRONG_AT_FIRST = (
    # A template of another slice is shown.
    (
        LIST,
        '"guests/list_guests.html"',
        '"guests/show_guest.html"',
        "the template `guests/show_guest.html` is none of this answer's",
    ),
    # It lies where another's belongs.
    (
        NEW,
        "```jinja templates/guests/new_guest.html",
        "```jinja templates/guests/list_guests.html",
        "The template `templates/guests/list_guests.html` is another endpoint's.",
    ),
    # It lies outside.
    (
        SHOW,
        "```jinja templates/guests/show_guest_words.html",
        "```jinja ../words.html",
        "The template `../words.html` is none of this part",
    ),
    # Python comes without it.
    (
        SIGN,
        "```jinja templates/guests/sign_book.html",
        "```css sign_book.css",
        "The template `templates/guests/sign_book.html` is missing",
    ),
)


def test_answers_that_do_not_fit_are_asked_for_again(book: Building) -> None:
    code = dict(VIEWS)
    for slice_, old, new, _ in WRONG_AT_FIRST:
        code[slice_] = changed(slice_, old, new)[slice_]
    assert book.build(Model(code=code)) is not None
    for slice_, _, _, told in WRONG_AT_FIRST:
        assert told in _asked_again(book, slice_)
    assert not book.of(Repaired)


def _asked_again(book: Building, slice_: str) -> str:
    assert book.provider is not None
    asked = [r for r in book.provider.requests if (r.purpose, r.about) == ("code", slice_)]
    assert len(asked) == 2
    return asked[-1].messages[-1].text


REFUSED = (
    (
        LIST,
        "{{ guest.words }}",
        "{{ guest.words | safe }}",
        "The rule `templates-escape-values` refuses `<li>",
    ),
    (NEW, 'action="/guests"', 'action="/guest"', "nothing answers 'POST /guest'"),
    (
        SHOW,
        'return render_template("guests/show_guest.html", guest=guest)',
        "from flask import render_template_string\n\n    if guest_id == 7:\n"
        '        return render_template_string("<p>{{ words }}</p>", words=guest.words)\n'
        '    return render_template("guests/show_guest.html", guest=guest)',
        "the template is a text in the code",
    ),
)
FAILING = (
    (LIST, ".desc()", "", "These requests were sent"),
    (SIGN, ">{{ typed.get('words', '') }}<", "><", "&lt;there&gt;"),
    (
        SHOW,
        "<blockquote>{{ guest.words }}",
        "<blockquote>{{ guest.words }} {{ when }}",
        "guestbook/templates/guests/show_guest_words.html:1",
    ),
)


@pytest.mark.parametrize("faults", [REFUSED, FAILING], ids=["refused", "failing"])
def test_wrong_pages_are_repaired_by_their_own_authors(
    book: Building, faults: tuple[tuple[str, str, str, str], ...]
) -> None:
    code = dict(VIEWS)
    for slice_, old, new, _ in faults:
        code[slice_] = changed(slice_, old, new)[slice_]
    assert book.build(Model(code=code)) is not None
    [repaired] = book.of(Repaired)
    assert set(repaired.slices) == {slice_ for slice_, _, _, _ in faults}
    assert book.provider is not None
    asked = {r.about: r.messages for r in book.provider.requests if r.purpose == "repair"}
    for slice_, _, _, told in faults:
        assert told in asked[slice_][-1].text
        assert "each template's under its path" in asked[slice_][-1].text
        shown = asked[slice_][-2].text
        assert shown.startswith("```python\nfrom flask import")
        assert shown.count("```jinja templates/guests/") == VIEWS[slice_].count("```jinja")


def test_what_is_left_out_of_a_repair_is_deleted(book: Building) -> None:
    longer = changed(SHOW, ", guest=guest)\n", ', guest=guest, when="x")\n')
    longer = longer | {
        SHOW: longer[SHOW].replace("{{ guest.words }}", "{{ guest.words }} {{ when }} {{ w }}")
    }
    short = VIEWS[SHOW].replace(
        '{% include "guests/show_guest_words.html" %}', "<p>{{ guest.words }}</p>"
    )
    short = short.partition("```jinja templates/guests/show_guest_words.html")[0]
    proposal = book.build(Model(code=longer, repaired=VIEWS | {SHOW: short}))
    assert proposal is not None
    paths = [change.path for change in proposal.change_set.changes]
    assert "guestbook/templates/guests/show_guest.html" in paths
    assert "guestbook/templates/guests/show_guest_words.html" not in paths


def test_a_page_that_stays_unescaped_is_refused(book: Building) -> None:
    stays = changed(LIST, "{{ guest.words }}", "{{ guest.words | safe }}")
    assert book.build(Model(code=stays, repaired=stays)) is None
    [refused] = book.of(NotProven)
    [finding] = refused.findings
    assert str(finding).startswith(
        "guestbook/templates/guests/list_guests.html:8:3: templates-escape-values: "
    )


def test_an_unproven_page_is_marked_when_it_is_kept(book: Building) -> None:
    stays = changed(LIST, ".desc()", "")
    keeping = Building(replace(book.settings, keep_unproven=True), book.sandbox, "guestbook")
    proposal = keeping.build(Model(code=stays, repaired=stays))
    assert proposal is not None
    accept(proposal, keeping.settings)
    tree = keeping.tree()
    page = tree["guestbook/templates/guests/list_guests.html"].splitlines()
    assert page[0].startswith("{# UNPROVEN: The page at")
    assert page[1] == '{% extends "layout.html" %}'
    assert "UNPROVEN" not in tree["guestbook/templates/guests/show_guest.html"]
