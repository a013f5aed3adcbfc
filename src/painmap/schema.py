"""Every column of every table: type, unit, allowed values, meaning and privacy.

`docs/data-dictionary.md` is generated from this module. A column that is not listed here is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from painmap.codes import (
    APPEAL_KINDS,
    APPLICANTS,
    CLIENT_KINDS,
    FORMS,
    MENTION_KINDS,
    OUTCOMES,
    REFERRERS,
    TOUCH_POINTS,
)
from painmap.errors import PainmapError

SCHEMA_VERSION = 1

Kind = Literal["text", "code", "date", "integer", "number", "boolean"]
Privacy = Literal["drop", "hash", "mask", "keep"]

# `drop`: known entity, masked in the row's text, then forgotten. `hash`: becomes `client_id` by keyed hash.
# `mask`: free text, leaves intake only after de-identification. `keep`: no personal data.
PRIVACY_TITLES: dict[Privacy, str] = {
    "drop": "не сохраняется",
    "hash": "только ключевой хеш",
    "mask": "только после маскирования",
    "keep": "сохраняется",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: Column name; its end says what it holds (`_date`, `_days`, `_share`, `_code`; booleans `is_…`).
        kind: Type of the values.
        meaning: What it means, in Russian.
        privacy: What may become of it.
        required: Whether a value must be present in every row.
        unit: Unit of the values, in Russian, empty if there is none.
        allowed: Allowed codes with their Russian names; None if any value will do.
        may_lack: Whether a file may have no such column (it came after files that people keep).
    """

    name: str
    kind: Kind
    meaning: str
    privacy: Privacy = "keep"
    required: bool = False
    unit: str = ""
    allowed: dict[str, str] | None = None
    may_lack: bool = False


@dataclass(frozen=True)
class Table:
    """A table: what a row is, its columns in order, and the key that identifies a row."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(c.name for c in self.columns)

    def column(self, name: str) -> Column:
        """The column called `name`."""
        return next(c for c in self.columns if c.name == name)

    def empty(self) -> pd.DataFrame:
        """A frame without rows with the right dtypes."""
        return pd.DataFrame({c.name: pd.Series(dtype=_DTYPES[c.kind]) for c in self.columns})

    def conform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The columns of this table in their order and types; absent ones are empty, unlisted ones dropped.

        Raises:
            PainmapError: A required column has gaps, a code is not allowed, or the key repeats.
                The message names table and column, never a value.
        """
        data = {}
        for column in self.columns:
            series = (
                frame[column.name]
                if column.name in frame
                else pd.Series([pd.NA] * len(frame), index=frame.index)
            )
            converted = _converted(series, column.kind)
            if converted is None:
                raise self._error(column.name, "тип значений не подходит")
            data[column.name] = converted
        result = pd.DataFrame(data, index=frame.index).reset_index(drop=True)
        self.check(result)
        return result

    def check(self, frame: pd.DataFrame) -> None:
        """Raise PainmapError unless required columns are full, codes allowed and keys unique."""
        for column in self.columns:
            values = frame[column.name]
            if column.required and values.isna().any():
                raise self._error(column.name, "обязательное поле пусто")
            if column.allowed is not None and not values.dropna().isin(list(column.allowed)).all():
                raise self._error(column.name, "код не из перечня допустимых")
        if self.key and frame.duplicated(list(self.key)).any():
            raise self._error(", ".join(self.key), "ключ строки повторяется")

    def _error(self, column: str, what: str) -> PainmapError:
        return PainmapError(
            f"Таблица {self.name}: {what}",
            where=f"графа {column}",
            remedy="проверьте описание формата и состав графы по docs/data-dictionary.md",
        )


# str, not object: pandas 3 keeps texts in Arrow and NA apart from "nan".
_DTYPES: dict[Kind, Any] = {
    "text": "string",
    "code": "string",
    "date": "datetime64[s]",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
}


def _converted(series: pd.Series, kind: Kind) -> pd.Series | None:
    # The library's error quotes the value: it must not travel on, not even as a cause.
    try:
        return series.astype(_DTYPES[kind])
    except (ValueError, TypeError):
        return None


