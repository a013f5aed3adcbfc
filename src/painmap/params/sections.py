"""Ids of the report's sections, in the order of the report; what `editions` and the ledger may name."""

from __future__ import annotations

SECTION_IDS: tuple[str, ...] = (
    "title",
    "key_findings",
    "digest",
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
    "studies",
    "stat_tables",
    "not_published",
)

# Every internal report with the section at the right has these besides the profile's, no public one may: a
# profile cannot name them.
INTERNAL_SECTIONS: dict[str, str] = {
    "lineage": "problem_map",
    "evidence": "problem_map",
    "quality": "sources",
}
# The profile names these for internal editions only: single cases, signals, how people were asked.
INSIDE_SECTIONS: tuple[str, ...] = ("digest", "studies")
