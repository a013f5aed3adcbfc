"""Appeals by the process in which their problem arises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from painmap.metrics.tables import Body, additive
from painmap.metrics.two_periods import each, only
from painmap.metrics.views import AppealFrames
from painmap.metrics.voiced import voiced
from painmap.schema import PROCESSES

_NOTE = (
    "Процесс — по проблеме или потребности, к которой обращение отнесено программой по тексту; процесс "
    "каждой указан в реестре проблем."
)


def processes(frames: AppealFrames) -> Body | None:
    """Appeals with a problem or need, by its process, in the order of `schema.PROCESSES`.

    None where no appeal of either period has a problem.
    """
    own = only(voiced(frames), lambda frame: frame["problem_id"].notna())
    if own.now.empty and (own.before is None or own.before.empty):
        return None
    titles = process_titles(frames)
    known = each(own, lambda frame, _: frame.assign(process=known_process(frame, titles)))
    sides = (known.now, known.before)
    has_rest = any(frame is not None and frame["process"].isna().any() for frame in sides)
    labels = titles | ({"": "Процесс не определён"} if has_rest else {})
    body = additive(known, "process", labels, "Всего обращений с проблемой или потребностью")
    return replace(body, notes=(_NOTE,))


def known_process(appeals: pd.DataFrame, titles: Mapping[str, str]) -> pd.Series:
    """Process of each appeal; NA where it has none or one that is not among `titles`."""
    process = appeals["process_id"]
    return process.where(process.isin(list(titles)))


def process_titles(frames: AppealFrames) -> dict[str, str]:
    """Process id → name, of the processes of these clients, in the order of the file."""
    every = frames.setting.processes
    every = PROCESSES.empty() if every is None else every
    own = every[every["client_kind"] == frames.client_kind]
    return dict(zip(own["id"].astype(str), own["name"].astype(str), strict=True))
