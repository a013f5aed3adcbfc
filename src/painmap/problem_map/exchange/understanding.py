"""From rows that came back to cells of the map: whose row each is, and what may not be taken as it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from painmap.errors import printable, unknown_name
from painmap.problem_map.decisions import LEVEL_CODES, Cell
from painmap.problem_map.exchange.base import Export, digest
from painmap.problem_map.exchange.fields import Field, NotUnderstoodError, words_of
from painmap.problem_map.exchange.lines import FIELDS, MAP
from painmap.problem_map.exchange.reading import Returned, Row

# Ids of problems that managers added: the registry's own begin with «p».
ADDED = "n"
_KEY = re.compile(r"(external|internal) (\S+) (\S+) ([+-])")
_BECAME = re.compile(r"\n\(.*\)\s*\Z", re.DOTALL)
_PARTS = re.compile(r"[;\n]")
_TEXTS = ("measure", "responsible", "due_date", "level_reason", "comment", "title")


class Issue(NamedTuple):
    """Why something was not taken: the row as the user sees it, and what to do, in Russian."""

    place: str
    what: str


@dataclass
class Understood:
    """What a file says of the map.

    Attributes:
        cells: Those that the file has and that may be taken, changed or not.
        issues: Rows and cells that were not understood; nothing of them is in `cells`.
        remarks: What else the person should know, in Russian.
        rows: Rows of the file that are not blank.
        added: Rows that the file adds.
    """

    cells: dict[Cell, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    rows: int = 0
    added: int = 0


@dataclass(frozen=True)
class Known:
    """What the cells are checked against.

    Attributes:
        export: What went out.
        units: Units and posts that may be responsible; none: any.
        named: Of each text whether a person is named in it.
    """

    export: Export
    units: Sequence[str]
    named: Callable[[Sequence[str]], Sequence[bool]]


class _Owner(NamedTuple):
    """Whose row it is; `is_added`: it is in no export."""

    client_kind: str
    problem_id: str
    measure_id: str
    is_first: bool
    is_added: bool = False


def understand(returned: Returned, known: Known) -> Understood:
    """The cells of a working map that came back; independent of the order of its rows."""
    done = Understood(rows=len(returned.rows))
    reader = _Reader(known, done, {(row.part, row.client_kind) for row in returned.rows if row.key})
    groups: dict[tuple[str, _Owner], list[Row]] = defaultdict(list)
    for row in returned.rows:
        try:
            groups[row.part, reader.owner(row)].append(row)
        except NotUnderstoodError as error:
            done.issues.append(Issue(row.place, str(error)))
    for (_, owner), rows in groups.items():
        for row, own in reader.apart(owner, rows):
            reader.take(row, own)
    check(known, done, reader.places)
    for title in returned.extra:
        done.remarks.append(f"Графа не из карты не читается — {title}. Нужное перенесите в «Комментарий».")
    _tell_missing(known.export, {owner[:2] for _, owner in groups}, done)
    return done


class _Reader:
    """Rows to cells, one after the other."""

    def __init__(self, known: Known, done: Understood, keyed: Collection[tuple[str, str]]) -> None:
        self._export, self._done, self._keyed = known.export, done, keyed
        self.places: dict[Cell, str] = {}
        self._by_title: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (kind, id_), title in known.export.titles.items():
            self._by_title[kind, _norm(title)].append(id_)
        self._measures: dict[tuple[str, str], list[str]] = defaultdict(list)
        for cell in known.export.cells:
            if cell.column == "measure":
                self._measures[cell.client_kind, cell.problem_id].append(cell.measure_id)

    def owner(self, row: Row) -> _Owner:
        """Whose row it is.

        Raises:
            NotUnderstoodError: That is not known.
        """
        if row.key:
            return self._of_key(row)
        if row.part != MAP:
            raise NotUnderstoodError("нет кода строки: она не узнана")
        title = _norm(_BECAME.sub("", row.title))
        if not title:
            raise NotUnderstoodError("не названа проблема: впишите её в графу 2")
        same = self._by_title.get((row.client_kind, title), [])
        if len(same) > 1:
            raise NotUnderstoodError("так называются две проблемы, строка не узнана")
        if same and (row.part, row.client_kind) not in self._keyed:
            self._done.remarks.append(f"{row.place}: кода строки нет, она узнана по названию проблемы.")
            return self._of_title(row, same[0])
        id_ = same[0] if same else ADDED + digest(f"{row.client_kind} {title}")[:8]
        return self._added(row, id_)

    def _of_key(self, row: Row) -> _Owner:
        match = _KEY.fullmatch(row.key)
        owner = _Owner(match[1], match[2], match[3].removeprefix("-"), match[4] == "+") if match else None
        known = owner and any(
            (c.client_kind, c.problem_id) == owner[:2] and c.measure_id in ("", owner.measure_id)
            for c in self._export.cells
        )
        if owner is None or not known:
            raise NotUnderstoodError("такой строки не было в выгрузке: код в скрытой графе изменён")
        title = self._export.titles.get(owner[:2])
        if title is not None and row.title and _norm(_BECAME.sub("", row.title)) != _norm(title):
            told = "название не изменено. Переименовать проблему может аналитик: «painmap problems rename»."
            self._done.remarks.append(f"{row.place}: {told}")
        return owner

    def _of_title(self, row: Row, id_: str) -> _Owner:
        measures = self._measures[row.client_kind, id_]
        if len(measures) == 1:
            return _Owner(row.client_kind, id_, measures[0], is_first=True)
        text = _norm(words_of(row.cells.get("measure")))
        same = [
            m for m in measures if _norm(self._export.cells[Cell(row.client_kind, id_, m, "measure")]) == text
        ]
        if len(same) != 1:
            raise NotUnderstoodError("у проблемы несколько мероприятий, и нет кода строки: она не узнана")
        return _Owner(row.client_kind, id_, same[0], is_first=False)

    def _added(self, row: Row, id_: str) -> _Owner:
        measure = words_of(row.cells.get("measure"))
        is_new = id_.startswith(ADDED)
        if not measure and not is_new:
            raise NotUnderstoodError("строка добавлена без мероприятия: впишите его в графу 5")
        measure_id = f"m{self._export.period}-{id_}-{digest(_norm(measure))[:6] or '0'}"
        return _Owner(row.client_kind, id_, measure_id, is_first=is_new, is_added=True)

    def apart(self, owner: _Owner, rows: Sequence[Row]) -> Iterator[tuple[Row, _Owner]]:
        """Rows of one key: a copy counts once, a copy with another measure is a further measure."""
        distinct = {tuple(sorted((k, words_of(v)) for k, v in row.cells.items())): row for row in rows}
        chosen = list(distinct.values())
        if len(chosen) == 1:
            yield chosen[0], owner
            return
        unchanged = [row for row in chosen if self._is_as_exported(row, owner)]
        others = [row for row in chosen if row not in unchanged]
        if not unchanged or owner.is_added or any(self._is_same_measure(row, owner) for row in others):
            for row in chosen:
                self._issue(row, "строка стоит в файле дважды с разными значениями: оставьте одну")
            return
        for row in others:
            yield row, self._added(row, owner.problem_id)

    def _is_as_exported(self, row: Row, owner: _Owner) -> bool:
        cells = self._export.cells
        return all(
            one.shown(cells.get(_cell(owner, one.code, one.scope), "")) == words_of(row.cells.get(one.code))
            or _read(one, row) == cells.get(_cell(owner, one.code, one.scope), "")
            for one in FIELDS[row.part]
            if one.code in row.cells
        )

    def _is_same_measure(self, row: Row, owner: _Owner) -> bool:
        was = self._export.cells.get(Cell(*owner[:3], "measure"), "")
        return _norm(words_of(row.cells.get("measure"))) in ("", _norm(was))

    def take(self, row: Row, owner: _Owner) -> None:
        """Put the cells of a row to the others."""
        if owner.is_added:
            self._done.added += 1
            if owner.is_first and not all(words_of(row.cells.get(code)) for code in LEVEL_CODES):
                self._issue(row, "у новой проблемы нет уровней: выберите их в графах 3 и 4")
                return
        if owner.problem_id.startswith(ADDED) and owner.is_added:
            self._put(row, Cell(*owner[:2], "", "title"), " ".join(row.title.split()))
        for one in FIELDS[row.part]:
            if one.code not in row.cells or (one.scope == "row" and not owner.is_first):
                continue
            cell = _cell(owner, one.code, one.scope)
            if one.code in row.formulas:
                self._issue(row, f"«{_short(one.title)}»: в ячейке формула, впишите значение")
                continue
            try:
                value = one.read(row.cells[one.code])
            except NotUnderstoodError as error:
                self._issue(row, f"«{_short(one.title)}»: {error}")
                continue
            notes = [note for note in row.notes if note not in value] if one.code == "comment" else []
            self._put(row, cell, "\n".join(filter(None, [value, *notes])))

    def _put(self, row: Row, cell: Cell, value: str) -> None:
        self._done.cells[cell] = value
        self.places[cell] = row.place

    def _issue(self, row: Row, what: str) -> None:
        self._done.issues.append(Issue(row.place, what))


def check(known: Known, done: Understood, places: Mapping[Cell, str]) -> None:
    """Leave out what may not stand in the map: persons, unknown units, levels without a reason."""
    base = known.export.cells
    changed = {cell: value for cell, value in done.cells.items() if value and value != base.get(cell, "")}
    texts = [cell for cell in changed if cell.column in _TEXTS]
    for cell, is_named in zip(texts, known.named([changed[cell] for cell in texts]), strict=True):
        if is_named:
            _refuse(done, places, cell, "похоже на фамилию; укажите должность или подразделение")
    units = {_norm(unit) for unit in known.units}
    for cell in [cell for cell in texts if cell.column == "responsible" and cell in done.cells]:
        for part in filter(None, map(str.strip, _PARTS.split(changed[cell]))):
            if units and _norm(part) not in units:
                error = unknown_name("Ответственный", part, known.units)
                _refuse(done, places, cell, f"{error.what}; {error.remedy}")
                break
    for cell in [cell for cell in changed if cell.column in LEVEL_CODES]:
        reason = cell._replace(column="level_reason")
        if cell.problem_id.startswith(ADDED):
            continue
        if not done.cells.get(reason, base.get(reason, "")):
            _refuse(done, places, cell, "уровень изменён без основания: впишите его в графу рядом с формой")


def _refuse(done: Understood, places: Mapping[Cell, str], cell: Cell, why: str) -> None:
    titles = {one.code: one.title for fields in FIELDS.values() for one in fields}
    del done.cells[cell]
    done.issues.append(
        Issue(places[cell], f"«{_short(titles.get(cell.column, 'Проблема'))}»: {printable(why)}")
    )


def _tell_missing(export: Export, found: Collection[tuple[str, str]], done: Understood) -> None:
    missing = [title for key, title in export.titles.items() if key not in found]
    if missing:
        done.remarks.append(
            f"Строк выгрузки, которых в файле нет: {len(missing)}. В карте они остаются как были."
        )


def _cell(owner: _Owner, code: str, scope: str) -> Cell:
    return Cell(owner.client_kind, owner.problem_id, owner.measure_id if scope == "measure" else "", code)


def _read(one: Field, row: Row) -> str | None:
    try:
        return one.read(row.cells[one.code])
    except NotUnderstoodError:
        return None


def _short(title: str) -> str:
    return title.split("(")[0].strip()


def _norm(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())
