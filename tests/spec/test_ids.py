from __future__ import annotations

from collections.abc import Callable

from codegen.contract import StatementId
from codegen.spec import Inheritance, Spec, Statement, inherit_ids
from codegen.spec.ids import COMPARISON_LIMIT, numbered
from codegen.types import Location, digest_of

Read = Callable[..., Spec]
OLD = "If the username already exists, answer 409"
NEW = "If the username is already taken, answer 409"


def made(*texts: str, owner: str = "rules") -> tuple[Statement, ...]:
    place = Location("a.md", 1)
    return numbered(Statement(StatementId(""), text, place, "rules", owner) for text in texts)


def pairs(statements: tuple[Statement, ...]) -> tuple[tuple[StatementId, str], ...]:
    return tuple((statement.id, statement.text) for statement in statements)


def test_an_id_is_owner_and_digest() -> None:
    (only,) = made("One")
    assert only.id == f"rules/{digest_of('One')[:8]}"


def test_the_same_text_twice_is_numbered() -> None:
    first, second, third = made("One", "One", "One")
    assert (second.id, third.id) == (f"{first.id}-2", f"{first.id}-3")


def test_the_same_text_below_two_owners() -> None:
    assert made("One")[0].id != made("One", owner="GET /x")[0].id


def test_a_changed_sentence_keeps_its_id() -> None:
    earlier = made("Unchanged", OLD)
    after, changed = inherit_ids(made("Something else entirely", NEW, "Unchanged"), pairs(earlier))
    assert after[1].id == earlier[1].id
    assert after[2].id == earlier[0].id
    assert after[0] == made("Something else entirely")[0]
    assert changed == (Inheritance(earlier[1].id, OLD, NEW),)


def test_an_id_once_inherited_stays_with_its_text() -> None:
    first = made(OLD)
    second, _ = inherit_ids(made(NEW), pairs(first))
    third, changed = inherit_ids(made(NEW), pairs(second))
    assert third[0].id == first[0].id
    assert changed == ()


def test_an_old_text_that_comes_back_gets_a_free_id() -> None:
    first = made(OLD)
    second, _ = inherit_ids(made(NEW), pairs(first))
    third, _ = inherit_ids(made(OLD, NEW), pairs(second))
    assert [s.id for s in third] == [f"{first[0].id}-2", first[0].id]


def test_the_most_alike_pair_comes_first_and_one_to_one() -> None:
    earlier = made("answer 409 with a message", "answer 404 with a message in English")
    after, changed = inherit_ids(made("answer 404 with a message in French"), pairs(earlier))
    assert after[0].id == earlier[1].id
    assert len(changed) == 1


def test_nothing_is_inherited_from_another_owner_or_an_unlike_text() -> None:
    for earlier in (made(OLD, owner="GET /x"), made("Lists are sorted by date")):
        after, changed = inherit_ids(made(NEW), pairs(earlier))
        assert after == made(NEW)
        assert changed == ()


def test_repeated_texts_keep_their_ids_in_order() -> None:
    earlier = made("One", "One")
    after, changed = inherit_ids(made("Zero and more", "One", "One"), pairs(earlier))
    assert after[1:] == earlier
    assert changed == ()


def test_an_owner_with_more_changes_than_can_be_compared_inherits_nothing() -> None:
    count = int(COMPARISON_LIMIT**0.5) + 1
    earlier = made(*(f"the rule number {n}" for n in range(count)))
    fresh = made(*(f"the rule number {n}!" for n in range(count)))
    assert inherit_ids(fresh, pairs(earlier)) == (fresh, ())


def test_titles_follow_their_statements(read: Read) -> None:
    text = "## Endpoints\n### GET /\n## Examples\nAnn asks {}:\n\n```http\nGET /\nHTTP 200\n```\n"
    earlier, now = read(text.format("once")), read(text.format("one time"))
    after, _ = inherit_ids(now.statements, pairs(earlier.statements))
    inherited = now.with_statements(after)
    assert inherited.http_blocks[0].title == after[0]
    assert after[0].id == earlier.statements[0].id != now.statements[0].id
