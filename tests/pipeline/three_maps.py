"""What managers write into the maps of three periods of minyust-rd, and what is then told of its problems."""

from __future__ import annotations

from datetime import datetime

from tests.pipeline.managers import FOLLOW_UP, INTERNAL, Row

ZAGS, ARCHIVES = "Управление записи актов гражданского состояния", "Отдел по делам архивов"
SUPPLY = "Отдел материально-технического и информационного обеспечения"
BOOKING = "Невозможность записаться в отдел ЗАГС на удобную дату"
STAFF_SUPPLY = "Нехватка бланков, принтеров, картриджей"
REFERENCES = "Длительная подготовка архивных справок о стаже и заработной плате"
WEEKENDS = "Невозможность зарегистрировать смерть в выходные и праздничные дни"
OF_ZAGS, OF_ARCHIVES = "Сложность дозвониться до отделов ЗАГС", "Сложность дозвониться до архивов"
PHONES = "Сложность дозвониться до отделов ЗАГС и архивов"
PORTAL = "Отказы и «зависание» заявлений на Едином портале"
HANGING = "Зависание заявлений на Едином портале без движения"
REFUSALS = "Отказы на Едином портале без указания причин"


Cells = dict[str, str | datetime]


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _measure(text: str, unit: str, due: str | datetime, comment: str = "") -> Cells:
    return {
        "measure": text,
        "responsible": unit,
        "due_date": due,
        **({"comment": comment} if comment else {}),
    }


def _works(day: str) -> Cells:
    return {"state": "исполняется", "effect_date": _day(day), "direction": "снижение"}


# Signs that Excel, csv and JSON each have to take care of.
_ODD = ("Разбирать заявления без движения;\nотказы — с причиной", "ё «кавычки», =не формула, 100 %")
_SECOND_PHONE = ("Второй телефон в отделах ЗАГС городов", "смета <50 тыс.> & связь")
_OF_BOTH_PARTS = ("Указывать в отказе причину и порядок действий", "из двух частей")

# Period → what they write into its map, and what they tell of the measures some days later.
MAPS: dict[str, tuple[list[Row], list[Row]]] = {
    "2023": (
        [
            Row(PORTAL, _measure(_ODD[0], ZAGS, _day("2024-06-03"), _ODD[1])),
            Row(OF_ZAGS, _measure(_SECOND_PHONE[0], ZAGS, "ежеквартально", _SECOND_PHONE[1])),
            Row(OF_ARCHIVES, _measure("Дежурный у телефона архива", ARCHIVES, _day("2024-03-01"), "№ 7")),
            Row(REFERENCES, _measure("Оцифровать фонды колхозов", ARCHIVES, _day("2024-09-01"))),
            Row(WEEKENDS, _measure("Дежурство в восьми отделах ЗАГС", ZAGS, _day("2024-07-01"))),
        ],
        [Row(REFERENCES, _works("2024-09-01"), FOLLOW_UP), Row(WEEKENDS, _works("2024-07-01"), FOLLOW_UP)],
    ),
    "2024": (
        [
            Row(PHONES, _measure("Общая линия", SUPPLY, "до 1 июля 2025 года", "после объединения")),
            Row(OF_ARCHIVES, {"comment": "№ 7; дальше ведётся вместе с отделами ЗАГС"}),
            Row(BOOKING, _measure("Запись на 60 дней вперёд, суббота", ZAGS, _day("2025-03-01"))),
            Row(STAFF_SUPPLY, _measure("Закупить принтеры", SUPPLY, _day("2025-01-31")), INTERNAL),
        ],
        [Row(BOOKING, _works("2025-03-01"), FOLLOW_UP), Row(STAFF_SUPPLY, _works("2025-02-01"), FOLLOW_UP)],
    ),
    "2025": (
        [
            Row(REFUSALS, _measure(_OF_BOTH_PARTS[0], ZAGS, _day("2026-03-02"), _OF_BOTH_PARTS[1])),
            Row(HANGING, _measure("Ежедневный разбор заявлений без движения", ZAGS, "постоянно")),
            Row(PORTAL, {"comment": "разделена, мера прежней остаётся до июня"}),
        ],
        [],
    ),
}
# Period → days of both; whose priority they change in it, and why.
DAYS = {
    "2023": ("2024-01-15", "2024-01-20"),
    "2024": ("2025-01-15", "2025-01-20"),
    "2025": ("2026-01-20", ""),
}
LEVELS = {
    "2023": (PORTAL, "Поручение министра"),
    "2024": (PHONES, "Жалобы в прокуратуру"),
    "2025": (REFUSALS, "Пилот"),
}
# What became of each in the report of a period, made in its turn.
LINEAGES = {
    "2023": {OF_ZAGS: "new", OF_ARCHIVES: "new", PORTAL: "new"},
    "2024": {OF_ZAGS: "joined", OF_ARCHIVES: "joined", PHONES: "merged", PORTAL: "continued"},
    "2025": {
        OF_ZAGS: "joined", OF_ARCHIVES: "joined", PHONES: "continued",
        PORTAL: "divided", HANGING: "split", REFUSALS: "split",
    },
}  # fmt: skip
# Words of the published report and of the titles on the working map.
TOLD = {
    "2024": ("объединила прежние", f"объединена с другими в «{PHONES}»"),
    "2025": (
        "выделена из прежней",
        f"разделена на «{HANGING}», «{REFUSALS}»",
        f"объединена с другими в «{PHONES}»",
    ),
}
# Precision and recall of appeals with numbers, over the years so far: 0.1 below those measured on 2026-11-24.
FOUND = {
    "2023": {OF_ZAGS: (0.83, 0.77), OF_ARCHIVES: (0.86, 0.82), PORTAL: (0.73, 0.9)},
    "2024": {PHONES: (0.84, 0.83), PORTAL: (0.68, 0.9)},
    "2025": {PHONES: (0.85, 0.83), HANGING: (0.56, 0.86), REFUSALS: (0.77, 0.71)},
}
