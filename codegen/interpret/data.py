"""The Data section: which entities and fields a spec declares, and what their bullets say of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from codegen import defaults
from codegen.contract import StatementId
from codegen.interpret.clauses import items, joined_parts, parts
from codegen.interpret.facts import EntityDeclared, FieldDeclared, FieldFact, FieldName, Said
from codegen.interpret.names import IDENTIFIER, class_name, why_no_entity, why_no_field
from codegen.interpret.notes import Notes
from codegen.interpret.reading import Context, Match, read_sentence
from codegen.interpret.words import Vocabulary
from codegen.spec import Heading, Spec, Statement
from codegen.types import Location, Problem

_NAME = r"`(?P<ticked>[^`]+)`|(?P<bare>[^\s`:：,，()（）\"“]+(?: [^\s`:：,，()（）\"“]+){0,3})"
_ALIASES = r"(?:\s*[(（](?P<aliases>[^()（）]*)[)）])?"
_BULLET = re.compile(rf"(?:{_NAME}){_ALIASES}\s*(?:[:：]|\s[–—-]\s|——|$)\s*(?P<parts>.*)")
_TITLE = re.compile(rf"(?:{_NAME}){_ALIASES}")
_HAS = re.compile(
    r"(?:(?:an?|every|each|the)\s+)?(?P<entity>`?[A-Za-z][A-Za-z0-9_]*`?)\s+has\s+(?P<items>.+)",
    re.IGNORECASE,
)
_有 = re.compile(
    r"(?:一个|每个|每位|每名)?\s*(?P<entity>`[^`]+`|[A-Za-z0-9_㐀-鿿]+?)\s*(?:有|包含|包括|具有)\s*(?P<items>.+)"
)
_ITEM = re.compile(
    r"(?P<article>an?\s+|the\s+|一个)?(?:`(?P<ticked>[^`]+)`|(?P<bare>[A-Za-z0-9_㐀-鿿]+))"
    r"\s*(?:[(（](?P<parts>.*)[)）])?",
    re.IGNORECASE,
)

_UNBUILT_TYPES = re.compile(
    r"(time|time of day|uuid|list|json|file|image|列表|文件|图片)(?: .*)?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Data:
    """What the Data section declares. ``rest`` are statements that are sentences like any other."""

    entities: dict[str, EntityDeclared] = field(default_factory=dict)
    fields: list[FieldDeclared] = field(default_factory=list)
    facts: list[FieldFact] = field(default_factory=list)
    rest: list[Statement] = field(default_factory=list)
    words: Vocabulary = field(default_factory=Vocabulary)
    owners: dict[str, str] = field(default_factory=dict)
    """The entity of each owner of statements: ``entity:User (用户)`` -> ``User``."""
    refused: set[str] = field(default_factory=set)
    """Entities with a field that could not be read."""
    unread: dict[StatementId, tuple[str, ...]] = field(default_factory=dict)
    """The parts of bullets that could not be read, by statement."""

    def field_of(self, entity: str, name: str) -> FieldDeclared | None:
        """The entity's field of that name, in whatever case."""
        for declared in self.fields:
            if declared.entity == entity and declared.name.lower() == name.lower():
                return declared
        return None


def read_data(spec: Spec, notes: Notes) -> Data:
    """Reads the headings and statements of the Data section; what is wrong is noted."""
    reader = _DataReader(notes)
    for heading in spec.headings:
        if heading.section == "data":
            reader.read_heading(heading)
    statements = [s for s in spec.statements if s.section == "data"]
    sentences = [s for s in statements if not reader.read_bullet(s)]
    reader.data.rest = [s for s in sentences if not reader.read_has(s)]
    _name_the_secret(reader.data)
    return reader.data


def _name_the_secret(data: Data) -> None:
    """密码 means the field that makes a secret by its name, where there is one such name."""
    names = {d.name for d in data.fields if d.name.lower() in defaults.SECRET_NAMES}
    for name in names if len(names) == 1 else ():
        data.words.add_field(name, defaults.SECRET_ALIASES)


