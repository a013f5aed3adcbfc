"""The sheet beside the map that tells what each row rests on: counts, signs of severity, sources, points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from painmap.problem_map.workbook import FIRST_ROW, HEADER_ROW, Sheet, set_up, stamps
from painmap.report_data import CLIENT_WORDS, SCORE_PARTS, SIGN_TITLES, Audit, Number, Problem, ReportData

SHEET = "Основания"
_UNKNOWN = "…"


@dataclass(frozen=True)
class _Column:
    """Title, width, text of a cell; `number`: a figure in place of it."""

    title: str
    width: int
    text: Callable[[Problem], str] = lambda _: ""
    number: Callable[[Problem], float | None] | None = None


def lines(report: ReportData) -> list[tuple[int, Problem]]:
    """Rows of the map with their evidence, as numbered in their part."""
    known = {p.id: p for p in report.problems}
    return [(row.number, known[row.problem_id]) for row in report.map_rows if row.problem_id in known]


def _write_rows(sheet: Sheet, report: ReportData, header: int, first: int) -> int:
    """The header, the numbers of columns and a row per problem or need; returns the last row."""
    for at, column in enumerate(COLUMNS):
        sheet.text(header, at, column.title, "header")
        sheet.number(header + 1, at, at + 1, "number")
    found = lines(report)
    for at, (number, problem) in enumerate(found, start=first):
        sheet.number(at, 0, number, "number")
        for place, column in enumerate(COLUMNS[1:], start=1):
            value = column.number(problem) if column.number else None
            if value is None:
                sheet.text(at, place, column.text(problem), "locked")
            else:
                sheet.number(at, place, value, "score" if isinstance(value, float) else "number")
    return first + len(found) - 1


def precision(audit: Audit | None) -> str:
    """How right the assignment of texts of external clients is, on one line; empty where it is not told."""
    if audit is None:
        return ""
    found, judged = audit.total, int(audit.total.judged.value or 0)
    if not judged:
        return "Отнесение обращений внешних клиентов к проблемам за период не проверялось"
    right = round(judged * (found.share.value or 0))
    ends = [round(100 * (end or 0)) for end in (found.ci_low, found.ci_high)]
    return (
        f"Отнесение обращений внешних клиентов к проблемам: верно {right} из {judged} проверенных "
        f"(95 % интервал {ends[0]}–{ends[1]} %)"
    )


def _sign(sign: str) -> Callable[[Problem], str]:
    def told(problem: Problem) -> str:
        found = problem.signs.get(sign)
        return f"{_whole(found)} из {found.base}" if found and found.base else _UNKNOWN

    return told


def _whole(number: Number) -> str:
    return _UNKNOWN if number.value is None else str(int(number.value))


def _count(name: str) -> Callable[[Problem], float | None]:
    def count(problem: Problem) -> float | None:
        number: Number = getattr(problem, name)
        return None if number.value is None else int(number.value)

    return count


def _percent(value: float | None) -> float | None:
    return None if value is None else round(100 * value, 1)


def _sure(column: str) -> Callable[[Problem], float | None]:
    return lambda problem: _percent(problem.stability.get(column))


def _channels(problem: Problem) -> str:
    found = sorted(problem.channels, key=lambda item: (-(item[1].value or 0), item[0]))
    return "; ".join(f"{title} {_whole(number)}" for title, number in found)


def _points(problem: Problem) -> str:
    parts = (
        f"{title} {problem.score_parts[key]:g}"
        for key, title in SCORE_PARTS.items()
        if key in problem.score_parts
    )
    return "; ".join(parts).replace(".", ",")


COLUMNS = (
    _Column("№ в части карты", 8),
    _Column("Клиенты", 12, lambda p: CLIENT_WORDS[p.client_kind]),
    _Column("Проблема, потребность", 40, lambda p: p.title),
    _Column("Состояние", 18, lambda p: p.became),
    _Column("Обращений и ответов", 12, number=_count("appeals")),
    _Column("Клиентов", 10, number=_count("clients")),
    _Column("Клиентов в АППГ", 10, number=_count("previous_clients")),
    _Column("Доля клиентов, %", 10, lambda p: p.share.mark, lambda p: _percent(p.share.value)),
    _Column("95 % интервал от", 10, number=lambda p: _percent(p.ci_low)),
    _Column("до", 10, number=lambda p: _percent(p.ci_high)),
    *(_Column(title, 14, _sign(sign)) for sign, title in SIGN_TITLES.items()),
    _Column("Откуда", 44, _channels),
    _Column("Баллы", 8, number=lambda p: p.score),
    _Column("За что баллы", 34, _points),
    _Column("Почему приоритетность высокая независимо от баллов", 26, lambda p: p.forced_by),
    _Column("Уровень графы 3 тот же, % выборок клиентов", 14, number=_sure("prevalence")),
    _Column("Уровень графы 4 тот же, % выборок клиентов", 14, number=_sure("priority")),
)


def write_sheet(sheet: Sheet, report: ReportData) -> None:
    """The sheet: what each row of the map rests on."""
    widths = [column.width for column in COLUMNS]
    last = len(widths) - 1
    sheet.banner(0, last, f"Основания карты проблем {report.agency_title_genitive}", "title")
    sheet.banner(1, last, precision(report.audit), "part")
    sheet.banner(2, last, stamps(report), "stamp")
    bottom = _write_rows(sheet, report, HEADER_ROW, FIRST_ROW)
    set_up(sheet, widths, bottom, last)
