"""What whoever runs the app is told of it."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from lending import create_app
from lending.extensions import db


def test_the_app_is_up_and_ready(client: FlaskClient) -> None:
    for path, status in (("/health", "ok"), ("/ready", "ready")):
        response = client.get(path)
        assert (response.status_code, response.json) == (200, {"status": status})


def test_the_app_is_not_ready_before_the_database_is_migrated(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        db.session.execute(text("DELETE FROM alembic_version"))
        db.session.commit()
    assert client.get("/ready").status_code == 503
    assert client.get("/health").status_code == 200


def test_the_app_is_not_ready_without_its_database(app: Flask) -> None:
    elsewhere = {"SQLALCHEMY_DATABASE_URI": "sqlite:////no/such/folder/app.db"}
    client = create_app({**app.config, **elsewhere}).test_client()
    assert client.get("/ready").status_code == 503
    assert client.get("/health").status_code == 200
