"""Opening a spreadsheet file: .xlsx, .xlsm, .xls or .ods, by calamine, with its failures as sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from painmap.intake import container

_Read = TypeVar("_Read")


def read_book(path: Path, read: Callable[[Any], _Read]) -> _Read:
    """What `read` makes of the workbook (a `CalamineWorkbook`).

    Raises:
        PainmapError: The file is empty, encrypted, truncated, HTML or a zip bomb.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    container.check_container(path)
    try:
        return read(CalamineWorkbook.from_path(str(path)))
    except PasswordError:
        error = container.encrypted(path)
    except (CalamineError, OSError):
        error = container.truncated(path)
    except BaseException as failure:
        # A panic of the Rust library is no Exception.
        if type(failure).__name__ != "PanicException":
            raise
        error = container.truncated(path)
    # Outside of `except`: the library's message may quote a cell.
    raise error
