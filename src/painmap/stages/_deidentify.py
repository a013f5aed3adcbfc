"""Personal data masked in a table of any origin: file in, file out (`painmap deidentify`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from painmap.errors import PainmapError, unknown_name
from painmap.intake.words import norm
from painmap.schema import PERSONAL_DATA
from painmap.stages._masking import Asked, Masker
from painmap.stages._personal_columns import (
    UNDECLARED,
    ColumnScan,
    Declared,
    Verdict,
    asked,
    declared,
    shown,
    without_context,
)
from painmap.stages._table_parts import Part, Piece, Row, TableFile, is_empty
from painmap.stages.requests import DeidentifyRequest
from painmap.stages.store import write_json
from painmap.stages.table_files import kind_of, open_table, write_table_file
from painmap.text.deidentify import RECOGNISERS, Known, Masked, mask_many

# What is done, rows done, rows in all.
Progress = Callable[[str, int, int], None]
_SCANNING = "проверка остальных столбцов"
_MASKING = "маскирование"
_JOIN = {"name": " ", "phone": "; "}


@dataclass
class Deidentified:
    """What was done; no value of the table.

    Attributes:
        rows: Rows in and out.
        found: Masked column → rule → number of findings.
        cells: Masked column → number of cells in which anything was masked.
        known: Field of `Known` → columns whose cells were looked for in the texts of their row.
        doubtful: Column that passed → TYPE → cells that look like it.
        note: How the file was read, if the user should know.
    """

    rows: int
    found: dict[str, Counter[str]]
    cells: Counter[str] = field(default_factory=Counter)
    known: dict[str, list[str]] = field(default_factory=dict)
    doubtful: dict[str, dict[str, int]] = field(default_factory=dict)
    note: str = ""

    def by_rule(self) -> list[dict[str, Any]]:
        """A row is a rule that found anything: its TYPE, score and reason, and how often."""
        return _by_rule(sum(self.found.values(), Counter()))

    def journal(self) -> dict[str, Any]:
        """The same as JSON."""
        columns = {
            name: {"masked_cells": self.cells[name], "found": _by_rule(rules)}
            for name, rules in self.found.items()
        }
        return {
            "rows": self.rows,
            "masked_cells": self.cells.total(),
            "columns": columns,
            "known_columns": self.known,
            "doubtful_columns": self.doubtful,
        }


@dataclass(frozen=True)
class _Plan:
    """The request with names of the file's columns."""

    request: DeidentifyRequest
    table: TableFile
    text: tuple[str, ...]
    drop: tuple[str, ...]
    mask: tuple[str, ...]
    keep: tuple[str, ...]

    @property
    def masks(self) -> dict[str, str]:
        """Text column → its column of masks."""
        name = self.request.masks_column
        return {c: name if len(self.text) == 1 else f"{name}_{c}" for c in self.text}

    @property
    def written(self) -> tuple[str, ...]:
        return (*(c for c in self.table.columns if c not in self.drop), *self.masks.values())


def run(request: DeidentifyRequest, progress: Progress) -> Deidentified:
    """Scan the other columns, then mask the texts.

    Raises:
        PainmapError: The file cannot be read or written, a name is wrong, or an unnamed column holds
            personal data.
    """
    _check_files(request)
    named = (*request.text, *request.drop, *request.mask, *request.keep)
    table = open_table(request.source, named, request.sheet)
    plan = _plan(request, table)
    with Masker(request.cores, table.rows * (len(plan.text) + len(plan.mask))) as masker:
        verdicts = _scanned(plan, masker, progress)
        _refuse({c: v for c, v in verdicts.items() if v.is_refused and c not in (*plan.drop, *plan.mask)})
        done = Deidentified(table.rows, {c: Counter() for c in (*plan.text, *plan.mask)}, note=table.note)
        for column in (*plan.drop, *plan.mask):
            if verdicts[column].field:
                done.known.setdefault(verdicts[column].field, []).append(column)
        unnamed = {c: v for c, v in verdicts.items() if c not in (*plan.drop, *plan.mask)}
        done.doubtful = {c: v.types for c, v in unnamed.items() if v.types}
        part = Part(table, plan.written, (*plan.text, *plan.mask), tuple(plan.masks.values()))
        write_table_file(request.out, part, _masked(plan, done, masker, progress))
    if request.journal is not None:
        write_json(request.journal, done.journal())
    return done


# --- what is asked --------------------------------------------------------------------------------


def _check_files(request: DeidentifyRequest) -> None:
    kind_of(request.source)
    kind_of(request.out)
    places = [request.source, request.out, *([request.journal] if request.journal else [])]
    if len({path.resolve() for path in places}) < len(places) or (
        request.out.exists() and request.source.exists() and request.out.samefile(request.source)
    ):
        raise PainmapError(
            "Результат и журнал нельзя записать на место исходного файла или друг друга",
            where=str(request.out),
            remedy="назовите в --out и --journal другие файлы",
        )
    for path in places[1:]:
        if path.is_dir():
            raise PainmapError("Это папка, а не файл", where=str(path), remedy="допишите имя файла")


