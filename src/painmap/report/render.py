"""From the executed notebook to one HTML file, and from it to PDF.

nbconvert with the template of this repository (on `basic`: the default one loads scripts from a CDN and
drops alternative texts), WeasyPrint for the PDF. The same input gives the same bytes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from painmap.errors import PainmapError
from painmap.periods import Period
from painmap.report import strings, styles
from painmap.report.formats import clean
from painmap.report_data import ReportData

TEMPLATES = Path(__file__).parent / "templates"

# What must not stand in a page that opens without a network and runs nothing: (what, pattern).
FORBIDDEN = (
    ("сценарий", re.compile(r"<script|<iframe|<object|<embed|javascript:", re.I)),
    ("обработчик событий", re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I)),
    (
        "внешний адрес",
        re.compile(r"""(?:src|href|action|poster|srcset)\s*=\s*["']?\s*(?:[a-z]+:)?//""", re.I),
    ),
    ("внешний адрес в стиле", re.compile(r"url\(\s*[\"']?\s*(?:[a-z]+:)?//|@import", re.I)),
)


def html(notebook: Any, report: ReportData) -> str:
    """The executed `40_report` notebook as one self-contained page.

    Args:
        notebook: Notebook node, or the path of one.
        report: The edition it was made from (title and stamps of the page).
    """
    import nbconvert

    node = _load(notebook)
    _refuse_errors(node)
    converters: Any = nbconvert
    exporter = converters.HTMLExporter(template_name="painmap", extra_template_basedirs=[str(TEMPLATES)])
    text, _ = exporter.from_notebook_node(node, resources={"painmap": _head(report)})
    page = "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"
    _refuse_active(page)
    return page


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
    body = page[page.index("</head>") :]
    for what, pattern in FORBIDDEN:
        if pattern.search(body):
            raise PainmapError(
                f"В странице отчёта обнаружен недопустимый элемент: {what}",
                where="вывод ячеек блокнота отчёта",
                remedy="уберите из блокнота вывод, который сделан не функциями painmap.report",
            )


def _head(report: ReportData) -> dict[str, Any]:
    period, agency = Period.parse(report.period).label, clean(report.agency_title_short)
    is_public = report.edition == "public"
    stamp = strings.PUBLIC_DRAFT if is_public else strings.STAMPS["internal"]
    return {
        "title": strings.DOCUMENT_TITLE.format(agency=agency, period=period),
        "running": strings.RUNNING_TITLE.format(agency=agency, period=period),
        "stamp": f"{strings.DEMO} · {stamp}" if report.is_demo else stamp,
        "skip": strings.SKIP,
        "is_public": is_public,
        "fonts": styles.fonts(),
        "style": styles.page(),
    }


def pdf(page: str) -> bytes:
    """The page as tagged PDF/UA-1 with running header, page numbers, outline and embedded fonts."""
    import logging

    from weasyprint import HTML

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    document = HTML(string=page, url_fetcher=_data_only)
    data: bytes = document.write_pdf(pdf_variant="pdf/ua-1", full_fonts=False)
    return data


def _data_only(url: str, *args: Any, **kwargs: Any) -> Any:
    """Data URLs and nothing else: a report never asks another host or the disk."""
    from weasyprint import default_url_fetcher

    if not url.startswith("data:"):
        raise PainmapError(
            "Отчёт ссылается на внешний файл", remedy="отчёт собирается только из собственных данных"
        )
    return default_url_fetcher(url, *args, **kwargs)
