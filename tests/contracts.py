"""A Contract that needs a model, made by hand, and what a scripted model writes for it."""

from __future__ import annotations

from codegen.compose import compose
from codegen.contract import (
    Answer,
    Case,
    Citation,
    Constant,
    Contract,
    Duplicate,
    EmptyBody,
    Endpoint,
    Entity,
    EntityField,
    Function,
    Hook,
    IntegerType,
    JsonBody,
    LogicModule,
    Member,
    Missing,
    NotFound,
    Package,
    Parameter,
    ProblemBody,
    ReferenceType,
    Rule,
    RuleBroken,
    SecretType,
    Shape,
    ShapeType,
    StatementId,
    TextBody,
    TextType,
)
from codegen.generate import Draft, draft, open_drafts, settle, taken
from codegen.ownership import read_definitions
from codegen.record import LockedDefinition, LockedSlice
from codegen.render import Renderer
from codegen.scenario import Scenario
from codegen.types import File

TEXTS = {
    StatementId("rules/a"): "A move is made on a free square of the board",
    StatementId("rules/b"): "At most two users may register with names that begin alike",
    StatementId("rules/c"): "The board has 3 squares a side",
    StatementId("entity/d"): "A game has a title",
    StatementId("shape/e"): "`square`: text, 2 characters",
    StatementId("post/f"): "Makes a move",
    StatementId("rules/g"): "A square is a letter and a digit",
    StatementId("path/h"): "`game_id` is the game's",
}


def cited(statement: str) -> tuple[Citation, ...]:
    """One citation, of the whole of a statement."""
    return (Citation(statement=StatementId(statement), quote=TEXTS[StatementId(statement)]),)


def _text(name: str, least: int, most: int, unique: bool = False) -> EntityField:
    return EntityField(name=name, type=TextType(min_length=least, max_length=most), unique=unique)


USER = Entity(
    name="User",
    plural="users",
    fields=(
        _text("username", 1, 80, unique=True),
        EntityField(name="password", type=SecretType(min_length=8, max_length=255)),
    ),
)
GAME = Entity(
    name="Game", plural="games", fields=(_text("title", 1, 40),), citations=cited("entity/d")
)
MOVE = Entity(
    name="Move",
    plural="moves",
    fields=(
        EntityField(name="game_number", type=IntegerType(minimum=1, maximum=2**31 - 1)),
        _text("square", 2, 2),
    ),
)
SHAPES = (
    Shape(name="GameRequest", members=(Member(name="title", type=GAME.field("title").type),)),
    Shape(
        name="MoveRequest",
        members=(
            Member(
                name="square",
                type=TextType(min_length=2, max_length=2),
                citations=cited("shape/e"),
            ),
        ),
    ),
    Shape(
        name="SquareView",
        members=(Member(name="name", type=MOVE.field("square").type, many=False),),
    ),
    Shape(
        name="GameView",
        members=(
            Member(name="id", type=IntegerType(minimum=1, maximum=2**31 - 1)),
            Member(name="title", type=GAME.field("title").type),
            Member(name="taken", type=ShapeType(shape="SquareView"), many=True),
        ),
    ),
    Shape(name="Unused", members=(Member(name="x", type=IntegerType(minimum=0, maximum=1)),)),
)
GAME_ID = Parameter(
    place="path", name="game_id", type=ReferenceType(entity="Game"), citations=cited("path/h")
)
REGISTER = Endpoint(
    method="POST",
    path="/register",
    name="register",
    operation="create",
    entity="User",
    hooks=(Hook(point="before_write", function="check_names", citations=cited("rules/b")),),
    request=JsonBody(fields=("username", "password")),
    success=Answer(status=201, body=JsonBody(fields=("id", "username"))),
    cases=(
        Case(when=Duplicate(field="username"), status=409, body=ProblemBody()),
        Case(
            when=RuleBroken(statement=StatementId("rules/b")),
            status=409,
            body=ProblemBody(detail="Too many alike"),
            citations=cited("rules/b"),
        ),
    ),
)
CREATE_GAME = Endpoint(
    method="POST",
    path="/games",
    name="create_game",
    operation="custom",
    resource="games",
    uses=("Game",),
    request=JsonBody(shape="GameRequest"),
    success=Answer(status=201, body=JsonBody(shape="GameView")),
    cases=(),
)
MAKE_MOVE = Endpoint(
    method="POST",
    path="/games/{game_id}/moves",
    name="make_move",
    operation="custom",
    resource="games",
    summary="Makes a move",
    uses=("Game", "Move", "squares"),
    parameters=(GAME_ID,),
    request=JsonBody(shape="MoveRequest"),
    success=Answer(status=201, body=JsonBody(shape="GameView"), citations=cited("post/f")),
    cases=(
        Case(when=NotFound(), status=404, body=ProblemBody(), citations=()),
        Case(when=Missing(field="square"), status=422, body=ProblemBody()),
        Case(
            when=RuleBroken(statement=StatementId("rules/a")),
            status=409,
            body=ProblemBody(detail="Not a free square"),
            citations=cited("rules/a"),
        ),
    ),
    citations=cited("post/f"),
)
CONTRACT = Contract(
    app="board",
    title="Board games",
    entities=(USER, GAME, MOVE),
    endpoints=(REGISTER, CREATE_GAME, MAKE_MOVE),
    shapes=SHAPES,
    rules=(Rule(endpoints=(MAKE_MOVE.key,), citations=cited("rules/a")),),
    constants=(Constant(name="SIDE", value=3, unit="squares", citations=cited("rules/c")),),
    modules=(
        LogicModule(
            name="rules",
            purpose="What the board is",
            functions=(
                Function(
                    name="squares",
                    signature="def squares() -> frozenset[str]:",
                    does="the names of all squares",
                    citations=cited("rules/g"),
                ),
            ),
        ),
    ),
)