class _DataReader:
    def __init__(self, notes: Notes) -> None:
        self.data = Data()
        self._notes = notes
        self._problems = notes.problems

    # --- Entities

    def read_heading(self, heading: Heading) -> None:
        title = _TITLE.fullmatch(heading.name)
        names = _names(title) if title else ()
        name = next((found for n in names if (found := class_name(n))), None)
        if name is None:
            mend = 'Write "### User", or "### User (用户)" with its other names in parentheses.'
            cause = f"the heading {heading.name!r} holds no ASCII name for an entity"
            self._problems.append(Problem(cause, mend, heading.location))
            return
        aliases = tuple(n for n in names if class_name(n) != name)
        self.data.owners[f"entity:{heading.name}"] = name
        self._declare_entity(EntityDeclared(name, aliases, heading.location))

    def _declare_entity(self, entity: EntityDeclared) -> None:
        first = self.data.entities.get(entity.name)
        if why := why_no_entity(entity.name):
            cause = f"the entity name {entity.name!r} {why}"
            self._problems.append(Problem(cause, "Choose another.", entity.location))
        if first:
            cause = f"the entity {entity.name!r} is declared already at line {first.location.line}"
            self._problems.append(Problem(cause, "Merge the two.", entity.location))
            return
        self.data.entities[entity.name] = entity
        self.data.words.add_entity(entity.name, entity.aliases)

    # --- Bullets

    def read_bullet(self, statement: Statement) -> bool:
        """Whether the statement is a bullet that declares a field."""
        entity = self.data.owners.get(statement.owner)
        bullet = _BULLET.fullmatch(statement.text)
        if entity is None or bullet is None or not (bullet["parts"] or bullet["ticked"]):
            return False
        names = _names(bullet)
        name = next((n for n in names if IDENTIFIER.fullmatch(n)), None)
        if name is None:
            self._problems.append(_no_field_name(names[0], statement.location))
            self.data.refused.add(entity)
            return True
        said = Said(
            statement.id, statement.text[: bullet.start("parts")].rstrip(" :："), statement.location
        )
        aliases = tuple(n for n in names if n != name)
        if self._declare_field(FieldDeclared(entity, name, aliases, said)):
            self._read_parts(entity, name, bullet["parts"], statement)
        elif unread := self._unread(entity, name, bullet["parts"], statement):
            self.data.unread[statement.id] = unread
        return True

    def _declare_field(self, declared: FieldDeclared) -> bool:
        """Whether the field is new."""
        first = self.data.field_of(declared.entity, declared.name)
        place = declared.said.location
        if why := why_no_field(declared.name):
            mend = f"Choose another, as `{declared.entity.lower()}_{declared.name.strip('_')}`."
            self._problems.append(Problem(f"the field name {declared.name!r} {why}", mend, place))
        if first:
            cause = f"{declared.entity!r} has the field {first.name!r} already, at "
            cause += first.said.seen_from(place)
            self._notes.problem(cause, "Merge the two.", place, (first.said, declared.said))
            return False
        self.data.fields.append(declared)
        self.data.words.add_field(declared.name, declared.aliases, declared.entity)
        return True

    def _read_parts(self, entity: str, name: str, text: str, statement: Statement) -> None:
        for part in parts(text):
            read = self._read_part(entity, name, part, statement)
            if read is None:
                self._problems.append(_no_part(name, part, statement.location))
                known = self.data.unread.get(statement.id, ())
                self.data.unread[statement.id] = (*known, part)
            else:
                self.data.facts.extend(read)

    def _unread(self, entity: str, name: str, text: str, statement: Statement) -> tuple[str, ...]:
        """The parts that cannot be read."""
        read = ((part, self._read_part(entity, name, part, statement)) for part in parts(text))
        return tuple(part for part, facts in read if facts is None)

    def _read_part(
        self, entity: str, name: str, part: str, statement: Statement
    ) -> tuple[FieldFact, ...] | None:
        """What a part says; a part that is none as a whole may be several that "and" joins."""
        read = self._read_one_part(entity, name, part, statement)
        if read is not None:
            return read
        several = [self._read_one_part(entity, name, p, statement) for p in joined_parts(part)]
        if any(facts is None for facts in several):
            return None
        return tuple(fact for facts in several for fact in facts or ())

    def _read_one_part(
        self, entity: str, name: str, part: str, statement: Statement
    ) -> tuple[FieldFact, ...] | None:
        words = Vocabulary(dict(self.data.words.entities), {name.lower(): name})
        said = Said(statement.id, part, statement.location)
        match = read_sentence(f"`{name}`: {part}", Context("field", None, words), said)
        if not isinstance(match, Match):
            return None
        owned = FieldName(name, entity)
        return tuple(
            replace(fact, field=owned) for fact in match.facts if isinstance(fact, FieldFact)
        )

    # --- Sentences

    def read_has(self, statement: Statement) -> bool:
        """Whether the statement says which fields an entity has."""
        has = _HAS.fullmatch(statement.text) or _有.fullmatch(statement.text)
        if has is None:
            return False
        found = [_ITEM.fullmatch(item) for item in items(has["items"])]
        listed = [item for item in found if item]
        entity = self._entity_that_has(has["entity"].strip("`"), listed, statement)
        if entity is None or len(listed) < len(found):
            return False
        if entity not in self.data.entities:
            said = Said(statement.id, statement.text, statement.location)
            self._declare_entity(EntityDeclared(entity, (), statement.location, said))
        for item in listed:
            self._read_item(entity, item, statement)
        return True

    def _entity_that_has(
        self, word: str, listed: list[re.Match[str]], statement: Statement
    ) -> str | None:
        """The entity that the sentence is about; None where it may well mean something else."""
        mention = self.data.words.mention(word)
        owner = self.data.owners.get(statement.owner)
        if mention.entity and owner in (None, mention.entity):
            entity: str | None = mention.entity
        elif owner is None and not mention.field:
            entity = class_name(word)
        else:
            return None
        return entity if all(self._is_name(item) for item in listed) else None

    def _is_name(self, item: re.Match[str]) -> bool:
        """ "a username", "`username`" and "username (unique)" are names; a plain word need not be."""
        if item["ticked"] or item["parts"] or item["article"]:
            return True
        return self.data.words.mention(item["bare"]).field is not None or not item["bare"].isascii()

    def _read_item(self, entity: str, item: re.Match[str], statement: Statement) -> None:
        word = item["ticked"] or item["bare"]
        known = self.data.words.mention(word).field
        name = known if known and not IDENTIFIER.fullmatch(word) else word
        if not IDENTIFIER.fullmatch(name):
            self._problems.append(_no_field_name(name, statement.location))
            return
        if not self.data.field_of(entity, name):
            said = Said(statement.id, item[0].strip(), statement.location)
            self._declare_field(FieldDeclared(entity, name, (), said))
        self._read_parts(entity, name, item["parts"] or "", statement)


def _names(match: re.Match[str]) -> tuple[str, ...]:
    """A heading's or bullet's name and the aliases in parentheses behind it."""
    first = (match["ticked"] or match["bare"]).strip()
    aliases = re.split(r"[,，、/]", match["aliases"] or "")
    cleaned = (alias.strip(' `"“”「」') for alias in aliases)
    return first, *(alias for alias in cleaned if alias)


def _no_field_name(name: str, place: Location) -> Problem:
    cause = f"{name!r} holds no ASCII name for a field"
    mend = (
        'Write it as in "`full_name` (姓名): text": letters, digits and _, other names behind it.'
    )
    return Problem(cause, mend, place)


def _no_part(name: str, part: str, place: Location) -> Problem:
    cause = f'can\'t place "{part}" of the field {name!r} without a model'
    mend = (
        "Say it as one of the parts of docs/sentences.md, such as"
        ' "text", "1 to 80 characters", "unique" or "optional".'
    )
    if _UNBUILT_TYPES.fullmatch(part):
        cause = f"the field {name!r} asks for the type {part!r}, which isn't built yet"
        mend = "The types are text, secret, whole number, number, money, date, date-time, yes/no, e-mail address, URL, one of a list and link to an entity."
    return Problem(cause, mend, place)
