from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from painmap.stages.cache import TextCache

SECRET = b"s" * 32
RAW = "Звоните Канарейкину +7 900 000-00-00"


def _cache(folder: Path, **options: Any) -> TextCache:
    values = {"secret": SECRET, "work": "mask 1", "megabytes": 16} | options
    return TextCache(folder, **values)


class Counting:
    """The work, and how many texts it was asked for."""

    def __init__(self, inputs: list[Any]) -> None:
        self.inputs = inputs
        self.asked: list[int] = []

    def __call__(self, positions: list[int]) -> list[Any]:
        self.asked += positions
        return [len(self.inputs[i]) for i in positions]


def test_an_unchanged_text_costs_nothing_and_equal_texts_are_done_once(tmp_path: Path) -> None:
    inputs = ["один", "два", "один"]
    work = Counting(inputs)
    assert _cache(tmp_path).map(inputs, work) == [4, 3, 4]
    assert work.asked == [0, 1]
    again = Counting([*inputs, "четыре"])
    assert _cache(tmp_path).map([*inputs, "четыре"], again) == [4, 3, 4, 6]
    assert again.asked == [3]


def test_another_key_or_another_version_finds_nothing(tmp_path: Path) -> None:
    _cache(tmp_path).map(["текст"], Counting(["текст"]))
    for options in ({"secret": b"t" * 32}, {"work": "mask 2"}):
        work = Counting(["текст"])
        _cache(tmp_path, **options).map(["текст"], work)
        assert work.asked == [0]


def test_no_raw_text_nor_its_plain_hash_is_on_the_disk(tmp_path: Path) -> None:
    import hashlib

    _cache(tmp_path).map([RAW], lambda positions: ["Звоните [ФИО 1] [телефон]" for _ in positions])
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for form in (RAW.encode(), "Канарейкин".encode(), hashlib.sha256(RAW.encode()).digest()):
        assert form not in content


def test_it_is_bounded_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    def large(positions: list[int]) -> list[str]:
        return ["x" * 2000 for _ in positions]

    cache = _cache(tmp_path, megabytes=1)
    cache.map(["вечный"], large)
    for batch in range(12):
        cache.map([f"{batch}-{i}" for i in range(100)], large)
        cache.map(["вечный"], lambda positions: ["потерян" for _ in positions])
    with sqlite3.connect(tmp_path / "texts.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM entries").fetchone()[0] < 600
    assert cache.map(["вечный"], lambda positions: ["потерян" for _ in positions]) == ["x" * 2000]


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "texts.sqlite").write_bytes(b"no database, a power cut" * 100)
    work = Counting(["а"])
    assert _cache(tmp_path).map(["а"], work) == [1]


def _first_use(start: Any, folder: Path) -> None:
    cache = _cache(folder)
    start.wait()
    assert cache.map(["а", "б"], lambda at: [str(i) for i in at]) == ["0", "1"]


def test_workers_that_make_the_cache_at_the_same_moment(tmp_path: Path) -> None:
    """SQLite answers «database is locked» at once, whatever its timeout: 44 of 900 such workers failed."""
    context = multiprocessing.get_context("fork")
    for i in range(25):
        start = context.Barrier(6)
        workers = [context.Process(target=_first_use, args=(start, tmp_path / str(i))) for _ in range(6)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(timeout=120)
        assert [worker.exitcode for worker in workers] == [0] * 6


def test_two_workers_at_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from painmap.stages.cache import TextCache\n"
        "cache = TextCache(Path(sys.argv[1]), b's' * 32, 'mask 1', 16)\n"
        "for batch in range(30):\n"
        "    texts = [f'{batch}-{i}' for i in range(40)]\n"
        "    assert cache.map(texts, lambda at: [texts[i] for i in at]) == texts\n"
    )
    workers = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(3)]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0, 0]
