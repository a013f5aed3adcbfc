"""From raw files to published reports, by the command line; faults really caused.

The tests share one build and run in the order in which they stand.
"""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from painmap.params.load import load_agency
from painmap.paths import Tree
from tests.conftest import copy_project
from tests.pipeline.conftest import AGENCY, SMALL, Done, leave_only, painmap, published, register
from tests.pipeline.ledger_pages import Page

pytestmark = [pytest.mark.pipeline, pytest.mark.xdist_group("pipeline")]

EDITIONS = [(AGENCY, "internal"), (AGENCY, "public"), (SMALL, "internal"), (SMALL, "public")]
MAP_TITLES = (
    "№ п/п",
    "Выявленные проблемы/потенциальные потребности клиента",
    "Распространенность проблемы (низкая/средняя/высокая)",
    "Приоритетность решения проблемы/удовлетворения потребности (низкая/средняя/высокая)",
    "Необходимые к реализации мероприятия",
    "Ответственный",
    "Срок реализации",
)


def _folder(root: Path, agency: str, edition: str) -> Path:
    return root / "reports" / agency / "2025" / edition


def _pdf_text(path: Path) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return re.sub(r"\s+", " ", text.replace("-\n", ""))


def test_every_edition_is_there_and_the_command_says_so(built: tuple[Path, Done]) -> None:
    root, done = built
    assert done.code == 0, done.output + done.errors
    for agency, edition in EDITIONS:
        folder = _folder(root, agency, edition)
        names = {"report.html", "report.pdf", "metrics.json", "run.json"}
        assert names <= {p.name for p in folder.iterdir()}, folder
        assert f"reports/{agency}/2025/{edition}/report.html" in done.output
    assert "Отчётов на месте: 4; обновлено: 4" in done.output


def test_every_paragraph_is_met_or_its_absence_explained(built: tuple[Path, Done]) -> None:
    root, _ = built
    for agency in (AGENCY, SMALL):
        asked = {o.paragraph: o for o in load_agency(Tree(root), agency).obligations.paragraphs}
        page = Page(_folder(root, agency, "internal") / "report.html")
        assert page.paragraphs() == list(asked)
        assert list(page.faults(asked)) == []


def test_the_internal_pdf_holds_the_map_in_its_exact_form(built: tuple[Path, Done]) -> None:
    reader = PdfReader(_folder(built[0], AGENCY, "internal") / "report.pdf")
    text = _pdf_text(_folder(built[0], AGENCY, "internal") / "report.pdf")
    assert "Карта проблем" in text
    for title in MAP_TITLES:
        assert title in text, title
    assert "\N{REPLACEMENT CHARACTER}" not in text
    assert "Демонстрационные данные" in text
    assert any(page.mediabox.width > page.mediabox.height for page in reader.pages), "landscape pages"


def test_the_law_on_external_appeals_stands_on_no_chart_of_staff(built: tuple[Path, Done]) -> None:
    page = (_folder(built[0], AGENCY, "internal") / "report.html").read_text(encoding="utf-8")
    figures = dict(re.findall(r'<figure id="figure-([^"]+)">(.*?)</figure>', page, flags=re.S))
    assert "547-ФЗ" in figures["series-totals-external"]
    assert "547-ФЗ" not in figures["series-totals-internal"]


def test_the_public_edition_is_stamped_and_suppressed(built: tuple[Path, Done]) -> None:
    for agency in (AGENCY, SMALL):
        page = (_folder(built[0], agency, "public") / "report.html").read_text(encoding="utf-8")
        assert "проект, не для публикации" in page.lower()
        metrics = json.loads(
            (_folder(built[0], agency, "public") / "metrics.json").read_text(encoding="utf-8")
        )
        small = [f for f in _figures(metrics) if f.get("unit") == "count" and f.get("value") in (1, 2, 3, 4)]
        assert small == []


