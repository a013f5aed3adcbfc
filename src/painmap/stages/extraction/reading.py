"""Texts of any origin masked and read for mentions, each distinct one once, in processes if that pays."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context, parent_process
from types import TracebackType

from painmap.errors import PainmapError
from painmap.params.defaults import mention_vocabulary
from painmap.params.models import Vocabulary
from painmap.text.deidentify import Masked, mask_many
from painmap.text.language import annotate
from painmap.text.mentions import Mention, find_mentions
from painmap.text.view import View, plain_view

# A process starts and loads its models in 1.5 s: 300 texts' worth.
_PAYS_FROM = 600
_PIECE = 100
_PLACEHOLDER = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one text.

    Attributes:
        text: It without markup, masked.
        mentions: With offsets into `text`.
        places: Start and end of each mention in the text as given.
    """

    text: str
    mentions: tuple[Mention, ...]
    places: tuple[tuple[int, int], ...]


class Reader:
    """Reads texts, to be used in a `with` statement; the result does not depend on the number of processes.

    Args:
        cores: How many processes may work.
        expected: How many texts there are going to be, about.
    """

    def __init__(self, cores: int, expected: int) -> None:
        self._processes = cores if cores > 1 and expected >= _PAYS_FROM else 0
        self._pool: ProcessPoolExecutor | None = None
        self._known: dict[bytes, Read] = {}

    @property
    def is_parallel(self) -> bool:
        """Whether other processes read."""
        return self._pool is not None

    def __enter__(self) -> Reader:
        if self._processes:
            # Several BLAS threads in each of several processes slow everything; read when numpy is imported.
            os.environ.setdefault("OMP_NUM_THREADS", "1")
            # Not fork: threads of the progress bar are running.
            self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _start)
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

    def read(self, texts: Sequence[str]) -> list[Read]:
        """One result per text, in order.

        Raises:
            PainmapError: The system ended one of the processes.
        """
        keys = [
            hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest() for text in texts
        ]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        self._known.update(zip(new, self._work(list(new.values())), strict=True))
        return [self._known[key] for key in keys]

    def _work(self, texts: list[str]) -> Iterable[Read]:
        pieces = [texts[at : at + _PIECE] for at in range(0, len(texts), _PIECE)]
        if self._pool is None:
            return [item for piece in pieces for item in read(piece)]
        try:
            return [item for found in self._pool.map(read, pieces) for item in found]
        except BrokenProcessPool:
            error = PainmapError(
                "Система остановила один из рабочих процессов (обычно не хватает памяти)",
                remedy="повторите команду с --cores 1 или разделите файл",
            )
        raise error


def read(texts: Sequence[str]) -> list[Read]:
    """Mask the texts, take their markup away, find their mentions."""
    views = [_shown(text, masked) for text, masked in zip(texts, mask_many(texts), strict=True)]
    found = find_mentions([view.text for view in views], _vocabulary())
    return [
        Read(view.text, tuple(mentions), tuple(view.origin(m.start, m.end) for m in mentions))
        for view, mentions in zip(views, found, strict=True)
    ]


def _shown(text: str, masked: Masked) -> View:
    """The masked text without its markup, with the origin of each character in the text as given."""
    return plain_view(View.of(text).replaced(_placeholders(masked)))


def _placeholders(masked: Masked) -> Iterator[tuple[int, int, str]]:
    """Each masked span with what stands for it; between them the text is as it was."""
    shift = 0
    for start, end, _ in masked.spans:
        label = _PLACEHOLDER.match(masked.text, start + shift)
        assert label is not None
        shift += len(label[0]) - (end - start)
        yield start, end, label[0]


@cache
def _vocabulary() -> Vocabulary:
    return mention_vocabulary()


def _start() -> None:
    """In a new process: load the models; a killed parent takes it along, else it would wait for ever."""

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
    annotate(["Иван Петров не дозвонился."], ("morph", "syntax", "ner"))
    _vocabulary()
