"""The Contract: the typed meaning of a spec.

Every union here is closed. A member that no stage builds yet is refused, by the line of the statement
that asks for it, where the Contract is made (``codegen.interpret``).
"""

from __future__ import annotations

from codegen.contract.accounts import Accounts
from codegen.contract.bodies import (
    Body,
    BytesBody,
    CsvBody,
    EmptyBody,
    FilePart,
    FormBody,
    HtmlBody,
    JsonBody,
    MultipartBody,
    ProblemBody,
    RedirectBody,
    TextBody,
)
from codegen.contract.conditions import (
    AlreadyThere,
    Condition,
    Duplicate,
    MalformedBody,
    Missing,
    NoSuchParent,
    NoSuchRow,
    NotAllowed,
    NotAnObject,
    NotFound,
    NotLoggedIn,
    NotOwner,
    NotThere,
    Null,
    OutOfRange,
    Pattern,
    RuleBroken,
    ServiceFailed,
    StillReferenced,
    TakenTogether,
    TooLarge,
    TooLong,
    TooShort,
    UnknownField,
    Unstorable,
    WrongContentType,
    WrongCredentials,
    WrongType,
)
from codegen.contract.data import (
    BooleanType,
    ChoiceType,
    DateTimeType,
    DateType,
    Entity,
    EntityField,
    FieldType,
    IntegerType,
    JsonType,
    Member,
    MemberType,
    MoneyType,
    NumberType,
    ReferenceType,
    SecretType,
    Shape,
    ShapeType,
    TextType,
)
from codegen.contract.endpoints import (
    PATH_PARAMETER,
    Answer,
    Case,
    Endpoint,
    Hook,
    Parameter,
    Within,
)
from codegen.contract.formats import FORMATS
from codegen.contract.item import (
    Citation,
    Citations,
    Item,
    StatementId,
    cited,
)
from codegen.contract.operations import NATURES, Listing, Method, Nature, Operation
from codegen.contract.paths import free_probes, words_beside_numbers
from codegen.contract.rows import InitialRow, RowValue
from codegen.contract.rules import (
    Assumption,
    Background,
    Constant,
    Function,
    Invariant,
    LogicModule,
    NeverReturned,
    Package,
    Rule,
    StoredHashed,
)
from codegen.contract.services import (
    Service,
    ServiceCall,
    ServiceValue,
    parameters_in,
    query_pairs,
)
from codegen.contract.settings import Setting
from codegen.contract.who import (
    AnyOf,
    Anyone,
    LoggedIn,
    Owner,
    Role,
    WhoMay,
    is_for_owners,
    roles_of,
    takes_role,
)
from codegen.contract.words import pattern_of, varies

__all__ = [
    "FORMATS",
    "NATURES",
    "PATH_PARAMETER",
    "Accounts",
    "AlreadyThere",
    "Answer",
    "AnyOf",
    "Anyone",
    "Assumption",
    "Background",
    "Body",
    "BooleanType",
    "BytesBody",
    "Case",
    "ChoiceType",
    "Citation",
    "Citations",
    "Condition",
    "Constant",
    "Contract",
    "CsvBody",
    "DateTimeType",
    "DateType",
    "Duplicate",
    "EmptyBody",
    "Endpoint",
    "Entity",
    "EntityField",
    "FieldType",
    "FilePart",
    "FormBody",
    "Function",
    "Hook",
    "HtmlBody",
    "InitialRow",
    "IntegerType",
    "Invariant",
    "Item",
    "JsonBody",
    "JsonType",
    "Listing",
    "LoggedIn",
    "LogicModule",
    "MalformedBody",
    "Member",
    "MemberType",
    "Method",
    "Missing",
    "MoneyType",
    "MultipartBody",
    "Nature",
    "NeverReturned",
    "NoSuchParent",
    "NoSuchRow",
    "NotAllowed",
    "NotAnObject",
    "NotFound",
    "NotLoggedIn",
    "NotOwner",
    "NotThere",
    "Null",
    "NumberType",
    "Operation",
    "OutOfRange",
    "Owner",
    "Package",
    "Parameter",
    "Pattern",
    "ProblemBody",
    "RedirectBody",
    "ReferenceType",
    "Role",
    "RowValue",
    "Rule",
    "RuleBroken",
    "SecretType",
    "Service",
    "ServiceCall",
    "ServiceFailed",
    "ServiceValue",
    "Setting",
    "Shape",
    "ShapeType",
    "StatementId",
    "StillReferenced",
    "StoredHashed",
    "TakenTogether",
    "TextBody",
    "TextType",
    "TooLarge",
    "TooLong",
    "TooShort",
    "UnknownField",
    "Unstorable",
    "WhoMay",
    "Within",
    "WrongContentType",
    "WrongCredentials",
    "WrongType",
    "cited",
    "is_for_owners",
    "parameters_in",
    "pattern_of",
    "query_pairs",
    "roles_of",
    "takes_role",
    "varies",
]


