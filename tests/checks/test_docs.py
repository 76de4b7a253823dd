from __future__ import annotations

from pathlib import Path

from codegen.checks.base import load_rules
from codegen.checks.docs import rules_page

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_in_docs_is_in_step_with_the_rules() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(load_rules())


def test_a_rule_has_its_section_with_what_it_finds_marked() -> None:
    page = rules_page(load_rules())
    assert "\n## no-code-execution\n" in page
    assert "calculate = eval  # <-" in page
    assert 'SECRET_KEY = os.environ["SECRET_KEY"]' in page