def test_the_quality_of_the_data_is_told_inside_only(built: tuple[Path, Done]) -> None:
    for agency, edition in EDITIONS:
        page = (_folder(built[0], agency, edition) / "report.html").read_text(encoding="utf-8")
        held = built[0] / "data" / "interim" / agency / "2025" / edition / "report_data.json"
        quality = json.loads(held.read_text(encoding="utf-8"))["quality"]
        told = ['<section id="quality"' in page, 'href="#quality"' in page, quality is not None]
        assert set(told) == {edition == "internal"}
        for source in (quality or {"sources": ()})["sources"]:
            assert source["data"] == source["kept"] + source["rejected"] + source["superseded"], source["id"]
            assert source["rejected"] == sum(reason["rows"] for reason in source["reasons"]), source["id"]


def test_shares_waiting_mix_and_answers_are_tested_in_a_report(built: tuple[Path, Done]) -> None:
    for agency, edition in EDITIONS:
        held = built[0] / "data" / "interim" / agency / "2025" / edition / "report_data.json"
        data = json.loads(held.read_text(encoding="utf-8"))
        found = {(t["family"], t["client_kind"]) for t in data["trends"]}
        assert {t["result"]["test"] for t in data["trends"]} <= set(data["tests"])
        if (agency, edition) == (AGENCY, "internal"):
            families = ("shares", "waiting", "mix", "mix_classes", "scores", "nps")
            assert found >= {*((family, "external") for family in families), ("scores", "internal")}
        if edition == "public":
            assert not {("scores", "internal"), ("nps", "internal")} & found
            assert not data["signals"]
            waiting = [t["result"] for t in data["trends"] if t["family"] == "waiting"]
            assert {(r["n"], r["total"], r["total_before"]) for r in waiting} <= {(0, None, None)}


def _figures(value: object) -> list[dict[str, object]]:
    if isinstance(value, dict):
        own = [value] if "value" in value else []
        return own + [figure for item in value.values() for figure in _figures(item)]
    return [figure for item in value for figure in _figures(item)] if isinstance(value, list) else []


def test_no_output_refers_to_another_host_or_runs_a_script(built: tuple[Path, Done]) -> None:
    for agency, edition in EDITIONS:
        page = (_folder(built[0], agency, edition) / "report.html").read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#|data:)""", page)
        assert "<script" not in page
        assert "default-src 'none'" in page


def test_the_workbook_for_managers_opens(built: tuple[Path, Done]) -> None:
    book = openpyxl.load_workbook(_folder(built[0], AGENCY, "internal") / "problem_map.xlsx")
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    for title in MAP_TITLES:
        assert title in [re.sub(r"\s+", " ", cell) for cell in cells]


def test_the_manifest_says_where_a_report_came_from(built: tuple[Path, Done]) -> None:
    run = json.loads((_folder(built[0], AGENCY, "internal") / "run.json").read_text(encoding="utf-8"))
    assert run["status"] == "done"
    assert run["as_of"] == "2025-12-31"
    assert run["edited_notebooks"] == []
    assert len(run["inputs"]) == 18
    assert run["key_fingerprint"]
    assert str(built[0]) not in json.dumps(run), "no path of this machine"


def test_rows_in_are_rows_kept_and_rows_rejected(built: tuple[Path, Done]) -> None:
    seen = 0
    for journal in (built[0] / "data" / "processed").rglob("journal.json"):
        files = json.loads(journal.read_text(encoding="utf-8"))["files"]
        seen += len(files)
        for file in files:
            assert file["rows"]["data"] == file["rows"]["kept"] + file["rows"]["rejected"]
        listed = pd.read_parquet(journal.with_name("rejects.parquet"))
        assert len(listed) == sum(file["rows"]["rejected"] for file in files)
    assert seen == 19


