"""Masking of many texts: each distinct one once, in several processes where that pays."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from types import TracebackType

from painmap.errors import PainmapError
from painmap.text.deidentify import Known, Masked, mask_many

# A text and what its row knows of a person.
Asked = tuple[str, Known]

# A process starts and loads its models in some 2 s: 500 texts' worth.
_PAYS_FROM = 1_500
_PIECE = 200
# What was masked is remembered, a mass mailing may be anywhere in a file; some 100 MB.
_MAX_REMEMBERED_CHARS = 16_000_000


class Masker:
    """Masks texts, to be used in a `with` statement; the result does not depend on the number of processes.

    Args:
        cores: How many processes may work.
        expected: How many texts there are going to be, about.
    """

    def __init__(self, cores: int, expected: int) -> None:
        self._processes = cores if cores > 1 and expected >= _PAYS_FROM else 0
        self._pool: ProcessPoolExecutor | None = None
        self._known: dict[Asked, Masked] = {}
        self._chars = 0

    def __enter__(self) -> Masker:
        if self._processes:
            # Several BLAS threads in each of several processes slow everything; read when numpy is imported.
            os.environ.setdefault("OMP_NUM_THREADS", "1")
            # Not fork: threads of the progress bar are running.
            self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _end_with_parent)
            # Ctrl+C reaches the whole group: a process started while it is ignored ignores it.
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            for _ in range(self._processes):
                self._pool.submit(int)
            signal.signal(signal.SIGINT, before)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def masked(self, asked: Sequence[Asked]) -> list[Masked]:
        """One result per text, in order.

        Raises:
            PainmapError: The system ended one of the processes.
        """
        new = [item for item in dict.fromkeys(asked) if item not in self._known]
        found = dict(zip(new, self._work(new), strict=True))
        result = [found.get(item) or self._known[item] for item in asked]
        self._chars += sum(2 * len(text) for text, _ in new)
        if self._chars > _MAX_REMEMBERED_CHARS:
            self._known, self._chars = {}, 0
        else:
            self._known.update(found)
        return result

    def _work(self, asked: list[Asked]) -> list[Masked]:
        if self._pool is None:
            return _mask(tuple(asked))
        try:
            pieces = self._pool.map(
                _mask, [tuple(asked[at : at + _PIECE]) for at in range(0, len(asked), _PIECE)]
            )
            return [item for piece in pieces for item in piece]
        except BrokenProcessPool:
            error = PainmapError(
                "Система остановила один из процессов маскирования (обычно не хватает памяти)",
                remedy="повторите команду с --cores 1 или разделите файл",
            )
        raise error


def _mask(asked: tuple[Asked, ...]) -> list[Masked]:
    return mask_many([text for text, _ in asked], [known for _, known in asked])


def _end_with_parent() -> None:
    """In a new process: a killed parent takes it along; else it would wait for work for ever."""

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
