"""`painmap extract` as a command: any table in, three files out, without a project, a key or a warning."""

from __future__ import annotations

import csv
import gc
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from painmap.cli import extract_verb
from painmap.cli.parser import VerbParser
from painmap.errors import PainmapError
from painmap.stages import extract, processes
from painmap.stages.extraction import reading
from painmap.stages.requests import ExtractRequest

PLACES = (
    "у школы", "во дворе", "на остановке", "возле рынка", "за гаражами", "у моста", "на площади", "в парке",
    "на вокзале", "у церкви",
)  # fmt: skip
SAID = (
    "Не горит уличный фонарь {}, темно уже неделю.",
    "Не вывозят мусор {}, контейнеры переполнены.",
    "Глубокая яма на дороге {}, машины ломают колёса.",
    "Отключили горячую воду {}, из крана идёт ржавчина.",
    "Автобус не приходит по расписанию {}, маршрут сокращён.",
    "Стая бродячих собак {}, животные бросаются на прохожих.",
    "В поликлинике {} не записаться к терапевту, талонов нет.",
    "Аварийное дерево {}, ветки падают на провода.",
)
EACH = 2 * len(PLACES)
TEXTS = [
    f"{what.format(where)} {more}"
    for what in SAID
    for where in PLACES
    for more in ("Прошу помочь.", "Примите меры.")
]
HTML = (
    "<p>Здравствуйте!</p><p>Меня зовут Мария Ивановна Сидорова.</p>"
    "<p>Не&nbsp;горит <b>фонарь</b> у школы.</p>"
)
ODD = [HTML, "", "😀", "=1+1", "-не горит уличный фонарь у дома, темно", None]
APPEALS = ["row", "problem_id", "problem_title", "score", "praise"]
MENTIONS = ["row", "start", "end", "fragment", "kind", "problem_id"]
PROBLEMS = ["problem_id", "title", "appeals", "share", "ci_low", "ci_high"]


def table(folder: Path, texts: list[str | None], name: str = "in.jsonl") -> Path:
    """The texts in a file beside a column that nobody may look at."""
    path = folder / name
    if path.suffix == ".jsonl":
        lines = [
            json.dumps({"текст": text, "тема": f"тайна {i}"}, ensure_ascii=False)
            for i, text in enumerate(texts)
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
    else:
        frame = pd.DataFrame({"текст": texts, "тема": "тайна"})
        {".csv": frame.to_csv, ".xlsx": frame.to_excel, ".parquet": frame.to_parquet}[path.suffix](
            path, index=False
        )
    return path


def run(source: Path, out: Path, **options: object) -> dict[str, list[dict[str, str]]]:
    """What the three files hold."""
    extract(ExtractRequest(source, "текст", out, **options), lambda *_: None)  # type: ignore[arg-type]
    result = {}
    for name in ("appeals", "mentions", "problems"):
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            result[name] = list(csv.DictReader(stream))
    return result


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[dict[str, str]]]]:
    folder = tmp_path_factory.mktemp("extract")
    return folder, run(table(folder, [*TEXTS, *ODD]), folder / "out")


def test_the_files_are_as_promised(files: tuple[Path, dict[str, list[dict[str, str]]]]) -> None:
    folder, found = files
    assert list(found["appeals"][0]) == APPEALS
    assert list(found["mentions"][0]) == MENTIONS
    assert list(found["problems"][0])[:6] == PROBLEMS
    assert [row["row"] for row in found["appeals"]] == [str(i) for i in range(len(TEXTS) + len(ODD))]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder / "out").iterdir()} == {0o600}
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "appeals.csv",
        "mentions.csv",
        "problems.csv",
    ]
    assert all(0 <= float(row["score"]) <= 1 for row in found["appeals"])


def test_problems_are_found_and_counted(files: tuple[Path, dict[str, list[dict[str, str]]]]) -> None:
    _, found = files
    ids = [row["problem_id"] for row in found["appeals"]]
    groups = [set(ids[i : i + EACH]) for i in range(0, len(TEXTS), EACH)]
    assert [len(group) for group in groups] == [1] * len(SAID)
    assert len(set.union(*groups) - {""}) >= len(SAID) - 1
    titles = {row["problem_id"]: row["title"] for row in found["problems"]}
    for row in found["appeals"]:
        assert row["problem_title"] == titles.get(row["problem_id"], "")
    filled = len(TEXTS) + len(ODD) - 2
    for row in found["problems"]:
        rows = {m["row"] for m in found["mentions"] if m["problem_id"] == row["problem_id"]}
        assert int(row["appeals"]) == len(rows)
        assert float(row["share"]) == pytest.approx(len(rows) / filled, abs=1e-6)
        assert float(row["ci_low"]) < float(row["share"]) < float(row["ci_high"])


