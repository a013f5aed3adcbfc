"""Texts as people read them: HTML to text, control and direction-changing characters out."""

from __future__ import annotations

import re

import pandas as pd

_HTML = re.compile(r"</?[a-zA-Z!][^<>]{0,5000}>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
# C0 and C1 without tab and line ends; soft hyphen, zero-width and direction-changing characters, BOM,
# the noncharacters that XML cannot hold.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_BLOCKS = ("br", "p", "div", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote")
_UNREAD = ("script", "style", "template", "svg", "head")


def plain_texts(texts: pd.Series) -> tuple[pd.Series, int]:
    """The texts without mark-up, None where nothing is left; and how many held control characters."""
    present = texts.dropna()
    has_control = present.map(lambda text: _CONTROL.search(text) is not None).astype(bool)
    cleaned = present.map(plain_text)
    return cleaned.mask(cleaned == "", None).reindex(texts.index).astype(object), int(has_control.sum())


def plain_text(text: str) -> str:
    """One text: mark-up gone, entities resolved, blanks squeezed, at most one line break in a row."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _HTML.search(text):
        text = _CONTROL.sub("", _from_html(text))
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def _from_html(text: str) -> str:
    from lxml import etree, html

    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    root = html.fromstring(f"<div>{text}</div>".encode(), parser=parser)
    etree.strip_elements(root, *_UNREAD, with_tail=False)
    for element in root.iter(*_BLOCKS):
        element.tail = "\n" + (element.tail or "")
    return str(root.text_content())
