"""The rows of the list of remarks: what each one says, and how those of an object are put together."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from painmap.metrics.processes import known_process, process_titles
from painmap.metrics.views import AppealFrames
from painmap.metrics.voiced import is_claim, is_complaint, registered_problems
from painmap.report_data import Number, TableColumn, TableRow
from painmap.schema import ASSIGNMENTS
from painmap.stats import cells
from painmap.text import quoting
from painmap.text.generalising import generalised

COLUMNS = (
    TableColumn(key="date", title="Месяц регистрации", kind="text"),
    TableColumn(key="object", title="Объект (процесс)", kind="text"),
    TableColumn(key="what", title="Содержание", kind="text"),
    TableColumn(key="kind", title="Вид", kind="text"),
    TableColumn(key="period", title="Отчётный период", kind="count"),
    TableColumn(key="previous", title="АППГ", kind="count"),
    TableColumn(key="change", title="Изменение, ед.", kind="change", depends_on=("period", "previous")),
)
LENGTH = 200
_KINDS = {
    "complaint": ("жалоба", "жалобы"),
    "claim": ("претензия", "претензии"),
    "suggestion": ("предложение", "предложения"),
}
_NO_OBJECT = "Не определён"
_TOPIC, _NOTHING = "Тема «{title}», проблема не определена", "Проблема и тема не определены"
_GROUP = ["object", "problem", "theme"]


def told(appeals: pd.DataFrame, frames: AppealFrames) -> pd.DataFrame:
    """Appeals (`voiced.with_entries`) with `remark`, its kind or "", and `object`, a process id or ""."""
    is_suggestion = (appeals["appeal_kind"] == "suggestion").fillna(False)
    masks = (is_complaint(appeals), is_suggestion, is_claim(appeals))
    kind = np.select([m.to_numpy(dtype=bool) for m in masks], ["complaint", "suggestion", "claim"], "")
    name = known_process(appeals, process_titles(frames)).fillna("")
    return appeals.assign(remark=kind, object=name)


def kept(appeals: pd.DataFrame) -> pd.Series:
    """Mask of the remarks; channels that are counted only are never read."""
    return (appeals["remark"] != "") & ~appeals["is_count_only"]


def systematised(own: AppealFrames, many: Collection[str]) -> Iterator[TableRow]:
    """A row per problem (without one: per topic) that the objects of `many` have in the period."""
    now = _grouped(own.now, many)
    before = None if own.before is None else _grouped(own.before, many)
    totals = now.sum(axis=1)
    objects = _objects(own)
    order = {name: place for place, name in enumerate(objects)}
    for key in sorted(totals.index, key=lambda key: (order[key[0]], -totals[key], key)):
        was = None if before is None else (int(before.loc[key].sum()) if key in before.index else 0, 1)
        counted = cells.comparison((int(totals[key]), 1), was, own.setting.defaults.shares)
        yield _row(
            {"object": objects[key[0]], "what": _titled(own, key[1], key[2]), "kind": _by_kind(now.loc[key])},
            {name: counted[name] for name in ("period", "previous", "change")},
        )


def single(own: AppealFrames, texts: pd.DataFrame, many: Collection[str]) -> Iterator[TableRow]:
    """A row per remark of the other objects, by object and day of registration.

    Where nothing of the words may be printed, the remarks of an object on one problem are one row.

    Args:
        texts: `record_id` and masked `text` of the appeals of the period.
    """
    objects = _objects(own)
    order = {name: place for place, name in enumerate(objects)}
    rows = own.now[~own.now["object"].isin(list(many))]
    rows = _keyed(rows.assign(place=rows["object"].map(order)))
    rows = _with_words(own, texts, rows.sort_values(["place", "registered_date", "record_id"]))
    alike = [*_GROUP, "words"]
    # What has words of its own is a row of its own.
    alone = rows["record_id"].where(rows["words"] != "", "")
    for _, part in rows.groupby([*alike, alone], sort=False):
        name, problem, theme, words, kind = (str(part[c].iloc[0]) for c in [*_GROUP, "words", "remark"])
        yield _row(
            {
                "date": f"{part['registered_date'].iloc[0]:%m.%Y}" if len(part) == 1 else "",
                "object": objects[name],
                "what": words or _titled(own, problem, theme),
                "kind": _KINDS[kind][0] if len(part) == 1 else _by_kind(part["remark"].value_counts()),
            },
            {"period": cells.count(len(part))},
        )


def _by_kind(counts: pd.Series) -> str:
    """«жалобы — 2, претензии — 1»."""
    return ", ".join(f"{several} — {counts[k]}" for k, (_, several) in _KINDS.items() if counts.get(k, 0))


def _row(texts: dict[str, str], numbers: dict[str, Number]) -> TableRow:
    blank: dict[str, Number | str] = {column.key: "" for column in COLUMNS}
    return TableRow(label="", cells=blank | texts | numbers)


def _objects(own: AppealFrames) -> dict[str, str]:
    """Objects in the order of the list: processes as in their file, then what has none."""
    return process_titles(own) | {"": _NO_OBJECT}


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    """Remarks with `problem`, or where it is "" with `theme`, a topic or ""."""
    problem = rows["problem_id"].fillna("")
    return rows.assign(problem=problem, theme=rows["topic"].fillna("").mask(problem != "", ""))


def _grouped(rows: pd.DataFrame, many: Collection[str]) -> pd.DataFrame:
    """Remarks of the objects by object, problem and topic (index) and kind (columns)."""
    own = _keyed(rows[rows["object"].isin(list(many))])
    return own.groupby([*_GROUP, "remark"]).size().unstack("remark", fill_value=0)


def _titled(own: AppealFrames, problem: str, theme: str) -> str:
    if problem:
        entries = registered_problems(own)
        return str(entries.loc[entries["id"] == problem, "title"].iloc[0])
    titles = {topic.code: topic.title for topic in own.setting.agency.topics}
    return _TOPIC.format(title=titles.get(theme, theme)) if theme else _NOTHING


def _with_words(own: AppealFrames, texts: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `words`: of the client, generalised; "" where nothing of the text may be printed.

    The sentence that tells the problem where there is one, else what the text begins with.
    """
    places = own.setting.assignments
    places = ASSIGNMENTS.empty() if places is None else places
    said, places = (
        one[one["record_id"].isin(rows["record_id"])].set_index("record_id") for one in (texts, places)
    )
    rows = rows.join(said["text"], on="record_id")
    found = rows[["record_id"]].join(places, on="record_id")
    bounds = (found[name].fillna(-1) for name in ("quote_start", "quote_end"))
    columns = zip(rows["text"], *bounds, quoting.may_be_quoted(rows), strict=True)
    words = [_words(str(text), int(start), int(end)) if ok else "" for text, start, end, ok in columns]
    agency = own.setting.agency
    return rows.assign(words=generalised(words, (agency.title, agency.title_short, agency.region)))


def _words(text: str, start: int, end: int) -> str:
    """The sentence from `start` to `end`, or the first one that may be printed where there is none (-1)."""
    if start < 0:
        return quoting.opening(text, LENGTH)
    return quoting.shortened(quoting.part(text, start, end), LENGTH)
