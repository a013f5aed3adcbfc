"""What came in, compared with what the analyst accepted as right (`params/baselines/<agency>.yaml`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from painmap.errors import PainmapError
from painmap.params.models import Baselines
from painmap.stages.baselines import writing
from painmap.stages.baselines.case import Case
from painmap.stages.baselines.counts import Counted, read_counts
from painmap.stages.baselines.rules import warnings
from painmap.stages.project import Project, is_done, is_whole
from painmap.stages.store import write_bytes


@dataclass(frozen=True)
class SourceChange:
    """A source of the profile: what its data were when they were accepted, and what they are now.

    A row is an appeal, in a survey a questionnaire filled in; duplicates that intake set aside are none.

    Attributes:
        source_id: Id of the profile; source_title: as people read it.
        accepted_date: Day of receipt of the last file that was accepted; None without a baseline.
        rows_then: Rows accepted; 0 without a baseline.
        rows_now: Rows of all files that there are now.
        rows_new: Rows of months (of a survey: waves) more than were accepted, over all of them.
        rows_gone: Rows fewer than were accepted, over all months or waves; never negative.
        warnings: Russian sentences: what is unexpected, where, what to do.
    """

    source_id: str
    source_title: str
    accepted_date: date | None
    rows_then: int
    rows_now: int
    rows_new: int
    rows_gone: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compared:
    """The sources of an agency as `10_clean` shows them."""

    changes: tuple[SourceChange, ...]

    @property
    def table(self) -> pd.DataFrame:
        """A row is a source: rows accepted, rows now, and what has come and gone between."""
        rows = [
            {
                "Источник": change.source_title,
                "Принято по": "–" if (day := change.accepted_date) is None else f"{day:%d.%m.%Y}",
                "Было строк": change.rows_then,
                "Стало": change.rows_now,
                "Прибыло": change.rows_new,
                "Пропало": change.rows_gone,
            }
            for change in self.changes
        ]
        return pd.DataFrame(rows)

    @property
    def warnings(self) -> tuple[str, ...]:
        """All sentences."""
        return tuple(warning for change in self.changes for warning in change.warnings)


def changes(project: Project) -> tuple[SourceChange, ...]:
    """One `SourceChange` per source of the profile, in its order; reads the processed data as they are."""
    return tuple(_change(case) for case in _cases(project))


def advice(project: Project) -> list[str]:
    """Sentences about what is unexpected in the agency's processed data."""
    return list(Compared(changes(project)).warnings)


def not_accepted(project: Project) -> list[str]:
    """One sentence, or none: the sources of which nothing was accepted yet, and how to."""
    titles = [case.title for case in _cases(project) if case.accepted is None and case.counted.parts]
    if not titles:
        return []
    return [
        f"Показатели ещё не приняты, сравнивать не с чем: {', '.join(titles)}. "
        f"Если в блокноте 10_clean всё верно: painmap baseline --agency {project.id}."
    ]


def to_accept(project: Project) -> tuple[SourceChange, ...]:
    """What `accept` would change, every source of the profile; empty if nothing; raises what it raises."""
    return () if measured(project) == project.params.baselines else changes(project)


def accept(project: Project) -> Path:
    """Write the figures of the processed data as the accepted ones; returns where.

    Raises:
        PainmapError: The processed data are not those of the present files and parameters.
    """
    path = project.tree.baselines(project.id)
    write_bytes(path, writing.text(measured(project)).encode())
    return path


def measured(project: Project) -> Baselines:
    """What `accept` writes; raises what it raises."""
    folder = project.tree.interim_clean(project.id)
    # The stamp of real data needs the key, which only a build makes.
    if not is_whole(folder) or not is_done(folder, project.clean_stamp()):
        raise PainmapError(
            "Обработанных данных нет или они устарели: принимать нечего",
            where=f"орган {project.id}",
            remedy=f"выполните painmap build --agency {project.id}, прочитайте, что он скажет, и повторите",
        )
    return writing.measured(_cases(project))


def _cases(project: Project) -> Sequence[Case]:
    counted = read_counts(project)
    files = project.raw.files
    present = max(file.received_date for file in files)
    return tuple(
        Case(
            project.params,
            source,
            counted.get(source.id, Counted()),
            tuple(sorted({file.received_date for file in files if file.source.id == source.id})),
            present,
        )
        for source in project.params.agency.sources
    )


def _change(case: Case) -> SourceChange:
    keys = {*case.then, *case.now}
    more = {key: case.now.get(key, 0) - case.then.get(key, 0) for key in keys}
    return SourceChange(
        source_id=case.source.id,
        source_title=case.title,
        accepted_date=case.accepted.received_date if case.accepted else None,
        rows_then=sum(case.then.values()),
        rows_now=sum(case.now.values()),
        rows_new=sum(n for n in more.values() if n > 0) if case.accepted else 0,
        rows_gone=sum(-n for n in more.values() if n < 0),
        warnings=warnings(case),
    )
