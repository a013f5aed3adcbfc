"""PDF of the page through WeasyPrint: slow to import, so that only `render.pdf` does."""

from __future__ import annotations

import logging
from typing import Any

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from painmap import collector
from painmap.errors import PainmapError
from painmap.report import styles


class _OwnFonts(URLFetcher):  # type: ignore[misc]
    """Opens `data:` addresses and the fonts of this package; nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: Any = None) -> Any:
        path = styles.PRINT_FONTS.get(url)
        return super().fetch(url, headers) if path is None else URLFetcherResponse(url, path.read_bytes())


def pdf(page: str) -> bytes:
    """The page as tagged PDF/UA-1; its embedded fonts are read from this package instead."""
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # WOFF2 as data costs 1.5 s: parsing it as HTML and CSS, then decompressing it.
    # Of Markup, whose own `replace` would escape the quotes of the rules: fonts of the system stood in.
    page = str.replace(page, styles.fonts(), styles.print_fonts())
    try:
        # It would walk the boxes of all pages again and again.
        with collector.resting():
            data: bytes = HTML(string=page, url_fetcher=_OwnFonts()).write_pdf(pdf_variant="pdf/ua-1")
    except FatalURLFetchingError:
        raise PainmapError(
            "Страница отчёта ссылается на внешний файл",
            remedy="отчёт собирается только из собственных данных",
        ) from None
    return data
