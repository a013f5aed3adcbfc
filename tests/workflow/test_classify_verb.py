"""`painmap classify`: any table in, the same table with topics out. All texts and persons are made up."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from painmap.cli.classify_verb import told
from painmap.errors import PainmapError
from painmap.stages import classify
from painmap.stages.classification.outputs import Classified
from painmap.stages.requests import ClassifyRequest
from painmap.text.topics import from_titles

WATER, ROADS, DOGS = "Нет горячей воды", "Ямы на дорогах", "Бездомные собаки"
_SAID = {
    WATER: ("нет горячей воды", "отключили воду", "вода из крана холодная"),
    ROADS: ("дорога в ямах", "ямы на асфальте", "асфальт провалился, яма"),
    DOGS: ("стая собак", "собаки бросаются на детей", "бездомная собака"),
}
TRAIN = [
    {"текст": f"{where} {what}", "тема": topic}
    for topic, said in _SAID.items()
    for what, where in product(said, ("Во дворе", "У дома", "На улице", "За школой", "У рынка"))
]
ASKED = (
    "<p>Опять&nbsp;ямы на дороге</p>",
    "Нет воды, звоните +7 900 123-45-67",
    None,
    "Собаки у подъезда",
    "☎",
)
ROWS = [{"id": n, "текст": text, "прочее": "=1+1"} for n, text in enumerate(ASKED)]
FOUND = [ROADS, WATER, WATER, DOGS, WATER]


def jsonl(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run(folder: Path, rows: Sequence[dict[str, Any]] = ROWS, **options: Any) -> Classified:
    """The verb on these rows, into out.jsonl."""
    if "titles" not in options:
        rows_taught = [{"тема": WATER, "текст": "Нет воды"}, *TRAIN]
        options.setdefault("train", (jsonl(folder / "train.jsonl", rows_taught),))
        options.setdefault("label", "тема")
    options.setdefault("source", jsonl(folder / "in.jsonl", rows))
    options.setdefault("out", folder / "out.jsonl")
    options.setdefault("text", "текст")
    return classify(ClassifyRequest(**options), lambda *_: None)


def refusal(folder: Path, **options: Any) -> str:
    """What is said; nothing is written."""
    with pytest.raises(PainmapError) as error:
        run(folder, **options)
    assert not (folder / "out.jsonl").exists()
    return str(error.value)


# --- the result -----------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx", ".parquet"])
def test_all_columns_and_five_more_in_any_kind_of_file(suffix: str, tmp_path: Path) -> None:
    source, out = tmp_path / f"in{suffix}", tmp_path / f"out{suffix}"
    frame = pd.DataFrame(ROWS)
    if suffix == ".csv":
        frame.to_csv(source, index=False)
    elif suffix == ".jsonl":
        jsonl(source, ROWS)
    elif suffix == ".xlsx":
        with pd.ExcelWriter(source, engine_kwargs={"options": {"strings_to_formulas": False}}) as writer:
            frame.to_excel(writer, index=False)
    else:
        frame.to_parquet(source)
    run(tmp_path, source=source, out=out)
    read = {
        ".csv": lambda: pd.read_csv(out),
        ".jsonl": lambda: pd.DataFrame(rows_of(out)),
        ".xlsx": lambda: pd.read_excel(out, engine="calamine"),
        ".parquet": lambda: pd.read_parquet(out),
    }[suffix]()
    assert read.columns.tolist() == [*ROWS[0], "topic", "confidence", "topic_2", "topic_3", "is_review"]
    assert read["id"].tolist() == [0, 1, 2, 3, 4]
    assert read["текст"].tolist()[:2] == [*ASKED[:2]]
    assert read["topic"].tolist() == FOUND
    assert read["confidence"].between(0, 1).all()
    assert read["confidence"].dtype == float
    assert read["is_review"].dtype == bool
    assert read["is_review"].tolist()[2:] == [True, False, True]


def test_new_columns_have_their_types_in_another_kind_of_file(tmp_path: Path) -> None:
    run(tmp_path, out=tmp_path / "out.parquet")
    read = pd.read_parquet(tmp_path / "out.parquet")
    assert (read["confidence"].dtype, read["is_review"].dtype) == (float, bool)


def test_what_is_told_of_the_outcome(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.rows, done.blank) == (5, 1)
    lines = told(done)
    assert lines[0].startswith("Тем: 3; размеченных текстов: 46; верно определено, когда текст скрыт: ")
    assert lines[1] == f"Строк: 5; на проверку человеку: {done.review}; без текста: 1."


def test_drift_from_the_labelled_texts_is_told(tmp_path: Path) -> None:
    rows = [{"текст": f"{row['текст']}, просим помочь"} for row in TRAIN if row["тема"] == DOGS] * 4
    lines = told(run(tmp_path, rows))
    assert "Доля изменилась против размеченных текстов у тем: 3." in lines
    assert any(line.startswith(f"  {DOGS}: 3") and line.endswith("→ 100,0 %") for line in lines)


def test_rows_without_any_text_or_no_rows_at_all(tmp_path: Path) -> None:
    done = run(tmp_path, [{"текст": None}])
    assert done.drift is None
    assert rows_of(tmp_path / "out.jsonl")[0]["topic"] == WATER
    source = tmp_path / "empty.csv"
    source.write_text("номер,текст\n", encoding="utf-8")
    run(tmp_path, source=source, out=tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == (
        "номер,текст,topic,confidence,topic_2,topic_3,is_review\n"
    )


def test_the_result_does_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    run(tmp_path)
    straight = rows_of(tmp_path / "out.jsonl")
    train = (jsonl(tmp_path / "back.jsonl", [*TRAIN[::-1], {"тема": WATER, "текст": "Нет воды"}]),)
    run(tmp_path, ROWS[::-1], train=train)
    assert rows_of(tmp_path / "out.jsonl")[::-1] == straight


# --- what is learnt from --------------------------------------------------------------------------


def test_markup_and_personal_details_teach_nothing(tmp_path: Path) -> None:
    """Every road text has a name and a link; a text that has only these is nobody's."""
    marked = [
        {**row, "текст": f"<a href='http://yama.ru'>{row['текст']}</a> Ковалёва Анна Петровна"}
        if row["тема"] == ROADS
        else row
        for row in TRAIN
    ]
    train = (jsonl(tmp_path / "marked.jsonl", marked),)
    run(tmp_path, [{"текст": "<a href='http://yama.ru'></a> Ковалёва Анна Петровна"}], train=train)
    row = rows_of(tmp_path / "out.jsonl")[0]
    assert row["is_review"]
    # 15 of each: the first by name.
    assert (row["topic"], row["confidence"]) == (DOGS, round(1 / 3, 4))


