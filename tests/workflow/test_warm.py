"""The warm process: the same work as from nothing, and nothing outlives who asked for it."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from painmap.workflow.engine import environment, events_in
from painmap.workflow.stand_in import ADDRESS
from painmap.workflow.warm import STAND_IN, warm_process
from tests.workflow.test_notebook import execute_small, small_tree

JOB = ("painmap.workflow.jobs", "clean", "--agency", "net-takogo")


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    root = tmp_path_factory.mktemp("root")
    with warm_process(environment(root), root, with_language=False) as found:
        yield found


def _forks() -> list[int]:
    """Processes whose parent is a warm process of this one."""
    me = os.getpid()
    own = Path(f"/proc/{me}/task/{me}/children").read_text(encoding="ascii").split()
    parents = [pid for pid in own if b"painmap.workflow.warm" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    lists = [Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii") for pid in parents]
    return [int(pid) for words in lists for pid in words.split()]


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)


def _job(env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "params" / "agencies").mkdir(parents=True, exist_ok=True)
    return subprocess.run([*STAND_IN, *JOB], cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_a_fork_does_and_says_what_a_process_of_its_own_does(warm: dict[str, str], tmp_path: Path) -> None:
    assert ADDRESS in warm
    forked = _job(warm, tmp_path)
    alone = _job({k: v for k, v in warm.items() if k != ADDRESS}, tmp_path)
    assert (forked.returncode, forked.stdout, forked.stderr) == (alone.returncode, alone.stdout, alone.stderr)
    assert forked.returncode == 1
    assert [e.kind for line in forked.stdout.splitlines() for e in events_in(line)] == ["failed"]
    assert "net-takogo" in forked.stdout


def test_a_kernel_is_a_fork_with_the_environment_and_folder_of_its_notebook(
    warm: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ADDRESS, warm[ADDRESS])
    monkeypatch.setenv("PAINMAP_TEST_WORD", "слово")
    look = (
        "import json, os, pathlib\n"
        "parent = pathlib.Path(f'/proc/{os.getppid()}/cmdline').read_text()\n"
        "print(json.dumps(['painmap.workflow.warm' in parent, os.environ['PAINMAP_TEST_WORD'], os.getcwd()]))"
    )
    executed = nbformat.read(execute_small(small_tree(tmp_path, look)), as_version=4)
    seen = json.loads(executed.cells[-1].outputs[0].text)
    assert seen == [True, "слово", str(tmp_path / "notebooks")]
    _wait(lambda: not _forks())


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_a_fork_ends_with_its_stand_in(warm: dict[str, str], tmp_path: Path, sign: signal.Signals) -> None:
    process = _kernel(warm, tmp_path)
    process.send_signal(sign)
    process.wait(timeout=30)
    _wait(lambda: not _forks())


def test_a_fork_ends_with_whoever_started_its_stand_in(warm: dict[str, str], tmp_path: Path) -> None:
    script = "import subprocess, sys; subprocess.Popen(sys.argv[1:]).wait()"
    command = [sys.executable, "-c", script, *STAND_IN, "ipykernel_launcher"]
    process = subprocess.Popen(command, cwd=tmp_path, env=_private(warm, tmp_path), stderr=subprocess.DEVNULL)
    _wait(lambda: bool(_forks()))
    process.kill()
    process.wait(timeout=30)
    _wait(lambda: not _forks())


def test_a_killed_fork_is_a_failure_of_its_stand_in(warm: dict[str, str], tmp_path: Path) -> None:
    process = _kernel(warm, tmp_path)
    os.kill(_forks()[0], signal.SIGKILL)
    assert process.wait(timeout=30) == 137


def test_a_fork_killed_before_it_read_its_request_is_one_too(tmp_path: Path) -> None:
    """Its socket is closed with unread bytes, which the other side sees as a reset connection."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        env = environment(tmp_path) | {ADDRESS: str(tmp_path / "s")}
        process = subprocess.Popen([*STAND_IN, *JOB], cwd=tmp_path, env=env, stderr=subprocess.DEVNULL)
        link, _ = listener.accept()
        _wait(lambda: bool(select.select([link], [], [], 0)[0]))
        link.close()
        assert process.wait(timeout=30) == 137


def test_without_a_warm_process_the_work_is_done_all_the_same(tmp_path: Path) -> None:
    with warm_process(environment(tmp_path), tmp_path, with_language=False) as found:
        pass
    assert ADDRESS in found, "it is named but gone"
    assert "net-takogo" in _job(found, tmp_path).stdout


def test_a_temporary_folder_too_deep_for_a_socket_does_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with warm_process({"A": "1"}, tmp_path, with_language=False) as found:
        assert found == {"A": "1"}
    executed = nbformat.read(execute_small(small_tree(tmp_path, "print(6 * 7)")), as_version=4)
    assert executed.cells[-1].outputs[0].text == "42\n"


def _private(env: dict[str, str], folder: Path) -> dict[str, str]:
    return env | {"JUPYTER_RUNTIME_DIR": str(folder), "IPYTHONDIR": str(folder)}


def _kernel(env: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
    command = [*STAND_IN, "ipykernel_launcher"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=_private(env, folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # The fork changes its folder once it has read its request. One that dies before that may refuse the
    # request itself, and then the stand-in starts the kernel from nothing, as it should.
    _wait(lambda: [_folder(pid) for pid in _forks()] == [folder])
    return process


def _folder(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except FileNotFoundError:
        return None
