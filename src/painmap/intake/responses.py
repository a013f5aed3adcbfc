"""A survey export: a row of the file is a respondent and becomes one row per answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake.clients import keyed_hash
from painmap.intake.layout import Grid
from painmap.intake.mapping import without_empty
from painmap.intake.options import unanswered
from painmap.intake.privacy import KNOWN_FIELDS, masked_texts
from painmap.intake.questions import Answers, answers, column_keys, named
from painmap.intake.request import Context, Fault, IntakeRequest
from painmap.intake.titles import check_titles, vanished, warn_unknown_titles
from painmap.intake.values import date_values
from painmap.intake.words import as_text, norm, squeezed, value_class
from painmap.params.models import Question, Questionnaire, Study
from painmap.schema import RESPONSES

# Keeps the columns of questions apart from `sheet`, `row`, `time` and the known fields.
_QUESTION = "q."


def read_responses(grids: Iterator[Grid], context: Context) -> pd.DataFrame:
    """The answers as `schema.RESPONSES`, sorted by record_id.

    A respondent is kept or rejected as a whole; a single answer that fits no label is left out and
    counted. «Затрудняюсь ответить» is an answer without a value.

    Raises:
        PainmapError: The study or questionnaire is not given, or a column or every question is missing.
    """
    study, questionnaire = _study(context.request)
    respondents = _respondents(list(grids), questionnaire, context)
    respondents = _dated(respondents, study, context)
    respondents = _identified(respondents, study, context)
    context.journal.rows["kept"] = len(respondents)
    return _answered(respondents, study, questionnaire, context)


def _study(request: IntakeRequest) -> tuple[Study, Questionnaire]:
    if request.study is None or request.questionnaire is None:
        raise PainmapError(
            f"Источник {request.source.id}: для опроса не указано исследование или его анкета",
            where=f"params/agencies/{request.agency.id}.yaml, sources",
            remedy="впишите study и создайте файлы params/studies и params/questionnaires",
        )
    return request.study, request.questionnaire


def _respondents(grids: list[Grid], questionnaire: Questionnaire, context: Context) -> pd.DataFrame:
    """A row is a data row: `sheet`, `row`, `respondent`, `time`, known fields, a column per question."""
    layout = context.request.format
    service = [title for title in (layout.respondent_column, layout.time_column) if title]
    required = [*service, *(title for title, column in layout.columns.items() if column.is_required)]
    check_titles(grids, required, context)
    frames = []
    for one in grids:
        if gone := [title for title in required if one.position(title) is None]:
            raise vanished(one, gone, context)
        keys = _keys(one, questionnaire, context)
        names = {
            title: column.field for title, column in layout.columns.items() if column.field in KNOWN_FIELDS
        }
        names |= {layout.respondent_column: "respondent", layout.time_column: "time"}
        places = {one.position(title): name for title, name in names.items() if title}
        frame = one.frame.rename(columns={p: name for p, name in places.items() if p is not None} | keys)
        frames.append(frame[[c for c in frame if not isinstance(c, int)]])
    result = pd.concat(frames, ignore_index=True)
    for name in set(result) - {"sheet", "row"}:
        result[name] = without_empty(result[name], {""})
    return result


def _keys(one: Grid, questionnaire: Questionnaire, context: Context) -> dict[int, str]:
    layout, name = context.request.format, context.request.relative_name
    keys = column_keys(one.titles, questionnaire)
    if not keys:
        raise PainmapError(
            f"Ни одна графа не совпала с вопросами анкеты «{questionnaire.id}»",
            where=name,
            remedy=f"сверьте формулировки с params/questionnaires/{questionnaire.id}.yaml",
        )
    repeats = Counter(keys.values())
    if doubled := [key for key, times in repeats.items() if times > 1]:
        id_, _, option = doubled[0].partition(":")
        twice = questionnaire.question(id_)
        what = named(twice) + (f", вариант «{twice.options[option]}»," if option else "")
        raise PainmapError(
            f"Вопрос {what} стоит в файле дважды, какой из столбцов верен, неизвестно",
            where=name,
            remedy="удалите лишний столбец в выгрузке",
        )
    matched = {key.partition(":")[0] for key in keys.values()}
    for question in questionnaire.questions:
        if question.id not in matched:
            context.journal.warn(f"Вопроса {named(question)} анкеты «{questionnaire.id}» в файле нет.")
    service = {
        norm(t) for t in (layout.respondent_column, layout.time_column, *layout.columns, *layout.ignore)
    }
    asked = {norm(one.titles[i]) for i in keys}
    warn_unknown_titles(one, service | asked, context)
    return {i: _QUESTION + key for i, key in keys.items()}


def _dated(frame: pd.DataFrame, study: Study, context: Context) -> pd.DataFrame:
    """`responded_date` and `wave_id`; rows without a readable day, in the future or outside all waves go."""
    request, title = context.request, context.request.format.time_column
    received = pd.Timestamp(request.received_date)
    remedy = "исправьте дату в выгрузке или добавьте её вид в time_formats формата"
    if title:
        moments = date_values(frame["time"], request.format.time_formats)
        kinds = frame["time"].map(value_class).where(moments.isna())
        for kind in sorted(kinds.dropna().unique()):
            reason = "нет даты заполнения" if kind == "пусто" else "дата заполнения не распознана"
            frame = context.reject(
                frame, kinds.reindex(frame.index) == kind, Fault(title, kind, reason, remedy)
            )
        frame = frame.assign(responded_date=moments.reindex(frame.index))
    else:
        context.journal.warn("В формате нет графы времени: датой ответа считается день получения файла.")
        frame = frame.assign(responded_date=received)
    late = Fault(title, "дата", "дата заполнения позже получения файла", "исправьте дату в выгрузке")
    frame = context.reject(frame, frame["responded_date"] > received, late)
    waves = pd.Series(None, index=frame.index, dtype=object)
    for wave in study.waves:
        is_inside = frame["responded_date"].between(pd.Timestamp(wave.start), pd.Timestamp(wave.end))
        waves = waves.mask(is_inside, wave.id)
    remedy = f"уточните границы замеров в params/studies/{study.id}.yaml"
    outside = Fault(title, "дата", "дата заполнения вне замеров исследования", remedy)
    return context.reject(frame.assign(wave_id=waves), waves.isna(), outside)


def _identified(frame: pd.DataFrame, study: Study, context: Context) -> pd.DataFrame:
    """`respondent_id`; rows without an id go, and so do earlier rows with the same one."""
    request, title = context.request, context.request.format.respondent_column
    if not title:
        context.journal.warn("В формате нет графы с номером анкеты: анкеты различаются по содержанию.")
        contents = pd.Series(
            [
                "|".join(map(as_text, row))
                for row in frame.drop(columns=["sheet", "row", "wave_id"]).to_numpy()
            ],
            index=frame.index,
            dtype=object,
        )
        ids = contents + "|" + contents.groupby(contents).cumcount().astype(str)
    else:
        remedy = "выгрузите анкеты вместе с их номерами"
        frame = context.reject(
            frame, frame["respondent"].isna(), Fault(title, "пусто", "нет номера анкеты", remedy)
        )
        ids = frame["respondent"].map(as_text).map(squeezed)
    # Questionnaires made of a tally have the same numbers in every source.
    space = (study.id, request.source.id) if request.format.tally else (study.id,)
    frame = frame.assign(respondent_id=[keyed_hash(request.key, *space, value) for value in ids])
    ordered = frame.sort_values(["responded_date", "sheet", "row"], kind="stable")
    is_older = ordered["respondent_id"].duplicated(keep="last").reindex(frame.index)
    if is_older.any():
        context.journal.warn("Повторяющиеся анкеты: {} строк(и) заменены более поздними.", is_older.sum())
    remedy = "проверьте, не выгружена ли анкета дважды"
    fault = Fault(title, "текст", "номер анкеты повторяется, действует более поздняя строка", remedy)
    return context.reject(frame, is_older, fault)


def _answered(
    respondents: pd.DataFrame, study: Study, questionnaire: Questionnaire, context: Context
) -> pd.DataFrame:
    frames, is_tally = [], context.request.format.tally is not None
    for question in questionnaire.questions:
        cells = _cells(question, respondents, context)
        if is_tally:
            cells = _counted(question, cells, context)
        if cells.shape[1]:
            found = answers(question, cells, questionnaire)
            _count(question, found, context)
            frames.append(found.frame.assign(question_id=question.id))
    if not sum(map(len, frames)):
        return RESPONSES.empty()
    people = respondents.loc[
        :, [c for c in (*KNOWN_FIELDS, "respondent_id", "responded_date", "wave_id") if c in respondents]
    ]
    # The index (a respondent) repeats: one row per answer.
    result = pd.concat(frames).join(people).reset_index(drop=True)
    result["text"] = masked_texts(result["text"], result, context)
    ids = study.id + ":" + result["respondent_id"] + ":" + result["question_id"]
    request = context.request
    result = result.assign(
        record_id=ids.where(result["option_code"].isna(), ids + ":" + result["option_code"].fillna("")),
        source_id=request.source.id,
        source_file_id=request.file_id,
        study_id=study.id,
        client_kind=study.client_kind,
        is_tally=is_tally,
    )
    return RESPONSES.conform(result.sort_values("record_id", kind="stable"))


def _counted(question: Question, cells: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The columns of a question of a tally; none for an open one: a tally has no words of one person."""
    if question.kind == "open" and cells.shape[1]:
        context.journal.count("answers", "rejected", int(cells.notna().to_numpy().sum()))
        context.journal.warn(
            f"Вопрос {named(question)}: открытые ответы в своде не читаются, загрузите сами анкеты."
        )
        return cells.iloc[:, :0]
    return cells


def _cells(question: Question, respondents: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The columns of one question, named as by `column_keys`; None where a word is no answer."""
    keys = {n: str(n).removeprefix(_QUESTION) for n in respondents if str(n).startswith(_QUESTION)}
    empty = {norm(word) for word in context.request.format.empty_words} | {""}
    cells = {
        key: without_empty(respondents[name], unanswered(key, question, empty))
        for name, key in keys.items()
        if key.partition(":")[0] == question.id
    }
    return pd.DataFrame(cells, index=respondents.index)


def _count(question: Question, found: Answers, context: Context) -> None:
    context.journal.count("answers", "kept", len(found.frame))
    context.journal.count("answers", "rejected", found.unknown)
    if found.unknown:
        what = f"{found.unknown} ответов не подошли ни к одному варианту анкеты и не учтены"
        context.journal.warn(f"Вопрос {named(question)}: {what}.")