def test_executed_notebooks_are_kept_for_review(built: tuple[Path, Done]) -> None:
    interim = built[0] / "data" / "interim" / AGENCY
    for path in ("clean/10_clean", "pain-points/20_pain_points", "2025/30_trends", "2025/internal/40_report"):
        notebook = nbformat.read(interim / f"{path}.ipynb", as_version=4)
        outputs = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
        assert outputs, path
        assert not [o for o in outputs if o.output_type == "error"]
        assert str(built[0]) not in json.dumps(outputs, ensure_ascii=False), f"{path}: a path of this machine"
        pages = " ".join(o.data.get("text/html", "") for o in outputs if "data" in o)
        codes = re.findall(r">\s*(external|internal|insufficient|growth|low|middle|high)\s*<", pages)
        assert not codes, f"{path}: {set(codes)}"


def test_the_privacy_gate_finds_nothing(built: tuple[Path, Done]) -> None:
    done = painmap(built[0], "check")
    assert done.code == 0, done.output


def test_the_privacy_gate_finds_a_planted_detail(built: tuple[Path, Done]) -> None:
    register_file = built[0] / "data" / "raw" / SMALL / "2025" / "register-2025-demo.csv"
    phones = re.findall(
        r"\+7[\s(]*900[\s)]*\d{3}[-\s]*\d{2}[-\s]*\d{2}", register_file.read_text(encoding="cp1251")
    )
    planted = built[0] / "reports" / SMALL / "note.html"
    planted.write_text(f"<p>Звонить {phones[0]}</p>", encoding="utf-8")
    done = painmap(built[0], "check")
    planted.unlink()
    assert done.code == 1
    assert f"reports/{SMALL}/note.html" in done.output
    assert phones[0] not in done.output


def test_nothing_to_do_is_quick_and_changes_nothing(built: tuple[Path, Done]) -> None:
    before = published(built[0])
    started = time.monotonic()
    done = painmap(built[0], "build", "--period", "2025")
    seconds = time.monotonic() - started
    assert done.code == 0
    assert "уже актуальны" in done.output
    assert published(built[0]) == before
    assert seconds < 12, "4 s on an idle machine (benchmarks/README.md); here it shares its cores"
    assert "делать нечего" in painmap(built[0], "plan", "--period", "2025").output


def test_one_changed_row_concerns_that_agency_only(built: tuple[Path, Done]) -> None:
    painmap(built[0], "doctor")  # makes the key that data outside the demo set are hashed with
    path = built[0] / "data" / "raw" / SMALL / "2025" / "register-2025-demo.csv"
    whole = path.read_bytes()
    path.write_bytes(whole.replace("Жалоба".encode("cp1251"), "Заявление".encode("cp1251"), 1))
    assert path.read_bytes() != whole
    planned = painmap(built[0], "plan", "--period", "2025").output
    path.write_bytes(whole)
    lines = planned.splitlines()
    assert any(line.startswith(SMALL) and "исходные данные" in line for line in lines)
    assert not [line for line in lines if line.startswith(AGENCY)]


def test_a_changed_threshold_reruns_no_text_work(built: tuple[Path, Done]) -> None:
    profile = built[0] / "params" / "agencies" / f"{AGENCY}.yaml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("single_below_clients: 5", "single_below_clients: 6"), encoding="utf-8")
    planned = painmap(built[0], "plan", "--agency", AGENCY, "--period", "2025").output
    profile.write_text(text, encoding="utf-8")
    assert "показатели и динамика — изменено: параметры" in planned
    for step in ("маскирование", "разбор текстов", "выявление проблем", "сведение"):
        assert step not in planned


