"""The privacy gate: what it says, what git holds, what it cannot look at, what it remembers."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from painmap.cli.main import main
from painmap.errors import PainmapError
from painmap.stages import check
from painmap.stages.gate import readers
from painmap.stages.gate.scan import Scanner
from painmap.stages.sources import reachable
from painmap.stages.store import sha256
from tests.stages.check_tree import (
    AGENCY,
    EMAIL,
    LEAK,
    NAME,
    PHONE,
    SENDER,
    TEXT,
    git,
    make_encrypted,
    make_notebook,
    make_parquet,
    planted,
    register,
)


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


def test_the_register_of_files_belongs_in_git_and_is_looked_at(tree: Path) -> None:
    git(tree, "init")
    name = f"data/raw/{AGENCY}/intake.csv"
    (tree / name).write_text("file,sha256,received_date\n", encoding="utf-8")
    git(tree, "add", "-f", name)
    assert check(tree) == []
    said = planted(tree, f"file,sha256,received_date\n2025/{NAME}.csv,00,2026-01-20\n", name)
    assert f"{name}: {LEAK}" in said
    assert "в git попал" not in said


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
    make_notebook(tree / "notebooks" / "10_clean.ipynb")
    assert "notebooks/10_clean.ipynb: блокнот с результатами" in "\n".join(check(tree))


def _cut_parquet(path: Path) -> None:
    make_parquet(path)
    path.write_bytes(path.read_bytes()[:-30])


def _no_base(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4000)


BROKEN: dict[str, Callable[[Path], object]] = {
    "a.xlsx": make_encrypted,
    "a.parquet": _cut_parquet,
    "a.sqlite": _no_base,
    "a.7z": lambda path: path.write_bytes(b"7z\xbc\xaf\x27\x1c\0\4" + bytes(50)),
    "a.rar": lambda path: path.write_bytes(b"Rar!\x1a\x07\x01\0" + bytes(50)),
    "a.zst": lambda path: path.write_bytes(b"\x28\xb5\x2f\xfd\x24\x05" + bytes(50)),
    "a.lz4": lambda path: path.write_bytes(b"\x04\x22\x4d\x18\x64\x40" + bytes(50)),
    "cut.zlib": lambda path: path.write_bytes(zlib.compress(bytes(range(256)) * 9)[:-20]),
    "cut.gz": lambda path: path.write_bytes(gzip.compress(b"x" * 5000)[:-20]),
    "a.pdf": lambda path: path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Encrypt 1 0 R>>"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_is_a_finding(tree: Path, name: str) -> None:
    BROKEN[name](tree / "reports" / name)
    assert f"reports/{name}: проверить нельзя. " in "\n".join(check(tree))


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "bomb.gz": gzip.compress,
    "bomb.bz2": bz2.compress,
    "bomb.xz": lzma.compress,
    "bomb.z": zlib.compress,
}


@pytest.mark.parametrize("name", PACKED)
def test_what_is_too_large_is_not_unpacked_to_its_end(
    tree: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_MAX_UNPACKED", 1 << 20)
    path = tree / "reports" / name
    path.write_bytes(PACKED[name](b"x\xff" * (1 << 24)))
    tracemalloc.start()
    try:
        with pytest.raises(PainmapError, match="слишком велик"):
            list(readers.texts(path))
        assert tracemalloc.get_traced_memory()[1] < 1 << 24
    finally:
        tracemalloc.stop()


def test_a_text_that_begins_like_a_packed_stream_is_a_text(tree: Path) -> None:
    assert planted(tree, "x^2 + y, и далее", "reports/r.txt") == ""
    assert "телефон — 1" in planted(tree, f"x^2 + y. {TEXT}", "reports/r.txt")


def test_a_raw_file_that_cannot_be_read_is_a_finding_and_the_others_are_searched_for(tree: Path) -> None:
    make_encrypted(tree / "data" / "raw" / AGENCY / "2025" / "calls-2025.xlsx")
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
    raw.write_bytes(register().replace("Отдел;", "Выдрицкая Ярослава;").encode("cp1251"))
    said = planted(tree, TEXT)
    assert "ыдрицк" not in said
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


def test_nothing_raw_is_remembered_and_what_was_clean_is_looked_at_again_for_new_persons(tree: Path) -> None:
    planted(tree, "Ответить Вязьмикиной Прасковье")
    kept = "".join(path.read_text(encoding="utf-8") for path in (tree / "data/interim/_cache").iterdir())
    for value in ("ыдрицк", "ydrits", "1237654", "стем"):
        assert value not in kept.lower()
    assert check(tree) == []
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register(name=SENDER).encode("cp1251"))
    assert "ФИО — 1" in "\n".join(check(tree))


def test_a_surname_that_was_a_word_of_tracked_texts_is_found_when_it_is_none_any_more(tree: Path) -> None:
    (tree / "params" / "note.md").write_text("Посёлок Выдрицкий", encoding="utf-8")
    assert planted(tree, "Обратилась Выдрицкая вчера") == ""
    (tree / "params" / "note.md").unlink()
    assert "редкая фамилия — 1" in "\n".join(check(tree))


def test_what_is_remembered_lapses_with_any_change_of_the_gate_s_code(repository: Path) -> None:
    package = repository / "src" / "painmap"
    own = [*(package / "stages" / "gate").glob("[!_]*.py"), *(package / "intake" / "traces").glob("[!_]*.py")]
    names = {".".join(path.relative_to(package.parent).with_suffix("").parts) for path in own}
    assert len(names) > 10
    assert names <= reachable("painmap.stages.gate.run")


def test_a_text_is_not_taken_for_another_of_the_same_bytes() -> None:
    text = "Просила Зою Тихоновну"
    twin = text.encode("utf-16-le").decode("latin-1")
    assert hash(twin) == hash(text)
    scanner = Scanner([], frozenset(), frozenset())
    assert scanner.hits([twin], is_built=True) == []
    assert [leak.count for leak in scanner.hits([text], is_built=True)] == [1]


def test_what_is_personal_by_form_alone_may_be_public(tree: Path) -> None:
    said = planted(tree, "Картина Ивана Ивановича Шишкина", "reports/r.txt")
    assert "похоже на персональные данные: по виду: имя и отчество — 1" in said
    assert "назовите его в профиле" in said
    profile = tree / "params" / "agencies" / f"{AGENCY}.yaml"
    text = profile.read_text(encoding="utf-8")
    assert "title: Горячая линия," in text
    own = "title: Горячая линия — Иван Иванович,"
    profile.write_text(text.replace("title: Горячая линия,", own), encoding="utf-8")
    assert check(tree) == []
    said = planted(tree, f"Иван Иванович и {NAME}", "reports/r.txt")
    assert "похоже" not in said
    assert "маскирование пропустило" in said


def test_a_file_whose_name_names_a_person_can_be_found(tree: Path) -> None:
    place = f"data/interim/{AGENCY}/2025-H1/internal/run_10_Выдрицкая_Ярослава.txt"
    said = planted(tree, TEXT, place)
    start = sha256(tree / place)[:8]
    assert f"data/interim/{AGENCY}/2025-H1/internal/run_10_…_….txt (sha256 {start}…): " in said
    assert f"find data -type f -exec sha256sum {{}} + | grep ^{start}" in said
    git(tree, "init")
    git(tree, "add", "-f", place)
    said = "\n".join(check(tree))
    assert "в git попал" in said
    assert "ыдрицк" not in said


def test_the_gate_imports_nothing_of_the_masker(repository: Path) -> None:
    package = repository / "src" / "painmap"
    modules = [*(package / "stages" / "gate").glob("[!_]*.py"), *(package / "intake" / "traces").glob("*.py")]
    modules.append(package / "intake" / "fingerprints.py")
    assert len(modules) > 10
    for path in modules:
        text = path.read_text(encoding="utf-8")
        assert "import painmap.text" not in text.replace("from painmap.text", "import painmap.text"), (
            path.name
        )
        assert "pymorphy" not in text.split('"""', 2)[2], path.name


def test_a_check_tells_how_far_it_is(tree: Path) -> None:
    told: list[tuple[str, int, int]] = []
    assert check(tree, lambda *step: told.append(step)) == []
    assert {what for what, _, _ in told} == {"Чтение исходных файлов", "Просмотр файлов"}
    assert all(done <= total for _, done, total in told)
    assert told[-1][1] == told[-1][2] > 0


def test_an_unknown_option_leads_to_the_verb_s_own_help(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in (["check"], ["deidentify", "a.csv", "--text", "Текст", "--out", "b.csv"]):
        assert main([*verb, "--foo"]) == 2
        said = capsys.readouterr().err
        assert "неизвестные параметры: --foo" in said
        assert f"«painmap {verb[0]} --help»" in said
    assert main(["--foo", "check"]) == 2
    assert "«painmap --help»" in capsys.readouterr().err
