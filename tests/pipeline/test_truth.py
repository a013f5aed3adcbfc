"""The planted figures in the reports of one agency, in the build that the other tests share."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pipeline.conftest import AGENCY, Done
from tests.pipeline.truth import CHECKS, Year, is_near, problems

pytestmark = [pytest.mark.pipeline, pytest.mark.xdist_group("pipeline")]

# Words of the register's column «Итог».
NO_ANSWER_DUE = ("Оставлено без ответа", "Отозвано заявителем")


@pytest.fixture(scope="module")
def own(built: tuple[Path, Done]) -> Year:
    truth = json.loads((ROOT / "tests" / "demo" / "truth.json").read_text(encoding="utf-8"))
    return Year(built[0], AGENCY, "2025", truth[AGENCY])


@pytest.mark.parametrize("check", CHECKS)
def test_the_planted_figures_are_met(own: Year, check: str) -> None:
    assert CHECKS[check](own) == []


def test_lawful_extensions_are_no_violations(own: Year) -> None:
    """Counted here by hand from the raw register: answered after the term, within the extended one."""
    path = own.root / "data" / "raw" / AGENCY / "2025" / "register-2025-demo.csv"
    _, _, table = path.read_text(encoding="cp1251").partition("\n")
    answered = 0
    for row in csv.DictReader(io.StringIO(table), delimiter=";"):
        if row["Срок продлён до"] and row["Дата завершения"] and row["Тип клиента"] == "Внешний":
            day, end, until = (
                _day(row[k]) for k in ("Дата регистрации", "Дата завершения", "Срок продлён до")
            )
            # Who is owed no answer (59-ФЗ ст. 11, or at the applicant's wish) was not answered on that day.
            is_owed = row["Итог"] not in NO_ANSWER_DUE
            answered += is_owed and timedelta(30) < end - day and end <= until and end.year == 2025
    figures = json.loads((own.root / "data" / "interim" / AGENCY / "2025" / "figures.json").read_bytes())
    rows = {
        row["code"]: row["cells"]["period"]["value"] for row in figures["tables"]["terms-external"]["rows"]
    }
    assert answered > 2
    assert rows["extended"] == answered


def _day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()


def test_planted_problems_are_found_as_often(own: Year) -> None:
    found = problems(own)
    assert len(found) == len(own.planted["problem_of"])
    assert not found[~is_near(found)].to_dict("records")