ANSWERS = {
    "module-rules": """\
from board.constants import SIDE

_FIRST = ord


class Square(str):
    pass


def squares() -> frozenset[str]:
    \"\"\"The names of all squares.\"\"\"
    return frozenset(_named(x, y) for x in range(SIDE) for y in range(SIDE))


def _named(x: int, y: int) -> str:
    return Square(f"{chr(_FIRST('a') + x)}{y + 1}")
""",
    "endpoint-post-register": """\
from flask import abort
from sqlalchemy import func, select

from board.extensions import db
from board.models import User
from board.schemas import RegisterRequest

_CHECK_NAMES_LIMIT = 2


def check_names(user: User, body: RegisterRequest) -> None:
    \"\"\"Refuses a third name that begins alike.\"\"\"
    alike = select(func.count()).select_from(User).where(User.username.startswith(body.username[:1]))
    if db.session.scalar(alike) >= _CHECK_NAMES_LIMIT:
        abort(409, "Too many alike")
""",
    "endpoint-post-create-game": """\
from datetime import timedelta as days

from flask.typing import ResponseReturnValue

from board.clock import clock
from board.extensions import db
from board.models import Game
from board.schemas import GameRequest, GameView, read_json


@games.post("/games")
def create_game() -> ResponseReturnValue:
    \"\"\"Opens a game.\"\"\"
    body = read_json(GameRequest)
    game = Game(title=body.title)
    db.session.add(game)
    db.session.commit()
    _create_game_note(clock.today() + days(1))
    return GameView(id=game.id, title=game.title, taken=[]).model_dump(mode="json"), 201


def _create_game_note(tomorrow: object) -> object:
    return tomorrow
""",
    "endpoint-post-make-move": """\
import datetime as days

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from board.extensions import db
from board.models import Game, Move
from board.rules import squares
from board.schemas import GameView, MoveRequest, SquareView, read_json

_MAKE_MOVE_PATIENCE = days.timedelta(days=1)


@games.post("/games/<int:game_id>/moves")
def make_move(game_id: int) -> ResponseReturnValue:
    \"\"\"Makes a move.\"\"\"
    body = read_json(MoveRequest)
    game = db.session.get(Game, game_id, with_for_update=True)
    if game is None:
        abort(404)
    if body.square not in squares() or body.square in _make_move_taken(game):
        abort(409, "Not a free square")
    db.session.add(Move(game_number=game.id, square=body.square))
    db.session.commit()
    taken = [SquareView(name=name) for name in _make_move_taken(game)]
    view = GameView(id=game.id, title=game.title, taken=taken)
    return view.model_dump(mode="json"), 201


def _make_move_taken(game: Game) -> list[str]:
    found = select(Move.square).where(Move.game_number == game.id).order_by(Move.id)
    return list(db.session.scalars(found))
""",
}
"""What the scripted model answers, by the slice's name."""


def drafts() -> tuple[Draft, ...]:
    """The drafts of the Contract."""
    return draft(CONTRACT, TEXTS, Renderer())


def settled() -> tuple[LockedSlice, ...]:
    """The slices of the Contract with the scripted model's answers."""
    every = drafts()
    written = dict[str, tuple[LockedDefinition, ...]]()
    for one in open_drafts(every, ()):
        assert one.wanted is not None
        text = read_definitions(
            ANSWERS[one.slice.name], one.wanted, taken(every, one), CONTRACT.app
        )
        written[one.slice.name] = (LockedDefinition(one.wanted.module, text),)
    return settle(every, (), written)


def composed() -> tuple[File, ...]:
    """The emitted files of the Contract."""
    return compose(CONTRACT, settled(), (), Renderer())


PING = Contract(
    app="ping",
    title="Ping",
    entities=(),
    endpoints=(
        Endpoint(
            method="GET",
            path="/ping/{word}",
            name="ping",
            operation="custom",
            resource="pings",
            parameters=(
                Parameter(place="path", name="word", type=TextType(min_length=1, max_length=9)),
            ),
            request=EmptyBody(),
            success=Answer(status=200, body=TextBody()),
            cases=(),
        ),
    ),
    packages=(Package(name="python-chess", imports=("chess",)),),
)
"""An app that keeps nothing."""

PONG = """\
from flask import Response
from flask.typing import ResponseReturnValue


@pings.get("/ping/<word>")
def ping(word: str) -> ResponseReturnValue:
    return Response(f"pong {word}", mimetype="text/plain")
"""


def pinged(*scenarios: Scenario) -> tuple[File, ...]:
    """The emitted files of the app that keeps nothing."""
    [one] = draft(PING, {}, Renderer())
    assert one.wanted is not None
    text = read_definitions(PONG, one.wanted, frozenset(), PING.app)
    written = {one.slice.name: (LockedDefinition(one.wanted.module, text),)}
    return compose(PING, settle((one,), (), written), scenarios, Renderer())
