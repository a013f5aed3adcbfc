"""Formats of `params/formats` for registers of sites and service desks, and wide exports of incidents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from message_files import REPOSITORY, shipped

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
    assert not [w for w in result.journal["warnings"] if "не описана" in w]


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
    assert any("«Статус»: не разобрано ячеек 1" in warning for warning in result.journal["warnings"])


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
    assert not [w for w in result.journal["warnings"] if "не описана" in w]


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


@pytest.mark.parametrize("path", sorted((REPOSITORY / "params/formats").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_format_reads_into_known_fields(path: Path):
    layout = shipped(path.stem)
    assert isinstance(layout, Format)
    assert layout.id == path.stem
    from painmap.intake.readers import READERS

    assert layout.reader in READERS
    fields = {field for column in layout.columns.values() for field in column.fields} | set(layout.defaults)
    assert fields <= set(RAW_APPEALS.names)
