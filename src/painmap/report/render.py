"""From the executed notebook to one HTML file, and from it to PDF.

nbconvert with the template of this repository (on `basic`: the default one loads scripts from a CDN and
drops alternative texts), WeasyPrint for the PDF. The same input gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from painmap.errors import PainmapError
from painmap.periods import Period
from painmap.report import strings, styles
from painmap.report.formats import clean
from painmap.report_data import ReportData

TEMPLATES = Path(__file__).parent / "templates"

# What must not stand in a page that opens without a network and runs nothing.
ACTIVE = frozenset({"script", "iframe", "object", "embed", "link", "base", "form", "audio", "video"})
ADDRESSES = frozenset({"src", "href", "xlink:href", "srcset", "poster", "action", "data"})
_OUTSIDE = re.compile(r"\s*(?!#|data:image/|data:font/)\S", re.I)
_STYLE_OUTSIDE = re.compile(r"@import|url\(\s*[\"']?\s*(?!#|data:)", re.I)


def html(notebook: Any, report: ReportData, *, edited: Sequence[str] = ()) -> str:
    """The executed `40_report` notebook as one self-contained page.

    Args:
        notebook: Notebook node, or the path of one.
        report: The edition it was made from (title and stamps of the page).
        edited: Names of the notebooks behind it that are not as released; the page says so.
    """
    from nbconvert.exporters import HTMLExporter, TemplateExporter

    node = _load(notebook)
    _refuse_errors(node)
    exporter: Any = HTMLExporter(template_name="painmap", extra_template_basedirs=[str(TEMPLATES)])  # type: ignore[no-untyped-call]
    # HTMLExporter would parse the page again and write it anew (seconds, and `viewBox` in lower case).
    exporter.register_filter("highlight_code", _as_is)
    made: Any = TemplateExporter.from_notebook_node(
        exporter, node, resources={"painmap": _head(report, edited)}
    )
    page = "\n".join(line.rstrip() for line in made[0].splitlines() if line.strip()) + "\n"
    _refuse_active(page)
    return page


def _as_is(text: str, **_: Any) -> str:
    return text


def _load(notebook: Any) -> Any:
    import nbformat

    reader: Any = nbformat
    if isinstance(notebook, str | Path):
        return reader.read(str(notebook), as_version=4)
    return notebook


def _refuse_errors(node: Any) -> None:
    for number, cell in enumerate(node.cells, 1):
        if any(output.output_type == "error" for output in cell.get("outputs", ())):
            raise PainmapError(
                "Блокнот отчёта выполнен с ошибкой",
                where=f"ячейка {number}",
                remedy="устраните причину и повторите сборку",
            )


def _refuse_active(page: str) -> None:
    import lxml.html

    for element in lxml.html.fromstring(page).iter():
        what = _fault(element) if isinstance(element.tag, str) else ""
        if what:
            raise PainmapError(
                f"В странице отчёта обнаружен недопустимый элемент: {what}",
                where="вывод ячеек блокнота отчёта",
                remedy="уберите из блокнота вывод, который сделан не функциями painmap.report",
            )


def _fault(element: Any) -> str:
    if element.tag in ACTIVE:
        return str(element.tag)
    for name, value in element.attrib.items():
        if name.startswith("on"):
            return "обработчик событий"
        if name in ADDRESSES and _OUTSIDE.match(value):
            return "внешний адрес"
    styles_ = element.get("style", "") + (element.text or "" if element.tag == "style" else "")
    return "внешний адрес в стиле" if _STYLE_OUTSIDE.search(styles_) else ""


def _head(report: ReportData, edited: Sequence[str]) -> dict[str, Any]:
    period, agency = Period.parse(report.period).label, clean(report.agency_title_short)
    is_public = report.edition == "public"
    marks = ([strings.DEMO] if report.is_demo else []) + ([strings.EDITED_SHORT] if edited else [])
    margins = {
        "top-left": strings.RUNNING_TITLE.format(agency=agency, period=period),
        "top-right": strings.PUBLIC_DRAFT if is_public else strings.STAMP,
        "bottom-left": " · ".join(marks),
    }
    return {
        "title": strings.DOCUMENT_TITLE.format(agency=agency, period=period),
        "margins": styles.margins(margins),
        "edited": strings.EDITED.format(names=", ".join(edited)) if edited else "",
        "skip": strings.SKIP,
        "is_public": is_public,
        "fonts": styles.fonts(),
        "style": styles.page(),
    }


def pdf(page: str) -> bytes:
    """The page as tagged PDF/UA-1 with running header, page numbers, outline and embedded fonts."""
    from painmap.report import printing

    return printing.pdf(page)
