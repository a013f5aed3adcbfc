"""The style sheets: one for the page, its fonts embedded; print rules are part of it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
# family, weight, file (see fonts/LICENSE.txt)
FACES = (
    ("PT Sans", 400, "PTS55F"),
    ("PT Sans", 700, "PTS75F"),
    ("PT Serif", 400, "PTF55F"),
)
# The same fonts as PDF takes them: address → file.
PRINT_FONTS = {f"painmap-font:{file}": HERE / "fonts" / f"{file}.ttf" for _, _, file in FACES}


@cache
def notebook() -> str:
    """Rules of the sections, without fonts and page set-up."""
    return (HERE / "templates" / "sections.css").read_text(encoding="utf-8")


@cache
def page() -> str:
    """Rules of the whole page and of print."""
    return notebook() + (HERE / "templates" / "page.css").read_text(encoding="utf-8")


def questionnaire(stamp: str, page_word: str, pages_word: str) -> str:
    """Rules of a printed questionnaire, with its stamp and the page numbers («Стр. 1 из 3») at the foot."""
    rules = (HERE / "templates" / "questionnaire.css").read_text(encoding="utf-8")
    for place, text in (("STAMP", stamp), ("PAGES", pages_word), ("PAGE", page_word)):
        rules = rules.replace(f'"{place}"', f'"{_escaped(text)}"')
    return rules


def font_files() -> list[Path]:
    """The font files that a page needs."""
    return [HERE / "fonts" / f"{file}.woff2" for _, _, file in FACES] + list(PRINT_FONTS.values())


@cache
def fonts() -> str:
    """`@font-face` rules with the fonts as data."""
    return "\n".join(_face(*face, f'url({_data(face[2])}) format("woff2")') for face in FACES)


@cache
def print_fonts() -> str:
    """The same rules with the addresses of `PRINT_FONTS`."""
    return "\n".join(_face(*face, f"url(painmap-font:{face[2]})") for face in FACES)


def _data(file: str) -> str:
    data = base64.b64encode((HERE / "fonts" / f"{file}.woff2").read_bytes()).decode("ascii")
    return f"data:font/woff2;base64,{data}"


def _face(family: str, weight: int, file: str, source: str) -> str:
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:normal;font-display:swap;'
        f"src:{source}}}"
    )


def margins(texts: Mapping[str, str]) -> str:
    """Rules that print a text in each margin box («top-left»), except on the title page."""
    boxes = "".join(f'@{place}{{content:"{_escaped(text)}"}}' for place, text in texts.items() if text)
    none = "".join(f"@{place}{{content:none}}" for place in texts)
    return f"@media print{{@page{{{boxes}}}@page:first{{{none}}}}}"


def _escaped(text: str) -> str:
    """A text inside a CSS string inside `<style>`: anything but letters, digits and spaces as its code."""
    return "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)
