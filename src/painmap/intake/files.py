"""One file: read, map, clean, mask, in one process and with nothing on disk between."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake.appeals import read_appeals
from painmap.intake.layout import Grid, grids
from painmap.intake.readers import read_sheets
from painmap.intake.request import Context, IntakeRequest, IntakeResult
from painmap.intake.responses import read_responses
from painmap.intake.sheets import Sheet
from painmap.intake.unknown_words import reasons
from painmap.schema import APPEALS, RESPONSES, Table

_PACKAGE = Path(__file__).resolve().parents[1]

# What the rows of a file are (`Format.rows`) → how they are read, and the table they make.
KINDS: dict[str, tuple[Callable[[Iterator[Grid], Context], pd.DataFrame], Table]] = {
    "appeals": (read_appeals, APPEALS),
    "responses": (read_responses, RESPONSES),
}


def intake_file(request: IntakeRequest) -> IntakeResult:
    """Read one raw file.

    Returns:
        Masked rows, rejects and journal; data rows = kept + rejected, always.

    Raises:
        PainmapError: The file cannot be read or does not fit its format. The error is made anew here:
            no cause, context or frame that saw a raw value hangs on it.
    """
    failure = PainmapError("")
    try:
        return _intake(request)
    except PainmapError as error:
        failure = PainmapError(error.what, where=error.where, remedy=error.remedy)
    except FileNotFoundError:
        failure = PainmapError("Файла нет", where=request.relative_name, remedy="проверьте папку data/raw")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # A panic of a library in Rust is no Exception.
        failure = _unforeseen(error, request)
    raise failure


def _unforeseen(error: BaseException, request: IntakeRequest) -> PainmapError:
    """The error without its message, which may quote a cell: its class and the place in our code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    return PainmapError(
        f"Непредвиденная ошибка при чтении файла: {type(error).__name__} ({place})",
        where=request.relative_name,
        remedy="если файл открывается, сообщите разработчику место ошибки, сам файл не присылайте",
    )


def _intake(request: IntakeRequest) -> IntakeResult:
    context = Context(request)
    _note_facts(context)
    read, table = KINDS[request.format.rows]
    frame = read(grids(_noted(read_sheets(request), context), context), context)
    rejects = context.rejects(lambda faults: reasons(faults, context))
    journal = context.journal
    journal.rows["rejected"] = len(rejects)
    if not journal.rows["data"]:
        journal.warn("В файле нет строк с данными.")
    _check_balance(context)
    appeals = frame if table is APPEALS else APPEALS.empty()
    responses = frame if table is RESPONSES else RESPONSES.empty()
    return IntakeResult(appeals, responses, rejects, journal.as_dict(), context.items)


def _noted(sheets: Iterable[Sheet], context: Context) -> Iterator[Sheet]:
    """The sheets, noting what the reader says of each when it comes."""
    facts = context.journal.facts
    for sheet in sheets:
        if not sheet.is_continued:
            facts["sheets"] += [sheet.name] if sheet.name else []
            facts["encoding"] = facts["encoding"] or sheet.encoding
            facts["delimiter"] = facts["delimiter"] or sheet.delimiter
        for text in sheet.warnings:
            context.journal.warn(text)
        yield sheet


def _note_facts(context: Context) -> None:
    request = context.request
    context.journal.facts.update(
        file=request.relative_name,
        file_id=request.file_id,
        source_id=request.source.id,
        format_id=request.format.id,
        reader=request.format.reader,
        received_date=request.received_date.isoformat(),
        sheets=[],
        encoding="",
        delimiter="",
    )


def _check_balance(context: Context) -> None:
    rows = context.journal.rows
    if rows["data"] != rows["kept"] + rows["rejected"]:
        counts = ", ".join(f"{head} {rows[head]}" for head in ("data", "kept", "rejected"))
        raise PainmapError(
            f"Строки не сошлись: {counts}",
            where=context.request.relative_name,
            remedy="сообщите разработчику: ни одна строка не должна теряться",
        )