class Contract(Item):
    """The typed meaning of a spec."""

    app: str
    title: str
    entities: tuple[Entity, ...]
    endpoints: tuple[Endpoint, ...]
    invariants: tuple[Invariant, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    shapes: tuple[Shape, ...] = ()
    rules: tuple[Rule, ...] = ()
    constants: tuple[Constant, ...] = ()
    modules: tuple[LogicModule, ...] = ()
    packages: tuple[Package, ...] = ()
    background: tuple[Background, ...] = ()
    rows: tuple[InitialRow, ...] = ()
    services: tuple[Service, ...] = ()
    settings: tuple[Setting, ...] = ()
    accounts: Accounts | None = None
    guard: str | None = None
    """The function of a module that every request passes first, but those to endpoints for anyone."""

    def entity(self, name: str) -> Entity:
        """The entity of that name. Raises KeyError where there is none."""
        for entity in self.entities:
            if entity.name == name:
                return entity
        raise KeyError(name)

    @property
    def has_pages(self) -> bool:
        """Whether an endpoint answers with pages of HTML; then browsers are shown errors as pages too."""
        return any(endpoint.shows_html for endpoint in self.endpoints)

    @property
    def is_site(self) -> bool:
        """Whether it is made for people alone: it has pages, and no endpoint takes or answers JSON."""
        bodies = [body for each in self.endpoints for body in (each.request, each.success.body)]
        return self.has_pages and not any(isinstance(body, JsonBody) for body in bodies)

    @property
    def passes_over_strays(self) -> bool:
        """Whether form fields that nobody asked for are passed over, as pages name their buttons; not where the spec refuses such fields."""
        forms = [
            each for each in self.endpoints if isinstance(each.request, FormBody | MultipartBody)
        ]
        cases = [case for endpoint in forms for case in endpoint.cases]
        return bool(forms) and not any(isinstance(case.when, UnknownField) for case in cases)

    @property
    def has_ids_alone_in_paths(self) -> bool:
        """Whether each number in a path is one of what is kept, from 1, and no text could stand where it does.

        Then what is no such number is 0 for the view, which says itself what it answers, and in which order.
        """
        numbers = [each for endpoint in self.endpoints for each in endpoint.path_numbers]
        texts = {place for endpoint in self.endpoints for place in endpoint.places(is_number=False)}
        held = {place for endpoint in self.endpoints for place in endpoint.places(is_number=True)}
        return bool(numbers) and all(each.is_id for each in numbers) and not texts & held

    @property
    def words_beside_numbers(self) -> tuple[str, ...]:
        """The words that stand in a path where another has a number: ``count`` of ``/todos/count`` beside ``/todos/{id}``."""
        return words_beside_numbers(self.endpoints)

    @property
    def probes(self) -> tuple[str, ...]:
        """The paths by which whoever runs the app asks whether it is up, and ready: none where an endpoint of the spec, or its guard, is asked first."""
        names = {*self.resources, *(module.name for module in self.modules)}
        return () if self.guard or "probes" in names else free_probes(self.endpoints)

    @property
    def strangers(self) -> Case | None:
        """What all endpoints that need credentials answer to who sends none, where those are most of an app without pages.

        Then a path that there is not answers it too: a stranger is not told which paths there are. Where there is a guard, it sees to that.
        """
        closed = [each for each in self.endpoints if not isinstance(each.who, Anyone)]
        told = [next(map(_unasked, _of_strangers(each)), None) for each in closed]
        is_alike = bool(told) and None not in told and len(set(told)) == 1
        is_closed = bool(self.guard) or 2 * len(closed) > len(self.endpoints)
        return told[0] if is_alike and is_closed and not self.has_pages else None

    @property
    def open_endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints that need no credentials."""
        return tuple(each for each in self.endpoints if isinstance(each.who, Anyone))

    def is_guarded(self, endpoint: Endpoint) -> bool:
        """Whether a request to the endpoint has passed the guard before its view is called."""
        return bool(self.guard) and not isinstance(endpoint.who, Anyone)

    def are_users(self, entity: str) -> bool:
        """Whether rows of an entity are those who log in."""
        return self.accounts is not None and self.accounts.entity == entity

    def owner_column(self, entity: str) -> str:
        """The column that says whose a row of an entity is, as a user is their own; empty where it is nobody's."""
        return self.entity(entity).owner or ("id" if self.are_users(entity) else "")

    @property
    def roles(self) -> tuple[EntityField, ...]:
        """The fields of users whose values say what they may do."""
        named = {role.field for each in self.endpoints for role in each.roles} - {""}
        users = self.entity(self.accounts.entity).fields if self.accounts else ()
        return tuple(field for field in users if field.name in named)

    @property
    def credentials_header(self) -> str:
        """The header that all endpoints which need credentials read; the usual one where they name none."""
        closed = [each for each in self.endpoints if not isinstance(each.who, Anyone)]
        read = [{p.name for p in each.parameters if p.place == "header"} for each in closed]
        shared = set.intersection(*read) if read else set()
        return min(shared, default="Authorization")

    def rows_of(self, entity: str) -> tuple[InitialRow, ...]:
        """The rows that an entity has from the start; their ids are 1, 2 ... in a new database."""
        return tuple(row for row in self.rows if row.entity == entity)

    def inputs(self, endpoint: Endpoint) -> tuple[EntityField, ...]:
        """The fields that the endpoint's request body has, in the spec's order."""
        if endpoint.is_custom or not isinstance(endpoint.request, JsonBody):
            return ()
        entity = self.entity(endpoint.entity)
        if endpoint.nature.takes == "own" and self.accounts:
            return self.accounts.credentials(entity, endpoint.operation)
        return tuple(entity.field(name) for name in endpoint.request.fields)

    def shape(self, name: str) -> Shape:
        """The shape of that name. Raises KeyError where there is none."""
        for shape in self.shapes:
            if shape.name == name:
                return shape
        raise KeyError(name)

    def endpoint(self, key: str) -> Endpoint:
        """The endpoint of that method and path. Raises KeyError where there is none."""
        for endpoint in self.endpoints:
            if endpoint.key == key:
                return endpoint
        raise KeyError(key)

    def service(self, name: str) -> Service:
        """The service of that name. Raises KeyError where there is none."""
        for service in self.services:
            if service.name == name:
                return service
        raise KeyError(name)

    @property
    def needed_settings(self) -> tuple[str, ...]:
        """The environment variables without which the app does not start: those of services, and those without a default."""
        of_services = [name for service in self.services for name in service.settings]
        return (*of_services, *(each.name for each in self.settings if each.default is None))

    def resource(self, endpoint: Endpoint) -> str:
        """The resource whose modules hold an endpoint's view and tests: its own, or its entity's."""
        return endpoint.resource or self.entity(endpoint.entity).plural

    def page(self, endpoint: Endpoint) -> str:
        """The path below the package of the template that an endpoint shows; empty where it shows none."""
        path = f"templates/{self.resource(endpoint)}/{endpoint.name}.html"
        return path if endpoint.shows_html else ""

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources that have endpoints, in the contract's order."""
        return tuple(dict.fromkeys(self.resource(endpoint) for endpoint in self.endpoints))


def _of_strangers(endpoint: Endpoint) -> list[Case]:
    return [case for case in endpoint.cases if isinstance(case.when, NotLoggedIn)]


def _unasked(case: Case) -> Case:
    """The case without what is said of it, so that equal answers are equal."""
    return case.model_copy(update={"citations": ()})
