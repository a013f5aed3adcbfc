"""«Карта проблем»: levels, priority, rows, human cells, order of redesign, and the workbook for managers.

A row is a problem or a need of one client kind. Nothing here reads texts for meaning or touches files,
except `xlsx.write`, which is handed a `ReportData`.
"""

from painmap.problem_map.building import ProblemMap, build
from painmap.problem_map.discovery import FOUND_WITHIN, found_in, found_since
from painmap.problem_map.evidence import ITEM_COLUMNS, Evidence
from painmap.problem_map.measures import Measure, measures_of
from painmap.problem_map.priority import printed_rules
from painmap.problem_map.promises import promises
from painmap.problem_map.sensitivity import sensitivity

__all__ = [
    "FOUND_WITHIN",
    "ITEM_COLUMNS",
    "Evidence",
    "Measure",
    "ProblemMap",
    "build",
    "found_in",
    "found_since",
    "measures_of",
    "printed_rules",
    "promises",
    "sensitivity",
]
