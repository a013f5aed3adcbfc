"""Marks of «Ваш контроль» (МКГУ): the JSON or XML that a department sends, one questionnaire a form.

The file gives the numbers of indicators and of marks; the questionnaire `mkgu` their wording.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from painmap.intake import container
from painmap.intake.messages import entries_sheet, read_json
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell
from painmap.params.models import Format

# Version 0.0.4 of the questionnaire: number of the indicator → title and the number of its lowest mark.
INDICATORS = {
    "9": ("Время предоставления государственной услуги", 41),
    "10": ("Время ожидания в очереди при получении государственной услуги", 46),
    "11": (
        "Вежливость и компетентность сотрудника, взаимодействующего с заявителем "
        "при предоставлении государственной услуги",
        51,
    ),
    "12": ("Комфортность условий в помещении, в котором предоставлена государственная услуга", 56),
    "13": ("Доступность информации о порядке предоставления государственной услуги", 61),
}
MARKS = ("Очень плохо", "Плохо", "Нормально", "Хорошо", "Отлично")
_FIELDS = (
    "Код анкеты", "Дата", "Дата получения услуги", "Код заявителя", "Код услуги", "Процедура", "Код органа",
    "ОКАТО",
)  # fmt: skip
_REMEDY = "выгрузите оценки «Вашего контроля» (rates.json или XML) заново и не правьте файл вручную"
_UNKNOWN = "код оценки не из анкеты"
_NO_FORM = ("в анкете нет сведений (data) или оценок (rates)", _REMEDY)
_DEEPEST = 6


def read_mkgu(path: Path, _layout: Format) -> list[Sheet]:
    """The one sheet of marks; a row is a form, a column for each indicator holds the mark in words.

    An indicator that the questionnaire does not have is a column «Показатель № …».

    Raises:
        PainmapError: The file is empty, cut, neither JSON nor XML, or holds no forms.
    """
    with path.open("rb") as stream:
        head = stream.read(64).lstrip(b"\0 \r\n\t\xef\xbb\xbf")
    content = _xml(path) if head.startswith(b"<") else read_json(path, _REMEDY)
    forms = _forms(content)
    if forms is None:
        raise container.refused(path, "В файле нет анкет «Вашего контроля» (forms)", _REMEDY)
    rates = [_rates(form) for form in forms]
    others = sorted({number for marks in rates for number in marks} - set(INDICATORS))
    titles = [title for title, _ in INDICATORS.values()] + [f"Показатель № {number}" for number in others]
    numbers = (*INDICATORS, *others)
    rows = (_row(form, marks, numbers) for form, marks in zip(forms, rates, strict=True))
    sheet = entries_sheet((*_FIELDS, *titles), rows)
    sheet.broken = dict.fromkeys(sheet.broken, _NO_FORM)
    return [sheet]


def _row(form: Any, marks: Mapping[str, str], numbers: tuple[str, ...]) -> list[Cell] | None:
    data = _child(form, "data")
    if not isinstance(form, Mapping) or not isinstance(data, Mapping) or not marks:
        return None
    fields = (
        _text(form, "foreign-id") or _text(form, "mkgu-id"),
        _moment(_text(data, "date")),
        _moment(_text(data, "received-date")),
        _text(_child(data, "user"), "id"),
        _text(_child(data, "service"), "id"),
        _text(data, "procedure") or _text(_child(data, "procedure"), "id"),
        _text(_child(data, "authority"), "id"),
        _text(data, "okato"),
    )
    return [*fields, *(_mark(number, marks.get(number, "")) for number in numbers)]


def _moment(written: str) -> Cell:
    """A moment in ISO, «UTC» at its end too; any other text as it is."""
    try:
        return datetime.fromisoformat(written.replace(" UTC", "+00:00"))
    except ValueError:
        return written


def _mark(indicator: str, value: str) -> str:
    """The mark in words; one that is not of the questionnaire fits no label and is counted as such."""
    if not value or indicator not in INDICATORS:
        return value and _UNKNOWN
    place = int(value) - INDICATORS[indicator][1] if value.isdecimal() else -1
    return MARKS[place] if 0 <= place < len(MARKS) else _UNKNOWN


def _rates(form: Any) -> dict[str, str]:
    """Number of the indicator → number of the mark."""
    rates = _child(form, "rates")
    found = _listed(rates if isinstance(rates, list) else _child(rates, "rate"))
    pairs = ((_text(rate, "indicator-id"), _text(rate, "value-id")) for rate in found)
    return {indicator: value for indicator, value in pairs if indicator}


def _forms(content: Any, depth: int = 0) -> list[Any] | None:
    """The forms, wherever the envelope keeps them; None without any."""
    if not isinstance(content, Mapping) or depth > _DEEPEST:
        return None
    forms = _child(content, "forms")
    if forms is not None:
        return _listed(forms if isinstance(forms, list) else _child(forms, "form"))
    inner = (_forms(value, depth + 1) for value in content.values())
    return next((found for found in inner if found is not None), None)


def _child(node: Any, name: str) -> Any:
    """What a node keeps under a name; converters from XML put a sign before the name of an attribute."""
    if not isinstance(node, Mapping):
        return None
    spelled = (name, name.replace("-", "_"))
    return next((node[s + n] for n in spelled for s in ("", "@", "-", "_") if s + n in node), None)


def _text(node: Any, name: str) -> str:
    value = _child(node, name)
    if isinstance(value, Mapping):
        value = _child(value, "text")
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _xml(path: Path) -> Any:
    data = path.read_bytes()
    if b"<!DOCTYPE" in data[:4096].replace(b"\0", b"").upper():
        raise container.refused(path, "Это не файл «Вашего контроля» (HTML или XML с DOCTYPE)", _REMEDY)
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError):
        # Outside of `except`: the library's error quotes the place.
        failure = container.refused(path, "Файл XML повреждён или обрезан", _REMEDY)
    else:
        return {_name(root): _node(root, 0)}
    raise failure


def _node(element: ElementTree.Element, depth: int) -> Any:
    """An element as JSON would hold it: attributes and children by name, those of one name as a list."""
    found: dict[str, Any] = dict(element.attrib)
    for child in element if depth < 2 * _DEEPEST else ():
        value, name = _node(child, depth + 1), _name(child)
        known = found.get(name)
        found[name] = value if known is None else [*_listed(known), value]
    text = (element.text or "").strip()
    return found | ({"text": text} if text else {}) if found else text


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]
