"""Endpoints: who may call them, what they take, how they end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from codegen.contract.bodies import Body, FormBody, HtmlBody, MultipartBody
from codegen.contract.conditions import Condition
from codegen.contract.data import FieldType, IntegerType
from codegen.contract.item import Citations, Item
from codegen.contract.operations import NATURES, Listing, Method, Nature, Operation
from codegen.contract.rows import RowValue
from codegen.contract.who import Anyone, Role, WhoMay, is_for_owners, roles_of, takes_role

PATH_PARAMETER: Final = re.compile(r"\{(\w+)\}")
"""A parameter as it stands in a path."""


class Answer(Item):
    """The outcome of an endpoint when no case holds."""

    status: int
    body: Body
    citations: Citations = ()


class Case(Item):
    """One other outcome of an endpoint. A case of the table of defaults has no citations."""

    when: Condition
    status: int
    body: Body
    citations: Citations = ()


class Parameter(Item):
    """A value beside the body. A path's parameter stands in it as ``{name}`` and is always required."""

    place: Literal["path", "query", "header", "cookie"]
    name: str
    type: FieldType
    required: bool = True
    default: str | int | bool | None = None
    citations: Citations = ()

    @property
    def is_number(self) -> bool:
        """Whether it is a whole number, as ids are."""
        return self.type.kind in ("integer", "reference")

    @property
    def is_id(self) -> bool:
        """Whether it is the number of something that is kept, so that 0 is the number of nothing."""
        is_counted = isinstance(self.type, IntegerType) and self.type.minimum >= 1
        named = self.name == "id" or self.name.endswith("_id")
        return self.type.kind == "reference" or is_counted or (self.is_number and named)


class Hook(Item):
    """A further rule of a standard operation: a function of its own, called at a named point."""

    point: Literal["before_validation", "before_write", "after_write", "response"]
    function: str
    citations: Citations


class Within(Item):
    """Of which row the rows of an endpoint are: that of ``entity`` whose id is the path's ``parameter``.

    ``by`` is the link of theirs that leads to it. Where pairs join the two, ``pairs`` is their entity, ``by`` the pair's link to that
    row, and ``to`` its link to theirs. ``is_owned`` where who asks has to own that row.
    """

    parameter: str
    entity: str
    by: str
    pairs: str = ""
    to: str = ""
    is_owned: bool = False


class Endpoint(Item):
    """One method on one path. ``name`` is the view's name; ``path`` includes the spec's prefix.

    ``entity`` is what a standard operation is about; a custom endpoint names the ``resource`` whose
    module it lives in, and the entities, functions and services that it ``uses``. ``where`` are the values that
    the rows have which are listed, counted or deleted, ``unlike`` those that these have not, ``sets`` those that a row gets
    which is marked; ``within`` is the row that they belong to, where the path names one.
    """

    method: Method
    path: str
    name: str
    operation: Operation
    entity: str = ""
    resource: str = ""
    summary: str = ""
    uses: tuple[str, ...] = ()
    hooks: tuple[Hook, ...] = ()
    who: WhoMay = Anyone()
    parameters: tuple[Parameter, ...] = ()
    request: Body
    success: Answer
    cases: tuple[Case, ...]
    citations: Citations = ()
    listing: Listing | None = None
    where: tuple[RowValue, ...] = ()
    unlike: tuple[RowValue, ...] = ()
    sets: tuple[RowValue, ...] = ()
    within: Within | None = None

    @property
    def nature(self) -> Nature:
        """What its standard operation is. Raises KeyError for a custom endpoint."""
        return NATURES[self.operation]

    @property
    def key(self) -> str:
        """Method and path, as ``POST /register``."""
        return f"{self.method} {self.path}"

    def case(self, when: Condition) -> Case:
        """The outcome under a condition. Raises StopIteration where the endpoint has none for it."""
        return next(case for case in self.cases if case.when == when)

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles whose users may call it."""
        return roles_of(self.who)

    @property
    def takes_role(self) -> bool:
        """Whether only users who have a role may call it."""
        return takes_role(self.who)

    @property
    def is_for_owners(self) -> bool:
        """Whether a user may do to their own rows what others may not."""
        return is_for_owners(self.who)

    @property
    def path_numbers(self) -> tuple[Parameter, ...]:
        """The whole numbers that stand in its path."""
        return tuple(each for each in self.parameters if each.place == "path" and each.is_number)

    def places(self, *, is_number: bool) -> Iterator[str]:
        """Where numbers, or texts, stand in its path: what is before each, in which parameters are ``{}``."""
        kinds = {each.name: each.is_number for each in self.parameters if each.place == "path"}
        for found in PATH_PARAMETER.finditer(self.path):
            if kinds.get(found[1]) is is_number:
                yield PATH_PARAMETER.sub("{}", self.path[: found.start()])

    @property
    def is_custom(self) -> bool:
        """Whether a model writes the view as a whole."""
        return self.operation == "custom"

    @property
    def shows_html(self) -> bool:
        """Whether an outcome of it is a page of HTML."""
        bodies = (self.success.body, *(case.body for case in self.cases))
        return any(isinstance(body, HtmlBody) for body in bodies)

    @property
    def shows_form_again(self) -> bool:
        """Whether what is wrong with a form may be answered by a page, which shows what was typed."""
        has_fields = isinstance(self.request, FormBody | MultipartBody) and bool(self.request.shape)
        return has_fields and any(isinstance(case.body, HtmlBody) for case in self.cases)
