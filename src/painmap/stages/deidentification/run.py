"""Personal data masked in a table of any origin: file in, file out (`painmap deidentify`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from painmap.codes import PERSONAL_DATA
from painmap.errors import PainmapError, printable
from painmap.stages.deidentification.columns import ColumnScan, Verdict
from painmap.stages.deidentification.masker import Masker
from painmap.stages.deidentification.rows import Deidentified, Wanted, masked_rows
from painmap.stages.deidentification.titles import is_personal
from painmap.stages.requests import DeidentifyRequest
from painmap.stages.store import disk_error, json_bytes, replacing_all
from painmap.stages.tables.asked import asked_columns, check_places, printable_titles
from painmap.stages.tables.kinds import kind_of, open_table
from painmap.stages.tables.parts import Part, TableFile
from painmap.text.deidentify import mask_many

# What is done, rows done, rows in all.
Progress = Callable[[str, int, int], None]
_SCANNING = "проверка остальных столбцов"
_MASKING = "маскирование"


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
    try:
        _check_files(request)
        # Opened before the work: a place that cannot be written is said at once.
        with replacing_all([request.out, *_journal(request)], is_private=True) as (out, *journal):
            done = _written(request, out, progress)
            for stream in journal:
                stream.write(json_bytes(done.journal()))
    except OSError as error:
        if error.filename is None:
            raise
        raise disk_error(error, Path(error.filename)) from error
    return done


def _written(request: DeidentifyRequest, out: IO[bytes], progress: Progress) -> Deidentified:
    named = (*request.text, *request.drop, *request.mask, *request.keep)
    table = open_table(request.source, named, request.sheet)
    plan = _plan(request, table)
    _check_titles(plan)
    with Masker(request.cores, table.rows * (len(plan.text) + len(plan.mask))) as masker:
        verdicts = _scanned(plan, masker, progress)
        unnamed = {c: v for c, v in verdicts.items() if c not in (*plan.drop, *plan.mask)}
        _refuse({c: v for c, v in unnamed.items() if v.is_refused})
        fields: dict[str, list[str]] = {}
        for column in (*plan.drop, *plan.mask):
            if verdicts[column].field:
                fields.setdefault(verdicts[column].field, []).append(column)
        done = Deidentified(
            table.rows,
            {c: Counter() for c in (*plan.text, *plan.mask)},
            known={name: printable_titles(columns) for name, columns in fields.items()},
            doubtful={c: v.types for c, v in unnamed.items() if v.types},
            note=table.note,
        )
        part = Part(table, plan.written, (*plan.text, *plan.mask), tuple(plan.masks.values()))
        wanted = Wanted(plan.masks, {c: verdicts[c].kind for c in plan.mask}, fields)
        rows = masked_rows(table, wanted, done, masker, lambda n: progress(_MASKING, n, table.rows))
        kind_of(request.out).write(out, part, rows)
    return done


# --- what is asked --------------------------------------------------------------------------------


def _check_files(request: DeidentifyRequest) -> None:
    if not request.masks_column.strip():
        raise PainmapError(
            "Имя столбца с масками пусто", where="--masks-column", remedy="укажите имя или уберите параметр"
        )
    journal = {"--journal": request.journal} if request.journal is not None else {}
    check_places(request.source, {"--out": request.out, **journal})


def _journal(request: DeidentifyRequest) -> list[Path]:
    return [request.journal] if request.journal is not None else []


def _plan(request: DeidentifyRequest, table: TableFile) -> _Plan:
    options = {"--text": request.text, "--drop": request.drop, "--mask": request.mask, "--keep": request.keep}
    plan = _Plan(request, table, *asked_columns(options, table).values())
    taken = [name for name in plan.masks.values() if name in plan.written[: -len(plan.masks)]]
    if taken:
        raise PainmapError(
            f"В таблице уже есть столбец «{taken[0]}»",
            where=request.source.name,
            remedy=f"назовите новый иначе (--masks-column ИМЯ) или уберите прежний (--drop {taken[0]})",
        )
    return plan


def _check_titles(plan: _Plan) -> None:
    """Refuse titles that hold personal data: they are written as they are."""
    passed = (*plan.drop, *plan.keep)
    masked = mask_many(plan.table.columns)
    for number, (column, title) in enumerate(zip(plan.table.columns, masked, strict=True), 1):
        if column not in passed and is_personal(column, title):
            raise PainmapError(
                f"В названии столбца есть персональные данные: «{printable(title.text)}»",
                where=f"{plan.table.path.name}, столбец {number}",
                remedy="переименуйте столбец в исходном файле, уберите его (--drop) или, если это не они, "
                "оставьте как есть (--keep); если названий в файле нет, допишите их первой строкой",
            )


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
    titles = printable_titles(list(verdicts))
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
