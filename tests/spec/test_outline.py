from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.spec import Spec

Read = Callable[..., Spec]
Problems = Callable[..., list[str]]
ENDPOINT = "\n\n## Endpoints\n### GET /health\n"
SPEC = """# Registration

Some words. People must be kind!

## Data
### User
- `username`: text, 1 to 80 characters, unique
- `password`: secret, at least 8 characters

## Endpoints
### POST /register
- Registers a *user*. If the **username**
  already exists, answer 409 with "Username already exists".
  - Nested   words

## Rules
Passwords are stored hashed. They are never returned.
"""


def texts(spec: Spec, owner: str) -> list[str]:
    return [statement.text for statement in spec.statements if statement.owner == owner]


def places(spec: Spec) -> dict[str, str]:
    return {statement.text: str(statement.location) for statement in spec.statements}


def headings(spec: Spec) -> list[tuple[str, str]]:
    return [(heading.section, heading.name) for heading in spec.headings]


def test_the_running_example(read: Read) -> None:
    spec = read(SPEC)
    assert spec.title == "Registration"
    assert headings(spec) == [("data", "User"), ("endpoints", "POST /register")]
    assert texts(spec, "entity:User") == [
        "`username`: text, 1 to 80 characters, unique",
        "`password`: secret, at least 8 characters",
    ]
    assert texts(spec, "POST /register") == [
        "Registers a user",
        'If the username already exists, answer 409 with "Username already exists"',
        "Nested words",
    ]
    assert texts(spec, "rules") == ["Passwords are stored hashed", "They are never returned"]
    assert texts(spec, "background") == ["Some words", "People must be kind"]


def test_locations_are_exact(read: Read) -> None:
    found = places(read(SPEC))
    assert found["Some words"] == "shop.md:3:1"
    assert found["People must be kind"] == "shop.md:3:13"
    assert found["`password`: secret, at least 8 characters"] == "shop.md:8:3"
    assert found["Registers a user"] == "shop.md:12:3"
    assert found['If the username already exists, answer 409 with "Username already exists"'] == (
        "shop.md:12:23"
    )
    assert found["Nested words"] == "shop.md:14:5"
    assert found["They are never returned"] == "shop.md:17:30"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_locations_behind_front_matter_and_bom(read: Read, end: str) -> None:
    spec = read("\ufeff" + ("---\napp: crm\n---\n" + SPEC).replace("\n", end))
    assert spec.app == "crm"
    assert places(spec)["They are never returned"] == "shop.md:20:30"


def test_a_sentence_that_starts_on_a_later_line_of_its_paragraph(read: Read) -> None:
    spec = read(
        f"{ENDPOINT}- One thing\n  of two. Another\n      *thing*. Third.\n> a. b\n> c. d\n"
    )
    found = places(spec)
    assert found["One thing of two"] == "shop.md:5:3"
    assert found["Another thing"] == "shop.md:6:11"
    assert found["Third"] == "shop.md:7:16"
    assert found["b c"] == "shop.md:8:6"
    assert found["d"] == "shop.md:9:6"


def test_a_line_of_ideographic_spaces_is_empty(read: Read) -> None:
    assert places(read(f"{ENDPOINT}\u3000\n一。\u3000二。\n")) == {
        "一": "shop.md:6:1",
        "二": "shop.md:6:4",
    }


def test_a_backtick_inside_a_code_span(read: Read) -> None:
    (only,) = read(f"{ENDPOINT}- Quote `` `a. b` `` well.\n").statements
    assert only.text == "Quote `` `a. b` `` well"


def test_headings_have_their_place(read: Read) -> None:
    spec = read("## Data\n###  `User` \n## Endpoints\n### Sign up: post `/register` — now\n")
    assert [(h.name, str(h.location)) for h in spec.headings] == [
        ("User", "shop.md:2:6"),
        ("POST /register", "shop.md:4:14"),
    ]


def test_chinese_sections(read: Read) -> None:
    spec = read(
        "# 注册\n## 数据\n### User\n- `username`：文本\n## 接口\n### POST /register：注册\n"
        "- 注册用户。若用户名已存在，返回 409；否则返回 201。\n## 规则\n密码必须加密。\n"
        "## 示例\n小明注册：\n\n```http\nGET /\nHTTP 200\n```\n"
    )
    assert headings(spec) == [("data", "User"), ("endpoints", "POST /register")]
    assert texts(spec, "POST /register") == [
        "注册用户",
        "若用户名已存在，返回 409",
        "否则返回 201",
    ]
    assert [s.section for s in spec.statements][-2:] == ["rules", "examples"]
    assert spec.http_blocks[0].title == spec.statements[-1]
    assert places(spec)["否则返回 201"] == "shop.md:7:23"


