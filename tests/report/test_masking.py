"""What the methodology says of masking: counts, measured recall, its limits."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from painmap.periods import Period
from painmap.report import sections
from painmap.report_data import Masking, MaskingMeasurement, MaskingRecall, ReportData
from painmap.stages.project import Project
from tests.conftest import ROOT

MEASURED = MaskingMeasurement(
    corpus="synthetic",
    measured_on=date(2026, 11, 22),
    texts=1500,
    other_masked=0.0048,
    recalls=(
        MaskingRecall(title="телефоны", n=488, recall=0.99996),
        MaskingRecall(title="СНИЛС", n=101, recall=1.0),
    ),
)


@pytest.fixture
def told(internal: ReportData) -> str:
    masking = Masking(counts=(("телефоны", 942), ("паспортные данные", 7)), measurements=(MEASURED,))
    report = internal.model_copy(update={"masking": masking})
    return said(report)


def said(report: ReportData) -> str:
    page = sections.methodology(report)._repr_html_()
    part = page.split("Маскирование персональных данных", 1)[1].split("<h3")[0]
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", part)).replace("\N{NO-BREAK SPACE}", " ")


def test_recall_stands_beside_the_counts_and_is_never_rounded_up(told: str) -> None:
    assert "телефоны 942 99,9 (488)" in told
    assert "паспортные данные 7 …" in told
    assert "СНИЛС 0 100,0 (101)" in told


def test_source_and_limits_are_told(told: str) -> None:
    assert "1 500 текстов, измерено 22 ноября 2026 г.; закрыто и 0,5 % прочих знаков." in told
    assert "На текстах органа полнота не измерялась" in told
    assert "docs/model-card-deidentification.md" in told


def test_without_measurements_only_counts_are_told(internal: ReportData) -> None:
    text = said(internal.model_copy(update={"masking": Masking(counts=(("телефоны", 942),))}))
    assert "телефоны 942" in text
    assert "Полнота" not in text


def test_public_edition_tells_no_recall(internal: ReportData) -> None:
    text = said(internal.model_copy(update={"masking": None}))
    assert "Полнота" not in text


def test_new_figures_of_masking_make_the_report_anew(project: Path) -> None:
    period = Period.parse("2025")
    before = Project(project, "minec-49").trends_stamp(period).value
    figures = project / "params" / "model_cards" / "deidentification.yaml"
    text = figures.read_text(encoding="utf-8")
    figures.write_text(re.sub(r"other_masked: [\d.]+", "other_masked: 0.25", text, count=1), encoding="utf-8")
    assert Project(project, "minec-49").trends_stamp(period).value != before


def test_every_agency_is_told_the_figures_of_params() -> None:
    figures = Project(ROOT, "minec-49").params.deidentification
    assert [m.corpus for m in figures.measurements][:1] == ["synthetic"]
