"""The questionnaire as an XLSForm (xlsform.org) for KoboToolbox, ODK and the like."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from painmap.errors import PainmapError
from painmap.params.coding import answer_codes, field_name
from painmap.params.models import Question, Questionnaire
from painmap.report.formats import clean
from painmap.report.questionnaire import words
from painmap.report.questionnaire.mark import mark_of

SURVEY = ("type", "name", "label", "hint", "required", "appearance", "relevant")
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_title", "form_id", "version")
# Of no moment, and the same in every file: a workbook must bear a date.
_CREATED = datetime(2000, 1, 1)
_WIDTHS = (28, 22, 80, 40, 10, 12, 40)
# No id begins so: a note cannot be taken for a question.
_LEAD, _THANKS = "_lead", "_thanks"
_TYPES = {"scale": "select_one", "nps": "select_one", "single": "select_one", "multi": "select_multiple"}
_HINTS = {"multi": words.SEVERAL, "open": words.OPEN}


def xlsform(questionnaire: Questionnaire, version: str = "") -> bytes:
    """The workbook: names are `params.coding.field_name`, answers have the codes of `answer_codes`.

    Two calls give the same bytes. Every cell is text, so that «=1+1» in a question stays words.

    Raises:
        PainmapError: Codes cannot be told apart, or a text holds «${», which is a reference in XLSForm.
    """
    import xlsxwriter

    settings = (questionnaire.title, questionnaire.id, mark_of(questionnaire, version))
    sheets: dict[str, list[tuple[str, ...]]] = {
        "survey": [SURVEY, *_survey(questionnaire)],
        "choices": [CHOICES, *_choices(questionnaire)],
        "settings": [SETTINGS, settings],
    }
    buffer = io.BytesIO()
    options = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        book.set_properties({"title": questionnaire.title, "created": _CREATED})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            _write(book.add_worksheet(name), rows, questionnaire, wrapped)
    return buffer.getvalue()


def _write(sheet: Any, rows: list[tuple[str, ...]], questionnaire: Questionnaire, style: Any) -> None:
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if "${" in text and rows[0][j] != "relevant":
                raise PainmapError(
                    "В тексте стоит «${»: в XLSForm это ссылка на другой вопрос",
                    where=f"params/questionnaires/{questionnaire.id}.yaml",
                    remedy="уберите эти знаки из текста",
                )
            if text:
                sheet.write_string(i, j, text, style)
    for j, width in enumerate(_WIDTHS[: len(rows[0])]):
        sheet.set_column(j, j, width)
    sheet.freeze_panes(1, 0)


def _survey(questionnaire: Questionnaire) -> Iterator[tuple[str, ...]]:
    if questionnaire.lead:
        lead = "\n\n".join(clean(part) for part in questionnaire.lead.split("\n\n"))
        yield "note", _LEAD, lead, "", "", "", ""
    for question in questionnaire.questions:
        kind = f"{_TYPES[question.kind]} {_list_name(question)}" if question.kind != "open" else "text"
        appearance = {"scale": "likert", "nps": "likert", "open": "multiline"}.get(question.kind, "")
        hint = _HINTS.get(question.kind, "")
        label, condition = clean(question.text), _relevant(question)
        yield kind, field_name(question.id), label, hint, "false", appearance, condition
    yield "note", _THANKS, words.THANKS, "", "", "", ""


def _relevant(question: Question) -> str:
    """Whom the question is shown to; empty: everybody."""
    if question.only_if is None:
        return ""
    asked = field_name(question.only_if.question)
    return " or ".join(f"selected(${{{asked}}}, '{field_name(code)}')" for code in question.only_if.options)


def _choices(questionnaire: Questionnaire) -> Iterator[tuple[str, ...]]:
    """Each list once: questions on one scale share it."""
    seen: set[str] = set()
    for question in questionnaire.questions:
        name = _list_name(question)
        if question.kind == "open" or name in seen:
            continue
        seen.add(name)
        for code, title in answer_codes(question, questionnaire).items():
            yield name, code, clean(title)


def _list_name(question: Question) -> str:
    if question.kind == "nps":
        return "nps"
    return field_name(f"scale-{question.scale}" if question.kind == "scale" else f"of-{question.id}")
