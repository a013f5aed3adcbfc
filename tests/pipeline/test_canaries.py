"""Details planted in raw files occur nowhere afterwards: file, log, notebook, cache, temporary folder."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

import painmap
from tests.pipeline.canary_search import found, in_bytes
from tests.pipeline.canary_tree import CALLS, CANARIES, CHAT, MAIL, NAME, REGISTER, SURVEY, VK, canary_tree
from tests.pipeline.conftest import AGENCY

pytestmark = [pytest.mark.pipeline, pytest.mark.xdist_group("canaries")]


class House:
    """A project, a home and a temporary folder of its own; what runs there may leave traces nowhere else."""

    def __init__(self, place: Path) -> None:
        self.root = place / "project"
        self.home, self.tmp = place / "home", place / "tmp"
        for folder in (self.home, self.tmp):
            folder.mkdir(parents=True)
        self.raw = canary_tree(self.root)

    def environment(self, **more: str) -> dict[str, str]:
        kinds = ("CONFIG", "CACHE", "DATA", "STATE")
        xdg = {f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in kinds}
        own = {
            "HOME": str(self.home), "TMPDIR": str(self.tmp), "PYTHONFAULTHANDLER": "1",
            "PAINMAP_KEY_FILE": str(self.home / "key"), "MPLCONFIGDIR": str(self.home / "mpl"),
        }  # fmt: skip
        return os.environ | xdg | own | more

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, *command], cwd=self.root, env=self.environment(**more), capture_output=True,
            check=False, preexec_fn=_with_core_dumps,
        )  # fmt: skip

    def build(self, **more: str) -> subprocess.CompletedProcess[bytes]:
        return self.run("-m", "painmap", "--root", str(self.root), "build", "--period", "2025", **more)

    def leaks(self, *done: subprocess.CompletedProcess[bytes]) -> list[str]:
        """Canaries outside `data/raw`, and in what was printed."""
        aside = self.root / "data" / "raw"
        aside.rename(self.root.parent / "raw")
        try:
            hits = found(CANARIES, self.root, self.home, self.tmp)
        finally:
            (self.root.parent / "raw").rename(aside)
        for one in done:
            hits += [f"{name}: printed" for name in sorted(in_bytes(one.stdout + one.stderr, CANARIES))]
        return hits


def _with_core_dumps() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def _text(done: subprocess.CompletedProcess[bytes]) -> str:
    return (done.stdout + done.stderr).decode()


def test_a_whole_build_leaves_nothing_and_tells_where_to_look(tmp_path: Path) -> None:
    house = House(tmp_path)
    done = house.build()
    assert done.returncode == 0, _text(done)
    assert house.leaks(done, house.run("-m", "painmap", "plan"), house.run("-m", "painmap", "doctor")) == []
    said = _text(done)
    assert "2025/Обращение ….xlsx (sha256 " in said
    assert "2025/….docx (№ 1 в папке органа)" in said
    journal = json.loads((house.root / "data/processed" / AGENCY / "2025/journal.json").read_bytes())
    by_source = {file["source_id"]: file for file in journal["files"]}
    assert by_source["calls"]["sheets"] == ["… (лист № 1)", "… (лист № 2)"]
    warnings = "\n".join(by_source["register"]["warnings"])
    assert "Графа № 28 с неизвестным названием не описана" in warnings
    assert "Графа «Заметки» не описана" in warnings
    assert "Графа «Отдел»: ячеек с персональными данными 1" in warnings


# --- what goes wrong ------------------------------------------------------------------------------

# Steps that fail as a careless one would: each quotes a raw value.
_FAULTS = {
    "intake/clean.py": """
class _Panic(BaseException):
    "As a library in Rust raises it."

def _broken(frame, context):
    if context.request.format.reader == "xlsx":
        raise _Panic(frame["text"].iloc[-1])
    if context.request.format.reader == "csv":
        frame["person_name"].astype(float)
    return frame

STEPS = (*STEPS, _broken)
""",
    "intake/vk.py": """
_read = read_vk

def read_vk(path, layout):
    raise RuntimeError(f"{path}: {_read(path, layout)[0].rows}")
""",
    "intake/telegram.py": """
_read = read_telegram

def read_telegram(path, layout):
    import ctypes, os
    sheets = _read(path, layout)
    if os.environ.get("CANARY_CRASH"):
        ctypes.string_at(0)
    raise KeyError(sheets[0].rows[1][3])
""",
    "intake/responses.py": """
def _answered(respondents, study, questionnaire, context):
    from painmap.params.models import Source
    Source.model_validate({"id": respondents.astype(str).to_csv(), "files": 5})
""",
    "text/deidentify.py": """
_mask_many = mask_many

def mask_many(texts, entities=None):
    if any("Бобры" in text for text in texts):
        raise ValueError(texts)
    return _mask_many(texts, entities)
