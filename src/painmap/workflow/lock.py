"""One build at a time in one tree: a lock that dies with its process."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from painmap.errors import PainmapError


@contextlib.contextmanager
def build_lock(path: Path) -> Iterator[None]:
    """Hold the lock file `path`; it holds the number of the process and is released even by a kill.

    Raises:
        PainmapError: Another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as stream:
        try:
            _lock(stream)
        except OSError:
            stream.seek(0)
            raise PainmapError(
                f"Сборка уже идёт (процесс {stream.read().strip() or 'не определён'})",
                where=str(path),
                remedy="дождитесь её окончания и повторите команду",
            ) from None
        stream.truncate(0)
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: IO[str]) -> None:
        # A byte far behind the text: Windows locks are mandatory, the number must stay readable.
        stream.seek(1 << 20)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        stream.seek(0)

else:
    import fcntl

    def _lock(stream: IO[str]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
