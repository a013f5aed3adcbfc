"""Files of an agency beside each other: one file twice, appeals lost to a later file, no row missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake import IntakeResult, remedy_of_numbers
from painmap.params.models import RejectRules
from painmap.stages import _rejects
from painmap.stages.raw import RawFile

_TOLD_FILES = 3


def without_copies(files: Iterable[RawFile]) -> tuple[tuple[RawFile, ...], tuple[str, ...]]:
    """Files of a source with differing content, the first received of equal ones, and sentences on the rest.

    A second copy says nothing new, and what is counted by content would be counted twice.
    """
    first: dict[tuple[str, str], RawFile] = {}
    copies = [file for file in files if first.setdefault((file.source.id, file.sha256), file) is not file]
    told = tuple(
        f"Файл {file.shown} по содержанию тот же, что {first[file.source.id, file.sha256].shown}: учтён один "
        "раз. Удалите лишний из папки и из intake.csv; если здесь должна быть другая выгрузка, замените его."
        for file in copies
    )
    return tuple(first.values()), told


def with_replaced(
    results: Sequence[tuple[int, IntakeResult]], replaced: pd.DataFrame
) -> list[tuple[int, IntakeResult]]:
    """The results; their journals tell what was lost to later files (`intake.Combined.replaced`)."""
    names = {result.journal["file_id"]: result.journal["file"] for _, result in results}
    lost = {str(file): Counter(rows["later_file_id"]) for file, rows in replaced.groupby("source_file_id")}
    return [
        (year, replace(result, journal=_noted(result.journal, lost[result.journal["file_id"]], names)))
        if result.journal["file_id"] in lost
        else (year, result)
        for year, result in results
    ]


def _noted(journal: Mapping[str, Any], lost: Counter[str], names: Mapping[str, str]) -> dict[str, Any]:
    number, later = lost.total(), sorted(names[file] for file in lost)
    more = f" и ещё файлов: {len(later) - _TOLD_FILES}" if len(later) > _TOLD_FILES else ""
    warning = (
        f"Обращений: {number}, номера которых в более поздних файлах стоят у других обращений (другой день "
        f"регистрации, другой заявитель или текст): {', '.join(later[:_TOLD_FILES])}{more}. Они потеряны: "
        f"{remedy_of_numbers(journal['format_id'])}."
    )
    return {**journal, "replaced": number, "warnings": [*journal["warnings"], warning]}


def check(results: Iterable[tuple[int, IntakeResult]], rules: RejectRules) -> None:
    """All rows are accounted for, and no file lost too many appeals to later ones.

    Raises:
        PainmapError: Rows are missing, or `_rejects.check` refuses a file.
    """
    failures = []
    for _, result in results:
        journal = result.journal
        if journal["rows"]["data"] != journal["rows"]["kept"] + journal["rows"]["rejected"]:
            raise PainmapError(
                "Строки потеряны: прочитано не столько, сколько принято и отклонено",
                where=journal["file"],
                remedy="сообщите разработчикам",
            )
        if "replaced" in journal:
            try:
                _rejects.check(journal, result.rejects, rules)
            except PainmapError as error:
                failures.append(error)
    stop(failures, "Файлов, почти все обращения которых потеряны")


def stop(failures: Sequence[PainmapError], several: str) -> None:
    """Raise the only failure as it is, several as one that begins with `several` and their number."""
    if len(failures) == 1:
        raise failures[0]
    if failures:
        where = "; ".join(str(error) for error in failures)
        raise PainmapError(f"{several}: {len(failures)}", where=where)
