"""The drawings behind the charts of `figures`, in matplotlib: a module per kind of chart."""

from painmap.report.drawing.bar_charts import Bar, bars, ranked
from painmap.report.drawing.forest_plot import forest
from painmap.report.drawing.heat_map import heatmap
from painmap.report.drawing.likert_chart import LikertRow, likert
from painmap.report.drawing.look import seaborn_module, style
from painmap.report.drawing.month_lines import monthly, multiples

__all__ = [
    "Bar",
    "LikertRow",
    "bars",
    "forest",
    "heatmap",
    "likert",
    "monthly",
    "multiples",
    "ranked",
    "seaborn_module",
    "style",
]
