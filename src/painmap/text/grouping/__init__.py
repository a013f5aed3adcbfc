"""Groups of texts with one meaning, without being told how many.

Stems that stand for subjects are chosen first (`seeds`), the groups grow from them (`graph`): a seed is
chosen by all texts, so that it, and with it the group's id, holds when texts are added or dropped. Figures
of this design and of others: `benchmarks/text/README.md`.
"""

from __future__ import annotations

from painmap.text.grouping.engine import group
from painmap.text.grouping.result import Group, Grouping

__all__ = ["Group", "Grouping", "group"]