def test_praise_is_set_aside_and_told(tmp_path: Path) -> None:
    praise = [
        f"Спасибо большое! {who} оформила {what} за полчаса, вежливо и понятно, всё понравилось."
        for who in ("Сотрудница", "Девушка", "Консультант", "Операционист", "Специалист")
        for what in ("справку", "выписку", "пропуск", "полис", "пособие", "дубликат", "путёвку", "копию")
    ]
    hurt = [f"{text} Ужасно, обещали и обманули, отказали и нагрубили." for text in TEXTS]
    done = run(table(tmp_path, [*hurt, *praise]), tmp_path / "out")["appeals"]
    assert [row["praise"] for row in done] == [""] * len(hurt) + ["1"] * len(praise)
    assert {row["problem_id"] for row in done[len(hurt) :]} == {""}
    command = [sys.executable, "-m", "painmap", "extract", "in.jsonl", "--text", "текст", "--out", "again"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout
    assert f", из них с похвалой: {len(praise)}." in shown.splitlines()[0]


def test_offsets_are_of_the_cell_as_read_and_fragments_are_masked(
    files: tuple[Path, dict[str, list[dict[str, str]]]],
) -> None:
    folder, found = files
    own = [row for row in found["mentions"] if row["row"] == str(len(TEXTS))]
    assert any("горит" in HTML[int(m["start"]) : int(m["end"])] for m in own)
    assert all(HTML[int(m["start"])].isalpha() for m in own)
    for row in found["mentions"]:
        cell = [*TEXTS, *ODD][int(row["row"])]
        assert cell is not None
        if "[" not in row["fragment"] and int(row["row"]) != len(TEXTS):
            assert cell[int(row["start"]) : int(row["end"])] == row["fragment"].lstrip("'")
    written = "".join(path.read_text(encoding="utf-8") for path in (folder / "out").iterdir())
    assert "Сидоров" not in written
    assert "тайна" not in written


def test_cells_are_no_formulas(files: tuple[Path, dict[str, list[dict[str, str]]]]) -> None:
    cells = [cell for rows in files[1].values() for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_names_that_stand_in_a_fragment_are_masked_at_their_place(tmp_path: Path) -> None:
    text = "Не отвечает на звонки <b>Сидоров Пётр Ильич</b>, телефон 8 900 123-45-67, жду третий месяц."
    found = run(table(tmp_path, [text]), tmp_path / "out")
    assert "Сидоров" not in (tmp_path / "out" / "mentions.csv").read_text(encoding="utf-8")
    last = found["mentions"][-1]
    assert text[int(last["start"]) : int(last["end"])].endswith("третий месяц")


def test_a_shuffled_table_gives_the_same(
    files: tuple[Path, dict[str, list[dict[str, str]]]], tmp_path: Path
) -> None:
    texts = [*TEXTS, *ODD]
    found = run(table(tmp_path, texts[::-1]), tmp_path / "out")
    assert found["problems"] == files[1]["problems"]
    told = [{**row, "row": ""} for row in found["appeals"]][::-1]
    assert told == [{**row, "row": ""} for row in files[1]["appeals"]]


def test_several_processes_give_the_same(
    files: tuple[Path, dict[str, list[dict[str, str]]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_PIECE", 20)
    assert run(table(tmp_path, [*TEXTS, *ODD]), tmp_path / "out", cores=2) == files[1]


def test_each_process_tells_of_a_word_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_told", set())
    (_, first), (_, again) = reading._read_and_told(["Сломан лифт", "Лифт сломан третий день"])
    assert {form: word.lemma for form, word in first.items()} == {"сломан": "сломать", "лифт": "лифт"}
    assert set(again) == {"третий", "день"}
    monkeypatch.setattr(reading, "_MOST_TOLD", 4)
    assert [dict(words) for _, words in reading._read_and_told(["Сломан подъёмник"])] == [{}]


def test_garbage_is_looked_for_seldom() -> None:
    before = gc.get_threshold()
    try:
        processes.collect_seldom()
        assert gc.get_threshold()[0] >= 100 * 700
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def test_words_that_other_processes_looked_up_are_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt: dict[str, object] = {}
    monkeypatch.setattr(reading, "learn", learnt.update)
    with reading.Reader(1) as reader:
        reader.read(["Шлагбаумы перекособочило"])
    assert "перекособочило" in learnt


@pytest.mark.parametrize("name", ["in.csv", "in.xlsx", "in.parquet"])
def test_every_kind_of_table(name: str, tmp_path: Path) -> None:
    found = run(table(tmp_path, ["Не горит фонарь.", "Нет воды."], name), tmp_path / "out")
    assert [row["row"] for row in found["appeals"]] == ["0", "1"]
    assert {row["row"] for row in found["mentions"]} == {"0", "1"}


def test_own_problems_are_a_registry(
    files: tuple[Path, dict[str, list[dict[str, str]]]], tmp_path: Path
) -> None:
    folder, before = files
    registry = folder / "out" / "problems.csv"
    kept = [text for i, text in enumerate(TEXTS) if i % 8]
    found = run(table(tmp_path, list(kept)), tmp_path / "out", registry=registry)
    now = {row["problem_id"]: row for row in found["problems"]}
    for row in before["problems"]:
        assert int(now[row["problem_id"]]["appeals"]) > 0
        assert (now[row["problem_id"]]["title"], now[row["problem_id"]]["status"]) == (
            row["title"],
            "registry",
        )


def test_a_registry_that_a_person_wrote(tmp_path: Path) -> None:
    (tmp_path / "реестр.csv").write_text("Код;Название\n7;=Не горит уличный фонарь\n", encoding="utf-8")
    found = run(table(tmp_path, [*TEXTS]), tmp_path / "out", registry=tmp_path / "реестр.csv")
    assert {row["problem_id"] for row in found["appeals"][:EACH]} == {"7"}
    assert "7" not in {row["problem_id"] for row in found["appeals"][EACH:]}
    # No formula to Excel.
    assert found["appeals"][0]["problem_title"] == "'=Не горит уличный фонарь"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,имя\n1,а\n", "В реестре проблем нет столбца с названиями проблем"),
        ("title\nа\n", "В реестре проблем нет столбца с кодами проблем"),
        ("id,title\n1,а\n1,б\n", "код «1» повторяется. Где: r.csv, строка таблицы 2"),
        ("id,title\n1,\n", "пуст столбец «title»"),
        ("id,title\n", "В реестре проблем нет ни одной строки"),
    ],
)
def test_a_broken_registry_is_told(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PainmapError) as error:
        run(table(tmp_path, ["Нет воды."]), tmp_path / "out", registry=tmp_path / "r.csv")
    assert told in str(error.value)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    source = table(tmp_path, ["Нет воды."])
    with pytest.raises(PainmapError, match="Это файл, а результату нужна папка"):
        run(source, source)
    own = table(tmp_path, ["Нет воды."], "appeals.csv")
    with pytest.raises(PainmapError, match="на место исходного файла"):
        run(own, tmp_path)
    assert own.read_text(encoding="utf-8").startswith("текст")
    with pytest.raises(PainmapError, match="Столбца «нет» в файле нет"):
        extract(ExtractRequest(source, "нет", tmp_path / "out"), lambda *_: None)
    assert not (tmp_path / "out").exists()


def test_a_result_that_is_a_folder_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    place = tmp_path / "out" / "problems.csv"
    place.mkdir(parents=True)
    with pytest.raises(PainmapError) as error:
        run(table(tmp_path, ["Нет воды."]), tmp_path / "out")
    assert str(error.value).startswith("Файл не открывается: это папка")
    assert f"Где: {place}." in str(error.value)
    assert list((tmp_path / "out").iterdir()) == [place]


@pytest.mark.parametrize(
    ("name", "told"), [("нет", "Файла нет. Где: нет."), ("", "Это не файл. Где: . "), ("in.txt", "Файла нет")]
)
def test_a_table_that_is_none_is_told_before_its_suffix(
    name: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PainmapError) as error:
        run(Path(name), tmp_path / "out")
    assert told in str(error.value)
    with pytest.raises(PainmapError) as error:
        run(table(tmp_path, ["Нет воды."]), tmp_path / "out", registry=Path(name))
    assert told in str(error.value)


def test_of_two_columns_of_one_title_none_is_taken(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("текст,текст\nнет воды,нет света\n", encoding="utf-8")
    with pytest.raises(PainmapError, match="Столбцов «текст» в файле несколько"):
        run(tmp_path / "in.csv", tmp_path / "out")


def test_an_empty_path_is_none() -> None:
    parser = VerbParser(prog="painmap extract")
    extract_verb.extract_options(parser)
    for options in (["in.csv", "--out", ""], ["", "--out", "x"], ["in.csv", "--out", "x", "--registry", " "]):
        with pytest.raises(PainmapError, match=r"пустой путь: (--out|IN|--registry)"):
            parser.parse_args([*options, "--text", "текст"])


def test_what_is_not_shown_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract_verb, "_SHOWN", 1)
    done = extract(ExtractRequest(table(tmp_path, TEXTS), "текст", tmp_path / "out"), lambda *_: None)
    assert extract_verb._told(done)[-1] == f"  … ещё {len(done.found.problems) - 1} — в problems.csv"


def test_the_command_outside_of_a_project(tmp_path: Path) -> None:
    table(tmp_path, [*TEXTS, "[b]"])
    environment = {**os.environ, "PAINMAP_KEY_FILE": "/nonexistent/key", "PYTHONIOENCODING": "utf-8"}
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "painmap",
        "extract",
        "in.jsonl",
        "--text",
        "текст",
        "--out",
        "[red]",
    ]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"Строк: {len(TEXTS) + 1}, с текстом: {len(TEXTS) + 1}; фрагментов: ")
    assert lines[-1] == "Записано: [red]"
    refused = subprocess.run(
        [*command, "--cores", "0"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (refused.returncode, "Число ядер" in refused.stderr) == (1, True)


def test_a_table_without_rows(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("текст,тема\n", encoding="utf-8")
    assert run(tmp_path / "in.csv", tmp_path / "out") == {"appeals": [], "mentions": [], "problems": []}
