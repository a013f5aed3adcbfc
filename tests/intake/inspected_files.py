"""Made-up exports for the tests of `inspect`: every layout that analysts meet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

PEOPLE = ("Петухова Анна Ивановна", "Зорькин Пётр Ильич", "Сорокина Мария Львовна", "Кузьмин Олег Янович")
TEXTS = (
    "Прошу починить уличное освещение возле школы, по вечерам дети идут в полной темноте.",
    "Третий месяц не могу получить ответ на своё заявление о перерасчёте платы за отопление.",
    "Благодарю сотрудников отдела за быструю помощь с оформлением документов на субсидию.",
    "Дорога между посёлками разбита, автобус не ходит вторую неделю, помогите решить вопрос.",
)
OUTCOMES = ("удовлетворено", "отказано", "разъяснено", "перенаправлено")
HEADER = [
    "Вх. номер", "Дата регистрации", "Заявитель", "Телефон", "Способ поступления", "Вид обращения",
    "Текст обращения", "Исполнитель", "Срок", "Результат рассмотрения", "Дата ответа", "Муниципалитет",
]  # fmt: skip


def day(i: int) -> datetime:
    """Days in step with the rows, all over a year."""
    return datetime(2024, 1, 9) + timedelta(days=3 * i)


def register(rows: int = 60, *, written: str = "%d.%m.%Y") -> list[list[Any]]:
    """Rows of a register under `HEADER`."""
    return [
        [
            f"{i + 1}-ОГ", day(i).strftime(written), PEOPLE[i % 4], f"+7 9{i % 10}0 123-4{i % 10}-6{i % 7}",
            ("Почта", "Эл. почта", "Сайт")[i % 3], ("Жалоба", "Заявление")[i % 2], f"{TEXTS[i % 4]} Дом {i}.",
            PEOPLE[(i + 1) % 4], (day(i) + timedelta(30)).strftime(written), OUTCOMES[i % 4],
            (day(i) + timedelta(9)).strftime(written), ("Северный район", "Южный район")[i % 2],
        ]
        for i in range(rows)
    ]  # fmt: skip


MULTI = "С чем Вы\nобращались?"


def yandex(rows: int = 40) -> list[list[str]]:
    """A survey in the layout of Yandex Forms, header first."""
    header = [
        "ID", "Время создания", "Ваш возраст:", f"{MULTI} / Справки", f"{MULTI} / Выплаты / льготы",
        f"{MULTI} / Другое", "Укажите другое:", "Насколько Вы довольны сроком?", "Ваши предложения",
    ]  # fmt: skip
    marks = ("5 – да", "3 – отчасти", "1 – нет", "Затрудняюсь ответить")
    body = [
        [
            str(2017328740 + 7 * i), f"{day(i):%Y-%m-%d} 12:0{i % 10}:00",
            ("До 30", "30–50", "Старше 50")[i % 3], "Справки" if i % 2 else "",
            "Выплаты / льготы" if i % 3 else "", "" if i % 20 else "Другое", "" if i % 20 else f"случай {i}",
            marks[i % 4], "" if i % 3 else f"Откройте окно номер {i} пораньше",
        ]
        for i in range(rows)
    ]  # fmt: skip
    return [header, *body]


def google(rows: int = 40) -> list[list[str]]:
    """A survey in the layout of Google Forms, header first."""
    header = [
        "Отметка времени", "Адрес электронной почты", "Оцените работу [Вежливость]",
        "Оцените работу [Скорость]", "Порекомендуете ли Вы нас?",
    ]  # fmt: skip
    marks = ("Отлично", "Хорошо", "Удовлетворительно", "Плохо")
    return [
        header,
        *(
            [
                f"{day(i):%d.%m.%Y} 12:30:00", f"someone{i}@example.org", marks[i % 4], marks[(i + 1) % 3],
                str((i * 3) % 11),
            ]
            for i in range(rows)
        ),
    ]  # fmt: skip
