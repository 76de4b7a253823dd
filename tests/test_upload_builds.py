"""Builds of an app that takes and keeps photos, with a scripted model and the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import wire_answers as wire
from codegen.config import Settings
from codegen.pipeline import accept
from codegen.reporters.base import NotProven, Proposed, Repaired
from codegen.sandbox.base import Limits
from codegen.sandbox.forked import ForkedSandbox
from jars.answers import scenario
from jars.model import Model
from projects import python
from test_model_builds import Jars

SPEC = """\
---
app: photos
---
# Photos

A photo is sent as a form with a caption of 1 to 80 characters and a file, which is a PNG or a JPEG of at most 100 KB. A file of another
type is refused with 415 and "Only PNG and JPEG", a larger one with 413. A photo's caption and the size of its file in bytes can be read, and the
file itself, as it was sent. A photo can be deleted, and its file with it. A photo that does not exist is answered with 404.
"""
PHOTO_ID = {"place": "path", "value": wire.member("photo_id", "integer")}
NOT_FOUND = wire.case("not_found", 404, cites=[wire.cite("S5", "404")])
OUTLINE = wire.outline(
    title="Photos",
    entities=[
        wire.entity(
            "Photo",
            "photos",
            wire.member("caption", limits="1..80"),
            wire.member("file_key", limits="32..32"),
            wire.member("file_name", limits="1..255"),
            wire.member("media_type", limits="1..80"),
            wire.member("size", "integer", limits="0.."),
            cites=[wire.cite("S1", "A photo")],
        )
    ],
    resources=[
        {
            "name": "photos",
            "endpoints": [
                wire.head("POST /photos", "add_photo", "S1", "S2"),
                wire.head("GET /photos/{photo_id}", "show_photo", "S3", "S5"),
                wire.head("GET /photos/{photo_id}/file", "show_file", "S3", "S5"),
                wire.head("DELETE /photos/{photo_id}", "delete_photo", "S4", "S5"),
            ],
        }
    ],
)
FILE = {
    "name": "file",
    "media_types": ["image/png", "image/jpeg"],
    "max_bytes": 100_000,
    "required": True,
    "many": False,
    "kept": True,
    "extensions": [],
}
CAPTION = wire.member("caption", limits="1..80", cites=[wire.cite("S1", "1 to 80 characters")])
DETAIL = wire.detail(
    shapes=[
        {"name": "PhotoForm", "members": [CAPTION], "cites": []},
        {
            "name": "PhotoView",
            "members": [
                wire.member("id", "integer"),
                wire.member("caption"),
                wire.member("size", "integer"),
            ],
            "cites": [wire.cite("S3", "size of its file in bytes")],
        },
    ],
    endpoints=[
        wire.endpoint(
            "POST /photos",
            uses=["Photo"],
            request=wire.body("multipart", shape="PhotoForm", files=[FILE]),
            success=wire.success(201, wire.body(shape="PhotoView")),
            cites=[wire.cite("S1", "a PNG or a JPEG of at most 100 KB")],
            cases=[
                wire.case(
                    "wrong_content_type",
                    415,
                    message="Only PNG and JPEG",
                    cites=[wire.cite("S2", 'with 415 and "Only PNG and JPEG"')],
                ),
                wire.case("too_large", 413, cites=[wire.cite("S2", "a larger one with 413")]),
            ],
        ),
        wire.endpoint(
            "GET /photos/{photo_id}",
            uses=["Photo"],
            parameters=[PHOTO_ID],
            success=wire.success(200, wire.body(shape="PhotoView")),
            cases=[NOT_FOUND],
        ),
        wire.endpoint(
            "GET /photos/{photo_id}/file",
            uses=["Photo"],
            parameters=[PHOTO_ID],
            success=wire.success(
                200,
                wire.body("bytes", texts=["image/png", "image/jpeg"]),
                wire.cite("S3", "as it was sent"),
            ),
            cases=[NOT_FOUND],
        ),
        wire.endpoint(
            "DELETE /photos/{photo_id}",
            uses=["Photo"],
            parameters=[PHOTO_ID],
            success=wire.success(204, wire.body("empty"), wire.cite("S4", "can be deleted")),
            cases=[NOT_FOUND],
        ),
    ],
)

SENT = """\
POST /photos
[Multipart]
caption: Sea
file: bytes,"../../sea.png","image/png",hex:89504e470d0a1a0a01
HTTP 201
[Captures]
photo: jsonpath "$.id"
"""
SCENARIOS = "".join(
    (
        scenario(
            "A photo is read as it was sent",
            "S1, S3",
            SENT
            + '\nGET /photos/{{photo}}\nHTTP 200\n[Asserts]\njsonpath "$.caption" == "Sea"\njsonpath "$.size" == 9\n'
            "\nGET /photos/{{photo}}/file\nHTTP 200\n[Asserts]\nbytes == hex,89504e470d0a1a0a01;\n"
            'header "Content-Type" == "image/png"',
        ),
        scenario(
            "A text is no photo",
            "S2",
            'POST /photos\n[Multipart]\ncaption: Sea\nfile: bytes,"a.png","image/png",text:"a"\nHTTP 415\n'
            '[Asserts]\njsonpath "$.detail" == "Only PNG and JPEG"',
        ),
        scenario(
            "Photos that come at once are all kept",
            "S1, S3",
            "# together: 5\n"
            'POST /photos\n[Multipart]\ncaption: Sea\nfile: bytes,"a.png","image/png",hex:89504e470d0a1a0a01\nHTTP 201\n'
            '[Asserts]\njsonpath "$.size" == 9\n\nGET /photos/5/file\nHTTP 200\n[Asserts]\nbytes == hex,89504e470d0a1a0a01;',
        ),
        scenario(
            "A photo that was deleted is gone",
            "S4",
            SENT + "\nDELETE /photos/{{photo}}\nHTTP 204\n\nGET /photos/{{photo}}/file\nHTTP 404",
        ),
        scenario("A photo that does not exist", "S5", "GET /photos/77\nHTTP 404"),
    )
)

HEAD = """\
from flask import abort
from flask.typing import ResponseReturnValue

