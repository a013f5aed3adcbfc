"""How good the data of a period are, source by source, for the page that internal reports have.

Counts only: no name, no number of an appeal, no word of a cell, no name of a file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from painmap import metrics
from painmap.intake import SUPERSEDED
from painmap.intake.unknown_words import UNKNOWN_WORD
from painmap.metrics import coverage
from painmap.metrics.views import source_label
from painmap.params.models import Format, Source
from painmap.periods import Period, month_range
from painmap.report_data import DataQuality, FieldFill, IntakeChange, Number, RejectReason, SourceQuality
from painmap.schema import RAW_APPEALS
from painmap.stages import _rejects
from painmap.stages._clean import Cleaned
from painmap.stages.baselines import compared
from painmap.stages.project import Project
from painmap.stages.store import read_json
from painmap.stats import cells

# «номер повторяется, …» of an appeal, «номер анкеты повторяется, …» of a questionnaire.
_REPEATED = SUPERSEDED.partition(", ")[2]
# A reason may tell the word that a format does not know; the page does not.
_TOLD_WORD = re.compile(UNKNOWN_WORD.replace(" ", " «.*?» ", 1))
# Fields beside those of `coverage.FIELDS` whose gaps an analyst wants to see.
_MORE_FIELDS = ("applicant_code", "form_code", "unit", "municipality", "is_repeat")
# Of a client: any of these, or the last two together (as `intake.clients` makes the hash).
_IDS = ({"client_source_id"}, {"phone"}, {"email"}, {"person_name", "address"})
_SERVICE_ROWS = ("header", "month", "total", "note", "blank")


def told(project: Project, cleaned: Cleaned, setting: metrics.Setting) -> DataQuality:
    """The quality of the sources of the profile, in its order, for the period of the setting."""
    data = _Data(project, cleaned, setting)
    sources = {source.id: _source(data, source) for source in project.params.agency.sources}
    changes = tuple(
        IntakeChange(
            source_id=one.source_id,
            title=sources[one.source_id].title,
            accepted_date=one.accepted_date,
            rows_then=one.rows_then,
            rows_now=one.rows_now,
            rows_new=one.rows_new,
            rows_gone=one.rows_gone,
            warnings=one.warnings,
        )
        for one in compared.changes(project)
    )
    period = setting.period
    return DataQuality(
        year=period.start.year,
        months=period.months,
        previous_months=period.previous.months,
        sources=tuple(sources.values()),
        changes=changes,
    )


@dataclass(frozen=True)
class _Data:
    """What the quality of a period is read from."""

    project: Project
    cleaned: Cleaned
    setting: metrics.Setting

    @cached_property
    def now(self) -> pd.DataFrame:
        """Appeals registered in the period, as they were known at its cut-off."""
        seen = metrics.view(self.cleaned.appeals, self.setting.as_of)
        return metrics.registered(seen, self.setting.period)

    @cached_property
    def journals(self) -> tuple[dict[str, Any], ...]:
        """What intake noted of the files filed in the period's year."""
        year = str(self.setting.period.start.year)
        noted = read_json(self.project.tree.processed(self.project.id) / year / "journal.json") or {}
        return tuple(noted.get("files", ()))

    @cached_property
    def rows_of_files(self) -> dict[str, int]:
        """File → appeals whose last row is of it."""
        counts = self.cleaned.appeals["source_file_id"].value_counts()
        return {str(file): int(n) for file, n in counts.items()}


def _source(data: _Data, source: Source) -> SourceQuality:
    journals = [j for j in data.journals if j["source_id"] == source.id]
    rejects = data.cleaned.rejects
    own = rejects[rejects["source_file_id"].isin([j["file_id"] for j in journals])]
    for journal in journals:
        own = _rejects.with_replaced(journal, own)
    is_repeated = own["reasons"].str.endswith(_REPEATED).astype(bool)
    rows = sum((Counter(j["rows"]) for j in journals), Counter[str]())
    replaced = sum(_replaced(j) for j in journals)
    counted: dict[str, Any] = {
        "files": len(journals),
        "data": rows["data"],
        "kept": rows["kept"] - replaced,
        "rejected": rows["rejected"] + replaced - int(is_repeated.sum()),
        "superseded": int(is_repeated.sum()),
        "other": sum(rows[head] for head in _SERVICE_ROWS),
    }
    return SourceQuality(
        id=source.id,
        title=source_label(data.setting, source.id),
        is_survey=source.study is not None,
        **counted,
        **({} if source.study else _of_appeals(data, source, journals)),
        mended=_noted(journals, "cleaned"),
        set_aside=_noted(journals, "set_aside"),
        reasons=_reasons(own[~is_repeated]),
        **_by_month(data, source),
    )


def _of_appeals(data: _Data, source: Source, journals: list[dict[str, Any]]) -> dict[str, Any]:
    """Repeated appeals and filled fields of a register."""
    now = data.now[data.now["source_id"] == source.id]
    letters = now["mailing_id"].dropna()
    kept = {j["file_id"]: j.get("appeals", j["rows"]["kept"]) - _replaced(j) for j in journals}
    layout = data.project.params.formats[source.format]
    is_linked = data.setting.agency.client_linking is not None
    return {
        "renewed": sum(max(0, n - data.rows_of_files.get(file, 0)) for file, n in kept.items()),
        "mailings": letters.nunique(),
        "mailing_letters": len(letters),
        "linked": int(now["same_as"].notna().sum()) if is_linked else None,
        "fields": _fields(now, _fillable(layout, source), data.setting),
    }