def test_labels_of_a_later_table_correct_and_blank_ones_teach_nothing(tmp_path: Path) -> None:
    first = jsonl(tmp_path / "a.jsonl", [*TRAIN, {"текст": "Просим справку", "тема": DOGS}])
    rows = [{"текст": "Просим справку", "тема": "Справки"}, {"текст": "Ямы и собаки", "тема": " "}]
    second = jsonl(tmp_path / "b.jsonl", rows)
    done = run(tmp_path, [{"текст": "Просим справку"}], train=(first, second))
    assert rows_of(tmp_path / "out.jsonl")[0]["topic"] == "Справки"
    assert done.learnt == (46, 4)


def test_the_text_column_of_the_labelled_table_may_have_another_name(tmp_path: Path) -> None:
    train = (jsonl(tmp_path / "t.jsonl", [{"body": r["текст"], "тема": r["тема"]} for r in TRAIN]),)
    run(tmp_path, train=train, train_text="body")
    assert rows_of(tmp_path / "out.jsonl")[3]["topic"] == DOGS
    (tmp_path / "out.jsonl").unlink()
    said = refusal(tmp_path, train=train)
    assert "Столбца «текст» в файле нет" in said
    assert "body" in said


def test_topics_from_titles_and_descriptions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    titles = tmp_path / "titles.csv"
    titles.write_text(f"т,о\n{WATER},\n{ROADS},\nЖивотные,бродячие собаки\n", encoding="utf-8")
    options = {"titles": titles, "title": "т", "description": "о"}
    texts = [{"текст": row["текст"]} for row in TRAIN]
    done = run(tmp_path, texts, **options)
    found = [row["topic"] for row in rows_of(tmp_path / "out.jsonl")]
    wanted = [row["тема"].replace(DOGS, "Животные") for row in TRAIN]
    assert sum(map(str.__eq__, found, wanted)) >= 40
    assert told(done)[0] == "Тем: 3; размеченных текстов нет, уверенность приблизительна."
    monkeypatch.setattr("painmap.text.topics.MOST_TEXTS", 9)
    monkeypatch.setattr(from_titles, "MOST_TEXTS", 9)
    run(tmp_path, texts, **options)
    few = rows_of(tmp_path / "out.jsonl")
    run(tmp_path, texts[::-1], **options)
    assert rows_of(tmp_path / "out.jsonl")[::-1] == few


# --- the other files ------------------------------------------------------------------------------


