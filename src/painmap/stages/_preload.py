"""Everything that a stage would import or load on its way, at once."""

from __future__ import annotations

import contextlib
import importlib
from pathlib import Path

from painmap.errors import PainmapError
from painmap.params.load import agency_ids, load_agency
from painmap.paths import Tree
from painmap.report import drawing
from painmap.text import language

_MODULES = (
    "painmap.stages._clean", "painmap.stages._intake", "painmap.stages._overview",
    "painmap.stages._pain_points", "painmap.stages._report", "painmap.stages._texts",
    "painmap.stages._trends",
    "painmap.report.cases_book", "painmap.report.export", "painmap.report.figures", "painmap.report.render",
    "painmap.report.sections",
    "painmap.problem_map.xlsx",
    "statsmodels.duration.survfunc",
    "statsmodels.genmod.generalized_linear_model",
    "statsmodels.stats.multitest",
    "statsmodels.stats.rates",
    "pyarrow.parquet",
    "openpyxl",
)  # fmt: skip


def run(root: str | Path, *, with_language: bool) -> None:
    """Import them and parse the parameters; with the language models if they are wanted."""
    for module in _MODULES:
        importlib.import_module(module)
    with drawing.style():
        drawing.seaborn_module()
    # What is wrong with the parameters is for the stage to say that reads them.
    tree = Tree(Path(root))
    with contextlib.suppress(PainmapError):
        for agency in agency_ids(tree):
            load_agency(tree, agency)
    if with_language:
        language.annotate(["Иван Петров не дозвонился."], ("morph", "syntax", "ner"))
