"""Work on many texts in several processes, where that pays."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver, get_all_start_methods, get_context, parent_process
from types import TracebackType
from typing import Self, TypeVar

from painmap.errors import PainmapError

# Not fork: threads of the progress bar are running. A server that has none loads the models once and is
# forked for each process, which shares them; Windows has none and starts each from nothing.
_METHOD = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
_LOADED = "painmap.stages.loaded"
# Python's own is 700.
_ALLOCATED = 100_000

Item = TypeVar("Item")
Result = TypeVar("Result")


class Processes:
    """Processes to be used in a `with` statement; with none, the work is done here.

    Args:
        count: How many processes; 0: none.
        work: What they do, for the message of a broken one: «процессов маскирования».
    """

    def __init__(self, count: int, work: str) -> None:
        self._count, self._work = count, work
        self._pool: ProcessPoolExecutor | None = None

    @property
    def is_parallel(self) -> bool:
        """Whether other processes work."""
        return self._pool is not None

    def __enter__(self) -> Self:
        if self._count:
            prepare()
            self._pool = ProcessPoolExecutor(self._count, get_context(_METHOD), _begin)
            with _uninterrupted():
                for _ in range(self._count):
                    self._pool.submit(int)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(
        self, function: Callable[[list[Item]], list[Result]], items: Sequence[Item], piece: int
    ) -> list[Result]:
        """One result per item, in order; `function` gets at most `piece` items at once in other processes.

        Raises:
            PainmapError: The system ended one of the processes.
        """
        if self._pool is None:
            return function(list(items))
        pieces = [list(items[at : at + piece]) for at in range(0, len(items), piece)]
        try:
            return [result for found in self._pool.map(function, pieces) for result in found]
        except BrokenProcessPool:
            error = PainmapError(
                f"Система остановила один из {self._work} (обычно не хватает памяти)",
                remedy="повторите команду с --cores 1 или разделите файл",
            )
        raise error


def prepare() -> None:
    """Begin to load the models in another process; to be called early, since it returns at once."""
    # Several BLAS threads in each of several processes slow everything; read when numpy is imported.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if _METHOD == "forkserver":
        forkserver.set_forkserver_preload([_LOADED])
        with _uninterrupted():
            forkserver.ensure_running()


def collect_seldom() -> None:
    """Look for cyclic garbage seldom, and never among what there is by now: for processes that end soon.

    Texts, words and mentions hold no cycles: looking at them took a sixth of the time of reading.
    """
    gc.freeze()
    gc.set_threshold(_ALLOCATED, *gc.get_threshold()[1:])


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl+C reaches the whole group: a process started while it is ignored ignores it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _begin() -> None:
    """In a new process: a killed parent takes it along; else it would wait for work for ever."""

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
    importlib.import_module(_LOADED)
