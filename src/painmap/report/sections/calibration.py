"""What the trend tests were measured to do: how often they err, and what they find."""

from __future__ import annotations

from collections.abc import Iterator

from painmap.report import strings
from painmap.report.blocks import Block, Heading, Prose
from painmap.report.formats import counted, decimal
from painmap.report.html import paragraphs
from painmap.report_data import Calibration


def calibration(found: Calibration | None) -> Iterator[Block]:
    """False alarms, coverage and what the usual rule gives; how often a step of +50 % is found."""
    if found is None:
        return
    yield Heading(strings.METHOD_CALIBRATION, "method-calibration")
    said = strings.METHOD_CALIBRATION_SIZE.format(
        cells=decimal(found.cells),
        series=counted(found.series, strings.FORMS["series_genitive"]),
        size=_percent(found.size),
        low=_percent(found.size_low),
        high=_percent(found.size_high),
        coverage=_percent(found.coverage),
        ten_low=_percent(found.ten_per_cent[0], 0),
        ten_high=_percent(found.ten_per_cent[1], 0),
    )
    longest = max(point.months for point in found.power)
    powers = [
        strings.METHOD_CALIBRATION_POINT.format(mean=decimal(p.mean), share=_percent(p.share, 0))
        for p in found.power
        if p.months == longest
    ]
    power = strings.METHOD_CALIBRATION_POWER.format(points=", ".join(powers))
    yield Prose(paragraphs([said, power]))


def _percent(share: float, digits: int = 1) -> str:
    return decimal(100 * share, digits)