def _replaced(journal: Mapping[str, Any]) -> int:
    """Appeals of a file that a later file lost, having others under their numbers."""
    return int(journal.get("replaced", 0))


# --- rows -----------------------------------------------------------------------------------------


def _reasons(faults: pd.DataFrame) -> tuple[RejectReason, ...]:
    """Why rows were rejected, the most frequent first."""
    plain = faults["reasons"].str.replace(_TOLD_WORD, UNKNOWN_WORD, regex=True)
    keys = zip(faults["column"].fillna(""), plain, faults["remedy"], strict=True)
    counts = sorted(Counter(keys).items(), key=lambda item: (-item[1], item[0]))
    return tuple(RejectReason(column=c, reason=r, remedy=what, rows=n) for (c, r, what), n in counts)


def _noted(journals: list[dict[str, Any]], group: str) -> tuple[tuple[str, str, int], ...]:
    """(column, what, number) of a group of counts «column: what» or «what» of the journals."""
    total: Counter[str] = sum((Counter(j.get(group, {})) for j in journals), Counter())
    found = []
    for name, number in sorted(total.items(), key=lambda item: (-item[1], item[0])):
        column, _, what = name.rpartition(": ")
        title = RAW_APPEALS.column(column).meaning if column in RAW_APPEALS.names else column
        found.append((title, what, number))
    return tuple(found)


# --- fields ---------------------------------------------------------------------------------------


def _fields(now: pd.DataFrame, fillable: frozenset[str], setting: metrics.Setting) -> tuple[FieldFill, ...]:
    """How full the fields are; one that the format cannot fill counts where something else filled it."""
    own = [(title, code, *filled(now)) for title, code, filled in coverage.FIELDS]
    own += [(_meaning(code), code, int(now[code].notna().sum()), len(now)) for code in _MORE_FIELDS]
    silent = [channel.code for channel in setting.agency.channels if channel.is_count_only]
    read = now[~now["channel_code"].isin(silent)]
    own.append((_meaning("text"), "text", int(read["text"].notna().sum()), len(read)))
    return tuple(
        FieldFill(field=code, title=title, filled=n if n or code in fillable else None, base=base)
        for title, code, n, base in own
    )


def _meaning(column: str) -> str:
    return RAW_APPEALS.column(column).meaning


def _fillable(layout: Format, source: Source) -> frozenset[str]:
    """Columns of `schema.APPEALS` that a file of this format can fill, by a column or by a default."""
    given = {field for mapping in layout.columns.values() for field in mapping.fields} | {*layout.defaults}
    found = {*given, "client_kind"}
    if any(ids <= given for ids in _IDS):
        found.add("client_id")
    if "source_topic" in given and source.topics:
        found.add("topic_code")
    return frozenset(found)


# --- months ---------------------------------------------------------------------------------------


def _by_month(data: _Data, source: Source) -> dict[str, Any]:
    """Records of the period, and by month in it and in the one before it."""
    days = coverage.record_dates(data.cleaned.appeals, data.setting, source)
    days = days[days <= pd.Timestamp(data.setting.as_of)]
    counts = Counter(day.date().replace(day=1) for day in days)
    known, held = _known_months(data, source), _survey_months(data, source)

    def shown(period: Period) -> tuple[Number, ...]:
        return tuple(_month(month, counts, known, held) for month in period.months)

    period = data.setting.period
    return {
        "records": sum(counts[month] for month in period.months),
        "months": shown(period),
        "previous_months": shown(period.previous),
    }


def _month(
    month: date, counts: Mapping[date, int], known: frozenset[date], held: frozenset[date] | None
) -> Number:
    if number := counts.get(month, 0):
        return cells.count(number)
    if held is not None and month not in held:
        return Number(mark="–")
    return cells.count(0) if month in known else cells.UNKNOWN


def _known_months(data: _Data, source: Source) -> frozenset[date]:
    """Months from the first to the last record of any one file: what lies outside nobody knows.

    Nor is anything known of a long silence within a file (`calendars`). A file for a year in which nothing
    stands before April may begin in April.
    """
    frame, day = data.cleaned.appeals, "registered_date"
    if source.study is not None:
        frame, day = data.cleaned.responses, "responded_date"
    ends = frame[frame["source_id"] == source.id].groupby("source_file_id")[day].agg(["min", "max"])
    pairs = zip(ends["min"], ends["max"], strict=True)
    known = {month for first, last in pairs for month in month_range(first.date(), last.date())}
    return frozenset(known - (data.setting.missing or {}).get(source.id, frozenset()))


def _survey_months(data: _Data, source: Source) -> frozenset[date] | None:
    """Months in which the survey was held; None for a register."""
    if source.study is None:
        return None
    waves = data.project.params.studies[source.study].waves
    return frozenset(month for wave in waves for month in month_range(wave.start, wave.end))
