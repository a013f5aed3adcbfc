"""Reading and writing under `data/`: whole files or nothing, the same bytes for the same content."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import pandas as pd

from painmap.errors import PainmapError, printable
from painmap.schema import Table

if sys.platform != "win32":
    import fcntl


DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PRIVATE = ".painmap"


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `path` only when it is whole and on the disk.

    Whatever happens before (full disk, kill, exception), the old file stays intact to the byte.

    Raises:
        PainmapError: The disk is full or the folder is not writable.
    """
    with replacing_all([path]) as (stream,):
        yield stream


@contextlib.contextmanager
def replacing_all(paths: Sequence[Path], *, is_private: bool = False) -> Iterator[list[IO[bytes]]]:
    """Binary files that take the places of `paths` only when all of them are whole and on the disk.

    Args:
        paths: Where to; missing folders are made, and taken away again if nothing is written.
        is_private: A new file is its owner's only, an old one keeps its mode; what killed processes left
            in the folder is removed.

    Raises:
        PainmapError: The disk is full or a folder is not writable.
    """
    folders = [p for path in paths for p in path.absolute().parents if not p.exists()]
    current, is_open, is_done = paths[0], False, False
    temporary: list[Path] = []
    # Of the locks: they last until the files have their names, which Windows gives to closed ones only.
    held: list[int] = []
    try:
        with contextlib.ExitStack() as opened:
            streams: list[IO[bytes]] = []
            for current in paths:
                if current.is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(current))
                current.parent.mkdir(parents=True, exist_ok=True)
                if is_private:
                    _remove_stale(current.parent)
                handle = _made(current, _PRIVATE * is_private)
                temporary.append(Path(handle.name))
                if sys.platform != "win32":
                    held.append(os.dup(handle.fileno()))
                streams.append(opened.enter_context(handle))
            current, is_open = paths[0], True
            yield streams
            for path, stream in zip(paths, streams, strict=True):
                current = path
                stream.flush()
                os.fsync(stream.fileno())
        for current, written in zip(paths, temporary, strict=True):
            is_kept = is_private and current.exists()
            written.chmod(stat.S_IMODE(current.stat().st_mode) if is_kept else 0o600 if is_private else 0o644)
        for current, written in zip(paths, temporary, strict=True):
            written.replace(current)
        is_done = True
    except OSError as error:
        is_place = is_private and not is_open
        if is_place or error.errno in (*DISK_FULL, errno.EACCES, errno.EROFS):
            raise disk_error(error, current) from error
        raise
    finally:
        for path in temporary:
            path.unlink(missing_ok=True)
        for lock in held:
            os.close(lock)
        # The deepest first; one that somebody has filled meanwhile stays.
        for folder in [] if is_done else sorted(folders, key=lambda p: -len(p.parts)):
            with contextlib.suppress(OSError):
                folder.rmdir()


def _made(path: Path, suffix: str) -> IO[bytes]:
    """A new file beside `path`, locked; made again if another process took it for stale before the lock."""
    while True:
        handle = tempfile.NamedTemporaryFile(  # noqa: SIM115
            dir=path.parent, prefix=f".{path.name}.", suffix=suffix, delete=False
        )
        _lock(handle, is_patient=True)
        if Path(handle.name).exists():
            return handle
        handle.close()


def _remove_stale(folder: Path) -> None:
    """Remove what killed processes left in the folder: nobody holds a lock on it."""
    for left in folder.glob(f".*.????????{_PRIVATE}"):
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                left.unlink()  # fails while a process has it open
            else:
                with left.open("rb") as stream:
                    if _lock(stream):
                        left.unlink()


def _lock(stream: IO[bytes], *, is_patient: bool = False) -> bool:
    """Lock a file until it is closed or its process ends; False if another process has it, or no disk can."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX if is_patient else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def disk_error(error: OSError, path: Path) -> PainmapError:
    """The message for a disk that is full, or a place that cannot be read or written."""
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return PainmapError(
            "Нет права чтения или записи", where=str(path), remedy="откройте доступ к папке и файлу"
        )
    if error.errno == errno.ENAMETOOLONG:
        return PainmapError("Имя файла слишком длинное", where=printable(path), remedy="укажите имя короче")
    if error.errno not in DISK_FULL:
        return PainmapError(
            "Файл не открывается: это папка, или пути к нему нет", where=str(path), remedy="проверьте путь"
        )
    return PainmapError(
        "На диске нет места, файл не записан; прежний файл не изменён",
        where=str(path),
        remedy="освободите место и повторите команду",
    )


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` atomically."""
    with replacing(path) as stream:
        stream.write(content)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as UTF-8 JSON, atomically; the order of keys stays: it is that of tables in a report."""
    write_bytes(path, json_bytes(value))


def json_bytes(value: Any) -> bytes:
    """`value` as UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode() + b"\n"


def read_json(path: Path) -> Any:
    """The JSON value of `path`; None where there is no file or it was cut short."""
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def write_table(path: Path, table: Table, frame: pd.DataFrame) -> None:
    """Write the columns of `table` as parquet, rows in the order of the key, atomically."""
    conformed = table.conform(frame)
    # A sorted copy of a million letters is one copy too many.
    if table.key and not (len(table.key) == 1 and conformed[table.key[0]].is_monotonic_increasing):
        conformed = conformed.sort_values(list(table.key), kind="stable", ignore_index=True)
    with replacing(path) as stream:
        conformed.to_parquet(stream, index=False, compression="zstd")


def read_table(path: Path, table: Table) -> pd.DataFrame:
    """The parquet file as a frame of `table`; empty where there is no file."""
    if not path.exists():
        return table.empty()
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError):
        raise PainmapError(
            "Файл повреждён", where=str(path), remedy="удалите его и повторите «painmap build»"
        ) from None
    return table.conform(frame)


def read_tables(paths: list[Path], table: Table) -> pd.DataFrame:
    """Several parquet files of one table below each other."""
    frames = [frame for frame in (read_table(path, table) for path in paths) if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else table.empty()


def sha256(path: Path) -> str:
    """Hex digest of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