_RECORD = Column("record_id", "code", "Идентификатор строки во всех таблицах", required=True)
_SOURCE_FILE = Column("source_file_id", "code", "Начало sha256 исходного файла", required=True)
_SOURCE = Column("source_id", "code", "Источник по профилю органа", required=True)

# What a format file may map a source column to. `drop` fields reach the masker and go no further.
RAW_APPEALS = Table(
    "raw_appeals",
    "строка реестра обращений, как она прочитана",
    (
        Column("appeal_id", "text", "Регистрационный номер", required=True),
        Column("registered_date", "date", "Дата регистрации", required=True),
        Column("client_source_id", "text", "Идентификатор заявителя в источнике", "hash"),
        Column("person_name", "text", "ФИО заявителя", "drop"),
        Column("phone", "text", "Телефон заявителя", "drop"),
        Column("email", "text", "Эл. почта заявителя", "drop"),
        Column("address", "text", "Адрес заявителя", "drop"),
        Column("executor", "text", "Исполнитель (ФИО)", "drop"),
        Column("text", "text", "Текст или аннотация обращения", "mask"),
        Column("client_kind", "code", "Вид клиента", allowed=CLIENT_KINDS),
        Column("applicant_code", "code", "Категория заявителя", allowed=APPLICANTS),
        Column("channel_code", "code", "Канал поступления по профилю органа"),
        Column("form_code", "code", "Форма обращения", allowed=FORMS),
        Column("appeal_kind", "code", "Вид обращения", allowed=APPEAL_KINDS),
        Column("topic_code", "code", "Тема по классификатору органа"),
        Column("source_topic", "text", "Тема или код вопроса по классификатору источника"),
        Column("reason_code", "code", "Причина обращения"),
        Column("unit", "text", "Подразделение"),
        Column("municipality", "text", "Муниципальное образование"),
        Column("is_repeat", "boolean", "Повторное"),
        Column("is_collective", "boolean", "Коллективное"),
        Column("is_anonymous", "boolean", "Без указания заявителя"),
        Column("referrer_code", "code", "Кто направил обращение", allowed=REFERRERS),
        Column("touch_point_code", "code", "Точка взаимодействия", allowed=TOUCH_POINTS),
        Column("life_situation_code", "code", "Жизненная ситуация по перечню органа"),
        Column("answered_date", "date", "Дата ответа заявителю"),
        Column("extended_until_date", "date", "Срок продлён до"),
        Column("forwarded_date", "date", "Дата перенаправления"),
        Column("outcome_code", "code", "Результат рассмотрения", allowed=OUTCOMES),
    ),
)

APPEALS = Table(
    "appeals",
    "обращение",
    (
        _RECORD,
        _SOURCE,
        _SOURCE_FILE,
        Column("appeal_id", "text", "Регистрационный номер (только внутри органа)", required=True),
        Column("registered_date", "date", "Дата регистрации", required=True),
        Column("client_id", "code", "Ключевой хеш заявителя; пусто, если установить нельзя", "hash"),
        Column("client_kind", "code", "Вид клиента", required=True, allowed=CLIENT_KINDS),
        Column("applicant_code", "code", "Категория заявителя", allowed=APPLICANTS),
        Column("channel_code", "code", "Канал поступления", required=True),
        Column("form_code", "code", "Форма обращения", allowed=FORMS),
        Column("appeal_kind", "code", "Вид обращения", allowed=APPEAL_KINDS),
        Column("regime_code", "code", "Порядок (закон), определяющий срок ответа", required=True),
        Column("topic_code", "code", "Тема, указанная в реестре"),
        Column("reason_code", "code", "Причина обращения"),
        Column("unit", "text", "Подразделение"),
        Column("municipality", "text", "Муниципальное образование"),
        Column("is_repeat", "boolean", "Повторное"),
        Column("is_collective", "boolean", "Коллективное"),
        Column("is_anonymous", "boolean", "Без указания заявителя"),
        Column("referrer_code", "code", "Кто направил обращение", allowed=REFERRERS),
        Column("touch_point_code", "code", "Точка взаимодействия", allowed=TOUCH_POINTS),
        Column("life_situation_code", "code", "Жизненная ситуация по перечню органа"),
        Column("answered_date", "date", "Дата ответа заявителю"),
        Column("answer_known_date", "date", "Когда дата ответа стала известна"),
        Column("extended_until_date", "date", "Срок продлён до"),
        Column("extension_known_date", "date", "Когда стало известно о продлении"),
        Column("forwarded_date", "date", "Дата перенаправления по компетенции"),
        Column("forward_known_date", "date", "Когда стало известно о перенаправлении"),
        Column("outcome_code", "code", "Результат рассмотрения", allowed=OUTCOMES),
        Column("outcome_known_date", "date", "Когда стал известен результат"),
        Column("text", "text", "Текст или аннотация с маскированными персональными данными", "mask"),
        Column("mailing_id", "code", "Общий идентификатор писем одной массовой рассылки"),
        Column("same_as", "code", "Это же обращение, ранее поступившее по другому каналу: его record_id"),
    ),
    key=("record_id",),
)

