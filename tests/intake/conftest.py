"""A made-up agency, formats and files; fixture files are named after their deformity."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from intake_rows import KEY, accounted

from painmap.intake import IntakeRequest, IntakeResult, intake_file
from painmap.params.models import Agency, Corrections, Format, Questionnaire, Source, Study
from painmap.text.deidentify import mask_many

RECEIVED = date(2025, 2, 1)


@pytest.fixture
def agency() -> Agency:
    levels = {"low_below": 0.05, "high_from": 0.1, "high_min_clients": 5}
    return Agency.model_validate(
        {
            "schema_version": 1,
            "id": "agency-of-tests",
            "title": "Ведомство",
            "title_genitive": "Ведомства",
            "title_short": "Ведомство",
            "region": "Край",
            "order": {"title": "Порядок", "reference": "№ 1"},
            "people_first": False,
            "internal_clients": "служащие",
            "signatures": [],
            "channels": [
                {"code": "post", "title": "Почта", "client_kinds": ["external"], "regime": "59-fz"},
                {
                    "code": "email",
                    "title": "Эл. почта",
                    "client_kinds": ["external", "internal"],
                    "regime": "none",
                },
                {"code": "leader", "title": "Приём", "client_kinds": ["internal"], "regime": "none"},
                {
                    "code": "trust",
                    "title": "Телефон доверия",
                    "client_kinds": ["external"],
                    "regime": "none",
                    "is_count_only": True,
                },
            ],
            "other_channels_title": "Иное",
            "topics": [{"code": "01", "title": "Дороги"}, {"code": "02", "title": "Свет"}],
            "units": ["Отдел писем"],
            "sources": [
                {"id": "register", "files": "*", "format": "plain"},
                {"id": "survey", "files": "*", "format": "forms", "study": "study"},
            ],
            "studies": ["study"],
            "editions": [],
            "refusals": {},
            "thresholds": {
                "external": levels,
                "internal": levels,
                "single_below_clients": 5,
                "materials_requests_per_quarter": 5,
                "materials_reason": "п03",
            },
            "disclosure": {"threshold": 5, "survey_min": 10},
            "map_required": False,
            "map_ground": "нет",
        }
    )


@pytest.fixture
def plain_format() -> Callable[..., Format]:
    """The format of a register with the columns `HEADER`; keyword arguments change it."""

    def make(**changes: Any) -> Format:
        outcomes = {"удовлетворено": "upheld", "отказано": "refused", "перенаправлено": "forwarded"}
        columns: dict[str, Any] = {
            "Номер": {"field": "appeal_id"},
            "Дата": {"field": "registered_date", "dates": ["%d.%m.%Y"]},
            "ФИО": {"field": "person_name"},
            "Телефон": {"field": "phone"},
            "Канал": {
                "field": "channel_code",
                "values": {"почта": "post", "эл. почта": "email", "приём": "leader", "доверие": "trust"},
            },
            "Вид": {"field": "appeal_kind", "values": {"жалоба": "complaint", "запрос": "request"}},
            "Текст": {"field": "text"},
            "Ответ": {"field": "answered_date", "dates": ["%d.%m.%Y"]},
            "Итог": {"field": "outcome_code", "values": outcomes},
        }
        base = {"schema_version": 1, "id": "plain", "title": "реестр", "rows": "appeals", "reader": "xlsx"}
        columns |= changes.pop("columns", {})
        return Format.model_validate(base | {"columns": columns} | changes)

    return make


@pytest.fixture
def survey() -> tuple[Study, Questionnaire]:
    wave = {"id": "2024", "start": "2024-10-01", "end": "2024-12-31"}
    questions = [
        {"id": "time", "text": "Насколько Вы довольны сроком?", "kind": "scale", "scale": "five"},
        {"id": "advise", "text": "Порекомендуете ли Вы нас?", "kind": "nps"},
        {
            "id": "place",
            "text": "Где Вы живёте?",
            "kind": "single",
            "options": {"town": "Город", "village": "Село"},
        },
        {
            "id": "need",
            "text": "Что важно?",
            "kind": "multi",
            "options": {"fast": "Быстро", "near": "Близко"},
        },
        {"id": "wish", "text": "Ваши предложения", "kind": "open"},
    ]
    labels = {"5 – да": 5, "1 – нет": 1, "Затрудняюсь ответить": None}
    study = Study.model_validate(
        {
            "schema_version": 1,
            "id": "study",
            "title": "Опрос",
            "purpose": "узнать",
            "object": "люди",
            "questionnaire": "questionnaire",
            "client_kind": "external",
            "mode": "online",
            "kind": "quantitative",
            "waves": [wave],
        }
    )
    questionnaire = Questionnaire.model_validate(
        {
            "schema_version": 1,
            "id": "questionnaire",
            "title": "Анкета",
            "client_kind": "external",
            "scales": {"five": {"labels": labels}},
            "questions": questions,
        }
    )
    return study, questionnaire


@pytest.fixture
def forms_format() -> Callable[..., Format]:
    """The format of a survey export."""

    def make(**changes: Any) -> Format:
        base = {
            "schema_version": 1,
            "id": "forms",
            "title": "анкеты",
            "rows": "responses",
            "reader": "csv",
            "respondent_column": "ID",
            "time_column": "Время",
            "time_formats": ["%Y-%m-%d %H:%M:%S"],
            "empty_words": ["-", "нет", "все хорошо", "."],
        }
        return Format.model_validate(base | changes)

    return make


@pytest.fixture
def take(agency: Agency, survey: tuple[Study, Questionnaire]) -> Callable[..., IntakeResult]:
    """Intake of one file with the real masker."""

    def run(
        path: Path,
        layout: Format,
        *,
        received: date = RECEIVED,
        corrections: Corrections | None = None,
        mask: Any = mask_many,
        source: Source | None = None,
        profile: Agency | None = None,
        form: tuple[Study, Questionnaire] = survey,
    ) -> IntakeResult:
        own = next(s for s in agency.sources if (s.study is None) == (layout.rows == "appeals"))
        request = IntakeRequest(
            path=path,
            file_id=hashlib.sha256(path.read_bytes()).hexdigest()[:12],
            relative_name=f"2025/{path.name}",
            agency=profile or agency,
            source=source or own,
            format=layout,
            received_date=received,
            key=KEY,
            mask=mask,
            study=form[0],
            questionnaire=form[1],
            corrections=corrections,
            reasons={"п01": "Срок"},
        )
        return accounted(intake_file(request), path, layout)

    return run


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as an .xlsx; dates become real Excel dates."""

    def write(
        name: str, rows: Sequence[Sequence[Any]], *, merges: Sequence[Any] = (), sheet: str = "Лист"
    ) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(path, {"strings_to_numbers": False, "constant_memory": False})
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for i, cells in enumerate(rows):
            for j, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    page.write_datetime(i, j, cell, day)
                elif isinstance(cell, int | float):
                    page.write_number(i, j, cell)
                elif cell:
                    page.write_string(i, j, cell)
        for first_row, first_col, last_row, last_col, text in merges:
            page.merge_range(first_row, first_col, last_row, last_col, text)
        book.close()
        return path

    return write


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as delimited text, quoted where needed."""
    import csv
    import io

    def write(
        name: str, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ";"
    ) -> Path:
        stream = io.StringIO()
        csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
        path = tmp_path / name
        path.write_bytes(stream.getvalue().encode(encoding))
        return path

    return write