@pytest.mark.parametrize(
    "heading",
    ["## ENDPOINTS", "# Endpoints", "### endpoints:", "## 2. Endpoints", "## *Endpoints*"],
)
def test_names_of_sections(read: Read, heading: str) -> None:
    level = heading.index(" ")
    spec = read(f"{heading}\n{'#' * (level + 1)} GET /x\n")
    assert headings(spec) == [("endpoints", "GET /x")]


def test_a_setext_heading_opens_a_section(read: Read) -> None:
    assert headings(read("Endpoints\n---------\n### GET /x\n")) == [("endpoints", "GET /x")]


def test_a_section_named_twice_is_one(read: Read) -> None:
    spec = read(f"## Rules\n- One\n{ENDPOINT}## Rules\n- Two\n")
    assert texts(spec, "rules") == ["One", "Two"]


def test_a_section_ends_at_a_heading_of_its_level(read: Read) -> None:
    spec = read(f"{ENDPOINT}- One\n## Remarks\n- Two\n")
    assert texts(spec, "GET /health") == ["One"]
    assert texts(spec, "background") == ["Two"]


def test_text_before_the_first_owner_belongs_to_the_section(read: Read) -> None:
    spec = read("## Data\nAll ids are numbers.\n## Endpoints\nAll is JSON.\n### GET /x\n")
    assert texts(spec, "data") == ["All ids are numbers"]
    assert texts(spec, "endpoints") == ["All is JSON"]


def test_a_row_reads_as_its_bullet(read: Read) -> None:
    rows = read(
        "## Data\n### User\n| field | type | more | x |\n|---|:--|---|-|\n"
        "| username | text | 1 to 80 characters, unique. | - |\n| `a \\| b` | secret | | — |\n"
        f"{ENDPOINT}"
    )
    bullets = read(
        "## Data\n### User\n- `username`: text, 1 to 80 characters, unique\n- `a | b`: secret\n"
        f"{ENDPOINT}"
    )
    assert [(s.id, s.text) for s in rows.statements] == [(s.id, s.text) for s in bullets.statements]
    assert [str(s.location) for s in rows.statements] == ["shop.md:5:3", "shop.md:6:3"]


def test_endpoints_declared_by_bullets(read: Read) -> None:
    spec = read(
        "## Endpoints\nAll is JSON.\n\n- `POST /register`: registers a user. It answers 201.\n"
        "- `get /health`\n  - Answers 200.\n  - `GET /x` is another.\n- Loose.\n"
    )
    assert headings(spec) == [("endpoints", "POST /register"), ("endpoints", "GET /health")]
    assert texts(spec, "POST /register") == ["registers a user", "It answers 201"]
    assert texts(spec, "GET /health") == ["Answers 200", "`GET /x` is another"]
    assert texts(spec, "endpoints") == ["All is JSON", "Loose"]
    assert places(spec)["registers a user"] == "shop.md:4:21"


def test_endpoints_declared_by_sentences_and_rows(read: Read) -> None:
    spec = read(
        "## Endpoints\n`POST /a` makes one. `GET /b` — shows one. More.\n\n- Owned.\n\n"
        "| endpoint | does |\n|---|---|\n| `PUT /c` | Changes one. |\n| DELETE /d | Drops one. |\n"
    )
    assert [name for _, name in headings(spec)] == ["POST /a", "GET /b", "PUT /c", "DELETE /d"]
    assert texts(spec, "POST /a") == ["makes one"]
    assert texts(spec, "GET /b") == ["shows one", "More", "Owned"]
    assert texts(spec, "PUT /c") == ["Changes one"]


def test_below_an_endpoints_heading_nothing_else_is_declared(read: Read) -> None:
    spec = read(f"{ENDPOINT}- `GET /other` is older.\n")
    assert headings(spec) == [("endpoints", "GET /health")]
    assert texts(spec, "GET /health") == ["`GET /other` is older"]


def test_emphasis_goes_and_what_is_literal_stays(read: Read) -> None:
    spec = read(
        f'{ENDPOINT}- **Never** _return_ `a  *b*`, "*", snake_case_name, 2 * 3, [x](y), <id>, \\*z\\*\n'
    )
    assert texts(spec, "GET /health") == [
        'Never return `a *b*`, "*", snake_case_name, 2 * 3, [x](y), <id>, *z*'
    ]


