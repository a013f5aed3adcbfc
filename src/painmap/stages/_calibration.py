"""What is known of the trend tests themselves, as the methodology tells it."""

from __future__ import annotations

from painmap.params.models import TrendCard
from painmap.report_data import Calibration, PowerPoint


def told(card: TrendCard) -> Calibration:
    """The figures of the card that a reader can use."""
    return Calibration(
        cells=card.cells,
        series=card.series,
        size=card.size,
        size_low=card.size_low,
        size_high=card.size_high,
        coverage=card.coverage,
        ten_per_cent=card.ten_per_cent,
        power=tuple(PowerPoint(mean=p.mean, months=p.months, share=p.share) for p in card.power),
    )
