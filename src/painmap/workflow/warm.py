"""The warm process of a build: it imports everything once; jobs and kernels are forks of it.

A job spends 1–4 s on imports and models, as long as on its work: a demo build has 75 jobs and 46 kernels.
Linux only: elsewhere forking after such imports is not safe, and each job starts from nothing.

`stand_in` is the other side: one connection per fork carries the request (command, folder, environment and
the three standard streams) one way and the exit code back. The fork ends when the connection does.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from painmap import stages
from painmap.workflow import stand_in
from painmap.workflow.process import die_with_parent

# What jobs (first line) and kernels (second) import beside painmap's own rooms.
_IMPORTS = (
    "papermill", "nbclient", "weasyprint",
    "ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer", "matplotlib_inline.backend_inline",
)  # fmt: skip
# What stands before «MODULE ARGUMENTS» on a command line. Windows has no exec: the caller would not wait.
STAND_IN = (
    (sys.executable, "-m") if sys.platform == "win32" else (sys.executable, "-I", "-S", stand_in.__file__)
)
_BACKLOG = 128


@contextlib.contextmanager
def warm_process(environment: dict[str, str], root: Path, *, with_language: bool) -> Iterator[dict[str, str]]:
    """A warm process for the length of the context; yields the environment in which jobs find it.

    Args:
        environment: Of the warm process and of the jobs.
        root: Of the project whose parameters they will read.
        with_language: Whether the language models are wanted as well (1 s, 300 MB).
    """
    if sys.platform != "linux":
        yield environment
        return
    with tempfile.TemporaryDirectory(prefix="painmap-") as private:
        listener = _listener(Path(private) / "warm")
        if listener is None:
            yield environment
            return
        process = _start(listener, environment, root, with_language)
        # The only open end is the child's: if it fails, jobs are refused and start from nothing.
        address = listener.getsockname()
        listener.close()
        try:
            yield environment | {stand_in.ADDRESS: address}
        finally:
            process.kill()
            process.wait()


def _listener(path: Path) -> socket.socket | None:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
    except OSError:  # a temporary folder with a path of more than 107 bytes
        listener.close()
        return None
    listener.listen(_BACKLOG)
    return listener


def _start(
    listener: socket.socket, environment: dict[str, str], root: Path, with_language: bool
) -> subprocess.Popen[bytes]:
    options = [str(listener.fileno()), str(root), "language" * with_language]
    command = [sys.executable, "-P", "-m", __name__, *options]
    return subprocess.Popen(
        command,
        # Kernels had a fixed hash seed of their own; a fork cannot change it any more.
        env={"PYTHONHASHSEED": "0"} | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(listener.fileno(),),
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def main(arguments: list[str]) -> None:
    """Import everything, then fork for each connection."""
    listener = socket.socket(fileno=int(arguments[0]))
    preload(Path(arguments[1]), with_language=arguments[2] == "language")
    # Nobody waits for the forks: the kernel of the system buries them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    while True:
        link, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _become(link)
        link.close()


def preload(root: Path, *, with_language: bool) -> None:
    """Import and read what jobs and kernels will want; threads must not be started here."""
    from painmap.workflow.notebook import nbformat_module

    nbformat_module()
    for name in ("painmap.workflow.jobs", *_IMPORTS):
        importlib.import_module(name)
    stages.preload(root, with_language=with_language)


def _become(link: socket.socket) -> None:
    """Be the process that was asked for; does not return."""
    code = 1
    try:
        command = _request(link)
        threading.Thread(target=_end_with, args=(link,), daemon=True).start()
        code = _run(command)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:  # the boundary of a process: its exit code is all that is left to say
        sys.excepthook(*sys.exc_info())
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    with contextlib.suppress(OSError):
        link.send(bytes([code & 0xFF]))
    os._exit(code)


def _request(link: socket.socket) -> list[str]:
    """Take over streams, folder and environment of the other side; returns its command."""
    head, (*streams, folder), _, _ = socket.recv_fds(link, 4, 4)
    body = b""
    while len(body) < int.from_bytes(head, "big"):
        part = link.recv(1 << 16)
        if not part:
            raise SystemExit(1)
        body += part
    request = json.loads(body)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.fchdir(folder)
    os.close(folder)
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    command: list[str] = request["command"]
    return command


def _end_with(link: socket.socket) -> None:
    link.recv(1)
    os.kill(os.getpid(), signal.SIGKILL)


def _run(command: list[str]) -> int:
    module, *arguments = command
    sys.argv = command
    return _ENTRIES[module](arguments)


def _job(arguments: list[str]) -> int:
    from painmap.workflow.jobs import main as run_job

    return run_job(arguments)


def _kernel(arguments: list[str]) -> int:
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance(arguments)
    return 0


_ENTRIES: dict[str, Callable[[list[str]], int]] = {
    "painmap.workflow.jobs": _job,
    "ipykernel_launcher": _kernel,
}


if __name__ == "__main__":
    main(sys.argv[1:])
