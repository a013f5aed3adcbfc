from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from painmap.errors import PainmapError
from painmap.workflow.lock import build_lock

_HOLDER = (
    "import sys, time; from pathlib import Path; from painmap.workflow.lock import build_lock\n"
    "with build_lock(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()\n"
)


def _holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_build_says_who_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "a" / "lock"
    path.parent.mkdir()
    holder = _holder(path)
    try:
        with pytest.raises(PainmapError, match=f"процесс {holder.pid}"), build_lock(path):
            pass
    finally:
        holder.communicate("")
    with build_lock(path):
        pass


def test_a_killed_build_leaves_no_lock(tmp_path: Path) -> None:
    holder = _holder(tmp_path / "lock")
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with build_lock(tmp_path / "lock"):
        pass
