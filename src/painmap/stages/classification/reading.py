"""What is classified and what is learnt from: texts without markup and masked, labels, titles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from painmap.errors import PainmapError
from painmap.stages.deidentification.columns import shown
from painmap.stages.deidentification.masker import Masker
from painmap.stages.requests import ClassifyRequest
from painmap.stages.tables.asked import asked_columns
from painmap.stages.tables.kinds import open_table
from painmap.stages.tables.parts import Piece, TableFile, as_text, is_empty
from painmap.text import topics
from painmap.text.deidentify import Known
from painmap.text.view import plain_text

Progress = Callable[[str, int, int], None]
_LEARNING = "чтение размеченных"


def open_texts(request: ClassifyRequest) -> tuple[TableFile, str]:
    """The table to be classified, and its column of text."""
    table = open_table(request.source, (request.text,), request.sheet)
    return table, asked_columns({"--text": (request.text,)}, table)["--text"][0]


def texts_of(piece: Piece, column: str, masker: Masker) -> list[str]:
    """The text of each row as the classifier reads it; empty where there is none."""
    cells = [row.get(column) for row in piece]
    texts = ["" if is_empty(cell) or isinstance(cell, bool) else shown(cell) for cell in cells]
    return [plain_text(masked.text) for masked in masker.masked([(text, Known()) for text in texts])]


def opened_training(request: ClassifyRequest) -> list[tuple[TableFile, str, str]]:
    """Each labelled table with its columns of text and of label."""
    text = request.train_text or request.text
    option = "--train-text" if request.train_text else "--text"
    result = []
    for path in request.train:
        table = open_table(path, (text, request.label))
        columns = asked_columns({option: (text,), "--label": (request.label,)}, table)
        result.append((table, columns[option][0], columns["--label"][0]))
    return result


def labelled(
    tables: Sequence[tuple[TableFile, str, str]], masker: Masker, progress: Progress
) -> list[tuple[str, str]]:
    """`(text, label)` pairs; a row without a label teaches nothing, a later table corrects an earlier one.

    Raises:
        PainmapError: No row has a label and a text.
    """
    pairs: list[tuple[str, str]] = []
    for table, text, label in tables:
        own: list[tuple[str, str]] = []
        done = 0
        for piece in table.pieces():
            rows = [row for row in piece if as_text(row.get(label)).strip()]
            texts = texts_of(rows, text, masker)
            own += zip(texts, (as_text(row[label]).strip() for row in rows), strict=True)
            done += len(piece)
            progress(_LEARNING, done, table.rows)
        pairs = topics.corrected(pairs, own)
    if not any(text for text, _ in pairs):
        raise PainmapError(
            "Нет ни одной строки, где есть и текст, и метка",
            where=", ".join(table.path.name for table, *_ in tables),
            remedy="проверьте столбцы --text (--train-text) и --label; без размеченных текстов "
            "классифицируют по названиям тем: --titles ФАЙЛ --title СТОЛБЕЦ",
        )
    return pairs


def titles_of(request: ClassifyRequest, path: Path) -> dict[str, str]:
    """Title of each topic → the title with its description.

    Raises:
        PainmapError: There is no title.
    """
    wanted = {"--title": (request.title,)}
    if request.description:
        wanted["--description"] = (request.description,)
    table = open_table(path, [name for names in wanted.values() for name in names])
    columns = [name for names in asked_columns(wanted, table).values() for name in names]
    found: dict[str, str] = {}
    for piece in table.pieces():
        for row in piece:
            title, *rest = (plain_text(as_text(row.get(name))) for name in columns)
            if title:
                said = [*([found[title]] if title in found else [title]), *filter(None, rest)]
                found[title] = ". ".join(said)
    if not found:
        raise PainmapError("Нет ни одного названия темы", where=path.name, remedy="проверьте столбец --title")
    return found


def sampled(table: TableFile, column: str, masker: Masker, progress: Progress, most: int) -> Iterator[str]:
    """Texts of the table for titles to learn from: all, or of many rows those with the least hashes."""
    keys: set[bytes] = set()
    if table.rows > most:
        for piece in table.pieces():
            keys |= {topics.digest(as_text(row.get(column))) for row in piece}
            keys = set(sorted(keys)[:most])
    done = 0
    for piece in table.pieces():
        rows = [row for row in piece if not keys or topics.digest(as_text(row.get(column))) in keys]
        yield from set(texts_of(rows, column, masker))
        done += len(piece)
        progress(_LEARNING, done, table.rows)
