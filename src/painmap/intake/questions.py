"""Questions of a questionnaire: which columns hold them, and what their answers mean."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from painmap.intake.cellwise import each
from painmap.intake.options import Chosen, chosen_options, ticked
from painmap.intake.plain import plain_texts
from painmap.intake.words import as_text, norm
from painmap.params.models import Question, Questionnaire

_SEPARATOR = " / "
# «Вопрос [Строка]» (Google), «Вопрос / Строка» (Яндекс): a row of a matrix.
_MATRIX = (re.compile(r"(.*\S)\s*\[(.+)\]"), re.compile(r"(.*\S) / (.+)"))


@dataclass(frozen=True)
class Answers:
    """Answers to one question.

    Attributes:
        frame: A row is an answer; index: respondent (may repeat for `multi`); columns `option_code`,
            `value`, `text`.
        unknown: Number of answers that fit no label or option.
        unread: The respondents who gave them, each once.
    """

    frame: pd.DataFrame
    unknown: int
    unread: pd.Index


def named(question: Question) -> str:
    """The question as messages name it: the beginning of its text, cut at a word, and its id."""
    beginning = textwrap.shorten(question.text, 60, placeholder="…", break_on_hyphens=False)
    return f"«{beginning}» ({question.id})"


def column_keys(titles: list[str], questionnaire: Questionnaire) -> dict[int, str]:
    """Position of a column → `question` or `question:option`, by normalised wording.

    A question with several answers is a column «Вопрос / Вариант» for each option; an option that the
    questionnaire does not know gives `question:?` with the position. A row of a matrix is a question of the
    questionnaire, either as «Вопрос / Строка» or by the text of the row alone.
    """
    questions: dict[str, str] = {norm(question.text): question.id for question in questionnaire.questions}
    options: dict[str, str] = {}
    for question in questionnaire.questions:
        if question.kind == "multi":
            for code, title in question.options.items():
                options[norm(question.text + _SEPARATOR + title)] = f"{question.id}:{code}"
    starts = {norm(q.text + _SEPARATOR): q.id for q in questionnaire.questions if q.kind == "multi"}
    keys: dict[int, str] = {}
    for i, title in enumerate(titles):
        wording = norm(title)
        if key := (options | questions).get(wording):
            keys[i] = key
        elif start := next((s for s in starts if wording.startswith(s + " ")), None):
            keys[i] = f"{starts[start]}:?{i}"
        elif key := _row_of_matrix(wording, questions):
            keys[i] = key
    return keys


def _row_of_matrix(wording: str, questions: Mapping[str, str]) -> str:
    found = next((match for pattern in _MATRIX if (match := pattern.fullmatch(wording))), None)
    if found is None:
        return ""
    return questions.get(norm(found[1] + _SEPARATOR + found[2])) or questions.get(norm(found[2]), "")


def answers(question: Question, cells: pd.DataFrame, questionnaire: Questionnaire) -> Answers:
    """Answers to `question` from its columns (named as by `column_keys`); empty cells give none."""
    return KINDS[question.kind](question, cells, questionnaire)


def _scale(question: Question, cells: pd.DataFrame, questionnaire: Questionnaire) -> Answers:
    labels = {norm(label): value for label, value in questionnaire.scales[question.scale].labels.items()}
    # Forms that show the label but export the mark alone.
    marks = {str(value): value for value in labels.values() if value is not None}
    words = cells[question.id].dropna().map(as_text).map(norm)
    is_known = words.isin([*labels, *marks]).astype(bool)
    values = words[is_known].map({**marks, **labels}).astype("Float64")
    return _result(values.index, unread=words.index[~is_known], value=values)


def _nps(question: Question, cells: pd.DataFrame, _questionnaire: Questionnaire) -> Answers:
    words = cells[question.id].dropna().map(as_text).map(norm)
    is_known = words.str.fullmatch(r"(?:[0-9]|10)").astype(bool)
    values = words[is_known].astype("Float64")
    return _result(values.index, unread=words.index[~is_known], value=values)


def _single(question: Question, cells: pd.DataFrame, _questionnaire: Questionnaire) -> Answers:
    texts = cells[question.id].dropna().map(as_text)
    chosen = {i: chosen_options(text, question, is_list=False) for i, text in texts.items()}
    return _chosen(chosen)


def _multi(question: Question, cells: pd.DataFrame, _questionnaire: Questionnaire) -> Answers:
    chosen: dict[Any, Chosen] = {}
    for name, column in cells.items():
        code = str(name).partition(":")[2]
        for i, text in column.dropna().map(as_text).items():
            own = chosen.setdefault(i, Chosen({}, 0))
            found = ticked(text, code, question) if code else chosen_options(text, question, is_list=True)
            chosen[i] = own | found
    return _chosen(chosen)


def _chosen(chosen: Mapping[Any, Chosen]) -> Answers:
    rows = [(i, code, text) for i, one in chosen.items() for code, text in one.options.items()]
    frame = pd.DataFrame(rows, columns=["i", "code", "text"], dtype=object)
    texts, _ = plain_texts(frame["text"].replace("", None))
    unread = [i for i, one in chosen.items() for _ in range(one.unknown)]
    return _result(pd.Index(frame["i"]), unread=pd.Index(unread), option_code=frame["code"], text=texts)


def _open(question: Question, cells: pd.DataFrame, _questionnaire: Questionnaire) -> Answers:
    texts, _ = plain_texts(each(cells[question.id], as_text).dropna())
    texts = texts.dropna()
    return _result(texts.index, unread=texts.index[:0], text=texts)


KINDS: dict[str, Callable[[Question, pd.DataFrame, Questionnaire], Answers]] = {
    "scale": _scale,
    "nps": _nps,
    "single": _single,
    "multi": _multi,
    "open": _open,
}


def _result(index: pd.Index, *, unread: pd.Index, **columns: pd.Series) -> Answers:
    """`unread`: a respondent for each answer that fits none."""
    empty = {"option_code": None, "value": pd.NA, "text": None}
    data = {
        name: columns[name].to_numpy() if name in columns else [value] * len(index)
        for name, value in empty.items()
    }
    return Answers(pd.DataFrame(data, index=index), len(unread), unread.unique())
