"""Surveys, «Вопрос / Вариант» (Yandex Forms), «Вопрос [Строка]» (Google Forms): their questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from painmap.codes import PERSONAL_DATA
from painmap.intake.inspection.columns import EMPTY_WORDS
from painmap.intake.inspection.dates import dates_of
from painmap.intake.inspection.findings import Guess, Located, Personal, Rows
from painmap.intake.inspection.titles import by_title
from painmap.intake.words import as_text, norm, one_of, squeezed

_SEPARATOR = " / "
_RESPONDENT = re.compile(
    r"id|ид|№|номер(?: анкеты| ответа)?|(?:response|respondent|submission) ?id|код анкеты"
)
_TIME = ("time", "registered_date", "answered_date")
_MATRIX = re.compile(r".+\[.+\]")
_QUESTION_LIKE = re.compile(
    r"\?|\[.+\]$|^(?:укажите|опишите|перечислите|оцените|выберите|ваш\w?|насколько|как)\b", re.I
)
_LEAST_QUESTIONS = 3
# More different answers than this are no list of options.
_MOST_OPTIONS = 15
_OPTION_ROWS = 2
_LONGEST_OPTION = 250
_MARK = re.compile(r"(\d{1,2})\s*(?:[-–—.:)=]\s*.*)?")
_NO_ANSWER = re.compile(r"затрудня\w+(?: \w+)*|не знаю|нет ответа|не пользовал\w+")
# Verbal scales, best first: words of the answers in the form of `norm` by their beginning.
_SCALES = (
    ("полностью удовлетворен", "скорее удовлетворен", "отчасти", "скорее не удовлетворен",
     "совершенно не удовлетворен"),
    ("полностью удовлетворен", "скорее удовлетворен", "скорее не удовлетворен", "полностью не удовлетворен"),
    ("отлично", "хорошо", "удовлетворительно", "плохо", "очень плохо"),
    ("полностью согласен", "скорее согласен", "скорее не согласен", "полностью не согласен"),
)  # fmt: skip


@dataclass
class Asked:
    """A question of the survey as the file shows it.

    Attributes:
        columns: Numbers of its columns: one, or one for each option.
        options: Titles of the options, most frequent first, as far as they may be told.
        labels: Labels of a scale with their values; None for «затрудняюсь ответить».
        note: What a person should look at.
    """

    text: str
    kind: str
    columns: list[int]
    options: list[str] = field(default_factory=list)
    labels: dict[str, int | None] = field(default_factory=dict)
    note: str = ""


def rows_of(table: Located) -> Rows:
    """Whether the rows of a table are appeals or the answers of respondents."""
    titles = [squeezed(title) for title in table.titles]
    if titles and norm(titles[0]) in ("отметка времени", "timestamp"):
        return "responses"
    options = sum(_option(title, table.frame[j]) is not None for j, title in enumerate(titles))
    asked = sum(bool(_QUESTION_LIKE.search(title)) or len(title.split()) > 6 for title in titles)
    is_survey = options >= 2 or (asked >= _LEAST_QUESTIONS and 2 * asked >= len(titles))
    return "responses" if is_survey else "appeals"


def _option(title: str, cells: pd.Series) -> tuple[str, str] | None:
    """Question and option of a column «Вопрос / Вариант» whose cells are the option or empty."""
    if _SEPARATOR not in title:
        return None
    words = {norm(as_text(cell)) for cell in cells.dropna()}
    for match in re.finditer(re.escape(_SEPARATOR), title):
        question, option = title[: match.start()], title[match.end() :]
        if words == {norm(option)} or (not words and match.start() == title.find(_SEPARATOR)):
            return question, option
    return None


def survey(table: Located, personal: Mapping[int, Personal]) -> tuple[list[Guess], list[Asked]]:
    """A guess per column of a survey, and its questions in the order of the file."""
    questions: dict[str, Asked] = {}
    found = []
    has_time = has_id = False
    for j, title in enumerate(squeezed(title) for title in table.titles):
        cells = table.frame[j]
        if table.is_doubled(j):
            is_told = personal.get(j, Personal()).is_title_told
            found.append(Guess(j, title, "doubled", "стоит в шапке дважды", is_told=is_told))
            continue
        guess = _service(j, title, cells, personal.get(j, Personal()), has_time=has_time, has_id=has_id)
        has_time |= guess.role == "time"
        has_id |= guess.role == "respondent"
        if guess.role == "question":
            question = _ask(j, title, cells, questions)
            guess = replace(guess, reason=_KINDS[question.kind], question=question.note)
        found.append(guess)
    _join_scales(list(questions.values()))
    return found, list(questions.values())


def _join_scales(questions: Sequence[Asked]) -> None:
    """Rows of one matrix «Вопрос [Строка]» have one scale, though a row may lack some mark of it."""
    matrices: dict[str, list[Asked]] = {}
    for question in questions:
        if question.kind == "scale" and _MATRIX.fullmatch(question.text):
            matrices.setdefault(question.text.partition("[")[0], []).append(question)
    for rows in matrices.values():
        pairs = {(label, value) for row in rows for label, value in row.labels.items()}
        if len({label for label, _ in pairs}) == len(pairs):
            joined = dict(sorted(pairs, key=lambda pair: (pair[1] is None, -(pair[1] or 0), pair[0])))
            for row in rows:
                row.labels = dict(joined)


def _service(
    j: int, title: str, cells: pd.Series, judged: Personal, *, has_time: bool, has_id: bool
) -> Guess:
    present = cells.dropna()
    distinct = int(present.map(as_text).nunique())
    base = Guess(
        j, title, "question", "", filled=len(present), distinct=distinct, is_told=judged.is_title_told
    )
    if not title or (present.empty and _SEPARATOR not in title):
        return replace(base, role="skip", reason="пуста" if title else "нет названия")
    dates = dates_of(cells)
    if dates is not None and not has_time and any(f in _TIME for f, _ in by_title(title)):
        reason = f"по названию и значениям: {100 * dates.share:.0f} % даты"
        return replace(base, role="time", reason=reason, dates=dates, question=dates.question)
    if not has_id and _RESPONDENT.fullmatch(norm(title).strip(" .:")) and distinct == len(present):
        return replace(base, role="respondent", reason="по названию; не повторяется")
    known = {"EMAIL": "email", "PHONE": "phone", "ADDRESS": "address", "PERSON": "person_name"}
    if judged.kind and not _QUESTION_LIKE.search(title) and _option(title, cells) is None:
        named = [f for f, _ in by_title(title) if f in known.values()]
        if judged.kind in ("EMAIL", "PHONE") or named:
            field_ = named[0] if named else known[judged.kind]
            reason = f"личные данные: {PERSONAL_DATA[judged.kind]}"
            return replace(base, role="field", field=field_, personal=judged.kind, reason=reason)
        if judged.kind not in known:
            return replace(base, role="personal", personal=judged.kind, reason="по значениям")
    return base


_KINDS = {
    "multi": "вопрос с несколькими ответами",
    "single": "вопрос с одним ответом",
    "open": "открытый вопрос",
    "scale": "оценка по шкале",
    "nps": "оценка от 0 до 10",
}


def _ask(j: int, title: str, cells: pd.Series, questions: dict[str, Asked]) -> Asked:
    """The question of a column; one more option of it where the question has been met."""
    if (option := _option(title, cells)) or (option := _of_known(title, questions)):
        text, answer = option
        question = questions.setdefault(norm(text), Asked(text, "multi", []))
        question.columns.append(j)
        question.options.append(answer)
        return question
    question = _single(j, title, cells)
    questions[norm(title) + str(j)] = question
    return question


def _of_known(title: str, questions: Mapping[str, Asked]) -> tuple[str, str] | None:
    """An option that nobody chose, or whose cells are something else («другое: …»), of a question known."""
    for question in questions.values():
        if question.kind == "multi" and norm(title).startswith(norm(question.text + _SEPARATOR) + " "):
            return question.text, title[len(question.text) + len(_SEPARATOR) :]
    return None


def _single(j: int, title: str, cells: pd.Series) -> Asked:
    is_empty = one_of(EMPTY_WORDS)
    words = cells.dropna().map(as_text).map(squeezed)
    counts = words[~words.map(is_empty).astype(bool)].value_counts()
    labels = _labels([str(word) for word in counts.index])
    if labels and set(labels) <= {str(n) for n in range(11)} and max(v or 0 for v in labels.values()) > 5:
        return Asked(title, "nps", [j])
    if labels:
        return Asked(title, "scale", [j], labels=labels)
    if counts.empty or counts.index.str.len().max() > _LONGEST_OPTION:
        return Asked(title, "open", [j])
    parts = words.str.split(";").explode().map(squeezed).value_counts()
    if words.str.contains(";").mean() > 0.2 and len(parts) <= _MOST_OPTIONS < 2 * len(counts):
        return Asked(title, "multi", [j], [str(word) for word in parts.index if word])
    if len(counts) <= _MOST_OPTIONS and counts.median() >= _OPTION_ROWS and counts.sum() >= 2 * len(counts):
        rare = int((counts < _OPTION_ROWS).sum())
        note = f"ответов, встреченных по разу: {rare}; проверьте, варианты ли это" if rare else ""
        return Asked(title, "single", [j], [str(word) for word in counts.index], note=note)
    is_list = words.str.contains(", ").mean() > 0.5 and counts.iloc[0] > 1
    note = "похоже на несколько вариантов через запятую: разделите их точкой с запятой" if is_list else ""
    return Asked(title, "open", [j], note=note)


def _labels(words: Sequence[str]) -> dict[str, int | None]:
    """Labels of a scale with their values, highest first; empty where the answers are no scale."""
    marks = {word: int(m[1]) for word in words if (m := _MARK.fullmatch(word))}
    rest = [word for word in words if word not in marks]
    if len(marks) >= 2 and all(_NO_ANSWER.match(norm(word)) for word in rest) and max(marks.values()) <= 10:
        if len(set(marks.values())) < len(marks):
            return {}
        ordered = sorted(marks, key=lambda word: -marks[word])
        return {**{word: marks[word] for word in ordered}, **dict.fromkeys(rest)}
    verbal = [word for word in words if not _NO_ANSWER.match(norm(word))]
    for scale in _SCALES:
        places = {w: next((i for i, s in enumerate(scale) if norm(w).startswith(s)), -1) for w in verbal}
        if len(verbal) >= 3 and -1 not in places.values() and len(set(places.values())) == len(verbal):
            ordered = sorted(verbal, key=lambda word: places[word])
            others = [word for word in words if word not in verbal]
            return {**{word: len(scale) - places[word] for word in ordered}, **dict.fromkeys(others)}
    return {}
