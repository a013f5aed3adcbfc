"""The problem map as a workbook for reading: the form of Прил. 3, and the order of processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from painmap.problem_map import xlsx_evidence
from painmap.problem_map.workbook import FIRST_ROW, HEADER_ROW, Sheet, opened, set_up, stamps
from painmap.report_data import GONE, LEVEL_WORDS, MAP_COLUMNS, PART_TITLES, MapRow, ProcessRank, ReportData

ID_TITLE = "Идентификатор (не изменять)"
READING = "Файл для чтения. Правки вносятся в рабочую карту, которую пишет «painmap map export»"


@dataclass(frozen=True)
class Part:
    """A sheet of the map: its name (at most 31 characters) and its client kind."""

    sheet: str
    client_kind: str

    @property
    def title(self) -> str:
        """The part's full title."""
        return PART_TITLES[self.client_kind]


PARTS = (
    Part("Часть I. Внешние клиенты", "external"),
    Part("Часть II. Внутренние клиенты", "internal"),
)
PROCESS_SHEET = "Очередность процессов"
_MAP_WIDTHS = (6, 42, 20, 24, 42, 26, 16, 12)
# Title, width, and whether only the internal edition has it: points could give hidden counts away.
_PROCESS_COLUMNS: tuple[tuple[str, int, bool], ...] = (
    ("Очередь", 10, False),
    ("Процесс", 46, False),
    ("Подразделение", 36, False),
    ("Клиенты", 14, False),
    ("Приоритетность (низкая/средняя/высокая)", 20, False),
    ("Проблемы и потребности процесса", 50, False),
    ("Баллы", 10, True),
    ("Трудоёмкость (1–3)", 14, True),
)


def write(report: ReportData, path: Path) -> None:
    """Write the map of `report` to `path`: two parts in the form of Прил. 3, and the order of processes.

    A file for reading: what people write goes into the working map (`exchange`). The internal edition has a
    sheet of what each row rests on besides.
    """
    title = f"Карта проблем {report.agency_title_genitive}"
    with opened(path, report, title, stamps(report)) as sheet:
        for part in PARTS:
            _write_part(sheet(part.sheet), report, part)
        _write_processes(sheet(PROCESS_SHEET), report)
        if report.edition == "internal" and xlsx_evidence.lines(report):
            xlsx_evidence.write_sheet(sheet(xlsx_evidence.SHEET), report)


def _write_part(sheet: Sheet, report: ReportData, part: Part) -> None:
    last = len(MAP_COLUMNS) - 1
    sheet.banner(0, last, f"Карта проблем {report.agency_title_genitive}", "title")
    sheet.banner(1, last, part.title, "part")
    note = f"\n{READING}" if report.edition == "internal" else ""
    sheet.banner(2, last, f"{stamps(report)}{note}", "stamp")
    for column, title in enumerate(MAP_COLUMNS):
        sheet.text(HEADER_ROW, column, title, "header")
        sheet.number(HEADER_ROW + 1, column, column + 1, "number")
    sheet.text(HEADER_ROW, last + 1, ID_TITLE, "header")
    rows = [row for row in report.map_rows if row.client_kind == part.client_kind]
    gone = {p.id: p.became for p in report.problems if p.lineage in GONE}
    for offset, row in enumerate(rows):
        _write_row(sheet, FIRST_ROW + offset, row, gone.get(row.problem_id, ""))
    if not rows:
        sheet.banner(FIRST_ROW, last, "Проблемы и потребности не выявлены", "locked")
    set_up(sheet, _MAP_WIDTHS, max(FIRST_ROW, FIRST_ROW + len(rows) - 1), last)
    sheet.sheet.set_column(last + 1, last + 1, _MAP_WIDTHS[-1], None, {"hidden": True})


def _write_row(sheet: Sheet, at: int, row: MapRow, gone: str) -> None:
    title = f"{row.title}\n({gone})" if gone else row.title
    sheet.number(at, 0, row.number, "number")
    sheet.text(at, 1, title, "locked")
    sheet.text(at, 2, LEVEL_WORDS[row.prevalence], "number")
    sheet.text(at, 3, LEVEL_WORDS[row.priority], "number")
    sheet.text(at, 4, row.measure, "locked")
    sheet.text(at, 5, row.responsible, "locked")
    sheet.due(at, 6, row.due, "locked_date")
    sheet.text(at, 7, row.problem_id, "locked")


def _write_processes(sheet: Sheet, report: ReportData) -> None:
    columns = [c for c in _PROCESS_COLUMNS if report.edition == "internal" or not c[2]]
    last = len(columns) - 1
    sheet.banner(0, last, f"Очередность реинжиниринга процессов {report.agency_title_genitive}", "title")
    sheet.banner(
        1, last, "Внешние и внутренние процессы упорядочены раздельно; равный номер — наравне", "part"
    )
    sheet.banner(2, last, stamps(report), "stamp")
    for column, (title, _, _) in enumerate(columns):
        sheet.text(HEADER_ROW, column, title, "header")
        sheet.number(HEADER_ROW + 1, column, column + 1, "number")
    titles = {row.problem_id: row.title for row in report.map_rows}
    for at, process in enumerate(report.processes, start=FIRST_ROW):
        _write_process(sheet, at, process, titles, is_full=report.edition == "internal")
    if not report.processes:
        sheet.banner(FIRST_ROW, last, "Процессы с выявленными проблемами отсутствуют", "locked")
    set_up(sheet, [width for _, width, _ in columns], FIRST_ROW + max(len(report.processes), 1) - 1, last)


def _write_process(
    sheet: Sheet, at: int, process: ProcessRank, titles: dict[str, str], *, is_full: bool
) -> None:
    problems = "; ".join(titles[i] for i in process.problem_ids if i in titles)
    sheet.number(at, 0, process.rank, "number")
    sheet.text(at, 1, process.name, "locked")
    sheet.text(at, 2, process.unit, "locked")
    sheet.text(at, 3, {"external": "внешние", "internal": "внутренние"}[process.client_kind], "number")
    sheet.text(at, 4, LEVEL_WORDS[process.level], "number")
    sheet.text(at, 5, problems, "locked")
    if not is_full:
        return
    sheet.number(at, 6, process.score, "score")
    if process.effort is None:
        sheet.text(at, 7, "…", "number")
    else:
        sheet.number(at, 7, process.effort, "number")
