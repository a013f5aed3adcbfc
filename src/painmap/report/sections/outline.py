"""Numbers of the sections of an edition: «3. Обращения», «Приложение 1. …»."""

from __future__ import annotations

from painmap.report import strings
from painmap.report_data import ReportData


def places(report: ReportData) -> dict[str, tuple[bool, int]]:
    """(is an annex, its number) of each section that the edition has, in the order of the report."""
    found: dict[str, tuple[bool, int]] = {}
    counts = {False: 0, True: 0}
    for name in strings.SECTIONS:
        if name in report.sections and name != "title":
            is_annex = name in strings.ANNEXES
            counts[is_annex] += 1
            found[name] = is_annex, counts[is_annex]
    return found


def headings(report: ReportData) -> dict[str, str]:
    """The numbered heading of each section."""
    return {
        name: (strings.ANNEX if is_annex else strings.BODY).format(
            number=number, title=strings.SECTIONS[name]
        )
        for name, (is_annex, number) in places(report).items()
    }


def reference(report: ReportData, section: str) -> str:
    """«в разделе 3 «Обращения»»; the bare name where the edition does not have the section."""
    if section == "title" and section in report.sections:
        return strings.IN_TITLE
    is_annex, number = places(report).get(section, (False, 0))
    if not number:
        return strings.IN_MISSING.format(title=strings.SECTIONS[section])
    return (strings.IN_ANNEX if is_annex else strings.IN_SECTION).format(
        number=number, title=strings.SECTIONS[section]
    )
