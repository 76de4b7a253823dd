"""The emitted store of files on a real database: a file is there as long as its row is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text
from werkzeug.exceptions import NotFound

from codegen.bodies import storage
from codegen.contract import (
    Contract,
    Entity,
    EntityField,
    FilePart,
    MultipartBody,
    TextType,
)
from emitted import APP, contract_of, module, taking

CONTENT = b"\x89PNG\r\n\x1a\n"


def contract(kept: bool = True) -> Contract:
    field = EntityField(name="key", type=TextType(min_length=32, max_length=32))
    part = FilePart(name="photo", max_bytes=9, kept=kept)
    made = contract_of(endpoints=(taking(request=MultipartBody(files=(part,))),))
    entity = Entity(name="Photo", plural="photos", fields=(field,))
    return made.model_copy(update={"entities": (entity,)})


class Store:
    """The emitted module, bound to a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "data"
        self.db = SQLAlchemy()
        self.app = Flask("store", instance_path=str(folder / "instance"))
        self.app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder}/t.db"
        self.app.config["DATA_DIR"] = str(self.folder)
        self.db.init_app(self.app)
        extensions = ModuleType(f"{APP}.extensions")
        extensions.db = self.db  # type: ignore[attr-defined]
        bodies = ModuleType(f"{APP}.bodies")
        bodies.Upload = object  # type: ignore[attr-defined]
        sys.modules |= {f"{APP}.extensions": extensions, f"{APP}.bodies": bodies}
        self.module: dict[str, Any] = {}
        exec(module(contract(), "storage"), self.module)  # the emitted module itself

    def keep(self) -> str:
        upload = type("Upload", (), {"content": CONTENT})
        self.db.session.execute(text("select 1"))
        key: str = self.module["keep"](upload)
        return key

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    names = (APP, f"{APP}.extensions", f"{APP}.bodies")
    sys.modules[APP] = ModuleType(APP)
    made = Store(tmp_path)
    try:
        with made.app.app_context():
            yield made
            made.db.session.remove()
            made.db.engine.dispose()
    finally:
        for name in names:
            sys.modules.pop(name, None)


def test_a_committed_file_stays(store: Store) -> None:
    key = store.keep()
    store.db.session.commit()
    store.db.session.rollback()
    assert store.files == [key]
    assert store.module["content_of"](key) == CONTENT


def test_a_file_goes_with_a_row_that_did_not_come_to_be(store: Store) -> None:
    store.keep()
    store.db.session.rollback()
    assert store.files == []


def test_a_forgotten_file_goes_when_that_is_committed(store: Store) -> None:
    key = store.keep()
    store.db.session.commit()
    store.db.session.execute(text("select 1"))
    store.module["forget"](key)
    assert store.files == [key]
    store.db.session.rollback()
    store.db.session.commit()
    assert store.files == [key]
    store.module["forget"](key)
    store.db.session.commit()
    assert store.files == []
    store.module["forget"](key)
    store.db.session.commit()


def test_a_file_is_saved_unless_it_can_be_shown_safely(store: Store) -> None:
    key = store.keep()
    store.db.session.commit()
    send = store.module["send"]
    with store.app.test_request_context("/"):
        for media_type, inline, disposition in (
            ("image/png", False, "attachment; filename=a.png"),
            ("image/png", True, "inline; filename=a.png"),
            ("text/html", True, "attachment; filename=a.png"),
            ("image/svg+xml", True, "attachment; filename=a.png"),
        ):
            response = send(key, "a.png", media_type, inline)
            response.direct_passthrough = False
            assert response.get_data() == CONTENT
            assert response.headers["Content-Disposition"] == disposition
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.mimetype == media_type
            response.close()
        with pytest.raises(NotFound):
            send("0" * 32, "a.png", "image/png")


@pytest.mark.parametrize("key", ["", "../t.db", "A" * 32, "0" * 31, "0" * 32 + "\n"])
def test_only_keys_lead_to_files(store: Store, key: str) -> None:
    with pytest.raises(ValueError, match="not the key of a file"):
        store.module["path_of"](key)


def test_files_lie_in_the_instance_folder_where_nothing_else_is_said(store: Store) -> None:
    store.app.config["DATA_DIR"] = None
    assert str(store.module["path_of"]("0" * 32)).startswith(store.app.instance_path)


def test_an_app_that_keeps_no_file_has_no_store() -> None:
    assert not module(contract(kept=False), "storage").strip()
    assert storage(contract(kept=False)) == ()
    assert "storage" in " ".join(storage(contract()))
