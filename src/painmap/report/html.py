"""`Html`: the only type that sections return, made of escaped parts; Jupyter and the template show it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from painmap.report.formats import clean, safe

TEMPLATES = Path(__file__).parent / "templates"


class Html:
    """Safe HTML of a section or a figure.

    Attributes:
        markup: Escaped text; empty where the edition has no such section.
    """

    def __init__(self, markup: Markup, name: str = "") -> None:
        self.markup = markup
        self._name = name

    def _repr_html_(self) -> str:
        return str(self.markup)

    __html__ = _repr_html_

    def __str__(self) -> str:
        return str(self.markup)

    def __repr__(self) -> str:
        return f"<{self._name or 'html'}: {len(self.markup)} знаков>"


def tag(name: str, content: object = "", **attributes: object) -> Markup:
    """An element; content and attribute values are cleaned and escaped unless they are Markup.

    Attribute names: a trailing `_` is dropped, other `_` become `-` (`class_`, `aria_label`).
    An attribute that is None or False is left out.
    """
    pairs = (
        (key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value not in (None, False)
    )
    inner = content if isinstance(content, Markup) else safe(content)
    return Markup("<{}{}>{}</{}>").format(
        Markup(name),
        Markup("").join(Markup(' {}="{}"').format(Markup(k), _attr(v)) for k, v in pairs),
        inner,
        Markup(name),
    )


def _attr(value: object) -> Markup:
    return value if isinstance(value, Markup) else escape(clean(value))


def join(parts: Iterable[Markup], separator: str = "\n") -> Markup:
    """The parts one under another."""
    return Markup(separator).join(part for part in parts if part)


def paragraphs(texts: Iterable[str]) -> Markup:
    """A `<p>` for each text."""
    return join(tag("p", text) for text in texts)


def bullets(texts: Iterable[object], name: str = "ul", class_: str | None = None) -> Markup:
    """A list with an item for each text."""
    items = join(tag("li", text) for text in texts)
    return tag(name, items, class_=class_) if items else Markup("")


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def template(name: str, **values: object) -> Markup:
    """A template of `templates/` filled in; every value is escaped unless it is Markup."""
    return Markup(_environment().get_template(name).render(**values))
