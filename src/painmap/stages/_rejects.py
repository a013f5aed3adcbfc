"""Rejected rows: a file that loses too many stops its agency, the others are told after a build.

A figure made of what is left of a badly read file looks like any other figure; so such a file is not used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake import REUSED_LATER, SUPERSEDED, remedy_of_numbers
from painmap.params.models import RejectRules
from painmap.schema import REJECTS
from painmap.stages.project import Project
from painmap.stages.store import read_json, read_table

_TOLD_FILES, _TOLD_REASONS, _TOLD_QUESTIONS = 3, 3, 3


@dataclass(frozen=True)
class _Loss:
    """Lost rows of one file: rejected, or lost to a later file that has other appeals under their numbers.

    Those for which a later row of the same appeal stands are none of them.

    Attributes:
        file: Path below the agency's raw folder; source: id of its source.
        lost: Lost rows; data: all rows of data; faults: `schema.REJECTS` of the lost ones.
    """

    file: str
    source: str
    lost: int
    data: int
    faults: pd.DataFrame

    @property
    def share(self) -> float:
        return self.lost / self.data

    @property
    def reasons(self) -> str:
        """«„Итог“: значение не описано в формате (строк 12)», the most frequent first."""
        keys = self.faults["column"].fillna("") + "\n" + self.faults["reasons"]
        counts = sorted(keys.value_counts().items(), key=lambda pair: (-pair[1], str(pair[0])))
        told = [
            f"{f'«{column}»: ' if column else ''}{reason} (строк: {count})"
            for key, count in counts[:_TOLD_REASONS]
            for column, reason in [str(key).split("\n", 1)]
        ]
        return "; ".join(told) + ("; …" if len(counts) > _TOLD_REASONS else "")


def check(journal: Mapping[str, Any], rejects: pd.DataFrame, rules: RejectRules) -> None:
    """Refuse a file of which too few rows are left.

    Args:
        journal: What intake noted of the file; rejects: `schema.REJECTS`.

    Raises:
        PainmapError: All rows were rejected, or at least `stop_rows` rows and more than `stop_share` of them;
            so too of the answers to a question that fit neither its scale nor its options.
    """
    _check_answers(journal, rules)
    loss = _loss(journal, rejects)
    is_much = loss.lost >= rules.stop_rows and loss.lost > rules.stop_share * loss.data
    if not loss.lost or not (is_much or loss.lost == loss.data):
        return
    remedies = loss.faults["remedy"].value_counts()
    raise PainmapError(
        f"Отклонено строк: {loss.lost} из {loss.data}; отчёт по оставшимся был бы неверен. "
        f"Причины: {loss.reasons}",
        where=loss.file,
        remedy=f"{min(remedies.index, key=lambda r: (-remedies[r], r))}; файл, который и должен быть таким, "
        "допустят пороги rejects в params/report.yaml",
    )


def _check_answers(journal: Mapping[str, Any], rules: RejectRules) -> None:
    every = journal.get("answered", {})
    lost = {
        question: n
        for question, n in journal.get("unreadable", {}).items()
        if n >= rules.stop_rows and n > rules.stop_share * every[question]
    }
    if not lost:
        return
    told = [f"{question} — {n} из {every[question]}" for question, n in lost.items()]
    more = f" и ещё вопросов: {len(told) - _TOLD_QUESTIONS}" if len(told) > _TOLD_QUESTIONS else ""
    raise PainmapError(
        "Ответы не подошли ни к шкале, ни к вариантам вопроса: "
        f"{'; '.join(told[:_TOLD_QUESTIONS])}{more}; отчёт без них был бы неверен",
        where=journal["file"],
        remedy="впишите слова выгрузки в шкалу или варианты вопроса в params/questionnaires, а если анкета "
        "раньше была другой — опишите её версию (versions); файл, который и должен быть таким, допустят "
        "пороги rejects в params/report.yaml",
    )


def advice(project: Project) -> list[str]:
    """One sentence, or none: how many rows of the agency's files were rejected, and where most of them."""
    losses = [
        loss for year in sorted(project.tree.processed(project.id).glob("[0-9]*")) for loss in _of(year)
    ]
    lossy = sorted((loss for loss in losses if loss.lost), key=lambda loss: (-loss.share, loss.file))
    if not lossy:
        return []
    told = [f"{loss.file} — {loss.lost} из {loss.data}: {loss.reasons}" for loss in lossy[:_TOLD_FILES]]
    more = len(lossy) - _TOLD_FILES
    return [
        f"Отклонено строк: {sum(loss.lost for loss in losses)} из {sum(loss.data for loss in losses)}; "
        f"в отчёты они не вошли. {'. '.join(told)}."
        + (f" Ещё файлов с отклонёнными строками: {more}." if more > 0 else "")
        + f" Что исправить — в блокноте 10_clean (data/interim/{project.id}/clean)."
    ]


def by_source(project: Project, year: int) -> dict[str, tuple[int, int]]:
    """Source → rejected rows and all rows of its files of one filing year, where any was rejected."""
    total: dict[str, tuple[int, int]] = {}
    folder = project.tree.processed(project.id) / str(year)
    for loss in _of(folder) if folder.exists() else ():
        lost, data = total.get(loss.source, (0, 0))
        total[loss.source] = (lost + loss.lost, data + loss.data)
    return {source: counts for source, counts in total.items() if counts[0]}


def _of(year: Path) -> list[_Loss]:
    rejects = read_table(year / "rejects.parquet", REJECTS)
    journals = (read_json(year / "journal.json") or {}).get("files", ())
    return [_loss(j, rejects[rejects["source_file_id"] == j["file_id"]]) for j in journals]


def _loss(journal: Mapping[str, Any], rejects: pd.DataFrame) -> _Loss:
    faults = with_replaced(journal, rejects[rejects["reasons"] != SUPERSEDED])
    return _Loss(journal["file"], journal["source_id"], len(faults), journal["rows"]["data"], faults)


def with_replaced(journal: Mapping[str, Any], rejects: pd.DataFrame) -> pd.DataFrame:
    """`schema.REJECTS` of a file with a row 0 (its place is not known) for each appeal lost to a later file.

    They were kept when the file was read, and are counted in its journal as `replaced`.
    """
    number = journal.get("replaced", 0)
    if not number:
        return rejects
    row = {
        "source_file_id": journal["file_id"],
        "row": 0,
        "reasons": REUSED_LATER,
        "remedy": remedy_of_numbers(journal["format_id"]),
    }
    return pd.concat([rejects, REJECTS.conform(pd.DataFrame([row] * number))], ignore_index=True)