def _plan(request: DeidentifyRequest, table: TableFile) -> _Plan:
    options = {"--text": request.text, "--drop": request.drop, "--mask": request.mask, "--keep": request.keep}
    columns = {option: tuple(_column(name, table) for name in names) for option, names in options.items()}
    count = Counter(name for names in columns.values() for name in names)
    twice = [name for name, n in count.items() if n > 1]
    if twice:
        where = ", ".join(option for option, names in columns.items() if twice[0] in names)
        raise PainmapError(
            f"Столбец «{_safe([twice[0]])[0]}» назван дважды", where=where, remedy="оставьте одно из указаний"
        )
    plan = _Plan(request, table, *columns.values())
    taken = [name for name in plan.masks.values() if name in plan.written[: -len(plan.masks)]]
    if taken:
        raise PainmapError(
            f"В таблице уже есть столбец «{taken[0]}»",
            where=request.source.name,
            remedy=f"назовите новый иначе (--masks-column ИМЯ) или уберите прежний (--drop {taken[0]})",
        )
    return plan


def _column(name: str, table: TableFile) -> str:
    """The column of that name; blanks, line breaks and case may differ where one column is meant."""
    if name in table.columns:
        return name
    alike = [column for column in table.columns if norm(column) == norm(name)]
    if len(alike) == 1:
        return alike[0]
    raise unknown_name("Столбец", name, _safe(table.columns), where=table.path.name)


def _safe(titles: Sequence[str]) -> list[str]:
    """Titles that may be printed: in a file without a header they are somebody's data."""
    return [masked.text for masked in mask_many(titles)]


# --- the other columns ----------------------------------------------------------------------------


def _scanned(plan: _Plan, masker: Masker, progress: Progress) -> dict[str, Verdict]:
    named = (*plan.drop, *plan.mask)
    passed = (*plan.text, *plan.keep)
    scans = [ColumnScan(c, c in named) for c in plan.table.columns if c not in passed]
    done = 0
    for piece in plan.table.pieces() if scans else ():
        for scan in scans:
            if not scan.is_decided:
                scan.look([row.get(scan.name) for row in piece], masker)
        done += len(piece)
        progress(_SCANNING, done, plan.table.rows)
    return {scan.name: scan.verdict() for scan in scans}


def _refuse(verdicts: dict[str, Verdict]) -> None:
    if not verdicts:
        return
    titles = _safe(list(verdicts))
    parts = [
        f"«{title}» — " + ", ".join(f"{PERSONAL_DATA[k]}: ячеек {n}" for k, n in verdict.types.items())
        + ("" if verdict.is_whole else " и более")
        for title, verdict in zip(titles, verdicts.values(), strict=True)
    ]  # fmt: skip
    raise PainmapError(
        "Есть персональные данные в столбцах, о которых ничего не сказано: " + "; ".join(parts),
        remedy=f'для каждого добавьте одно: --drop "{titles[0]}" (не записывать), --mask "{titles[0]}" '
        f'(маскировать), --keep "{titles[0]}" (оставить как есть) или ещё один --text',
    )


# --- masking --------------------------------------------------------------------------------------


def _masked(plan: _Plan, done: Deidentified, masker: Masker, progress: Progress) -> Iterator[Piece]:
    titles = dict.fromkeys(plan.text, UNDECLARED) | {c: declared(c) for c in plan.mask}
    rows = 0
    for piece in plan.table.pieces():
        known = [_known(row, done.known) for row in piece]
        todo = [(row, own, c) for row, own in zip(piece, known, strict=True) for c in titles if c in row]
        texts = [_asked(row[c], titles[c], own) for row, own, c in todo]
        results = iter(masker.masked([text for text in texts if text is not None]))
        for (row, _, c), text in zip(todo, texts, strict=True):
            result = None if text is None else without_context(shown(row[c]), next(results), titles[c])
            _put(plan, done, row, c, result)
        for row in piece:
            for name in plan.masks.values():
                row.setdefault(name, [])
        rows += len(piece)
        yield piece
        progress(_MASKING, rows, plan.table.rows)


def _known(row: Row, columns: dict[str, list[str]]) -> Known:
    """What the row's own fields say of a person."""
    fields = {}
    for name, those in columns.items():
        cells = [shown(row[c]) for c in those if not is_empty(row.get(c))]
        # One e-mail and one address fit into `Known`; the recognisers find others by themselves.
        fields[name] = _JOIN[name].join(cells) if name in _JOIN else next(iter(cells), "")
    return Known(**fields)


def _asked(cell: Any, title: Declared, known: Known) -> Asked | None:
    return None if is_empty(cell) or isinstance(cell, bool) else asked(shown(cell), title, known)


def _put(plan: _Plan, done: Deidentified, row: Row, column: str, result: Masked | None) -> None:
    spans = result.spans if result is not None else ()
    if result is not None and spans:
        row[column] = result.text
        done.cells[column] += 1
        done.found[column].update(result.rules)
    if column in plan.masks:
        row[plan.masks[column]] = [list(span) for span in spans]


def _by_rule(found: Counter[str]) -> list[dict[str, Any]]:
    return [
        {"type": r.type, "rule": r.rule, "score": r.score, "reason": r.reason, "count": found[r.rule]}
        for r in sorted(RECOGNISERS, key=lambda r: (list(PERSONAL_DATA).index(r.type), -found[r.rule]))
        if found[r.rule]
    ]
