"""The cache of text work: per text, keyed by HMAC, bounded, safe for concurrent workers.

A value holds offsets and masked results only. A key never lets anyone check a guess of the raw text
without the agency's secret, as a plain hash would.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from painmap import collector

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    key BLOB PRIMARY KEY, value TEXT NOT NULL, generation INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (generation INTEGER NOT NULL);
"""
_BATCH = 500
# Seconds to wait for other workers, and between two attempts.
_PATIENCE = 60
_PAUSE = 0.02


class TextCache:
    """Results of one kind of work on texts.

    Args:
        folder: Where the cache lies; made if absent.
        secret: Key of the HMAC.
        work: Name and version of the work: another version finds nothing of the former one.
        megabytes: Upper bound of the file; the entries unused for longest go first.
    """

    def __init__(self, folder: Path, secret: bytes, work: str, megabytes: int) -> None:
        self._path = folder / "texts.sqlite"
        self._secret = secret
        self._work = work
        self._limit = megabytes * 1024 * 1024

    def map(self, inputs: Sequence[Any], function: Callable[[list[int]], Sequence[Any]]) -> list[Any]:
        """The result of each input, computed only where the cache has none.

        Args:
            inputs: JSON-able inputs, one per text, each all that the result depends on.
            function: Gets the positions to compute, returns their JSON-able results in that order.
        """
        keys = [self._key(item) for item in inputs]
        found = self._read(keys)
        missing: dict[bytes, int] = {}
        for position, key in enumerate(keys):
            if key not in found:
                missing.setdefault(key, position)
        if missing:
            results = function(list(missing.values()))
            fresh = dict(zip(missing, results, strict=True))
            self._write(fresh)
            found.update(fresh)
        return [found[key] for key in keys]

    def _key(self, item: Any) -> bytes:
        text = json.dumps([self._work, item], ensure_ascii=False, sort_keys=True)
        # Half of a surrogate pair, as a file may hold it, has no UTF-8.
        return hmac.digest(self._secret, text.encode(errors="surrogatepass"), "sha256")

    def _read(self, keys: list[bytes]) -> dict[bytes, Any]:
        distinct = sorted(set(keys))
        found: dict[bytes, Any] = {}
        used: list[tuple[int, bytes]] = []
        # A million lists of offsets are no cycles.
        with collector.resting(), self._open() as connection:
            generation = connection.execute("SELECT max(generation) FROM state").fetchone()[0] or 0
            for start in range(0, len(distinct), _BATCH):
                batch = distinct[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                query = f"SELECT key, value, generation FROM entries WHERE key IN ({marks})"
                for key, value, last in connection.execute(query, batch):
                    found[key] = json.loads(value)
                    if last != generation:
                        used.append((generation, key))
            # Only what was not used since the last writing: a write costs as much as three reads.
            connection.executemany("UPDATE entries SET generation = ? WHERE key = ?", used)
        return found

    def _write(self, fresh: dict[bytes, Any]) -> None:
        with self._open() as connection:
            connection.execute("INSERT INTO state SELECT coalesce(max(generation), 0) + 1 FROM state")
            generation = connection.execute("SELECT max(generation) FROM state").fetchone()[0]
            rows = [(key, json.dumps(value, ensure_ascii=False), generation) for key, value in fresh.items()]
            connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", rows)
            self._shrink(connection)

    def _shrink(self, connection: sqlite3.Connection) -> None:
        size = connection.execute(
            "SELECT (page_count - freelist_count) * page_size "
            "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
        ).fetchone()[0]
        if size <= self._limit:
            return
        count = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
        surplus = count - int(count * 0.8 * self._limit / size)
        connection.execute(
            "DELETE FROM entries WHERE key IN (SELECT key FROM entries ORDER BY generation, key LIMIT ?)",
            (surplus,),
        )

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = self._connect()
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        try:
            return self._prepared()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            # A cache cut short by a power failure costs time, not data.
            self._path.unlink(missing_ok=True)
            return self._prepared()

    def _prepared(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level="IMMEDIATE")
        try:
            # SQLite does not wait for others where it changes the journal's mode or finds a newer schema.
            until = time.monotonic() + _PATIENCE
            while not _is_set_up(connection):
                if time.monotonic() > until:
                    raise sqlite3.OperationalError("database is locked")
                time.sleep(_PAUSE)
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection


def _is_set_up(connection: sqlite3.Connection) -> bool:
    """Set mode and tables up; False if another worker was at it."""
    try:
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