def test_the_table_of_topics(tmp_path: Path) -> None:
    run(tmp_path, topics=tmp_path / "topics.csv")
    with (tmp_path / "topics.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["topic"], row["n"]) for row in rows] == [(WATER, "16"), (DOGS, "15"), (ROADS, "15")]
    assert list(rows[0]) == ["topic", "n", "guessed", "right", "precision", "recall"]


def test_answers_in_the_queue_become_training_data(tmp_path: Path) -> None:
    odd = "Просим выдать справку о составе семьи Ковалёвой Анне Петровне"
    rows = [{"текст": odd}, {"текст": f"<p>{odd}.</p>"}, {"текст": "Собаки у подъезда"}]
    about = ("стаже", "доходах", "пенсии", "жилье", "льготах", "наградах", "прописке", "судимости", "учёбе")
    unclear = [
        {"текст": f"Просим выдать справку о {what}", "тема": (WATER, ROADS, DOGS)[n % 3]}
        for n, what in enumerate(about)
    ]
    taught = jsonl(tmp_path / "taught.jsonl", [*TRAIN, *unclear])
    queue = tmp_path / "queue.jsonl"
    done = run(tmp_path, rows, queue=queue, train=(taught,))
    asked = rows_of(queue)
    assert done.asked == len(asked) == 1
    assert list(asked[0]) == ["текст", "тема", "confidence", "texts", "topic", "topic_2", "topic_3"]
    assert (asked[0]["тема"], asked[0]["texts"]) == (None, 2)
    assert "Ковалёв" not in asked[0]["текст"]
    answered = jsonl(queue, [{**asked[0], "тема": "Справки"}])
    run(tmp_path, rows, train=(taught, answered))
    assert [row["topic"] for row in rows_of(tmp_path / "out.jsonl")] == ["Справки", "Справки", DOGS]


# --- refusals -------------------------------------------------------------------------------------


def test_columns_of_the_same_names_are_refused_unless_there_is_a_prefix(tmp_path: Path) -> None:
    rows = [{**row, "topic": "прежняя"} for row in ROWS]
    said = refusal(tmp_path, rows=rows)
    assert "уже есть столбец «topic»" in said
    assert "--prefix" in said
    run(tmp_path, rows, prefix="model_")
    row = rows_of(tmp_path / "out.jsonl")[0]
    assert (row["topic"], row["model_topic"]) == ("прежняя", ROADS)


@pytest.mark.parametrize(
    ("options", "told_of"),
    [
        ({"label": "тemа"}, "Столбца «тemа» в файле нет"),
        ({"text": "Тест"}, "имелось в виду «текст»"),
        ({"label": ""}, "Нужно одно из двух"),
        ({"train": (), "label": ""}, "Нужно одно из двух"),
        ({"title": "т"}, "Нужно одно из двух"),
        ({"titles": Path("t.csv"), "title": "текст", "topics": Path("p.csv")}, "--topics"),
    ],
)
def test_a_wrong_request_is_refused(options: dict[str, Any], told_of: str, tmp_path: Path) -> None:
    assert told_of in refusal(tmp_path, **options)


def test_a_table_without_labels_or_titles_is_refused(tmp_path: Path) -> None:
    blank = jsonl(tmp_path / "b.jsonl", [{"текст": "Канарейкин", "тема": ""}, {"текст": "", "тема": "т"}])
    said = refusal(tmp_path, train=(blank,))
    assert "Нет ни одной строки, где есть и текст, и метка" in said
    assert "Канарейкин" not in said
    empty = jsonl(tmp_path / "e.jsonl", [{"т": ""}])
    assert "Нет ни одного названия темы" in refusal(tmp_path, titles=empty, title="т")


def test_the_result_never_replaces_what_it_was_made_from(tmp_path: Path) -> None:
    train = jsonl(tmp_path / "labelled.jsonl", TRAIN)
    before = train.read_bytes()
    with pytest.raises(PainmapError, match="нельзя записать на место"):
        run(tmp_path, train=(train,), label="тема", out=train)
    assert train.read_bytes() == before


def test_classify_works_outside_of_a_project_without_a_warning(tmp_path: Path) -> None:
    jsonl(tmp_path / "in.jsonl", ROWS)
    jsonl(tmp_path / "train.jsonl", TRAIN)
    command = [sys.executable, "-W", "error", "-m", "painmap", "classify", "in.jsonl", "--text", "текст"]
    command += ["--train", "train.jsonl", "--label", "тема", "--out", "out.csv", "--cores", "1"]
    environment = {**os.environ, "PAINMAP_KEY_FILE": "/nonexistent/key", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Записано: out.csv"
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
