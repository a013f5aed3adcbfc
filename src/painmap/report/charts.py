"""A chart, and how it becomes inline SVG.

Text stays text (`svg.fonttype: none`), so that it can be searched; ids are unique in the document; no date,
no random salt.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from painmap.report import drawing
from painmap.report.formats import clean
from painmap.report.html import tag

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Chart:
    """A chart not drawn yet.

    Attributes:
        title: Its message.
        alt: What a reader who does not see it is told.
        draw: Makes the matplotlib figure.
        note: Sentence under the caption.
    """

    title: str
    alt: str
    draw: Callable[[], Figure]
    note: str = ""

    def _repr_html_(self) -> str:
        return self.to_html("f0")

    def to_html(self, prefix: str) -> str:
        """The figure with its caption; ids begin with `prefix`."""
        caption = tag("figcaption", self.title) + (tag("p", self.note) if self.note else Markup(""))
        return str(tag("figure", svg(self, prefix) + caption))


@dataclass(frozen=True)
class Charts:
    """Charts one under another, for notebooks.

    Attributes:
        empty: Sentence where there is none.
    """

    charts: tuple[Chart, ...]
    empty: str = ""

    def _repr_html_(self) -> str:
        shown = [c.to_html(f"f{i}") for i, c in enumerate(self.charts)]
        return "\n".join(shown) or str(tag("p", self.empty))


def svg(chart: Chart, prefix: str) -> Markup:
    """The chart as inline SVG with `<title>` and `role=img`; ids begin with `prefix`."""
    buffer = io.StringIO()
    with drawing.style():
        chart.draw().savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _inline(buffer.getvalue(), prefix, clean(chart.alt, 4000))


def _inline(text: str, prefix: str, alt: str) -> Markup:
    box = re.search(r'viewBox="([^"]+)"', text)
    body = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.S)
    body = re.sub(r'<style type="text/css">.*?</style>', "", body, flags=re.S)
    body = _without_wrappers(body)
    # Markers take their line from `use`: style rules of the page (dark mode) do not reach inside of it.
    body = re.sub(r'(<defs>\s*<path [^>]*style=")stroke: #[0-9a-f]{6};? ?', r"\1", body)
    body = re.sub(r'\bid="', f'id="{prefix}-', body)
    body = body.replace("url(#", f"url(#{prefix}-").replace('xlink:href="#', f'href="#{prefix}-')
    # WeasyPrint reads font-size and font-family of SVG text, not the shorthand.
    body = re.sub(r"font: (?:(\d+|bold) )?([\d.]+px) ([^;\"]+)", _font, body)
    size = box.group(1) if box else "0 0 480 300"
    head = f'<svg class="plot" viewBox="{size}" role="img" aria-labelledby="{prefix}-alt">'
    head += f'<title id="{prefix}-alt">'
    return Markup(head) + escape(alt) + Markup("</title>" + re.sub(r"\n\s*", "\n", body).strip() + "</svg>")


def _without_wrappers(body: str) -> str:
    """Without the `<g id=…>` around each artist: nothing refers to them, and each costs a box in print."""
    kept: list[bool] = []
    parts = []
    for part in re.split(r"(<g\b[^>]*>|</g>)", body):
        if part == "</g>":
            if not kept.pop():
                continue
        elif part.startswith("<g"):
            kept.append(re.fullmatch(r'<g id="[^"]*">', part) is None)
            if not kept[-1]:
                continue
        parts.append(part)
    return "".join(parts)


def _font(match: re.Match[str]) -> str:
    weight = "font-weight: 700; " if match[1] in ("bold", "700") else ""
    return f"{weight}font-size: {match[2]}; font-family: {match[3]}"
