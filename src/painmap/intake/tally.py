"""A survey that arrives as counts: question × option × number of answers, as paper forms and portals do.

The counts become questionnaires without a face, so that shares, means and bases come out as in any other
survey: an option with 12 answers is given to 12 of the n questionnaires, the next option to the next ones,
and so on through all questions, beginning again after the last questionnaire. What one questionnaire holds
in two questions is therefore an accident of this order and means nothing; `RESPONSES.is_tally` marks such
answers, and what is counted by person over several questions must leave them out. In a question with
several answers nobody knows how many people answered it: all n, or as many as there are answers if fewer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from painmap.errors import PainmapError
from painmap.intake.questions import named
from painmap.intake.request import IntakeRequest
from painmap.intake.sheets import Sheet
from painmap.intake.tally_sums import Count, fault, has_one_answer, read_shares
from painmap.intake.words import Cell, as_text, norm, squeezed
from painmap.params.models import Question, Tally

# A tally of more questionnaires is a slip of the pen, and would fill the memory.
_MOST = 200_000
_HEADER_WITHIN_ROWS = 60
# Questions or rows that a sentence names.
_NAMED = 3
# None chose it, or nothing is stated.
_NOTHING = ("", "-", "–", "—")
# Within one cell of a question with several answers, as `questions` splits it.
_SEVERAL = "\n"


def expanded(sheet: Sheet, request: IntakeRequest) -> Sheet:
    """The tally as a sheet of questionnaires: number, last day of the survey, a column per question.

    A count that cannot be read or does not add up would shift all shares of its question: it refuses the
    file, not its row.

    Raises:
        PainmapError: Header, number of questionnaires or last day are missing, a count is no number,
            exceeds the number of questionnaires, or contradicts the share beside it.
    """
    layout, name = request.format, request.relative_name
    tally = layout.tally
    if tally is None:
        raise _refused(name, "в формате нет раздела tally", f"дополните params/formats/{layout.id}.yaml")
    start, places = _header(sheet, tally, name)
    total, last_day = _facts(sheet, tally, name)
    forms = request.questionnaire.all_versions.values() if request.questionnaire else ()
    # Whether counts must add up is the same in all versions: the kind of a question does not change.
    known = {norm(q.text): q for form in reversed([*forms]) for q in form.questions}
    warnings: list[str] = []
    questions: dict[str, list[Count]] = {}
    for count in _counts(sheet, start, places, tally, name, warnings):
        questions.setdefault(count.question, []).append(count)
    _check(questions, known, total, name)
    warnings += _left_out(questions, known, total)
    columns = _columns(questions, total)
    titles = [layout.respondent_column, layout.time_column, *columns]
    rows: list[list[Cell]] = [list(titles)]
    for i in range(total):
        # The day keeps questionnaires of different surveys apart.
        number = f"{as_text(last_day)}/{i + 1}"
        rows.append([number, last_day, *(_SEVERAL.join(cells[i]) for cells in columns.values())])
    return Sheet(
        sheet.name,
        rows,
        list(range(len(rows))),
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        warnings=warnings,
    )


def _header(sheet: Sheet, tally: Tally, name: str) -> tuple[int, tuple[int | None, ...]]:
    """Index of the header and the places of question, option, count and share; None for no shares."""
    titles = [norm(title) for title in (tally.question, tally.option, tally.count)]
    for i, row in enumerate(sheet.rows[:_HEADER_WITHIN_ROWS]):
        found = [norm(as_text(cell)) for cell in row]
        if all(title in found for title in titles):
            share = norm(tally.share)
            places = [found.index(title) for title in titles]
            return i, (*places, found.index(share) if share and share in found else None)
    named_titles = ", ".join(f"«{title}»" for title in (tally.question, tally.option, tally.count))
    what = f"нет шапки с графами {named_titles}"
    raise _refused(name, what, "проверьте, что это свод ответов, и впишите шапку")


def _facts(sheet: Sheet, tally: Tally, name: str) -> tuple[int, Cell]:
    """Number of questionnaires and last day of the survey, wherever their rows stand."""
    total = _number(_fact(sheet, tally.total, name))
    if not total or total > _MOST:
        raise _refused(name, f"в строке «{tally.total}» нет числа", "впишите число полученных анкет")
    return total, _fact(sheet, tally.last_day, name)


def _fact(sheet: Sheet, label: str, name: str) -> Cell:
    for row in sheet.rows:
        filled = [cell for cell in row if as_text(cell).strip()]
        if len(filled) > 1 and norm(as_text(filled[0])) == norm(label):
            return filled[1]
    raise _refused(name, f"нет строки «{label}»", "допишите её в свод: без неё доли не посчитать")


def _counts(
    sheet: Sheet, start: int, places: Sequence[int | None], tally: Tally, name: str, warnings: list[str]
) -> list[Count]:
    labels = {norm(tally.total), norm(tally.last_day)}
    found: list[Count] = []
    stated: list[str] = []
    question = ""
    for i in range(start + 1, len(sheet.rows)):
        row, number = sheet.rows[i], sheet.numbers[i]
        if i in sheet.broken:
            raise _refused(name, f"строка {number}: {sheet.broken[i][0]}", sheet.broken[i][1])
        cells = [squeezed(as_text(row[p])) if p is not None and p < len(row) else "" for p in places]
        if not any(cells) or norm(cells[0]) in labels:
            continue
        # The question stands in the first of its rows.
        question = cells[0] or question
        if not cells[1]:
            continue
        count = _number(cells[2])
        if count is None or not question:
            raise _refused(name, f"строка {number}: число ответов не распознано", "впишите целое число или 0")
        found.append(Count(question, cells[1], count, number))
        stated.append("" if cells[3] in _NOTHING else cells[3])
    if not any(count.number for count in found):
        raise _refused(name, "в своде нет ни одного ответа", "выгрузите свод заново")
    shares = read_shares(stated)
    unread = [str(c.row) for c, cell, share in zip(found, stated, shares, strict=True) if cell and not share]
    if unread:
        warnings.append(
            f"Доли в строках {_listed(unread, ', ')} не распознаны и с числами ответов не сверены."
        )
    return [replace(count, share=share) for count, share in zip(found, shares, strict=True)]


def _check(
    questions: Mapping[str, Sequence[Count]], known: Mapping[str, Question], total: int, name: str
) -> None:
    faults = []
    for text, counts in questions.items():
        question = known.get(norm(text))
        if what := fault(question, counts, total):
            faults.append(f"вопрос {named(question)}, {what}" if question else what)
    if faults:
        raise _refused(
            name,
            _listed(faults, "; "),
            "исправьте в своде число анкет, числа ответов или доли; доли считаются от числа анкет "
            "или ответивших на вопрос",
        )


def _left_out(
    questions: Mapping[str, Sequence[Count]], known: Mapping[str, Question], total: int
) -> list[str]:
    """A sentence, or none, about the questions of one answer with fewer answers than questionnaires."""
    fewer = []
    for text, counts in questions.items():
        question, answers = known.get(norm(text)), sum(count.number for count in counts)
        if question and has_one_answer(question) and answers < total:
            fewer.append(f"{named(question)} — {answers} из {total}")
    if not fewer:
        return []
    return [
        f"Ответов меньше, чем анкет: {_listed(fewer, '; ')}; остальные анкеты считаются оставшимися "
        "без ответа на вопрос."
    ]


def _listed(parts: Sequence[str], separator: str) -> str:
    more = f" и ещё {len(parts) - _NAMED}" if len(parts) > _NAMED else ""
    return separator.join(parts[:_NAMED]) + more


def _columns(questions: Mapping[str, Sequence[Count]], total: int) -> dict[str, list[list[str]]]:
    """Question → the options of each questionnaire."""
    columns: dict[str, list[list[str]]] = {}
    at = 0
    for question, counts in questions.items():
        column = columns.setdefault(question, [[] for _ in range(total)])
        for count in counts:
            for i in range(at, at + count.number):
                column[i % total].append(count.option)
            at += count.number
    return columns


def _number(cell: Cell) -> int | None:
    """A whole number; an empty cell, «-» and «—» are none chosen."""
    text = "".join(as_text(cell).split())
    if text in _NOTHING:
        return 0
    return int(text) if text.isascii() and text.isdigit() else None


def _refused(name: str, what: str, remedy: str) -> PainmapError:
    return PainmapError(f"Свод ответов не прочитан: {what}", where=name, remedy=remedy)
