"""Ids of the report's sections, in the order of the report; what `editions` and the ledger may name."""

from __future__ import annotations

SECTION_IDS: tuple[str, ...] = (
    "title",
    "key_findings",
    "sources",
    "appeals",
    "surveys_external",
    "surveys_internal",
    "problems",
    "trends",
    "measures",
    "problem_map",
    "materials",
    "extra_collection",
    "revisions",
    "methodology",
    "ledger",
    "stat_tables",
    "not_published",
)

# Every internal report has these besides the profile's, no public one may: a profile cannot name them.
INTERNAL_SECTIONS: tuple[str, ...] = ("quality",)
