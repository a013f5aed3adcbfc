"""A survey export: a row of the file is a respondent and becomes one row per answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake.clients import keyed_hash
from painmap.intake.layout import Grid
from painmap.intake.mapping import without_empty
from painmap.intake.options import unanswered
from painmap.intake.privacy import KNOWN_FIELDS, masked_texts
from painmap.intake.questions import Answers, answers, named
from painmap.intake.request import Context, Fault, IntakeRequest
from painmap.intake.titles import check_titles, vanished, warn_unknown_titles
from painmap.intake.values import date_values
from painmap.intake.wordings import check, key_of, versions_of, wave_ids, wordings
from painmap.intake.words import as_text, norm, squeezed, value_class
from painmap.params.models import Question, Questionnaire, Study
from painmap.schema import BLANK_QUESTION, RESPONSES, UNREADABLE

# A dash in a closed question is none of its answers.
_SAID = re.compile(r"[^\s\-–—_.]")


def read_responses(grids: Iterator[Grid], context: Context) -> pd.DataFrame:
    """The answers as `schema.RESPONSES`, sorted by record_id.

    A respondent is kept or rejected as a whole; an answer that fits no label or option is a row without
    value and words (`schema.UNREADABLE`). «Затрудняюсь ответить» is an answer without a value. A
    questionnaire without an answer is a row of its own (`schema.BLANK_QUESTION`): it was received.

    Raises:
        PainmapError: The study or questionnaire is not given, or a column or every question is missing.
    """
    study, questionnaire = _study(context.request)
    respondents = _respondents(list(grids), study, questionnaire, context)
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


def _respondents(
    grids: list[Grid], study: Study, questionnaire: Questionnaire, context: Context
) -> pd.DataFrame:
    """A row is a data row: `sheet`, `row`, `respondent`, `time`, known fields, a column per question."""
    layout = context.request.format
    service = [title for title in (layout.respondent_column, layout.time_column) if title]
    required = [*service, *(title for title, column in layout.columns.items() if column.is_required)]
    check_titles(grids, required, context)
    frames = []
    for one in grids:
        if gone := [title for title in required if one.position(title) is None]:
            raise vanished(one, gone, context)
        asked = _names(one, study, questionnaire, context)
        names = {
            title: column.field for title, column in layout.columns.items() if column.field in KNOWN_FIELDS
        }
        names |= {layout.respondent_column: "respondent", layout.time_column: "time"}
        places = {one.position(title): name for title, name in names.items() if title}
        frame = one.frame.rename(columns={p: name for p, name in places.items() if p is not None} | asked)
        frames.append(frame[[c for c in frame if not isinstance(c, int)]])
    result = pd.concat(frames, ignore_index=True)
    for name in set(result) - {"sheet", "row"}:
        result[name] = without_empty(result[name], {""})
    return result


def _names(one: Grid, study: Study, questionnaire: Questionnaire, context: Context) -> dict[int, str]:
    """Position of a column of a question → its name (`wordings`); what else the header holds is told."""
    layout, found = context.request.format, wordings(one, questionnaire, context)
    check(one, found, study, context)
    service = {
        norm(t) for t in (layout.respondent_column, layout.time_column, *layout.columns, *layout.ignore)
    }
    warn_unknown_titles(one, service | {norm(one.titles[i]) for i in found.names}, context)
    return found.names


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
    waves = wave_ids(frame["responded_date"], study)
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
    if respondents.empty:
        return RESPONSES.empty()
    versions = versions_of(respondents["wave_id"], study)
    frames = [
        frame
        for version, form in questionnaire.all_versions.items()
        for frame in _of_version(respondents[versions == version], version, form, context)
    ]
    frames.append(_blank(respondents, frames))
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
        is_tally=request.format.tally is not None,
    )
    return RESPONSES.conform(result.sort_values("record_id", kind="stable"))


def _of_version(
    respondents: pd.DataFrame, version: str, form: Questionnaire, context: Context
) -> Iterator[pd.DataFrame]:
    """Answers of those who had this version, a frame for each question."""
    if respondents.empty:
        return
    for question in form.questions:
        cells = _cells(question, version, respondents, context)
        if context.request.format.tally is not None:
            cells = _counted(question, cells, context)
        if cells.shape[1]:
            found = answers(question, cells, form)
            unread = _unread(found, cells)
            _count(question, found, unread, context)
            yield pd.concat([found.frame, unread]).assign(question_id=question.id)


def _unread(found: Answers, cells: pd.DataFrame) -> pd.DataFrame:
    """A row for each respondent who answered in words that fit no label or option."""
    own = cells.loc[found.unread]
    is_said = [any(_SAID.search(as_text(v)) for v in row if pd.notna(v)) for row in own.to_numpy()]
    nothing = {"option_code": UNREADABLE, "value": pd.NA, "text": None}
    return pd.DataFrame(nothing, index=own.index[is_said], columns=list(nothing))


def _blank(respondents: pd.DataFrame, frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """A row for each questionnaire of which no answer is left."""
    is_blank = pd.Series(True, index=respondents.index)
    for frame in frames:
        is_blank[frame.index.unique()] = False
    index = is_blank.index[is_blank]
    nothing = {"option_code": None, "value": pd.NA, "text": None, "question_id": BLANK_QUESTION}
    return pd.DataFrame(nothing, index=index, columns=list(nothing))


def _counted(question: Question, cells: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The columns of a question of a tally; none for an open one: a tally has no words of one person."""
    if question.kind == "open" and cells.shape[1]:
        context.journal.count("answers", "rejected", int(cells.notna().to_numpy().sum()))
        context.journal.warn(
            f"Вопрос {named(question)}: открытые ответы в своде не читаются, загрузите сами анкеты."
        )
        return cells.iloc[:, :0]
    return cells


def _cells(question: Question, version: str, respondents: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The columns of one question, named as by `column_keys`; None where a word is no answer."""
    empty = {norm(word) for word in context.request.format.empty_words} | {""}
    cells: dict[str, pd.Series] = {}
    for name in respondents:
        key = key_of(name, version)
        if key.partition(":")[0] == question.id:
            own = without_empty(respondents[name], unanswered(key, question, empty))
            # Sheets of one file may hold a question in different wordings of one version (a matrix).
            cells[key] = cells[key].where(cells[key].notna(), own) if key in cells else own
    return pd.DataFrame(cells, index=respondents.index)


def _count(question: Question, found: Answers, unread: pd.DataFrame, context: Context) -> None:
    """`unreadable` and `answered` are respondents by question; only of questions with unreadable answers."""
    if len(unread):
        every = found.frame.index.union(unread.index).nunique()
        context.journal.count("unreadable", named(question), len(unread))
        context.journal.count("answered", named(question), every)
        context.journal.count("set_aside", f"{named(question)}: ответ вне шкалы и вариантов", len(unread))
    context.journal.count("answers", "kept", len(found.frame))
    context.journal.count("answers", "rejected", found.unknown)
    if found.unknown:
        what = f"{found.unknown} ответов не подошли ни к шкале, ни к вариантам анкеты и не распознаны"
        context.journal.warn(f"Вопрос {named(question)}: {what}.")
