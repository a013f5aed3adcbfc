"""The methodology tells how the trend tests did on made-up series."""

from __future__ import annotations

import re

from painmap.report.blocks import Prose
from painmap.report.sections.annexes import methodology
from painmap.report.sections.calibration import calibration
from painmap.report_data import Calibration, PowerPoint, ReportData

FOUND = Calibration(
    cells=48,
    series=4021,
    size=0.0462,
    size_low=0.031,
    size_high=0.0589,
    coverage=0.9541,
    ten_per_cent=(0.021, 0.842),
    power=(
        PowerPoint(mean=15, months=24, share=0.775),
        PowerPoint(mean=15, months=36, share=0.8562),
        PowerPoint(mean=80, months=36, share=0.9991),
    ),
)


def text(report: ReportData) -> str:
    blocks = [block for block in methodology(report) if isinstance(block, Prose)]
    return re.sub(r"<[^>]+>", " ", " ".join(str(block.markup) for block in blocks)).replace("\xa0", " ")


def test_false_alarms_and_power_are_told(internal: ReportData) -> None:
    said = text(internal.model_copy(update={"calibration": FOUND}))
    assert "48 сочетаний" in said
    assert "не менее 4 021 ряда" in said
    assert "в 4,6 % случаев (по сочетаниям — от 3,1 до 5,9 %" in said
    assert "в 95,4 % случаев" in said
    assert "ошибается в 2–84 % случаев" in said
    assert "при 15 в месяц — в 86 %, при 80 в месяц — в 100 %." in said


def test_nothing_is_told_of_what_was_not_measured_or_is_not_shown(internal: ReportData) -> None:
    report = internal.model_copy(update={"calibration": FOUND})
    without = tuple(s for s in report.sections if s != "trends")
    assert "сочетаний" not in text(report.model_copy(update={"sections": without}))
    assert list(calibration(None)) == []
