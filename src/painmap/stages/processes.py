"""Work on many texts in several processes, where that pays."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from types import TracebackType
from typing import Self, TypeVar

from painmap.errors import PainmapError

Item = TypeVar("Item")
Result = TypeVar("Result")


class Processes:
    """Processes to be used in a `with` statement; with none, the work is done here.

    Args:
        count: How many processes; 0: none.
        start: What a new process does first, of a module that it can import.
        work: What they do, for the message of a broken one: «процессов маскирования».
    """

    def __init__(self, count: int, start: Callable[[], object], work: str) -> None:
        self._count, self._start, self._work = count, start, work
        self._pool: ProcessPoolExecutor | None = None

    @property
    def is_parallel(self) -> bool:
        """Whether other processes work."""
        return self._pool is not None

    def __enter__(self) -> Self:
        if self._count:
            # Several BLAS threads in each of several processes slow everything; read when numpy is imported.
            os.environ.setdefault("OMP_NUM_THREADS", "1")
            # Not fork: threads of the progress bar are running.
            self._pool = ProcessPoolExecutor(self._count, get_context("spawn"), _begin, (self._start,))
            # Ctrl+C reaches the whole group: a process started while it is ignored ignores it.
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            for _ in range(self._count):
                self._pool.submit(int)
            signal.signal(signal.SIGINT, before)
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


def _begin(start: Callable[[], object]) -> None:
    """In a new process: a killed parent takes it along; else it would wait for work for ever."""

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
    start()
