"""The two questions that cross-checks ask: is this name known, does this name stand twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from painmap.errors import PainmapError, printable, unknown_name


def unknown(
    kind: str, named: Iterable[tuple[str, str]], known: Iterable[str], *, where: str
) -> Iterator[PainmapError]:
    """An error for each (field, name) whose name is not `known`; an empty name refers to nothing."""
    known = set(known)
    for field, name in named:
        if name and name not in known:
            yield unknown_name(kind, name, known, where=f"{where}, поле {field}")


def repeated(what: str, values: Iterable[Hashable], *, where: str) -> Iterator[PainmapError]:
    """An error for each value that stands a second time."""
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            yield PainmapError(
                f"{what} «{printable(value)}» встречается дважды",
                where=where,
                remedy="оставьте одну запись или измените одну из них",
            )
        seen.add(value)


def positions(field: str, names: Iterable[str], inner: str = "") -> Iterator[tuple[str, str]]:
    """(field with the position from 1, name) of each name of a list."""
    for number, name in enumerate(names, start=1):
        yield f"{field}[{number}]{inner}", name
