"""Registers with a classifier of their own: ССТУ (a row is a question), ПОС, «Инцидент Менеджмент»."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from painmap.errors import PainmapError
from painmap.intake import IntakeResult, combine
from painmap.intake.items import outcome_of
from painmap.params.models import Format, Source
from painmap.params.yaml_file import read_yaml

SSTU = ["№ обращения", "Дата регистрации", "Форма обращения", "Вид обращения", "Источник поступления",
        "Код вопроса", "Наименование вопроса", "Результат рассмотрения вопроса", "Дата ответа",
        "Территория"]  # fmt: skip
POS = ["Номер сообщения", "Дата создания", "Статус", "Категория", "Подкатегория", "Муниципалитет", "Текст",
       "Крайний срок", "Дата ответа", "Текст ответа", "Оценка"]  # fmt: skip
DONE, PART, NO, TOLD = (
    f"Рассмотрено. {word}" for word in ("Меры приняты", "Поддержано частично", "Не поддержано", "Разъяснено")
)
OPEN = "Находится на рассмотрении"
ROADS, LIGHT = "0003.0009.0099.0737", "0005.0005.0056.1149"
TOPICS = {"0003.0009": "01", "0005": "02"}


def question(
    number: str, code: object, result: str = DONE, answer: str = "20.01.2025", **cells: str
) -> list[Any]:
    values = {"day": "10.01.2025", "form": "Письменно", "kind": "Жалоба", "sender": "Прокуратура", "name": "",
              "place": "Северный округ"} | cells  # fmt: skip
    return [number, values["day"], values["form"], values["kind"], values["sender"], code, values["name"],
            result, answer, values["place"]]  # fmt: skip


@pytest.fixture
def layout(repository: Path) -> Callable[[str], Format]:
    """A format of the repository."""

    def load(name: str) -> Format:
        return Format.model_validate(read_yaml(repository / f"params/formats/{name}.yaml", name))

    return load


@pytest.fixture
def read(take, xlsx, layout) -> Callable[..., IntakeResult]:
    """Intake of rows in a format of the repository; the source leads its words to the agency's topics."""

    def run(
        name: str, *rows: list[Any], topics: dict[str, str] | None = None, **options: Any
    ) -> IntakeResult:
        source = Source(
            id="register", files="*", format=name, channel="post", topics=TOPICS if topics is None else topics
        )
        return take(xlsx(f"{name}.xlsx", rows), layout(name), source=source, **options)

    return run


@pytest.fixture
def sstu(read) -> Callable[..., IntakeResult]:
    return lambda *rows, **options: read("sstu", ["Результаты"], SSTU, *rows, **options)


def appeal(result: IntakeResult, number: str = "1") -> pd.Series:
    return result.appeals.set_index("appeal_id").loc[number]


# --- ССТУ -----------------------------------------------------------------------------------------


def test_rows_of_one_number_are_one_appeal_and_every_row_is_counted(sstu):
    result = sstu(
        question("1", ROADS, DONE, "20.01.2025"),
        question("1", LIGHT, TOLD, "25.01.2025"),
        question("2", LIGHT, NO),
        ["Всего вопросов: 3"],
    )
    assert list(result.appeals["appeal_id"]) == ["1", "2"]
    assert (result.journal["rows"]["kept"], result.journal["rows"]["total"]) == (3, 1)
    assert result.journal["appeals"] == 2
    items = result.items
    assert list(items["record_id"]) == ["register:1", "register:1", "register:2"]
    assert list(items["item_number"]) == [1, 2, 1]
    assert list(items["question_code"]) == [ROADS, LIGHT, LIGHT]
    assert list(items["topic_code"]) == ["01", "02", "02"]
    assert list(items["outcome_code"]) == ["upheld", "explained", "refused"]
    assert [str(day)[:10] for day in items["answered_date"]] == ["2025-01-20", "2025-01-25", "2025-01-20"]


def test_the_appeal_is_answered_with_its_last_question_and_has_the_topic_of_the_first(sstu):
    first, second = question("1", LIGHT, TOLD, "20.01.2025"), question("1", ROADS, DONE, "25.01.2025")
    row = appeal(sstu(first, second))
    assert (row["topic_code"], row["outcome_code"]) == ("02", "upheld")
    assert row["answered_date"] == row["answer_known_date"] == row["outcome_known_date"]
    assert row["answered_date"] == pd.Timestamp("2025-01-25")
    assert (row["channel_code"], row["client_kind"]) == ("post", "external")
    waiting = appeal(sstu(first, question("1", ROADS, OPEN, "")))
    assert waiting["outcome_code"] == "pending"
    assert pd.isna(waiting["answered_date"])


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["upheld", "refused"], "upheld_partly"),
        (["upheld_pending", "refused", "explained"], "upheld_partly"),
        (["upheld", "upheld_pending"], "upheld_pending"),
        (["explained", "upheld"], "upheld"),
        (["explained", "refused"], "refused"),
        (["forwarded", "explained"], "explained"),
        (["withdrawn", "forwarded"], "forwarded"),
        (["refused", "pending", None], "pending"),
        (["upheld", None], None),
        ([None], None),
    ],
)
def test_result_of_an_appeal_from_those_of_its_questions(outcomes, whole):
    assert outcome_of(pd.Series(outcomes, dtype="string")) == whole


