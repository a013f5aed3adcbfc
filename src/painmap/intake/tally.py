"""A survey that arrives as counts: question × option × number of answers, as paper forms and portals do.

The counts become questionnaires without a face, so that shares, means and bases come out as in any other
survey: an option with 12 answers is given to 12 of the n questionnaires, the next option to the next ones,
and so on through all questions, beginning again after the last questionnaire. What one questionnaire holds
in two questions is therefore an accident of this order and means nothing; `RESPONSES.is_tally` marks such
answers, and what is counted by person over several questions must leave them out. In a question with
several answers nobody knows how many people answered it: all n, or as many as there are answers if fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from painmap.errors import PainmapError
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell, as_text, norm, squeezed
from painmap.params.models import Format, Tally

# A tally of more questionnaires is a slip of the pen, and would fill the memory.
_MOST = 200_000
_HEADER_WITHIN_ROWS = 60
# Within one cell of a question with several answers, as `questions` splits it.
SEVERAL = "\n"


@dataclass(frozen=True)
class _Count:
    """A row of the tally: how many chose an option of a question; `row` as Excel shows it."""

    question: str
    option: str
    number: int
    row: int


def expanded(sheet: Sheet, layout: Format, path: Path) -> Sheet:
    """The tally as a sheet of questionnaires: number, last day of the survey, a column per question.

    A count that cannot be read would shift all shares of its question: it refuses the file, not its row.

    Raises:
        PainmapError: Header, number of questionnaires or last day are missing, a count is no number or
            exceeds the number of questionnaires.
    """
    tally = layout.tally
    if tally is None:
        raise _refused(path, "в формате нет раздела tally", f"дополните params/formats/{layout.id}.yaml")
    start, places = _header(sheet, tally, path)
    total, last_day = _facts(sheet, tally, path)
    counts = _counts(sheet, start, places, tally, path)
    columns = _columns(counts, total, path)
    titles = [layout.respondent_column, layout.time_column, *columns]
    rows: list[list[Cell]] = [list(titles)]
    for i in range(total):
        # The day keeps questionnaires of different surveys apart.
        number = f"{as_text(last_day)}/{i + 1}"
        rows.append([number, last_day, *(SEVERAL.join(cells[i]) for cells in columns.values())])
    return Sheet(sheet.name, rows, list(range(len(rows))), encoding=sheet.encoding, delimiter=sheet.delimiter)


def _header(sheet: Sheet, tally: Tally, path: Path) -> tuple[int, tuple[int, int, int]]:
    """Index of the header and the places of question, option and count."""
    titles = (tally.question, tally.option, tally.count)
    for i, row in enumerate(sheet.rows[:_HEADER_WITHIN_ROWS]):
        found = [norm(as_text(cell)) for cell in row]
        if all(norm(title) in found for title in titles):
            question, option, count = (found.index(norm(title)) for title in titles)
            return i, (question, option, count)
    named = ", ".join(f"«{title}»" for title in titles)
    raise _refused(path, f"нет шапки с графами {named}", "проверьте, что это свод ответов, и впишите шапку")


def _facts(sheet: Sheet, tally: Tally, path: Path) -> tuple[int, Cell]:
    """Number of questionnaires and last day of the survey, wherever their rows stand."""
    total = _number(_fact(sheet, tally.total, path))
    if not total or total > _MOST:
        raise _refused(path, f"в строке «{tally.total}» нет числа", "впишите число полученных анкет")
    return total, _fact(sheet, tally.last_day, path)


def _fact(sheet: Sheet, label: str, path: Path) -> Cell:
    for row in sheet.rows:
        filled = [cell for cell in row if as_text(cell).strip()]
        if len(filled) > 1 and norm(as_text(filled[0])) == norm(label):
            return filled[1]
    raise _refused(path, f"нет строки «{label}»", "допишите её в свод: без неё доли не посчитать")


def _counts(sheet: Sheet, start: int, places: Sequence[int], tally: Tally, path: Path) -> list[_Count]:
    labels = {norm(tally.total), norm(tally.last_day)}
    result: list[_Count] = []
    question = ""
    for i in range(start + 1, len(sheet.rows)):
        row, number = sheet.rows[i], sheet.numbers[i]
        if i in sheet.broken:
            raise _refused(path, f"строка {number}: {sheet.broken[i][0]}", sheet.broken[i][1])
        cells = [squeezed(as_text(row[place])) if place < len(row) else "" for place in places]
        if not any(cells) or norm(cells[0]) in labels:
            continue
        # The question stands in the first of its rows.
        question = cells[0] or question
        if not cells[1]:
            continue
        count = _number(cells[2])
        if count is None or not question:
            raise _refused(path, f"строка {number}: число ответов не распознано", "впишите целое число или 0")
        result.append(_Count(question, cells[1], count, number))
    if not any(count.number for count in result):
        raise _refused(path, "в своде нет ни одного ответа", "выгрузите свод заново")
    return result


def _columns(counts: Sequence[_Count], total: int, path: Path) -> dict[str, list[list[str]]]:
    """Question → the options of each questionnaire."""
    columns: dict[str, list[list[str]]] = {}
    at = 0
    for count in counts:
        if count.number > total:
            what = f"строка {count.row}: ответов {count.number}, а анкет {total}"
            raise _refused(path, what, "проверьте число анкет и это число")
        column = columns.setdefault(count.question, [[] for _ in range(total)])
        for i in range(at, at + count.number):
            column[i % total].append(count.option)
        at += count.number
    return columns


def _number(cell: Cell) -> int | None:
    """A whole number; an empty cell, «-» and «—» are none chosen."""
    text = "".join(as_text(cell).split())
    if text in ("", "-", "–", "—"):
        return 0
    return int(text) if text.isascii() and text.isdigit() else None


def _refused(path: Path, what: str, remedy: str) -> PainmapError:
    return PainmapError(f"Свод ответов не прочитан: {what}", where=path.name, remedy=remedy)
