"""Help in Russian with an example for every verb; doctor with remedies."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from painmap.cli.main import VERBS, main
from painmap.errors import PainmapError
from painmap.workflow import doctor


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_helps_in_russian_with_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([verb, "--help"])
    shown = capsys.readouterr().out
    assert f"Пример: painmap {verb}" in shown
    assert "Использование:" in shown
    for english in ("usage", "options", "show this help"):
        assert english not in shown


def test_the_readmes_name_every_verb(repository: Path) -> None:
    for name in ("README.md", "README.ru.md"):
        text = (repository / name).read_text(encoding="utf-8")
        for verb in VERBS:
            assert f"painmap {verb.name}" in text, (name, verb.name)


def test_doctor_is_content_here(repository: Path) -> None:
    findings = doctor.examine(repository)
    assert [f.what for f in findings if not f.is_good] == []
    assert len(findings) == len(doctor.CHECKS)


def test_doctor_names_the_remedy_of_what_is_wrong(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = project / "key"
    key.write_text("ab" * 32, encoding="ascii")
    key.chmod(0o644)
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(key))
    (project / "uv.lock").write_text(
        (project / "uv.lock")
        .read_text(encoding="utf-8")
        .replace('name = "natasha"\nversion = "1.6.0"', 'name = "natasha"\nversion = "9.9"'),
        encoding="utf-8",
    )
    profile = project / "params" / "agencies" / "minec-49.yaml"
    profile.write_text(profile.read_text(encoding="utf-8") + "\nlishnee: 1\n", encoding="utf-8")
    wrong = {f.what: f.remedy for f in doctor.examine(project) if not f.is_good}
    assert wrong["Ключ доступен другим пользователям"] == f"chmod 600 {key}"
    assert wrong["Пакеты не те: natasha"] == "выполните «make setup»"
    assert "lishnee" in wrong["Параметры (params/)"]


def test_an_error_is_one_russian_sentence_on_stderr(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(project), "build", "--agency", "net"]) == 1
    shown = capsys.readouterr()
    assert "Ошибка. Орган «net»: нет такого значения." in shown.err
    assert shown.out == ""


def test_the_message_has_what_where_and_remedy() -> None:
    error = PainmapError("Нет графы", where="файл x, лист y", remedy="проверьте формат")
    assert str(error) == "Нет графы. Где: файл x, лист y. Что сделать: проверьте формат."


# --- verbs on files -------------------------------------------------------------------------------


def painmap(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a folder that is no project, without a key."""
    environment = {**os.environ, "PAINMAP_KEY_FILE": "/nonexistent/key", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "painmap", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def test_deidentify_works_outside_of_a_project(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id;text\n1;Звоните +7 900 123-45-67\n", encoding="utf-8")
    done = painmap(tmp_path, "deidentify", "in.csv", "--text", "text", "--out", "out.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Строк: 1; ячеек, где что-то скрыто: 1." in done.stdout
    assert "телефоны (PHONE)" in done.stdout
    assert "900" not in done.stdout
    written = (tmp_path / "out.csv").read_bytes().decode()
    assert written == 'id;text;masks\n1;Звоните [телефон];"[[8, 24, ""PHONE""]]"\n'


def test_deidentify_tells_not_understood_from_refused(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("почта;text\nivanova@example.org;Нет воды\n", encoding="utf-8")
    assert painmap(tmp_path, "deidentify", "in.csv", "--out", "out.csv").returncode == 2
    refused = painmap(tmp_path, "deidentify", "in.csv", "--text", "text", "--out", "out.csv")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "«почта»" in refused.stderr
    assert "ivanova" not in refused.stderr
    assert painmap(tmp_path, "deidentify", "in.csv", "--text", "txt", "--out", "out.csv").returncode == 1
    assert not (tmp_path / "out.csv").exists()


def under_way(folder: Path) -> int:
    """Bytes of the file that is to become the result."""
    return sum(path.stat().st_size for path in folder.glob(".out.jsonl.*"))


def test_nohup_stays_deaf(tmp_path: Path) -> None:
    """A process that was started with SIGHUP ignored outlives its terminal."""
    script = (
        "import signal, sys; from painmap.cli.main import main\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN); main(sys.argv[1:])\n"
        "sys.exit(signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN)"
    )
    (tmp_path / "in.csv").write_text("text\nнет воды\n", encoding="utf-8")
    command = [sys.executable, "-c", script, "deidentify", "in.csv", "--text", "text", "--out", "out.csv"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_deidentify_tells_how_many_cells_were_hidden_whole(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("Логин;text\npetrov_i;Нет воды\n", encoding="utf-8")
    done = painmap(tmp_path, "deidentify", "in.csv", "--text", "text", "--mask", "Логин", "--out", "out.csv")
    assert "Из них скрыто целиком в столбцах --mask: 1." in done.stdout
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1].startswith("[учётная запись];")
    shown = painmap(tmp_path, "deidentify", "--help").stdout
    assert ".ndjson" in shown
    assert "--mask скрывает ячейки целиком" in shown


def heedful() -> None:
    """A job in the background starts with Ctrl+C ignored, one under `nohup` with hangups, and hands it on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_deidentify_leaves_nothing(sign: signal.Signals, tmp_path: Path) -> None:
    """Ctrl+C in a terminal reaches all its processes, `kill` the one."""
    rows = (json.dumps({"text": f"Письмо {i} от Петуховой Анны Ивановны, нет воды"}) for i in range(60_000))
    (tmp_path / "in.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "out.jsonl").write_bytes(b"old")
    options = ["--text", "text", "--out", "out.jsonl", "--cores", "2"]
    command = [sys.executable, "-m", "painmap", "deidentify", "in.jsonl", *options]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heedful,
    ) as process:
        limit = time.monotonic() + 60
        while not (size := under_way(tmp_path)) and time.monotonic() < limit:
            time.sleep(0.05)
        assert size, "the result is under way"
        (os.killpg if sign == signal.SIGINT else os.kill)(process.pid, sign)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + sign
    assert "Результат не записан".encode() in said
    assert b"Traceback" not in said
    assert (tmp_path / "out.jsonl").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def of_session(leader: int) -> list[int]:
    """Processes that live in the session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, session = stat.read_text().rpartition(") ")[2].split()[:4]
            if int(session) == leader and state != "Z":
                found.append(int(stat.parent.name))
    return found


def test_a_killed_extract_takes_its_processes_along(tmp_path: Path) -> None:
    rows = (
        json.dumps({"text": f"Дом {i}: третий день нет воды, диспетчер не отвечает"}) for i in range(30_000)
    )
    (tmp_path / "in.jsonl").write_text("\n".join(rows), encoding="utf-8")
    options = ["--text", "text", "--out", "out", "--cores", "2"]
    command = [sys.executable, "-m", "painmap", "extract", "in.jsonl", *options]
    with subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        limit = time.monotonic() + 60
        # Itself, the server that is forked, Python's watch over shared things, the two that read.
        while len(of_session(process.pid)) < 5 and time.monotonic() < limit:
            time.sleep(0.05)
        assert len(of_session(process.pid)) == 5
        process.kill()
    while (left := of_session(process.pid)) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not left


def test_inspect_tells_and_writes_a_draft(tmp_path: Path) -> None:
    rows = [f"{i};1{i % 9}.03.2024;Иванова Анна Петровна;Жалоба;Нет воды в доме {i}" for i in range(40)]
    text = "\n".join(["Номер;Дата;Заявитель;Вид обращения;Содержание", *rows])
    (tmp_path / "выгрузка.csv").write_bytes(text.encode("cp1251"))
    done = painmap(tmp_path, "inspect", "выгрузка.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Кодировка: Windows-1251; разделитель: точка с запятой." in done.stdout
    assert "Дата регистрации (registered_date) — по названию и значениям: 100 % даты" in done.stdout
    assert "значения не показаны" in done.stdout
    assert "Решите сами:\n  1. Канала поступления в файле нет" in done.stdout
    assert "Иванов" not in done.stdout
    assert "Записан черновик формата: vygruzka.yaml" in done.stdout
    assert "Иванов" not in (tmp_path / "vygruzka.yaml").read_text(encoding="utf-8")
    again = painmap(tmp_path, "inspect", "выгрузка.csv")
    assert (again.returncode, again.stdout) == (1, "")
    assert "Такой файл уже есть, он не изменён. Где: vygruzka.yaml." in again.stderr
    assert painmap(tmp_path, "inspect", "выгрузка.csv", "--force").returncode == 0


def test_inspect_names_a_ready_format_first(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = repository / "data" / "raw" / "minec-49" / "2025" / "calls-2025-demo.xlsx"
    assert main(["--root", str(repository), "inspect", str(source)]) == 0
    shown = capsys.readouterr().out
    assert "Подходит готовый формат «calls» (Журнал телефонных звонков): все его графы найдены." in shown
    assert "Черновик не нужен и не записан." in shown
    assert "format: calls}" in shown


def test_inspect_refuses_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "page.xls").write_text("<html><table><tr><td>1</td></tr></table></html>", encoding="utf-8")
    for arguments, said in (
        (["page.xls"], "веб-страница"),
        (["nowhere.csv"], "Файла нет"),
        (["."], "Это папка"),
        (["page.xls", "--rows", "lines"], "нет такого значения"),
        (["page.xls", "--encoding", "cp125"], "Кодировка «cp125»"),
        (["page.xls", "--delimiter", ";;"], "один знак"),
    ):
        refused = painmap(tmp_path, "inspect", *arguments)
        assert refused.returncode in (1, 2)
        assert said in refused.stderr
        assert "Что сделать" in refused.stderr
