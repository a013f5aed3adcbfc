"""`painmap trend` as a command: any table in, verdicts out, without a project, a key or a warning."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from painmap.cli.stopping import STOPPED, stoppable

ASKED = ("--series", "ряд", "--date", "месяц", "--value", "число")
HEADER = "ряд,месяц,число\n"


def lines(name: str, value: Callable[[int], object], n: int = 24) -> str:
    """A series from January 2023 on."""
    return "".join(f"{name},{2023 + i // 12}-{i % 12 + 1:02d},{value(i)}\n" for i in range(n))


GOOD = "".join(lines(f"ряд {k}", lambda i, k=k: 30 + (7 * i * (k + 1)) % 11) for k in range(6))  # type: ignore[misc]


def trend(folder: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    """The command on that table, in a folder that is no project; a warning of Python is an error."""
    (folder / "in.csv").write_text(text, encoding="utf-8")
    environment = {**os.environ, "PAINMAP_KEY_FILE": "/nonexistent/key", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-W", "error", "-m", "painmap", "trend", "in.csv", *ASKED, "--out", "out.csv"]
    return subprocess.run(
        [*command, *options], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def test_trend_works_outside_of_a_project(tmp_path: Path) -> None:
    text = HEADER + GOOD + lines("рост [b]", lambda i: 20 if i < 12 else 90) + lines("три", lambda i: 5, 3)
    done = trend(tmp_path, text + lines("минус", lambda i: -i))
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout.splitlines()
    assert told[0] == f"Рядов: 9; строк: {8 * 24 + 3}; месяцы с 01.2023 по 12.2024."
    assert "  рост (growth): 1" in told
    assert "Не проверены: 2" in told
    assert "       1  значение отрицательно" in told
    assert "Пороги" not in done.stdout
    assert told[-1] == "Записано: out.csv"
    written = (tmp_path / "out.csv").read_bytes()
    assert written.decode().splitlines()[0] == (
        "series,contrast,ratio,ci_low,ci_high,p,q,dispersion,rho,n,detectable,verdict,reason"
    )
    assert b"nan" not in written
    again = trend(tmp_path, text + lines("минус", lambda i: -i))
    assert (again.stdout, (tmp_path / "out.csv").read_bytes()) == (done.stdout, written)


def test_step_needs_its_date(tmp_path: Path) -> None:
    done = trend(tmp_path, HEADER + GOOD, "--contrast", "step", "--at", "01.2024", "--out", "[red]step.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Записано: [red]step.csv"
    written = (tmp_path / "[red]step.csv").read_text(encoding="utf-8").splitlines()
    assert {line.split(",")[1] for line in written[1:]} == {"step"}


def test_thresholds_of_a_project_are_named(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "params").mkdir()
    text = (repository / "params" / "report.yaml").read_text(encoding="utf-8")
    (tmp_path / "params" / "report.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "work").mkdir()
    done = trend(tmp_path / "work", HEADER + GOOD)
    assert f"Пороги: {(tmp_path / 'params' / 'report.yaml').resolve()}." in done.stdout
    (tmp_path / "params" / "report.yaml").write_text("schema_version: 1\nfoo: 1\n", encoding="utf-8")
    refused = trend(tmp_path / "work", HEADER + GOOD)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "params/report.yaml" in refused.stderr


REFUSED: dict[str, tuple[str, tuple[str, ...], str]] = {
    "a_month_twice": (HEADER + GOOD + "ряд 0,2023-05-17,3\n", (), "строки 6 и 146"),
    "raw_events": (
        HEADER + "".join(f"а,2023-{i % 12 + 1:02d}-{i % 28 + 1:02d},1\n" for i in range(200)),
        (),
        "сводная таблица",
    ),
    "total_row": (HEADER + GOOD + "Итого,,999\n", (), "не дата: строка 146"),
    "nan_as_text": (HEADER + GOOD + "а,2023-01,nan\n", (), "не число: строка 146"),
    "american_dates": (HEADER + "а,03/05/2023,5\n", (), "не дата: строка 2"),
    "no_rows": (HEADER, (), "нет ни одной строки"),
    "empty_file": ("", (), "Файл пуст"),
    "other_columns": ("a,b,c\n1,2,3\n", (), "«ряд» в файле нет"),
    "step_without_date": (HEADER + GOOD, ("--contrast", "step"), "нужна дата"),
    "date_without_step": (HEADER + GOOD, ("--at", "2024-01"), "--contrast step"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    text, options, said = REFUSED[name]
    refused = trend(tmp_path, text, *options)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Ошибка. ")
    assert said in refused.stderr
    assert "Что сделать: " in refused.stderr
    assert "Traceback" not in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--contrast", "yoy"), "auto, step, trend, year_on_year"),
        (("--trend",), "painmap trend --help"),
    ],
)
def test_a_command_that_is_not_understood(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    refused = trend(tmp_path, HEADER + GOOD, *options)
    assert refused.returncode == 2
    assert said in refused.stderr


def test_root_without_thresholds_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(HEADER + GOOD, encoding="utf-8")
    command = [sys.executable, "-m", "painmap", "--root", ".", "trend", "in.csv", *ASKED, "--out", "out.csv"]
    refused = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert refused.returncode == 1
    assert "В папке нет params/report.yaml" in refused.stderr


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_a_verb_on_files_ends_at_kill(sign: signal.Signals, capsys: pytest.CaptureFixture[str]) -> None:
    is_clean = []

    @stoppable
    def action(options: argparse.Namespace, console: Console) -> int:
        try:
            signal.raise_signal(sign)
        finally:
            is_clean.append(True)
        return 0

    # Under `nohup`, as a CI may run, a hangup is ignored, and the verb heeds that.
    before = signal.signal(sign, signal.SIG_DFL)
    try:
        assert action(argparse.Namespace(), Console()) == 128 + sign
    finally:
        signal.signal(sign, before)
    assert is_clean == [True]
    assert STOPPED in capsys.readouterr().err


@pytest.mark.full
def test_2500_series_of_36_months_within_half_a_minute(tmp_path: Path) -> None:
    text = HEADER + "".join(lines(f"{k:04d}", lambda i, k=k: (k + 5 * i * i) % 23, 36) for k in range(2500))  # type: ignore[misc]
    start = time.monotonic()
    done = trend(tmp_path, text)
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - start < 30
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 2501
