"""Snakemake as a child process, and what its jobs say while they run."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from painmap.paths import Tree
from painmap.workflow.jobs import EVENT
from painmap.workflow.process import die_with_parent

LOG = "_snakemake.log"
_TOTAL = re.compile(r"(\d+) of (\d+) steps")


@dataclass(frozen=True)
class Event:
    """Something that happened to a job: `started`, `finished`, `failed`; or `steps` with `total`.

    Or what the data of an agency (`name`) tell: `unexpected`, `not_accepted`, with a `message`.
    """

    kind: str
    rule: str = ""
    target: dict[str, str] = field(default_factory=dict)
    name: str = ""
    message: str = ""
    total: int = 0


@contextlib.contextmanager
def snakemake(
    root: Path, cores: int, marks: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """Snakemake in a process group of its own, which does not outlive the build, however that ends."""
    process = _start(root.resolve(), cores, marks, environment)
    try:
        yield process
        process.wait()
    finally:
        if process.poll() is None:
            _stop(process)


def environment(root: Path) -> dict[str, str]:
    """The environment of a build's processes."""
    # Snakemake wants a writable home for its cache.
    home = {"XDG_CACHE_HOME": str(Tree(root.resolve()).cache / "snakemake")}
    return os.environ | {"PYTHONUTF8": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} | home


def _stop(process: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _start(
    root: Path, cores: int, marks: Sequence[str], environment: Mapping[str, str]
) -> subprocess.Popen[str]:
    command = [
        sys.executable, "-m", "snakemake",
        "--snakefile", str(root / "Snakefile"), "--directory", str(root),
        "--config", f"root={root}",
        "--cores", str(cores), "--scheduler", "greedy",
        "--keep-going", "--nolock", "--rerun-incomplete",
        "--rerun-triggers", "params", "input", "code",
        "--", *marks,
    ]  # fmt: skip
    Tree(root).cache.parent.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
        preexec_fn=die_with_parent if sys.platform == "linux" else None,
    )


def events_in(line: str) -> Iterator[Event]:
    """The events in a line of output; jobs and Snakemake share it, and may write into each other's lines."""
    for part in line.split(EVENT)[1:]:
        with contextlib.suppress(ValueError):
            value, _ = json.JSONDecoder().raw_decode(part)
            yield Event(value["event"], value["rule"], value["target"], value["name"], value["message"])
    if match := _TOTAL.match(line):
        yield Event("steps", total=int(match[2]))
