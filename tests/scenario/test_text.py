"""An Exchange as text."""

from __future__ import annotations

from codegen.scenario import Exchange, FormRequest, Given, JsonRequest, Scenario
from codegen.scenario.text import history, request_text


def test_what_no_file_can_have_is_escaped_as_json_does() -> None:
    sent = Exchange("POST", "/x", 422, body=JsonRequest({"name": "é\ud800"}))
    assert request_text(sent) == 'POST /x\n{"name": "é\\ud800"}'
    form = Exchange("POST", "/x", 422, body=FormRequest((("name", "\udfff"),)))
    assert request_text(form) == "POST /x\n[Form]\nname: \\udfff"


def test_the_history_of_a_scenario_can_be_written() -> None:
    given = Given("User", (("name", "\ud800"),))
    scenario = Scenario("x", "contract", (Exchange("GET", "/x", 200),), (), "", given=(given,))
    assert history(scenario, 0) == '# given: User {"name": "\\ud800"}\n\nGET /x\nHTTP 200'