def test_the_same_question_twice_is_a_copy_and_two_without_a_code_are_two_questions(sstu):
    result = sstu(
        question("1", ROADS, OPEN, ""), question("1", ROADS, DONE), question("1", ""), question("1", "")
    )
    assert (result.journal["rows"]["kept"], len(result.rejects), len(result.items)) == (3, 1, 3)
    assert list(result.rejects["row"]) == [3]
    assert appeal(result)["outcome_code"] == "upheld"
    assert result.items["question_code"].isna().sum() == 2


def test_the_longest_beginning_of_a_code_decides_and_its_name_may_follow_it(sstu):
    topics = {"0003": "01", "0003.0009.0099": "02"}
    result = sstu(
        question("1", f"{ROADS} Автомобильный транспорт"), question("2", "0003.0009.0097.0689"), topics=topics
    )
    assert list(result.items["topic_code"]) == ["02", "01"]
    assert list(result.items["question_code"]) == [ROADS, "0003.0009.0097.0689"]


def test_a_code_without_a_topic_rejects_the_question_and_says_where_to_put_it(sstu):
    result = sstu(question("1", ROADS), question("1", "0002.0013.0139"), question("2", "00031"))
    assert list(result.appeals["appeal_id"]) == ["1"]
    assert list(result.rejects["column"]) == ["Код вопроса"] * 2
    assert "params/agencies/agency-of-tests.yaml" in result.rejects["remedy"].iloc[0]
    assert "0002.0013" not in result.rejects.to_string() + str(result.journal)
    assert any("отклонена часть вопросов: 1" in warning for warning in result.journal["warnings"])
    assert result.journal["unused_mappings"]["topics источника"] == ["0005"]


def test_without_a_table_topics_are_left_to_the_text_and_that_is_said(sstu):
    result = sstu(question("1", ROADS), topics={})
    assert result.items["topic_code"].isna().all()
    assert any("нет topics" in warning for warning in result.journal["warnings"])


def test_an_unknown_result_rejects_and_an_unused_one_is_noted(sstu):
    result = sstu(question("1", ROADS, "Забыто"), question("2", ROADS))
    assert list(result.rejects["column"]) == ["Результат рассмотрения вопроса"]
    assert "params/formats/sstu.yaml" in result.rejects["remedy"].iloc[0]
    assert "Срок рассмотрения продлён" in result.journal["unused_mappings"]["Результат рассмотрения вопроса"]


def test_a_vanished_column_is_named(read):
    header = [title if title != "Код вопроса" else "Шифр" for title in SSTU]
    with pytest.raises(PainmapError, match="нет граф: «Код вопроса»") as caught:
        read("sstu", header, question("1", ROADS))
    assert "«Шифр»" not in caught.value.what
    assert "Шифр" in caught.value.remedy


def test_differing_registrations_of_one_appeal_are_warned_of(sstu):
    result = sstu(question("1", ROADS, day="12.01.2025"), question("1", LIGHT, day="11.01.2025"))
    assert appeal(result)["registered_date"] == pd.Timestamp("2025-01-11")
    assert any("даты регистрации вопросов различаются" in warning for warning in result.journal["warnings"])


def test_a_later_file_replaces_the_questions_of_an_appeal_whole(sstu, agency):
    before = sstu(
        question("1", ROADS), question("2", ROADS, TOLD, ""), question("2", LIGHT, TOLD),
        received=date(2025, 2, 1),
    )  # fmt: skip
    after = sstu(
        question("1", ROADS), question("1", LIGHT, OPEN, ""), question("2", ROADS, TOLD, ""),
        received=date(2025, 3, 1),
    )  # fmt: skip
    after.journal["file"] = "2025/later.xlsx"
    for order in ([before, after], [after, before]):
        both = combine(order, agency)
        assert list(both.items["record_id"]) == ["register:1", "register:1", "register:2"]
        rows = both.appeals.set_index("appeal_id")
        # Not the answer that the older file had: a question is open again.
        assert rows.loc["1", "outcome_code"] == "pending"
        assert pd.isna(rows.loc["1", "answered_date"])
        assert pd.isna(rows.loc["1", "answer_known_date"])
        # Repeated, not news.
        assert rows.loc["2", "outcome_known_date"] == pd.Timestamp("2025-02-01")


def test_registers_of_one_row_an_appeal_have_no_questions(take, xlsx, plain_format):
    from intake_rows import HEADER, row

    result = take(xlsx("register.xlsx", [HEADER, row("1"), row("1"), row("2")]), plain_format())
    assert result.items.empty
    assert (result.journal["rows"]["kept"], len(result.rejects)) == (2, 1)


# --- ПОС ------------------------------------------------------------------------------------------