def test_the_same_bytes_on_one_core_elsewhere_and_in_another_order(
    built: tuple[Path, Done], tmp_path: Path
) -> None:
    """Two builds: --cores 1 and 2, without and with a warm process, other row order, time zone, locale."""
    # A socket's path ends at 107 bytes: here every job and kernel starts from nothing.
    far = tmp_path / ("far-" * 30)
    far.mkdir()
    root = copy_project(tmp_path / "elsewhere")
    leave_only(root, AGENCY)
    shuffled = root / "data" / "raw" / AGENCY / "2025" / "register-2025-demo.csv"
    with shuffled.open(encoding="cp1251", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    first = next(i for i, row in enumerate(rows) if sum(map(bool, row)) > 5) + 1
    body = rows[first:]
    random.Random(1).shuffle(body)
    with shuffled.open("w", encoding="cp1251", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([*rows[:first], *body])
    register(root, AGENCY, shuffled)
    done = painmap(
        root, "build", "--period", "2025", "--cores", "1",
        TZ="Asia/Magadan", LC_ALL="POSIX", LANG="C", PYTHONHASHSEED="7", TMPDIR=str(far),
    )  # fmt: skip
    assert done.code == 0, done.output + done.errors
    here = {name: content for name, content in published(built[0]).items() if f"/{AGENCY}/" in name}
    there = published(root)
    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []


def _edit(root: Path, name: str, source: str) -> None:
    path = root / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(c for c in notebook.cells if c.cell_type == "code" and "sections." in c.source)
    cell.source = f"{source}\n{cell.source}"
    nbformat.write(notebook, path)


def test_a_killed_kernel_fails_one_report_and_leaves_the_last_good_one(built: tuple[Path, Done]) -> None:
    root, before = built[0], published(built[0])
    backup = root / "notebooks" / "40_report.ipynb"
    whole = backup.read_bytes()
    kill = "__import__('os').kill(__import__('os').getpid(), 9)"
    _edit(root, "40_report", f"edition == 'public' and agency == '{AGENCY}' and {kill}")
    done = painmap(root, "build", "--period", "2025")
    backup.write_bytes(whole)
    assert done.code == 1
    assert f"Не сделано: {AGENCY} 2025 public (отчёт). Ядро блокнота остановлено" in done.output
    after = published(root)
    changed = {name for name in before if before[name] != after[name]}
    assert not [name for name in changed if f"{AGENCY}/2025/public" in name], "the last good report stays"
    assert {
        f"reports/{SMALL}/2025/public/report.html",
        f"reports/{AGENCY}/2025/internal/report.html",
    } <= changed
    page = after[f"reports/{SMALL}/2025/internal/report.html"].decode()
    assert "Блокнот изменён" in page
    failed = root / "data" / "interim" / AGENCY / "2025" / "public"
    assert json.loads((failed / "run.json").read_text(encoding="utf-8"))["status"] == "failed"
    assert (failed / "40_report.ipynb").exists()


def test_after_the_repair_the_reports_are_as_before(built: tuple[Path, Done]) -> None:
    root = built[0]
    done = painmap(root, "build", "--period", "2025", "--agency", AGENCY)
    assert done.code == 0, done.output
    assert not (root / "data" / "interim" / AGENCY / "2025" / "public" / "run.json").exists()
    page = (_folder(root, AGENCY, "public") / "report.html").read_text(encoding="utf-8")
    assert "Блокнот изменён" not in page


def test_lost_notes_of_snakemake_and_damaged_interim_files_are_noticed(built: tuple[Path, Done]) -> None:
    """Staleness is judged by our stamps: without .snakemake/ a changed parameter still counts."""
    root = built[0]
    assert painmap(root, "build", "--period", "2025", "--agency", AGENCY).code == 0
    shutil.rmtree(root / ".snakemake")
    interim = root / "data" / "interim" / SMALL
    (interim / "clean" / "coverage.json").write_text("{", encoding="utf-8")
    (interim / "2025" / "internal" / "report_data.json").write_text("{", encoding="utf-8")
    (root / "data" / "processed" / SMALL / "2025" / "appeals.parquet").write_bytes(b"torn")
    profile = root / "params" / "agencies" / f"{SMALL}.yaml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("single_below_clients: 5", "single_below_clients: 6"), encoding="utf-8")
    planned = painmap(root, "plan", "--period", "2025").output
    assert "повреждены" in planned
    done = painmap(root, "build", "--period", "2025")
    assert done.code == 0, done.output + done.errors
    assert "обновлено: 2" in done.output, done.output
    assert "делать нечего" in painmap(root, "plan", "--period", "2025").output
    profile.write_text(text, encoding="utf-8")


def test_a_killed_build_leaves_nothing_running(built: tuple[Path, Done]) -> None:
    root = built[0]
    (root / "data" / "interim" / SMALL / "2025" / "stage.json").unlink()
    command = [sys.executable, "-m", "painmap", "build", "--period", "2025", "--agency", SMALL]
    for sign in (signal.SIGINT, signal.SIGKILL):
        process = subprocess.Popen(
            command,
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # A shell that runs the tests in the background hands on SIGINT ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        _wait(lambda: bool(_running_in(root, "painmap.workflow.jobs")), seconds=60)
        process.send_signal(sign)
        process.wait(timeout=30)
        _wait(lambda: not _running_in(root, "snakemake") + _running_in(root, "painmap"), seconds=10)
    done = painmap(root, "build", "--period", "2025")
    assert done.code == 0, done.output + done.errors


def _running_in(root: Path, word: str) -> list[str]:
    """Command lines of the processes that work in `root` and name `word`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if word in line and (folder / "cwd").resolve() == root.resolve():
                found.append(line)
        except OSError:
            continue
    return found


def _wait(is_so: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        threading.Event().wait(0.1)


def test_a_deleted_report_is_made_again(built: tuple[Path, Done]) -> None:
    folder = _folder(built[0], AGENCY, "public")
    content = (folder / "report.pdf").read_bytes()
    (folder / "report.pdf").write_bytes(b"torn")
    done = painmap(built[0], "build", "--period", "2025", "--agency", AGENCY)
    assert done.code == 0
    assert (folder / "report.pdf").read_bytes() == content


def test_two_builds_at_once(built: tuple[Path, Done]) -> None:
    root = built[0]
    holder = (
        "import sys; from pathlib import Path\n"
        "from painmap.paths import Tree; from painmap.workflow.lock import build_lock\n"
        f"with build_lock(Tree(Path({str(root)!r})).build_lock):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    done = painmap(root, "build", "--period", "2025")
    process.send_signal(signal.SIGTERM)
    process.wait()
    assert done.code == 1
    assert f"Сборка уже идёт (процесс {process.pid})" in done.errors


def test_a_missing_raw_folder_stops_that_agency_only(built: tuple[Path, Done]) -> None:
    root = built[0]
    folder, away = root / "data" / "raw" / SMALL, root / "data" / "raw-away"
    folder.rename(away)
    done = painmap(root, "build", "--period", "2025")
    away.rename(folder)
    assert done.code == 1
    assert f"Не сделано: {SMALL}. Нет папки с исходными данными" in done.output
    assert f"reports/{AGENCY}/2025/internal/report.html" in done.output
    assert (_folder(root, SMALL, "internal") / "report.pdf").exists(), "the last good report stays"
    earlier = done.output.partition("Прежних отчётов, которые эта сборка не обновила: 2.")[2]
    assert f"reports/{SMALL}/2025/internal/report.html" in earlier
    assert f"reports/{AGENCY}/2025/internal/report.html" not in earlier


def test_a_register_whose_outcomes_became_unknown_words_stops_its_agency(built: tuple[Path, Done]) -> None:
    """What is left of such a file would give a report of zeros."""
    root = built[0]
    before = published(root)
    path = root / "data" / "raw" / SMALL / "2025" / "register-2025-demo.csv"
    good = path.read_bytes()
    lock = root / "params" / "synthetic.lock"
    known = lock.read_bytes()
    bad = good.decode("cp1251")
    for word in ("Разъяснено", "Поддержано", "Отказано", "Направлено", "Удовлетворено"):
        bad = bad.replace(f";{word}", f";{word} (новое)")
    path.write_bytes(bad.encode("cp1251"))
    register(root, SMALL, path)
    done = painmap(root, "build", "--period", "2025")
    path.write_bytes(good)
    register(root, SMALL, path)
    lock.write_bytes(known)
    assert done.code == 1
    assert re.search(rf"Не сделано: {SMALL}.*Отклонено строк: \d\d из \d\d", done.output)
    assert "значение не описано в формате" in done.output
    assert "впишите его в params/formats/register-semicolon.yaml" in done.output
    assert published(root) == before, "the last good reports stay"
    again = painmap(root, "build", "--period", "2025")
    assert again.code == 0, again.output
    assert f"{AGENCY}: Отклонено строк: " in again.output, "a few lost rows are told after each build"
    page = (_folder(root, AGENCY, "internal") / "report.html").read_text(encoding="utf-8")
    assert re.search(r"Не учтены строки файлов за 2025 год, отклонённые при приёме: .* — \d+ из \d+", page)


def test_a_full_disk_during_a_build_leaves_the_reports(built: tuple[Path, Done]) -> None:
    """reports/ on a disk of its own that has no room left; the interim work is elsewhere."""
    root = built[0]
    before = published(root)
    shutil.copytree(root / "reports", root / "reports-copy")
    (root / "data" / "interim" / AGENCY / "2025" / "public" / "published.json").unlink()
    script = (
        'mount -t tmpfs -o size=12m small "$1/reports" && cp -r "$1/reports-copy/." "$1/reports/" && '
        'rm "$1/reports/minec-49/2025/public/report.pdf" && '
        '(dd if=/dev/zero of="$1/reports/filler" bs=1k 2>/dev/null || true) && '
        'sha256sum "$1"/reports/minec-49/2025/public/* > "$1/before.txt"; '
        '"$2" -m painmap --root "$1" build --period 2025 --agency minec-49; echo "code $?"; '
        'sha256sum "$1"/reports/minec-49/2025/public/* > "$1/after.txt"'
    )
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", str(root), sys.executable]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert "code 1" in done.stdout, done.stdout + done.stderr
    assert "На диске нет места" in done.stdout
    assert (root / "before.txt").read_text() == (root / "after.txt").read_text()
    assert published(root) == before
    shutil.rmtree(root / "reports-copy")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("build", "--agency", "minek-49"), "возможно, имелось в виду «minec-49»"),
        (("build", "--agency", "../x"), "недопустимый идентификатор"),
        (("build", "--agency", "con"), "недопустимый идентификатор"),
        (("build", "--agency", "minеc-49"), "недопустимый идентификатор"),
        (("build", "--period", "2025-Q9"), "2025-Q3"),
        (("build", "--period", "1999"), "доступные периоды"),
        (("build", "--period", "2025-07"), "4.1, предложения первое и второе"),
        (("build", "--edition", "secret"), "internal, public"),
        (("build", "--period", "2025-Q3", "--edition", "public"), "не подлежит опубликованию"),
        (("build", "--cores", "0"), "не меньше 1"),
        (("build", "--cores", "two"), "целое число"),
        (("build", "--colour", "red"), "неизвестные параметры"),
        (("bild",), "возможно, имелось в виду «build»"),
        ((), "не указано"),
    ],
)
def test_bad_input_gets_a_clear_message(
    built: tuple[Path, Done], arguments: tuple[str, ...], says: str
) -> None:
    before = published(built[0])
    done = painmap(built[0], *arguments)
    assert done.code != 0
    assert says in done.output + done.errors
    assert "Traceback" not in done.output + done.errors
    assert published(built[0]) == before


def test_elsewhere_it_says_that_this_is_no_project(tmp_path: Path) -> None:
    done = painmap(tmp_path, "build")
    assert done.code == 1
    assert "Это не папка проекта" in done.errors


def test_another_key_is_not_mixed_with_older_processed_data(built: tuple[Path, Done], tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    state = root / "data" / "interim" / AGENCY / "clean"
    state.mkdir(parents=True)
    (state / "coverage.json").write_text(
        '{"first": "2023-01-01", "until": "2026-01-20", "key_fingerprint": "0123456789ab"}', encoding="utf-8"
    )
    (root / "params" / "synthetic.lock").write_text("", encoding="utf-8")
    done = painmap(root, "build", "--agency", AGENCY, PAINMAP_KEY_FILE=str(tmp_path / "key"))
    assert done.code == 1
    assert "Ключ сменился (был 0123456789ab" in done.output
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert "резервную копию" in done.errors
