"""Opening a spreadsheet file: .xlsx, .xlsm, .xls or .ods, by calamine, with its failures as sentences."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from painmap.intake import container

_Read = TypeVar("_Read")

_ODS_CONTENT = "content.xml"
# calamine leaves these out of a cell's text and joins the words on both sides: «а<text:tab/>б» is «аб».
_ODS_BREAKS = re.compile(rb"<text:(tab|line-break)\b[^>]*?(?:/>|>\s*</text:\1>)")


def read_book(path: Path, read: Callable[[Any, int], _Read]) -> _Read:
    """What `read` makes of the workbook (a `CalamineWorkbook`) and the number of its `unsaved_formulas`.

    Raises:
        PainmapError: The file is empty, encrypted, truncated, HTML or a zip bomb.
    """
    from python_calamine import CalamineError, PasswordError

    unsaved = container.check_container(path)
    try:
        return read(_opened(path), unsaved)
    except PasswordError:
        error = container.encrypted(path)
    except (CalamineError, OSError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        error = container.truncated(path)
    except BaseException as failure:
        # A panic of the Rust library is no Exception.
        if type(failure).__name__ != "PanicException":
            raise
        error = container.truncated(path)
    # Outside of `except`: the library's message may quote a cell.
    raise error


def unsaved_formulas(cells: int) -> str:
    """What is said of so many cells with a formula and no value; nothing of none."""
    return (
        f"Ячеек с формулами, значения которых в файле не сохранены: {cells}; они прочитаны пустыми. "
        "Откройте файл в Excel или LibreOffice, сохраните и положите заново."
        if cells
        else ""
    )


def _opened(path: Path) -> Any:
    from python_calamine import CalamineWorkbook

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            content = archive.read(_ODS_CONTENT) if _ODS_CONTENT in archive.namelist() else b""
            if _ODS_BREAKS.search(content):
                return CalamineWorkbook.from_filelike(_with_breaks(archive, content))
    return CalamineWorkbook.from_path(str(path))


def _with_breaks(archive: zipfile.ZipFile, content: bytes) -> io.BytesIO:
    """The workbook .ods with its tabs and line breaks as such."""
    mended = _ODS_BREAKS.sub(lambda tag: b"\t" if tag[1] == b"tab" else b"\n", content)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, mended if name == _ODS_CONTENT else archive.read(name))
    stream.seek(0)
    return stream