def message(
    number: str, status: str, category: str = "Дороги", sub: str = "Ямы", **cells: object
) -> list[Any]:
    values = {"created": "10.01.2025 23:40", "text": "Яма у моста", "answer": "", "mark": ""} | cells
    return [number, values["created"], status, category, sub, "", values["text"], "20.01.2025 23:40",
            values["answer"], "Ответ [ФИО]", values["mark"]]  # fmt: skip


def test_messages_of_the_platform_take_channel_and_regime_from_the_profile(read):
    result = read(
        "pos",
        POS,
        message("1", "Решено", answer="11.01.2025 00:10", mark=5),
        message("2", "В работе", sub=""),
        message("3", "Закрыто"),
        topics={"Ямы": "01", "дороги": "02"},
    )
    rows = result.appeals.set_index("appeal_id")
    assert list(rows["registered_date"].dt.day) == [10, 10, 10]
    assert rows.loc["1", "answered_date"] == pd.Timestamp("2025-01-11")
    assert list(rows["outcome_code"].fillna("")) == ["upheld", "pending", ""]
    assert list(rows["topic_code"]) == ["01", "02", "01"]
    assert set(rows["channel_code"]) == {"post"}
    assert set(rows["regime_code"]) == {"59-fz"}
    assert set(rows["client_kind"]) == {"external"}
    assert set(rows["form_code"]) == {"electronic"}
    assert result.items.empty


def test_a_status_without_mapping_is_rejected(read):
    result = read("pos", POS, message("1", "На доработке"), topics={"Ямы": "01"})
    assert list(result.rejects["column"]) == ["Статус"]
    assert "На модерации" in result.journal["unused_mappings"]["Статус"]


# --- «Инцидент Менеджмент» ------------------------------------------------------------------------


def incident(layout: Format, number: str, text: str = "Нет света", **cells: object) -> list[Any]:
    values: dict[str, object] = {
        "Дата создания": datetime(2025, 1, 10, 23, 50), "Дата окончания": "", "Тема": "Свет", "Итог": "",
        "Текущий шаг инцидента": "Завершён", "Исполнитель": "Иванов И.И.", "Отдел": "Отдел писем",
        "Время с начала создания инцидента до окончания": "11 days 12:10:25.217000",
    } | {"Текст инцидента": text, "Номер инцидента": number} | cells  # fmt: skip
    return [values.get(title, "") for title in layout.titles]


def test_incidents_with_and_without_a_header(read, layout):
    form = layout("incident")
    rows = [
        incident(form, "1", Итог="Решено", **{"Дата окончания": datetime(2025, 1, 22, 12, 0, 25)}),
        incident(form, "2", **{"Текущий шаг инцидента": "Подготовка ответа"}),
        incident(form, "3"),
    ]
    titled = read("incident", list(form.titles), *rows, topics={"Свет": "02"})
    bare = read("incident", *rows, topics={"Свет": "02"})
    names = [name for name in titled.appeals.columns if name != "source_file_id"]
    pd.testing.assert_frame_equal(titled.appeals[names], bare.appeals[names])
    assert list(bare.appeals["outcome_code"].fillna("")) == ["upheld", "pending", ""]
    assert list(bare.appeals["answered_date"].dt.day.fillna(0)) == [22, 0, 0]
    assert (titled.journal["rows"]["header"], bare.journal["rows"]["header"]) == (1, 0)
    assert any("Шапки в файле нет" in warning for warning in bare.journal["warnings"])


def test_a_sheet_of_another_width_without_a_header_is_refused(read, layout):
    form = layout("incident")
    with pytest.raises(PainmapError, match="Шапка таблицы не найдена"):
        read("incident", ["", *incident(form, "1")], topics={"Свет": "02"})


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        ("[club123456|Новости округа], нет света", "Новости округа, нет света"),
        ("нет света\nПодписывайтесь на наш канал", "нет света"),
        ("нет света\n  Источник: сообщество жителей\n", "нет света"),
        ("Подпишите бумагу о ремонте", "Подпишите бумагу о ремонте"),
        ("скобки [не разметка] целы", "скобки [не разметка] целы"),
    ],
)
def test_markup_and_tails_of_social_networks(raw, read_as, read, layout):
    form = layout("incident")
    result = read("incident", list(form.titles), incident(form, "1", raw), topics={"Свет": "02"})
    assert list(result.appeals["text"]) == [read_as]


def test_people_in_markup_and_mentions_are_masked(read, layout):
    form = layout("incident")
    text = "[id4815162|Канарейкин], @kanareykina_1 и все: света нет вторые сутки"
    result = read("incident", list(form.titles), incident(form, "1", text), topics={"Свет": "02"})
    shown = result.appeals["text"].iloc[0]
    assert "света нет вторые сутки" in shown
    assert not any(mark in shown.lower() for mark in ("канарейкин", "4815162", "kanareykina"))


def test_an_incident_exported_twice_counts_once(read, layout):
    form = layout("incident")
    row = incident(form, "1")
    result = read("incident", list(form.titles), row, row, topics={"Свет": "02"})
    assert (len(result.appeals), list(result.rejects["row"])) == (1, [2])
