"""The privacy gate finds a leak in every kind of file and in every place."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from painmap.stages import check
from tests.stages.check_tree import (
    AGENCY,
    LEAK,
    TEXT,
    git,
    make_docx,
    make_encrypted,
    make_nested,
    make_notebook,
    make_parquet,
    make_parquet_columns,
    make_parquet_metadata,
    make_pdf,
    make_pdf_properties,
    make_sqlite,
    make_sqlite_deleted,
    make_sqlite_log,
    make_tar,
    make_xlsx,
    make_xlsx_author,
    planted,
)

FILES: dict[str, Callable[[Path], object]] = {
    "a.parquet": make_parquet,
    "columns.parquet": make_parquet_columns,
    "metadata.parquet": make_parquet_metadata,
    "a.xlsx": make_xlsx,
    "author.xlsx": make_xlsx_author,
    "a.docx": make_docx,
    "a.sqlite": make_sqlite,
    "deleted.sqlite": make_sqlite_deleted,
    "log.sqlite": make_sqlite_log,
    "a.pdf": make_pdf,
    "properties.pdf": make_pdf_properties,
    "a.ipynb": make_notebook,
    "a.log": lambda path: path.write_text(f"Traceback\nValueError: {TEXT!r}", encoding="utf-8"),
    "cp1251.csv": lambda path: path.write_bytes(f"a;b\n{TEXT};1\n".encode("cp1251")),
    "utf16.txt": lambda path: path.write_bytes(TEXT.encode("utf-16")),
    "dos.csv": lambda path: path.write_bytes(f"a;b\n{TEXT};1\n\x1a".encode("cp866")),
    "koi.csv": lambda path: path.write_bytes(f"a;b\n{TEXT};1\n".encode("koi8-r")),
    "koi.dbf": lambda path: path.write_bytes(b"\x03\x19\0\0" + f"{TEXT}{' ' * 200}".encode("koi8-r")),
    "16le.txt": lambda path: path.write_bytes(TEXT.encode("utf-16-le")),
    "16be.txt": lambda path: path.write_bytes(TEXT.encode("utf-16-be")),
    "32.txt": lambda path: path.write_bytes(TEXT.encode("utf-32")),
    "32le.txt": lambda path: path.write_bytes(TEXT.encode("utf-32-le")),
    "32be.txt": lambda path: path.write_bytes(TEXT.encode("utf-32-be")),
    "16 in the midst": lambda path: path.write_bytes(bytes(range(256)) + TEXT.encode("utf-16-le")),
    "both.log": lambda path: path.write_bytes("Итог\n".encode("utf-16") + TEXT.encode()),
    "a.json": lambda path: path.write_text(json.dumps({"a": [{"Выдрицкая": "Ярослава"}, 79001237654]})),
    "a.gz": lambda path: path.write_bytes(gzip.compress(TEXT.encode())),
    "a.zlib": lambda path: path.write_bytes(zlib.compress(TEXT.encode("utf-16"))),
    "a.lzma": lambda path: path.write_bytes(lzma.compress(TEXT.encode(), format=lzma.FORMAT_ALONE)),
    "tail.bz2": lambda path: path.write_bytes(bz2.compress(b"x") + TEXT.encode()),
    "a.xz": lambda path: path.write_bytes(lzma.compress(TEXT.encode())),
    "a.tgz": make_tar,
    "a.zip": make_nested,
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


def test_what_jupyter_keeps_of_a_notebook_is_looked_at_though_git_ignores_it(tree: Path) -> None:
    git(tree, "init")
    for place in ("notebooks/.ipynb_checkpoints/a.ipynb", ".ipynb_checkpoints/b.md"):
        assert f"{place}: {LEAK}" in planted(tree, TEXT, place)


def test_the_name_of_a_file_is_looked_at(tree: Path) -> None:
    said = planted(tree, "пусто", "reports/Ответ Выдрицкой Я.Э.txt")
    assert "ФИО в имени файла — 1" in said
    assert "Ответ …" in said
    assert "ыдрицк" not in said
    raw = tree / "data" / "raw" / AGENCY / "2025" / "calls-Выдрицкая.xlsx"
    make_encrypted(raw)
    git(tree, "init")
    git(tree, "add", "-f", str(raw))
    said = "\n".join(check(tree))
    assert f"data/raw/{AGENCY}/2025/calls-….xlsx: проверить нельзя" in said
    assert f"data/raw/{AGENCY}/2025/calls-….xlsx: в git попал" in said
    assert "ыдрицк" not in said


def test_what_a_link_leads_to_is_looked_at_or_named(tree: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "a.txt").write_text(TEXT, encoding="utf-8")
    (tree / "data" / "interim" / "a.log").symlink_to(outside / "a.txt")
    (tree / "data" / "interim" / "all").symlink_to(outside)
    (tree / "data" / "interim" / "nowhere").symlink_to(outside / "nothing")
    (tree / "data" / "interim" / "real").mkdir()
    (tree / "data" / "interim" / "twice").symlink_to(tree / "data" / "interim" / "real")
    said = check(tree)
    assert len(said) == 2
    assert f"data/interim/a.log: {LEAK}" in said[0]
    assert "data/interim/all: проверить нельзя. Это ссылка на папку" in said[1]
