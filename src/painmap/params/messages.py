"""pydantic's errors in Russian: field with its place in lists, what is wrong, the known values."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from painmap.errors import PainmapError, printable

M = TypeVar("M", bound=BaseModel)
_SHOWN = 5
_FIELDS_ONLY = "позиции в списках считаются с 1; исправьте названные поля"


def validated(model: type[M], value: Mapping[str, Any], where: str) -> M:
    """`value` as a `model`.

    Raises:
        PainmapError: Names the file, each wrong field (the first five), what is wrong with it, and the
            known fields or values.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False)
    lines = [f"{field_path(e['loc'])}: {_explained(model, e)}" for e in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"и ещё ошибок: {len(found) - _SHOWN}")
    raise PainmapError("Параметры заданы неверно: " + "; ".join(lines), where=where, remedy=_FIELDS_ONLY)


def field_path(loc: Iterable[int | str]) -> str:
    """Dotted path with positions from 1: `channels[4].regime`; the whole file if `loc` is empty."""
    path = ""
    for part in loc:
        if part == "[key]":
            continue
        path += f"[{part + 1}]" if isinstance(part, int) else f".{printable(part)}"
    return f"поле «{path.lstrip('.')}»" if path else "файл в целом"


def nearest(value: object, known: Iterable[str]) -> str:
    """«; возможно, имелось в виду «…»» or nothing."""
    near = difflib.get_close_matches(str(value), list(known), n=1, cutoff=0.5)
    return f"; возможно, имелось в виду «{near[0]}»" if near else ""


def _explained(model: type[BaseModel], error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return _unknown_field(model, error)
        case "literal_error":
            known = re.findall(r"'([^']*)'", str(context["expected"])) or [str(context["expected"])]
            given = printable(error["input"])
            return f"недопустимое значение «{given}»; допустимые: {', '.join(known)}{nearest(given, known)}"
        case "value_error":
            return str(context["error"])
        case kind if kind in MESSAGES:
            return MESSAGES[kind](context)
        case kind:
            return f"значение не подходит (правило {kind})"


def _unknown_field(model: type[BaseModel], error: ErrorDetails) -> str:
    owner = _model_at(model, error["loc"][:-1])
    known = sorted(owner.model_fields) if owner else []
    return f"такого поля нет; известные поля: {', '.join(known)}{nearest(error['loc'][-1], known)}"


def _model_at(model: type[BaseModel], loc: Iterable[int | str]) -> type[BaseModel] | None:
    """The model that a location leads to."""
    current: Any = model
    for part in loc:
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(str(part))
            current = field.annotation if field else None
        else:
            # tuple[X, ...] by position, dict[str, X] by key.
            arguments = get_args(current)
            current = arguments[0] if isinstance(part, int) else arguments[-1] if arguments else None
        current = _bare(current)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def _bare(annotation: Any) -> Any:
    """Without `Annotated` and `| None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return next(_bare(a) for a in get_args(annotation) if a is not type(None))
    return annotation


def _says(text: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda context: text.format_map(context)


_NOT_TEXT = "нужен текст (число или да/нет заключите в кавычки)"
_NOT_DATE = "нужна дата вида 2025-03-30"
MESSAGES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": _says("обязательное поле отсутствует"),
    "string_type": _says(_NOT_TEXT),
    "string_too_short": _says("пустой текст"),
    "string_too_long": _says("текст длиннее {max_length} знаков"),
    "string_pattern_mismatch": _says("допустимы строчные латинские буквы, цифры и дефис"),
    "int_type": _says("нужно целое число"),
    "int_parsing": _says("нужно целое число"),
    "int_from_float": _says("нужно целое число, без дробной части"),
    "float_type": _says("нужно число"),
    "float_parsing": _says("нужно число (дробная часть отделяется точкой)"),
    "finite_number": _says("нужно конечное число"),
    "bool_type": _says("нужно true или false"),
    "bool_parsing": _says("нужно true или false"),
    "date_type": _says(_NOT_DATE),
    "date_parsing": _says(_NOT_DATE),
    "date_from_datetime_parsing": _says(_NOT_DATE),
    "date_from_datetime_inexact": _says("нужна дата без времени"),
    "greater_than": _says("нужно число больше {gt:g}"),
    "greater_than_equal": _says("нужно число не меньше {ge:g}"),
    "less_than": _says("нужно число меньше {lt:g}"),
    "less_than_equal": _says("нужно число не больше {le:g}"),
    "tuple_type": _says("нужен список"),
    "list_type": _says("нужен список"),
    "dict_type": _says("нужны пары «поле: значение»"),
    "model_type": _says("нужны пары «поле: значение»"),
    "invalid_key": _says("имя поля должно быть текстом (число заключите в кавычки)"),
    "too_short": _says("нужно значений: не менее {min_length}"),
    "too_long": _says("нужно значений: не более {max_length}"),
}