from photos.bodies import read_file, read_form
from photos.extensions import db
from photos.models import Photo
from photos.schemas import PhotoForm, PhotoView
from photos.storage import forget, keep, send


"""
ADD = """\
@photos.post("/photos")
def add_photo() -> ResponseReturnValue:
    \"\"\"Keeps a photo.\"\"\"
    form = read_form(PhotoForm)
    file = read_file("file")
    photo = Photo(
        caption=form.caption,
        file_key=keep(file),
        file_name=file.name,
        media_type=file.media_type,
        size=len(file.content),
    )
    db.session.add(photo)
    db.session.commit()
    return PhotoView(id=photo.id, caption=photo.caption, size=photo.size).model_dump(mode="json"), 201
"""


def _found(path: str, verb: str, name: str, body: str) -> str:
    return (
        f'@photos.{verb}("/photos/<int:photo_id>{path}")\ndef {name}(photo_id: int) -> ResponseReturnValue:\n'
        f'    """Answers."""\n    photo = db.session.get(Photo, photo_id)\n    if photo is None:\n'
        f'        abort(404, "No such photo")\n{body}'
    )


VIEWS = {
    "endpoint-post-add-photo": HEAD + ADD,
    "endpoint-get-show-photo": HEAD
    + _found(
        "",
        "get",
        "show_photo",
        '    view = PhotoView(id=photo.id, caption=photo.caption, size=photo.size)\n    return view.model_dump(mode="json"), 200\n',
    ),
    "endpoint-get-show-file": HEAD
    + _found(
        "/file",
        "get",
        "show_file",
        "    return send(photo.file_key, photo.file_name, photo.media_type)\n",
    ),
    "endpoint-delete-delete-photo": HEAD
    + _found(
        "",
        "delete",
        "delete_photo",
        '    forget(photo.file_key)\n    db.session.delete(photo)\n    db.session.commit()\n    return "", 204\n',
    ),
}
BARE = """\
from pathlib import Path