APPEAL_ITEMS = Table(
    "appeal_items",
    "вопрос обращения; только из источников, где вопросы ведутся по отдельности (ССТУ)",
    (
        Column("record_id", "code", "Обращение: идентификатор его строки в appeals", required=True),
        Column("item_number", "integer", "Номер вопроса в обращении, с 1", required=True),
        Column("question_code", "code", "Код вопроса по Типовому общероссийскому классификатору"),
        Column("topic_code", "code", "Тема по классификатору органа"),
        Column("outcome_code", "code", "Результат рассмотрения вопроса", allowed=OUTCOMES),
        Column("outcome_known_date", "date", "Когда стал известен результат"),
        Column("answered_date", "date", "Дата ответа на вопрос"),
    ),
    key=("record_id", "item_number"),
)

# `question_id` of the one row that a questionnaire without a single readable answer leaves: it was handed in,
# and has no option, value or text. «Получено анкет» counts it; what counts answers or questions does not.
BLANK_QUESTION = "blank"

# `option_code` of an answer that lies outside the scale or fits no option: somebody answered, and what is not
# known. It has no value and no text; at most one a question of a questionnaire.
UNREADABLE = "unreadable"

RESPONSES = Table(
    "responses",
    "ответ одного респондента на один вопрос (в вопросах с несколькими ответами — один вариант); "
    "анкета, в которой нет ни одного ответа, — одна строка с вопросом «blank» без варианта, оценки и текста; "
    "ответ вне шкалы и вариантов — строка с вариантом «unreadable» без оценки и текста",
    (
        _RECORD,
        _SOURCE,
        _SOURCE_FILE,
        Column("study_id", "code", "Исследование", required=True),
        Column("wave_id", "code", "Замер (этап опроса)", required=True),
        Column("respondent_id", "code", "Ключевой хеш анкеты", "hash", required=True),
        Column("client_kind", "code", "Вид клиента", required=True, allowed=CLIENT_KINDS),
        Column("responded_date", "date", "Дата заполнения анкеты", required=True),
        Column("question_id", "code", "Вопрос по анкете; blank — анкета без ответов", required=True),
        Column("option_code", "code", "Выбранный вариант; unreadable — ответ не распознан"),
        Column("value", "number", "Оценка по шкале вопроса", unit="баллы"),
        Column("text", "text", "Открытый ответ с маскированными персональными данными", "mask"),
        Column(
            "is_tally", "boolean", "Из свода ответов: анкета условная, ответы на разные вопросы не связаны"
        ),
    ),
    key=("record_id",),
)

REJECTS = Table(
    "rejects",
    "отклонённая строка исходного файла: где она и почему, без значений",
    (
        _SOURCE_FILE,
        Column("sheet", "text", "Лист"),
        Column("row", "integer", "Номер строки, как его показывает Excel", required=True),
        Column("column", "text", "Графа"),
        Column("value_class", "text", "Чем является значение: пусто, число, дата, текст"),
        Column("reasons", "text", "Почему строка отклонена", required=True),
        Column("remedy", "text", "Что сделать", required=True),
    ),
)