""",
}


def _faulty(place: Path) -> str:
    """A copy of the package with faulty steps; returns the folder for PYTHONPATH."""
    package = place / "src" / "painmap"
    shutil.copytree(Path(painmap.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, fault in _FAULTS.items():
        with (package / name).open("a", encoding="utf-8") as stream:
            stream.write(fault)
    return str(package.parent)


def test_steps_that_fail_with_a_raw_value_in_their_message(tmp_path: Path) -> None:
    """In a cleaning step, a reader, masking, pydantic; a panic; a process that breaks down, core dumps on."""
    house = House(tmp_path)
    faulty = _faulty(tmp_path)
    done = house.build(PYTHONPATH=faulty, CANARY_CRASH="1")
    said = _text(done)
    assert done.returncode == 1
    for what in ("ValueError (clean.py:", "_Panic (clean.py:", "RuntimeError (vk.py:", "ValidationError (",
                 "Сбой маскирования персональных данных (ValueError)"):  # fmt: skip
        assert what in said
    assert "Задание прервано" in said, "the process that broke down"
    assert not [path for path in tmp_path.rglob("core*") if path.is_file() and path.suffix == ""]
    log = (house.root / "data/interim/_snakemake.log").read_text(encoding="utf-8")
    assert "Segmentation fault" in log, "what faulthandler says is kept"
    assert house.leaks(done) == []


def test_a_notebook_whose_cell_fails_shows_no_value_even_verbosely(tmp_path: Path) -> None:
    house = House(tmp_path)
    for other in house.raw.iterdir():
        if other.name != REGISTER:
            other.unlink()
    path = house.root / "notebooks" / "10_clean.ipynb"
    notebook = nbformat.read(path, as_version=4)
    next(c for c in notebook.cells if "stages.checked" in c.source).source += "\n%xmode Verbose"
    nbformat.write(notebook, path)
    command = ("-m", "painmap.workflow.jobs", "clean", "--agency", AGENCY)
    done = house.run(*command, PYTHONPATH=_faulty(tmp_path))
    assert "Ячейка блокнота не выполнена" in _text(done)
    executed = house.root / "data/interim" / AGENCY / "clean" / "10_clean.ipynb"
    assert "files.py" in executed.read_text(encoding="utf-8"), "the traceback is there"
    assert house.leaks(done) == []


@pytest.mark.full
def test_broken_raw_files(tmp_path: Path) -> None:
    house = House(tmp_path)
    for name in (CALLS, CHAT, VK):
        content = (house.raw / name).read_bytes()
        (house.raw / name).write_bytes(content[: len(content) * 2 // 3])
    content = (house.raw / REGISTER).read_bytes()
    # A lost quotation mark, rows in another encoding, and the title of a required column replaced by a name.
    content = content.replace("Дата регистрации;".encode("cp1251"), f"{NAME};".encode("cp1251"), 1)
    (house.raw / REGISTER).write_bytes(content + f'"{NAME};{NAME}\r\n'.encode("cp1251") + NAME.encode())
    letters = (house.raw / MAIL).read_bytes().decode().replace("charset=utf-8", "charset=utf-16")
    (house.raw / MAIL).write_bytes(letters.encode("cp1251", errors="replace"))
    answers = (house.raw / SURVEY).read_text(encoding="utf-8-sig").replace("ID,", f"{NAME},", 1)
    (house.raw / SURVEY).write_text(answers, encoding="utf-8-sig")
    done = house.build()
    said = _text(done)
    assert done.returncode == 1
    for what in ("Файл повреждён или обрезан", "Файл JSON повреждён или обрезан", "В файле нет граф: «ID»",
                 "В файле нет граф: «Дата регистрации»"):  # fmt: skip
        assert what in said
    assert house.leaks(done) == []


@pytest.mark.full
def test_a_build_that_is_killed_while_it_masks(tmp_path: Path) -> None:
    house = House(tmp_path)
    command = [sys.executable, "-m", "painmap", "--root", str(house.root), "build", "--period", "2025"]
    process = subprocess.Popen(
        command, cwd=house.root, env=house.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _wait(lambda: (house.root / "data/interim/_cache/texts.sqlite-wal").exists())
    process.send_signal(signal.SIGKILL)
    process.wait()
    _wait(lambda: not _work_in(house.root))
    assert house.leaks() == []


def _work_in(root: Path) -> bool:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cwd").resolve() == root.resolve():
                return True
        except OSError:
            continue
    return False


def _wait(is_so: Callable[[], bool], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


@pytest.mark.full
@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
def test_a_disk_that_fills_up_during_intake(tmp_path: Path) -> None:
    house = House(tmp_path)
    (house.root / "data/interim").mkdir()
    script = (
        'mount -t tmpfs -o size=400k small "$1/data/interim" && '
        '"$2" -m painmap --root "$1" build --period 2025; echo "code $?"; cp -r "$1/data/interim" "$1/kept"'
    )
    command = [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        script,
        "sh",
        str(house.root),
        sys.executable,
    ]
    done = subprocess.run(command, cwd=house.root, env=house.environment(), capture_output=True, check=False)
    assert "code 1" in _text(done)
    assert house.leaks(done) == []
