"""Scripted code of a model: the careful pages of the guest book."""

from __future__ import annotations

HEAD = """\
from flask import abort, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from guestbook.bodies import errors_of, read_form, typed
from guestbook.extensions import db
from guestbook.models import Guest
from guestbook.schemas import GuestForm


"""

LIST = """\
@guests.get("/guests")
def list_guests() -> ResponseReturnValue:
    \"\"\"Lists the guests, the newest first.\"\"\"
    found = db.session.scalars(select(Guest).order_by(Guest.id.desc()).limit(100)).all()
    return render_template("guests/list_guests.html", guests=found)
"""

NEW = """\
@guests.get("/guests/new")
def new_guest() -> ResponseReturnValue:
    \"\"\"Shows the form.\"\"\"
    return render_template("guests/new_guest.html")
"""

SIGN = """\
@guests.post("/guests")
def sign_book() -> ResponseReturnValue:
    \"\"\"Writes a guest down.\"\"\"
    try:
        form = read_form(GuestForm)
    except HTTPException as refused:
        return _sign_book_again(errors_of(refused))
    if not form.name:
        return _sign_book_again({})
    db.session.add(Guest(name=form.name, words=form.words or ""))
    db.session.commit()
    return redirect("/guests", 303)


def _sign_book_again(errors: dict[str, str]) -> ResponseReturnValue:
    \"\"\"The form as it was filled in, with what is wrong.\"\"\"
    return render_template("guests/sign_book.html", typed=typed(), errors=errors), 422
"""

SHOW = """\
@guests.get("/guests/<int:guest_id>")
def show_guest(guest_id: int) -> ResponseReturnValue:
    \"\"\"Shows one guest.\"\"\"
    guest = db.session.get(Guest, guest_id)
    if guest is None:
        abort(404, "No such guest")
    return render_template("guests/show_guest.html", guest=guest)
"""

LIST_PAGE = """\
{% extends "layout.html" %}
{% block title %}Guests{% endblock %}
{% block content %}
<h1>Guests</h1>
{% if guests %}
<ul>
  {% for guest in guests %}
  <li><a href="{{ url_for('guests.show_guest', guest_id=guest.id) }}">{{ guest.name }}</a>: {{ guest.words }}</li>
  {% endfor %}
</ul>
{% else %}
<p>Nobody yet</p>
{% endif %}
<p><a href="/guests/new">Sign the book</a></p>
{% endblock %}
"""

FORM_PAGE = """\
{% extends "layout.html" %}
{% block title %}Sign the book{% endblock %}
{% block content %}
<h1>Sign the book</h1>
<form method="post" action="/guests">
  <p><label>Name <input name="name" maxlength="40" required></label></p>
  <p><label>Words <textarea name="words" rows="4"></textarea></label></p>
  <p><button>Sign</button></p>
</form>
{% endblock %}
"""

AGAIN_PAGE = """\
{% extends "layout.html" %}
{% block title %}Sign the book{% endblock %}
{% block content %}
<h1>Sign the book</h1>
<p role="alert">Name, please</p>
{% for message in errors.values() %}
<p>{{ message }}</p>
{% endfor %}
<form method="post" action="/guests">
  <p><label>Name <input name="name" maxlength="40" required value="{{ typed.get('name', '') }}"></label></p>
  <p><label>Words <textarea name="words" rows="4">{{ typed.get('words', '') }}</textarea></label></p>
  <p><button>Sign</button></p>
</form>
{% endblock %}
"""

GUEST_PAGE = """\
{% extends "layout.html" %}
{% block title %}{{ guest.name }}{% endblock %}
{% block content %}
<h1>{{ guest.name }}</h1>
{% include "guests/show_guest_words.html" %}
{% endblock %}
"""

WORDS_PAGE = "<blockquote>{{ guest.words }}</blockquote>\n"


def answer(code: str, **pages: str) -> str:
    """An answer of Python and templates, by the view's name and the further word."""
    blocks = [f"```python\n{HEAD}{code}```"]
    blocks += [f"```jinja templates/guests/{name}.html\n{text}```" for name, text in pages.items()]
    return "\n\n".join(blocks)


VIEWS = {
    "endpoint-get-list-guests": answer(LIST, list_guests=LIST_PAGE),
    "endpoint-get-new-guest": answer(NEW, new_guest=FORM_PAGE),
    "endpoint-post-sign-book": answer(SIGN, sign_book=AGAIN_PAGE),
    "endpoint-get-show-guest": answer(SHOW, show_guest=GUEST_PAGE, show_guest_words=WORDS_PAGE),
}
"""The careful answers, by slice."""


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """The careful answers, with one text of one slice in other words."""
    assert VIEWS[name].count(old) == 1, (name, old)
    return VIEWS | {name: VIEWS[name].replace(old, new)}
