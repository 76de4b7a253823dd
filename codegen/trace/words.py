"""Contract items in words."""

from __future__ import annotations

import json
from typing import assert_never

from codegen.contract import (
    Answer,
    Body,
    BooleanType,
    BytesBody,
    Case,
    ChoiceType,
    Constant,
    CsvBody,
    DateTimeType,
    DateType,
    EmptyBody,
    Endpoint,
    EntityField,
    FormBody,
    HtmlBody,
    IntegerType,
    JsonBody,
    JsonType,
    Member,
    MemberType,
    MoneyType,
    MultipartBody,
    NumberType,
    OutOfRange,
    Parameter,
    ProblemBody,
    RedirectBody,
    ReferenceType,
    SecretType,
    Service,
    Setting,
    ShapeType,
    TextBody,
    TextType,
)


def field_words(field: EntityField) -> str:
    """A field's type and limits, as ``text of 1 to 80 characters, required, unique``."""
    words = [type_words(field.type), "required" if field.required else "optional"]
    words += ["unique"] if field.unique else []
    return ", ".join((*words, *_default(field.default)))


def member_words(member: Member) -> str:
    """A shape's member: its type, how many of it, whether it has to be there."""
    words = [f"list of {type_words(member.type)}" if member.many else type_words(member.type)]
    words.append("required" if member.required else "optional")
    words += ["may be null"] if member.nullable else []
    return ", ".join((*words, *_default(member.default)))


def parameter_words(parameter: Parameter) -> str:
    """A parameter with its place, as ``query parameter page: whole number from 1 to 100, optional``."""
    words = [type_words(parameter.type), "required" if parameter.required else "optional"]
    described = ", ".join((*words, *_default(parameter.default)))
    return f"{parameter.place} parameter {parameter.name}: {described}"


def _default(value: str | int | bool | None) -> list[str]:
    return [f"default {json.dumps(value)}"] if value is not None else []


def type_words(of: MemberType) -> str:
    """A type with its limits."""
    match of:
        case TextType(min_length=least, max_length=most, pattern=pattern):
            matching = f" that matches {pattern}" if pattern else ""
            return f"text of {least} to {most} characters{matching}"
        case SecretType(min_length=least, max_length=most):
            return f"secret of {least} to {most} characters"
        case IntegerType(minimum=least, maximum=most):
            return f"whole number from {least} to {most}"
        case MoneyType(minimum=least, maximum=most):
            return f"money from {least} to {most} minor units"
        case NumberType(minimum=lowest, maximum=highest):
            limits = [f"from {lowest:g}"] if lowest is not None else []
            limits += [f"to {highest:g}"] if highest is not None else []
            return " ".join(("number", *limits))
        case ChoiceType(values=values):
            return f"one of {', '.join(json.dumps(v, ensure_ascii=False) for v in values)}"
        case ReferenceType(entity=entity):
            return f"id of a {entity}"
        case ShapeType(shape=shape):
            return shape
        case _:
            return _plain_words(of)


def _plain_words(of: BooleanType | DateType | DateTimeType | JsonType) -> str:
    match of:
        case BooleanType():
            return "yes or no"
        case DateType():
            return "date"
        case DateTimeType():
            return "date and time"
        case JsonType():
            return "any JSON"
        case _:
            assert_never(of)


def constant_words(constant: Constant) -> str:
    """A constant with its value and unit."""
    value = json.dumps(constant.value, ensure_ascii=False)
    return f"constant {constant.name}: {value} {constant.unit}".rstrip()


def service_words(service: Service) -> str:
    """A service with the settings that it needs, and how long it is waited for."""
    return f"service {service.name} at {', '.join(service.settings)}: {service.timeout_s:g} seconds"


def setting_words(setting: Setting) -> str:
    """A setting, and what it is when nobody sets it."""
    unset = "needed" if setting.default is None else f"{setting.default} when unset"
    return f"setting {setting.name}: {unset}"


def operation_words(endpoint: Endpoint) -> str:
    """What an endpoint is for."""
    if endpoint.is_custom:
        return endpoint.summary or endpoint.name.replace("_", " ")
    names = endpoint.request.fields if isinstance(endpoint.request, JsonBody) else ()
    rows = (
        f"a {endpoint.entity}" if endpoint.nature.of_one or names else f"rows of {endpoint.entity}"
    )
    done = f"{endpoint.operation.replace('_', ' ')} {rows}"
    return f"{done} from {', '.join(names)}" if names else done


def case_words(case: Case) -> str:
    """When a case holds, and what is answered then."""
    about = getattr(case.when, "field", getattr(case.when, "service", ""))
    about = about or " and ".join(getattr(case.when, "fields", ()))
    kind = case.when.reason if isinstance(case.when, OutOfRange) else case.when.kind
    when = f"{kind.replace('_', ' ')} {about}".rstrip()
    return f"{when}: {answer_words(case)}"


def answer_words(answer: Answer | Case) -> str:
    """A status, and what is fixed of its body."""
    return " ".join((str(answer.status), *_body_words(answer.body)))


def _body_words(body: Body) -> list[str]:
    match body:
        case JsonBody(message=message, fields=fields, shape=shape, many=many):
            words = _quoted(message) + ([f"with {', '.join(fields)}"] if fields else [])
            return words + ([f"with {'a list of ' if many else ''}{shape}"] if shape else [])
        case ProblemBody(detail=text) | TextBody(text=text):
            return _quoted(text)
        case HtmlBody(shows=texts):
            return ["as HTML", *(word for text in texts for word in _quoted(text))]
        case CsvBody(columns=columns):
            return [f"as CSV with {', '.join(columns)}"]
        case RedirectBody(location=location):
            return [f"to {location}"] if location else []
        case BytesBody(media_types=media_types):
            return [f"as {' or '.join(media_types)}"] if media_types else []
        case EmptyBody() | FormBody() | MultipartBody():
            return []
        case _:
            assert_never(body)


def _quoted(text: str | None) -> list[str]:
    return [json.dumps(text, ensure_ascii=False)] if text is not None else []