MENTIONS = Table(
    "mentions",
    "фрагмент текста, в котором названа проблема или потребность",
    (
        _RECORD,
        Column("start", "integer", "Начало фрагмента в маскированном тексте", required=True, unit="знаки"),
        Column("end", "integer", "Конец фрагмента (не включается)", required=True, unit="знаки"),
        Column("fragment", "text", "Фрагмент с маскированными персональными данными", "mask", required=True),
        Column("mention_kind", "code", "Вид высказывания", required=True, allowed=MENTION_KINDS),
        Column("head", "text", "Начальная форма главного слова", "mask"),
        Column("lemmas", "text", "Начальные формы значимых слов через пробел", "mask"),
        Column("cue", "code", "По какому списку params/vocab/mentions.yaml найдено"),
        Column("about", "text", "О чём сказано: именная группа в именительном падеже", "mask"),
        Column("blamed", "text", "На кого или на что жалуются, если сказано", "mask"),
        Column("problem_id", "code", "Проблема или новая группа, о которой фрагмент; пусто — ни о какой"),
    ),
)

ASSIGNMENTS = Table(
    "assignments",
    "текст (обращение или открытый ответ), отнесённый к проблеме",
    (
        _RECORD,
        Column("problem_id", "code", "Проблема по реестру; пусто — «иные»"),
        Column("candidate_id", "code", "Новая группа, которой нет в реестре; пусто — нет"),
        Column("score", "number", "Уверенность отнесения, от 0 до 1", required=True),
        Column("topic_model_code", "code", "Тема, определённая моделью, где в реестре она не указана"),
        Column(
            "quote_start",
            "integer",
            "Начало предложения, в котором названа проблема, в маскированном тексте; пусто — такого нет",
            unit="знаки",
        ),
        Column("quote_end", "integer", "Конец предложения (не включается)", unit="знаки"),
        Column("quote_score", "number", "Насколько полно предложение называет проблему, от 0 до 1"),
    ),
    key=("record_id",),
)

PROBLEMS = Table(
    "problems",
    "проблема или потребность в реестре органа (params/problems/<орган>.csv)",
    (
        Column("id", "code", "Постоянный идентификатор", required=True),
        Column("client_kind", "code", "Вид клиента", required=True, allowed=CLIENT_KINDS),
        Column(
            "problem_kind",
            "code",
            "Проблема или потребность",
            required=True,
            allowed={"problem": "проблема", "need": "потребность"},
        ),
        Column("title", "text", "Название во внутренней редакции", required=True),
        Column("public_title", "text", "Название для опубликования, принятое человеком"),
        Column(
            "status",
            "code",
            "Состояние",
            required=True,
            allowed={"proposed": "предложена системой", "accepted": "принята", "closed": "устранена"},
        ),
        Column("valid_from", "code", "Период, в котором проблема внесена в реестр", required=True),
        Column("parent_ids", "text", "Предшественники через пробел"),
        Column("process_id", "code", "Процесс (params/processes/<орган>.csv)"),
        Column(
            "severity",
            "integer",
            "Тяжесть последствий, решение человека: 0 неудобство, 10 затраты времени, "
            "20 потеря денег или отказ в праве, 30 здоровье, утрата права",
            allowed=None,
            unit="баллы",
        ),
        Column("signs", "text", "Признаки: какими словами её называют клиенты, через «;»"),
        Column(
            "found_on",
            "code",
            "По чему выявлена; пусто — по обращениям периода, тогда он ни с каким другим не сравнивается",
            allowed={"period": "по обращениям периода", "history": "по всей истории, без учёта дат"},
            may_lack=True,
        ),
    ),
    key=("id",),
)

PROCESSES = Table(
    "processes",
    "процесс органа (params/processes/<орган>.csv)",
    (
        Column("id", "code", "Идентификатор", required=True),
        Column("name", "text", "Название", required=True),
        Column("client_kind", "code", "Внешний или внутренний", required=True, allowed=CLIENT_KINDS),
        Column("unit", "text", "Ответственное подразделение", required=True),
        Column(
            "kind",
            "code",
            "Вид процесса",
            required=True,
            allowed={
                "service": "услуга",
                "function": "функция",
                "support": "мера поддержки",
                "digital": "сервис",
                "staff": "внутренний процесс",
            },
        ),
        Column("effort", "integer", "Трудоёмкость изменения, оценка руководителя", unit="1–3"),
        Column("target_state", "text", "Целевое состояние"),
    ),
    key=("id",),
)

