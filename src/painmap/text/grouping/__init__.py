"""Groups of texts with one meaning, without being told how many.

Source of the consensus: Monti et al. 2003, Machine Learning 52:91 (co-association of runs on part of the
features); of the groups: Blondel et al. 2008, J. Stat. Mech. P10008 (Louvain). Figures of this
design and of others: `benchmarks/text/README.md`.
"""

from __future__ import annotations

from painmap.text.grouping.engine import group
from painmap.text.grouping.result import Group, Grouping

__all__ = ["Group", "Grouping", "group"]
