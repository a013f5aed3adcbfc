"""What the page of data quality counts, from raw files: rows, reasons, fields, months; no word of a cell."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from painmap import metrics
from painmap.periods import Period
from painmap.report_data import DataQuality, Number, SourceQuality
from painmap.schema import REJECTS
from painmap.stages import _clean, _quality
from painmap.stages.baselines import compared
from painmap.stages.project import Project
from tests.conftest import ROOT
from tests.stages.check_tree import AGENCY, HEAD, NAME, ROW

WORD = "Просьба"


def row(number: int, day: str, **parts: str) -> str:
    """A line of the register with its number, its day and what else is changed."""
    plain = {"code": "", "name": NAME, "address": "", "phone": "", "email": "", "officer": ""}
    cells = dict(zip(HEAD.split(";"), ROW.format(**plain).split(";"), strict=True))
    given = {"Номер": f"05-{number:04d}/25", "Дата регистрации": day, "Дата завершения": "", "Итог": ""}
    return ";".join((cells | given | parts).values())


FILES = {
    "register-a.csv": [
        row(1, "09.01.2025"),
        row(2, "10.01.2025"),
        row(2, "10.01.2025", Итог="Разъяснено", **{"Дата завершения": "03.02.2025"}),
        row(3, "14.01.2025", Итог="Разъяснено", **{"Дата завершения": "10.01.2025"}),
        *(row(number, "15.01.2025", **{"Вид документа": WORD}) for number in (4, 5, 6)),
        row(7, "31.02.2025"),
        row(8, "03.03.2025", Итог="Разъяснено", **{"Дата завершения": "20.01.2026"}),
        row(9, "04.03.2025"),
    ],
    # Comes after it by its name: one number again, and a month of its own.
    "register-b.csv": [row(9, "04.03.2025"), row(10, "02.06.2025")],
}


def survey(path: Path) -> None:
    """Five questionnaires of the demo set, the last one twice."""
    demo = ROOT / "data" / "raw" / AGENCY / "2025" / "survey-external-2025-demo.csv"
    with demo.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))[:6]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([*lines, lines[-1]])


@pytest.fixture(scope="module")
def project(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    root = tmp_path_factory.mktemp("quality") / "project"
    shutil.copytree(template, root)
    raw = root / "data" / "raw" / AGENCY / "2025"
    shutil.rmtree(raw)
    raw.mkdir()
    for name, lines in FILES.items():
        (raw / name).write_bytes(("\n".join([HEAD, *lines]) + "\n").encode("cp1251"))
    survey(raw / "survey-external-2025.csv")
    (root / "key").write_text("5a" * 32, encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAINMAP_KEY_FILE", str(root / "key"))
        made = Project(root, AGENCY)
        _clean.run(made)
        yield made


def told(project: Project, period: str = "2025", **fields: Any) -> DataQuality:
    cleaned = _clean.load(project)
    setting = metrics.Setting(
        agency=project.params.agency,
        defaults=project.params.report,
        period=Period.parse(period),
        responses=cleaned.responses,
        **fields,
    )
    return _quality.told(project, cleaned, setting)


def of(quality: DataQuality, name: str) -> SourceQuality:
    return next(source for source in quality.sources if source.id == name)


@pytest.fixture(scope="module")
def register(project: Project) -> SourceQuality:
    return of(told(project), "register")


def shown(months: tuple[Number, ...]) -> list[int | str]:
    return [month.mark or int(month.value or 0) for month in months]


def test_every_row_of_the_files_is_accounted_for(register: SourceQuality) -> None:
    assert register.files == 2
    assert register.data == sum(map(len, FILES.values())) == 12
    assert (register.kept, register.rejected, register.superseded) == (7, 4, 1)
    assert register.other == 2, "the two headers"
    assert sum(one.rows for one in register.reasons) == register.rejected


def test_rows_that_a_later_file_renews_are_counted(register: SourceQuality) -> None:
    assert register.renewed == 1
    assert register.records == 6


def test_reasons_hold_no_word_of_a_cell(project: Project, register: SourceQuality) -> None:
    rejects = _clean.load(project).rejects
    assert rejects["reasons"].str.contains(WORD).sum() == 3, "the notebook tells the word"
    assert WORD not in register.model_dump_json()
    first = register.reasons[0]
    assert (first.column, first.reason, first.rows) == ("Вид документа", "значение не описано в формате", 3)
    assert first.remedy


def test_no_name_of_a_person_or_a_file_is_told(project: Project) -> None:
    text = told(project).model_dump_json()
    assert not any(part in text for part in NAME.split())
    assert not any(name in text for name in FILES)
    assert not re.search(r"05-\d{4}/25", text)


def test_values_set_aside_are_named_by_their_field(register: SourceQuality) -> None:
    counts = {(column, what): n for column, what, n in register.set_aside}
    assert counts == {
        ("Дата ответа заявителю", "раньше регистрации"): 1,
        ("Дата ответа заявителю", "позже получения файла"): 1,
    }


def test_months_beyond_the_files_are_unknown_and_those_between_are_zero(register: SourceQuality) -> None:
    assert shown(register.months) == [3, 0, 2, 0, 0, 1, *["…"] * 6]
    assert shown(register.previous_months) == ["…"] * 12


def test_a_month_that_the_calendars_miss_is_unknown_within_a_file(project: Project) -> None:
    missing = {"register": frozenset([date(2025, 2, 1), date(2025, 3, 1)])}
    # What was registered in such a month all the same is shown.
    found = of(told(project, missing=missing), "register")
    assert shown(found.months) == [3, "…", 2, 0, 0, 1, *["…"] * 6]


def test_a_survey_has_no_gap_where_no_wave_was(project: Project) -> None:
    """The clients' wave has a file up to October, the staff's one of November and December has none."""
    external, internal = (of(told(project), f"survey-{kind}") for kind in ("external", "internal"))
    assert shown(external.months) == [*["–"] * 9, 5, "…", "–"]
    assert shown(internal.months) == [*["–"] * 10, "…", "…"]
    assert external.is_survey
    assert not external.fields


def test_fields_without_a_column_are_told_apart_from_empty_ones(project: Project) -> None:
    quality = told(project)
    fields = {field.field: field for field in of(quality, "register").fields}
    assert (fields["topic_code"].filled, fields["topic_code"].base) == (6, 6)
    assert (fields["reason_code"].filled, fields["reason_code"].base) == (0, 6)
    assert (fields["answered_date"].filled, fields["answered_date"].base) == (1, 3)
    mail = {field.field: field.filled for field in of(quality, "mail").fields}
    assert mail["reason_code"] is None
    assert mail["topic_code"] is None
    assert mail["client_id"] == 0, "an address makes a client"
    calls = {field.field: field.filled for field in of(quality, "calls").fields}
    assert calls["text"] == 0


def test_only_appeals_of_the_period_count_and_only_what_was_known(project: Project) -> None:
    quarter = of(told(project, "2025-Q1"), "register")
    assert (quarter.records, shown(quarter.months)) == (5, [3, 0, 2])
    fields = {field.field: field for field in quarter.fields}
    assert fields["text"].base == 5
    # «Разъяснено» without a day of answer became known with the file, after the quarter.
    assert fields["outcome_code"].filled == 1
    assert quarter.data == 12, "rows are those of the files of the year"


def test_links_are_unknown_unless_the_profile_asks_for_them(project: Project) -> None:
    assert of(told(project), "register").linked is None
    agency = project.params.agency.model_copy(update={"client_linking": "цель"})
    cleaned = _clean.load(project)
    appeals = cleaned.appeals.assign(same_as=None)
    appeals.loc[:1, "same_as"] = appeals["record_id"].iloc[-1]
    setting = metrics.Setting(agency=agency, defaults=project.params.report, period=Period(2025))
    linked = _quality.told(
        project,
        _clean.Cleaned(appeals, cleaned.responses, cleaned.rejects, (), (), cleaned.items),
        setting,
    )
    assert of(linked, "register").linked == 2
    assert of(linked, "mail").linked == 0


def test_letters_of_mailings_are_counted(project: Project) -> None:
    cleaned = _clean.load(project)
    appeals = cleaned.appeals.copy()
    appeals.loc[:2, "mailing_id"] = ["m1", "m1", "m2"]
    setting = metrics.Setting(
        agency=project.params.agency, defaults=project.params.report, period=Period(2025)
    )
    marked = _clean.Cleaned(appeals, cleaned.responses, cleaned.rejects, (), (), cleaned.items)
    found = of(_quality.told(project, marked, setting), "register")
    assert (found.mailings, found.mailing_letters) == (2, 3)


def test_questionnaires_of_one_number_are_superseded_too(project: Project) -> None:
    found = of(told(project), "survey-external")
    assert (found.data, found.kept, found.rejected, found.superseded) == (6, 5, 0, 1)
    assert found.reasons == ()
    assert found.records == 5


def test_changes_come_from_what_was_accepted(project: Project) -> None:
    changes = told(project).changes
    assert [one.source_id for one in changes] == [source.id for source in project.params.agency.sources]
    for one, known in zip(changes, compared.changes(project), strict=True):
        same = ("accepted_date", "rows_then", "rows_now", "rows_new", "rows_gone", "warnings")
        assert [getattr(one, name) for name in same] == [getattr(known, name) for name in same]
    assert changes[0].rows_now == 6


def test_the_order_of_rejects_changes_nothing(project: Project) -> None:
    cleaned = _clean.load(project)
    turned = REJECTS.conform(cleaned.rejects.iloc[::-1])
    setting = metrics.Setting(
        agency=project.params.agency, defaults=project.params.report, period=Period(2025)
    )
    both = [
        _quality.told(
            project,
            _clean.Cleaned(appeals, cleaned.responses, rejects, (), (), cleaned.items),
            setting,
        )
        for appeals, rejects in (
            (cleaned.appeals, cleaned.rejects),
            (cleaned.appeals.iloc[::-1], turned),
        )
    ]
    assert both[0].model_dump_json() == both[1].model_dump_json()
