"""Paragraphs of the act as a reader would write them, from the names that they have in the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from painmap.report import strings
from painmap.report.formats import clean

_LONG = 48


def named(text: str) -> str:
    """«абзацы шестой, седьмой п. 4.2», «пп. 2.2, 3.2»; a long list by numbers: the ledger has it in full."""
    parts: dict[str, list[str]] = {}
    for cited in clean(text).split("; "):
        number_, _, part = cited.partition(", ")
        parts.setdefault(number_, []).extend([part] if part else [])
    told = _points([n for n, of in parts.items() if not of])
    told += [_parts(n, of) for n, of in parts.items() if of]
    joined = ", ".join(told)
    if len(joined) <= _LONG:
        return joined
    numbers = list(parts)
    points = ", ".join(_points(numbers[:4]))
    return strings.PARAGRAPHS_MORE.format(first=points) if len(numbers) > 4 else points


def _points(numbers: Sequence[str]) -> list[str]:
    return [strings.CITED[len(numbers) > 1].format(numbers=", ".join(numbers))] if numbers else []


def _parts(number_: str, parts: Sequence[str]) -> str:
    """«подпункты 4, 5 п. 16»; what is no numbered part stands behind: «п. 18 (систематизация)»."""
    point = strings.CITED[False].format(numbers=number_)
    for one, several in strings.CITED_PARTS.items():
        if all(part.startswith(f"{one} ") for part in parts):
            named = ", ".join(part.removeprefix(f"{one} ") for part in parts)
            return f"{several if len(parts) > 1 else one} {named} {point}"
    if all(part.startswith(tuple(strings.CITED_PARTS.values())) for part in parts):
        return f"{', '.join(parts)} {point}"
    return f"{point} ({', '.join(parts)})"