def test_comments_and_fences_are_no_statements(read: Read) -> None:
    spec = read(
        f"{ENDPOINT}<!-- a. b -->\n\nOne <!-- `not\nthis` --> two `<!-- this -->`.\n\n"
        "```python\nnot this\n```\n\n[ref]: this.\n\n    indented too\n"
    )
    assert texts(spec, "GET /health") == ["One two `<!-- this -->`", "[ref]: this", "indented too"]


def test_http_blocks_and_their_titles(read: Read) -> None:
    block = "```http\nGET /\nHTTP 200\n```\n"
    spec = read(
        f"{ENDPOINT}- Answers:\n\n  {block.replace(chr(10), chr(10) + '  ')}\n"
        f"#### Once more\n{block}\n"
        f"## Examples\n### Ann\nWords. Ann asks:\n\n{block}\n{block}\nPlain words.\n\n{block}\n"
        f"### GET /health\n{block}### Words\nbetween.\n\n{block}"
        f"- **Bob** asks：\n\n{block}## Remarks\n{block.replace('http', 'HTTP')}"
    )
    titles = [b.title.text if b.title else None for b in spec.http_blocks]
    assert titles == [
        "Answers:",
        "Once more",
        "Ann asks:",
        None,
        None,
        "GET /health",
        None,
        "Bob asks：",
        None,
    ]
    owners = [b.owner for b in spec.http_blocks]
    assert owners == ["GET /health"] * 2 + ["examples"] * 6 + ["background"]
    assert {b.text for b in spec.http_blocks} == {"GET /\nHTTP 200\n"}
    assert all(b.title in spec.statements for b in spec.http_blocks if b.title)
    assert str(spec.http_blocks[0].location) == "shop.md:8:3"


@pytest.mark.parametrize(
    "text, message",
    [
        ("## Endpoint\n### GET /x\n", "shop.md:1:4: the heading 'Endpoint' is no section. Did you mean 'Endpoints'?"),
        ("## Rule\n- a\n", "shop.md:1:4: the heading 'Rule' is no section. Did you mean 'Rules'?"),
        ("## Exmaples\n", "shop.md:1:4: the heading 'Exmaples' is no section. Did you mean 'Examples'?"),
        ("## Remarks\n### GET /x\n", "shop.md:2:5: the endpoint 'GET /x' stands outside"),
        ("## Endpoints\n### Users\n", "shop.md:2:5: the heading 'Users' names no endpoint"),
        ("## Endpoints\n### PSOT /x\n", "shop.md:2:5: the heading 'PSOT /x' names no endpoint. Did you mean 'POST'?"),
        ("## Endpoints\n### GET /x?a=1\n", "shop.md:2:5: the path '/x?a=1' has a query"),
        ("## Endpoints\n### GET /用户\n", "shop.md:2:5: the path '/用户' cannot be a route"),
        ("## Endpoints\n### GET /a//b\n", "shop.md:2:5: the path '/a//b' cannot be a route"),
        ("## Data\n### User\n#### Fields\n", "shop.md:3:6: the heading 'Fields' stands inside an entity"),
        ("## Data\n###\n", "shop.md:2:1: the entity has no name"),
        ("## Data\n- ### User\n", "shop.md:2:7: the heading 'User' stands inside a list"),
        ("```htpp\nGET /x\n```\n", "shop.md:1:1: the fenced block's language is 'htpp'. Did you mean 'http'?"),
        ("## Rules\n- a\n  ```hurl\n  GET /x\n  ```\n", "shop.md:3:3: the fenced block's language is 'hurl'"),
        ("## Examples\n```\nGET /x\nHTTP 200\n```\n", "shop.md:2:1: the fenced block holds a request"),
        ("## Rules\n```http\nGET /x\n", "shop.md:2:1: the fenced block is never closed"),
        ("## Rules\n<!-- a\n- b\n", "shop.md:2:1: the HTML comment is never closed"),
        ("## Rules\n<!-- a --> Never b\n", "shop.md:2:1: HTML is not read"),
        ("## Rules\n<div>\nNever b\n</div>\n", "shop.md:2:1: HTML is not read"),
        ("|a|b|\n|-|-|\n|c|d|e|\n", "shop.md:3:1: the table row has 3 cells, its header 2"),
        ("|a|b|\n|-|-|\n|c|d|\nNever e.\n", "shop.md:4:1: the line below a table would be read as its row"),
        ("- " * 12 + "a\n", "shop.md:1:1: lists or quotes are nested too deep"),
        ("> " * 30 + "a\n", "shop.md:1:1: lists or quotes are nested too deep"),
    ],
)  # fmt: skip
def test_what_is_refused(problems: Problems, text: str, message: str) -> None:
    found = problems(text + ENDPOINT)
    assert len(found) == 1
    assert found[0].startswith(message)


