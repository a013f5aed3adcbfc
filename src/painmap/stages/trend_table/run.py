"""Many monthly series of a table tested for change: file in, file out (`painmap trend`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any

from painmap.errors import PainmapError
from painmap.params.defaults import report_defaults
from painmap.stages.requests import TrendRequest
from painmap.stages.store import disk_error, replacing_all
from painmap.stages.tables.asked import asked_columns, check_places
from painmap.stages.tables.kinds import kind_of, open_table
from painmap.stages.tables.parts import Part, TableFile, cut
from painmap.stages.trend_table.cells import days
from painmap.stages.trend_table.found import COLUMNS, Found, TrendsFound, account
from painmap.stages.trend_table.rows import Columns, MonthRow, month_rows
from painmap.stages.trend_table.series import named_series
from painmap.stats import compare_series

_FLOATS = ("ratio", "ci_low", "ci_high", "p", "q", "dispersion", "rho", "detectable")


def run(request: TrendRequest) -> TrendsFound:
    """Read, test, write.

    Raises:
        PainmapError: A file cannot be read or written, a name is wrong, a row cannot be understood, a series
            has a month twice; nothing is written then.
    """
    try:
        check_places(request.source, {"--out": request.out})
        at = _day(request)
        # Opened before the work: a place that cannot be written is said at once.
        with replacing_all([request.out], is_private=True) as (out,):
            return _written(request, at, out)
    except OSError as error:
        if error.filename is None:
            raise
        raise disk_error(error, Path(error.filename)) from error


def _day(request: TrendRequest) -> date | None:
    """The first day of the later level, where one is asked for."""
    if request.contrast != "step":
        if request.at:
            raise PainmapError(
                "Дата нужна только сравнению step",
                where="--at",
                remedy="добавьте --contrast step или уберите --at",
            )
        return None
    day = days([request.at])[0]
    if day is None:
        raise PainmapError(
            "Дата не читается" if request.at else "Для --contrast step нужна дата",
            where="--at",
            remedy="укажите первый день нового уровня, например --at 2025-03-01",
        )
    return day


def _written(request: TrendRequest, at: date | None, out: IO[bytes]) -> TrendsFound:
    rules = report_defaults(request.root).trend
    table, rows = _read(request)
    series = named_series(rows, has_exposure=bool(request.exposure))
    counts = [s.counts for s in series if s.counts is not None]
    results = iter(compare_series(counts, request.contrast, rules, at=at) if counts else ())
    found = [Found(s, None if s.counts is None else next(results)) for s in series]
    _write(request, table, found, out)
    months = [row.month for row in rows]
    return account(found, len(rows), (min(months), max(months)), table.note)


def _read(request: TrendRequest) -> tuple[TableFile, list[MonthRow]]:
    options = {"--series": request.series, "--date": request.date, "--value": request.value}
    if request.exposure:
        options["--exposure"] = request.exposure
    table = open_table(request.source, tuple(options.values()), request.sheet)
    names = asked_columns({option: (name,) for option, name in options.items()}, table)
    return table, month_rows(table, Columns(*(name for (name,) in names.values())))


def _write(request: TrendRequest, table: TableFile, found: Sequence[Found], out: IO[bytes]) -> None:
    """The result in the manner of the source: delimiter, line ends, byte order mark."""
    rows: list[dict[str, Any]] = [f.row(request.contrast) for f in found]
    kinds = {name: frozenset({"float"}) for name in _FLOATS} | {"n": frozenset({"int"})}
    result = TableFile(
        table.path,
        COLUMNS,
        len(rows),
        lambda: cut(rows),
        kinds=kinds | {"series": frozenset(type(row["series"]).__name__ for row in rows)},
        delimiter=table.delimiter,
        newline=table.newline,
        has_mark=table.has_mark,
    )
    kind_of(request.out).write(out, Part(result, COLUMNS, (), ()), result.pieces())
