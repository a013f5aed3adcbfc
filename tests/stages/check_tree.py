"""A project with one register of made-up persons, and files in which a leak is planted."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import subprocess
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from painmap.stages import check

AGENCY = "minec-49"
NAME, PHONE, EMAIL = "Выдрицкая Ярослава Эдуардовна", "+7 900 123-76-54", "vydritskaya@example.ru"
ADDRESS, CODE, OFFICER = "Магадан, ул. Портовая, д. 23, кв. 975", "К-955801", "Трепузов А.Ф."
SENDER = "Вязьмикина Прасковья Лаврентьевна"
HEAD = (
    "Номер;Дата регистрации;Вид документа;Способ поступления;Форма;Тип клиента;Категория;Код заявителя;"
    "Заявитель;Почтовый адрес;Телефон;E-mail;Муниципальный округ;Тема (код);Причина (код);Содержание;Отдел;"
    "Исполнители;Срок;"
    "Состояние;Срок продлён до;Перенаправлено;Дата завершения;Итог;Повторное;Коллективное;Трудозатраты, ч"
)
ROW = (
    "05-0003/25;09.01.2025;Запрос;Почтовая связь;Письменная;Внешний;ФЛ;{code};{name};{address};{phone};"
    "{email};Магадан;14;;об участии в ярмарке;Отдел развития;{officer};08.02.2025;Завершен;;;03.02.2025;"
    "Разъяснено;Нет;Нет;8"
)
LEAK = "персональные данные: "


def register(**changes: str) -> str:
    values = {
        "code": CODE, "name": NAME, "address": ADDRESS, "phone": PHONE, "email": EMAIL, "officer": OFFICER
    }  # fmt: skip
    return f"{HEAD}\n{ROW.format(**values | changes)}\n"


def planted(tree: Path, text: str, name: str = "data/interim/run.log") -> str:
    """What the gate says of a text file."""
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return "\n".join(check(tree))


def overlooked(tree: Path, texts: Sequence[str], kind: str, suffix: str = ".log") -> list[str]:
    """Those of the texts, each in a file of its own, in which the gate does not see the kind."""
    places = {tree / "data" / "interim" / f"{number}{suffix}": text for number, text in enumerate(texts)}
    for path, text in places.items():
        path.write_text(text, encoding="utf-8")
    said = {finding.split(":")[0]: finding for finding in check(tree)}
    return [
        text
        for path, text in places.items()
        if f"{kind} — 1" not in said.get(f"data/interim/{path.name}", "")
    ]


def git(tree: Path, *command: str) -> None:
    settings = ("-c", "user.name=t", "-c", "user.email=t@example.ru", "-c", "init.defaultBranch=main")
    subprocess.run(["git", "-C", str(tree), *settings, *command], check=True, capture_output=True)


TEXT = "Позвонить Выдрицкой Ярославе, 8 900 123-76-54"


def make_parquet(path: Path) -> None:
    frame = pd.DataFrame({"record_id": ["1", "2"], "text": ["Всё хорошо", TEXT], "n": [1.0, None]})
    frame.to_parquet(path)


def make_parquet_columns(path: Path) -> None:
    frame = pd.DataFrame(
        {"a": ["Выдрицкая", "Лес"], "b": ["Ярослава", "Дом"], "phone": [79001237654.0, None]}
    )
    frame.to_parquet(path)


def make_parquet_metadata(path: Path) -> None:
    frame = pd.DataFrame({"n": [1]})
    frame.attrs = {"author": TEXT}
    frame.to_parquet(path)


def make_xlsx(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Ярослава", "прочее", "Выдрицкая"])
    sheet.write_row(1, 0, ["прочее", "Выдрицкая", "Ярослава", 79001237654])
    book.close()


def make_xlsx_author(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "Выдрицкая Я.Э.", "comments": "8 900 123-76-54"})
    book.add_worksheet()
    book.close()


def make_docx(path: Path) -> None:
    runs = "".join(
        f"<w:r><w:rPr><w:b/></w:rPr><w:t>{part}</w:t></w:r>" for part in (TEXT[:14], TEXT[14:24], TEXT[24:])
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document><w:body><w:p>{runs}</w:p></w:body></w:document>")


def make_sqlite(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE entries (key BLOB, value TEXT)")
    connection.execute("INSERT INTO entries VALUES (?, ?)", (b"k", json.dumps([TEXT, []])))
    connection.commit()
    connection.close()


def make_sqlite_deleted(path: Path) -> None:
    make_sqlite(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("UPDATE entries SET value = ?", (json.dumps([TEXT], ensure_ascii=False),))
    connection.commit()
    connection.execute("DELETE FROM entries")
    connection.commit()
    connection.close()


def make_sqlite_log(path: Path) -> None:
    """A base whose last change stands in the write-ahead log alone, as a killed build leaves it."""
    source = path.with_name("live")
    connection = sqlite3.connect(source)
    connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE entries (value TEXT);")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("INSERT INTO entries VALUES (?)", (json.dumps(TEXT),))
    connection.commit()
    shutil.copy(source, path)
    shutil.copy(f"{source}-wal", f"{path}-wal")
    connection.close()
    source.unlink()


def make_pdf(path: Path) -> None:
    from weasyprint import HTML

    HTML(string=f"<title>Отчёт</title><p>Итог. <b>{TEXT}</b></p>").write_pdf(path)


def make_pdf_properties(path: Path) -> None:
    from weasyprint import HTML

    page = (
        "<title>Отчёт</title><meta name=author content='Выдрицкая Я.Э.'><meta name=description content='{}'>"
    )
    HTML(string=page.format(PHONE) + "<p>Итог</p>").write_pdf(path)


def make_notebook(path: Path) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": [f"{TEXT}\n"]}
    cell = {"cell_type": "code", "source": "1", "metadata": {}, "execution_count": 1, "outputs": [output]}
    path.write_text(json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))


def make_tar(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = len(TEXT.encode())
        archive.addfile(member, io.BytesIO(TEXT.encode()))


def make_nested(path: Path) -> None:
    inner = path.with_name("inner")
    make_docx(inner)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.docx", inner.read_bytes())
    inner.unlink()


def make_encrypted(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    )
