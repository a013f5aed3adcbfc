"""The drawings behind the charts of `figures`, in matplotlib: a module per kind of chart."""

from painmap.report.drawing.bar_charts import Bar, bars, ranked
from painmap.report.drawing.forest_plot import forest, goes_beyond
from painmap.report.drawing.heat_map import heatmap
from painmap.report.drawing.likert_chart import LikertRow, likert
from painmap.report.drawing.look import seaborn_module, style
from painmap.report.drawing.month_lines import Frame, monthly, multiples
from painmap.report.drawing.passages import Passage, passages

__all__ = [
    "Bar",
    "Frame",
    "LikertRow",
    "Passage",
    "bars",
    "forest",
    "goes_beyond",
    "heatmap",
    "likert",
    "monthly",
    "multiples",
    "passages",
    "ranked",
    "seaborn_module",
    "style",
]
