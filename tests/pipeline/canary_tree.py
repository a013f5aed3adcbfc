"""A project of one agency whose raw files carry planted details of made-up persons wherever one can stand."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment

from tests.conftest import ROOT, copy_project
from tests.pipeline.conftest import AGENCY, leave_only, register

NAME = "Канарейкина Агриппина Ферапонтовна"
PHONE, EMAIL, SNILS, NICK = (
    "+7 (900) 555-73-19",
    "agripp.kanar@ptichka.example",
    "112-233-445 95",
    "@kanareyka_73",
)
ADDRESS = "г. Магадан, ул. Птичья, д. 17, кв. 43"
# Where it is planted → what must be nowhere afterwards: a stem in lower case, or digits.
CANARIES = {
    "person": "канарейкин", "given name": "агриппин", "patronymic": "ферапонтов",
    "telephone": "9005557319", "e-mail": "agripp.kanar", "address": "птичь", "СНИЛС": "11223344595",
    "nick": "kanareyka_73",
    "executor": "свиристелев", "unit": "зябликов", "municipality": "коростелев", "number": "горихвостов",
    "Message-ID": "kanarejkina", "unmapped cell": "дроздецк", "unmapped title": "поползнев",
    "bad date": "пеночкин", "status word": "варакушкин", "channel word": "чечеткин", "topic": "крапивин",
    "source id": "просянкин",
    "file name": "щеглятьев", "sheet name": "овсянкин", "hidden sheet": "трясогузкин",
    "property": "вьюрковск", "cell comment": "жуланов", "lost file": "кукушкин", "unread file": "удодов",
    "survey title": "юрковск", "survey answer": "снегирев", "survey option": "клестовск",
    "subject": "дубоносов", "attachment": "чернушкин", "path of a letter": "козодоев",
    "other letter": "ржанкин",
    "VK profile": "гаичкин", "Telegram sender": "пищухин",
    "text, oblique": "зарянкин", "text, lower case": "скворешников", "text, telephone": "9005551288",
}  # fmt: skip
IN_WORDS = (
    f"Прошу ответить Канарейкиной Агриппине Ферапонтовне, {PHONE}, {EMAIL}, СНИЛС {SNILS}, {NICK}, "
    f"живу: {ADDRESS}. Жду ответа третий месяц."
)
OF_OTHERS = (
    "Заявку подавали вместе с Зарянкиным Модестом Евлампиевичем, он не получил ответа о субсидии.",
    "субсидию задержали, звонила скворешникова марфа поликарповна с номера 8-900-555-12-88, ответа нет",
)
YEAR = "2025"
REGISTER, CALLS = "Реестр_Щеглятьева_2025.csv", "Обращение Щеглятьевой А.А.xlsx"
MAIL, VK, CHAT = "Почта Щеглятьев.mbox", "Комментарии Щеглятьев.json", "Чат (Щеглятьев).json"
SURVEY, UNREAD = "Опрос Щеглятьева.csv", "Записка Удодова 8-900-555-73-19.docx"
_SOURCES = """sources:
- {id: register, files: "Реестр*.csv", format: register-semicolon}
- {id: mail, files: "Почта*.mbox", format: mbox, channel: email, client_kind: external}
- {id: calls, files: "Обращение*.xlsx", format: calls, channel: hotline, client_kind: external}
- {id: vk, files: "Комментарии*.json", format: vk-comments, channel: vk, client_kind: external}
- {id: chat, files: "Чат*.json", format: telegram, channel: vk, client_kind: external}
- {id: survey-external, files: "Опрос*.csv", format: yandex-forms, study: minec-49-external}
"""
_DEMO_ROWS = 240


def canary_tree(root: Path) -> Path:
    """The project; returns the folder of its raw files of the year."""
    copy_project(root)
    leave_only(root, AGENCY)
    demo = ROOT / "data" / "raw" / AGENCY / YEAR
    shutil.rmtree(root / "data" / "raw" / AGENCY)
    profile = root / "params" / "agencies" / f"{AGENCY}.yaml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(
        re.sub(r"(?s)^sources:\n.*?(?=^studies:)", _SOURCES, text, flags=re.M), encoding="utf-8"
    )
    folder = root / "data" / "raw" / AGENCY / YEAR
    folder.mkdir(parents=True)
    _register(demo / "register-2025-demo.csv", folder / REGISTER)
    _calls(folder / CALLS)
    _mail(folder / MAIL)
    _vk(demo / "vk-comments-2025-demo.json", folder / VK)
    _telegram(folder / CHAT)
    _survey(demo / "survey-external-2025-demo.csv", folder / SURVEY)
    (folder / UNREAD).write_text(NAME, encoding="utf-8")
    # CALLS and CHAT are not listed: a build says what to add.
    for name in (REGISTER, MAIL, VK, SURVEY):
        register(root, AGENCY, folder / name)
    with (folder.parent / "intake.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"{YEAR}/Запрос Кукушкиной.xlsx,{'0' * 64},2026-01-20\n")
    (root / "params" / "synthetic.lock").write_text("", encoding="utf-8")
    return folder


def _register(demo: Path, target: Path) -> None:
    rows = list(csv.reader(io.StringIO(demo.read_bytes().decode("cp1251")), delimiter=";"))[:_DEMO_ROWS]
    head = [*rows[1], "Куратор Поползнев Л. Л.", "Заметки"]
    good = dict(zip(head, rows[2], strict=False))
    own = {
        "Заявитель": NAME, "Телефон": PHONE, "E-mail": EMAIL, "Почтовый адрес": ADDRESS,
        "Исполнители": "Свиристелев И. И.", "Содержание": IN_WORDS, "Код заявителя": "Просянкин-7",
        "Заметки": "звонил Дроздецкий",
    }  # fmt: skip
    planted = [
        {},
        {"Содержание": OF_OTHERS[0]}, {"Содержание": OF_OTHERS[1], "Заявитель": "", "Телефон": ""},
        {"Отдел": "Зябликов П. П."}, {"Муниципальный округ": "Коростелев П. П., Магадан"},
        {"Номер": "Горихвостов И. И. 12/25"},
        {"Дата регистрации": "Пеночкин 31.02"}, {"Дата завершения": "Пеночкиной 30.02"},
        {"Срок продлён до": PHONE}, {"Форма": NAME},
        *({"Итог": "передано Варакушкину"} for _ in range(4)),
        *({"Способ поступления": "через Чечёткина"} for _ in range(4)),
        *({"Тема (код)": "крапивин"} for _ in range(4)), {"Повторное": EMAIL}, {"Тип клиента": SNILS},
    ]  # fmt: skip
    added = [
        [(good | own | {"Номер": f"99-{i:04}/25"} | plant).get(title, "") for title in head]
        for i, plant in enumerate(planted)
    ]
    # One more cell than the header: a broken row.
    added.append([*added[0], NAME])
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(
        [rows[0], head, *([*row, "", ""] for row in rows[2:]), *added]
    )
    target.write_bytes(stream.getvalue().encode("cp1251", errors="replace"))


def _calls(target: Path) -> None:
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = "Вьюрковская Анна"
    book.properties.title = "Вьюрковская"
    sheet = book.active
    sheet.title = "Овсянкина"
    sheet.append(["Дата", "Время", "Тел.", "Суть обращения", "Кто принял", "Меры"])
    for day in range(1, 9):
        told = "перезвонили, разъяснено устно" if day % 2 else "передано Варакушкину"
        sheet.append([f"{day:02}.04.2025", "10:00", PHONE, IN_WORDS, "Свиристелев И.И.", told])
    sheet.append(["Пеночкин 31.02", "", PHONE, NAME, "Свиристелев", NAME])
    sheet["D2"].comment = Comment("Жулановой перезвонить", "Жуланов")
    hidden = book.create_sheet("Трясогузкин")
    hidden.sheet_state = "hidden"
    hidden.append(["Дата", "Тел.", "Суть обращения", "Кто принял", "Меры", "Трясогузкина Нина"])
    hidden.append(["Пеночкина", PHONE, "Трясогузкину", "Трясогузкин", "", ""])
    hidden.append(["12.05.2025", PHONE, OF_OTHERS[1], "Трясогузкин", "", "Трясогузкин"])
    book.save(target)


def _word(text: str) -> str:
    return f"=?utf-8?B?{b64encode(text.encode()).decode()}?="


def _mail(target: Path) -> None:
    def letter(number: str, day: str, body: str, subject: str = "Вопрос") -> bytes:
        return (
            f"From {EMAIL} Mon Mar 03 10:00:00 2025\n"
            f"Received: from [10.0.0.1] (kozodoev.example [10.0.0.1]) by mx; {day}\n"
            f"Return-Path: <{EMAIL}>\nMessage-ID: <{number}@mail.example>\nDate: {day}\n"
            f"From: {_word(NAME)} <{EMAIL}>\nTo: {_word('Козодоев Фома')} <kozodoev@gov.example>\n"
            f"Cc: {_word('Козодоеву')} <fkozodoev@gov.example>\nSubject: {_word(subject)}\n"
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=XX\n\n--XX\n"
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
            f'{body}\n\n--XX\nContent-Type: application/pdf; name="{_word("Чернушкина.pdf")}"\n'
            f'Content-Disposition: attachment; filename="{_word("Чернушкина.pdf")}"\n'
            f"Content-Transfer-Encoding: base64\n\n{b64encode('Чернушкина'.encode()).decode()}\n--XX--\n\n"
        ).encode()

    day = "Mon, 03 Mar 2025 10:00:00 +1100"
    target.write_bytes(
        letter("kanarejkina.agrippina.20250303", day, IN_WORDS)
        + letter("17400002.2", day.replace("03 Mar", "04 Mar"), OF_OTHERS[0])
        + letter("kanarejkina-ap", "Пеночкин 31 Feb", IN_WORDS)
        + letter("17400005.5", day.replace("03 Mar", "06 Mar"), f"Бобры затопили склад. {IN_WORDS}")
        + letter("17400003.3", day.replace("03 Mar", "05 Mar"), "", "Жалоба от Дубоносова Ильи Фомича")
        + letter("17400004.4", day, "Пишет вам Ржанкина Зоя Карповна, ответа нет.", "Автоответ Дубоносова")
    )


def _vk(demo: Path, target: Path) -> None:
    page = json.loads(demo.read_bytes())["response"]
    page["items"] = page["items"][:20]
    base = page["items"][0] | {"thread": {"count": 0, "items": []}}
    for i, text in enumerate((IN_WORDS, *OF_OTHERS, f"[id777|Гаичкина Инна], подскажите {PHONE}")):
        page["items"].append(base | {"id": 990000 + i, "from_id": 777, "text": text})
    page["items"].append("Гаичкина")
    page["items"].append(base | {"id": 990099, "from_id": 777, "date": "Пеночкин"})
    page["profiles"] = [{"id": 777, "first_name": "Инна", "last_name": "Гаичкина"}]
    target.write_text(json.dumps({"response": page}), encoding="utf-8")


def _telegram(target: Path) -> None:
    messages = [
        {
            "id": i, "type": "message",
            "date_unixtime": str(int(datetime(2025, 5, i, tzinfo=UTC).timestamp())),
            "from": "Пищухин Лев", "from_id": "user773", "text": text,
        }
        for i, text in enumerate((IN_WORDS, *OF_OTHERS), start=1)
    ]  # fmt: skip
    messages.append(messages[0] | {"id": 9, "date_unixtime": "", "date": "Пищухин"})
    chat = {"name": "Пищухин и другие", "type": "private_supergroup", "id": 190, "messages": messages}
    target.write_text(json.dumps(chat, ensure_ascii=False), encoding="utf-8")


def _survey(demo: Path, target: Path) -> None:
    with demo.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))[:_DEMO_ROWS]
    head = [*rows[0], "Оцените работу Юрковской", "Клестовская Ирина Петровна", PHONE]
    rows[1][-1] = f"Пожалуйста, передайте Снегирёву Ивану Ильичу. {IN_WORDS}"
    rows[2][2] = "Клестовский"
    rows[3][1] = "Пеночкин"
    rows[4][3] = NAME
    filled = [[*row, "5", "отлично", PHONE] for row in rows[1:]]
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([head, *filled])
