"""Questions of a questionnaire: which columns hold them, and what their answers mean."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from painmap.intake.plain import plain_texts
from painmap.intake.words import as_text, norm
from painmap.params.models import Question, Questionnaire

_SEPARATOR = " / "
_IN_ONE_CELL = re.compile(r"[;\n]")


@dataclass(frozen=True)
class Answers:
    """Answers to one question.

    Attributes:
        frame: A row is an answer; index: respondent (may repeat for `multi`); columns `option_code`,
            `value`, `text`.
        unknown: Number of answers that fit no label or option.
    """

    frame: pd.DataFrame
    unknown: int


def named(question: Question) -> str:
    """The question as messages name it: the beginning of its text, cut at a word, and its id."""
    beginning = textwrap.shorten(question.text, 60, placeholder="…", break_on_hyphens=False)
    return f"«{beginning}» ({question.id})"


def column_keys(titles: list[str], questionnaire: Questionnaire) -> dict[int, str]:
    """Position of a column → `question` or `question:option`, by normalised wording.

    A question with several answers is a column «Вопрос / Вариант» for each option; an option that the
    questionnaire does not know gives `question:?` with the position.
    """
    wordings: dict[str, str] = {}
    for question in questionnaire.questions:
        wordings[norm(question.text)] = question.id
        if question.kind == "multi":
            for code, title in question.options.items():
                wordings[norm(question.text + _SEPARATOR + title)] = f"{question.id}:{code}"
    starts = {norm(q.text + _SEPARATOR): q.id for q in questionnaire.questions if q.kind == "multi"}
    keys: dict[int, str] = {}
    for i, title in enumerate(titles):
        wording = norm(title)
        if key := wordings.get(wording):
            keys[i] = key
        elif start := next((s for s in starts if wording.startswith(s + " ")), None):
            keys[i] = f"{starts[start]}:?{i}"
    return keys


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
    return _result(values.index, unknown=int((~is_known).sum()), value=values)


def _nps(question: Question, cells: pd.DataFrame, _questionnaire: Questionnaire) -> Answers:
    words = cells[question.id].dropna().map(as_text).map(norm)
    is_known = words.str.fullmatch(r"(?:[0-9]|10)").astype(bool)
    values = words[is_known].astype("Float64")
    return _result(values.index, unknown=int((~is_known).sum()), value=values)


def _single(question: Question, cells: pd.DataFrame, _questionnaire: Questionnaire) -> Answers:
    words = cells[question.id].dropna().map(as_text).map(norm)
    codes = words.map(_options(question)).dropna()
    return _result(codes.index, unknown=len(words) - len(codes), option_code=codes)


def _multi(question: Question, cells: pd.DataFrame, _questionnaire: Questionnaire) -> Answers:
    parts, unknown = [], 0
    for name, column in cells.items():
        present = column.dropna()
        code = str(name).partition(":")[2]
        if code.startswith("?"):
            unknown += len(present)
        elif code:
            parts.append(pd.Series(code, index=present.index, dtype=object))
        else:
            words = present.map(as_text).str.split(_IN_ONE_CELL).explode().map(norm)
            words = words[words != ""]
            codes = words.map(_options(question)).dropna()
            unknown += len(words) - len(codes)
            parts.append(codes)
    chosen = pd.concat(parts) if parts else pd.Series(dtype=object)
    pairs = chosen.rename("code").rename_axis("i").reset_index().drop_duplicates()
    return _result(pd.Index(pairs["i"]), unknown=unknown, option_code=pairs.set_index("i")["code"])


def _open(question: Question, cells: pd.DataFrame, _questionnaire: Questionnaire) -> Answers:
    texts, _ = plain_texts(cells[question.id].map(as_text, na_action="ignore").dropna())
    texts = texts.dropna()
    return _result(texts.index, unknown=0, text=texts)


KINDS: dict[str, Callable[[Question, pd.DataFrame, Questionnaire], Answers]] = {
    "scale": _scale,
    "nps": _nps,
    "single": _single,
    "multi": _multi,
    "open": _open,
}


def _options(question: Question) -> dict[str, str]:
    return {norm(word): code for code, title in question.options.items() for word in (code, title)}


def _result(index: pd.Index, *, unknown: int, **columns: pd.Series) -> Answers:
    empty = {"option_code": None, "value": pd.NA, "text": None}
    data = {
        name: columns[name].to_numpy() if name in columns else [value] * len(index)
        for name, value in empty.items()
    }
    return Answers(pd.DataFrame(data, index=index), unknown)
