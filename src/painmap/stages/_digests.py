"""Digests of large raw files, kept between runs: a gigabyte takes a second to hash, in each process."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Any

from painmap.errors import PainmapError
from painmap.stages.store import read_json, sha256, write_json

# Smaller files are hashed at once.
LARGE = 8_000_000
# A file changed so shortly before the digests were written may have changed again within the same tick of
# the disk's clock: it is hashed anew.
_TICK = 1_000_000_000


class Digests:
    """sha256 of files as they were when last hashed, in a JSON file; names do not stand in it, only marks.

    A digest counts while size, inode, and times of the last change of content and of name or rights are the
    same: nobody can set the last of them back.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        known = read_json(path)
        self._known: dict[str, Any] = known if isinstance(known, dict) else {}
        self._written = path.stat().st_mtime_ns if self._known else 0
        self._new: dict[str, Any] = {}

    def of(self, path: Path, mark: str) -> str:
        """Hex digest of the file's bytes; `mark` stands for its name."""
        before = path.stat()
        if before.st_size < LARGE:
            return sha256(path)
        seen = _seen(before)
        entry = self._known.get(mark)
        is_sure = before.st_ctime_ns + _TICK < self._written
        if is_sure and isinstance(entry, dict) and entry.get("seen") == seen and entry.get("sha256"):
            return str(entry["sha256"])
        digest = sha256(path)
        if _seen(path.stat()) == seen:
            self._new[mark] = {"seen": seen, "sha256": digest}
        return digest

    def save(self) -> None:
        """Write what was hashed; without them the next run only takes longer."""
        if self._new:
            with contextlib.suppress(PainmapError, OSError):
                write_json(self._path, {**self._known, **self._new})


def _seen(state: os.stat_result) -> str:
    """The state of a file as one digest: in its own long numbers the privacy gate would see bank cards."""
    numbers = (state.st_size, state.st_ino, state.st_mtime_ns, state.st_ctime_ns)
    return hashlib.sha256(repr(numbers).encode()).hexdigest()
