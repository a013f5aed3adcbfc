"""Formats of `params/formats` for registers of sites and service desks, and wide exports of incidents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from intake_rows import HEADER, row
from message_files import REPOSITORY, shipped
from pydantic import ValidationError

from painmap.errors import PainmapError
from painmap.params.models import Format, Source
from painmap.schema import RAW_APPEALS

GENERIC = [
    "№", "ФИО", "Номер телефона", "Текст обращения", "Категория", "Тег", "Дата обращения",
    "Крайний срок рассмотрение", "Фото/Видео", "Карта", "Статус", "Текст пояснения", "Оценка", "Одобрено",
]  # fmt: skip
DESK = [
    "Номер запроса", "Дата регистрации", "Плановое время выполнения", "Крайний срок обработки",
    "Фактическое время выполнения", "Время входа в статус", "Дата последнего изменения", "Статус",
    "Пользователь", "Услуга", "Компонент услуги 1 уровня", "Вид запроса", "Тип запроса", "Критичность",
    "Срочность", "Приоритет", "Класс обслуживания", "Часовой пояс запроса", "Описание 2",
    "Нормативное время обработки (SLA)", "Суммарное время реакции 1 линии", "Суммарное время уточнений",
    "Результат работ", "Кем решен (группа)", "Количество уточнений", "Просрочен?*",
]  # fmt: skip


@pytest.fixture
def read(take, xlsx, text_file):
    def run(layout, header, *rows, name="register.xlsx", topics=None):
        lines = [header, *([one.get(title, "") for title in header] for one in rows)]
        path = xlsx(name, lines) if name.endswith("xlsx") else text_file(name, lines)
        words = {"Свет": "02"} if topics is None else topics
        source = Source(id="register", files="*", format=layout, channel="email", topics=words)
        return take(path, shipped(layout), source=source)

    return run


def appeal(number, **cells):
    return {
        "№": number, "Дата обращения": "10.01.2025 9:15:00", "Текст обращения": "Нет света",
        "Категория": "Свет", "ФИО": "Ёлкина Анна Петровна", "Номер телефона": "+7 999 111-22-37",
        "Статус": "В работе",
    } | cells  # fmt: skip


@pytest.mark.parametrize("name", ["register.xlsx", "register.csv"])
def test_a_generic_register(name, read):
    result = read("register-generic", GENERIC, appeal("1"), appeal("2", Статус="Решено"), name=name)
    rows = result.appeals.set_index("appeal_id")
    assert list(rows.index) == ["1 (2025)", "2 (2025)"]
    assert list(rows["outcome_code"]) == ["pending", "upheld"]
    assert set(rows["topic_code"]) == {"02"}
    assert rows["client_id"].nunique() == 1
    assert "Ёлкина" not in result.appeals.to_csv()
    assert not [w for w in result.journal["warnings"] if "не прочитан" in w]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("Новое", "pending"), ("Принято в работу", "pending"), ("Решено частично", "upheld_partly"),
        ("Не решено", "refused"), ("Отклонено модератором", "refused"), ("Выполнено", "upheld"),
        ("Перенаправлено", "forwarded"), ("Дан ответ", "explained"), ("Отозвано заявителем", "withdrawn"),
    ],
)  # fmt: skip
def test_words_of_a_status(status, outcome, read):
    result = read("register-generic", GENERIC, appeal("1", Статус=status))
    assert list(result.appeals["outcome_code"]) == [outcome]


def test_an_unknown_status_costs_the_outcome_and_is_told(read):
    result = read("register-generic", GENERIC, appeal("1", Статус="Ура"))
    assert result.appeals["outcome_code"].isna().all()
    assert any("«Статус»: не разобрано ячеек: 1 (" in warning for warning in result.journal["warnings"])


def request(number, **cells):
    return {
        "Номер запроса": number, "Дата регистрации": datetime(2025, 1, 10), "Услуга": "Свет",
        "Статус": "Закрыт", "Приоритет": "(1) Наивысший", "Описание 2": "Не открывается отправка",
    } | cells  # fmt: skip


def test_requests_of_a_service_desk(read):
    letter = "Тема письма: Посылка\nТекст письма: Не пришла --- посылка\n--\nОтправлено из Mail для Android"
    rows = [
        request("SD100", **{"Описание 2": letter, "Фактическое время выполнения": datetime(2025, 1, 12)}),
        request("SD200", Статус="В работе"),
    ]
    result = read("service-desk", DESK, *rows)
    assert list(result.appeals["appeal_id"]) == ["SD100", "SD200"]
    assert result.appeals["text"][0] == "Посылка\nНе пришла … посылка"
    assert list(result.appeals["outcome_code"].fillna("")) == ["", "pending"]
    assert str(result.appeals["answered_date"][0].date()) == "2025-01-12"
    assert not [w for w in result.journal["warnings"] if "не прочитан" in w]


@pytest.mark.parametrize("first", ["R", "T"])
def test_incidents_with_their_dates_in_other_columns(first, read):
    """A wide export: columns are found by their titles, wherever they stand."""
    titles = list(shipped("incident").titles)
    dates = ["Дата создания", "Дата окончания"]
    others = [title for title in titles if title not in dates]
    place = ord(first) - ord("A")
    header = [f"Служебная {i}" for i in range(place - 8)]
    header = [*others[:8], *header, *dates, *others[8:]]
    cells = {
        "Дата создания": datetime(2025, 1, 10), "Дата окончания": datetime(2025, 1, 21), "Тема": "Свет",
        "Время с начала создания инцидента до окончания": "11 days 12:10:25.217000", "Номер инцидента": "7",
        "Текущий шаг инцидента": "Завершён", "Итог": "Решено", "Текст инцидента": "Нет света",
    }  # fmt: skip
    assert header.index("Дата создания") == place
    result = read("incident", header, cells)
    assert str(result.appeals["registered_date"][0].date()) == "2025-01-10"
    assert str(result.appeals["answered_date"][0].date()) == "2025-01-21"
    assert list(result.appeals["outcome_code"]) == ["upheld"]


def wide_incident(width=44, **cells):
    """A row of the export without a header; `cells` by the letters of their columns."""
    values = {
        "A": "1", "R": datetime(2025, 1, 10), "S": datetime(2025, 1, 21), "T": "Группа", "U": "Свет",
        "W": "Район", "Y": "Садовая", "AC": "Решаемый", "AI": "Нет света [club1|Наш город]", "AR": "свет",
    } | cells  # fmt: skip
    return [values.get(chr(65 + i) if i < 26 else "A" + chr(39 + i), "") for i in range(width)]


@pytest.mark.parametrize("width", [44, 43, 35])
def test_incidents_of_44_columns_without_a_header_are_read_by_position(width, take, xlsx):
    """The last columns (AJ–AR) may be empty in the whole file; a workbook then ends before them."""
    source = Source(id="incident", files="*", format="incident-wide", channel="email", topics={"Свет": "02"})
    path = xlsx("no_header_44_columns.xlsx", [wide_incident(width), wide_incident(width, R="31.02.2025")])
    result = take(path, shipped("incident-wide"), source=source)
    (found,) = result.appeals.to_dict("records")
    assert (found["appeal_id"], found["text"]) == (
        "б/н, 2025/no_header_44_columns.xlsx, Лист, строка 1", "Нет света Наш город",
    )  # fmt: skip
    assert (found["topic_code"], found["municipality"]) == ("02", "Район")
    assert [str(found[day].date()) for day in ("registered_date", "answered_date")] == [
        "2025-01-10", "2025-01-21",
    ]  # fmt: skip
    assert list(result.rejects["row"]) == [2]
    assert [w for w in result.journal["warnings"] if "не прочитан" in w] == []


@pytest.mark.parametrize("width", [34, 45])
def test_a_sheet_of_other_width_is_not_read_by_position(width, take, xlsx):
    path = xlsx("no_header.xlsx", [[*wide_incident(34), *["x"] * (width - 34)]])
    with pytest.raises(PainmapError, match="Шапка таблицы не найдена"):
        take(path, shipped("incident-wide"))


@pytest.mark.parametrize("path", sorted((REPOSITORY / "params/formats").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_format_reads_into_known_fields(path: Path):
    layout = shipped(path.stem)
    assert isinstance(layout, Format)
    assert layout.id == path.stem
    from painmap.intake.readers import READERS

    assert layout.reader in READERS
    fields = {field for column in layout.columns.values() for field in column.fields} | set(layout.defaults)
    assert fields <= set(RAW_APPEALS.names)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"delimiter": ""}, "один знак"),
        ({"delimiter": ";;"}, "один знак"),
        ({"delimiter": '"'}, "один знак"),
    ],
)
def test_a_format_that_no_reader_could_follow_is_refused_when_loaded(change, said, plain_format):
    with pytest.raises(ValidationError, match=said):
        plain_format(**change)


def test_a_tab_is_a_delimiter_and_a_blank_may_replace(take, text_file, plain_format):
    lines = [HEADER, row("1", text="Дом;улица,сад _ двор")]
    layout = plain_format(reader="csv", delimiter="\t", rewrite=[{"pattern": " _ ", "by": " "}])
    assert layout.delimiter == "\t"
    result = take(text_file("tabs.csv", lines, delimiter="\t"), layout)
    assert list(result.appeals["text"]) == ["Дом;улица,сад двор"]
