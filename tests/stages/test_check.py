"""The privacy gate: each leak is planted in a real file of its kind; made-up persons only."""

from __future__ import annotations

import base64
import gzip
import io
import json
import lzma
import shutil
import sqlite3
import subprocess
import tarfile
import urllib.parse
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from painmap.stages import check
from painmap.stages.store import sha256

AGENCY = "minec-49"
NAME, PHONE, EMAIL = "Выдрицкая Ярослава Эдуардовна", "+7 900 123-76-54", "vydritskaya@example.ru"
ADDRESS, CODE, OFFICER = "Магадан, ул. Портовая, д. 23, кв. 975", "К-955801", "Трепузов А.Ф."
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


@pytest.fixture(scope="module")
def template(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "project"
    for name in ("params", "notebooks"):
        shutil.copytree(repository / name, root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    raw = root / "data" / "raw" / AGENCY / "2025"
    raw.mkdir(parents=True)
    (raw / "register-2025.csv").write_bytes(register().encode("cp1251"))
    for name in ("data/processed", "data/interim", "reports"):
        (root / name).mkdir(parents=True)
    return root


@pytest.fixture
def tree(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one real register, a key and no leak."""
    root = tmp_path / "project"
    shutil.copytree(template, root)
    key = tmp_path / "key"
    key.write_text("5a" * 32, encoding="ascii")
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(key))
    return root


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


def test_a_clean_tree_is_clean(tree: Path) -> None:
    assert check(tree) == []
    git(tree, "init")
    git(tree, "add", "params", "notebooks")
    assert check(tree) == []


def test_a_finding_names_file_kind_number_agency_and_remedy_and_no_value(tree: Path) -> None:
    said = planted(tree, f"{NAME}, {PHONE}, другой 8 900 123 76 54, {EMAIL}")
    assert said.startswith(f"data/interim/run.log: {LEAK}")
    assert "эл. почта — 1" in said
    assert "телефон — 1" in said
    assert f"(есть в исходных файлах: {AGENCY})" in said
    assert "Что сделать: удалите файл" in said
    for value in ("ыдрицк", "рослав", "7654", "76-54", "vydrits"):
        assert value not in said


# --- kinds of values and ways of writing -----------------------------------------------------------

NAMES = (
    "звонила Выдрицкой Ярославе",
    "Ярослава Эдуардовна Выдрицкая",
    "ВЫДРИЦКОЙ ЯРОСЛАВЕ ЭДУАРДОВНЕ",
    "выдрицкая ярослава",
    "Выдрицкая Я. Э.",
    "Я.Э. Выдрицкой",
    "выдрицкая я.э.",
    "Выдрицкая ЯЭ сообщила",
    "у Выдрицкой Я. болит",
    "Трепузову Алексею Фёдоровичу",
    '"Выдрицкая","Ярослава"',
    '{"surname": "Выдрицкая", "name": "Ярослава"}',
    "Выдрицкая\nЯрослава",
    "Выд\u200bрицкая Яро\u00adслава",
    "Bыдрицкaя Яpослава",
    "Выдрицка\u0301я\u00a0Ярослава",
)


def test_a_name_is_found_in_every_case_order_and_spelling(tree: Path) -> None:
    (tree / "params" / "note.md").write_text("Посёлок Выдрицкий и Трепузов овраг", encoding="utf-8")
    assert overlooked(tree, [f"Итог: {name}." for name in NAMES], "ФИО") == []


def test_a_first_name_with_a_patronymic_is_a_leak_in_what_a_build_made(tree: Path) -> None:
    assert overlooked(tree, ["просили ярославу эдуардовну", "Эдуардовна, Ярослава"], "имя и отчество") == []
    (tree / "data" / "interim" / "0.log").unlink()
    (tree / "data" / "interim" / "1.log").unlink()
    assert planted(tree, "просили ярославу эдуардовну", "params/note.md") == ""


def test_a_hyphenated_name_and_yo(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register(name="Пёстрикова-Ганнибал Фёкла Львовна").encode("cp1251"))
    for text in ("Фекле Пестриковой", "Пестриковой-Ганнибал Фёкле", "Ганнибал Ф.Л."):
        assert LEAK in planted(tree, f"Писал {text} ответ")


PHONES = (
    "+79001237654",
    "8 (900) 123-76-54",
    "8.900.123.76.54",
    "9001237654",
    "89001237654",
    "+7 900 12-37-654",
    "8 900 123\u00a076\u201154",
    "８９００１２３７６５４",
    "8\u200b900\u200b1237654",
    "8 900 <b>123</b> 76 54",
    "тел.8-900-123-76-54",
    '{"phone": 79001237654}',
    "8&nbsp;900&#45;123&#45;76&#45;54",
)


def test_a_telephone_is_found_in_every_writing(tree: Path) -> None:
    assert overlooked(tree, [f"Итог: {phone} дали" for phone in PHONES], "телефон") == []


def test_a_short_telephone_needs_its_word(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register(phone="62-04-15").encode("cp1251"))
    assert "телефон — 1" in planted(tree, "звоните по тел. 62 04 15 днём")
    assert planted(tree, "сумма 62 04 15 рублей, 620415") == ""


ADDRESSES = (
    "ул. Портовая, д. 23, кв. 975",
    "улице Портовой дом 23 квартира 975",
    "Портовая 23-975",
    "ПОРТОВАЯ УЛ., Д.23 КВ.975",
    "кв. 975, д. 23, ул. Портовая",
    "дом № 23, квартира № 975 по улице Портовой",
    "портовая 23/975",
)


def test_an_address_with_a_flat_is_found_in_every_writing(tree: Path) -> None:
    texts = [f"живёт: {address}, второй этаж" for address in ADDRESSES]
    assert overlooked(tree, texts, "адрес с квартирой") == []


def test_a_house_without_a_flat_is_no_leak(tree: Path) -> None:
    assert planted(tree, "На улице Портовой, д. 23 нет света. Портовая, 23. Ждём 975 дней.") == ""


OTHERS: dict[str, tuple[str, ...]] = {
    "эл. почта": (
        "VYDRITSKAYA@Example.ru",
        "vydritskaya (at) example (dot) ru",
        "mailto:vydritskaya@example.ru",
    ),
    "код заявителя": ("заявитель К-955801 пришёл", "(к-955801)"),
}


def test_other_values_are_found(tree: Path) -> None:
    for kind, texts in OTHERS.items():
        assert overlooked(tree, texts, kind) == []


def test_a_street_named_after_a_namesake_is_no_leak(tree: Path) -> None:
    assert planted(tree, "На улице Ярославы Выдрицкой и в школе имени Я.Э. Выдрицкой холодно") == ""


def test_a_surname_alone_is_a_leak_only_if_it_is_no_word_of_tracked_texts(tree: Path) -> None:
    assert "редкая фамилия — 1" in planted(tree, "Обратилась Выдрицкая вчера")
    (tree / "params" / "note.md").write_text("Посёлок Выдрицкий", encoding="utf-8")
    assert planted(tree, "Обратилась Выдрицкая вчера. ") == ""


ESCAPES: dict[str, Callable[[str], str]] = {
    "json": lambda text: json.dumps({"x": text}),
    "json twice": lambda text: json.dumps(json.dumps({"x": text})),
    "html": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "html inside": lambda text: f"<p>{text[:4]}<wbr>{text[4:12]}<b>{text[12:]}</b></p>",
    "cells": lambda text: "<tr><td>" + "</td>\n<td>".join(text.split()) + "</td></tr>",
    "attribute": lambda text: f'<img alt="{text}">',
    "url": urllib.parse.quote,
    "python": lambda text: repr(text.encode()),
    "quoted-printable": lambda text: "".join(f"={byte:02X}" for byte in text.encode()),
    "base64": lambda text: base64.b64encode(f"Письмо: {text}, и далее ещё слова".encode()).decode(),
    "base64 in lines": lambda text: base64.encodebytes(
        f"Письмо: {text}, {'и далее слова ' * 9}".encode()
    ).decode(),
    "data": lambda text: (
        f'<img src="data:text/plain;base64,{base64.b64encode(f"Имя {text} тут".encode()).decode()}">'
    ),
    "svg": lambda text: f'<svg><path d="M 0 0"/><text>{text}</text></svg>',
}


def test_escapes_are_undone(tree: Path) -> None:
    names = [escape("Выдрицкой Ярославе") for escape in ESCAPES.values()]
    assert overlooked(tree, names, "ФИО", ".html") == []
    phones = [escape("8 900 123-76-54") for way, escape in ESCAPES.items() if way != "cells"]
    assert overlooked(tree, phones, "телефон", ".html") == []


# --- what is personal by its form ------------------------------------------------------------------

BY_FORM: dict[str, tuple[str, ...]] = {
    "СНИЛС": ("112-233-445 95", "СНИЛС 11223344595"),
    "ИНН": ("ИНН 500100732259",),
    "банковская карта": ("4111 1111 1111 1111", "карта 2202200223948454"),
    "паспорт": ("паспорт 44 02 № 123456", "паспорт серии 4402 номер 123456"),
    "телефон": ("8-912-765-43-21",),
    "имя и отчество": ("просила Зою Тихоновну помочь", "к Прохору Аверьяновичу"),
}


def test_what_is_personal_by_form_needs_no_raw_file(tree: Path) -> None:
    for kind, texts in BY_FORM.items():
        assert overlooked(tree, [f"Итог: {text}." for text in texts], f"по виду: {kind}") == []


def test_numbers_that_only_look_alike_are_no_leak(tree: Path) -> None:
    text = (
        'sha256 112233445950112233445950 id "a89127654321b" СНИЛС 112-233-445 96, карта 4276 3800 0000 0009, '
        'ИНН 500100732258, 0.89127654321, "8.9127654321", <path d="M 8 912 765 43 21 L 8 912 765 43 21"/>, '
        "паспортный стол 12.03.2024 в 123456, ул. Петра Ильича Чайковского, имени Анны Петровны Керн"
    )
    assert planted(tree, text) == ""


def test_the_agency_s_own_telephone_is_no_leak(tree: Path) -> None:
    assert "по виду: телефон" in planted(tree, "Горячая линия: 8-912-765-43-21")
    profile = tree / "params" / "agencies" / f"{AGENCY}.yaml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(
        text.replace("title: Горячая линия", "title: Горячая линия 8 912 765-43-21"), encoding="utf-8"
    )
    assert planted(tree, "Горячая линия: 8-912-765-43-21. ") == ""


# --- kinds of files ---------------------------------------------------------------------------------

TEXT = "Позвонить Выдрицкой Ярославе, 8 900 123-76-54"


def _parquet(path: Path) -> None:
    frame = pd.DataFrame({"record_id": ["1", "2"], "text": ["Всё хорошо", TEXT], "n": [1.0, None]})
    frame.to_parquet(path)


def _parquet_columns(path: Path) -> None:
    frame = pd.DataFrame(
        {"a": ["Выдрицкая", "Лес"], "b": ["Ярослава", "Дом"], "phone": [79001237654.0, None]}
    )
    frame.to_parquet(path)


def _parquet_metadata(path: Path) -> None:
    frame = pd.DataFrame({"n": [1]})
    frame.attrs = {"author": TEXT}
    frame.to_parquet(path)


def _xlsx(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Ярослава", "прочее", "Выдрицкая"])
    sheet.write_row(1, 0, ["прочее", "Выдрицкая", "Ярослава", 79001237654])
    book.close()


def _xlsx_author(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "Выдрицкая Я.Э.", "comments": "8 900 123-76-54"})
    book.add_worksheet()
    book.close()


def _docx(path: Path) -> None:
    runs = "".join(
        f"<w:r><w:rPr><w:b/></w:rPr><w:t>{part}</w:t></w:r>" for part in (TEXT[:14], TEXT[14:24], TEXT[24:])
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document><w:body><w:p>{runs}</w:p></w:body></w:document>")


def _sqlite(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE entries (key BLOB, value TEXT)")
    connection.execute("INSERT INTO entries VALUES (?, ?)", (b"k", json.dumps([TEXT, []])))
    connection.commit()
    connection.close()


def _sqlite_deleted(path: Path) -> None:
    _sqlite(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("UPDATE entries SET value = ?", (json.dumps([TEXT], ensure_ascii=False),))
    connection.commit()
    connection.execute("DELETE FROM entries")
    connection.commit()
    connection.close()


def _sqlite_log(path: Path) -> None:
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


def _pdf(path: Path) -> None:
    from weasyprint import HTML

    HTML(string=f"<title>Отчёт</title><p>Итог. <b>{TEXT}</b></p>").write_pdf(path)


def _pdf_properties(path: Path) -> None:
    from weasyprint import HTML

    page = (
        "<title>Отчёт</title><meta name=author content='Выдрицкая Я.Э.'><meta name=description content='{}'>"
    )
    HTML(string=page.format(PHONE) + "<p>Итог</p>").write_pdf(path)


def _notebook(path: Path) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": [f"{TEXT}\n"]}
    cell = {"cell_type": "code", "source": "1", "metadata": {}, "execution_count": 1, "outputs": [output]}
    path.write_text(json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))


def _tar(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = len(TEXT.encode())
        archive.addfile(member, io.BytesIO(TEXT.encode()))


def _nested(path: Path) -> None:
    inner = path.with_name("inner")
    _docx(inner)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.docx", inner.read_bytes())
    inner.unlink()


FILES: dict[str, Callable[[Path], object]] = {
    "a.parquet": _parquet,
    "columns.parquet": _parquet_columns,
    "metadata.parquet": _parquet_metadata,
    "a.xlsx": _xlsx,
    "author.xlsx": _xlsx_author,
    "a.docx": _docx,
    "a.sqlite": _sqlite,
    "deleted.sqlite": _sqlite_deleted,
    "log.sqlite": _sqlite_log,
    "a.pdf": _pdf,
    "properties.pdf": _pdf_properties,
    "a.ipynb": _notebook,
    "a.log": lambda path: path.write_text(f"Traceback\nValueError: {TEXT!r}", encoding="utf-8"),
    "cp1251.csv": lambda path: path.write_bytes(f"a;b\n{TEXT};1\n".encode("cp1251")),
    "utf16.txt": lambda path: path.write_bytes(TEXT.encode("utf-16")),
    "a.json": lambda path: path.write_text(json.dumps({"a": [{"Выдрицкая": "Ярослава"}, 79001237654]})),
    "a.gz": lambda path: path.write_bytes(gzip.compress(TEXT.encode())),
    "a.xz": lambda path: path.write_bytes(lzma.compress(TEXT.encode())),
    "a.tgz": _tar,
    "a.zip": _nested,
    "a.png": lambda path: path.write_bytes(
        b"\x89PNG\r\n\x1a\n\0\0\0\x20iTXtAuthor\0\0\0\0\0" + TEXT.encode()
    ),
    "no-suffix": lambda path: path.write_text(TEXT, encoding="utf-8"),
    ".hidden.x7f": lambda path: path.write_text(TEXT, encoding="utf-8"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_leak_is_found_in_a_file_of_every_kind(tree: Path, name: str) -> None:
    path = tree / "data" / "interim" / AGENCY / name
    path.parent.mkdir(parents=True, exist_ok=True)
    FILES[name](path)
    said = "\n".join(check(tree))
    assert f"data/interim/{AGENCY}/{name}: {LEAK}" in said
    assert "ФИО" in said
    assert "телефон — 1" in said


PLACES = (
    "data/processed/minec-49/2025/appeals.txt",
    "data/interim/_snakemake.log",
    "data/interim/tmpa1/x",
    "reports/minec-49/2025/public/report.html",
    "reports/released/minec-49/ledger.jsonl",
    "reports/site/feed.xml",
    ".snakemake/log/x.log",
    "notebooks/.ipynb_checkpoints/10_clean-checkpoint.ipynb",
    "params/decisions/note.csv",
    "notebooks/note.md",
    "README.md",
)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_looked_at(tree: Path, place: str) -> None:
    assert f"{place}: {LEAK}" in planted(tree, TEXT, place)


def test_the_name_of_a_file_is_looked_at(tree: Path) -> None:
    assert "ФИО в имени файла — 1" in planted(tree, "пусто", "reports/Ответ Выдрицкой Я.Э.txt")


# --- git --------------------------------------------------------------------------------------------


def test_what_was_staged_is_found_though_the_folder_is_clean_again(tree: Path) -> None:
    git(tree, "init")
    (tree / "note.md").write_text(TEXT, encoding="utf-8")
    git(tree, "add", "note.md")
    (tree / "note.md").write_text("Без имён", encoding="utf-8")
    assert "note.md (подготовлено к git commit): " in "\n".join(check(tree))
    git(tree, "add", "note.md")
    assert check(tree) == []
    (tree / "note.md").unlink()
    assert check(tree) == []


def test_data_in_git_are_a_finding_unless_the_lock_holds_them_at_that_path(tree: Path) -> None:
    git(tree, "init")
    raw = f"data/raw/{AGENCY}/2025/register-2025.csv"
    git(tree, "add", "-f", raw)
    assert f"{raw}: в git попал файл с данными" in "\n".join(check(tree))
    lock = tree / "params" / "synthetic.lock"
    lock.write_text(f"{sha256(tree / raw)}  data/raw/{AGENCY}/2024/other.csv\n", encoding="utf-8")
    assert f"{raw}: в git попал файл с данными" in "\n".join(check(tree))
    lock.write_text(f"{sha256(tree / raw)}  {raw}\n", encoding="utf-8")
    assert check(tree) == []


@pytest.mark.parametrize(
    "name", ["data/processed/a.parquet", "data/interim/x.json", "reports/minec-49/r.html"]
)
def test_built_files_in_git_are_a_finding(tree: Path, name: str) -> None:
    git(tree, "init")
    (tree / name).parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame({"a": [1]}).to_parquet(tree / name)
    git(tree, "add", "-f", name)
    assert f"{name}: в git попал файл с данными" in "\n".join(check(tree))


def test_a_repository_that_git_refuses_is_a_finding(tree: Path) -> None:
    (tree / ".git").write_text("gitdir: /nonexistent\n", encoding="utf-8")
    assert "git не отвечает" in "\n".join(check(tree))


def test_a_committed_notebook_with_outputs_is_a_finding(tree: Path) -> None:
    _notebook(tree / "notebooks" / "10_clean.ipynb")
    assert "notebooks/10_clean.ipynb: блокнот с результатами" in "\n".join(check(tree))


# --- what the gate knows ----------------------------------------------------------------------------

SENDER = "Вязьмикина Прасковья Лаврентьевна"
LETTER = (
    "From x@example.ru Thu Jan  9 10:00:00 2025\nFrom: {name} <praskovya@example.ru>\nTo: box@example.ru\n"
    "Cc: =?utf-8?b?{copy}?= <second@example.ru>\nDate: Thu, 9 Jan 2025 10:00:00 +0300\n"
    "Message-ID: <1.2@example.ru>\nContent-Type: text/plain; charset=utf-8\n\nПрошу ответить.\n"
)


def test_headers_of_letters_are_known(tree: Path) -> None:
    copy = base64.b64encode("Гвоздиловский Пров Ильич".encode()).decode()
    path = tree / "data" / "raw" / AGENCY / "2025" / "mbox-2025.mbox"
    path.write_text(LETTER.format(name=SENDER, copy=copy), encoding="utf-8")
    assert "ФИО — 1" in planted(tree, "Ответить Вязьмикиной П.Л. сегодня")
    assert "ФИО — 1" in planted(tree, "Ответить Гвоздиловскому П.И. сегодня")
    assert "эл. почта — 2" in planted(tree, "praskovya@example.ru second@example.ru")
    assert planted(tree, "Пишите на box@example.ru") == ""


def test_authors_of_comments_are_known(tree: Path) -> None:
    entry = {
        "id": 7,
        "from_id": 600000222,
        "date": 1736400000,
        "text": "Спасибо",
        "post_id": 1,
        "owner_id": -5,
    }
    profile = {"id": 600000222, "first_name": "Прасковья", "last_name": "Вязьмикина"}
    content = {"response": {"count": 1, "items": [entry], "profiles": [profile], "groups": []}}
    path = tree / "data" / "raw" / AGENCY / "2025" / "vk-comments-2025.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert "ФИО — 1" in planted(tree, "Ответить Вязьмикиной Прасковье")
    assert "код заявителя — 1" in planted(tree, "от id600000222 пришло")


def test_a_raw_file_without_a_format_is_known_by_the_form_of_its_values(tree: Path) -> None:
    path = tree / "data" / "raw" / AGENCY / "2025" / "notes.csv"
    path.write_text(f"Пришла {SENDER}, 8 912 765-43-21\n", encoding="utf-8")
    assert "ФИО — 1" in planted(tree, "Вязьмикина П.Л.", "params/decisions/x.csv")


def test_columns_that_no_one_maps_are_known_too(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    lines = register().splitlines()
    raw.write_bytes(
        f"Список составил: {SENDER}\n{lines[0]};Принял\n{lines[1]};Гвоздиловский П.И.\n".encode("cp1251")
    )
    assert "ФИО — 1" in planted(tree, "Вязьмикиной П.Л. отвечено")
    assert "ФИО — 1" in planted(tree, "Гвоздиловскому П.И. отвечено")


# --- what cannot be checked --------------------------------------------------------------------------


def _encrypted(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    )


def _cut_parquet(path: Path) -> None:
    _parquet(path)
    path.write_bytes(path.read_bytes()[:-30])


def _no_base(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4000)


BROKEN: dict[str, Callable[[Path], object]] = {
    "a.xlsx": _encrypted,
    "a.parquet": _cut_parquet,
    "a.sqlite": _no_base,
    "cut.gz": lambda path: path.write_bytes(gzip.compress(b"x" * 5000)[:-20]),
    "a.pdf": lambda path: path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Encrypt 1 0 R>>"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_is_a_finding(tree: Path, name: str) -> None:
    BROKEN[name](tree / "reports" / name)
    assert f"reports/{name}: проверить нельзя. " in "\n".join(check(tree))


def test_a_raw_file_that_cannot_be_read_is_a_finding_and_the_others_are_searched_for(tree: Path) -> None:
    _encrypted(tree / "data" / "raw" / AGENCY / "2025" / "calls-2025.xlsx")
    said = planted(tree, TEXT)
    assert f"data/raw/{AGENCY}/2025/calls-2025.xlsx: проверить нельзя. Файл защищён паролем" in said
    assert "телефон — 1" in said


def test_raw_files_without_a_profile_are_a_finding(tree: Path) -> None:
    (tree / "data" / "raw" / "other").mkdir()
    assert "data/raw/other: проверить нельзя. Нет профиля органа" in "\n".join(check(tree)).replace(
        "нет п", "Нет п"
    )


def test_parameters_at_fault_are_a_finding_and_do_not_blind_the_gate(tree: Path) -> None:
    (tree / "params" / "agencies" / f"{AGENCY}.yaml").write_text("schema_version: 1\n", encoding="utf-8")
    said = planted(tree, TEXT)
    assert f"{AGENCY}: проверить нельзя. " in said
    assert "телефон — 1 (есть в исходных" in said


def test_a_raw_file_that_does_not_fit_its_format_is_known_by_the_form_of_its_values(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register().replace("Номер;", "№;").encode("cp1251"))
    said = planted(tree, TEXT)
    assert f"{raw.relative_to(tree).as_posix()}: проверить нельзя. " in said
    assert "ФИО — 1" in said


def test_a_key_that_cannot_be_loaded_is_a_finding_and_the_search_goes_on(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(tmp_path / "no key"))
    said = planted(tree, TEXT)
    assert f"{AGENCY}: Нет файла ключа" in said
    assert "телефон — 1" in said
    assert not (tmp_path / "no key").exists()


# --- memory ------------------------------------------------------------------------------------------


def test_nothing_raw_is_remembered_and_what_was_clean_is_looked_at_again_for_new_persons(tree: Path) -> None:
    planted(tree, "Ответить Вязьмикиной Прасковье")
    kept = "".join(path.read_text(encoding="utf-8") for path in (tree / "data/interim/_cache").iterdir())
    for value in ("ыдрицк", "ydrits", "1237654", "стем"):
        assert value not in kept.lower()
    assert check(tree) == []
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register(name=SENDER).encode("cp1251"))
    assert "ФИО — 1" in "\n".join(check(tree))


def test_the_gate_imports_nothing_of_the_masker(repository: Path) -> None:
    package = repository / "src" / "painmap"
    modules = [*(package / "stages").glob("_check*.py"), *(package / "intake" / "traces").glob("*.py")]
    modules.append(package / "intake" / "fingerprints.py")
    assert len(modules) > 10
    for path in modules:
        text = path.read_text(encoding="utf-8")
        assert "import painmap.text" not in text.replace("from painmap.text", "import painmap.text"), (
            path.name
        )
        assert "pymorphy" not in text.split('"""', 2)[2], path.name
