"""The style sheets: one for the page, its fonts embedded; print rules are part of it."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
# family, weight, file (see fonts/LICENSE.txt)
FACES = (
    ("PT Sans", 400, "PTS55F"),
    ("PT Sans", 700, "PTS75F"),
    ("PT Serif", 400, "PTF55F"),
    ("PT Serif", 700, "PTF75F"),
)


@cache
def notebook() -> str:
    """Rules of the sections, without fonts and page set-up."""
    return (HERE / "templates" / "sections.css").read_text(encoding="utf-8")


@cache
def page() -> str:
    """Rules of the whole page and of print."""
    return notebook() + (HERE / "templates" / "page.css").read_text(encoding="utf-8")


def font_files() -> list[Path]:
    """The font files that a page needs."""
    return [HERE / "fonts" / f"{file}.woff2" for _, _, file in FACES]


@cache
def fonts() -> str:
    """`@font-face` rules with the fonts as data."""
    return "\n".join(_face(*face) for face in FACES)


def _face(family: str, weight: int, file: str) -> str:
    data = base64.b64encode((HERE / "fonts" / f"{file}.woff2").read_bytes()).decode("ascii")
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:normal;font-display:swap;'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
    )
