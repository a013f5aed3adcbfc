"""What a verb on files is asked for, checked before the work: places of the files, names of columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from painmap.errors import PainmapError, printable, unknown_name
from painmap.intake.words import norm
from painmap.stages.tables.kinds import kind_of, source_kind
from painmap.stages.tables.parts import TableFile


def check_places(source: Path, results: Mapping[str, Path]) -> None:
    """Check that files can be where they are wanted.

    Args:
        source: The table.
        results: Option that names it (`--out` first) → file to write.

    Raises:
        PainmapError: There is no table, its kind or that of the result is unknown; a result is the source,
            another result, a folder, or lies within a file.
    """
    places = [source, *results.values()]
    out = results["--out"]
    source_kind(source)
    kind_of(out)
    if len({path.resolve() for path in places}) < len(places) or (
        out.exists() and source.exists() and out.samefile(source)
    ):
        raise PainmapError(
            "Результат нельзя записать на место исходного файла или другого результата",
            where=str(out),
            remedy=f"назовите другой файл: {', '.join(results)}",
        )
    for path in results.values():
        if path.is_dir():
            raise PainmapError("Это папка, а не файл", where=str(path), remedy="допишите имя файла")
        if any(other.resolve() in path.resolve().parents for other in places):
            raise PainmapError(
                "Файл не может лежать в другом файле", where=str(path), remedy="проверьте путь"
            )


def asked_columns(options: Mapping[str, Sequence[str]], table: TableFile) -> dict[str, tuple[str, ...]]:
    """Option → the table's columns that it names.

    Raises:
        PainmapError: A column is not in the table (the message lists those that are, masked), named twice,
            or has a title that another one has too and that is not named.
    """
    columns = {option: tuple(_column(name, table) for name in names) for option, names in options.items()}
    count = Counter(name for names in columns.values() for name in names)
    twice = [name for name, n in count.items() if n > 1]
    if twice:
        raise PainmapError(
            f"Столбец «{printable_titles(twice)[0]}» назван дважды",
            where=", ".join(option for option, names in columns.items() if twice[0] in names),
            remedy="оставьте одно из указаний",
        )
    for name in count:
        alike = [other for other, title in table.titles.items() if title == name and other not in count]
        if alike:
            raise PainmapError(
                f"Столбцов «{printable_titles([name])[0]}» в файле несколько, какой из них нужен, неизвестно",
                where=table.path.name,
                remedy="дайте им в файле разные названия",
            )
    return columns


def _column(name: str, table: TableFile) -> str:
    """The column of that name; blanks, line breaks and case may differ where one column is meant."""
    if name in table.columns:
        return name
    alike = [column for column in table.columns if norm(column) == norm(name)]
    if len(alike) == 1:
        return alike[0]
    error = unknown_name("Столбец", name, printable_titles(table.columns), where=table.path.name)
    raise PainmapError(f"Столбца «{printable(name)}» в файле нет", where=error.where, remedy=error.remedy)


def printable_titles(titles: Sequence[str]) -> list[str]:
    """Titles that may be printed: in a file without a header they are somebody's data."""
    # The language models are wanted for a message only.
    from painmap.text.deidentify import mask_many

    return [masked.text for masked in mask_many(titles)]