_CELLS = {
    "measure": "необходимые мероприятия",
    "responsible": "ответственный",
    "due_date": "срок реализации",
    "prevalence": "уровень распространённости, определённый человеком",
    "priority": "уровень приоритетности, определённый человеком",
    "level_reason": "основание изменения уровня",
    "comment": "комментарий, который в карту не входит",
    "status": "состояние строки (base_hash — от её содержания)",
    "title": "проблема или потребность, которую назвал человек",
    "state": "состояние меры",
    "effect_date": "дата, с которой мера действует",
    "lag_months": "через сколько месяцев ожидается действие",
    "control_problem_id": "проблема, которой мера не касается: контрольный ряд",
    "direction": "ожидаемое направление",
    "effort": "трудоёмкость процесса, 1–3 (вместо кода проблемы — код процесса)",
}
# A proposal for a cell that somebody else had changed meanwhile: it is kept and shown, the cell is not its.
RIVAL = "_rival"
DECISIONS = Table(
    "decisions",
    "значение одной клетки карты проблем, внесённое человеком; последняя запись действует",
    (
        Column("map_period", "code", "Период карты", required=True),
        Column("client_kind", "code", "Вид клиента", required=True, allowed=CLIENT_KINDS),
        Column("problem_id", "code", "Проблема", required=True),
        Column("measure_id", "code", "Мера"),
        Column(
            "column",
            "code",
            "Графа",
            required=True,
            allowed=_CELLS | {f"{name}{RIVAL}": f"иное предложение: {what}" for name, what in _CELLS.items()},
        ),
        Column("value", "text", "Значение; пустое — клетка очищена"),
        Column("author_role", "text", "Кто внёс: должность или подразделение", required=True),
        Column("entered_date", "date", "Когда внесено", required=True),
        Column("base_hash", "code", "Состояние клетки, с которого начата правка"),
        Column("export_id", "code", "Выгрузка карты, в которой внесена правка"),
    ),
)

MATERIALS = Table(
    "materials",
    "инструктивный материал или разъяснение, которое уже есть (params/materials/<орган>.csv)",
    (
        Column("id", "code", "Идентификатор", required=True),
        Column("topic_code", "code", "Тема по классификатору органа", required=True),
        Column("title", "text", "Название материала", required=True),
        Column("issued_date", "date", "С какого дня доступен клиентам", required=True),
        Column("withdrawn_date", "date", "С какого дня утратил актуальность; пусто — действует"),
        Column("place", "text", "Где размещён"),
    ),
    key=("id",),
)

# `right_problem_id` of a text that belongs to no problem of the registry.
NO_PROBLEM = "none"

REVIEWS = Table(
    "reviews",
    "суждение человека об одном отнесении текста к проблеме (params/reviews/<орган>.csv); "
    "последняя запись действует",
    (
        _RECORD,
        Column("problem_id", "code", "Проблема, к которой текст отнесла программа", required=True),
        Column(
            "verdict",
            "code",
            "Верно ли отнесение",
            required=True,
            allowed={"right": "верно", "wrong": "неверно", "unclear": "не ясно"},
        ),
        Column(
            "right_problem_id",
            "code",
            "Проблема, к которой текст относится на самом деле; none — ни к одной; пусто — не указано",
        ),
        Column("author_role", "text", "Кто судил: должность или подразделение", required=True),
        Column("entered_date", "date", "Когда внесено", required=True),
    ),
)

TABLES: tuple[Table, ...] = (
    RAW_APPEALS,
    APPEALS,
    APPEAL_ITEMS,
    RESPONSES,
    REJECTS,
    MENTIONS,
    ASSIGNMENTS,
    PROBLEMS,
    PROCESSES,
    DECISIONS,
    MATERIALS,
    REVIEWS,
)
