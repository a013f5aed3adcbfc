"""Whole files or nothing, on a disk that is really full."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from painmap.stages.store import read_json, replacing, replacing_all, write_bytes, write_json

# A disk of 64 KiB in a mount namespace of its own, with an old file and a new one that does not fit.
_ON_A_SMALL_DISK = """
import sys
from pathlib import Path
from painmap.errors import PainmapError
from painmap.stages.store import write_bytes
folder = Path(sys.argv[1])
write_bytes(folder / "report.html", b"old" * 100)
try:
    write_bytes(folder / "report.html", b"x" * 1_000_000)
except PainmapError as error:
    print(error)
print((folder / "report.html").read_bytes() == b"old" * 100, sorted(p.name for p in folder.iterdir()))
"""


def on_small_disk(script: str, folder: Path, kilobytes: int = 64) -> str:
    """What `script` prints with `folder` on a disk of that size."""
    mount = f'mount -t tmpfs -o size={kilobytes}k small "$1" && exec "$2" -c "$3" "$1"'
    command = [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        mount,
        "sh",
        str(folder),
        sys.executable,
        script,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_full_disk_leaves_the_old_file_intact(tmp_path: Path) -> None:
    printed = on_small_disk(_ON_A_SMALL_DISK, tmp_path)
    assert "На диске нет места" in printed
    assert "True ['report.html']" in printed, "the old file must stay, and nothing beside it"


def test_a_kill_in_the_middle_of_a_write_leaves_the_old_file_intact(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_bytes(path, b"old")
    script = (
        "import os, signal, sys; from pathlib import Path; from painmap.stages.store import replacing\n"
        "with replacing(Path(sys.argv[1])) as stream:\n"
        "    stream.write(b'half'); stream.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -9
    assert path.read_bytes() == b"old"


def test_an_exception_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "a") as stream:
        stream.write(bytes(1 // 0))
    assert list(tmp_path.iterdir()) == []


def test_several_files_are_written_or_none(tmp_path: Path) -> None:
    """The second does not fit on the disk."""
    script = """
import sys
from contextlib import suppress
from pathlib import Path
from painmap.errors import PainmapError
from painmap.stages.store import replacing_all
folder = Path(sys.argv[1])
(folder / "a").write_bytes(b"old")
try:
    with replacing_all([folder / "a", folder / "b"]) as (a, b), suppress(OSError):
        a.write(b"new")
        a.flush()
        b.write(b"new")
        with open(folder / "c", "wb", buffering=0) as rest:
            while rest.write(bytes(4096)):
                pass
except PainmapError as error:
    print(error)
print((folder / "a").read_bytes(), sorted(p.name for p in folder.iterdir()))
"""
    printed = on_small_disk(script, tmp_path)
    assert "На диске нет места" in printed
    assert "b'old' ['a', 'c']" in printed


def test_what_a_killed_process_left_is_removed_but_nothing_of_a_living_one(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from painmap.stages.store import replacing_all\n"
        "with replacing_all([Path(sys.argv[1])], is_private=True) as (stream,):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = tmp_path / "out.csv"
    for killed in (path, tmp_path / "other[1].csv"):
        subprocess.run([sys.executable, "-c", script, str(killed)], check=False)
    (tmp_path / ".out.csv.old_copy").write_bytes(b"")
    assert len(list(tmp_path.iterdir())) == 2, "the second run took away what the first had left"
    with replacing_all([path], is_private=True) as (one,):
        one.write(b"one")
        with replacing_all([path], is_private=True) as (two,):
            two.write(b"two")
        assert path.read_bytes() == b"two"
    assert path.read_bytes() == b"one"
    assert sorted(p.name for p in tmp_path.iterdir()) == [".out.csv.old_copy", "out.csv"]


def test_many_processes_write_into_one_folder(tmp_path: Path) -> None:
    """Each clears the folder while the others make their files."""
    script = (
        "import sys; from pathlib import Path; from painmap.stages.store import replacing_all\n"
        "for i in range(300):\n"
        "    with replacing_all([Path(sys.argv[1]) / f'{sys.argv[2]}-{i}'], is_private=True) as (stream,):\n"
        "        stream.write(b'whole')\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    processes = [subprocess.Popen([*command, str(n)], stderr=subprocess.PIPE) for n in range(3)]
    assert [(p.communicate()[1], p.returncode) for p in processes] == [(b"", 0)] * 3
    assert {p.read_bytes() for p in tmp_path.iterdir()} == {b"whole"}
    assert len(list(tmp_path.iterdir())) == 900


def test_folders_made_for_nothing_are_taken_away(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "a" / "b" / "c") as stream:
        stream.write(bytes(1 // 0))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_may_only_be_read_is_said(tmp_path: Path) -> None:
    script = """
import subprocess, sys
from pathlib import Path
from painmap.errors import PainmapError
from painmap.stages.store import write_bytes
subprocess.run(["mount", "-o", "remount,ro", sys.argv[1]], check=True)
try:
    write_bytes(Path(sys.argv[1]) / "a", b"x")
except PainmapError as error:
    print(error)
"""
    assert "Нет права чтения или записи" in on_small_disk(script, tmp_path)


def test_json_cut_short_reads_as_nothing(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"б": 1})
    whole = (tmp_path / "a.json").read_bytes()
    (tmp_path / "a.json").write_bytes(whole[:-4])
    assert read_json(tmp_path / "a.json") is None
    assert read_json(tmp_path / "none.json") is None
