"""All raw files of an agency to processed tables, one folder per year of registration."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from painmap import codes, intake
from painmap.errors import PainmapError
from painmap.intake import HeldTexts, IntakeResult
from painmap.schema import APPEAL_ITEMS, APPEALS, REJECTS, RESPONSES
from painmap.stages import _accounts, _coverage, _intake, _mappings, _masks
from painmap.stages.baselines import counts
from painmap.stages.project import Project, is_done, note_done
from painmap.stages.store import read_json, read_tables, write_json, write_table

_HEADS = {
    "data": "строк данных",
    "kept": "принято",
    "rejected": "отклонено",
    "month": "строк-месяцев",
    "total": "итоговых строк",
    "header": "строк шапки",
    "note": "примечаний",
    "blank": "пустых строк",
}
_REJECTED = {
    "sheet": "Лист",
    "row": "Строка",
    "column": "Графа",
    "value_class": "Что в ячейке",
    "reasons": "Почему",
    "remedy": "Что сделать",
}
_WRITTEN = (
    "appeals.parquet", "appeal_items.parquet", "responses.parquet", "rejects.parquet", "journal.json",
)  # fmt: skip
_FILLED = ("client_id", "appeal_kind", "topic_code", "reason_code", "answered_date", "outcome_code", "text")


@dataclass(frozen=True)
class Cleaned:
    """Processed tables of an agency, with what an analyst wants to see of them.

    Attributes:
        appeals, responses: All years (`schema.APPEALS`, `schema.RESPONSES`).
        rejects: A row is a rejected row of a raw file, with the file's name.
        journals: What intake noted of each file.
        warnings: Russian sentences about the folder and the files.
        items: Questions of appeals (`schema.APPEAL_ITEMS`), all years.
    """

    appeals: pd.DataFrame
    responses: pd.DataFrame
    rejects: pd.DataFrame
    journals: tuple[dict[str, Any], ...]
    warnings: tuple[str, ...]
    items: pd.DataFrame

    @cached_property
    def files(self) -> pd.DataFrame:
        """A row is a raw file: rows by head."""
        rows = [
            {"Файл": j["file"], "Получен": j["received_date"], **{_HEADS[h]: n for h, n in j["rows"].items()}}
            for j in self.journals
        ]
        return pd.DataFrame(rows)

    @cached_property
    def rejected(self) -> pd.DataFrame:
        """A row is a file, a reason and the number of rows rejected for it."""
        frame = self.rejected_rows
        return frame.groupby(["Файл", "Почему", "Что сделать"], dropna=False).size().reset_index(name="Строк")

    @cached_property
    def rejected_rows(self) -> pd.DataFrame:
        """A row is a rejected row of a raw file: where it stands and why, without values."""
        files = {j["file_id"]: j["file"] for j in self.journals}
        frame = self.rejects.assign(Файл=self.rejects["source_file_id"].map(files))
        return frame[["Файл", *_REJECTED]].rename(columns=_REJECTED)

    @cached_property
    def unused(self) -> pd.DataFrame:
        """A row is a word that a format maps and that none of its files holds."""
        return pd.DataFrame(_mappings.unused(self.journals), columns=["Формат", "Графа", "Слово"])

    @cached_property
    def masked(self) -> pd.DataFrame:
        """A row is a type of personal data: how often it was masked in each source."""
        return _masks.by_source(self.journals)

    @cached_property
    def masked_rules(self) -> pd.DataFrame:
        """A row is a rule of the masker: how often it found what it looks for."""
        return _masks.by_rule(self.journals)

    @cached_property
    def completeness(self) -> pd.DataFrame:
        """A row is a field: share of appeals in which it is filled, by year of registration."""
        years = self.appeals["registered_date"].dt.year.rename("Год")
        shares = self.appeals[list(_FILLED)].notna().groupby(years).mean().T
        shares.index = [APPEALS.column(name).meaning for name in shares.index]
        return shares.map(lambda share: f"{100 * share:.1f} %".replace(".", ","))

    @cached_property
    def months(self) -> pd.DataFrame:
        """A row is a month: appeals by client kind."""
        month = self.appeals["registered_date"].dt.strftime("%Y-%m").rename("Месяц")
        table = pd.crosstab(month, self.appeals["client_kind"])
        return table.rename(columns=codes.CLIENT_KINDS).rename_axis(columns="Клиенты")

    @cached_property
    def mailings(self) -> pd.DataFrame:
        """A row is a mass mailing: first and last day, letters."""
        letters = self.appeals[self.appeals["mailing_id"].notna()]
        days = letters.groupby("mailing_id")["registered_date"].agg(["min", "max", "size"])
        days = days.rename_axis("Рассылка")
        return days.rename(columns={"min": "Первое письмо", "max": "Последнее письмо", "size": "Писем"})

    @cached_property
    def links(self) -> pd.DataFrame:
        """A row is a pair of channels: appeals that came by the first and then also by the second."""
        second = self.appeals[self.appeals["same_as"].notna()]
        first = self.appeals.set_index("record_id")["channel_code"].reindex(second["same_as"])
        pairs = pd.DataFrame({"Код канала": first.to_numpy(), "Затем по каналу": second["channel_code"]})
        return pairs.groupby(["Код канала", "Затем по каналу"]).size().reset_index(name="Обращений")


def run(project: Project) -> Cleaned:
    """Read what has changed, bring all files together, write the processed tables."""
    _coverage.check_key(project)
    folder = project.tree.interim_clean(project.id)
    stamp = project.clean_stamp()
    if not is_done(folder, stamp):
        _make(project)
        written = [path for path in project.tree.processed(project.id).glob("*/*") if path.name in _WRITTEN]
        note_done(folder, stamp, [folder / _coverage.COVERAGE, folder / counts.COUNTS, *written])
    return load(project)


def load(project: Project) -> Cleaned:
    """The processed tables as they are."""
    years = sorted(project.tree.processed(project.id).glob("[0-9]*"))
    journals = [journal for year in years for journal in read_json(year / "journal.json")["files"]]
    copies = _accounts.without_copies(project.raw.files)[1]
    warnings = [
        *project.raw.warnings,
        *copies,
        *(f"{j['file']}: {w}" for j in journals for w in j["warnings"]),
    ]
    return Cleaned(
        read_tables([year / "appeals.parquet" for year in years], APPEALS),
        read_tables([year / "responses.parquet" for year in years], RESPONSES),
        read_tables([year / "rejects.parquet" for year in years], REJECTS),
        tuple(journals),
        tuple(warnings),
        read_tables([year / "appeal_items.parquet" for year in years], APPEAL_ITEMS),
    )


def _make(project: Project) -> None:
    texts = HeldTexts()
    results = _read_all(project, texts)
    combined = intake.combine([result for _, result in results], project.params.agency, texts)
    results = _accounts.with_replaced(results, combined.replaced)
    _accounts.check(results, project.params.report.rejects)
    appeals = intake.mark_mailings(combined.appeals, texts, project.params.report.text)
    linking = (project.params.agency, project.params.report.link_days)
    appeals = intake.link_channels(appeals, texts, *linking)
    responses = combined.responses
    registered = appeals.set_index("record_id")["registered_date"]
    asked_in = registered.reindex(combined.items["record_id"]).dt.year.to_numpy()
    years = {
        *appeals["registered_date"].dt.year.astype(int),
        *responses["responded_date"].dt.year.astype(int),
        *(year for year, _ in results),
    }
    base = project.tree.processed(project.id)
    for year in sorted(years):
        filed = [result for filing_year, result in results if filing_year == year]
        rejects = pd.concat([r.rejects for r in filed], ignore_index=True) if filed else REJECTS.empty()
        place = base / str(year)
        of_year = texts.brought_back(appeals[appeals["registered_date"].dt.year == year])
        write_table(place / "appeals.parquet", APPEALS, of_year)
        write_table(place / "appeal_items.parquet", APPEAL_ITEMS, combined.items[asked_in == year])
        answered = responses[responses["responded_date"].dt.year == year]
        write_table(place / "responses.parquet", RESPONSES, answered)
        write_table(place / "rejects.parquet", REJECTS, rejects)
        journal = {"key_fingerprint": project.key.fingerprint, "files": [r.journal for r in filed]}
        write_json(place / "journal.json", journal)
    for stale in base.glob("[0-9]*"):
        if int(stale.name) not in years:
            shutil.rmtree(stale)
    _coverage.write_coverage(project, appeals, responses)
    counts.write_counts(project, appeals, responses)


def _read_all(project: Project, texts: HeldTexts) -> list[tuple[int, IntakeResult]]:
    """(filing year, result with its texts put away) of each file.

    One that cannot be read stops the agency, after all were tried.
    """
    results, failures = [], []
    for file in _accounts.without_copies(project.raw.files)[0]:
        try:
            _intake.run(project, file)
            found = _intake.found(project, file)
            results.append((file.year, replace(found, appeals=texts.put_away(found.appeals))))
        except PainmapError as error:
            failures.append(error)
    _accounts.stop(failures, "Не прочитано файлов")
    return results