@pytest.mark.parametrize(
    "heading", ["## Roles", "## Database", "## Date", "## Notes", "## 数据模型"]
)
def test_other_headings_are_background(read: Read, heading: str) -> None:
    assert texts(read(f"{heading}\nWords.\n{ENDPOINT}"), "background") == ["Words"]


@pytest.mark.parametrize(
    "first, again",
    [
        ("### POST /register", "### post `/register`"),
        ("### GET /users/{id}", "### GET /users/{name}"),
        ("### GET /users/<int:id>", "### GET /users/:id"),
    ],
)
def test_an_endpoint_twice(problems: Problems, first: str, again: str) -> None:
    found = problems(f"## Endpoints\n{first}\n\n{again}\n")
    assert len(found) == 1
    assert found[0].startswith("shop.md:4:5: the endpoint ")
    assert "on line 4 and already on line 2" in found[0]


def test_an_entity_twice(problems: Problems) -> None:
    found = problems(f"## Data\n### User\n### user\n{ENDPOINT}")
    assert found[0].startswith(
        "shop.md:3:5: the entity 'user' is declared on line 3 and already on"
    )


def test_one_method_on_many_paths_and_many_methods_on_one(read: Read) -> None:
    spec = read("## Endpoints\n### GET /a\n### POST /a\n### GET /a/{id}\n### GET /a/\n")
    assert len(spec.headings) == 4


def test_all_problems_come_at_once_in_order(problems: Problems) -> None:
    found = problems("---\nap: x\n---\n## Rule\n## Endpoints\n### Users\n### GET /a\n### GET /a\n")
    assert [problem.split(":")[1] for problem in found] == ["2", "4", "6", "8"]


@pytest.mark.parametrize(
    "quoted",
    [
        '"*bold* _em_ C:\\temp\\_x a\\*b"',
        '"a  b\tc\u3000d"',
        '"`x` <!-- y --> [z](w) &amp; \\\\"',
        '“**Tom** 说 "hi"”',
        "'**x**'",
        "「a*b*」",
    ],
)
def test_what_stands_in_quotation_marks_is_literal(read: Read, quoted: str) -> None:
    spec = read(f"{ENDPOINT}- *Answer* {quoted}, **then** <!-- no --> stop\\!\n")
    (only,) = spec.statements
    assert only.text == f"Answer {quoted}, then stop"
    (row,) = read(f"{ENDPOINT}| a |\n|---|\n| `x` *is* {quoted} |\n").statements
    assert row.text == f"`x` is {quoted}"


def test_a_quotation_over_two_lines_is_one(read: Read) -> None:
    (only,) = read(f'{ENDPOINT}- Answer "*one*\n  _two_" and *stop*.\n').statements
    assert only.text == 'Answer "*one* _two_" and stop'


def test_a_comment_may_hold_quotation_marks(read: Read) -> None:
    (only,) = read(f"{ENDPOINT}- One <!-- don't \" --> *two* three.\n").statements
    assert only.text == "One two three"


def test_places_behind_a_quotation_are_exact(read: Read) -> None:
    spec = read(f'{ENDPOINT}- Say "*a*  b". *Then* go.\n')
    assert places(spec)["Then go"] == "shop.md:5:18"


def test_what_stands_beside_a_statement_is_kept(read: Read) -> None:
    spec = read(
        "# A\n\n1. Take the price.\n2. Round it.\n\n- Plain.\n\n"
        "| who | may read | may write |\n|---|---|---|\n| guest | yes | no |\n| 4 or more | no | no |\n\n"
        "| one | |\n|---|---|\n| alone | x |\n\n"
        "| what | cook | checker |\n|---|---|---|\n| change dishes | x | |\n| approve | | x |\n"
    )
    assert [(each.text, each.beside) for each in spec.statements] == [
        ("Take the price", "item 1"),
        ("Round it", "item 2"),
        ("Plain", ""),
        ("`guest`: yes, no", "columns: who | may read | may write"),
        ("4 or more: no, no", "columns: who | may read | may write"),
        ("`alone`: x", ""),
        ("change dishes: x", "columns: what | cook | checker; cells: change dishes | x | "),
        ("`approve`: x", "columns: what | cook | checker; cells: approve |  | x"),
    ]
