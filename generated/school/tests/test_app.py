"""What the app as a whole promises."""

import pytest
from flask.testing import FlaskClient

from school import create_app


@pytest.mark.parametrize("key", ["", "short"])
def test_the_app_refuses_to_start_without_a_secret_key(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    monkeypatch.delenv("FLASK_DEBUG", raising=False)
    with pytest.raises(RuntimeError, match="SECRET_KEY"):
        create_app()


def test_the_app_takes_its_secret_key_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    assert create_app().config["SECRET_KEY"] == "k" * 32


def test_an_unknown_path_is_answered_with_problem_details(client: FlaskClient) -> None:
    response = client.get("/no-such-path")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == 404
