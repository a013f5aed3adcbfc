"""`index.html`: agencies, their periods and links to the public reports. The same input, the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from painmap.periods import Period
from painmap.report import strings as report_strings
from painmap.report import styles
from painmap.report.formats import NBSP, clean, decimal, short_date
from painmap.site import strings

HERE = Path(__file__).parent


@dataclass(frozen=True)
class FileEntry:
    """A file of a report: its address from the index, and its size in bytes."""

    name: str
    href: str
    size: int

    @property
    def label(self) -> str:
        """«PDF, 412 КБ»."""
        kilobytes = self.size / 1024
        size = (
            strings.MEGABYTES.format(n=decimal(kilobytes / 1024, 1))
            if kilobytes >= 1024
            else strings.KILOBYTES.format(n=decimal(max(1, round(kilobytes))))
        )
        return f"{strings.FORMATS[self.name]}, {size.replace(' ', NBSP)}"


@dataclass(frozen=True)
class ReportEntry:
    """A public report of a period; the first of `files` is the page to read."""

    period: Period
    as_of: date
    files: tuple[FileEntry, ...]


@dataclass(frozen=True)
class AgencyEntry:
    """An agency and its public reports.

    Attributes:
        ground: Why the order lets a public edition out; empty where it does not.
        refusal: Paragraph that keeps it in; told where `ground` is empty.
        reports: By period, oldest first.
    """

    id: str
    title: str
    title_short: str
    region: str
    order_title: str
    order_reference: str
    is_order_draft: bool
    is_demo: bool
    ground: str
    refusal: str
    reports: tuple[ReportEntry, ...]

    def report(self, period: Period) -> ReportEntry | None:
        """The report of this period."""
        return next((r for r in self.reports if r.period == period), None)


def index(agencies: Sequence[AgencyEntry]) -> str:
    """The page; agencies in the order of their regions and titles."""
    ordered = sorted(agencies, key=lambda a: (a.region, a.title, a.id))
    demo = [a.is_demo for a in ordered]
    periods = sorted({r.period for a in ordered for r in a.reports})
    page = _environment().get_template("index.html.j2").render(
        agencies=ordered,
        periods=periods,
        is_any_absent=any(a.reports and a.report(p) is None for a in ordered for p in periods),
        s=strings,
        stamp=report_strings.PUBLIC_DRAFT,
        demo=strings.DEMO if demo and all(demo) else "",
        part_demo=strings.PART_DEMO if any(demo) and not all(demo) else "",
        fonts=styles.fonts(),
        style=styles.page() + (HERE / "templates" / "site.css").read_text(encoding="utf-8"),
        margins=styles.margins({"top-left": strings.TITLE, "top-right": report_strings.PUBLIC_DRAFT}),
    )  # fmt: skip
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _draft(agency: AgencyEntry) -> str:
    """That the act is a draft, where its reference does not say so itself."""
    is_said = report_strings.DRAFT_STEM in agency.order_reference.lower()
    return strings.DRAFT if agency.is_order_draft and not is_said else ""


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clean": clean, "day": short_date, "draft": _draft}
    return environment