from flask import current_app, request
from flask.typing import ResponseReturnValue

from photos.extensions import db
from photos.models import Photo
from photos.schemas import PhotoForm, PhotoView, read_query


@photos.post("/photos")
def add_photo() -> ResponseReturnValue:
    \"\"\"Keeps a photo.\"\"\"
    file = request.files["file"]
    file.save(Path(current_app.instance_path) / str(file.filename))
    photo = Photo(caption=request.form["caption"], file_key="0" * 32, file_name=str(file.filename), media_type="", size=0)
    db.session.add(photo)
    db.session.commit()
    return PhotoView(id=photo.id, caption=photo.caption, size=0).model_dump(mode="json"), 201
""".replace("PhotoForm, PhotoView, read_query", "PhotoView")
BY_ITS_NAME = (
    VIEWS["endpoint-post-add-photo"]
    .replace(
        "from flask import abort\n",
        "from pathlib import Path\n\nfrom flask import abort, current_app\n",
    )
    .replace(
        "    photo = Photo(\n",
        "    (Path(current_app.instance_path) / file.name).write_bytes(file.content)\n    photo = Photo(\n",
    )
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox(Limits(), weak=False) as sandbox:
        yield sandbox


@pytest.fixture
def project(tmp_path: Path, sandbox: ForkedSandbox) -> Jars:
    made = Jars(Settings(tmp_path), sandbox)
    made.write(SPEC)
    return made


def model(add: str = "", repaired: str = "") -> Model:
    """A model that answers with good code but for that of one view."""
    first = VIEWS | ({"endpoint-post-add-photo": add} if add else {})
    second = VIEWS | ({"endpoint-post-add-photo": repaired} if repaired else {})
    return Model(code=first, repaired=second, scenarios=SCENARIOS, outline=OUTLINE, detail=DETAIL)


def test_photos_are_taken_and_kept(project: Jars) -> None:
    proposal = project.build(model())
    assert proposal is not None, project.of(NotProven)
    [proposed] = project.of(Proposed)
    assert {row.verdict for row in proposed.proof.rows} == {"tested"}
    accept(proposal, project.settings)
    app = project.settings.out_dir / "photos"
    tests = (app / "tests/test_photos.py").read_text("utf-8")
    for name in (
        *("refuses_a_missing_caption", "refuses_a_missing_file", "refuses_a_too_large_file"),
        *(
            "refuses_a_falsely_declared_file",
            "refuses_another_content_type",
            "takes_the_largest_file",
        ),
        "refuses_another_media_type_of_the_file",
    ):
        assert f"def test_add_photo_{name}(" in tests, name
    assert "data=lambda: MultiDict(" in tests
    # The app stands alone: its own tests, without codegen.
    run = python(app, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert run.returncode == 0, run.stdout
    assert project.build(mode="offline") is not None


def test_what_the_author_is_told(project: Jars) -> None:
    project.build(model())
    assert project.provider is not None
    asked = {r.about: r.messages[-1].text for r in project.provider.requests if r.purpose == "code"}
    assert "read_form(PhotoForm)" in asked["endpoint-post-add-photo"]
    assert 'read_file("file")' in asked["endpoint-post-add-photo"]
    assert "read_form" not in asked["endpoint-get-show-file"]
    assert "photos.storage" in asked["endpoint-get-show-file"]


@pytest.mark.parametrize(
    ("add", "rules"),
    [
        (BARE, {"bodies-are-read-by-readers", "no-client-paths"}),
        (BY_ITS_NAME, {"no-client-paths"}),
    ],
)
def test_code_that_trusts_the_client_is_refused(project: Jars, add: str, rules: set[str]) -> None:
    assert project.build(model(add, add)) is None
    [refused] = project.of(NotProven)
    assert {finding.rule for finding in refused.findings} == rules
    assert not (project.settings.out_dir / "photos").exists()


def test_code_that_trusts_the_client_is_repaired(project: Jars) -> None:
    assert project.build(model(BARE)) is not None
    assert project.of(Repaired)[-1].slices == ("endpoint-post-add-photo",)
