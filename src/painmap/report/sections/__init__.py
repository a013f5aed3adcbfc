"""The sections of a report, one callable each: `sections.appeals(report)` → `Html`.

`SECTIONS` is the order of the report. A section that the edition does not have gives empty Html, one
without data says so and why. Numbers of sections, tables and figures come from the whole document each
time, so that cells of the notebook may run in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from markupsafe import Markup

from painmap.report import blocks, strings, styles
from painmap.report.blocks import Block, Heading, Numbering, Prose
from painmap.report.formats import clean
from painmap.report.html import Html, join, paragraphs, tag
from painmap.report.sections import (
    annexes,
    data,
    findings,
    front,
    outline,
    pains,
    plans,
    statistics,
    surveys,
    trail,
)
from painmap.report.sections.digest import digest as digest_of_month
from painmap.report.sections.lineage import lineage as passages_of_problems
from painmap.report.sections.quality_page import data_quality
from painmap.report.sections.studies import studies as passports
from painmap.report_data import ReportData


@dataclass(frozen=True)
class Section:
    """A section: builds its blocks, and shows them numbered."""

    id: str
    build: Callable[[ReportData], Iterable[Block]]

    @property
    def title(self) -> str:
        """Its name in the report."""
        return strings.SECTIONS[self.id]

    def __call__(self, report: ReportData) -> Html:
        """The section as Html; empty where the edition has no such section."""
        document = _document(report)
        if self.id not in document.blocks:
            return Html(Markup(""), self.title)
        heading = tag("h2", document.headings[self.id], id=f"h-{self.id}")
        body = blocks.render(document.blocks[self.id], document.numbers)
        wide = " wide" if self.id in strings.WIDE else ""
        content = tag(
            "section", join([heading, body]), id=self.id, class_=f"pm{wide}", aria_labelledby=f"h-{self.id}"
        )
        return Html(content, self.title)


@dataclass(frozen=True)
class Document:
    """All sections of an edition: their headings, blocks and the numbers of tables and figures."""

    headings: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    numbers: Numbering = field(default_factory=Numbering)


def title(report: ReportData) -> Html:
    """The title page with the only `h1`."""
    return Html(tag("div", front.cover(report), class_="pm"), strings.SECTIONS["title"])


def contents(report: ReportData) -> Html:
    """The contents of this edition."""
    document = _document(report)
    entries = [(name, heading, _listed(document.blocks[name])) for name, heading in document.headings.items()]
    return Html(tag("div", front.contents(entries), class_="pm"), strings.CONTENTS)


def style() -> Html:
    """The style sheet, so that sections look in JupyterLab as they do in the report."""
    return Html(tag("style", Markup(styles.notebook())), "style")


def _listed(found: Iterable[Block]) -> list[tuple[str, str]]:
    return [(b.anchor, clean(b.text)) for b in found if isinstance(b, Heading) and b.level == 3 and b.anchor]


key_findings = Section("key_findings", front.key_findings)
digest = Section("digest", digest_of_month)
sources = Section("sources", data.sources)
appeals = Section("appeals", data.appeals)
surveys_external = Section("surveys_external", surveys.surveys_external)
surveys_internal = Section("surveys_internal", surveys.surveys_internal)
problems = Section("problems", pains.problems)
lineage = Section("lineage", passages_of_problems)
trends = Section("trends", findings.trends)
measures = Section("measures", findings.measures)
problem_map = Section("problem_map", plans.problem_map)
materials = Section("materials", plans.materials)
extra_collection = Section("extra_collection", plans.extra_collection)
revisions = Section("revisions", plans.revisions)
methodology = Section("methodology", annexes.methodology)
ledger = Section("ledger", annexes.ledger)
studies = Section("studies", passports)
evidence = Section("evidence", trail.evidence)
stat_tables = Section("stat_tables", statistics.stat_tables)
quality = Section("quality", data_quality)
not_published = Section("not_published", annexes.not_published)

SECTIONS: tuple[Section, ...] = (
    key_findings, digest, sources, appeals, surveys_external, surveys_internal, problems, lineage, trends,
    measures, problem_map, materials, extra_collection, revisions, methodology, ledger, studies, evidence,
    stat_tables, quality, not_published,
)  # fmt: skip

# The document of the report shown last: a memo of a pure function, compared by identity.
_memo: list[tuple[ReportData, Document]] = []


def _document(report: ReportData) -> Document:
    if not _memo or _memo[0][0] is not report:
        _memo[:] = [(report, _assemble(report))]
    return _memo[0][1]


def _assemble(report: ReportData) -> Document:
    shown = [section for section in SECTIONS if section.id in report.sections]
    built = {section.id: _blocks(section, report) for section in shown}
    return Document(
        outline.headings(report), built, blocks.numbering(block for part in built.values() for block in part)
    )


def _blocks(section: Section, report: ReportData) -> tuple[Block, ...]:
    found = tuple(section.build(report))
    if not found:
        is_withheld = report.hidden.get(section.id, 0) > 0
        gaps = report.guidance_gaps if section.id == "materials" else ()
        why = "_".join((section.id, *gaps))
        text = strings.NO_DATA.format(reason=strings.REASONS_NO_DATA[why])
        found = (Prose(paragraphs([strings.WITHHELD if is_withheld else text])),)
    said = report.comments.get(section.id, ())
    return (*found, Prose(tag("div", paragraphs(said), class_="comments"))) if said else found
