"""Reading and writing under `data/`: whole files or nothing, the same bytes for the same content."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pandas as pd

from painmap.errors import PainmapError
from painmap.schema import Table


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `path` only when it is whole and on the disk.

    Whatever happens before (full disk, kill, exception), the old file stays intact to the byte.

    Raises:
        PainmapError: The disk is full or the folder is not writable.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115
        temporary = Path(handle.name)
        with handle as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EROFS):
            raise disk_error(error, path) from error
        raise
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def disk_error(error: OSError, path: Path) -> PainmapError:
    """The message for a disk that is full, or a place that cannot be read or written."""
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return PainmapError(
            "Нет права чтения или записи", where=str(path), remedy="откройте доступ к папке и файлу"
        )
    if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
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
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    write_bytes(path, text.encode() + b"\n")


def read_json(path: Path) -> Any:
    """The JSON value of `path`; None where there is no file or it was cut short."""
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def write_table(path: Path, table: Table, frame: pd.DataFrame) -> None:
    """Write the columns of `table` as parquet, rows in the order of the key, atomically."""
    conformed = table.conform(frame)
    if table.key:
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
